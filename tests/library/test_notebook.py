"""Steps and derivations in a notebook: one that is really run, and what is shown of any lesson."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from rnn_tutor import derive, load_lesson
from rnn_tutor.export.notebook_view import MOST
from tests.lesson.given import NAMED, changed
from tests.notebooks import run_through

VOID = {"br", "hr"}


class Tags(HTMLParser):
    """The text between tags, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.count: dict[str, int] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the base class passes them
        self.open.append(tag)
        self.count[tag] = self.count.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.filterwarnings("default")  # the kernel's own affair
def test_a_notebook_that_is_run(tmp_path: Path) -> None:
    sources = [
        "from rnn_tutor import derive, load_lesson",
        "derivation = derive(load_lesson('stock-example'))\nderivation",
        "derivation['dX3']",
        "derivation['dX3'].why",
    ]
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "id": f"c{number}", "source": source} for number, source in enumerate(sources)]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    notebook = nbformat.reads(json.dumps(whole), as_version=4)  # type: ignore[no-untyped-call]  # it has no types
    outputs = run_through(notebook, tmp_path)
    assert outputs[0] == []
    (table,), (step,), (why,) = outputs[1:]
    assert {"text/html", "text/markdown", "text/plain"} <= table.data.keys()
    assert Tags(table.data["text/html"]).count["tr"] == 36
    assert (
        "| backward:7 | (∂Loss/∂W₂)₃ | ∂Loss/∂X₃ × Y₂ | −0.164 × 0.685 | −0.112 | −0.112630802884 |"
        in (table.data["text/markdown"])
    )
    assert table.data["text/plain"] == "<Derivation of stock-example: 35 steps>"
    assert "exactly −0.164469139511…" in step.data["text/html"]
    assert "by hand **−0.164**" in step.data["text/markdown"]
    assert "slope of σ" in why.data["text/plain"]


def test_what_a_lesson_says_is_text(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(changed(NAMED, ("title: Prices", "title: '<b>*P*|rices</b>'")), encoding="utf-8")
    derivation = derive(load_lesson(file))
    assert "&lt;b&gt;*P*|rices&lt;/b&gt;" in str(derivation._repr_html_())
    assert "\\<b\\>\\*P\\*\\|rices\\</b\\>" in str(derivation._repr_markdown_())


@pytest.mark.parametrize("name", ["stock-example", "two-hidden-units", "hello", "adam"])
def test_every_step_of_a_lesson(name: str) -> None:
    derivation = derive(load_lesson(name))
    whole = Tags(str(derivation._repr_html_()))
    assert not whole.open
    assert whole.count["tr"] == len(derivation.steps) + 1
    for step in derivation.steps[::7]:
        tags = Tags(str(step._repr_html_()))
        assert not tags.open
        assert step.title in tags.texts
        assert step.identity in str(step._repr_markdown_())


def test_a_long_derivation_is_shortened(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(changed(NAMED, ("0.5, 1.0, 0.8", ", ".join(["0.5"] * 60))), encoding="utf-8")
    derivation = derive(load_lesson(file))
    assert len(derivation.steps) > MOST
    table = str(derivation._repr_markdown_())
    assert "| ⋮ |" in table
    assert table.count("\n|") == 43
