"""Which slip explains the numbers: each is run through the whole derivation and held against all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.diagnosis.comparison import Compared, Comparison, Standing
from rnn_tutor.diagnosis.numbers import DOUBLE_DIGITS, GivenNumber, GivenPrecision
from rnn_tutor.diagnosis.replay import Floats, NoValue, Replay, entries, key_of_ref
from rnn_tutor.diagnosis.slips.all import backward_slips
from rnn_tutor.diagnosis.slips.forward_pass import forward, forward_alone
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, changes_of, of_several
from rnn_tutor.diagnosis.step_arrays import Figure
from rnn_tutor.equations.tree import Expression, Kind
from rnn_tutor.numbers.floating import nearest_float
from rnn_tutor.numbers.places import Key

MOST_CAUSES = 4
MOST_OF_A_KIND = 2
PAIRS = 200_000  # operations that may be computed in search of two slips at once
LIKELY = 1  # the rank of what is tried in pairs
SAME = 1e-12
FEW_NUMBERS = 2
LEAST = {1: 2, 2: 3}  # digits, by the number of slips at once: among as many slips, fewer are met by chance


@dataclass(frozen=True)
class Trial:
    """One slip, or two at once, and which of the figures it comes to."""

    slips: tuple[DerivationSlip, ...]
    explains: tuple[Figure, ...]
    leaves: tuple[Figure, ...]
    breaks: tuple[Figure, ...]
    numbers: tuple[float, ...]
    lines: frozenset[tuple[int, Expression]] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether it explains every wrong figure, and none of the right ones speaks against it."""
        return not self.leaves and not self.breaks

    @property
    def rank(self) -> int:
        """How unlikely it is before the numbers are looked at."""
        return sum(slip.rank for slip in self.slips)


