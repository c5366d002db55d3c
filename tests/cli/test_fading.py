"""`walk --fade`: a step of a familiar kind is asked before it is shown; in a terminal, by lines, and from a pipe."""

from pathlib import Path

import pytest

from rnn_tutor.progress import AnswerVerdict, open_store
from rnn_tutor.progress.walks import keep_walk
from tests.cli.given import PROGRAM, run, shell
from tests.cli.test_terminal import LAST, Terminal

ASKED = "You have seen steps of this kind."


def walk(data: Path, *arguments: str, term: str = "xterm-256color", columns: int = 80, rows: int = 24) -> Terminal:
    changes = {"RNN_TUTOR_DATA": str(data), "TERM": term}
    return Terminal("walk", *arguments, columns=columns, rows=rows, changes=changes)


def to_the_third_sigma(terminal: Terminal, end: str = "\r") -> str:
    """Walk the stock example from its first step: Y₃ is the third of its kind."""
    terminal.until()
    for number in range(2, 6):
        assert f"Step {number} of 7" in terminal.press(end)
    seen = terminal.press(end, "Y₃ = ")
    assert "Step 6 of 7" in seen
    assert ASKED in seen
    assert "σ(" not in seen  # the formula is not given away
    return seen


def answers(data: Path) -> list[tuple[str, str, AnswerVerdict]]:
    with open_store(data, save=False) as store:
        return [(attempt.step, attempt.given, attempt.verdict) for attempt in store.attempts("stock-example")]


@pytest.mark.parametrize(("term", "end"), [("xterm-256color", ""), ("dumb", "\r")])
def test_first_what_belongs_then_the_number(tmp_path: Path, term: str, end: str) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1", term=term) as terminal:
        seen = to_the_third_sigma(terminal)
        assert "5: X₃ = 0.706" in seen
        assert "Y₂ does not belong in it, and one that does is still missing." in terminal.press("4\r", "Y₃ = ")
        assert "Right, these belong in it. And what is the number?" in terminal.press("5\r", "Y₃ = ")
        assert "Not yet" in terminal.press("0.221\r", "Y₃ = ")
        shown = terminal.press("0.670\r")
        assert "Right. Y₃ = 0.670 by hand" in shown
        assert "Step 6 of 7" in shown
        assert "σ(" in shown
        assert "Step 7 of 7" in terminal.press(f"{'' if end else chr(13)}{end}")
        assert len(terminal.lines()) == 24
    assert answers(tmp_path) == [
        ("forward:6", "4", AnswerVerdict.WRONG),
        ("forward:6", "0.221", AnswerVerdict.WRONG),
        ("forward:6", "0.670", AnswerVerdict.RIGHT),
    ]


