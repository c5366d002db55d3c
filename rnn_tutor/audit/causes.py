"""One cause for many wrong figures: the slips of the diagnosis, tried on all that a source prints together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.diagnosis.causes import Causes
from rnn_tutor.diagnosis.comparison import Compared, Comparison, Standing
from rnn_tutor.diagnosis.diagnose import mistake_of, words_of
from rnn_tutor.diagnosis.numbers import GivenArray, GivenNumber, given_number
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.diagnosis.step_arrays import Figure
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Number, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import PrintedFigure
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import real
from rnn_tutor.quiz.explanation import NamedMistake

MACHINE = {Standing.DOUBLE: Verdict.DOUBLE, Standing.SINGLE: Verdict.SINGLE}
MOST_NAMED = 2
DIGITS = 17
TELLING = 5  # digits, with which one cause for all is no coincidence


class Together:
    """All figures of a source, held against the exact numbers at once."""

    def __init__(self, derivation: Derivation, figures: Mapping[Ref, list[PrintedFigure]]) -> None:
        self.replay = Replay(derivation.lesson)
        found = [Figure(one.name, ref, given(one.value)) for ref, ones in figures.items() for one in ones[:1]]
        self.figures = {figure.ref: figure for figure in found if figure.ref in self.replay.places}
        self.comparison = Comparison(self.replay, self.figures.values())

    def machine(self, ref: Ref, place: int) -> Verdict | None:
        """Whether a number is right as exactly as a computer has it, where it isn't exact."""
        figure = self.figures.get(ref)
        if figure is None or figure.numbers is None or place >= len(figure.numbers.entries):
            return None
        return MACHINE.get(self.comparison.standing(figure, place, self.comparison.exact(ref)[place]))

    def with_causes(self, audited: Iterable[Audited]) -> list[Audited]:
        """The figures, where one cause explains all that are wrong: with it, and those that follow without blame."""
        found = list(audited)
        if not self._asks_for_a_cause(found):
            return found
        order = list(self.replay.places)
        compared = [self._judged(figure, found) for figure in self.figures.values()]
        compared.sort(key=lambda one: order.index(one.figure.ref))
        trials = [trial for trial in Causes(self.replay, self.comparison, compared).found() if trial.is_whole]
        if not trials:
            return found
        explained = {figure.ref for figure in trials[0].explains}
        mistakes = tuple(NamedMistake(mistake_of(trial), words_of(trial)) for trial in trials[:MOST_NAMED])
        off = {one.figure.ref for one in compared if one.standing is Standing.WRONG}
        return [self._with(one, mistakes) if self._is_of(one, explained & off) else one for one in found]

    def _asks_for_a_cause(self, audited: list[Audited]) -> bool:
        """Whether there is more to explain than one number, or one that nothing explains by itself."""
        wrong = [one for one in audited if one.verdict in (Verdict.WRONG, Verdict.MISPRINT) and one.step is not None]
        refs = {one.step.ref for one in wrong if one.step is not None}
        if len(refs) != 1:
            return bool(refs)
        (ref,) = refs
        figure = self.figures.get(ref)
        if figure is None or figure.numbers is None:
            return False
        has_digits = max(number.digits for number in figure.numbers.entries) >= TELLING
        return len(wrong) > 1 or has_digits or not (wrong[0].mistakes or wrong[0].meant)

    def _is_of(self, one: Audited, refs: set[Ref]) -> bool:
        return one.step is not None and one.step.ref in refs

    def _judged(self, figure: Figure, audited: list[Audited]) -> Compared:
        """A figure beside the exact one; what rounding on the way may have done to a right one isn't counted."""
        found = self.comparison.compared(figure)
        own = [one.verdict for one in audited if one.step is not None and one.step.ref == figure.ref]
        if found.standing is Standing.WRONG and not any(verdict.is_slip for verdict in own):
            drifted = all(verdict in (Verdict.BY_HAND, Verdict.WITHIN_ROUNDING, Verdict.MORE_DIGITS) for verdict in own)
            if drifted and not self._is_far(figure):
                return replace(found, standing=Standing.UNCLEAR)
        return found

    def _is_far(self, figure: Figure) -> bool:
        """Whether a figure is farther off than rounding by hand goes."""
        assert figure.numbers is not None
        exact = self.comparison.exact(figure.ref)
        largest = max(map(abs, exact), default=0)
        return any(
            number.value is not None and abs(number.value - right) > max(largest / 50, 3 * number.unit)
            for number, right in zip(figure.numbers.entries, exact, strict=True)
        )

    def _with(self, one: Audited, mistakes: tuple[NamedMistake, ...]) -> Audited:
        """A wrong figure with its cause; one that only follows from wrong ones isn't blamed."""
        if not one.verdict.is_slip:
            return one
        return replace(one, verdict=Verdict.WRONG, mistakes=mistakes, meant="", cut_off=False, together=True)


def given(value: Array[Number]) -> GivenArray:
    """Printed numbers as the diagnosis has them."""
    return GivenArray(value.shape, tuple(map(_given, value.entries)))


def _given(number: Number) -> GivenNumber:
    text = number_text(number)
    return given_number(significant(real(number.value), DIGITS) if "/" in text else text)
