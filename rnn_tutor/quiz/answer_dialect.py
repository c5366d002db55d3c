"""What may stand in an answer beside what an equation has: slopes by name, what programs call an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from rnn_tutor.calculus.local import slope
from rnn_tutor.equations.dialect import Dialect, FunctionDefinition
from rnn_tutor.equations.functions import ALIASES, CONSTANTS, FUNCTIONS
from rnn_tutor.equations.tree import Apply, MatMul, Number, Power, Product, Transpose, TypedName
from rnn_tutor.quiz.names import SLOPES

LONGEST = 200  # characters; a longer answer is not read
ARGUMENT, FIRST, SECOND = TypedName("x"), TypedName("a"), TypedName("b")


class _Formulas(Mapping[str, FunctionDefinition]):
    """What programs call the operations that an equation has signs for; and `tanh_slope(x)`, each when asked for."""

    def __getitem__(self, name: str) -> FunctionDefinition:
        if name in OF_PROGRAMS:
            return OF_PROGRAMS[name]
        function = name.removesuffix("_slope")
        if function == name or function not in SLOPES:
            raise KeyError(name)
        return _slope(function)

    def __iter__(self) -> Iterator[str]:
        return iter((*OF_PROGRAMS, *(f"{name}_slope" for name in sorted(SLOPES))))

    def __len__(self) -> int:
        return len(OF_PROGRAMS) + len(SLOPES)


@cache
def _slope(function: str) -> FunctionDefinition:
    """σ′(x), as the derivation has it."""
    applied = Apply(function, (ARGUMENT,))
    return FunctionDefinition(("x",), slope(applied, 0, applied))


OF_PROGRAMS = {
    "outer": FunctionDefinition(("a", "b"), MatMul(FIRST, Transpose(SECOND))),
    "matmul": FunctionDefinition(("a", "b"), MatMul(FIRST, SECOND)),
    "multiply": FunctionDefinition(("a", "b"), Product((FIRST, SECOND))),
    "square": FunctionDefinition(("x",), Power(ARGUMENT, Number(Fraction(2)))),
    "pow": FunctionDefinition(("a", "b"), Power(FIRST, SECOND)),
    "power": FunctionDefinition(("a", "b"), Power(FIRST, SECOND)),
}
ANSWER = Dialect(
    max_length=4 * LONGEST,
    implied_products=True,
    matrix_dots=True,
    functions=tuple(name for name in FUNCTIONS if name not in CONSTANTS),
    formulas=_Formulas(),
    aliases=MappingProxyType(ALIASES),
)
