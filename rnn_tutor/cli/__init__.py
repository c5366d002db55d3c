"""The command line: a command is one file here, and one line in `program.py` registers it."""

from rnn_tutor.cli.ending import main

__all__ = ["main"]
