"""Whether the cause is named: of slips made in numpy by hand, in networks that are drawn."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tutor import Lesson, diagnose, load_lesson
from tests.diagnosis.broken import RNN_SLIPS, Case, Gru, Lstm, Rnn, plain

SMALL = Rnn.some(4, 1, 1, 1, 3)
DRAWN = (
    Rnn.some(1, 1, 1, 1, 4),
    Rnn.some(2, 2, 2, 1, 3),
    Rnn.some(3, 3, 2, 2, 4),
    Lstm.some(5, 1, 1, 3),
    Lstm.some(6, 2, 1, 3),
    Gru.some(7, 1, 1, 3),
    Gru.some(8, 2, 2, 3),
)
AIMS = {"all": 0.95, "totals": 0.9, "new": 0.8}
SAME_NEW_WEIGHTS = {"up": {"sign"}, "rate early": {"extra-factor"}}  # by the new weights nobody can tell these apart


def written(text: str, folder: Path) -> Lesson:
    file = folder / "drawn.yaml"
    file.write_text(text, "utf-8")
    return load_lesson(str(file))


def is_named(case: Case, lesson: Lesson, which: str) -> bool:
    causes = diagnose(lesson, case.given(which))["causes"]
    accepted = case.mistakes | (SAME_NEW_WEIGHTS.get(case.slip, set()) if which == "new" else set())
    return bool(causes) and causes[0]["mistake"] in accepted and not causes[0]["leaves"]


@pytest.mark.parametrize("case", list(SMALL.cases()), ids=lambda case: case.slip)
def test_a_slip_in_a_small_network_is_named_by_its_totals(case: Case, tmp_path: Path) -> None:
    which = "totals" if case.shows("totals") else "new"
    assert is_named(case, written(case.lesson, tmp_path), which)


@pytest.mark.campaign
@pytest.mark.parametrize("which", AIMS)
def test_causes_are_named_as_often_as_aimed_at(which: str, tmp_path: Path) -> None:
    found = [
        (case.slip, is_named(case, written(case.lesson, tmp_path), which))
        for net in DRAWN
        for case in net.cases()
        if case.shows(which)
    ]
    missed = [slip for slip, named in found if not named]
    assert len(missed) <= (1 - AIMS[which]) * len(found), missed


def right_ones() -> Iterator[Rnn | Lstm | Gru]:
    for seed in range(100, 104):
        yield Rnn.some(seed, 1 + seed % 3, 1 + seed % 2, 1, 2 + seed % 3)
    yield Lstm.some(104, 2, 2, 3)
    yield Gru.some(105, 2, 1, 3)


@pytest.mark.parametrize("net", list(right_ones()), ids=lambda net: f"{type(net).__name__}-{len(net.inputs)}")
def test_a_right_one_is_never_accused(net: Rnn | Lstm | Gru, tmp_path: Path) -> None:
    lesson, right = written(net.lesson(), tmp_path), net.run()
    random = np.random.default_rng(0)
    names = list(right)
    random.shuffle(names)
    doubles = {name: plain(right[name]) for name in names}
    singles = {name: np.asarray(right[name], np.float32) for name in names}
    turned = {name: np.asarray(right[name]).T for name in names}
    short = {name: rounded(plain(right[name])) for name in names}
    for given in (doubles, singles, turned, short):
        found = diagnose(lesson, given)
        assert (found["wrong"], found["causes"]) == ([], [])
        assert len(found["agree"]) + len(found["unclear"]) == len(names)


def rounded(value: object) -> object:
    return [rounded(part) for part in value] if isinstance(value, list) else round(float(value), 6)  # type: ignore[arg-type]  # a float, or lists of them


def test_every_slip_shows_in_something() -> None:
    seen = {case.slip for net in DRAWN[:3] for case in net.cases() if case.shows("all")}
    assert seen == set(RNN_SLIPS)


def by_own_loop(
    activation: Callable[[float], float] = lambda x: 1 / (1 + math.exp(-x)),
    bias: float = 0.1,
    moved: Callable[[int], int] = lambda t: t,
    left_over: Callable[[int], int] = lambda t: t,
    returned: Callable[[int], bool] = lambda t: t == 3,
) -> dict[str, float]:
    """The totals of the stock example, by a loop in which something may be another; the slope is always Y(1 − Y)."""
    x, Y = (0.5, 1.0, 0.8), [0.0]
    for t in (1, 2, 3):
        Y.append(activation(x[moved(t) - 1] * 0.5 + Y[t - 1] * 0.3 + bias))
    dP, dX, found = 2 * (Y[3] * 0.8 + 0.2 - 1.2), 0.0, {"dW1": 0.0, "dW2": 0.0, "dB1": 0.0}
    for t in (3, 2, 1):
        dX = (dX * 0.3 + dP * 0.8 * returned(t)) * Y[t] * (1 - Y[t])
        found["dW1"] += dX * x[left_over(moved(t)) - 1]
        found["dW2"] += dX * Y[t - 1]
        found["dB1"] += dX
    return found | {"dW3": dP * Y[3], "dB3": dP}


@pytest.mark.parametrize(
    ("slip", "mistake", "words"),
    [
        ({}, None, ""),
        (
            {"activation": math.tanh},
            "other-activation",
            ("tanh stands where σ belongs; the lines of the backward pass are"),
        ),
        (
            {"bias": 0.0},
            "missing-term",
            ("the term B₁ is missing, in the equation of X; the lines of the backward pass are"),
        ),
        ({"moved": lambda _: 3}, "wrong-time-step", "every day reads the input of the last day"),
        ({"moved": lambda t: t - 1}, "wrong-time-step", "each day reads the input of the previous one"),
        ({"left_over": lambda _: 3}, "wrong-time-step", "input₃ stands where inputₜ belongs, in the share of W₁"),
        ({"returned": lambda _: True}, "wrong-time-step", "the output's gradient is added to Y at every day"),
    ],
)
def test_a_slip_of_a_loop_is_named(slip: dict[str, Any], mistake: str | None, words: str) -> None:
    found = diagnose("stock-example", by_own_loop(**slip))
    assert [cause["mistake"] for cause in found["causes"][:1]] == ([mistake] if mistake else [])
    assert all(cause["leaves"] == [] for cause in found["causes"])
    assert mistake is None or found["causes"][0]["words"].startswith(words)


def test_two_slips_at_once_are_both_told(tmp_path: Path) -> None:
    right, halved, shifted = SMALL.run(), SMALL.run("no 2"), SMALL.run("h for h_prev")
    given = {name: plain(value) for name, value in halved.items() if name.startswith("total.")}
    given["total.Wh"] = plain(shifted["total.Wh"] / 2)
    assert plain(right["total.Wh"]) != given["total.Wh"]
    first = diagnose(written(SMALL.lesson(), tmp_path), given)["causes"][0]
    assert first["mistakes"] == ["missing-factor", "wrong-time-step"]
    assert first["leaves"] == []


def test_a_slip_of_the_forward_pass_comes_first(tmp_path: Path) -> None:
    """With σ for tanh all gradients differ, and the way back isn't to blame."""
    given, before = {}, 0.0
    for step, value in enumerate(SMALL.inputs[:, 0], start=1):
        before = 1 / (1 + np.exp(-(SMALL.Wx[0, 0] * value + SMALL.Wh[0, 0] * before + SMALL.b[0, 0])))
        given[f"h.t{step}"] = float(before)
    found = diagnose(written(SMALL.lesson(), tmp_path), {**given, "total.Wx": 0.123456789012345})
    assert (found["first"], found["causes"][0]["mistake"]) == ("h.t1", "other-activation")
    assert found["causes"][0]["leaves"] == ["total.Wx"]


