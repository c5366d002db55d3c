"""What the values of a lesson file become: exact numbers, arrays, names with their times."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Number, Product, Ref, Sum, references
from rnn_tutor.lesson.reading import read_number
from rnn_tutor.numbers.rounding import Rounding
from tests.lesson.given import NAMED, WRITTEN_OUT, changed, loaded


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("1E+2", Fraction(100)),
        ("1/3", Fraction(1, 3)),
        ("-2/3", Fraction(-2, 3)),
        ("−2", Fraction(-2)),
        ("'- 2'", Fraction(-2)),
        ("+.5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("007", Fraction(7)),
        ("'0.25'", Fraction(1, 4)),
        ('"1e1"', Fraction(10)),
        ("0.1000000000000000055511151231257827", Fraction("0.1000000000000000055511151231257827")),
    ],
)
def test_numbers_are_exact(tmp_path: Path, written: str, value: Fraction) -> None:
    lesson = loaded(tmp_path, changed(NAMED, ("target: 1.2", f"target: {written}")))
    assert lesson.targets[0].only.value == value


@given(st.fractions())
def test_any_fraction_comes_back(value: Fraction) -> None:
    if max(abs(value.numerator), value.denominator) < 10**90:
        assert read_number(str(value)).value == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_any_decimal_comes_back(value: object) -> None:
    assert read_number(str(value)).value == Fraction(str(value))


def test_vectors_and_matrices(tmp_path: Path) -> None:
    text = changed(
        WRITTEN_OUT,
        ("X: input*W1", "X: W1@input"),
        ("[0.5, 1.0, 0.8]", "[[0.5, 1/3], [1, 2]]"),
        ("W1: 0.5", "W1: [[1, 2], [3, 4], [5, 6]]"),
        ("W2: 0.3", "W2: [1, 2, 3]"),
        ("B1: 0.1", "B1: [7]"),
    )
    lesson = loaded(tmp_path, text)
    values = {p.name: p.value for p in lesson.parameters}
    assert values["W1"].shape == (3, 2)
    assert [[entry.value for entry in row] for row in values["W1"].rows()] == [[1, 2], [3, 4], [5, 6]]
    assert values["W2"].shape == (3, 1)
    assert values["B1"].shape == ()
    assert [value.shape for value in lesson.inputs] == [(2, 1), (2, 1)]
    assert lesson.inputs[0].at(1, 0).value == Fraction(1, 3)
    assert lesson.trainable_parameters == 6 + 3 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("5", Rounding(decimals=5)),
        ("{decimals: 2}", Rounding(decimals=2)),
        ("{significant: 4}", Rounding(decimals=None, significant=4)),
    ],
)
def test_rounding(tmp_path: Path, written: str, rule: Rounding) -> None:
    assert loaded(tmp_path, NAMED + f"rounding: {written}\n").rounding == rule


def test_what_a_lesson_need_not_say(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, NAMED)
    assert (lesson.about, lesson.time_step, lesson.rounding) == ("", "Step", Rounding(decimals=3))


def test_initial_value(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, NAMED + "initial: {Y: 1/10}\n")
    assert [(name, value.only.value) for name, value in lesson.initial] == [("Y", Fraction(1, 10))]


def written_loss(folder: Path, *changes: tuple[str, str]) -> tuple[Expression, bool]:
    network = loaded(folder, changed(WRITTEN_OUT, *changes)).network
    assert network.loss is not None
    return network.loss.expression, network.loss_each_step


EACH_STEP_ONLY = [
    ("  output:\n    P: Y*W3 + B3\n", ""),
    (", W3: 0.8, B3: 0.2", ""),
]


def test_a_target_at_each_step_makes_the_loss_one_of_each_step(tmp_path: Path) -> None:
    expression, each_step = written_loss(tmp_path, *EACH_STEP_ONLY, ("target: 1.2", "targets: [1, 2, 3]"))
    assert each_step
    assert references(expression) == [Ref(Kind.TARGET, "target", At.HERE), Ref(Kind.QUANTITY, "Y", At.HERE)]


def test_a_single_target_meets_the_last_step(tmp_path: Path) -> None:
    expression, each_step = written_loss(tmp_path, *EACH_STEP_ONLY)
    assert not each_step
    assert references(expression) == [Ref(Kind.TARGET, "target"), Ref(Kind.QUANTITY, "Y", At.LAST)]


def test_a_loss_may_be_written_out_or_called(tmp_path: Path) -> None:
    place = "    P: Y*W3 + B3\n"
    by_name, _ = written_loss(tmp_path, ("target: 1.2", "target: 1.2\nloss: huber"))
    called, _ = written_loss(tmp_path, (place, place + "  loss: huber(target, P)\n"))
    written, _ = written_loss(tmp_path, (place, place + "  loss: sum(huber(target - P))\n"))
    assert by_name == called == written


def test_every_quantity_may_be_read_from_the_step_before(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("previous(Y)", "previous(Y)*previous(X)")))
    assert Ref(Kind.QUANTITY, "X", At.BEFORE) in references(lesson.network.each_step[0].expression)


def test_output_reads_the_last_step_and_what_stands_above(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("P: Y*W3 + B3", "Q: Y*W3\n    P: Q + X + input + B3")))
    assert references(lesson.network.output[1].expression) == [
        Ref(Kind.QUANTITY, "Q"),
        Ref(Kind.QUANTITY, "X", At.LAST),
        Ref(Kind.INPUT, "input", At.LAST),
        Ref(Kind.PARAMETER, "B3"),
    ]


@pytest.mark.parametrize("written", ["e**X", "e^X", "exp(X)"])
def test_e_to_a_power(tmp_path: Path, written: str) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("sigmoid(X)", written)))
    assert lesson.network.each_step[1].expression == Apply("exp", (Ref(Kind.QUANTITY, "X", At.HERE),))


def test_e_may_be_a_parameter(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("sigmoid(X)", "e**X"), ("W1: 0.5", "W1: 0.5, e: 2")))
    assert Ref(Kind.PARAMETER, "e") in references(lesson.network.each_step[1].expression)


@pytest.mark.parametrize("written", ["pi", "π"])
def test_pi(tmp_path: Path, written: str) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("sigmoid(X)", f"X*{written}")))
    assert lesson.network.each_step[1].expression == Product((Ref(Kind.QUANTITY, "X", At.HERE), Apply("pi", ())))


def test_subscripts_and_greek_letters_are_understood(tmp_path: Path) -> None:
    text = changed(WRITTEN_OUT, ("    Y: sigmoid(X)", "    Y: σ(X)"), ("B1: 0.1", "B₁: 0.1"), ("W2: 0.3", "w₂: 0.3"))
    lesson = loaded(tmp_path, changed(text, ("*W2", "×w₂")))
    assert [p.name for p in lesson.parameters] == ["W1", "w2", "B1", "W3", "B3"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path, line_end: str, mark: str) -> None:
    assert loaded(tmp_path, mark + WRITTEN_OUT.replace("\n", line_end)) == loaded(tmp_path, WRITTEN_OUT)


def test_words_that_yaml_would_convert_stay_words(tmp_path: Path) -> None:
    text = changed(NAMED, ("title: Prices", "title: no\nabout: 12:30\ntime_step: 2026-01-01"))
    lesson = loaded(tmp_path, text)
    assert (lesson.title, lesson.about, lesson.time_step) == ("no", "12:30", "2026-01-01")


def test_a_quoted_colon_is_text(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(NAMED, ("title: Prices", 'title: "use chain rule: dL/dh"')))
    assert lesson.title == "use chain rule: dL/dh"


def test_numbers_keep_how_they_were_written(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, changed(WRITTEN_OUT, ("Y*W3 + B3", "Y*W3 + B3 + 0.50")))
    assert isinstance(lesson.network.output[0].expression, Sum)
    number = lesson.network.output[0].expression.terms[-1]
    assert isinstance(number, Number)
    assert number.text == "0.50"


def test_titles_may_hold_emoji(tmp_path: Path) -> None:
    title = "Prices of 👩‍🎓 and می‌خواهم"
    assert loaded(tmp_path, changed(NAMED, ("title: Prices", f"title: {title}"))).title == title
