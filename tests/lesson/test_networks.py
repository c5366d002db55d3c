"""The named networks: those of the package, and what is checked when one is added."""

from pathlib import Path

import pytest

from rnn_tutor.lesson import networks
from rnn_tutor.lesson.networks import FOLDER, network_names, read_network
from rnn_tutor.lesson.problems import LessonError
from tests.lesson.given import complaints, loaded

ELMAN = """\
about: A hidden layer that sees itself.
equations:
  each_step:
    h: activation(W_x@input + W_h@previous(h) + b)
  output:
    P: sum(w*h)
parameters: {W_x: hidden x features, W_h: hidden × hidden, b: hidden, w: hidden, s: number}
"""

LESSON = """\
format_version: 1
title: Two units
network: elman
activation: tanh
inputs: [[1, 2, 3], [4, 5, 6]]
target: 1
parameters:
  W_x: [[1, 2, 3], [4, 5, 6]]
  W_h: [[1, 2], [3, 4]]
  b: [1, 2]
  w: [1, 2]
learning_rate: 0.1
"""


@pytest.fixture
def elman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one more network."""
    folder = tmp_path / "networks"
    folder.mkdir()
    file = folder / "elman.yaml"
    file.write_text(ELMAN.replace(", s: number", ""), encoding="utf-8")
    monkeypatch.setattr(networks, "FOLDER", folder)
    return file


@pytest.mark.parametrize("name", [path.stem for path in FOLDER.glob("*.yaml")])
def test_each_network_uses_the_parameters_it_declares(name: str) -> None:
    network = read_network(name, "sigmoid")
    words = set().union(*(equation.words for equation in network.wiring.all))
    assert set(network.shapes) <= words
    assert network.about


def test_simple_is_among_them() -> None:
    assert "simple" in network_names()


def test_a_network_is_added_by_its_file_alone(elman: Path, tmp_path: Path) -> None:
    lesson = loaded(tmp_path, LESSON)
    assert (lesson.network.name, lesson.network.about) == ("elman", "A hidden layer that sees itself.")
    assert [equation.text for equation in lesson.network.each_step] == ["activation(W_x@input + W_h@previous(h) + b)"]
    assert network_names() == [elman.stem]


@pytest.mark.usefixtures("elman")
def test_shapes_are_those_that_the_network_wants(tmp_path: Path) -> None:
    text = LESSON.replace("[[1, 2, 3], [4, 5, 6]]\n  W_h", "[[1, 2], [3, 4]]\n  W_h").replace("b: [1, 2]", "b: 1")
    assert complaints(tmp_path, text) == [
        "my.yaml:8:8: W_x is 2×2 here, but 2×3 in the network 'elman'; write 2×3",
        "my.yaml:10:6: b is a single number here, but 2 numbers in the network 'elman'; write 2 numbers",
    ]


@pytest.mark.usefixtures("elman")
def test_one_hidden_unit_may_be_written_as_numbers(tmp_path: Path) -> None:
    text = LESSON.replace("[[1, 2, 3], [4, 5, 6]]\n  W_h: [[1, 2], [3, 4]]", "[[1, 2, 3]]\n  W_h: 1")
    text = text.replace("b: [1, 2]", "b: 1").replace("w: [1, 2]", "w: [1]")
    assert [p.value.shape for p in loaded(tmp_path, text).parameters] == [(1, 3), (), (), ()]


def test_mistakes_in_a_network_file_are_placed_there(elman: Path, tmp_path: Path) -> None:
    elman.write_text(ELMAN.replace("W_h@", "U_h@").replace("about", "abuot"), encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        loaded(tmp_path, LESSON)
    assert str(caught.value) == f"{elman}:1:1: there is no key 'abuot'; did you mean 'about'?"
    elman.write_text(ELMAN.replace("W_h@", "U_h@"), encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        loaded(tmp_path, LESSON)
    assert str(caught.value).split("\n")[0] == f"{elman}:4:31: 'U_h' is not defined; did you mean 'W_h'?"
