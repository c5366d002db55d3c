"""The bundled example, against what the issue and the design say it holds."""

from fractions import Fraction
from pathlib import Path

import pytest

import rnn_tutor
from rnn_tutor import load_lesson
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Negative, Number, Power, Product, Ref, Sum
from rnn_tutor.lesson.lesson import Lesson, Section
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.numbers.rounding import Rounding
from tests.lesson.given import NAMED, WRITTEN_OUT, loaded

INPUT = Ref(Kind.INPUT, "input", At.HERE)


def parameter(name: str) -> Ref:
    return Ref(Kind.PARAMETER, name)


def quantity(name: str, at: At) -> Ref:
    return Ref(Kind.QUANTITY, name, at)


@pytest.fixture(scope="module")
def stock() -> Lesson:
    return load_lesson(find_lesson("stock-example"))


def test_words(stock: Lesson) -> None:
    assert stock.name == "stock-example"
    assert stock.title == "Predict a stock's price on day 4"
    assert stock.about
    assert stock.time_step == "Day"
    assert stock.file == Path(rnn_tutor.__file__).parent.parent / "lessons" / "stock-example.yaml"


def test_numbers(stock: Lesson) -> None:
    assert [value.only.value for value in stock.inputs] == [Fraction(1, 2), Fraction(1), Fraction(4, 5)]
    assert [value.only.text for value in stock.inputs] == ["0.5", "1.0", "0.8"]
    assert [value.only.value for value in stock.targets] == [Fraction(6, 5)]
    assert {p.name: p.value.only.value for p in stock.parameters} == {
        "W1": Fraction(1, 2),
        "W2": Fraction(3, 10),
        "W3": Fraction(4, 5),
        "B1": Fraction(1, 10),
        "B3": Fraction(1, 5),
    }
    assert stock.learning_rate is not None
    assert stock.learning_rate.value == Fraction(1, 10)
    assert stock.rounding == Rounding(decimals=3)
    assert stock.initial == ()
    assert stock.time_steps == 3
    assert stock.trainable_parameters == 5


def test_network(stock: Lesson) -> None:
    """X = input·W1 + previous(Y)·W2 + B1; Y = σ(X); after the last day P = Y·W3 + B3; Loss = (target − P)²."""
    network = stock.network
    assert network.name == "simple"
    assert network.about
    equations: dict[str, Expression] = {e.name: e.expression for e in (*network.each_step, *network.output)}
    assert list(equations) == ["X", "Y", "P"]
    assert equations["X"] == Sum(
        (
            Product((INPUT, parameter("W1"))),
            Product((quantity("Y", At.BEFORE), parameter("W2"))),
            parameter("B1"),
        )
    )
    assert equations["Y"] == Apply("sigmoid", (quantity("X", At.HERE),))
    assert equations["P"] == Sum((Product((quantity("Y", At.LAST), parameter("W3"))), parameter("B3")))
    assert network.loss is not None
    assert network.loss.section is Section.LOSS
    assert not network.loss_each_step
    difference = Sum((Ref(Kind.TARGET, "target"), Negative(quantity("P", At.UNTIMED))))
    squared = Power(difference, Number(Fraction(2)))
    assert network.loss.expression == Apply("sum", (squared,))  # of one number, or of a vector's


def test_written_out_is_the_same_network(tmp_path: Path) -> None:
    named, written_out = loaded(tmp_path, NAMED), loaded(tmp_path, WRITTEN_OUT)
    for section in ("each_step", "output"):
        pairs = zip(getattr(named.network, section), getattr(written_out.network, section), strict=True)
        assert all(a.expression == b.expression for a, b in pairs)
    assert named.network.loss is not None
    assert written_out.network.loss is not None
    assert named.network.loss.expression == written_out.network.loss.expression
    assert named.parameters == written_out.parameters


def test_equations_have_places_in_the_lesson_only_where_they_stand_in_it(tmp_path: Path) -> None:
    assert [e.place for e in loaded(tmp_path, NAMED).network.each_step] == [None, None]
    places = [e.place for e in loaded(tmp_path, WRITTEN_OUT).network.each_step]
    assert [(p.line, p.column) for p in places if p] == [(5, 8), (6, 8)]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "softplus", "gelu"])
def test_activation_is_chosen(tmp_path: Path, name: str) -> None:
    lesson = loaded(tmp_path, NAMED + f"activation: {name}\n")
    assert lesson.network.each_step[1].expression == Apply(name, (quantity("X", At.HERE),))
