"""The validation library's complaints, in our words and with their places in the file."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel

from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.other_keys import OTHER_KEYS, needless
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import EMPTY, MOST, Problem, missing, nearest, shortened
from rnn_tutor.lesson.reading import Raw, described
from rnn_tutor.lesson.wrong_kinds import better_remedy, wrong_kind

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Fields: TypeAlias = "Mapping[str, FieldInfo]"


def plain(node: Node) -> Raw:
    """The tree as what the schema reads: texts, lists and dictionaries; None for a value left out."""
    match node:
        case MappingNode(_, _, values):
            return {key: plain(value) for key, value in values.items()}
        case SequenceNode(_, items):
            return [plain(item) for item in items]
        case ScalarNode(_, text):
            return None if node.is_empty else text


def follow(node: Node, path: abc.Sequence[str | int]) -> tuple[Node, ScalarNode | None, list[str]]:
    """The part of the tree that a path leads to, the key before it, and the keys on the way.

    What the path names beside keys and positions (the branches of a union) is passed over.
    """
    key: ScalarNode | None = None
    way: list[str] = []
    for step in path:
        match node:
            case MappingNode(_, keys, values) if step in values:
                key, node = keys[str(step)], values[str(step)]
                way.append(str(step))
            case SequenceNode(_, items) if isinstance(step, int) and step < len(items):
                key, node = None, items[step]
            case _:
                pass
    return node, key, way


def problems_of(errors: list[ErrorDetails], source: Document, form: type[BaseModel]) -> list[Problem]:
    """The complaints of the validation library as problems of the file.

    A missing key that seems to be there, misspelled, is one mistake and not two.
    """
    absent: dict[tuple[str | int, ...], list[str]] = {}
    for error in errors:
        if error["type"] == "missing":
            absent.setdefault(error["loc"][:-1], []).append(str(error["loc"][-1]))
    problems: list[Problem] = []
    misspelled: set[tuple[str | int, ...]] = set()
    for error in [error for error in errors if error["type"] == "extra_forbidden"][: MOST + 1]:
        *parent, name = error["loc"]
        wanted = absent.get(tuple(parent), [])
        near = nearest(str(name), wanted) or next((key for key in wanted if key == OTHER_KEYS.get(str(name))), "")
        if near:
            misspelled.add((*parent, near))
            absent[tuple(parent)].remove(near)
        problems.append(_unknown_key(error["loc"], near, source, form))
    others = [error for error in errors if error["type"] != "extra_forbidden" and error["loc"] not in misspelled]
    return problems + [_problem_of(error, source, form) for error in others[: MOST + 1]]


def _unknown_key(path: abc.Sequence[str | int], near: str, source: Document, form: type[BaseModel]) -> Problem:
    node, key, way = follow(source.root, path)
    fields, name = _fields_at(form, way[:-1]), str(path[-1])
    meant = OTHER_KEYS.get(name.casefold().replace("-", "_"), "")
    if meant in fields and (not near or (near == meant and "ask" in fields)):  # nobody reads `question` as `ask`
        is_state = meant == "initial" and not isinstance(node, MappingNode)
        remedy = f"write {meant}:" + (" {h: …}, with the state's name for h" if is_state else "")
    elif not near and "learning_rate" in fields and (otherwise := needless(name)):
        remedy = otherwise
    elif not near and (above := _empty_above(follow(source.root, path[:-1])[0], name, fields)):
        remedy = f"indent it to put it under '{above}'"
    elif near := near or nearest(name, fields):
        remedy = f"did you mean '{near}'?"
    else:
        remedy = "the keys are " + ", ".join(fields)
        if way[:-1] == ["equations"]:
            remedy = "put it under each_step:, or under output: if it is computed after the last step"
    return Problem(source.file, (key or node).place, f"there is no key {shortened(name)}", remedy)


def _empty_above(parent: Node, name: str, fields: Fields) -> str:
    """The key with nothing behind it to which a key, not indented, seems to belong; empty if there is none."""
    if not isinstance(parent, MappingNode) or name not in parent.values:
        return ""
    names = list(parent.values)
    known = [before for before in names[: names.index(name)] if before in fields]
    value = parent.values[known[-1]] if known else None
    is_empty = isinstance(value, ScalarNode) and value.is_empty
    return known[-1] if is_empty and _holds_keys(fields[known[-1]].annotation) else ""


def _holds_keys(annotation: object) -> bool:
    """Whether keys with values can stand behind a key of this type."""
    kind = getattr(annotation, "__origin__", annotation)
    if isinstance(kind, type) and issubclass(kind, dict | list | BaseModel):
        return kind is not list
    return any(_holds_keys(part) for part in getattr(annotation, "__args__", ()))


def _problem_of(error: ErrorDetails, source: Document, form: type[BaseModel]) -> Problem:
    context = error.get("ctx", {})
    node, _, way = follow(source.root, (*error["loc"], *context.get("path", ())))

    def problem(message: str, remedy: str, place: Place = node.place) -> Problem:
        return Problem(source.file, place, message, remedy)

    match error["type"]:
        case "lesson":
            offset = context["offset"]
            place = node.place_of(offset) if offset and isinstance(node, ScalarNode) else node.place
            return problem(context["message"], better_remedy(context["remedy"], node, way), place)
        case "missing":
            name = str(error["loc"][-1])
            field = _fields_at(form, way).get(name)
            example = as_written(field.examples[0]) if field and field.examples else "…"
            return problem(missing(name), f"add {name}: {example}")
        case "too_short":
            return problem(EMPTY, "write at least one")
        case "too_long":
            return problem(f"at most {context['max_length']:,} are allowed here", "leave some out")
        case kind:
            return problem(*wrong_kind(kind, node, way, described(plain(node))))


def as_written(example: object) -> str:
    """An example of a value as one writes it in a lesson file."""
    match example:
        case dict():
            return f"{{{', '.join(f'{key}: {as_written(value)}' for key, value in example.items())}}}"
        case list():
            return f"[{', '.join(map(as_written, example))}]"
        case _:
            return str(example)


def _fields_at(form: type[BaseModel], way: Iterable[str]) -> Fields:
    """The fields of the form that the keys on the way lead to; a name that the lesson gives leads no further."""
    fields: Fields = form.model_fields
    for key in way:
        if key in fields:
            parts = _forms_in(fields[key].annotation)
            fields = parts[0].model_fields if parts else {}
    return fields


def _forms_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [form for part in getattr(annotation, "__args__", ()) for form in _forms_in(part)]
