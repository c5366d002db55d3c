"""The JSON Schema by which an editor checks and completes a lesson while it is being written."""

from __future__ import annotations

from typing import Any

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS, SETTINGS
from rnn_tutor.lesson.networks import network_names
from rnn_tutor.lesson.schema import LessonForm


def json_schema() -> dict[str, Any]:
    """The schema of a lesson file, format version 1 (JSON Schema, draft 2020-12)."""
    schema = LessonForm.model_json_schema()
    for key, known in {"network": network_names(), "activation": ACTIVATIONS, "loss": LOSSES}.items():
        schema["properties"][key]["enum"] = list(known)
    complete_optimizer(schema)
    exactly_one = [("network", "equations"), ("target", "targets")]
    schema["allOf"] = [{"oneOf": [{"required": [key]} for key in keys]} for keys in exactly_one]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


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
