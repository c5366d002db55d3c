"""Formulas in two dimensions."""

import re

import pytest

from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tree import ONE, Element, Expression, Kind, Negative, Product, Quotient, Ref, Sum
from rnn_tutor.notation.composition import ON_CALCULATOR, compose
from rnn_tutor.notation.folding import folded, terms
from rnn_tutor.notation.line import line, write
from rnn_tutor.notation.media import signed
from rnn_tutor.screens.layout.formula import formula, line_rows, number_rows
from rnn_tutor.screens.layout.page import Page
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
    long = "a + b - c + d + e + f + g + h + i"
    assert line(folded(compose(parse(long)))) == "a + b − c + … + h + i"
    assert line(folded(compose(parse(f"2*({long})")))) == "2(a + b − c + … + h + i)"
    assert line(folded(compose(parse("a + b - c + d + e + f + g + h")))) == "a + b − c + d + e + f + g + h"


def test_a_sum_in_brackets_is_not_cut() -> None:
    found = [line(term) for term in terms(compose(parse("a*(b + c) + sin(d - e)")))]
    assert found == ["a × (b + c)", "+ sin(d − e)"]


@pytest.mark.parametrize(
    ("numbers", "screen"),
    [
        ("-2*(1.2 - 0.736)", "−2 × (1.2 − 0.736)"),
        ("(1.2 - 0.736)**2", "(1.2 − 0.736)²"),
        ("1/(1 + exp(-0.350))", "1/(1 + e^(−0.350))"),
        ("sigmoid(0.35)", "σ(0.35)"),
        ("-3e-12*2", "−3e-12 × 2"),
        ("2**0.5", "2^0.5"),
        ("sqrt(2*sqrt(3))", "sqrt(2 × sqrt(3))"),
    ],
)
def test_numbers_in_the_fields_notation(numbers: str, screen: str) -> None:
    assert write(parse(numbers), ON_CALCULATOR) == screen


@pytest.mark.parametrize(
    ("number", "screen"), [("-0.164", "−0.164"), ("-3e-12", "−3e-12"), ("0e-4930", "0 ± 1e-4930"), ("0.5", "0.5")]
)
def test_a_number_alone(number: str, screen: str) -> None:
    assert signed(number) == screen


def test_a_line_of_numbers_breaks_before_its_operators() -> None:
    found = [row for block in number_rows(parse("0.8*0.5 + 0.685*0.3 + 0.1"), UNICODE, 16) for row in block.rows]
    assert [row.rstrip() for row in found] == ["0.8 × 0.5", "+ 0.685 × 0.3", "+ 0.1"]


def test_nothing_is_lost_when_a_line_is_broken() -> None:
    layout = compose(parse("1/(1 + exp(-(0.5*0.5 + 0.1)))*(0.25 - 0.1) + 3"), ON_CALCULATOR)
    for width in range(10, 60):
        broken = " ".join(row for block in line_rows(layout, UNICODE, width) for row in block.rows)
        assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", line(layout))


def test_in_ascii_a_product_does_not_read_as_a_call() -> None:
    p = Ref(Kind.QUANTITY, "P")
    expression = Product((p, Sum((ONE, Negative(p)))))
    assert write(expression) == "P(1 − P)"
    assert ASCII.formula(compose(expression)) == "P*(1 - P)"


def test_in_ascii_a_digit_of_a_name_does_not_run_into_its_time_step() -> None:
    assert ASCII.formula(compose(Ref(Kind.QUANTITY, "h1", 2))) == "h1_2"
    assert UNICODE.formula(compose(Ref(Kind.QUANTITY, "h1", 2))) == "h1₍₂₎"


def test_a_share_in_a_bracket_of_its_own_gets_no_second_one() -> None:
    share = Element(Ref(Kind.SHARE, "W", 3, "X"), 1, 1)
    assert rows(share) == ["⎛∂Loss⎞", "⎜─────⎟ [1]", "⎝ ∂W  ⎠₃"]
