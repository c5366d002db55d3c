"""How to read the drawing of a network: its boxes, its letters, and the signs that are met in it for the first time."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import in_the, listed
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Kind, references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.opening_words import functions_drawn, words_of_drawing
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import symbol
from rnn_tutor.screens.layout.page import Lines, Page, blank, together
from rnn_tutor.screens.pictures.sparkline import sparkline
from rnn_tutor.screens.walk.word import explained

MOST_NAMED = 8  # parameters


def legend_lines(derivation: Derivation, page: Page) -> Lines:
    """How to read the drawing."""
    lines = [*page.prose(" ".join(letters_in_words(derivation))), blank()]
    for function in functions_drawn(derivation):
        row = FUNCTIONS[function]
        does = f"{row.does.format(x='its input')}."
        if row.notation != function:
            does = does.replace(row.notation, f"{row.notation} is the {function} function: it", 1)
        picture = sparkline(function, page)
        lines += [*(together(page.prose(does)) if picture else page.prose(does)), *picture, blank()]
    return [*lines, *explained(words_of_drawing(derivation), page)][:-1]


def time_steps_in_words(lesson: Lesson) -> str:
    """What a box is, and what the small number at a name says."""
    unit, last = lesson.time_step.lower(), min(lesson.time_steps, 2)
    name = lesson.network.each_step[0].name
    small = f"{symbol(name, last)} is {symbol(name)} {in_the(unit)} {unit} {last}"
    one = "one time step" if unit == "step" else f"one time step, here a {unit}"
    if lesson.time_steps == 1:
        return f"A {unit} is a time step, and here there is one: {small}."
    return f"Each box is {one}; the arrows show what goes from one to another. {small[0].upper()}{small[1:]}."


def letters_in_words(derivation: Derivation) -> list[str]:
    """What the boxes are, and which letters are parameters and the prediction."""
    lesson = derivation.lesson
    names, unit = [symbol(parameter.name) for parameter in lesson.parameters], lesson.time_step.lower()
    sentences = [time_steps_in_words(lesson)]
    if len(names) <= MOST_NAMED:
        are = "are the parameters: the numbers" if len(names) > 1 else "is the parameter: the number"
        does = "changes, little by little, to make the loss smaller" if lesson.network.loss else "may change"
        sentences.append(f"{listed(names)} {are} that training {does}.")
        numbered = [name for name in names if name[-1].isdigit()][-1:]
        sentences += [f"A digit in such a name, as in {name}, only tells it from others." for name in numbered]
    used = {ref for step in derivation.phase(Phase.LOSS) for ref in references(step.expression)}
    predictions = {(ref.name, ref.at) for ref in used if ref.kind is Kind.QUANTITY}
    if lesson.targets and len({name for name, _ in predictions}) == 1:
        (name, at), *more = predictions
        one = f"{symbol(name, at)} is the prediction. Loss says how far it is from the target"
        each = f"{symbol(name)} is the prediction, one for each {unit}. Loss says how far they are from the targets"
        sentences.append(f"{each if more else one}: the smaller, the better.")
    return sentences
