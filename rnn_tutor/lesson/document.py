"""A YAML file as a tree of texts with their places: nothing is converted, so `0.1` stays exact.

The tree is built from the parser's events with a stack of our own. Composing the document instead would lose the
places, run out of stack on nested brackets, and let a few aliases grow into gigabytes.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from rnn_tutor.lesson.lesson import Place
from rnn_tutor.lesson.problems import LessonError, Problem, shortened
from rnn_tutor.lesson.syntax import Mistake, explain, place_at
from rnn_tutor.lesson.written import raw_places

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_NODES = 200_000
MAX_REPAIRS = 20
STAND_IN = "\ue000"  # for a colon that YAML would trip over: the rest of the file is then read as well

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, as the document means it (`text`) and as it stands there, quotes and all (`written`)."""

    place: Place
    text: str
    quoted: bool = False
    written: str = ""

    def place_of(self, offset: int) -> Place:
        """The place of a character of the text, counted from 0."""
        places = raw_places(self.written, self.text)
        before = self.written[: places[min(offset, len(places) - 1)]]
        lines = before.split("\n")
        start = self.place.column if len(lines) == 1 else 1
        return Place(self.place.line + len(lines) - 1, start + len(lines[-1]))


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order written; of a key that is given twice, the first."""

    place: Place
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = Scalar | Mapping | Sequence


@dataclass(frozen=True)
class Document:
    """A file, read; `problems` holds the mistakes that did not keep it from being read."""

    file: str
    root: Node
    problems: tuple[Problem, ...]


def read_document(path: Path, shown_as: str) -> Document:
    """The one YAML document in a file.

    Raises:
        LessonError: if it can't be read, isn't text, isn't YAML, or uses what a lesson has no use for (aliases).
    """
    return parse_document(_text_of(path, shown_as), shown_as)


def parse_document(text: str, file: str) -> Document:
    """The one YAML document in a text.

    Raises:
        LessonError: as `read_document` does.
    """
    # YAML has more line ends than editors have lines; with one kind, places are those that an editor shows.
    source = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    source = re.sub("[\x85\u2028\u2029]", " ", source)
    if stray := NOT_TEXT.search(source):
        mistake = Mistake(stray.start(), f"a control character (U+{ord(stray.group()):04X})", "delete it")
        raise LessonError([mistake.problem(file, source)])
    mistakes: list[Mistake] = []
    while True:
        builder = _Builder(source)
        stopped = builder.build()
        if stopped is None:
            break
        mistakes.append(stopped)
        if not stopped.colon or len(mistakes) > MAX_REPAIRS:
            break
        source = source[: stopped.index] + STAND_IN + source[stopped.index + 1 :]
    problems = tuple(mistake.problem(file, source) for mistake in mistakes + builder.mistakes)
    if builder.root is None or (stopped is not None) or any(m.fatal for m in builder.mistakes):
        raise LessonError(problems)
    return Document(file, builder.root, problems)


def _text_of(path: Path, shown_as: str) -> str:
    def refused(message: str, remedy: str = "", place: Place | None = None) -> LessonError:
        return LessonError([Problem(shown_as, place, message, remedy)])

    try:
        # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise refused("there is no such file") from None
    except PermissionError:
        raise refused("this file may not be read", "ask for permission to read it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refused(f"this file can't be opened ({reason.lower()})") from None
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise refused("this is a directory", "name a lesson file in it")
        if not stat.S_ISREG(mode):
            raise refused("this is not a regular file", "save the lesson as a file, and name that")
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise refused(f"this file can't be read ({(error.strerror or str(error)).lower()})") from None
    if len(data) > MAX_BYTES:
        raise refused(f"this file is larger than a lesson may be ({MAX_BYTES:,} bytes)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise refused(
            f"this is not UTF-8 text (byte 0x{data[error.start]:02x})",
            "save the file with the encoding UTF-8",
            place_at(before, len(before)),
        ) from None


class _Builder:
    """Events to nodes. `stack` holds the collections that are open, each with the key that waits for its value."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: Node | None = None
        self.mistakes: list[Mistake] = []
        self.stack: list[tuple[Mapping | Sequence, list[Scalar]]] = []
        self.nodes = 0

    def build(self) -> Mistake | None:
        """The mistake at which reading stopped, if it did."""
        try:
            for event in yaml.parse(self.source, Loader=LOADER):
                stop = self.take(event)
                if stop is not None:
                    return stop
        except yaml.MarkedYAMLError as error:
            opened = error.context_mark or error.problem_mark
            return explain(
                f"{error.context or ''} {error.problem or ''}",
                self.source,
                error.problem_mark.index if error.problem_mark else 0,
                opened.index if opened else 0,
            )
        except yaml.YAMLError as error:
            return Mistake(0, "this can't be read as YAML", str(error))
        if self.root is None:
            return Mistake(0, "this file is empty", "write a lesson into it; `title: …` is a good start")
        return None

    def take(self, event: yaml.Event) -> Mistake | None:
        index = event.start_mark.index
        if isinstance(event, yaml.DocumentStartEvent):
            if self.root is not None:
                return Mistake(index, "a second document begins here", "keep one lesson per file")
            return None
        if isinstance(event, yaml.AliasEvent):
            self.mistakes.append(Mistake(index, *ALIAS, fatal=True))
            self.add(Scalar(self.place(event), "", quoted=False))
            return None
        if isinstance(event, yaml.CollectionEndEvent):
            collection, _ = self.stack.pop()
            if not self.stack:
                self.root = collection
            return None
        if not isinstance(event, yaml.NodeEvent):
            return None
        return self.node(event)

    def node(self, event: yaml.NodeEvent) -> Mistake | None:
        index = event.start_mark.index
        self.nodes += 1
        if self.nodes > MAX_NODES:
            return Mistake(index, f"more than {MAX_NODES:,} values in one file", "make the lesson smaller")
        if len(self.stack) >= MAX_DEPTH:
            return Mistake(index, f"lists and keys nested deeper than {MAX_DEPTH}", "write it flatter")
        if event.anchor:
            self.mistakes.append(Mistake(index, *ANCHOR))
        if getattr(event, "tag", None):
            self.mistakes.append(Mistake(index, *TAG))
        if isinstance(event, yaml.ScalarEvent):
            written = self.source[index : event.end_mark.index].replace(STAND_IN, ":")
            text = event.value.replace(STAND_IN, ":")
            self.add(Scalar(self.place(event), text, bool(event.style), written))
            return None
        mapping = isinstance(event, yaml.MappingStartEvent)
        node: Mapping | Sequence = Mapping(self.place(event)) if mapping else Sequence(self.place(event))
        self.add(node)
        self.stack.append((node, []))
        return None

    def place(self, event: yaml.Event) -> Place:
        return Place(event.start_mark.line + 1, event.start_mark.column + 1)

    def add(self, node: Node) -> None:
        """Put a node where it belongs: it is the root, an item, a key, or the value of the key before it."""
        if not self.stack:
            self.root = node
            return
        parent, waiting = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif waiting:
            key = waiting.pop()
            if key.text not in parent.keys:
                parent.keys[key.text] = key
                parent.values[key.text] = node
                return
            first = parent.keys[key.text].place
            self.mistakes.append(
                Mistake(
                    key.place,
                    f"the key {shortened(key.text)} is given twice (first at {first.line}:{first.column})",
                    "keep one of the two",
                )
            )
        elif isinstance(node, Scalar):
            waiting.append(node)
        else:
            self.mistakes.append(
                Mistake(node.place, "a key has to be a name", "write it as `name: value`", fatal=True)
            )
            waiting.append(Scalar(node.place, ""))


ALIAS = (
    "'*' refers to another part of the file here, which lessons don't do",
    "write the value out, or put the text in quotes",
)
ANCHOR = (
    "'&' gives this value a label, which lessons don't have",
    "delete the label, or put the text in quotes",
)
TAG = (
    "'!' gives this value a type, which lessons don't need",
    "delete the '!' and the word after it, or put the text in quotes",
)
