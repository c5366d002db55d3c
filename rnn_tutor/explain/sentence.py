"""A sentence about a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """A sentence about a step, written when it is read; `topic` is what it explains once and for all, if it does."""

    write: Callable[[], str]
    topic: tuple[str, ...] | None = None
