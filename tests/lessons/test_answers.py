"""What the lessons answer and note, measured on their own numbers."""

import math

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.overrides import load_changed_lesson
from rnn_tutor.training.train import Training
from tests.lessons.bundled import FOLDER, NAMES, derivation, lesson, number

YEARS = {1: 2.20, 2: 2.12, 3: 2.55}  # the targets of loss-at-every-step


def changed(name: str, of: str, *settings: str) -> float:
    """A number of a lesson with other values."""
    return float(derive(load_changed_lesson(FOLDER / f"{name}.yaml", list(settings)))[of].exact(17).only)


def trained(name: str, updates: int, *settings: str) -> list[float]:
    return [u.loss for u in Training(load_changed_lesson(FOLDER / f"{name}.yaml", list(settings))).run(updates)]


def close(value: float, digits: str) -> bool:
    """Whether a number is what a text says, in all the digits that it has."""
    text = digits.replace("−", "-")
    places = len(text.partition(".")[2])
    return bool(abs(value - float(text)) <= 0.5000001 * 10**-places)


def trained_to(of: Derivation) -> list[str]:
    """The parameters after the update, as settings."""
    return [f"{one.name}={of[f'new.{one.name}'].exact(17).only}" for one in of.lesson.parameters]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_an_answer(name: str) -> None:
    assert lesson(name).question
    assert lesson(name).answer


def test_one_neuron() -> None:
    assert close(number("one-neuron", "new.B1"), "0.259")
    assert close(number("one-neuron", "new.W1"), "−0.559")
    assert close(number("one-neuron", "new.B1") / -number("one-neuron", "new.W1"), "0.463")
    assert close(0.259 / 0.559, "0.463")
    for x, value in ((0.700, "0.66819"), (0.701, "0.66841")):
        assert close(1 / (1 + math.exp(-x)), value)


def test_two_days() -> None:
    assert close(number("two-days", "dW1.t2"), "−0.011")
    assert close(number("two-days", "dW1.t1"), "−0.0054")
    assert number("two-days", "dX2") / number("two-days", "dX1") == pytest.approx(8, abs=0.5)


def test_the_stock_example_s_days() -> None:
    new, rate = number("stock-example", "new.W1"), 0.1
    assert round(new + rate * number("stock-example", "dW1.t1"), 3) == round(new, 3) == 0.514
    assert round(new + rate * number("stock-example", "dW1.t2"), 3) == 0.513


def test_one_weight_or_three() -> None:
    shares = [number("stock-example", f"dW1.t{day}") for day in (1, 2, 3)]
    totals = [number("one-weight-or-three", f"total.W1{letter}") for letter in "abc"]
    assert totals == pytest.approx(shares)
    assert sum(totals) == pytest.approx(number("stock-example", "total.W1"))
    assert number("one-weight-or-three", "Loss") == pytest.approx(number("stock-example", "Loss"))
    assert number("one-weight-or-three", "total.W2") == pytest.approx(number("stock-example", "total.W2"))


def test_checking_a_gradient() -> None:
    exact = number("stock-example", "total.W2")
    quotients = {
        epsilon: (
            changed("stock-example", "Loss", f"W2={0.3 + epsilon:g}")
            - changed("stock-example", "Loss", f"W2={0.3 - epsilon:g}")
        )
        / (2 * epsilon)
        for epsilon in (0.1, 0.01, 0.001)
    }
    assert close(quotients[0.1], "−0.118756")
    assert close(quotients[0.01], "−0.118877")
    assert close(quotients[0.001], "−0.11887820")
    assert close(exact, "−0.11887821")
    assert close(number("checking-a-gradient", "Loss"), "0.2145586402")
    assert close(changed("stock-example", "Loss", "W2=0.29"), "0.2169361800")
    assert close((0.2145586402 - 0.2169361800) / 0.02, "−0.118877")
    assert close(number("checking-a-gradient", "total.W2"), "−0.118659")
    one_sided = (changed("stock-example", "Loss", "W2=0.301") - number("stock-example", "Loss")) / 0.001
    assert close(one_sided, "−0.118867")


def test_loss_at_every_step() -> None:
    steps = derivation("loss-at-every-step")
    own, later = (float(steps[name].by_hand.only) * weight for name, weight in (("dP2", 1.2), ("dX3", -0.4)))
    assert (own, later) == pytest.approx((-0.660, 0.550))
    assert steps["dY2"].by_hand.only == "-0.110"
    assert changed("loss-at-every-step", "P1", *trained_to(steps)) - 2.2 > number("loss-at-every-step", "P1") - 2.2 > 0
    losses = sorted((target - number("loss-at-every-step", f"P{year}")) ** 2 for year, target in YEARS.items())
    assert losses[-1] > sum(losses) / 2
    assert losses[-1] == (2.55 - number("loss-at-every-step", "P3")) ** 2
    assert number("loss-at-every-step", "dP1") * 1.2 > 0 < number("loss-at-every-step", "dX2") * -0.4


