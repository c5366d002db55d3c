"""The rows of the function and loss tables, read: texts become expressions once, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rnn_tutor.equations.algebra import replace, substitute
from rnn_tutor.equations.functions import ACTIVATIONS, CONSTANTS, FUNCTIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tree import Apply, Expression, TypedName, children, leaves


@cache
def row_expression(text: str) -> Expression:
    """A text of the tables as an expression over the row's argument names."""
    return with_constants(parse(text))


def with_constants(expression: Expression) -> Expression:
    """The expression with the names of constants (pi) read as such."""
    return replace(
        expression,
        lambda part: Apply(part.name, ()) if isinstance(part, TypedName) and part.name in CONSTANTS else None,
    )


def definition(application: Apply) -> Expression | None:
    """What an applied function is in terms of simpler ones; None for a primitive."""
    row = FUNCTIONS[application.function]
    if not row.definition:
        return None
    return substitute(row_expression(row.definition), argument_values(application))


def argument_values(application: Apply) -> dict[str, Expression]:
    """What the names of a function's arguments stand for; those that were left out for what they are then."""
    row = FUNCTIONS[application.function]
    given = application.arguments
    left_out = row.defaults[len(given) - row.fewest :] if row.defaults else ()
    return dict(zip(row.arguments, (*given, *map(row_expression, left_out)), strict=True))


def activations_in(expression: Expression) -> Iterator[Apply]:
    """The activations applied in an expression, an outer one before those inside it."""
    if isinstance(expression, Apply) and expression.function in ACTIVATIONS:
        yield expression
    for part in children(expression):
        yield from activations_in(part)


def pull(application: Apply, argument: int, output: Expression, gradient: Expression) -> Expression:
    """The gradient of one argument of a function that is not element by element, given the output's gradient."""
    row = FUNCTIONS[application.function]
    return substitute(row_expression(row.pulls[argument]), argument_values(application) | {"y": output, "g": gradient})


def loss_expression(name: str, prediction: str) -> Expression:
    """A loss of the table over `target` and the quantity that holds the prediction; names not looked up yet."""
    return substitute(row_expression(LOSSES[name].equation), {"prediction": TypedName(prediction)})


def written_out(expression: Expression) -> int:
    """How many names and numbers there are once each function is written out: a softmax has its argument twice."""
    sizes = [written_out(part) for part in children(expression)]
    if not isinstance(expression, Apply) or not (row := FUNCTIONS[expression.function]).definition:
        return max(sum(sizes), 1)
    size_of = dict(zip(row.arguments, sizes, strict=False))  # one that is left out is a number
    return sum(
        size_of.get(leaf.name, 1) if isinstance(leaf, TypedName) else 1
        for leaf in leaves(row_expression(row.definition))
    )
