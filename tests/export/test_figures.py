"""The figures of every format are the derivation's own: read back out of it, in order, each by hand and exact."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from fractions import Fraction
from html import unescape

import pytest

from rnn_tutor.cli.export import FORMATS, writer
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from tests.export.given import KINDS, derivation_of

Figures = tuple[list[Fraction], list[Fraction] | None]
DIGITS = 20
NUMBER = r"([-−]?\d+(?:\.\d+)?(?:/\d+)?)"


def number(text: str) -> Fraction:
    return Fraction(text.replace("−", "-").rstrip("…"))


def numbers(pattern: str, text: str) -> list[Fraction]:
    return [number(found) for found in re.findall(pattern, text)]


def flat(value: object) -> list[str]:
    return [entry for part in value for entry in flat(part)] if isinstance(value, list) else [str(value)]


def steps_of(derivation: Derivation) -> list[Step]:
    return [step for epoch in derivation.epochs for step in epoch.steps]


def of_json(text: str) -> Figures:
    steps = json.loads(text)["steps"]
    return (
        [number(one) for step in steps for one in flat(step["by_hand"])],
        [number(one) for step in steps for one in flat(step["exact"])],
    )


def of_html(text: str) -> Figures:
    hands, exacts = [], []
    for values in re.findall(r'<dl class="values">(.*?)</dl>', text, re.DOTALL):
        hand, exact = re.findall(r"<dd class=.*?>(.*?)</dd>", values)
        cells = re.findall(r"<mtd>(.*?)</mtd>", hand) or [hand]
        hands += [number(re.sub(r"<.*?>", "", cell)) for cell in cells]
        exacts += [number(re.sub(r"<.*?>|\[[\d,]+\]| ", "", one)) for one in exact.split("</span>") if one]
    return hands, exacts


def of_latex(text: str) -> Figures:
    return (
        numbers(rf"&= {NUMBER} \\quad\\text{{by hand}}", text),
        numbers(rf"&= {NUMBER}(?:\\ldots)? \\quad\\text{{exactly}}", text),
    )


def of_markdown(text: str) -> Figures:
    rows = re.findall(rf"\| \*\*{NUMBER}\*\* \| {NUMBER}…? \|", text)
    return [number(hand) for hand, _ in rows], [number(exact) for _, exact in rows]


def of_moodle(text: str) -> Figures:
    hands, exacts = [], []
    for question in ET.fromstring(text).iterfind("question[@type='numerical']"):
        solution = unescape(re.sub(r"<.*?>", "", question.findtext("generalfeedback/text") or ""))
        found = re.search(rf"= {NUMBER}; exactly {NUMBER}", solution)
        assert found is not None, solution
        hands.append(number(found[1]))
        exacts.append(number(found[2]))
        right = (
            (Fraction(answer.findtext("text") or ""), Fraction(answer.findtext("tolerance") or ""))
            for answer in question.iterfind("answer[@fraction='100']")
        )
        assert any(abs(middle - hands[-1]) <= tolerance for middle, tolerance in right)
    return hands, exacts


def of_notebook(text: str) -> Figures:
    code = next(cell["source"] for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
    names: dict[str, Derivation] = {}
    exec(code, names)  # the notebook's own cell, as Jupyter runs it
    return expected(names["derivation"])


def of_key(pattern: str) -> Callable[[str], Figures]:
    return lambda text: (numbers(pattern, text), None)


def expected(derivation: Derivation) -> tuple[list[Fraction], list[Fraction]]:
    """What is to be read, element by element."""
    steps = steps_of(derivation)
    return (
        [number(entry) for step in steps for entry in step.by_hand.entries],
        [number(entry) for step in steps for entry in step.exact(DIGITS).entries],
    )


READERS: list[tuple[str, dict[str, object], Callable[[str], Figures]]] = [
    ("json", {}, of_json),
    ("html", {}, of_html),
    ("latex", {}, of_latex),
    ("latex", {"fragment": True}, of_latex),
    ("markdown", {}, of_markdown),
    ("moodle", {}, of_moodle),
    ("notebook", {}, of_notebook),
    ("worksheet", {"key": True}, of_key(rf"<b>{NUMBER}</b>")),
    ("worksheet", {"key": True, "medium": "latex"}, of_key(rf"\\mathbf{{{NUMBER}}}")),
    ("worksheet", {"key": True, "medium": "markdown"}, of_key(rf"\*\*{NUMBER}\*\*")),
]
LESSONS = ["stock-example", "forward only", "two-hidden-units", "relu-fractions", "sequences", "epochs"]
OFTEN = {"stock-example": {name for name, *_ in READERS}, "two-hidden-units": {"json", "html", "latex", "markdown"}}
NOT = {("notebook", name) for name in KINDS} | {("worksheet", "epochs")}  # without its file; shortened
CASES = [
    pytest.param(
        reader, lesson, id=" ".join([reader[0], *map(str, reader[1].values()), lesson]),
        marks=[] if reader[0] in OFTEN.get(lesson, ()) else pytest.mark.campaign,
    )
    for lesson in LESSONS
    for reader in READERS
    if (reader[0], lesson) not in NOT
]  # fmt: skip


def test_every_format_is_read() -> None:
    assert {name for name, *_ in READERS} == set(FORMATS)


@pytest.mark.parametrize(("reader", "lesson"), CASES)
def test_its_figures_are_the_derivation_s_own(
    reader: tuple[str, dict[str, object], Callable[[str], Figures]], lesson: str
) -> None:
    name, options, read = reader
    derivation = derivation_of(lesson)
    hands, exacts = read(writer(name)(derivation, **options))
    right = expected(derivation)
    assert hands == right[0]
    assert exacts in (right[1], None)
