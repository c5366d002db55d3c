"""`rnn-tutor schema`."""

from __future__ import annotations

import sys


def schema() -> None:
    """Print the JSON Schema of lesson files.

    By it an editor completes keys and marks mistakes.

    Editors with yaml-language-server read it where the first line of a lesson points to it:

    # yaml-language-server: $schema=lesson.schema.json

    For example:

    rnn-tutor schema > lesson.schema.json
    """
    import json

    from rnn_tutor.lesson.json_schema import json_schema

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # for programs to read, whatever the terminal is
    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")
