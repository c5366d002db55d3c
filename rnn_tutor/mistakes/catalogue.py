"""The catalogue of mistakes: every rule, by its id, and what they come to for a step.

To teach the house a new mistake, write one rule beside the others: quiz, audit, diagnosis, documents and tests go
through this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from rnn_tutor.equations.tree import Element, Expression, Ref, children
from rnn_tutor.mistakes import activation, exchanges, names, numbers, terms, training, ways
from rnn_tutor.mistakes.rule import Rule, Slip
from rnn_tutor.mistakes.setting import Setting

FAMILIES: tuple[ModuleType, ...] = (numbers, terms, exchanges, training, ways, activation, names)


def _found() -> Iterator[Rule]:
    for family in FAMILIES:
        yield from (one for one in vars(family).values() if isinstance(one, Rule))


RULES: dict[str, Rule] = {rule.id: rule for rule in sorted(_found(), key=lambda rule: (rule.numeric, -rule.weight))}
"""Every rule by its id, the heavier first, and last what shows in numbers only.

Of two that compute the same, the first is named.
"""


def mistake_name(identity: str) -> str:
    """A mistake's name for a person; one that this version doesn't know keeps its id."""
    return RULES[identity].name if identity in RULES else identity


def slips(setting: Setting) -> Iterator[Slip]:
    """All that the rules derive for a step, what is the same expression once.

    Of one element of a vector or matrix they look at the step's formula between vectors, and at what the element is
    made of: a whole product is forgotten, or one of its terms.
    """
    concepts = {setting.expression}
    numbers = {setting.expression}  # half of it is half of it, whatever else it may be
    for rule in RULES.values():
        seen = numbers if rule.numeric else concepts
        for slip in _of_rule(rule, setting):
            if slip.own:
                yield slip
            elif slip.expression not in seen:
                seen.add(slip.expression)
                yield slip


def _of_rule(rule: Rule, setting: Setting) -> Iterator[Slip]:
    if not setting.whole and setting.step.operation.shape:
        for slip in rule.slips(replace(setting, whole=True)):
            if setting.fits(slip.expression):
                yield replace(slip, expression=setting.part(slip.expression))
    for slip in rule.slips(setting):
        yield replace(slip, expression=setting.part(slip.expression)) if _is_of_whole(slip.expression) else slip


def _is_of_whole(expression: Expression) -> bool:
    """Whether an element is picked from more than a name: all of a large matrix would be worked out for it."""
    if isinstance(expression, Element):
        return not isinstance(expression.operand, Ref)
    return any(map(_is_of_whole, children(expression)))
