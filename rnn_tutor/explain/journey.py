"""What happens to a gradient on its way back through time, in words: what shrinks, grows or ends, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from rnn_tutor.english import in_the, listed
from rnn_tutor.equations.tree import OFFSETS, references
from rnn_tutor.lesson.lesson import Lesson, Network
from rnn_tutor.notation.line import symbol
from rnn_tutor.notation.media import superscript

Size: TypeAlias = float | Decimal

MANY = 4  # time steps back, from which on vanishing and exploding are spoken of
VANISHED = Decimal("0.001")  # of a gradient, over many time steps
EXPLODED = Decimal(10)
STEADY = Decimal("0.8")  # what is kept of a gradient that is said to stay nearly as it is
KEPT = Decimal("0.00002")  # what sizes of six digits may differ by where a gradient keeps its size
UNEVEN = Decimal(4)  # times a factor is larger than another on the same way, from which on there is no rate
AHEAD = 9  # time steps for which a rate is carried on
SHOWN = 3  # digits of a size, and of a rate
ROOTS = {2: "square", 3: "cube", 21: "21st", 22: "22nd", 23: "23rd"}
MOST_LISTED = 3  # cuts; of more their number is told
FEW = 6  # time steps, in which each way from one to the next has been met


@dataclass(frozen=True)
class Journey:
    """The sizes of a quantity's gradient, one for each time step; None where no gradient comes back.

    `one_loss` says that the loss comes after the last time step alone, `cuts` after which time steps the way back is
    cut. `short` writes a number with so many digits. What runs `backward` in time has its gradient go from the first
    time step to the last. `passed_by` says that a way to the loss leads past the quantity's own next time step, so that
    two neighbouring sizes don't show what one step back multiplies by. Of a quantity that `is_array`, the sizes are the
    lengths of its gradients.
    """

    name: str
    sizes: Sequence[Size | None]
    unit: str
    one_loss: bool
    cuts: Sequence[int]
    short: Callable[[Size, int], str]
    backward: bool = False
    passed_by: bool = False
    is_array: bool = False

    def label(self, time: int) -> str:
        """What the size at a time step is called: |∂Loss/∂X₃|, or ‖∂Loss/∂h₃‖ of an array."""
        bars = "‖" if self.is_array else "|"
        return f"{bars}∂Loss/∂{symbol(self.name, time)}{bars}"

    def in_words(self) -> str:
        """What there is to see in the sizes, and how several numbers come to have one."""
        found = self.found_in_words()
        if not any(self.sizes):
            return found
        if not self.is_array:
            return f"{found} The sizes are exact, to three digits, and without their signs."
        return f"{found} Each size is a gradient's length, the root of the sum of the squares of its numbers."

    def found_in_words(self) -> str:
        """What there is to see in the sizes."""
        reached = [(time, Decimal(size)) for time, size in enumerate(self.sizes, start=1) if size]
        if self.backward:
            reached.reverse()
        on, unit = in_the(self.unit), self.unit
        if not reached:
            return f"No gradient comes back to {symbol(self.name)} {on} any {unit}: it is 0 everywhere."
        (first, _), (last, late) = reached[0], reached[-1]
        if first == last:
            return (
                f"Only {unit} {last} has a gradient at {symbol(self.name)}: {self.short(late, 3)}.{self.ended(first)}"
            )
        if self.cuts:
            return self.with_cuts()
        if not self.one_loss:
            return (
                f"{self.side_by_side(reached)} Each {unit}'s own loss adds to these gradients, so the bars don't show "
                f"how much is lost from {unit} to {unit}."
            )
        return f"{self.lost(reached)}{self.ended(first)}"

    def way(self, first: int, last: int) -> str:
        """From where to where the gradient goes."""
        return f"On its way back from {symbol(self.name, last)} to {symbol(self.name, first)} the gradient"

    def side_by_side(self, reached: list[tuple[int, Decimal]]) -> str:
        """The gradients where they aren't one gradient on its way back."""
        (first, early), (last, late) = reached[0], reached[-1]
        between = f"{symbol(self.name, last)} to {symbol(self.name, first)}"
        return f"The gradients from {between}, side by side, go from {self.short(late, 3)} to {self.short(early, 3)}."

    def with_cuts(self) -> str:
        """Truncated: no bar tells of the way beyond a cut."""
        cuts = [f"between {symbol(self.name, time)} and {symbol(self.name, time + 1)}" for time in self.cuts]
        where = listed(cuts) if len(cuts) <= MOST_LISTED else f"{len(cuts)} times"
        if self.one_loss:
            return f"The gradient is cut {where}: nothing goes back further than that."
        return (
            f"The gradient is cut {where}, and each {self.unit} has a loss of its own. So these bars don't show a "
            f"single gradient on its way back, nor how much of it would be lost."
        )

    def lost(self, reached: list[tuple[int, Decimal]]) -> str:
        """How much is lost or gained where the loss comes at the end alone."""
        (first, early), (last, late) = reached[0], reached[-1]
        steps, ratio = abs(last - first), early / late
        start = self.way(first, last)
        if self.passed_by:
            begins, after = (len(self.sizes), -1) if self.backward else (1, 1)
            return (
                f"{self.side_by_side(reached)} {symbol(self.name, begins)} also has a path to the loss that doesn't go "
                f"through {symbol(self.name, begins + after)}, so the bars don't show what one step back multiplies by."
            )
        if all(abs(size / late - 1) < KEPT for _, size in reached):
            return f"{start} keeps its size: {self.short(late, 3)} all the way."
        if STEADY < ratio < 1 / STEADY:
            return (
                f"{start} stays nearly as it is: {self.short(late, 3)} at one end, {self.short(early, 3)} at the other."
            )
        change = "grows" if ratio > 1 else "shrinks"
        sentence = f"{start} {change} from {self.short(late, 3)} to {self.short(early, 3)}"
        if not self.is_even(reached):
            return f"{sentence}. {self.unevenly(reached)}"
        rate = (as_shown(early) / as_shown(late)) ** (Decimal(1) / steps)  # of the sizes that are told
        average = " on average" if steps > 1 else ""
        sentence += f",{average} by a factor of {self.short(rate, SHOWN)} per {self.unit}"
        found = f"{self.root_of(early, late, steps)} {self.short(rate, SHOWN)}"
        if steps >= MANY and ratio < VANISHED:
            return f"{sentence}: it vanishes. ({found}.)"
        if steps >= MANY and ratio > EXPLODED:
            return f"{sentence}: it explodes. ({found}.)"
        if steps >= AHEAD:
            return f"{sentence}. ({found}.)"
        return f"{sentence}.{self.ahead(rate)} ({found}, and {self.raised(rate)}.)"

    def root_of(self, early: Decimal, late: Decimal, steps: int) -> str:
        """How the rate is found from the two sizes, before its value."""
        sizes = (self.short(size, SHOWN) for size in (early, late))
        ratio = "/".join(f"({size})" if " " in size else size for size in sizes)
        return f"{ratio} =" if steps == 1 else f"The {ROOTS.get(steps, f'{steps}th')} root of {ratio} is"

    def ahead(self, rate: Decimal) -> str:
        """What the rate would come to over more time steps."""
        power = self.short(as_shown(rate) ** AHEAD, 2)
        if rate < 1:
            return f" At this rate, {power} of it would be left after {AHEAD} {self.unit}s."
        return f" At this rate, it would be {power} times as large after {AHEAD} {self.unit}s."

    def raised(self, rate: Decimal) -> str:
        """The rate, multiplied by itself once for each of those time steps."""
        shown = self.short(rate, SHOWN)
        base = f"({shown})" if " " in shown else shown
        return f"{base}{superscript(AHEAD)} = {self.short(as_shown(rate) ** AHEAD, 2)}"

    def is_even(self, reached: list[tuple[int, Decimal]]) -> bool:
        """Whether it changes by about the same factor everywhere, so that there is a rate to speak of."""
        factors = [factor for _, factor in self.factors(reached)]
        return max(factors) < UNEVEN * min(factors)

    def factors(self, reached: list[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
        """The factor per time step, at each time step from which it comes."""
        return [
            (later, (early / late) ** (Decimal(1) / abs(later - earlier)))
            for (earlier, early), (later, late) in pairwise(reached)
        ]

    def unevenly(self, reached: list[tuple[int, Decimal]]) -> str:
        """Where most of it happens."""
        factors = self.factors(reached)
        least, most = (pick(factors, key=lambda one: one[1]) for pick in (min, max))
        return (
            f"The rate is not steady: the step back from {symbol(self.name, least[0])} multiplies it by "
            f"{self.short(least[1], 2)}, the step back from {symbol(self.name, most[0])} by {self.short(most[1], 2)}."
        )

    def ended(self, first: int) -> str:
        """That nothing comes back to the time steps before, or after where it runs backward."""
        last = len(self.sizes)
        if first == (last if self.backward else 1):
            return ""
        if self.backward:
            after = f"{self.unit} {last}" if first == last - 1 else f"{self.unit}s {first + 1} to {last}"
            return f" Nothing comes back to {after}."
        before = f"{self.unit} 1" if first == 2 else f"{self.unit}s 1 to {first - 1}"
        return f" Nothing comes back to {before}."


def as_shown(size: Decimal) -> Decimal:
    """A size to the three digits that are shown."""
    return Decimal(f"{size:.{SHOWN}g}")


def journey(
    lesson: Lesson, name: str, sizes: Sequence[Size | None], short: Callable[[Size, int], str], *, is_array: bool
) -> Journey:
    """The journey of a quantity's gradient through a lesson."""
    span, last = lesson.training.truncate, lesson.time_steps
    cuts = [time for time in range(1, last) if span is not None and (last - time) % span == 0]
    backward = name in lesson.network.ends_at_first
    one_loss = not lesson.network.loss_each_step
    passed_by = one_loss and is_passed_by(lesson.network, name, last)
    return Journey(name, sizes, lesson.time_step.lower(), one_loss, cuts, short, backward, passed_by, is_array)


def is_passed_by(network: Network, name: str, time_steps: int) -> bool:
    """Whether a quantity has a way from its first value to the loss that leads past its second one.

    A few time steps tell as much as many, unless the output reads one by its number.
    """
    backward = network.ends_at_first
    each_step = {equation.name for equation in network.each_step}
    read = [(one.name, ref) for one in network.all for ref in references(one.expression) if ref.name in each_step]
    last = min(time_steps, max([FEW, *(ref.at for _, ref in read if isinstance(ref.at, int))]))
    first, second = (last, last - 1) if name in backward else (1, 2)
    reached, waiting = {(name, first), (name, second)}, [(name, first)]
    while waiting:
        here, time = waiting.pop()
        for reader, ref in read:
            if ref.name != here:
                continue
            if reader not in each_step and time == (ref.at if isinstance(ref.at, int) else last):
                return True
            place = (reader, time - OFFSETS.get(ref.at, 0))
            if reader in each_step and place not in reached and 1 <= place[1] <= last:
                reached.add(place)
                waiting.append(place)
    return False
