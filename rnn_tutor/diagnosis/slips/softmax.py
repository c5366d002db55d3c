"""Softmax and cross-entropy differentiated as if they went element by element."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.backward import seen_from
from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, each_alone, on_parts
from rnn_tutor.equations.algebra import add, divide, multiply, negate
from rnn_tutor.equations.operations.reductions import SOFTMAX
from rnn_tutor.equations.tree import ONE, Apply, At, Expression, Kind, Ref, children
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import write


def elementwise(replay: Replay) -> Iterator[DerivationSlip]:
    """A quantity that is a softmax: the slopes that people take for its own."""
    network = replay.unrolled.network
    for equation in (*network.each_step, *network.output):
        match equation.expression:
            case Apply(SOFTMAX.name, (Ref() as scores,)):
                at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
                p, g = Ref(Kind.QUANTITY, equation.name, at), Ref(Kind.GRADIENT, equation.name, at)
                yield from _of_softmax(replay, equation.name, scores.name, p, g)
            case _:
                pass


def _of_softmax(replay: Replay, name: str, scores: str, p: Expression, g: Expression) -> Iterator[DerivationSlip]:
    rest = add(ONE, negate(p))
    shown = write(p)
    for by, words in (
        (
            multiply(g, p, rest),
            f"softmax has the slope {shown}(1 − {shown}) only within one element; each score moves all",
        ),
        (g, "the slope of softmax is missing: the gradient is passed on to the scores unchanged"),
        (multiply(g, p), f"softmax is differentiated as if it were an exponential: ∂{shown} × {shown}"),
        (multiply(p, rest), f"{shown}(1 − {shown}) stands where the gradient of the scores belongs"),
    ):

        def change(op: Operation, path: GradientPath | None, _: Expression, by: Expression = by) -> Expression | None:
            if op.name != scores or path is None or path.consumer != name:
                return None
            return seen_from(by, path.offset)

        yield from each_alone(DerivationSlip("softmax-slope", words, on_parts(change, Kind.GRADIENT), rank=0), replay)
    target = Ref(Kind.TARGET, "target", At.HERE if replay.lesson.network.loss_each_step else At.UNTIMED)
    if replay.unrolled.shape(target) == replay.unrolled.shape(Ref(Kind.QUANTITY, name)):
        yield from _straight(replay, scores, p, target)


def scores_in_loss(replay: Replay) -> Iterator[DerivationSlip]:
    """Cross-entropy of scores: softmax − target in its wrong forms."""
    for _, op in operations_of(replay, Kind.GRADIENT):
        for path in op.paths:
            if path.consumer == LOSS and (p := _softmax_in(path.expression)) is not None:
                target = next((ref for ref in _targets(path.expression)), None)
                if target is not None:
                    yield from _straight(replay, op.name, p, target)
                return


def _straight(replay: Replay, scores: str, p: Expression, target: Ref) -> Iterator[DerivationSlip]:
    """What people write straight away for the gradient of the scores."""
    rest, error = add(ONE, negate(p)), add(p, negate(target))
    at = At.HERE if target.at is At.HERE else At.UNTIMED
    y, s = write(p), Ref(Kind.QUANTITY, scores, at)
    for mistake, by, words in (
        (
            "softmax-slope",
            multiply(error, p, rest),
            f"({y} − target) already contains the slope of softmax; {y}(1 − {y}) is one too many",
        ),
        (
            "softmax-slope",
            multiply(p, rest),
            (f"{y}(1 − {y}), the slope within one element, stands where {y} − target belongs"),
        ),
        (
            "softmax-slope",
            negate(divide(target, p)),
            "only the slope of the logarithm is there, −target divided by the probability; that of softmax is missing",
        ),
        (
            "softmax-slope",
            negate(multiply(target, rest)),
            f"softmax is differentiated element by element: −target(1 − {y})",
        ),
        (
            "softmax-slope",
            add(s, negate(target)),
            f"the scores minus the target: the softmax around {write(s)} is missing",
        ),
        ("softmax-slope", negate(target), "−target alone: the slope of the common denominator is missing"),
        ("missing-term", p, f"the target is missing: {y} stands where {y} − target belongs"),
        ("missing-factor", error, "the slope of the loss in front is missing"),
    ):

        def change(op: Operation, path: GradientPath | None, _: Expression, by: Expression = by) -> Expression | None:
            return by if op.name == scores and path is not None and not path.offset else None

        yield from each_alone(DerivationSlip(mistake, words, on_parts(change, Kind.GRADIENT), rank=0), replay)


def _softmax_in(expression: Expression) -> Expression | None:
    if isinstance(expression, Apply) and expression.function == SOFTMAX.name:
        return expression
    return next((found for part in children(expression) if (found := _softmax_in(part)) is not None), None)


def _targets(expression: Expression) -> Iterator[Ref]:
    if isinstance(expression, Ref) and expression.kind is Kind.TARGET:
        yield expression
    for part in children(expression):
        yield from _targets(part)
