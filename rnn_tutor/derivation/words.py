"""What a step says in words: its title, and why this rule applies here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from rnn_tutor.derivation.operation import Operation, Path, Phase
from rnn_tutor.derivation.update_words import title_of_update, why_update, without_the_cut
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Kind,
    Ref,
    references,
)
from rnn_tutor.equations.writing import PAPER, name_of, symbol, write
from rnn_tutor.lesson.lesson import Equation
from rnn_tutor.numbers.real import Real

if TYPE_CHECKING:
    from rnn_tutor.derivation.step import Step

WriteReal: TypeAlias = Callable[[Real], str]


def title(step: Step) -> str:
    """What the step finds: `Gradient of W₂, its share from day 3`."""
    operation = step.operation
    name = symbol(operation.name)
    moment = when(step)
    match operation.phase:
        case Phase.FORWARD:
            return f"{symbol(operation.name, step.ref.at)}{f', {moment}' if moment else ''}"
        case Phase.LOSS:
            return "The loss"
        case Phase.BACKWARD if operation.kind is Kind.GRADIENT:
            return f"Gradient of {symbol(operation.name, step.ref.at)}"
        case Phase.BACKWARD:
            return f"Gradient of {name}" + (f", its share from {moment}" if moment else "")
        case Phase.TOTAL:
            return f"Gradient of {name}, in all"
        case Phase.UPDATE:
            return title_of_update(operation)


def when(step: Step) -> str:
    """The step's time step in the lesson's own word: `day 3`; empty where there is none."""
    return "" if step.time_step is None else f"{step.derivation.lesson.time_step.lower()} {step.time_step}"


def why(step: Step) -> str:
    """Why this rule applies here, in a sentence or two."""
    match step.operation.phase:
        case Phase.FORWARD:
            return _why_forward(step) + _without_use(step)
        case Phase.LOSS:
            return _why_loss(step)
        case Phase.BACKWARD if step.operation.kind is Kind.GRADIENT:
            return _why_gradient(step)
        case Phase.BACKWARD:
            return _why_share(step)
        case Phase.TOTAL:
            return _why_total(step)
        case Phase.UPDATE:
            return why_update(step)


def _why_forward(step: Step) -> str:
    unit = step.derivation.lesson.time_step.lower()
    template = step.operation.template
    remembered = [ref for ref in step.names if _is_earlier(ref, step)]
    absent = why_absent(step)
    if isinstance(template, Apply):
        row = FUNCTIONS[template.function]
        inner = write(step.pin(template.arguments[0]), PAPER)
        return f"{row.notation} turns {inner} into {symbol(step.quantity, step.ref.at)}. {absent}".rstrip()
    if absent:
        return absent
    if remembered:
        names = " and ".join(symbol(ref.name, ref.at) for ref in remembered)
        return f"{names} comes from the {unit} before: this is how the network remembers."
    if step.time_step is None:
        return f"After the last {unit} the network gives its answer."
    made_of = " and ".join(symbol(ref.name, ref.at) for ref in step.names if ref.kind is not Kind.PARAMETER)
    return f"It is put together from {made_of}." if made_of else f"It is the same on every {unit}."


def why_absent(step: Step) -> str:
    """Why an equation is shorter at the first time step, or has zeros in it; empty where it is whole."""
    unrolled = step.derivation.unrolled
    absent = unrolled.absent(step.operation)
    if absent is None:
        return ""
    start = f"It is the first {step.derivation.lesson.time_step.lower()}: there is no earlier "
    names = " or ".join(symbol(ref.name) for ref in absent.names)
    if not absent.as_zeros:
        return f"{start}{names} to feed back, so that term is left out."
    is_one = len(absent.names) == 1
    stand = "0 stands" if is_one and not unrolled.is_array(absent.names[0]) else "zeros stand"
    rest = ", and terms that are zero altogether are left out" if absent.has_terms_left_out else ""
    return f"{start}{names} yet, so {stand} in {'its place' if is_one else 'their place'}{rest}."


def _without_use(step: Step) -> str:
    """A sentence about a quantity that reaches nothing, as an LSTM's forget gate does at first; else nothing."""
    derivation = step.derivation
    if derivation.lesson.training.truncate is not None or derivation.lesson.network.loss is None:
        return ""  # what has no gradient may have been cut off, or there are none
    if derivation.step_for(Ref(Kind.GRADIENT, step.quantity, step.ref.at)):
        return ""
    own = symbol(step.quantity, step.ref.at)
    if users := _users(step):
        return f" {own} leads to {' and '.join(users)} only, and nothing comes of that."
    unrolled, here = derivation.unrolled, Ref(Kind.QUANTITY, step.quantity, At.HERE)
    for equation in unrolled.network.each_step:
        if here in references(equation.expression):
            absent = " and ".join(symbol(r.name) for r in references(equation.expression) if r in unrolled.zeros)
            unit = derivation.lesson.time_step.lower()
            return f" {own} would act on an earlier {absent}, and on the first {unit} there is none: nothing uses it."
    return f" Nothing that comes after uses {own}."


