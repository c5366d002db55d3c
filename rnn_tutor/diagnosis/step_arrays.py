"""How arrays lie that somebody found: turned, without dimensions of one, gates below one another in another order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, permutations
from typing import TYPE_CHECKING

from rnn_tutor.diagnosis.numbers import GivenArray, as_rows, permuted, squeezed
from rnn_tutor.diagnosis.replay import entries, key
from rnn_tutor.diagnosis.slips.batch_rows import rows_added_up, shares_of
from rnn_tutor.equations.shapes import describe
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.numbers.floating import nearest_float

if TYPE_CHECKING:
    from rnn_tutor.diagnosis.replay import Replay
    from rnn_tutor.equations.array import Shape

OF_PARAMETERS = (Kind.TOTAL, Kind.UPDATED, Kind.SHARE)
NEAR = 1e-4  # of an array's largest number: how far an array may be off whose order is found by its numbers
FUSED = 4  # gates at most whose order is tried


@dataclass(frozen=True)
class Figure:
    """What was found for one step of the derivation.

    `name` is what it is called by whoever found it; `numbers` lie as the step's own; None where their shape can't be
    fitted. `turned` says that rows stood for columns; `two_dimensional` that it came with rows and columns both.
    """

    name: str
    ref: Ref
    numbers: GivenArray | None
    turned: bool = False
    problem: str = ""
    two_dimensional: bool = False


class StepArrays:
    """The arrays of a derivation's steps, and given ones laid out as these are."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay

    def figure(self, name: str, ref: Ref, array: GivenArray) -> Figure:
        """The numbers as the step has them: turned, without dimensions of one."""
        shape = self.replay.operations[self.replay.places[ref]].shape if ref in self.replay.places else ()
        rows, columns = as_rows(shape)
        if not array.shape and is_nan(array):  # one blank for all of them
            array = GivenArray(shape, array.entries * (rows * columns))
        plain = squeezed(array.shape)
        if len(array.entries) != rows * columns or not fits(array.shape, shape):
            return Figure(name, ref, None, problem=self.misfit(array, shape, ref))
        if min(rows, columns) == 1:
            is_turned, both = _is_turned_row(array.shape, shape), len(array.shape) > 1
            return Figure(name, ref, GivenArray(shape, array.entries), turned=is_turned, two_dimensional=both)
        if plain == (rows, columns):
            return Figure(name, ref, GivenArray(shape, array.entries))
        inner = GivenArray(plain, array.entries)
        return Figure(name, ref, GivenArray(shape, permuted(inner, (1, 0)).entries), turned=True)

    def misfit(self, array: GivenArray, shape: Shape, ref: Ref) -> str:
        """What is said of an array that has not the shape of its step."""
        if ref.kind is Kind.TOTAL and (problem := self._not_added_up(array, shape, ref)):
            return problem
        here = "×".join(map(str, array.shape)) or "a single number"
        return f"its shape is {here}, but the step has {describe(shape)}"

    def _not_added_up(self, array: GivenArray, shape: Shape, ref: Ref) -> str:
        """What is said of a gradient that is summed over the wrong thing, or not at all; nothing of others."""
        last, unit = self.replay.unrolled.last, self.replay.lesson.time_step.lower()
        rows = rows_added_up(self.replay, ref.name)
        if array.shape and fits(array.shape[1:], shape):
            of_rows = len(rows) == array.shape[0]
            if of_rows and (len(rows) != last or _is_like(array, rows)):
                return f"it has a part for each of the {len(rows)} rows of the batch: add them up (a sum over axis 0)"
            if array.shape[0] == last and (not of_rows or _is_like(array, shares_of(self.replay, ref.name))):
                return f"it has a part for each of the {last} {unit}s: add up the shares"
            if array.shape[0] == last:
                return f"it has {last} parts, each with the shape of the gradient: add them up"
        if len(rows) > 1 and squeezed(array.shape) in ((), (len(rows),)):
            has = "is one number" if not squeezed(array.shape) else f"has one number for each of the {len(rows)} rows"
            return f"it {has}, but there is one for each column: add up the rows of the batch (a sum over axis 0)"
        return ""

    def is_near(self, figure: Figure) -> bool:
        """Whether a figure is about right."""
        if figure.numbers is None or figure.ref not in self.replay.places:
            return False
        there = entries(self.replay.right[key(self.replay.operations[self.replay.places[figure.ref]])])
        scale = max(map(abs, there), default=0.0)
        return all(
            one.is_missing
            or (
                one.value is not None
                and abs(nearest_float(one.value) - other) <= max(NEAR * scale, nearest_float(one.unit))
            )
            for one, other in zip(figure.numbers.entries, there, strict=True)
        )

    def oriented(self, figures: list[Figure]) -> tuple[list[Figure], list[str]]:
        """The figures, square matrices turned where whoever found them writes x @ W; and the names of what is turned.

        By the shape of a square matrix nobody can tell; by that of another matrix one can.
        """
        turned = {id(one): other for one in figures if (other := self._better_turned(one)) is not None}
        if turned and self._turns(figures, set(turned)):
            figures = [turned.get(id(one), one) for one in figures]
        names = [one.name for one in figures if one.turned and min(one.numbers.shape if one.numbers else (1,)) > 1]
        return figures, names

    def _better_turned(self, figure: Figure) -> Figure | None:
        """A square matrix with its rows and columns exchanged, where it is right so, and only so."""
        if figure.numbers is None or len(set(figure.numbers.shape)) != 1 or figure.numbers.shape[0] == 1:
            return None
        other = Figure(figure.name, figure.ref, permuted(figure.numbers, (1, 0)), turned=True)
        return other if self.is_near(other) and not self.is_near(figure) else None

    def _turns(self, figures: list[Figure], better_turned: set[int]) -> bool:
        """Whether the other matrices say that rows stand for columns; if none says anything, whether all would fit."""
        shaped = [
            one for one in figures if one.ref.kind in OF_PARAMETERS and one.numbers and len(one.numbers.shape) > 1
        ]
        plain = [one for one in shaped if len(set(one.numbers.shape if one.numbers else ())) > 1]
        strong = [one for one in plain if one.numbers and min(one.numbers.shape) > 1]
        for evidence in (strong, [one for one in plain if one.two_dimensional]):
            if evidence:
                return all(one.turned for one in evidence)
        square = [one for one in shaped if len(set(one.numbers.shape if one.numbers else ())) == 1]
        return all(id(one) in better_turned for one in square)

    def in_order(self, arrays: list[GivenArray], refs: list[Ref]) -> list[Ref] | None:
        """Whose each array is that came without a name, where all of them are about right in another order than usual.

        None where one of them is nobody's, and where the usual order is right.
        """
        left, found = list(refs), list[Ref]()
        for array in arrays:
            near = next((ref for ref in left if self.is_near(self.figure("", ref, array))), None)
            if near is None:
                return None
            left.remove(near)
            found.append(near)
        return found if found != refs else None

    def order(self, parts: tuple[str, ...], kind: Kind, blocks: list[GivenArray]) -> tuple[int, ...]:
        """The order of the gates in which most of the blocks are right; the network's own where none is better."""
        usual = tuple(range(len(parts)))
        if len(parts) > FUSED:
            return usual

        def right(order: tuple[int, ...]) -> int:
            figures = [
                self.figure("", Ref(kind, parts[place]), block) for place, block in zip(order, blocks, strict=True)
            ]
            return sum(self.is_near(figure) for figure in figures)

        return max(permutations(usual), key=lambda order: (right(order), order == usual))


