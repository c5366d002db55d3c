"""What is said after the update."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.outcome import outcome
from rnn_tutor.explain.outcome_parts import first_again
from rnn_tutor.explain.outcome_words import meaning, who_brought_it
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.notation.line import name_of
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.outcome import comparison_screen, outcome_screen
from rnn_tutor.training.loss_curve import loss_curve, training_from
from tests.derivation.calculator import enter, rounded_by_hand
from tests.derivation.networks import each_step_predicted, loaded
from tests.derivation.test_calculator_lines import rule
from tests.lessons.bundled import NAMES
from tests.lessons.bundled import derivation as bundled
from tests.screens.given import SIMPLE, UNICODE, derivation_of, plain, text


def flat(page: str) -> str:
    return " ".join(page.split())


def test_the_new_loss_stands_beside_the_old_one() -> None:
    page = flat(text(outcome_screen(derivation_of("stock-example"), UNICODE)))
    assert "It worked: the loss fell from 0.215 to 0.104 (exact: 0.215746331760 → 0.103947481046)." in page


def test_a_step_that_is_too_long_makes_it_worse() -> None:
    lesson = SIMPLE.replace("learning_rate: 0.1", "learning_rate: 5") + "inputs: [0.5, 1.0, 0.8]\n"
    page = flat(text(outcome_screen(derivation_of(lesson), UNICODE)))
    assert "It did not work: the loss rose from 0.215 to" in page
    assert "try a smaller learning rate" in page


def said_of(more: str, rate: str = "0.1", inputs: str = "[0.5, 1.0, 0.8]") -> str:
    lesson = SIMPLE.replace("learning_rate: 0.1", f"learning_rate: {rate}") + f"inputs: {inputs}\n{more}"
    return flat(text(outcome_screen(derivation_of(lesson).epochs[-1], UNICODE)))


def test_what_moved_and_by_which_rule() -> None:
    assert "Every parameter took one step against its gradient." in said_of("")
    assert "Every parameter moved along its velocity" in said_of("optimizer: momentum\nepochs: 2\n")
    assert "against its gradient" not in said_of("optimizer: adam\n")
    assert "took one step against what the cut leaves of its gradient" in said_of("truncate: 1\n")
    assert "against its gradient, after the clipping" in said_of("clip: {norm: 0.1}\n")
    assert "and a little towards 0" in said_of("weight_decay: 0.01\n")
    assert "Every parameter whose gradient isn't 0 took" in said_of("", inputs="[0, 0, 0]")  # W1 sees nothing
    frozen = SIMPLE.replace("W2: 0.3", "W2: {value: 0.3, frozen: true}") + "inputs: [0.5, 1.0, 0.8]\n"
    assert "Every parameter that isn't frozen took" in flat(text(outcome_screen(derivation_of(frozen), UNICODE)))


def test_why_a_loss_rose() -> None:
    assert "The step began downhill, but it was too long" in said_of("", rate="5")
    carried_on = said_of("optimizer: {name: momentum, momentum: 0.99}\nepochs: 12\n", rate="0.4")
    assert "It did not work" not in carried_on or "was not downhill even at its start" in carried_on


def test_where_every_gradient_is_zero_nothing_changes() -> None:
    lesson = """
format_version: 1
title: T
equations:
  each_step:
    X: input*W
  loss: (target - X)**2
inputs: [1]
target: 2
parameters: {W: 2}
learning_rate: 0.1
"""
    page = flat(text(outcome_screen(derivation_of(lesson), UNICODE)))
    assert "Nothing changed: the loss stayed at 0 (exact: 0 → 0)." in page


def test_new_parameters_that_lead_out_of_the_numbers_are_said_to() -> None:
    lesson = """
format_version: 1
title: T
equations:
  each_step:
    X: log(input*W)
  loss: (target - X)**2
