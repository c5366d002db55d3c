"""Several updates in one derivation: each begins with what the one before left, on both tracks and on every page."""

import json
import re
from fractions import Fraction

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_json import lesson_json
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.walk import NoSuchStop, Walk
from tests.derivation.networks import loaded
from tests.lesson.given import NAMED, WRITTEN_OUT
from tests.training.given import LETTERS, lesson

PAGE = Page()


@pytest.fixture(scope="module")
def three() -> Derivation:
    return derive(loaded(NAMED + "epochs: 3\noptimizer: momentum\n"))


def test_each_epoch_begins_with_what_the_one_before_left(three: Derivation) -> None:
    for before, after in zip(three.epochs[:-1], three.epochs[1:], strict=True):
        new = {s.quantity: s for s in before.phase(Phase.UPDATE) if s.operation.kind is Kind.UPDATED}
        first = after.phase(Phase.FORWARD)[0]
        by_hand = Fraction(new["W1"].by_hand.only) / 2 + Fraction(new["B1"].by_hand.only)  # input₁ is 0.5
        assert first.substituted.only == f"0.5 × {new['W1'].by_hand.only} + {new['B1'].by_hand.only}"
        assert abs(Fraction(first.by_hand.only) - by_hand) <= Fraction(1, 2000)
        exact = float(new["W1"].exact(17).only) / 2 + float(new["B1"].exact(17).only)
        assert float(first.exact(17).only) == pytest.approx(exact, rel=1e-14)


def test_an_optimizer_s_accounts_are_left_out_at_first_and_carried_on_later(three: Derivation) -> None:
    velocity = [next(s for s in epoch.phase(Phase.UPDATE) if s.quantity == "v(W2)") for epoch in three.epochs]
    assert velocity[0].formula == "∂Loss/∂W₂"
    assert velocity[1].formula == velocity[2].formula == "μ × old v(W₂) + ∂Loss/∂W₂"
    assert velocity[2].substituted.only.startswith(f"0.9 × ({velocity[1].by_hand.only})")


def test_steps_of_later_epochs_have_addresses_of_their_own(three: Derivation) -> None:
    identities = [step.identity for epoch in three.epochs for step in epoch.steps]
    assert len(set(identities)) == len(identities) == 3 * (7 + 1 + 17 + 5 + 10)
    assert {"backward:9", "2.backward:9", "3.update:10"} <= set(identities)


def test_json_numbers_the_epochs(three: Derivation) -> None:
    steps = json.loads(lesson_json(three))["steps"]
    assert [step["epoch"] for step in steps] == sorted(step["epoch"] for step in steps)
    assert {step["epoch"] for step in steps} == {1, 2, 3}


@pytest.mark.parametrize(
    ("typed", "here", "found"),
    [
        ("2.backward:9", "start", "2.backward:9"),
        ("backward:9", "start", "backward:9"),
        ("backward:9", "2.forward:1", "2.backward:9"),
        ("9", "3.backward:1", "3.backward:9"),
        ("1.backward:9", "3.backward:1", "backward:9"),
        ("2.total", "start", "2.total:1"),
        ("2.5", "forward:1", "2.forward:5"),
        ("outcome", "2.forward:1", "outcome"),
    ],
)
def test_addresses(three: Derivation, typed: str, here: str, found: str) -> None:
    walk = Walk(three)
    assert walk.stops[walk.place(typed, walk.stops[walk.places[here]])].address == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [("4.backward:1", "There is no epoch 4; there are 3."), ("2.backward:99", "backward has 1 to 17")],
)
def test_addresses_that_there_are_not(three: Derivation, typed: str, said: str) -> None:
    with pytest.raises(NoSuchStop) as raised:
        Walk(three).place(typed)
    assert said in str(raised.value)


