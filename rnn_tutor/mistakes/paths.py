"""Mistakes in the way through the graph: a path lost, a share for the sum, a mean for a sum, a cut that isn't one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rnn_tutor.derivation.operation import GradientPath, Phase
from rnn_tutor.derivation.result import result_for
from rnn_tutor.equations.algebra import add, multiply
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.operations.reductions import MEAN, SUM
from rnn_tutor.equations.tree import ZERO, Apply, Expression, Kind, Number, Ref, Stack, Sum, references
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.mistakes.mutation import nodes, substituted, substituted_all
from rnn_tutor.mistakes.reals import as_fraction
from rnn_tutor.mistakes.rule import Candidate, Example, MistakeRule
from rnn_tutor.mistakes.task import Task
from rnn_tutor.notation.line import name_of

MOST_SHARES = 20  # beyond, nobody looks for the one that was left out


@MistakeRule(
    "missing-path",
    "a path to the loss left out",
    "left out a path to the loss: nothing passed back through time, the LSTM's path through c",
    Example("loss-at-every-step", "backward:12", "dP2*W3", "Y₂ also acts through X₃, but that path is missing"),
    weight=6,
)
def missing_path(task: Task) -> Iterator[Candidate]:
    """One of several consumers left out, or all but one: the gradient lost on one of the paths to the loss."""
    step = task.step
    paths = step.operation.paths
    if len(paths) < 2:
        return
    name = name_of(Ref(Kind.QUANTITY, step.quantity, step.ref.at))
    later = [path for path in paths if path.offset]
    if 1 < len(later) < len(paths):
        words = f"nothing is passed back from {task.unit} {step.ref.at + 1}" if isinstance(step.ref.at, int) else ""
        yield sum_over_paths(task, [path for path in paths if not path.offset]), words
    for left_out in paths:
        kept = [path for path in paths if path is not left_out]
        yield (
            sum_over_paths(task, kept),
            f"{name} also acts through {consumer_name(task, left_out)}, but that path is missing",
        )
    if len(paths) > 2:
        for kept_alone in paths:
            several = f"{name} reaches the loss along {len(paths)} paths"
            yield (
                sum_over_paths(task, [kept_alone]),
                f"{several}, but only the one through {consumer_name(task, kept_alone)} is there",
            )


def sum_over_paths(task: Task, paths: list[GradientPath]) -> Expression:
    """What comes back along some of the paths only."""
    return task.part(task.step.pin(add(*(path.expression for path in paths))))


def consumer_name(task: Task, path: GradientPath) -> str:
    """Through what a path leads on."""
    consumer = task.derivation.unrolled.consumer(task.step.time_step, path)
    return "the loss" if consumer.name == LOSS else name_of(consumer)


@MistakeRule(
    "cut-ignored",
    "past the truncation",
    "went back across the truncation, or stopped before it",
    Example(
        "truncated",
        "backward:20",
        "dP4*W3+dX5*W2",
        "the gradient is cut between year 4 and year 5, but this goes back across the cut",
    ),
    weight=7,
)
def cut_ignored(task: Task) -> Iterator[Candidate]:
    """What the gradient were if it weren't cut; or nothing handed back where nothing is cut."""
    step, operation = task.step, task.step.operation
    if task.derivation.lesson.training.truncate is None:
        return
    if operation.cut and isinstance(step.ref.at, int):
        after = f"{task.unit} {step.ref.at} and {task.unit} {step.ref.at + 1}"
        words = f"the gradient is cut between {after}, but this goes back across the cut"
        yield sum_over_paths(task, [*operation.paths, *operation.cut]), words
        return
    later = [path for path in operation.paths if path.offset]
    if later and len(later) < len(operation.paths):
        kept = [path for path in operation.paths if not path.offset]
        words = f"it stops too early: between {task.unit} {step.ref.at} and the next nothing is cut"
        yield sum_over_paths(task, kept), words
    if (uncut := as_if_uncut(task)) is not None:
        yield uncut, "this is the gradient without the cut, but here it is cut"


def as_if_uncut(task: Task) -> Expression | None:
    """The number itself, by hand, in a derivation that isn't truncated; None where it is the same."""
    full = task.derivation.in_full
    step = result_for(full, task.asked)
    if step is None or step.phase is Phase.FORWARD or step.operation.shape[1:] not in ((), (1,)):
        return None
    value = step.by_hand_value
    if value == task.step.by_hand_value:
        return None
    if isinstance(value, Array):
        return task.part(Stack(tuple(Number(as_fraction(entry)) for entry in value.entries)))
    return Number(as_fraction(value))


@MistakeRule(
    "share-not-total",
    "one share instead of the sum",
    "took one contribution for the sum: = for +=, or an update with one of them",
    Example(
        "stock-example",
        "total:1",
        "-0.131",
        "this is the share of day 3 alone, but the shares of all days have to be added",
    ),
    weight=7,
)
def share_not_total(task: Task) -> Iterator[Candidate]:
    """One share in place of the sum, or one share forgotten; in a sum, and in the update that takes it."""
    if task.phase is Phase.UPDATE:
        yield from share_in_update(task)
    if task.phase is not Phase.TOTAL or not isinstance(task.expression, Sum):
        return
    terms = task.expression.terms
    for term in terms:
        yield term, alone(task, term)
    if 2 < len(terms) <= MOST_SHARES:
        for index, term in enumerate(terms):
            words = f"the share{of_time_step(task, term)} is missing in the sum"
            yield add(*terms[:index], *terms[index + 1 :]), words


