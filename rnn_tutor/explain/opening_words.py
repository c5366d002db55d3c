"""The words that a reader meets before the first step: in the story of a lesson, and in the drawing of its network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.tree import Apply, children
from rnn_tutor.explain.words_met import signs
from rnn_tutor.glossary.terms import Term, glossary

if TYPE_CHECKING:
    from rnn_tutor.derivation.solution import Solution
    from rnn_tutor.equations.tree import Expression

IN_STORIES = {  # by the words that stand for them there
    "recurrent network": "recurrent networks?",
    "hidden unit": "hidden units?",
    "backpropagation through time": "backpropagation through time",
    "gradient": "gradients?",
    "slope": "slopes?",
    "sigmoid": "σ|sigmoid",
    "learning rate": "learning rates?",
}
IN_DRAWINGS = ("matrix product", "⊙", "transpose", "log", "softmax")


def words_of_story(derivation: Solution) -> tuple[Term, ...]:
    """The words of the field in what a lesson says it is about, each explained on its first page."""
    about = derivation.lesson.about
    return tuple(
        glossary()[name] for name, words in IN_STORIES.items() if re.search(rf"\b({words})\b", about, re.IGNORECASE)
    )


def words_of_drawing(derivation: Solution) -> tuple[Term, ...]:
    """The signs in the equations of a network that a reader may not know."""
    found = {sign for drawn in drawn_expressions(derivation) for sign in signs(drawn, derivation.unrolled)}
    return tuple(glossary()[name] for name in IN_DRAWINGS if name in found)


def functions_drawn(derivation: Solution) -> tuple[str, ...]:
    """The activations in the equations of a network, in the order in which they are met."""
    found: dict[str, None] = {}
    waiting = list(drawn_expressions(derivation))[::-1]
    while waiting:
        part = waiting.pop()
        waiting += reversed(children(part))
        if isinstance(part, Apply) and part.function in ACTIVATIONS:
            found[part.function] = None
    return tuple(found)


def explained_before(derivation: Solution) -> frozenset[str]:
    """The words that are explained before the first step."""
    return frozenset(term.name for term in (*words_of_story(derivation), *words_of_drawing(derivation)))


def drawn_expressions(derivation: Solution) -> Iterator[Expression]:
    """The right sides of the equations, the loss with them, each once for all time steps that share it."""
    templates = {id(operation.template): operation.template for operation in derivation.forward_operations}
    yield from templates.values()
