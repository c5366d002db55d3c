"""From equations as a file has them to a network: parsed, with every name looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rnn_tutor.equations.definitions import loss_expression, row_expression
from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.parser import Dialect, Formula, parse
from rnn_tutor.equations.tokens import EquationError, plain_name, tokenize
from rnn_tutor.equations.tree import Name, leaves
from rnn_tutor.lesson import document
from rnn_tutor.lesson.document import Document, Scalar
from rnn_tutor.lesson.lesson import Equation, Section
from rnn_tutor.lesson.names import LOSS, Names, WrittenEquation, needed_now, why_no_name
from rnn_tutor.lesson.problems import Problem, shortened
from rnn_tutor.lesson.schema import EquationsForm


@dataclass(frozen=True)
class Wiring:
    """The equations of a network, as far as they could be read, and what is wrong with them."""

    each_step: tuple[WrittenEquation, ...]
    output: tuple[WrittenEquation, ...]
    loss: WrittenEquation | None
    uses_activation: bool
    problems: tuple[Problem, ...]

    @property
    def all(self) -> list[WrittenEquation]:
        """Every equation, the loss last."""
        return [*self.each_step, *self.output, *([self.loss] if self.loss else [])]

    @property
    def prediction(self) -> str:
        """The quantity that a loss of the table compares with the target."""
        return (*self.each_step, *self.output)[-1].name


def read_equations(form: EquationsForm, source: Document, activation: str) -> Wiring:
    """The equations under the key `equations` of a document, parsed."""
    reader = _Reader(source, activation)
    each_step = reader.section(Section.EACH_STEP, form.each_step)
    output = reader.section(Section.OUTPUT, form.output)
    loss = (
        reader.equation(LOSS, Section.LOSS, form.loss, None, reader.at("loss"))
        if form.loss is not None
        else None
    )
    return Wiring(each_step, output, loss, reader.uses_activation, tuple(reader.problems))


def loss_of_table(name: str, prediction: str) -> WrittenEquation:
    """A loss of the table, of a prediction."""
    text = re.sub(r"\bprediction\b", prediction, LOSSES[name].equation)
    return WrittenEquation(LOSS, Section.LOSS, text, loss_expression(name, prediction))


class _Reader:
    def __init__(self, source: Document, activation: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.uses_activation = False
        self.first: dict[str, Scalar] = {}
        formulas = {
            name: Formula(("target", "prediction"), row_expression(row.equation))
            for name, row in LOSSES.items()
        }
        aliases = {"activation": activation}
        self.dialects = {section: Dialect(functions=WRITABLE, aliases=aliases) for section in Section}
        self.dialects[Section.LOSS] = Dialect(functions=WRITABLE, aliases=aliases, formulas=formulas)
        assert isinstance(source.root, document.Mapping)
        self.root = source.root.values["equations"]

    def at(self, *path: str) -> Scalar | None:
        """The text at a path under `equations`."""
        node = self.root
        for step in path:
            assert isinstance(node, document.Mapping)
            node = node.values[step]
        return node if isinstance(node, Scalar) else None

    def section(self, section: Section, texts: Mapping[str, str]) -> tuple[WrittenEquation, ...]:
        return tuple(
            self.equation(
                plain_name(name.strip()), section, text, self.key(section, name), self.at(section.value, name)
            )
            for name, text in texts.items()
        )

    def key(self, section: Section, name: str) -> Scalar:
        assert isinstance(self.root, document.Mapping)
        named = self.root.values[section.value]
        assert isinstance(named, document.Mapping)
        return named.keys[name]

    def equation(
        self, name: str, section: Section, text: str, key: Scalar | None, value: Scalar | None
    ) -> WrittenEquation:
        if key is not None:
            self.check_name(name, key)
        written = WrittenEquation(name, section, " ".join(text.split()), None, key, value)
        try:
            self.uses_activation |= any(token.text == "activation" for token in tokenize(text))
            expression = parse(text, self.dialects[section])
        except EquationError as error:
            self.report(value, error.message, error.remedy, error.offset)
            return written
        return WrittenEquation(name, section, written.text, expression, key, value)

    def check_name(self, name: str, key: Scalar) -> None:
        if wrong := why_no_name(key.text, "quantity"):
            self.report(key, *wrong)
        elif name in self.first:
            place = self.first[name].place
            message = f"{shortened(name)} is defined twice (first at {place.line}:{place.column})"
            self.report(key, message, "give one of the two another name")
        self.first.setdefault(name, key)

    def report(self, scalar: Scalar | None, message: str, remedy: str = "", offset: int = 0) -> None:
        place = scalar.place_of(offset) if scalar else None
        self.problems.append(Problem(self.source.file, place, message, remedy))


def looked_up(equations: Sequence[WrittenEquation], names: Names, *, placed: bool) -> list[Equation]:
    """The equations that could be read, their names looked up; problems are left with `names`.

    They are `placed` unless they stand in another file than the lesson's.
    """
    read = [(equation, equation.expression) for equation in equations if equation.expression is not None]
    names.needs |= {equation.name: needed_now(expression) for equation, expression in read}
    return [
        Equation(
            name=equation.name,
            expression=names.look_up(equation, expression),
            section=equation.section,
            text=equation.text,
            place=equation.value.place_of(0) if equation.value and placed else None,
        )
        for equation, expression in read
    ]


def quantities_read(loss: WrittenEquation, among: Iterable[str]) -> list[str]:
    """The quantities among those given that a loss reads, in the order written."""
    if loss.expression is None:
        return []
    known = set(among)
    return list(
        dict.fromkeys(n.name for n in leaves(loss.expression) if isinstance(n, Name) and n.name in known)
    )
