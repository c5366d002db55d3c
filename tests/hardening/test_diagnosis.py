"""Hostile files and programs given to `diagnose`: a message, or a diagnosis, and no control character in either."""

import json
from pathlib import Path

import pytest

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
