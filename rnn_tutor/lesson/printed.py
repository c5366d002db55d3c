"""What a source prints and what the author remarks, from the filled-in form of a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rnn_tutor.equations.dialect import Dialect
from rnn_tutor.equations.functions import ALIASES, WRITABLE
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.lesson.forms import Filled
from rnn_tutor.lesson.lesson import Printed, PrintedFigure, PrintedLine, Remark
from rnn_tutor.lesson.mistakes import follow
from rnn_tutor.lesson.nodes import ScalarNode
from rnn_tutor.lesson.problems import Problem
from rnn_tutor.lesson.reading import as_array
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.schema_parts import PrintedForm, PrintedItemForm

ARITHMETIC = Dialect(
    max_length=200,
    implied_products=True,
    functions=WRITABLE,
    aliases=MappingProxyType(ALIASES),
)
EQUALS = re.compile("[=≈]")
LINE_EXAMPLE = "write it like e^-0.35 = 0.705"


def remarks_of(filled: Filled[LessonForm], key: str, remarks: Mapping[str, str | list[str]]) -> tuple[Remark, ...]:
    """The notes, or the hints, by step; one that is empty says nothing."""
    found: list[Remark] = []
    for name, given in remarks.items():
        texts = tuple(text for text in ([given] if isinstance(given, str) else given) if text)
        if not texts:
            filled.report(
                filled.place(key, name), "this text is empty", ("write a line of arithmetic, or leave the name out")
            )
        found.append(Remark(name, texts, filled.key(key, name)))
    return tuple(found)


def printed_of(filled: Filled[LessonForm]) -> tuple[Printed, ...]:
    """The figures and the lines of arithmetic, in the order of the file; what can't be read is reported."""
    form = filled.form.printed
    if form is None:
        return ()
    groups = [((), form)] if isinstance(form, PrintedForm) else [((place,), item) for place, item in enumerate(form)]
    found = [printed for way, group in groups for printed in _group(filled, way, group)]
    return tuple(sorted(found, key=lambda printed: printed.place))


def _group(filled: Filled[LessonForm], way: tuple[int, ...], group: PrintedForm) -> Iterator[Printed]:
    for name, value in group.figures.items():
        yield PrintedFigure(name, as_array(value), filled.place("printed", *way, name))
    if isinstance(group, PrintedItemForm) and (group.id is not None or group.value is not None):
        if group.id is None or group.value is None:
            message, remedy = "a figure has an `id` and a `value`", "write {id: Y.t3, value: 0.670}, or Y.t3: 0.670"
            filled.report(filled.place("printed", *way), message, remedy)
        else:
            yield PrintedFigure(group.id, as_array(group.value), filled.place("printed", *way, "value"))
    if isinstance(group.text, str):
        yield from _line(filled, (*way, "text"))
    for number in range(len(group.text) if isinstance(group.text, list) else 0):
        yield from _line(filled, (*way, "text", number))


def _line(filled: Filled[LessonForm], way: tuple[str | int, ...]) -> Iterator[PrintedLine]:
    scalar = follow(filled.document.root, ("printed", *way))[0]
    if not isinstance(scalar, ScalarNode):
        return
    ends = [found.start() for found in EQUALS.finditer(scalar.text)]
    if not ends:
        filled.report(scalar.place, "a line of arithmetic has an equals sign", LINE_EXAMPLE)
        return
    starts = [0, *(end + 1 for end in ends)]
    texts = [scalar.text[start:end] for start, end in zip(starts, [*ends, None], strict=True)]
    sides = []
    for start, side in zip(starts, texts, strict=True):
        try:
            sides.append(parse(side, ARITHMETIC))
        except EquationError as error:
            place = scalar.place_of(start + error.offset)
            filled.problems.append(Problem(filled.document.file, place, error.message, error.remedy or LINE_EXAMPLE))
            return
    yield PrintedLine(tuple(sides), tuple(" ".join(side.split()) for side in texts), scalar.place)