def share_in_update(task: Task) -> Iterator[Candidate]:
    """An update with one of the shares."""
    for total in references(task.expression):
        step = result_for(task.derivation, total)
        if total.kind is Kind.TOTAL and step is not None and isinstance(step.expression, Sum):
            for share in step.expression.terms[:MOST_SHARES]:
                assert isinstance(share, Ref)
                yield substituted(task.expression, total, share), alone(task, share)


def alone(task: Task, share: Expression) -> str:
    """That one share was taken."""
    of_step = of_time_step(task, share)
    return f"this is the share{of_step} alone, but the shares of all {task.unit}s have to be added"


def of_time_step(task: Task, share: Expression) -> str:
    """` of day 3`, where a share is of a time step."""
    at = references(share)[0].at
    return f" of {task.unit} {at}" if isinstance(at, int) else ""


@MistakeRule(
    "total-not-share",
    "the sum instead of one share",
    "took the sum where one contribution is asked for",
    Example(
        "stock-example", "backward:6", "-0.142", "this is the sum over all days, but the question asks for one share"
    ),
    weight=3,
)
def total_not_share(task: Task) -> Iterator[Candidate]:
    """The whole gradient in place of one time step's share."""
    operation = task.step.operation
    total = Ref(Kind.TOTAL, operation.name)
    if operation.kind is Kind.SHARE and task.known(total):
        yield task.part(total), f"this is the sum over all {task.unit}s, but the question asks for one share"


@MistakeRule(
    "mean-not-sum",
    "the mean for the sum",
    "took the mean for the sum, or the reverse: over time, sequences, outputs",
    Example(
        "stock-example",
        "total:1",
        "(-0.131-0.011-0.0004)/3",
        "this is divided by 3, the number of days: that is their mean, but the question asks for the sum",
    ),
    weight=3,
)
def mean_not_sum(task: Task) -> Iterator[Candidate]:
    """Divided by the number of time steps, outputs, sequences or shares; or not divided where a mean is meant."""
    for count, of_what in counts(task):
        divided = f"this is divided by {count}, the number of {of_what}"
        words = f"{divided}: that is their mean, but the question asks for the sum"
        share = Number(Fraction(1, count))
        if task.phase is Phase.UPDATE:
            for ref in references(task.expression):
                if ref.kind is Kind.TOTAL:
                    yield substituted_all(task.expression, {ref: multiply(share, ref)}), words
        else:
            yield multiply(share, task.expression), words
    for place, node in nodes(task.expression):
        if isinstance(node, Apply) and node.function == MEAN.name:
            yield place(SUM(*node.arguments)), "this is the sum, but the question asks for the mean"
    if task.phase is Phase.LOSS or (task.phase is Phase.BACKWARD and task.through_loss):
        count = len(task.derivation.lesson.sequences)
        if count > 1 and task.expression != (summed := multiply(Number(Fraction(count)), task.expression)):
            yield summed, f"this is the sum over the {count} sequences, but the question asks for their mean"
        for size in mean_sizes(task):
            yield multiply(Number(Fraction(size)), task.expression), f"the division by {size} of the mean is missing"


def counts(task: Task) -> Iterator[tuple[int, str]]:
    """What somebody may have divided by, each with what it counts."""
    lesson, operation = task.derivation.lesson, task.step.operation
    if task.phase is Phase.FORWARD:
        return
    found: dict[int, str] = {}
    if lesson.network.loss_each_step or task.phase in (Phase.TOTAL, Phase.UPDATE):
        found[lesson.time_steps] = f"{task.unit}s"
    if task.phase in (Phase.TOTAL, Phase.UPDATE):
        total = result_for(task.derivation, Ref(Kind.TOTAL, operation.via or operation.name))
        if total is not None and isinstance(total.expression, Sum):
            found.setdefault(len(total.expression.terms), "shares")
    if len(lesson.sequences) > 1:
        found.setdefault(len(lesson.sequences), "sequences")
    if task.through_loss and operation.shape:
        found.setdefault(operation.shape[0] * operation.shape[1], "outputs")
    if task.phase is Phase.LOSS:
        for ref in references(task.expression):
            rows, columns = task.shape(ref) or (1, 1)
            found.setdefault(rows * columns, "outputs")
    yield from ((count, what) for count, what in found.items() if count > 1)


def mean_sizes(task: Task) -> list[int]:
    """How many numbers the means in the loss are taken over."""
    network = task.derivation.unrolled.network
    sizes = []
    for _, node in nodes(network.loss.expression) if network.loss else ():
        if isinstance(node, Apply) and node.function == MEAN.name:
            for ref in references(node):
                rows, columns = task.shape(ref) or (1, 1)
                sizes.append(rows * columns)
    return [size for size in dict.fromkeys(sizes) if size > 1]


@MistakeRule(
    "no-gradient",
    "zero where there is a gradient",
    "said 0 where there is a gradient",
    Example("loss-at-every-step", "backward:8", "0", "the gradient here is not 0, whatever B₁ itself is"),
    weight=3,
)
def no_gradient(task: Task) -> Iterator[Candidate]:
    """0 for a gradient, or a parameter that stays as it was."""
    operation = task.step.operation
    if task.phase in (Phase.BACKWARD, Phase.TOTAL) and not (task.whole and operation.shape):
        words = "the gradient here is not 0"
        if operation.kind in (Kind.SHARE, Kind.TOTAL):
            words += f", whatever {name_of(Ref(Kind.PARAMETER, operation.name))} itself is"
        yield ZERO, words
    if operation.kind is Kind.UPDATED:
        own = Ref(Kind.PARAMETER, operation.name)
        yield task.part(own), f"this is the old {name_of(own)}: nothing was subtracted"