inputs: [1]
target: -9
parameters: {W: 1}
learning_rate: 1
"""
    page = flat(text(outcome_screen(derivation_of(lesson), UNICODE)))
    assert "can't be computed: the log of a negative number." in page


def test_the_comparison_says_how_far_apart_and_why() -> None:
    page = text(comparison_screen(derivation_of("stock-example"), UNICODE))
    rows = {line.strip().split("  ")[0]: line.split()[-3:] for line in page.splitlines() if line.count("  ") > 2}
    assert rows["∂Loss/∂W₂, total"] == ["−0.118", "−0.118878214851", "0.00088"]
    assert rows["X₁"] == ["0.350", "0.35", "0"]
    assert rows["∂Loss/∂X₁"] == ["−0.0007", "−0.000774771085405", "0.000075"]
    rule = "by hand, the result of each step is rounded to 3 decimals before it is used again"
    assert rule in flat(page)


def test_on_a_narrow_page_numbers_stay_in_columns_under_their_names() -> None:
    lines = plain(comparison_screen(derivation_of("stock-example"), Page(40)))
    name = lines.index("X₁")
    assert lines[name - 1].split() == ["by", "hand", "exact", "difference"]
    assert lines[name + 1].split() == ["0.350", "0.35", "0"]
    assert [line.index("0.") for line in lines[name + 1 : name + 6 : 2]] == [3, 3, 3]
    assert max(map(len, lines)) <= 40
    assert len(lines) < 100


def test_a_narrow_page_in_full_has_every_step() -> None:
    derivation = derivation_of("stock-example")
    short, full = (plain(comparison_screen(derivation, Page(40, full=is_full))) for is_full in (False, True))
    assert "⋮" in short
    assert "∂Loss/∂X₂" not in short
    assert "⋮" not in full
    assert {name_of(step.ref) for step in derivation.phase(Phase.BACKWARD)} <= set(full)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_number_is_computed_again_on_the_line_that_is_shown(name: str) -> None:
    """By a calculator of the tests' own, from what is printed."""
    derivation = bundled(name).epochs[-1]
    if not derivation.lesson.is_trained:
        return
    found = outcome(derivation)
    if not (said := first_again(derivation, found)):
        return
    _, line, result = said.replace("−", "-").split(" = ")
    assert rounded_by_hand(enter(line), rule(derivation.lesson)) == Fraction(result)
    assert result == found.quantities[0].by_hand.only
    assert said in flat(text(outcome_screen(derivation, UNICODE)))


TENTHS = st.integers(-20, 20).map(lambda tenths: f"{tenths / 10}")


@settings(max_examples=25, deadline=None)
@given(st.lists(TENTHS, min_size=2, max_size=4), st.sampled_from(["0.05", "0.3"]), st.booleans())
def test_the_time_steps_that_got_worse_are_named_when_the_whole_got_better(
    targets: list[str], rate: str, is_mean: bool
) -> None:
    """Counted by hand from the predictions before and after."""
    written = each_step_predicted(len(targets), targets=targets, learning_rate=rate).text()
    over = written[:-1] + ', "over_steps": "mean"}' if is_mean else written
    derivation = derive(loaded(over))
    found = outcome(derivation)
    pairs = [again for again in found.quantities if again.step.quantity == "P"]
    rose = [
        time
        for time, (again, target) in enumerate(zip(pairs, map(float, targets), strict=True), start=1)
        if abs(target - float(again.exact.only)) > abs(target - float(again.step.exact(20).only))
    ]
    said = re.search(r"At steps? ([\d, and]+) (?:its part|their parts) of the loss rose", meaning(derivation, found))
    named = list(map(int, re.findall(r"\d+", said[1]))) if said else []
    assert named == (rose if found.change < 0 else [])


def test_who_brought_the_fall_is_what_each_alone_would_bring() -> None:
    """Against difference quotients of the loss along each parameter's own step."""
    derivation = derive(load_lesson(find_lesson("vanishing")))
    said = who_brought_it(derivation)
    shares = {name: int(share) for name, share in re.findall(r"(\w+) (\d+)%", said)}
    loss = {}
    for name in ("W1", "W2", "W3", "B1", "B3"):
        step = derivation.step_for(Ref(Kind.UPDATED, name))
        assert step is not None
        curve = loss_curve(training_from(derivation), name)
        move = float(step.exact(17).only) - curve.value
        loss[name] = -(curve.loss_at(curve.value + move * 1e-4) - curve.loss_at(curve.value - move * 1e-4)) / 2e-4
    whole = sum(loss.values())
    (told,) = re.findall(r"added up, ([\d.]+)\. Of this", said)
    assert float(told) == pytest.approx(whole, rel=0.01)
    for name, fall in loss.items():
        written = {"W1": "W₁", "W2": "W₂", "W3": "W₃", "B1": "B₁", "B3": "B₃"}[name]
        assert shares.get(written, 0) == pytest.approx(100 * fall / whole, abs=1)


@pytest.mark.parametrize("rate", ["0.00001", "1e-9", "1e-30"])
def test_of_a_tiny_step_the_sum_is_what_came(rate: str) -> None:
    """However few digits either is shown with."""
    tiny = derive(load_lesson(find_lesson("stock-example"), set={"learning_rate": rate}))
    said = meaning(tiny, outcome(tiny))
    assert "added up, " in said
    assert "since the loss bends" not in said


def test_where_the_steps_were_long_it_is_said_why_the_sum_was_missed() -> None:
    for name, is_said in (("two-days", True), ("loss-at-every-step", True), ("stock-example", False)):
        found = bundled(name)
        assert ("holds for tiny steps only" in meaning(found, outcome(found))) is is_said
