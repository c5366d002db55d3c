"""What is to come in a walk, phase by phase, and how its numbers are meant."""

from __future__ import annotations

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import counted
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.equations.tree import Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.screens.layout.named import named
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.walk.phases import phase_title

PATH = (
    "The last line of each step's page shows the path: → leads to what is computed next, · separates what is side by "
    "side, and the current step is in brackets, a parameter below them."
)


def plan_lines(derivation: Derivation, page: Page) -> Lines:
    """What is to come, and how the numbers are meant."""
    lesson = derivation.lesson
    counts = {phase: len(derivation.phase(phase)) for phase in Phase}
    rows = [(amount(derivation, phase), aim(derivation, phase)) for phase in Phase if counts[phase]]
    after = [again(lesson.training.epochs), PATH]
    if not counts[Phase.LOSS]:
        after.insert(0, "This lesson stops at its prediction: it has no loss, so there is no backward pass.")
    elif lesson.learning_rate is None:
        after.insert(0, "There is no learning rate, so nothing is updated.")
    text = " ".join(filter(None, after))
    return [
        *named(rows, page, "title"),
        blank(),
        *page.prose(how_numbers_are_shown(lesson)),
        blank(),
        *page.prose(text),
    ]


def amount(derivation: Derivation, phase: Phase) -> str:
    """How many steps a phase has."""
    count, each = len(derivation.phase(phase)), len(derivation.phase(Phase.TOTAL))
    match phase:
        case Phase.FORWARD:
            return f"{counted(count, 'step')} forward"
        case Phase.LOSS:
            return "the loss"
        case Phase.BACKWARD:
            return f"{counted(count, 'step')} {phase_title(phase, derivation.lesson)}"
        case Phase.TOTAL:
            return counted(count, "sum")
        case Phase.UPDATE:
            return counted(count, "update") if count == each else f"{counted(count, 'step')} of the update"


def aim(derivation: Derivation, phase: Phase) -> str:
    """What a phase finds."""
    lesson = derivation.lesson
    unit = lesson.time_step.lower()
    several = bool((lesson.network.loss_each_step and lesson.time_steps > 1) or lesson.sequences)
    match phase:
        case Phase.FORWARD:
            way = f", {unit} by {unit}" if lesson.time_steps > 1 else ""
            return f"the forward pass to the prediction{'s' * several}{way}"
        case Phase.LOSS:
            each = "predictions are" if several else "prediction is"
            return f"how far off the {each}" if lesson.targets else "the quantity to differentiate (called Loss here)"
        case Phase.BACKWARD:
            return "the gradients: how much the loss changes with each number"
        case Phase.TOTAL:
            shares = f": the sum of what each {unit} adds to it, its share" if lesson.time_steps > 1 else ""
            return f"each parameter's total gradient{shares}"
        case Phase.UPDATE:
            assert lesson.learning_rate is not None, "there are no updates without"
            rate = f"the learning rate {symbol_of_rate(lesson.learning_rate)} says how far"
            return f"{by_rules(derivation)}, to lower the loss; {rate}"


def by_rules(derivation: Derivation) -> str:
    """How each parameter moves: against its gradient, or by whose rules, where they are several."""
    row = OPTIMIZERS[derivation.lesson.training.optimizer]
    return f"each parameter is changed by {row.title}" if len(row.rules) > 1 else "each moves against its gradient"


def how_numbers_are_shown(lesson: Lesson) -> str:
    """The two tracks."""
    if lesson.rounding.binary is not None:
        return (
            f"Every number is shown twice. By hand: as a computer finds it that calculates in "
            f"{lesson.rounding.describe()} and rounds after each operation. Exact: never rounded until it is shown, "
            f"so that every digit is right."
        )
    return (
        f"Every number is shown twice. By hand: each result is rounded to {lesson.rounding.describe()} before it is "
        f"used again, as with a pocket calculator; the lines before it carry more digits. "
        f"{lesson.rounding.describe_edges()} Exact: rounded only where it is shown, so that every digit is right."
    )


def again(epochs: int) -> str:
    """That all of it is done several times, where it is."""
    if epochs == 1:
        return ""
    return f"All of this is done {epochs} times: each epoch begins with the parameters from the one before."


def symbol_of_rate(rate: Number) -> str:
    """η = 0.1."""
    return f"η = {number_text(rate)}"
