"""Whose number a name means, however people call it: dW1, grad_W1, W1.grad, weight_hh_l0, h as an array over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rnn_tutor.diagnosis.fused_names import FusedNames
from rnn_tutor.diagnosis.named_arrays import named_arrays
from rnn_tutor.diagnosis.numbers import (
    NOTHING,
    GivenArray,
    as_rows,
    moved_first,
    sliced,
    squeezed,
)
from rnn_tutor.diagnosis.replay import Replay, entries, operations_of
from rnn_tutor.diagnosis.step_arrays import Figure, StepArrays, fits, is_nan
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.notation.speller import at_time, folded, gradient_of, new_value_of
from rnn_tutor.numbers.floating import nearest_float
from rnn_tutor.numbers.places import key_of


@dataclass
class Matched:
    """All figures, with what there is to say about how they were read.

    `has_new` says that parameters' own names were taken to mean their new values, by the numbers alone.
    """

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    has_new: bool = False


class Spellings:
    """Names of one kind, without regard to case and underscores where a lesson's names can be told apart so."""

    def __init__(self, names: set[str], of_all: set[str]) -> None:
        owners: dict[str, set[str]] = {}
        for name in of_all:
            owners.setdefault(folded(name), set()).add(name)
        self.names = names
        self.folded = {spelled: min(own) for spelled, own in owners.items() if len(own) == 1 and own <= names}

    def called(self, name: str) -> str | None:
        """The one that is meant; None where it is none of these, or may be another."""
        return name if name in self.names else self.folded.get(folded(name))


