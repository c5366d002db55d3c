"""Formulas in two dimensions."""

import re

import pytest

from rnn_tutor.equations.tree import Expression
from rnn_tutor.screens.formula import TERMS, calculated, fold, formula, line_of_numbers, split
from rnn_tutor.screens.page import Page
from tests.screens.given import ASCII, LSTM, UNICODE, cells, derivation_of, walk_of


def rows(expression: Expression, page: Page = UNICODE, width: int = 70) -> list[str]:
    return [row.rstrip() for block in formula(expression, page, width) for row in block.rows]


def of_step(address: str, lesson: str = "stock-example") -> Expression:
    walk = walk_of(lesson)
    step = walk.stops[walk.places[address]].step
    assert step is not None
    return step.expression


def test_a_gradient_is_a_fraction_on_the_line_of_its_neighbours() -> None:
    assert rows(of_step("backward:5")) == ["∂Loss", "───── × Y₃(1 − Y₃)", " ∂Y₃"]


def test_in_ascii() -> None:
    assert rows(of_step("backward:5"), ASCII) == ["dLoss", "───── * Y3*(1 - Y3)", " dY3"]


def test_a_share_has_its_day_below_a_tall_bracket() -> None:
    top, middle, bottom = rows(of_step("total:2"))
    assert top == "⎛∂Loss⎞    ⎛∂Loss⎞"
    assert middle == "⎜─────⎟  + ⎜─────⎟"
    assert bottom == "⎝ ∂W₂ ⎠₃   ⎝ ∂W₂ ⎠₂"


def test_a_quotient_is_stacked_too() -> None:
    from rnn_tutor.equations.tree import ONE, Kind, Product, Quotient, Ref, Sum

    x, y = Ref(Kind.QUANTITY, "X", 1), Ref(Kind.QUANTITY, "Y", 2)
    assert rows(Product((y, Quotient(x, Sum((ONE, y)))))) == ["       X₁", "Y₂ × ──────", "     1 + Y₂"]


def test_without_room_it_goes_on_the_line() -> None:
    assert rows(of_step("backward:5"), width=13) == ["∂Loss", "─────", " ∂Y₃", "× Y₃(1 − Y₃)"]
    assert rows(of_step("update:1"), width=8) == ["W₁", "−", "η", "× ∂Loss/∂W₁"] or all(
        cells(row) <= 11 for row in rows(of_step("update:1"), width=8)
    )


@pytest.mark.parametrize("width", range(12, 60, 5))
def test_no_row_is_wider_than_the_room(width: int) -> None:
    for step in derivation_of(LSTM).steps:
        assert all(cells(row) <= width for row in rows(step.expression, width=width)), step.formula


def test_a_long_sum_is_folded() -> None:
    terms = split("a + b − c + d + e + f + g + h + i", TERMS)
    assert fold(terms) == ["a", "+ b", "− c", "+ …", "+ h", "+ i"]


def test_a_sum_in_brackets_is_not_cut() -> None:
    assert split("a × (b + c) + f(d − e)", TERMS) == ["a × (b + c)", "+ f(d − e)"]


@pytest.mark.parametrize(
    ("calculator", "screen"),
    [
        ("-2 × (1.2 - 0.736)", "−2 × (1.2 − 0.736)"),
        ("(1.2 - 0.736)^2", "(1.2 − 0.736)²"),
        ("1/(1 + exp(-0.350))", "1/(1 + e^(−0.350))"),
        ("sigmoid(0.35)", "σ(0.35)"),
        ("-3e-12 × 2", "−3e-12 × 2"),
        ("2^0.5", "2^0.5"),
        ("sqrt(2 × pi)", "sqrt(2 × π)"),
    ],
)
def test_numbers_in_the_fields_notation(calculator: str, screen: str) -> None:
    assert calculated(calculator) == screen


def test_a_line_of_numbers_breaks_before_its_operators() -> None:
    found = [row for block in line_of_numbers("0.8 × 0.5 + 0.685 × 0.3 + 0.1", UNICODE, 16) for row in block.rows]
    assert [row.rstrip() for row in found] == ["0.8 × 0.5", "+ 0.685 × 0.3", "+ 0.1"]


def test_nothing_is_lost_when_a_line_is_broken() -> None:
    line = "1/(1 + e^(−(0.5 × 0.5 + 0.1))) × (0.25 − 0.1) + 3"
    for width in range(10, 60):
        broken = " ".join(row for block in line_of_numbers(line, UNICODE, width) for row in block.rows)
        assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", line)
