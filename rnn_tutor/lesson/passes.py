"""In which direction the quantities of the time steps are computed: from the first to the last, or the other way.

What reads previous(…) of itself, be it by way of others, runs forward; what reads next(…) of itself runs backward. A
network of both directions takes several passes over the time steps, one after the other: first its states from left to
right, then those from right to left, then what is made of both (Schuster and Paliwal, "Bidirectional recurrent neural
networks", 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rnn_tutor.equations.tree import At, Expression, Kind, Ref, references

FORWARD, BACKWARD = 0, 1  # as the number of a pass says it: the even ones run forward


@dataclass(frozen=True)
class Pass:
    """Quantities that are computed together, time step by time step; `backward` from the last to the first."""

    names: tuple[str, ...]
    backward: bool

    def times(self, last: int) -> range:
        """The time steps in the order in which the quantities are computed."""
        return range(last, 0, -1) if self.backward else range(1, last + 1)


class BothWays(ValueError):
    """Quantities that each follow from the others, some from the time step before, some from the one after."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def passes_over(equations: Mapping[str, Expression]) -> tuple[Pass, ...]:
    """The passes in which equations are computed, by name in the order written.

    Raises:
        BothWays: where a quantity would have to be computed in both directions at once.
    """
    reads = {
        name: [ref for ref in references(expression) if ref.kind is Kind.QUANTITY and ref.name in equations]
        for name, expression in equations.items()
    }
    if not any(read.at is At.AFTER for found in reads.values() for read in found):
        return (Pass(tuple(equations), backward=False),) if equations else ()
    number: dict[str, int] = {}
    for circle in _circles(reads):
        place = _place(circle, reads, number)
        number |= dict.fromkeys(circle, place)
    numbers = sorted(set(number.values()))
    return tuple(
        Pass(tuple(name for name in equations if number[name] == one), backward=one % 2 == BACKWARD) for one in numbers
    )


def found_last_at_first(equations: Mapping[str, Expression], passes: Iterable[Pass]) -> frozenset[str]:
    """The quantities whose last value is that of the first time step: states that run backwards, and what is read off.

    What is made of states of both directions is as far at each time step.
    """
    found = {name for one in passes if one.backward for name in one.names}
    while True:
        reads = {name: {ref.name for ref in references(equations[name]) if ref.kind is Kind.QUANTITY} for name in found}
        mixed = {name for name, names in reads.items() if not names or not names <= found}
        if not mixed:
            return frozenset(found)
        found -= mixed


def _place(circle: list[str], reads: Mapping[str, list[Ref]], number: Mapping[str, int]) -> int:
    """The number of the first pass in which quantities that follow from one another can be computed."""
    within = {read.at for name in circle for read in reads[name] if read.name in circle}
    outside = [read for name in circle for read in reads[name] if read.name not in circle]
    if {At.BEFORE, At.AFTER} <= within:
        raise BothWays(tuple(circle))
    moved = (within or {read.at for read in outside}) - {At.HERE}
    direction = BACKWARD if moved == {At.AFTER} or At.AFTER in within else FORWARD
    here = {number[read.name] for read in outside}
    if not moved and len(here) == 1:
        return here.pop()  # made of one pass alone, so found along with it
    place = direction
    while any(not _is_there(read, place, number) for read in outside):
        place += 2
    return place


def _is_there(read: Ref, place: int, number: Mapping[str, int]) -> bool:
    """Whether what an equation reads has been computed, where it is itself computed in a pass."""
    own = number[read.name]
    ready = {At.HERE, At.BEFORE if place % 2 == FORWARD else At.AFTER}
    return own < place or (own == place and read.at in ready)


def _circles(reads: Mapping[str, Iterable[Ref]]) -> list[list[str]]:
    """The quantities in groups that follow from one another, what a group reads before it.

    Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of its own in place of recursion.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_names: list[str] = []
    found: list[list[str]] = []
    for root in reads:
        work = [(root, iter(reads[root]))] if root not in order else []
        if work:
            order[root] = lowest[root] = len(order)
            open_names.append(root)
        while work:
            name, rest = work[-1]
            read = next(rest, None)
            if read is None:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == order[name]:
                    place = open_names.index(name)
                    group, open_names[place:] = set(open_names[place:]), []
                    found.append([one for one in reads if one in group])
            elif read.name not in order:
                order[read.name] = lowest[read.name] = len(order)
                open_names.append(read.name)
                work.append((read.name, iter(reads[read.name])))
            elif read.name in open_names:
                lowest[name] = min(lowest[name], order[read.name])
    return found
