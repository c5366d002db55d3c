"""A typed formula lined up with the right one: what is too many, too few, or in another's place.

Both are taken apart into terms, and each term into its number and its factors, whose order doesn't matter. What differs
then is what was done; no number is compared, so nothing is told by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from rnn_tutor.equations.tree import (
    ONE,
    Apply,
    Expression,
    Kind,
    Negative,
    Number,
    Ref,
    Sum,
    Transpose,
    references,
)
from rnn_tutor.mistakes.paths import counts
from rnn_tutor.mistakes.slopes import wrong_slopes
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.quiz.explanation import NamedMistake
from rnn_tutor.quiz.monomials import Monomial, as_expression, canonical, terms_of

MOST_TERMS = 4
MOST_SLIPS = 2  # of a formula that is off in more places, lining up says nothing


def slips_in_structure(task: Task, typed: Expression) -> tuple[NamedMistake, ...]:
    """What was done in a typed formula, two things at most; none where it can't be lined up with the right one."""
    right, other = terms_of(task.expression), terms_of(typed)
    if max(len(right), len(other)) > MOST_TERMS:
        return ()
    if (substituted := _other_operation(right, other)) is not None:
        return (substituted,)
    found = [list(_in_all(task, right, chosen, other)) for chosen in _matchings(right, other)]
    best = min(found, key=len, default=[])
    return tuple(dict.fromkeys(best)) if 0 < len(best) <= MOST_SLIPS else ()


def _matchings(right: list[Monomial], other: list[Monomial]) -> Iterator[dict[int, int]]:
    """Each way to line the terms up: the place of a typed term by that of the right one."""
    if len(other) <= len(right):
        for places in permutations(range(len(right)), len(other)):
            yield {place: index for index, place in enumerate(places)}
    else:
        for places in permutations(range(len(other)), len(right)):
            yield dict(enumerate(places))


def _in_all(task: Task, right: list[Monomial], chosen: dict[int, int], other: list[Monomial]) -> Iterator[NamedMistake]:
    """What differs when the terms are lined up in one way."""
    for place, term in enumerate(right):
        shown = write(as_expression(Monomial(abs(term.number), term.factors)))
        if place in chosen:
            yield from _in_term(task, term, other[chosen[place]], f" of {shown}" if len(right) > 1 else "")
        else:
            is_way = task.is_gradient() and len(task.step.operation.paths) == len(right)
            yield NamedMistake("missing-path" if is_way else "missing-term", f"the term {shown} is missing")
    for index, term in enumerate(other):
        if index not in chosen.values():
            yield NamedMistake("extra-factor", f"the term {write(as_expression(term))} does not belong here")


def _in_term(task: Task, right: Monomial, other: Monomial, of_term: str) -> Iterator[NamedMistake]:
    """What differs in one term; `of_term` says which, where there are several."""
    yield from _in_number(task, right, of_term, Fraction(other.number) / Fraction(right.number))
    wanted, found = right.counter, other.counter
    for factor in [factor for factor in wanted if wanted[factor] * found[factor] < 0]:
        wrong, right_one = ("division", "multiplication") if wanted[factor] > 0 else ("multiplication", "division")
        words = f"there is a {wrong} by {write(factor)} where a {right_one} belongs"
        yield NamedMistake("wrong-operation", words)
        del wanted[factor], found[factor]
    yield from _on_a_side(task, right, _positive(wanted), _positive(found))
    yield from _below_the_line(task, _positive(wanted, -1), _positive(found, -1))


def _positive(powers: Counter[Expression], way: int = 1) -> Counter[Expression]:
    """What stands above the line, or with −1 below it."""
    return Counter({factor: way * power for factor, power in powers.items() if way * power > 0})


