"""What the lessons answer and note, measured on their own numbers."""

import math

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.overrides import load_changed_lesson
from rnn_tutor.training.train import Training
from tests.lessons.bundled import FOLDER, NAMES, changed, close, derivation, lesson, number, step

YEARS = {1: 2.20, 2: 2.12, 3: 2.55}  # the targets of loss-at-every-step


def trained(name: str, updates: int, *settings: str) -> list[float]:
    return [u.loss for u in Training(load_changed_lesson(FOLDER / f"{name}.yaml", list(settings))).run(updates)]


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
    slope = number("two-days", "Y1") * (1 - number("two-days", "Y1"))
    assert (close(slope, "0.245"), close(0.5 * slope, "0.12")) == (True, True)


def test_the_stock_example_s_days() -> None:
    new, rate = number("stock-example", "new.W1"), 0.1
    assert round(new + rate * number("stock-example", "dW1.t1"), 3) == round(new, 3) == 0.514
    assert round(new + rate * number("stock-example", "dW1.t2"), 3) == 0.513
    # Over thirty days: each day back leaves at most W2/4 of a gradient, so the fourth from the end has hardly any.
    assert pytest.approx(0.075) == 0.3 / 4
    assert rate * abs(number("stock-example", "dX3")) * 0.075**3 < 0.00001


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
    assert abs(one_sided - exact) / abs(quotients[0.001] - exact) == pytest.approx(1000, rel=0.2)


def test_the_smallest_change_is_not_the_best_test_of_a_gradient() -> None:
    """In floating point, as a computer would test it."""

    def loss(feedback: float) -> float:
        output = 0.0
        for price in (0.5, 1.0, 0.8):
            output = 1 / (1 + math.exp(-(price * 0.5 + output * feedback + 0.1)))
        return (1.2 - (output * 0.8 + 0.2)) ** 2

    exact = number("stock-example", "total.W2")
    off = {
        place: abs((loss(0.3 + 10.0**-place) - loss(0.3 - 10.0**-place)) / (2 * 10.0**-place) - exact)
        for place in range(1, 13)
    }
    assert min(off, key=lambda place: off[place]) in (5, 6)
    assert max(off[4], off[5], off[6]) < min(value for place, value in off.items() if place not in (4, 5, 6))
    assert 1e-6 < off[12] / abs(exact) < 1e-3  # about four digits are left


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
    assert close(changed("first-state", "total.W2", "Y0=0"), "−0.0923")
    assert close(number("first-state", "dW2.t2"), "−0.128")


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
    assert abs(number("vanishing", "dX7")) < 0.0005 < abs(number("vanishing", "dX8"))


def test_a_large_weight_saturates_the_unit() -> None:
    saturated = derive(load_changed_lesson(FOLDER / "vanishing.yaml", ["W2=4"]))
    outputs = [float(saturated[f"Y{day}"].exact(17).only) for day in range(1, 11)]
    products = [4 * output * (1 - output) for output in outputs]
    assert min(products[:3]) > 0.1 > max(products[3:])
    assert all(close(output * (1 - output), "0.02") for output in outputs[3:])


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
    assert close(number("exploding", "dA8"), "−9.47")


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
    assert close(0.02 * abs(number("clipping", "total.W2")), "6.5")
    assert close(number("clipping", "norm"), "341")
    assert [round(value, 3) for value in found[4:]] == [1.996, 2.015, 1.996, 2.015]


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
    assert close(number("forced", "new.W"), "1.71")
    assert close(number("free", "new.W"), "2.24")
    assert number("free", "total.W") / number("forced", "total.W") == pytest.approx(3.5, abs=0.05)
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
    assert step("stock-example", "Loss").by_hand.only == "0.215"
    assert close(number("too-large-a-step", "new.B3"), "9.49")
    lengths = [number("too-large-a-step", f"total.{name}") for name in ("W1", "W2", "B1", "W3", "B3")]
    assert close(math.hypot(*lengths), "1.15")
    assert number("too-large-a-step", "total.B3") == number("stock-example", "total.B3")


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
    assert 6 < float(epochs[0]["total.B3"].exact(9).only) / float(epochs[0]["total.W1"].exact(9).only) < 7
    assert number("adam", "m.W1") == pytest.approx(number("adam", "total.W1") / 10)
    assert number("adam", "mhat.W1") == pytest.approx(number("adam", "total.W1"))


def test_the_barrel_s_first_day() -> None:
    assert number("relu-fractions", "X1") == -1
    assert number("relu-fractions", "X1") + 5 * 0.2 == pytest.approx(0)
    assert number("relu-fractions", "dX1") == 0
