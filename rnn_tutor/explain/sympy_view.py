"""The derivation as SymPy has it: formulas over symbols that are called what one types for them in the quiz.

A number of a vector is an element of an `IndexedBase`, h2[1]. Functions are written in those that SymPy knows itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy

from rnn_tutor.calculus.sympy_functions import sympys_own
from rnn_tutor.derivation.operation import Derived
from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.result import results
from rnn_tutor.derivation.values import lesson_numbers
from rnn_tutor.equations.definitions import argument_values, row_expression
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Element,
    Expression,
    Kind,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
    TypedName,
    references,
)
from rnn_tutor.notation.speller import identifiers

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnn_tutor.derivation.result import Result
    from rnn_tutor.derivation.solution import Solution

MOST_NODES = 2000  # of a value with nothing but numbers in it
EARLIER = "{name}_e{epoch}"  # a symbol of an earlier epoch
CHANGING = frozenset({Kind.PARAMETER, Kind.STATE_BEFORE, Kind.SETTING})  # what an epoch begins with otherwise
CARRIED_ON = {Kind.PARAMETER: Kind.UPDATED, Kind.STATE_BEFORE: Kind.STATE}
WRITTEN = frozenset({"E", "I", "Piecewise", "pi"})  # what may stand in a formula and is no name of the lesson


class ValueTooLarge(ValueError):
    """A value that would be too large with nothing but numbers in it; the system of all of them is linear."""


class SymPyView:
    """A solution's formulas in SymPy; `before` is the view of the epoch before."""

    def __init__(self, solution: Solution, before: SymPyView | None = None) -> None:
        self.solution = solution
        self.before = before
        self.shape = solution.unrolled.shape
        self._texts: dict[int, tuple[Expression | Derived, list[Ref], str]] = {}
        self._nodes: dict[Any, int] = {}
        self._values: dict[Any, Any] = {}

    @cached_property
    def names(self) -> dict[Ref, str]:
        """What each number is called: the first of the ways to type it that isn't another's already."""
        taken: dict[str, Ref] = {}
        for ref in self._refs():
            name = next(name for name in identifiers(ref, WRITTEN) if taken.get(name, ref) == ref)
            taken[name] = ref
        return {ref: name for name, ref in taken.items()}

    def _refs(self) -> Iterator[Ref]:
        """All numbers: quantities, gradients and totals first, whose names are the plain ones."""
        operations = self.solution.operations
        yield from (operation.ref for operation in operations if operation.kind is not Kind.SHARE)
        yield from (operation.ref for operation in operations if operation.kind is Kind.SHARE)
        solution, before = self.solution, self.solution.before
        given = before.proved(before.carried_on) if before else lesson_numbers(solution.lesson)
        for kind, name, time, via in given:
            if kind is not Kind.STATE:
                yield Ref(kind, name, At.UNTIMED if time is None else time, via)

    @cached_property
    def locals(self) -> dict[str, Any]:
        """Each name with what it stands for, for whoever reads a formula back."""
        return {name: self._whole(ref) for ref, name in self.names.items()}

    def _whole(self, ref: Ref) -> Any:  # noqa: ANN401  # SymPy has no types
        name = self.names[ref]
        return sympy.IndexedBase(name) if self.shape(ref) else sympy.Symbol(name)

    def symbol(self, ref: Ref, row: int = 1, column: int = 1) -> Any:  # noqa: ANN401  # SymPy has no types
        """What stands for a number, or for one element of it, counted from 1."""
        shape = self.shape(ref)
        if not shape:
            return self._whole(ref)
        return self._whole(ref)[row] if shape[1] == 1 else self._whole(ref)[row, column]

    def formula(self, step: Result) -> Any:  # noqa: ANN401  # SymPy has no types
        """A step's formula; a matrix of those of its elements, where it has several."""
        if not step.operation.shape:
            return self._of_element(step, 1, 1)
        rows, columns = step.operation.shape
        return sympy.ImmutableDenseMatrix(rows, columns, lambda i, j: self._of_element(step, int(i) + 1, int(j) + 1))

    def _of_element(self, step: Result, row: int, column: int) -> Any:  # noqa: ANN401  # SymPy has no types
        return in_sympy(element(step.expression, row, column, self.shape), self._leaf)

    def _leaf(self, node: Expression) -> Any:  # noqa: ANN401  # SymPy has no types
        if isinstance(node, Element):
            assert isinstance(node.operand, Ref)
            return self.symbol(node.operand, node.row, node.column)
        assert isinstance(node, Ref), node
        return self.symbol(node)

    # Everything at once.

    def system(self) -> list[tuple[Any, Any]]:
        """Each symbol with what it is, from what the lesson gives to the last update, earlier epochs first."""
        pairs = [] if self.before is None else [*self._earlier(self.before)]
        known = {symbol for symbol, _ in pairs}
        pairs += [pair for pair in self._given() if pair[0] not in known]
        for step in results(self.solution):
            pairs += [(self.symbol(step.ref, *place), self._of_element(step, *place)) for place in step.places]
        return pairs

    def _given(self) -> Iterator[tuple[Any, Any]]:
        for ref in self.names:
            if self.solution.operation_for(ref) is None and self.solution.is_given(ref):
                for row, column in places(self.shape(ref)):
                    value = self.solution.given_number(ref, row - 1, column - 1).value
                    yield self.symbol(ref, row, column), sympy.Rational(value.numerator, value.denominator)

    def _earlier(self, before: SymPyView) -> Iterator[tuple[Any, Any]]:
        """The pairs of the epochs before, those that change from epoch to epoch renamed; what this one begins with."""
        changes = {
            before._whole(ref): type(before._whole(ref))(EARLIER.format(name=name, epoch=before.solution.epoch))
            for ref, name in before.names.items()
            if before.solution.operation_for(ref) is not None or ref.kind in CHANGING
        }
        for symbol, formula in before.system():
            yield symbol.xreplace(changes), formula.xreplace(changes)
        for ref in self.names:
            if ref.kind in CARRIED_ON and before.solution.operation_for(
                left := Ref(CARRIED_ON[ref.kind], ref.name, At.UNTIMED, ref.via)
            ):
                for place in places(self.shape(ref)):
                    yield self.symbol(ref, *place), before.symbol(left, *place).xreplace(changes)

    # As text.

    def text(self, step: Result) -> str | None:
        """A step's formula as a text that SymPy reads; None of a vector or matrix."""
        if step.operation.shape:
            return None
        if not step.is_plain:
            return str(self.formula(step))
        source = step.operation.source
        if id(source) not in self._texts:
            self._texts[id(source)] = source, *self._blank(step)
        _, refs, form = self._texts[id(source)]
        frame, last = step.operation.frame, self.solution.unrolled.last
        return form.format(*(self.names[pinned_ref(ref, frame, last)] for ref in refs))

    def _blank(self, step: Result) -> tuple[list[Ref], str]:
        """A template's names, and its text as a form for `str.format`: each name is a field, by its place."""
        template = step.operation.template
        refs = references(template)
        fields = [f"{{{place}}}" for place in range(len(refs))]
        if isinstance(template, Sum) and refs == list(template.terms):  # of a thousand time steps, it may be
            return refs, " + ".join(fields)
        symbols = dict(zip(refs, map(sympy.Symbol, fields), strict=True))
        formula = in_sympy(element(template, 1, 1, self.shape), lambda node: symbols[node])  # type: ignore[index]  # nothing but names
        return refs, str(formula)

    # Nothing but numbers.

    def value(self, step: Result) -> Any:  # noqa: ANN401  # SymPy has no types
        """A step's value with nothing but numbers in it.

        Raises:
            ValueTooLarge: where that would be a tree of more than `MOST_NODES` parts.
        """
        definitions = dict(self.system())
        wanted = [self.symbol(step.ref, *place) for place in step.places]
        if any(self._size(symbol, definitions) > MOST_NODES for symbol in wanted):
            message = (
                f"{self.names[step.ref]} with nothing but numbers in it would have more than {MOST_NODES} parts; "
                "derivation.sympy_system() has all of it in pairs"
            )
            raise ValueTooLarge(message)
        values = [self._value(symbol, definitions) for symbol in wanted]
        return values[0] if not step.operation.shape else sympy.ImmutableDenseMatrix(*step.operation.shape, values)

    def _size(self, symbol: Any, definitions: dict[Any, Any]) -> int:  # noqa: ANN401  # SymPy has no types
        if symbol not in self._nodes:
            parts = sympy.preorder_traversal(definitions[symbol])
            self._nodes[symbol] = sum(self._size(part, definitions) if part in definitions else 1 for part in parts)
        return self._nodes[symbol]

    def _value(self, symbol: Any, definitions: dict[Any, Any]) -> Any:  # noqa: ANN401  # SymPy has no types
        if symbol not in self._values:
            formula = definitions[symbol]
            inner = formula.atoms(sympy.Symbol, sympy.Indexed) & definitions.keys()
            found = formula.xreplace({part: self._value(part, definitions) for part in inner})
            self._values[symbol] = found
        return self._values[symbol]


