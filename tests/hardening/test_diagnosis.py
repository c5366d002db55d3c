"""Hostile files and programs given to `diagnose`: a message, or a diagnosis, and no control character in either."""

import json
from pathlib import Path

import pytest

from rnn_tutor import diagnose, load_lesson
from rnn_tutor.diagnosis.causes import Causes
from rnn_tutor.diagnosis.comparison import Comparison
from rnn_tutor.diagnosis.diagnose import diagnosis
from tests.cli.given import run
from tests.terminals import PATIENCE

FILES = {
    "a whole number beyond doubles": json.dumps({"W1": 10**3000}),
    "a number of many digits": '{"W1": 0.' + "1" * 20_000 + "}",
    "names that redraw the screen": json.dumps({"\x1b[31m\u202eW1": 1, "\ud800": 2}),
    "names beside one that is known": json.dumps({"\x1b[31m\u202e": 1, "W1": 2}),
    "values that redraw the screen": json.dumps({"W1": "\x1b[31m\u202e"}),
    "too many numbers": json.dumps({"W1": [0.1] * 200_001}),
    "objects in objects": '{"W1":' * 900 + "1" + "}" * 900,
}
PROGRAMS = {
    "holds itself": "def gradients(*_):\n  a = {}\n  a['W1'] = a\n  return a",
    "a list that holds itself": "def gradients(*_):\n  a = []\n  a.append(a)\n  return {'W1': a}",
    "raises at length": "raise ValueError('x' * 1_000_000)",
    "names": "def gradients(*_):\n  return {'\\x1b[31m\\u202eW1': 1, '\\ud800': 2, None: 3, ('a',): 4}",
    "prints escapes": "print('\\x1b[31m\\u202e' * 9)\ndef gradients(*_): return {'W1': 1}",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [*((f"{name}.json", text) for name, text in FILES.items()), *((f"{n}.py", text) for n, text in PROGRAMS.items())],
)
def test_it_ends_with_a_word(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    done = run("diagnose", "stock-example", name, "--timeout", str(PATIENCE), cwd=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode in (1, 2)
    assert done.returncode == 1 or done.stderr
    assert len(said) < 25_000
    assert all(character.isprintable() or character == "\n" for character in said)
    if name.endswith(".json"):
        assert "Traceback" not in said


@pytest.mark.parametrize("given", [{"dX": 0.2, "dU": 0.3}, {"dX.t1": -0.01, "dX": 0.49, "dU": 0.3}])
def test_a_parameter_called_as_a_gradient_is_told_to_be_either(given: dict[str, float]) -> None:
    lesson = (
        "format_version: 1\ntitle: Two of a name\nequations: {each_step: {X: input*dX + previous(Y)*U, Y: sigmoid(X)}, "
        "loss: (target - Y)**2}\ninputs: [0.5, 1]\ntarget: 1\nparameters: {dX: 0.5, U: 0.3}\nlearning_rate: 0.1\n"
    )
    notes = diagnose(load_lesson(lesson), given)["notes"]
    assert any("dX may be the parameter dX or the gradient of X, and is read as the" in note for note in notes)


def test_infinity_is_told_and_no_slip_is_named_for_it() -> None:
    found = diagnose("stock-example", {"dW1": float("inf"), "dW2": float("nan"), "dP": -0.928})
    assert [wrong["name"] for wrong in found["wrong"]] == ["dW1", "dW2"]
    assert found["causes"] == []


def test_of_a_forward_pass_nothing_behind_it_is_computed() -> None:
    """Each of some hundred slips would go the whole way back."""
    given = {"X.t1": 0.35, "Y.t1": 0.587, "X.t2": 0.777, "Y.t2": 0.685, "X.t3": 0.806}
    found = diagnosis(load_lesson("stock-example"), given)
    figures = [one.figure.ref for one in found.compared]
    causes = Causes(found.replay, Comparison(found.replay, [one.figure for one in found.compared]), found.compared)
    assert causes._end == 1 + max(found.replay.places[ref] for ref in figures) == 5
