"""A command to be copied into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rnn_tutor.screens.page import Lines, Page


def command_lines(words: Sequence[str], page: Page) -> Lines:
    """A command that can be copied into a shell, continued with a backslash where it is longer than a line."""
    indent = page.margin * 2
    quoted = [shlex.quote(word) for word in words]
    rows = [quoted[0]]
    for word in quoted[1:]:
        if indent + len(rows[-1]) + 1 + len(word) + 2 <= page.width:
            rows[-1] += " " + word
        else:
            rows.append(word)
    joined = [row + " \\" for row in rows[:-1]] + rows[-1:]
    return [page.text(" " * indent + row, "key") for row in joined]
