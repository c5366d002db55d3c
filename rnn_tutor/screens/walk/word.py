"""A word of the field, explained: on request, and where it is met first."""

from __future__ import annotations

from collections.abc import Iterable

from rnn_tutor.glossary.terms import Term, near, term
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.walk.keys import Request, WalkKey, understood


def word_lines(word: str, page: Page) -> Lines:
    """What a word means; where the glossary hasn't got it, the words that are spelled like it."""
    word = word.lstrip("? ")
    found = term(word)
    if found is None:
        near_words = near(word)
        hint = f" Did you mean {' or '.join(near_words)}?" if near_words else ""
        return page.prose(f"{word[:40]} is not in the glossary.{hint}")
    also = f" Also: {', '.join(found.spellings)}." if found.spellings else ""
    related = f" Related: {', '.join(found.related)}." if found.related else ""
    return [
        *page.prose(found.name, "title"),
        blank(),
        *page.prose(f"{found.short} {found.more}".strip() + also + related),
    ]


def key_typed(word: str) -> Request | None:
    """The key of the walk that was typed where a word is asked for: one letter, or what the glossary hasn't got."""
    request = understood(word)
    is_key = request.key is not WalkKey.UNKNOWN and (len(word) == 1 or term(word) is None)
    return request if is_key else None


def explained(terms: Iterable[Term], page: Page) -> Lines:
    """Words where they are met first, each in a sentence or two, and an empty line after each."""
    lines: Lines = []
    for found in terms:
        name = found.name if len(found.name) == 1 else found.name[0].upper() + found.name[1:]
        lines += [*page.prose(f"{name}: {found.short}"), blank()]
    return lines
