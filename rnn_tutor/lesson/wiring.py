"""From equations as a file has them to a network: parsed, with every name looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rnn_tutor.equations.algebra import replace as replaced
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.bias_rows import with_bias_rows
from rnn_tutor.equations.definitions import loss_expression, row_expression
from rnn_tutor.equations.dialect import Dialect, FunctionDefinition
from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.source import source
from rnn_tutor.equations.tree import At, Expression, Kind, Ref, TypedName, leaves
from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.known_names import Known
from rnn_tutor.lesson.lesson import Equation, Network, Section
from rnn_tutor.lesson.lookup import Names
from rnn_tutor.lesson.mending import read_line
from rnn_tutor.lesson.naming import LOSS, name_of, why_no_name
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import Problem, shortened
from rnn_tutor.lesson.slide_names import meant_each
from rnn_tutor.lesson.written_equation import WrittenEquation

QUANTITIES = (Section.EACH_STEP, Section.OUTPUT)


@dataclass
class Wiring:
    """The equations of a network, as far as they could be read, and what is wrong with them."""

    file: str
    each_step: list[WrittenEquation] = field(default_factory=list)
    output: list[WrittenEquation] = field(default_factory=list)
    loss: WrittenEquation | None = None
    known: Known = field(default_factory=lambda: Known(()))
    called: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def all(self) -> list[WrittenEquation]:
        """Every equation, the loss last."""
        return [*self.each_step, *self.output, *([self.loss] if self.loss else [])]

    @property
    def uses_activation(self) -> bool:
        """Whether an equation calls `activation(…)`, the function that the lesson chooses."""
        return any("activation" in equation.words for equation in self.all)

    @property
    def prediction(self) -> str:
        """The quantity that a loss of the table compares with the target."""
        return (*self.each_step, *self.output)[-1].name

    def report(self, scalar: ScalarNode, message: str, remedy: str, offset: int = 0) -> None:
        """Notes a problem with a text."""
        self.problems.append(Problem(self.file, scalar.place_of(offset), message, remedy))


def read_equations(source: Document, activation: str) -> Wiring:
    """The equations under the key `equations` of a document that fits its form, parsed."""
    sections = {key: value for key, (_, value) in _entries(_entries(source.root)["equations"][1]).items()}
    keys = [key for section in QUANTITIES for key in _entries(sections.get(section.value))]
    plain = meant_each(keys, _entries(_entries(source.root).get("parameters", (None, None))[1]))
    kept = {key: plain[key] if why_no_name(key, "quantity") else name_of(key) for key in keys}
    wiring = _read_sections(source, sections, kept, activation)
    # A lesson that has to be mended anyway is told of h_t too, which its screens would show as h_t₁.
    return wiring if not wiring.problems or plain == kept else _read_sections(source, sections, plain, activation)


def _read_sections(source: Document, sections: Mapping[str, Node], names: Mapping[str, str], activation: str) -> Wiring:
    """The equations of each section, their quantities called by the names that their keys mean."""
    called = {name_of(key): name for key, name in names.items() if name_of(key) != name}
    wiring = Wiring(source.file, known=_known(source, sections, names), called=called)
    first: dict[str, ScalarNode] = {}
    for section, read in zip(QUANTITIES, (wiring.each_step, wiring.output), strict=True):
        for written, (key, value) in _entries(sections.get(section.value)).items():
            if isinstance(value, ScalarNode):
                _check_name(names[written], key, first, wiring)
                read.append(_read(names[written], section, value, activation, wiring, wiring.known))
    loss = sections.get(Section.LOSS.value)
    if isinstance(loss, ScalarNode) and not loss.is_empty:
        wiring.loss = _read(LOSS, Section.LOSS, loss, activation, wiring, wiring.known)
    return wiring


def _known(source: Document, sections: Mapping[str, Node], names: Mapping[str, str]) -> Known:
    """The names that the equations of a document may mean."""
    root = {key: value for key, (_, value) in _entries(source.root).items()}
    parameters = {name_of(key): value for key, (_, value) in _entries(root.get("parameters")).items()}
    each_step, output = ([names[key] for key in _entries(sections.get(section.value))] for section in QUANTITIES)
    return Known(
        each_step,
        tuple(parameters),
        [name for name, value in parameters.items() if _is_matrix(value)],
        others=[*output, *map(name_of, _entries(root.get("given")))],
        prediction=[*each_step, *output, ""][-2] if each_step or output else "",
        open=not parameters,
    )


def read_loss(value: ScalarNode, wiring: Wiring, file: str) -> WrittenEquation:
    """What is differentiated, written as an expression under the key `loss` of a lesson's own file."""
    own = replace(wiring, file=file)  # the problems go where those of the equations go
    return _read(LOSS, Section.LOSS, value, "activation", own, wiring.known)


