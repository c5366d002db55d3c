"""What a step says in words: its title, and why this rule applies here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.result import Result, results
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.english import in_the, listed, minus
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import OFFSETS, Apply, At, Kind, Number, Power, Ref, references
from rnn_tutor.explain.action import Actions
from rnn_tutor.explain.telling import TWO
from rnn_tutor.explain.total_words import about_total
from rnn_tutor.explain.update_words import title_of_update, topic_of_update, why_update
from rnn_tutor.explain.ways import Use
from rnn_tutor.lesson.lesson import Equation
from rnn_tutor.notation.line import name_of, symbol, write

FEW = 3  # digits of a factor in a sentence
DEPENDS = "The steps that follow find how strongly the loss depends on each of the other numbers."


def title(step: Result) -> str:
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
            several = step.derivation.shares_at[operation.name, operation.time] > 1
            through = f" through {symbol(operation.via, step.ref.at)}" if several else ""
            return f"Gradient of {name}" + (f", its share from {moment}{through}" if moment or through else "")
        case Phase.TOTAL:
            return f"Gradient of {name}, in all"
        case Phase.UPDATE:
            return title_of_update(operation)


def when(step: Result) -> str:
    """The step's time step in the lesson's own word: `day 3`; empty where there is none."""
    return "" if step.time_step is None else f"{step.derivation.lesson.time_step.lower()} {step.time_step}"


@dataclass(frozen=True)
class Sentence:
    """A sentence about a step, written when it is read; `topic` is what it explains once and for all, if it does."""

    write: Callable[[], str]
    topic: tuple[str, ...] | None = None


def why(step: Result, actions: Actions) -> str:
    """Why this rule applies here, in a sentence or two."""
    return " ".join(sentence.write() for sentence in sentences(step, actions))


def explained_here(step: Result, actions: Actions, first: FirstMention) -> str:
    """The same for a reader who comes from the steps before: what was explained once isn't explained again."""
    here = step.derivation.epoch, step.ref
    return " ".join(
        sentence.write()
        for sentence in sentences(step, actions)
        if sentence.topic is None or first.of(sentence.topic) == here
    )


def function_met(step: Result, actions: Actions, first: FirstMention) -> str | None:
    """The function that is explained at a step for the first time; None where there is none."""
    here = (step.derivation.epoch, step.ref)
    topics = [sentence.topic for sentence in sentences(step, actions) if sentence.topic is not None]
    met = [topic[1] for topic in topics if topic[0] == "does" and first.of(topic) == here]
    return met[0] if met else None


class FirstMention:
    """The step in which each topic of the words comes up first, looked for from the first step on."""

    def __init__(self, solution: Solution, actions: Actions, before: FirstMention | None) -> None:
        self.epoch = solution.epoch
        self.actions = actions
        self.before = before
        self._found: dict[tuple[str, ...], tuple[int, Ref]] = {}
        self._steps = results(solution)
        self._seen: set[tuple[object, ...]] = set()

    def of(self, topic: tuple[str, ...]) -> tuple[int, Ref] | None:
        """The epoch and the step; None where the topic never comes up."""
        if self.before and (earlier := self.before.of(topic)):
            return earlier
        while topic not in self._found and (step := next(self._steps, None)) is not None:
            self._look_at(step)
        return self._found.get(topic)

    def _look_at(self, step: Result) -> None:
        """Steps of the same templates have the same topics."""
        operation = step.operation
        edges = (1, step.derivation.unrolled.last)
        at_edge = operation.phase is Phase.FORWARD and operation.time in edges and operation.time
        key = (operation.kind, operation.name, operation.via, id(operation.source), at_edge)
        if key not in self._seen:
            self._seen.add(key)
            for sentence in sentences(step, self.actions):
                if sentence.topic is not None:
                    self._found.setdefault(sentence.topic, (self.epoch, step.ref))


def sentences(step: Result, actions: Actions) -> list[Sentence]:
    """What is to be said about a step, in order."""
    match step.operation.phase:
        case Phase.FORWARD:
            return _about_forward(step)
        case Phase.LOSS:
            return [Sentence(partial(_why_loss, step))]
        case Phase.BACKWARD:
            about = _why_gradient if step.operation.kind is Kind.GRADIENT else _why_share
            return [Sentence(partial(about, step, actions)), *_about_slopes(step, actions)]
        case Phase.TOTAL:
            return [Sentence(partial(str, text), topic) for text, topic in about_total(step)]
        case Phase.UPDATE:
            return [Sentence(partial(why_update, step), topic_of_update(step))]


