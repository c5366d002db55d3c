"""The equations of a network as they are for every time step: Xₜ = inputₜ × W₁ + Yₜ₋₁ × W₂ + B₁."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tutor.equations.tree import At
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Equation
from rnn_tutor.notation.composition import compose, stacked
from rnn_tutor.notation.layout import Layout, Row, Text
from rnn_tutor.notation.line import line
from rnn_tutor.notation.name_layout import symbol_layout


@dataclass(frozen=True)
class NetworkEquation:
    """An equation of a network, and how it is written: laid out, and as `text` on one line."""

    equation: Equation
    name: Layout
    formula: Layout
    text: str


def network_equations(derivation: Derivation) -> Iterator[NetworkEquation]:
    """Each equation as it is for every time step; a loss that is added up over the time steps says so."""
    unrolled, lesson = derivation.unrolled, derivation.lesson
    network, last = unrolled.network, lesson.time_steps
    for equation in network.all:
        timed = equation in network.each_step
        summed = equation is network.loss and network.loss_each_step and last > 1
        is_template = timed or summed
        expression = unrolled.template(equation, None) if is_template else unrolled.equation_at(equation.name, last)
        name = symbol_layout(equation.name, At.HERE if timed else At.UNTIMED)
        of = Text(f"the sum over the {lesson.time_step.lower()}s of " if summed else "")
        on_a_line, formula = (
            Row((of, compose(expression, conventions))) if summed else compose(expression, conventions)
            for conventions in (unrolled.paper, stacked(unrolled.paper))
        )
        yield NetworkEquation(equation, name, formula, f"{line(name)} = {line(on_a_line)}")
