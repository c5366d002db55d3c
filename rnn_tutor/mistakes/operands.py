"""Mistakes in what is taken: a number of another time step, another weight, another element."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.equations.algebra import divide, multiply, replace
from rnn_tutor.equations.array import place_label
from rnn_tutor.equations.operations.elementary import ABS
from rnn_tutor.equations.operations.slopes import SCALED_TO
from rnn_tutor.equations.optimizers import SETTINGS
from rnn_tutor.equations.tree import Apply, Element, Expression, Kind, Ref, Transpose, references
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.another_parameter import share_of_another, total_of_another
from rnn_tutor.mistakes.factors_and_terms import is_short
from rnn_tutor.mistakes.mutation import nodes, substituted, substituted_all
from rnn_tutor.mistakes.rule import USUAL, Candidate, Example, MistakeRule
from rnn_tutor.mistakes.slopes import FEW_STEPS
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write

FEW_ELEMENTS = 16  # of a vector or matrix, among which any may be taken for another
SELDOM = 1  # as against 4: of several places, only one is mistaken
OWN = 16
NEAR = 1  # time steps away, in a long lesson
WHOLE_LOSS = Ref(Kind.QUANTITY, LOSS)


@MistakeRule(
    "wrong-time-step",
    "a number from another time step",
    "took h_t for h_{t−1}, in one place or everywhere",
    Example("stock-example", "backward:7", "dX3*Y3", "Y₃ was used where Y₂, of day 2, belongs"),
    weight=5,
)
def wrong_time_step(task: Task) -> Iterator[Candidate]:
    """A number of another time step in place of the right one, everywhere or once; the answer of another time step."""
    if not is_short(task.expression):
        return
    named = references(task.expression)
    for ref in named:
        if ref.kind is not Kind.SHARE:
            for other in at_other_steps(task, ref):
                words = f"{name_of(other)} was used where {name_of(ref)}, of {task.unit} {ref.at}, belongs"
                yield substituted(task.expression, ref, other), words
                yield from ((changed, words, SELDOM) for changed in substituted_once(task.expression, ref, other))
    for by, which in ((-1, "before"), (1, "after")):
        moved = {ref: neighbour for ref in named if (neighbour := at_step(task, ref, by)) is not None}
        if len(moved) > 1:
            words = f"each number was taken one {task.unit} {which} its own"
            yield substituted_all(task.expression, moved), words
    for other in at_other_steps(task, task.asked):
        yield task.part(other), f"this is {name_of(other)}, but the question asks for {task.unit} {task.asked.at}"


def substituted_once(expression: Expression, old: Ref, new: Ref) -> Iterator[Expression]:
    """The expression with one reference for another in one of several places."""
    places = [place for place, node in nodes(expression) if node == old]
    if len(places) > 1:
        yield from (place(new) for place in places)


def at_step(task: Task, ref: Ref, by: int) -> Ref | None:
    """The same some time steps away, where it is known."""
    if not isinstance(ref.at, int) or ref.kind is Kind.SHARE:
        return None
    other = Ref(ref.kind, ref.name, ref.at + by, ref.via)
    return other if task.known(other) and task.is_found_before(other) else None


def at_other_steps(task: Task, ref: Ref) -> Iterator[Ref]:
    """The same at other time steps, the nearest first, as far as there is a number."""
    if not isinstance(ref.at, int):
        return
    last = task.derivation.lesson.time_steps
    farthest = last if last <= FEW_STEPS else NEAR
    for away in range(1, farthest + 1):
        for at in (ref.at - away, ref.at + away):
            other = Ref(ref.kind, ref.name, at, ref.via)
            if task.known(other) and task.is_found_before(other):
                yield other


@MistakeRule(
    "wrong-operand",
    "another number in place of the right one",
    "used another name in its place: W for U, a gate for a gate, m for v, another parameter's gradient",
    Example("stock-example", "backward:4", "dP*W2", "W₂ was used where W₃ belongs"),
    weight=4,
)
def wrong_operand(task: Task) -> Iterator[Candidate]:
    """Another weight for a weight, another quantity of the same time step for a quantity."""
    if task.phase is Phase.TOTAL:
        yield from total_of_another(task)
        return
    if not is_short(task.expression):
        return
    for ref in references(task.expression):
        likely = dict.fromkeys(mistakable(task, ref))
        for other in [*likely, *(far for far in gradients_near(task, ref) if far not in likely)]:
            fits = task.shape(other) == task.shape(ref)
            if other != ref and fits and task.known(other) and task.is_found_before(other):
                words = f"{name_of(other)} was used where {name_of(ref)} belongs"
                if name_of(other) == name_of(ref):
                    words = f"{name_of(ref)} of one sequence was used where that of another belongs"
                yield substituted(task.expression, ref, other), words, readiness(task, other, is_likely=other in likely)
    yield from weight_for_an_element(task)
    yield from share_of_another(task)
    yield from all_of_another_letter(task)
    yield from clipped_alone(task)
    if task.is_gradient() and task.through_loss and task.known(WHOLE_LOSS) and not task.step.operation.shape:
        yield WHOLE_LOSS, "this is the loss itself, but the question asks for its slope"
    if task.whole:
        yield from wrong_row(task)


def weight_for_an_element(task: Task) -> Iterator[Candidate]:
    """In a single weight's share, the weight itself for the number of a list that it was multiplied by."""
    weight = Ref(Kind.PARAMETER, task.step.quantity)
    if task.step.operation.kind is not Kind.SHARE or task.step.operation.shape:
        return
    for place, node in nodes(task.expression):
        if isinstance(node, Element) and isinstance(node.operand, Ref) and node.operand.kind is Kind.INPUT:
            yield place(weight), f"{name_of(weight)} was used where {write(node)} belongs", OWN


