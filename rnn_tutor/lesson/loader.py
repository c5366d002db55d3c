"""From a lesson file to a lesson, checked, every name looked up; or to all that is wrong with it, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rnn_tutor.english import counted
from rnn_tutor.equations.array import Array, Shape
from rnn_tutor.equations.tree import ZERO, Number
from rnn_tutor.lesson.assembly import assembled
from rnn_tutor.lesson.decimal_commas import decimal_commas
from rnn_tutor.lesson.document import Document, read_document
from rnn_tutor.lesson.extent import check_extent
from rnn_tutor.lesson.forms import Filled, fill
from rnn_tutor.lesson.given_numbers import given_of
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.misfits import vector_sizes
from rnn_tutor.lesson.more_gradients import with_more_gradients
from rnn_tutor.lesson.naming import name_of
from rnn_tutor.lesson.one_hot import with_tokens, without_targets
from rnn_tutor.lesson.own_quiz import own_quiz_of
from rnn_tutor.lesson.parameter_file import with_parameter_file
from rnn_tutor.lesson.printed import printed_of, remarks_of
from rnn_tutor.lesson.problems import LessonError, missing
from rnn_tutor.lesson.reading import NEWER, PRECISIONS, as_array
from rnn_tutor.lesson.schema import LessonForm
from rnn_tutor.lesson.schema_parts import RoundingForm
from rnn_tutor.lesson.schema_values import Values
from rnn_tutor.lesson.sequences import (
    check_sequences,
    side_by_side,
    with_first_sequence,
    without_steps,
)
from rnn_tutor.lesson.training_keys import training_of
from rnn_tutor.numbers.machine_float import FIGURES
from rnn_tutor.numbers.rounding import Rounding


def lesson_in(path: Path, shown_as: str | None = None) -> Lesson:
    """The lesson in a file; `shown_as` is what messages call the file.

    Inputs, targets and parameters are arrays of exact numbers: scalars, column vectors (n, 1), or matrices of
    outputs × inputs.

    Raises:
        LessonError: with every problem that was found, each with its place.
    """
    return lesson_of(read_document(path, shown_as or str(path)), path)


def filled_form(document: Document, folder: Path) -> Filled[LessonForm]:
    """The form of a lesson, filled in by a document and by the files of its folder that it names.

    Raises:
        LessonError: where the document is of a later version than this program reads.
    """
    document, unknown_words = with_tokens(with_parameter_file(document, folder), sizes_in)
    filled = with_first_sequence(fill(LessonForm, document))
    filled.problems.extend(unknown_words)
    if newer := [problem for problem in filled.problems if NEWER in problem.message]:
        raise LessonError(newer)  # what the other keys mean there, this program can't know
    return filled


def sizes_in(document: Document) -> dict[str, int]:
    """How many numbers each quantity has of a network that is written out, in the order of its equations."""
    try:
        filled = with_first_sequence(fill(LessonForm, without_targets(document)))
        parts = assembled(filled)
    except LessonError:
        return {}
    return {} if parts is None else vector_sizes(filled, *parts)


def lesson_of(document: Document, path: Path) -> Lesson:
    """The lesson that a document from a file holds.

    Raises:
        LessonError: with every problem that was found.
    """
    filled = filled_form(document, path.parent)
    lesson = arranged(written_lesson(filled, document, path), filled.form)
    check_extent(filled, lesson)
    if filled.problems:
        raise LessonError(filled.problems)
    return lesson


def arranged(lesson: Lesson, form: LessonForm) -> Lesson:
    """The lesson with its loss at the steps that have targets, the gradients asked for, its sequences side by side."""
    if form.sequences is None or len(form.sequences) == 1:
        lesson = without_steps(lesson, [step for step, value in enumerate(form.targets or [], 1) if value is None])
    return side_by_side(with_more_gradients(lesson, form.gradients), form)


def written_lesson(filled: Filled[LessonForm], document: Document, path: Path) -> Lesson:
    """The lesson as it is written, of one sequence.

    Raises:
        LessonError: with every problem that was found.
    """
    form = filled.form
    inputs = same_shapes(filled, "inputs", [as_array(value) for value in form.inputs or []])
    targets = targets_of(filled)
    given = given_of(filled)
    filled.problems.extend(decimal_commas(document.file, document.root))
    check_numbers(filled)
    check_sequences(filled)
    training = training_of(filled)
    notes, hints = remarks_of(filled, "notes", form.notes), remarks_of(filled, "hints", form.hints)
    printed = printed_of(filled)
    parts = assembled(filled)
    if filled.problems or parts is None:
        raise LessonError(filled.problems)
    network, parameters = parts
    return Lesson(
        name=path.stem,
        title=form.title,
        about=form.about,
        time_step=form.time_step,
        network=network,
        inputs=inputs,
        targets=targets,
        parameters=parameters,
        initial=tuple((name_of(n), as_array(v)) for n, v in form.starts.items()),
        learned=tuple((name_of(n), name_of(v)) for n, v in form.learned.items()),
        given=given,
        learning_rate=form.learning_rate,
        rounding=rounding_of(form.rounding),
        time_steps=form.steps,
        file=path,
        training=training,
        source=form.source,
        question=form.question,
        answer=form.answer,
        meant=tuple(form.meant),
        in_full=tuple(form.walk.in_full) if form.walk else (),
        quiz=own_quiz_of(filled),
        vocabulary=tuple(form.vocabulary) if isinstance(form.vocabulary, list) else (),
        notes=notes,
        hints=hints,
        printed=printed,
    )


def rounding_of(chosen: int | RoundingForm | str) -> Rounding:
    """The rule for rounding by hand."""
    if isinstance(chosen, str):
        bits = PRECISIONS[chosen]
        return Rounding(None, FIGURES[bits], bits)
    if isinstance(chosen, RoundingForm):
        return Rounding(chosen.decimals, chosen.significant)
    return Rounding(chosen)


def check_numbers(filled: Filled[LessonForm]) -> None:
    """The learning rate, the rounding, and the time steps."""
    rate = filled.form.learning_rate
    if rate is not None and rate.value <= 0:
        filled.report(filled.place("learning_rate"), "the learning rate has to be above 0", "write one like 0.1")
    chosen = filled.form.rounding
    if isinstance(chosen, RoundingForm) and (chosen.decimals is None) == (chosen.significant is None):
        message = "rounding needs either decimals or significant figures"
        filled.report(filled.place("rounding"), message, "write {decimals: 3} or {significant: 4}")
    check_time_steps(filled)


def check_time_steps(filled: Filled[LessonForm]) -> None:
    """That it can be told how many time steps there are, in one way."""
    form = filled.form
    if (
        form.inputs is None
        and form.time_steps is None
        and not {"inputs", "time_steps", "sequences"} & filled.unreliable
    ):
        if not filled.is_misspelled("inputs"):
            remedy = "add inputs: [0.5, 1.0, 0.8], or time_steps: 3 if the network has no input"
            filled.report(filled.document.root.place, missing("inputs"), remedy)
    elif form.inputs is not None and form.time_steps not in (None, len(form.inputs)):
        message = f"{form.time_steps} time steps, but {counted(len(form.inputs), 'input')}"
        filled.report(filled.place("time_steps"), message, "leave time_steps out: there is one for each input")
    if form.time_step.isdecimal() and "time_step" not in filled.unreliable:
        message = "`time_step` is what one time step is called, not the number of them"
        remedy = "write a word like Day; the number follows from the inputs"
        filled.report(filled.place("time_step"), message, remedy)
    check_in_full(filled)


def check_in_full(filled: Filled[LessonForm]) -> None:
    """That the time steps which are walked in full are some of the lesson's."""
    form = filled.form
    if form.walk is None or {"walk", "inputs", "time_steps", "sequences"} & filled.unreliable:
        return
    beyond = [time for time in form.walk.in_full if time > form.steps]
    if beyond:
        message = f"`in_full` names time step {beyond[0]}, but there are {form.steps}"
        filled.report(filled.place("walk", "in_full"), message, f"write numbers from 1 to {form.steps}")