def places(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """The row and column of each element, counted from 1."""
    rows, columns = shape or (1, 1)
    return [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]


def in_sympy(node: Expression, leaf: Callable[[Expression], Any]) -> Any:  # noqa: ANN401  # SymPy has no types
    """An expression between single numbers, its functions in those that SymPy has itself."""
    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Negative(operand):
            return -in_sympy(operand, leaf)
        case Sum(terms):
            return sympy.Add(*(in_sympy(term, leaf) for term in terms))
        case Product(factors):
            return sympy.Mul(*(in_sympy(factor, leaf) for factor in factors))
        case Quotient(top, bottom):
            return in_sympy(top, leaf) / in_sympy(bottom, leaf)
        case Power(base, exponent):
            return in_sympy(base, leaf) ** in_sympy(exponent, leaf)
        case Apply(function):
            return _applied(node, function, leaf)
        case _:
            return leaf(node)


def _applied(node: Apply, function: str, leaf: Callable[[Expression], Any]) -> Any:  # noqa: ANN401  # SymPy has no types
    if not node.arguments:
        return sympys_own(function)  # π
    meanings = {name: in_sympy(value, leaf) for name, value in argument_values(node).items()}
    if FUNCTIONS[function].chooses:
        test, positive, zero, negative = meanings.values()
        return sympy.Piecewise((positive, test > 0), (negative, test < 0), (zero, True))
    if text := FUNCTIONS[function].definition:
        return in_sympy(row_expression(text), lambda name: meanings[name.name] if isinstance(name, TypedName) else None)
    return sympys_own(function)(*meanings.values())
