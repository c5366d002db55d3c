"""Slides turned into lessons: what the messages say to write is written, and the lesson loads."""

from pathlib import Path

import pytest

from tests.lesson.given import complaints

LATEX = r"""format_version: 1
title: From a slide
about: An equation with accents, copied.
equations:
  each_step:
    h_t: tanh(W_{hh} h_{t-1} + W_{xh} x_t)
    \tilde{h}_t: \tanh(V h_t)
    s: sigmoid(\tilde{h}_{t} \cdot c)
  loss: -\sum_t s_t \log \hat{s}_t
inputs: [0.5, 0.6]
targets: [1, 0]
parameters: {W_hh: 1, W_xh: 2, V: 1, c: 0.3}
learning_rate: 0.1
"""
NUMPY = """format_version: 1
title: From a notebook
about: The lines of a loop over t.
equations:
  each_step:
    hs[t]: np.tanh(Wx*xs[t] + Wh*hs[t-1] + b)
    ps(t): np.dot(V, hs[t])
  loss: np.mean((target - ps[t])**2)
inputs: [0.5, 0.6]
targets: [1, 2]
parameters: {Wx: 1, Wh: 0.3, b: 0, V: 0.7}
learning_rate: 0.1
"""
STATE = """format_version: 1
title: The state with its step
about: Names as a book prints them.
equations:
  each_step:
    h_t: np.tanh(W*x_t + U*h_{t-1})
    y_t: V h_t
  loss: (target - y_t)**2
inputs: [0.5, 0.6]
targets: [1, 2]
parameters: {W: 1, U: 0.3, V: 0.7}
learning_rate: 0.1
"""
# What is written for the lines of each slide, from the sixth on: what the messages say, word for word.
SLIDES = {
    "LaTeX": (
        LATEX,
        ["h: tanh(W_hh*previous(h) + W_xh*input)", "htilde: tanh(V*h)", "s: sigmoid(htilde*c)"],
        "-sum(target*log(s))",
    ),
    "NumPy": (NUMPY, ["hs: tanh(Wx*input + Wh*previous(hs) + b)", "ps: dot(V, hs)"], "mean((target - ps)**2)"),
    "names of a book": (STATE, ["h: tanh(W*input + U*previous(h))", "y: V*h"], "(target - y)**2"),
}


@pytest.mark.parametrize("slide", SLIDES)
def test_a_slide_mended_as_its_messages_say_is_a_lesson(slide: str, tmp_path: Path) -> None:
    text, equations, loss = SLIDES[slide]
    said = complaints(tmp_path, text)
    lines = text.splitlines()
    for place, equation in enumerate(equations, 5):
        written = lines[place].partition(":")[0].strip()
        key, value = equation.split(": ", 1)
        assert written == key or any(
            line.startswith(f"my.yaml:{place + 1}:5:") and f"write {key}" in line for line in said
        )
        assert any(f"my.yaml:{place + 1}:" in line and line.endswith(value) for line in said), value
        lines[place] = f"    {equation}"
    place = 5 + len(equations)
    assert any(line.startswith(f"my.yaml:{place + 1}:") or "wherever it stands" in line for line in said)
    lines[place] = f"  loss: {loss}"
    assert complaints(tmp_path, "\n".join(lines)) == []


def test_a_line_with_an_accent_is_told_once(tmp_path: Path) -> None:
    assert complaints(tmp_path, LATEX)[-1] == "my.yaml:9:9: this line is LaTeX; write -sum(target*log(s))"


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ("np.tanh(W*x + U*h_{t-1})", "with all corrections: tanh(W*input + U*previous(h))"),
        ("np.tanh(W*input + U*h_{t-1} + nowhere)", ""),
    ],
)
def test_all_corrections_hold_no_name_that_is_not_defined(equation: str, said: str, tmp_path: Path) -> None:
    lines = complaints(tmp_path, STATE.replace("np.tanh(W*x_t + U*h_{t-1})", equation))
    assert [line.partition("; with")[2] for line in lines if ":6:" in line and "; with" in line] == (
        [said.removeprefix("with")] if said else []
    )


def test_a_name_with_its_step_is_left_alone_in_a_lesson_that_can_be_read(tmp_path: Path) -> None:
    text = STATE.replace("np.tanh(W*x_t + U*h_{t-1})", "tanh(W*input + U*previous(h_t))").replace("V h_t", "V*h_t")
    assert complaints(tmp_path, text) == []


GRU = """format_version: 1
title: A GRU from a book
about: The state and the input joined.
equations:
  each_step:
    z: σ(W_z · [previous(h), input])
    r: σ(W_r [previous(h), input])
    n: tanh(W · [r ∗ previous(h), input])
    h: (1 − z) ⊙ previous(h) + z ⊙ n
  loss: sum((target - h)^2)
inputs: [0.5, 1]
target: 0.4
parameters: {W_z: [0.1, 0.2], W_r: [0.3, 0.4], W: [0.5, 0.6]}
learning_rate: 0.1
"""
BOOKS = {"z": "W_z · [previous(h), input]", "r": "W_r [previous(h), input]", "n": "W · [r ∗ previous(h), input]"}
JOINED = {"z": "W_z @ concat(previous(h), input)", "r": "W_r @ concat(previous(h), input)"}
JOINED["n"] = "W @ concat(r*previous(h), input)"
ROWS = "{W_z: [[0.1, 0.2]], W_r: [[0.3, 0.4]], W: [[0.5, 0.6]]}"
TWO = "{W_z: [[1, 2, 3], [1, 2, 3]], W_r: [[1, 2, 3], [1, 2, 3]], W: [[1, 2, 3], [1, 2, 3]]}"


@pytest.mark.parametrize(("weights", "target"), [(None, "0.4"), (ROWS, "0.4"), (TWO, "[0.4, 0.2]")])
def test_the_weights_of_a_book_are_told_to_stand_before_the_joined_vector(
    weights: str | None, target: str, tmp_path: Path
) -> None:
    text = GRU.replace("target: 0.4", f"target: {target}")
    text = text.replace("{W_z: [0.1, 0.2], W_r: [0.3, 0.4], W: [0.5, 0.6]}", weights) if weights else text
    first = complaints(tmp_path, text)
    assert [line.partition("write ")[2].partition(" for the product")[0] for line in first] == [JOINED["r"]]
    of_vectors = {key: f"dot{(*value.partition(' @ ')[::2],)}".replace("'", "") for key, value in JOINED.items()}
    wanted = JOINED if weights else of_vectors
    text = text.replace(BOOKS["r"], wanted["r"])
    second = complaints(tmp_path, text)
    assert [line.partition("write ")[2].partition(" for ")[0] for line in second] == [wanted["z"], wanted["n"]]
    for key in "zn":
        text = text.replace(BOOKS[key], wanted[key])
    assert complaints(tmp_path, text) == []


def test_weights_before_a_vector_of_single_numbers_stay_element_by_element(tmp_path: Path) -> None:
    text = GRU.replace(BOOKS["r"], "dot(W_r, [previous(h), input])").replace(BOOKS["z"], f"sum({BOOKS['z']})")
    assert complaints(tmp_path, text.replace(BOOKS["n"], f"sum({BOOKS['n']})")) == []
