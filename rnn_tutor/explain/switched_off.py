"""Which uses of parameters an input of 0 leaves without effect: W in `input*W + B`, where the input is 0."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.pinned import pinned
from rnn_tutor.derivation.result import Result
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import At, Element, Expression, Kind, Number, Product, Ref, Sum, references
from rnn_tutor.notation.line import write


def switched_off(solution: Solution) -> list[tuple[str, int]]:
    """Each such use, by the parameter and the time step, where a term of an equation is nothing but a product."""
    found = []
    for operation in solution.forward_operations:
        for term in terms(operation.template):
            if isinstance(term, Product) and any(is_zero(factor, operation.frame, solution) for factor in term.factors):
                found += [(ref.name, operation.frame) for ref in references(term) if ref.kind is Kind.PARAMETER]
    return found


def input_of_zero(step: Result) -> str | None:
    """The input of 0 that keeps a parameter from acting where a step finds its share; None where there is none."""
    operation, solution = step.operation, step.derivation
    if operation.kind is not Kind.SHARE or operation.time is None:
        return None
    unrolled = solution.unrolled
    parameter = Ref(Kind.PARAMETER, operation.name)
    equation = unrolled.template(unrolled.equation(operation.via), operation.time)
    with_it = [term for term in terms(equation) if parameter in references(term)]
    if len(with_it) != 1 or not isinstance(with_it[0], Product):
        return None
    zeros = [factor for factor in with_it[0].factors if is_zero(factor, operation.time, solution)]
    return write(pinned(zeros[0], operation.time, unrolled.last), unrolled.paper) if zeros else None


def terms(expression: Expression) -> Iterator[Expression]:
    """The terms of a sum; of anything else, itself."""
    yield from expression.terms if isinstance(expression, Sum) else (expression,)


def is_zero(factor: Expression, time: int, solution: Solution) -> bool:
    """Whether a factor is an input, or one number of an input, that is 0 at a time step."""
    match factor:
        case Ref(Kind.INPUT, name, At.HERE):
            row, column = 1, 1
        case Element(Ref(Kind.INPUT, name, At.HERE), row, column):
            pass
        case _:
            return False
    array: Array[Number] = solution.lesson.streams[name][time - 1]
    is_single = isinstance(factor, Element) or not array.shape
    return is_single and array.at(row - 1, column - 1).value == 0
