"""A lesson with some of its values set otherwise: `W2=0.9`, `W1[2, 1]=0`, `inputs[3]=1.5`, `clip=`.

What is set takes its place in the file's tree before anything is checked, so that each rule for lessons holds for it.
"""

from __future__ import annotations

import re
from collections import abc
from dataclasses import dataclass, replace
from pathlib import Path

from rnn_tutor.lesson.document import Document, parse_document, read_document
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.loader import lesson_of
from rnn_tutor.lesson.naming import name_of
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean, missing, printable, shortened
from rnn_tutor.lesson.schema import LessonForm

LIKE = "write it like W2=0.9, learning_rate=0.5 or inputs[3]=1.5"
SETTING = re.compile(r"\s*(?P<name>[^=\[\]]+?)\s*(?:\[(?P<place>[^\]]*)\])?\s*=(?P<value>.*)", re.DOTALL)
OTHER_NAMES = {"η": "learning_rate", "rate": "learning_rate", "input": "inputs"}
INSTEAD = {"targets": "target", "equations": "network"}  # missed under the name of what may stand in its place
WORDS = ("notes", "hints", "printed", "quiz")  # said of the lesson as it is written, and not of a changed one


@dataclass(frozen=True)
class Override:
    """One value to be set: its name, its place within a vector or matrix counted from 1, and the new value.

    `number` counts the settings from 1, `text` is how it was typed. Without a value the name is left out of the lesson.
    """

    number: int
    text: str
    name: str
    place: tuple[int, ...]
    value: Node | None

    @property
    def key(self) -> str:
        """The key of the lesson that it means."""
        return OTHER_NAMES.get(self.name, self.name)

    def refuse(self, message: str, remedy: str = LIKE) -> LessonError:
        """What is wrong with it, as an error to raise."""
        return LessonError([Problem(option(self.text), None, message, remedy)])


def load_changed_lesson(path: Path, settings: abc.Sequence[str], shown_as: str | None = None) -> Lesson:
    """The lesson in a file, with values set otherwise.

    Raises:
        LessonError: with every problem that was found; those of a setting name the option in place of the file.
    """
    return changed_lesson(read_document(path, shown_as or str(path)), path, settings)


def changed_lesson(document: Document, path: Path, settings: abc.Sequence[str]) -> Lesson:
    """The lesson that a document holds, with values set otherwise.

    Raises:
        LessonError: as `load_changed_lesson` does.
    """
    read = [read_setting(number, text) for number, text in enumerate(settings, start=1)]
    for setting in read:
        document = with_setting(document, setting)
    try:
        lesson = lesson_of(document, path)
    except LessonError as error:
        taken_out = {setting.key: setting for setting in read if setting.value is None}
        told = [of_option(left_out(problem, taken_out), settings) for problem in error.problems]
        raise LessonError(told) from None
    if not settings:
        return lesson
    return replace(lesson, title=f"{lesson.title} (with {', '.join(map(short, settings))})")


def short(text: str) -> str:
    """A setting as a title names it."""
    return printable(" ".join(text.split()))


def option(text: str) -> str:
    """A setting as problems name it, where a file's name would stand."""
    return f"--set {short(text)}"


def of_option(problem: Problem, settings: abc.Sequence[str]) -> Problem:
    """A problem of a setting, told from one of the file by its place."""
    if problem.place is None or problem.place.line >= 0:
        return problem
    return replace(problem, file=option(settings[-problem.place.line - 1]), place=None)


def left_out(problem: Problem, taken_out: dict[str, Override]) -> Problem:
    """A key that is missing because an option took it out: then it is the option's mistake, and not the file's."""
    for key, setting in taken_out.items():
        if problem.message in (missing(key), missing(INSTEAD.get(key, key))):
            remedy = f"give it a value, as in {setting.name}=…"
            return Problem(option(setting.text), None, f"a lesson needs {setting.name}", remedy)
    return problem


