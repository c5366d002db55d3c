"""A bar that fills as updates are made, and carries the loss."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.theme import Theme

from rnn_tutor.screens.layout.float_text import short
from rnn_tutor.screens.layout.output import is_terminal
from rnn_tutor.screens.layout.page import PALETTE
from rnn_tutor.training.train import Update

PATIENCE = 0.1  # seconds between two looks at the bar


@contextmanager
def training_bar(updates: int) -> Iterator[Callable[[Update], None]]:
    """What is to be shown each update; on standard error where that is a terminal, so that results stay clean."""
    if not is_terminal(sys.stderr):
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} updates"),
        BarColumn(style="label", complete_style="hand", finished_style="hand"),
        TextColumn("loss {task.fields[loss]}   Ctrl-C stops"),
    )
    with Progress(
        *columns, console=Console(stderr=True, theme=Theme(PALETTE)), transient=True, auto_refresh=False
    ) as progress:
        task = progress.add_task("", total=updates, loss="…")
        due = 0.0

        def show(update: Update) -> None:
            nonlocal due
            now = time.monotonic()
            if now >= due:
                due = now + PATIENCE
                progress.update(task, completed=update.number, loss=short(update.loss, 4), refresh=True)

        yield show
