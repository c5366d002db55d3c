"""The track of someone who computes by hand, or on a machine: each number is rounded as it is found."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from flint import arb, ctx, fmpq

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.values import START_BITS, Evaluators, UndefinedValue, settled
from rnn_tutor.equations.array import Array
from rnn_tutor.limits import FAR_NUMBERS, HAND_BITS
from rnn_tutor.numbers.compiler import Evaluator
from rnn_tutor.numbers.digits import by_hand
from rnn_tutor.numbers.machine_float import NO_NUMBER, as_exact, as_machine
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import ASKED, TAKEN_AS_EQUAL, TOO_MANY_TO_TELL, DomainError, Real, Undecided, bounded
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.numbers.value import Value, each, spread


class RoundedRun:
    """Adds the operations' values to the numbers, each computed from rounded ones, then rounded.

    A number such as 1 × 10⁻⁹⁶⁰⁰⁰ has one digit and, as a fraction, three hundred thousand bits. Once there is one,
    operations are given balls around such numbers, and the fractions only where balls don't tell.
    """

    def __init__(self, evaluators: Evaluators, rule: Rounding) -> None:
        self.evaluators = evaluators
        self.rule = rule
        self._has_long = False
        self._far = 0

    def __call__(self, operations: Iterable[Operation], numbers: Numbers) -> Numbers:
        """The numbers, with those of the operations.

        Raises:
            UndefinedValue: at the first operation that has no value with rounded numbers.
        """
        if self.rule.binary is not None:
            return run_in_machine(operations, numbers, self.evaluators, self.rule.binary)
        balls: dict[int, _LongAsBalls] = {}
        for operation in operations:
            _, kind, name, time, source, frame, shape, via, _, _ = operation
            try:
                value = self._value(self.evaluators.of(source), numbers, frame, balls)
            except DomainError as error:
                raise UndefinedValue(operation, error, hand=True) from error
            self._has_long = self._has_long or any(map(is_long, value.entries if isinstance(value, Array) else [value]))
            numbers[kind, name, time, via] = spread(value, shape) if shape else value
        return numbers

    def _value(self, evaluator: Evaluator, numbers: Numbers, frame: int, balls: dict[int, _LongAsBalls]) -> Value:
        def with_balls() -> Value:
            if ctx.prec not in balls:
                balls[ctx.prec] = _LongAsBalls(numbers)
            return self._rounded(evaluator, balls[ctx.prec], frame)

        as_fractions = partial(self._rounded, evaluator, numbers, frame)
        for bits in (START_BITS, TAKEN_AS_EQUAL) if self._has_long else ():
            with suppress(Undecided):
                return settled(with_balls, bits, bits)
        try:
            return settled(as_fractions, most=ASKED)
        except Undecided:
            self._far += 1
            if self._far > FAR_NUMBERS.most:
                raise DomainError(TOO_MANY_TO_TELL, fmpq(0)) from None
            return settled(as_fractions, 2 * ASKED)

    def _rounded(self, evaluator: Evaluator, numbers: Numbers, frame: int) -> Value:
        return each(self._round, evaluator(numbers, frame))

    def _round(self, value: Real) -> fmpq:
        return by_hand(self.rule, bounded(value, HAND_BITS.most))


def is_long(value: Real) -> bool:
    """Whether a number is a long fraction."""
    return isinstance(value, fmpq) and value.q.bit_length() + value.p.bit_length() > HAND_BITS.most


class _LongAsBalls(dict[Any, Any]):
    """The numbers of a track for one precision: those that are long fractions as balls, each when it is asked for."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__()
        self.numbers = numbers

    def __missing__(self, key: Any) -> Any:  # noqa: ANN401  # as the evaluators take them
        value = self[key] = each(lambda number: arb(number) if is_long(number) else number, self.numbers[key])
        return value


def run_in_machine(operations: Iterable[Operation], numbers: Numbers, evaluators: Evaluators, bits: int) -> Numbers:
    """The numbers, with the operations' values in a computer's arithmetic added, each operation in it rounded.

    Raises:
        UndefinedValue: at the first operation that has no value, or one that is too large.
    """
    machine: Any = _InMachine(numbers, bits)
    for operation in operations:
        _, kind, name, time, source, frame, shape, via, _, _ = operation
        key = (kind, name, time, via)
        try:
            value: Any = evaluators.in_machine(bits).of(source)(machine, frame)
            machine[key] = spread(value, shape) if shape else value
            numbers[key] = as_exact(machine[key])
        except (DomainError, OverflowError) as error:
            broken = error if isinstance(error, DomainError) else DomainError(NO_NUMBER, fmpq(0))
            raise UndefinedValue(operation, broken, hand=True) from error
    return numbers


class _InMachine(dict[Any, Any]):
    """The numbers of a track in a computer's arithmetic, each when it is asked for."""

    def __init__(self, numbers: Numbers, bits: int) -> None:
        super().__init__()
        self.numbers = numbers
        self.bits = bits

    def __missing__(self, key: Any) -> Any:  # noqa: ANN401  # as the evaluators take them
        value = self[key] = as_machine(self.numbers[key], self.bits)
        return value
