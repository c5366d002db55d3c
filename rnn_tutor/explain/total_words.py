"""What is said about a parameter's whole gradient: how many shares it is the sum of, and which of them are 0."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import Result, result_for
from rnn_tutor.english import in_the
from rnn_tutor.equations.tree import Kind, Ref, references
from rnn_tutor.explain.sentence import Sentence
from rnn_tutor.explain.switched_off import switched_off
from rnn_tutor.explain.update_words import without_the_cut
from rnn_tutor.notation.line import symbol

BOTH = 2  # sequences
OVERWRITTEN = "In code, a common mistake is to overwrite one share with the next instead of adding them."


def about_total(step: Result) -> Iterator[Sentence]:
    """The sentences about a total."""
    shares, is_cut = references(step.expression), step.derivation.lesson.training.truncate is not None
    if len(shares) > 1:
        yield Sentence(partial(_sum_of_shares, step, shares))
        yield Sentence(lambda: OVERWRITTEN, ("summed",))
    else:
        yield Sentence(partial(_only_share, step))
    if is_cut:
        yield Sentence(partial(without_the_cut, step))


def _sum_of_shares(step: Result, shares: list[Ref]) -> str:
    lesson, name = step.derivation.lesson, symbol(step.quantity)
    unit, count = lesson.time_step.lower(), len(lesson.sequences)
    where = "in both sequences" if count == BOTH else f"in all {count} sequences" if count else ""
    if any(isinstance(share.at, int) for share in shares) and lesson.time_steps > 1:
        where += f"{', ' if where else ''}{in_the(unit)} every {unit}"
    off = sum(parameter == step.quantity for parameter, _ in switched_off(step.derivation))
    if off == len(shares) - 1:
        return f"An input of 0 leaves {name} without effect in {off} of {len(shares)} places, so only one share counts."
    return f"{name} is the same {where or 'in all its places'}, so its gradient is the sum of its {len(shares)} shares."


def _only_share(step: Result) -> str:
    """What is meant by a sum of one."""
    name = symbol(step.quantity)
    full = result_for(step.derivation.in_full, step.ref) if step.derivation.lesson.training.truncate else None
    if full is not None and len(full.names) > 1:
        left = f"The cut leaves one of the {len(full.names)} shares of {name}, which is now its total gradient"
        return f"{left}: step {_step_of_share(step)} of the backward pass found it."
    return (
        f"{name} acts in one place only, so its one share, from step {_step_of_share(step)} of the backward pass, is "
        "its "
        f"gradient."
    )


def _step_of_share(step: Result) -> int:
    """The number of the step that found the only share of a parameter."""
    back = (operation for operation in step.derivation.operations if operation.phase is Phase.BACKWARD)
    return next(
        number
        for number, operation in enumerate(back, start=1)
        if operation.kind is Kind.SHARE and operation.name == step.operation.name
    )
