"""A whole quiz in a real pseudo-terminal, keys and all."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from tests.cli.given import environment
from tests.quiz.test_session import RIGHT, SUMS
from tests.terminals import PATIENCE, at_terminal, end, exit_code

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# An empty line comes first: a gradient that is told may stand at the start of a line, too, and be read up to its =.
PROMPT = re.compile(r"\r\n\r\n\(?∂Loss/∂\S+ = $")


@pytest.fixture
def terminal(tmp_path: Path) -> Any:
    """Starts the quiz in a terminal of so many columns."""
    children: list[pexpect.spawn] = []

    def start(*words: str, columns: int = 80, **env: str) -> pexpect.spawn:
        changes = {"RNN_TUTOR_DATA": str(tmp_path / "data"), "INPUTRC": "/dev/null"}
        child = at_terminal(["quiz", *words], environment(**changes, **env), columns=columns, rows=50)
        children.append(child)
        return child

    yield start
    for child in children:
        end(child)


def plain(text: str) -> str:
    return ESCAPE.sub("", text).replace("\r\n", "\n")


def asked(child: pexpect.spawn) -> str:
    """What is on the screen up to the next prompt."""
    child.expect(PROMPT)
    return plain(child.before)


def said(child: pexpect.spawn, typed: str) -> str:
    """What is said to a line, up to the next prompt."""
    child.sendline(typed)
    return asked(child)


def ended(child: pexpect.spawn) -> tuple[str, int]:
    """What is said at the end, and the exit code."""
    code = exit_code(child)
    return plain(child.before), code


def test_a_whole_quiz(terminal: Any) -> None:
    child = terminal()
    assert "Question 1 of 20 · back through time" in asked(child)
    *answers, last = [*RIGHT, *SUMS]
    for number, answer in enumerate(answers, start=2):
        text = said(child, answer)
        assert "  Right" in text
        assert f"Question {number} of 20" in text
    child.sendline(last)
    text, code = ended(child)
    assert "20 of 20 right first time." in text
    assert "rnn-tutor quiz stock-example --random" in text
    assert code == 0


def test_what_can_be_typed(terminal: Any) -> None:
    child = terminal()
    asked(child)
    assert "read as −2(target − P) = −0.928" in said(child, "-2(target-P)")
    assert "read as −0.0622" in said(child, "-6.22e-2")
    assert "A number or a formula, or one of these" in said(child, "")
    assert "dX3 is the gradient of X3" in said(child, "?")
    assert "The rule: W₃ is multiplied by Y₃" in said(child, "hint")
    assert "∂Loss/∂W₃ = ∂Loss/∂P × Y₃" in said(child, " Hint ")
    assert "∂Loss/∂W₃ = −0.928 × 0.670" in said(child, "hint")
    assert "Yₜ = σ(Xₜ)" in said(child, "show")
    assert "Question 1 of 20" in said(child, "back")
    assert "This is the first question." in said(child, "back")
    assert "Question 2 of 20" in said(child, "skip")
    text = said(child, "W₃×∂P")
    assert "read as W₃ × ∂P = −0.742" in text
    assert "Not yet: W₃ was used where Y₃ belongs." in text
    assert "2 attempts left" in text
    assert "1 attempt left" in said(child, "0.1")
    assert "This is how it goes:" in said(child, "0.1")
    child.sendline("quit")
    text, code = ended(child)
    assert "To go on from here:" in text
    assert code == 0


def test_a_caret_stands_under_the_place(terminal: Any) -> None:
    child = terminal()
    asked(child)
    child.sendline("dP * Wrong + 1")
    child.expect(r"\^+\S*\r\n")
    screen = pyte.Screen(80, 50)
    pyte.Stream(screen).feed("∂Loss/∂P = " + child.before + child.after)
    typed, caret = (line.rstrip() for line in screen.display if line.strip())
    assert typed == "∂Loss/∂P = dP * Wrong + 1"
    assert caret == " " * typed.index("dP") + "^^"


def test_ctrl_d_says_how_it_went_and_the_next_quiz_goes_on(terminal: Any) -> None:
    child = terminal()
    asked(child)
    said(child, "-0.928")
    child.sendeof()
    text, code = ended(child)
    assert "1 of 1 right first time." in text
    assert code == 0
    assert "Going on where you left off, at question 2 of 20." in asked(terminal())


def test_ctrl_c_says_that_what_was_answered_is_kept_and_how_to_go_on(terminal: Any) -> None:
    child = terminal()
    asked(child)
    said(child, "-0.928")
    child.sendintr()
    text, code = ended(child)
    assert "Traceback" not in text
    assert "Your answers are kept. To go on from here:" in text
    assert "rnn-tutor quiz stock-example" in text
    assert code == 130
    assert "at question 2 of 20" in asked(terminal())


@pytest.mark.parametrize(("options", "says"), [((), "To go on from here:"), (("--no-save",), "")])
def test_ctrl_c_before_any_answer_doesn_t_speak_of_answers(terminal: Any, options: tuple[str, ...], says: str) -> None:
    child = terminal(*options)
    asked(child)
    child.sendintr()
    text, code = ended(child)
    assert "kept" not in text
    assert ("To go on" in text) == bool(says)
    assert code == 130


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(terminal: Any, columns: int) -> None:
    child = terminal("--no-save", columns=columns)
    texts = [asked(child)]
    texts += [said(child, typed) for typed in ("0.1", "0,1", "foo", "hint", "hint", "?", "show", "skip", "dP*W3")]
    child.sendline("quit")
    texts.append(ended(child)[0])
    lines = [line for text in texts for line in text.splitlines() if not line.startswith(("∂Loss", "rnn-tutor"))]
    assert max(map(len, lines)) <= min(columns, 100)


def test_a_window_that_changes_its_width_between_questions(terminal: Any) -> None:
    child = terminal("--no-save")
    assert max(map(len, asked(child).splitlines())) > 60
    child.setwinsize(50, 40)
    assert max(map(len, said(child, "-0.928").splitlines())) <= 40


def test_without_colours(terminal: Any) -> None:
    child = terminal("--no-save", NO_COLOR="1")
    child.expect(PROMPT)
    assert "\x1b[" not in child.before.replace("\x1b[?2004", "")


def test_json_while_a_person_answers(tmp_path: Path) -> None:
    """The talk is on standard error, which is the terminal; standard output goes elsewhere."""
    result = tmp_path / "result.json"
    command = f"exec {sys.executable} -m rnn_tutor quiz --no-save --json > {result}"
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], encoding="utf-8", timeout=PATIENCE, env={**os.environ, "LANG": "C.UTF-8"}
    )
    child.expect(PROMPT)
    child.sendline("-0.928")
    child.expect(PROMPT)
    child.sendline("quit")
    child.expect(pexpect.EOF)
    assert '"right_first_time": 1' in result.read_text("utf-8")
