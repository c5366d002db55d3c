"""Mistakes in the formula: a sign turned, a factor or a term forgotten or put in, one operation for another."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.algebra import add, divide, multiply, negate
from rnn_tutor.equations.operations.slopes import SCALED_TO
from rnn_tutor.equations.tree import (
    ONE,
    Apply,
    Expression,
    Kind,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
    leaves,
    references,
)
from rnn_tutor.mistakes.activation import replaced_slope, slope_at, slopes_of
from rnn_tutor.mistakes.mutation import Rebuild, left_out_factor, nodes, substituted_all
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write

MOST_PARTS = 8  # beyond, a sum or product is no formula that one writes down and forgets a part of
LONGEST = 60  # names and numbers in a formula that is looked through part by part
MOST_SHARES = 20  # of a sum over time steps, in which a sign is easily lost
ADDED = "what is to be multiplied was added"
SELDOM = 1  # as against 4
TWO = Number(Fraction(2))


def is_short(expression: Expression) -> bool:
    """Whether an expression is one that a person writes down whole."""
    return len(leaves(expression)) <= LONGEST


def shown(term: Expression) -> str:
    """A term without its sign, as one writes it."""
    return write(term.operand if isinstance(term, Negative) else term)


@MistakeRule(
    "sign",
    "a sign turned round",
    "turned a sign: of the whole, of a term, or the loss's minus",
    Example("stock-example", "backward:5", "0.164", "the size is right, and the sign is turned round"),
    weight=8,
)
def sign(task: Task) -> Iterator[Candidate]:
    """The sign turned, of the whole or of one term."""
    words = "the size is right, and the sign is turned round"
    if task.is_gradient() and task.through_loss:
        words += ": the loss holds target minus prediction, and that minus comes along when you differentiate"
    yield negate(task.expression), words
    if not is_short(task.expression):
        return
    for place, node in nodes(task.expression):
        if isinstance(node, Sum) and len(node.terms) <= (MOST_SHARES if task.phase is Phase.TOTAL else MOST_PARTS):
            first, *others = enumerate(node.terms)
            for index, term in (*others, first):
                if task.step.operation.kind is Kind.UPDATED and node is task.expression and index:
                    continue  # that one has a name of its own: it goes up the slope
                turned = place(add(*node.terms[:index], negate(term), *node.terms[index + 1 :]))
                yield turned, f"the sign {'before' if index else 'of'} {shown(term)} is turned round"


@MistakeRule(
    "missing-factor",
    "a factor forgotten",
    "left a factor out: the 2, a weight, the upstream gradient, a gate",
    Example("stock-example", "backward:9", "-0.164", "the factor W₂ is missing"),
    weight=6,
)
def missing_factor(task: Task) -> Iterator[Candidate]:
    """A factor of a product, or the square of a power, left out."""
    if not is_short(task.expression):
        return
    expression = task.expression
    if isinstance(expression, Ref) and expression.kind is Kind.GRADIENT and not task.shape(expression):
        yield ONE, f"the upstream gradient {name_of(expression)} is missing: 1 is the local gradient alone"
    for place, node in nodes(expression):
        match node:
            case Product(factors) if len(factors) <= MOST_PARTS:
                yield from one_factor_left_out(task, place, factors)
            case MatMul(left, right):
                for missing, rest in ((left, right), (right, left)):
                    yield place(rest), f"the factor {write(missing)} is missing"
            case Power(base, Number(value)) if value == 2:
                yield place(base), f"{write(base)} was to be squared"
            case Quotient(_, Number()) if task.phase is Phase.LOSS and task.derivation.lesson.sequences:
                pass  # it makes the mean of the sequences, and that has a name of its own
            case Quotient(top, bottom):
                yield place(top), f"the division by {write(bottom)} is missing"
            case Apply(SCALED_TO.name, (gradient, norm, limit)):
                yield place(gradient), f"it is {write(gradient)} as it is: it was not clipped"
                yield place(divide(gradient, norm)), f"the factor {write(limit)} is missing"
            case _:
                pass
    for slope in slopes_of(task):
        words = f"the slope {write(slope.right)} of {slope.notation} is missing"
        yield from replaced_slope(task, slope.right, ONE, words)
    yield from handed_on_raw(task)


def one_factor_left_out(task: Task, place: Rebuild, factors: tuple[Expression, ...]) -> Iterator[Candidate]:
    """A product without one of its factors; without a number that is negative also with its sign gone."""
    for index, factor in enumerate(factors):
        unit, named = left_out_factor(factor)
        others = factors[:index], factors[index + 1 :]
        short = multiply(*others[0], unit, *others[1])
        of_square = isinstance(factor, Number) and abs(factor.value) == 2 and task.through_loss
        what = "the 2 of the square" if of_square else f"the factor {named}"
        yield place(short), f"{what} is missing"
        if isinstance(factor, Number) and factor.value < 0 and factor.value != -1:
            alone = place(multiply(*others[0], *others[1]))
            yield alone, f"it is {write(alone)} alone: {what} and the minus sign are missing"


def handed_on_raw(task: Task) -> Iterator[Candidate]:
    """The next time step's gradient of the same quantity, as it is, for what comes back from there."""
    step = task.step
    if not task.is_gradient() or not isinstance(step.ref.at, int):
        return
    later = [path for path in step.operation.paths if path.offset]
    raw = Ref(Kind.GRADIENT, step.quantity, step.ref.at + 1)
    if not later or not task.known(raw):
        return
    now = [path.expression for path in step.operation.paths if not path.offset]
    changed = task.part(add(*(step.pin(expression) for expression in now), raw))
    words = f"{name_of(raw)} was handed on as it is, without what lies between {task.unit} {raw.at} and this one"
    yield changed, words


