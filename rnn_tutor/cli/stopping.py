"""Ctrl-C in the middle of writing: what is written ends whole, with what there is."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

import typer

from rnn_tutor.cli.exit_codes import INTERRUPTED

if TYPE_CHECKING:
    from rnn_tutor.screens.layout.how_far import HowFar

One = TypeVar("One")


class Stopping:
    """While it is entered, Ctrl-C asks to stop after what is under way; a second one stops at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = signal.SIG_DFL

    def __enter__(self) -> Self:
        with suppress(ValueError):  # not the main thread, which is the one that is interrupted
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ValueError):
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def until_stopped(self, things: Iterable[One], shown: HowFar) -> Iterator[One]:
        """The things one after the other, each counted when it is done, as long as nobody asks to stop."""
        for thing in things:
            if self.asked:
                return
            yield thing
            shown.done += 1

    def tell(self, shown: HowFar) -> None:
        """End with a word where somebody stopped it.

        Raises:
            typer.Exit: in that case.
        """
        if self.asked and shown.done < shown.of:
            print(f"Stopped: {shown.done:,} of {shown.of:,} {shown.unit} are written.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED)