def _lined_up(wanted: Counter[Expression], found: Counter[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """What is missing on one side of the line, each with what stands there instead; both are taken off."""
    common = wanted & found
    wanted.subtract(common)
    found.subtract(common)
    for factor in [factor for factor, power in wanted.items() if power > 0]:
        partner = _partner(factor, [other for other, power in found.items() if power > 0])
        if partner is not None:
            wanted[factor] = found[partner] = 0
            yield factor, partner


def _below_the_line(task: Task, wanted: Counter[Expression], found: Counter[Expression]) -> Iterator[NamedMistake]:
    """What differs in what is divided by."""
    for factor, partner in _lined_up(wanted, found):
        yield _in_place(task, factor, partner)
    for factor in +wanted:
        yield NamedMistake("missing-factor", f"the division by {write(factor)} is missing")
    for factor in +found:
        yield NamedMistake("extra-factor", f"the division by {write(factor)} does not belong here")


def _on_a_side(
    task: Task, right: Monomial, wanted: Counter[Expression], found: Counter[Expression]
) -> Iterator[NamedMistake]:
    """What differs in what is multiplied."""
    for factor, partner in _lined_up(wanted, found):
        yield _in_place(task, factor, partner)
    for factor in +wanted:
        slope = _slope_with(task, factor, right)
        if slope is None:
            yield NamedMistake("missing-factor", f"the factor {write(factor)} is missing")
        else:
            words = f"the factor {write(factor)} of the slope {write(slope)} is missing"
            yield NamedMistake("activation-derivative", words)
    for factor in +found:
        told = "appears twice" if right.counter[factor] > 0 else "does not belong here"
        yield NamedMistake("extra-factor", f"the factor {write(factor)} {told}")


def _in_number(task: Task, right: Monomial, of_term: str, ratio: Fraction) -> Iterator[NamedMistake]:
    """What differs in the number before the factors."""
    if ratio < 0:
        yield NamedMistake("sign", f"the sign{of_term} is wrong")
    size, number = abs(ratio), abs(right.number)
    if size == 1:
        return
    divided_by = dict(counts(task))
    if number != 1 and size == 1 / number:
        what = "the 2 of the square" if number == 2 and task.through_loss else f"the factor {write(Number(number))}"
        yield NamedMistake("missing-factor", f"{what} is missing")
    elif size.numerator == 1 and size.denominator in divided_by:
        count, of_what = size.denominator, divided_by[size.denominator]
        divided = f"this is divided by {count}, the number of {of_what}"
        words = f"{divided}: that is their mean, but the question asks for the sum"
        yield NamedMistake("mean-not-sum", words)
    elif size > 1:
        yield NamedMistake("extra-factor", f"there is a factor {write(Number(size))} too many")
    else:
        yield NamedMistake("extra-factor", f"there is a division by {write(Number(1 / size))} too many")


def _partner(factor: Expression, others: list[Expression]) -> Expression | None:
    """What was taken for a factor: the likest of those that are too many."""
    ranked = sorted(others, key=lambda other: (type(other) is not type(factor), _kind(other) is not _kind(factor)))
    return ranked[0] if ranked else None


def _kind(factor: Expression) -> Kind | None:
    named = references(factor)
    return named[0].kind if named else None


def _in_place(task: Task, right: Expression, other: Expression) -> NamedMistake:
    """What it is called when one factor stands in another's place."""
    words = f"{write(other)} was used where {write(right)} belongs"
    if write(other) == write(right):
        return NamedMistake("wrong-operand", f"{write(right)} of one sequence was used where that of another belongs")
    if {Transpose(right), Transpose(other)} & {right, other}:
        return NamedMistake("transposed", f"{write(other)} stands where {write(right)} belongs")
    if isinstance(right, Ref) and isinstance(other, Ref):
        if (right.kind, right.name, right.via) == (other.kind, other.name, other.via):
            return NamedMistake("wrong-time-step", f"{name_of(other)} was used where {name_of(right)} belongs")
        if other == Ref(Kind.UPDATED, right.name):
            return NamedMistake("new-weight", f"this uses the new {name_of(right)}, from after the update")
        return NamedMistake("wrong-operand", words)
    if {right, other} == {canonical(Sum((ONE, Negative(other)))), other}:
        return NamedMistake("swapped", words)
    if isinstance(right, Apply) and right.arguments == (other,):
        return NamedMistake("missing-activation", f"{write(right)} was used without its function")
    if isinstance(other, Apply) and other.arguments == (right,):
        return NamedMistake("other-activation", f"{write(other)} was used where {write(right)} itself belongs")
    if isinstance(right, Apply) and isinstance(other, Apply) and right.arguments == other.arguments:
        return NamedMistake("other-activation", words)
    if task.is_gradient() and any(right in _factors_of(slope.right) for slope in wrong_slopes(task.step)):
        return NamedMistake("activation-derivative", words)
    return NamedMistake("wrong-operand", words)


def _slope_with(task: Task, factor: Expression, right: Monomial) -> Expression | None:
    """The slope of which a factor is one part of several in a term; None where it is none, or all of it."""
    if not task.is_gradient():
        return None
    for slope in wrong_slopes(task.step):
        parts = {part for term in terms_of(slope.right) for part, _ in term.factors}
        if factor in parts and len(parts) > 1 and parts <= set(right.counter):
            return slope.right
    return None


def _factors_of(slope: Expression) -> set[Expression]:
    return {factor for term in terms_of(slope) for factor, _ in term.factors} | {canonical(slope)}


def _other_operation(right: list[Monomial], other: list[Monomial]) -> NamedMistake | None:
    """A sum where a product belongs, or the reverse."""
    one, several = (right, other) if len(right) == 1 else (other, right)
    if len(one) != 1 or len(several) < 2:
        return None
    number, factors = Fraction(1), Counter[Expression]()
    for term in several:
        number *= term.number
        for factor, power in term.factors:
            factors[factor] += power
    if number != one[0].number or factors != one[0].counter:
        return None
    added = several is other
    return NamedMistake(
        "wrong-operation",
        "there is an addition where a multiplication belongs"
        if added
        else "there is a multiplication where an addition belongs",
    )
