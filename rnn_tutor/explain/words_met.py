"""Which words of the field a reader of a derivation meets, and at which step first."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import Result, results
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    Expression,
    Kind,
    MatMul,
    Power,
    Product,
    Ref,
    Transpose,
    children,
    references,
)
from rnn_tutor.explain.action import Actions
from rnn_tutor.explain.telling import links_in_words
from rnn_tutor.explain.ways import Link, Way
from rnn_tutor.glossary.terms import Term, glossary
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.composition import is_between_numbers

SIGNS = ("matrix product", "⊙", "transpose", "e", "log", "softmax")  # in the order in which they are explained


def words_met(step: Result, first: FirstMet) -> tuple[Term, ...]:
    """The words that come up first at a step."""
    here = step.derivation.epoch, step.ref
    return tuple(glossary()[name] for name in dict.fromkeys(_words_at(step, first.actions)) if first.of(name) == here)


class FirstMet:
    """The step at which each word of the glossary comes up first, looked for from the first step on."""

    def __init__(self, solution: Solution, actions: Actions, before: FirstMet | None) -> None:
        self.epoch = solution.epoch
        self.actions = actions
        self.before = before
        self._found: dict[str, tuple[int, Ref]] = {}
        self._steps = results(solution)
        self._seen: set[tuple[object, ...]] = set()

    def of(self, name: str) -> tuple[int, Ref] | None:
        """The epoch and the step; None where the word never comes up."""
        if self.before and (earlier := self.before.of(name)):
            return earlier
        while name not in self._found and (step := next(self._steps, None)) is not None:
            self._look_at(step)
        return self._found.get(name)

    def _look_at(self, step: Result) -> None:
        """Steps of the same templates meet the same words."""
        operation = step.operation
        key = (operation.phase, operation.kind, operation.via, id(operation.source))
        if key not in self._seen:
            self._seen.add(key)
            for name in _words_at(step, self.actions):
                self._found.setdefault(name, (self.epoch, step.ref))


def _words_at(step: Result, actions: Actions) -> Iterator[str]:
    operation = step.operation
    if operation.phase is Phase.FORWARD and _is_of_a_unit(step):
        yield "hidden unit"
    if operation.phase is Phase.BACKWARD:
        yield from _words_of_the_way_back(step, actions)
    if operation.kind is Kind.CLIPPED:
        yield "clipping"
    if operation.kind is Kind.UPDATED:
        yield "learning rate"
    for part in _parts(step):
        yield from FUNCTIONS[part].terms
    met = set(signs(step.expression, step.derivation.unrolled))
    yield from (name for name in SIGNS if name in met)


def signs(expression: Expression, unrolled: UnrolledNetwork) -> Iterator[str]:
    """The signs in a formula that a reader may not know, by what they are explained under."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        waiting.extend(children(part))
        match part:
            case MatMul() if not is_between_numbers(part, unrolled.paper):
                yield "matrix product"
            case Product(factors) if sum(map(unrolled.is_array, factors)) > 1:
                yield "⊙"
            case Transpose():
                yield "transpose"
            case Apply(function):
                yield from FUNCTIONS[function].terms


def _is_of_a_unit(step: Result) -> bool:
    """Whether an activation, with the sum that goes into it, makes up a unit of a recurrent network."""
    if step.derivation.lesson.time_steps == 1 or step.time_step is None:
        return False
    for equation in step.derivation.unrolled.network.each_step:
        match equation.expression:
            case Apply(function, (inner,)) if FUNCTIONS[function].activation:
                return equation.name == step.quantity or step.quantity in [ref.name for ref in references(inner)]
            case _:
                continue
    return False


def _has_slope(link: Link, way: Way) -> bool:
    """Whether the slope of an operation is spoken of: that of a function, and in a chain that of a power, too."""
    return isinstance(link.operation, Apply) or (isinstance(link.operation, Power) and len(links_in_words(way)) > 1)


def _words_of_the_way_back(step: Result, actions: Actions) -> Iterator[str]:
    yield "gradient"
    ways = actions.ways
    uses = ways.uses(step)
    if any(use.equation.name != LOSS for use in uses):
        yield "chain rule"
    if any(_has_slope(link, way) for use in uses for way in ways.of(use) for link in way.links):
        yield "slope"
    if step.operation.kind is Kind.SHARE and step.time_step is not None:
        yield "share"


def _parts(step: Result) -> Iterator[str]:
    """The functions in a step's formula."""
    waiting = [step.operation.template]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            yield part.function
        waiting.extend(children(part))
