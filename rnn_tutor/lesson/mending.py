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
from rnn_tutor.equations.tokens import EquationError, tokenize
from rnn_tutor.equations.tree import Expression, TypedName
from rnn_tutor.lesson.known_names import Known, likely_name
from rnn_tutor.lesson.naming import RESERVED
from rnn_tutor.lesson.other_notations import in_misleading_notation, in_other_notation, is_typeset
from rnn_tutor.lesson.slide_names import meant

MOST_MENDS = 20  # of one line
MOVED = ("previous", "next")
COUNTED = re.compile(r"_[ij]$")  # as sums over examples or elements do
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
                whole = corrected(line, dialect, known) if mistakes else None
                if whole is not None and is_typeset(text) and len(whole) <= LONGEST:
                    message, remedy = "this line is LaTeX", f"write {whole}"
                    return Mended(parse(whole, dialect), (EquationError(message, 0, len(text), remedy),), other)
                return Mended(at_origin(expression, origin), summed_up(mistakes, whole), other)
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
    if before.endswith((".T", "ᵀ")) or any(before.endswith(name) for name in known.matrices):
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


def corrected(line: str, dialect: Dialect, known: Known) -> str | None:
    """The line with each name as the lesson has it; None where it has a name that is none of the lesson's."""
    names = {*known.quantities, *known.parameters, *known.others, *RESERVED, "e"}
    tokens = tokenize(line)
    for before, token, after in reversed([*zip([None, *tokens], tokens, tokens[1:], strict=False)]):
        name = token.text.partition(".t")[0]
        if token.kind != "name" or after.kind == "(" or name in names:
            continue
        is_moved = before is not None and before.kind == "(" and line[: before.offset].rstrip().endswith(MOVED)
        timed = meant(name)
        other = timed if timed in names else "" if is_moved else likely_name(COUNTED.sub("", timed), known)
        if not other and not known.open:
            return None
        line = line[: token.offset] + (other or name) + line[token.offset + token.length :]
    whole = re.sub(r" +\* ?(?=[\w(])", "*", " ".join(line.split()))
    try:
        parse(whole, dialect)
    except EquationError:
        return None
    return whole


def summed_up(mistakes: list[EquationError], whole: str | None) -> tuple[EquationError, ...]:
    """The mistakes; the last of several says what the line comes to with all of them mended."""
    if len(mistakes) < 2 or whole is None or len(whole) > LONGEST:
        return tuple(mistakes)
    *others, last = mistakes
    remedy = f"{last.remedy}; with all corrections: {whole}"
    return (*others, EquationError(last.message, last.offset, last.length, remedy, instead=last.instead))
