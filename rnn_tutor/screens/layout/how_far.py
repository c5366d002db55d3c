"""How far something is that takes its time: a line on standard error, where that is a terminal, after a second."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from rnn_tutor.screens.layout.output import LINEAR, is_terminal

PATIENCE = 1.0  # seconds before anything is shown
BETWEEN = 0.2  # seconds from one look to the next


@dataclass
class HowFar:
    """What is under way; whoever does it says here how much is done, and a word about it.

    Attributes:
        of: how many there are to do; 0 as long as nobody knows.
        unit: what they are, in the plural.
        done: how many are done.
        note: what else is worth knowing, such as the loss.
    """

    of: int
    unit: str
    done: int = 0
    note: str = ""

    def __str__(self) -> str:
        about = f"{self.done:,} of {self.of:,} {self.unit}" if self.of else "getting ready"
        return f"{about}   {self.note}" if self.note else about


@contextmanager
def how_far(of: int, unit: str) -> Iterator[HowFar]:
    """Show how far it is, from the first second on and until the end; standard output stays clean."""
    shown, over = HowFar(of, unit), Event()
    if not is_terminal(sys.stderr) or os.environ.get("TERM", "") in ("dumb", "unknown"):
        yield shown
        return
    drawer = Thread(target=_draw, args=(shown, over), daemon=True)
    drawer.start()
    try:
        yield shown
    finally:
        over.set()
        drawer.join()


def _draw(shown: HowFar, over: Event) -> None:
    """Redraw the line until it is over; what goes on in a second is not worth one."""
    if over.wait(PATIENCE):
        return
    from rich.console import Console  # as on the next line: what is quick waits for none of it
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn  # what is quick needs none

    text, bar = TextColumn("{task.description}", markup=False), BarColumn(bar_width=20)
    columns: list[ProgressColumn] = [text, TextColumn("Ctrl-C stops")]
    if not os.environ.get(LINEAR):
        columns.insert(1, bar)
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task(str(shown), total=shown.of or None)
        while not over.wait(BETWEEN):
            progress.update(task, description=str(shown), completed=shown.done, total=shown.of or None, refresh=True)
