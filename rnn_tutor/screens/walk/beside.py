"""What can be asked for beside a page of the walk: each found, or a sentence on why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tutor.explain.step import StepElement
    from rnn_tutor.screens.walk.showing import Draw
    from rnn_tutor.screens.walk.walk import Stop, Walk


class NothingThere(LookupError):
    """That there is nothing of the kind here, in a sentence."""


def answer(walk: Walk, *, is_asked: bool) -> Draw:
    """The answer to the question at the end, once that is on the screen.

    Raises:
        NothingThere: before, and where the lesson has none.
    """
    if not walk.derivation.lesson.answer.strip():
        raise NothingThere("This lesson has no answer to look at.")
    if not is_asked:
        raise NothingThere("The answer is shown at the end of the last page, under its question.")
    return walk.margin.answer


def element(which: str, stop: Stop, before: StepElement | None, digits: int) -> tuple[StepElement, Draw]:
    """One element of a step worked out; without a word on which, that after the one `before`.

    Raises:
        NothingThere: with a word on which there are.
    """
    from rnn_tutor.screens.walk.element import (  # the first page waits for none of it
        NoSuchElement,
        chosen,
        element_lines,
    )

    if stop.step is None:
        raise NothingThere("An element belongs to a step; this page has none.")
    try:
        found = chosen(which, stop.step, before)
    except NoSuchElement as refused:
        raise NothingThere(str(refused)) from None
    return found, lambda page: element_lines(found, page, digits)


def closed_form(stop: Stop, digits: int) -> Draw:
    """The closed form of a step.

    Raises:
        NothingThere: on another page.
    """
    from rnn_tutor.screens.walk.closed_form import closed_form_lines  # the first page waits for none of it

    step = stop.step
    if step is None:
        raise NothingThere("A closed form belongs to a step; this page has none.")
    return lambda page: closed_form_lines(step, page, digits)


def picture(stop: Stop) -> Draw:
    """The picture that belongs to a step.

    Raises:
        NothingThere: on another page.
    """
    from rnn_tutor.screens.pictures.of_step import picture_lines  # the first page waits for none of it

    step = stop.step
    if step is None:
        raise NothingThere("This page has no picture.")
    return lambda page: picture_lines(step, page)
