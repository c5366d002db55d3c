"""What is said about broken lessons, word for word: place, mistake and remedy (see messages.txt)."""

import codecs
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from rnn_tutor.equations.functions import WRITABLE
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.lesson import document
from tests.lesson import given
from tests.lesson.given import changed, complaints

TABLES = {"{losses}": ", ".join(LOSSES), "{functions}": ", ".join(WRITABLE)}


@dataclass
class Case:
    """A broken lesson: which one is changed, how, and what is said."""

    name: str
    base: str = ""
    olds: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | bytes:
        if self.base == "bytes":
            return codecs.escape_decode(self.news[0].encode("latin-1"))[0]
        changes = zip(map(unescaped, self.olds), map(unescaped, self.news), strict=True)
        return changed(getattr(given, self.base), *changes)


def unescaped(text: str) -> str:
    for written, meant in (("\\\\", "\0"), ("\\n", "\n"), ("\\t", "\t"), ("\\a", "\a"), ("\0", "\\")):
        text = text.replace(written, meant)
    return text


def cases() -> list[Case]:
    found: list[Case] = []
    for line in (Path(__file__).parent / "messages.txt").read_text(encoding="utf-8").split("\n"):
        mark, _, rest = line.partition(" ")
        match mark:
            case "==":
                found.append(Case(rest))
            case "from":
                found[-1].base = rest
            case "-":
                found[-1].olds.append(rest)
            case "+":
                found[-1].news.append(rest)
            case ">":
                for name, names in TABLES.items():
                    rest = rest.replace(name, names)
                found[-1].said.append(rest)
    return found


CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message(case: Case, tmp_path: Path) -> None:
    assert case.said
    assert complaints(tmp_path, case.text) == case.said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message_without_libyaml(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LOADER", yaml.SafeLoader)
    assert complaints(tmp_path, case.text) == case.said


def test_places_are_the_same_whatever_the_line_ends(tmp_path: Path) -> None:
    text = changed(given.WRITTEN_OUT, ("Y*W3 + B3", "Y*W4 + B3"), ("target: 1.2", "target: nan"))
    said = complaints(tmp_path, text)
    assert len(said) == 2
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert complaints(tmp_path, other) == said


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) > 100
