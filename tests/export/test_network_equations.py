"""The network's equations on what is handed out: a loss over the time steps is told as their sum."""

from fractions import Fraction
from html import unescape

import pytest

from rnn_tutor import derive, load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.svg_network import network_svg
from rnn_tutor.export.to_html import lesson_html
from rnn_tutor.export.to_latex import lesson_latex
from rnn_tutor.export.to_moodle import lesson_moodle
from rnn_tutor.export.to_worksheet import lesson_worksheet

GIVEN = {
    "format_version": 1,
    "title": "A loss on each day",
    "time_step": "Day",
    "network": "simple",
    "inputs": [0.5, 1, -0.5],
    "targets": [1, 0, 2],
    "parameters": {"W1": 0.5, "W2": 0.25, "B1": 0, "W3": 2, "B3": 0.125},
}


def lesson(over_steps: str) -> Derivation:
    return derive(load_lesson({**GIVEN, "over_steps": over_steps}))


def value(derivation: Derivation, name: str) -> Fraction:
    return Fraction(derivation[name].exact(30).only)


@pytest.mark.parametrize(
    ("over_steps", "term", "divided_by"), [("sum", "(targetₜ − Pₜ)²", 1), ("mean", "(targetₜ − Pₜ)²/3", 3)]
)
def test_the_loss_that_is_said_is_the_loss(over_steps: str, term: str, divided_by: int) -> None:
    derivation = lesson(over_steps)
    said = f"Loss = the sum over the days of {term}"
    assert said in lesson_worksheet(derivation, medium="markdown").replace("\\", "")
    assert said in unescape(lesson_moodle(derivation))
    predictions = [value(derivation, f"P{day}") for day in (1, 2, 3)]
    summed = sum((target - found) ** 2 / divided_by for target, found in zip([1, 0, 2], predictions, strict=True))
    assert abs(summed - value(derivation, "Loss")) < Fraction(1, 10**25)


def test_typeset_it_is_said_too() -> None:
    derivation = lesson("sum")
    assert r"\mathrm{Loss} &= \text{the sum over the days of }\left(\mathrm{target}_{t}" in lesson_latex(derivation)
    assert r"\text{the sum over the days of }" in lesson_worksheet(derivation, medium="latex")
    assert "<mtext>the sum over the days of </mtext>" in lesson_html(derivation)


@pytest.mark.parametrize(
    ("name", "read"), [("stock-example", ">Y₃<"), ("loss-at-every-step", ">P₁ … P₃<"), ("two-days", ">Y₂<")]
)
def test_the_last_arrow_of_the_drawing_has_what_the_loss_is_made_of(name: str, read: str) -> None:
    assert read in network_svg(derive(load_lesson(name)))