class Causes:
    """The search for a cause."""

    def __init__(self, replay: Replay, comparison: Comparison, compared: Iterable[Compared]) -> None:
        self.replay = replay
        self.comparison = comparison
        compared = list(compared)
        # What is no number (a blank that is left, another shape) is no evidence for a slip.
        self.wrong = [one.figure for one in compared if one.standing is Standing.WRONG and is_number(one.figure)]
        self.right = [one.figure for one in compared if one.standing.is_right]
        self.changes: dict[int, Mapping[int, Operation]] = {}

    def found(self) -> list[Trial]:
        """The likeliest causes, the best first: all that explain everything; else what explains most."""
        if sum(map(self._most_evidence, self.wrong)) < min(LEAST.values()):
            return []
        slips = list(backward_slips(self.replay))
        whole = [trial for slip in slips if (trial := self.tried((slip,), whole=True)) is not None and trial.is_whole]
        before = list(self._forward()) if self._forward_is_wrong or not whole else []
        whole += [trial for trial in before if trial.is_whole]
        if whole:
            best = distinct_causes(sorted(whole, key=lambda trial: trial.rank))
            return [*best, *self._same_by_two(best[0], slips)][:MOST_CAUSES]
        if before:
            return distinct_causes(sorted(before, key=lambda trial: trial.rank))
        trials = [trial for slip in slips if (trial := self.tried((slip,))) is not None]
        alike = list(of_several(trial.slips[0] for trial in trials if trial.explains and not trial.breaks))
        together = [trial for slip in alike if (trial := self.tried((slip,))) is not None]
        if whole := [trial for trial in together if trial.is_whole]:
            return distinct_causes(sorted(whole, key=lambda trial: trial.rank))
        slips, trials = [*alike, *slips], [*together, *trials]
        if pairs := self._pairs(slips, trials):
            return distinct_causes(pairs)
        parts = [trial for trial in trials if trial.explains and not trial.breaks]
        return distinct_causes(sorted(parts, key=lambda trial: (-len(trial.explains), trial.rank)))[:MOST_OF_A_KIND]

    @property
    def _forward_is_wrong(self) -> bool:
        return any(figure.ref.kind is Kind.QUANTITY for figure in self.wrong)

    def changes_by(self, slip: DerivationSlip) -> Mapping[int, Operation]:
        """What a slip alone makes of the operations."""
        if id(slip) not in self.changes:
            self.changes[id(slip)] = slip.changes(self.replay)
        return self.changes[id(slip)]

    def tried(self, slips: tuple[DerivationSlip, ...], *, whole: bool = False) -> Trial | None:
        """What a slip comes to, or two at once; None where it comes to nothing, or changes nothing that is wrong.

        With `whole` it is given up at the first number that speaks against it.
        """
        try:
            numbers = self._run(slips, self._speaks_against if whole else None)
        except (NoValue, TypeError, AttributeError, IndexError, AssertionError, ValueError):
            return None
        return self._held_against(slips, numbers)

    @cached_property
    def _figure_of(self) -> dict[Key, Figure]:
        return {key_of_ref(figure.ref): figure for figure in (*self.wrong, *self.right)}

    def _speaks_against(self, own: Key, value: object) -> bool:
        figure = self._figure_of.get(own)
        return figure is not None and not self.comparison.is_like(figure, value)

    def _run(self, slips: tuple[DerivationSlip, ...], speaks_against: Callable[[Key, object], bool] | None) -> Floats:
        if slips[0].instead is not None:
            other = slips[0].instead()
            return other.forward_numbers if self._is_forward_alone else other.right
        changes = self.changes_by(slips[0])
        if len(slips) > 1:
            others = self.changes_by(slips[1])
            if changes.keys().isdisjoint(others):
                changes = {**changes, **others}
            else:
                changes = changes_of([slip.rewrite for slip in slips], self.replay)
        start = {place: value for slip in slips for place, value in slip.start.items()}
        templates = {place: op.template for place, op in changes.items() if place < self._end}
        if not templates and not start:
            raise NoValue
        return self.replay.with_changes(templates, start, speaks_against, self._end)

    @cached_property
    def _end(self) -> int:
        """How many operations there are up to the last of which a number is given: no other is looked at."""
        places = self.replay.places
        return 1 + max(places.get(figure.ref, len(places)) for figure in (*self.wrong, *self.right))

    @cached_property
    def _is_forward_alone(self) -> bool:
        return all(op.phase in (Phase.FORWARD, Phase.LOSS) for op in self.replay.operations[: self._end])

    def _held_against(self, slips: tuple[DerivationSlip, ...], numbers: Floats) -> Trial | None:
        explains, leaves, breaks = [], [], []
        found: list[float] = []
        for figure in self.wrong:
            own = key_of_ref(figure.ref)
            if own in numbers and self.comparison.is_like(figure, numbers[own]):
                explains.append(figure)
            else:
                leaves.append(figure)
            found += entries(numbers.get(own, float("nan")))
        if sum(self._evidence(figure, numbers[key_of_ref(figure.ref)]) for figure in explains) < LEAST[len(slips)]:
            return None
        for figure in self.right:
            own = key_of_ref(figure.ref)
            if own in numbers and self._is_moved(own, numbers) and not self.comparison.is_like(figure, numbers[own]):
                breaks.append(figure)
        return Trial(slips, tuple(explains), tuple(leaves), tuple(breaks), tuple(found), self._lines(slips))

    def _evidence(self, figure: Figure, value: object) -> int:
        """How many digits speak for a cause that comes to a figure.

        A 0 speaks only for what comes to just 0; and beside doubles a short number is as exact as they are.
        """
        assert figure.numbers is not None
        pairs = zip(figure.numbers.entries, entries(value), strict=True)
        return max(
            self._digits(number, is_met=number.value is not None and found == nearest_float(number.value))
            for number, found in pairs
        )

    def _most_evidence(self, figure: Figure) -> int:
        assert figure.numbers is not None
        return max(self._digits(number, is_met=True) for number in figure.numbers.entries)

    def _digits(self, number: GivenNumber, *, is_met: bool) -> int:
        if is_met and (number.value == 0 or self.comparison.precision is GivenPrecision.DOUBLE):
            return DOUBLE_DIGITS
        return 0 if number.value == 0 else number.digits

    def _lines(self, slips: tuple[DerivationSlip, ...]) -> frozenset[tuple[int, Expression]]:
        """What the operations become: two slips that come to the same lines are one."""
        return frozenset(
            (place, op.template) for slip in slips if not slip.start for place, op in self.changes_by(slip).items()
        )

    def _is_moved(self, own: Key, numbers: Floats) -> bool:
        there = self.replay.right.get(own)
        return numbers[own] is not there and numbers[own] != there

    def _forward(self) -> Iterator[Trial]:
        """Other forward passes that explain everything; where numbers of one are given, these first."""
        seen = [figure for figure in [*self.wrong, *self.right] if figure.ref.kind is Kind.QUANTITY]
        for slip in forward(self.replay):
            if slip.instead is None:
                continue
            try:
                other = slip.instead()
                if seen and not all(
                    self.comparison.is_like(figure, other.forward_numbers[key_of_ref(figure.ref)]) for figure in seen
                ):
                    continue
            except (NoValue, TypeError, AttributeError, IndexError, AssertionError, ValueError, KeyError):
                continue
            trial = self.tried((slip,))
            if trial is None or not trial.is_whole:
                alone = self.tried((forward_alone(slip, other, self.replay),), whole=True)
                trial = alone if alone is not None and alone.is_whole else trial
            if trial is not None and (trial.is_whole or (seen and not trial.breaks)):
                yield trial

    def _pairs(self, slips: list[DerivationSlip], trials: list[Trial]) -> list[Trial]:
        """Two slips at once that explain everything together."""
        left = PAIRS // max(len(self.replay.operations), 1)
        likely = [slip for slip in slips if slip.rank <= LIKELY and slip.instead is None]
        first = self.wrong[0]
        partial = [
            trial.slips[0]
            for trial in sorted(trials, key=lambda trial: (-len(trial.explains), trial.rank))
            if first in trial.explains and trial.slips[0].instead is None
        ]
        found: list[Trial] = []
        for one, two in _in_order(partial, likely):
            if left <= 0 or len(found) > MOST_CAUSES:
                break
            left -= 1
            trial = self.tried((one, two), whole=True)
            if trial is not None and trial.is_whole:
                found.append(trial)
        return sorted(found, key=lambda trial: trial.rank)

    def _same_by_two(self, best: Trial, slips: list[DerivationSlip]) -> list[Trial]:
        """Where few numbers are given: a slip at one time step and another one, that come to the very same numbers."""
        if len(best.numbers) > FEW_NUMBERS or best.slips[0].instead is not None:
            return []
        alone = [
            slip
            for slip in slips
            if slip.mistake == best.slips[0].mistake and slip.words.startswith(best.slips[0].words)
        ]
        others = [slip for slip in slips if slip.rank == 0 and slip.mistake != best.slips[0].mistake]
        for one in alone:
            if one is best.slips[0]:
                continue
            for two in others:
                trial = self.tried((one, two))
                if trial is not None and trial.is_whole and _same(trial.numbers, best.numbers):
                    parts = [self.tried((slip,)) for slip in trial.slips]
                    if not any(part is not None and part.is_whole for part in parts):
                        return [trial]
        return []


