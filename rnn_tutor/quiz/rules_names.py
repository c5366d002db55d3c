"""Mistakes in what is taken: a number of another time step, another weight, another element."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import place_label
from rnn_tutor.equations.tree import Element, Expression, Kind, Ref, Transpose, references
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.quiz.mutation import exchanged, nodes
from rnn_tutor.quiz.rules_formula import is_short
from rnn_tutor.quiz.setting import Setting, Slip
from rnn_tutor.quiz.slopes import FEW_STEPS

NEAR = 1  # time steps away, in a long lesson
DERIVED = (Kind.GRADIENT, Kind.SHARE)


def wrong_time_step(setting: Setting) -> Iterator[Slip]:
    """A number of another time step in place of the right one, or the answer of another time step."""
    if not is_short(setting.expression):
        return
    for ref in references(setting.expression):
        if ref.kind is not Kind.SHARE:
            for other in at_other_steps(setting, ref):
                words = f"{name_of(other)} was taken where {name_of(ref)}, of {setting.unit} {ref.at}, belongs"
                yield Slip("wrong-time-step", exchanged(setting.expression, ref, other), words)
    for other in at_other_steps(setting, setting.asked):
        words = f"it is {name_of(other)}, of {setting.unit} {other.at}; {setting.unit} {setting.asked.at} is asked for"
        yield Slip("wrong-time-step", setting.part(other), words)


def at_other_steps(setting: Setting, ref: Ref) -> Iterator[Ref]:
    """The same at other time steps, the nearest first, as far as there is a number."""
    if not isinstance(ref.at, int):
        return
    last = setting.question.derivation.lesson.time_steps
    farthest = last if last <= FEW_STEPS else NEAR
    for away in range(1, farthest + 1):
        for at in (ref.at - away, ref.at + away):
            other = Ref(ref.kind, ref.name, at, ref.via)
            if setting.known(other) and is_earlier(setting, other):
                yield other


def is_earlier(setting: Setting, ref: Ref) -> bool:
    """Whether a gradient or share was found before the question; other numbers may stand anywhere."""
    if ref.kind not in DERIVED:
        return True
    step = setting.question.derivation.step_for(ref)
    return step is not None and step.phase is Phase.BACKWARD and step.number < _number_in_backward(setting)


def _number_in_backward(setting: Setting) -> int:
    step = setting.question.step
    return step.number if step.phase is Phase.BACKWARD else len(setting.question.derivation.operations)


def wrong_operand(setting: Setting) -> Iterator[Slip]:
    """Another weight for a weight, another quantity of the same time step for a quantity."""
    if setting.phase in (Phase.TOTAL, Phase.UPDATE) or not is_short(setting.expression):
        return
    unrolled = setting.question.derivation.unrolled
    for ref in references(setting.expression):
        for other in mistakable(setting, ref):
            fits = unrolled.shape(other) == unrolled.shape(ref)
            if other != ref and fits and setting.known(other) and is_earlier(setting, other):
                words = f"{name_of(other)} was taken where {name_of(ref)} belongs"
                yield Slip("wrong-operand", exchanged(setting.expression, ref, other), words)
    if setting.question.whole:
        yield from wrong_row(setting)


def wrong_row(setting: Setting) -> Iterator[Slip]:
    """In a formula between vectors, a row of numbers in place of a column that was turned: W₃ for Y₃ᵀ."""
    of_ref = setting.question.derivation.unrolled.shape
    for place, node in nodes(setting.expression):
        if not isinstance(node, Transpose) or not isinstance(node.operand, Ref):
            continue
        for other in mistakable(setting, node.operand):
            fits = of_ref(other) == of_ref(node.operand)[::-1]
            if fits and other != node.operand and setting.known(other) and is_earlier(setting, other):
                words = f"{name_of(other)} was taken where {write(node)} belongs"
                yield Slip("wrong-operand", place(other), words)


def mistakable(setting: Setting, ref: Ref) -> Iterator[Ref]:
    """What may be taken for a name: its like, and in a product the very thing that is differentiated by."""
    derivation = setting.question.derivation
    network = derivation.unrolled.network
    quantities = [equation.name for equation in (*network.each_step, *network.output)]
    parameters = [parameter.name for parameter in derivation.lesson.parameters]
    step = setting.question.step
    match ref.kind:
        case Kind.PARAMETER:
            yield from (Ref(Kind.PARAMETER, name) for name in parameters)
            if setting.is_gradient():
                yield Ref(Kind.QUANTITY, step.quantity, step.ref.at)
        case Kind.QUANTITY | Kind.INPUT:
            yield from (Ref(Kind.QUANTITY, name, ref.at) for name in quantities)
            yield Ref(Kind.INPUT, "input", ref.at)
            if step.operation.kind is Kind.SHARE:
                yield Ref(Kind.PARAMETER, step.quantity)
                yield Ref(Kind.INPUT, "input", step.ref.at)
                before = step.ref.at - 1 if isinstance(step.ref.at, int) else step.ref.at
                yield from (Ref(Kind.QUANTITY, name, before) for name in quantities)
        case Kind.GRADIENT:
            yield from (Ref(Kind.GRADIENT, name, ref.at) for name in quantities)
            yield Ref(Kind.GRADIENT, ref.name)


def transposed(setting: Setting) -> Iterator[Slip]:
    """A matrix read with its rows and columns exchanged, or the whole result."""
    if setting.question.whole:
        yield from transposed_in_formula(setting)
        return
    unrolled = setting.question.derivation.unrolled
    for ref in references(setting.expression):
        rows, columns = unrolled.shape(ref) or (1, 1)
        if rows == 1 or rows != columns:
            continue

        def flipped(part: Expression, ref: Ref = ref) -> Expression | None:
            if isinstance(part, Element) and part.operand == ref:
                return Element(ref, part.column, part.row)
            return None

        words = f"{name_of(ref)} was read with its rows and columns exchanged"
        yield Slip("transposed", replace(setting.expression, flipped), words)


def transposed_in_formula(setting: Setting) -> Iterator[Slip]:
    """A matrix for its transpose in a formula between vectors; and the factors of an outer product exchanged."""
    turned_already: Expression | None = None
    for place, node in nodes(setting.expression):
        if node is turned_already:
            continue
        if isinstance(node, Transpose):
            turned_already = node.operand
            matrix, turned = write(node.operand), write(node)
            yield Slip("transposed", place(node.operand), f"{matrix} stands where its transpose {turned} belongs")
        elif isinstance(node, Ref):
            turned = write(Transpose(node))
            words = f"the transpose {turned} stands where {name_of(node)} itself belongs"
            yield Slip("transposed", place(Transpose(node)), words)
    words = "the rows and columns of the result are exchanged"
    yield Slip("transposed", Transpose(setting.expression), words)


def wrong_element(setting: Setting) -> Iterator[Slip]:
    """Another element of the same vector or matrix."""
    step, question = setting.question.step, setting.question
    rows, columns = (1, 1) if question.whole else step.operation.shape or (1, 1)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            if (row, column) != (question.row, question.column):
                place = place_label((rows, columns), row, column)
                other = step.element(row, column).expression
                yield Slip("wrong-element", other, f"it is the element {place}, and another one is asked for")
