"""The manual page, from the same texts as the help: `python -m rnn_tutor.cli.manual > docs/rnn-tutor.1` renews it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from typing import Any

from rnn_tutor.cli.overview import ENVIRONMENT, EXIT_CODES, GROUPS


def manual() -> str:
    """The page as man(7) has it."""
    os.environ["COLUMNS"] = "80"
    from typer.main import get_command

    from rnn_tutor.cli.program import program

    commands: dict[str, Any] = get_command(program()).commands  # type: ignore[attr-defined]  # it is a group
    lines = [
        '.TH RNN-TUTOR 1 "" rnn-tutor "User Commands"',
        ".SH NAME",
        r"rnn-tutor \- every number of a recurrent network, a step at a time",
        ".SH SYNOPSIS",
        ".B rnn-tutor",
        ".I command",
        "[options]",
    ]
    for title, names in GROUPS.items():
        lines.append(f".SH {title.upper()}")
        for name in names:
            lines += section(name, commands[name])
    lines += [".SH ENVIRONMENT", *listed(ENVIRONMENT), ".SH EXIT STATUS", *listed(EXIT_CODES)]
    return "\n".join(lines) + "\n"


def section(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401  # Typer's own class is not public
    """A command with its arguments and options."""
    metavars = " ".join(param.metavar or param.name.upper() for param in command.params if is_argument(param))
    yield f'.SS "{escaped(f"rnn-tutor {name} {metavars}".strip())}"'
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield from (".PP", escaped(" ".join(paragraph.split())))
    for param in command.params:
        if not is_argument(param) and not param.hidden:
            yield from (".TP", rf"\fB{escaped(', '.join(param.opts))}\fR", escaped(param.help or ""))


def is_argument(param: Any) -> bool:  # noqa: ANN401  # as above
    """Whether a parameter goes by its place, and not by a name."""
    return bool(param.param_type_name == "argument")


def listed(rows: Mapping[str, str]) -> Iterator[str]:
    """Names with their meanings."""
    for name, meaning in rows.items():
        yield from (".TP", rf"\fB{escaped(name)}\fR", escaped(meaning))


def escaped(text: str) -> str:
    """A text in which roff finds no command of its own."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")
    return rf"\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    print(manual(), end="")
