"""A mix of questions: each kind of step once before any comes twice, and two about what the numbers mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain, zip_longest
from random import Random
from typing import TypeVar

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Ref, Sum
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.quiz.meaning import MeaningQuestion, meaning_questions
from rnn_tutor.quiz.own_question import own_questions
from rnn_tutor.quiz.skill import skill_of

T = TypeVar("T")
SIZE = 12
MEANINGS = 2
ALWAYS = {Phase.FORWARD: 2, Phase.TOTAL: 1, Phase.UPDATE: 1}
"""How many questions of these phases there are; the way back, and the loss, make up the rest."""


def mixed(
    derivation: Derivation, seed: int, only: Collection[str] | None = None
) -> tuple[list[Step], list[MeaningQuestion]]:
    """The steps and the questions of meaning to ask, of these names alone with `only`; a seed picks the same ones."""
    random = Random(seed)  # an exercise, not a secret
    steps = [step for step in derivation.steps if (step.identity in only if only is not None else is_asked(step))]
    meanings = [
        one
        for one in (*own_questions(derivation), *meaning_questions(derivation))
        if only is None or one.identity in only
    ]
    about = in_turn(meanings, lambda question: question.about, random)[:MEANINGS]
    chosen: list[Step] = []
    for phase, count in ALWAYS.items():
        chosen += in_turn([step for step in steps if step.phase is phase], kind_of, random)[:count]
    rest = [step for step in steps if step.phase not in ALWAYS]
    chosen += in_turn(rest, kind_of, random)[: SIZE - len(about) - len(chosen)]
    spare = [step for step in in_turn(steps, kind_of, random) if step not in chosen]
    return chosen + spare[: SIZE - len(about) - len(chosen)], about


def in_turn(found: Sequence[T], kind: Callable[[T], str], random: Random) -> list[T]:
    """All of them in an order in which each kind comes once before any comes twice."""
    by_kind: dict[str, list[T]] = {}
    for one in random.sample(found, len(found)):
        by_kind.setdefault(kind(one), []).append(one)
    rounds = zip_longest(*by_kind.values())
    return [one for one in chain.from_iterable(rounds) if one is not None]


def kind_of(step: Step) -> str:
    """What a step practises, and of which phase."""
    return f"{step.phase.value} {skill_of(step)}"


def is_asked(step: Step) -> bool:
    """Whether there is something to work out: for a copy of a number in the table there isn't, nor for a lone share."""
    if isinstance(step.expression, Ref):
        return False
    return step.phase is not Phase.TOTAL or isinstance(step.expression, Sum)
