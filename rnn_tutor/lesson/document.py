"""A YAML file as a tree of texts with their places: nothing is converted, so `0.1` stays exact.

The tree is built from the parser's events with a stack of our own. Composing the document instead would lose
the places, run out of stack on nested brackets, and let a few aliases grow into gigabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from rnn_tutor.lesson.complaints import ComplaintKind, kind_of
from rnn_tutor.lesson.missing_commas import (
    CUT,
    DECIMALS,
    SEPARATED,
    group_around,
    is_cut,
    list_meant,
    numbers_at,
)
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode, set_of_numbers
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import LessonError, Problem, shortened
from rnn_tutor.lesson.syntax import (
    CURLY,
    DECIMAL_COMMA,
    EQUALS,
    EQUALS_FOR_COLON,
    HARD_SPACE,
    NO_SPACE,
    NO_SPACE_AFTER_COLON,
    QUOTES,
    TOO_DEEP,
    SyntaxProblem,
    curly_quotes,
    explain,
    hard_space,
    place_at,
)
from rnn_tutor.lesson.text_file import read_text_file, refuse_what_is_too_large
from rnn_tutor.limits import FILE_DEPTH, VALUES

MAX_REPAIRS = 20
STAND_IN = "\ue000"  # for a colon that YAML would trip over: the rest of the file is then read as well

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DIGITS, WHOLE = re.compile("[0-9]+"), re.compile("[-+−]?[0-9]+")
# What YAML takes for text has too many ranges for one class: that would be a table of all characters, made in 5 ms.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff\ufeff]|[\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """A file, read; `problems` holds the mistakes that did not keep it from being read."""

    file: str
    root: Node
    problems: tuple[Problem, ...]


def read_document(path: Path, shown_as: str) -> Document:
    """The one YAML document in a file.

    Raises:
        LessonError: if it can't be read, isn't text or YAML, or has what lessons have no use for (aliases).
    """
    return parse_document(read_text_file(path, shown_as), shown_as)


def parse_document(source: str, file: str) -> Document:
    """The one YAML document in a text, whose lines end in newlines.

    Raises:
        LessonError: as `read_document` does.
    """
    refuse_what_is_too_large(len(source), file)
    if stray := NOT_TEXT.search(source):
        place = place_at(source, stray.start())
        message = f"a lesson can't contain a control character (U+{ord(stray.group()):04X})"
        raise LessonError([Problem(file, place, message, "delete it")])
    repaired: list[SyntaxProblem] = []
    while True:
        builder = _Builder(source)
        stopped = builder.build()
        if stopped is None or not stopped.colons or len(repaired) == MAX_REPAIRS:
            break
        repaired.append(stopped)
        characters = list(source)
        for index in stopped.colons:
            characters[index] = STAND_IN
        source = "".join(characters)
    mistakes = [*repaired, *builder.mistakes, *([stopped] if stopped else [])]
    problems = tuple(Problem(file, mistake.place, mistake.message, mistake.remedy) for mistake in mistakes)
    unread = stopped is not None and stopped.colons
    if builder.root is None or unread or any(mistake.fatal for mistake in mistakes):
        raise LessonError(problems)
    return Document(file, builder.root, problems)


class _Mark(Protocol):
    """A place as both of PyYAML's parsers mark it, counted from 0."""

    index: int


