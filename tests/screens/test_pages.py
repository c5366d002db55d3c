"""The whole walk as it is written, kept as files: coloured, plain and in ASCII, at 80 and 40 columns.

After a wanted change: `pytest tests/screens/test_pages.py --snapshot-update`, then read what `git diff` shows.
"""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from rnn_tutor.screens.layout.page import Page, blank
from tests.screens.given import walk_of, written


class TextFile(SingleFileSnapshotExtension):
    """A file that can be read as it is."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def pages(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextFile)


def whole_walk(page: Page, **how: Any) -> str:
    walk = walk_of("stock-example")
    lines = [line for stop in walk.stops for line in [*walk.page(stop, page), blank()]]
    return written(lines, width=page.width, **how)


@pytest.mark.parametrize("width", [40, 80])
def test_plain(pages: SnapshotAssertion, width: int) -> None:
    assert whole_walk(Page(width)) == pages


@pytest.mark.parametrize("width", [40, 80])
def test_ascii(pages: SnapshotAssertion, width: int) -> None:
    assert whole_walk(Page(width, "ascii", notation=False, boxes=False)) == pages


@pytest.mark.parametrize("width", [40, 80])
def test_coloured(pages: SnapshotAssertion, width: int) -> None:
    assert whole_walk(Page(width), coloured=True) == pages


def test_colours_change_no_letter() -> None:
    import re

    coloured = whole_walk(Page(80), coloured=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == whole_walk(Page(80))
