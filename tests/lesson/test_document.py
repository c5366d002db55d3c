"""Texts and their places in a YAML file, and files that are no lessons at all."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_tutor.lesson import document
from rnn_tutor.lesson.document import Document, parse_document
from rnn_tutor.lesson.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rnn_tutor.lesson.problems import LessonError
from tests.lesson.given import NAMED, complaints

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=80)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])


@pytest.fixture(params=["libyaml", "python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either of PyYAML's parsers."""
    if request.param == "python":
        monkeypatch.setattr(document, "LOADER", yaml.SafeLoader)


def text_of(read: Document) -> ScalarNode:
    assert isinstance(read.root, MappingNode)
    value = read.root.values["key"]
    assert isinstance(value, ScalarNode)
    return value


@given(LETTERS, STYLES, st.integers(10, 60))
@example("it's a\\b", "'", 20)
@example("a\n\n  b\nc ", "|", 20)
@example("a \tb  c\t d", '"', 40)
@example('say "a"\tσ² 😀', '"', 10)
def test_every_character_has_the_place_where_it_stands(text: str, style: str | None, width: int) -> None:
    source = yaml.dump({"key": text}, default_style=style, width=width, allow_unicode=True)
    source = source.replace('"key":', "key:").replace("'key':", "key:").replace("? |-\n  key\n", "key")
    if not source.startswith("key:"):
        return
    value = text_of(parse_document(source, "my.yaml"))
    assert value.text == text
    lines = source.split("\n")
    for offset, character in enumerate(text):
        place = value.place_of(offset)
        there = lines[place.line - 1][place.column - 1 :]
        if not character.isspace():
            stands_for_itself = character.isascii() and character.isalnum()
            assert there.startswith(character if stands_for_itself else (character, "\\"))
    end = value.place_of(len(text))
    assert end.column <= len(lines[end.line - 1]) + 1


@pytest.mark.usefixtures("loader")
def test_places_of_keys_and_values() -> None:
    source = "# a comment\nkey: 'value'\nlist:\n  - a\n  - {b: 1,  c: [d]}\n"
    read = parse_document(source, "my.yaml")
    lines = source.split("\n")
    assert isinstance(read.root, MappingNode)
    found: list[str] = []

    def visit(node: Node) -> None:
        match node:
            case ScalarNode():
                found.append(node.text)
                assert lines[node.place.line - 1][node.place.column - 1 :].startswith((node.text, "'" + node.text))
            case MappingNode():
                for key, value in zip(node.keys.values(), node.values.values(), strict=True):
                    visit(key)
                    visit(value)
            case SequenceNode():
                for item in node.items:
                    visit(item)

    visit(read.root)
    assert found == ["key", "value", "list", "a", "b", "1", "c", "d"]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting_is_refused_not_recursed_into(opening: str) -> None:
    with pytest.raises(LessonError, match="nested deeper than 50"):
        parse_document(opening * 200_000, "my.yaml")


@pytest.mark.usefixtures("loader")
def test_aliases_are_refused_before_they_grow() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(LessonError) as caught:
        parse_document("\n".join(lines), "my.yaml")
    assert len(caught.value.problems) == 101
    assert "there are more mistakes from here on" in caught.value.problems[-1].message


def test_many_mistakes_are_summed_up(tmp_path: Path) -> None:
    said = complaints(tmp_path, NAMED.replace("0.5, 1.0", ", ".join(["x"] * 1000)))
    assert len(said) == 101
    assert said[-1] == "my.yaml:4:310: there are more mistakes from here on; fix those above first"


def test_ten_megabytes(tmp_path: Path) -> None:
    assert complaints(tmp_path, b"a" * 10_000_000) == [
        "my.yaml: this file is larger than a lesson may be (1,000,000 bytes)"
    ]
    with pytest.raises(LessonError, match="larger than a lesson may be"):
        parse_document("a" * 1_000_001, "my.yaml")


def test_too_many_values(tmp_path: Path) -> None:
    assert complaints(tmp_path, "a: [" + "1," * 201_000 + "]") == [
        "my.yaml:1:399999: the file has more than 200,000 values; make it smaller"
    ]


def said_of(path: Path) -> str:
    with pytest.raises(LessonError) as caught:
        document.read_document(path, "shown as")
    return str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert said_of(tmp_path / "none.yaml") == "shown as: there is no such file"


def test_a_directory(tmp_path: Path) -> None:
    assert said_of(tmp_path) == "shown as: this is a directory; name a lesson file in it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    expected = "shown as: this is not a regular file; save the lesson as a file, and name that"
    assert said_of(tmp_path / "pipe.yaml") == expected


@pytest.mark.skipif(os.name == "nt", reason="links need privileges on Windows")
def test_links_that_lead_round_and_round(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert said_of(tmp_path / "a.yaml") == "shown as: this file can't be opened (too many levels of symbolic links)"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch(mode=0)
    assert said_of(tmp_path / "a.yaml") == "shown as: you have no permission to read this file; ask its owner"


def test_permission_denied_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", denied)
    assert said_of(tmp_path / "a.yaml") == "shown as: you have no permission to read this file; ask its owner"


@pytest.mark.parametrize("name", ["a\0b.yaml", "a" * 5000, "a.yaml/b.yaml"])
def test_impossible_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.yaml").touch()
    assert said_of(tmp_path / name).startswith("shown as: ")


def test_file_names_cannot_play_with_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(LessonError) as caught:
        document.read_document(tmp_path / "none", "evil\x1b[2J\nname")
    assert str(caught.value) == "evil\\x1b[2J\\nname: there is no such file"
