"""Tokens, read one after the other; what can't stand where it does is told."""

from __future__ import annotations

from collections.abc import Sequence

from rnn_tutor.equations.parser_errors import unexpected
from rnn_tutor.equations.tokens import EquationError, Token


class TokenReader:
    """A place among tokens, the last of which is an `end`."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def here(self) -> Token:
        """The next token."""
        return self.tokens[self.place]

    def take(self) -> Token:
        """The next token, which is then read."""
        token = self.here
        self.place += 1
        return token

    def accept(self, *kinds: str) -> Token | None:
        """The next token, if it is one of these kinds."""
        return self.take() if self.here.kind in kinds else None

    def close(self, closing: str, opening: Token) -> None:
        """Read the bracket that closes another.

        Raises:
            EquationError: where something else stands there.
        """
        if not self.accept(closing):
            if self.here.kind == "end":
                raise EquationError(f"this {opening.text!r} is never closed", opening.offset, 1, f"add {closing!r}")
            raise self.unexpected()

    def unexpected(self) -> EquationError:
        """That the next token can't stand where it does."""
        before = self.tokens[self.place - 1] if self.place else None
        return unexpected(before, *self.tokens[self.place : self.place + 2])