def is_number(figure: Figure) -> bool:
    """Whether a figure has numbers in the right shape, all of them finite."""
    return figure.numbers is not None and all(
        number.is_missing or number.value is not None for number in figure.numbers.entries
    )


def _in_order(
    partial: list[DerivationSlip], likely: list[DerivationSlip]
) -> Iterator[tuple[DerivationSlip, DerivationSlip]]:
    """Pairs to try: what explains the first wrong number, with everything likely; then the likely with one another."""
    for one in partial:
        yield from ((one, two) for two in likely if two is not one)
    known = {id(slip) for slip in partial}
    rest = [slip for slip in likely if id(slip) not in known]
    for place, one in enumerate(rest):
        yield from ((one, two) for two in rest[place + 1 :])


def _same(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= SAME * max(abs(x), abs(y)) for x, y in zip(a, b, strict=True))


def distinct_causes(trials: list[Trial]) -> list[Trial]:
    """The causes to tell: of one mistake two at most, and none that says the same of the same place."""
    kept: list[Trial] = []
    for trial in trials:
        mistakes = [slip.mistake for slip in trial.slips]
        same_mistakes = [other for other in kept if [slip.mistake for slip in other.slips] == mistakes]
        is_part = any(
            other.slips[0].words in trial.slips[0].words or _same(other.numbers, trial.numbers)
            for other in same_mistakes
        )
        is_same = bool(trial.lines) and any(trial.lines == other.lines for other in kept)
        if is_part or is_same or len(same_mistakes) >= MOST_OF_A_KIND:
            continue
        kept.append(trial)
    return kept[:MOST_CAUSES]
