"""The equations of a network as they are for every time step: Xₜ = inputₜ × W₁ + Yₜ₋₁ × W₂ + B₁."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.tree import At, Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Equation
from rnn_tutor.notation.line import name_of, write


def network_equations(derivation: Derivation) -> Iterator[tuple[Equation, str]]:
    """Each equation with a line that says it; a loss that is added up over the time steps says so."""
    unrolled, lesson = derivation.unrolled, derivation.lesson
    network, last = unrolled.network, lesson.time_steps
    for equation in network.all:
        timed = equation in network.each_step
        summed = equation is network.loss and network.loss_each_step and last > 1
        is_template = timed or summed
        expression = unrolled.template(equation, None) if is_template else unrolled.equation_at(equation.name, last)
        name = name_of(Ref(Kind.QUANTITY, equation.name, At.HERE if timed else At.UNTIMED))
        of = f"the sum over the {lesson.time_step.lower()}s of " if summed else ""
        yield equation, f"{name} = {of}{write(expression, unrolled.paper)}"
