"""What a walk needs to know of the questions that come before some steps; `screens/fading/` makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rnn_tutor.explain.step import Step
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.walk.keys import Request
from rnn_tutor.screens.walk.walk import Stop


@dataclass(frozen=True)
class Heard:
    """What is said to an answer, and whether the step is shown now."""

    draw: Callable[[Page], Lines]
    is_over: bool = False


class Asked(Protocol):
    """A step that is asked before it is shown."""

    step: Step
    is_known: bool

    def lines(self, page: Page) -> Lines:
        """The question on a page."""

    def prompt(self, page: Page) -> str:
        """What stands before the cursor."""

    def request(self, typed: str) -> Request | None:
        """The key of the walk that was typed; None for an answer."""

    def hear(self, typed: str) -> Heard:
        """Grade what was typed."""


class Asks(Protocol):
    """Who says which steps are asked."""

    def asked(self, stop: Stop) -> Asked | None:
        """The question that comes before a page, where there is one."""

    def why_shown(self, stop: Stop) -> str:
        """Why a step of a familiar kind is shown at once, in a sentence; empty where there is nothing to say."""

    def shown(self, step: Step) -> None:
        """A step is shown, worked out."""

    def passed(self, step: Step) -> None:
        """A step was asked, and is shown without having been known."""
