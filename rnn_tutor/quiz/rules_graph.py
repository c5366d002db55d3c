"""Mistakes in the way through the graph: a path lost, a share for the sum, an update that goes up."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.operation import Path, Phase
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.algebra import add, multiply, negate
from rnn_tutor.equations.tree import Expression, Kind, Ref, Sum, references
from rnn_tutor.equations.writing import name_of
from rnn_tutor.quiz.names import RATE
from rnn_tutor.quiz.setting import Setting, Slip

MOST_SHARES = 20  # beyond, nobody looks for the one that was left out


def missing_path(setting: Setting) -> Iterator[Slip]:
    """One of several consumers left out, or all but one: the gradient lost on one of the ways to the loss."""
    step = setting.question.step
    paths = step.operation.paths
    if len(paths) < 2:
        return
    name = name_of(Ref(Kind.QUANTITY, step.quantity, step.ref.at))
    for left_out in paths:
        kept = [path for path in paths if path is not left_out]
        words = f"{name} also acts through {goal(setting, left_out)}, and that way is missing"
        yield Slip("missing-path", along(setting, kept), words)
    if len(paths) > 2:
        for kept_alone in paths:
            ways = f"{name} acts in {len(paths)} ways"
            words = f"{ways}, and only the one through {goal(setting, kept_alone)} is there"
            yield Slip("missing-path", along(setting, [kept_alone]), words)


def along(setting: Setting, paths: list[Path]) -> Expression:
    """What comes back along some of the paths only."""
    return setting.part(setting.question.step.pin(add(*(path.expression for path in paths))))


def goal(setting: Setting, path: Path) -> str:
    """Through what a path leads on."""
    step = setting.question.step
    consumer = setting.question.derivation.unrolled.consumer(step.time_step, path)
    return "the loss" if consumer.name == LOSS else name_of(consumer)


def share_not_total(setting: Setting) -> Iterator[Slip]:
    """One share in place of the sum: = where += was meant; or one share forgotten."""
    if setting.phase is not Phase.TOTAL or not isinstance(setting.expression, Sum):
        return
    terms = setting.expression.terms
    for term in terms:
        of_step = of_time_step(setting, term)
        words = f"it is the share{of_step} alone, and the shares of all {setting.unit}s are to be added"
        yield Slip("share-not-total", term, words)
    if 2 < len(terms) <= MOST_SHARES:
        for index, term in enumerate(terms):
            words = f"the share{of_time_step(setting, term)} is missing in the sum"
            yield Slip("share-not-total", add(*terms[:index], *terms[index + 1 :]), words)


def of_time_step(setting: Setting, share: Expression) -> str:
    """` of day 3`, where a share is of a time step."""
    at = references(share)[0].at
    return f" of {setting.unit} {at}" if isinstance(at, int) else ""


def total_not_share(setting: Setting) -> Iterator[Slip]:
    """The whole gradient in place of one time step's share."""
    operation = setting.question.step.operation
    total = Ref(Kind.TOTAL, operation.name)
    if operation.kind is Kind.SHARE and setting.known(total):
        words = f"it is the sum over all {setting.unit}s, and one share is asked for"
        yield Slip("total-not-share", setting.part(total), words)


def learning_rate_early(setting: Setting) -> Iterator[Slip]:
    """The learning rate put in before the update."""
    if setting.phase in (Phase.BACKWARD, Phase.TOTAL) and setting.question.derivation.lesson.learning_rate:
        words = "the learning rate is in it already, and it belongs in the update only"
        yield Slip("learning-rate-early", multiply(RATE, setting.expression), words)
        yield Slip("learning-rate-early", negate(multiply(RATE, setting.expression)), words)


def updated_not_gradient(setting: Setting) -> Iterator[Slip]:
    """The new weight in place of its gradient."""
    operation = setting.question.step.operation
    new = Ref(Kind.UPDATED, operation.name)
    if operation.kind in (Kind.SHARE, Kind.TOTAL) and setting.known(new):
        name = name_of(Ref(Kind.PARAMETER, operation.name))
        words = f"it is the new {name}, after the update; its gradient is asked for"
        yield Slip("updated-not-gradient", setting.part(new), words)


def wrong_direction(setting: Setting) -> Iterator[Slip]:
    """An update that goes up the slope."""
    is_update = setting.question.step.operation.kind is Kind.UPDATED
    if is_update and isinstance(setting.expression, Sum):
        first, *rest = setting.expression.terms
        words = "that step goes up the slope, and the loss with it: the update subtracts"
        yield Slip("wrong-direction", add(first, *(negate(term) for term in rest)), words)
