"""Lists and groups of keys in brackets whose entries are parted by something else than commas, as decimals have them.

`[0,5 1,0 0,8]`, `{W1: 0.5 W2: 0.3}`, `{W1: 0,5; W2: 0,3}`.
"""

from __future__ import annotations

import re

from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode

WITH_COMMA = re.compile(r"[-+−]?[0-9]+,[0-9]+")
NUMBER = r"[-+−]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
VALUE = rf"(?:{NUMBER}|true|false|\[[^\[\]{{}}]*\]|\{{[^{{}}]*\}})"
NAME = r"[^\W\d]\w*"
GROUP = re.compile(rf"\{{\s*{NAME}:\s*{VALUE}(?:(?:\s*[;,]\s*|\s+){NAME}:\s*{VALUE})*\s*\}}")
ENTRY = re.compile(rf"({NAME}):\s*({VALUE})")
CUT = re.compile(rf"\s*[0-9]*\s*(?:;\s*|(?<=[0-9])\s+){NAME}")
DEEPEST = 3  # groups within one another
BETWEEN = "a comma is missing between the entries"
DECIMALS = "commas belong between the numbers, and a decimal has a point"
SEPARATED = "commas part the entries, and a decimal has a point"


def list_meant(node: SequenceNode) -> list[str]:
    """The numbers of [0,5 1,0 0,8], as they are written here; none of any other list."""
    items = [item for item in node.items if isinstance(item, ScalarNode) and not item.quoted]
    if not items or len(items) < len(node.items):
        return []
    numbers = ",".join(item.text for item in items).split()
    if len(numbers) < 2 or not all(map(WITH_COMMA.fullmatch, numbers)):
        return []
    return [number.replace(",", ".") for number in numbers]


def numbers_at(node: SequenceNode, texts: list[str]) -> SequenceNode:
    """The list of these numbers, all at its place."""
    items: list[Node] = [ScalarNode(node.place, text, written=text) for text in texts]
    return SequenceNode(node.place, items)


def group_meant(written: str) -> str:
    """A group of keys as it is written here, if its text begins with one whose commas are missing; else nothing."""
    found = GROUP.match(written)
    if found is None:
        return ""
    entries = ENTRY.findall(found.group())
    has_semicolons = ";" in re.sub(r"\[[^\]]*\]|\{[^{}]*\}$", "", found.group()[1:])
    decimal = has_semicolons or re.search(r":\s*[-+−]?[0-9]+,[0-9]", found.group())
    return f"{{{', '.join(f'{name}: {_plain(value) if decimal else _inner(value)}' for name, value in entries)}}}"


def _plain(value: str) -> str:
    return value.replace(",", ".") if re.fullmatch(NUMBER, value) else value


def _inner(value: str) -> str:
    return group_meant(value) or value


def is_cut(mapping: MappingNode) -> bool:
    """Whether a group of keys has something else where commas belong: {a: 0,4; b: 0,6} gives a key `4; b`."""
    return any(not key.quoted and CUT.fullmatch(key.text) for key in mapping.keys.values())


def group_around(source: str, index: int) -> str:
    """The group of keys round a place in the source, as it is written here, if its commas are missing; else nothing."""
    start = index
    for _ in range(DEEPEST):
        start = source.rfind("{", 0, start)
        if start < 0:
            break
        found = GROUP.match(source, start)
        if found is not None and found.end() > index:
            return group_meant(found.group())
    return ""
