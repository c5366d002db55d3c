"""Every key on every page of every bundled lesson: each has an answer, none ends the walk."""

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.cells import cell_len

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import NARROWEST
from rnn_tutor.screens.walk.conversation import Conversation
from rnn_tutor.screens.walk.keys import WORDS, WalkKey
from tests.lessons.bundled import NAMES
from tests.screens.given import walk_of

MOST_PAGES = 45  # of a lesson, up to which every page has all keys pressed each time the tests run

WIDTHS = (20, 80, 21, 37, 50, 79, 120, 26, 200, 31, 23)  # of pages, from the narrowest on: a lesson has one of them

MOVES = (WalkKey.ON, WalkKey.BACK, WalkKey.PHASE, WalkKey.QUIT)
TYPED = {key: next(word for word in WORDS if WORDS[word] is key) for key in WalkKey if key is not WalkKey.UNKNOWN}
ON_EACH_PAGE = [word for key, word in TYPED.items() if key not in MOVES] + ["zz", "x 1", "x 99,99", "g 9999"]


def presses(talk: list[Conversation], every: int) -> Iterator[str]:
    """All keys on each page to the last, then all the way back; or on one in so many, gone to by its address.

    A key may open days that were summed up, so the number of pages is looked at anew each time.
    """
    while talk[0].place < len(talk[0].walk.stops) - 1:
        yield from ON_EACH_PAGE
        stops = talk[0].walk.stops
        following = stops[min(talk[0].place + every, len(stops) - 1)]
        yield TYPED[WalkKey.ON] if every == 1 else f"g {following.address}"
    yield from ON_EACH_PAGE
    while talk[0].place:
        yield TYPED[WalkKey.BACK] if every == 1 else f"g {talk[0].walk.stops[0].address}"
    yield TYPED[WalkKey.QUIT]


@pytest.mark.parametrize("name", NAMES)
def test_each_key_is_answered_on_each_page(name: str) -> None:
    pages = len(walk_of(name).stops)
    press_all(name, every=1 if pages <= MOST_PAGES else pages // 15, width=WIDTHS[NAMES.index(name) % len(WIDTHS)])


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_too_wide_for_the_narrowest(name: str) -> None:
    walk = walk_of(name)
    if len(walk.stops) > MOST_PAGES:
        pytest.skip("with the campaign")
    stream = StringIO()
    typed = iter([TYPED[WalkKey.ON]] * (len(walk.stops) - 1) + [TYPED[WalkKey.QUIT]])
    talk = Conversation(walk, Output(stream, width=NARROWEST, coloured=False), lambda _: next(typed), ["rnn-tutor"])
    talk.warm_up = lambda: None  # type: ignore[method-assign]  # no key that needs SymPy
    talk.run()
    assert talk.place == len(walk.stops) - 1
    assert max(map(cell_len, stream.getvalue().splitlines())) <= NARROWEST


@pytest.mark.campaign
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_also_on_each_page_of_a_long_lesson_at_any_width(name: str, width: int) -> None:
    press_all(name, every=1, width=width)


def press_all(name: str, every: int, width: int) -> None:
    walk = walk_of(name)
    talks: list[Conversation] = []
    typed = presses(talks, every)
    stream = StringIO()
    talk = Conversation(walk, Output(stream, width=width, coloured=False), lambda _: next(typed), ["rnn-tutor"])
    talks.append(talk)
    talk.warm_up = lambda: None  # type: ignore[method-assign]  # SymPy is imported by the keys that need it
    answered: list[int] = []
    answer = talk.answer

    def listening(request: object) -> None:
        before = stream.tell()
        answer(request)  # type: ignore[arg-type]  # passed on as it came
        answered.append(stream.tell() - before)

    talk.answer = listening  # type: ignore[method-assign]
    talk.run()
    assert (talk.place, next(typed, None)) == (0, None)
    assert len(answered) >= (len(ON_EACH_PAGE) + 1) * (len(walk.stops) // every)
    assert all(answered)
    assert max(map(cell_len, stream.getvalue().splitlines())) <= width
