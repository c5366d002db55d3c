"""Pictures: what is drawn is where it should be, and each says in words what there is to see."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rnn_tutor.derivation.memory import carriers
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.explain.activation_curve import curve_of
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.journey import Journey, Size, is_passed_by, journey
from rnn_tutor.explain.step import Step
from rnn_tutor.pictures.curve import loss_picture
from rnn_tutor.pictures.over_time import scale_of
from rnn_tutor.pictures.span import Span, to_round_numbers
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.pictures.of_step import curve_lines, picture_lines, pictures_screen
from rnn_tutor.screens.pictures.over_time import bars_over_time, bars_side_by_side
from rnn_tutor.screens.pictures.plot import DOTS, Plot, bar, sampled, sparkline
from rnn_tutor.training.loss_curve import loss_curve, training_from
from rnn_tutor.training.train import Training
from tests.lessons.bundled import lesson as bundled
from tests.training.given import EACH_STEP, LETTERS, ONE_UNIT, lesson

BOTH_WAYS = """
format_version: 1
title: Both ways, read at their ends
equations:
  each_step:
    f: tanh(input*w + previous(f)*u)
    g: tanh(input*v + next(g)*z)
  output:
    P: f + g
  loss: (target - P)**2
inputs: [0.5, -0.2, 0.3, 0.1]
target: 0.4
parameters: {w: 0.5, u: 0.4, v: 0.3, z: 0.6}
learning_rate: 0.1
"""

WIDE, PLAIN = Page(), Page(encoding="ascii", notation=False, boxes=False)
PAGES = [WIDE, Page(width=40), PLAIN, Page(width=24)]


def text(lines: Lines) -> str:
    return "\n".join(line.plain for line in lines)


def flat(lines: Lines) -> str:
    return " ".join(text(lines).split())


def step_of(of: str, quantity: str, time: int | None, phase: Phase, keys: str = "") -> Step:
    steps = derive(lesson(of, keys)).steps
    return next(s for s in steps if (s.quantity, s.time_step, s.phase) == (quantity, time, phase))


def dots(plot: Plot) -> set[tuple[int, int]]:
    """The dots that are set, by column and row."""
    found = set()
    for row, cells in enumerate(plot.cells):
        for column, cell in enumerate(cells):
            assert isinstance(cell, int)
            found |= {(2 * column + x, 4 * row + y) for x in range(2) for y in range(4) if (cell - 0x2800) & DOTS[x][y]}
    return found


@given(st.floats(-3, 3), st.floats(-2, 2))
def test_a_straight_line_is_drawn_where_it_is(slope: float, start: float) -> None:
    plot = Plot(WIDE, 20, 6, Span(0, 1), Span(-3, 3))
    plot.curve(lambda x: start + slope * x)
    assert plot.columns == 40
    for column, row in dots(plot):
        x = (column + 0.5) / 40
        y = 3 - 6 * row / (plot.rows - 1)
        # A column apart and a row apart at most: the dots between are joined.
        assert abs(y - (start + slope * x)) <= 6 / (plot.rows - 1) * 0.51 + abs(slope) / 40 + 1e-9


def test_every_column_has_a_dot_and_none_is_apart_from_the_next() -> None:
    plot = Plot(WIDE, 30, 8, Span(-4, 4), Span(-1.1, 1.1))
    plot.curve(math.tanh)
    by_column = [sorted(row for column, row in dots(plot) if column == x) for x in range(plot.columns)]
    assert all(by_column)
    for one, other in pairwise(by_column):
        assert other[0] - 1 <= one[-1]
        assert one[0] - 1 <= other[-1]


@given(st.lists(st.floats(-1e308, 1e308), min_size=1, max_size=30), st.integers(1, 40))
def test_a_sparkline_goes_up_where_its_values_do(values: list[float], width: int) -> None:
    letters = sparkline(values, width, WIDE)
    assert len(letters) == width
    if len(values) == width:
        for (one, a), (other, b) in pairwise(zip(values, letters, strict=True)):
            assert one == other or (one < other) == (a < b) or a == b


def test_bars_are_as_long_as_their_share() -> None:
    for share in (0, 0.01, 0.25, 1 / 3, 0.5, 1):
        drawn = bar(share, 40, WIDE)
        eighths = drawn.count("█") * 8 + (" ▏▎▍▌▋▊▉".index(drawn[-1]) if drawn and drawn[-1] != "█" else 0)
        assert abs(eighths - share * 320) <= 1
    assert bar(0.5, 40, PLAIN) == "#" * 20


def test_on_a_log_scale_equal_factors_are_equal_lengths() -> None:
    lines = bars_over_time(over([0.3 * 0.1**k for k in range(8, -1, -1)]), WIDE)
    lengths = [line.plain.count("█") for line in lines if "|" in line.plain]
    assert len(lengths) == 9
    assert all(abs((a - b) - (lengths[0] - lengths[1])) <= 1 for a, b in pairwise(lengths))
    assert "shrinks from 0.3 to 3 × 10⁻⁹, on average by a factor of 0.1 per day: it vanishes." in flat(lines)
    assert "on a log scale, from 10⁻⁹ to 1: " in flat(lines)


RATE = re.compile(
    r"\((?:The (\w+) root of )?(\(?[\d. ×⁻⁰-⁹]+\)?)/(\(?[\d. ×⁻⁰-⁹]+\)?) (?:is|=) ([\d. ×⁻⁰-⁹]+?)(?:, and|\.\))"
)
RAISED = re.compile(r"and (\(?[\d. ×10⁻⁰-⁹]+?\)?)⁹ = ([\d. ×10⁻⁰-⁹]+?)\.\)")
NINE = 9


def read(number: str) -> Decimal:
    """2.14 × 10⁻¹⁰ as it is written."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    mantissa, _, power = number.strip("()").partition(" × 10")
    return Decimal(mantissa) * Decimal(10) ** int(power.translate(raised) or 0)