def _about_forward(step: Result) -> list[Sentence]:
    found = [*_about_function(step)]
    if absent := why_absent(step):
        found.append(Sentence(lambda: absent, ("absent", absent)))
    elif not found:
        found.append(_about_made(step))
    if idle := _without_use(step):
        found.append(Sentence(lambda: idle))
    return found


def _about_function(step: Result) -> Iterator[Sentence]:
    """What the function does that a whole equation applies."""
    template = step.operation.template
    if isinstance(template, Apply) and (does := FUNCTIONS[template.function].does):
        inner = write(step.pin(template.arguments[0]), step.derivation.unrolled.paper)
        yield Sentence(lambda: f"{does.format(x=inner)}.", ("does", template.function))


def _about_made(step: Result) -> Sentence:
    """What a quantity is made of."""
    unit = step.derivation.lesson.time_step.lower()
    if others := [ref for ref in step.names if _is_of_another_step(ref, step)]:
        ahead = [ref for ref in others if isinstance(ref.at, int) and step.time_step and ref.at > step.time_step]
        names = listed([symbol(ref.name, ref.at) for ref in ahead or others])
        comes = "come" if len(ahead or others) > 1 else "comes"
        memory = f"{names} {comes} from the {unit} before: this is how the network remembers."
        foresight = f"{names} {comes} from the {unit} after, which was found first: this is how it knows what follows."
        return Sentence(lambda: foresight, ("foresight",)) if ahead else Sentence(lambda: memory, ("memory",))
    starts = {start for _, start in step.derivation.lesson.learned}
    made_of = [symbol(ref.name, ref.at) for ref in step.names if ref.kind is not Kind.PARAMETER or ref.name in starts]
    own = symbol(step.quantity, step.ref.at)
    if not made_of:
        return Sentence(lambda: f"{own} is the same {in_the(unit)} every {unit}.", ("made", step.quantity))
    many = step.derivation.lesson.time_steps > 1
    reads_no_other = many and step.time_step is not None and not _reads_another_step(step)
    here = f"; nothing is read directly from another {unit}" if reads_no_other else ""
    after = f" It is computed once, after the last {unit}." if many and step.time_step is None else ""
    return Sentence(lambda: f"{own} is computed from {listed(made_of)}{here}.{after}", ("made", step.quantity))


def _about_slopes(step: Result, actions: Actions) -> Iterator[Sentence]:
    """Why the functions on the way have the slopes that they have."""
    explained = set()
    for use in actions.ways.uses(step):
        for function, reason in actions.slopes(use):
            if function not in explained:
                explained.add(function)
                yield Sentence(partial(str, f"{reason}."), ("slope", function))


def why_absent(step: Result) -> str:
    """Why an equation is shorter where a state begins, or has zeros in it; empty where it is whole."""
    unrolled = step.derivation.unrolled
    absent = unrolled.absent(step.operation)
    if absent is None:
        return ""
    unit = step.derivation.lesson.time_step.lower()
    missing = []
    for at, edge, compared in ((At.BEFORE, "first", "earlier"), (At.AFTER, "last", "later")):
        if names := [symbol(ref.name) for ref in absent.names if ref.at is at]:
            missing.append(
                f"{in_the(unit).capitalize()} the {edge} {unit} there is no {compared} {listed(names, 'or')}"
            )
    starts = listed([symbol(ref.name, (step.time_step or 0) + OFFSETS[ref.at]) for ref in absent.names])
    one = len(absent.names) == 1
    zero = "0" if one and not unrolled.is_array(absent.names[0]) else "zeros"
    taken = f"{'. '.join(missing)}. {starts} {'is' if one else 'are'} taken as {zero}"
    if not absent.as_zeros:
        return f"{taken}, so {'its term is' if one else 'their terms are'} left out."
    rest = "; terms that are zero altogether are left out" if absent.has_terms_left_out else ""
    return f"{taken}{rest}."


def _without_use(step: Result) -> str:
    """A sentence about a quantity that reaches nothing, as an LSTM's forget gate does at first; else nothing."""
    derivation = step.derivation
    if derivation.lesson.training.truncate is not None or derivation.lesson.network.loss is None:
        return ""  # what has no gradient may have been cut off, or there are none
    if derivation.operation_for(Ref(Kind.GRADIENT, step.quantity, step.ref.at)):
        return ""
    own = symbol(step.quantity, step.ref.at)
    if users := _users(step):
        return f"{own} is used for {listed(users)} only, which has no effect on the loss."
    unrolled, here = derivation.unrolled, Ref(Kind.QUANTITY, step.quantity, At.HERE)
    for equation in unrolled.network.each_step:
        if here in references(equation.expression):
            zeros = [ref for ref in references(equation.expression) if ref in unrolled.zeros]
            absent = listed([symbol(ref.name) for ref in zeros])
            if zeros and all(ref.at is At.AFTER for ref in zeros):
                return f"{own} would act on the next {absent}. There is none, so {own} has no effect."
            return f"{own} would act on the previous {absent}. There is none yet, so {own} has no effect."
    return f"Nothing later uses {own}, so it has no effect on the loss."


