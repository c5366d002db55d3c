"""What is said at the first time step about a past that there isn't: the sentence fits the formula beside it."""

import re
from typing import Any

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.step import Step
from tests.derivation.networks import Written, each_step_predicted
from tests.lessons.bundled import NAMES
from tests.lessons.bundled import derivation as bundled

VECTORS = {
    "W": [["1", "2"], ["3", "4"]],
    "U": [["1", "0"], ["0", "1"]],
    "b": ["1", "2"],
    "C": [["1", "2", "3", "4"]] * 2,
}

ZEROS = r"so the term(s?) (.+?) (?:is|are) 0 and (?:is|are) left out\. "
LEFT_OUT = re.compile(ZEROS + r"\w+ [\w ]+? (\d+) (?:it is|they are) (.+?)\.")


def first(h: str, **equations: str) -> Step:
    """The first step of a network of two hidden units."""
    each_step = {"h": h, **equations}
    text = " ".join(each_step.values())
    parameters: dict[str, Any] = {name: value for name, value in VECTORS.items() if name in text}
    inputs = [["0.5", "-1"], ["0.2", "0.7"]]
    written = Written(each_step, inputs, parameters, loss="sum((target - h)**2)", target=["0.3", "0.7"])
    return written.derivation().steps[0]


def test_a_term_is_left_out() -> None:
    step = first("W @ input + U @ previous(h) + b")
    assert step.formula == "W · input₁ + b"
    assert step.why == (
        "At the first step there is no earlier h. h₀ is taken as zeros, so the term U · h₀ is 0 and is left out. At "
        "step 2 it is U · h₁."
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_terms_that_are_left_out_stand_in_the_formula_of_the_next_time_step(name: str) -> None:
    """Both sentences are compared with the two formulas: what the one has more than the other is what is named."""
    for step in bundled(name).phase(Phase.FORWARD):
        for several, zeros, time, there in LEFT_OUT.findall(step.why):
            other = bundled(name).names.step(f"{step.quantity}.t{time}")
            assert other is not None
            assert other.time_step != step.time_step
            assert zeros not in step.formula
            for term in there.split(" and ") if several else [there]:
                assert term in other.formula
                assert term not in step.formula


@pytest.mark.parametrize(
    ("h", "formula"),
    [
        ("C @ concat(input, previous(h)) + b", "C · concat(input₁, [0, 0]) + b"),
        ("softmax(previous(h)) + W @ input", "softmax([0, 0]) + W · input₁"),
        ("sum(previous(h) + 1)*(W @ input)", "sum(1 + [0, 0]) × (W · input₁)"),
    ],
)
def test_zeros_stand_in_its_place(h: str, formula: str) -> None:
    step = first(h)
    assert step.formula == formula
    assert step.why == "At the first step there is no earlier h. h₀ is taken as zeros."


def test_some_are_zeros_and_some_are_gone() -> None:
    sentence = first("C @ concat(input, previous(h)) + U @ previous(h) + b").why
    assert "taken as zeros; terms that are zero altogether are left out." in sentence
    sentence = first("sigmoid(previous(k))*(W @ input) + U @ previous(h)", k="sum(h)").why
    assert "there is no earlier k or h. k₀ and h₀ are taken as zeros; terms" in sentence


def test_a_single_number() -> None:
    written = each_step_predicted(2, each_step={"Y": "W1*sigmoid(previous(Y)) + W2*input + B1", "P": "Y*W3 + B3"})
    step = written.derivation().steps[0]
    assert "σ(0)" in step.formula
    assert step.why == "At the first step there is no earlier Y. Y₀ is taken as 0."


def test_a_cell_written_as_a_function_says_it_too() -> None:
    step = first("tanh(C @ concat(input, previous(h)) + b)")
    assert step.why.startswith(
        "tanh squeezes C · concat(input₁, [0, 0]) + b into a number between −1 and 1. At the first step "
    )
    assert step.why.endswith("taken as zeros.")
    assert first("tanh(W @ input + U @ previous(h))").why.endswith("is left out. At step 2 it is U · h₁.")


def test_a_past_that_the_lesson_gives_is_there() -> None:
    written = each_step_predicted(2, each_step={"Y": "W1*sigmoid(previous(Y)) + W2*input + B1", "P": "Y*W3 + B3"})
    started = Written(**{**vars(written), "initial": {"Y": "0.5"}}).derivation().steps[0]
    assert "no earlier" not in started.why


@pytest.mark.parametrize("name", NAMES)
def test_where_nothing_is_read_from_another_time_step_its_equation_reads_none(name: str) -> None:
    written = {one.name: one.text for one in bundled(name).lesson.network.each_step}
    for step in bundled(name).phase(Phase.FORWARD):
        if "nothing is read directly from another" in step.why:
            assert step.time_step is not None
            assert not re.search(r"previous|next|all\(", written[step.quantity]), step.why
