"""Filling in a form from a document: what fits, and what doesn't as problems.

Where values are wrong or missing, valid ones stand in for them, so that everything else is checked as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from rnn_tutor.lesson.document import Document
from rnn_tutor.lesson.mistakes import follow, plain, problems_of
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.other_keys import OTHER_KEYS
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import LessonError, Problem, nearest
from rnn_tutor.lesson.schema_parts import Form

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

STAND_INS: dict[str, Any] = {
    "format_version": "1",
    "title": "title",
    "inputs": ["1"],
    "parameters": {"W": "1"},
    "learning_rate": "1",
}
BY_NAME = {"parameters", "initial"}  # each entry stands for itself
SEQUENCES = "sequences"
DATA = ("inputs", "target", "targets", "given")
"""What each of several sequences has of its own."""

F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Filled(Generic[F]):
    """A form, filled in, and what is wrong; for the `unreliable` keys something else stands in.

    An entry of a key is named like `parameters.W1`. A key whose value was found further inside of the document is
    looked for `within` that part of it.
    """

    document: Document
    form: F
    problems: list[Problem]
    unreliable: set[str]
    within: dict[str, tuple[str | int, ...]] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """Where the value at a path stands."""
        return self._follow(path)[0].place

    def key(self, *path: str) -> Place:
        """Where the key at the end of a path stands."""
        key = self._follow(path)[1]
        return key.place if key else self.document.root.place

    def _follow(self, path: tuple[str | int, ...]) -> tuple[Node, ScalarNode | None, list[str]]:
        return follow(self.document.root, (*self.within.get(str(path[0]), ()), *path))

    def is_misspelled(self, key: str) -> bool:
        """Whether a key of the file that means nothing seems to be this one, which is then not missing as well."""
        root = self.document.root
        given = root.values if isinstance(root, MappingNode) else ()
        unknown = [name for name in given if name not in type(self.form).model_fields]
        return any(nearest(name, [key]) or OTHER_KEYS.get(name.casefold()) == key for name in unknown)

    def report(self, place: Place, message: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.document.file, place, message, remedy))


def fill(form: type[F], document: Document) -> Filled[F]:
    """The form that a document fills in.

    Raises:
        LessonError: if there is nothing in the document that could be checked further.
    """
    if not isinstance(document.root, MappingNode):
        what = "a list" if isinstance(document.root, SequenceNode) else "a text"
        remedy = "write `name: value` lines, with a space after each colon"
        problem = Problem(
            document.file, document.root.place, (f"a lesson consists of keys with values, and this is {what}"), remedy
        )
        raise LessonError([*document.problems, problem])
    data: dict[str, Any] = {key: plain(value) for key, value in document.root.values.items()}
    problems = list(document.problems)
    unreliable: set[str] = set()
    for key, value in document.root.values.items():
        if isinstance(value, ScalarNode) and value.is_empty and key in form.model_fields:
            message, remedy = f"'{key}:' has no value", "write one, or leave the key out"
            problems.append(Problem(document.file, value.place, message, remedy))
            stand_in(data, key, unreliable)
    try:
        return Filled(document, form.model_validate(data), problems, unreliable)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False)
    problems.extend(problems_of(mistakes, document, form))
    for mistake in mistakes:
        mend(data, mistake, unreliable)
    try:
        return Filled(document, form.model_validate(data), problems, unreliable)
    except ValidationError:
        raise LessonError(problems) from None


def mend(data: dict[str, Any], mistake: ErrorDetails, unreliable: set[str]) -> None:
    """Put something that fits where the mistake is."""
    path = mistake["loc"]
    top = str(path[0])
    entry = str(path[1]) if len(path) > 1 else ""
    if top in BY_NAME and entry:
        data[top][entry] = "1"
        unreliable.add(f"{top}.{entry}")
        return
    if top == SEQUENCES:
        mend_sequences(data, path, unreliable)
        return
    if top == "equations" and entry and mistake["type"] == "extra_forbidden":
        data.get(top, {}).pop(entry, None)
        unreliable.add(top)
        return
    stand_in(data, top, unreliable)


def mend_sequences(data: dict[str, Any], path: tuple[str | int, ...], unreliable: set[str]) -> None:
    """Leave the first sequence, with what fits where the mistake is; the others have to be like it."""
    sequences = data.pop(SEQUENCES, None)
    unreliable.add(SEQUENCES)
    match sequences, path[1:]:
        case [dict() as first, *_], (0, str() as key, *_):
            stand_in(first, key, unreliable)
            data[SEQUENCES] = [first]
        case [dict() as first, *_], _:
            data[SEQUENCES] = [first]


def stand_in(data: dict[str, Any], key: str, unreliable: set[str]) -> None:
    """Put a value that fits under a key, or leave it out where that fits too."""
    unreliable.add(key)
    if key in STAND_INS:
        data[key] = STAND_INS[key]
    else:
        data.pop(key, None)
