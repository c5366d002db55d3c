"""The glossary: every word found however it is typed, and the page made of it."""

import re
from collections import Counter

import pytest

from rnn_tutor.glossary.terms import Term, folded, glossary, near, term
from tests.docs.glossary import FILE, page

TERMS = list(glossary().values())


def test_the_page_is_made_of_the_rows() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "python -m tests.docs.documents writes it anew"


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row.name)
def test_a_word_is_found_by_all_its_spellings(row: Term) -> None:
    for spelling in (row.name, *row.spellings, *row.related):
        assert term(spelling) == term(f" {spelling.upper()} ") == row
    assert term(f"{row.name}s") == row


def test_no_spelling_belongs_to_two_words() -> None:
    counts = Counter(folded(spelling) for row in TERMS for spelling in (row.name, *row.spellings, *row.related))
    assert max(counts.values()) == 1


def test_a_word_misspelled() -> None:
    assert term("gradeint") is None
    assert near("gradeint")[0] == "gradient"
    assert near("zebra crossing") == []


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row.name)
def test_a_word_is_explained_in_sentences(row: Term) -> None:
    short, more = row.short, row.more
    assert short.endswith(".")
    assert len(short) <= 260
    assert not more or re.match(r"[A-ZPWY].*[.?]$", more)
