"""What an author wrote in Markdown, laid out on a page; whatever else it looks like, it is shown as text."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.padding import Padding
from rich.text import Text

from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.layout.spelling import ascii_boxes

if TYPE_CHECKING:
    from markdown_it.token import Token
    from rich.style import Style

MARKS = str.maketrans("•▌", "*|")


class PlainHeading(Heading):
    """A heading on the left, whatever its level."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The heading's text."""
        yield self.text


class PlainCode(CodeBlock):
    """Code as it is, without colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The code, indented."""
        yield Padding(Text(self.text.plain.rstrip(), style="markdown.code_block"), (0, 2))


class PlainMarkdown(Markdown):
    """Markdown without hyperlinks that hide where they lead, and without HTML that swallows what it doesn't know."""

    elements = Markdown.elements | {"heading_open": PlainHeading, "fence": PlainCode, "code_block": PlainCode}

    def __init__(self, text: str, page: Page) -> None:
        super().__init__(text, hyperlinks=False)
        for token in self.parsed:
            spell(token, page)


def spell(token: Token, page: Page) -> None:
    """Put a token's words into the letters that a page has, and what would not be shown into words."""
    match token.type:
        case "html_inline":
            token.type = "text"
        case "html_block":
            token.type = "code_block"
        case "image":
            token.type, token.tag, token.children = "text", "", None
            token.content = f"{token.content} ({token.attrs.get('src', '')})"
        case "inline":
            for child in token.children or ():
                spell(child, page)
            return
    token.content = "\n".join(page.spell(line.expandtabs(4)) for line in token.content.split("\n"))


def markdown_lines(text: str, page: Page) -> Lines:
    """A text in Markdown, wrapped to the page and indented as prose is."""
    console = Console(file=StringIO(), width=page.width - page.margin, _environ={})
    rendered = console.render_lines(PlainMarkdown(text, page), pad=False)
    lines = [line_of(((segment.text, segment.style) for segment in row), page) for row in rendered]
    while lines and not lines[0].plain.strip():
        del lines[0]
    while lines and not lines[-1].plain.strip():
        del lines[-1]
    return lines


def line_of(parts: Iterable[tuple[str, Style | None]], page: Page) -> Text:
    """A line of styled parts; bullets and rules in the characters that the page has."""
    line = Text(" " * page.margin, end="")
    for text, style in parts:
        drawn = text if page.boxes else ascii_boxes(text)
        line.append(drawn if page.notation else drawn.translate(MARKS), style)
    line.rstrip()
    return line
