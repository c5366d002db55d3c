"""Whose number a name means, however people call it: dW1, grad_W1, W1.grad, weight_hh_l0, h as an array over time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import Any

from rnn_tutor.diagnosis.numbers import (
    GivenArray,
    Unreadable,
    as_rows,
    given_array,
    moved_first,
    permuted,
    sliced,
    squeezed,
)
from rnn_tutor.diagnosis.replay import Replay, entries, key, operations_of
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.tokens import plain_name
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.lesson.networks import read_network
from rnn_tutor.lesson.problems import LessonError, printable
from rnn_tutor.numbers.floating import nearest_float
from rnn_tutor.numbers.places import key_of

GRADIENT = re.compile(
    r"(?:∂(?:loss|l)/∂|d(?:loss|l)?/d|d(?:loss|l)?_?d_?|grad(?:ient)?[_. ]?(?:of[_ ])?|total[._]|∂|d_?)(?P<name>.+)"
    r"|(?P<other>.+?)(?:[._](?:grad|gradient))",
    re.IGNORECASE,
)
NEW = re.compile(r"(?:new|updated)[._ ]?(?P<name>.+)|(?P<other>.+?)[._](?:new|updated)", re.IGNORECASE)
TIMED = re.compile(r"(?P<name>.+?)(?:\.t|_t|_|\.|\[)?(?P<time>[0-9]+)\]?")
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


@dataclass
class Matched:
    """All figures, with what there is to say about how they were read."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class GivenNames:
    """The names that a lesson's numbers may have.

    With `of_gradients` a parameter's own name means its gradient; else it is seen by the numbers what is meant.
    """

    def __init__(self, replay: Replay, *, of_gradients: bool = False) -> None:
        self.replay = replay
        self.step_names = replay.derivation.names
        self.of_gradients = of_gradients
        self.refs = {operation.ref for operation in replay.operations}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The parameters, by their names without regard to case and underscores."""
        return _by_fold(parameter.name for parameter in self.replay.lesson.parameters)

    @cached_property
    def quantities(self) -> dict[str, str]:
        """The quantities, likewise."""
        return _by_fold(op.name for op in self.replay.operations if op.kind is Kind.QUANTITY)

    def matched(self, given: Mapping[str, Any]) -> Matched:
        """The figures behind names and numbers as they come.

        Raises:
            Unreadable: for what is no array of numbers.
        """
        arrays: dict[str, GivenArray] = {}
        for name, nested in given.items():
            if nested is not None and not (isinstance(nested, list | tuple) and all(e is None for e in nested)):
                arrays[printable(str(name))] = _read(str(name), nested)
        found = Matched()
        bare: dict[str, GivenArray] = {}
        for name, array in arrays.items():
            if _looked_up(name, self.parameters) is not None and not self._is_step(name):
                bare[name] = array
                continue
            figures = list(self._figures(name, array, found))
            found.figures += figures
            if not figures:
                found.unknown.append(name)
        self._bare(bare, found)
        found.figures = self._oriented(found)
        return found

    def _oriented(self, found: Matched) -> list[Figure]:
        """The figures with square matrices turned, where whoever found them writes x @ W for W @ x.

        By the shape of a square matrix nobody can tell; by that of another matrix one can.
        """
        turned = {id(one): other for one in found.figures if (other := self._better_turned(one)) is not None}
        if turned and self._turns(found.figures, set(turned)):
            figures = [turned.get(id(one), one) for one in found.figures]
        else:
            figures = found.figures
        names = [one.name for one in figures if one.turned and min(one.numbers.shape if one.numbers else (1,)) > 1]
        if names:
            found.notes.append(f"turned, rows for columns, as for x @ W: {', '.join(names)}")
        return figures

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

    def _is_step(self, name: str) -> bool:
        return self.step_names.step(name) is not None

    def _figures(self, name: str, array: GivenArray, found: Matched) -> Iterator[Figure]:
        step = self.step_names.step(name)
        if step is not None and step.ref in self.refs:
            yield self.figure(name, step.ref, array)
            return
        if figures := list(self._of_state_dict(name, array, found)):
            yield from figures
            return
        if (match := NEW.fullmatch(name)) and (
            parameter := _looked_up(match["name"] or match["other"], self.parameters)
        ):
            yield self.figure(name, Ref(Kind.UPDATED, parameter), array)
            return
        yield from self._quantity(name, name, Kind.QUANTITY, array)
        if match := GRADIENT.fullmatch(name):
            inner = match["name"] or match["other"]
            if (parameter := _looked_up(inner, self.parameters)) is not None:
                ref = Ref(Kind.TOTAL, parameter)
                if ref in self.refs:
                    yield self.figure(name, ref, array)
                return
            yield from self._quantity(name, inner, Kind.GRADIENT, array)
            timed = TIMED.fullmatch(inner)
            if timed and (parameter := _looked_up(timed["name"], self.parameters)) is not None:
                yield from self._share(name, parameter, int(timed["time"]), array)

    def _share(self, name: str, parameter: str, time: int, array: GivenArray) -> Iterator[Figure]:
        shares = [op.ref for _, op in operations_of(self.replay, Kind.SHARE) if (op.name, op.time) == (parameter, time)]
        if len(shares) == 1:
            yield self.figure(name, shares[0], array)

    def _quantity(self, name: str, inner: str, kind: Kind, array: GivenArray) -> Iterator[Figure]:
        """A quantity or its gradient at one time step, or at all of them as an array."""
        if (quantity := _looked_up(inner, self.quantities)) is not None:
            times = [op.time for op in self.replay.operations if (op.kind, op.name) == (Kind.QUANTITY, quantity)]
            if times == [None]:
                ref = Ref(kind, quantity)
                if ref in self.refs:
                    yield self.figure(name, ref, array)
                return
            yield from self._over_time(name, quantity, kind, array)
            return
        timed = TIMED.fullmatch(inner)
        if timed and (quantity := _looked_up(timed["name"], self.quantities)) is not None:
            ref = Ref(kind, quantity, int(timed["time"]))
            if ref in self.refs:
                yield self.figure(name, ref, array)

    def _over_time(self, name: str, quantity: str, kind: Kind, array: GivenArray) -> Iterator[Figure]:
        last, shape = self.replay.unrolled.last, self.replay.unrolled.shapes.get(quantity, ())
        if fits(array.shape, shape) and (last > 1 or len(squeezed(array.shape)) <= len(squeezed(shape))):
            ref = Ref(kind, quantity, last)  # the state that is left at the end
            if ref in self.refs:
                yield self.figure(name, ref, array)
            return
        for axis, size in enumerate(array.shape):
            if size not in (last, last + 1):
                continue
            first = moved_first(array, axis)
            if not fits(first.shape[1:], shape):
                continue
            for place in range(size):
                time = place + 1 - (size - last)
                ref = Ref(kind, quantity, time)
                if ref in self.refs and (time or kind is Kind.GRADIENT):
                    yield self.figure(f"{name}.t{time}", ref, sliced(first, place))
            return
        yield Figure(name, Ref(kind, quantity, last), None, problem=self._misfit(array, shape))

    def _misfit(self, array: GivenArray, shape: Shape) -> str:
        here = "×".join(map(str, array.shape)) or "a single number"
        return f"it has the shape {here}, and {shape_text(shape)} belongs there"

    def figure(self, name: str, ref: Ref, array: GivenArray) -> Figure:
        """The numbers as the step has them: turned, without dimensions of one."""
        shape = self.replay.operations[self.replay.places[ref]].shape if ref in self.replay.places else ()
        rows, columns = as_rows(shape)
        plain = squeezed(array.shape)
        if len(array.entries) != rows * columns or not fits(array.shape, shape):
            return Figure(name, ref, None, problem=self._misfit(array, shape))
        if min(rows, columns) == 1:
            is_turned, both = _is_turned_row(array.shape, shape), len(array.shape) > 1
            return Figure(name, ref, GivenArray(shape, array.entries), turned=is_turned, two_dimensional=both)
        if plain == (rows, columns):
            return Figure(name, ref, GivenArray(shape, array.entries))
        inner = GivenArray(plain, array.entries)
        return Figure(name, ref, GivenArray(shape, permuted(inner, (1, 0)).entries), turned=True)

    def _of_state_dict(self, name: str, array: GivenArray, found: Matched) -> Iterator[Figure]:
        """An array of a PyTorch module: the gates below one another."""
        parts, kind = self._torch_parts(name)
        if not parts:
            return
        shapes = [self.replay.unrolled.shapes[part] for part in parts]
        rows = sum(as_rows(shape)[0] for shape in shapes)
        stacked = array if array.shape[:1] == (rows,) else None
        if stacked is None and len(array.shape) > 1 and array.shape[-1] == rows:
            stacked = moved_first(array, len(array.shape) - 1)
            found.notes.append(f"{name} is turned: the gates stand side by side")
        if stacked is None:
            yield Figure(
                name, Ref(kind, parts[0]), None, problem=f"it has not {rows} rows, one for each unit of each gate"
            )
            return
        blocks: list[GivenArray] = []
        height = rows // len(parts)
        for place in range(len(parts)):
            rows_of = [sliced(stacked, row) for row in range(place * height, (place + 1) * height)]
            block_entries = tuple(entry for row in rows_of for entry in row.entries)
            blocks.append(GivenArray((height, *stacked.shape[1:]), block_entries))
        order = self._order(parts, kind, blocks)
        if order != tuple(range(len(parts))):
            said = ", ".join(parts[place] for place in order)
            found.notes.append(f"in {name} the gates stand in the order {said}")
        for place, block in zip(order, blocks, strict=True):
            label = name if len(parts) == 1 else f"{name}[{parts[place]}]"
            yield self.figure(label, Ref(kind, parts[place]), block)

    def _order(self, parts: tuple[str, ...], kind: Kind, blocks: list[GivenArray]) -> tuple[int, ...]:
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

    def _torch_parts(self, name: str) -> tuple[tuple[str, ...], Kind]:
        network = self.replay.lesson.network.name
        if not network:
            return (), Kind.TOTAL
        try:
            known = read_network(network, None).pytorch
        except LessonError:
            return (), Kind.TOTAL
        kind, inner = Kind.TOTAL, name
        if match := NEW.fullmatch(name):
            kind, inner = Kind.UPDATED, match["name"] or match["other"]
        elif (match := GRADIENT.fullmatch(name)) and name.rpartition(".")[2] not in known:
            inner = match["name"] or match["other"]
        parts = known.get(inner.rpartition(".")[2], ())
        return tuple(part for part in parts if part in self.replay.unrolled.shapes), kind

    def is_near(self, figure: Figure) -> bool:
        """Whether a figure is about right."""
        if figure.numbers is None or figure.ref not in self.replay.places:
            return False
        there = entries(self.replay.right[key(self.replay.operations[self.replay.places[figure.ref]])])
        scale = max(map(abs, there), default=0.0)
        return all(
            one.value is not None
            and abs(nearest_float(one.value) - other) <= max(NEAR * scale, nearest_float(one.unit))
            for one, other in zip(figure.numbers.entries, there, strict=True)
        )

    def _bare(self, bare: Mapping[str, GivenArray], found: Matched) -> None:
        """What a parameter's own name means: its gradient, else its new value, or what the lesson gives."""
        names = {name: parameter for name in bare if (parameter := _looked_up(name, self.parameters))}
        have_gradient = {figure.ref.name for figure in found.figures if figure.ref.kind is Kind.TOTAL}
        distances = [self._distances(parameter, bare[name]) for name, parameter in names.items()]
        nearer = sum(to_new < to_gradient for to_new, to_gradient in distances)
        is_new = 2 * nearer > len(distances) and not self.of_gradients
        for name, parameter in names.items():
            if self._is_given(parameter, bare[name]) and (is_new or parameter in have_gradient):
                found.notes.append(f"{name} is as the lesson gives it")
                continue
            kind = Kind.UPDATED if is_new or parameter in have_gradient else Kind.TOTAL
            ref = Ref(kind, parameter)
            if ref in self.refs:
                found.figures.append(self.figure(name, ref, bare[name]))
            else:
                found.unknown.append(name)
        if is_new and names:
            found.notes.append(f"{', '.join(names)}: read as the new values after the update")

    def _distances(self, parameter: str, array: GivenArray) -> tuple[float, float]:
        right = self.replay.right
        found = [entries(right.get(key_of(kind, parameter, None), 0.0)) for kind in (Kind.PARAMETER, Kind.TOTAL)]
        to = [
            sum(
                abs(nearest_float(one.value or Fraction(0)) - other)
                for one, other in zip(array.entries, values, strict=False)
            )
            for values in found
        ]
        return to[0], to[1]

    def _is_given(self, parameter: str, array: GivenArray) -> bool:
        there = entries(self.replay.right[key_of(Kind.PARAMETER, parameter, None)])
        return len(there) == len(array.entries) and all(
            one.value is not None and nearest_float(one.value) == other
            for one, other in zip(array.entries, there, strict=True)
        )


