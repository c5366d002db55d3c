"""The program: `rnn-tutor`, or `python -m rnn_tutor`.

Next to nothing but the interpreter's own modules is imported before `main` runs, so that Ctrl-C is met calmly from
its first moment on.
"""

from __future__ import annotations

import gc
import os

from rnn_tutor.cli.exit_codes import INTERRUPTED

NEW_OBJECTS = 500_000  # between two looks for garbage


def main() -> None:
    """Run the command that was typed, and leave with its exit code."""
    try:
        collect_rarely()
        # Validating a lesson is no place for plugins, and looking for them in every installed package takes 15 ms.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from rnn_tutor.cli.ending import flush, provide_streams  # so that Ctrl-C is met from the first moment on

        provide_streams()
        from rnn_tutor.cli.completion import (  # so that Ctrl-C is met from the first moment on
            is_about_completion,
            mend_scripts,
            typed_words,
        )
        from rnn_tutor.cli.program import (  # so that Ctrl-C is met from the first moment on
            name_to_show,
            program_for,
        )

        completes = is_about_completion()
        if completes:
            mend_scripts()
        try:
            program_for(typed_words())(prog_name=name_to_show(completes=completes))
        finally:
            flush()
    except KeyboardInterrupt:  # before Typer is there to meet it, or after it is gone
        os._exit(INTERRUPTED)  # whatever was being imported is half there: nothing of it is to run


def collect_rarely() -> None:
    """Have Python look for garbage less often than it would, after some hundreds of new objects.

    What a run makes, modules and thousands of operations, it needs to its end; there is next to nothing to find.
    """
    gc.set_threshold(NEW_OBJECTS)


if __name__ == "__main__":
    main()
