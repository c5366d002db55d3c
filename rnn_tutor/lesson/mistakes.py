"""The validation library's complaints, in our words and with their places in the file."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel

from rnn_tutor.lesson import document
from rnn_tutor.lesson.document import Document, Node, ScalarNode
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import MOST, Problem, missing, nearest, shortened
from rnn_tutor.lesson.reading import Raw, described

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Fields: TypeAlias = "Mapping[str, FieldInfo]"

OTHER_KEYS = {
    "lr": "learning_rate",
    "eta": "learning_rate",
    "η": "learning_rate",
    "alpha": "learning_rate",
    "rate": "learning_rate",
    "step_size": "learning_rate",
    "x": "inputs",
    "xs": "inputs",
    "data": "inputs",
    "sequence": "inputs",
    "y": "target",
    "label": "target",
    "labels": "targets",
    "ys": "targets",
    "outputs": "targets",
    "weights": "parameters",
    "params": "parameters",
    "initial_state": "initial",
    "h0": "initial",
    "state": "initial",
    "steps": "time_steps",
    "timesteps": "time_steps",
    "seq_len": "time_steps",
    "unit": "time_step",
    "optim": "optimizer",
    "optimiser": "optimizer",
    "decimals": "rounding",
    "precision": "rounding",
    "digits": "rounding",
    "version": "format_version",
    "format": "format_version",
    "name": "title",
    "description": "about",
    "model": "network",
    "cell": "network",
    "iterations": "epochs",
    "updates": "epochs",
    "tbptt": "truncate",
    "reduction": "over_steps",
    "cost": "loss",
    "error": "loss",
    "criterion": "loss",
    "objective": "loss",
    "nonlinearity": "activation",
    "batch": "sequences",
    "step": "each_step",
    "every_step": "each_step",
    "recurrent": "each_step",
    "after": "output",
    "out": "output",
}
"""Keys as other tools and languages call them."""

EXPECTED = {
    "dict_type": ("keys with values are expected here", "write each on a line of its own: `name: value`"),
    "model_type": ("keys with values are expected here", "write each on a line of its own: `name: value`"),
    "list_type": ("a list is expected here", "write it like [0.5, 1.0, 0.8]"),
    "union_tag_invalid": ("numbers are expected here", "write a number, or a list of numbers"),
}


def plain(node: Node) -> Raw:
    """The tree as what the schema reads: texts, lists and dictionaries; None for a value left out."""
    match node:
        case document.MappingNode(_, _, values):
            return {key: plain(value) for key, value in values.items()}
        case document.SequenceNode(_, items):
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
            case document.MappingNode(_, keys, values) if step in values:
                key, node = keys[str(step)], values[str(step)]
                way.append(str(step))
            case document.SequenceNode(_, items) if isinstance(step, int) and step < len(items):
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
    if not near and meant in fields:
        remedy = f"write {meant}:"
    elif not near and (above := _empty_above(follow(source.root, path[:-1])[0], name, fields)):
        remedy = f"indent it to put it under '{above}'"
    elif near := near or nearest(name, fields):
        remedy = f"did you mean '{near}'?"
    else:
        remedy = "the keys are " + ", ".join(fields)
    return Problem(source.file, (key or node).place, f"there is no key {shortened(name)}", remedy)


def _empty_above(parent: Node, name: str, fields: Fields) -> str:
    """The key with nothing behind it to which a key, not indented, seems to belong; empty if there is none."""
    if not isinstance(parent, document.MappingNode) or name not in parent.values:
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
            return problem(context["message"], context["remedy"], place)
        case "missing":
            name = str(error["loc"][-1])
            field = _fields_at(form, way).get(name)
            example = as_written(field.examples[0]) if field and field.examples else "…"
            return problem(missing(name), f"add {name}: {example}")
        case "too_short":
            return problem("this is empty", "write at least one")
        case "too_long":
            return problem(f"at most {context['max_length']:,} are read here", "leave some out")
        case "list_type" if way[-1:] == ["targets"] and isinstance(node, ScalarNode):
            remedy = f"write targets: [{node.text}, …], or target: {node.text} for one after the last step"
            return problem(f"a list is expected here, not {described(plain(node))}", remedy)
        case "dict_type" | "model_type" if isinstance(node, document.SequenceNode):
            remedy = "leave the dashes and square brackets out: each on a line of its own, `name: value`"
            if way[-1:] == ["sequences"]:
                remedy = "write {inputs: […], target: …} for each"
            return problem("keys with values are expected here, not a list", remedy)
        case kind:
            expected, remedy = EXPECTED.get(kind, ("something else is expected here", ""))
            return problem(f"{expected}, not {described(plain(node))}", remedy)


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
