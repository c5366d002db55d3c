"""What a learner typed, read: a number with its last digit, or an expression; never evaluated as Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from rnn_tutor.equations import algebra
from rnn_tutor.equations.definitions import written_out
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.shapes import ShapeError
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    TypedName,
    leaves,
    references,
)
from rnn_tutor.limits import LEAVES
from rnn_tutor.mistakes.reals import value_of
from rnn_tutor.notation.composition import Conventions, compose
from rnn_tutor.notation.latex import latex
from rnn_tutor.notation.line import line, write
from rnn_tutor.notation.media import ASCII, PAPER
from rnn_tutor.notation.name_layout import short_name_layout
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.quiz.answer_dialect import ANSWER, LONGEST
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.typed import Typed
from rnn_tutor.quiz.vectors import fitted, one_number, other_shape
from rnn_tutor.quiz.wording import in_plain_words, without_remarks

IN_PLACE = re.compile(r"\s*(\w+)\s*([-+*/])=")
WALK_KEYS = {
    "e": "the exact number is shown after each right answer; Euler's number is exp(1)",
    "n": "skip passes over a question",
}
TEN = Fraction(10)


def short_name(ref: Ref) -> str:
    """A gradient without its numerator: ∂X₃ for ∂Loss/∂X₃."""
    return line(short_name_layout(ref))


SHORT = Conventions(name=short_name_layout)


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
    equals sign, where a formula was given with its result. `whole` is the formula between vectors of which this is one
    element.
    """

    expression: Expression
    value: Fraction
    half_unit: Fraction = Fraction(0)
    digits: int | None = None
    claimed: Answer | None = None
    whole: Expression | None = None

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
        message = f"the answer has {len(text):,} characters; at most {LONGEST} are allowed"
        raise EquationError(message, LONGEST, 1, "a number or a short formula will do")
    if (word := text.strip()) in WALK_KEYS and not names.means(word):
        message = f"{word} alone is a key of the walk, not an answer"
        raise EquationError(message, text.index(word), 1, WALK_KEYS[word])
    typed = in_plain_words(text, names, several=question.whole and bool(question.step.operation.shape))
    first, *others = assigned(typed, question, names).split("=")
    if others and (first.is_empty or _is_asked(first, question, names)):
        first, *others = others
    *formulas, last = [without_remarks(side, names) for side in (first, *others)]
    found = _read(last, question, names)
    for side in reversed(formulas):
        before = _read(side, question, names)
        if len(before) != len(found):
            raise EquationError("both sides of an equals sign need the same number of values", side.places[-1])
        found = tuple(replace(formula, claimed=result) for formula, result in zip(before, found, strict=True))
    return found


def assigned(typed: Typed, question: Question, names: AnswerNames) -> Typed:
    """`W1 -= lr*dW1` as `W1 - (lr*dW1)`, where the new W₁ is asked for; else what stands behind the sign."""
    found = IN_PLACE.match(typed.text)
    if found is None or not _is_asked(typed.part(0, found.end(1)), question, names):
        return typed
    if question.step.operation.kind is not Kind.UPDATED:
        return typed.part(found.end(), len(typed.text))
    opened = typed.replaced(len(typed.text), len(typed.text), ")")
    return opened.replaced(found.end(2) - 1, found.end(), f"{found.group(2)} (")


def _is_asked(typed: Typed, question: Question, names: AnswerNames) -> bool:
    """Whether this only says what is asked for, as in `dX3 = -0.164`."""
    try:
        expression = parse(typed.text, ANSWER)
    except EquationError as error:
        raise typed.error(error) from error
    if isinstance(expression, Element) and isinstance(expression.operand, TypedName):
        name = expression.operand
        timed = names.at_step(name.name, expression.row)
        return timed == question.step.ref or names.is_asked(name, question)
    return isinstance(expression, TypedName) and names.is_asked(expression, question)


def _read(typed: Typed, question: Question, names: AnswerNames) -> tuple[Answer, ...]:
    """The numbers on one side of an equation."""
    text = typed.text
    start, length = len(text) - len(text.lstrip()), len(text.strip())
    try:
        return _numbers_of(text, question, names, start, length)
    except EquationError as error:
        raise typed.error(error) from error
    except ShapeError as error:
        raise typed.error(EquationError(error.message, start, length, error.remedy)) from error
    except DomainError as error:
        message = f"this has no value here: it leads to {error.operation}"
        raise typed.error(EquationError(message, start, length)) from error
    except Undecided as error:
        message = "the result is too close to zero to be distinguished from it"
        raise typed.error(EquationError(message, start, length)) from error


def _numbers_of(text: str, question: Question, names: AnswerNames, start: int, length: int) -> tuple[Answer, ...]:
    if _is_as_printed(text, question, names):
        return _all_of(question.step.expression, question, names, start, length)
    expression = parse(text, ANSWER)
    if isinstance(expression, Stack):
        rows = [part.elements if isinstance(part, Stack) else (part,) for part in expression.elements]
        return tuple(_one(part, question, names, start, length) for row in rows for part in row)
    return _all_of(expression, question, names, start, length)


def _is_as_printed(text: str, question: Question, names: AnswerNames) -> bool:
    """Whether this is the step's own formula, where its names can't be told apart: the shares of two sequences."""
    if not question.derivation.lesson.sequences or (question.step.operation.shape and not question.whole):
        return False
    layout = compose(question.step.expression, question.derivation.unrolled.paper)
    written = (line(layout, PAPER), line(layout, ASCII), latex(layout))
    printed = (in_plain_words(one, names).text for one in written)
    return "".join(text.split()) in {"".join(one.split()) for one in printed}


def _looked_up(typed: Expression, question: Question, names: AnswerNames, start: int, length: int) -> Expression:
    """What was typed with its names looked up, unless it is too much to work out."""
    expression = names.resolved(typed, question)
    if written_out(expression) > LEAVES.most:
        raise EquationError("this grows too long when it is written out", start, length, "write it in smaller parts")
    return expression


def _all_of(typed: Expression, question: Question, names: AnswerNames, start: int, length: int) -> tuple[Answer, ...]:
    """The numbers that one formula stands for: each of those of a formula between vectors."""
    formula, shape = fitted(_looked_up(typed, question, names, start, length), question, names)
    if not shape:
        return (_of_one_number(formula, question),)
    if not question.whole:
        if shape == question.step.operation.shape:
            # The formula of the whole matrix, as the steps write it: the element that is asked for.
            picked = element(formula, question.row, question.column, question.derivation.unrolled.shape)
            return (_of_one_number(picked, question),)
        raise one_number(question, formula, names, start, length)
    if shape != question.step.operation.shape:
        raise other_shape(question, shape, start, length)
    elements = (Element(formula, *place) for place in question.step.places)
    by_hand = question.derivation.by_hand
    return tuple(Answer(element, value_of(element, by_hand), whole=formula) for element in elements)


def _one(typed: Expression, question: Question, names: AnswerNames, start: int, length: int) -> Answer:
    formula, shape = fitted(_looked_up(typed, question, names, start, length), question, names)
    if shape:
        raise one_number(question, formula, names, start, length)
    return _of_one_number(formula, question)


def _of_one_number(expression: Expression, question: Question) -> Answer:
    if (number := plain_number(expression)) is not None:
        return _number(number, expression)
    return Answer(expression, value_of(expression, question.derivation.by_hand))


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
