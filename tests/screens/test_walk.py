"""A conversation, without a terminal."""

from collections.abc import Iterator
from io import StringIO
from threading import Event

import pytest

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk import conversation as talking
from tests.screens.given import walk_of
from tests.terminals import PATIENCE


def conversation(answers: Iterator[str], place: int = 0) -> tuple[talking.Conversation, StringIO]:
    stream = StringIO()
    output = Output(stream, width=80, coloured=False)
    command = ["rnn-tutor", "walk", "my lesson.yaml"]
    return talking.Conversation(walk_of("stock-example"), output, lambda _: next(answers), command, place), stream


def test_the_first_prompt_does_not_wait_for_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, done = Event(), Event()

    def slow() -> None:
        if asked.wait(timeout=PATIENCE):
            done.set()

    monkeypatch.setattr(talking, "load_the_rest", slow)

    def answers() -> Iterator[str]:
        asked.set()
        yield "q"

    talk, _ = conversation(answers())
    talk.run()
    assert done.wait(timeout=PATIENCE)


def test_the_command_to_come_back_can_be_copied() -> None:
    talk, stream = conversation(iter(["g 9", "q"]))
    talk.run()
    assert stream.getvalue().endswith("    rnn-tutor walk 'my lesson.yaml' --from backward:9\n")


def test_from_the_first_page_no_address_is_needed() -> None:
    talk, stream = conversation(iter(["q"]))
    talk.run()
    assert stream.getvalue().endswith("    rnn-tutor walk 'my lesson.yaml'\n")


def test_enter_at_the_end_leaves() -> None:
    last = len(walk_of("stock-example").stops) - 1
    talk, stream = conversation(iter([""]), place=last)
    talk.run()
    assert "come back" not in stream.getvalue()


def test_a_name_that_begins_like_a_key_is_gone_to() -> None:
    talk, _ = conversation(iter(["g X2", "q"]))
    talk.run()
    assert talk.stop.address == "forward:3"


@pytest.mark.parametrize("typed", ["page 9", "g page 9", "g  page 9", "go to page 9", "G page 9"])
def test_where_keys_act_at_once_an_address_may_be_typed_as_the_help_writes_it(typed: str) -> None:
    talk, _ = conversation(iter(["g", "q"]))
    talk.ask_line = lambda _: typed
    talk.run()
    assert talk.place == 8


def test_who_has_seen_the_last_page_has_walked_it_all() -> None:
    last = len(walk_of("stock-example").stops) - 1
    for place, at_the_end in ((last, True), (last - 1, False)):
        talk, _ = conversation(iter(["b", "q"]), place=place)
        talk.run()
        assert talk.came_to_the_end == at_the_end


def test_the_answer_waits_for_its_question(monkeypatch: pytest.MonkeyPatch) -> None:
    last = len(walk_of("stock-example").stops) - 1
    talk, stream = conversation(iter(["a", "", "", "a", "q"]), place=last)
    monkeypatch.setattr(Output, "height", 24)
    talk.run()
    early, asked, late = stream.getvalue().partition("To think about")
    assert "The answer is shown at the end of the last page, under its question." in " ".join(early.split())
    assert asked
    assert "An answer" in late


def test_every_step_has_a_closed_form_or_a_word_about_it() -> None:
    steps = [stop for stop in walk_of("stock-example").stops if stop.step is not None]
    count = len(steps)
    typed = [line for stop in steps for line in (f"g {stop.address}", "e")]
    talk, stream = conversation(iter([*typed, "q"]))
    talk.run()
    page = stream.getvalue()
    assert page.count("FLINT, another library, found its digits") + page.count("not a derivative of the loss") == count


def test_a_word_is_explained() -> None:
    talk, stream = conversation(iter(["? gradient", "? gradiant", "?", "q"]))
    talk.run()
    assert "\n  gradient\n" in stream.getvalue()
    assert "gradiant is not in the glossary. Did you mean gradient" in stream.getvalue()


def test_where_keys_act_at_once_a_word_is_typed_after_the_help() -> None:
    talk, stream = conversation(iter(["?", "q"]))
    words = iter(["gradient", "", ""])
    talk.ask_line = lambda _: next(words)
    talk.run()
    assert stream.getvalue().index("on to the next page") < stream.getvalue().index("\n  gradient\n")
