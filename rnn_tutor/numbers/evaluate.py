"""Expressions to numbers: each template is read once into closures, then run at every time step.

A value is a `Real`, or an `Array` of them. The numbers of one track (exact, or by hand) live in one `Numbers`
dictionary, by the key that `key_of` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import FUNCTIONS
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
    children,
)
from rnn_tutor.numbers.real import PRIMITIVES, Real, divide, power, real, sign
from rnn_tutor.numbers.value import (
    Value,
    as_array,
    as_value,
    each,
    entry_of,
    matrix_product,
    normalized,
    picked,
    reduced,
    rows_of,
    stacked,
    together,
    transposed,
)

Key: TypeAlias = tuple[Kind, str, int | None, str]
Numbers: TypeAlias = dict[Key, Value]
Evaluator: TypeAlias = Callable[[Numbers, int], Value]
"""Given the numbers so far and the time step at which the template is read: the template's value."""

OFFSETS: Mapping[At | int, int] = {At.HERE: 0, At.BEFORE: -1, At.AFTER: 1}


def key_of(kind: Kind, name: str, time: int | None, via: str = "") -> Key:
    """Where a number is kept."""
    return (kind, name, time, via)


def time_of(at: At | int, step: int, last: int) -> int | None:
    """The time step that a reference means when it is read at `step`."""
    if isinstance(at, int):
        return at
    if at is At.UNTIMED:
        return None
    return last if at is At.LAST else step + OFFSETS[at]


@dataclass(frozen=True)
class Arithmetic:
    """What numbers an expression is evaluated in: exact ones with a proof, or another kind that knows + − × and /.

    `of_arrays` are the functions of whole vectors that it knows how to compute without their definitions; `meanings`
    the definitions of others, compiled when first used.
    """

    constant: Callable[[Fraction], Any]
    primitives: Mapping[str, Callable[[Any], Any]]
    divide: Callable[[Any, Any], Any]
    power: Callable[[Any, Any], Any]
    sign: Callable[[Any], int]
    pi: Callable[[], Any]
    of_arrays: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    meanings: dict[str, Callable[[Any, int], Any]] = field(default_factory=dict, compare=False)


EXACT = Arithmetic(real, PRIMITIVES, divide, power, sign, arb.pi)


def compiled(expression: Expression, last: int, arithmetic: Arithmetic = EXACT) -> Evaluator:
    """The template as a function of the numbers and the time step; `last` is the last time step.

    The function raises `DomainError` where an operation has no value and `Undecided` where more bits are needed.
    """
    return Compiler(last, arithmetic).whole(expression)


def value_of(expression: Expression, numbers: Numbers, last: int = 0) -> Value:
    """The value of an expression whose references are absolute."""
    return Compiler(last, EXACT).compile(expression)(numbers, 0)


