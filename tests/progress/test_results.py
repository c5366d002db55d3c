"""Progress as a table for a gradebook."""

import csv
from pathlib import Path

import pytest

from rnn_tutor.progress import AnswerVerdict, export_progress, open_store
from rnn_tutor.progress.results import as_text
from tests.progress.given import attempt


def test_a_row_for_each_attempt(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.record(attempt(0))
        store.record(
            attempt(1, AnswerVerdict.WRONG, given='=HYPERLINK("http://x")', mistakes=("sign", "swapped"), seed=7)
        )
        assert export_progress(store, tmp_path / "results.csv").attempts == 2
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["lesson"] == "stock-example"
    assert (first["step"], first["quantity"], first["time_step"]) == ("backward:7", "W2", "3")
    assert (first["answer"], first["verdict"], first["seed"]) == ("-0.112", "right", "")
    assert (second["verdict"], second["mistakes"], second["seed"]) == ("wrong", "sign swapped", "7")
    assert second["answer"] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-2*(1+1)", "@SUM(A1)", " =1", "−P", "-", "=", "\t=1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-0.112", "+3", "-.5", "1e-3", "-4e-9", "dX3*Y2", "", "backward:7", "−0.5"])
def test_numbers_and_words_stay(cell: str) -> None:
    assert as_text(cell) == cell
