"""What a learner typed, read: a number with its last digit, or an expression; never evaluated as Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from flint import fmpq

from rnn_tutor.derivation.values import settled
from rnn_tutor.equations.parser import ANSWER, parse
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Expression, Negative, Number, Stack, references
from rnn_tutor.equations.writing import PAPER, write
from rnn_tutor.numbers.evaluate import Numbers, single, value_of
from rnn_tutor.numbers.real import DomainError, Real, fraction
from rnn_tutor.quiz.names import AnswerNames


@dataclass(frozen=True)
class Answer:
    """One number as answered.

    `expression` holds what was understood. For a plain number, `half_unit` is half a unit of its last typed digit and
    `digits` counts its significant digits; for anything else they are 0 and None. `claimed` is the number after an
    equals sign, where a formula was given with its result.
    """

    expression: Expression
    value: Fraction
    half_unit: Fraction = Fraction(0)
    digits: int | None = None
    claimed: Answer | None = None

    @property
    def has_names(self) -> bool:
        """Whether the answer is a formula, and not arithmetic with numbers only."""
        return bool(references(self.expression))

    @property
    def is_number(self) -> bool:
        """Whether the answer is one plain number."""
        return self.digits is not None

    @property
    def understood(self) -> str:
        """What was read, in the field's notation."""
        return write(self.expression, PAPER)


def read_answer(text: str, names: AnswerNames, by_hand: Numbers) -> tuple[Answer, ...]:
    """The numbers in an answer: one, or those of a vector `[a, b]`, row by row.

    Raises:
        EquationError: where the text can't be read, with the place and how to mend it.
    """
    formula, equals, result = text.partition("=")
    if equals and result.strip():
        claim = _only(read_answer(result, names, by_hand), len(formula) + 1)
        if not formula.strip():
            return (claim,)
        answer = _only(read_answer(formula, names, by_hand), 0)
        return (replace(answer, claimed=claim),)
    expression = parse(formula, ANSWER)
    if isinstance(expression, Stack):
        rows = [part.elements if isinstance(part, Stack) else (part,) for part in expression.elements]
        return tuple(_one(part, names, by_hand) for row in rows for part in row)
    return (_one(expression, names, by_hand),)


def _only(answers: tuple[Answer, ...], offset: int) -> Answer:
    if len(answers) != 1:
        raise EquationError("one number stands on each side of an equals sign", offset)
    return answers[0]


def _one(typed: Expression, names: AnswerNames, by_hand: Numbers) -> Answer:
    expression = names.resolved(typed)
    match expression:
        case Number() as number:
            return _number(number, expression)
        case Negative(Number() as number):
            return _number(Number(-number.value, number.text), expression)
    try:
        if shape_of(expression, names.derivation.unrolled.shape):
            message = "one number is asked for, and this is a vector"
            raise EquationError(message, 0, 1, "pick one element, as in h2[1]")
        value = settled(lambda: _scalar(expression, by_hand))
    except ShapeError as error:
        raise EquationError(error.message, 0, 1, error.remedy) from error
    except DomainError as error:
        raise EquationError(f"this has no value: it needs {error.operation}", 0) from error
    return Answer(expression, value)


def _number(number: Number, expression: Expression) -> Answer:
    text = (number.text or "0").lower()
    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    unit = Fraction(10) ** (int(exponent or 0) - len(decimals))
    digits = len((whole + decimals).lstrip("0"))
    return Answer(expression, number.value, unit / 2, digits)


def _scalar(expression: Expression, by_hand: Numbers) -> Fraction:
    return as_fraction(single(value_of(expression, by_hand)))


def as_fraction(value: Real) -> Fraction:
    """A real number as a fraction, to the precision its ball has."""
    if isinstance(value, fmpq):
        return fraction(value)
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
