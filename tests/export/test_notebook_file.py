"""The notebook that is exported, run from the first cell to the last."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from rnn_tutor import load_lesson
from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_notebook import lesson_notebook
from tests.export.given import EVERY, KINDS, derivation_of
from tests.notebooks import run_through


def outputs(document: str, folder: Path) -> list[Any]:
    notebook = nbformat.reads(document, as_version=4)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)
    return [output for cell in run_through(notebook, folder) for output in cell]


def test_it_derives_plots_and_asks(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(KINDS["hostile"], "utf-8")
    found = outputs(lesson_notebook(derive(load_lesson(tmp_path / "mine.yaml")), settings=["W2=0.9"]), tmp_path)
    shown = json.dumps(found, ensure_ascii=False)
    assert "backward:1" in shown
    assert "█" in shown
    assert "What is" in shown


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in EVERY if name not in KINDS])
def test_each_runs(name: str, tmp_path: Path) -> None:
    assert outputs(lesson_notebook(derivation_of(name)), tmp_path)


@pytest.mark.parametrize("name", EVERY)
def test_its_cells_are_python_and_its_texts_are_texts(name: str) -> None:
    document = json.loads(lesson_notebook(derivation_of(name)))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            compile(cell["source"], "cell", "exec")
        else:
            assert "<script>" not in cell["source"]
            assert "$$x$$" not in cell["source"]
