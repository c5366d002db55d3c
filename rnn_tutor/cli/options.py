"""Options that several commands have, and what is said to a name that there isn't."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import typer

Ascii = Annotated[bool, typer.Option("--ascii", help="Plain ASCII.")]
AsciiFormulas = Annotated[
    bool, typer.Option("--ascii", help="Plain ASCII: dLoss/dX3 * Y2 instead of letters like X with a small 3.")
]
Linear = Annotated[
    bool,
    typer.Option("--linear", help="For a screen reader or braille: one thing to a line, nothing drawn or stacked."),
]
Width = Annotated[
    int | None,
    typer.Option("--width", min=20, max=500, help="Columns to use; by default what the terminal has."),
]


def known(name: str | None, names: Collection[str], kind: str) -> str | None:
    """A name that there is, or none.

    Raises:
        typer.BadParameter: for any other, with those that there are.
    """
    if name is not None and name not in names:
        from rnn_tutor.lesson.other_names import OTHERWISE, remedy_for
        from rnn_tutor.lesson.problems import did_you_mean

        table = kind.partition(" ")[0]  # activation, of an activation function
        near = remedy_for(table, name, names) if table in OTHERWISE else did_you_mean(name, names)
        if near:
            raise typer.BadParameter(
                f"there is no {kind} {name!r}; {near.rstrip('?.')}{'?' if near[-1] == '?' else '.'}"
            )
        there = f"there {'is' if len(names) == 1 else 'are'} {', '.join(names)}"
        raise typer.BadParameter(f"there is no {kind} {name!r}; {there}.")
    return name