def test_a_case_with_two_explanations_has_both(tmp_path: Path) -> None:
    """dY/dWh by hand over two steps without input: −40.2 for 8.188808, from two slips alike."""
    lesson = """
format_version: 1
title: Two steps
about: The last Y is differentiated.
equations:
  each_step:
    X: previous(H)*Wh
    H: tanh(X)
    Y: H*Wy
loss: Y
time_steps: 2
initial: {H: 0.5}
parameters: {Wh: 2, Wy: 40}
"""
    found = diagnose(written(lesson, tmp_path), {"dWh": -40.2})
    assert [one["mistakes"] for one in found["causes"]] == [
        ["activation-derivative"],
        ["activation-derivative", "missing-path"],
    ]
    # The slope at X₂ alone, with nothing from the step before: 40 × (1 − X₂²) × H₁.
    h1 = np.tanh(1.0)
    assert round(40 * (1 - (2 * h1) ** 2) * h1, 1) == -40.2


@pytest.mark.campaign
def test_five_thousand_right_gradients_are_not_accused(tmp_path: Path) -> None:
    count, seed = 0, 0
    while count < 5000:
        seed += 1
        net = Rnn.some(seed, 1 + seed % 4, 1 + seed % 3, 1 + seed % 2, 2 + seed % 4)
        given = {name: plain(value) for name, value in net.run().items()}
        found = diagnose(written(net.lesson(), tmp_path), given)
        assert (found["wrong"], found["causes"]) == ([], []), net.lesson()
        count += len(given)
