"""Broken and extreme lessons, by mutations that know the grammar: each is used, or refused, within two seconds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from campaigns.trial import Outcome
from rnn_tutor import derive
from rnn_tutor.lesson.document import parse_document
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.lesson.loader import lesson_of
from rnn_tutor.lesson.problems import LessonError

SECONDS = 2.0
TOO_LARGE = 2_000_000  # characters: no lesson may have half as many
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
NUMBERS = ("0", "1", "-1", "1e400", "1e-400", "-1e9", "1/3", "9" * 300, "0.5", "1e99999", "nan", "[0.1, 0.2]", "x", "")
FUNCTIONS = ("sigmoid", "tanh", "relu", "exp", "log", "sqrt", "softmax", "gelu", "silu", "elu", "sum", "mean", "abs")
PIECES = ("previous(Y)", "input", "target", "W1", "Y", "X", "P", "2", "1/3", "(1)", "previous(previous(Y))", "")
KEYS = ("epochs: 100", "epochs: 7", "truncate: 1", "clip: {norm: 0.1}", "optimizer: adam", "rounding: {significant: 3}")

Mutation = Callable[[str, random.Random], str]


def other_number(text: str, draw: random.Random) -> str:
    """Another number in a number's place."""
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    one = draw.choice(found)
    return text[: one.start()] + draw.choice(NUMBERS) + text[one.end() :]


def nested_function(text: str, draw: random.Random) -> str:
    """Functions in functions around the right side of an equation."""
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if re.match(r"\s+\w+: .*[a-zA-Z]", line)]
    if not places:
        return text
    place, depth = draw.choice(places), draw.choice((1, 2, 8, 60))
    name, _, right = lines[place].partition(": ")
    function = draw.choice(FUNCTIONS)
    lines[place] = f"{name}: {f'{function}(' * depth}{right}{')' * depth}"
    return "\n".join(lines)


def longer_equation(text: str, draw: random.Random) -> str:
    """An operation repeated at the end of an equation."""
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if re.match(r"\s+\w+: .*[a-zA-Z]", line)]
    if not places:
        return text
    operation = draw.choice((" + ", " * ", " / ", " ** ", " - ", " @ "))
    lines[draw.choice(places)] += (operation + draw.choice(PIECES)) * draw.choice((1, 3, 40, 400))
    return "\n".join(lines)


def another_key(text: str, draw: random.Random, keys: Sequence[str] = KEYS) -> str:
    """A key more."""
    return f"{text.rstrip()}\n{draw.choice(keys)}\n"


def line_gone(text: str, draw: random.Random) -> str:
    """A line less."""
    lines = text.split("\n")
    del lines[draw.randrange(len(lines))]
    return "\n".join(lines)


def line_twice(text: str, draw: random.Random) -> str:
    """A line many times."""
    lines = text.split("\n")
    place = draw.randrange(len(lines))
    return "\n".join([*lines[:place], *[lines[place]] * draw.choice((2, 50)), *lines[place:]])


def longer_list(text: str, draw: random.Random, longer: Sequence[int] = (2, 7, 300)) -> str:
    """A list's numbers many times over: time steps, or the elements of a vector."""
    found = list(re.finditer(r"\[([^\[\]]+)\]", text))
    if not found:
        return text
    one, times = draw.choice(found), draw.choice(longer)
    return text[: one.start()] + "[" + ", ".join([one[1]] * times) + "]" + text[one.end() :]


def stray_character(text: str, draw: random.Random) -> str:
    """A character where none belongs."""
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice("[]{}:,'\"#&*!|>%@`?-\t \n²×−∂\u202e\x00") + text[place:]


MUTATIONS: tuple[Mutation, ...] = (
    other_number,
    nested_function,
    longer_equation,
    another_key,
    line_gone,
    line_twice,
    longer_list,
    stray_character,
)
QUICK: tuple[Mutation, ...] = (
    *(mutation for mutation in MUTATIONS if mutation not in (another_key, longer_list)),
    partial(another_key, keys=KEYS[1:]),
    partial(longer_list, longer=(2, 7, 20)),
)
"""The same where no list grows by more than twenty times and no lesson has a hundred epochs, for the tests."""


def mutated_lessons(
    seed: int, trials: int, patience: float = 1.0, mutations: Sequence[Mutation] = MUTATIONS
) -> Outcome:
    """Bundled lessons, each with one to three mutations."""
    outcome, draw = Outcome("lessons", seed, patience), random.Random(seed)
    sources = [path.read_text("utf-8") for path in all_lessons()]
    used(sources[0])  # imports once what takes longer to import than a trial may
    for _ in range(trials):
        text = draw.choice(sources)
        for _ in range(draw.randint(1, 3)):
            text = draw.choice(mutations)(text, draw)
            if len(text) > TOO_LARGE:
                break  # a list of lists of lists, each three hundred times as long, has a gigabyte
        outcome.attempt(text, partial(used, text), seconds=SECONDS)
    return outcome


def used(text: str) -> None:
    """Everything that the first page needs, and the first and the last step; or a refusal with what is wrong."""
    try:
        derivation = derive(lesson_of(parse_document(text, "lesson.yaml"), Path("lesson.yaml")))
        for step in (derivation.steps[0], derivation.steps[-1]):
            assert step.formula
            assert step.by_hand.entries
            assert step.exact(20).entries
    except LessonError as error:
        if not error.problems or not all(str(problem).isprintable() for problem in error.problems):
            raise
