"""Several sequences in a lesson: the network once for each, side by side, with the same parameters.

X and Y of the second sequence are called X_seq2 and Y_seq2, and written X⁽²⁾ and Y⁽²⁾. At each time step the inputs of
all sequences lie under one another, and each copy of the network reads its own; the loss is the mean or the sum over
the sequences. A sequence may end before the others: then there is nothing more of it, and zeros stand in the place of
its data, which nothing reads.
"""

from __future__ import annotations

from collections import abc
from dataclasses import replace as changed
from fractions import Fraction
from itertools import zip_longest

from rnn_tutor.english import counted
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.operations.structural import ROWS
from rnn_tutor.equations.tree import (
    ZERO,
    Apply,
    At,
    Element,
    Expression,
    Kind,
    Number,
    Quotient,
    Ref,
    Stack,
    Sum,
    children,
)
from rnn_tutor.lesson.forms import DATA, SEQUENCES, Filled
from rnn_tutor.lesson.lesson import Equation, Lesson, Network, Section
from rnn_tutor.lesson.naming import name_of
from rnn_tutor.lesson.nodes import MappingNode
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.schema_parts import SequenceForm
from rnn_tutor.lesson.schema_values import Values

MEAN = "mean"


def with_first_sequence(filled: Filled[LessonForm]) -> Filled[LessonForm]:
    """The form with the data of its first sequence as the lesson's own, by which everything else is checked."""
    given = filled.document.root.keys if isinstance(filled.document.root, MappingNode) else ()
    for first in (filled.form.sequences or [])[:1]:
        data = {key: getattr(first, key) for key in DATA if key in first.model_fields_set and key not in given}
        form = filled.form.model_copy(update=data)
        return changed(filled, form=form, within=dict.fromkeys(data, (SEQUENCES, 0)))
    return filled


def check_sequences(filled: Filled[LessonForm]) -> None:
    """That the sequences are alike, and that nothing else gives data. Problems are reported."""
    sequences, root = filled.form.sequences, filled.document.root
    if SEQUENCES in filled.unreliable:
        return
    if sequences is None or not isinstance(root, MappingNode):
        if filled.form.over_sequences is not None:
            remedy = "leave it out, or give sequences:"
            filled.report(filled.key("over_sequences"), "there are no sequences to add up or average over", remedy)
        return
    if doubled := next((key for key in DATA if key in root.keys), None):
        message = f"the lesson has both `{doubled}` and `sequences`"
        filled.report(filled.key(SEQUENCES), message, "keep one of the two")
        return
    first = sequences[0]
    for number, one in enumerate(sequences[1:], start=1):
        _check_like_first(filled, number, one, first)


def _check_like_first(filled: Filled[LessonForm], number: int, one: SequenceForm, first: SequenceForm) -> None:
    if keys_of(one) != keys_of(first):
        message = "this sequence doesn't have the same keys as the first"
        filled.report(filled.place(SEQUENCES, number), message, "give each inputs, and all of them target or targets")
        return
    for key in DATA[:-1]:
        wanted = as_array(values_of(first, key)[0]).shape if values_of(first, key) else ()
        if any(as_array(value).shape != wanted for value in values_of(one, key)):
            message = f"a value of {key} here has a different size from those of the first sequence"
            filled.report(filled.place(SEQUENCES, number, key), message, "give every sequence the same size")
    for name, values in one.given.items():
        wanted = as_array(first.given[name][0]).shape
        if len(values) != len(one.inputs) or any(as_array(value).shape != wanted for value in values):
            message = f"{name} needs one value for each input here, of the same size as in the first sequence"
            filled.report(filled.place(SEQUENCES, number, "given", name), message, "give one for each time step")
    if one.targets is not None and len(one.targets) != len(one.inputs):
        message = f"{counted(len(one.targets), 'target')} for {counted(len(one.inputs), 'input')}"
        filled.report(filled.place(SEQUENCES, number, "targets"), message, "give one target per time step")


def check_named_steps(filled: Filled[LessonForm], network: Network) -> None:
    """That every sequence has the time steps that an equation names, as h.t3 does. Problems are reported."""
    lengths = [len(one.inputs) for one in filled.form.sequences or []]
    for equation in network.all if lengths else ():
        for name, at in named_steps(equation.expression):
            short = next((number for number, length in enumerate(lengths) if at > length), None)
            if short is not None:
                message = f"sequence {short + 1} has {counted(lengths[short], 'time step')}, so it has no {name}.t{at}"
                place = equation.place or filled.key(SEQUENCES)
                filled.report(place, message, f"write {name} for the last one of each")


