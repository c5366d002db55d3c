"""The validation library's complaints, in our words and with their places in the file."""

from __future__ import annotations

from collections.abc import Sequence as Items
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rnn_tutor.lesson.document import Document, Mapping, Node, Scalar, Sequence
from rnn_tutor.lesson.lesson import Place
from rnn_tutor.lesson.problems import Problem, did_you_mean, shortened
from rnn_tutor.lesson.reading import described

EXPECTED = {
    "dict_type": "keys with values are expected here",
    "model_type": "keys with values are expected here",
    "model_attributes_type": "keys with values are expected here",
    "list_type": "a list is expected here",
    "union_tag_invalid": "numbers are expected here",
    "union_tag_not_found": "numbers are expected here",
}
LOOKS = {
    "dict_type": "write each on a line of its own: `name: value`",
    "model_type": "write each on a line of its own: `name: value`",
    "list_type": "write it like [0.5, 1.0, 0.8]",
    "union_tag_invalid": "write a number, a list of numbers, or a list of rows",
}


def plain(node: Node) -> Any:
    """The tree as what the schema reads: texts, lists and dictionaries; None for a value left out."""
    match node:
        case Mapping(_, _, values):
            return {key: plain(value) for key, value in values.items()}
        case Sequence(_, items):
            return [plain(item) for item in items]
        case Scalar(_, text, quoted):
            return None if not quoted and text in ("", "~", "null") else text


def follow(node: Node, path: Items[str | int]) -> tuple[Node, Scalar | None, list[str]]:
    """The part of the tree that a path leads to, the key before it, and the keys on the way.

    What the path names beside keys and positions (the branches of a union) is passed over.
    """
    key: Scalar | None = None
    way: list[str] = []
    for step in path:
        match node:
            case Mapping(_, keys, values) if step in values:
                key, node = keys[str(step)], values[str(step)]
                way.append(str(step))
            case Sequence(_, items) if isinstance(step, int) and step < len(items):
                key, node = None, items[step]
            case _:
                pass
    return node, key, way


def problem_of(error: ErrorDetails, document: Document, form: type[BaseModel]) -> Problem:
    """One complaint of the validation library as a problem of the file."""
    path = error["loc"]
    context = error.get("ctx", {})
    node, key, way = follow(document.root, (*path, *context.get("path", ())))

    def problem(place: Place, message: str, remedy: str = "") -> Problem:
        return Problem(document.file, place, message, remedy)

    match error["type"]:
        case "lesson":
            offset = context["offset"]
            place = node.place_of(offset) if offset and isinstance(node, Scalar) else node.place
            return problem(place, context["message"], context["remedy"])
        case "missing":
            name = str(path[-1])
            fields = fields_at(form, way)
            examples = fields[name].examples
            remedy = f"add {name}: {examples[0]}" if examples else f"add {name}: …"
            return problem(node.place, f"the key '{name}' is missing", remedy)
        case "extra_forbidden":
            assert key is not None
            fields = fields_at(form, way[:-1])
            return problem(key.place, f"there is no key {shortened(key.text)}", _other_key(key.text, fields))
        case "too_short":
            return problem(node.place, "nothing is written here", "write at least one value")
        case "too_long":
            most = context["max_length"]
            return problem(node.place, f"more than {most:,} time steps are given", "leave some out")
        case kind:
            message = f"{EXPECTED.get(kind, 'something else is expected here')}, not {described(plain(node))}"
            return problem(node.place, message, LOOKS.get(kind, ""))


def fields_at(form: type[BaseModel], way: list[str]) -> Any:
    """The fields of the form that the keys on the way lead to."""
    fields = form.model_fields
    for key in way:
        for part in _models(fields[key].annotation) if key in fields else ():
            fields = part.model_fields
    return fields


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]


def _other_key(name: str, fields: Any) -> str:
    if ":" in name:
        return "put a space after the colon"
    return did_you_mean(name, fields) or "the keys are " + ", ".join(fields)
