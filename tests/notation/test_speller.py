"""Names: whatever the program prints for a number can be typed back, in an answer and in a lesson file."""

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import line
from rnn_tutor.notation.media import ASCII, PAPER
from rnn_tutor.notation.speller import in_answers, in_lessons, on_screens, typed
from tests.lessons.bundled import NAMES


def told_apart(derivation: Derivation) -> list[Step]:
    """The steps whose printed names belong to one step: of a parameter with one share, its total has the same name."""
    steps = derivation.steps
    names = [line(step.name_layout) for step in steps]
    return [step for step, name in zip(steps, names, strict=True) if names.count(name) == 1]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_means_the_step_in_a_lesson_file(name: str) -> None:
    derivation = derive(load_lesson(name))
    steps = told_apart(derivation)
    assert len(steps) > len(derivation.steps) / 2
    for step in steps[:60] + steps[-30:]:
        for medium in (PAPER, ASCII):
            assert derivation.names.step(line(step.name_layout, medium)) is step
        for spelling in (typed(step.ref), derivation.names.name_of(step), step.identity):
            assert derivation.names.step(spelling) is step, spelling


@pytest.mark.parametrize(
    ("ref", "answer", "lesson", "screen"),
    [
        (Ref(Kind.QUANTITY, "Y", 3), "Y3", "Y.t3", "Y₃"),
        (Ref(Kind.QUANTITY, "h1", 2), "h1_2", "h1.t2", "h1₍₂₎"),
        (Ref(Kind.GRADIENT, "X", 3), "dX3", "dX.t3", "∂Loss/∂X₃"),
        (Ref(Kind.SHARE, "W2", 3, "X"), "dW2_3", "dW2.t3", "(∂Loss/∂W₂)₃"),
        (Ref(Kind.TOTAL, "W2"), "dW2", "total.W2", "∂Loss/∂W₂"),
        (Ref(Kind.UPDATED, "W2"), "new_W2", "new.W2", "new W₂"),
        (Ref(Kind.STATE, "mhat", via="W1"), "mhat_W1", "mhat.W1", "m̂(W₁)"),
    ],
)
def test_the_spelling_to_recommend_comes_first(ref: Ref, answer: str, lesson: str, screen: str) -> None:
    assert in_answers(ref)[0] == typed(ref) == answer
    assert in_lessons(ref)[0] == lesson
    assert screen in on_screens(ref)
