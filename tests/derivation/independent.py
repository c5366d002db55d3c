"""A second way to a lesson's numbers and gradients, which shares no code with the program.

The texts of the equations are read by Python's own parser and carried out over time, each when another asks for its
value: nothing is known of an order. A gradient is found forwards: nudge one name at one place (a dual number), and see
how the loss moves.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from mpmath import mp, mpf

from tests.derivation.networks import Written

LARGEST = 1000  # of a quantity; beyond, digits cancel and there is nothing left to compare

Place = tuple[str, int | None]
Share = tuple[str, int | None, str]  # a parameter, the time step, and the equation that it stands in

OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


class Undefined(ArithmeticError):
    """An operation without a value."""


class Unclear(ArithmeticError):
    """A number too close to a corner of a function to tell on which side it lies, or too large to compare digits."""


@cache
def read(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


@dataclass
class World:
    """What numbers are, in one way of calculating.

    `start` is what previous(…) of a name is on the first time step, and next(…) on the last, where the lesson doesn't
    say. `parameter` gives a
    parameter as it is seen by one equation at one time step, `kept` what a quantity is taken to be once it is
    computed: the two places at which something may be nudged.
    """

    number: Callable[[Any], Any]
    functions: Mapping[str, Callable[..., Any]]
    parameter: Callable[[str, Share], Any]
    kept: Callable[[Place, Any], Any]
    matmul: Callable[[Any, Any], Any] = operator.matmul
    start: Callable[[str], Any] = lambda _: "0"


def run(written: Written, world: World) -> dict[Place, Any]:
    """Every quantity by name and time step; the loss is `("Loss", None)`."""
    steps = len(written.inputs)
    values: dict[Place, Any] = {
        (name, steps + 1 if name in written.from_the_end else 0): world.number(value)
        for name, value in written.initial.items()
    }
    for time in range(1, steps + 1):
        for name in written.each_step:
            _value_of(name, time, written, world, values)
    for name, text in written.output.items():
        values[name, None] = world.kept((name, None), _Reading(written, world, values, name, None).value(text))
    moments = range(1, steps + 1) if written.loss_each_step else [None]
    parts = [_Reading(written, world, values, "Loss", time).value(written.loss) for time in moments]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return values | {("Loss", None): total}


def _value_of(name: str, time: int, written: Written, world: World, values: dict[Place, Any]) -> Any:
    if (name, time) not in values:
        found = _Reading(written, world, values, name, time).value(written.each_step[name])
        values[name, time] = world.kept((name, time), found)
    return values[name, time]


@dataclass
class _Reading:
    """One equation at one time step."""

    written: Written
    world: World
    values: dict[Place, Any]
    equation: str
    time: int | None

    def value(self, text: str) -> Any:
        return self.at(read(text), text.strip())

    def at(self, node: ast.expr, text: str) -> Any:
        match node:
            case ast.Constant():
                return self.world.number(ast.get_source_segment(text, node))
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.at(operand, text)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self.world.matmul(self.at(left, text), self.at(right, text))
            case ast.BinOp(left=left, op=op, right=right):
                try:
                    return OPERATORS[type(op)](self.at(left, text), self.at(right, text))
                except ZeroDivisionError as error:
                    raise Undefined from error
            case ast.Call(func=ast.Name(id="previous" | "next" as word), args=[ast.Name(id=name)]):
                assert self.time is not None
                return self.at_step(name, self.time + {"previous": -1, "next": 1}[word])
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.world.functions[name](*(self.at(argument, text) for argument in arguments))
            case ast.Subscript(value=vector, slice=ast.Constant(value=int(row))):
                return self.at(vector, text)[row - 1, 0]
            case ast.Subscript(value=matrix, slice=ast.Tuple(elts=[ast.Constant(value=row), ast.Constant(value=col)])):
                return self.at(matrix, text)[int(str(row)) - 1, int(str(col)) - 1]
            case ast.List(elts=elements):
                return self.world.functions["stack"](*(self.at(element, text) for element in elements))
            case _:
                raise AssertionError(ast.dump(node))

    def at_step(self, name: str, time: int) -> Any:
        if 1 <= time <= len(self.written.inputs):
            return _value_of(name, time, self.written, self.world, self.values)
        return self.values.get((name, time), self.world.number(self.world.start(name)))

    def name(self, name: str) -> Any:
        last = len(self.written.inputs)
        moment = last if self.time is None else self.time
        if name == "input":
            return self.world.number(self.written.inputs[moment - 1])
        if name == "target":
            targets = self.written.targets
            return self.world.number(targets[moment - 1] if targets else self.written.target)
        if name in self.written.parameters:
            return self.world.parameter(name, (name, self.time, self.equation))
        if name in self.written.each_step:
            ends_first = self.time is None and name in self.written.from_the_end
            return self.at_step(name, 1 if ends_first else moment)
        return self.values[name, None]


# Dual numbers: a value, and how fast it moves.


@dataclass(frozen=True)
class Dual:
    value: Any
    slope: Any

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.slope)

    def __add__(self, other: "Dual") -> "Dual":
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: "Dual") -> "Dual":
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: "Dual") -> "Dual":
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other: "Dual") -> "Dual":
        ratio = self.value / other.value
        return Dual(ratio, (self.slope - ratio * other.slope) / other.value)

    def __pow__(self, other: "Dual") -> "Dual":
        base, exponent = self.value, other.value
        if other.slope == 0 and exponent == int(exponent):
            value = base ** int(exponent)
            return Dual(value, self.slope * exponent * base ** int(exponent - 1) if self.slope else mpf(0))
        if base <= 0:
            raise Undefined
        value = base**exponent
        return Dual(value, value * (other.slope * mp.log(base) + exponent * self.slope / base))


def constant(text: str) -> Dual:
    exact = Fraction(text)
    return Dual(mpf(exact.numerator) / exact.denominator, mpf(0))


def smooth(value: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Callable[[Dual], Dual]:
    def function(x: Dual) -> Dual:
        found = value(x.value)
        if not isinstance(found, mpf) or not mp.isfinite(found):
            raise Undefined
        try:
            return Dual(found, x.slope * slope(x.value) if x.slope else mpf(0))
        except ZeroDivisionError as error:
            raise Undefined from error

    return function


def side(x: Any) -> int:
    """−1, 0 or 1, where that is beyond doubt."""
    if x != 0 and abs(x) < mpf(10) ** (12 - mp.dps):
        raise Unclear
    return int(mp.sign(x))


def log_of(x: Any) -> Any:
    if x == 0:
        raise Undefined
    return mp.log(x)  # a complex number below zero, which `smooth` refuses


def within(x: Any, bound: int) -> Any:
    if abs(x) > bound:
        raise Unclear
    return x


ONE, TWO, HALF, HUNDRED = (Dual(mpf(n), mpf(0)) for n in (1, 2, 0.5, 100))  # exact in any precision
exp = smooth(lambda x: mp.exp(within(x, 1000)), mp.exp)
log = smooth(log_of, lambda x: 1 / x)
sqrt = smooth(mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x)))
erf = smooth(lambda x: mp.erf(within(x, 30)), lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x))
sin = smooth(mp.sin, mp.cos)
cos = smooth(mp.cos, lambda x: -mp.sin(x))
sinh = smooth(lambda x: mp.sinh(within(x, 30)), mp.cosh)
cosh = smooth(lambda x: mp.cosh(within(x, 30)), mp.sinh)
arctan = smooth(mp.atan, lambda x: 1 / (1 + x * x))


def flat(x: Dual) -> Dual:
    return Dual(mpf(0) * x.value, mpf(0))


def sigmoid(x: Dual) -> Dual:
    return ONE / (ONE + exp(-x))


def tanh(x: Dual) -> Dual:
    return (exp(x) - exp(-x)) / (exp(x) + exp(-x))


def absolute(x: Dual) -> Dual:
    return {1: x, 0: flat(x), -1: -x}[side(x.value)]


def larger(a: Dual, b: Dual) -> Dual:
    return {1: a, 0: (a + b) * HALF, -1: b}[side(a.value - b.value)]


def elu(x: Dual) -> Dual:
    return x if side(x.value) >= 0 else exp(x) - ONE


def huber(x: Dual) -> Dual:
    inside = side(1 - abs(x.value)) >= 0
    return x * x * HALF if inside else absolute(x) - HALF


FUNCTIONS: dict[str, Callable[..., Dual]] = {
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "sin": sin,
    "cos": cos,
    "erf": erf,
    "sinh": sinh,
    "cosh": cosh,
    "arctan": arctan,
    "logaddexp": lambda a, b: log(exp(a) + exp(b)),
    "sigmoid": sigmoid,
    "tanh": tanh,
    "identity": lambda x: x,
    "relu": lambda x: x if side(x.value) > 0 else flat(x),
    "leaky_relu": lambda x, *slope: x if side(x.value) > 0 else x * slope[0] if slope else x / HUNDRED,
    "softplus": lambda x: log(ONE + exp(x)),
    "elu": elu,
    "gelu": lambda x: x * (ONE + erf(x / sqrt(TWO))) * HALF,
    "silu": lambda x: x * sigmoid(x),
    "abs": absolute,
    "max": larger,
    "huber": huber,
    "squared_error": lambda target, prediction: (target - prediction) ** TWO,
    "half_squared_error": lambda target, prediction: (target - prediction) ** TWO * HALF,
}


def nudged(written: Written, *, place: Place | None = None, share: Share | None = None, of: str = "") -> Any:
    """How fast the loss moves when one quantity, one share of a parameter, or a whole parameter (`of`) is nudged."""

    def parameter(name: str, where: Share) -> Dual:
        plain = constant(written.parameters[name])
        return Dual(plain.value, mpf(1)) if name == of or where == share else plain

    def kept(where: Place, value: Dual) -> Dual:
        within(value.value, LARGEST)
        return Dual(value.value, value.slope + 1) if where == place else value

    return run(written, World(constant, FUNCTIONS, parameter, kept))["Loss", None].slope


def values(written: Written, moved: Mapping[str, Any] | None = None) -> dict[Place, Any]:
    """Every quantity; `moved` adds something to some parameters."""

    def parameter(name: str, _: Share) -> Dual:
        plain = constant(written.parameters[name])
        return Dual(plain.value + (moved or {}).get(name, 0), mpf(0))

    found = run(written, World(constant, FUNCTIONS, parameter, lambda _, value: value))
    return {place: dual.value for place, dual in found.items()}


def difference_quotient(written: Written, parameter: str) -> Any:
    """(Loss(w + h) − Loss(w − h)) / 2h, whose error goes with h²."""
    h = mpf(10) ** (-mp.dps // 3)
    up, down = (values(written, {parameter: step})["Loss", None] for step in (h, -h))
    return (up - down) / (2 * h)


def simple_gradients(written: Written) -> dict[int, Any]:
    """∂Loss/∂X on each day of the simple network, by its recurrence, backwards."""
    numbers = {name: mpf(text) for name, text in written.parameters.items()}
    Y: list[Any] = [mpf(0)]
    for text in written.inputs:
        X = mpf(text) * numbers["W1"] + Y[-1] * numbers["W2"] + numbers["B1"]
        Y.append(1 / (1 + mp.exp(-X)))
    P = Y[-1] * numbers["W3"] + numbers["B3"]
    gradient = -2 * (mpf(written.target) - P) * numbers["W3"]
    found: dict[int, Any] = {}
    for day in range(len(written.inputs), 0, -1):
        found[day] = gradient * Y[day] * (1 - Y[day])
        gradient = found[day] * numbers["W2"]
    return found