@given(st.lists(st.floats(0.02, 3), min_size=1, max_size=6), st.floats(1e-3, 10))
def test_the_rate_is_worked_out_from_the_numbers_that_are_told(factors: list[float], last: float) -> None:
    """On a calculator: the root, and its power, come to what is said; and both sizes are told before."""
    sizes = [last]
    for factor in factors:
        sizes.append(sizes[-1] * factor)
    said = over(sizes[::-1]).in_words()
    if "by a factor of" not in said:
        return
    found = RATE.search(said)
    assert found is not None, said
    named, above, below, rate = found.groups()
    steps = {"square": 2, "cube": 3, None: 1}.get(named) or int(named.removesuffix("th"))
    assert steps == len(factors)
    assert f"from {below.strip('()')} to {above.strip('()')}," in said
    assert f"by a factor of {rate} per day" in said
    worked_out = (read(above) / read(below)) ** (Decimal(1) / steps)
    assert read(rate) == Decimal(f"{worked_out:.3g}")
    if power := RAISED.search(said):
        assert read(power[1]) == read(rate)
        assert read(power[2]) == Decimal(f"{read(rate) ** NINE:.2g}")
        assert f" {power[2]} " in said.partition("At this rate")[2]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_an_axis_goes_to_the_next_round_numbers(low: float, height: float) -> None:
    span = to_round_numbers(Span(low, low + height))
    assert span.low <= low + height * 1e-6
    assert span.high >= (low + height) * (1 - 1e-12) - height * 1e-6
    assert span.high - span.low <= 1.5 * height


def test_a_curve_between_0_and_1_has_an_axis_from_0_to_1() -> None:
    assert to_round_numbers(Span(0.018, 0.982)) == Span(0, 1)
    assert to_round_numbers(Span(-0.9993, 0.9993)) == Span(-1, 1)
    assert to_round_numbers(Span(0, 4)) == Span(0, 4)


