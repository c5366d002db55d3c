"""`rnn-tutor schema`."""

from __future__ import annotations

from rnn_tutor.cli.streams import write_for_programs


def schema() -> None:
    """Print the JSON Schema of lesson files.

    With it, an editor completes keys and marks mistakes.

    Editors with yaml-language-server read it if the first line of a lesson points to it:

    # yaml-language-server: $schema=lesson.schema.json

    For example:

    rnn-tutor schema > lesson.schema.json
    """
    import json

    from rnn_tutor.lesson.json_schema import json_schema

    write_for_programs(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
