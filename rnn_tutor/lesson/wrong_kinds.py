"""Values of another kind than a key takes, a word for a list or a list for a name: what is said, and the remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.number_slips import NUMBER_EXAMPLES, PLAIN, QUOTE
from rnn_tutor.lesson.other_notations import DEFINED
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.lesson.reading import NOT_FINITE

OF_WORDS = ("gradients", "meant")  # lists of them
WORDED = ("inputs", "target", "targets")  # where words of a vocabulary may stand
NOTHINGS = frozenset({"None", "none", "-", "–", "—", "?", "n/a", "N/A", "NA", "na", "nil", "nothing", "NaN", "nan"})
BY_NAME_ALONE = {"network": "lstm", "activation": "tanh", "loss": "squared_error"}
MOST_WORDS = 20  # that a remedy repeats

LINES = "write each on a line of its own: `name: value`"
LIKE_A_LIST = "write it like [0.5, 1.0, 0.8]"
EXPECTED = {
    "dict_type": ("keys with values are expected here", LINES),
    "model_type": ("keys with values are expected here", LINES),
    "list_type": ("a list is expected here", LIKE_A_LIST),
    "union_tag_invalid": ("numbers are expected here", "write a number, or a list of numbers"),
}


def wrong_kind(kind: str, node: Node, way: Sequence[str], shown: str) -> tuple[str, str]:
    """What is said of a value that validation finds to be of another kind; `way` are the keys that lead to it."""
    expected, remedy = EXPECTED.get(kind, ("something else is expected here", ""))
    key = way[-1] if way else ""
    if kind == "list_type" and isinstance(node, ScalarNode):
        remedy = as_list(node.text.strip(), key)
    elif kind == "dict_type" and key == "initial":
        message = f"each start value needs the name of its state, not {shown} alone"
        return message, "write initial: {h: …}, with the state's name for h"
    elif kind in ("dict_type", "model_type"):
        remedy = as_keys(node, way)
    return f"{expected}, not {shown}", remedy


def as_list(text: str, key: str) -> str:
    """How a text that should be a list is written as one."""
    if called := re.fullmatch(r"[\w.]+\(\s*[\[(]?([^()\[\]]*)[\])]?\s*\)", text):
        text = called[1].strip()
    parts = re.split(r"[\s,;]+", text)
    if key == "targets":
        return f"write targets: [{text}, …], or target: {text} for one after the last step"
    if key == "vocabulary":
        return "write [a, b, c]"
    are_numbers = all(re.fullmatch(PLAIN, part) for part in parts)
    if len(parts) <= MOST_WORDS and (are_numbers or len(parts) > 1 or key in OF_WORDS):
        return f"write [{', '.join(parts)}]"
    return LIKE_A_LIST


def as_keys(node: Node, way: Sequence[str]) -> str:
    """How a value that should be keys with values is written as such."""
    if way[-1:] == ["walk"]:
        return "write {in_full: [1, 2]}"
    if isinstance(node, ScalarNode):
        if way[-1:] == ["parameters"] and "." in node.text:
            return f"write parameters: {{file: {node.text}}}"
        if defined := DEFINED.match(node.text):
            first = node.text[defined.end() :].split("\n")[0]
            return f"put each on a line of its own, with a colon: {shortened(f'{defined[1]}: {first}')}"
    if isinstance(node, SequenceNode):
        if way[-1:] == ["sequences"]:
            return "write {inputs: […], target: …} for each"
        return "leave out the dashes and square brackets, and write each on a line of its own: `name: value`"
    return LINES


def better_remedy(remedy: str, node: Node, way: Sequence[str]) -> str:
    """The remedy for a value that its reader refused, once it is known under which key it stands."""
    key = way[-1] if way else ""
    if isinstance(node, SequenceNode | MappingNode):
        return f"write its name alone: {key}: {BY_NAME_ALONE[key]}" if key in BY_NAME_ALONE else remedy
    text = node.text.strip()
    if key == "targets" and text in NOTHINGS:
        return "write null where there is no target"
    if key == "vocabulary":
        return "write a list of the words, [a, b, c], or the number of classes"
    if key in WORDED and text.isalpha() and remedy == NUMBER_EXAMPLES and not NOT_FINITE.fullmatch(text):
        word = shortened(text).strip(QUOTE)
        return f"write a number, or list the words first: vocabulary: [{word}, …]"
    return remedy