def over(sizes: Sequence[Size | None], *, one_loss: bool = True, cuts: Sequence[int] = ()) -> Journey:
    return Journey("X", sizes, "day", one_loss, cuts, short)


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([16.0, 8.0, 4.0, 2.0, 1.0], "grows from 1 to 16, on average by a factor of 2 per day: it explodes."),
        ([1.0, 1.01, 1.0], "stays nearly as it is: 1 at one end, 1 at the other."),
        ([2.5, 2.5, 2.5], "On its way back from X₃ to X₁ the gradient keeps its size: 2.5 all the way."),
        ([2.5, 2.4999, 2.5], "stays nearly as it is"),
        ([0.0, 0.0], "No gradient comes back to X on any day: it is 0 everywhere."),
        ([Decimal("2e-1500"), *[None] * 4, Decimal("2e-600")], "on average by a factor of 1 × 10⁻¹⁸⁰ per day: it van"),
        ([None, 0.5], "Only day 2 has a gradient at X: 0.5. Nothing comes back to day 1."),
        ([None, None, 0.2, 0.5], "Nothing comes back to days 1 to 2."),
        # Not vanished: after one step, after two, and where a fifth is left after four.
        ([0.1, 1.0], "by a factor of 0.1 per day. At this rate, 1 × 10⁻⁹ of it would be left after 9 days."),
        (
            [0.2, 0.45, 1.0],
            "on average by a factor of 0.447 per day. At this rate, 0.00071 of it would be left after 9",
        ),
        ([0.2, 0.3, 0.45, 0.67, 1.0], "on average by a factor of 0.669 per day. At this rate"),
        # A cliff is no rate.
        (
            [0.009, 0.01, 0.01, 0.01, 0.01, 1.0],
            "not steady: the step back from X₆ multiplies it by 0.01, the step back from X₃ by 1",
        ),
    ],
)
def test_what_bars_say(sizes: list[float | None], said: str) -> None:
    shown = flat(bars_over_time(over(sizes), WIDE))
    assert said in shown
    assert ("vanishes" in shown) == ("it van" in said)
    assert ("explodes" in shown) == ("it explodes" in said)


@pytest.mark.parametrize(
    ("name", "quantity", "passed_by"),
    [
        ("stock-example", "Y", False),
        ("exploding", "A", False),
        ("gru", "h", False),  # all that it does goes through the next h
        ("lstm", "h", True),  # by the gates into the next c, and on
        ("lstm", "c", True),  # by h and the next output gate into the next h
        ("two-layers", "h1", True),  # down through the second layer
        ("two-layers", "h2", False),
        ("attention", "h", True),  # straight to the output, by N and D
        ("attention", "N", False),
    ],
)
def test_a_way_past_the_next_time_step_leaves_no_rate(name: str, quantity: str, *, passed_by: bool) -> None:
    read = bundled(name)
    assert is_passed_by(read.network, quantity, read.time_steps) == passed_by
    said = journey(read, quantity, [0.001, 0.9, 1.0, 1.0], short, is_array=False).in_words()
    assert ("doesn't go through" in said) == passed_by
    assert ("rate is not steady" in said) != passed_by


def test_of_two_days_only_the_output_leads_past_the_second() -> None:
    assert not is_passed_by(bundled("lstm").network, "h", 2)
    assert is_passed_by(bundled("attention").network, "h", 2)


@pytest.mark.parametrize("quantity", ["f", "g"])
def test_a_state_that_runs_backwards_is_passed_by_where_its_own_way_is(quantity: str) -> None:
    both = lesson(BOTH_WAYS)
    assert not is_passed_by(both.network, quantity, both.time_steps)


def test_what_bars_say_where_each_day_has_a_loss() -> None:
    shown = over([1e-9, 1e-6, 1e-3, 1e-2, 1e-1, 1.0], one_loss=False).in_words()
    assert "vanishes" not in shown
    assert "Each day's own loss adds to these gradients" in shown


def test_what_bars_say_beyond_a_cut() -> None:
    shown = over([0.1, 0.2, 0.1, 0.2], one_loss=False, cuts=[2]).in_words()
    assert shown.startswith("The gradient is cut between X₂ and X₃")
    assert "On its way back from X₄ to X₁" not in shown


def test_of_many_time_steps_some_have_a_bar() -> None:
    lines = bars_over_time(over([0.9**k for k in range(1000, 0, -1)]), WIDE)
    assert sum("|∂Loss" in line.plain for line in lines) == 20
    assert "Not every day is shown." in flat(lines)


