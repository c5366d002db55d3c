"""The figures that a source prints, each with its verdict; none is blamed for a slip before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from rnn_tutor.audit.as_printed import AsPrinted, key
from rnn_tutor.audit.comparison import FigureComparison, entry_at
from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import UndefinedValue, given
from rnn_tutor.equations.array import place_label
from rnn_tutor.equations.tree import Number, Ref, references
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import PrintedFigure
from rnn_tutor.mistakes.reals import as_fraction
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.quiz.answer import last_digit
from rnn_tutor.quiz.question import Question, can_be_asked


@dataclass
class FigureAudit:
    """The figures of a lesson by the number that they print, looked at in the order in which they are computed.

    `slipped` has the numbers that are off because of a printed slip, each with the names of these slips; `meant` what
    the slips themselves should have been: a misprint may be a slip of the printer only, after which the source goes on
    with the right number. `machine` tells whether a number is as exact as a computer has it; `slips_room` is the most
    that the last digit of a slip leaves open, of its size.
    """

    source: AsPrinted
    figures: Mapping[Ref, list[PrintedFigure]]
    slipped: dict[Ref, tuple[str, ...]] = field(default_factory=dict)
    meant: Numbers = field(default_factory=dict)
    machine: Callable[[Ref, int], Verdict | None] = lambda _ref, _place: None
    slips_room: Fraction = Fraction(0)

    def run(self, phases: Collection[Phase] = tuple(Phase)) -> Iterator[Audited]:
        """Every printed number of the first phases, in the order of the derivation."""
        for step in self.source.steps:
            if step.phase not in phases:
                return
            self.source.compute(step.operation)
            figures = self.figures.get(step.ref, [])
            earlier = self.inherited(step)
            if earlier:
                self.source.follow(step.operation)
            audited = [found for figure in figures for found in self.numbers_of(figure, step, earlier)]
            yield from audited
            slips = tuple(found.name for found in audited if found.verdict.is_slip)
            is_exact = audited and all(found.verdict is Verdict.EXACT for found in audited)
            if slips:
                self.meant[key(step.operation)] = self.source.value(step.operation)
                self.source.unrounded[key(step.operation)] = given(figures[0].value)
                self.slips_room = max(self.slips_room, *map(room, figures[0].value.entries))
            elif earlier and is_exact:
                self.source.unrounded.pop(key(step.operation), None)
            if slips or (earlier and not is_exact):
                self.slipped[step.ref] = slips or earlier
            if figures:
                self.source.put_in(step.operation, figures[0].value)

    def inherited(self, step: Step) -> tuple[str, ...]:
        """The slips that the numbers of a step come from."""
        if not self.slipped:
            return ()
        found = [name for ref in references(step.expression) for name in self.slipped.get(ref, ())]
        return tuple(dict.fromkeys(found))

    def is_printed(self, step: Step) -> bool:
        """Whether all that a step is made of stands in the source or is given by the lesson."""
        return all(self.source.is_given(ref) or ref in self.figures for ref in step.names)

    def recomputed(self, step: Step, row: int, column: int) -> Fraction | None:
        """A number as the printed slips before it give it, with nothing rounded; None where that is out of reach."""
        with suppress(DomainError, Undecided, UndefinedValue):
            return as_fraction(entry_at(self.source.unrounded[key(step.operation)], row, column))
        return None

    def numbers_of(self, figure: PrintedFigure, step: Step, earlier: tuple[str, ...]) -> Iterator[Audited]:
        """The numbers of a figure, each audited."""
        truth = self.source.truth.step_of(step.operation)
        if not (can_be_asked(step) and can_be_asked(truth)):
            return  # 10 to the power of −20,000 is in no book
        rows, columns = figure.value.shape or (1, 1)
        for row in range(1, rows + 1):
            for column in range(1, columns + 1):
                name = figure.name + place_label(figure.value.shape, row, column)
                printed = figure.value.at(row - 1, column - 1)
                asked = Question(step, row, column), Question(truth, row, column)
                machine = self.machine(step.ref, (row - 1) * columns + column - 1)
                given_slips = self.recomputed(step, row, column) if earlier else None
                compared = FigureComparison(
                    printed, *asked, earlier, self.meant, machine, given_slips, self.slips_room, self.is_printed(step)
                )
                yield compared.audited(name, figure.place)


def room(number: Number) -> Fraction:
    """Half a unit of a number's last digit, of its size; none for a zero, which tells no size."""
    unit, _ = last_digit(number)
    return unit / 2 / abs(number.value) if number.value else Fraction(0)
