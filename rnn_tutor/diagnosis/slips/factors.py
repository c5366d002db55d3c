"""One factor or term of a line left out or put in once more; + for ×, ÷ for ×; a sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.operands import what_of, within
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, PartRewrite, each_alone, on_parts, parts_of
from rnn_tutor.equations.algebra import add, divide, multiply, negate
from rnn_tutor.equations.functions import FUNCTIONS
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
    Ref,
    Sum,
    Transpose,
    leaves,
)
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.mutation import left_out_factor, nodes
from rnn_tutor.notation.line import symbol, write

Mutation: TypeAlias = tuple[str, str, Expression, int]
"""The mistake, its words, the changed part, and how much less likely it is than the likeliest."""

LONGEST = 30
MOST_PARTS = 8


def without_weights(replay: Replay) -> Iterator[DerivationSlip]:
    """Every gradient handed on through time without its weight."""

    def bare(_: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        return unweighted(part) if path is not None and path.offset else None

    words = "the gradient that goes back through time isn't multiplied by the weight"
    yield from each_alone(DerivationSlip("missing-factor", words, on_parts(bare, Kind.GRADIENT), rank=0), replay)


def unweighted(part: Expression) -> Expression:
    """A part without the parameters that it is multiplied by."""
    match part:
        case Product(factors):
            return multiply(*(factor for factor in factors if not _is_parameter(factor)))
        case MatMul(left, right) if _is_parameter(left):
            return unweighted(right)
        case MatMul(left, right) if _is_parameter(right):
            return unweighted(left)
        case Sum(terms):
            return add(*map(unweighted, terms))
        case Negative(operand):
            return negate(unweighted(operand))
        case _:
            return part


def _is_parameter(node: Expression) -> bool:
    inner = node.operand if isinstance(node, Transpose) else node
    return isinstance(inner, Ref) and inner.kind is Kind.PARAMETER


def lines(replay: Replay) -> Iterator[DerivationSlip]:
    """Every small change of each line of the backward pass, at all time steps and at one."""
    seen: set[tuple[object, ...]] = set()
    for _, op in operations_of(replay, Kind.GRADIENT, Kind.SHARE):
        for path, part in parts_of(op):
            what = what_of(op, path)
            if (what, part) in seen or len(leaves(part)) > LONGEST:
                continue
            seen.add((what, part))
            for mistake, words, _, rank in mutations(part):
                slip = DerivationSlip(mistake, f"{words}, in {what[3]}", on_parts(_made(what, part, words)), rank=rank)
                yield from each_alone(slip, replay)


def _made(what: tuple[str, str, str, str], original: Expression, words: str) -> PartRewrite:
    by = next(new for _, clause, new, _ in mutations(original) if clause == words)

    def change(op: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        if not within(what)(op, path):
            return None
        if part == original:
            return by
        # Another slip has been here before: the same words mean the same of what is left.
        return next((new for _, clause, new, _ in mutations(part) if clause == words), None)

    return change


def mutations(part: Expression) -> Iterator[Mutation]:
    """What may be made of a line: each with its words."""
    yield "sign", "the sign is wrong", negate(part), 2
    yield "extra-factor", "a factor 2 too many", multiply(Number(ONE.value * 2), part), 3
    for place, node in nodes(part):
        match node:
            case Product(factors) if len(factors) <= MOST_PARTS:
                for index, factor in enumerate(factors):
                    rest = (*factors[:index], *factors[index + 1 :])
                    unit, named = left_out_factor(factor)
                    yield "missing-factor", f"the factor {named} is missing", place(multiply(unit, *rest)), 1
                    if not isinstance(factor, Number):
                        twice = place(multiply(*factors[: index + 1], *factors[index:]))
                        yield "extra-factor", f"the factor {named} appears twice", twice, 2
                        upside = place(multiply(divide(ONE, factor), *rest))
                        yield "wrong-operation", f"divided by {named} instead of multiplied", upside, 2
                if len(factors) == 2:
                    yield "wrong-operation", "+ stands where × belongs", place(add(*factors)), 2
            case MatMul(left, right):
                yield "missing-factor", f"the factor {write(left)} is missing", place(right), 1
                yield "missing-factor", f"the factor {write(right)} is missing", place(left), 1
            case Power(base, Number(value)) if value == 2:
                yield "missing-factor", f"{write(base)} should be squared", place(base), 2
                yield "missing-term", f"the square of {write(base)} is missing", place(ONE), 3
            case Sum(terms) if len(terms) <= MOST_PARTS:
                for index, term in enumerate(terms):
                    rest = (*terms[:index], *terms[index + 1 :])
                    inner = term.operand if isinstance(term, Negative) else term
                    yield "missing-term", f"the term {write(inner)} is missing", place(add(*rest)), 2
                    turned = add(*terms[:index], negate(term), *terms[index + 1 :])
                    yield "sign", f"the sign before {write(inner)} is wrong", place(turned), 2
            case Apply(function, (argument,)) if not FUNCTIONS[function].idle:
                yield "missing-activation", f"{write(node)} is used without {function}", place(argument), 3
            case _:
                pass


def bias_put_in(replay: Replay) -> Iterator[DerivationSlip]:
    """A parameter's own value multiplied into its share."""
    for name in dict.fromkeys(op.name for _, op in operations_of(replay, Kind.SHARE)):

        def change(op: Operation, _: GradientPath | None, part: Expression, name: str = name) -> Expression | None:
            return multiply(part, Ref(Kind.PARAMETER, name)) if op.name == name else None

        words = f"{symbol(name)} itself is a factor of its own gradient"
        yield DerivationSlip("extra-factor", words, on_parts(change, Kind.SHARE), rank=2)


def squared(replay: Replay) -> Iterator[DerivationSlip]:
    """The prediction's error squared, or the loss itself, where its slope belongs."""
    loss = next(op for _, op in operations_of(replay, Kind.QUANTITY) if op.name == LOSS)
    if replay.lesson.network.loss_each_step:
        return

    def change(_: Operation, path: GradientPath | None, __: Expression) -> Expression | None:
        return loss.ref if path is not None and path.consumer == LOSS else None

    yield DerivationSlip(
        "wrong-operand", "the loss itself stands where its slope belongs", on_parts(change, Kind.GRADIENT), rank=2
    )
