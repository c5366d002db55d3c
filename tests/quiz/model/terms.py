"""Formulas of the model: nested tuples, worked out with numpy and written as somebody types them.

A formula is `("n", 2.0)`, `("r", "dX3")`, or an operation on others: `+`, `-` (of one), `*` (element by element), `/`,
`@`, `T`, `^`, `f` (a function by name), `s` (a function's slope, from its output and its input).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

Term: TypeAlias = tuple[Any, ...]
Array: TypeAlias = np.ndarray[Any, Any]
Numbers: TypeAlias = Mapping[str, Array]

ZERO: Term = ("n", 0.0)
ONE: Term = ("n", 1.0)


def softmax(x: Array) -> Array:
    powers = np.exp(x - x.max())
    return np.asarray(powers / powers.sum())


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "identity": lambda x: x,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "softmax": softmax,
    "sum": lambda x: np.asarray(x.sum()),
    "softsign": lambda x: x / (1 + abs(x)),
}
SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "sigmoid": lambda y, _: y * (1 - y),
    "tanh": lambda y, _: 1 - y * y,
    "relu": lambda _, x: np.asarray((x > 0).astype(float)),
    "identity": lambda _, x: np.ones_like(x),
    "exp": lambda y, _: y,
    "log": lambda _, x: 1 / x,
    "sqrt": lambda y, _: 1 / (2 * y),
}


def n(value: float) -> Term:
    return ("n", float(value))


def r(name: str) -> Term:
    return ("r", name)


def plus(*terms: Term) -> Term:
    """A sum without its zeros, in the order given."""
    flat = [part for term in terms for part in (term[1:] if term[0] == "+" else (term,)) if part != ZERO]
    return ZERO if not flat else flat[0] if len(flat) == 1 else ("+", *flat)


def minus(term: Term) -> Term:
    if term[0] == "-":
        inner: Term = term[1]
        return inner
    return ZERO if term == ZERO else ("-", term)


def times(*factors: Term) -> Term:
    """A product without its ones; zero where a factor is."""
    flat = [part for factor in factors for part in (factor[1:] if factor[0] == "*" else (factor,)) if part != ONE]
    if ZERO in flat:
        return ZERO
    return ONE if not flat else flat[0] if len(flat) == 1 else ("*", *flat)


def dot(left: Term, right: Term) -> Term:
    return ZERO if ZERO in (left, right) else ("@", left, right)


def turned(term: Term) -> Term:
    if term[0] == "T":
        inner: Term = term[1]
        return inner
    return ("T", term)


def parts(term: Term) -> tuple[Term, ...]:
    """The formulas that an operation is made of."""
    return tuple(part for part in term[1:] if isinstance(part, tuple))


def places(term: Term) -> Iterator[tuple[Term, Callable[[Term], Term]]]:
    """Every part of a formula, and what puts another in its place."""
    yield term, lambda new: new
    for index, part in enumerate(term):
        if isinstance(part, tuple):
            for inner, put in places(part):

                def outer(new: Term, index: int = index, put: Callable[[Term], Term] = put) -> Term:
                    return (*term[:index], put(new), *term[index + 1 :])

                yield inner, outer


def names(term: Term) -> list[str]:
    """The names in a formula, each once."""
    return list(dict.fromkeys(part[1] for part, _ in places(term) if part[0] == "r"))


def renamed(term: Term, old: str, new: str) -> Term:
    """A formula with one name for another, wherever it stands."""
    if term == ("r", old):
        return ("r", new)
    return tuple(renamed(part, old, new) if isinstance(part, tuple) else part for part in term)


def value(term: Term, numbers: Numbers) -> Array:
    """What a formula comes to: a number, a column or a matrix."""
    kind, *rest = term
    if kind == "n":
        return np.asarray(rest[0])
    if kind == "r":
        return numbers[rest[0]]
    if kind == "f":
        return np.asarray(FUNCTIONS[rest[0]](value(rest[1], numbers)))
    if kind == "s":
        return np.asarray(SLOPES[rest[0]](value(rest[1], numbers), value(rest[2], numbers)))
    if kind == "^":
        return np.asarray(value(rest[0], numbers) ** rest[1])
    found = [value(part, numbers) for part in rest]
    return _combined(kind, found)


def _combined(kind: str, found: list[Array]) -> Array:
    first, *others = found
    match kind:
        case "+":
            for other in others:
                first = first + other
        case "*":
            for other in others:
                first = first * other
        case "-":
            first = -first
        case "/":
            first = first / others[0]
        case "T":
            first = first.T
        case "@":
            second = others[0]
            first = first @ second if first.ndim and second.ndim else first * second
    result = np.asarray(first)
    return result.reshape(()) if result.shape == (1, 1) and kind == "@" else result


Spelled: TypeAlias = Callable[[str], str]


def written(term: Term, name: Spelled = str) -> str:
    """A formula as it is typed: dY3*Y3*(1-Y3)."""
    kind, *rest = term
    match kind:
        case "n":
            return f"{rest[0]:g}"
        case "r":
            return name(rest[0])
        case "f":
            return f"{rest[0]}({written(rest[1], name)})"
        case "s":
            return _slope(rest[0], _tight(rest[1], name), _tight(rest[2], name))
        case "^":
            return f"{_tight(rest[0], name)}^{rest[1]}"
        case "T":
            return f"{_tight(rest[0], name)}.T"
        case "-":
            return f"-{_tight(rest[0], name)}"
        case "+":
            found = [written(part, name) for part in rest]
            return found[0] + "".join(f" - {x[1:]}" if x.startswith("-") else f" + {x}" for x in found[1:])
        case _:
            first, *others = (_tight(part, name) for part in rest)
            sign = {"*": "*", "/": "/", "@": " @ "}[kind]
            return sign.join((first, *others))


def _tight(term: Term, name: Spelled) -> str:
    text = written(term, name)
    return text if term[0] in "rfn" and not text.startswith("-") else f"({text})"


def _slope(function: str, y: str, x: str) -> str:
    return {
        "sigmoid": f"({y}*(1-{y}))",
        "tanh": f"(1-{y}^2)",
        "exp": y,
        "log": f"(1/{x})",
        "identity": "1",
    }.get(function, f"{function}'({x})")
