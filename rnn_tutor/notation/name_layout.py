"""How names are laid out: W₁ with its number below, X₃ with its time step, ∂Loss/∂X₃ as a fraction."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from rnn_tutor.equations.tree import At, Kind, Ref
from rnn_tutor.notation.layout import Bracket, Delimiters, Fraction, Layout, Lowered, Row, Symbol, Text

RELATIVE: dict[At | int, str] = {
    At.UNTIMED: "",
    At.HERE: "t",
    At.BEFORE: "t-1",
    At.AFTER: "t+1",
    At.TWO_BEFORE: "t-2",
    At.TWO_AFTER: "t+2",
    At.LAST: "t",
}
OF_SEQUENCE = re.compile(r"(.+)_seq([0-9]+)")  # h_seq2 is h of the second sequence: h⁽²⁾
SETTINGS = {
    "momentum": Symbol("μ"),
    "alpha": Symbol("α"),
    "beta1": Symbol("β", "1"),
    "beta2": Symbol("β", "2"),
    "epsilon": Symbol("ε"),
    "decay": Symbol("λ"),
}
HAT = "hat"  # mhat is m with a hat, as papers write a corrected mean


def symbol_layout(name: str, at: At | int = At.UNTIMED, *, differential: bool = False) -> Symbol:
    """A name with its time step as subscript; a parameter's own number goes down too: W₁."""
    below = RELATIVE.get(at, f"{at}")
    if of_sequence := OF_SEQUENCE.fullmatch(name):
        return Symbol(of_sequence[1], below, differential, sequence=of_sequence[2])
    if at is At.UNTIMED:
        letters = name.rstrip("0123456789")
        return Symbol(letters or name, name[len(letters) :] if letters else "", differential)
    return Symbol(name, below, differential)


@lru_cache(maxsize=4096)
def name_layout(ref: Ref) -> Layout:
    """A name in the field's notation; a gradient is a fraction."""
    return _layout_of(ref, _gradient)


@lru_cache(maxsize=4096)
def short_name_layout(ref: Ref) -> Layout:
    """The same, a gradient without its numerator: ∂X₃."""
    return _layout_of(ref, symbol_of_gradient)


def _layout_of(ref: Ref, gradient: Callable[[str, At | int], Layout]) -> Layout:
    match ref.kind:
        case Kind.GRADIENT | Kind.TOTAL:
            return gradient(ref.name, ref.at)
        case Kind.SHARE:
            inner = gradient(ref.name, At.UNTIMED)
            return Lowered(Bracket(inner), f"{ref.at}") if isinstance(ref.at, int) else inner
        case Kind.RATE:
            return Symbol("η")
        case Kind.UPDATED:
            return Row((Text("new "), symbol_layout(ref.name)))
        case Kind.NORM:
            return Bracket(Symbol("Loss", differential=True), Delimiters.NORM)
        case Kind.CLIPPED:
            return Row((Text("clipped "), gradient(ref.name, At.UNTIMED)))
        case Kind.STATE:
            return _state(ref)
        case Kind.STATE_BEFORE:
            return Row((Text("old "), _state(ref)))
        case Kind.SETTING:
            return SETTINGS.get(ref.name, Symbol(ref.name))
        case _:
            return symbol_layout(ref.name, ref.at)


def symbol_of_gradient(name: str, at: At | int = At.UNTIMED) -> Symbol:
    """The denominator of a gradient: ∂X₃."""
    return symbol_layout(name, at, differential=True)


def _gradient(name: str, at: At | int) -> Layout:
    return Fraction(Symbol("Loss", differential=True), symbol_of_gradient(name, at))


def _state(ref: Ref) -> Layout:
    return Row((state_symbol(ref.name), Bracket(symbol_layout(ref.via))))


def state_symbol(name: str) -> Symbol:
    """What an optimizer keeps: m, v, and m̂ where it is called mhat."""
    return Symbol(name.removesuffix(HAT), hat=True) if name.endswith(HAT) else Symbol(name)
