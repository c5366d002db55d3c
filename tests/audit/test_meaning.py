"""Lessons that can be derived and mean something else than was meant: each is warned about, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnn_tutor.audit.check import check_lesson
from rnn_tutor.lesson.problems import Problem
from tests.lesson.given import LETTERS, MORNINGS, PLANT, TWO_UNITS, changed

LAST_LETTER = changed(
    LETTERS,
    ("[[1, 0, 0], [0, 1, 0]]", "[[1, 0, 0]]"),
    ("[[0, 1, 0], [0, 0, 1]]", "[[0, 1, 0]]"),
    ("input + U @ previous(h)", "input"),
    ("  U: [[0.5, -0.3], [0.2, 0.6]]\n", ""),
)
BRIEF = changed(
    PLANT, ("[0.6, 0.4]", "[0.6]"), ("time_step: Morning\n", ""), (" + u*previous(h)", ""), (" u: 0.3,", "")
)
ONE_SEQUENCE = "sequences: [{inputs: [0.1, 0.2], targets: [0.2, 0.4]}]\nover_sequences: mean"


@pytest.mark.parametrize(
    ("text", "rule", "remedy"),
    [
        (changed(LAST_LETTER, ("s: V @ h + d", "s: softmax(V @ h + d)")), "softmax-twice", "leave softmax(…) out"),
        (changed(LAST_LETTER, ("(target, s)", "(s, target)")), "target-last", "write cross_entropy(target, s)"),
        (
            changed(PLANT, ("previous(h)", "h_prev"), ("{w: 0.5", "{h_prev: 0.2, w: 0.5")),
            "state-as-parameter",
            "write previous(h) for h_prev",
        ),
        (changed(BRIEF, ("tanh(a)", "softmax(a)")), "softmax-of-one", "write sigmoid(…)"),
        (
            changed(TWO_UNITS, ("target: 0.4", "target: [0.4, 0.1]")),
            "spread-target",
            ("as many numbers as the network predicts"),
        ),
    ],
)
def test_what_is_warned_about(tmp_path: Path, text: str, rule: str, remedy: str) -> None:
    found = {problem.rule: problem for problem in warnings(tmp_path, text)}
    assert remedy in found[rule].remedy
    assert found[rule].level == "warning"


SUMMED = "3 times their mean; add over_steps: mean for the mean over the steps"
AT_THE_LAST = (
    "6:1: the loss is the mean of a single number, at the last step, so the mean changes nothing; write loss: h"
    " and over_steps"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed(BRIEF, ("tanh(a)", "mean(tanh(a))")), "7:5: mean(tanh(a)) is the mean of a single number"),
        (changed(BRIEF, ("v*h + c", "v*mean(all(h)) + c")), "9:5: mean(all(h)) is the mean of a single number"),
        (
            changed(BRIEF, ("(target - p)**2", "mean((target - p)**2)")),
            "10:3: the mean in the loss is over the outputs",
        ),
        (changed(MORNINGS, ("squared_error", "mean_squared_error")), SUMMED),
        (changed(MORNINGS, ("squared_error", "mean((target - P)**2)")), SUMMED),
        (
            changed(MORNINGS, ("squared_error", "mean_squared_error"), ("0.4, 0.6]", "null, 0.6]")),
            "the sum over 2 steps, 2 times their mean",
        ),
        (changed(MORNINGS, ("squared_error", "mean(h)"), ("targets: [0.2, 0.4, 0.6]\n", "")), AT_THE_LAST),
        (
            changed(MORNINGS, ("[0.2, 0.4, 0.6]", "[null, null, 0.6]\nover_steps: mean")),
            "9:1: the mean is over the losses of the time steps, but there is only one",
        ),
        (
            changed(MORNINGS, ("inputs: [0.1, 0.2, 0.3]\ntargets: [0.2, 0.4, 0.6]", ONE_SEQUENCE)),
            "8:1: the mean is over the losses of the sequences, but there is only one",
        ),
    ],
)
def test_a_mean_of_one_number(tmp_path: Path, text: str, said: str) -> None:
    (found,) = [problem for problem in warnings(tmp_path, text) if problem.rule == "mean-of-one"]
    assert said in str(found)


def test_a_mean_of_two_is_none(tmp_path: Path) -> None:
    outputs = (("[0.2, 0.4, 0.6]", "[[0.2, 1], [0.4, 0], [0.6, 1]]"), ("V: 1, d: 0", "V: [[1], [0.5]], d: [0, 0.1]"))
    text = changed(MORNINGS, ("squared_error", "mean_squared_error"), *outputs)
    assert not [problem for problem in warnings(tmp_path, text) if problem.rule == "mean-of-one"]


@pytest.mark.parametrize("text", [LAST_LETTER, BRIEF])
def test_nothing_is_said_of_what_means_what_it_says(tmp_path: Path, text: str) -> None:
    assert not {problem.rule for problem in warnings(tmp_path, text)} & {
        "softmax-twice",
        "softmax-of-one",
        "spread-target",
        "mean-of-one",
    }


def warnings(folder: Path, text: str) -> list[Problem]:
    file = folder / "my.yaml"
    file.write_text(text, encoding="utf-8")
    return [problem for problem in check_lesson(file).problems if problem.level == "warning"]
