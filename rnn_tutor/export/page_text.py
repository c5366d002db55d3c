"""An author's Markdown as HTML: paragraphs, lists, emphasis and code; everything else is text, and so is any markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

CODE = re.compile(r"`([^`]+)`")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
ITEM = re.compile(r"\s*[-*•]\s+(.*)")


def paragraphs(text: str) -> str:
    """The paragraphs and lists of a text."""
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = block.splitlines()
    items = [ITEM.fullmatch(line) for line in lines]
    if all(items):
        return f"<ul>{''.join(f'<li>{inline_text(item[1])}</li>' for item in items if item)}</ul>"
    return f"<p>{inline_text(' '.join(' '.join(lines).split()))}</p>"


def inline_text(text: str) -> str:
    """A text within a line."""
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    end = 0
    for code in CODE.finditer(text):
        yield _emphasised(text[end : code.start()])
        yield f"<code>{escape(code[1])}</code>"
        end = code.end()
    yield _emphasised(text[end:])


def _emphasised(text: str) -> str:
    return EMPHASIS.sub(r"<em>\1</em>", STRONG.sub(r"<strong>\1</strong>", escape(text)))


def scroll(inner: str, name: str) -> str:
    """What may be wider than a phone: it is moved on its own; the script says its name where it is, and takes keys."""
    return f'<div class="scroll" data-name="{escape(name)}">{inner}</div>'
