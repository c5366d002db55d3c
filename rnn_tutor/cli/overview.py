"""What the program is made of, as its help and its manual page list it."""

from __future__ import annotations

GROUPS: dict[str, tuple[str, ...]] = {
    "Learn": ("lessons", "walk", "quiz", "progress"),
    "Try out": ("train", "compare", "code", "diagnose"),
    "Check": ("check",),
    "Teach": ("new", "schema", "export"),
}
"""The commands, in the order in which the help shows them; each is a function in the file of its name."""

COMMANDS = tuple(name for names in GROUPS.values() for name in names)

ENVIRONMENT = {
    "RNN_TUTOR_DATA": "the folder where your progress is kept, instead of the system's default",
    "RNN_TUTOR_LESSONS": "folders with more lessons, separated as in PATH",
    "RNN_TUTOR_LINEAR": "set to anything: one thing to a line, nothing drawn (as --linear)",
    "NO_COLOR": "set to anything: no colours",
    "FORCE_COLOR": "set to anything but 0: colours in pipes and files, too (CLICOLOR_FORCE does the same)",
    "CLICOLOR": "0: no colours",
    "COLUMNS": "the width to write in where output is not a terminal",
}

EXIT_CODES = {
    "0": "success; also if the output is no longer read, or the input has ended",
    "1": "diagnose: a number differs; check: there are warnings, or with --prove a gradient that isn't proved; "
    "elsewhere: the output can't be written",
    "2": "something to fix: a lesson with mistakes, an unknown option",
    "130": "Ctrl-C",
}
