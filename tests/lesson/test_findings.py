"""Findings that a lesson means, by their names: each is one of `check`'s, and nothing else is taken for one."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path

import pytest

from rnn_tutor.lesson.findings import FINDINGS
from tests.lesson.given import NAMED, complaints, loaded


def test_they_are_those_of_the_rules() -> None:
    rules = [file for file in files("rnn_tutor").joinpath("audit").iterdir() if file.name.startswith("rules_")]
    calls = [
        node for file in rules for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    named = {ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "Finding"}
    assert sorted(FINDINGS) == list(FINDINGS) == sorted(named)


def test_each_may_be_meant(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, NAMED + f"meant: [{', '.join(FINDINGS)}]\n")
    assert lesson.meant == FINDINGS


@pytest.mark.parametrize(
    ("word", "near"),
    [("loss-rise", "did you mean 'loss-rises'? "), ("Saturated", "did you mean 'saturated'? "), ("3", ""), ("[]", "")],
)
def test_another_word_is_told_them_all(word: str, near: str, tmp_path: Path) -> None:
    (found,) = complaints(tmp_path, NAMED + f"meant: [vanished, {word}]\n")
    assert "check has no finding called" in found
    assert found.endswith(f"; {near}The findings are: {', '.join(FINDINGS)}")
