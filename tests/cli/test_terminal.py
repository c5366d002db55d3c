"""The walk in a real pseudo-terminal: keys, colours, sizes, and ways to leave."""

import re
from typing import Self

import pexpect
import pyte
import pytest

from tests.cli.given import PROGRAM, environment
from tests.terminals import PATIENCE, at_terminal, end, exit_code

PROMPT = "q: quit > "
LAST = "b: back > "


def without_escapes(seen: str) -> str:
    """What is written, without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen).replace("\r\n", "\n")


class Terminal:
    """The program in a terminal of a given size, and what can be seen there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        end(self.child)

    def __init__(
        self,
        *arguments: str,
        columns: int = 80,
        rows: int = 60,
        changes: dict[str, str] | None = None,
        afresh: bool = False,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        surroundings = environment(**changes or {})
        self.child = (
            pexpect.spawn(
                PROGRAM[0],
                [*PROGRAM[1:], *arguments],
                encoding="utf-8",
                dimensions=(rows, columns),
                env=surroundings,
                timeout=PATIENCE,
            )
            if afresh
            else at_terminal(arguments, surroundings, columns=columns, rows=rows)
        )

    def until(self, text: str = PROMPT) -> str:
        """What is written until a text appears."""
        self.child.expect_exact(text)
        seen = self.child.before + self.child.after
        self.raw += seen
        self.stream.feed(seen)
        return without_escapes(seen)

    def press(self, key: str = "\r", until: str = PROMPT) -> str:
        """Press a key, or several, and what comes of it."""
        self.child.send(key)
        return self.until(until)

    def page(self, end: str = PROMPT) -> str:
        """The next page, all of its sheets."""
        seen = self.press("\r", "> ")
        for _ in range(int(sheets[1]) - 1 if (sheets := re.search(r"\(1 of (\d+)\)", seen)) else 0):
            seen += self.press("\r", "> ")
        assert seen.endswith(end)
        return seen

    def go(self, where: str) -> str:
        """Go to a step."""
        return self.press(f"g{where}\r")

    def leave(self) -> str:
        """Quit, and what is said then."""
        self.child.send("q")
        self.child.expect(pexpect.EOF)
        self.raw += self.child.before
        return without_escapes(self.child.before)

    def ends(self) -> int:
        """The rest is written; the exit code."""
        code = exit_code(self.child)
        self.raw += self.child.before
        self.stream.feed(self.child.before)
        return code

    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [line.rstrip() for line in self.screen.display]


def walking(*arguments: str, columns: int = 80, rows: int = 60, afresh: bool = False, **changes: str) -> Terminal:
    """A walk through the stock example, in a terminal."""
    return Terminal("walk", "stock-example", *arguments, columns=columns, rows=rows, changes=changes, afresh=afresh)


def test_enter_goes_from_the_opening_through_every_step_to_the_end() -> None:
    with walking(rows=24, afresh=True) as terminal:
        assert "A stock closed at 0.5" in terminal.until()
        assert "┌─ Day 1 ─" in terminal.press()
        assert "σ is the sigmoid function" in terminal.press()
        assert "5 trainable parameters" in terminal.press()
        assert "17 steps back" in terminal.page()
        phases = [("forward", 7), ("the loss", 1), ("back through time", 17), ("the sums", 5), ("the update", 5)]
        for phase, count in phases:
            for number in range(1, count + 1):
                assert f"Step {number} of {count} · {phase}" in terminal.page()
        assert "── In pictures" in terminal.page()
        assert "It worked: the loss fell from 0.215 to 0.104" in terminal.page()
        assert "Why the two differ" in terminal.page(LAST)
        assert "This is the last page" in terminal.press("p", LAST)
        assert "── By hand and exact" in terminal.press("b")
        terminal.press("\r", LAST)
        terminal.child.send("\r")
        assert terminal.ends() == 0


def test_the_help_says_where_enter_leads_and_keys_act_there() -> None:
    with walking("--from", "backward:9", rows=24) as terminal:
        terminal.until()
        assert "In the lesson these keys act at once" in terminal.press("?", "more help > ")
        assert "quit" in terminal.press("\r", "back to the lesson > ")
        assert "gradient" in terminal.press("gradient\r", "back to the lesson > ")
        assert "zebra is not in the glossary." in terminal.press("zebra\r", "back to the lesson > ")
        assert "How steep a curve is" in terminal.press("?slope\r", "back to the lesson > ")
        assert "Step 9 of 17" in terminal.press("\r")  # the page once more
        terminal.press("?", "more help > ")
        assert "FLINT" in terminal.press("e\r")
        terminal.press("?", "more help > ")
        assert "Step 8 of 17" in terminal.press("b\r")
        terminal.press("?", "more help > ")
        assert "Step 9 of 17" in terminal.press("n\r")
        terminal.press("?", "more help > ")
        terminal.child.send("q\r")
        assert terminal.ends() == 0


def test_a_word_explained_on_the_first_page_of_the_help_keeps_the_second() -> None:
    with walking("--from", "backward:9", rows=24) as terminal:
        terminal.until()
        terminal.press("?", "more help > ")
        assert "W₂ is a weight" in terminal.press("W2\r", "more help > ")
        assert "the answer to the question" in terminal.press("\r", "back to the lesson > ")
        assert "X₃ is a number that the network computes on day 3" in terminal.press("X3\r", "back to the lesson > ")
        assert "Step 9 of 17" in terminal.press("\r")


def test_a_page_with_nothing_left_out_says_so() -> None:
    with walking("--from", "backward:9") as terminal:
        terminal.until()
        assert "Nothing is left out on this page." in terminal.press("f")


@pytest.mark.parametrize("looks", [False, True])
def test_who_leaves_without_the_answer_is_told_where_it_is(looks: bool) -> None:
    with walking("--from", "comparison") as terminal:
        assert "a: the answer   Enter: leave   b: back > " in terminal.until(LAST)
        if looks:
            assert "An answer" in terminal.press("a", LAST)
        terminal.child.send("\r")
        terminal.child.expect("Now find its numbers yourself")
        said = terminal.child.before
        assert ("The answer to the question above:" in said) is not looks
        assert ("rnn-tutor walk stock-example --from answer" in said) is not looks
        assert terminal.ends() == 0


def test_the_command_that_is_told_shows_the_question_and_its_answer() -> None:
    with walking("--from", "answer", rows=24) as terminal:
        seen = terminal.until(LAST)
        assert "To think about" in seen
        assert seen.index("To think about") < seen.index("An answer")
    with walking(rows=24) as terminal:
        terminal.until()
        terminal.child.send("ganswer\r")
        assert "An answer" in terminal.until(LAST)


def test_pages_are_gone_to_by_the_number_in_their_heading() -> None:
    with walking() as terminal:
        terminal.until()
        assert "page 20 of 42" in terminal.go("page 20")
        assert "There is no page 99; there are 42." in terminal.go("page 99")
        assert "There is no step 'dX9'. Write it like 9, backward:9, dY2, page 42 or start." in terminal.go("dX9")


def test_keys() -> None:
    with walking() as terminal:
        terminal.until()
        assert "This is the first page." in terminal.press("b")
        assert "A closed form belongs to a step" in terminal.press("e")
        assert "This page has no picture." in terminal.press("v")
        assert "Step 9 of 17 · back through time" in terminal.go("9")
        assert "The loss along" not in terminal.press("v")
        assert "The gradient on its way back through time" in terminal.press("v")
        assert "Step 8 of 17" in terminal.press("b")
        assert "Step 3 of 7 · forward" in terminal.go("forward:3")
        assert "There is no step backward:99; backward has 1 to 17." in terminal.go("99")
        assert "Go where?" in terminal.go("")
        assert "'z' is not a key here. Enter goes on, b back, p to the next phase" in terminal.press("z")
        assert "'ü' is not a key here." in terminal.press("ü")
        assert "That is not a key here." in terminal.press("\x1b[15~")  # F5
        help_page = terminal.press("?", "back to the lesson > ") + terminal.press("\r")
        assert all(
            key in help_page for key in ("Enter", "b ", "e ", "g 4", "g backward:9", "g dY2", "g page 42", "?", "q ")
        )
        assert "rnn-tutor walk stock-example --from forward:3\n" in terminal.leave()
        assert terminal.ends() == 0


def test_the_closed_form_and_sympy() -> None:
    with walking("--from", "forward:2") as terminal:
        terminal.until()
        page = terminal.press("e")
        assert "1 + e^(−7/20)" in page
        assert page.count("0.58661757891733005779") == 2  # ours, and the witness's
        assert "FLINT" in page


def test_what_brings_back_brings_the_options_too() -> None:
    with walking("--ascii", "--digits", "30", columns=40) as terminal:
        terminal.until()
        terminal.press()
        command = terminal.leave().partition("page:")[2].replace("\\\n", " ")
        assert " ".join(command.split()) == ("rnn-tutor walk stock-example --digits 30 --ascii --from network")


@pytest.mark.parametrize(("control", "code"), [("c", 130), ("d", 0)])
def test_leaving_quietly(control: str, code: int) -> None:
    with walking("--from", "backward:9") as terminal:
        terminal.until()
        terminal.child.sendcontrol(control)
        assert terminal.ends() == code
        assert "Traceback" not in terminal.raw
        assert "Aborted" not in terminal.raw


def test_it_scrolls_and_stays_in_the_terminal() -> None:
    with walking() as terminal:
        terminal.until()
        terminal.go("9")
        assert "\x1b[?1049" not in terminal.raw  # another screen
        assert "\x1b[2J" not in terminal.raw  # a cleared one
        assert "\x1b[H" not in terminal.raw
        lines = terminal.lines()
        start = next(number for number, line in enumerate(lines) if "Step 9 of 17" in line)
        assert lines[start + 4 : start + 7] == [
            "       ∂Loss   ∂Loss   ∂X₃   ∂Loss",
            "       ───── = ───── × ─── = ───── × W₂",
            "        ∂Y₂     ∂X₃    ∂Y₂    ∂X₃",
        ]


def test_a_window_that_is_resized_between_two_steps() -> None:
    with walking("--from", "backward:8") as terminal:
        assert max(map(len, terminal.until().splitlines())) == 80
        terminal.child.setwinsize(40, 40)
        terminal.press("\r", "Step 9")  # a resized terminal writes the prompt again
        assert max(map(len, terminal.until().splitlines())) == 40
        terminal.child.setwinsize(40, 30)
        terminal.press("\r", "Step 10")
        assert max(map(len, terminal.until("?: help > ").splitlines())) <= 30


def test_colours() -> None:
    with walking("--from", "backward:9") as terminal:
        terminal.until()
        assert "\x1b[1;7m" in terminal.raw  # where we are
        cursor = terminal.screen
        (row,) = [number for number, line in enumerate(terminal.lines()) if "by hand   −0.049" in line]
        digit = cursor.buffer[row][terminal.lines()[row].index("0")]
        assert (digit.fg, digit.bold) == ("green", True)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_escapes_at_all(name: str, value: str) -> None:
    with Terminal("walk", "stock-example", "--from", "backward:9", changes={name: value}) as terminal:
        terminal.until()
        page = terminal.press()
        assert "\x1b" not in terminal.raw
        assert ("─" in page) == (name == "NO_COLOR")
        assert "by hand   −0.011" in page


def test_all_at_once_on_a_terminal() -> None:
    with walking("--no-pause", "--from", "backward:9") as terminal:
        assert terminal.ends() == 0
        assert "Why the two differ" in terminal.raw
        assert "Enter" not in terminal.raw
        assert "\x1b[" in terminal.raw


def test_an_encoding_without_the_letters() -> None:
    with walking("--from", "backward:9", afresh=True, PYTHONIOENCODING="latin-1") as terminal:
        page = terminal.until()
        assert "dLoss   dLoss   dX3   dLoss" in page
        assert page.isascii()


def test_leaving_while_sympy_is_still_being_loaded() -> None:
    with walking(afresh=True) as terminal:
        terminal.until()
        terminal.child.send("q")
        assert terminal.ends() == 0
        assert "Traceback" not in terminal.raw
