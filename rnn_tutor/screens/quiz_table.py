"""What is known when a question is asked: the numbers by hand, in a table that grows from step to step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.step import Step
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Kind, Ref, references
from rnn_tutor.equations.writing import number_text
from rnn_tutor.numbers.digits import by_hand, by_hand_text
from rnn_tutor.numbers.real import real
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.quiz.answer import short_name
from rnn_tutor.quiz.interval import Screen
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.page import Lines, Page

ALL_SHOWN = 5  # time steps, up to which a question shows all of them
NEAR = 1  # time steps before and after that of the question that are shown in a longer lesson
BETWEEN = "   "
FAR_FROM: dict[Phase | None, set[Kind]] = {
    Phase.TOTAL: {Kind.PARAMETER, Kind.INPUT, Kind.TARGET, Kind.QUANTITY, Kind.GRADIENT},
    Phase.UPDATE: {Kind.INPUT, Kind.TARGET, Kind.QUANTITY, Kind.GRADIENT, Kind.SHARE},
}
"""What a question of these phases leaves aside: it is over by then."""
FORWARD = Phase.FORWARD


class Table:
    """The rows of numbers that a learner may see."""

    def __init__(self, quiz: Quiz, *, whole: bool = False) -> None:
        self.quiz = quiz
        self.derivation: Derivation = quiz.derivation
        self.lesson = quiz.derivation.lesson
        self.unit = self.lesson.time_step.lower()
        self.screen: Screen = quiz.screen
        question = quiz.question
        self.whole = whole or question is None
        self.needed = set() if question is None else set(references(question.step.expression))
        self.at = None if question is None else question.step.time_step
        self.phase = None if question is None else question.step.phase

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """Each row's label, and its numbers with their names."""
        last = self.lesson.time_steps
        steps = self.steps()
        yield "given", [*self.given()]
        for time in range(1, last + 1):
            yield f"{self.unit} {time}", [*self.given_at(time), *self.found(steps[FORWARD, time])]
        yield f"after {self.unit} {last}", self.found(steps[FORWARD, None])
        yield "back", self.found(steps[Phase.BACKWARD, None])
        for time in range(last, 0, -1):
            yield f"back, {self.unit} {time}", self.found(steps[Phase.BACKWARD, time])
        yield "in all", self.found(steps[Phase.TOTAL, None])
        yield "new", self.found(steps[Phase.UPDATE, None])

    def steps(self) -> defaultdict[tuple[Phase, int | None], list[Step]]:
        """The known steps that are shown, by phase and time step; the loss belongs to the way forward."""
        found: defaultdict[tuple[Phase, int | None], list[Step]] = defaultdict(list)
        for step in self.quiz.known:
            if self.is_shown(step.ref):
                found[FORWARD if step.phase is Phase.LOSS else step.phase, step.time_step].append(step)
        return found

    def given(self) -> Iterator[str]:
        """The parameters, a target after the last step, and from the update on the learning rate."""
        refs = [Ref(Kind.PARAMETER, parameter.name) for parameter in self.lesson.parameters]
        if not self.lesson.network.loss_each_step:
            refs.append(Ref(Kind.TARGET, "target"))
        if self.phase is Phase.UPDATE or any(step.phase is Phase.UPDATE for step in self.quiz.known):
            refs.append(Ref(Kind.RATE, "learning_rate"))
            refs += [Ref(Kind.SETTING, name) for name, _ in self.lesson.training.settings]
        yield from (self.given_item(ref) for ref in refs if self.is_shown(ref))

    def given_at(self, time: int) -> Iterator[str]:
        """What the lesson gives at a time step, as far as it is shown."""
        refs = [Ref(Kind.QUANTITY, name, 0) for name, _ in self.lesson.initial] if time == 1 else []
        refs.append(Ref(Kind.INPUT, "input", time))
        if self.lesson.network.loss_each_step:
            refs.append(Ref(Kind.TARGET, "target", time))
        yield from (self.given_item(ref) for ref in refs if self.is_shown(ref))

    def given_item(self, ref: Ref) -> str:
        """A number of the lesson, as it was written."""
        shape = self.derivation.unrolled.shape(ref)
        rows, columns = shape or (1, 1)
        places = [(row, column) for row in range(rows) for column in range(columns)]
        texts = Array(shape, tuple(number_text(self.derivation.given_number(ref, *place)) for place in places))
        return item(ref, texts)

    def found(self, steps: list[Step]) -> list[str]:
        """The results of steps."""
        return [item(step.ref, self.shown(step)) for step in steps]

    def shown(self, step: Step) -> Array[str]:
        """A step's result by hand, or the learner's own."""
        if not any(place[0] == step.ref for place in self.screen.own):
            return step.by_hand
        texts = list(step.by_hand.entries)
        columns = step.operation.shape[1] if step.operation.shape else 1
        for (ref, row, column), own in self.screen.own.items():
            if ref == step.ref:
                texts[(row - 1) * columns + column - 1] = written(own.value, self.lesson.rounding)
        return Array(step.operation.shape, tuple(texts))

    def is_shown(self, ref: Ref) -> bool:
        """Whether a number is near enough to the question: not all is shown at once, unless it is asked for."""
        if self.whole or ref in self.needed:
            return True
        if ref.kind in FAR_FROM.get(self.phase, ()):
            return False
        if self.lesson.time_steps <= ALL_SHOWN or not isinstance(ref.at, int):
            return True
        middle = self.at or self.lesson.time_steps
        return abs(ref.at - middle) <= NEAR and not (self.at is None and ref.kind is Kind.SHARE)


