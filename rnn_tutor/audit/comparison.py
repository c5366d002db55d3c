"""A printed number beside what it should be: exactly, by hand, and from the numbers that are printed before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from rnn_tutor.audit.last_place import Units
from rnn_tutor.audit.misprints import LIKE_A_MISPRINT, Misprint, misplaced_point, misprint
from rnn_tutor.audit.verdict import DRIFT_DIGITS, UNROUNDED_DIGITS, Audited, Verdict
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Number, Ref
from rnn_tutor.lesson.place import Place
from rnn_tutor.mistakes.reals import as_fraction, value_of
from rnn_tutor.numbers.digits import by_hand, by_hand_text, significant
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import DomainError, Real, real
from rnn_tutor.numbers.rounding import Rounding, first_digit
from rnn_tutor.numbers.value import Value
from rnn_tutor.quiz.answer import Answer, last_digit
from rnn_tutor.quiz.explanation import NamedMistake, mistakes_behind
from rnn_tutor.quiz.interval import NumbersShown, OwnNumber, answer_interval
from rnn_tutor.quiz.interval import OperandPlace as Operand
from rnn_tutor.quiz.question import Question

FURTHER_DIGITS = 30  # of an exact value, behind those that are printed: enough to round it

GROWN = 3  # times as much, of its size, as a rounding may come to some steps later


@dataclass(frozen=True)
class FigureComparison:
    """One printed number.

    `question` asks for it with the printed figures before it put in, `truth` with the right ones. `earlier` names the
    printed slips that it comes from, and `meant` has what some of them should have been. `machine` says that it is
    right as exactly as a computer has it. `recomputed` is what the slips before it lead to with nothing rounded, where
    there are such; `slips_room` is half a unit of their last digits, of their size. `is_from_print` says whether all
    that the line is made of stands in the source.
    """

    printed: Number
    question: Question
    truth: Question
    earlier: tuple[str, ...] = ()
    meant: Numbers = field(default_factory=dict)
    machine: Verdict | None = None
    recomputed: Fraction | None = None
    slips_room: Fraction = Fraction(0)
    is_from_print: bool = True

    @cached_property
    def units(self) -> Units:
        """The number in units of its last place."""
        return Units.of(self.printed)

    @cached_property
    def exact(self) -> Fraction:
        """The exact value, to many more digits than are printed."""
        digits = len(self.printed.text or "") + FURTHER_DIGITS

        def read(numbers: Numbers) -> str:
            value = self.truth.derivation.read(numbers, self.truth.step.ref)
            row, column = self.truth.row - 1, self.truth.column - 1
            return significant(value.at(row, column) if isinstance(value, Array) else value, digits)

        return Fraction(self.truth.derivation.proved(read))

    @property
    def line(self) -> Fraction:
        """What the numbers printed before it give, not rounded."""
        return self.question.reachable.middle

    @cached_property
    def likely_line(self) -> Fraction:
        """The same, had each slip before it been put right in time."""
        try:
            return value_of(self.question.expression, {**self.question.derivation.by_hand, **self.meant})
        except DomainError:
            return self.line

    @property
    def rule(self) -> Rounding:
        """The lesson's rule for rounding by hand."""
        return self.truth.derivation.lesson.rounding

    @cached_property
    def verdict(self) -> Verdict:
        """What becomes of it."""
        units, line = self.units, self.line
        if units.is_rounding_of(self.exact):
            return Verdict.EXACT
        if units.is_rounding_of(line):
            if self.has_more_digits:
                return self.machine or Verdict.MORE_DIGITS
            needs_slip = self.earlier and not units.is_rounding_of(self.truth.by_hand)
            return (self.machine or Verdict.GIVEN_EARLIER) if needs_slip else Verdict.BY_HAND
        if self.printed.value == self.truth.by_hand:
            return Verdict.BY_HAND
        if self.machine is not None:
            return self.machine
        if self.earlier and units.is_rounding_of(self.likely_line):
            return Verdict.BY_HAND
        if self.recomputed is not None and units.is_rounding_of(self.recomputed):
            return Verdict.GIVEN_EARLIER
        if self.is_reached and self.is_reached_without:
            return Verdict.WITHIN_ROUNDING
        if self.is_reached and self.is_near_recomputed:
            return Verdict.GIVEN_EARLIER
        if units.is_next_to(line) or units.is_next_to(self.exact):
            return Verdict.LAST_PLACE
        return Verdict.WRONG

    @property
    def is_near_recomputed(self) -> bool:
        """Whether the slips before it lead to it but for its last digit, or as nearly as their own last digits tell."""
        if self.recomputed is None:
            return False
        if not self.has_more_digits:
            return self.units.is_next_to(self.line) or self.units.is_next_to(self.recomputed)
        return abs(self.printed.value - self.recomputed) <= GROWN * self.slips_room * abs(self.recomputed)

    @property
    def is_reached(self) -> bool:
        """Whether rounding of the numbers before it can lead to it; a number that is exact as printed has no room."""
        return self._is_reached_by(self.question)

    @property
    def is_reached_without(self) -> bool:
        """The same where no slip before it takes part."""
        return not self.earlier or self._is_reached_by(self.truth)

    def _is_reached_by(self, question: Question) -> bool:
        screen = question.screen
        own: dict[Operand, OwnNumber] = {}
        for ref, row, column in screen.operands(question.expression):
            shown = entry_at(screen.value(ref), row, column)
            if as_fraction(shown) == self._exact_at(ref, row, column):
                own[ref, row, column] = OwnNumber(as_fraction(shown), Fraction(0))
        found = answer_interval(question.expression, NumbersShown(screen.by_hand, screen.rule, own, screen.starts))
        if found is None:
            return False
        # A sum or product of exact numbers has no room at all, and then a last place may be a slip.
        room = found.low < found.high
        return room and found.holds(self.printed.value, last_digit(self.printed)[0] / 2)

    def _exact_at(self, ref: Ref, row: int, column: int) -> Fraction:
        derivation = self.truth.derivation
        digits = len(self.printed.text or "") + FURTHER_DIGITS
        return Fraction(
            derivation.proved(lambda numbers: significant(entry_at(derivation.read(numbers, ref), row, column), digits))
        )

    @property
    def has_more_digits(self) -> bool:
        """Whether it is printed with more digits than the rule keeps of this number."""
        return bool(self.line) and self.units.places > self.rule.places(first_digit(real(self.line)))

    @cached_property
    def mistakes(self) -> tuple[NamedMistake, ...]:
        """What would explain a number that does not follow."""
        if self.verdict is not Verdict.WRONG:
            return ()
        unit, digits = last_digit(self.printed)
        found = mistakes_behind(self.question, Answer(self.printed, self.printed.value, unit / 2, digits), {})
        return tuple(mistake for mistake in found if mistake.name != "arithmetic")  # in print, that is a misprint

    @property
    def misprint(self) -> Misprint | None:
        """The slip in print that would explain a number which does not follow in any other way."""
        if self.verdict is not Verdict.WRONG or {mistake.name for mistake in self.mistakes} - LIKE_A_MISPRINT:
            return None
        return next(self._misprints(), None)

    def _misprints(self) -> Iterator[Misprint]:
        """What the figure may be a misprint of, each with the line that gives the right one; without, it is exact."""
        right_line = self.truth.reachable.middle
        lines = ((self.question, self.line), (self.truth, right_line))
        for question, value in () if self.is_in_machine else lines:
            found = misprint(self.printed, value) or misplaced_point(
                self.printed, question.by_hand, question.by_hand_text
            )
            if found:
                yield replace(found, line=substituted(question))
        if exactly := misprint(self.printed, self.exact):
            yield exactly

    def audited(self, name: str, place: Place) -> Audited:
        """The number with its verdict and all that is said about it."""
        audited = self._audited(name, place)
        slip = self.misprint
        if slip is None:
            return audited
        return replace(
            audited, verdict=Verdict.MISPRINT, mistakes=(slip.mistake,), meant=slip.right, meant_line=slip.line
        )

    def _audited(self, name: str, place: Place) -> Audited:
        return Audited(
            name=name,
            printed=self.printed.text or "",
            place=place,
            verdict=self.verdict,
            exact=self.units.text(self.exact),
            right=self._right,
            line="" if self.is_measured_exactly else substituted(self.question),
            unrounded=significant(real(self.line), UNROUNDED_DIGITS),
            drift=significant(real(abs(self.printed.value - self.exact)), DRIFT_DIGITS),
            by_rule=by_hand_text(self.rule, by_hand(self.rule, real(self.line))),
            earlier=self.earlier if self.verdict is Verdict.GIVEN_EARLIER else (),
            about=self.is_about_right,
            cut_off=self.verdict is Verdict.LAST_PLACE and self.units.is_cut_off(self.line),
            from_print=self.is_from_print,
            mistakes=self.mistakes,
            step=self.truth.step,
        )

    @property
    def _right(self) -> str:
        """What it should be, to as many places; one that would be lost in them is written as by hand."""
        if self.is_measured_exactly:
            return self.units.text(self.exact)
        is_lost = self.line and not self.units.rounded(self.line) and self.verdict is Verdict.WRONG
        return self.question.by_hand_text if is_lost else self.units.text(self.line)

    @property
    def is_about_right(self) -> bool:
        """Whether it follows from a slip before it, but not to the last digit."""
        given_slips = (self.line, self.line if self.recomputed is None else self.recomputed)
        return self.verdict is Verdict.GIVEN_EARLIER and not any(map(self.units.is_rounding_of, given_slips))

    @property
    def is_in_machine(self) -> bool:
        """Whether the lesson is a computer's, whose lines have more digits behind them than they show."""
        return self.rule.binary is not None

    @property
    def is_measured_exactly(self) -> bool:
        """Whether the exact number is its measure: it has more digits than the rule keeps, or is next to no other."""
        if self.is_in_machine and self.verdict.is_slip:
            return True
        if self.verdict is Verdict.LAST_PLACE and not self.units.is_next_to(self.line):
            return True
        return self.has_more_digits and not self.earlier and self.verdict.is_slip


def substituted(question: Question) -> str:
    """The line of a question, with the numbers put in."""
    return question.step.element(question.row, question.column).substituted


def entry_at(value: Value, row: int, column: int) -> Real:
    """One entry of a value, counted from 1."""
    return value.at(row - 1, column - 1) if isinstance(value, Array) else value
