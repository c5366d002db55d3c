"""Each word that the help and the key e use is in the glossary."""

import pytest

from rnn_tutor.glossary.terms import term

WORDS = (
    "phase",
    "closed form",
    "witness",
    "independent witness",
    "FLINT",
    "power series",
    "interval",
    "epsilon",
    "ε",
    "difference quotient",
    "gradient",
    "activation",
    "slope",
    "loss",
    "parameter",
    "element",
    "vector",
    "matrix",
    "share",
    "epoch",
    "tied weights",
    "by hand",
    "exact",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_help_is_explained(word: str) -> None:
    assert term(word) is not None
