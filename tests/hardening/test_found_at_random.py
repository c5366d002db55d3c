"""What `python -m campaigns` found, by kind."""

import pytest

from campaigns.answers import answered, started
from campaigns.keys import Sized, all_walks, pressed


@pytest.mark.parametrize(("lesson", "line"), [("yes-or-no", "e = 2"), ("yes-or-no", "e:/"), ("stock-example", "e=1")])
def test_e_is_no_name_of_what_is_asked_for(lesson: str, line: str) -> None:
    asked = started(lesson)
    for number in range(len(asked.questions)):
        asked._move(number)
        answered(asked, line)


@pytest.mark.parametrize("number", ["-4", "3", "-3", "7/2", "0.125"])
def test_a_gradient_divided_by_a_number_is_graded(number: str) -> None:
    asked = started("loss-at-every-step")
    for place in range(len(asked.questions)):
        asked._move(place)
        answered(asked, f"dX3/{number}")
        answered(asked, f"dX3/({number})")


@pytest.mark.parametrize(
    ("lesson", "width", "height", "keys"),
    [
        ("one-weight-or-three", 20, 31, ["v", "g update:1"]),
        ("lstm", 20, 14, ["g total:1"]),
        ("two-trays-lstm", 20, 5, ["g pictures", "g loss", "g outcome"]),
        ("adam", 110, 48, ["g update:1", "b"]),
        ("two-trays-lstm", 20, 33, ["g backward:9"]),
        ("batch", 84, 26, ["f", "e"]),
        ("hello", 29, 59, ["g total:1", "e"]),
    ],
)
def test_no_line_is_wider_than_the_page(lesson: str, width: int, height: int, keys: list[str]) -> None:
    pressed(all_walks()[lesson], keys, Sized(width, height, ascii_only=True))
