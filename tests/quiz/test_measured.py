"""The grading against a model of its own: a sample here, more as a campaign.

The campaign (`-m campaign`) writes docs/grading-measured.md.
"""

import random
from pathlib import Path

import numpy as np
import pytest

from rnn_tutor.equations.array import Array as Entries
from rnn_tutor.mistakes.reals import as_fraction
from tests.quiz.model.measuring import Asked, Measured, bundled, measure_pen, measure_slips
from tests.quiz.model.measuring_right import measure_bot, measure_printed, measure_right, measure_spellings
from tests.quiz.model.page import page
from tests.quiz.model.random_lessons import KINDS, text_of

DOCUMENT = Path("docs/grading-measured.md")
LESSONS = Path("lessons")
SAMPLE = 7
CAMPAIGN = range(2000, 2002)
SPELLED = ("stock-example", "loss-at-every-step")
LONG = 150  # works of a lesson, beyond which a part of them tells as much
HAVE_MEMORY = ("adam", "momentum")


def of_kind(kind: str, seed: int) -> list[tuple[str, Asked]]:
    """A random lesson, with its second epoch where the optimizer keeps something."""
    text = text_of(kind, seed)
    epochs = (1, 2) if kind in HAVE_MEMORY else (1,)
    return [(f"{kind} {seed}, epoch {epoch}", Asked(text, epoch)) for epoch in epochs]


def measure(asked: Asked, label: str, found: Measured, every: int) -> None:
    measure_slips(asked, found, label, every, len(label))
    measure_pen(asked, found, random.Random(label), label, every)
    measure_right(asked, found, label, every)
    measure_printed(asked, found, label, every)
    measure_bot(asked, found, every)


@pytest.fixture(scope="module")
def sample() -> Measured:
    found = Measured()
    for kind in KINDS:
        for label, asked in of_kind(kind, SAMPLE):
            measure(asked, label, found, 60)
    return found


@pytest.mark.parametrize("name", ["stock-example", "adam", "truncated", "gru", "hello", "batch", "yes-or-no"])
def test_the_model_comes_to_the_same_numbers(name: str) -> None:
    asked = Asked((LESSONS / f"{name}.yaml").read_text("utf-8"))
    assert len(asked.places) == len(asked.quiz.questions)
    for work in asked.model.works:
        value = asked.question(work).step.by_hand_value
        entries = value.entries if isinstance(value, Entries) else (value,)
        assert np.allclose(np.ravel(asked.model.hand[work.name]), [float(as_fraction(x)) for x in entries], rtol=1e-9)


def test_right_answers_are_taken(sample: Measured) -> None:
    assert sample.examples["right"] == []
    assert sum(sum(counts.values()) for counts in sample.right.values()) > 300


def test_wrong_answers_are_told_why(sample: Measured) -> None:
    assert sample.share("named") >= 0.93
    assert sample.share("wrong") <= 0.02
    assert sample.share("named", formulas=True) >= 0.95


def test_slips_of_the_pen_are_called_that(sample: Measured) -> None:
    assert sample.pen["concept"] <= 0.08 * sum(sample.pen.values())


def test_following_the_distance_solves_next_to_nothing(sample: Measured) -> None:
    assert sample.bot["solved"] <= 0.1 * sum(sample.bot.values())


@pytest.mark.parametrize("name", SPELLED)
def test_right_formulas_in_twenty_spellings_are_read(name: str) -> None:
    found = Measured()
    measure_spellings(Asked((LESSONS / f"{name}.yaml").read_text("utf-8")), found, name)
    assert found.examples["right"] == []


@pytest.mark.campaign
def test_the_grading_measured() -> None:
    found, lessons = Measured(), Measured()
    for kind in KINDS:
        for seed in CAMPAIGN:
            for label, asked in of_kind(kind, seed):
                measure(asked, label, found, 6)
    for label, asked in bundled():
        measure(asked, label, lessons, 1 + len(asked.model.works) // 9)
        if label in SPELLED:
            measure_spellings(asked, lessons, label)
    DOCUMENT.write_text(page(found, lessons), "utf-8")
    assert found.share("named") >= 0.95
    assert found.share("wrong") <= 0.01
    assert not found.examples["right"] + lessons.examples["right"]
