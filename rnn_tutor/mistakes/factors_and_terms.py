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
ADDED = "there is an addition where a multiplication belongs"
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
    "a wrong sign",
    "got a sign wrong: of the whole, of a term, or the minus in the loss",
    Example("stock-example", "backward:5", "0.164", "the size is right, but the sign is wrong"),
    weight=8,
)
def sign(task: Task) -> Iterator[Candidate]:
    """The sign turned, of the whole or of one term."""
    words = "the size is right, but the sign is wrong"
    if task.is_gradient() and task.through_loss:
        words += ": the loss has target − prediction, and its minus sign becomes a factor −1 when you differentiate"
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
                yield turned, f"the sign {'before' if index else 'of'} {shown(term)} is wrong"


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
                yield place(base), f"{write(base)} should be squared"
            case Quotient(_, Number()) if task.phase is Phase.LOSS and task.derivation.lesson.sequences:
                pass  # it makes the mean of the sequences, and that has a name of its own
            case Quotient(top, bottom):
                yield place(top), f"the division by {write(bottom)} is missing"
            case Apply(SCALED_TO.name, (gradient, norm, limit)):
                yield place(gradient), f"this is {write(gradient)} itself: it was not clipped"
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
            yield alone, f"this is {write(alone)} alone: {what} and the minus sign are missing"


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
    words = f"{name_of(raw)} was passed on unchanged, without the steps between {task.unit} {raw.at} and this one"
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
        yield from replaced_slope(task, slope.right, twice, f"the slope {write(slope.right)} appears twice")
    if task.phase is Phase.TOTAL:
        yield (
            multiply(TWO, task.expression),
            "the answer is twice as large as it should be: were the gradients of two runs added up?",
        )
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
                yield multiply(task.expression, factor), f"the factor {write(factor)} appears twice"


def rate_twice(task: Task) -> Iterator[Candidate]:
    """The learning rate squared."""
    for place, node in nodes(task.expression):
        if isinstance(node, Ref) and node.kind is Kind.RATE:
            yield place(multiply(node, node)), "the learning rate appears twice"
            if task.step.operation.kind is Kind.UPDATED:
                yield place(multiply(TWO, node)), "the step is twice as long: there is a 2 too many", SELDOM


def running_mean(task: Task) -> Iterator[Candidate]:
    """What is new weighed by 1 − μ, where all of it is to be added."""
    for place, node in nodes(task.expression):
        match node:
            case Sum((Product((Ref(Kind.SETTING) as kept, *_)), new)):
                rest = add(ONE, negate(kept))
                words = (
                    f"{write(new)} was multiplied by {write(rest)}, as in a running mean, but here all of it is added"
                )
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
        yield own, f"{name_of(own)} itself is a factor, but its share doesn't depend on its own value"


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
                yield task.part(ref), f"this is {name_of(ref)} alone: the old value and the learning rate are missing"
    for place, node in nodes(task.expression):
        if not isinstance(node, Sum) or len(node.terms) > MOST_PARTS:
            continue
        for index, term in enumerate(node.terms):
            rest = node.terms[:index] + node.terms[index + 1 :]
            yield place(add(*rest)), f"the term {shown(term)} is missing"
        if len(node.terms) > 2:
            for term in node.terms:
                yield place(term), f"this is {shown(term)} alone: the other terms are missing"


@MistakeRule(
    "wrong-operation",
    "one operation for another",
    "divided instead of multiplying, added instead of multiplying, or the reverse",
    Example(
        "loss-at-every-step",
        "backward:5",
        "dY3/(1-Y3²)",
        "there is a division by 1 − Y₃² where a multiplication belongs",
    ),
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
                        words = f"there is a division by {write(factor)} where a multiplication belongs"
                        yield place(divide(multiply(*rest), factor)), words
                        words = f"{write(factor)} was added where it should be multiplied"
                        yield place(add(multiply(*rest), factor)), words if len(factors) > 2 else ADDED
            case Sum(terms) if len(terms) <= MOST_PARTS:
                if len(terms) == 2 or task.phase is Phase.TOTAL:
                    yield place(multiply(*terms)), "there is a multiplication where an addition belongs"
            case Quotient(top, bottom):
                yield (
                    place(multiply(top, bottom)),
                    f"there is a multiplication by {write(bottom)} where a division belongs",
                )
                yield place(divide(bottom, top)), "numerator and denominator are exchanged"
            case _:
                pass
    for slope in slopes_of(task):
        words = f"there is a division by the slope {write(slope.right)} where a multiplication belongs"
        yield from replaced_slope(task, slope.right, divide(ONE, slope.right), words)
