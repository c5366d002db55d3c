"""A word of the field, explained: on request, and where it is met first."""

from __future__ import annotations

from collections.abc import Iterable

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.glossary.terms import Term, near, term
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.walk.keys import Request, WalkKey, understood


def word_lines(word: str, derivation: Derivation, page: Page) -> Lines:
    """What a symbol of the lesson stands for, or what a word means; else the words that are spelled like it."""
    from rnn_tutor.quiz.symbol import symbol_in_words  # the first page waits for none of it

    word = word.strip("? ")
    of_lesson, found = symbol_in_words(derivation, word), term(word)
    lines = page.prose(of_lesson) if of_lesson else []
    if found is not None:
        return [*lines, *([blank()] if lines else []), *term_lines(found, page)]
    near_words = [] if any(letter.isdigit() for letter in word) else near(word)
    hint = f" Did you mean {' or '.join(near_words)}?" if near_words else ""
    return lines or page.prose(f"{word[:40]} is not in the glossary.{hint}")


def term_lines(found: Term, page: Page) -> Lines:
    """A word of the glossary."""
    also = f" Also: {', '.join(found.spellings)}." if found.spellings else ""
    related = f" Related: {', '.join(found.related)}." if found.related else ""
    return [
        *page.prose(found.name, "title"),
        blank(),
        *page.prose(f"{found.short} {found.more}".strip() + also + related),
    ]


def key_typed(word: str, derivation: Derivation) -> Request | None:
    """The key of the walk that was typed where a word is asked for: one letter, or what has no explanation.

    A capital letter that the lesson uses is its own symbol, and no key.
    """
    from rnn_tutor.quiz.symbol import symbol_in_words  # as above

    word = word.strip("? ") or word
    request = understood(word)
    if request.key is WalkKey.UNKNOWN or (word.isupper() and symbol_in_words(derivation, word)):
        return None
    return request if len(word) == 1 or not (term(word) or symbol_in_words(derivation, word)) else None


def explained(terms: Iterable[Term], page: Page) -> Lines:
    """Words where they are met first, each in a sentence or two, and an empty line after each."""
    lines: Lines = []
    for found in terms:
        name = found.name if len(found.name) == 1 else found.name[0].upper() + found.name[1:]
        lines += [*page.prose(f"{name}: {found.short}"), blank()]
    return lines
