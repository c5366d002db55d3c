"""Keys pressed at random in a walk, on pages of random sizes: each is answered, and none ends the walk but q."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from functools import cache, partial

from rich.cells import cell_len

from campaigns.trial import Outcome
from rnn_tutor import derive, load_lesson
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.conversation import Conversation
from rnn_tutor.screens.walk.walk import Walk

SECONDS = 20.0  # a whole sequence, pictures and closed forms of long lessons among it
KEYS = ("", "", "", "b", "e", "f", "v", "x", "x 2,1", "x 9", "p", "?", "? gradient", "h", "n", "zzz", "\x1b[A", "²")
PLACES = (
    "backward:9",
    "total:1",
    "update:1",
    "start",
    "pictures",
    "outcome",
    "loss",
    "99",
    "2.forward:1",
    "forward:-1",
    "",
)
MOST = 25


def random_keys(seed: int, trials: int, patience: float = 1.0) -> Outcome:
    """Sequences of up to 25 keys."""
    outcome, draw = Outcome("key sequences", seed, patience), random.Random(seed)
    walks = all_walks()
    for _ in range(trials):
        name, width, height = draw.choice(sorted(walks)), draw.randint(20, 200), draw.randint(5, 60)
        keys = [
            draw.choice(KEYS) if draw.random() < 0.8 else f"g {draw.choice(PLACES)}"
            for _ in range(draw.randint(1, MOST))
        ]
        ascii_only = draw.random() < 0.3
        outcome.attempt(
            f"{name} at {width}×{height}, ascii {ascii_only}: {keys}",
            partial(pressed, walks[name], keys, Sized(width, height, ascii_only=ascii_only)),
            seconds=SECONDS,
        )
    return outcome


@cache
def all_walks() -> dict[str, Walk]:
    """A walk through each bundled lesson."""
    return {path.stem: Walk(derive(load_lesson(path))) for path in all_lessons()}


class Sized(Output):
    """An output that is a terminal of a size, in memory."""

    def __init__(self, width: int, height: int, *, ascii_only: bool) -> None:
        super().__init__(
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), ascii_only=ascii_only, width=width, coloured=False
        )
        self.rows = height

    @property
    def height(self) -> int:
        """The rows it was given."""
        return self.rows


def pressed(walk: Walk, keys: list[str], output: Sized) -> None:
    """A walk with these keys, then q."""
    waiting: Iterator[str] = iter([*keys, "q"])
    Conversation(walk, output, lambda _: next(waiting, "q"), ["rnn-tutor", "walk"]).run()
    output.stream.seek(0)
    widest = max(map(cell_len, output.stream.read().splitlines()), default=0)
    assert output.width is not None
    assert widest <= output.width, f"a line of {widest} columns"
