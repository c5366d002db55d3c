"""The order of the backward steps, against the design's contract written down a second time, in a few lines."""

from collections import Counter

import pytest

from rnn_tutor.derivation.operation import Phase
from tests.derivation.networks import Written, each_step_predicted, order, simple

Listed = list[tuple[str, int | None]]


def simple_order(days: int) -> Listed:
    """∂P W₃ B₃, then for each day from the last: ∂Y ∂X W₁ W₂ B₁, where the first day has no W₂."""
    listed: Listed = [("P", None), ("W3", None), ("B3", None)]
    for day in range(days, 0, -1):
        listed += [(name, day) for name in ("Y", "X", "W1", "W2", "B1") if day > 1 or name != "W2"]
    return listed


def each_step_order(days: int) -> Listed:
    """The same with a prediction on each day, which comes before the day's Y."""
    listed: Listed = []
    for day in range(days, 0, -1):
        names = ("P", "W3", "B3", "Y", "X", "W1", "W2", "B1")
        listed += [(name, day) for name in names if day > 1 or name != "W2"]
    return listed


@pytest.mark.parametrize("days", [1, 2, 3, 50])
def test_one_prediction_after_the_last_day(days: int) -> None:
    found = order(simple(days).derivation(), Phase.BACKWARD)
    assert found == simple_order(days)
    assert len(found) == 5 * days + 2


def test_three_days_are_seventeen_steps() -> None:
    names = ["P", "W3", "B3", "Y", "X", "W1", "W2", "B1", "Y", "X", "W1", "W2", "B1", "Y", "X", "W1", "B1"]
    days = [None, None, None, *[3] * 5, *[2] * 5, *[1] * 4]
    assert order(simple(3).derivation(), Phase.BACKWARD) == list(zip(names, days, strict=True))


@pytest.mark.parametrize("days", [1, 2, 3, 50])
def test_a_prediction_on_each_day(days: int) -> None:
    found = order(each_step_predicted(days).derivation(), Phase.BACKWARD)
    assert found == each_step_order(days)
    assert len(found) == 8 * days - 1


@pytest.mark.parametrize("days", [1, 2, 5])
def test_forward_goes_with_time_and_the_loss_comes_last(days: int) -> None:
    steps = simple(days).derivation().steps
    forward = [(name, day) for day in range(1, days + 1) for name in ("X", "Y")]
    expected = [*forward, ("P", None), ("Loss", None)]
    assert [(step.quantity, step.time_step) for step in steps[: len(expected)]] == expected


def test_phases_follow_each_other_and_number_from_one() -> None:
    steps = each_step_predicted(3).derivation().steps
    phases = [step.phase for step in steps]
    assert phases == sorted(phases, key=list(Phase).index)
    counted: Counter[Phase] = Counter()
    for step in steps:
        counted[step.phase] += 1
        assert step.number == counted[step.phase]


def test_totals_and_updates_name_each_parameter_once_and_no_day() -> None:
    derivation = simple(3).derivation()
    every: Listed = [("W1", None), ("W2", None), ("B1", None), ("W3", None), ("B3", None)]
    assert order(derivation, Phase.TOTAL) == every
    assert order(derivation, Phase.UPDATE) == every


def test_the_shares_of_an_equation_come_in_the_order_in_which_it_is_written() -> None:
    written = simple(2, each_step={"X": "B1 + W2*previous(Y) + W1*input", "Y": "sigmoid(X)"})
    found = [name for name, day in order(written.derivation(), Phase.BACKWARD) if day == 2]
    assert found == ["Y", "X", "B1", "W2", "W1"]


def test_a_start_that_is_given_puts_the_feedback_on_the_first_day() -> None:
    written = simple(2, initial={"Y": "0.1"})
    first = [name for name, day in order(written.derivation(), Phase.BACKWARD) if day == 1]
    assert first == ["Y", "X", "W1", "W2", "B1"]


def test_a_parameter_in_two_equations_has_a_share_from_each() -> None:
    written = Written(
        each_step={"X": "input*W + previous(Y)*U", "Y": "tanh(X*W)"},
        output={"P": "Y*W"},
        inputs=["0.5", "0.2"],
        target="1",
        parameters={"W": "0.5", "U": "0.3"},
    )
    assert order(written.derivation(), Phase.BACKWARD) == [
        *[("P", None), ("W", None)],
        *[("Y", 2), ("W", 2), ("X", 2), ("W", 2), ("U", 2)],
        *[("Y", 1), ("W", 1), ("X", 1), ("W", 1)],
    ]


def test_what_does_not_lead_to_the_loss_has_no_gradient() -> None:
    written = Written(
        each_step={"X": "input*W", "Idle": "X*V", "Y": "tanh(X)"},
        inputs=["0.5", "0.2"],
        target="1",
        loss="(target - Y)**2",
        parameters={"W": "0.5", "V": "0.3"},
    )
    assert order(written.derivation(), Phase.BACKWARD) == [("Y", 2), ("X", 2), ("W", 2)]


def test_a_parameter_in_the_loss_has_its_share_first() -> None:
    written = simple(1, loss="(target - P)**2 + 0.1*W3**2")
    assert order(written.derivation(), Phase.BACKWARD)[:4] == [("W3", None), ("P", None), ("W3", None), ("B3", None)]
