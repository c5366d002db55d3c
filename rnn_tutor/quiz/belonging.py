"""What belongs in a step's formula, asked with some like it that don't: the first half of finding it oneself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tutor.equations.tree import Product, Ref, Sum
from rnn_tutor.explain.step import Step
from rnn_tutor.mistakes.mutation import nodes
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.explanation import NamedMistake
from rnn_tutor.quiz.grading import Grade

MOST = 6  # names of a formula that is asked for
OTHERS = 2  # names that don't belong in it, at the least
FEWEST = 5  # names to choose from, where there are as many
CHOICE = re.compile(r"[1-9][0-9]?(?:[\s,;+]+[1-9][0-9]?)*")


@dataclass(frozen=True)
class Belonging:
    """The names to choose from, in the order of the derivation, and those of them that belong in the formula."""

    step: Step
    choices: tuple[Ref, ...]
    right: frozenset[Ref]

    @property
    def are_factors(self) -> bool:
        """Whether the formula is a product of these names, and not of sums in which they stand, as 2(target − P) is."""
        expression = self.step.expression
        return isinstance(expression, Product) and self.right <= set(expression.factors)

    @property
    def are_only_factors(self) -> bool:
        """Whether each name is a factor of its own, and none a term of a sum, as in −2(target − P)."""
        return self.are_factors and not any(isinstance(part, Sum) for _, part in nodes(self.step.expression))

    def chosen(self, text: str) -> frozenset[Ref] | None:
        """The names that are chosen by their numbers, as in `2 5`; None where the text is something else."""
        if not CHOICE.fullmatch(text.strip()):
            return None
        numbers = {int(number) for number in re.findall("[0-9]+", text)}
        if max(numbers) > len(self.choices):
            return None
        return frozenset(self.choices[number - 1] for number in numbers)

    def wrongly_in(self, chosen: frozenset[Ref]) -> list[Ref]:
        """Those that were chosen and don't belong."""
        return [ref for ref in self.choices if ref in chosen - self.right]

    def missing(self, chosen: frozenset[Ref]) -> list[Ref]:
        """Those that belong and weren't chosen."""
        return [ref for ref in self.choices if ref in self.right - chosen]

    def grade(self, chosen: frozenset[Ref]) -> Grade:
        """The grade of a choice."""
        if chosen == self.right:
            return Grade(AnswerVerdict.RIGHT)
        missing = "missing-factor" if self.are_factors else "missing-term"
        found = (("extra-factor", self.wrongly_in(chosen)), (missing, self.missing(chosen)))
        return Grade(AnswerVerdict.WRONG, tuple(NamedMistake(name, "") for name, refs in found if refs))


def belonging(step: Step, known: Sequence[Ref]) -> Belonging | None:
    """What belongs in a step's formula, among what is `known` before it, in the order of the derivation.

    None where there is nothing to choose: the formula is one name, or has many, or all that is known belongs in it.
    """
    right = frozenset(step.names)
    if isinstance(step.expression, Ref) or not 0 < len(right) <= MOST or not right <= set(known):
        return None
    others = [ref for ref in known if ref not in right]
    count = max(OTHERS, FEWEST - len(right))
    likest = sorted(others, key=lambda ref: unlikeness(ref, right, step.time_step))[:count]
    if not likest:
        return None
    return Belonging(step, tuple(ref for ref in known if ref in right or ref in likest), right)


def unlikeness(ref: Ref, right: frozenset[Ref], time_step: int | None) -> tuple[int, int]:
    """How unlike a name is to those that belong: the same at a time step beside, its kind at the same, its kind."""
    here = time_step or 0
    away = abs(ref.at - here) if isinstance(ref.at, int) else 0
    same = [name for name in right if (name.kind, name.name, name.via) == (ref.kind, ref.name, ref.via)]
    if any(isinstance(ref.at, int) and isinstance(name.at, int) and abs(ref.at - name.at) == 1 for name in same):
        return 0, away
    like = [name for name in right if name.kind is ref.kind]
    if any(name.at == ref.at for name in like):
        return 1, away
    return (2, away) if like else (3, away)
