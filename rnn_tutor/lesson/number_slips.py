"""Texts that stand where a number belongs and are none: what was meant by them, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.lesson.problems import shortened

QUOTE = "'"
LONGEST = 200  # characters of what was meant for a number; of a long row of digits every part would be tried
NUMBER_EXAMPLES = "write it like 0.1, -2, 1e-3 or 1/3"
PLAIN = r"[-+−–]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−–]?[0-9]+)?"
SEVERAL = re.compile(rf"{PLAIN}(?:\s+{PLAIN})+")
LISTED = re.compile(rf"[\[(]?\s*({PLAIN}(?:\s*,\s*{PLAIN})+)\s*,?\s*[\])]?")
IN_ROUND = re.compile(rf"\(\s*({PLAIN}(?:\s*,\s+{PLAIN})*)\s*,?\s*\)")
ARRAY = re.compile(r"(?:\w+\.)*\w+\(\s*(\[.*\]|[-+.0-9eE]+)\s*(?:,\s*\w+\s*=[^()]*)?\)", re.DOTALL)
FILLED = re.compile(r"(?:\w+\.)*(zeros|ones|eye|identity)\(\s*[(\[]?\s*([0-9]+)(?:\s*,\s*([0-9]+))?\s*[)\]]?\s*\)")
LONGEST_FILLED = 6  # rows or columns that a remedy writes out
PERCENT = re.compile(rf"{PLAIN}\s*%")
FROZEN = re.compile(r"(?:frozen|fixed)\W+([-+.0-9eE/]+)")
ENDED = re.compile(rf"({PLAIN}(?:\s*/\s*[0-9.]+)?)\s*([,;])")
REMARK = re.compile(rf"({PLAIN}(?:\s*/\s*[0-9.]+)?)\s*(?:#|//|/\*|--|<!--)\s*([^\s#/].*)")
POINTS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)")
GROUPED = re.compile(r"[-+−]?[1-9][0-9]{0,2}(?:(['’\s_])[0-9]{3})+(?:\.[0-9]+)?")
GROUPED_BY_COMMA = re.compile(r"([1-9][0-9]{0,2}),([0-9]{3})")
POWER_OF_TEN = re.compile(rf"({PLAIN})\s*[·*×xX.]\s*10\s*(?:\^|\*\*)\s*[({{]?\s*([-+−–]?[0-9]+)\s*[)}}]?")
MIXED = re.compile(r"([-+−]?)([0-9]+)\s+([0-9]+)\s*/\s*([1-9][0-9]*)")
UNIT = re.compile(rf"[€$£¥~≈]?\s*({PLAIN})\s*(?:[°℃µ€$£¥]|[^\W\d_])[\w°µ²³/%€$£¥.·^-]*(?:\s+[^\W\d]\w*)?")
SIGN_BEFORE = re.compile(rf"[€$£¥~≈]\s*({PLAIN})")
WITH_ERROR = re.compile(rf"({PLAIN})\s*(?:±|\+/-|\+-).*")
OTHER_BASE = re.compile(r"[-+−]?0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)")
ROWS = re.compile(rf"\s*{PLAIN}(?:[\s,]+{PLAIN})*\s*(?:;\s*{PLAIN}(?:[\s,]+{PLAIN})*\s*)+;?\s*")
HALVES = re.compile(r"[-+−]?[0-9]+\s*;\s*[-+−]?[0-9]+")
CALL = re.compile(r"(?<![\w.])((?:\w+\.)*)([^\W\d]\w*)\s*\(")
YES_OR_NO = frozenset({"yes", "no", "true", "false", "on", "off"})
Slip = tuple[str, str]
SlipRule = Callable[[str], "Slip | None"]


def no_number(value: str) -> Slip:
    """What is said of a text that is no number, and the remedy where it is known what was meant."""
    return number_slip(value) or (f"{shortened(value)} is not a number", NUMBER_EXAMPLES)


def number_slip(value: str) -> Slip | None:
    """The same; nothing where it isn't known what was meant."""
    text = value.strip()
    if len(text) > LONGEST:
        return None
    return next((slip for rule in RULES if (slip := rule(text)) is not None), None)


def misread_comma(value: str) -> Slip | None:
    """What is said of commas that are no decimal points; nothing of those that were meant for some."""
    text = value.strip()
    if len(text) > LONGEST:
        return None
    return next((slip for rule in (_tuple, _ended, _points) if (slip := rule(text)) is not None), None)


