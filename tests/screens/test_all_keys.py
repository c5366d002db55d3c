"""Every key on every page of every bundled lesson: each has an answer, none ends the walk."""

from collections.abc import Iterator
from io import StringIO

import pytest

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.walk.conversation import Conversation
from rnn_tutor.screens.walk.keys import WORDS, Key
from tests.lessons.bundled import NAMES
from tests.screens.given import walk_of

MOVES = (Key.ON, Key.BACK, Key.PHASE, Key.QUIT)
TYPED = {key: next(word for word in WORDS if WORDS[word] is key) for key in Key if key is not Key.UNKNOWN}
ON_EACH_PAGE = [word for key, word in TYPED.items() if key not in MOVES] + ["zz", "x 1", "x 99,99", "g 9999"]


def presses(pages: int) -> Iterator[str]:
    """All keys on each page, to the last; then all the way back."""
    for _ in range(pages - 1):
        yield from ON_EACH_PAGE
        yield TYPED[Key.ON]
    yield from ON_EACH_PAGE
    for _ in range(pages):
        yield TYPED[Key.BACK]
    yield TYPED[Key.QUIT]


@pytest.mark.parametrize("name", NAMES)
def test_each_key_is_answered_on_each_page(name: str) -> None:
    walk = walk_of(name)
    typed = presses(len(walk.stops))
    stream = StringIO()
    talk = Conversation(walk, Output(stream, width=80, coloured=False), lambda _: next(typed), ["rnn-tutor"])
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
    assert len(answered) == len(walk.stops) * (len(ON_EACH_PAGE) + 2) - 1
    assert all(answered)
