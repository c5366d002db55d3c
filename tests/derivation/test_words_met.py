"""Each word is explained once, where a reader of the lesson meets it first."""

from collections import Counter

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from tests.lessons.bundled import NAMES, derivation


def met(of: Derivation) -> list[tuple[Step, str]]:
    return [(step, term.name) for epoch in of.epochs for step in epoch.steps for term in step.words_met]


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_explained_twice(name: str) -> None:
    counts = Counter(word for _, word in met(derivation(name)))
    assert set(counts.values()) == {1}
    assert counts["gradient"] == counts["learning rate"] == counts["chain rule"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_sign_is_explained_on_the_first_page_that_has_it(name: str) -> None:
    words = {word: step for step, word in met(derivation(name))}
    for sign, word in (("⊙", "⊙"), ("ᵀ", "transpose"), (" · ", "matrix product")):
        having = [step for step in derivation(name).steps if sign in step.formula]
        assert words.get(word) == (having[0] if having else None)


def test_where_the_stock_example_s_words_are_met() -> None:
    assert [(step.identity, word) for step, word in met(derivation("stock-example"))] == [
        ("forward:1", "hidden unit"),
        ("forward:2", "e"),
        ("backward:1", "gradient"),
        ("backward:1", "slope"),
        ("backward:2", "chain rule"),
        ("backward:6", "share"),
        ("update:1", "learning rate"),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_stock_sentence_is_said_once(name: str) -> None:
    said = Counter(
        sentence
        for epoch in derivation(name).epochs
        for step in epoch.steps
        for sentence in step.explained_here.split(". ")
    )
    for start in ("The slope of", "Add each share", "this is how the network"):
        repeated = Counter(count for sentence, count in said.items() if start in sentence)
        assert set(repeated) <= {1}, said
    for step in derivation(name).steps:
        assert step.why  # a hint, or a page on its own, says all of it