def test_the_state_before_the_first_day() -> None:
    gradient = 0.9 * number("first-state", "dX1")
    assert close(gradient, "−0.102")
    assert number("first-state", "total.Y0") == pytest.approx(gradient)
    assert close(number("first-state", "Loss"), "0.103")
    assert close(changed("first-state", "Loss", "Y0=0.6"), "0.094")
    assert number("first-state", "dW2.t1") == pytest.approx(0.5 * number("first-state", "dX1"))


def test_two_trays_need_memory() -> None:
    assert abs(number("two-trays", "dX_seq1.t1")) < 1e-9
    assert number("two-trays", "X_seq1.t10") - number("two-trays", "X_seq2.t10") == pytest.approx(0, abs=2e-9)
    last = list(Training(lesson("two-trays")).run(300))[-1]
    assert last.loss == pytest.approx(0.36, abs=1e-6)
    assert [p.entries[0] for p in last.predictions.values()] == pytest.approx([0.6, 0.6], abs=1e-6)
    last = list(Training(lesson("two-trays-lstm")).run(300))[-1]
    assert last.loss < 1e-20
    assert [p.entries[0] for p in last.predictions.values()] == pytest.approx([1.2, 0], abs=1e-10)


def test_vanishing_is_fitted_all_the_same() -> None:
    assert trained("vanishing", 200)[-1] == 0
    last_two = number("vanishing", "dW1.t10") + number("vanishing", "dW1.t9")
    assert last_two / number("vanishing", "total.W1") > 0.99
    assert 0.2 * abs(number("vanishing", "dX1")) == pytest.approx(4e-11, rel=0.1)


def test_a_large_weight_with_a_bias_against_it_carries_the_gradient_back() -> None:
    shifted = derive(load_changed_lesson(FOLDER / "vanishing.yaml", ["W2=4", "B1=-2"]))
    first, last = (float(shifted[name].exact(17).only) for name in ("dX1", "dX10"))
    assert first / last == pytest.approx(0.5, abs=0.005)


def test_exploding_without_clipping() -> None:
    assert close(number("exploding", "new.W2"), "8.44")
    assert close(number("exploding", "new.W1"), "2.90")
    update = list(Training(lesson("exploding")).run(2))[-1]
    assert update.loss == pytest.approx(8e11, rel=0.01)
    (prediction,) = (p.entries[0] for place, p in update.predictions.items() if place[1] == 8)
    assert prediction == pytest.approx(894_000, rel=0.001)
    assert close(number("exploding", "A8"), "9.8")
    assert number("exploding", "dA1") / number("exploding", "dA8") == pytest.approx(1.9**7) == pytest.approx(89, abs=1)


def test_clipped_steps_go_to_and_fro() -> None:
    """W2 after each update, by the numbers of the lesson alone, in floating point."""
    given, drifting = [1, 0.1, 0.01, 0.02, 0.015, 0.012, 0.018, 0.011, 0.013], 0.95
    doubling, found = 1.9, []
    for _ in range(8):
        area, by_w1, by_w2 = 0.0, 0.0, 0.0
        for more in given[1:]:
            area, by_w1, by_w2 = more * drifting + area * doubling, more + by_w1 * doubling, area + by_w2 * doubling
        slope = -2 * (14.5 - area)
        length = math.hypot(slope * by_w1, slope * by_w2)
        assert length > 1
        drifting -= 0.02 * slope * by_w1 / length
        doubling -= 0.02 * slope * by_w2 / length
        found.append(doubling)
    assert close(found[0], str(round(number("clipping", "new.W2"), 6)))
    assert [round(value, 3) for value in found[4:]] == [1.996, 2.015, 1.996, 2.015]


def test_the_lstm_s_number_is_explained() -> None:
    gates = math.prod(number("lstm", f"f.t{day}") for day in range(2, 11))
    assert close(gates, "0.684")
    assert close(gates * number("lstm", "dc10"), "−0.061")
    assert close(number("lstm", "dc1"), "−0.089")
    shares = [abs(number("lstm", f"dbf.t{day}")) for day in range(2, 11)]
    assert close(min(shares) / max(shares), "0.38")
    back = [number("vanishing", f"dX.t{day}") for day in (1, 10)]
    assert back[0] / back[1] < 1e-9


def test_the_bias_of_the_forget_gate() -> None:
    for bias, late, early in (("0", "−0.821", "−0.0074"), ("1", "−0.563", "−0.0924"), ("3", "−0.0889", "−0.0893")):
        assert close(changed("forget-bias", "dc10", f"bf={bias}"), late)
        assert close(changed("forget-bias", "dc1", f"bf={bias}"), early)


def test_a_forget_gate_that_starts_half_closed_is_slower_to_learn() -> None:
    updates = list(Training(load_changed_lesson(FOLDER / "two-trays-lstm.yaml", ["bf=0"])).run(1000))
    first, second = (p.entries[0] for p in updates[300].predictions.values())
    assert close(first, "0.76")
    assert close(second, "0.43")
    assert updates[-1].loss < 1e-20


