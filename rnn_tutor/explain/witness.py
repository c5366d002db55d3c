"""An independent witness: SymPy differentiates the whole loss in one go, and has to come to the same digits.

The derivation goes from the loss back, one local derivative at a time, by this project's own rules. SymPy is given the
loss as one formula in the number in question, differentiates that, and evaluates. It takes no part in the derivation,
and it is exponential in the number of time steps, so it is asked on demand, and for short lessons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import Result, result_for
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
    children,
    leaves,
)
from rnn_tutor.lesson.lesson import Training

MAX_TIME_STEPS = 5
MAX_NUMBERS = 100  # in the loss with every quantity put in: with 300 SymPy takes ten seconds
WITNESSED = frozenset({Kind.QUANTITY, Kind.GRADIENT, Kind.SHARE, Kind.TOTAL, Kind.UPDATED})


def witness(step: Result, digits: int = 20) -> str | None:
    """SymPy's digits for a step's number; None where it would take too long, or where the number is a vector.

    A gradient that truncation cuts is no derivative of the loss, so it has no witness; nor has an update that is more
    than a step against the gradient.

    A gradient is found as the derivative of the loss with respect to its quantity, a share as the derivative with
    respect to the parameter at its one place, a total with respect to the parameter everywhere.
    """
    derivation = step.derivation
    asked_too_much = derivation.lesson.time_steps > MAX_TIME_STEPS or derivation.epoch > 1
    if asked_too_much or not derivation.unrolled.all_scalar or step.operation.kind not in WITNESSED:
        return None
    training = derivation.lesson.training
    is_another = training.truncate is not None or (
        step.phase is Phase.UPDATE and replace(training, epochs=1) != Training()
    )
    if is_another or _numbers_in(derivation, Ref(Kind.QUANTITY, "Loss"), {}) > MAX_NUMBERS:
        return None
    import sympy  # 300 ms, and only this key needs it

    whole = _Whole(derivation)
    name = step.quantity
    if step.phase in (Phase.FORWARD, Phase.LOSS):
        value = whole.value(step.ref)
    elif step.operation.kind is Kind.GRADIENT:
        value = whole.slope(lambda ref, _: ref == Ref(Kind.QUANTITY, name, step.ref.at))
    elif step.operation.kind is Kind.SHARE:
        place = Ref(Kind.QUANTITY, step.operation.via, step.ref.at)
        value = whole.slope(lambda ref, user: ref == Ref(Kind.PARAMETER, name) and user == place)
    else:
        value = whole.slope(lambda ref, _: ref == Ref(Kind.PARAMETER, name))
        if step.phase is Phase.UPDATE:
            rate = derivation.given_number(Ref(Kind.RATE, "learning_rate"), 0, 0)
            value = whole.value(Ref(Kind.PARAMETER, name)) - _number(rate) * value
    return str(sympy.N(value, digits))


def _numbers_in(derivation: Solution, ref: Ref, known: dict[Ref, int]) -> int:
    """How many numbers a quantity has with every quantity put in that it is made of."""
    if ref not in known:
        step = result_for(derivation, ref)
        parts = [] if step is None else leaves(step.expression)
        inside = sum(_numbers_in(derivation, part, known) if isinstance(part, Ref) else 1 for part in parts)
        known[ref] = inside or 1
    return known[ref]


class _Whole:
    """The network as SymPy expressions with every quantity put in; one number at a time may stay a symbol."""

    def __init__(self, derivation: Solution) -> None:
        self.derivation = derivation

    def value(self, ref: Ref) -> Any:  # noqa: ANN401  # SymPy has no types
        """A quantity, with nothing but numbers in it."""
        return _Reader(self.derivation, lambda _ref, _user: False, None).value(ref)

    def slope(self, chosen: Callable[[Ref, Ref], bool]) -> Any:  # noqa: ANN401  # SymPy has no types
        """The derivative of the loss with respect to the names that `chosen` picks, at their values."""
        import sympy  # see above

        symbol = sympy.Symbol("q", real=True)
        reader = _Reader(self.derivation, chosen, symbol)
        loss = reader.value(Ref(Kind.QUANTITY, "Loss"))
        return sympy.diff(loss, symbol).subs(symbol, reader.stands_for)


class _Reader:
    def __init__(self, derivation: Solution, chosen: Callable[[Ref, Ref], bool], symbol: Any) -> None:  # noqa: ANN401  # SymPy has no types
        self.derivation = derivation
        self.chosen = chosen
        self.symbol = symbol
        self.stands_for: Any = 0

    def value(self, ref: Ref) -> Any:  # noqa: ANN401  # SymPy has no types
        step = result_for(self.derivation, ref)
        if step is None:
            time = ref.at if isinstance(ref.at, int) else At.UNTIMED
            return _number(self.derivation.given_number(Ref(ref.kind, ref.name, time), 0, 0))
        # `@`, a sum or a mean between single numbers are what they are element by element.
        return self.read(element(step.expression, 1, 1, self.derivation.unrolled.shape), ref)

    def name(self, ref: Ref, user: Ref) -> Any:  # noqa: ANN401  # SymPy has no types
        if not self.chosen(ref, user):
            return self.value(ref)
        self.stands_for = _Reader(self.derivation, lambda _ref, _user: False, None).value(ref)
        return self.symbol

    def read(self, node: Expression, user: Ref) -> Any:  # noqa: ANN401  # one case per operation
        import sympy  # see above

        if isinstance(node, Apply):
            return self.apply(node, user)
        if isinstance(node, Ref):
            return self.name(node, user)
        parts = [self.read(part, user) for part in children(node)]
        match node:
            case Number():
                return _number(node)
            case Negative():
                return -parts[0]
            case Sum():
                return sympy.Add(*parts)
            case Product():
                return sympy.Mul(*parts)
            case Quotient():
                return parts[0] / parts[1]
            case Power():
                return parts[0] ** parts[1]
            case _:
                raise TypeError(f"{type(node).__name__} is not between single numbers")

    def apply(self, node: Apply, user: Ref) -> Any:  # noqa: ANN401  # SymPy has no types
        import sympy  # see above

        if node.function == "pi":
            return sympy.pi
        if (meaning := definition(node)) is not None:
            return self.read(meaning, user)
        parts = [self.read(argument, user) for argument in node.arguments]
        if node.function == "by_sign":
            # Pieces inside pieces take SymPy minutes; the one that the values are in has the slope there.
            test, positive, zero, negative = parts
            there = sympy.N(test if self.symbol is None else test.subs(self.symbol, self.stands_for), 30)
            return positive if there > 0 else negative if there < 0 else zero
        return getattr(sympy, node.function)(*parts)


def _number(number: Number) -> Any:  # noqa: ANN401  # SymPy has no types
    import sympy  # see above

    return sympy.Rational(number.value.numerator, number.value.denominator)
