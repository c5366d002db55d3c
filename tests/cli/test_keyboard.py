"""Keys that act at once, and a terminal that is as it was on every way out."""

import signal
import termios
from io import StringIO

import pexpect
import pytest

from rnn_tutor.cli.keyboard import Keyboard, edited, rewritten
from rnn_tutor.screens.layout.output import Output
from tests.cli.given import PROGRAM, environment
from tests.cli.test_terminal import PROMPT, walking
from tests.terminals import PATIENCE, end

AS_LINES = termios.ECHO | termios.ICANON


def modes(terminal: int) -> int:
    """What a terminal does with what is typed: echo it, gather lines."""
    flags = termios.tcgetattr(terminal)[3]
    assert isinstance(flags, int)
    return flags & AS_LINES


@pytest.mark.parametrize("key", ["\r", "\n", " ", "n", "\x1b[C", "\x1bOC", "\x1b[6~"])
def test_on(key: str) -> None:
    with walking("--from", "backward:8") as terminal:
        terminal.until()
        assert "Step 9 of 17" in terminal.press(key)


@pytest.mark.parametrize("key", ["b", "\x1b[D", "\x1bOD", "\x1b[5~"])
def test_back(key: str) -> None:
    with walking("--from", "backward:8") as terminal:
        terminal.until()
        assert "Step 7 of 17" in terminal.press(key)


def test_to_the_next_phase() -> None:
    with walking("--from", "network") as terminal:
        terminal.until()
        for phase in ("Step 1 of 7 · forward", "the loss", "Step 1 of 17", "Step 1 of 5 · the sums", "the update"):
            assert phase in terminal.press("p")
        assert "In pictures" in terminal.press("p")


def test_what_is_typed_ahead_is_kept() -> None:
    with walking("--from", "backward:1") as terminal:
        terminal.child.send("\r\rg9\r\x1b[D")  # before the first page is there
        seen = "".join(terminal.until() for _ in range(5))
        places = [seen.index(f"Step {number} of 17") for number in (1, 2, 3, 9, 8)]
        assert places == sorted(places)


def test_the_line_of_an_address_can_be_corrected_and_left() -> None:
    with walking("--from", "backward:2") as terminal:
        terminal.until()
        assert "Step 9 of 17" in terminal.press("gforwar\x15back 8\x7f9\r")
        assert "Go where?" in terminal.press("g12\x1b")


@pytest.mark.parametrize(
    ("ending", "code"), [("q", 0), ("\x03", 130), ("\x04", 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_terminal_is_as_it_was(ending: str | signal.Signals, code: int) -> None:
    with walking("--from", "backward:9") as terminal:
        terminal.until()
        assert modes(terminal.child.child_fd) == 0
        if isinstance(ending, str):
            terminal.child.send(ending)
        else:
            terminal.child.kill(ending)
        terminal.child.expect(pexpect.EOF)
        assert modes(terminal.child.child_fd) == AS_LINES
        assert terminal.ends() == code
        assert "Traceback" not in terminal.raw


def test_it_is_given_back_while_the_walk_is_stopped() -> None:
    shell = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "-i"], encoding="utf-8", env=environment(PS1="ready$ "), timeout=PATIENCE
    )
    try:
        shell.expect_exact("ready$ ")
        shell.sendline(" ".join([*PROGRAM, "walk", "stock-example", "--from", "backward:8"]))
        shell.expect_exact(PROMPT)
        shell.sendcontrol("z")
        shell.expect_exact("ready$ ")
        shell.sendline("stty -a; echo 'do'ne")
        shell.expect_exact("done\r")
        assert " icanon" in shell.before
        assert " echo " in shell.before
        shell.expect_exact("ready$ ")
        shell.sendline("fg")
        shell.expect_exact(PROMPT)  # written again
        shell.send("\r")
        shell.expect_exact("Step 9 of 17")
    finally:
        end(shell)


@pytest.mark.parametrize(
    ("typed", "key", "then"),
    [("12", "3", "123"), ("12", "\x7f", "1"), ("", "\x7f", ""), ("12", "\x15", ""), ("1", "\t", "1"), ("1", "日", "1")],
)
def test_a_line_is_edited(typed: str, key: str, then: str) -> None:
    assert edited(typed, key) == then


@pytest.mark.parametrize(("before", "after"), [("12", "123"), ("123", ""), ("12", "1"), ("", "")])
def test_what_is_rewritten_leaves_the_right_text(before: str, after: str) -> None:
    cells, cursor = list(before), len(before)
    for character in rewritten(before, after):
        if character == "\b":
            cursor -= 1
        else:
            cells[cursor : cursor + 1] = [character]
            cursor += 1
    assert ("".join(cells).rstrip(), cursor) == (after, len(after))


@pytest.mark.parametrize("width", [20, 31, 40, 80])
def test_a_word_can_be_typed_in_a_narrow_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the question leaves no room for it, it has a row of its own."""
    stream = StringIO()
    keyboard = Keyboard(Output(stream, width=width))
    keys = iter("backpropagas\btion\r")
    monkeypatch.setattr(keyboard, "read", lambda: next(keys))
    assert keyboard.line("A word, or Enter: more help > ") == "backpropagation"
    rows = stream.getvalue().split("\n")
    assert rows[-2].endswith("> backpropagas\b \btion")
    assert (rows[0] == "A word, or Enter: more help") == (width < 80)
