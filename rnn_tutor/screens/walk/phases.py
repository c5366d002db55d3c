"""What the phases of a derivation are called, and what is said where one begins."""

from __future__ import annotations

from decimal import Decimal

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import counted, listed
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.line import symbol

PLAIN = "sgd"
NUDGE = Decimal("0.001")
TITLES = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "the loss",
    Phase.BACKWARD: "back through time",
    Phase.TOTAL: "the sums",
    Phase.UPDATE: "the update",
}


def title(step: Step) -> str:
    """What the phase of a step is called."""
    return phase_title(step.phase, step.derivation.lesson)


def phase_title(phase: Phase, lesson: Lesson) -> str:
    """What a phase is called; with one time step, nothing goes through time."""
    return "back" if phase is Phase.BACKWARD and lesson.time_steps == 1 else TITLES[phase]


def _where_it_ends(lesson: Lesson) -> str:
    """Where the way back ends: at the first time step, where nothing runs in the other direction."""
    is_one_way = not any(one.backward for one in lesson.network.passes)
    return f"{lesson.time_step.lower()} 1" if lesson.time_steps > 1 and is_one_way else "the inputs"


def introduction(step: Step, count: int) -> str:
    """What the phase is about, where a step is the first of one."""
    if step.number > 1 or (step.derivation.epoch > 1 and step.phase is not Phase.FORWARD):
        return ""
    lesson = step.derivation.lesson
    unit = lesson.time_step.lower()
    match step.phase:
        case Phase.FORWARD if step.derivation.epoch > 1:
            return f"Epoch {step.derivation.epoch}: the same again, with the parameters from the previous update."
        case Phase.FORWARD if lesson.time_steps > 1:
            passes = lesson.network.passes
            there = "each number is computed from numbers that are already known"
            if not any(one.backward for one in passes):
                return f"Forward through time: {unit} by {unit}, {there}."
            names = listed([symbol(name) for one in passes if one.backward for name in one.names])
            uses, are = ("use", "they are") if " and " in names else ("uses", "it is")
            return (
                f"First the numbers of the network: {there}. {names} {uses} what follows, so "
                f"{are} computed from {unit} {lesson.time_steps} back to {unit} 1."
            )
        case Phase.FORWARD:
            return "Forward: each number is computed from numbers that are already known."
        case Phase.BACKWARD:
            return (
                f"Now backwards. {gradient_in_words(step)} Each gradient is found from the gradients of what is "
                f"computed later, so the order is from the loss back to {_where_it_ends(lesson)}, in "
                f"{counted(count, 'step')}."
            )
        case Phase.TOTAL if lesson.time_steps > 1:
            return "Each use of a parameter has added a share to its gradient. The sum of its shares is the gradient."
        case Phase.UPDATE if lesson.training.clip_norm or lesson.training.clip_value:
            return (
                "A gradient says in which direction the loss rises, so each parameter takes a step in the opposite "
                "direction. Before that, a gradient that is too large is made smaller."
            )
        case Phase.UPDATE if lesson.training.optimizer != PLAIN:
            optimizer = OPTIMIZERS[lesson.training.optimizer].title
            return (
                f"A gradient says in which direction the loss rises, so each parameter takes a step in the opposite "
                f"direction. {optimizer} keeps running means for each parameter, so a step also depends on the "
                f"gradients of the epochs before."
            )
        case Phase.UPDATE:
            rate = number_text(lesson.learning_rate) if lesson.learning_rate else ""
            return (
                f"A gradient says in which direction the loss rises. So each parameter takes a step in the opposite "
                f"direction: the learning rate η{f' = {rate}' * bool(rate)} times its gradient."
            )
        case _:
            return ""


def gradient_in_words(step: Step) -> str:
    """What a gradient is, said of the first number that gets one."""
    name = symbol(step.quantity, step.ref.at)
    one, written = (
        (f"one number of {name}", "that number; all of them together are")
        if step.operation.shape
        else (name, f"{name},")
    )
    return (
        f"Give {one} a nudge, a very small change: what is computed from it follows, and everything else stays as it "
        f"is. By how much does the loss change? This change, divided by the nudge, is the gradient of {written} "
        f"written ∂Loss/∂{name} (∂ is a rounded d)."
    )


def gradient_read(step: Step) -> str:
    """What the first gradient says, and the first that is added up, read aloud with a nudge of a thousandth.

    Empty for others, for 0, and for what a cut leaves of a gradient.
    """
    is_whole = step.phase is Phase.BACKWARD or step.derivation.lesson.training.truncate is None
    if step.phase not in (Phase.BACKWARD, Phase.TOTAL) or step.number > 1 or step.derivation.epoch > 1:
        return ""
    if step.operation.shape or not is_whole:
        return ""
    gradient = Decimal(step.by_hand.only)
    if not gradient or not gradient.is_finite():
        return ""
    change, way = (abs(gradient) * NUDGE).normalize(), "larger" if gradient > 0 else "smaller"
    name = symbol(step.quantity) if step.phase is Phase.TOTAL else symbol(step.quantity, step.ref.at)
    return f"Read it like this: if {name} were {NUDGE} larger, the loss would be about {change:f} {way}."


def words_explained(step: Step) -> tuple[str, ...]:
    """The words of the glossary that the introduction explains."""
    return ("gradient",) if step.phase is Phase.BACKWARD and step.number == 1 else ()
