"""Mistakes with an activation: left out, another one, its slope taken for something it isn't."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.calculus.local import slope
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import result_for
from rnn_tutor.equations.algebra import add, divide, multiply, negate
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.functions import ACTIVATIONS, FUNCTIONS
from rnn_tutor.equations.operations.activations import RELU, SIGMOID, TANH
from rnn_tutor.equations.operations.elementary import EXP, LOG, SQRT
from rnn_tutor.equations.operations.reductions import SOFTMAX
from rnn_tutor.equations.tree import ONE, Apply, Expression, Kind, Product, Ref, Sum, leaves
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.mutation import Rebuild, nodes, with_run_replaced
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.slopes import WrongSlope, wrong_slopes
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import write

LONGEST = 60  # names and numbers in a formula that is looked through part by part
USUAL = (SIGMOID.name, TANH.name, RELU.name)
SELDOM, LIKELY = 1, 4  # relu leaves a number above 0 as it is, which is likelier a function forgotten
LEFT_OUT = frozenset({*ACTIVATIONS, EXP.name, LOG.name, SQRT.name, SOFTMAX.name})


@MistakeRule(
    "activation-derivative",
    "the slope of the activation",
    "took the wrong slope: σ for σ′, at the pre-activation, at the output twice, of another function",
    Example("stock-example", "backward:5", "-0.497", "Y₃ itself stands where the slope Y₃(1 − Y₃) belongs"),
    weight=7,
)
def activation_derivative(task: Task) -> Iterator[Candidate]:
    """The slope of an activation taken for something it isn't."""
    for one in slopes_of(task):
        for wrong, words in one.alternatives:
            yield from replaced_slope(task, one.right, wrong, words)


@MistakeRule(
    "missing-activation",
    "the activation left out",
    "left σ or tanh out",
    Example("stock-example", "forward:6", "0.706", "σ is left out: this is X₃ itself"),
    weight=4,
)
def missing_activation(task: Task) -> Iterator[Candidate]:
    """A function left out, and what stood in it taken as it is."""
    for place, node in applications(task):
        if node.function in LEFT_OUT:
            notation = FUNCTIONS[node.function].notation
            yield place(node.arguments[0]), f"{notation} is left out: this is {write(node.arguments[0])} itself"


@MistakeRule(
    "other-activation",
    "another activation",
    "took another activation, or σ(−x), or one more",
    Example("stock-example", "forward:6", "0.608", "tanh was used where σ belongs"),
    weight=2,
)
def other_activation(task: Task) -> Iterator[Candidate]:
    """Another function for an activation, its input with the sign turned, or one activation more."""
    for place, node in applications(task):
        if node.function == SOFTMAX.name:
            words = "σ was used, number by number, where softmax belongs"
            yield task.part(place(SIGMOID(*node.arguments))), words
        if node.function not in ACTIVATIONS:
            continue
        notation, inner = FUNCTIONS[node.function].notation, node.arguments[0]
        for other in USUAL:
            if other != node.function:
                words = f"{FUNCTIONS[other].notation} was used where {notation} belongs"
                yield place(Apply(other, (inner,))), words, SELDOM if other == RELU.name else LIKELY
        x = write(inner)
        yield (
            place(Apply(node.function, (negate(inner),))),
            f"this is {notation}(−{x}), but the question asks for {notation}({x})",
        )
        yield place(Apply(node.function, (node,))), f"{notation} was applied twice"
    if task.phase is Phase.FORWARD:
        for function in used_in(task):
            if not isinstance(task.expression, Apply):
                words = f"{FUNCTIONS[function].notation} was applied, but no activation belongs here"
                yield Apply(function, (task.expression,)), words


def used_in(task: Task) -> list[str]:
    """The activations that the network uses."""
    network = task.derivation.unrolled.network
    equations = (*network.each_step, *network.output)
    return list(dict.fromkeys(one.function for e in equations for one in activations_in(e.expression)))


def applications(task: Task) -> Iterator[tuple[Rebuild, Apply]]:
    """The functions of one argument in a formula, each with what puts another in its place."""
    if len(leaves(task.expression)) > LONGEST:
        return
    for place, node in nodes(task.expression):
        if isinstance(node, Apply) and len(node.arguments) == 1:
            yield place, node


@MistakeRule(
    "softmax-slope",
    "the slope of softmax",
    "differentiated softmax or cross-entropy as if it worked element by element",
    Example(
        "hello", "backward:1", "softmax(P4)*(1-softmax(P4))", "softmax was taken element by element, as if it were σ"
    ),
    weight=4,
)
def softmax_slope(task: Task) -> Iterator[Candidate]:
    """p(1 − p) for softmax, alone or multiplied in."""
    if not task.is_gradient():
        return
    as_sigma = "softmax was taken element by element, as if it were σ"
    once_more = "the probabilities minus the target are already the whole slope, so p(1 − p) is one factor too many"
    for place, node in nodes(task.expression):
        match node:
            case Sum((Apply(SOFTMAX.name) as shares, target)):
                own = multiply(shares, add(ONE, negate(shares)))
                wanted = negate(target)
                yield task.part(place(own)), as_sigma
                yield task.part(place(multiply(node, own))), once_more
                yield (
                    task.part(place(negate(divide(wanted, shares)))),
                    "this is the slope of −log alone, without softmax",
                )
                yield task.part(place(negate(multiply(wanted, add(ONE, negate(shares)))))), as_sigma
            case _:
                pass
    yield from through_softmax(task, as_sigma)


def through_softmax(task: Task, words: str) -> Iterator[Candidate]:
    """Scores whose shares are a quantity of their own: the gradient passed on element by element."""
    step, unrolled = task.step, task.derivation.unrolled
    for path in step.operation.paths:
        consumer = unrolled.consumer(step.time_step, path)
        if consumer.name == LOSS:
            continue
        match unrolled.equation_at(consumer.name, consumer.at if isinstance(consumer.at, int) else None):
            case Apply(SOFTMAX.name):
                upstream = Ref(Kind.GRADIENT, consumer.name, consumer.at)
                own = multiply(consumer, add(ONE, negate(consumer)))
                for wrong in (multiply(upstream, own), own, multiply(upstream, consumer)):
                    if task.fits(wrong):  # what softmax is taken of may have been made into its scores by a product
                        yield task.part(wrong), words
            case _:
                pass


def slopes_of(task: Task) -> Iterator[WrongSlope]:
    """The activations that a gradient passes."""
    if task.phase is Phase.BACKWARD and len(leaves(task.expression)) <= LONGEST:
        yield from wrong_slopes(task.step)


def slope_at(task: Task, output: Ref) -> Expression | None:
    """The slope of the activation that makes a quantity, where one does."""
    step = result_for(task.derivation, output)
    match step.expression if step is not None else None:
        case Apply(function, (_,)) as application if function in ACTIVATIONS:
            return slope(application, 0, output)
        case _:
            return None


def replaced_slope(task: Task, right: Expression, wrong: Expression, words: str) -> Iterator[Candidate]:
    """The right expression with another slope in it, wherever the slope stands."""
    right, wrong = task.part(right), task.part(wrong)
    for place, node in nodes(task.expression):
        if node == right:
            yield place(wrong), words
        elif isinstance(node, Product) and isinstance(right, Product):
            factors = with_run_replaced(node.factors, right.factors, wrong)
            if factors is not None:
                yield place(multiply(*factors)), words
