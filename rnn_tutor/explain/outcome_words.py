"""What to make of an update's outcome: how the parameters moved, and why the loss fell or rose."""

from __future__ import annotations

from math import inf
from typing import Any

from flint import arb

from rnn_tutor.english import listed
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.outcome import Outcome, entries
from rnn_tutor.explain.outcome_parts import against_the_sum
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.floating import as_floats
from rnn_tutor.numbers.places import Numbers

PLAIN = "sgd"
LITTLE = 0.01  # of the fall: a parameter that brought less isn't named with a number of its own
MOST_NAMED = 5
NEAR, FAR = 0.02, 0.2  # of what the gradients promise: beyond these it is said what came, and why it came otherwise
TOO_LONG = (
    " A gradient is the slope at the start of a step, so this sum holds for tiny steps only; here they were long, and "
    "the slopes changed on the way."
)
ROUND = "Training repeats this whole round, forward, back and update, many times."


def meaning(derivation: Derivation, found: Outcome) -> str:
    """What to make of the loss before the update and after."""
    if found.change < 0:
        by = f"It is {found.amount} smaller."
        moved, brought = how_they_moved(derivation), who_brought_it(derivation, found)
        parts = (by, against_the_sum(derivation), moved, brought, ROUND)
        return " ".join(filter(None, parts))
    if found.change > 0:
        return f"It is {found.amount} larger. {how_they_moved(derivation)} {why_it_rose(derivation)}"
    moves = movements(derivation)
    if not moves:
        return "All parameters are frozen, so nothing changed."
    if any(any(move) for move, _ in moves.values()):
        return f"{how_they_moved(derivation)} The loss is the same before and after."
    if found.amount != "0":
        return "Every gradient is so close to zero that even thousands of digits show no step of gradient descent."
    return "Every gradient is zero, so gradient descent changes nothing."


def how_they_moved(derivation: Derivation) -> str:
    """Which parameters moved, and by which rule."""
    lesson, training = derivation.lesson, derivation.lesson.training
    moves = movements(derivation)
    still = len(moves) - sum(any(move) for move, _ in moves.values())
    frozen = any(parameter.frozen for parameter in lesson.parameters)
    who = "Every parameter"
    if still and frozen:
        who = "Every parameter that isn't frozen, and whose gradient isn't 0,"
    elif still or frozen:
        who += " whose gradient isn't 0" if still else " that isn't frozen"
    how = OPTIMIZERS[training.optimizer].moves
    if training.optimizer == PLAIN:
        if training.truncate is not None:
            how = "took one step against what the cut leaves of its gradient"
        if training.clip_norm or training.clip_value:
            how += ", after the clipping"
        if any(name == DECAY for name, _ in training.settings):
            how += ", and a little towards 0"
    return f"{who} {how}."


def who_brought_it(derivation: Derivation, found: Outcome | None = None) -> str:
    """Which parameters brought how much of the fall, to first order; empty where that can't be said of one step.

    What the loss fell by, where it is `found`, stands beside what is expected of the gradients, unless they are close.
    """
    moves = movements(derivation)
    fall = {
        name: -sum(step * slope for step, slope in zip(move, gradient, strict=True))
        for name, (move, gradient) in moves.items()
    }
    whole = sum(fall.values())
    if len(fall) < 2 or not 0 < whole < inf or min(fall.values()) < 0 or derivation.lesson.training.truncate:
        return ""
    ranked = sorted(fall, key=lambda name: fall[name], reverse=True)
    named = [name for name in ranked if fall[name] >= LITTLE * whole][:MOST_NAMED]
    others = [name for name in ranked if name not in named]
    parts = [f"{symbol(name)} {fall[name] / whole:.0%}" for name in named]
    if others:
        rest = sum(fall[name] for name in others) / whole
        little = "less than 1%" if rest < LITTLE else f"{rest:.0%}"
        which = listed([symbol(name) for name in others]) if len(others) <= MOST_NAMED else f"the other {len(others)}"
        parts.append(f"{which} {little}{' together' * (len(others) > 1)}")
    shares, added_up = ", ".join(parts), short(whole)
    off = abs(whole - found.distance) / whole if found else 0.0
    bends = f" (it fell by {found.amount}, since the loss bends on the way)" if found and off > NEAR else ""
    return (
        f"Each parameter's step times its gradient says about how much it lowers the loss; added up, {added_up}{bends}"
        f". Of this: {shares}.{TOO_LONG * (off > FAR)}"
    )


def why_it_rose(derivation: Derivation) -> str:
    """Whether the step led downhill where it began."""
    if derivation.lesson.training.truncate is not None:
        return (
            "Because of the cut, a part of the gradient is left out, and a step against the rest need not lower the "
            "loss."
        )
    if downhill(derivation):
        return "The step began downhill, but it was too long: try a smaller learning rate."
    return "The step was not downhill even at its start: it doesn't follow the present gradient alone."


def downhill(derivation: Derivation) -> bool:
    """Whether the loss falls at the very start of the update's step."""
    pairs = (zip(move, gradient, strict=True) for move, gradient in movements(derivation).values())
    return sum(step * slope for pair in pairs for step, slope in pair) < 0


def movements(derivation: Derivation) -> dict[str, tuple[list[float], list[float]]]:
    """By how much each trained parameter's numbers moved, and their gradients."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for operation in derivation.operations:
        if operation.kind is Kind.UPDATED:
            gradient = floats(derivation, Ref(Kind.TOTAL, operation.name))
            found[operation.name] = moved(derivation, operation.name), gradient
    return found


def moved(derivation: Derivation, parameter: str) -> list[float]:
    """By how much a parameter's numbers moved; subtracted before they are floating-point numbers."""

    def read(numbers: Numbers) -> list[float]:
        before, after = (
            entries(derivation.read(numbers, Ref(kind, parameter))) for kind in (Kind.PARAMETER, Kind.UPDATED)
        )
        return [float(arb(there - here)) for here, there in zip(before, after, strict=True)]

    return derivation.proved(read)


def floats(derivation: Derivation, ref: Ref) -> list[float]:
    """The numbers of a value."""
    value: Any = as_floats(derivation.read(derivation.exact, ref))
    return list(getattr(value, "entries", (value,)))