def targets_of(filled: Filled[LessonForm]) -> tuple[Array[Number], ...]:
    """The target, or one per time step."""
    target, targets = filled.form.target, filled.form.targets
    if {"target", "targets"} & filled.unreliable:
        return ()
    if target is not None and targets is not None:
        filled.report(filled.key("targets"), "the lesson has both `target` and `targets`", "keep one of the two")
        return ()
    if target is not None:
        return (as_array(target),)
    if targets is None:
        return ()
    form = filled.form
    is_known = bool(form.inputs or form.time_steps) and not {"inputs", "time_steps"} & filled.unreliable
    if is_known and len(targets) != form.steps:
        steps = counted(len(form.inputs), "input") if form.inputs else counted(form.steps, "time step")
        message = f"{counted(len(targets), 'target')} for {steps}"
        filled.report(filled.place("targets"), message, "give one per time step")
    return same_shapes(filled, "targets", targets_at_steps(targets))


def targets_at_steps(targets: Sequence[Values | None]) -> list[Array[Number]]:
    """The targets of the time steps; zeros where there is none, which nothing reads."""
    given = [as_array(value) for value in targets if value is not None]
    nothing = given[0].map(lambda _: ZERO) if given else Array.scalar(ZERO)
    return [nothing if value is None else as_array(value) for value in targets]


def same_shapes(filled: Filled[LessonForm], key: str, values: Sequence[Array[Number]]) -> tuple[Array[Number], ...]:
    """The values of the time steps, each of which has to be as large as most of them are."""
    ((usual, _),) = Counter(value.shape for value in values).most_common(1) or [((), 0)]
    for step, value in enumerate(values):
        if value.shape != usual:
            message = f"{sized(value.shape)} here, but {sized(usual)} at other time steps"
            filled.report(filled.place(key, step), message, "give every time step the same size")
    return tuple(values)


def sized(shape: Shape) -> str:
    """A shape in words."""
    if not shape:
        return "a number"
    rows, columns = shape
    return counted(rows, "number") if columns == 1 else f"{rows} × {columns} numbers"
