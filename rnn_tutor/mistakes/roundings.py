"""Mistakes in the numbers: the decimal point, rounding on the way, and what follows from an earlier answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise

from rnn_tutor.derivation.solution import GIVEN
from rnn_tutor.english import counted
from rnn_tutor.equations.algebra import multiply, replace
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Number,
    Product,
    Ref,
    Sum,
    children,
    rebuild,
    references,
)
from rnn_tutor.explain.lines import with_numbers
from rnn_tutor.mistakes.factors_and_terms import is_short
from rnn_tutor.mistakes.mutation import nodes
from rnn_tutor.mistakes.reals import as_fraction, half_unit, round_by, value_of
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.task import Task
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.numbers.rounding import Rounding

READILY = 20  # as against 4
HALVED, DOUBLED = "this is half of what it should be", "this is twice what it should be"
OF_SIZE = frozenset({HALVED, DOUBLED})
CLOSE = 5  # units of the last digit


@MistakeRule(
    "earlier-slip",
    "followed from an earlier slip",
    "went on from an earlier wrong number of their own",
    Example(
        "stock-example",
        "backward:6",
        "-0.158",
        "this step is done right, but it begins with your own earlier answer, and the mistake was made there",
        ("backward:5", "-0.197"),
    ),
    weight=12,
    own=True,
)
def earlier_slip(task: Task) -> Iterator[Candidate]:
    """Right, given the learner's own earlier wrong answer."""
    if task.slipped.intersection(references(task.expression)):
        words = "this step is done right, but it begins with your own earlier answer, and the mistake was made there"
        yield task.expression, words


@MistakeRule(
    "decimal-shift",
    "the decimal point",
    "moved the decimal point",
    Example(
        "stock-example",
        "backward:5",
        "-1.64",
        "the digits are right, but the decimal point is 1 place too far to the right",
    ),
    weight=2,
    numeric=True,
)
def decimal_shift(task: Task) -> Iterator[Candidate]:
    """The digits are right and the point is elsewhere."""
    for power in (-1, 1, -2, 2, -3, 3):
        factor = Number(Fraction(10) ** power)
        yield multiply(factor, task.expression), shifted_in_words(power)


def shifted_in_words(power: int) -> str:
    """That a number is the right one times this power of ten."""
    places = f"{abs(power)} place{'s' if abs(power) > 1 else ''}"
    way = "right" if power > 0 else "left"
    return f"the digits are right, but the decimal point is {places} too far to the {way}"


@MistakeRule(
    "rounded-too-early",
    "rounded too early",
    "rounded numbers on the way further than the screen shows them",
    Example(
        "stock-example",
        "backward:5",
        "-0.163",
        "close: it isn't right to the last digit. Was a number on the way rounded to 2 digits? Keep all the digits "
        "that are shown",
    ),
    weight=4,
    numeric=True,
)
def rounded_too_early(task: Task) -> Iterator[Candidate]:
    """Operands, or what comes out on the way, rounded further than the screen shows."""
    if not is_short(task.expression) or task.whole:
        return
    for rule in coarser(task.derivation.lesson.rounding):
        kept = counted(rule.significant, "digit") if rule.significant else rule.describe()
        far = f"rounding on the way to {kept} gives such a number; keep all the digits that are shown"
        asked = f"Was a number on the way rounded to {kept}? Keep all the digits that are shown"
        near = f"close: it isn't right to the last digit. {asked}"
        for coarse in _coarse(task, rule):
            yield coarse, near if _is_close(task, coarse) else far


@MistakeRule(
    "arithmetic",
    "a slip in the numbers",
    "had the formula right, but a number wrong: a digit, two digits exchanged, halved, doubled",
    Example("stock-example", "backward:5", "-0.146", "−0.146: are two digits exchanged?"),
    weight=4,
    numeric=True,
)
def arithmetic(task: Task) -> Iterator[Candidate]:
    """The right number with a digit changed, two digits exchanged, halved or doubled."""
    if task.whole:
        return
    element = task.step.element(task.row, task.column)
    for text in dict.fromkeys((element.by_hand, element.exact(3), element.exact(4))):
        for changed, words, share in miswritten(text):
            yield Number(Fraction(changed), changed), f"{changed.replace('-', '−')}: {words}", share
    halved = Decimal(element.by_hand) / 2  # of the number that was written down
    yield Number(Fraction(halved), f"{halved}"), HALVED, READILY
    half, twice = Number(Fraction(1, 2)), Number(Fraction(2))
    yield multiply(half, task.expression), HALVED, READILY
    yield multiply(twice, task.expression), DOUBLED, READILY


