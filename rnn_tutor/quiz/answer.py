"""What a learner typed, read: a number with its last digit, or an expression; never evaluated as Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from rnn_tutor.equations import algebra
from rnn_tutor.equations.dialect import Dialect
from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import (
    Expression,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    leaves,
    references,
)
from rnn_tutor.equations.writing import PAPER, Style, name_of, write
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.reals import value_of

LONGEST = 200  # characters; a longer answer is not read
TEN = Fraction(10)
ANSWER = Dialect(
    max_length=LONGEST,
    implied_products=True,
    functions=(*WRITABLE, "normal_cdf", "normal_density"),
    aliases=MappingProxyType({"ln": "log", "sigma": "sigmoid", "logistic": "sigmoid"}),
)


def short_name(ref: Ref) -> str:
    """A gradient without its numerator: ∂X₃ for ∂Loss/∂X₃."""
    return name_of(ref).replace("∂Loss/∂", "∂")


SHORT = Style(minus=PAPER.minus, juxtapose=True, raised=True, notation=True, leaf=short_name)


def _literal(part: Expression) -> Expression | None:
    """Minus a number, as one negative number: −2(target − P); taken away from something, it stays as it is: 1.2 − P."""
    match part:
        case Sum((first, *others)):
            return Sum((_literals(first), *map(_taken_away, others)))
        case Negative(Number(value) as number) if value > 0:
            return Number(-value, number.text and f"-{number.text}")
        case _:
            return None


def _literals(expression: Expression) -> Expression:
    return algebra.replace(expression, _literal)


def _taken_away(term: Expression) -> Expression:
    """A term of a sum that isn't its first one."""
    return Negative(_literals(term.operand)) if isinstance(term, Negative) else _literals(term)


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
        return write(_literals(self.expression), SHORT)


def read_answer(text: str, question: Question, names: AnswerNames) -> tuple[Answer, ...]:
    """The numbers in an answer to a question: one, or those of a vector `[a, b]`, row by row.

    Raises:
        EquationError: where the text can't be read, with the place and how to mend it.
    """
    if len(text) > LONGEST:
        message = f"that is {len(text):,} characters long, and {LONGEST} are read"
        raise EquationError(message, LONGEST, 1, "a number or a short formula will do")
    before, equals, after = text.partition("=")
    if not equals:
        return _read(text, 0, question, names)
    if "=" in after:
        raise EquationError("one equals sign is enough", len(before) + 1 + after.index("="))
    results = _read(after, len(before) + 1, question, names)
    if not before.strip() or _is_asked(before, question, names):
        return results
    formula = _only(_read(before, 0, question, names), 0)
    result = _only(results, len(before) + 1)
    return (replace(formula, claimed=result),)


def _is_asked(text: str, question: Question, names: AnswerNames) -> bool:
    """Whether this only says what is asked for, as in `dX3 = -0.164`."""
    typed = parse(text, ANSWER)
    return isinstance(typed, Name) and names.is_asked(typed, question)


def _only(answers: tuple[Answer, ...], offset: int) -> Answer:
    if len(answers) != 1:
        raise EquationError("one number stands on each side of an equals sign", offset)
    return answers[0]


def _read(text: str, offset: int, question: Question, names: AnswerNames) -> tuple[Answer, ...]:
    """The numbers in a part of an answer that begins at an offset."""
    try:
        expression = parse(text, ANSWER)
        if isinstance(expression, Stack):
            rows = [part.elements if isinstance(part, Stack) else (part,) for part in expression.elements]
            return tuple(_one(part, question, names, text) for row in rows for part in row)
        return (_one(expression, question, names, text),)
    except EquationError as error:
        raise EquationError(error.message, error.offset + offset, error.length, error.remedy) from error


def _one(typed: Expression, question: Question, names: AnswerNames, text: str) -> Answer:
    expression = names.resolved(typed, question)
    if (number := plain_number(expression)) is not None:
        return _number(number, expression)
    start, length = len(text) - len(text.lstrip()), len(text.strip())
    try:
        if shape_of(expression, question.derivation.unrolled.shape):
            raise _several(question, start, length)
        value = value_of(expression, question.derivation.by_hand)
    except ShapeError as error:
        raise EquationError(error.message, start, length, error.remedy) from error
    except DomainError as error:
        raise EquationError(f"this has no value here: it comes to {error.operation}", start, length) from error
    except Undecided as error:
        raise EquationError("this comes too near to zero to be told from it", start, length) from error
    return Answer(expression, value)


def _several(question: Question, start: int, length: int) -> EquationError:
    """What is said where one formula stands for several numbers."""
    if question.whole:
        remedy = f"write {question.layout}, with elements as in h2[1]"
        return EquationError("this is a vector or matrix, and a formula is read for one number", start, length, remedy)
    return EquationError(
        "one number is asked for, and this is a vector", start, length, "pick one element, as in h2[1]"
    )


def plain_number(expression: Expression) -> Number | None:
    """One number, as typed: also after a minus sign, or with a power of ten, as in 4.9 × 10^−2 and −49/1000."""
    match expression:
        case Number():
            return expression
        case Negative(operand):
            inner = plain_number(operand)
            return None if inner is None else Number(-inner.value, inner.text)
        case Product((first, Power(Number(base), exponent))) if base == TEN:
            shift = plain_number(exponent)
            return None if shift is None else _shifted(plain_number(first), shift.value)
        case Quotient(first, Number(value)) if value > 0 and (power := _power_of_ten(value)) is not None:
            return _shifted(plain_number(first), Fraction(-power))
        case _:
            return None


def _shifted(number: Number | None, power: Fraction) -> Number | None:
    if number is None or power.denominator != 1 or abs(power) > 400:
        return None
    mantissa, _, exponent = (number.text or "").lower().partition("e")
    return Number(number.value * TEN ** int(power), f"{mantissa}e{int(exponent or 0) + int(power)}")


def _power_of_ten(value: Fraction) -> int | None:
    digits = str(value.numerator)
    return len(digits) - 1 if value.denominator == 1 and digits.strip("0") == "1" else None


def _number(number: Number, expression: Expression) -> Answer:
    unit, digits = last_digit(number)
    return Answer(expression, number.value, unit / 2, digits)


def last_digit(number: Number) -> tuple[Fraction, int]:
    """A unit of a typed number's last digit, and how many significant digits it has."""
    mantissa, _, exponent = (number.text or "0").lower().lstrip("-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    unit = TEN ** (int(exponent or 0) - len(decimals))
    return unit, len((whole + decimals).lstrip("0"))


def typed_numbers(expression: Expression) -> list[Number]:
    """The numbers in an expression, in the order written, repeats kept."""
    return [leaf for leaf in leaves(expression) if isinstance(leaf, Number)]