def written(value: Fraction, rule: Rounding) -> str:
    """A number, rounded by hand."""
    return by_hand_text(rule, by_hand(rule, real(value)))


def item(ref: Ref, texts: Array[str]) -> str:
    """A name with its number."""
    return f"{short_name(ref)} = {inline_text(texts)}"


def inline_text(texts: Array[str]) -> str:
    """The numbers of a value in a line, all of them: they are to be calculated with."""
    if not texts.shape:
        return minus(texts.only)
    rows = [", ".join(map(minus, row)) for row in texts.rows()]
    return f"[{', '.join(rows if texts.shape[1] == 1 else [f'[{row}]' for row in rows])}]"


def minus(text: str) -> str:
    """A number with a typographic minus."""
    return text.replace("-", "−")


def table_lines(quiz: Quiz, page: Page, *, whole: bool = False) -> Lines:
    """The table so far; `whole` with all time steps of a long lesson."""
    rows = [(label, items) for label, items in Table(quiz, whole=whole).rows() if items]
    left = max(cell_len(page.spell(label)) for label, _ in rows) + len(BETWEEN)
    lines: Lines = []
    for label, items in rows:
        if page.margin:
            first, *more = arranged([page.spell(text) for text in items], page.width - page.margin * 2 - left)
            line = Text(" " * (page.margin * 2), end="")
            line.append(page.spell(label).ljust(left), "label").append(first)
            lines.append(line)
            lines += [Text(" " * (page.margin * 2 + left) + row, end="") for row in more]
        else:
            lines.append(page.text(label, "label"))
            lines += [Text("  " + row, end="") for row in arranged([page.spell(t) for t in items], page.width - 2)]
    return lines


def arranged(items: list[str], width: int) -> list[str]:
    """Items side by side in rows that fit; only one longer than a row is broken."""
    rows: list[str] = []
    for text in items:
        if rows and cell_len(rows[-1]) + len(BETWEEN) + cell_len(text) <= width:
            rows[-1] += BETWEEN + text
        else:
            rows += broken(text, width)
    return rows


def broken(text: str, width: int) -> list[str]:
    """A long item in rows, broken after a comma."""
    first, *more = text.split(", ")
    rows = [first]
    for part in more:
        if cell_len(rows[-1]) + 2 + cell_len(part) <= width:
            rows[-1] += f", {part}"
        else:
            rows[-1] += ","
            rows.append(f"  {part}")
    return rows
