"""What the phases of a derivation are called, and what is said where one begins."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import in_the, listed
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import symbol

PLAIN = "sgd"
TITLES = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "the loss",
    Phase.BACKWARD: "back through time",
    Phase.TOTAL: "the sums",
    Phase.UPDATE: "the update",
}


def title(step: Step) -> str:
    """What the phase of a step is called; with one time step, nothing goes through time."""
    if step.phase is Phase.BACKWARD and step.derivation.lesson.time_steps == 1:
        return "back"
    return TITLES[step.phase]


def _where_it_ends(lesson: Lesson) -> str:
    """Where the way back ends: at the first time step, where nothing runs in the other direction."""
    is_one_way = not any(one.backward for one in lesson.network.passes)
    return f"{lesson.time_step.lower()} 1" if lesson.time_steps > 1 and is_one_way else "the inputs"


def introduction(step: Step, count: int) -> str:
    """What the phase is about, where a step is the first of one."""
    if step.number > 1:
        return ""
    lesson = step.derivation.lesson
    unit = lesson.time_step.lower()
    match step.phase:
        case Phase.FORWARD if step.derivation.epoch > 1:
            return f"Epoch {step.derivation.epoch}: the same once more, with the parameters that the last update left."
        case Phase.FORWARD if lesson.time_steps > 1:
            passes = lesson.network.passes
            there = "each number is computed from those that are there already"
            if not any(one.backward for one in passes):
                return f"Forward through time: {unit} after {unit}, {there}."
            names = listed([symbol(name) for one in passes if one.backward for name in one.names])
            return (
                f"First the numbers of the network: {there}. {names} {'use' if ' and ' in names else 'uses'} what "
                f"follows, so there we begin at {unit} {lesson.time_steps} and go back to {unit} 1."
            )
        case Phase.FORWARD:
            return "Forward: each number is computed from those that are there already."
        case Phase.BACKWARD:
            return (
                f"Now backwards. If one of these numbers changed a little, how much would the loss change? That ratio "
                f"is its gradient. The chain rule finds it from the gradients of what comes after, so we go from the "
                f"loss back to {_where_it_ends(lesson)}, in {count} steps."
            )
        case Phase.TOTAL if lesson.time_steps > 1:
            return (
                f"A parameter is used {in_the(unit)} every {unit}, and each use has given it a share. All the shares "
                f"of a parameter together are its gradient."
            )
        case Phase.UPDATE if lesson.training.clip_norm or lesson.training.clip_value:
            return (
                "A gradient points to where the loss rises, so each parameter takes a step the other way. Before that, "
                "a gradient that is too large is made smaller."
            )
        case Phase.UPDATE if lesson.training.optimizer != PLAIN:
            optimizer = OPTIMIZERS[lesson.training.optimizer].title
            return (
                f"A gradient points to where the loss rises, so each parameter takes a step the other way. {optimizer} "
                f"keeps running means for each parameter, so that a step depends on the updates before it, too."
            )
        case Phase.UPDATE:
            return (
                "A gradient points to where the loss rises. So each parameter takes a small step the other way: the "
                "learning rate η times its gradient."
            )
        case _:
            return ""