def _users(step: Step) -> list[str]:
    """The quantities whose equations read a step's result: of its time step, of the next, and after the last."""
    unrolled, time = step.derivation.unrolled, step.time_step
    network = unrolled.network
    found: list[str] = []

    def look(equations: tuple[Equation, ...], seen_as: At, at: int | None) -> None:
        ref = Ref(Kind.QUANTITY, step.quantity, seen_as)
        users = [equation.name for equation in equations if ref in references(unrolled.template(equation, at))]
        found.extend(symbol(name, At.UNTIMED if at is None else at) for name in users)

    if time is None:
        look(network.output, At.UNTIMED, None)
        return found
    look(network.each_step, At.HERE, time)
    if time < unrolled.last:
        look(network.each_step, At.BEFORE, time + 1)
    else:
        look(network.output, At.LAST, None)
    return found


def _is_earlier(ref: Ref, step: Step) -> bool:
    return (
        ref.kind is Kind.QUANTITY and isinstance(ref.at, int) and step.time_step is not None and ref.at < step.time_step
    )


def _why_loss(step: Step) -> str:
    lesson = step.derivation.lesson
    network, unit = lesson.network, lesson.time_step.lower()
    if not lesson.targets:
        over = "over the {unit}s" if network.loss_each_step else "at the last {unit}" if lesson.time_steps > 1 else ""
        mean = "as a mean " if network.mean_over_steps else "summed " if network.loss_each_step else ""
        where = f", {mean}{over.format(unit=unit)}" if over else ""
        return f"This is what is differentiated{where}. All that follows asks what it depends on, and how much."
    if network.mean_over_steps and lesson.time_steps > 1:
        return f"Every {unit} has a target of its own; the loss is the mean of how far off each prediction was."
    if network.loss_each_step:
        return f"Every {unit} has a target of its own; the loss adds up how far off each prediction was."
    return "One number says how far off the prediction was. All that follows asks what it depends on, and how much."


def _why_gradient(step: Step) -> str:
    name = symbol(step.quantity, step.ref.at)
    sentences = [_way(step, path) for path in step.operation.paths]
    if step.operation.cut:
        unit = step.derivation.lesson.time_step.lower()
        cut = f"Truncation cuts the way on to the next {unit} here, so what would come back from there is left out."
        return cut if not sentences else f"{cut} {name} {'; and it '.join(sentences)}."
    if len(sentences) == 1:
        return f"{name} {sentences[0]}."
    ways = "; ".join(f"({number}) it {sentence}" for number, sentence in enumerate(sentences, start=1))
    return f"{name} reaches the loss in {len(sentences)} ways, and their gradients add up: {ways}."


def _way(step: Step, path: Path) -> str:
    """How a quantity acts through one consumer."""
    equation, time, ref = step.derivation.unrolled.use(step.quantity, step.time_step, path)
    return step.derivation.actions.sentence(equation, time, ref)


def _why_share(step: Step) -> str:
    equation = step.derivation.unrolled.equation(step.operation.via)
    action = step.derivation.actions.sentence(equation, step.time_step, Ref(Kind.PARAMETER, step.quantity))
    return f"{symbol(step.quantity)} {action}."


def _why_total(step: Step) -> str:
    unit = step.derivation.lesson.time_step.lower()
    name = symbol(step.quantity)
    shares = references(step.expression)
    whole = without_the_cut(step)
    if len(shares) == 1 and step.derivation.lesson.training.truncate is not None:
        full = step.derivation.in_full.step_for(step.ref)
        if full is not None and len(full.names) > 1:
            return f"The cut leaves one of the {len(full.names)} shares of {name}, and its gradient is that one.{whole}"
    if len(shares) == 1:
        return f"{name} acts in one place only, so its share is its whole gradient.{whole}"
    return (
        f"It is the same {name} on every {unit}, so its gradient is the sum of its shares: {len(shares)} of them. "
        f"Overwriting one with the next, instead of adding, is the classic slip.{whole}"
    )


def name(operation: Operation) -> str:
    """The name of a step's result in the field's notation."""
    return name_of(operation.ref)