def _said(text: str, why: str, remedy: str) -> Slip:
    return f"{shortened(text)} is not a number{': ' if why else ''}{why}", remedy


def _tuple(text: str) -> Slip | None:
    """`(0.1, 0.2)`."""
    found = IN_ROUND.fullmatch(text)
    if found is None or "," not in text:
        return None
    return _said(text, "lists have square brackets", f"write [{found[1]}]")


def _ended(text: str) -> Slip | None:
    """`1.2,` and `1.2;`."""
    found = ENDED.fullmatch(text)
    return None if found is None else _said(text, f"a line doesn't end with {found[2]!r} here", f"write {found[1]}")


def _points(text: str) -> Slip | None:
    """`1,200.5` and `1.200,5`; and `1,200`, which may be either."""
    if found := POINTS.fullmatch(text):
        whole, rest = (found[1], found[2]) if found[1] else (found[3], found[4])
        digits = re.sub(r"[.,]", "", whole)
        return _said(text, "thousands have no separator here", f"write {digits}.{rest}")
    if found := GROUPED_BY_COMMA.fullmatch(text):
        return "a comma is not a decimal point here", (
            f"write {found[1]}.{found[2]}, or {found[1]}{found[2]} if you mean that"
        )
    return None


def _grouped(text: str) -> Slip | None:
    """`1'200`, `1 200`."""
    found = GROUPED.fullmatch(text)
    if found is None:
        return None
    whole = re.sub(r"['’\s_]", "", text)
    if found[1].isspace():
        listed = f"[{', '.join(text.split())}]"
        return (
            f"{shortened(text)} is not one number: commas are missing"
        ), f"write {listed}, or {whole} if it is one number"
    return _said(text, "thousands have no separator here", f"write {whole}")


def _several(text: str) -> Slip | None:
    """`0.5 1.0 0.8`."""
    inner = text.strip("[]").strip()
    if not SEVERAL.fullmatch(inner):
        return None
    return f"{shortened(text)} is not one number: commas are missing", f"write [{', '.join(inner.split())}]"


def _other_signs(text: str) -> Slip | None:
    """`½`, `１．２`, `١.٢`, `0.5， 1.0`: digits, points and commas of other alphabets."""
    spaced = re.sub(r"(?<=[0-9])(?=[¼-¾⅐-⅞])", " ", text)
    plain = "".join(_plain_sign(character) for character in spaced)
    if plain == text or re.search(r"[^-+0-9.,;/eE\s]", plain):
        return None
    listed = LISTED.fullmatch(plain.replace("、", ",").replace(";", ","))
    if listed:
        return _said(text, "these only look like ordinary commas", f"write [{listed[1]}]")
    mixed = _mixed(plain)
    if mixed is not None:
        return _said(text, "", mixed[1])
    return _said(text, "these only look like ordinary digits and signs", f"write {plain.strip()}")


