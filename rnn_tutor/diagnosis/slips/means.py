"""What a loss is divided by, whether written as a mean or as a division: each may have been forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations
from math import prod

from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.batch_rows import rows_of_batch
from rnn_tutor.english import listed
from rnn_tutor.equations.operations.reductions import MEAN
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import Apply, Expression, Kind, Number, Product, Quotient, Sum
from rnn_tutor.lesson.naming import LOSS

ROWS, OF_EACH_ROW, OUTPUTS = "rows of the batch", "outputs of each", "outputs"
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
            if rows > 1 and rows == rows_of_batch(replay):
                return [(size, what) for size, what in ((rows, ROWS), (columns, OF_EACH_ROW)) if size > 1]
            return [(rows * columns, OUTPUTS)] if rows * columns > 1 else []
        case _:
            return []


def _counted(count: int, replay: Replay) -> str:
    lesson = replay.lesson
    counts = {
        f"{lesson.time_step.lower()}s": lesson.time_steps if lesson.network.mean_over_steps else 1,
        "sequences": len(lesson.sequences),
        ROWS: rows_of_batch(replay),
    }
    return next((what for what, size in counts.items() if size == count), "")


def is_mean_over(count: int, what: str, divided: list[Divisor]) -> bool:
    """Whether a loss is a mean over so many already."""
    of_batch = prod(size for size, own in divided if own in (ROWS, OF_EACH_ROW))
    return (count, what) in divided or (what == OUTPUTS and count == of_batch)


def forgotten(replay: Replay) -> Iterator[tuple[str, str, Fraction]]:
    """Each division left out, and all of them: the mistake, its words, and how many times too large that is."""
    found = divisors(replay)
    subsets = chain.from_iterable(combinations(found, size) for size in range(1, len(found) + 1))
    alike: dict[int, list[tuple[Divisor, ...]]] = {}
    for chosen in subsets:
        alike.setdefault(prod(size for size, _ in chosen), []).append(chosen)
    for count, choices in alike.items():
        fewest = [chosen for chosen in choices if len(chosen) == len(choices[0])]  # as many: nobody can tell which
        if all(what for chosen in fewest for _, what in chosen):
            over = listed([listed([f"the {size} {what}" for size, what in chosen]) for chosen in fewest], "or")
            words = f"the mean's 1/{count} is missing: the sum over {over} stands where their mean belongs"
            yield "mean-not-sum", words, Fraction(count)
        else:
            mistake = "extra-factor" if count == 2 else "missing-factor"
            yield mistake, f"the loss is divided by {count}, and this division is missing in its slope", Fraction(count)