def all_of_another_letter(task: Task) -> Iterator[Candidate]:
    """Wi, Wf, Wg and Wo for Ui, Uf, Ug and Uo: the weights of the input for those of the state, all at once."""
    weights = [ref for ref in references(task.expression) if ref.kind is Kind.PARAMETER]
    known = {parameter.name for parameter in task.derivation.lesson.parameters}
    for letter in dict.fromkeys(name[0] for name in known) if len(weights) > 1 else ():
        others = {ref: Ref(Kind.PARAMETER, letter + ref.name[1:]) for ref in weights}
        alike = all(other.name in known and task.shape(other) == task.shape(ref) for ref, other in others.items())
        if alike and all(other != ref for ref, other in others.items()):
            taken, meant = (", ".join(map(name_of, refs)) for refs in (others.values(), others))
            yield substituted_all(task.expression, others), f"{taken} were used where {meant} belong"


def readiness(task: Task, other: Ref, *, is_likely: bool) -> int:
    """How readily something is taken: most of all, in a share of a weight, the weight itself."""
    if task.step.operation.kind is Kind.SHARE and other == Ref(Kind.PARAMETER, task.step.quantity):
        return OWN
    return USUAL if is_likely else SELDOM


def clipped_alone(task: Task) -> Iterator[Candidate]:
    """A gradient that was clipped by its own size, where the norm of all gradients together counts."""
    for place, node in nodes(task.expression):
        if isinstance(node, Apply) and node.function == SCALED_TO.name:
            gradient, norm, limit = node.arguments
            if not task.shape(task.asked):
                words = f"it was clipped by itself; {write(norm)}, the norm of all gradients together, is what counts"
                yield place(divide(multiply(limit, gradient), ABS(gradient))), words


def gradients_near(task: Task, ref: Ref) -> Iterator[Ref]:
    """The gradients of the time steps around a question, any of which may still be in somebody's mind."""
    if ref.kind is not Kind.GRADIENT:
        return
    network, at = task.derivation.unrolled.network, task.step.ref.at
    for equation in (*network.each_step, *network.output):
        if isinstance(at, int):
            yield from (Ref(Kind.GRADIENT, equation.name, when) for when in (at, at + 1))
        yield Ref(Kind.GRADIENT, equation.name)


def wrong_row(task: Task) -> Iterator[Candidate]:
    """In a formula between vectors, a row of numbers in place of a column that was turned: W₃ for Y₃ᵀ."""
    of_ref = task.shape
    for place, node in nodes(task.expression):
        if not isinstance(node, Transpose) or not isinstance(node.operand, Ref):
            continue
        for other in mistakable(task, node.operand):
            fits = of_ref(other) == of_ref(node.operand)[::-1]
            if fits and other != node.operand and task.known(other) and task.is_found_before(other):
                words = f"{name_of(other)} was used where {write(node)} belongs"
                yield place(other), words