def test_pages_say_which_epoch(three: Derivation) -> None:
    walk = Walk(three)
    page = "\n".join(line.plain for line in walk.page(walk.stops[walk.places["2.forward:1"]], PAGE))
    assert page.startswith("── Epoch 2 of 3 · Step 1 of 7 · forward")
    assert "with the parameters from the previous update" in " ".join(page.split())
    start = " ".join(line.plain.strip() for line in walk.page(walk.stops[walk.places["plan"]], PAGE))
    assert "10 steps of the update" in start
    assert "each parameter is changed by Momentum" in " ".join(start.split())
    assert "All of this is done 3 times" in start


def test_what_can_t_be_computed_later_is_named_with_its_epoch() -> None:
    text = WRITTEN_OUT.replace("P: Y*W3 + B3", "P: Y*W3 + B3\n  loss: (target - P)**2 + log(1.1 - P)")
    assert derive(loaded(text)).epochs
    with pytest.raises(LessonError) as raised:
        derive(loaded(text.replace("learning_rate: 0.1", "learning_rate: 0.5") + "epochs: 5\n"))
    (problem,) = raised.value.problems
    assert problem.message == "Loss (epoch 2) can't be computed: the log of a negative number"
    assert (problem.place and problem.place.line) == WRITTEN_OUT.splitlines().index("    P: Y*W3 + B3") + 2


def test_words_about_clipping_and_cuts() -> None:
    clipped = {
        s.quantity: s for s in derive(loaded(NAMED + "clip: {value: 0.5}\n")).steps if s.operation.kind is Kind.CLIPPED
    }
    assert "is within the limit 0.5" in clipped["W2"].why
    assert "is beyond the limit 0.5" in clipped["B3"].why
    by_norm = [s for s in derive(loaded(NAMED + "clip: {norm: 9}\n")).steps if s.operation.kind is Kind.CLIPPED]
    assert all("it stays as it is" in s.why for s in by_norm)
    cut = {s.quantity: s.why for s in derive(loaded(NAMED + "truncate: 1\n")).phase(Phase.TOTAL)}
    assert "Without the cut it would be −0.142613: the cut makes it 0.011 too high." in cut["W1"]
    assert "The cut leaves it as it is." in cut["W3"]
    assert cut["W1"].startswith("The cut leaves one of the 3 shares of W₁, which is now its total gradient")
    assert cut["W3"].startswith("W₃ acts in one place only")
    vectors = {s.quantity: s.why for s in derive(lesson(LETTERS, "truncate: 1")).phase(Phase.TOTAL)}
    assert re.search(r"one of its numbers is \S+ too (low|high), and none is farther off", vectors["U"])


def test_what_a_cut_costs_is_told_in_every_epoch() -> None:
    """The whole gradient of a later epoch is that of a lesson without the cut that begins with its weights."""
    first = derive(loaded(NAMED + "truncate: 1\nepochs: 2\n"))
    assert first.next is not None
    cut = {s.quantity: s.why for s in first.next.phase(Phase.TOTAL)}
    assert "Without the cut it would be " in cut["W1"]
    assert "The cut leaves it as it is." in cut["W3"]
    whole = {s.quantity: s.exact(9).only for s in first.next.in_full.phase(Phase.TOTAL)}
    weights = {s.quantity: s.exact(30).only for s in first.steps if s.operation.kind is Kind.UPDATED}
    text = NAMED
    for name, value in weights.items():
        text = re.sub(rf"\b{name}: [-0-9.]+", f"{name}: {value}", text)
    again = {s.quantity: s.exact(9).only for s in derive(loaded(text)).phase(Phase.TOTAL)}
    assert whole == again


@pytest.mark.parametrize("clip", ["{norm: 0.01}", "{value: 0.5}"])
def test_where_no_parameter_reaches_the_loss_nothing_is_clipped(clip: str) -> None:
    written = WRITTEN_OUT.partition("equations:")[0] + (
        "equations:\n  each_step: {A: input*u, B: input}\n  loss: (target - B)**2\n"
        f"inputs: [0.5]\ntarget: 1\nparameters: {{u: 2}}\nlearning_rate: 0.1\nepochs: 2\nclip: {clip}\n"
    )
    derivation = derive(loaded(written))
    assert [step.identity for step in derivation.steps] == ["forward:1", "forward:2", "loss:1", "backward:1"]
