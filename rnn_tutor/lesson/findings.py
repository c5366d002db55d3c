"""What `rnn-tutor check` finds in lessons, by its names: a lesson says of some that they are meant."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from rnn_tutor.lesson.problems import did_you_mean
from rnn_tutor.lesson.reading import described, refuse

FindingName: TypeAlias = Literal[
    "loss-rises",
    "lost-by-hand",
    "mean-of-one",
    "no-about",
    "no-gradient",
    "no-update",
    "saturated",
    "softmax-of-one",
    "softmax-twice",
    "spread-target",
    "state-as-parameter",
    "target-last",
    "unreached",
    "unread-inputs",
    "untellable",
    "vanished",
]
FINDINGS: tuple[FindingName, ...] = get_args(FindingName)


def read_finding(value: object) -> object:
    """The name of a finding."""
    word = value.strip() if isinstance(value, str) else ""
    if word not in FINDINGS:
        remedy = f"{did_you_mean(word, FINDINGS)} The findings are: {', '.join(FINDINGS)}".strip()
        refuse(f"check has no finding called {described(value)}", remedy)
    return word
