"""What is kept of a training: every loss, the parameters on their way, and how it ended."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rnn_tutor.arguments import need, need_count
from rnn_tutor.derivation.operation import Operation
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.operations.reductions import CROSS_ENTROPY
from rnn_tutor.equations.tree import Apply, Expression, children
from rnn_tutor.lesson.forward_only import need_updates
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.limits import UPDATES
from rnn_tutor.numbers.floating import nearest_float, softmax
from rnn_tutor.training.loss_curve import LossCurve, loss_curve, steepest
from rnn_tutor.training.train import Diverged, FloatArray, PredictionPlace, Training, Update, UpdateNumbers

MOST_KEPT = 2_000  # updates whose parameters are kept; of more, every second one is dropped


@dataclass
class KeptUpdates:
    """Updates from first to last, thinned out evenly as they become many; the last is always there."""

    kept: list[Update] = field(default_factory=list)
    every: int = 1
    last: Update | None = None

    def add(self, update: Update) -> None:
        """One more update."""
        self.last = update
        if (update.number - 1) % self.every == 0:
            self.kept.append(update)
        if len(self.kept) > MOST_KEPT:
            self.kept = self.kept[::2]
            self.every *= 2

    def __iter__(self) -> Iterator[Update]:
        """The updates that are kept, the last at the end."""
        yield from self.kept
        if self.last is not None and self.kept[-1] is not self.last:
            yield self.last


@dataclass(frozen=True)
class Divergence:
    """Where training left the numbers: the update (from 1), its step, and how."""

    update: int
    operation: Operation
    problem: str


@dataclass(repr=False)
class History:
    """A training from its first update to where it ended.

    `losses` holds the loss before each update; `start` is what the first update finds, `end` what one more would, and
    `curve` the loss along the parameter that matters most in the end; each None where it can't be computed. With
    `stopped`, somebody ended it before the `asked` updates were made.
    """

    lesson: Lesson
    asked: int
    losses: array[float] = field(default_factory=lambda: array("d"))
    way: KeptUpdates = field(default_factory=KeptUpdates)
    diverged: Divergence | None = None
    stopped: bool = False
    start: UpdateNumbers | None = None
    end: UpdateNumbers | None = None
    curve: LossCurve | None = None

    def __repr__(self) -> str:
        end = "diverged" if self.diverged else f"loss {self.losses[-1]:.3g}" if self.losses else "no loss"
        return f"<History of {self.lesson.name}: {self.updates} updates, {end}>"

    @property
    def updates(self) -> int:
        """How many updates were made."""
        return len(self.losses)


def train(lesson: Lesson, updates: int = 1) -> History:
    """A lesson's network after so many updates, in floating point: `.losses`, `.end`, and `.diverged` where it did.

    Each update is one pass over the lesson's data, by its own optimizer. `.losses` are doubles, in the unit of the
    loss: the first before any update, the last before the last one; `.end.loss` is the one after it.

    Args:
        lesson: what `load_lesson` gives.
        updates: how many at most; fewer are made where the numbers grow beyond all bounds.

    Raises:
        LessonError: for a lesson that has no loss, or no learning rate.
        ValueError: for fewer than one update, or more than a million.
        TypeError: for what is no lesson, or no whole number.

    >>> from rnn_tutor import load_lesson, train
    >>> history = train(load_lesson("stock-example"), 50)
    >>> history.losses[-1] < history.losses[0]
    True
    """
    need(lesson, Lesson, "train takes a Lesson, as load_lesson returns it")
    need_count(updates, UPDATES.most, "the number of updates is a whole number")
    need_updates(lesson)
    return trained(Training(lesson), updates)


def trained(training: Training, updates: int, watch: Callable[[Update], None] = lambda _: None) -> History:
    """So many updates, or as many as can be made; `watch` is shown each. Ctrl-C ends it early.

    Divergence is an outcome here, and no error.
    """
    history = History(training.lesson, updates)
    history.start = looked(training, history)
    try:
        for update in training.run(updates):
            history.losses.append(update.loss)
            history.way.add(update)
            watch(update)
    except Diverged as error:
        history.diverged = Divergence(error.number, error.operation, error.problem)
    except KeyboardInterrupt:
        history.stopped = True
    if history.way.last is not None:
        training.return_to(history.way.last)
    history.end = looked(training, history)
    if history.end is not None and (name := steepest(training)) is not None:
        history.curve = loss_curve(training, name)
    return history


def looked(training: Training, history: History) -> UpdateNumbers | None:
    """What an update would find now; None, and noted as divergence, where it can't be computed."""
    try:
        return training.evaluate()
    except Diverged as error:
        history.diverged = history.diverged or Divergence(history.updates + 1, error.operation, error.problem)
        return None


def ways(history: History) -> Iterator[tuple[str, int, list[float]]]:
    """Each number of each trained parameter: whose it is, its place row by row from 0, and its values on the way."""
    lesson, kept = history.lesson, [update.parameters for update in history.way]
    for parameter in lesson.parameters:
        if parameter.frozen:
            continue
        for place, start in enumerate(parameter.value.entries):
            after = [values[parameter.name].entries[place] for values in kept if parameter.name in values]
            yield parameter.name, place, [nearest_float(start.value), *after]


def targets_of(history: History) -> dict[PredictionPlace, FloatArray]:
    """The target beside each prediction."""
    lesson = history.lesson
    if not lesson.targets:
        return {}
    targets = [target.map(lambda number: nearest_float(number.value)) for target in lesson.targets]
    found: dict[PredictionPlace, FloatArray] = {}
    for name, time in history.end.predictions if history.end else ():
        target = targets[time - 1 if lesson.targets_are_timed and time else 0]
        found[name, time] = _of_sequence(target, name, lesson)
    return found


def _of_sequence(target: FloatArray, prediction: str, lesson: Lesson) -> FloatArray:
    """The part of a target that belongs to a prediction, where there are several sequences."""
    for number, suffix in enumerate(lesson.sequences):
        if prediction.endswith(suffix):
            size = len(target.entries) // len(lesson.sequences)
            entries = target.entries[number * size : (number + 1) * size]
            return Array((size, 1) if size > 1 else (), entries)
    return target


def are_scores(lesson: Lesson) -> bool:
    """Whether the predictions are scores, of which the loss makes shares."""
    return lesson.network.loss is not None and CROSS_ENTROPY.name in functions_in(lesson.network.loss.expression)


def functions_in(expression: Expression) -> set[str]:
    """The functions that an expression calls."""
    own = {expression.function} if isinstance(expression, Apply) else set()
    return own.union(*(functions_in(part) for part in children(expression)))


def shares(scores: FloatArray) -> FloatArray:
    """What softmax makes of scores."""
    found = softmax(scores)
    assert isinstance(found, Array), "several scores have several shares"
    return found