def _is_like(array: GivenArray, parts: list[tuple[float, ...]]) -> bool:
    """Whether the parts of an array are about these, the first of them first or last."""
    if len(parts) != array.shape[0] or any(one.value is None for one in array.entries):
        return False
    given = [nearest_float(one.value) for one in array.entries if one.value is not None]
    scale = NEAR * max(map(abs, given), default=0.0)
    return any(
        all(abs(one - other) <= scale for one, other in zip(given, chain(*order), strict=True))
        for order in (parts, parts[::-1])
    )


def is_nan(array: GivenArray) -> bool:
    """Whether nothing in an array is a number: a blank that is left."""
    return all(entry.value is None and not entry.is_missing for entry in array.entries)


def fits(here: tuple[int, ...], shape: Shape) -> bool:
    """Whether an array has a step's shape, turned or not, with or without dimensions of one."""
    plain, wanted = squeezed(here), squeezed(shape)
    return plain in (wanted, wanted[::-1])


def _is_turned_row(here: tuple[int, ...], shape: Shape) -> bool:
    """Whether a column stands for a row, or the reverse: seen only where both dimensions are written."""
    two = here[-2:] if len(here) >= 2 else ()  # rows and columns
    return bool(shape) and len(two) == 2 and two != shape and two == shape[::-1]  # as above
