"""An equation as a file has it."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_tutor.equations.tokens import plain_name
from rnn_tutor.equations.tree import Expression, TypedName, leaves
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.naming import NAME
from rnn_tutor.lesson.nodes import ScalarNode


@dataclass(frozen=True)
class WrittenEquation:
    """An equation as a file has it, its `text` on one line. `expression` is None where it can't be read.

    `value` is the text in the file; a loss of the table has none.
    """

    name: str
    section: Section
    text: str
    expression: Expression | None = None
    value: ScalarNode | None = None

    @property
    def words(self) -> set[str]:
        """Every word of the equation, whether or not it can be read."""
        return set(NAME.findall(plain_name(self.text)))

    def names(self, *, moved: bool) -> set[str]:
        """The names that it reads at its own time step, or else at the one before or after."""
        if self.expression is None:
            return set()
        names = [leaf for leaf in leaves(self.expression) if isinstance(leaf, TypedName)]
        return {name.name for name in names if is_moved(name) == moved}


def is_moved(name: TypedName) -> bool:
    """Whether a name is read at the time step before or after."""
    return name.previous or name.following
