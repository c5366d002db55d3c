"""What a lesson's author wrote, its names spelled as they are in formulas: W1 is W₁ there, and Y0 is Y₀."""

from __future__ import annotations

import re

from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import symbol

CODE = re.compile(r"(`[^`]*`)")  # commands and the like are to be typed as they stand
NAME = re.compile(r"(?<![\w`=./-])([A-Za-z]\w*?)(\d+)(?![\w`=\[(])")


def on_paper(text: str, lesson: Lesson) -> str:
    """A text with the lesson's parameters, and its quantities with a time step, as they are on paper."""
    parameters = {parameter.name for parameter in lesson.parameters}
    quantities = {equation.name for equation in (*lesson.network.each_step, *lesson.network.output)}

    def spelled(found: re.Match[str]) -> str:
        whole, letters, number = found[0], found[1], found[2]
        if whole in parameters:
            return symbol(whole)
        if whole in quantities or letters not in quantities or int(number[:9]) > lesson.time_steps:
            return whole
        return symbol(letters, int(number))

    parts = CODE.split(text)
    return "".join(part if part.startswith("`") else NAME.sub(spelled, part) for part in parts)