class GivenNames:
    """The names that a lesson's numbers may have.

    With `of_gradients` a parameter's own name means its gradient; else it is seen by the numbers what is meant. With
    `is_row` the names were not given: the numbers came in some order, that of the parameters if nothing speaks for
    another.
    """

    def __init__(self, replay: Replay, *, of_gradients: bool = False, is_row: bool = False) -> None:
        self.replay = replay
        self.arrays = StepArrays(replay)
        self.step_names = replay.derivation.names
        self.of_gradients = of_gradients
        self.is_row = is_row
        self.fused = FusedNames(replay, {})
        self.refs = {operation.ref for operation in replay.operations}
        parameters = {parameter.name for parameter in replay.lesson.parameters}
        quantities = {op.name for op in replay.operations if op.kind is Kind.QUANTITY}
        self.parameters = Spellings(parameters, parameters | quantities)
        self.quantities = Spellings(quantities, parameters | quantities)

    def matched(self, given: Mapping[str, Any]) -> Matched:
        """The figures behind names and numbers as they come.

        Raises:
            Unreadable: for what is no array of numbers.
        """
        arrays, unreadable = named_arrays(given)
        self.fused = FusedNames(self.replay, arrays)
        found = Matched()
        arrays = self._in_order(self.fused.arrays, found) if self.is_row else self.fused.arrays
        for name, error in unreadable.items():
            if self.parameters.called(name) is not None or any(self._figures(name, NOTHING, Matched())):
                raise error
            found.unknown.append(name)
        bare: dict[str, GivenArray] = {}
        for name, array in arrays.items():
            if self.parameters.called(name) is not None and not self._is_step(name):
                bare[name] = array
                continue
            figures = list(self._figures(name, array, found))
            found.figures += figures
            if not figures:
                found.unknown.append(name)
        self._bare(bare, found)
        found.figures = [figure for figure in found.figures if not _is_empty(figure)]
        found.figures, turned = self.arrays.oriented(found.figures)
        if turned:
            found.notes.append(f"transposed, as for x @ W: {', '.join(turned)}")
        return found

    def _in_order(self, arrays: dict[str, GivenArray], found: Matched) -> dict[str, GivenArray]:
        """The numbers of a row by the names that they belong to."""
        refs = [step.ref for name in arrays if (step := self.step_names.step(name)) is not None]
        order = self.arrays.in_order(list(arrays.values()), refs) if len(refs) == len(arrays) else None
        if order is None:
            return arrays
        found.notes.append(f"these are in another order than the parameters: {', '.join(ref.name for ref in order)}")
        names = dict(zip(refs, arrays, strict=True))
        return {names[ref]: array for ref, array in zip(order, arrays.values(), strict=True)}

    def _is_step(self, name: str) -> bool:
        return self.step_names.step(name) is not None

    def _figures(self, name: str, array: GivenArray, found: Matched) -> Iterator[Figure]:
        step = self.step_names.step(name)
        if step is not None and step.ref in self.refs:
            yield self.arrays.figure(name, step.ref, array)
            return
        if figures := list(self._of_state_dict(name, array, found)):
            yield from figures
            return
        if (new := new_value_of(name)) and (parameter := self.parameters.called(new)):
            if (ref := Ref(Kind.UPDATED, parameter)) in self.refs:  # without a learning rate there are none
                yield self.arrays.figure(name, ref, array)
            return
        yield from self._quantity(name, name, Kind.QUANTITY, array, found)
        if inner := gradient_of(name):
            if (parameter := self.parameters.called(inner)) is not None:
                ref = Ref(Kind.TOTAL, parameter)
                if ref in self.refs:
                    yield self.arrays.figure(name, ref, array)
                return
            yield from self._quantity(name, inner, Kind.GRADIENT, array, found)
            timed = at_time(inner)
            if timed and (parameter := self.parameters.called(timed[0])) is not None:
                yield from self._share(name, parameter, timed[1], array)

    def _share(self, name: str, parameter: str, time: int, array: GivenArray) -> Iterator[Figure]:
        shares = [op.ref for _, op in operations_of(self.replay, Kind.SHARE) if (op.name, op.time) == (parameter, time)]
        if len(shares) == 1:
            yield self.arrays.figure(name, shares[0], array)

    def _quantity(self, name: str, inner: str, kind: Kind, array: GivenArray, found: Matched) -> Iterator[Figure]:
        """A quantity or its gradient at one time step, or at all of them as an array."""
        if (quantity := self.quantities.called(inner)) is not None:
            times = [op.time for op in self.replay.operations if (op.kind, op.name) == (Kind.QUANTITY, quantity)]
            if times == [None]:
                ref = Ref(kind, quantity)
                if ref in self.refs:
                    yield self.arrays.figure(name, ref, array)
                return
            yield from self._over_time(name, quantity, kind, array, found)
            return
        timed = at_time(inner)
        if timed and (quantity := self.quantities.called(timed[0])) is not None:
            ref = Ref(kind, quantity, timed[1])
            if ref in self.refs:
                yield self.arrays.figure(name, ref, array)

    def _over_time(self, name: str, quantity: str, kind: Kind, array: GivenArray, found: Matched) -> Iterator[Figure]:
        last, shape = self.replay.unrolled.last, self.replay.unrolled.shapes.get(quantity, ())
        if fits(array.shape, shape) and (last > 1 or len(squeezed(array.shape)) <= len(squeezed(shape))):
            ref = Ref(kind, quantity, last)  # the state that is left at the end
            if ref in self.refs:
                yield self.arrays.figure(name, ref, array)
            return
        for axis, size in enumerate(array.shape):
            if size not in (last, last + 1):
                continue
            first = moved_first(array, axis)
            if not fits(first.shape[1:], shape) and not (len(array.shape) == 1 and is_nan(array)):
                continue
            slices = [sliced(first, place) for place in range(size)]
            figures = list(self._of_each_time(name, quantity, kind, slices))
            turned = list(self._of_each_time(name, quantity, kind, slices[::-1]))
            if all(map(self.arrays.is_near, turned)) and not all(map(self.arrays.is_near, figures)):
                unit = self.replay.lesson.time_step.lower()
                found.notes.append(f"read from the last {unit} to the first: {name}")
                figures = turned
            yield from figures
            return
        yield Figure(
            name, Ref(kind, quantity, last), None, problem=self.arrays.misfit(array, shape, Ref(kind, quantity))
        )

    def _of_each_time(self, name: str, quantity: str, kind: Kind, slices: Sequence[GivenArray]) -> Iterator[Figure]:
        """The parts of an array that has one for each time step, and perhaps one for the start before them."""
        for time, part in enumerate(slices, start=1 + self.replay.unrolled.last - len(slices)):
            ref = Ref(kind, quantity, time)
            if ref in self.refs and (time or kind is Kind.GRADIENT):
                yield self.arrays.figure(f"{name}.t{time}", ref, part)

    def _of_state_dict(self, name: str, array: GivenArray, found: Matched) -> Iterator[Figure]:
        """An array of a PyTorch module, the gates below one another, or a weight of Keras, turned like one."""
        parts, kind = self.fused.parts(name)
        if not parts:
            return
        shapes = [self.replay.unrolled.shapes[part] for part in parts]
        rows = sum(as_rows(shape)[0] for shape in shapes)
        stacked = array if array.shape[:1] == (rows,) else None
        if stacked is None and len(array.shape) > 1 and array.shape[-1] == rows:
            stacked = moved_first(array, len(array.shape) - 1)
            found.notes.append(f"{name} is transposed: the gates are side by side")
        if stacked is None:
            yield Figure(
                name, Ref(kind, parts[0]), None, problem=f"it doesn't have {rows} rows, one for each unit of each gate"
            )
            return
        blocks: list[GivenArray] = []
        height = rows // len(parts)
        for place in range(len(parts)):
            rows_of = [sliced(stacked, row) for row in range(place * height, (place + 1) * height)]
            block_entries = tuple(entry for row in rows_of for entry in row.entries)
            blocks.append(GivenArray((height, *stacked.shape[1:]), block_entries))
        order = self.arrays.order(parts, kind, blocks)
        if order != tuple(range(len(parts))):
            said = ", ".join(parts[place] for place in order)
            found.notes.append(f"in {name} the gates are in the order {said}")
        for place, block in zip(order, blocks, strict=True):
            label = name if len(parts) == 1 else f"{name}[{parts[place]}]"
            yield self.arrays.figure(label, Ref(kind, parts[place]), block)

    def _bare(self, bare: Mapping[str, GivenArray], found: Matched) -> None:
        """What a parameter's own name means: its gradient, else its new value, or what the lesson gives."""
        names = {name: parameter for name in bare if (parameter := self.parameters.called(name))}
        have_gradient = {figure.ref.name for figure in found.figures if figure.ref.kind is Kind.TOTAL}
        distances = [self._distances(parameter, bare[name]) for name, parameter in names.items()]
        is_new_of = dict(zip(names, (to_new < to_gradient for to_new, to_gradient in distances), strict=True))
        nearer = sum(is_new_of.values())
        is_new = 2 * nearer > len(distances) and not self.of_gradients and self.replay.lesson.is_trained
        read_as_new: list[str] = []
        for name, parameter in names.items():
            if self._is_given(parameter, bare[name]) and (is_new or parameter in have_gradient):
                found.notes.append(f"{name} is unchanged, as in the lesson")
                continue
            is_beside = parameter in have_gradient and is_new_of[name]  # another name has the gradient already
            kind = Kind.UPDATED if is_new or is_beside else Kind.TOTAL
            ref = Ref(kind, parameter)
            if ref not in self.refs:
                found.unknown.append(name)
                continue
            found.figures.append(self.arrays.figure(name, ref, bare[name]))
            if inner := self.quantities.called(gradient_of(name) or ""):
                found.notes.append(_may_be_either(name, parameter, inner, is_new=kind is Kind.UPDATED))
                continue
            read_as_new += [name] * (kind is Kind.UPDATED)
        found.has_new = is_new and bool(names)
        if read_as_new:
            found.notes.append(f"read as the new values after the update: {', '.join(read_as_new)}")

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


def _is_empty(figure: Figure) -> bool:
    return figure.numbers is not None and all(number.is_missing for number in figure.numbers.entries)


def _may_be_either(name: str, parameter: str, quantity: str, *, is_new: bool) -> str:
    """What a name was read as that a parameter has, and that the gradient of a quantity would have as well."""
    return (
        f"ambiguous: {name} may be the parameter {parameter} or the gradient of {quantity}, and is read as the "
        f"{'new value' if is_new else 'gradient'} of the parameter; write d{parameter} for its gradient, "
        f"new_{parameter} for its new value, and {name}.t1 for the gradient of {quantity} at the first time step"
    )
