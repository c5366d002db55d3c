"""What the steps of a derivation are written with, kept for all of them: templates, numbers, lines, words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flint import fmpq

from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Element, Expression, Number, Ref
from rnn_tutor.explain.action import Actions
from rnn_tutor.explain.words import FirstMention
from rnn_tutor.explain.words_met import FirstMet
from rnn_tutor.explain.written import WrittenTemplates
from rnn_tutor.numbers.digits import by_hand_text
from rnn_tutor.numbers.real import fraction

if TYPE_CHECKING:
    from rnn_tutor.explain.closed_form import ClosedForms
    from rnn_tutor.explain.lines import WorkedLine
    from rnn_tutor.explain.sympy_view import SymPyView
MOST_KEPT = 20_000  # closed forms: where the later ones end is told by the earlier ones
MOST_LINES = 2_000  # kept as they are and with their expressions, and numbers


class Writing:
    """The written forms of a solution; closed forms and SymPy are loaded when one is asked for."""

    def __init__(self, solution: Solution, before: Writing | None = None) -> None:
        self.solution = solution
        self.before = before

    @cached_property
    def templates(self) -> WrittenTemplates:
        """The formulas and lines, each template written once."""
        return WrittenTemplates(self.solution.unrolled)

    @cached_property
    def actions(self) -> Actions:
        """How names act in the equations, in words."""
        return Actions(self.solution.unrolled)

    @cached_property
    def first_mention(self) -> FirstMention:
        """The epoch and the step in which each topic of the words comes up first, over all epochs."""
        return FirstMention(self.solution, self.actions, self.before.first_mention if self.before else None)

    @cached_property
    def first_met(self) -> FirstMet:
        """The epoch and the step at which each word of the glossary comes up first, over all epochs."""
        return FirstMet(self.solution, self.actions, self.before.first_met if self.before else None)

    @cached_property
    def closed_forms(self) -> ClosedForms:
        """The closed forms of the solution's numbers."""
        from rnn_tutor.explain.closed_form import ClosedForms  # when one is asked for

        return ClosedForms(self.solution)

    @cached_property
    def in_sympy(self) -> SymPyView:
        """The formulas as SymPy has them."""
        from rnn_tutor.explain.sympy_view import SymPyView  # SymPy, which takes 300 ms to load

        return SymPyView(self.solution, self.before.in_sympy if self.before else None)

    @cached_property
    def worked_lines(self) -> dict[str, list[WorkedLine]]:
        """What was worked out so far, by the line it begins with: rounded numbers come again, σ(0.150) on many days."""
        return {}

    def make_room(self) -> None:
        """Let go of lines and closed forms, once they are many: those of a wide lesson seldom come again."""
        if len(self.worked_lines) > MOST_LINES:
            self.worked_lines.clear()
        if len(self.numbers) > MOST_LINES:
            self.numbers.clear()
        self.closed_forms.make_room(MOST_KEPT)

    @cached_property
    def numbers(self) -> dict[Expression, Number]:
        """The numbers put into lines so far, by the name or element that they stand for."""
        return {}

    def number(self, name: Expression) -> Number:
        """The number by hand that stands for a name: as the lesson wrote it, or as an earlier step rounded it."""
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = self._found_number(name)
        return number

    def _found_number(self, name: Expression) -> Number:
        row, column = (name.row, name.column) if isinstance(name, Element) else (1, 1)
        ref = name.operand if isinstance(name, Element) else name
        assert isinstance(ref, Ref)
        if self.solution.is_given(ref):
            return self.solution.given_number(ref, row - 1, column - 1)
        value = self.solution.read(self.solution.by_hand, ref)
        entry = value.at(row - 1, column - 1) if isinstance(value, Array) else value
        assert isinstance(entry, fmpq), "by hand, all numbers are fractions"
        return Number(fraction(entry), by_hand_text(self.solution.lesson.rounding, entry))
