"""What a loss is divided by, whether written as a mean or as a division: each may have been forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.batch_rows import rows_of_batch
from rnn_tutor.english import listed
from rnn_tutor.equations.operations.reductions import MEAN
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import Apply, Expression, Kind, Number, Product, Quotient, Sum
from rnn_tutor.lesson.naming import LOSS

Divisor = tuple[int, str]
"""How many, and of what (`steps`); nothing where it is a division that doesn't say what it counts."""


def divisors(replay: Replay) -> list[Divisor]:
    """What the loss is divided by, the outermost first."""
    loss = next((op for _, op in operations_of(replay, Kind.QUANTITY) if op.name == LOSS), None)
    return _in(loss.template, replay) if loss is not None else []


def _in(expression: Expression, replay: Replay) -> list[Divisor]:
    match expression:
        case Quotient(numerator, Number(value)) if value.denominator == 1 and value > 1:
            return [(int(value), _counted(int(value), replay)), *_in(numerator, replay)]
        case Product((Number(value), *rest)) if value.numerator == 1 and value.denominator > 1:
            count = value.denominator
            return [(count, _counted(count, replay)), *(_in(rest[0], replay) if len(rest) == 1 else [])]
        case Sum(terms):
            found = [_in(term, replay) for term in terms]
            return found[0] if all(one == found[0] for one in found) else []
        case Apply(MEAN.name, (operand,)):
            rows, columns = shape_of(operand, replay.unrolled.shape) or (1, 1)
            return [(rows * columns, "outputs")] if rows * columns > 1 else []
        case _:
            return []


def _counted(count: int, replay: Replay) -> str:
    lesson = replay.lesson
    counts = {
        f"{lesson.time_step.lower()}s": lesson.time_steps if lesson.network.mean_over_steps else 1,
        "sequences": len(lesson.sequences),
        "rows of the batch": rows_of_batch(replay),
    }
    return next((what for what, size in counts.items() if size == count), "")


def forgotten(replay: Replay) -> Iterator[tuple[str, str, Fraction]]:
    """Each division left out, and all of them: the mistake, its words, and how many times too large that is."""
    found = divisors(replay)
    for chosen in [[one] for one in found] + ([found] if len(found) > 1 else []):
        count = prod(size for size, _ in chosen)
        if all(what for _, what in chosen):
            over = listed([f"the {size} {what}" for size, what in chosen])
            words = f"the mean's 1/{count} is missing: the sum over {over} stands where their mean belongs"
            yield "mean-not-sum", words, Fraction(count)
        else:
            mistake = "extra-factor" if count == 2 else "missing-factor"
            yield mistake, f"the loss is divided by {count}, and this division is missing in its slope", Fraction(count)
