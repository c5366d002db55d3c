"""The glossary: `terms.toml`, read when the first word is looked up; `docs/glossary.md` is made of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("terms.toml")
MOST_NEAR = 3
LIKE_ENOUGH = 0.6  # of difflib's ratio


@dataclass(frozen=True)
class Term:
    """A word: `short` explains it in a sentence or two, `more` goes on from there.

    `spellings` are other words and signs for it, and `related` words for something near to it, which are explained
    here as well. `here`, `pytorch` and `goodfellow` are how it is written in this
    program, in PyTorch, and in Goodfellow, Bengio and Courville, "Deep Learning" (2016); empty where it has no name.
    """

    name: str
    group: str
    short: str
    more: str = ""
    spellings: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    here: str = ""
    pytorch: str = ""
    goodfellow: str = ""


@cache
def glossary() -> Mapping[str, Term]:
    """Every word by its name, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]
    return {row["name"]: Term(**row) for row in rows}


def term(word: str) -> Term | None:
    """The row of a word, by its name or another spelling of it; None where the glossary hasn't got it."""
    wanted = folded(word)
    return _by_spelling().get(wanted) or _by_spelling().get(wanted.removesuffix("s"))


def near(word: str) -> list[str]:
    """The names of words that are spelled like this one, the likest first."""
    found = get_close_matches(folded(word), _by_spelling(), n=MOST_NEAR, cutoff=LIKE_ENOUGH)
    return list(dict.fromkeys(_by_spelling()[spelling].name for spelling in found))


def folded(word: str) -> str:
    """A word as it is compared: lower case, with single spaces."""
    return " ".join(word.casefold().replace("-", " ").split())


@cache
def _by_spelling() -> Mapping[str, Term]:
    return {
        folded(spelling): row for row in glossary().values() for spelling in (row.name, *row.spellings, *row.related)
    }