def test_carriers_are_what_books_draw() -> None:
    assert carriers(lesson(ONE_UNIT).network) == ["X"]
    assert carriers(lesson(LETTERS).network) == ["a"]
    lstm = ONE_UNIT.replace("network: simple", "network: lstm")
    names = ["Wi", "Ui", "bi", "Wf", "Uf", "bf", "Wg", "Ug", "bg", "Wo", "Uo", "bo", "V", "d"]
    lstm = re.sub("parameters: .*", f"parameters: {{{', '.join(f'{name}: 0.5' for name in names)}}}", lstm)
    assert carriers(lesson(lstm).network) == ["c", "h"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_and_its_slope(activation: str) -> None:
    step = step_of(ONE_UNIT, "X", 3, Phase.BACKWARD, f"activation: {activation}")
    curve = curve_of(step)
    assert curve is not None
    (point,) = curve.points
    assert isinstance(step.derivation, Derivation)
    names = {s.quantity: float(s.exact(20).only) for s in step.derivation.steps if s.time_step == 3}
    forward = {s.quantity: float(s.exact(20).only) for s in step.derivation.phase(Phase.FORWARD) if s.time_step == 3}
    assert (point.x, point.y) == pytest.approx((forward["X"], forward["Y"]))
    back = {s.quantity: s for s in step.derivation.phase(Phase.BACKWARD) if s.time_step == 3}
    assert point.slope * float(back["Y"].exact(20).only) == pytest.approx(float(back["X"].exact(20).only))
    h = 1e-6
    assert point.slope == pytest.approx((curve.curve(point.x + h) - curve.curve(point.x - h)) / (2 * h), abs=1e-6)
    assert names


def test_the_forward_step_has_the_same_picture() -> None:
    back = curve_of(step_of(ONE_UNIT, "X", 2, Phase.BACKWARD))
    forward = curve_of(step_of(ONE_UNIT, "Y", 2, Phase.FORWARD))
    assert back is not None
    assert forward is not None
    assert back.points == forward.points
    assert curve_of(step_of(ONE_UNIT, "X", 2, Phase.FORWARD)) is None
    assert curve_of(step_of(ONE_UNIT, "Y", 2, Phase.BACKWARD)) is None


def test_a_vector_has_a_point_for_each_of_its_numbers() -> None:
    curve = curve_of(step_of(LETTERS, "h", 2, Phase.FORWARD))
    assert curve is not None
    assert len(curve.points) == 2


@pytest.mark.parametrize("of", [ONE_UNIT, EACH_STEP, LETTERS])
@pytest.mark.parametrize("keys", ["", "truncate: 2"])
def test_the_tangent_touches_and_its_slope_is_the_whole_gradient(of: str, keys: str) -> None:
    training = Training(lesson(of, keys))
    for parameter in training.lesson.parameters:
        curve = loss_curve(training, parameter.name)
        h = 1e-5
        slope = (curve.loss_at(curve.value + h) - curve.loss_at(curve.value - h)) / (2 * h)
        assert curve.slope == pytest.approx(slope, abs=1e-7)
        assert curve.tangent(curve.value) == curve.loss == pytest.approx(curve.loss_at(curve.value))


def test_a_later_epoch_is_drawn_with_its_own_parameters() -> None:
    epochs = derive(lesson(ONE_UNIT, "epochs: 3")).epochs
    curve = loss_curve(training_from(epochs[2]), "W2")
    total = next(s for s in epochs[2].phase(Phase.TOTAL) if s.quantity == "W2")
    assert curve.slope == pytest.approx(float(total.exact(17).only))
    assert curve.value == pytest.approx(float(epochs[1].steps[-4].exact(17).only), rel=1e-9) or curve.value != 0.3


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("of", [ONE_UNIT, EACH_STEP, LETTERS])
def test_every_step_has_a_picture_or_says_that_it_has_none(of: str, page: Page) -> None:
    derivation = derive(lesson(of, "optimizer: adam\nclip: {norm: 1}"))
    seen = [picture_lines(step, page) for step in derivation.steps[::3]]
    for lines in [*seen, pictures_screen(derivation, page)]:
        assert lines
        assert max(len(line.plain) for line in lines) <= page.width
        assert page is not PLAIN or text(lines).isascii()
        assert "nan" not in text(lines)


def test_the_page_says_in_words_what_it_draws() -> None:
    shown = flat(pictures_screen(derive(lesson(ONE_UNIT)), WIDE))
    assert "On its way back from X₅ to X₁ the gradient shrinks from" in shown
    assert "This slope is the gradient: ∂Loss/∂B₃ = −" in shown


def test_one_time_step_has_no_way_back_to_draw() -> None:
    one = lesson(ONE_UNIT.replace("[0.5, 1.0, 0.8, -0.3, 0.7]", "[0.5]"))
    assert "way back" not in text(pictures_screen(derive(one), WIDE))
    nothing = replace(one, parameters=tuple(replace(p, frozen=True) for p in one.parameters))
    assert text(pictures_screen(derive(nothing), WIDE)).strip()


def test_between_samples_a_curve_is_straight() -> None:
    curve = sampled([1.0, 3.0, 2.0])
    assert [curve(x) for x in (-1, 0, 0.5, 1, 1.5, 2, 9)] == [1, 1, 2, 3, 2.5, 2, 2]


def test_beside_the_log_scale_a_linear_one() -> None:
    lines = bars_over_time(over([0.1, 0.5, 1.0]), WIDE)
    lengths = [line.plain.count("▒") for line in lines if "|" in line.plain]
    assert lengths[0] >= 20
    assert [round(10 * length / lengths[0]) for length in lengths] == [10, 5, 1]


def test_two_gradients_side_by_side_are_on_one_scale() -> None:
    pair = over([0.01, 1.0]), over([0.001, 0.01, 1.0])
    scale = scale_of(pair)
    assert scale is not None
    lines = bars_side_by_side(pair, ("one", "other"), WIDE, scale)
    assert [line.plain.split()[:2] for line in lines[1:]] == [["day", "3"], ["day", "2"], ["day", "1"]]
    second, third = (re.findall(r"[█▏▎▍▌▋▊▉]+", line.plain) for line in (lines[2], lines[3]))
    assert second[1] == third[0]  # 0.01 in the one, and in the other
    assert bars_side_by_side(pair, ("one", "other"), Page(40), scale) == []


def test_a_tangent_is_told_from_its_curve_without_colour() -> None:
    for page, dot in ((WIDE, "·"), (PLAIN, ".")):
        plot = Plot(page, 20, 5, Span(0, 1), Span(0, 1))
        plot.curve(lambda _: 0.9, dashed=True)
        plot.curve(lambda _: 0.1)
        first, last = (line.plain for line in (plot.lines("0", "1", "0", "1")[0], plot.lines("0", "1", "0", "1")[4]))
        assert first.count(dot) == 20
        assert dot not in last


def test_what_is_never_negative_has_no_axis_below_zero() -> None:
    derivation = derive(lesson(ONE_UNIT))
    curve = loss_curve(training_from(derivation), "B3")
    low = curve_lines(loss_picture(curve, derivation.lesson), WIDE)[10].plain.split()[0]
    assert low == "0"


@pytest.mark.parametrize("zero", [0.0, -0.0, Decimal("-0.0")])
def test_zero_has_no_sign(zero: float | Decimal) -> None:
    assert short(zero) == "0"


@pytest.mark.parametrize(
    ("left", "right"), [("0", "1"), ("−0.93", "1.07"), ("−1.4 × 10³", "2.6 × 10³"), ("−1.4 × 10³⁰⁰", "2.6 × 10³⁰⁰")]
)
def test_the_ends_of_an_axis_have_room_between_them(left: str, right: str) -> None:
    lines = [line.plain for line in Plot(WIDE, 8, 4, Span(0, 1), Span(0, 1)).lines("0", "1.5", left, right)]
    axis, *below = lines[4:]
    assert all(cell_len(line) <= cell_len(axis) for line in below)
    assert " ".join(below).split(left)[-1].startswith(" ")
