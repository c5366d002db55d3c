"""Keys pressed at random in a walk, on pages of random sizes: each is answered, and none ends the walk but q."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from functools import partial

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
    walks = {path.stem: Walk(derive(load_lesson(path))) for path in all_lessons()}
    for _ in range(trials):
        name, width = draw.choice(sorted(walks)), draw.randint(20, 200)
        keys = [
            draw.choice(KEYS) if draw.random() < 0.8 else f"g {draw.choice(PLACES)}"
            for _ in range(draw.randint(1, MOST))
        ]
        ascii_only = draw.random() < 0.3
        outcome.attempt(
            f"{name} at width {width}, ascii {ascii_only}: {keys}",
            partial(pressed, walks[name], keys, width, ascii_only=ascii_only),
            seconds=SECONDS,
        )
    return outcome


def pressed(walk: Walk, keys: list[str], width: int, *, ascii_only: bool) -> None:
    """A walk with these keys, then q."""
    waiting: Iterator[str] = iter([*keys, "q"])
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    output = Output(stream, ascii_only=ascii_only, width=width, coloured=False)
    Conversation(walk, output, lambda _: next(waiting, "q"), ["rnn-tutor", "walk"]).run()
    stream.seek(0)
    widest = max(map(len, stream.read().splitlines()), default=0)
    assert widest <= max(width, 20), f"a line of {widest} columns"
