"""The tree of a lesson file: texts, keys with values, and lists, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.source_map import raw_places

NUMBER = re.compile(r"[-+−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text, as the document means it (`text`) and as it stands there, quotes and all (`written`)."""

    place: Place
    text: str
    quoted: bool = False
    written: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no value is given, or `null`."""
        return not self.quoted and self.text in ("", "~", "null")

    def place_of(self, offset: int) -> Place:
        """The place of a character of the text, counted from 0."""
        if self.written == self.text and "\n" not in self.text:
            return Place(self.place.line, self.place.column + min(offset, len(self.text)))
        places = raw_places(self.written, self.text)
        before = self.written[: places[min(offset, len(places) - 1)]]
        lines = before.split("\n")
        start = self.place.column if len(lines) == 1 else 1
        return Place(self.place.line + len(lines) - 1, start + len(lines[-1]))


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with their values, in the order written; of a key that is given twice, the first."""

    place: Place
    keys: dict[str, ScalarNode] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode


def set_of_numbers(mapping: MappingNode) -> list[ScalarNode]:
    """The numbers of {0.1, 0.2}, which YAML takes for keys without values; none of any other mapping."""
    values = mapping.values.values()
    are_alone = all(isinstance(value, ScalarNode) and value.is_empty for value in values)
    keys = list(mapping.keys.values())
    return keys if are_alone and all(NUMBER.fullmatch(key.text) for key in keys) else []
