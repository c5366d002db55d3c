"""A command to be copied into a shell, its program named as it was called."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TypeAlias

from rnn_tutor.screens.layout.called import again
from rnn_tutor.screens.layout.page import Lines, Page

NextCommand: TypeAlias = tuple[str, Sequence[str]]
"""A way to go on: a sentence, and the words of a command, if there is one."""


def command_lines(words: Sequence[str], page: Page) -> Lines:
    """A command that can be copied into a shell, continued with a backslash where it is longer than a line."""
    indent = page.margin * 2
    quoted = [shlex.quote(word) for word in again(list(words))]
    rows = [quoted[0]]
    for word in quoted[1:]:
        if indent + len(rows[-1]) + 1 + len(word) + 2 <= page.width:
            rows[-1] += " " + word
        else:
            rows.append(word)
    joined = [row + " \\" for row in rows[:-1]] + rows[-1:]
    return [page.text(" " * indent + row, "key") for row in joined]


def ways_on_lines(ways: Sequence[NextCommand], page: Page) -> Lines:
    """How to go on: each way in words, with its command if it has one."""
    lines: Lines = []
    for meaning, words in ways:
        lines += [*page.prose(meaning), *(command_lines(words, page) if words else [])]
    return lines
