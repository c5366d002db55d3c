"""Whether the steps are there that a lesson's figures, notes, hints and quiz mention."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.array import normal
from rnn_tutor.equations.shapes import ShapeError, describe, shape_of
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step_names import StepNames
from rnn_tutor.lesson.lesson import PrintedFigure, PrintedLine
from rnn_tutor.lesson.problems import Problem


def wrong_mentions(derivation: Derivation) -> Iterator[Problem]:
    """What is wrong with the names of steps in a lesson, and with the shapes of its printed figures."""
    lesson = derivation.lesson
    if not (lesson.printed or lesson.notes or lesson.hints or lesson.quiz.named):
        return
    names, file = derivation.names, str(lesson.file or lesson.name)
    mentioned = [(one.name, one.place) for one in (*lesson.notes, *lesson.hints)]
    for name, place in (*mentioned, *((one.name, one.place) for one in lesson.quiz.named)):
        if not names.all_steps(name):
            yield Problem(file, place, *names.why_unknown(name))
    for printed in lesson.printed:
        wrong = _figure(names, printed) if isinstance(printed, PrintedFigure) else _line(names, printed)
        if wrong:
            yield Problem(file, printed.place, *wrong)


def _figure(names: StepNames, figure: PrintedFigure) -> tuple[str, str] | None:
    step = names.printed(figure.name)
    if step is None:
        return names.why_unknown(figure.name)
    printed, wanted = normal(figure.value.shape), normal(step.operation.shape)
    if printed == wanted:
        return None
    return f"{figure.name} is {describe(printed)} here, and {describe(wanted)} in the lesson", "print all of it"


def _line(names: StepNames, line: PrintedLine) -> tuple[str, str] | None:
    of_ref = names.derivation.unrolled.shape
    for side, text in zip(line.sides, line.texts, strict=True):
        try:
            shape = shape_of(names.looked_up(side), of_ref)
        except (EquationError, ShapeError) as error:
            return error.message, error.remedy
        if shape:
            return f"'{text}' is {describe(shape)}", "pick one element, as in h2[1]"
    return None