def read_setting(number: int, text: str) -> Override:
    """A setting as it was typed, read.

    Raises:
        LessonError: where it can't be read.
    """
    found = SETTING.fullmatch(text)
    if found is None:
        raise LessonError([Problem(option(text), None, "a name, an equals sign and a value are expected", LIKE)])
    unread = Override(number, text, found["name"], (), None)
    places = re.split(r"\s*,\s*", found["place"].strip()) if found["place"] is not None else []
    if not all(re.fullmatch("[1-9][0-9]{0,4}", place) for place in places) or len(places) > 2:
        raise unread.refuse("places are counted from 1", "write it like b[3], or W[2, 1] for row 2, column 1")
    value = None
    if found["value"].strip():
        try:
            value = moved(parse_document(found["value"].strip(), option(text)).root, number)
        except LessonError as error:
            problems = [replace(problem, place=None) for problem in error.problems]
            raise LessonError(problems) from None
    return replace(unread, place=tuple(map(int, places)), value=value)


def moved(node: Node, number: int) -> Node:
    """A setting's value with its place on a line of its own, before the first one of the file."""
    place = Place(-number, node.place.column)
    match node:
        case ScalarNode():
            return replace(node, place=place)
        case SequenceNode(_, items):
            return SequenceNode(place, [moved(item, number) for item in items])
        case MappingNode(_, keys, values):
            moved_keys = {name: replace(key, place=Place(-number, key.place.column)) for name, key in keys.items()}
            return MappingNode(place, moved_keys, {name: moved(value, number) for name, value in values.items()})


def with_setting(document: Document, setting: Override) -> Document:
    """The document with a value set.

    Raises:
        LessonError: where there is nothing of that name, or no such place in it.
    """
    if not isinstance(document.root, MappingNode):
        return document
    root = without(document.root, WORDS)
    groups = {group: root.values[group] for group in ("parameters", "initial") if group in root.values}
    name = setting.key
    for group, mapping in groups.items():
        if not isinstance(mapping, MappingNode):
            continue
        if written := next((key for key in mapping.keys if name_of(key) == name_of(name)), None):
            if setting.value is None:
                raise setting.refuse(f"{setting.name} needs a value")
            changed = with_value(mapping, written, placed(mapping.values[written], setting, setting.value))
            return replace(document, root=with_value(root, group, changed))
    if name not in LessonForm.model_fields or name in (*groups, *WORDS):
        known = [key for mapping in groups.values() if isinstance(mapping, MappingNode) for key in mapping.keys]
        keys = [key for key in LessonForm.model_fields if key not in (*groups, *WORDS)]
        remedy = did_you_mean(setting.name, [*known, *keys]) or "there is " + ", ".join(known)
        raise setting.refuse(f"there is nothing called {shortened(setting.name)} to set", remedy)
    if setting.value is None:
        return replace(document, root=without(root, [name]))
    value = placed(root.values[name], setting, setting.value) if name in root.values else setting.value
    return replace(document, root=with_value(root, name, value))


def placed(node: Node, setting: Override, value: Node) -> Node:
    """A value with the setting's place in it taken by another; without a place, the other value itself."""
    if not setting.place:
        return value
    row, *column = setting.place
    if not isinstance(node, SequenceNode) or row > len(node.items):
        raise setting.refuse(f"{setting.name} has no place {list(setting.place)}", "look at its size in the lesson")
    items = list(node.items)
    if column:
        items[row - 1] = placed(items[row - 1], replace(setting, place=tuple(column)), value)
    else:
        items[row - 1] = value
    return SequenceNode(node.place, items)


def with_value(mapping: MappingNode, name: str, value: Node) -> MappingNode:
    """A mapping with a value set under a key."""
    key = mapping.keys.get(name) or ScalarNode(value.place, name, written=name)
    return MappingNode(mapping.place, {**mapping.keys, name: key}, {**mapping.values, name: value})


def without(mapping: MappingNode, names: abc.Sequence[str]) -> MappingNode:
    """A mapping without some keys."""
    keys = {name: key for name, key in mapping.keys.items() if name not in names}
    return MappingNode(mapping.place, keys, {name: mapping.values[name] for name in keys})
