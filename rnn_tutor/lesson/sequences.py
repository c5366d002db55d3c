"""Several sequences in a lesson: the network once for each, side by side, with the same parameters.

X and Y of the first sequence are called Xa and Ya, of the second Xb and Yb. At each time step the inputs of all
sequences lie under one another, and each copy of the network reads its own; the loss is the mean or the sum over the
sequences. What follows (unrolling, gradients, the quiz) knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed
from fractions import Fraction
from string import ascii_lowercase

from rnn_tutor.english import counted
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Element, Expression, Kind, Number, Quotient, Ref, Stack, Sum
from rnn_tutor.lesson.document import Document, Mapping, Scalar
from rnn_tutor.lesson.document import Sequence as List
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Equation, Lesson, Network
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm, SequenceForm

SEQUENCES = "sequences"
DATA = ("inputs", "target", "targets")
MEAN = "mean"


def with_first_sequence(document: Document) -> Document:
    """The document with the data of its first sequence as the lesson's own, by which everything else is checked."""
    root = document.root
    if not isinstance(root, Mapping):
        return document
    match root.values.get(SEQUENCES):
        case List(_, [Mapping(_, keys, values), *_]):
            given = [key for key in DATA if key in values and not _is_empty(values[key])]
            data = {key: values[key] for key in given if key not in root.keys}
        case _:
            return document
    names = {key: keys[key] for key in data}
    return changed(document, root=Mapping(root.place, {**root.keys, **names}, {**root.values, **data}))


def _is_empty(node: object) -> bool:
    return isinstance(node, Scalar) and node.is_empty


def check_sequences(filled: Filled[LessonForm], written: Document) -> None:
    """That the sequences are alike, and that nothing else gives data. Problems are reported."""
    sequences, root = filled.form.sequences, written.root
    if sequences is None or not isinstance(root, Mapping):
        if filled.form.over_sequences is not None and SEQUENCES not in filled.unreliable:
            remedy = "leave it out, or give sequences:"
            filled.report(filled.key("over_sequences"), "there are no sequences to take the loss over", remedy)
        return
    if doubled := next((key for key in DATA if key in root.keys), None):
        message = f"there is `{doubled}`, and there are `sequences`"
        filled.report(filled.key(SEQUENCES), message, "keep one of the two")
        return
    first = sequences[0]
    for number, one in enumerate(sequences[1:], start=1):
        _check_like_first(filled, number, one, first)


def _check_like_first(filled: Filled[LessonForm], number: int, one: SequenceForm, first: SequenceForm) -> None:
    if len(one.inputs) != len(first.inputs):
        message = f"{counted(len(one.inputs), 'input')} here, and {len(first.inputs)} in the first sequence"
        filled.report(filled.place(SEQUENCES, number, "inputs"), message, "give each sequence as many")
    if {key for key in DATA if getattr(one, key) is None} != {key for key in DATA if getattr(first, key) is None}:
        message = "this sequence doesn't have the same keys as the first"
        filled.report(filled.place(SEQUENCES, number), message, "give each inputs, and all of them target or targets")
        return
    for key in DATA:
        wanted = as_array(values_of(first, key)[0]).shape if values_of(first, key) else ()
        if any(as_array(value).shape != wanted for value in values_of(one, key)):
            message = f"a value of {key} here is of another size than in the first sequence"
            filled.report(filled.place(SEQUENCES, number, key), message, "give each sequence the same")
    if one.targets is not None and len(one.targets) != len(one.inputs):
        message = f"{counted(len(one.targets), 'target')} for {counted(len(one.inputs), 'input')}"
        filled.report(filled.place(SEQUENCES, number, "targets"), message, "give one target per time step")


def values_of(one: SequenceForm, key: str) -> list[Number | list[Number] | list[list[Number]]]:
    """The values that a sequence has under a key; a target as a list of one."""
    match key:
        case "inputs":
            return list(one.inputs)
        case "target":
            return [] if one.target is None else [one.target]
        case _:
            return list(one.targets or [])


def side_by_side(lesson: Lesson, form: LessonForm) -> Lesson:
    """The lesson with its network once for each sequence."""
    sequences = form.sequences
    if sequences is None or len(sequences) == 1:
        return lesson
    suffixes = suffixes_for(lesson, len(sequences))
    copies = [_Copy(lesson, number, suffix) for number, suffix in enumerate(suffixes)]
    network, loss = lesson.network, lesson.network.loss
    if loss is not None:
        together: Expression = Sum(tuple(copy.read(loss.expression) for copy in copies))
        if (form.over_sequences or MEAN) == MEAN:
            together = Quotient(together, Number(Fraction(len(copies))))
        loss = changed(loss, expression=together)
    targets = [values_of(one, "target") or values_of(one, "targets") for one in sequences]
    return changed(
        lesson,
        network=Network(
            each_step=tuple(copy.equation(e) for copy in copies for e in network.each_step),
            output=tuple(copy.equation(e) for copy in copies for e in network.output),
            loss=loss,
            loss_each_step=network.loss_each_step,
            mean_over_steps=network.mean_over_steps,
            name=network.name,
            about=network.about,
        ),
        inputs=stacked([[as_array(value) for value in one.inputs] for one in sequences]),
        targets=stacked([[as_array(value) for value in values] for values in targets]),
        initial=tuple((name + suffix, value) for suffix in suffixes for name, value in lesson.initial),
        sequences=suffixes,
    )


def suffixes_for(lesson: Lesson, count: int) -> tuple[str, ...]:
    """What is added to the names of each sequence: letters, where no name comes to be another's."""
    network = lesson.network
    names = [e.name for e in (*network.each_step, *network.output)]
    taken = {*names, *(p.name for p in lesson.parameters)}
    letters = tuple(ascii_lowercase[:count])
    clash = any(name + letter in taken for name in names for letter in letters)
    return tuple(f"_{letter}" for letter in letters) if clash else letters


def stacked(values: Sequence[Sequence[Array[Number]]]) -> tuple[Array[Number], ...]:
    """The values of all sequences at each time step, one under the other."""
    together = (tuple(entry for array in step for entry in array.entries) for step in zip(*values, strict=True))
    return tuple(Array((len(entries), 1), entries) for entries in together)


class _Copy:
    """The network of one sequence: its names, and where its data lie among those of all."""

    def __init__(self, lesson: Lesson, number: int, suffix: str) -> None:
        self.suffix = suffix
        self.number = number
        self.sizes = {
            Kind.INPUT: len(lesson.inputs[0].entries) if lesson.inputs and lesson.inputs[0].shape else 0,
            Kind.TARGET: len(lesson.targets[0].entries) if lesson.targets and lesson.targets[0].shape else 0,
        }

    def equation(self, equation: Equation) -> Equation:
        """An equation, of this sequence."""
        return changed(equation, name=equation.name + self.suffix, expression=self.read(equation.expression))

    def read(self, expression: Expression) -> Expression:
        """An expression, of this sequence."""
        return replace(expression, self._own)

    def _own(self, part: Expression) -> Expression | None:
        match part:
            case Element(Ref() as ref, row) if ref.kind in self.sizes:
                return Element(ref, self.number * max(self.sizes[ref.kind], 1) + row)
            case Ref(Kind.QUANTITY):
                return changed(part, name=part.name + self.suffix)
            case Ref() if part.kind in self.sizes:
                size = self.sizes[part.kind]
                if not size:
                    return Element(part, self.number + 1)
                return Stack(tuple(Element(part, self.number * size + row) for row in range(1, size + 1)))
            case _:
                return None