@MistakeRule(
    "extra-factor",
    "a factor too many",
    "multiplied by something that doesn't belong: a slope where none does or twice, a bias, the learning rate twice",
    Example("stock-example", "backward:7", "dX3*Y2*(1-Y2)", "the slope Y₂(1 − Y₂) stands where Y₂ itself belongs"),
    weight=3,
)
def extra_factor(task: Task) -> Iterator[Candidate]:
    """A slope where none belongs, or twice; a 2 of no square; a bias that is multiplied in; the learning rate twice."""
    if not is_short(task.expression) or task.phase is Phase.FORWARD:
        return
    if task.phase is Phase.UPDATE:
        yield from rate_twice(task)
        yield from running_mean(task)
        return
    for slope in slopes_of(task):
        twice = multiply(slope.right, slope.right)
        yield from replaced_slope(task, slope.right, twice, f"the slope {write(slope.right)} is there twice")
    if task.phase is Phase.TOTAL:
        yield multiply(TWO, task.expression), "it is twice as large: were the gradients of two runs added up?"
        return
    for factor, words in surplus(task):
        if task.goes_with(factor):
            yield multiply(task.expression, task.part(factor)), words
    for ref in references(task.expression):
        if ref.kind is Kind.QUANTITY and (own := slope_at(task, ref)) is not None:
            words = f"the slope {write(own)} stands where {name_of(ref)} itself belongs"
            yield substituted_all(task.expression, {ref: own}), words
    if isinstance(task.expression, Product):
        for factor in task.expression.factors:
            if not isinstance(factor, Number):
                yield multiply(task.expression, factor), f"the factor {write(factor)} is there twice"


def rate_twice(task: Task) -> Iterator[Candidate]:
    """The learning rate squared."""
    for place, node in nodes(task.expression):
        if isinstance(node, Ref) and node.kind is Kind.RATE:
            yield place(multiply(node, node)), "the learning rate is multiplied in twice"
            if task.step.operation.kind is Kind.UPDATED:
                yield place(multiply(TWO, node)), "it moves twice as far: there is a 2 too many", SELDOM


