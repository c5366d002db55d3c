"""The schema for editors agrees with the loader on what is a lesson."""

from typing import Any

import jsonschema
import pytest
import yaml

from rnn_tutor.lesson.json_schema import json_schema
from rnn_tutor.lesson.library import all_lessons
from tests.lesson.given import NAMED, WRITTEN_OUT, changed


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_an_editor_reads(text: str) -> object:
    return yaml.safe_load(text)


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_bundled_lessons_are_valid(validator: Any, path: Any) -> None:
    validator.validate(as_an_editor_reads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "change",
    [
        ("W1: 0.5", "W1: [[1, 2], [3, 1/3]]"),
        ("target: 1.2", "targets: [1, 1e-3, −2]"),
        ("target: 1.2", "target: 1.2\nrounding: {significant: 4}"),
        ("target: 1.2", "target: 1.2\ninitial: {Y: 1/2}"),
        ("inputs: [0.5, 1.0, 0.8]\ntarget: 1.2", "sequences: [{inputs: [1], target: 2}, {inputs: [3], target: 4}]"),
        ("learning_rate: 0.1\n", ""),
        ("target: 1.2\n", "loss: Y**2\nover_steps: mean\n"),
        (
            "target: 1.2\nparameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}\nlearning_rate: 0.1",
            "parameters: {W1: 1}",
        ),
        ("target: 1.2", "target: 1.2\noptimizer: {name: adam, beta1: 0.8}\nepochs: 2"),
        ("target: 1.2", "target: 1.2\nclip: {norm: 1}\ntruncate: 2\noptimizer: sgd\nweight_decay: 0.1"),
    ],
)
def test_valid(validator: Any, change: tuple[str, str]) -> None:
    for text in (NAMED, WRITTEN_OUT):
        validator.validate(as_an_editor_reads(changed(text, change)))


@pytest.mark.parametrize(
    "change",
    [
        ("title: Prices\n", ""),
        ("title: Prices", "titel: Prices"),
        ("title: Prices", "title: [Prices]"),
        ("target: 1.2", "target: high"),
        ("target: 1.2", "target: 1.2\ntargets: [1]"),
        ("target: 1.2\n", ""),
        ("network: simple\n", ""),
        ("network: simple", "network: simpel"),
        ("network: simple", "network: simple\nequations: {each_step: {X: input}}"),
        ("network: simple", "network: simple\nactivation: sigmoyd"),
        ("learning_rate: 0.1", "epochs: 2"),
        ("inputs: [0.5, 1.0, 0.8]", "sequences: [{inputs: [1], target: 1, targets: [1]}]"),
        ("network: simple", "network: simple\nrounding: 13"),
        ("network: simple", "network: simple\noptimizer: sdg"),
        ("network: simple", "network: simple\nsequences: [{inputs: [1], target: 2}]"),
        ("inputs: [0.5, 1.0, 0.8]\ntarget: 1.2", "sequences: [{inputs: [1]}]"),
        ("inputs: [0.5, 1.0, 0.8]\n", ""),
        ("network: simple", "network: simple\noptimizer: {name: sdg}"),
        ("network: simple", "network: simple\noptimizer: {name: adam, beta3: 1}"),
        ("network: simple", "network: simple\noptimizer: {beta1: 1}"),
        ("network: simple", "network: simple\nclip: 1"),
        ("network: simple", "network: simple\nepochs: 0"),
        ("[0.5, 1.0, 0.8]", "[]"),
        ("format_version: 1", "format_version: 2"),
    ],
)
def test_not_valid(validator: Any, change: tuple[str, str]) -> None:
    validator.validate(as_an_editor_reads(NAMED))
    assert not validator.is_valid(as_an_editor_reads(changed(NAMED, change)))


def test_every_key_is_described() -> None:
    schema = json_schema()
    forms = [schema, *schema["$defs"].values()]
    for form in forms:
        for key, value in form["properties"].items():
            assert value.get("description"), key
