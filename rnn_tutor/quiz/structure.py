"""A typed formula lined up with the right one: what is too many, too few, or in another's place.

Both are taken apart into terms, and each term into its number and its factors, whose order doesn't matter. What differs
then is what was done; no number is compared, so nothing is told by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

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
    Transpose,
    children,
    rebuild,
    references,
)
from rnn_tutor.mistakes.slopes import wrong_slopes
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.quiz.explanation import NamedMistake

MOST_TERMS = 4
MOST_SLIPS = 2  # of a formula that is off in more places, lining up says nothing


@dataclass(frozen=True)
class Monomial:
    """A number times factors, each to a whole power."""

    number: Fraction
    factors: tuple[tuple[Expression, int], ...]

    @property
    def counter(self) -> Counter[Expression]:
        """The powers by factor."""
        return Counter(dict(self.factors))


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


def terms_of(expression: Expression) -> list[Monomial]:
    """The terms of a sum; of anything else, the one that it is."""
    match expression:
        case Sum(terms):
            return [term for part in terms for term in terms_of(part)]
        case Negative(operand):
            return [Monomial(-term.number, term.factors) for term in terms_of(operand)]
        case _:
            number, factors = _product_of(expression, 1)
            return [Monomial(number, tuple(sorted(((f, p) for f, p in factors.items() if p), key=repr)))]


def _product_of(node: Expression, power: int) -> tuple[Fraction, Counter[Expression]]:
    """The number and the factors of a part, to a whole power."""
    match node:
        case Number(value) if value:
            return value**power, Counter()
        case Negative(operand):
            number, factors = _product_of(operand, power)
            return number * (-1) ** power, factors
        case Product(parts):
            return _together([_product_of(part, power) for part in parts])
        case MatMul(left, right):
            return _together([_product_of(left, power), _product_of(right, power)])
        case Quotient(top, bottom):
            return _together([_product_of(top, power), _product_of(bottom, -power)])
        case Power(base, Number(value)) if value.denominator == 1 and abs(value) <= 9:
            return _product_of(base, power * int(value))
        case Sum():
            return _of_sum(node, power)
        case Power(base, exponent):  # a factor as it stands; `_canonical` of it would come back here
            return Fraction(1), Counter({Power(_canonical(base), _canonical(exponent)): power})
        case _:
            return Fraction(1), Counter({_canonical(node): power})


def _together(parts: Sequence[tuple[Fraction, Counter[Expression]]]) -> tuple[Fraction, Counter[Expression]]:
    number, factors = Fraction(1), Counter[Expression]()
    for value, found in parts:
        number *= value
        for factor, power in found.items():
            factors[factor] += power
    return number, factors


def _of_sum(node: Sum, power: int) -> tuple[Fraction, Counter[Expression]]:
    """A bracket as one factor, its sign in front: (P − target) is −1 times (target − P)."""
    canonical = _canonical(node)
    turned = _canonical(Negative(node))
    if _orientation(turned) < _orientation(canonical):
        return Fraction((-1) ** power), Counter({turned: power})
    return Fraction(1), Counter({canonical: power})


def _orientation(node: Expression) -> tuple[int, bool, str]:
    """By what the better of a bracket and its negative is chosen: few minus signs, and none before a number."""
    terms = node.terms if isinstance(node, Sum) else (node,)
    negative = [term for term in terms if isinstance(term, Negative)]
    return len(negative), any(isinstance(term.operand, Number) for term in negative), repr(node)


def _canonical(node: Expression) -> Expression:
    """The same with the terms of its sums in one order, and no minus before a bracket."""
    match node:
        case Sum() | Negative():
            parts = sorted((_as_expression(term) for term in terms_of(node)), key=_place)
            return parts[0] if len(parts) == 1 else Sum(tuple(parts))
        case Product() | Quotient() | Power(exponent=Number()):
            return _as_expression(terms_of(node)[0])
        case _:
            parts_of = children(node)
            return rebuild(node, tuple(map(_canonical, parts_of))) if parts_of else node


def _place(term: Expression) -> tuple[bool, bool, str]:
    """Where a term stands: numbers first, as in 1 − Y, and what is subtracted last."""
    return isinstance(term, Negative), not isinstance(term, Number), repr(term)


def _as_expression(term: Monomial) -> Expression:
    factors = [f if p == 1 else Power(f, Number(Fraction(p))) for f, p in term.factors]
    size = [] if abs(term.number) == 1 and factors else [Number(abs(term.number))]
    whole = [*size, *factors]
    product = whole[0] if len(whole) == 1 else Product(tuple(whole))
    return Negative(product) if term.number < 0 else product


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
        if place in chosen:
            yield from _in_term(task, term, other[chosen[place]])
        else:
            shown = write(_as_expression(Monomial(abs(term.number), term.factors)))
            is_way = task.is_gradient() and len(task.step.operation.paths) == len(right)
            yield NamedMistake("missing-path" if is_way else "missing-term", f"the term {shown} is missing")
    for index, term in enumerate(other):
        if index not in chosen.values():
            yield NamedMistake("extra-factor", f"the term {write(_as_expression(term))} is too many")


def _in_term(task: Task, right: Monomial, other: Monomial) -> Iterator[NamedMistake]:
    """What differs in one term."""
    difference = other.counter
    difference.subtract(right.counter)
    missing = {factor: -power for factor, power in difference.items() if power < 0}
    extra = {factor: power for factor, power in difference.items() if power > 0}
    yield from _in_number(task, right, Fraction(other.number) / Fraction(right.number))
    for factor in [factor for factor, power in missing.items() if power >= 2 and right.counter[factor] > 0]:
        power = missing.pop(factor)
        words = f"{write(factor)} is to be multiplied, and it was divided by"
        yield NamedMistake("wrong-operation", words)
        if power > 2:
            missing[factor] = power - 2
    for factor in [*missing]:
        partner = _partner(factor, [*extra])
        if partner is not None:
            del missing[factor]
            extra.pop(partner)
            yield _in_place(task, factor, partner)
    for factor in missing:
        slope = _slope_with(task, factor, right)
        if slope is None:
            yield NamedMistake("missing-factor", f"the factor {write(factor)} is missing")
        else:
            words = f"the factor {write(factor)} of the slope {write(slope)} is missing"
            yield NamedMistake("activation-derivative", words)
    for factor in extra:
        again = " twice" if right.counter[factor] > 0 else ""
        words = f"the factor {write(factor)} is there{again}" if again else f"the factor {write(factor)} is too many"
        yield NamedMistake("extra-factor", words)


def _in_number(task: Task, right: Monomial, ratio: Fraction) -> Iterator[NamedMistake]:
    """What differs in the number before the factors."""
    if ratio < 0:
        yield NamedMistake("sign", "the sign is turned round")
    size, number = abs(ratio), abs(right.number)
    if size == 1:
        return
    steps = task.derivation.lesson.time_steps
    if number != 1 and size == 1 / number:
        what = "the 2 of the square" if number == 2 and task.through_loss else f"the factor {write(Number(number))}"
        yield NamedMistake("missing-factor", f"{what} is missing")
    elif size == Fraction(1, steps):
        unit = task.unit
        words = f"it is divided by {steps}, the number of {unit}s: that is their mean, and the sum is asked for"
        yield NamedMistake("mean-not-sum", words)
    elif size > 1:
        yield NamedMistake("extra-factor", f"there is a factor {write(Number(size))} too many")
    else:
        yield NamedMistake("extra-factor", f"it is divided by {write(Number(1 / size))}, which doesn't belong")


def _partner(factor: Expression, others: list[Expression]) -> Expression | None:
    """What was taken for a factor: the likest of those that are too many."""
    ranked = sorted(others, key=lambda other: (type(other) is not type(factor), _kind(other) is not _kind(factor)))
    return ranked[0] if ranked else None


def _kind(factor: Expression) -> Kind | None:
    named = references(factor)
    return named[0].kind if named else None


def _in_place(task: Task, right: Expression, other: Expression) -> NamedMistake:
    """What it is called when one factor stands in another's place."""
    words = f"{write(other)} was taken where {write(right)} belongs"
    if {Transpose(right), Transpose(other)} & {right, other}:
        return NamedMistake("transposed", f"{write(other)} stands where {write(right)} belongs")
    if isinstance(right, Ref) and isinstance(other, Ref):
        if (right.kind, right.name, right.via) == (other.kind, other.name, other.via):
            return NamedMistake("wrong-time-step", f"{name_of(other)} was taken where {name_of(right)} belongs")
        if other == Ref(Kind.UPDATED, right.name):
            return NamedMistake("new-weight", f"it takes the new {name_of(right)}, after the update")
        return NamedMistake("wrong-operand", words)
    if {right, other} == {_canonical(Sum((ONE, Negative(other)))), other}:
        return NamedMistake("swapped", words)
    if isinstance(right, Apply) and right.arguments == (other,):
        return NamedMistake("missing-activation", f"{write(right)} was taken without its function")
    if isinstance(other, Apply) and other.arguments == (right,):
        return NamedMistake("other-activation", f"{write(other)} was taken where {write(right)} itself belongs")
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
    return {factor for term in terms_of(slope) for factor, _ in term.factors} | {_canonical(slope)}


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
        f"what is to be {'multiplied' if added else 'added'} was {'added' if added else 'multiplied'}",
    )
