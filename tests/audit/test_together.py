"""Figures of one source judged together: one cause for many, and what a computer printed."""

from pathlib import Path

import numpy as np
import pytest

from rnn_tutor.audit.check import check_lesson
from rnn_tutor.audit.verdict import Verdict
from tests.diagnosis.broken import Rnn, plain

NET = Rnn.some(4, 1, 1, 1, 3)


def checked(folder: Path, printed: dict[str, str]) -> tuple[dict[str, Verdict], list[str], set[str]]:
    """The verdicts by name, the notes on the figures, and the mistakes that are named."""
    file = folder / "printed.yaml"
    lines = "".join(f"  {name}: {value}\n" for name, value in printed.items())
    file.write_text(NET.lesson() + "printed:\n" + lines, "utf-8")
    found = check_lesson(file)
    notes = [problem.message for problem in found.problems if problem.rule == "printed"]
    mistakes = {mistake.name for one in found.audited for mistake in one.mistakes}
    return {one.name: one.verdict for one in found.audited}, notes, mistakes


@pytest.mark.parametrize(
    ("slip", "mistake", "which"),
    [
        ("sign", "sign", "total."),
        ("h for h_prev", "wrong-time-step", "new."),
        ("nothing through time", "missing-path", "total."),
        ("mean over steps", "mean-not-sum", "new."),
        ("slope at input", "activation-derivative", "total."),
    ],
)
def test_one_cause_for_all_figures(slip: str, mistake: str, which: str, tmp_path: Path) -> None:
    printed = {name: f"{plain(value):.6f}" for name, value in NET.run(slip).items() if name.startswith(which)}
    verdicts, notes, mistakes = checked(tmp_path, printed)
    assert mistake in mistakes
    assert len(notes) == 1
    assert Verdict.MISPRINT not in verdicts.values()


@pytest.mark.parametrize(("kind", "digits"), [(np.float64, 17), (np.float32, 9)])
def test_what_a_computer_printed_is_not_blamed(kind: type, digits: int, tmp_path: Path) -> None:
    right = NET.run()
    printed = {name: f"{float(kind(plain(value))):.{digits}g}" for name, value in right.items()}
    verdicts, _, _ = checked(tmp_path, printed)
    assert not [name for name, verdict in verdicts.items() if verdict.is_slip]


def test_a_true_slip_in_the_last_place_is_still_one(tmp_path: Path) -> None:
    verdicts, _, _ = checked(tmp_path, {"a.t1": f"{plain(NET.run()['a.t1']) + 0.00002:.5f}"})
    assert set(verdicts.values()) <= {Verdict.LAST_PLACE, Verdict.WRONG}


def test_two_ways_within_each_step_are_no_riddle(tmp_path: Path) -> None:
    """Two quantities with two ways each, and none of them to the next step."""
    file = tmp_path / "ways.yaml"
    equations = "  each_step:\n    a: w*input\n    b: u*a\n    c: a*b\n    d: b + c\nloss: d\n"
    head = "format_version: 1\ntitle: Two ways\nabout: Nothing goes on to the next step.\nequations:\n"
    file.write_text(head + equations + "inputs: [1, 2]\nparameters: {w: 3, u: 5}\nprinted: {total.w: 71}\n", "utf-8")
    (found,) = check_lesson(file).audited
    assert found.verdict.is_slip
    assert found.exact == "130"  # d = 2uw + 4uw², so 2u + 8uw
