"""The keys of a terminal, each at once: in one raw mode for the whole walk, which is taken back on every way out.

Only echoing and the gathering of lines are off; what the terminal makes of Ctrl-C stays. What is typed ahead is kept:
keys are read one byte at a time, and never thrown away. On Ctrl-Z the terminal is given back until the walk goes on.
"""

from __future__ import annotations

import os
import signal
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import typer

from rnn_tutor.cli.signals import handling, signals_met

if TYPE_CHECKING:
    from types import FrameType

    from rnn_tutor.screens.layout.output import Output

ESCAPE, END_OF_INPUT = "\x1b", "\x04"
CURSOR = "> "
ROOM_TO_TYPE = 16  # cells; no word of the glossary is much longer
LONE = 0.05  # seconds after Escape, in which the rest of a longer key has come

# What a key means to the walk; any other stands for itself.
MEANINGS = {
    "\r": "",
    "\n": "",
    " ": "",
    "\x1b[C": "",  # →, as the terminals of Unix send it
    "\x1bOC": "",
    "\x1b[6~": "",  # page down
    "\xe0M": "",  # →, as Windows does
    "\x00M": "",
    "\x1b[D": "b",  # ←
    "\x1bOD": "b",
    "\x1b[5~": "b",  # page up
    "\xe0K": "b",
    "\x00K": "b",
}
NO_KEYS: Mapping[str, str] = {}


class Keyboard:
    """A terminal whose keys act at once, while it is held."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.prompt = ""

    # What is asked for.

    def key(self, prompt: str) -> str:
        """A key, as what it means is typed: nothing for Enter, b for ←; Escape for one that means nothing.

        Raises:
            EOFError: on Ctrl-D, and where the terminal is gone.
        """
        self.show(prompt)
        key = self.read()
        if key == END_OF_INPUT:
            raise EOFError
        typed = MEANINGS.get(key, key)
        is_letter = len(key) == 1 and key.isprintable()
        self.write(f"{self.output.page().spell(typed) if is_letter else ''}\n")
        return typed if is_letter or key in MEANINGS else ESCAPE

    def answer(self, prompt: str) -> str:
        """A line that may be a key of the walk: ← before anything is typed goes back at once, → goes on.

        Raises:
            EOFError: on Ctrl-D, and where the terminal is gone.
        """
        return self.line(prompt, keys=MEANINGS)

    def line(self, prompt: str, *, keys: Mapping[str, str] = NO_KEYS) -> str:
        """A line; nothing on Escape. One of `keys` that comes first is the whole line, as what it means.

        Raises:
            EOFError: on Ctrl-D, and where the terminal is gone.
        """
        width = self.output.page().width
        if width - len(prompt) - 1 < ROOM_TO_TYPE:  # what is typed gets a row of its own
            prompt = f"{prompt.removesuffix(CURSOR).rstrip()}\n{CURSOR}"
        room = width - len(prompt.rpartition("\n")[2]) - 1
        typed = ""
        self.show(prompt)
        while (key := self.read()) not in ("\r", "\n"):
            kept = edited(typed, key)
            if key == END_OF_INPUT and not typed:
                raise EOFError
            if key == ESCAPE:
                typed = ""
                break
            if key in keys and key != " " and not typed:
                typed = keys[key]
                break
            if len(kept) <= room:
                self.write(rewritten(self.output.page().spell(typed), self.output.page().spell(kept)))
                typed = kept
        self.write("\n")
        self.prompt = ""
        return typed

    def show(self, prompt: str) -> None:
        """Write what stands before the cursor, and remember it for when the walk goes on after Ctrl-Z."""
        self.prompt = prompt
        self.write(prompt)

    def write(self, text: str) -> None:
        """Write at once."""
        self.output.stream.write(text)
        self.output.stream.flush()

    # The terminal.

    def read(self) -> str:
        """The next key, whole: a letter of any alphabet, or all that a key like ← sends."""
        if sys.platform == "win32":
            return typer.getchar()
        first = self.byte()
        if first == ESCAPE.encode():
            return first.decode() + self.rest_of_a_sequence()
        more = sum(first[0] >= least for least in (0xC0, 0xE0, 0xF0))
        return (first + b"".join(self.byte() for _ in range(more))).decode(errors="replace")

    def rest_of_a_sequence(self) -> str:
        """What a longer key sends after Escape: [C and the like; nothing after Escape alone."""
        rest = ""
        while self.has_more() and not (rest[1:] and rest[-1] >= "@"):
            rest += self.byte().decode("latin-1")
            if rest[0] not in "[O":
                break
        return rest

    @staticmethod
    def byte() -> bytes:
        """The next byte from the terminal."""
        try:
            with signals_met():
                read = os.read(sys.stdin.fileno(), 1)
        except OSError:  # the terminal is gone
            read = b""
        if not read:
            raise EOFError
        return read

    @staticmethod
    def has_more() -> bool:
        """Whether something more was sent just now."""
        from select import select

        return bool(select([sys.stdin], [], [], LONE)[0])


def edited(typed: str, key: str) -> str:
    """What stands on a line after a key."""
    if key in ("\x7f", "\b"):
        return typed[:-1]
    if key == "\x15":  # Ctrl-U
        return ""
    return typed + key if is_narrow(key) else typed


def is_narrow(key: str) -> bool:
    """Whether a key is a letter that takes one cell."""
    return (
        len(key) == 1
        and key.isprintable()
        and not unicodedata.combining(key)
        and unicodedata.east_asian_width(key) not in ("W", "F")
    )


def rewritten(before: str, after: str) -> str:
    """What to write so that one text stands where another stood."""
    if after.startswith(before):
        return after[len(before) :]
    gone = len(before) - len(after)
    return "\b" * gone + " " * gone + "\b" * gone


def can_hold(output: Output) -> bool:
    """Whether keys can act at once: at a terminal that does more than print text."""
    if not output.is_conversation or output.is_dumb:
        return False
    if sys.platform == "win32":
        return True
    import termios

    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (OSError, ValueError, termios.error):
        return False
    return True


@contextmanager
def held(output: Output) -> Iterator[Keyboard]:
    """The keyboard, for as long as the walk lasts; afterwards the terminal is as it was, whatever ends the walk."""
    keyboard = Keyboard(output)
    with ExitStack() as ending:
        if sys.platform != "win32":
            ending.enter_context(at_once(keyboard))
        yield keyboard


if sys.platform != "win32":
    import termios

    @contextmanager
    def at_once(keyboard: Keyboard) -> Iterator[None]:
        """The mode in which keys act at once, left for the time of a Ctrl-Z, and for good in the end."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        raw = termios.tcgetattr(terminal)
        raw[3] &= ~(termios.ECHO | termios.ICANON)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0

        def enter() -> None:
            termios.tcsetattr(terminal, termios.TCSADRAIN, raw)  # drained, not flushed: what is typed ahead stays

        def leave() -> None:
            with suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)

        def stop(_number: int, _frame: FrameType | None) -> None:
            leave()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, stop)
            enter()
            keyboard.write(f"\n{keyboard.prompt}")

        with handling(signal.SIGTSTP, stop), handling(signal.SIGHUP, end), handling(signal.SIGTERM, end):
            enter()
            try:
                yield
            finally:
                leave()

    def end(number: int, _frame: FrameType | None) -> None:
        """End the walk, its window closed or its end asked for, by the usual exit code; what is to be kept is."""
        for following in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(following, signal.SIG_IGN)
        raise typer.Exit(128 + number)
