"""What is said about broken lessons, word for word: place, mistake and remedy (see messages.txt, strangers.txt)."""

import codecs
from pathlib import Path

import pytest
import yaml

from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson import document
from tests.lesson import given
from tests.lesson.broken import Case, cases
from tests.lesson.given import changed, complaints

TABLES = {"{losses}": ", ".join(LOSSES), "{functions}": ", ".join(WRITABLE)}


def written(case: Case) -> str | bytes:
    if case.base == "bytes":
        return codecs.escape_decode(case.news[0].encode("latin-1"))[0]
    return changed(getattr(given, case.base), *case.changes)


def said(case: Case) -> list[str]:
    """What the case wants to be said, with the names of the program's tables."""
    lines = case.said
    for name, names in TABLES.items():
        lines = [line.replace(name, names) for line in lines]
    return lines


HERE = Path(__file__).parent
CASES = cases(HERE / "messages.txt")
STRANGERS = cases(HERE / "strangers.txt")


@pytest.mark.parametrize("case", [*CASES, *STRANGERS], ids=lambda case: case.name)
def test_message(case: Case, tmp_path: Path) -> None:
    assert case.said
    assert complaints(tmp_path, written(case)) == said(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message_without_libyaml(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LOADER", yaml.SafeLoader)
    assert complaints(tmp_path, written(case)) == said(case)


def test_places_are_the_same_whatever_the_line_ends(tmp_path: Path) -> None:
    text = changed(given.WRITTEN_OUT, ("Y*W3 + B3", "Y*W4 + B3"), ("target: 1.2", "target: nan"))
    said = complaints(tmp_path, text)
    assert len(said) == 2
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert complaints(tmp_path, other) == said


def test_names_are_unique() -> None:
    names = [case.name for case in [*CASES, *STRANGERS]]
    assert len(names) == len(set(names))
    assert len(CASES) > 100
    assert len(STRANGERS) > 200