def loss_of_table(name: str, prediction: str) -> WrittenEquation:
    """A loss of the table, of a prediction."""
    expression = loss_expression(name, prediction)
    return WrittenEquation(LOSS, Section.LOSS, source(expression), expression)


def looked_up(names: Names, *, placed: bool) -> list[Equation]:
    """The equations that could be read, their names looked up; problems are left with `names`.

    They are `placed` unless they stand in another file than the lesson's, where only the loss may be its own.
    """
    found: list[Equation] = []
    for equation in names.equations:
        if equation.expression is None:
            names.look_over(equation)
            continue
        expression = names.look_up(equation, equation.expression)
        own = placed or equation.section is Section.LOSS
        place = equation.value.place_of(0) if equation.value and own else None
        found.append(Equation(equation.name, expression, equation.section, equation.text, place))
    return found


def read_at_their_ends(network: Network) -> Network:
    """The network with what is read after the last time step read where it was found last.

    That is the first time step for what runs backwards: its value there has seen everything, that at the last next to
    nothing.
    """
    backward = network.ends_at_first

    def at_end(part: Expression) -> Expression | None:
        match part:
            case Ref(Kind.QUANTITY, name, At.LAST) if name in backward:
                return replace(part, at=1)
            case _:
                return None

    def ended(equation: Equation) -> Equation:
        return replace(equation, expression=replaced(equation.expression, at_end))

    if not backward:
        return network
    loss = network.loss and ended(network.loss)
    return replace(network, output=tuple(map(ended, network.output)), loss=loss)


def with_biases(network: Network, shapes: Mapping[str, Shape]) -> Network:
    """The network in which a bias of one row is added to each row of a batch."""

    def added(equation: Equation) -> Equation:
        return replace(equation, expression=with_bias_rows(equation.expression, lambda ref: shapes.get(ref.name)))

    return replace(
        network,
        each_step=tuple(map(added, network.each_step)),
        output=tuple(map(added, network.output)),
        loss=network.loss and added(network.loss),
    )


def quantities_read(loss: WrittenEquation, among: Iterable[str]) -> list[str]:
    """The quantities among those given that a loss reads, in the order written."""
    if loss.expression is None:
        return []
    known = set(among)
    return [leaf.name for leaf in leaves(loss.expression) if isinstance(leaf, TypedName) and leaf.name in known]


def _entries(node: Node | None) -> dict[str, tuple[ScalarNode, Node]]:
    """The keys of a mapping with their values."""
    if not isinstance(node, MappingNode):
        return {}
    return {name: (key, node.values[name]) for name, key in node.keys.items()}


def _is_matrix(node: Node) -> bool:
    """Whether a parameter is written as a matrix."""
    if isinstance(node, MappingNode):
        node = node.values.get("value", node)
    return isinstance(node, SequenceNode) and any(isinstance(row, SequenceNode) for row in node.items)


def _read(
    name: str, section: Section, value: ScalarNode, activation: str, wiring: Wiring, known: Known
) -> WrittenEquation:
    """An equation with its text parsed, unless that can't be done."""
    text = " ".join(value.text.split())
    dialect = Dialect(functions=WRITABLE, aliases={"activation": activation}, formulas=_formulas(section))
    mended = read_line(value.text, dialect, replace(known, in_loss=section is Section.LOSS))
    for mistake in mended.mistakes:
        wiring.report(value, mistake.message, mistake.remedy, mistake.offset)
    # What looks like an unknown name in another notation, as the t of Y[t-1], is none.
    is_unclear = mended.expression is None and mended.other
    expression = mended.expression and _called(mended.expression, wiring.called)
    return WrittenEquation(name, section, text, expression, None if is_unclear else value)


def _called(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The expression with the quantities called as their keys are told to be: said once, at the key."""

    def own(part: Expression) -> Expression | None:
        return replace(part, name=names[part.name]) if isinstance(part, TypedName) and part.name in names else None

    return replaced(expression, own)


def _formulas(section: Section) -> dict[str, FunctionDefinition]:
    """The losses of the table, which a loss may call by name."""
    if section is not Section.LOSS:
        return {}
    arguments = ("target", "prediction")
    return {name: FunctionDefinition(arguments, row_expression(row.equation)) for name, row in LOSSES.items()}


def _check_name(name: str, key: ScalarNode, first: dict[str, ScalarNode], wiring: Wiring) -> None:
    if wrong := why_no_name(key.text, "quantity"):
        message, remedy = wrong
        wiring.report(key, message, remedy if why_no_name(name, "quantity") else f"write {name}")
    elif name != name_of(key.text):
        remedy = f"write {name} for {key.text.strip()}, here and wherever it stands"
        wiring.report(key, "a name alone means this time step", remedy)
    elif name in first:
        place = first[name].place
        message = f"{shortened(name)} is defined twice (first at {place.line}:{place.column})"
        wiring.report(key, message, "give one of the two another name")
    first.setdefault(name, key)
