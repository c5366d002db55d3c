"""The random lessons of this room again, by the thousand: for an evening, with `pytest -m campaign`."""

import pytest
from hypothesis import HealthCheck, given, reject, settings

from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.lesson.problems import LessonError
from tests.derivation import test_calculator_lines, test_exact_digits, test_gradients, test_vector_gradients
from tests.derivation.independent import Unclear, Undefined
from tests.derivation.networks import Written
from tests.derivation.random_lessons import lessons
from tests.derivation.random_vectors import vector_lessons

many = settings(max_examples=3000, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.campaign


@many
@given(written=lessons(depth=4))
def test_gradients_of_many_lessons(written: Written) -> None:
    test_gradients.check(written)


@many
@given(written=lessons(depth=4) | vector_lessons())
def test_lines_of_many_lessons(written: Written) -> None:
    try:
        test_calculator_lines.check(written.lesson())
    except LessonError:
        reject()


@many
@given(written=lessons(max_steps=3))
def test_digits_of_many_lessons(written: Written) -> None:
    try:
        test_exact_digits.check(written, 20)
    except (Undefined, Unclear, UndefinedValue):
        reject()


@many
@given(written=vector_lessons())
def test_gradients_of_many_lessons_with_vectors(written: Written) -> None:
    try:
        assert test_vector_gradients.disagreements(written) == []
    except UndefinedValue:
        reject()
