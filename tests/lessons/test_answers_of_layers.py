"""What the lessons on choices, layers and vectors answer and note, measured on their own numbers."""

import math

import pytest

from rnn_tutor.derivation.operation import Phase
from tests.lessons.bundled import close, derivation, lesson, step


def test_a_sure_mistake_teaches_with_cross_entropy() -> None:
    sure = 0.01
    assert close(sure - 1, "−0.99")
    squared = -2 * (1 - sure) * sure * (1 - sure)
    assert close(squared, "−0.0196")
    assert (sure - 1) / squared == pytest.approx(50, abs=1)


def test_the_air_of_day_one_reaches_the_depth_of_day_three_on_three_paths() -> None:
    found = derivation("two-layers")
    paths = {"P": 1}
    for one in found.phase(Phase.BACKWARD):
        at = one.time_step
        if one.operation.paths and one.quantity != "P":
            read_by = [found.unrolled.consumer(at, path) for path in one.operation.paths]
            paths[f"{one.quantity}.{at}"] = sum(
                paths[ref.name if ref.name == "P" else f"{ref.name}.{ref.at}"] for ref in read_by
            )
    assert paths["h1.1"] == 3


def test_two_hidden_units_question() -> None:
    gradient, new = (derivation("two-hidden-units")[name].exact(9) for name in ("total.W2", "new.W2"))
    assert close(float(gradient.at(1, 0)), "−0.4998")
    assert step("two-hidden-units", "total.W2").by_hand.at(1, 0) == "-0.498"
    assert close(float(new.at(1, 0)), "0.350")


def test_a_memory_that_turns() -> None:
    lengths = [math.hypot(*map(float, derivation("rotation")[f"dX{day}"].exact(17).entries)) for day in range(1, 11)]
    assert lengths == pytest.approx([lengths[0]] * 10)
    (a, b), (c, d) = ((0.6, -0.8), (0.8, 0.6))
    assert (a * a + c * c, b * b + d * d, a * b + c * d) == pytest.approx((1, 1, 0))  # W2's columns
    assert close(0.9**9, "0.39")
    assert close(1.1**9, "2.36")
    assert close(math.degrees(math.atan2(0.8, 0.6)), "53")


def test_hello_asks_the_memory() -> None:
    third, fourth = lesson("hello").inputs[2:4]
    assert third == fourth
    assert lesson("hello").targets[2] != lesson("hello").targets[3]
    assert step("hello", "a.t3").exact(9) != step("hello", "a.t4").exact(9)
    assert close(math.log(4), "1.386")
