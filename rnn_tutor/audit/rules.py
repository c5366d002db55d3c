"""Everything that makes a lesson a poor one: to look for more, write one rule in a file `rules_….py`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import rnn_tutor.audit
from rnn_tutor.audit.finding import ADVICE, RULES, LessonRule


def rules() -> tuple[LessonRule, ...]:
    """Every rule of every file of rules."""
    _read()
    return tuple(RULES)


def advice_rules() -> tuple[LessonRule, ...]:
    """Every rule that gives advice."""
    _read()
    return tuple(ADVICE)


def _read() -> None:
    for module in iter_modules(rnn_tutor.audit.__path__):
        if module.name.startswith("rules_"):
            import_module(f"rnn_tutor.audit.{module.name}")