def named_steps(expression: Expression) -> abc.Iterator[tuple[str, int]]:
    """The quantities that are read at a time step of their own, with it; all(h) is every step that there is."""
    if isinstance(expression, Ref):
        if expression.kind is Kind.QUANTITY and isinstance(expression.at, int):
            yield expression.name, expression.at
    elif not (isinstance(expression, Apply) and expression.function == ROWS.name):
        for part in children(expression):
            yield from named_steps(part)


def keys_of(one: SequenceForm) -> set[str]:
    """The data that a sequence has, by name."""
    return {*one.given, *(key for key in DATA[:-1] if getattr(one, key) is not None)}


def values_of(one: SequenceForm, key: str) -> list[Number | list[Number] | list[list[Number]]]:
    """The values that a sequence has under a key; a target as a list of one."""
    match key:
        case "inputs":
            return list(one.inputs)
        case "target":
            return [] if one.target is None else [one.target]
        case _:
            given = [value for value in one.targets or [] if value is not None]
            nothing = zeros_like(given[0]) if given else ZERO
            return [nothing if value is None else value for value in one.targets or []]


def zeros_like(value: Values) -> Values:
    """Zeros in the shape of a value."""
    if isinstance(value, list):
        return [zeros_like(part) for part in value]  # type: ignore[return-value]  # of the same depth
    return ZERO


def side_by_side(lesson: Lesson, form: LessonForm) -> Lesson:
    """The lesson with its network once for each sequence."""
    sequences = form.sequences
    if sequences is None or len(sequences) == 1:
        return lesson
    lengths = [len(one.inputs) for one in sequences]
    steps = [asked_at(one) for one in sequences]
    is_even = len({*steps}) == 1 and len(steps[0]) == lengths[0]
    suffixes = suffixes_for(lesson, len(sequences))
    copies = [_Copy(lesson, number, suffix, lengths, steps[number]) for number, suffix in enumerate(suffixes)]
    network = lesson.network
    targets = [values_of(one, "target") or values_of(one, "targets") for one in sequences]
    starts = dict(lesson.initial)
    own = [starts | {name_of(name): as_array(v) for name, v in one.initial.items()} for one in sequences]
    return changed(
        lesson,
        network=changed(
            network,
            each_step=tuple(copy.equation(e) for copy in copies for e in network.each_step),
            output=tuple(copy.equation(e) for copy in copies for e in network.output),
            loss=network.loss and loss_of_all(lesson, network.loss, copies, over=form.over_sequences or MEAN),
            loss_each_step=network.loss_each_step and is_even,
            mean_over_steps=network.mean_over_steps and is_even,
        ),
        inputs=stacked([[as_array(value) for value in one.inputs] for one in sequences]),
        targets=stacked([[as_array(value) for value in values] for values in targets]),
        given=tuple(
            (name_of(key), stacked([[as_array(value) for value in one.given[key]] for one in sequences]))
            for key in sequences[0].given
        ),
        initial=tuple((n + suffix, v) for suffix, given in zip(suffixes, own, strict=True) for n, v in given.items()),
        learned=tuple((name + suffix, of) for suffix in suffixes for name, of in lesson.learned),
        sequences=suffixes,
        time_steps=max(lengths),
    )


def asked_at(one: SequenceForm) -> tuple[int, ...]:
    """The time steps of a sequence for which there is a target."""
    targets = one.targets or [Number(Fraction(0))] * len(one.inputs)
    return tuple(time for time, value in enumerate(targets, start=1) if value is not None)


def loss_of_all(lesson: Lesson, loss: Equation, copies: abc.Sequence[_Copy], over: str) -> Equation:
    """The mean or the sum of the sequences' losses; where they end one by one, each is written out over its steps."""
    network = lesson.network
    is_uneven = any(copy.steps != tuple(range(1, lesson.time_steps + 1)) for copy in copies)
    losses = []
    for copy in copies:
        own = copy.read(loss.expression)
        if network.loss_each_step and is_uneven:
            own = over_steps(own, copy.steps, mean=network.mean_over_steps)
        losses.append(own)
    together: Expression = Sum(tuple(losses))
    return changed(loss, expression=Quotient(together, Number(Fraction(len(losses)))) if over == MEAN else together)


