"""The schema for editors: printed, pointed to by the bundled lessons, and strict about broken ones."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from rnn_tutor.cli.program import program
from rnn_tutor.lesson.library import all_lessons
from tests.check.test_broken import FOLDER

ROOT = Path(__file__).parent.parent.parent
POINTER = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")

# What a schema can see: keys, kinds of values, counts; not names, shapes or arithmetic.
FLAGGED = """
activation-unknown clipping-both-ways comma division-by-zero empty empty-note equation-empty inputs-empty
learning-rate-zero missing-format-version missing-inputs missing-network missing-parameters missing-target
missing-title misspelled-key misspelled-section misspelled-setting nan network-and-equations network-unknown
newer-format only-comments parameter-mixed printed-figure-without-its-value printed-fraction
printed-line-without-an-equals-sign rounding-both strange-key target-and-targets target-null title-list
truncation-to-nothing unknown-optimizer word
"""


def printed() -> str:
    return CliRunner().invoke(program(), ["schema"], catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(printed())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", FLAGGED.split())
def test_a_broken_lesson_is_flagged(validator: Any, name: str) -> None:
    assert not validator.is_valid(yaml.safe_load((FOLDER / f"{name}.yaml").read_bytes()))


def test_there_are_many() -> None:
    assert len(FLAGGED.split()) >= 30


def test_lessons_that_can_be_used_are_not(validator: Any) -> None:
    usable = [*FOLDER.glob("poor-*.yaml"), FOLDER / "fine.yaml", FOLDER / "printed-wrong.yaml", *all_lessons()]
    assert len(usable) > 20
    for file in usable:
        validator.validate(yaml.safe_load(file.read_bytes()))


@pytest.mark.parametrize("path", sorted((ROOT / "lessons").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_bundled_lesson_points_to_the_schema_beside_it(path: Path) -> None:
    pointer = POINTER.match(path.read_text(encoding="utf-8"))
    assert pointer, "its first line is: # yaml-language-server: $schema=lesson.schema.json"
    assert (path.parent / pointer[1]).is_file()


def test_the_schema_beside_the_lessons_is_the_one_that_is_printed() -> None:
    kept = (ROOT / "lessons" / "lesson.schema.json").read_text(encoding="utf-8")
    assert kept == printed(), "renew it: rnn-tutor schema > lessons/lesson.schema.json"


def test_no_key_may_be_left_without_a_value() -> None:
    schema = json.loads(printed())
    for part in (schema, *schema["$defs"].values()):
        for value in part.get("properties", {}).values():
            validator = jsonschema.Draft202012Validator({**value, "$defs": schema["$defs"]})
            assert not validator.is_valid(None), value


def with_examples(node: Any) -> Iterator[dict[str, Any]]:
    """The parts of a schema that give examples."""
    if isinstance(node, dict):
        if isinstance(node.get("examples"), list):
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from with_examples(part)


def test_an_example_that_an_editor_puts_in_is_what_may_stand_there() -> None:
    schema = json.loads(printed())
    parts = list(with_examples(schema))
    assert len(parts) > 8
    for part in parts:
        for example in part["examples"]:
            jsonschema.Draft202012Validator({**part, "$defs": schema["$defs"]}).validate(example)


def test_titles_are_words() -> None:
    assert '"title": "each step"' in printed()
    assert not re.search('"title": "[^"]*[A-Z]', printed())
