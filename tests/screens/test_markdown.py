"""Markdown of a lesson on a page: rendered, and otherwise shown as text."""

import pytest

from rnn_tutor.screens.layout.markdown import markdown_lines
from rnn_tutor.screens.layout.page import Page

ASCII = Page(width=40, encoding="ascii", notation=False, boxes=False)


def shown(text: str, page: Page | None = None) -> list[str]:
    return [line.plain for line in markdown_lines(text, page or Page(width=40))]


def test_paragraphs_lists_and_code() -> None:
    text = "Why is it *small*?\n\n- one factor\n- `W2` again\n\n```\nY2 * W2\n```\n"
    assert shown(text) == ["Why is it small?", "", " • one factor", " • W2 again", "", "  Y2 * W2"]


def test_emphasis_is_a_style() -> None:
    (line,) = markdown_lines("so **small**", Page())
    assert line.plain == "  so small"
    assert any("strong" in str(span.style) or "bold" in str(span.style) for span in line.spans)


def test_long_lines_are_wrapped_and_indented_as_prose() -> None:
    lines = shown("word " * 40, Page(width=70))
    assert len(lines) > 1
    assert all(line.startswith("  word") and len(line) <= 70 for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[red]not red[/red] and [bold]", "[red]not red[/red] and [bold]"),
        ("a <b>tag</b>", "a <b>tag</b>"),
        ("<script>x</script>", "  <script>x</script>"),
        ("[here](https://a.example)", "here (https://a.example)"),
        ("![picture](a.png)", "picture (a.png)"),
        ("&#x202e;turned", "\\u202eturned"),
        ("# Why", "Why"),
        (":smile:", ":smile:"),
    ],
)
def test_what_is_not_obeyed_is_shown(text: str, expected: str) -> None:
    assert shown(text) == [expected]


def test_no_hyperlink_hides_where_it_leads() -> None:
    (line,) = markdown_lines("[here](https://a.example)", Page())
    assert not any(getattr(span.style, "link", None) for span in line.spans)


def test_a_page_without_the_notation() -> None:
    assert shown("- ∂Loss/∂X₃ × Y₂, a×b×c\n\n> café", ASCII) == [" * dLoss/dX3 * Y2, a*b*c", "", "| cafe"]
    assert all(line.isascii() for line in shown("| ∂ | × |\n|---|---|\n| ₁ | → |\n\n---\n\n1. σ", ASCII))


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "[]()", "<", "***", "```", "| a |\n|", "> " * 60, "- " * 60])
def test_anything_is_laid_out(text: str) -> None:
    assert all(len(line) <= 40 for line in shown(text))
