"""What a step says in words: its title, and why this rule applies here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.result import Result, results
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.english import in_words, minus
from rnn_tutor.equations.tree import Kind, Number, Power, Ref
from rnn_tutor.explain.action import Actions
from rnn_tutor.explain.forward_words import about_forward
from rnn_tutor.explain.sentence import Sentence
from rnn_tutor.explain.switched_off import input_of_zero
from rnn_tutor.explain.telling import TWO
from rnn_tutor.explain.total_words import about_total
from rnn_tutor.explain.update_words import title_of_update, topic_of_update, why_update
from rnn_tutor.explain.ways import Use
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import name_of, symbol

FEW = 3  # digits of a factor in a sentence
DOES, SLOPE = "does", "slope"  # topics of a function: what it does, and what slope it has
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
            from_moment = f" from {moment}" if moment else ""
            return f"Gradient of {name}" + (f", its share{from_moment}{through}" if moment or through else "")
        case Phase.TOTAL:
            return f"Total gradient of {name}"
        case Phase.UPDATE:
            return title_of_update(operation)


def when(step: Result) -> str:
    """The step's time step in the lesson's own word: `day 3`; empty where there is none."""
    return "" if step.time_step is None else f"{step.derivation.lesson.time_step.lower()} {step.time_step}"


def why(step: Result, actions: Actions) -> str:
    """Why this rule applies here, in a sentence or two."""
    return " ".join(sentence.write() for sentence in sentences(step, actions))


def first_reason(step: Result, actions: Actions) -> str:
    """What is said first of a step; empty where there is nothing to say."""
    return next((sentence.write() for sentence in sentences(step, actions)), "")


def explained_here(step: Result, actions: Actions, first: FirstMention) -> str:
    """The same for a reader who comes from the steps before: what was explained once isn't explained again."""
    here = step.derivation.epoch, step.ref
    return " ".join(
        sentence.write()
        for sentence in sentences(step, actions)
        if sentence.topic is None or first.of(sentence.topic) == here
    )


def functions_met(step: Result, actions: Actions, first: FirstMention, topic: str) -> list[str]:
    """The functions of which a step explains for the first time what they do, or what slope they have."""
    here = (step.derivation.epoch, step.ref)
    topics = [sentence.topic for sentence in sentences(step, actions) if sentence.topic is not None]
    return [found[1] for found in topics if found[0] == topic and first.of(found) == here]


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
        is_off = operation.kind is Kind.SHARE and input_of_zero(step) is not None
        key = (operation.kind, operation.name, operation.via, id(operation.source), at_edge, is_off)
        if key not in self._seen:
            self._seen.add(key)
            for sentence in sentences(step, self.actions):
                if sentence.topic is not None:
                    self._found.setdefault(sentence.topic, (self.epoch, step.ref))


def sentences(step: Result, actions: Actions) -> list[Sentence]:
    """What is to be said about a step, in order."""
    match step.operation.phase:
        case Phase.FORWARD:
            return about_forward(step)
        case Phase.LOSS:
            return [Sentence(partial(_why_loss, step))]
        case Phase.BACKWARD:
            if step.operation.kind is Kind.GRADIENT:
                return [Sentence(partial(_why_gradient, step, actions)), *_about_slopes(step, actions)]
            return [*_about_share(step, actions), *_about_slopes(step, actions)]
        case Phase.TOTAL:
            return [*about_total(step)]
        case Phase.UPDATE:
            return [Sentence(partial(why_update, step), topic_of_update(step))]


def _about_share(step: Result, actions: Actions) -> Iterator[Sentence]:
    """How a parameter acts; of one that an input of 0 keeps from acting that is said once, and then only this."""
    zero = input_of_zero(step)
    how = partial(_why_share, step, actions)
    if zero is None:
        yield Sentence(how)
        return
    yield Sentence(how, ("switched off", step.operation.via))
    name, via = symbol(step.quantity), symbol(step.operation.via, step.ref.at)
    yield Sentence(lambda: f"{zero} is 0, so {name} has no effect on {via} here, and this share is 0.")


def _about_slopes(step: Result, actions: Actions) -> Iterator[Sentence]:
    """Why the functions on the way have the slopes that they have."""
    explained = set()
    for use in actions.ways.uses(step):
        for function, reason in actions.slopes(use):
            if function not in explained:
                explained.add(function)
                yield Sentence(partial(str, f"{reason}."), (SLOPE, function))


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
    predictions = "predictions are" if lesson.sequences else "prediction is"
    return f"The loss says in one number how far off the {predictions}.{why} {DEPENDS}"


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
    return f"{name} reaches the loss along {in_words(len(ways))} paths, and their gradients add up: {each}."


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
