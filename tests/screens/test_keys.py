"""What is typed at the prompt."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.screens.walk.keys import Request, WalkKey, understood
from rnn_tutor.screens.walk.walk import NoSuchStop
from tests.screens.given import walk_of


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        ("", Request(WalkKey.ON)),
        ("  ", Request(WalkKey.ON)),
        ("b", Request(WalkKey.BACK)),
        ("B", Request(WalkKey.BACK)),
        ("e", Request(WalkKey.CLOSED_FORM)),
        ("g 9", Request(WalkKey.GO, "9")),
        ("?slope", Request(WalkKey.HELP, "slope")),
        ("? W1a", Request(WalkKey.HELP, "W1a")),
        ("g9", Request(WalkKey.GO, "9")),
        ("G  backward:9", Request(WalkKey.GO, "backward:9")),
        ("g", Request(WalkKey.GO)),
        ("?", Request(WalkKey.HELP)),
        ("quit", Request(WalkKey.QUIT)),
        ("x", Request(WalkKey.ELEMENT)),
        ("x 2,1", Request(WalkKey.ELEMENT, "2,1")),
        ("x2,1", Request(WalkKey.ELEMENT, "2,1")),
        ("f", Request(WalkKey.FULL)),
        ("y", Request(WalkKey.UNKNOWN, "y")),
        ("G dX3", Request(WalkKey.GO, "dX3")),
        ("b 3", Request(WalkKey.UNKNOWN, "b 3")),
    ],
)
def test_keys(typed: str, request_: Request) -> None:
    assert understood(typed) == request_


@pytest.mark.parametrize(
    ("where", "here", "address"),
    [
        ("9", "backward:2", "backward:9"),
        ("3", "forward:1", "forward:3"),
        ("9", "forward:1", "backward:9"),  # there is no ninth step forward
        ("9", "start", "backward:9"),
        ("backward:9", "forward:1", "backward:9"),
        ("backward 9", "forward:1", "backward:9"),
        ("back 9", "forward:1", "backward:9"),
        ("b:9", "forward:1", "backward:9"),
        ("update", "start", "update:1"),
        ("totals 2", "start", "total:2"),
        ("loss", "start", "loss:1"),
        ("start", "loss:1", "start"),
        ("outcome", "start", "outcome"),
        ("comparison", "start", "comparison"),
        ("dX3", "start", "backward:5"),
        ("dW1.t2", "start", "backward:11"),
        ("X2", "backward:9", "forward:3"),
        ("P", "start", "forward:7"),  # and not a page that begins with p
        ("total.W1", "start", "total:1"),
    ],
)
def test_addresses(where: str, here: str, address: str) -> None:
    walk = walk_of("stock-example")
    assert walk.stops[walk.place(where, walk.stops[walk.places[here]])].address == address


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("99", "There is no step backward:99; backward has 1 to 17."),
        ("0", "There is no step backward:0; backward has 1 to 17."),
        ("9" * 5000, "There aren't so many steps; backward has 1 to 17."),
        ("9" * 12 + ".backward:1", "There aren't so many epochs; there is one."),
        ("loss:2", "There is no step loss:2; loss has 1 only."),
        ("xyz", "There is no step 'xyz'. Write it like 9, backward:9, dY2, page 42 or start."),
        ("-1", "There is no step '-1'. Write it like 9, backward:9, dY2, page 42 or start."),
    ],
)
def test_where_there_is_nothing(where: str, sentence: str) -> None:
    with pytest.raises(NoSuchStop, match=sentence.replace(".", r"\.")):
        walk_of("stock-example").place(where)


@given(st.text())
def test_whatever_is_typed_is_answered(typed: str) -> None:
    request = understood(typed)
    if request.key is WalkKey.GO:
        with suppress(NoSuchStop):
            walk_of("stock-example").place(request.rest)