def _plain_sign(character: str) -> str:
    """A digit or a sign as keyboards of Latin letters have it."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return {"٫": ".", "٬": "", "،": ",", "、": ",", "⁄": "/", "−": "-", "–": "-"}.get(
        character, unicodedata.normalize("NFKC", character).replace("⁄", "/")
    )


def _mixed(text: str) -> Slip | None:
    """`1 1/2`."""
    found = MIXED.fullmatch(text)
    if found is None:
        return None
    sign, whole, top, bottom = found.groups()
    joined = f"{sign}{int(whole) * int(bottom) + int(top)}/{bottom}"
    return _said(text, "", f"write {joined}")


def _power_of_ten(text: str) -> Slip | None:
    """`5·10^-1`, `5 × 10⁻¹`."""
    lowered = re.sub(r"(?<=10)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda raised: f"^{_lowered(raised[1])}", text)
    found = POWER_OF_TEN.fullmatch(lowered)
    if found is None:
        return None
    exponent = re.sub("[−–]", "-", found[2])
    return _said(text, "powers of ten are written with e", f"write {found[1]}e{exponent}")


def _lowered(raised: str) -> str:
    return unicodedata.normalize("NFKC", raised).replace("−", "-")


def _filled(text: str) -> Slip | None:
    """`np.zeros(2)`, `eye(3)`."""
    found = FILLED.fullmatch(text)
    if found is None:
        return None
    kind, rows, columns = found[1], int(found[2]), int(found[3] or 0)
    square = kind in ("eye", "identity")
    if square:
        columns = columns or rows
    if not 0 < rows <= LONGEST_FILLED or columns > LONGEST_FILLED:
        return _said(text, "a lesson contains all of its numbers", "write each of them, like [[0, 0], [0, 0]]")
    entry = "1" if kind == "ones" else "0"
    lines = [["1" if square and row == column else entry for column in range(columns or 1)] for row in range(rows)]
    written = [f"[{', '.join(line)}]" for line in lines] if columns else [*chain.from_iterable(lines)]
    return _said(text, "a lesson contains all of its numbers", f"write [{', '.join(written)}]")


def _formula(text: str) -> Slip | None:
    """`sqrt(2)`, `pi/4`, `1/sqrt(2)`, `2*3`."""
    called = {name for _, name in CALL.findall(text)}
    is_sum = re.fullmatch(rf"\(?{PLAIN}\)?(?:\s*(?:[*+^/]|\*\*|-)\s*\(?{PLAIN}\)?)+", text)
    if not (called & {*FUNCTIONS, "ln", "pow"} or is_sum or re.search(r"(?<![^\W\d])(?:pi|π)(?!\w)", text)):
        return None
    remedy = "write the result, with as many digits as you need, like 0.7071"
    return _said(text, "formulas aren't computed here", remedy)


def _array(text: str) -> Slip | None:
    """`np.array([[1, 2], [3, 4]])`."""
    found = ARRAY.fullmatch(text)
    if found is None:
        return None
    remedy = f"write the numbers alone: {shortened(found[1]).strip(QUOTE)}"
    return f"{shortened(text)} is Python, not a number", remedy


def _rows(text: str) -> Slip | None:
    """`0.3 0.2; -0.1 0.4`."""
    if ";" not in text:
        return None
    if HALVES.fullmatch(text):
        remedy = "write points for decimals, and commas between the numbers, like [0.5, 1.0, 0.8]"
        return _said(text, "a semicolon separates nothing here", remedy)
    if ROWS.fullmatch(text):
        rows = [", ".join(re.findall(PLAIN, row)) for row in text.split(";") if row.strip()]
        return _said(text, "each row of a matrix has its own brackets", f"write [[{'], ['.join(rows)}]]")
    return _said(text, "", "give each row of a matrix its own brackets: [[1, 2], [3, 4]]")


def _frozen(text: str) -> Slip | None:
    """`frozen 0.5`."""
    found = FROZEN.fullmatch(text)
    return None if found is None else _said(text, "", f"write {{value: {found[1]}, frozen: true}}")


def _percent(text: str) -> Slip | None:
    """`12 %`."""
    if not PERCENT.fullmatch(text):
        return None
    return _said(text, "percent signs aren't read here", f"write {text[:-1].strip()}/100")


def _random(text: str) -> Slip | None:
    """`np.random.randn(2)`."""
    return _said(text, "a lesson contains all of its numbers", NUMBER_EXAMPLES) if "rand" in text else None


def _remark(text: str) -> Slip | None:
    """`1.2# the price`, `1.2 // the price`."""
    found = REMARK.fullmatch(text)
    if found is None:
        return None
    return _said(text, "a comment begins with a space and #", f"write {found[1]}  # {found[2].strip()}")


def _unit(text: str) -> Slip | None:
    """`1.2 EUR`, `$1.20`, `20 °C`."""
    found = SIGN_BEFORE.fullmatch(text) or UNIT.fullmatch(text) or WITH_ERROR.fullmatch(text)
    if found is None:
        return None
    return _said(text, "", f"write {found[1]}")


def _yes_or_no(text: str) -> Slip | None:
    """`yes`."""
    if text.casefold() not in YES_OR_NO:
        return None
    return _said(text, "", f"write {int(text.casefold() in ('yes', 'true', 'on'))} for {text}")


def _other_base(text: str) -> Slip | None:
    """`0x10`, `0b11`."""
    if not OTHER_BASE.fullmatch(text):
        return None
    return _said(text, "numbers are decimal here", f"write {int(text.replace('−', '-'), 0)}")


RULES: tuple[SlipRule, ...] = (
    _tuple,
    _ended,
    _points,
    _grouped,
    _several,
    _mixed,
    _other_signs,
    _power_of_ten,
    _filled,
    _formula,
    _array,
    _rows,
    _frozen,
    _percent,
    _random,
    _remark,
    _other_base,
    _unit,
    _yes_or_no,
)
