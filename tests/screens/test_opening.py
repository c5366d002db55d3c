"""The first pages."""

import re

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.prose import on_paper
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.opening import SCREENS
from tests.lessons.bundled import NAMES
from tests.lessons.bundled import derivation as bundled
from tests.screens.given import LSTM, SIMPLE, UNICODE, VECTORS, derivation_of, plain, simple, text, walk_of

SEEN = 8  # steps of a phase that are looked at; what comes after has the words that these have


def opening(lesson: str, page: Page = UNICODE) -> str:
    screens = (screen(derivation_of(lesson), page) for screen in SCREENS.values())
    return " ".join(" ".join(map(text, screens)).split())


def test_five_parameters_and_why_not_more() -> None:
    page = opening("stock-example")
    assert "5 trainable parameters" in page
    assert "W₁ W₂ B₁ W₃ B₃ start 0.5 0.3 0.1 0.8 0.2 used 3 × 2 × 3 × 1 × 1 ×" in page
    assert "W₁, W₂ and B₁ are the same for every day" in page
    assert "only 5 numbers to train, although they act in 10 places" in page


def test_data_and_what_follows() -> None:
    page = opening("stock-example")
    assert "Inputs (days 1 to 3): 0.5, 1.0, 0.8. Target: 1.2." in page
    for phase in ("7 steps forward", "17 steps back through time", "5 sums", "5 updates"):
        assert phase in page
    assert "the learning rate η = 0.1 says how far" in page
    assert "rounded to 3 decimals" in page


def test_one_day_is_no_reason_to_speak_of_sharing() -> None:
    page = opening(simple(1))
    assert "the same for every" not in page
    assert "Input: 0.3. Target: 1.2." in page


def test_many_inputs_are_folded() -> None:
    assert "Inputs (steps 1 to 100): 0.3, 0.67, 1.04, …, 0.56, 0.93. Target: 1.2." in opening(simple(100))


def test_many_parameters_stand_one_under_the_other() -> None:
    assert "start used Wf 0.5 3 × Uf 0.3 2 × Bf 0.1 3 × Wi 0.4 3 ×" in opening(LSTM, Page(40))
    assert "One use each of Wf and Bf has no effect on the loss." in opening(LSTM, Page(40))


# Words and signs that a beginner doesn't know, each with how its explanation begins.
EXPLAINED = {
    "hidden unit": "Hidden unit: ",
    "backpropagation through time": "Backpropagation through time: ",
    "gradient": "(Gradient: |is the gradient of|the gradients: how much the loss changes)",
    "learning rate": "(Learning rate: |the learning rate η = \\S+ says how far)",
    "slope": "Slope: ",
    "σ": "(σ is the sigmoid function: it squeezes|Sigmoid: )",
    "⊙": "⊙: A product element by element",
    "ᵀ": "Transpose: ",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_word_is_explained_on_the_first_page_that_has_it(name: str) -> None:
    walk = walk_of(name)
    waiting = dict(EXPLAINED)
    for place, stop in enumerate(walk.stops):
        if not waiting or (place > SEEN and stop.step is not None and stop.step.number > SEEN):
            continue
        page = " ".join(" ".join(plain(walk.page(stop, UNICODE))).split())
        for word in [word for word in waiting if re.search(rf"(?<!of ){word}", page)]:
            assert re.search(waiting.pop(word), page), (word, stop.address, page)


def test_what_is_explained_in_the_story_is_not_explained_at_a_step() -> None:
    walk = walk_of("stock-example")
    pages = [text(walk.page(stop, UNICODE)) for stop in walk.stops[:30]]
    assert [number for number, page in enumerate(pages, 1) if "Hidden unit:" in page] == [1]
    assert [number for number, page in enumerate(pages, 1) if "Matrix product:" in page] == []
    vectors = walk_of(VECTORS)
    pages = [text(vectors.page(stop, UNICODE)) for stop in vectors.stops[:10]]
    assert [number for number, page in enumerate(pages, 1) if "Matrix product:" in page] == [2]


def test_the_author_s_names_are_spelled_as_in_formulas() -> None:
    lesson = derivation_of("stock-example").lesson
    assert on_paper("by W2 = 0.3, since Y0 is 0", lesson) == "by W₂ = 0.3, since Y₀ is 0"
    for untouched in ("`--set W2=0.9`", "W9 and Y7", "W2=0.9", "CO2", "dX3", "X.t3"):
        assert on_paper(untouched, lesson) == untouched
    layers = derivation_of("two-layers").lesson
    assert on_paper("h1 and W1", layers) == "h1 and W₁"


def test_a_story_has_its_paragraphs() -> None:
    """An empty line parts them, and a line that only ends does not."""
    lesson = f"{SIMPLE}inputs: [0.5, 0.2]\nabout: |-\n  First here,\n  still here.\n\n  Second with W1.\n"
    lines = [line.plain.strip() for line in walk_of(lesson).page(walk_of(lesson).stops[0], Page(80))]
    first = lines.index("First here, still here.")
    assert lines[first + 1 : first + 3] == ["", "Second with W₁."]


@pytest.mark.parametrize("name", [name for name in NAMES if bundled(name).unrolled.all_scalar])
def test_the_places_of_parameters_are_the_shares_that_an_input_of_0_leaves(name: str) -> None:
    """Counted on the way back: as many shares are found, without those whose page says that an input makes them 0."""
    derivation = bundled(name)
    said = re.search(r"act in (\d+) places", " ".join(text(SCREENS["parameters"](derivation, UNICODE)).split()))
    shares = [step for step in derivation.phase(Phase.BACKWARD) if step.operation.kind is Kind.SHARE]
    counted = sum("and this share is 0" not in step.why for step in shares)
    assert said is None or int(said[1]) == counted


def test_weights_of_a_list_of_numbers_act_where_their_number_is_not_0() -> None:
    said = " ".join(text(SCREENS["parameters"](bundled("one-weight-or-three"), UNICODE)).split())
    assert "W1a, W1b and W1c stand in several places, too, but each acts in one only: elsewhere the input is 0." in said
    assert "only 7 numbers to train, although they act in 10 places" in said