def _read(name: str, nested: Any) -> GivenArray:  # noqa: ANN401  # numbers as they come from anywhere
    try:
        return given_array(nested)
    except Unreadable as error:
        raise Unreadable(f"{name}: {error.message}", error.remedy) from error


def fold(name: str) -> str:
    """A name without regard to case, underscores and subscripts."""
    return plain_name(name).replace("_", "").replace(" ", "").casefold()


def _by_fold(names: Iterator[str] | Any) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name, name)
    folded: dict[str, set[str]] = {}
    for name in found:
        folded.setdefault(fold(name), set()).add(name)
    return {**{fold_: next(iter(owners)) for fold_, owners in folded.items() if len(owners) == 1}, **found}


def _looked_up(name: str, known: Mapping[str, str]) -> str | None:
    return known.get(name) or known.get(fold(name))


def fits(here: tuple[int, ...], shape: Shape) -> bool:
    """Whether an array has a step's shape, turned or not, with or without dimensions of one."""
    plain, wanted = squeezed(here), squeezed(shape)
    return plain in (wanted, wanted[::-1])


def _is_turned_row(here: tuple[int, ...], shape: Shape) -> bool:
    """Whether a column stands for a row, or the reverse: seen only where both dimensions are written."""
    two = here[-2:] if len(here) >= 2 else ()  # rows and columns
    return bool(shape) and len(two) == 2 and two != shape and two == shape[::-1]  # as above


def shape_text(shape: Shape) -> str:
    """A shape as numpy has it."""
    if not shape:
        return "a single number"
    return f"{shape[0]} numbers" if shape[1] == 1 else f"{shape[0]}×{shape[1]}"
