"""`python -m benchmarks`: run the table and keep the result in docs/."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.imports import opening_imports
from benchmarks.report import markdown, picture
from benchmarks.rows import PROGRAM, growth, rows

DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Measure, and write docs/benchmarks.md and docs/growth.svg."""
    with tempfile.TemporaryDirectory() as folder:
        measured = []
        for row in rows(Path(folder)):
            measured.append(row)
            print(f"{row.what}: {row.ratio:.3g} (aim {row.limit:.3g})", flush=True)
        grown = growth(Path(folder))
    (DOCS / "benchmarks.md").write_text(markdown(measured, grown, opening_imports(PROGRAM)), encoding="utf-8")
    (DOCS / "growth.svg").write_text(picture(grown), encoding="utf-8")


main()
