"""Kinds of steps, and what is asked to belong in a step's formula."""

from itertools import combinations

import pytest

from rnn_tutor.equations.tree import references
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.belonging import Belonging, belonging
from rnn_tutor.quiz.familiar import LONGEST, familiar_kind
from tests.lessons.bundled import NAMES
from tests.lessons.bundled import derivation as of


def kind(derivation: Derivation, identity: str) -> str:
    return next(familiar_kind(step) for step in derivation.steps if step.identity == identity)


def test_steps_that_are_alike_are_of_one_kind_in_any_lesson() -> None:
    stock, other = of("stock-example"), of("two-days")
    for alike in (
        ["forward:2", "forward:4", "forward:6"],  # Y = σ(X)
        ["forward:3", "forward:5"],  # X with a term of the day before
        ["backward:7", "backward:12"],  # W₂'s shares
        ["backward:9", "backward:14"],  # ∂Y through the next X
        ["total:1", "total:3"],  # sums of three and of two shares
        ["update:1", "update:5"],
    ):
        assert len({kind(stock, identity) for identity in alike}) == 1, alike
    apart = ["forward:1", "forward:2", "forward:3", "loss:1", "backward:1", "backward:5", "backward:6", "backward:8"]
    assert len({kind(stock, identity) for identity in apart}) == len(apart)
    assert {familiar_kind(step) for step in other.steps} <= {familiar_kind(step) for step in stock.steps}


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_is_short(name: str) -> None:
    assert all(len(familiar_kind(step)) < LONGEST + 60 for step in of(name).steps)


def asked(derivation: Derivation, identity: str) -> Belonging | None:
    place = next(place for place, step in enumerate(derivation.steps) if step.identity == identity)
    given = [ref for step in derivation.steps for ref in references(step.expression)]
    before = [*dict.fromkeys([ref for ref in given if derivation.is_given(ref)])]
    return belonging(derivation.steps[place], [*before, *(step.ref for step in derivation.steps[:place])])


@pytest.mark.parametrize("name", ["stock-example", "lstm", "two-hidden-units", "adam"])
def test_what_belongs_is_there_beside_what_does_not(name: str) -> None:
    derivation = of(name)
    found = [asked(derivation, step.identity) for step in derivation.steps]
    assert any(found)
    for step, one in zip(derivation.steps, found, strict=True):
        if one is None:
            continue
        assert one.right == set(references(step.expression))
        assert one.right < set(one.choices)
        assert step.ref not in one.choices
        assert len(one.choices) <= 8


@pytest.mark.parametrize(
    ("identity", "are_factors"),
    [("backward:1", False), ("backward:5", True), ("backward:7", True), ("forward:3", False), ("loss:1", False)],
)
def test_factors_are_asked_for_where_the_names_are_factors(identity: str, are_factors: bool) -> None:
    """In −2(target − P) neither target nor P is one; in ∂Loss/∂Y₃ × Y₃(1 − Y₃) both names are."""
    one = asked(of("stock-example"), identity)
    assert one is not None
    assert one.are_factors is are_factors


def test_only_the_right_choice_is_right() -> None:
    one = asked(of("stock-example"), "backward:7")
    assert one is not None
    assert one.are_factors
    numbers = range(1, len(one.choices) + 1)
    verdicts = {
        chosen: one.grade(one.chosen(" ".join(map(str, chosen))) or frozenset())
        for size in numbers
        for chosen in combinations(numbers, size)
    }
    (right,) = [chosen for chosen, grade in verdicts.items() if grade.verdict is AnswerVerdict.RIGHT]
    assert {one.choices[number - 1] for number in right} == one.right
    too_many = verdicts[tuple(numbers)]
    assert [mistake.name for mistake in too_many.mistakes] == ["extra-factor"]
    assert [mistake.name for mistake in verdicts[right[:1]].mistakes] == ["missing-factor"]


@pytest.mark.parametrize(
    ("text", "is_choice"),
    [
        ("2 4", True),
        ("2,4", True),
        (" 4, 2 ", True),
        ("3", True),
        ("9", False),
        ("0.3", False),
        ("-1", False),
        ("dX3*Y2", False),
        ("0", False),
        ("", False),
        ("1 9", False),
    ],
)
def test_a_choice_is_told_from_an_answer(text: str, is_choice: bool) -> None:
    one = asked(of("stock-example"), "backward:7")
    assert one is not None
    assert (one.chosen(text) is not None) is is_choice
