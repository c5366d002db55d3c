"""What `rnn-tutor check` found, as JSON, format version 1."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rnn_tutor.audit.check import Checked
from rnn_tutor.audit.verdict import Audited
from rnn_tutor.lesson.problems import Problem

FORMAT_VERSION = 1


def check_json(checked: Iterable[Checked]) -> str:
    """Each file with its problems, and with the numbers that its source prints."""
    files = [
        {
            "file": one.file,
            "problems": [_problem(problem) for problem in one.shown],
            "printed": [_printed(found) for found in one.audited],
        }
        for one in checked
    ]
    return json.dumps({"format_version": FORMAT_VERSION, "files": files}, ensure_ascii=False, indent=1) + "\n"


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.place.line if problem.place else None,
        "column": problem.place.column if problem.place else None,
        "level": problem.level,
        "rule": problem.rule,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _printed(found: Audited) -> dict[str, Any]:
    return {
        "line": found.place.line,
        "column": found.place.column,
        "name": found.name,
        "step": found.step.identity if found.step else None,
        "printed": found.printed,
        "verdict": found.verdict.name.lower().replace("_", "-"),
        "exact": found.exact,
        "right": found.right,
        "drift": found.drift,
        "mistakes": [mistake.name for mistake in found.mistakes],
    }
