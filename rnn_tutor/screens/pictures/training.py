"""What came of a training: the loss curve, each parameter's way, the last prediction beside its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.derivation.memory import carriers
from rnn_tutor.english import counted
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.explain.float_text import short
from rnn_tutor.explain.journey import journey
from rnn_tutor.notation.line import name_of
from rnn_tutor.pictures.curve import loss_picture
from rnn_tutor.pictures.number_names import element_name, place_name
from rnn_tutor.pictures.span import Span
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.layout.table import Column, table
from rnn_tutor.screens.layout.text_blocks import padded
from rnn_tutor.screens.pictures.of_step import curve_lines
from rnn_tutor.screens.pictures.over_time import bars_over_time
from rnn_tutor.screens.pictures.plot import Plot, sampled, sparkline
from rnn_tutor.training.history import History, are_scores, shares, targets_of, ways
from rnn_tutor.training.train import UpdateNumbers

HEIGHT = 9  # rows of the loss curve
LOG_FROM = 50  # ratio of the largest loss to the smallest, from which on the curve is on a log scale
FLOOR = 1e-18  # a loss below is drawn there: less than a floating-point number can tell from none
SPARK, LEAST_SPARK = 24, 4  # cells of a parameter's way
MOST_NUMBERS = 40  # of parameters that are shown each by itself
MOST_PREDICTIONS = 12
DIGITS = 6


def training_screen(history: History, page: Page) -> Lines:
    """The whole of it, in words and pictures."""
    lines = [*heading(page, history.lesson.title, "training"), *page.prose(summary(history))]
    if history.diverged is not None:
        lines += [blank(), *page.prose(divergence(history), "title")]
    if history.updates > 1:
        lines += [blank(), *loss_lines(history, page)]
    if history.updates:
        lines += [blank(), *way_lines(history, page)]
    if history.end is not None:
        lines += [blank(), *prediction_lines(history, history.end, page)]
    if history.start is not None and (gradients := gradient_lines(history, history.start, page)):
        lines += [blank(), *gradients]
    if history.curve is not None:
        lines += [blank(), *curve_lines(loss_picture(history.curve, history.lesson), page)]
    return lines


def summary(history: History) -> str:
    """How many updates there were, by which rule, and what they did to the loss."""
    lesson = history.lesson
    rule = OPTIMIZERS[lesson.training.optimizer].title
    rule = rule.lower() if lesson.training.optimizer == "sgd" else rule
    assert lesson.learning_rate is not None, "there is no training without it"
    sentence = f"{counted(history.updates, 'update')} by {rule} (η = {number_text(lesson.learning_rate)})."
    if history.stopped:
        sentence = f"Stopped after {sentence.removesuffix('.')} of the {history.asked:,} asked for."
    if not history.updates:
        return sentence
    first = history.losses[0]
    if history.end is None:
        return f"{sentence} The loss was {short(first, DIGITS)} at first."
    last = history.end.loss
    way = "fell" if last < first else "rose" if last > first else "stayed"
    if last == first:
        return f"{sentence} The loss {way} at {short(first, DIGITS)}."
    return f"{sentence} The loss {way} from {short(first, DIGITS)} to {short(last, DIGITS)}."


def divergence(history: History) -> str:
    """At which update and step the numbers were left, and since when they were on their way there."""
    found = history.diverged
    assert found is not None, "asked only where training diverged"
    operation = found.operation
    when = f" ({history.lesson.time_step.lower()} {operation.time})" if operation.time is not None else ""
    sentence = f"Training diverged. In update {found.update:,}, {name_of(operation.ref)}{when} became {found.problem}."
    if len(history.losses) > 1:
        best = min(range(len(history.losses)), key=history.losses.__getitem__)
        sentence += (
            f" The loss has risen since update {best + 1:,}, from {short(history.losses[best])} to "
            f"{short(history.losses[-1])}."
        )
    return f"{sentence} A smaller learning rate helps, or clipping."


def loss_lines(history: History, page: Page) -> Lines:
    """The loss over the updates, as a curve and at some of them in numbers."""
    losses: Sequence[float] = history.losses
    low, high = max(min(losses), FLOOR), max(*losses, FLOOR)
    log = high / low > LOG_FROM
    y = Span(low, high, log=True) if log else Span(0, high)
    labels = short(low if log else 0.0), short(high)
    width = page.width - page.margin * 4 - max(map(cell_len, labels)) - 2
    plot = Plot(page, width, HEIGHT, Span(0, len(losses) - 1), y)
    # Straight lines between the updates, on whichever scale is drawn.
    curve = sampled([math.log(max(loss, low)) for loss in losses] if log else losses)
    plot.curve(lambda x: math.exp(curve(x)) if log else curve(x))
    scale = ", on a log scale" if log else ""
    return [
        *page.prose(f"The loss before each update{scale}", "title"),
        blank(),
        *plot.lines(*labels, "update 1", f"{len(losses):,}"),
        blank(),
        *page.prose("; ".join(f"update {n:,}: {short(losses[n - 1])}" for n in milestones(len(losses))) + "."),
    ]


def milestones(last: int) -> list[int]:
    """Updates worth a number: 1, 2, 5, 10, 20 … and the last."""
    steps = [digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5)]
    return [*(step for step in steps if step < last), last]


def way_lines(history: History, page: Page) -> Lines:
    """Each parameter from its start to its end, every number of it."""
    shown = list(islice(ways(history), MOST_NUMBERS))
    sizes = {p.name: p.value.shape for p in history.lesson.parameters}
    names = [page.spell(element_name(name, place, sizes[name])) for name, place, _ in shown]
    starts = [page.spell(short(values[0], DIGITS)) for *_, values in shown]
    ends = [page.spell(short(values[-1], DIGITS)) for *_, values in shown]
    widths = [max(map(cell_len, texts), default=0) for texts in (names, starts, ends)]
    indent = page.margin * 2
    room = min(page.width - indent - sum(widths) - 6, SPARK)
    lines = [*page.prose("Each parameter, from its first value to its last", "title"), blank()]
    for (*_, values), name, start, end in zip(shown, names, starts, ends, strict=True):
        line = Text(" " * indent + padded(name, widths[0]) + "  ", "parameter", end="")
        line.append(start.rjust(widths[1]) + "  ", "label")
        line.append(sparkline(values, room, page) + "  " if room >= LEAST_SPARK and not page.linear else "", "hand")
        lines.append(line.append(end))
    if history.lesson.trainable_parameters > len(shown):
        lines += page.prose(f"And so on: there are {history.lesson.trainable_parameters} numbers to train.", "label")
    return lines


def prediction_lines(history: History, end: UpdateNumbers, page: Page) -> Lines:
    """What the network predicts in the end, beside what it should."""
    as_shares = are_scores(history.lesson)
    targets = targets_of(history)
    rows: list[list[str]] = []
    for place, predicted in islice(end.predictions.items(), MOST_PREDICTIONS):
        shown = shares(predicted) if as_shares else predicted
        wanted = targets[place].entries if place in targets else ()
        for number, value in enumerate(shown.entries):
            beside = (
                [short(wanted[number], DIGITS), short(value - wanted[number])] if number < len(wanted) else ["", ""]
            )
            rows.append([element_name(place_name(place), number, shown.shape), short(value, DIGITS), *beside])
    numbers = [
        Column(title, style, point=True) for title, style in (("predicted", "hand"), ("target", ""), ("off", ""))
    ]
    title = "Predictions after training" + (", as probabilities (softmax of the scores)" if as_shares else "")
    lines = [*page.prose(title, "title"), blank(), *table([Column(""), *numbers], rows, page)]
    if len(end.predictions) > MOST_PREDICTIONS:
        unit = history.lesson.time_step.lower()
        lines += page.prose(f"And so on, for {len(end.predictions):,} {unit}s.", "label")
    return lines


def gradient_lines(history: History, start: UpdateNumbers, page: Page) -> Lines:
    """How the gradient fared over time at the start, as bars; and with the last parameters, in words."""
    lesson, last = history.lesson, history.lesson.time_steps
    lines: Lines = []
    for name in carriers(lesson.network) if last > 1 else []:
        is_array = bool(start.gradient(name, last).shape)
        before = journey(lesson, name, sizes(start, name, last), short, is_array=is_array)
        lines += [blank(), *bars_over_time(before, page)]
        if history.end is not None and history.updates:
            now = journey(lesson, name, sizes(history.end, name, last), short, is_array=is_array).found_in_words()
            lines += [blank(), *page.prose(f"After training: {now[0].lower()}{now[1:]}")]
    return [*page.prose("The gradient over time, before training", "title"), *lines] if lines else []


def sizes(numbers: UpdateNumbers, name: str, last: int) -> list[float]:
    """The size of a quantity's gradient at each time step."""
    return [math.hypot(*numbers.gradient(name, time).entries) for time in range(1, last + 1)]