def miswritten(text: str) -> Iterator[tuple[str, str, int]]:
    """A number as the pen may slip: two neighbouring digits exchanged, or one digit another."""
    mantissa, sign, power = text.partition("e")
    exponent = f"{sign}{power}"
    places = [place for place, character in enumerate(mantissa) if character.isdigit()]
    first = next((place for place in places if mantissa[place] != "0"), None)
    written = [place for place in places if first is not None and place >= first]
    if len(written) < 2:
        return  # of a single digit every other one would do
    for place, after in pairwise(written):
        if mantissa[place] != mantissa[after]:
            swapped = list(mantissa)
            swapped[place], swapped[after] = mantissa[after], mantissa[place]
            yield "".join(swapped) + exponent, "are two digits exchanged?", READILY
    for place in written:
        for digit in "0123456789":
            if digit != mantissa[place] and (digit != "0" or place != first):
                changed = mantissa[:place] + digit + mantissa[place + 1 :]
                yield changed + exponent, "one digit is wrong", 1


def coarser(rule: Rounding) -> Iterator[Rounding]:
    """Rules that keep less, down to a single digit."""
    yield from (Rounding(None, figures) for figures in (2, 1))
    if rule.decimals is not None:
        yield from (Rounding(decimals) for decimals in range(rule.decimals - 1, 0, -1))


def _is_close(task: Task, coarse: Expression) -> bool:
    """Whether a number differs from the right one in its last digit, or little more than that."""
    truth = as_fraction(task.step.element(task.row, task.column).of(task.step.by_hand_value))
    try:
        off = abs(value_of(coarse, task.derivation.by_hand) - truth)
    except DomainError:
        return False
    return off < CLOSE * 2 * half_unit(task.derivation.lesson.rounding, truth)


def _coarse(task: Task, rule: Rounding) -> Iterator[Expression]:
    """The expression with rounded operands; with each operation's result rounded; with one part alone rounded."""
    rounded = partial(round_by, rule)
    yield replace(task.expression, lambda part: _coarse_operand(task, part, rounded))
    numeric = with_numbers(task.expression, task.step.shown_number)
    try:
        yield _worked_through(numeric, rounded, whole=True)
        for place, node in nodes(numeric):
            if node is not numeric and children(node):
                yield place(Number(rounded(value_of(node, {}))))
        if isinstance(numeric, Product):
            for start in range(len(numeric.factors) - 1):
                run = Number(rounded(value_of(Product(numeric.factors[start : start + 2]), {})))
                yield multiply(*numeric.factors[:start], run, *numeric.factors[start + 2 :])
    except DomainError:
        return


def _coarse_operand(task: Task, part: Expression, rounded: Callable[[Fraction], Fraction]) -> Expression | None:
    ref = part.operand if isinstance(part, Element) else part
    if not isinstance(ref, Ref):
        return None
    if ref.kind in GIVEN:
        return part
    return Number(rounded(task.step.shown_number(part).value))


def _worked_through(
    expression: Expression, rounded: Callable[[Fraction], Fraction], *, whole: bool = False
) -> Expression:
    """The value of an expression when what each operation gives is rounded, the last one apart."""
    parts = tuple(_worked_through(part, rounded) for part in children(expression))
    if not parts:
        return expression
    if isinstance(expression, Product | Sum):
        first, *rest = parts
        for number, part in enumerate(rest, start=1):
            pair = rebuild(expression, (first, part))
            value = value_of(pair, {})
            first = Number(value if whole and number == len(rest) else rounded(value))
        return first
    value = value_of(rebuild(expression, parts), {})
    return Number(value if whole else rounded(value))
