"""The first pages."""

from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.opening import SCREENS
from tests.screens.given import LSTM, UNICODE, derivation_of, simple, text


def opening(lesson: str, page: Page = UNICODE) -> str:
    screens = (screen(derivation_of(lesson), page) for screen in SCREENS.values())
    return " ".join(" ".join(map(text, screens)).split())


def test_five_parameters_and_why_not_more() -> None:
    page = opening("stock-example")
    assert "5 trainable parameters" in page
    assert "W₁ W₂ B₁ W₃ B₃ start 0.5 0.3 0.1 0.8 0.2 acts 3 × 2 × 3 × 1 × 1 ×" in page
    assert "W₁, W₂ and B₁ are the same for every day" in page
    assert "5 numbers to train and not more, although they act in 10 places" in page


def test_data_and_what_follows() -> None:
    page = opening("stock-example")
    assert "Inputs (days 1 to 3): 0.5, 1.0, 0.8. Target: 1.2." in page
    assert "7 steps forward to the prediction, the loss, 17 steps back through time, 5 sums, 5 updates" in page
    assert "rounded to 3 decimals" in page


def test_one_day_is_no_reason_to_speak_of_sharing() -> None:
    page = opening(simple(1))
    assert "the same for every" not in page
    assert "Input: 0.3. Target: 1.2." in page


def test_many_inputs_are_folded() -> None:
    assert "Inputs (steps 1 to 100): 0.3, 0.67, 1.04, …, 0.56, 0.93. Target: 1.2." in opening(simple(100))


def test_many_parameters_stand_one_under_the_other() -> None:
    assert "start acts Wf 0.5 2 × Uf 0.3 2 × Bf 0.1 2 × Wi 0.4 3 ×" in opening(LSTM, Page(40))