def mistakable(task: Task, ref: Ref) -> Iterator[Ref]:
    """What may be taken for a name: its like, and in a product the very thing that is differentiated by."""
    derivation = task.derivation
    network = derivation.unrolled.network
    quantities = [equation.name for equation in (*network.each_step, *network.output)]
    parameters = [Ref(Kind.PARAMETER, parameter.name) for parameter in derivation.lesson.parameters]
    step = task.step
    match ref.kind:
        case Kind.PARAMETER:
            yield from parameters
            if task.is_gradient():
                yield Ref(Kind.QUANTITY, step.quantity, step.ref.at)
                yield Ref(Kind.INPUT, "input", step.ref.at)
        case Kind.QUANTITY | Kind.INPUT:
            yield from (Ref(Kind.QUANTITY, name, ref.at) for name in quantities)
            yield from (Ref(Kind.INPUT, name, ref.at) for name in ("input", *dict(derivation.lesson.given)))
            if step.operation.kind is Kind.SHARE:
                yield Ref(Kind.PARAMETER, step.quantity)
                yield Ref(Kind.INPUT, "input", step.ref.at)
                before = step.ref.at - 1 if isinstance(step.ref.at, int) else step.ref.at
                yield from (Ref(Kind.QUANTITY, name, at) for at in (step.ref.at, before) for name in quantities)
                yield from parameters
        case Kind.TARGET:
            yield from (Ref(Kind.QUANTITY, name, ref.at) for name in quantities)
        case Kind.GRADIENT:
            yield from (Ref(Kind.GRADIENT, name, ref.at) for name in quantities)
            yield Ref(Kind.GRADIENT, ref.name)
        case Kind.TOTAL | Kind.CLIPPED | Kind.UPDATED:
            yield from (Ref(ref.kind, parameter.name) for parameter in parameters)
            yield Ref(Kind.TOTAL, ref.name)
        case Kind.STATE | Kind.STATE_BEFORE:
            yield from (Ref(ref.kind, op.name, via=ref.via) for op in states_of(task, ref))
            yield from (Ref(ref.kind, ref.name, via=parameter.name) for parameter in parameters)
            yield Ref(Kind.TOTAL, ref.via)
        case Kind.SETTING:
            shares = [name for name, _ in derivation.lesson.training.settings if SETTINGS[name].share]
            yield from (Ref(Kind.SETTING, name) for name in shares)


def states_of(task: Task, ref: Ref) -> list[Operation]:
    """What the optimizer keeps of the same parameter."""
    return [op for op in task.derivation.operations if op.kind is Kind.STATE and op.via == ref.via]


@MistakeRule(
    "transposed",
    "rows and columns exchanged",
    "read a matrix with its rows and columns exchanged, or turned the result",
    Example("two-hidden-units", "backward:9", "W2 @ dX3", "W₂ stands where its transpose W₂ᵀ belongs"),
    weight=5,
)
def transposed(task: Task) -> Iterator[Candidate]:
    """A matrix read with its rows and columns exchanged, or the whole result."""
    if task.whole:
        yield from transposed_in_formula(task)
        return
    if not is_short(task.expression):
        return
    for ref in references(task.expression):
        rows, columns = task.shape(ref) or (1, 1)
        if rows == 1 or rows != columns:
            continue

        def flipped(part: Expression, ref: Ref = ref) -> Expression | None:
            if isinstance(part, Element) and part.operand == ref:
                return Element(ref, part.column, part.row)
            return None

        words = f"{name_of(ref)} was read with its rows and columns exchanged"
        yield replace(task.expression, flipped), words


def transposed_in_formula(task: Task) -> Iterator[Candidate]:
    """A matrix for its transpose in a formula between vectors; and the factors of an outer product exchanged."""
    turned_already: Expression | None = None
    for place, node in nodes(task.expression):
        if node is turned_already:
            continue
        if isinstance(node, Transpose):
            turned_already = node.operand
            matrix, turned = write(node.operand), write(node)
            yield place(node.operand), f"{matrix} stands where its transpose {turned} belongs"
        elif isinstance(node, Ref):
            turned = write(Transpose(node))
            words = f"the transpose {turned} stands where {name_of(node)} itself belongs"
            yield place(Transpose(node)), words
    words = "the rows and columns of the result are exchanged"
    yield Transpose(task.expression), words


@MistakeRule(
    "wrong-element",
    "another element of the vector",
    "took another element of the same vector or matrix",
    Example("hello", "backward:6", "-0.023", "this is the element [2,3], but the question asks for another one"),
    weight=2,
)
def wrong_element(task: Task) -> Iterator[Candidate]:
    """Another element of the same vector or matrix; of a large one, those beside it and the one across the diagonal."""
    rows, columns = (1, 1) if task.whole else task.step.operation.shape or (1, 1)
    here = task.row, task.column
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            is_near = abs(row - here[0]) + abs(column - here[1]) == 1 or (column, row) == here
            if (row, column) != here and (rows * columns <= FEW_ELEMENTS or is_near):
                place = place_label((rows, columns), row, column)
                other = task.step.element(row, column).expression
                yield other, f"this is the element {place}, but the question asks for another one"
