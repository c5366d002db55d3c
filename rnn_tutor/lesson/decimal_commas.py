"""Lists in which commas may have been meant as decimal points: `[0,4, 0,9]` has four numbers, and looks like two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeGuard

from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import Problem

WHOLE = re.compile("-?[0-9]+")
DIGITS = re.compile("[0-9]+")


def decimal_commas(file: str, node: Node) -> Iterator[Problem]:
    """A mistake for each list of whole numbers that is written as numbers with decimal commas would be."""
    parts: list[Node] = []
    match node:
        case MappingNode(_, _, values):
            parts = list(values.values())
        case SequenceNode(_, items) if _are_whole(items) and _look_like_halves(items):
            meant = ", ".join(f"{whole.text}.{rest.text}" for whole, rest in zip(items[::2], items[1::2], strict=True))
            message = f"these are {len(items)} whole numbers, because a comma begins the next number"
            remedy = f"write [{meant}] if you mean decimals, or put a space after every comma if you mean whole numbers"
            yield Problem(file, node.place, message, remedy)
        case SequenceNode(_, items):
            parts = items
        case ScalarNode():
            pass
    for part in parts:
        yield from decimal_commas(file, part)


def _are_whole(items: list[Node]) -> TypeGuard[list[ScalarNode]]:
    """Whether a list can be read as numbers whose commas came out as two each: whole ones, even in count."""
    halves = all(
        isinstance(item, ScalarNode) and not item.quoted and (DIGITS if place % 2 else WHOLE).fullmatch(item.text)
        for place, item in enumerate(items)
    )
    return bool(items) and halves and len(items) % 2 == 0


def _look_like_halves(items: list[ScalarNode]) -> bool:
    """Whether two each stand together, and apart from the next; or, all close together, a 0 before each of them."""
    if len({item.place.line for item in items}) > 1:
        return False
    gaps = [after.place.column - before.place.column - len(before.written) for before, after in pairwise(items)]
    if any(gap > 1 for gap in gaps[::2]):
        return False
    if len(items) > 2 and all(gap > 1 for gap in gaps[1::2]):
        return True
    zeros = all(item.text.lstrip("-") == "0" for item in items[::2])
    return zeros and any(item.text not in ("0", "1") for item in items[1::2])  # else it may be a one-hot vector
