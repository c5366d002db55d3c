"""Expressions as a line of numpy, over columns: `dX[t] = dY[t] * (1 - Y[t]**2)`, `dY[t] = W2.T @ dX[t+1]`.

A vector is a column of shape (n, 1), a matrix has rows and columns, and a single number is a float: then `@`, `*` and
`.T` are those of the equations. What belongs to a time step is looked up by its number, counted from 1; the state
before the first is at 0.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Iterable
from keyword import iskeyword

from rnn_tutor.equations.definitions import definition
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.operations.function import Library, Typeset
from rnn_tutor.equations.shapes import ShapeOf, shape_of
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Element,
    Expression,
    Kind,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
    TypedName,
    references,
)

STEPS = {At.HERE: "t", At.BEFORE: "t-1", At.AFTER: "t+1", At.TWO_BEFORE: "t-2", At.TWO_AFTER: "t+2", At.LAST: "T"}
TAKEN = frozenset({*dir(builtins), "np", "t", "T", "inputs", "target", "given"})
SUM, PRODUCT, POWER, ATOM = range(1, 5)


def variable(name: str) -> str:
    """A name of a lesson as Python takes it."""
    spelled = "".join(letter if letter.isidentifier() or letter.isdigit() else "_" for letter in name)
    return f"{spelled}_" if iskeyword(spelled) or spelled in TAKEN else spelled


def variables(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A variable for each name of a lesson: none is Python's own, one of those `taken`, or another one's gradient."""
    found: dict[str, str] = {}
    used = set(taken)
    for name in names:
        spelled = variable(name)
        while used & {spelled, f"d{spelled}"}:
            spelled += "_"
        found[name] = spelled
        used |= {spelled, f"d{spelled}"}
    return found


def numpy_name(ref: Ref, variable: Callable[[str], str] = variable) -> str:
    """A reference as the generated programs call it: X[t], dX[t+1], W1, dW1, inputs[t]."""
    prefix = {Kind.GRADIENT: "d", Kind.SHARE: "d", Kind.TOTAL: "d", Kind.UPDATED: "new_", Kind.CLIPPED: "clipped_d"}
    name = {Kind.TARGET: "target", Kind.RATE: "learning_rate"}.get(ref.kind)
    if ref.kind is Kind.INPUT:
        name = "inputs" if ref.name == "input" else variable(ref.name)
    name = name or prefix.get(ref.kind, "") + variable(ref.name)
    if ref.kind in (Kind.STATE, Kind.STATE_BEFORE):
        name = f"{'old_' * (ref.kind is Kind.STATE_BEFORE)}{variable(ref.name)}_{variable(ref.via)}"
    if ref.at is At.UNTIMED:
        return name
    return f"{name}[{STEPS[ref.at] if isinstance(ref.at, At) else ref.at}]"


def numpy_line(
    expression: Expression,
    of_ref: ShapeOf,
    name: Callable[[Ref], str] = numpy_name,
    library: Library | None = None,
) -> str:
    """The expression as numpy computes it, or another library that works like it."""
    return _Numpy(of_ref, name, library or Library()).write(expression, SUM)


class _Numpy:
    def __init__(self, of_ref: ShapeOf, name: Callable[[Ref], str], library: Library) -> None:
        self.of_ref = of_ref
        self.name = name
        self.library = library

    def write(self, node: Expression, level: int) -> str:
        text, binding = self.line(node)
        return text if binding >= level else f"({text})"

    def line(self, node: Expression) -> tuple[str, int]:  # noqa: PLR0911  # one way for each kind of part
        match node:
            case Number(value):
                text = str(float(value)) if value.denominator != 1 else str(value.numerator)
                if value.denominator not in (1, 2, 4, 5, 8, 10):
                    text = f"{value.numerator}/{value.denominator}"
                return text, SUM if value < 0 else PRODUCT if "/" in text else ATOM
            case Ref():
                return self.name(node), ATOM
            case TypedName(name):
                return name, ATOM
            case Negative(operand):
                return f"-{self.write(operand, PRODUCT)}", SUM
            case Sum(terms):
                return self.sum(terms), SUM
            case Product(factors):
                first, *rest = factors
                head = self.write(first, SUM if isinstance(first, Number) else PRODUCT)
                return " * ".join([head, *(self.write(factor, POWER) for factor in rest)]), PRODUCT
            case Quotient(top, bottom):
                return f"{self.write(top, PRODUCT)} / {self.write(bottom, POWER)}", PRODUCT
            case Power(base, exponent):
                return f"{self.write(base, ATOM)}**{self.write(exponent, ATOM)}", POWER
            case MatMul(left, right):
                sign = "@" if shape_of(left, self.of_ref) and shape_of(right, self.of_ref) else "*"
                return f"{self.write(left, POWER)} {sign} {self.write(right, POWER)}", PRODUCT
            case Transpose(operand):
                inner = self.write(operand, ATOM)
                return (f"{inner}.T" if shape_of(operand, self.of_ref) else inner), ATOM
            case Element(operand, row, column):
                return f"{self.write(operand, ATOM)}[{row - 1}, {column - 1}]", ATOM
            case Stack(elements):
                rows = ", ".join(f"[{self.write(element, SUM)}]" for element in elements)
                return self.library.spelled("{np.array}([{0}])", rows), ATOM
            case Apply():
                return self.apply(node)

    def sum(self, terms: tuple[Expression, ...]) -> str:
        line = self.write(terms[0], SUM)
        for term in terms[1:]:
            if isinstance(term, Negative):
                line += f" - {self.write(term.operand, PRODUCT)}"
            elif isinstance(term, Number) and term.value < 0:
                line += f" - {self.write(Number(-term.value), PRODUCT)}"
            else:
                line += f" + {self.write(term, PRODUCT)}"
        return line

    def apply(self, node: Apply) -> tuple[str, int]:
        function = FUNCTIONS[node.function]
        tight = ATOM if function.form is Typeset.STRETCH else SUM
        if hasattr(math, function.library) and not any(references(node)):  # a number, which is no array of a library's
            arguments = tuple(self.write(part, SUM) for part in node.arguments)
            called = self.library.spelled(f"{{math.{function.library}}}")
            return f"{called}({', '.join(arguments)})" if arguments else called, ATOM
        arguments = tuple(self.write(part, SUM if place else tight) for place, part in enumerate(node.arguments))
        if text := function.numpy_source(arguments, self.library):
            return text, ATOM
        meaning = definition(node)
        return self.line(meaning) if meaning is not None else (f"{node.function}({', '.join(arguments)})", ATOM)
