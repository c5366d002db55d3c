"""The catalogue of mistakes: every rule, by its id, and what they come to for a step.

To teach the house a new mistake, write one rule beside the others: quiz, audit, diagnosis, documents and tests go
through this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from rnn_tutor.equations.tree import Element, Expression, Ref, children, references
from rnn_tutor.mistakes import activation, exchanges, factors_and_terms, operands, paths, roundings, updates
from rnn_tutor.mistakes.rule import MistakeRule, Slip
from rnn_tutor.mistakes.task import Task

FAMILIES: tuple[ModuleType, ...] = (roundings, factors_and_terms, exchanges, updates, paths, activation, operands)


def _found() -> Iterator[MistakeRule]:
    for family in FAMILIES:
        yield from (one for one in vars(family).values() if isinstance(one, MistakeRule))


RULES: dict[str, MistakeRule] = {
    rule.id: rule for rule in sorted(_found(), key=lambda rule: (rule.numeric, -rule.weight))
}
"""Every rule by its id, the heavier first, and last what shows in numbers only.

Of two that compute the same, the first is named.
"""


def mistake_name(identity: str) -> str:
    """A mistake's name for a person; one that this version doesn't know keeps its id."""
    return RULES[identity].name if identity in RULES else identity


def slips(task: Task) -> Iterator[Slip]:
    """All that the rules derive for a step, what is the same expression once.

    Of one element of a vector or matrix they look at the step's formula between vectors, and at what the element is
    made of: a whole product is forgotten, or one of its terms.
    """
    concepts = {task.expression}
    roundings = {task.expression}  # half of it is half of it, whatever else it may be
    for rule in RULES.values():
        seen = roundings if rule.numeric else concepts
        for slip in _of_rule(rule, task):
            if slip.own:
                yield slip
            elif slip.expression not in seen:
                seen.add(slip.expression)
                yield slip


def _of_rule(rule: MistakeRule, task: Task) -> Iterator[Slip]:
    if not task.whole and (task.step.operation.shape or any(map(task.shape, references(task.step.expression)))):
        for slip in rule.slips(replace(task, whole=True)):
            if task.fits(slip.expression):
                yield replace(slip, expression=task.part(slip.expression))
    for slip in rule.slips(task):
        yield replace(slip, expression=task.part(slip.expression)) if _is_of_whole(slip.expression) else slip


def _is_of_whole(expression: Expression) -> bool:
    """Whether an element is picked from more than a name: all of a large matrix would be worked out for it."""
    if isinstance(expression, Element):
        return not isinstance(expression.operand, Ref)
    return any(map(_is_of_whole, children(expression)))
