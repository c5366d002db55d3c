"""Mistakes in the formula: a sign turned, a factor or a term forgotten, the wrong slope of an activation."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.algebra import add, multiply, negate
from rnn_tutor.equations.tree import ONE, Expression, Kind, MatMul, Negative, Number, Power, Product, Sum, leaves
from rnn_tutor.notation.line import write
from rnn_tutor.quiz.mutation import forgotten, nodes, with_run_replaced
from rnn_tutor.quiz.setting import Setting, Slip
from rnn_tutor.quiz.slopes import WrongSlope, wrong_slopes

MOST_PARTS = 8  # beyond, a sum or product is no formula that one writes down and forgets a part of
LONGEST = 60  # names and numbers in a formula that is looked through part by part


def is_short(expression: Expression) -> bool:
    """Whether an expression is one that a person writes down whole."""
    return len(leaves(expression)) <= LONGEST


def sign(setting: Setting) -> Iterator[Slip]:
    """The sign turned, of the whole or of one term."""
    words = "the size is right, and the sign is turned round"
    if setting.is_gradient() and through_loss(setting):
        words += ": the loss holds target minus prediction, and that minus comes along when you differentiate"
    yield Slip("sign", negate(setting.expression), words)
    if setting.phase is Phase.UPDATE or not is_short(setting.expression):
        return
    for place, node in nodes(setting.expression):
        if isinstance(node, Sum) and len(node.terms) <= MOST_PARTS:
            for index, term in enumerate(node.terms[1:], start=1):
                turned = place(add(*node.terms[:index], negate(term), *node.terms[index + 1 :]))
                shown = write(term.operand if isinstance(term, Negative) else term)
                yield Slip("sign", turned, f"the sign before {shown} is turned round")


def missing_factor(setting: Setting) -> Iterator[Slip]:
    """A factor of a product, or the square of a power, left out."""
    if not is_short(setting.expression):
        return
    for place, node in nodes(setting.expression):
        match node:
            case Product(factors) if len(factors) <= MOST_PARTS:
                for index, factor in enumerate(factors):
                    unit, named = forgotten(factor)
                    short = multiply(*factors[:index], unit, *factors[index + 1 :])
                    of_square = isinstance(factor, Number) and abs(factor.value) == 2 and through_loss(setting)
                    what = "the 2 of the square" if of_square else f"the factor {named}"
                    yield Slip("missing-factor", place(short), f"{what} is missing")
            case MatMul(left, right):
                for missing, rest in ((left, right), (right, left)):
                    yield Slip("missing-factor", place(rest), f"the factor {write(missing)} is missing")
            case Power(base, Number(value)) if value == 2:
                yield Slip("missing-factor", place(base), f"{write(base)} was to be squared")
            case _:
                pass
    for slope in slopes_of(setting):
        words = f"the slope {write(slope.right)} of {slope.notation} is missing"
        yield from replaced_slope(setting, "missing-factor", slope.right, ONE, words)


def missing_term(setting: Setting) -> Iterator[Slip]:
    """A term of a sum left out: on the way forward, and in the update."""
    if setting.phase not in (Phase.FORWARD, Phase.LOSS, Phase.UPDATE) or not isinstance(setting.expression, Sum):
        return
    terms = setting.expression.terms
    if len(terms) > MOST_PARTS:
        return
    for index, term in enumerate(terms):
        rest = terms[:index] + terms[index + 1 :]
        shown = write(term.operand if isinstance(term, Negative) else term)
        yield Slip("missing-term", add(*rest), f"the term {shown} is missing")


def activation_derivative(setting: Setting) -> Iterator[Slip]:
    """The slope of an activation taken for something it isn't."""
    for slope in slopes_of(setting):
        for wrong, words in slope.alternatives:
            yield from replaced_slope(setting, "activation-derivative", slope.right, wrong, words)


def slopes_of(setting: Setting) -> Iterator[WrongSlope]:
    """The activations that a gradient passes."""
    if setting.phase is Phase.BACKWARD and is_short(setting.expression):
        yield from wrong_slopes(setting.question.step)


def replaced_slope(setting: Setting, mistake: str, right: Expression, wrong: Expression, words: str) -> Iterator[Slip]:
    """The right expression with another slope in it, wherever the slope stands."""
    right, wrong = setting.part(right), setting.part(wrong)
    for place, node in nodes(setting.expression):
        if node == right:
            yield Slip(mistake, place(wrong), words)
        elif isinstance(node, Product) and isinstance(right, Product):
            factors = with_run_replaced(node.factors, right.factors, wrong)
            if factors is not None:
                yield Slip(mistake, place(multiply(*factors)), words)


def through_loss(setting: Setting) -> bool:
    """Whether the gradient comes straight from the loss."""
    operation = setting.question.step.operation
    consumers = [operation.via] if operation.kind is Kind.SHARE else [path.consumer for path in operation.paths]
    return LOSS in consumers
