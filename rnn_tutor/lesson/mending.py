"""Reading an equation past its mistakes: each remedy that is sure is applied, and the line is read again.

So that all that is wrong with a line is said at once, and the line as it would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rnn_tutor.equations.algebra import replace as replaced
from rnn_tutor.equations.dialect import Dialect
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.parser_errors import MISSING_OPERATION
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Expression, TypedName
from rnn_tutor.lesson.known_names import Known
from rnn_tutor.lesson.other_notations import in_misleading_notation, in_other_notation

MOST_MENDS = 20  # of one line
LONGEST = 100  # characters of a line that is shown as it would be right


@dataclass(frozen=True)
class Mended:
    """What a line was read as: `expression` is None where something is left that nothing is known to do about.

    The `mistakes`, and the names in the expression, have their places in the line as it was written. In `other`
    notation, what looks like an unknown name need be none.
    """

    expression: Expression | None
    mistakes: tuple[EquationError, ...] = ()
    other: bool = False


def read_line(text: str, dialect: Dialect, known: Known) -> Mended:
    """The expression in a text, with all that had to be mended to read it."""
    line, origin = text, list(range(len(text) + 1))
    mistakes: list[EquationError] = []
    other = False
    while True:
        error = in_misleading_notation(line, known)
        if error is None:
            try:
                expression = parse(line, dialect)
            except EquationError as stopped:
                notation = in_other_notation(line, known)
                other |= notation is not None
                error = with_operation(stopped, line, known) if notation is None else notation
            else:
                return Mended(at_origin(expression, origin), summed_up(mistakes, line), other)
        mistakes.append(placed(error, origin))
        if error.instead is None or len(mistakes) == MOST_MENDS:
            return Mended(None, tuple(mistakes), other)
        end = min(error.offset + error.length, len(line))
        line = line[: error.offset] + error.instead + line[end:]
        origin[error.offset : end] = [origin[error.offset]] * len(error.instead)


def with_operation(error: EquationError, line: str, known: Known) -> EquationError:
    """A missing operation with the sign that belongs there: @ behind a matrix, else *."""
    if not error.message.startswith(MISSING_OPERATION):
        return error
    before = line[: error.offset].rstrip()
    if any(before.endswith(name) for name in known.matrices):
        sign, remedy = "@", "write @ for the product of a matrix and a vector"
    else:
        sign, remedy = "*", error.remedy
    joined = f"{sign}{line[error.offset : error.offset + error.length]}"
    return EquationError(error.message, error.offset, error.length, remedy, instead=joined)


def placed(error: EquationError, origin: list[int]) -> EquationError:
    """A mistake at its place in the line as it was written."""
    offset = origin[min(error.offset, len(origin) - 1)]
    return EquationError(error.message, offset, error.length, error.remedy, instead=error.instead)


def at_origin(expression: Expression, origin: list[int]) -> Expression:
    """An expression whose names have their places in the line as it was written."""

    def own(part: Expression) -> Expression | None:
        if isinstance(part, TypedName):
            return replace(part, offset=origin[min(part.offset, len(origin) - 1)])
        return None

    return replaced(expression, own)


def summed_up(mistakes: list[EquationError], line: str) -> tuple[EquationError, ...]:
    """The mistakes; the last of several says what the line comes to with all of them mended."""
    if len(mistakes) < 2 or len(line) > LONGEST:
        return tuple(mistakes)
    *others, last = mistakes
    whole = re.sub(r" +\* ?(?=[\w(])", "*", " ".join(line.split()))
    remedy = f"{last.remedy}; with all corrections: {whole}"
    return (*others, EquationError(last.message, last.offset, last.length, remedy, instead=last.instead))