def running_mean(task: Task) -> Iterator[Candidate]:
    """What is new weighed by 1 − μ, where all of it is to be added."""
    for place, node in nodes(task.expression):
        match node:
            case Sum((Product((Ref(Kind.SETTING) as kept, *_)), new)):
                rest = add(ONE, negate(kept))
                words = f"{write(new)} was multiplied by {write(rest)}, as in a running mean; here all of it is added"
                yield place(add(node.terms[0], multiply(rest, new))), words
            case _:
                pass


def surplus(task: Task) -> Iterator[tuple[Expression, str]]:
    """What may be multiplied in besides, each with its words."""
    step = task.step
    if task.phase is Phase.BACKWARD and not (task.through_loss and task.is_gradient()):
        of_square = ": the square of the loss is differentiated once, at the loss" if task.has_squared_loss else ""
        yield TWO, f"there is a 2 too many{of_square}"
    for ref in (step.ref, *references(task.expression)):
        output = Ref(Kind.QUANTITY, ref.name, ref.at) if ref.kind is Kind.GRADIENT else ref
        slope = slope_at(task, output)
        if slope is not None:
            yield slope, f"the slope {write(slope)} does not belong here"
    own = Ref(Kind.PARAMETER, step.quantity)
    if step.operation.kind is Kind.SHARE:
        yield own, f"{name_of(own)} itself was multiplied in; its share doesn't depend on its own value"


@MistakeRule(
    "missing-term",
    "a term forgotten",
    "left a term of a sum out: the target, the prediction, a bias, a whole product",
    Example("stock-example", "forward:5", "0.606", "the term B₁ is missing"),
    weight=4,
)
def missing_term(task: Task) -> Iterator[Candidate]:
    """A term of a sum left out, wherever the sum stands; all but one."""
    if not is_short(task.expression):
        return
    if task.step.operation.kind is Kind.UPDATED:
        for ref in references(task.expression):
            if ref.kind in (Kind.TOTAL, Kind.CLIPPED):
                yield task.part(ref), f"it is {name_of(ref)} alone: what it moves, and the learning rate, are missing"
    for place, node in nodes(task.expression):
        if not isinstance(node, Sum) or len(node.terms) > MOST_PARTS:
            continue
        for index, term in enumerate(node.terms):
            rest = node.terms[:index] + node.terms[index + 1 :]
            yield place(add(*rest)), f"the term {shown(term)} is missing"
        if len(node.terms) > 2:
            for term in node.terms:
                yield place(term), f"it is {shown(term)} alone, and the other terms are missing"


@MistakeRule(
    "wrong-operation",
    "one operation for another",
    "divided for multiplied, added for multiplied, or the reverse",
    Example("loss-at-every-step", "backward:5", "dY3/(1-Y3²)", "1 − Y₃² is to be multiplied, and it was divided by"),
    weight=2,
)
def wrong_operation(task: Task) -> Iterator[Candidate]:
    """÷ for ×, + for ×, × for +."""
    if not is_short(task.expression):
        return
    for place, node in nodes(task.expression):
        match node:
            case Product(factors) if len(factors) <= MOST_PARTS:
                for index, factor in enumerate(factors):
                    rest = factors[:index] + factors[index + 1 :]
                    if not isinstance(factor, Number):
                        words = f"{write(factor)} is to be multiplied, and it was divided by"
                        yield place(divide(multiply(*rest), factor)), words
                        words = f"{write(factor)} was added where it is to be multiplied"
                        yield place(add(multiply(*rest), factor)), words if len(factors) > 2 else ADDED
            case Sum(terms) if len(terms) <= MOST_PARTS:
                if len(terms) == 2 or task.phase is Phase.TOTAL:
                    yield place(multiply(*terms)), "what is to be added was multiplied"
            case Quotient(top, bottom):
                yield place(multiply(top, bottom)), f"{write(bottom)} is to be divided by, and it was multiplied"
                yield place(divide(bottom, top)), "what stands above and below the line was exchanged"
            case _:
                pass
    for slope in slopes_of(task):
        words = f"the slope {write(slope.right)} is to be multiplied, and it was divided by"
        yield from replaced_slope(task, slope.right, divide(ONE, slope.right), words)
