"""What is said where an equation can't be read on: what stands there, and what to write for it."""

from __future__ import annotations

from difflib import get_close_matches

from rnn_tutor.equations.dialect import MOVED, Dialect
from rnn_tutor.equations.elsewhere import OTHERWISE, RENAMED
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tokens import EquationError, Token

MISSING_OPERATION = "an operation is missing before"
BEFORE_A_FACTOR = frozenset({"number", "name", ")", "transposed"})
STARTS_A_FACTOR = frozenset({"name", "("})  # of an implied product, as in 2(P - target)


def unexpected(before: Token | None, token: Token, after: Token | None = None) -> EquationError:
    """A token that can't stand where it does, between the one before and the one after."""
    if token.kind == "end":
        return EquationError("the expression ends too early", max(token.offset - 1, 0), 1)
    if token.kind == "," and before is not None and before.kind == "number":
        is_decimal = after is not None and after.kind == "number"
        point = f"{before.text}.{after.text}" if after is not None and is_decimal else "0.35"
        message, remedy = "a comma is not a decimal point here", f"write {point}"
        return EquationError(message, token.offset, 1, remedy, instead="." if is_decimal else None)
    if token.kind in STARTS_A_FACTOR | {"number"} and before is not None and before.kind in BEFORE_A_FACTOR:
        return EquationError(f"{MISSING_OPERATION} {token.text!r}", token.offset, token.length, "write * for times")
    if token.kind == ":":
        return EquationError("':' has no meaning in an equation", token.offset, token.length)
    remedy = {")": "leave it out, or open it with '('", ",": "join terms with + or -"}.get(token.kind, "")
    return EquationError(f"{token.text!r} can't stand here", token.offset, token.length, remedy)


def unknown_function(token: Token, dialect: Dialect) -> EquationError:
    """A function that there isn't, and what to write for it."""
    known = [*dialect.functions, *dialect.formulas, *dialect.aliases]
    same = [name for name in known if name.casefold() == token.text.casefold()]
    near = same or get_close_matches(token.text, [*known, *MOVED], n=1)
    instead = RENAMED.get(token.text.casefold())
    if instead in (*known, *MOVED):
        remedy = f"write {instead}(…)"
    elif otherwise := OTHERWISE.get(token.text.casefold()):
        remedy, instead = otherwise, None
    else:
        remedy = f"did you mean {near[0]!r}?" if near else "the functions are " + ", ".join(known)
        instead = near[0] if near else None
    return EquationError(f"there is no function {token.text!r}", token.offset, token.length, remedy, instead=instead)


def wrong_count(function: str, given: int, token: Token) -> EquationError:
    """A function that takes another number of values than it is given."""
    most, fewest = FUNCTIONS[function].arity, FUNCTIONS[function].fewest
    wanted = f"{most}" if fewest == most else f"{fewest} or {most}"
    are = "is" if given == 1 else "are"
    message = f"{function} takes {wanted} value{'s' * (most != 1)}, and {given} {are} given"
    return EquationError(message, token.offset, token.length)
