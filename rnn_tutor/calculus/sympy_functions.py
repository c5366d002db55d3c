"""The functions of the table as SymPy knows them: each a `Function` of its own, which stays as it is written.

SymPy's own functions simplify themselves (log(exp(u)) becomes u), and a learner has to find the lesson's terms again.
So these don't; the derivative of one is SymPy's of its definition, or of SymPy's own function of that name, unless its
row says how the derivative is best read: σ′ from the output, y(1 − y).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sympy

from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.elementary import SQRT
from rnn_tutor.equations.tree import Apply, Expression, Negative, Number, Power, Product, Quotient, Sum, TypedName

POWER = "power"  # a power that SymPy would take apart is kept together by a function of this name
POWER_SLOPES = ("b*a**(b - 1)", "y*log(a)")

Leaf = Callable[[Expression], Any]


OURS = {row.library: row.name for row in FUNCTIONS.values() if row.library}


def sympys_own(name: str) -> Any:  # noqa: ANN401  # SymPy has no types
    """SymPy's own function for one of the table that has no definition."""
    return getattr(sympy, FUNCTIONS[name].library)


class Applied(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """A function of the table, applied to SymPy expressions."""

    name = ""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ANN401  # SymPy has no types
        """The derivative with respect to an argument, counted from 1, in the arguments and in the function itself."""
        row = FUNCTIONS.get(self.name)
        left_out = row.defaults[len(self.args) - row.fewest :] if row and row.defaults else ()
        values = (*self.args, *(over_names(row_expression(text), {}) for text in left_out))
        return derivative_over(self.name, argindex - 1, (*values, self))


@cache
def sympy_function(name: str) -> Any:  # noqa: ANN401  # SymPy has no types
    """The function's class."""
    return type(name, (Applied,), {"name": name})


@cache
def _template(name: str, argument: int) -> tuple[Any, tuple[Any, ...]]:
    """A derivative over symbols that stand for the arguments and, last, for the output."""
    arity = 2 if name == POWER else len(FUNCTIONS[name].arguments)
    symbols = tuple(sympy.Dummy(letter) for letter in "abcd"[:arity])
    output = sympy.Dummy("y")
    slopes = POWER_SLOPES if name == POWER else FUNCTIONS[name].slopes
    names = "ab" if name == POWER else FUNCTIONS[name].arguments
    meanings = dict(zip(names, symbols, strict=True)) | {"y": output}
    if slopes:
        found = over_names(row_expression(slopes[argument]), meanings)
    elif FUNCTIONS[name].chooses:
        # Nothing moves the test from one branch into another; a branch passes on what it is taken for.
        taken = [sympy.Integer(int(place == argument and place > 0)) for place in range(arity)]
        found = sympy_function(name)(symbols[0], *taken[1:]) if argument else sympy.Integer(0)
    elif text := FUNCTIONS[name].definition:
        found = over_names(row_expression(text), meanings).diff(symbols[argument])
    else:
        found = _of_sympy(name, symbols, argument, output)
    return found, (*symbols, output)


def _of_sympy(name: str, symbols: tuple[Any, ...], argument: int, output: Any) -> Any:  # noqa: ANN401  # SymPy has no types
    """The derivative of SymPy's own function of this name, in functions that stay as they are written."""
    real = [sympy.Symbol(f"real{place}", real=True) for place in range(len(symbols))]
    applied = sympys_own(name)(*real)
    slope = applied.diff(real[argument]).xreplace({applied: output})
    back = dict(zip(real, symbols, strict=True))

    def kept(node: Any) -> Any:  # noqa: ANN401  # SymPy has no types
        if node in back:
            return back[node]
        if node.is_Function:
            return sympy_function(OURS[type(node).__name__])(*map(kept, node.args))
        if node.is_Pow and node.exp.is_Rational and not node.exp.is_Integer:
            root = sympy_function(SQRT.name)(kept(node.base))
            return root ** (2 * node.exp)
        return node.func(*map(kept, node.args)) if node.args else node

    return kept(slope)


def derivative_over(name: str, argument: int, values: Sequence[Any]) -> Any:  # noqa: ANN401  # SymPy has no types
    """A function's derivative with respect to an argument counted from 0, over its arguments and its output."""
    template, symbols = _template(name, argument)
    return template.xreplace(dict(zip(symbols, values, strict=True)))


def over_names(expression: Expression, meanings: dict[str, Any]) -> Any:  # noqa: ANN401  # SymPy has no types
    """An expression of the table over the names of its arguments."""

    def leaf(part: Expression) -> Any:  # noqa: ANN401  # SymPy has no types
        assert isinstance(part, TypedName), part
        return meanings[part.name]

    return as_sympy(expression, leaf)


def as_sympy(node: Expression, leaf: Leaf) -> Any:  # noqa: ANN401  # SymPy has no types; one case per operation
    """An expression that goes element by element, in SymPy; `leaf` says what any other part stands for."""
    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Negative(operand):
            return -as_sympy(operand, leaf)
        case Sum(terms):
            return sympy.Add(*(as_sympy(term, leaf) for term in terms))
        case Product(factors):
            return sympy.Mul(*(as_sympy(factor, leaf) for factor in factors))
        case Quotient(top, bottom):
            return as_sympy(top, leaf) / as_sympy(bottom, leaf)
        case Power(base, exponent):
            return raised(as_sympy(base, leaf), as_sympy(exponent, leaf))
        case Apply(function, ()):
            return sympys_own(function)
        case Apply(function, arguments):
            return sympy_function(function)(*(as_sympy(argument, leaf) for argument in arguments))
        case _:
            return leaf(node)


def raised(base: Any, exponent: Any) -> Any:  # noqa: ANN401  # SymPy has no types
    """A power, kept together where SymPy would take it apart: (ab)², (a²)³, and roots of what may be negative."""
    if exponent.is_Integer and not (base.is_Mul or base.is_Pow or base.is_Number):
        return base**exponent
    if exponent in (0, 1):
        return base**exponent
    return sympy_function(POWER)(base, exponent)
