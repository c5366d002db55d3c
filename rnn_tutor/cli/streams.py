"""What goes in from a person, and out to other programs."""

from __future__ import annotations

import sys
from contextlib import suppress


def ask(prompt: str) -> str:
    """A line typed by a person, who can edit it where there is readline."""
    with suppress(ImportError):  # not on every system
        import readline

        # It would write escapes around each prompt, also where NO_COLOR asks for none.
        readline.parse_and_bind("set enable-bracketed-paste off")
    return input(prompt)


def write_for_programs(text: str) -> None:
    """A text on standard output in UTF-8, whatever the terminal's encoding is."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream, which main() provides
    sys.stdout.write(text)