def test_the_gru_with_a_gate_close_to_one() -> None:
    assert changed("gru", "z3", "bz=5") > 0.98


def test_a_look_back() -> None:
    assert close(number("attention", "e1") / number("attention", "D5"), "0.44")
    assert close(number("attention", "dh1"), "−0.556")
    weights = [number("attention", f"e{word}") for word in range(1, 6)]
    assert max(weights) == weights[0]
    assert changed("attention", "e1", "q=0") == 1
    assert number("attention", "dN1") == pytest.approx(number("attention", "dN5"))


def test_truncation() -> None:
    whole = {name: changed("truncated", f"total.{name}", "truncate=") for name in ("W1", "W2", "B1")}
    missing = {name: 1 - number("truncated", f"total.{name}") / whole[name] for name in whole}
    assert missing == pytest.approx({"W1": 0.39, "W2": -0.025, "B1": 0.315}, abs=0.01)
    shares = [
        (number("truncated", f"dW2.t{year}"), changed("truncated", f"dW2.t{year}", "truncate=")) for year in range(2, 7)
    ]
    differing = [(cut, full) for cut, full in shares if abs(cut - full) > 1e-9]
    assert len(differing) == 3
    assert sum(abs(cut) > abs(full) for cut, full in differing) == 2
    assert close(number("truncated", "total.W2"), "0.1859")
    assert close(whole["W2"], "0.1813")


def test_forced_and_free() -> None:
    assert (number("forced", "Loss"), number("forced", "total.W")) == (5.25, -21)
    assert close(number("free", "Loss"), "24.7")
    assert close(number("free", "total.W"), "−73.9")
    assert close(number("free", "dP1"), "−27.1")
    assert close(number("free", "P3"), "3.375")
    assert close(changed("forced", "new.W", "learning_rate=0.02"), "1.92")
    assert close(changed("free", "new.W", "learning_rate=0.02"), "2.98")


def test_free_goes_too_far_with_both_its_parameters() -> None:
    assert close(number("free", "new.B"), "0.54")
    step_of_w, step_of_b = trained_to(derivation("free"))
    assert close(changed("free", "Loss", step_of_w), "11.5")
    assert close(changed("free", "Loss", step_of_b), "4.5")
    assert close(changed("free", "Loss", step_of_w, step_of_b), "67")
    assert changed("forced", "Loss", *trained_to(derivation("forced"))) < number("forced", "Loss")


def test_a_batch_and_its_mean() -> None:
    alone = -2 * (0.6 - number("batch", "P_seq1"))
    assert number("batch", "dP_seq1") == pytest.approx(alone / 2)


def test_too_large_a_step() -> None:
    assert trained("too-large-a-step", 2)[-1] == pytest.approx(233, abs=1)
    assert trained("too-large-a-step", 2, "learning_rate=1")[-1] == pytest.approx(1.0, abs=0.01)
    assert trained("too-large-a-step", 2, "learning_rate=0.1")[-1] == pytest.approx(0.104, abs=0.001)


def test_adam() -> None:
    epochs = derivation("adam").epochs
    ratios = {
        name: float(epochs[1][f"total.{name}"].exact(9).only) / float(epochs[0][f"total.{name}"].exact(9).only)
        for name in ("W1", "W2", "B1", "W3", "B3")
    }
    assert min(ratios, key=lambda name: ratios[name]) == "B3"
    assert close(ratios["B3"], "0.53")
    assert close(ratios["B1"], "0.54")
    assert close(ratios["W1"], "0.54")
    assert sorted(ratios, key=lambda name: ratios[name])[:3] == ["B3", "B1", "W1"]
    moved = float(epochs[1]["new.B3"].exact(9).only) - float(epochs[0]["new.B3"].exact(9).only)
    assert close(moved, "0.0941")


def test_a_memory_that_turns() -> None:
    lengths = [math.hypot(*map(float, derivation("rotation")[f"dX{day}"].exact(17).entries)) for day in range(1, 11)]
    assert lengths == pytest.approx([lengths[0]] * 10)
    (a, b), (c, d) = ((0.6, -0.8), (0.8, 0.6))
    assert (a * a + c * c, b * b + d * d, a * b + c * d) == pytest.approx((1, 1, 0))  # W2's columns
    assert close(0.9**9, "0.39")
    assert close(1.1**9, "2.36")


def test_two_hidden_units_question() -> None:
    gradient, new = (derivation("two-hidden-units")[name].exact(9) for name in ("total.W2", "new.W2"))
    assert close(float(gradient.at(1, 0)), "−0.4998")
    assert close(float(new.at(1, 0)), "0.350")


def test_both_ways() -> None:
    assert close(0.4 * number("both-ways", "F.t1"), "0.032")
    assert close(0.7 * number("both-ways", "B.t1"), "0.5826")
    assert close(number("both-ways", "B.t1"), "0.8323")
    assert close(changed("both-ways", "B.t1", "R=0"), "0.11")
    assert close(changed("both-ways", "P.t1", "R=0"), "0.11")