def _users(step: Result) -> list[str]:
    """The quantities whose equations read a step's result: of its time step, of the next, and after the last."""
    unrolled, time = step.derivation.unrolled, step.time_step
    network = unrolled.network
    found: list[str] = []

    def look(equations: tuple[Equation, ...], seen_as: At | int, at: int | None) -> None:
        ref = Ref(Kind.QUANTITY, step.quantity, seen_as)
        users = [equation.name for equation in equations if ref in references(unrolled.template(equation, at))]
        found.extend(symbol(name, At.UNTIMED if at is None else at) for name in users)

    if time is None:
        look(network.output, At.UNTIMED, None)
        return found
    look(unrolled.at(time), At.HERE, time)
    own = unrolled.equation(step.quantity)
    for at, other in ((At.BEFORE, time + 1), (At.AFTER, time - 1)):
        if 1 <= other <= unrolled.last_of(own):
            look(unrolled.at(other), at, other)
    if time == unrolled.ends_at(own):
        look(network.output, unrolled.seen_at_end(own), None)
    return found


def _is_of_another_step(ref: Ref, step: Result) -> bool:
    return (
        ref.kind is Kind.QUANTITY
        and isinstance(ref.at, int)
        and step.time_step is not None
        and ref.at != step.time_step
    )


def _reads_another_step(step: Result) -> bool:
    """Whether its equation does, at other time steps; where a state begins, its start stands in place of it."""
    network = step.derivation.lesson.network
    read = (ref for one in network.each_step if one.name == step.quantity for ref in references(one.expression))
    return any(OFFSETS.get(ref.at, 0) for ref in read)


def _why_loss(step: Result) -> str:
    lesson = step.derivation.lesson
    network, unit = lesson.network, lesson.time_step.lower()
    if not lesson.targets:
        over = "over the {unit}s" if network.loss_each_step else "at the last {unit}" if lesson.time_steps > 1 else ""
        mean = "as a mean " if network.mean_over_steps else "summed " if network.loss_each_step else ""
        where = f", {mean}{over.format(unit=unit)}" if over else ""
        return f"This quantity is differentiated{where}. {DEPENDS}"
    if network.mean_over_steps and lesson.time_steps > 1:
        return f"Every {unit} has a target of its own; the loss is the mean of how far off each prediction is."
    if network.loss_each_step:
        return f"Every {unit} has a target of its own; the loss adds up how far off each prediction is."
    squared = isinstance(step.expression, Power) and step.expression.exponent == TWO
    why = (
        " The error is squared, so the loss is never negative, and an error twice as large counts four times as much."
        if squared
        else ""
    )
    return f"The loss says in one number how far off the prediction is.{why} {DEPENDS}"


def _why_gradient(step: Result, actions: Actions) -> str:
    name = symbol(step.quantity, step.ref.at)
    ways = [_way(step, use, actions) for use in actions.ways.uses(step)]
    if step.operation.cut:
        unit = step.derivation.lesson.time_step.lower()
        other = "next" if any(path.offset > 0 for path in step.operation.cut) else "previous"
        cut = f"Truncation cuts the link to the {other} {unit} here, so the gradient from there is left out."
        return cut if not ways else f"{cut} {name} {'; and it '.join(ways)}."
    if len(ways) == 1:
        return f"{name} {ways[0]}."
    each = "; ".join(f"({number}) it {way}" for number, way in enumerate(ways, start=1))
    return f"{name} reaches the loss in {len(ways)} ways, and their gradients add up: {each}."


def _why_share(step: Result, actions: Actions) -> str:
    (use,) = actions.ways.uses(step)
    return f"{symbol(step.quantity)} {_way(step, use, actions)}."


def _way(step: Result, use: Use, actions: Actions) -> str:
    """How a name acts where it is used; with the number, where a nudge passes several operations."""
    sentence, factor = actions.sentence(use), actions.factor(use)
    is_all = use.equation.name == LOSS and len(actions.ways.uses(step)) == 1  # the factor is the result, then
    if factor is None or isinstance(factor, Number) or step.operation.shape or is_all:
        return sentence
    return f"{sentence}, here {minus(actions.ways.value(factor, use, step.derivation, FEW))} times"


def name(operation: Operation) -> str:
    """The name of a step's result in the field's notation."""
    return name_of(operation.ref)
