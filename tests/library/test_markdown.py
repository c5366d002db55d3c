"""The derivation as Markdown, read by markdown-it: every step is there, and what a lesson says stays text."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rnn_tutor import derive, load_lesson
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.export.to_markdown import lesson_markdown
from tests.lesson.given import NAMED, changed


def read(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def words(token: Token) -> str:
    """The text of a line, without marks of emphasis."""
    return "".join(part.content for part in token.children or [])


def after(tokens: list[Token], kind: str) -> list[str]:
    """The texts of all headings, paragraphs or cells."""
    return [words(tokens[place + 1]) for place, token in enumerate(tokens) if token.type == kind]


@pytest.mark.parametrize("name", ["stock-example", "two-hidden-units", "hello", "adam", "relu-fractions"])
def test_every_step_with_its_numbers(name: str) -> None:
    derivation = derive(load_lesson(name))
    tokens = read(lesson_markdown(derivation, 8))
    steps = [step for epoch in derivation.epochs for step in epoch.steps]
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings.count("h3") == len(steps)
    assert headings.count("h1") == 1
    cells = after(tokens, "td_open")
    paragraphs = after(tokens, "paragraph_open")
    for step in steps:
        assert f"{step.title} ({step.identity})" in after(tokens, "heading_open")
        assert any(text.endswith(f" = {step.formula}") for text in paragraphs)
        assert not step.explained_here or step.explained_here in paragraphs
        for shown in (*step.by_hand.entries, *step.substituted.entries):
            assert shown.replace("-", "−") in cells
        for exact in step.exact(8).entries:
            assert exact.replace("-", "−") in [cell.rstrip("…") for cell in cells]
    lesson = derivation.lesson
    given = [*lesson.inputs, *lesson.targets, *(p.value for p in lesson.parameters), *(v for _, v in lesson.initial)]
    rows = sum(len(step.places) + 1 for step in steps) + 1 + len(given) + 1  # a heading, the learning rate
    assert [token.type for token in tokens].count("tr_open") == rows
    for value in given:
        numbers = [number_text(entry).replace("-", "−") for entry in value.entries]
        assert any(all(number in cell for number in numbers) for cell in cells)
    assert not {"list_item_open", "html_block", "code_block", "blockquote_open"} & {token.type for token in tokens}


def test_the_stock_example_s_gradient() -> None:
    text = lesson_markdown(derive(load_lesson("stock-example")))
    assert "∂Loss/∂X₃ = ∂Loss/∂Y₃ × Y₃(1 − Y₃)" in text
    assert "| −0.742 × 0.670 × (1 − 0.670) | **−0.164** | −0.16446913951" in text


@pytest.mark.parametrize(
    "written",
    ["<b>*P*|rices</b> _x_ `y` [z](http://z)", "1. Prices", "- Prices", "# Prices", "A &amp; B :tada:", "1) $x$"],
)
def test_what_a_lesson_says_is_text(tmp_path: Path, written: str) -> None:
    file = tmp_path / "my.yaml"
    text = changed(NAMED, ("title: Prices", f"title: '{written}'\nabout: '{written}'"))
    file.write_text(text, encoding="utf-8")
    tokens = read(lesson_markdown(derive(load_lesson(file))))
    assert after(tokens, "heading_open")[0] == written
    assert after(tokens, "paragraph_open")[0] == written
    title = next(token for token in tokens if token.type == "inline")
    assert {part.type for part in title.children or []} <= {"text", "text_special"}