class _Builder:
    """Events to nodes. `stack` holds the open collections, each with the key that waits for a value."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: Node | None = None
        self.mistakes: list[SyntaxProblem] = []
        self.stack: list[tuple[MappingNode | SequenceNode, list[ScalarNode]]] = []
        self.nodes = 0

    def build(self) -> SyntaxProblem | None:
        """Reads the source; the mistake at which that stopped, if it did."""
        try:
            for event in yaml.parse(self.source, Loader=LOADER):
                stop = self.take(event)
                if stop is not None:
                    return stop
        except yaml.MarkedYAMLError as error:
            return self.stumbled(error)
        if self.root is None:
            return SyntaxProblem(Place(1, 1), "this file is empty", "begin it with format_version: 1", fatal=True)
        return None

    def stumbled(self, error: yaml.MarkedYAMLError) -> SyntaxProblem:
        """The parser's complaint in our words."""
        at = _index(error.problem_mark)
        opened = _index(error.context_mark) if error.context_mark else at
        complaint = (error.context or "", error.problem or "")
        if kind_of(*complaint) is ComplaintKind.TOO_DEEP:
            # It reads ahead, so it stops at its own limit before ours is seen; up to there ours is met.
            ahead = _Builder(self.source[:at]).build()
            return (
                ahead if ahead and ahead.message == TOO_DEEP[0] else SyntaxProblem(place_at(self.source, at), *TOO_DEEP)
            )
        return explain(complaint, self.source.replace(STAND_IN, ":"), at, opened)

    def take(self, event: yaml.Event) -> SyntaxProblem | None:
        """Deals with an event; gives the mistake after which there is no going on."""
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                message, remedy = "a second document begins here", "keep one lesson per file"
                return SyntaxProblem(self.place(event), message, remedy, fatal=True)
            case yaml.AliasEvent():
                self.mistakes.append(SyntaxProblem(self.place(event), *ALIAS, fatal=True))
                self.add(ScalarNode(self.place(event), ""))
            case yaml.CollectionEndEvent():
                closed, _ = self.stack.pop()
                if isinstance(closed, MappingNode) and (numbers := set_of_numbers(closed)):
                    self.in_place_of(closed, SequenceNode(closed.place, [*numbers]))
                    listed = ", ".join(number.text for number in numbers)
                    message = "a list has square brackets; curly ones are for names with values"
                    self.mistakes.append(SyntaxProblem(closed.place, message, f"write [{listed}]"))
                else:
                    self.part_at_commas(closed, _index(event.end_mark))
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                return self.node(event)
        return None

    def part_at_commas(self, closed: Node, end: int) -> None:
        """Tells of entries parted by something else than commas, as decimals have them, and reads what was meant."""
        if isinstance(closed, SequenceNode) and (numbers := list_meant(closed)):
            self.in_place_of(closed, numbers_at(closed, numbers))
            self.mistakes.append(SyntaxProblem(closed.place, DECIMALS, f"write [{', '.join(numbers)}]"))
        elif isinstance(closed, MappingNode) and is_cut(closed) and (group := group_around(self.source, end - 1)):
            self.mistakes.append(SyntaxProblem(closed.place, SEPARATED, f"write {group}", fatal=True))

    def node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> SyntaxProblem | None:
        """Begins a collection, or adds a text."""
        place = self.place(event)
        self.nodes += 1
        if self.nodes > VALUES.most:
            return SyntaxProblem(place, f"the file has more than {VALUES.most:,} values", "make it smaller", fatal=True)
        if len(self.stack) == FILE_DEPTH.most:
            return SyntaxProblem(place, *TOO_DEEP, fatal=True)
        if event.anchor:
            self.mistakes.append(SyntaxProblem(place, *ANCHOR))
        if event.tag:
            self.mistakes.append(SyntaxProblem(place, *TAG))
        if isinstance(event, yaml.ScalarEvent):
            written = self.source[_index(event.start_mark) : _index(event.end_mark)].replace(STAND_IN, ":")
            scalar = ScalarNode(place, event.value.replace(STAND_IN, ":"), bool(event.style), written)
            if not scalar.quoted and (curly := CURLY.fullmatch(scalar.text)):
                if STAND_IN not in event.value:  # else they are part of what was said of the colon
                    self.mistakes.append(SyntaxProblem(place, *curly_quotes(curly[1])))
                scalar = ScalarNode(place, curly[1], quoted=True, written=written)
            self.add(scalar)
            return None
        node = MappingNode(place) if isinstance(event, yaml.MappingStartEvent) else SequenceNode(place)
        self.add(node)
        self.stack.append((node, []))
        return None

    def place(self, event: yaml.Event) -> Place:
        """Where an event begins."""
        mark = event.start_mark
        return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)

    def add(self, node: Node) -> None:
        """Puts a node where it belongs: it is the root, an item, a key, or the value of the key before it."""
        if not self.stack:
            self.root = node
            return
        parent, waiting = self.stack[-1]
        if isinstance(parent, SequenceNode):
            parent.items.append(node)
        elif waiting:
            self.entry(parent, waiting.pop(), node)
        elif isinstance(node, ScalarNode):
            waiting.append(node)
        else:
            message, remedy = "a list or a group of keys can't be a key", "write it as `name: value`"
            self.mistakes.append(SyntaxProblem(node.place, message, remedy, fatal=True))
            waiting.append(ScalarNode(node.place, ""))

    def in_place_of(self, closed: Node, meant: Node) -> None:
        """Puts what was meant where the last node was added."""
        if not self.stack:
            self.root = meant
        elif isinstance(parent := self.stack[-1][0], SequenceNode):
            parent.items[-1] = meant
        elif (last := next((key for key, value in parent.values.items() if value is closed), None)) is not None:
            parent.values[last] = meant

    def entry(self, mapping: MappingNode, key: ScalarNode, value: Node) -> None:
        """Adds a key with its value, unless the key is there already."""
        if isinstance(value, ScalarNode) and not value.written:
            # The two parsers put a value that isn't there in different places.
            value = ScalarNode(key.place_of(len(key.text)), "", written=value.written)
        if not key.quoted and (hard := HARD_SPACE.search(key.text)):
            self.mistakes.append(SyntaxProblem(key.place_of(hard.start()), *hard_space(hard.group()), fatal=True))
        is_alone = isinstance(value, ScalarNode) and value.is_empty and not key.quoted
        if is_alone and (joined := NO_SPACE.fullmatch(key.text) or EQUALS.fullmatch(key.text)):
            name, rest = joined.groups()
            remedy = f"write {shortened(f'{name}: {rest}')}"
            message = NO_SPACE_AFTER_COLON if key.text[len(name)] == ":" else EQUALS_FOR_COLON
            self.mistakes.append(SyntaxProblem(key.place, message, remedy))
            behind = Place(key.place.line, key.place.column + len(key.text) - len(rest))
            value = ScalarNode(behind, rest, written=rest)
            key = ScalarNode(key.place, name, written=name)
        if (cut := self.cut_in_two(mapping, key, value)) is not None:
            before, number = cut
            whole = f"{number.written}.{key.text}"
            self.mistakes.append(SyntaxProblem(key.place, DECIMAL_COMMA, f"write {shortened(f'{before}: {whole}')}"))
            mapping.values[before] = ScalarNode(number.place, whole, written=whole)
            return
        if key.text not in mapping.keys:
            mapping.keys[key.text] = key
            mapping.values[key.text] = value
            return
        first = mapping.keys[key.text].place
        message = f"the key {shortened(key.text)} is given twice (first at {first.line}:{first.column})"
        self.mistakes.append(SyntaxProblem(key.place, message, "keep one of the two"))

    @staticmethod
    def cut_in_two(mapping: MappingNode, key: ScalarNode, value: Node) -> tuple[str, ScalarNode] | None:
        """The key before this one with its number, if what seems to be a key is the rest of its number: {W1: 0,6}."""
        before, number = next(reversed(mapping.values.items()), ("", None))
        is_rest = isinstance(value, ScalarNode) and not value.written and not key.quoted and DIGITS.fullmatch(key.text)
        if (
            is_rest
            and CUT.fullmatch(before) is None
            and isinstance(number, ScalarNode)
            and not number.quoted
            and WHOLE.fullmatch(number.text)
        ):
            return before, number
        return None


def _index(mark: _Mark | None) -> int:
    return mark.index if mark else 0


ALIAS = (
    "'*' at the start of a value is a YAML alias, which lessons don't use",
    f"write the value out, or {QUOTES}",
)
ANCHOR = (
    "'&' at the start of a value is a YAML anchor, which lessons don't use",
    f"delete the '&' and the word after it, or {QUOTES}",
)
TAG = (
    "'!' at the start of a value is a YAML tag, which lessons don't use",
    f"delete the '!' and the word after it, or {QUOTES}",
)
