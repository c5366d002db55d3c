"""A mistake as one object: its id, its words, an example, and the rule that derives what comes of it.

After BUGGY (Brown and Burton, "Diagnostic models for procedural bugs in basic mathematical skills", 1978): wrong
answers are not written by a teacher, but derived from the step's own formula, the way people change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from rnn_tutor.equations.tree import Expression
from rnn_tutor.mistakes.task import Task

Candidate: TypeAlias = tuple[Expression, str] | tuple[Expression, str, int]
"""What a learner may have computed instead, with a clause that says what was done; and how readily it is done, as
against the rule's other candidates (`USUAL` where nothing is said)."""
Derive: TypeAlias = Callable[[Task], Iterator[Candidate]]
USUAL = 4


@dataclass(frozen=True)
class Slip:
    """What a learner may have computed instead, as an expression over the same numbers.

    `words` explain it in a clause. `own` says that it was computed from the learner's own earlier answers, and not from
    the numbers on the screen. `share` is how readily it is done, as against the other slips of its rule.
    """

    mistake: str
    expression: Expression
    words: str
    own: bool = False
    share: int = USUAL


@dataclass(frozen=True)
class Example:
    """A wrong answer to a step of a bundled lesson, and what is said to it; `before` is a step answered earlier."""

    lesson: str
    step: str
    answer: str
    reply: str
    before: tuple[str, str] = ("", "")


def _nothing(_: Task) -> Iterator[Candidate]:
    """What comes of a mistake before its rule is there."""
    return iter(())


@dataclass(frozen=True)
class MistakeRule:
    """A mistake that people make; before the function that derives what comes of it, a decorator.

    Attributes:
        id: what programs call it: missing-factor.
        name: what it is called in a list: a factor forgotten.
        done: what somebody did who made it, in a sentence.
        example: an answer that shows it.
        weight: how readily people make it. Of two mistakes that explain an answer equally well the heavier is named
            first, and the candidates of one rule share its weight: one hit among thousands is no evidence.
        derive: what comes out, for a step.
        own: whether it is worked out from the learner's own earlier answers.
        numeric: whether it shows in a number only, and never in a formula.
    """

    id: str
    name: str
    done: str
    example: Example
    weight: int
    own: bool = False
    numeric: bool = False
    derive: Derive = _nothing

    def __call__(self, derive: Derive) -> MistakeRule:
        """The same mistake with its rule."""
        return replace(self, derive=derive)

    def slips(self, task: Task) -> Iterator[Slip]:
        """What this mistake comes to in a step, in each way in which it can be made there."""
        for expression, words, *share in self.derive(task):
            yield Slip(self.id, expression, words, self.own, *share)
