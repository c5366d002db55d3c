"""Shapes that don't fit, said before anything is computed: word for word, each at its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.equations.dialect import EQUATION
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.source import source
from rnn_tutor.equations.tree import Expression, Product, Sum, children, rebuild
from tests.lesson.broken import Case, cases
from tests.lesson.given import changed, complaints

TWO_UNITS = """\
format_version: 1
title: Two inputs, three hidden units, two outputs
equations:
  each_step:
    X: W1 @ input + W2 @ previous(Y) + B1
    Y: tanh(X)
  output:
    P: W3 @ Y + B3
  loss: sum((target - P)**2)
inputs: [[0.5, 0.1], [1.0, -0.2], [0.8, 0.3]]
target: [1.2, 0.4]
parameters:
  W1: [[0.5, 0.1], [0.2, -0.3], [0.4, 0.7]]
  W2: [[0.3, 0.2, 0.1], [-0.1, 0.4, 0.5], [0.2, 0.1, 0.6]]
  B1: [0.1, -0.1, 0.2]
  W3: [[0.8, -0.5, 0.3], [0.2, 0.1, 0.4]]
  B3: [0.2, 0]
learning_rate: 0.1
"""

CASES = cases(Path(__file__).parent / "shapes.txt")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said(case: Case, tmp_path: Path) -> None:
    assert case.said
    assert complaints(tmp_path, changed(TWO_UNITS, *case.changes)) == case.said


def test_there_are_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 50


@pytest.mark.parametrize(
    "change",
    [
        ("tanh(X)", "tanh(X)"),
        ("B1: [0.1, -0.1, 0.2]", "B1: 0.1"),
        ("sum((target - P)**2)", "transpose(target - P) @ (target - P)"),
        ("sum((target - P)**2)", "mean(abs(target - P))"),
        ("sum((target - P)**2)", "cross_entropy(softmax(target), P)"),
        ("W3 @ Y + B3", "W3 @ Y + [B3[2], 1]*B3"),
        ("W2 @ previous(Y)", "W2 @ (previous(Y)*sum(previous(Y)))"),
        ("W2 @ previous(Y)", "concat(previous(Y)[3], W3 @ previous(Y))*sum(W2)"),
        ("X: W1 @ input + W2 @ previous(Y)", "Z: previous(Y)\n    X: W1 @ input + W2 @ Z"),
        ("X: W1 @ input", "M: 0.5*previous(M) + W2 @ transpose(W2)\n    X: M @ W1 @ input"),
        ("X: W1 @ input", "M: W2 @ previous(M) + W2\n    X: M @ W1 @ input"),
        ("X: W1 @ input", "n: 0.5*previous(n) + 1\n    X: n*W1 @ input"),
    ],
)
def test_what_fits(change: tuple[str, str], tmp_path: Path) -> None:
    assert complaints(tmp_path, changed(TWO_UNITS, change)) == []


ATOMS = st.sampled_from(["a", "W1", "input", "previous(Y)", "0.5", "2", "pi"])


def written(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([" + ", " - ", "*", "/", " @ ", "**"])
    return st.one_of(
        st.builds("({}){}({})".format, parts, signs, parts),
        st.builds("{}{}{}".format, parts, signs, parts),
        parts.map("-({})".format),
        parts.map("tanh({})".format),
        parts.map("transpose({})".format),
        parts.map("({})[2]".format),
        parts.map("({})[2, 3]".format),
        st.builds("[{}, {}]".format, parts, parts),
        st.builds("max({}, {})".format, parts, parts),
    )


@given(st.recursive(ATOMS, written, max_leaves=6))
def test_what_a_message_quotes_is_what_the_lesson_says(text: str) -> None:
    expression = parse(text, EQUATION)
    assert flat(parse(source(expression), EQUATION)) == flat(expression)


def flat(expression: Expression) -> Expression:
    """The expression without the parentheses that change nothing: (a + b) + c."""
    parts = tuple(flat(part) for part in children(expression))
    match expression, parts:
        case (Sum(), (Sum(first), *rest)) | (Product(), (Product(first), *rest)):
            parts = (*first, *rest)
    return rebuild(expression, parts)
