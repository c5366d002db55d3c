"""Lessons that can be derived and mean something else than was meant: each is warned about, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnn_tutor.audit.check import check_lesson
from rnn_tutor.lesson.problems import Problem
from tests.lesson.given import LETTERS, PLANT, TWO_UNITS, changed

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


@pytest.mark.parametrize(
    ("text", "rule", "remedy"),
    [
        (changed(LAST_LETTER, ("s: V @ h + d", "s: softmax(V @ h + d)")), "softmax-twice", "leave softmax(…) out"),
        (changed(BRIEF, ("tanh(a)", "softmax(a)")), "softmax-of-one", "write sigmoid(…)"),
        (changed(TWO_UNITS, ("target: 0.4", "target: [0.4, 0.1]")), "spread-target", "as many as the network predicts"),
    ],
)
def test_what_is_warned_about(tmp_path: Path, text: str, rule: str, remedy: str) -> None:
    found = {problem.rule: problem for problem in warnings(tmp_path, text)}
    assert remedy in found[rule].remedy
    assert found[rule].level == "warning"


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
