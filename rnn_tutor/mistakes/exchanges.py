"""Two things exchanged: two names of one kind, or z and 1 − z."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from rnn_tutor.equations.algebra import multiply, replace
from rnn_tutor.equations.tree import (
    ONE,
    Element,
    Expression,
    Kind,
    MatMul,
    Negative,
    Product,
    Ref,
    Sum,
    children,
    references,
)
from rnn_tutor.mistakes.factors_and_terms import is_short
from rnn_tutor.mistakes.mutation import nodes, substituted_all
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write


@MistakeRule(
    "swapped",
    "two things exchanged",
    "exchanged two operands, or z and 1 − z",
    Example("gru", "backward:5", "dh3*z3", "z₃ stands where 1 − z₃ belongs"),
    weight=4,
)
def swapped(task: Task) -> Iterator[Candidate]:
    """z for 1 − z and the reverse; two names of one kind exchanged."""
    if not is_short(task.expression):
        return
    for ref in references(task.expression):
        if is_complemented(task, ref):
            yield from exchanged_with_rest(task, ref)
    yield from reset_at_another_place(task)
    for one, other in combinations(references(task.expression), 2):
        if one.kind is other.kind and task.shape(one) == task.shape(other):
            changed = exchange(task.expression, one, other)
            if in_any_order(changed) != in_any_order(task.expression):
                yield changed, f"{name_of(one)} and {name_of(other)} are exchanged"


def reset_at_another_place(task: Task) -> Iterator[Candidate]:
    """A gate before the product with a matrix, or after it: in one unit it is the same, and in more it isn't."""
    for place, node in nodes(task.expression):
        match node:
            case MatMul(Ref() as matrix, Product((Ref() as gate, *rest))) if task.shape(matrix) and task.shape(gate):
                words = (
                    f"{name_of(gate)} is a factor after the product with {name_of(matrix)}, but it belongs before it"
                )
                yield place(multiply(gate, MatMul(matrix, multiply(*rest)))), words
            case Product((Ref() as gate, MatMul(Ref() as matrix, right))) if task.shape(matrix) and task.shape(gate):
                words = (
                    f"{name_of(gate)} is a factor before the product with {name_of(matrix)}, but it belongs after it"
                )
                yield place(MatMul(matrix, multiply(gate, right))), words
            case _:
                pass


def exchanged_with_rest(task: Task, ref: Ref) -> Iterator[Candidate]:
    """z for 1 − z, and the reverse: everywhere, or in one of the two places."""
    name, rest = name_of(ref), write(complement(ref))
    both = roles_swapped(task.expression, ref)
    has_rest, has_own = complement(ref) in parts_of(task.expression), is_alone(task.expression, ref)
    for_rest, for_own = f"{name} stands where {rest} belongs", f"{rest} stands where {name} belongs"
    if has_rest and has_own:
        if in_any_order(both) != in_any_order(task.expression):  # in Y(1 − Y) nobody sees it
            yield both, f"{name} and {rest} have exchanged their roles"
        yield replace(task.expression, lambda part: ref if is_rest(part, ref) else None), for_rest
        yield rest_for_own(task.expression, ref), for_own
    else:
        yield both, for_rest if has_rest else for_own


def in_any_order(expression: Expression) -> object:
    """An expression as it is whatever the order of its terms and factors: who exchanges these makes no mistake."""
    parts = tuple(map(in_any_order, children(expression)))
    if isinstance(expression, Sum | Product):
        return type(expression), frozenset(Counter(parts).items())
    return (type(expression), *parts) if parts else expression


def complement(expression: Expression) -> Expression:
    """1 − z."""
    return Sum((ONE, Negative(expression)))


def parts_of(expression: Expression) -> list[Expression]:
    """Every part of an expression, itself among them."""
    return [expression, *(part for child in children(expression) for part in parts_of(child))]


def is_alone(expression: Expression, ref: Ref) -> bool:
    """Whether a name stands somewhere that isn't 1 − name."""
    if expression == complement(ref):
        return False
    return expression == ref or any(is_alone(part, ref) for part in children(expression))


def is_complemented(task: Task, ref: Ref) -> bool:
    """Whether the network mixes with a quantity and what it lacks to 1, as with the update gate of a GRU."""
    if complement(ref) in parts_of(task.expression):
        return True
    if ref.kind not in (Kind.QUANTITY, Kind.PARAMETER):
        return False
    network = task.derivation.unrolled.network
    return any(
        isinstance(part, Sum) and len(part.terms) == 2 and part.terms[0] == ONE and is_less(part.terms[1], ref.name)
        for equation in (*network.each_step, *network.output)
        for part in parts_of(equation.expression)
    )


def is_less(term: Expression, name: str) -> bool:
    """Whether a term is −name."""
    return isinstance(term, Negative) and isinstance(term.operand, Ref) and term.operand.name == name


def is_rest(part: Expression, ref: Ref) -> bool:
    """Whether a part is 1 − z."""
    return part in (complement(ref), Element(complement(ref), 1, 1))


def rest_for_own(expression: Expression, ref: Ref) -> Expression:
    """1 − z for each z that stands alone."""
    return replace(expression, lambda part: part if is_rest(part, ref) else complement(ref) if part == ref else None)


def roles_swapped(expression: Expression, ref: Ref) -> Expression:
    """z for each 1 − z, and 1 − z for each other z."""
    rest = complement(ref)

    def change(part: Expression) -> Expression | None:
        if is_rest(part, ref):
            return ref
        return rest if part == ref else None

    return replace(expression, change)


def exchange(expression: Expression, one: Ref, other: Ref) -> Expression:
    """Two names exchanged, everywhere."""
    return substituted_all(expression, {one: other, other: one})
