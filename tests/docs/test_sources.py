"""Each work that a lesson or a network names stands in docs/sources.md, by its first author and its year."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tutor.lesson.networks import FOLDER as NETWORKS
from tests.docs.documents import ROOT
from tests.lessons.bundled import FOLDER as LESSONS

NAME = r"(?!From\b|December\b)[A-Z][\w-]+"  # no date
WORK = re.compile(
    rf"(?P<first>{NAME})(?:(?:, | and |, and )(?:{NAME}|others))*"  # Gers, Schmidhuber and Cummins
    r"(?:'s)?,?(?: \(?\"[^\"]+\")?,? \(?(?P<year>(?:19|20)\d\d)\b"  # "Learning to forget" (2000)
)


def works(file: Path) -> Iterator[tuple[str, str]]:
    for found in WORK.finditer(" ".join(file.read_text(encoding="utf-8").split())):
        yield found["first"], found["year"]


@pytest.mark.parametrize(
    "file", [*sorted(LESSONS.glob("*.yaml")), *sorted(NETWORKS.glob("*.yaml"))], ids=lambda f: f.stem
)
def test_every_work_that_is_named_stands_in_the_sources(file: Path) -> None:
    rows = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").splitlines()
    missing = [
        f"{first} {year}" for first, year in works(file) if not any(first in row and year in row for row in rows)
    ]
    assert not missing


def test_works_are_found() -> None:
    named = [one for file in (*LESSONS.glob("*.yaml"), *NETWORKS.glob("*.yaml")) for one in works(file)]
    assert {("Werbos", "1990"), ("Hochreiter", "1991"), ("Karpathy", "2015"), ("Jaeger", "2007"), ("Gu", "2022")} <= {
        *named
    }