def test_a_formula_does(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1") as terminal:
        to_the_third_sigma(terminal)
        said = terminal.press("sigmoid(X3)\r", "Y₃ = ")
        assert "Right, that is the formula. And what is the number?" in said
        assert "0.670" not in said  # which is asked next
        assert "Right. Y₃ = 0.670" in terminal.press("0.67\r")
    assert answers(tmp_path) == [("forward:6", "0.67", AnswerVerdict.RIGHT)]


@pytest.mark.parametrize("columns", [80, 40])
def test_enter_shows_it_as_always(tmp_path: Path, columns: int) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:2", columns=columns, rows=60) as terminal:
        terminal.until("> ")
        for _ in range(3):
            terminal.press("\r", "> ")
        terminal.press("\r", "Y₃ = ")
        shown = terminal.press("\r", "> ")
    with walk(tmp_path / "plain", "stock-example", "--from", "forward:6", columns=columns, rows=60) as plain:
        assert plain.until("> ").endswith(shown.lstrip())
    assert answers(tmp_path) == []


def test_after_the_last_attempt_it_is_shown(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1") as terminal:
        to_the_third_sigma(terminal)
        for answer in ("1", "2 3"):
            terminal.press(f"{answer}\r", "Y₃ = ")
        assert "Y₃ = σ(X₃)" in terminal.press("0.5\r")
    assert [verdict for _, _, verdict in answers(tmp_path)] == [*[AnswerVerdict.WRONG] * 3, AnswerVerdict.SHOWN]


def test_hints_lead_to_the_step(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1") as terminal:
        to_the_third_sigma(terminal)
        for title in ("The rule", "The formula", "The numbers put in"):
            terminal.press("hint\r", title)
        assert "This is how it goes." in terminal.press("hint\r")
    assert [verdict for _, _, verdict in answers(tmp_path)] == [AnswerVerdict.SHOWN]


def test_keys_of_the_walk_work_at_a_question(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1") as terminal:
        to_the_third_sigma(terminal)
        assert "Step 5 of 7" in terminal.press("\x1b[D")  # ←
        assert ASKED in terminal.press("\r", "Y₃ = ")
        assert "Step 5 of 7" in terminal.press("b\r")
        terminal.press("\r", "Y₃ = ")
        assert "A word to explain" in terminal.press("?\r", "more help > ")
        terminal.press("\r", "back to the lesson > ")
        assert ASKED in terminal.press("\r", "Y₃ = ")
        assert "How steep a curve is" in terminal.press("?slope\r", "back to the lesson > ")
        assert ASKED in terminal.press("\r", "Y₃ = ")
        assert "Step 3 of 7" in terminal.press("g 3\r")
        terminal.press("g6\r", "Y₃ = ")
        assert "the loss" in terminal.press("p\r")
        terminal.press("gforward:6\r", "Y₃ = ")
        assert "nothing here is called 'zz'" in terminal.press("zz\r", "Y₃ = ").lower()
        terminal.child.setwinsize(20, 40)
        assert "Y₃ = σ(X₃)" in terminal.press("t\r")  # no longer, please
        terminal.child.setwinsize(24, 80)
        terminal.press("gforward:2\r")
        assert "Step 4 of 7" in terminal.press("gforward:4\r")
        left = terminal.leave()
        assert "rnn-tutor walk stock-example --fade --from forward:4" in left
        assert terminal.ends() == 0


def test_it_is_turned_on_and_off_in_the_middle(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--from", "forward:1") as terminal:
        terminal.until()
        for _ in range(4):
            assert ASKED not in terminal.press("\r")
        assert "seen twice is asked" in terminal.press("t")
        assert ASKED in terminal.press("\r", "Y₃ = ")
        terminal.press("\r")
        assert "every step is shown at once" in terminal.press("t")


def test_what_was_seen_and_what_was_known_lasts_from_walk_to_walk(tmp_path: Path) -> None:
    for _ in range(2):
        with walk(tmp_path, "two-days", "--from", "forward:1") as terminal:
            terminal.until()
            terminal.press("\r")
            terminal.leave()
    with walk(tmp_path, "stock-example", "--fade", "--from", "plan", rows=60) as terminal:
        terminal.until()
        assert ASKED in terminal.press("\r", "X₁ = ")
        terminal.press("0.35\r")  # the forward pass is known
        shown = terminal.press("\r")
        assert "Y₁ = σ(X₁)" in shown
        assert "Not asked: you answered such steps (the forward pass) right at once" in shown
        assert "Not asked" not in terminal.press("\r")  # once is enough
        terminal.leave()
    with walk(tmp_path, "stock-example", "--fade", "--from", "plan", rows=60) as terminal:
        terminal.until()
        assert "X₁ = input₁ × W₁ + B₁" in terminal.press("\r")


def test_it_is_offered_after_the_first_lessons(tmp_path: Path) -> None:
    lessons = ["one-neuron", "two-days", "stock-example"]
    with open_store(tmp_path) as store:
        for lesson in lessons[:2]:
            keep_walk(store, lesson)
    with walk(tmp_path, "gru") as terminal:
        assert "the key t" not in terminal.until()
        terminal.leave()
    with open_store(tmp_path) as store:
        keep_walk(store, lessons[2])
    with walk(tmp_path, rows=60) as terminal:
        opened = terminal.until()
        assert "One weight, or three" in opened
        assert "With the key t, steps of a kind that you have seen twice are asked" in " ".join(opened.split())
    with walk(tmp_path, "gru", "--fade") as terminal:
        assert "the key t" not in terminal.until()


def test_the_next_lesson_fades_too(tmp_path: Path) -> None:
    with walk(tmp_path, "one-neuron", "--fade", "--from", "comparison", rows=60) as terminal:
        terminal.until(LAST)
        terminal.child.send("\r")
        terminal.ends()
        assert "rnn-tutor walk two-days --fade" in terminal.raw


def piped(data: Path, lines: str, *arguments: str) -> str:
    found = run("walk", "stock-example", "--fade", *arguments, given=lines, RNN_TUTOR_DATA=str(data))
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout


def test_from_a_pipe_each_line_is_an_answer(tmp_path: Path) -> None:
    seen = piped(tmp_path, "5\n0.67\n\n1 2 3\nhelp\nq\n", "--from", "forward:1")
    assert "Right, these belong in it. And what is the number?\n" in seen
    assert "Right. Y₃ = 0.670 by hand" in seen
    assert seen.count(ASKED) >= 2
    assert "An answer, or an empty line, which shows the step." in seen
    assert "the update" not in seen  # it was left
    assert ("forward:6", "0.67", AnswerVerdict.RIGHT) in answers(tmp_path)


def test_where_input_ends_the_rest_is_shown(tmp_path: Path) -> None:
    plain = run("walk", "stock-example", "--from", "forward:1").stdout
    seen = piped(tmp_path, "", "--from", "forward:1")
    assert seen.count(ASKED) == 1
    before, _, after = seen.partition("── Step 6 of 7 · forward ")
    assert plain.startswith(before.rstrip())
    _, _, step = after.partition("── Step 6 of 7 · forward ")
    assert plain.endswith(step.replace(" --fade", ""))  # the next lesson is offered in the same way


def test_nobody_is_asked_who_cannot_see_it(tmp_path: Path) -> None:
    out = tmp_path / "walk.txt"
    line = f"script -qec '{' '.join(PROGRAM)} walk stock-example --fade > {out}' /dev/null"
    if not shell("command -v script").stdout:
        pytest.skip("script is not installed")
    shell(line, RNN_TUTOR_DATA=str(tmp_path / "data"))
    assert out.read_text("utf-8").replace(" --fade", "") == run("walk", "stock-example").stdout


def test_show_shows_the_table_and_asks_again(tmp_path: Path) -> None:
    with walk(tmp_path, "stock-example", "--fade", "--from", "forward:1") as terminal:
        to_the_third_sigma(terminal)
        assert "The table (show) has the names." in terminal.press("tsigmoid\r", "Y₃ = ")
        shown = terminal.press("show\r", "Y₃ = ")
        assert "X₃ = 0.706" in shown
        assert "σ(" not in shown  # the step is not given away
        assert "Right, these belong in it." in terminal.press("5\r", "Y₃ = ")
