"""A closed form has nothing but numbers in it, and comes to the step's value on a calculator of the tests' own."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from mpmath import mp, mpf

from rnn_tutor import load_lesson
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.lesson.problems import LessonError
from tests.derivation.calculator import enter
from tests.derivation.networks import Written, loaded
from tests.derivation.random_lessons import lessons
from tests.derivation.random_vectors import vector_lessons

DIGITS, KEPT = 25, 400
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def compared(derivation: Derivation) -> int:
    """How many closed forms there are; each comes to its value."""
    count = 0
    for step in derivation.steps:
        for form, exact in zip(step.closed_form.entries, step.exact(DIGITS).entries, strict=True):
            if form is None:
                continue
            count += 1
            with mp.workdps(KEPT):
                found, wanted = enter(form, KEPT), mpf(exact)
                value = mpf(found.numerator) / found.denominator if isinstance(found, Fraction) else found
                allowed = abs(wanted) * mpf(10) ** (1 - DIGITS) + mpf(10) ** -300
                assert abs(value - wanted) <= allowed, (step.identity, form, exact)
    return count


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_closed_forms_of_the_bundled_lessons(path: Path) -> None:
    assert compared(derive(load_lesson(path))) > 0


@settings(max_examples=12, derandomize=True, suppress_health_check=QUIET)
@given(lessons(max_steps=2) | vector_lessons())
def test_closed_forms_of_random_lessons(written: Written) -> None:
    try:
        lesson = loaded(written.text())
        compared(derive(lesson))
    except (LessonError, UndefinedValue):
        assume(False)


@pytest.mark.parametrize(
    ("equation", "form"),
    [
        ("sigmoid(input)", "1/(1 + exp(-1/2))"),
        ("1 - 2*exp(input) - 3", "-2 - 2 × exp(1/2)"),
        ("relu(input)*tanh(input)", "1/2 × tanh(1/2)"),
        ("sqrt(input/2) + exp(input - 1/2) + tanh(1)", "3/2 + tanh(1)"),
        ("exp(input)*0.3/0.3", "exp(1/2)"),
        ("w*exp(input) - w*exp(input) + tanh(1)", "tanh(1)"),
    ],
)
def test_sympy_works_out_what_is_between_fractions(equation: str, form: str) -> None:
    written = Written(
        each_step={"h": equation}, output={"P": "h*w"}, inputs=["0.5"], parameters={"w": "1/3"}, target="1"
    )
    assert written.derivation()["h1"].closed_form.only == form
