"""The command line: a command is one file here, and one line in `program.py` registers it."""
