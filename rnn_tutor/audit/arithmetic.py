"""Lines of arithmetic that a source prints: the left of each equals sign against its right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from rnn_tutor.audit.known import KnownNumbers
from rnn_tutor.audit.last_place import Units
from rnn_tutor.audit.misprints import SHIFTS, misprint
from rnn_tutor.audit.verdict import DRIFT_DIGITS, UNROUNDED_DIGITS, Audited, Verdict
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.tree import Expression, Number, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step_names import StepNames
from rnn_tutor.lesson.lesson import PrintedLine
from rnn_tutor.lesson.place import Place
from rnn_tutor.mistakes.reals import value_of
from rnn_tutor.mistakes.roundings import shifted_in_words
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import DomainError, real
from rnn_tutor.quiz.answer import last_digit, plain_number, typed_numbers
from rnn_tutor.quiz.explanation import NamedMistake


def audited_line(line: PrintedLine, names: StepNames, source: Derivation, known: KnownNumbers) -> Iterator[Audited]:
    """Each equals sign of a line; a name in it stands for its number in `source`: the printed one, if any.

    Decimals that are `known` are exact; another one stands for all that rounds to it.
    """
    sides = [names.looked_up(side) for side in line.sides]
    for (left, left_text), (right, right_text) in pairwise(zip(sides, line.texts, strict=True)):
        try:
            yield _equality(left, right, (left_text, right_text), line.place, Numerals(source, known))
        except DomainError as error:
            mistake = NamedMistake("arithmetic", f"it contains {error.operation}")
            yield Audited(left_text, right_text, line.place, Verdict.WRONG, mistakes=(mistake,))


@dataclass(frozen=True)
class Numerals:
    """What stands behind a line: the numbers of a source by name, and which of its decimals are exact."""

    source: Derivation
    known: KnownNumbers

    def overlap(self, left: Expression, right: Expression) -> bool:
        """Whether both sides can come to the same, when each decimal stands for anything that rounds to it."""
        (low, high), (other_low, other_high) = self._span(left), self._span(right)
        return low <= other_high and other_low <= high

    def _span(self, side: Expression) -> tuple[Fraction, Fraction]:
        """From where to where the value of a side may lie, to first order; a result alone is never known."""
        value, spread = value_of(side, self.source.by_hand), Fraction(0)
        is_result = plain_number(side) is not None
        for number in typed_numbers(side):
            unit, _ = last_digit(number)
            if unit < 1 and (is_result or not self.known.has(number)):
                ends = [value_of(_moved(side, number, way * unit / 2), self.source.by_hand) for way in (-1, 1)]
                spread += abs(ends[1] - ends[0]) / 2
        return value - spread, value + spread


def _equality(left: Expression, right: Expression, texts: tuple[str, str], place: Place, numerals: Numerals) -> Audited:
    value = value_of(left, numerals.source.by_hand)
    printed = plain_number(right)
    if printed is None:
        verdict = Verdict.EXACT if numerals.overlap(left, right) else Verdict.WRONG
        return Audited(*texts, place, verdict, right=significant(real(value), UNROUNDED_DIGITS))
    units = Units.of(printed)
    verdict = _verdict(left, printed, numerals)
    slip = misprint(printed, value) if verdict is Verdict.WRONG else None
    if slip is not None:
        verdict = Verdict.MISPRINT
    return Audited(
        *texts,
        place,
        verdict,
        exact=units.text(value),
        right=units.text(value),
        line=texts[0],
        unrounded=significant(real(value), UNROUNDED_DIGITS),
        drift=significant(real(abs(printed.value - value)), DRIFT_DIGITS),
        cut_off=verdict is Verdict.LAST_PLACE and units.is_cut_off(value),
        mistakes=(slip.mistake,) if slip else _explained(printed, value) if verdict is Verdict.WRONG else (),
        meant=slip.right if slip else "",
        meant_line=texts[0],
    )


def _verdict(left: Expression, printed: Number, numerals: Numerals) -> Verdict:
    source = numerals.source
    units, value = Units.of(printed), value_of(left, source.by_hand)
    if units.is_rounding_of(value):
        return Verdict.BY_HAND if references(left) else Verdict.EXACT
    if references(left) and units.is_rounding_of(source.proved(lambda numbers: value_of(left, numbers))):
        return Verdict.EXACT
    if units.is_next_to(value):
        return Verdict.LAST_PLACE
    return Verdict.WITHIN_ROUNDING if numerals.overlap(left, printed) else Verdict.WRONG


def _moved(side: Expression, number: Number, by: Fraction) -> Expression:
    return replace(side, lambda part: Number(number.value + by) if part is number else None)


def _explained(printed: Number, value: Fraction) -> tuple[NamedMistake, ...]:
    """A wrong sign, or a point in the wrong place."""
    units = Units.of(printed)
    if units.is_rounding_of(-value):
        return (NamedMistake("sign", "the sign is wrong"),)
    for power in SHIFTS:
        if units.is_rounding_of(value * Fraction(10) ** power):
            return (NamedMistake("decimal-shift", shifted_in_words(power)),)
    return ()
