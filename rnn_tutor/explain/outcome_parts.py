"""More of an update's outcome: a first number computed again, and the time steps whose own loss rose."""

from __future__ import annotations

from flint import fmpq

from rnn_tutor.derivation.pinned import pinned
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.english import in_the, listed
from rnn_tutor.equations.tree import Expression, Kind, Number, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.lines import with_numbers
from rnn_tutor.explain.outcome import Again, Outcome, scalar
from rnn_tutor.notation.composition import ON_CALCULATOR
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.numbers.digits import by_hand_text
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import fraction, sign
from rnn_tutor.numbers.value import single

LONGEST = 60  # letters of a line that is given as an example


def first_again(derivation: Derivation, found: Outcome) -> str:
    """How the first number comes about with the new parameters: `X₁ = −1 × (−0.559) + 0.259 = 0.818`.

    Empty where it is a vector, takes a long line, or none of its parameters moved.
    """
    first: Again = found.quantities[0]
    step, hand = first.step, derivation.by_hand_after_update
    parameters = [ref for ref in step.names if ref.kind is Kind.PARAMETER]
    if not step.is_plain or all(derivation.operation_for(Ref(Kind.UPDATED, ref.name)) is None for ref in parameters):
        return ""

    def number(name: Expression) -> Number:
        if name not in parameters:
            return step.shown_number(name)
        assert isinstance(name, Ref), "a lesson of single numbers has no elements"
        value = scalar(derivation.read(hand, name))
        assert isinstance(value, fmpq), "by hand, all numbers are fractions"
        return Number(fraction(value), by_hand_text(derivation.lesson.rounding, value))

    line = write(with_numbers(step.expression, number), ON_CALCULATOR)
    return f"{name_of(step.ref)} = {line} = {first.by_hand.only}" if len(line) <= LONGEST else ""


def steps_with_more_loss(solution: Solution) -> list[int]:
    """The time steps whose own part of the loss is larger after the update; none where there are no such parts."""
    network, unrolled = solution.lesson.network, solution.unrolled
    loss, last = network.loss, unrolled.last
    if loss is None or not network.loss_each_step or last == 1 or solution.lesson.sequences:
        return []
    parts = [solution.evaluators.of(pinned(unrolled.template(loss, time), time, last)) for time in range(1, last + 1)]

    def risen(before: Numbers) -> list[int]:
        after = solution.exact_after_update()
        changes = [single(part(after, last)) - single(part(before, last)) for part in parts]
        return [time for time, change in enumerate(changes, start=1) if sign(change) > 0]

    return solution.proved(risen)


def against_the_sum(solution: Solution) -> str:
    """Of a loss that fell in all, at which time steps it rose; empty where it rose at none."""
    times, unit = steps_with_more_loss(solution), solution.lesson.time_step.lower()
    if not times:
        return ""
    several = len(times) > 1
    where = f"{in_the(unit).capitalize()} {unit}{'s' * several} {listed(list(map(str, times)))}"
    rose = f"{'their parts' if several else 'its part'} of the loss rose"
    whole = "mean" if solution.lesson.network.mean_over_steps else "sum"
    return (
        f"{where} {rose}, and over the others together the loss fell by more: a step against the gradient serves the "
        f"{whole}, not each {unit}."
    )
