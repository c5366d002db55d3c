"""Notebooks, really run."""

from pathlib import Path
from typing import Any

from nbclient import NotebookClient

from tests.terminals import PATIENCE


def run_through(notebook: Any, folder: Path) -> list[list[Any]]:
    """Run all cells of a notebook in a folder; what each of the cells of code puts out."""
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=PATIENCE,
        startup_timeout=PATIENCE,
        iopub_timeout=PATIENCE,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
