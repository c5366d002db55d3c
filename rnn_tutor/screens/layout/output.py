"""Where pages are written: a terminal with its width and colours, or a file."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TextIO, TypeAlias

from rich.console import Console
from rich.theme import Theme

from rnn_tutor.screens.layout.colour import uses_colour
from rnn_tutor.screens.layout.page import NARROWEST, PALETTE, WIDEST, Page
from rnn_tutor.screens.layout.spelling import NOTATION, encodable, never_raise

if TYPE_CHECKING:
    from rich.text import Text

Ask: TypeAlias = Callable[[str], str]
"""Shows a prompt, and has the line that is typed after it."""

USUAL_WIDTH, USUAL_HEIGHT = 80, 24
LINEAR = "RNN_TUTOR_LINEAR"  # set to anything: one thing to a line, nothing drawn
LONGEST_WIDTH = 9  # digits of COLUMNS that are read


class Output:
    """Standard output, or another stream, and what it can show.

    Input and output together are a conversation: colours are used where both are a terminal, unless the environment
    asks for something else (`colour.py`) or the terminal says that it is dumb.
    """

    def __init__(  # noqa: PLR0913  # each is a word about the stream, and most are left out
        self,
        stream: TextIO | None = None,
        *,
        ascii_only: bool = False,
        width: int | None = None,
        full: bool = False,
        linear: bool = False,
        coloured: bool | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.stream = stream or sys.stdout
        self.ascii_only = ascii_only
        self.width = width
        self.full = full
        self.environment = os.environ if environment is None else environment
        self.linear = linear or bool(self.environment.get(LINEAR))
        never_raise(self.stream)
        self.coloured = (
            uses_colour(self.environment, is_conversation=self.is_conversation, is_dumb=self.is_dumb)
            if coloured is None
            else coloured
        )
        self.console = Console(
            file=self.stream,
            force_terminal=self.coloured,
            # Asked for where there is no terminal to ask, the sixteen colours that all terminals have.
            color_system=None if not self.coloured else "auto" if is_terminal(self.stream) else "standard",
            no_color=not self.coloured,
            theme=Theme(PALETTE),
            highlight=False,
            markup=False,
            emoji=False,
            width=USUAL_WIDTH,  # of no use, since lines come laid out; Rich would read COLUMNS and trip over its digits
            height=USUAL_WIDTH,
            _environ=self.environment,
        )

    @property
    def is_conversation(self) -> bool:
        """Whether a person reads along and can answer."""
        return is_terminal(sys.stdin) and is_terminal(self.stream)

    @property
    def is_dumb(self) -> bool:
        """Whether the terminal calls itself one that only prints text."""
        return self.environment.get("TERM", "") in ("dumb", "unknown")

    def page(self) -> Page:
        """The page as wide as the terminal is now."""
        encoding = "ascii" if self.ascii_only else getattr(self.stream, "encoding", None) or "utf-8"
        notation = not self.ascii_only and encodable(NOTATION, encoding)
        width = self.width or min(self.measured(), WIDEST)
        return Page(
            width=max(width, NARROWEST),
            encoding=encoding,
            notation=notation,
            boxes=notation and not self.is_dumb,
            full=self.full,
            linear=self.linear,
        )

    def measured(self) -> int:
        """The terminal's columns; COLUMNS or 80 where there is no terminal."""
        size = self.size()
        if size is not None and size.columns:
            return size.columns
        wished = self.environment.get("COLUMNS", "")
        columns = wished.lstrip("0")[:LONGEST_WIDTH]
        return int(columns) if re.fullmatch("[0-9]+", columns) else USUAL_WIDTH

    @property
    def height(self) -> int | None:
        """The rows that the terminal has now; None where there is no terminal, and so no end."""
        size = self.size()
        return None if size is None else size.lines or USUAL_HEIGHT

    def size(self) -> os.terminal_size | None:
        """The size of the terminal, if it is one."""
        try:
            return os.get_terminal_size(self.stream.fileno()) if is_terminal(self.stream) else None
        except OSError:
            return None

    def write(self, lines: Iterable[Text]) -> None:
        """Write lines that are already laid out."""
        if self.coloured:
            for line in lines:
                line.rstrip()
                self.console.print(line, soft_wrap=True)
        else:
            self.stream.write("".join(f"{line.plain.rstrip()}\n" for line in lines))
        self.stream.flush()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that was closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
