"""Every lesson teaches what it claims: measured on its own numbers."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.lesson import TrainingKeys
from rnn_tutor.lesson.overrides import load_changed_lesson
from rnn_tutor.training.train import Diverged, Training
from tests.lessons.bundled import FOLDER, derivation, lesson, number, step


def sizes(name: str, quantity: str) -> list[float]:
    """|∂Loss/∂quantity| at each time step."""
    return [abs(number(name, f"d{quantity}.t{time}")) for time in range(1, lesson(name).time_steps + 1)]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_one_neuron_has_no_memory_and_moves_its_threshold_towards_one_degree() -> None:
    assert lesson("one-neuron").time_steps == 1
    assert number("one-neuron", "Y1") == pytest.approx(sigmoid(0.7))
    before = 0.2 / 0.5
    after = -number("one-neuron", "new.B1") / number("one-neuron", "new.W1")
    assert before < after < 1


def test_two_days_share_one_weight() -> None:
    shares = number("two-days", "dW1.t1"), number("two-days", "dW1.t2")
    assert sum(shares) == pytest.approx(number("two-days", "total.W1"))
    assert abs(shares[1]) > abs(shares[0])  # the question: the later day, although it rained less


def test_the_stock_example_is_the_one() -> None:
    assert step("stock-example", "P").by_hand.only == "0.736"
    assert len(derivation("stock-example").phase(Phase.BACKWARD)) == 17


def test_tanh_changes_the_activation_and_nothing_else() -> None:
    with_sigma, with_tanh = lesson("stock-example"), lesson("tanh-instead")
    assert (with_sigma.inputs, with_sigma.targets, with_sigma.parameters) == (
        with_tanh.inputs,
        with_tanh.targets,
        with_tanh.parameters,
    )
    for one, other in zip(derivation("stock-example").steps, derivation("tanh-instead").steps, strict=True):
        same = one.formula == other.formula
        assert same == (one.quantity not in ("X", "Y") or (one.phase, one.quantity) != (Phase.BACKWARD, "X")) or (
            one.phase is Phase.FORWARD and one.quantity == "Y"
        )
    # "−0.0007 was left here. tanh lets about 36 times as much through."
    assert step("stock-example", "dX1").by_hand.only == "-0.0007"
    assert number("tanh-instead", "dX1") / number("stock-example", "dX1") == pytest.approx(36, rel=0.02)


def test_a_loss_at_every_step_brings_gradients_from_two_sides() -> None:
    assert len(step("loss-at-every-step", "dY2").operation.paths) == 2
    assert len(step("loss-at-every-step", "dY3").operation.paths) == 1
    assert len([s for s in derivation("loss-at-every-step").steps if s.operation.name == "W3"]) == 3 + 1 + 1
    # The question: the two sides pull against each other at one year.
    own = number("loss-at-every-step", "dP.t2") * 1.2
    assert own * number("loss-at-every-step", "dX3") * -0.4 < 0


def test_the_gradient_vanishes() -> None:
    found = sizes("vanishing", "X")
    assert all(earlier < 0.11 * later for earlier, later in pairwise(found))
    assert found[0] < 1e-9
    assert found[-1] > 0.1
    assert abs(number("vanishing", "dW1.t1")) < 1e-8 * abs(number("vanishing", "total.W1"))


def test_a_large_weight_saturates_and_the_gradient_vanishes_all_the_same() -> None:
    of = load_changed_lesson(FOLDER / "vanishing.yaml", ["W2=4"])
    names = derive(of).names
    first, last = (abs(float(names.steps[f"dX.t{time}"].exact(17).only)) for time in (1, 10))
    assert first < 1e-6 * last


def test_the_gradient_explodes() -> None:
    found = sizes("exploding", "A")
    assert all(earlier == pytest.approx(1.9 * later) for earlier, later in pairwise(found))
    assert found[0] > 700


def test_clipping_holds_the_exploding_gradient() -> None:
    of, without = lesson("clipping"), lesson("exploding")
    steps = derivation("clipping").steps
    clipped = [float(s.exact(17).only) for s in steps if s.operation.kind is Kind.CLIPPED]
    assert math.hypot(*clipped) == pytest.approx(1)
    assert all(update.loss < 23 for update in Training(of).run(100))
    with pytest.raises(Diverged):
        list(Training(without).run(100))
    assert float(derive(without).steps[-1].exact(17).only) > 7  # W2 in one step, from 1.9 far beyond 2


def test_every_number_of_the_rain_barrel_is_a_fraction() -> None:
    rain, w1, w2, b1 = [Fraction(1, 5), Fraction(3, 2), Fraction(2, 5), Fraction(9, 10)], 5, Fraction(3, 4), -2
    level, levels = Fraction(0), []
    for fallen in rain:
        level = max(Fraction(0), fallen * w1 + level * w2 + b1)
        levels.append(level)
    assert levels[0] == 0 < min(levels[1:])
    for time, height in enumerate(levels, start=1):
        assert Fraction(step("relu-fractions", f"Y.t{time}").exact(40).only) == height
    for one in derivation("relu-fractions").steps:
        digits = one.exact(200).only.lstrip("-").replace(".", "").lstrip("0")
        assert len(digits) < 40  # it ends: nothing is cut off
    assert number("relu-fractions", "dX1") == 0 != number("relu-fractions", "dY1")


def test_two_hidden_units_are_vectors() -> None:
    assert step("two-hidden-units", "X2").operation.shape == (2, 1)
    assert step("two-hidden-units", "dW2.t3").operation.shape == (2, 2)


def test_yes_or_no_comes_out_as_what_was_said_less_what_happened() -> None:
    assert number("yes-or-no", "dS") == pytest.approx(number("yes-or-no", "P") - 1)
    assert number("yes-or-no", "Loss") == pytest.approx(-math.log(number("yes-or-no", "P")))


def test_hello_is_spelled_and_in_the_end_known() -> None:
    letters = "helo"
    of = lesson("hello")
    columns = [[float(entry.value) for entry in array.entries] for array in (*of.inputs, of.targets[-1])]
    assert "".join(letters[column.index(1)] for column in columns) == "hello"
    for time in range(1, 5):
        column = step("hello", f"dP.t{time}").exact(17).entries
        assert sum(map(float, column)) == pytest.approx(0, abs=1e-12)
    last = list(Training(of).run(200))[-1]
    best = [max(range(4), key=prediction.entries.__getitem__) for prediction in last.predictions.values()]
    assert "".join(letters[place] for place in best) == "ello"


def test_a_gru_s_state_goes_on_in_four_ways() -> None:
    assert len(step("gru", "dh2").operation.paths) == 4
    assert 0 < number("gru", "z.t2") < 1


def test_the_lstm_s_gradient_lives_longer_on_the_same_data() -> None:
    simple, lstm = lesson("vanishing"), lesson("lstm")
    assert (simple.inputs, simple.targets) == (lstm.inputs, lstm.targets)
    left_of_simple, left_of_lstm = sizes("vanishing", "Y"), sizes("lstm", "c")
    assert left_of_simple[0] / left_of_simple[-1] < 1e-8
    assert left_of_lstm[0] / left_of_lstm[-1] > 0.5


def test_two_layers_bring_gradients_down_and_back() -> None:
    assert [path.consumer for path in step("two-layers", "dh1.t3").operation.paths] == ["a2"]
    assert sorted(path.consumer for path in step("two-layers", "dh1.t2").operation.paths) == ["a1", "a2"]


def test_truncation_cuts_and_says_how_much_is_missing() -> None:
    cut = [s for s in derivation("truncated").steps if s.operation.cut]
    assert [(s.quantity, s.time_step) for s in cut] == [("Y", 4), ("Y", 2)]
    whole = derive(replace(lesson("truncated"), training=TrainingKeys()))
    off = {
        s.quantity: float(s.exact(17).only) - float(w.exact(17).only)
        for s, w in zip(derivation("truncated").phase(Phase.TOTAL), whole.phase(Phase.TOTAL), strict=True)
    }
    assert off["W3"] == off["B3"] == 0
    assert all(abs(off[name]) > 0.001 for name in ("W1", "W2", "B1"))
    assert "Without the cut it would be" in step("truncated", "total.W1").why


def test_adam_s_first_steps_are_all_as_long_as_the_learning_rate() -> None:
    for parameter in lesson("adam").parameters:
        start = float(parameter.value.only.value)
        assert abs(number("adam", f"new.{parameter.name}") - start) == pytest.approx(0.1, rel=1e-5)
    second = derivation("adam").epochs[1].phase(Phase.UPDATE)
    moves = {s.quantity: float(s.exact(17).only) for s in second if s.operation.kind is Kind.UPDATED}
    lengths = {name: moves[name] - number("adam", f"new.{name}") for name in moves}
    assert len({round(length, 4) for length in lengths.values()}) > 1  # no longer all alike


def test_adam_ends_where_the_stock_example_does() -> None:
    assert lesson("adam").inputs == lesson("stock-example").inputs
    assert [u.loss for u in Training(lesson("adam")).run(300)][-1] < 1e-9