def without_steps(lesson: Lesson, without: abc.Collection[int]) -> Lesson:
    """The lesson with no loss at some time steps, for which there is no target."""
    network, loss = lesson.network, lesson.network.loss
    if not without or loss is None:
        return lesson
    steps = [time for time in range(1, lesson.time_steps + 1) if time not in without]
    expression = over_steps(loss.expression, steps, mean=network.mean_over_steps)
    network = changed(network, loss=changed(loss, expression=expression), loss_each_step=False, mean_over_steps=False)
    return changed(lesson, network=network)


def over_steps(expression: Expression, steps: abc.Sequence[int], *, mean: bool) -> Expression:
    """The loss of a time step, summed over some of them, or their mean."""
    terms = tuple(at_step(expression, time) for time in steps)
    together: Expression = Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO
    return Quotient(together, Number(Fraction(len(terms)))) if mean and len(terms) > 1 else together


def at_step(expression: Expression, time: int) -> Expression:
    """What is said of each time step, of one of them."""

    def fixed(part: Expression) -> Expression | None:
        return changed(part, at=time) if isinstance(part, Ref) and part.at is At.HERE else None

    return replace(expression, fixed)


def suffixes_for(lesson: Lesson, count: int) -> tuple[str, ...]:
    """What is added to the names of each sequence: letters, where no name comes to be another's."""
    network = lesson.network
    names = [e.name for e in (*network.each_step, *network.output)]
    taken = {*names, *(p.name for p in lesson.parameters)}
    joined = "_seq"
    while any(f"{name}{joined}{number}" in taken for name in names for number in range(1, count + 1)):
        joined = f"_{joined}"
    return tuple(f"{joined}{number}" for number in range(1, count + 1))


def stacked(values: abc.Sequence[abc.Sequence[Array[Number]]]) -> tuple[Array[Number], ...]:
    """The values of all sequences at each time step, one under the other; zeros where a sequence has ended."""
    if not any(values):
        return ()
    filled = zip_longest(*values, fillvalue=values[0][0].map(lambda _: ZERO))
    together = (tuple(entry for array in step for entry in array.entries) for step in filled)
    return tuple(Array((len(entries), 1), entries) for entries in together)


class _Copy:
    """The network of one sequence: its names, and where its data lie among those of all."""

    def __init__(
        self, lesson: Lesson, number: int, suffix: str, lengths: abc.Sequence[int], steps: tuple[int, ...]
    ) -> None:
        self.suffix = suffix
        self.number = number
        self.length = lengths[number]
        self.steps = steps
        self.ends_early = self.length < max(lengths)
        data = {**lesson.streams, "target": lesson.targets}
        self.sizes = {
            name: len(arrays[0].entries) if arrays and arrays[0].shape else 0 for name, arrays in data.items()
        }

    def equation(self, equation: Equation) -> Equation:
        """An equation, of this sequence."""
        last = self.length if self.ends_early and equation.section is Section.EACH_STEP else None
        expression = self.read(equation.expression)
        return changed(equation, name=equation.name + self.suffix, expression=expression, last=last)

    def read(self, expression: Expression) -> Expression:
        """An expression, of this sequence."""
        return replace(expression, self._own)

    def _at_end(self, ref: Ref) -> Ref:
        """A name read after the last time step: at this sequence's last, where that comes before the others'."""
        return changed(ref, at=self.length) if ref.at is At.LAST and self.ends_early else ref

    def _own(self, part: Expression) -> Expression | None:
        match part:
            case Apply(ROWS.name, (Ref() as ref, *_)):  # all of a quantity: as many rows as this sequence has steps
                every = changed(ref, name=ref.name + self.suffix)
                return ROWS(*(changed(every, at=time) for time in range(1, self.length + 1)))
            case Element(Ref() as ref, row) if ref.kind in (Kind.INPUT, Kind.TARGET):
                return Element(self._at_end(ref), self.number * max(self.sizes[ref.name], 1) + row)
            case Ref(Kind.QUANTITY):
                return self._at_end(changed(part, name=part.name + self.suffix))
            case Ref() if part.kind in (Kind.INPUT, Kind.TARGET):
                size, ref = self.sizes[part.name], self._at_end(part)
                if not size:
                    return Element(ref, self.number + 1)
                return Stack(tuple(Element(ref, self.number * size + row) for row in range(1, size + 1)))
            case _:
                return None
