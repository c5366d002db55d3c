"""What the lessons on gates and shorter ways answer and note, measured on their own numbers."""

import math
from statistics import mean

import pytest

from rnn_tutor.lesson.overrides import load_changed_lesson
from rnn_tutor.training.train import Training
from tests.lessons.bundled import FOLDER, changed, close, number, step


def test_the_lstm_s_number_is_explained() -> None:
    gates = math.prod(number("lstm", f"f.t{day}") for day in range(2, 11))
    assert close(gates, "0.684")
    assert close(gates * number("lstm", "dc10"), "−0.061")
    assert close(number("lstm", "dc1"), "−0.089")
    shares = [abs(number("lstm", f"dbf.t{day}")) for day in range(2, 11)]
    assert close(min(shares) / max(shares), "0.38")
    back = [number("vanishing", f"dX.t{day}") for day in (1, 10)]
    assert back[0] / back[1] < 1e-9
    assert close(number("lstm", "c10"), "1.557")
    assert gates * number("lstm", "c1") < number("lstm", "c10") / 2  # the other days have added more than half


def test_the_lstm_s_path_through_h_alone_would_vanish() -> None:
    """∂h/∂h of the day before, the cell state of that day held fixed: through the four gates, by their weights U."""

    def of(name: str, day: int) -> float:
        return number("lstm", f"{name}.t{day}")

    factors = []
    for day in range(2, 11):
        i, f, g, o, kept = (of(name, day) for name in ("i", "f", "g", "o", "c"))
        into_cell = 0.2 * g * i * (1 - i) + 0.2 * of("c", day - 1) * f * (1 - f) + 0.3 * i * (1 - g * g)
        factors.append(0.3 * math.tanh(kept) * o * (1 - o) + o * (1 - math.tanh(kept) ** 2) * into_cell)
    assert close(mean(factors), "0.08")
    assert math.prod(factors) < 1e-9


def test_the_trays_cells_differ_on_day_ten() -> None:
    assert close(number("two-trays-lstm", "c_seq1.t10"), "1.557")
    assert close(number("two-trays-lstm", "c_seq2.t10"), "1.009")
    assert abs(number("two-trays-lstm", "dc_seq1.t1")) > 0.01


def test_the_bias_of_the_forget_gate() -> None:
    for bias, late, early in (("0", "−0.821", "−0.0074"), ("1", "−0.563", "−0.0924"), ("3", "−0.0889", "−0.0893")):
        assert close(changed("forget-bias", "dc10", f"bf={bias}"), late)
        assert close(changed("forget-bias", "dc1", f"bf={bias}"), early)
    assert close(number("forget-bias", "dc10") / number("lstm", "dc10"), "9")
    assert abs(number("forget-bias", "dc1") / number("forget-bias", "dc10")) < 0.01
    assert number("lstm", "dc1") / number("lstm", "dc10") > 1
    assert close(number("lstm", "f.t2"), "0.96")
    assert all(close(number("forget-bias", f"f.t{day}"), "0.5") for day in range(2, 11))
    assert abs(number("lstm", "dP")) < abs(number("forget-bias", "dP"))
    assert math.tanh(number("lstm", "c10")) > 0.9


def test_a_forget_gate_that_starts_half_closed_is_slower_to_learn() -> None:
    updates = list(Training(load_changed_lesson(FOLDER / "two-trays-lstm.yaml", ["bf=0"])).run(1000))
    first, second = (p.entries[0] for p in updates[300].predictions.values())
    assert close(first, "0.76")
    assert close(second, "0.43")
    assert updates[-1].loss < 1e-20


def test_the_gru_with_a_gate_close_to_one() -> None:
    kept = [changed("gru", f"z{year}", "bz=5") for year in (2, 3)]
    assert (close(kept[1], "0.995"), close(kept[0], "0.994")) == (True, True)
    assert close(1 - mean(kept), "0.005")


def test_a_look_back() -> None:
    assert close(number("attention", "e1") / number("attention", "D5"), "0.44")
    assert close(number("attention", "dh1"), "−0.556")
    weights = [number("attention", f"e{word}") for word in range(1, 6)]
    assert max(weights) == weights[0]
    assert changed("attention", "e1", "q=0") == 1
    assert close(changed("attention", "C", "q=0"), "0.373")
    states = [number("attention", f"h{word}") for word in range(1, 6)]
    assert changed("attention", "C", "q=0") == pytest.approx(mean(states))
    assert step("attention", "e1").by_hand.only == "5.298"
    assert step("attention", "D5").by_hand.only == "12.14"


def test_without_the_look_back_hardly_anything_comes_back() -> None:
    """P = V × h5: the gradient of h1 goes from h to h, through U and a slope of tanh at each word."""
    states = [number("attention", f"h{word}") for word in range(1, 6)]
    from_h_to_h = math.prod(0.2 * (1 - state**2) for state in states[1:])
    assert close(-2 * (0.9 - states[-1]) * from_h_to_h, "−0.0018")


def test_the_gradient_of_the_running_sum_keeps_its_size() -> None:
    assert number("attention", "dN1") == pytest.approx(number("attention", "dN5"))


def test_both_ways() -> None:
    assert step("both-ways", "F.t1").by_hand.only == "0.1586"
    assert step("both-ways", "B.t1").by_hand.only == "0.8506"
    assert close(0.4 * 0.1586, "0.0634")
    assert close(0.7 * 0.8506, "0.5954")
    assert close(changed("both-ways", "B.t1", "R=0"), "0.2165")
    assert close(changed("both-ways", "P.t1", "R=0"), "0.2150")
