"""Numbers that are all too large or too small by one factor: the 2, a mean for a sum, the sign, the learning rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.batch_rows import rows_of_batch
from rnn_tutor.diagnosis.slips.means import OUTPUTS, ROWS, divisors, forgotten, is_mean_over
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, Rewrite, each_alone, in_each, on_parts
from rnn_tutor.english import listed
from rnn_tutor.equations.algebra import multiply
from rnn_tutor.equations.tree import Expression, Kind, Number, Power, Ref, children
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import symbol

RATE = Ref(Kind.RATE, "learning_rate")


def seeds(replay: Replay) -> Iterator[DerivationSlip]:
    """The gradient with which the way back begins, times a factor; and the loss itself with it."""
    divisions = [(mistake, words, Number(count), 0) for mistake, words, count in forgotten(replay)]
    for mistake, words, factor, rank in (*divisions, *_factors(replay)):
        scaled = seed_times(factor)
        yield from each_alone(DerivationSlip(mistake, words, scaled, rank=rank), replay)
        yield DerivationSlip(mistake, words, both(scaled, loss_times(factor)), rank=rank, before=True)


def _factors(replay: Replay) -> Iterator[tuple[str, str, Expression, int]]:
    lesson = replay.lesson
    unit, steps = lesson.time_step.lower(), lesson.time_steps
    squared = _squares(replay.unrolled.equation(LOSS).expression)
    words = "the slope of the loss has the wrong sign: check prediction minus target, and the minus in front"
    yield "sign", words, Number(Fraction(-1)), 0
    half = "the 2 of the square is missing" if squared else "the slope of the loss is halved"
    yield "missing-factor", half, Number(Fraction(1, 2)), 0
    yield "extra-factor", "the slope of the loss is doubled: its factor 2 appears twice", Number(Fraction(2)), 0
    divided = divisors(replay)
    if lesson.network.loss_each_step and steps > 1:
        mean = f"the mean over the {steps} {unit}s was used, but the loss is their sum"
        if is_mean_over(steps, f"{unit}s", divided):
            mean = f"the mean over the {steps} {unit}s was taken twice"
        yield "mean-not-sum", mean, Number(Fraction(1, steps)), 0
    for count, what in _counts(replay):
        mean = f"the mean over the {count} {what} was used instead of their sum"
        if is_mean_over(count, what, divided):
            mean = f"the mean over the {count} {what} was taken twice"
        yield "mean-not-sum", mean, Number(Fraction(1, count)), 0
        if lesson.network.loss_each_step and steps > 1:
            words = f"the mean over {steps} {unit}s and {count} {what} was used instead of the sum"
            yield "mean-not-sum", words, Number(Fraction(1, count * steps)), 1
    early = "the learning rate is a factor of the gradients, but it belongs in the update only"
    yield "learning-rate-early", early, RATE, 1


def _counts(replay: Replay) -> Iterator[tuple[int, str]]:
    """How many outputs and sequences a mean may be taken over."""
    sequences = len(replay.lesson.sequences)
    if sequences > 1:
        yield sequences, "sequences"
    rows, columns = replay.unrolled.shapes.get("target", ()) or (1, 1)
    batch = rows_of_batch(replay) if sequences <= 1 else 1
    if 1 < batch < rows * columns:
        yield batch, ROWS
    if rows * columns > 1:
        yield rows * columns, OUTPUTS
        if sequences > 1 and rows > 1 and rows != sequences:
            yield rows // sequences if rows % sequences == 0 else rows, "outputs of each"


def _squares(expression: Expression) -> bool:
    if isinstance(expression, Power) and isinstance(expression.exponent, Number) and expression.exponent.value == 2:
        return True
    return any(map(_squares, children(expression)))


def seed_times(factor: Expression) -> Rewrite:
    """What comes straight from the loss, times a factor."""

    def change(op: Operation, path: object, part: Expression) -> Expression | None:
        straight = getattr(path, "consumer", op.via) == LOSS
        return multiply(factor, part) if straight else None

    return on_parts(change)


def loss_times(factor: Expression) -> Rewrite:
    """The loss times a factor."""

    def rewrite(op: Operation) -> Operation | None:
        return op._replace(source=multiply(factor, op.template)) if op.phase is Phase.LOSS else None

    return rewrite


def both(first: Rewrite, second: Rewrite) -> Rewrite:
    """The one rewrite for the operations that it knows, else the other."""
    return lambda op: first(op) or second(op)


def whole_gradients(replay: Replay) -> Iterator[DerivationSlip]:
    """The parameters' gradients times a factor: all of them, or one."""
    lesson = replay.lesson
    unit, steps = lesson.time_step.lower(), lesson.time_steps
    found: list[tuple[str, str, Expression, int]] = [
        ("extra-factor", "twice what it should be: the gradients of two runs are added up", Number(Fraction(2)), 0),
    ]
    if steps > 1:
        mean = f"the mean over the {steps} {unit}s stands where the sum belongs"
        found.append(("mean-not-sum", mean, Number(Fraction(1, steps)), 0))
        found.append(
            ("extra-factor", f"{steps} times what it should be, once for each {unit}", Number(Fraction(steps)), 1)
        )
    for count, what in _counts(replay):
        mean = f"the mean over the {count} {what} stands where the sum belongs"
        found.append(("mean-not-sum", mean, Number(Fraction(1, count)), 1))
    early = "the learning rate is a factor of the gradients, but it belongs in the update only"
    found.append(("learning-rate-early", early, RATE, 1))
    found.append(("learning-rate-early", early + ", with its minus", multiply(Number(Fraction(-1)), RATE), 1))
    found.append(("sign", "the sign is wrong", Number(Fraction(-1)), 1))
    found.append(("missing-factor", "half of what it should be", Number(Fraction(1, 2)), 1))
    parameters = [op.name for _, op in operations_of(replay, Kind.TOTAL)]
    for mistake, words, factor, rank in found:
        yield DerivationSlip(mistake, words, total_times(factor, parameters), rank=rank)
    for mistake, words, factor, rank in found:
        yield from in_each(_scaled(mistake, words, factor, rank + 2), parameters)


def _scaled(mistake: str, words: str, factor: Expression, rank: int) -> Callable[[Sequence[str]], DerivationSlip]:
    def of(names: Sequence[str]) -> DerivationSlip:
        gradients = f"the gradient of {symbol(names[0])} alone is off"
        if len(names) > 1:
            gradients = f"the gradients of {listed([symbol(name) for name in names])} alone are off"
        return DerivationSlip(mistake, f"{gradients}: {words}", total_times(factor, names), rank=rank)

    return of


def total_times(factor: Expression, names: Sequence[str]) -> Rewrite:
    """The totals of some parameters, times a factor."""

    def rewrite(op: Operation) -> Operation | None:
        if op.kind is Kind.TOTAL and op.name in names:
            return op._replace(source=multiply(factor, op.template))
        return None

    return rewrite