class Compiler:
    """Reads an expression into closures, one for each operation; `reference` says where numbers are kept."""

    def __init__(self, last: int, arithmetic: Arithmetic) -> None:
        self.last = last
        self.arithmetic = arithmetic
        self.names: tuple[str, ...] = ()
        self._shared: dict[Expression, Evaluator | None] = {}
        self._kept: dict[int, Any] = {}

    def whole(self, expression: Expression) -> Evaluator:
        """An expression in which what occurs several times is evaluated once."""
        self._shared = dict.fromkeys(repeated(expression))
        if not self._shared:
            return self.compile(expression)
        evaluator, kept = self.compile(expression), self._kept

        def run(numbers: Numbers, step: int) -> Value:
            kept.clear()
            return evaluator(numbers, step)

        self._shared, self._kept = {}, {}
        return run

    def compile(self, node: Expression) -> Evaluator:
        """The expression as a function of the numbers and the time step."""
        if not self._shared or node not in self._shared:
            return self.operation(node)
        evaluator = self._shared[node]
        if evaluator is None:
            evaluator = self._shared[node] = self._once(self.operation(node))
        return evaluator

    def _once(self, evaluator: Evaluator) -> Evaluator:
        """An evaluator whose value is kept until the whole is evaluated anew."""
        kept, place = self._kept, id(evaluator)

        def run(numbers: Numbers, step: int) -> Value:
            if place not in kept:
                kept[place] = evaluator(numbers, step)
            return kept[place]  # type: ignore[no-any-return]  # in whatever arithmetic

        return run

    def operation(self, node: Expression) -> Evaluator:  # noqa: PLR0911  # one case per operation
        """One operation, as a function of the numbers and the time step."""
        match node:
            case Number(value):
                constant = self.arithmetic.constant(value)
                return lambda _numbers, _step: constant
            case Ref():
                return self.reference(node)
            case Negative(operand):
                inner = self.compile(operand)
                return lambda numbers, step: each(lambda a: -a, inner(numbers, step))
            case Sum(terms):
                return self.folded(terms, lambda a, b: a + b)
            case Product(factors):
                return self.folded(factors, lambda a, b: a * b)
            case Quotient(top, bottom):
                return self.folded((top, bottom), self.arithmetic.divide)
            case Power(base, exponent):
                return self.folded((base, exponent), self.arithmetic.power)
            case MatMul(left, right):
                first, second = self.compile(left), self.compile(right)
                return lambda numbers, step: matrix_product(first(numbers, step), second(numbers, step))
            case Transpose(operand):
                inner = self.compile(operand)
                return lambda numbers, step: transposed(inner(numbers, step))
            case Element(operand, row, column):
                inner = self.compile(operand)
                return lambda numbers, step: picked(inner(numbers, step), row, column)
            case Stack(elements):
                parts = [self.compile(element) for element in elements]
                return lambda numbers, step: stacked([part(numbers, step) for part in parts])
            case Apply():
                return self.apply(node)
            case TypedName(name) if name in self.names:
                place: Any = self.names.index(name)
                return lambda arguments, _step: arguments[place]
            case TypedName(name):
                raise ValueError(f"the name {name!r} was never looked up")

    def reference(self, ref: Ref) -> Evaluator:
        """A name's number, looked up."""
        if ref.at not in OFFSETS:
            place = self.place(ref)
            return lambda numbers, _step: numbers[place]
        kind, name, via, offset = ref.kind, ref.name, ref.via, OFFSETS[ref.at]
        return lambda numbers, step: numbers[kind, name, step + offset, via]

    def place(self, ref: Ref) -> Any:  # noqa: ANN401  # a key of the numbers, in whatever they are kept
        """Where the number of a name is kept that is the same for each reader."""
        return key_of(ref.kind, ref.name, time_of(ref.at, 0, self.last), ref.via)

    def folded(self, parts: tuple[Expression, ...], operation: Callable[[Real, Real], Real]) -> Evaluator:
        """An operation between two parts, and what comes of it with the next, from left to right."""
        evaluators = [self.compile(part) for part in parts]
        head, *rest = evaluators

        def run(numbers: Numbers, step: int) -> Value:
            value = head(numbers, step)
            for part in rest:
                other = part(numbers, step)
                if isinstance(value, Array) or isinstance(other, Array):
                    value = together(operation, value, other)
                else:
                    value = operation(value, other)
            return value

        return run

    def apply(self, node: Apply) -> Evaluator:
        """A function of the table: known to the arithmetic, or made of simpler ones."""
        row = FUNCTIONS[node.function]
        left_out = row.defaults[len(node.arguments) - row.fewest :] if row.defaults else ()
        arguments = [self.compile(argument) for argument in (*node.arguments, *map(row_expression, left_out))]
        if primitive := self.arithmetic.primitives.get(node.function):
            (inner,) = arguments
            return lambda numbers, step: each(primitive, inner(numbers, step))
        if whole := self.arithmetic.of_arrays.get(node.function):
            (inner,) = arguments
            return lambda numbers, step: normalized(whole(as_array(inner(numbers, step))))
        if node.function == "by_sign":
            return self.by_sign(arguments)
        if node.function == "pi":
            pi = self.arithmetic.pi
            return lambda _numbers, _step: pi()
        if node.function == "concat":
            return lambda numbers, step: stacked([argument(numbers, step) for argument in arguments])
        if node.function == "part":
            return self.part(node)
        if node.function == "placed":
            return self.placed(node)
        if node.function == "rows":
            return lambda numbers, step: rows_of([argument(numbers, step) for argument in arguments])
        if node.function == "size":
            (inner,) = arguments
            constant = self.arithmetic.constant
            return lambda numbers, step: constant(Fraction(len(as_array(inner(numbers, step)).entries)))
        if node.function in ("sum", "mean"):
            (inner,) = arguments
            return lambda numbers, step: reduced(node.function, inner(numbers, step))
        return self.made_of_simpler_ones(node.function, arguments)

    def made_of_simpler_ones(self, function: str, arguments: list[Evaluator]) -> Evaluator:
        """A function by its definition, each argument evaluated once, however often it stands there."""
        known = self.arithmetic.meanings
        if function not in known:
            known[function] = self.of_arguments(function)
        meaning = known[function]
        if len(arguments) == 1:
            (inner,) = arguments
            return lambda numbers, step: meaning([inner(numbers, step)], step)
        return lambda numbers, step: meaning([argument(numbers, step) for argument in arguments], step)

    def of_arguments(self, function: str) -> Evaluator:
        """A function's definition, as a function of the list of its arguments."""
        return ArgumentCompiler(self.arithmetic, FUNCTIONS[function].arguments).compile(
            row_expression(FUNCTIONS[function].definition)
        )

    def part(self, node: Apply) -> Evaluator:
        """A stretch of a vector's elements, or of a matrix's rows."""
        operand, first, last = node.arguments
        assert isinstance(first, Number)
        assert isinstance(last, Number)
        inner, start, end = self.compile(operand), int(first.value) - 1, int(last.value)

        def run(numbers: Numbers, step: int) -> Value:
            whole = as_array(inner(numbers, step))
            columns = whole.shape[1]
            return as_value((end - start, columns), whole.entries[start * columns : end * columns])

        return run

    def placed(self, node: Apply) -> Evaluator:
        """Rows put at their place among more, with zeros elsewhere."""
        operand, first, rows = node.arguments
        assert isinstance(first, Number)
        assert isinstance(rows, Number)
        inner, before, count = self.compile(operand), int(first.value) - 1, int(rows.value)
        zero = self.arithmetic.constant(Fraction(0))

        def run(numbers: Numbers, step: int) -> Value:
            part = as_array(inner(numbers, step))
            columns = part.shape[1]
            above, below = before * columns, (count - before - part.shape[0]) * columns
            return as_value((count, columns), ((zero,) * above + part.entries + (zero,) * below))

        return run

    def by_sign(self, arguments: list[Evaluator]) -> Evaluator:
        """One of three branches, as a number is positive, zero or negative."""
        test, positive, zero, negative = arguments
        sign = self.arithmetic.sign
        branches = {1: positive, 0: zero, -1: negative}

        def run(numbers: Numbers, step: int) -> Value:
            tested = test(numbers, step)
            if not isinstance(tested, Array):
                return branches[sign(tested)](numbers, step)
            signs = [sign(entry) for entry in tested.entries]
            results = {chosen: branches[chosen](numbers, step) for chosen in set(signs)}
            return Array(
                tested.shape,
                tuple(entry_of(results[chosen], place) for place, chosen in enumerate(signs)),
            )

        return run


class ArgumentCompiler(Compiler):
    """Compiles an expression over the names of arguments, which lie in a list."""

    def __init__(self, arithmetic: Arithmetic, names: tuple[str, ...]) -> None:
        super().__init__(0, arithmetic)
        self.names = names


def repeated(expression: Expression) -> list[Expression]:
    """The operations that occur several times in an expression, those inside them aside."""
    seen: set[Expression] = set()
    again: dict[Expression, None] = {}
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        parts = children(node)
        if not parts:
            continue
        if node in seen:
            again[node] = None
            continue
        seen.add(node)
        waiting.extend(parts)
    return list(again)
