"""What goes in from a person, and out to other programs."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rnn_tutor.cli.signals import signals_met

if TYPE_CHECKING:
    from typing import TextIO

    from rnn_tutor.screens.layout.output import Ask, Output

LONGEST_READ = 10_000  # characters of a line; an answer has no more than some hundreds
LONGEST_SHOWN = 300  # characters of a line that is written down beside its prompt


def ask(prompt: str) -> str:
    """A line typed by a person, who can edit it where there is readline."""
    with suppress(ImportError):  # not on every system
        import readline

        # It would write escapes around each prompt, also where NO_COLOR asks for none.
        readline.parse_and_bind("set enable-bracketed-paste off")
    with signals_met():
        return input(prompt)


def asker(output: Output, *, as_json: bool) -> Ask:
    """How a line is read: with editing at a terminal; else from the input, and written down beside its prompt."""

    def from_lines(prompt: str) -> str:
        output.stream.write(prompt)
        output.stream.flush()
        try:
            line = line_of(sys.stdin) if sys.stdin else ""
        except (OSError, ValueError):  # a folder, or closed: nothing more can come
            line = ""
        if not line:
            raise EOFError
        typed = line.rstrip("\n")
        if not output.is_conversation:
            output.stream.write(output.page().spell(typed[:LONGEST_SHOWN]) + "\n")
        return typed

    return ask if output.is_conversation and not as_json else from_lines


def line_of(stream: TextIO) -> str:
    """The next line of a stream, no more of it kept than any answer has; empty at the end."""
    line = piece = stream.readline(LONGEST_READ)
    while piece and not piece.endswith("\n"):
        piece = stream.readline(LONGEST_READ)
    return line


def be_lenient_with_input() -> None:
    """Let bytes that are no text be read as marks that say so, rather than end the program."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def write_for_programs(text: str) -> None:
    """A text on standard output in UTF-8, whatever the terminal's encoding is."""
    if sys.stdout.encoding != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream, which main() provides
    sys.stdout.write(text)
