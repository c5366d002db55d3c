"""The JSON Schema by which an editor checks and completes a lesson while it is being written."""

from __future__ import annotations

import re
from typing import Any

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS, SETTINGS
from rnn_tutor.lesson.networks import network_names
from rnn_tutor.lesson.reading import OVER
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.training_keys import OF_UPDATES

NULL = {"type": "null"}
HAS_TARGET = {"anyOf": [{"required": ["target"]}, {"required": ["targets"]}]}
WITH_LOSS = [
    *HAS_TARGET["anyOf"],
    {"required": ["loss"]},
    {"properties": {"equations": {"required": ["loss"]}}, "required": ["equations"]},
    {"properties": {"sequences": {"items": HAS_TARGET}}, "required": ["sequences"]},
]
"""Where there is something to learn from: what a lesson with a learning rate needs."""
SEQUENCES = "Give inputs, with a target or targets where there are any, or several sequences, each with its own."
NO_LOSS = "A learning rate needs a target, or a loss."


def json_schema() -> dict[str, Any]:
    """The schema of a lesson file, format version 1 (JSON Schema, draft 2020-12)."""
    schema = LessonForm.model_json_schema()
    for key, known in {"network": network_names(), "activation": ACTIVATIONS}.items():
        schema["properties"][key]["enum"] = list(known)
    loss = schema["properties"]["loss"]
    loss["anyOf"] = [{"enum": list(LOSSES)}, *loss["anyOf"]]
    complete_optimizer(schema)
    for form, keys in {"RoundingForm": ("decimals", "significant"), "ClipForm": ("norm", "value")}.items():
        schema["$defs"][form] |= one_of(keys)
    for key in ("over_sequences", "over_steps"):
        schema["properties"][key]["anyOf"][0]["enum"] = list(OVER)
    schema["$defs"]["PrintedItemForm"]["dependentRequired"] = {"id": ["value"], "value": ["id"]}
    alone = {
        "anyOf": [{"required": ["inputs"]}, {"required": ["time_steps"]}],
        "not": {"anyOf": [{"required": ["sequences"]}, {"required": ["target", "targets"]}]},
    }
    others = [{"required": [key]} for key in ("inputs", "time_steps", "target", "targets")]
    several = {"required": ["sequences"], "not": {"anyOf": others}}
    schema["$defs"]["SequenceForm"] |= at_most_one_of(("target", "targets"))
    schema["dependentRequired"] = {key: ["learning_rate"] for key in OF_UPDATES}
    schema |= {"if": {"required": ["learning_rate"]}, "then": {"anyOf": WITH_LOSS, "errorMessage": NO_LOSS}}
    which = {"oneOf": [alone, several], "errorMessage": SEQUENCES}
    schema["allOf"] = [one_of(("network", "equations")), which]
    without_null(schema)
    with_titles_in_words(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def one_of(keys: tuple[str, ...]) -> dict[str, Any]:
    """That exactly one of the keys is there, and what an editor that knows `errorMessage` says if not."""
    return {"oneOf": [{"required": [key]} for key in keys], "errorMessage": f"Give either {' or '.join(keys)}."}


def with_titles_in_words(node: object) -> None:
    """Give what an editor shows as a title in words: `printed item`, and not PrintedItemForm or Learning Rate."""
    if isinstance(node, list):
        for part in node:
            with_titles_in_words(part)
    if isinstance(node, dict):
        if isinstance(title := node.get("title"), str):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title.removesuffix("Form"))
            node["title"] = words.lower()
        for part in node.values():
            with_titles_in_words(part)


def at_most_one_of(keys: tuple[str, str]) -> dict[str, Any]:
    """That the keys are not both there."""
    return {"not": {"required": list(keys)}}


def without_null(node: object) -> None:
    """Take `null` out of every choice: a key without a value is a mistake in a lesson, one that isn't there is none."""
    if isinstance(node, list):
        for part in node:
            without_null(part)
    if not isinstance(node, dict):
        return
    choices = node.get("anyOf", [])
    if NULL in choices:
        choices.remove(NULL)
        if len(choices) == 1:
            node |= node.pop("anyOf")[0]
    if "default" in node and node["default"] is None:
        del node["default"]
    for part in node.values():
        without_null(part)


def complete_optimizer(schema: dict[str, Any]) -> None:
    """Add the optimizers of the table and their settings, where any name would do."""
    form = schema["$defs"]["OptimizerForm"]
    number = form.pop("additionalProperties")
    form["properties"]["name"]["enum"] = list(OPTIMIZERS)
    settings = [setting for setting in SETTINGS.values() if setting.name != DECAY]
    form["properties"] |= {setting.name: {**number, "description": setting.about} for setting in settings}
    form["additionalProperties"] = False
    name_alone, keys = schema["properties"]["optimizer"].pop("oneOf")
    schema["properties"]["optimizer"]["anyOf"] = [{**name_alone, "enum": list(OPTIMIZERS)}, keys]
