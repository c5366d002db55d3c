"""Which steps a quiz asks, and how."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Sum
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.forward_only import need_gradients, need_updates
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.quiz.mix import mixed
from rnn_tutor.quiz.own_question import own_questions
from rnn_tutor.quiz.question import Question, are_tame, can_be_asked

ATTEMPTS = 3
EPOCH = re.compile(r"([1-9][0-9]{0,5})\.")
WHOLE = 4  # numbers in a vector or matrix that is asked for as a whole

GRADIENTS = (Phase.BACKWARD, Phase.TOTAL)
PHASES: dict[str, tuple[Phase, ...]] = {
    "gradients": GRADIENTS,
    "mix": tuple(Phase),
    "forward": (Phase.FORWARD, Phase.LOSS),
    "backward": (Phase.BACKWARD,),
    "total": (Phase.TOTAL,),
    "update": (Phase.UPDATE,),
    "all": tuple(Phase),
}
"""What may be asked for, and the phases of a derivation that it means."""


@dataclass(frozen=True)
class QuizPlan:
    """What is asked and how: the steps of some phases, from one to another (`backward:3`), and how often.

    With `own`, the author's questions are asked, and of the steps those that the lesson names for its quiz, if it names
    some. With `only`, just the steps of these names are asked; with `sums`, of the totals just those that add something
    up. `mix` is the seed of a mix of some of them. In an exam each question is answered once, and nothing is told
    before the end.
    """

    phases: tuple[Phase, ...] = (Phase.BACKWARD,)
    first: str | None = None
    last: str | None = None
    attempts: int = ATTEMPTS
    exam: bool = False
    only: Collection[str] | None = None
    sums: bool = False
    mix: int | None = None
    own: bool = False


class NothingToAsk(ValueError):
    """A plan that leaves no question, or names a step that isn't there."""


def planned(derivation: Derivation, plan: QuizPlan) -> tuple[Question, ...]:
    """The questions that a plan picks, in the order of the derivation.

    Raises:
        NothingToAsk: where it picks none, or names a step that isn't there.
        LessonError: where the lesson has nothing of the kind: no gradients, or no updates.
    """
    if plan.phases != PHASES["forward"] and plan.phases != PHASES["all"]:
        need_gradients(derivation.lesson)
    if plan.phases == PHASES["update"]:
        need_updates(derivation.lesson)
    if plan.mix is not None:
        return _mixed(derivation, plan, plan.mix)
    if plan.own and (derivation.lesson.quiz.steps or derivation.lesson.quiz.questions):
        return _own(derivation, plan)
    steps = [step for step in derivation.steps if step.phase in plan.phases and (not plan.sums or _adds_up(step))]
    first = _index(steps, plan.first, 0)
    last = _index(steps, plan.last, len(steps) - 1)
    if first > last:
        raise NothingToAsk(f"{steps[first].identity} comes after {steps[last].identity}: nothing is left to ask")
    chosen = [step for step in steps[first : last + 1] if plan.only is None or step.identity in plan.only]
    if not chosen:
        raise NothingToAsk("these options leave nothing to ask")
    askable = _askable(derivation, chosen)
    if not askable:
        raise NothingToAsk("the numbers of these steps are too large, or too close to zero, to be asked")
    return tuple(asked_of(step) for step in askable)


def _askable(derivation: Derivation, steps: Iterable[Step]) -> list[Step]:
    """Those of some steps that can be asked; in a tame lesson it is known without deriving anything."""
    return [*steps] if are_tame(derivation) else [step for step in steps if can_be_asked(step)]


def _own(derivation: Derivation, plan: QuizPlan) -> tuple[Question, ...]:
    """The author's questions, with the steps that the lesson names, else with every gradient."""
    rest = planned(derivation, replace(plan, own=False))
    if named := derivation.lesson.quiz.steps:
        steps = dict.fromkeys(step for one in named for step in derivation.names.all_steps(one.name))
        rest = tuple(map(asked_of, _askable(derivation, steps)))
    return in_order(derivation, [*own_questions(derivation), *rest])


def in_order(derivation: Derivation, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Questions in the order of the derivation."""
    places = {step.ref: place for place, step in enumerate(derivation.steps)}
    return tuple(sorted(questions, key=lambda question: places[question.step.ref]))


def _mixed(derivation: Derivation, plan: QuizPlan, seed: int) -> tuple[Question, ...]:
    steps, meanings = mixed(derivation, seed, plan.only)
    questions = [*meanings, *(asked_of(step) for step in steps if can_be_asked(step))]
    if not questions:
        raise NothingToAsk("these options leave nothing to ask")
    return in_order(derivation, questions)


def _adds_up(step: Step) -> bool:
    """Whether a step is no total, or one of several contributions."""
    return step.phase is not Phase.TOTAL or isinstance(step.expression, Sum)


def asked_of(step: Step) -> Question:
    """The question for a step: the whole of a small vector, one element of anything larger."""
    shape = step.operation.shape
    if not shape:
        return Question(step)
    rows, columns = shape
    if rows * columns <= WHOLE:
        return Question(step, whole=True)
    # A different element from step to step, and the same one each time the lesson is asked.
    return Question(step, 1 + step.number % rows, 1 + step.number % columns)


def elements_of(question: Question) -> list[Question]:
    """The single numbers that a question asks for."""
    if not question.whole:
        return [question]
    rows, columns = question.step.operation.shape or (1, 1)
    places = [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]
    return [Question(question.step, row, column) for row, column in places]


def _index(steps: list[Step], identity: str | None, otherwise: int) -> int:
    """Where a step stands that is named `9`, `backward:9` or, in a later epoch, `2.backward:9`."""
    if identity is None:
        return otherwise
    wanted = identity.strip().lower().removeprefix("1.")
    for index, step in enumerate(steps):
        if wanted in (step.identity, step.identity.rpartition(".")[2], str(step.number)):
            return index
    known = f"{steps[0].identity} to {steps[-1].identity}" if steps else "none"
    raise NothingToAsk(f"there is no step {shortened(identity)} to ask; the steps are {known}")


def phases_of(first: str | None, last: str | None) -> tuple[Phase, ...] | None:
    """The phases that a range touches; None where it names none."""
    phases = tuple(Phase)
    named = [phase for name in (first, last) for phase in phases if name and phase.value in name.lower()]
    if not named:
        return None
    return phases[phases.index(named[0]) : phases.index(named[-1]) + 1] or (named[0],)


def epoch_of(first: str | None, last: str | None) -> int | None:
    """The epoch that a range names, as in 2.update:1; None where it names none.

    Raises:
        NothingToAsk: where it begins in one and ends in another.
    """
    found = [match.group(1) for name in (first, last) if name and (match := EPOCH.match(name.strip()))]
    if len(set(found)) > 1:
        raise NothingToAsk("a quiz asks one epoch at a time")
    return int(found[0]) if found else None
