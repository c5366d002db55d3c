"""What may be asked for in a quiz, and the command that asks for it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnn_tutor.cli.given_lesson import set_again

DEFAULT_LESSON = "stock-example"
PHASES = ("gradients", "mix", "forward", "backward", "total", "update", "all")
USUAL_PHASE = "gradients"
USUAL_ATTEMPTS = 3


@dataclass(frozen=True)
class QuizOptions:
    """The options of `rnn-tutor quiz`, as they were given."""

    lesson: str
    phase: str = USUAL_PHASE
    phase_is_chosen: bool = True
    first: str | None = None
    last: str | None = None
    epoch: int | None = None
    random: bool = False
    seed: int | None = None
    attempts: int = USUAL_ATTEMPTS
    exam: bool = False
    review: bool = False
    restart: bool = False
    as_json: bool = False
    save: bool = True
    ascii_only: bool = False
    settings: tuple[str, ...] = ()

    @property
    def asks_every_gradient(self) -> bool:
        """Whether the usual phase was asked for by name: then a lesson's own quiz isn't what is meant."""
        return self.phase == USUAL_PHASE and self.phase_is_chosen

    def command(self, *more: str) -> list[str]:
        """The command that asks for the same, and more."""
        words = ["rnn-tutor", "quiz", self.lesson, *set_again(self.settings)]
        words += ["--review"] * self.review
        words += ["--phase", self.phase] * (self.phase != USUAL_PHASE or self.asks_every_gradient)
        words += ["--from", self.first] if self.first else []
        words += ["--to", self.last] if self.last else []
        words += ["--epoch", str(self.epoch)] if self.epoch is not None else []
        words += ["--random"] * (self.random and self.seed is None)
        words += ["--seed", str(self.seed)] if self.seed is not None else []
        words += ["--attempts", str(self.attempts)] * (self.attempts != USUAL_ATTEMPTS)
        words += ["--exam"] * self.exam + ["--ascii"] * self.ascii_only + ["--no-save"] * (not self.save)
        return [*words, *more]

    def key(self) -> dict[str, Any]:
        """By what a quiz that was left in the middle is found again."""
        changed: dict[str, Any] = {"set": list(self.settings)} if self.settings else {}
        if self.epoch is not None:
            changed["epoch"] = self.epoch
        if self.asks_every_gradient:
            changed["every_gradient"] = True
        return changed | {
            "phase": self.phase,
            "from": self.first,
            "to": self.last,
            "random": self.random,
            "seed": self.seed,
            "exam": self.exam,
        }
