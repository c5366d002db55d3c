"""A new lesson file: every key explained beside it, and start values in the shapes that its network wants."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson.library import SCHEMA_FILE
from rnn_tutor.lesson.networks import FEATURES, OUTPUTS, Start, read_network

PLAIN_TEXT = re.compile(r"[^\W\d_](?:[\w ,.?'’()-]*[\w.?')])?")  # what YAML takes without quotes
SPECIAL_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"}
COMMENT_COLUMN = 34
WIDEST = 116
MOST_ON_A_LINE = 8


@dataclass(frozen=True)
class NewLesson:
    """What a new lesson is to be. `features`, `hidden` and `outputs` are sizes; a network of numbers has none."""

    name: str
    title: str
    network: str = "simple"
    time_step: str = "Step"
    time_steps: int = 3
    features: int = 1
    hidden: int = 2
    outputs: int = 1
    activation: str | None = None
    target_each_step: bool = False


def lesson_text(plan: NewLesson, command: str, attempt: int = 0) -> str:
    """The lesson file; `command` is what names the lesson on the command line. Each attempt has other numbers."""
    network = read_network(plan.network, plan.activation)
    numbers = RandomNumbers(f"{plan.name} {attempt}")
    of_numbers = not any(network.shapes.values())
    features, outputs = (1, 1) if of_numbers else (plan.features, plan.outputs)
    sizes = {FEATURES: features, OUTPUTS: outputs}
    unit = plan.time_step.lower()
    about = " ".join(network.about.split())
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_FILE}",
        f"# Walk through it: rnn-tutor walk {command}",
        f"# See whether it is a good lesson: rnn-tutor check {command}",
        "format_version: 1",
        f"title: {scalar(plan.title)}",
        "about: >-",
        "  Say here in a sentence or two what the numbers are, and what one learns from them.",
        *commented(f"time_step: {scalar(plan.time_step)}", "what one time step is called"),
        "",
        *(f"# {line}" for line in folded(about)),
        f"network: {plan.network}",
        *activation_lines(plan, uses=network.wiring.uses_activation),
        *commented("loss: squared_error", f"or {', '.join(other_losses())}"),
        "",
        *data_lines(
            plan,
            numbers,
            unit,
            features,
            outputs,
        ),
        "",
        "# Start values: numbers, fractions like 1/3, lists, or lists of rows.",
        "parameters:",
    ]
    for name, shape in network.shapes.items():
        counts = [int(size) if size.isdecimal() else sizes.get(size, plan.hidden) for size in shape]
        matrix = started(counts, numbers, network.start.get(name))
        lines += parameter_lines(name, matrix, " × ".join(shape) or "a number")
    return "\n".join([*lines, "", *closing_lines(plan, 3 if of_numbers else 4), ""])


def other_losses() -> list[str]:
    """The losses that may be chosen, those over many numbers apart."""
    return [name for name in LOSSES if name != "squared_error" and not name.startswith("mean_")]


class RandomNumbers:
    """Small numbers with two decimals, the same ones for the same lesson; none is 0 or 1, which would hide mistakes."""

    def __init__(self, name: str) -> None:
        self.random = Random(name)
        self.left: list[str] = []

    def next(self) -> str:
        """A number that was not there before, as long as there are some."""
        if not self.left:
            self.left = [f"{sign}0.{digits:02}" for digits in range(15, 95) if digits % 10 for sign in ("", "", "-")]
            self.random.shuffle(self.left)
        return self.left.pop()

    def positive(self) -> str:
        """One above zero."""
        return self.next().removeprefix("-")


def activation_lines(plan: NewLesson, *, uses: bool) -> list[str]:
    """The activation that is chosen, or which could be."""
    if not uses:
        return []
    others = ", ".join(name for name in ACTIVATIONS if name != plan.activation)
    if plan.activation:
        return commented(f"activation: {plan.activation}", f"or {others}")
    return commented("# activation: tanh", f"another one: {others}")


def data_lines(plan: NewLesson, numbers: RandomNumbers, unit: str, features: int, outputs: int) -> list[str]:
    """Inputs and targets."""

    def value(size: int) -> str:
        return numbers.positive() if size == 1 else listed([numbers.positive() for _ in range(size)])

    inputs = [value(features) for _ in range(plan.time_steps)]
    each = f"one number per {unit}" if features == 1 else f"a list of {features} numbers per {unit}"
    lines = commented(f"inputs: {listed(inputs)}", each)
    if plan.target_each_step:
        targets = [value(outputs) for _ in range(plan.time_steps)]
        return [*lines, *commented(f"targets: {listed(targets)}", f"what the network should predict at each {unit}")]
    return [*lines, *commented(f"target: {value(outputs)}", f"what the network should predict after the last {unit}")]


def started(counts: list[int], numbers: RandomNumbers, start: Start | None) -> list[list[str]]:
    """A parameter's start value, row by row."""
    rows, columns = [*counts, 1, 1][:2]

    def value(row: int, column: int) -> str:
        match start:
            case "identity":
                return str(int(row == column))
            case "zeros":
                return "0"
            case "positive":
                return numbers.positive()
            case None:
                return numbers.next()

    return [[value(row, column) for column in range(columns)] for row in range(rows)]


def parameter_lines(name: str, matrix: list[list[str]], shape: str) -> list[str]:
    """A parameter with its start value; a large matrix has a line for each row."""
    rows, columns = len(matrix), len(matrix[0])
    if rows == columns == 1:
        return commented(f"  {name}: {matrix[0][0]}", shape)
    if columns == 1:
        return commented(f"  {name}: {listed([row[0] for row in matrix])}", shape)
    if rows * columns <= MOST_ON_A_LINE:
        return commented(f"  {name}: {listed([listed(row) for row in matrix])}", shape)
    return [*commented(f"  {name}:", shape), *(f"    - {listed(row)}" for row in matrix)]


def closing_lines(plan: NewLesson, decimals: int) -> list[str]:
    """How it is trained and rounded, and what may be added."""
    last = plan.time_steps
    return [
        *commented("learning_rate: 0.1", "how far a parameter moves against its gradient"),
        *commented(f"rounding: {decimals}", "decimals by hand; or {significant: 4}"),
        "",
        "# Notes on steps, in Markdown; the names are those of rnn-tutor export.",
        "# notes:",
        f"#   {first_quantity(plan)}.t{last}: What happens here.",
        "# question: Something to think about at the end.",
        "# answer: The answer to it; shown when a learner asks for it.",
        "",
        "# Figures as a book or a slide prints them; rnn-tutor check says which are right.",
        "# printed:",
        f"#   {first_quantity(plan)}.t{last}: 0.670",
        '#   text: "e^-0.35 = 0.705"',
    ]


def first_quantity(plan: NewLesson) -> str:
    """The first quantity of each time step."""
    return read_network(plan.network, plan.activation).wiring.each_step[0].name


def commented(text: str, comment: str) -> list[str]:
    """A line with a comment beside it, or above it where it is long."""
    if len(text) + 4 + len(comment) > WIDEST:
        indent = " " * (len(text) - len(text.lstrip()))
        return [f"{indent}# {comment}", text]
    return [f"{text:<{COMMENT_COLUMN}}# {comment}" if len(text) < COMMENT_COLUMN else f"{text}  # {comment}"]


def listed(texts: list[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(texts)}]"


def scalar(text: str) -> str:
    """A text as YAML takes it, in quotes where it needs them."""
    plain = PLAIN_TEXT.fullmatch(text) and text.lower() not in SPECIAL_WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def folded(text: str, width: int = WIDEST - 2) -> list[str]:
    """A paragraph in lines."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
