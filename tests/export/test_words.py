"""The words of a vocabulary stand beside the lists that they become, wherever the numbers given are shown."""

from pathlib import Path

import pytest

from rnn_tutor.explain.derive import derive
from rnn_tutor.export.contents import given, word_beside
from tests.cli.given import run
from tests.lesson.given import LETTERS, changed, loaded

WORDS = changed(
    LETTERS,
    ("inputs: [[1, 0, 0], [0, 1, 0]]", "vocabulary: [the, cat, 'sat <b>']\ninputs: [the, cat]"),
    ("targets: [[0, 1, 0], [0, 0, 1]]", "targets: [cat, 'sat <b>']"),
)
BESIDE = {"input.1": "the", "input.2": "cat", "target.1": "cat", "target.2": "sat <b>"}


def test_each_input_and_target_has_its_word(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, WORDS))
    found = {f"{ref.name}.{ref.at}": word_beside(derivation, ref) for ref, _ in given(derivation)}
    assert {name: word for name, word in found.items() if word} == {name: f" ({word})" for name, word in BESIDE.items()}


def test_lists_without_a_vocabulary_have_none(tmp_path: Path) -> None:
    derivation = derive(loaded(tmp_path, LETTERS))
    assert {word_beside(derivation, ref) for ref, _ in given(derivation)} == {""}


@pytest.mark.parametrize(
    ("form", "last"),
    [
        (["markdown"], "(sat \\<b\\>)"),
        (["latex"], "(sat "),
        (["html"], "(sat &lt;b&gt;)"),
        (["moodle"], "(sat "),
        (["worksheet"], "(sat &lt;b&gt;)"),
        (["worksheet", "--medium", "markdown"], "(sat \\<b\\>)"),
        (["worksheet", "--medium", "latex"], "(sat "),
    ],
    ids=str,
)
def test_the_words_reach_the_pupil(form: list[str], last: str, tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(WORDS, encoding="utf-8")
    shown = run("export", str(file), "--to", *form).stdout
    assert all(word in shown for word in ("(the)", "(cat)", last))
    assert "<b>)" not in shown


def test_the_first_page_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(WORDS, encoding="utf-8")
    assert "[1, 0, 0] (the), [0, 1, 0] (cat)" in run("walk", str(file)).stdout
