"""A lesson, checked and ready to unroll: what the loader makes of a lesson file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import At, Expression, Kind, Number, Ref, references
from rnn_tutor.lesson.passes import Pass, found_last_at_first, passes_over
from rnn_tutor.lesson.place import Place
from rnn_tutor.numbers.rounding import Rounding

__all__ = [
    "Equation",
    "Lesson",
    "Network",
    "Parameter",
    "Place",
    "Printed",
    "PrintedFigure",
    "PrintedLine",
    "Remark",
    "Section",
    "TrainingKeys",
]


class Section(Enum):
    """Where an equation stands in the network."""

    EACH_STEP = "each_step"
    OUTPUT = "output"
    LOSS = "loss"


@dataclass(frozen=True)
class Equation:
    """`name = expression`, every name in it looked up; `place` is where the text of the expression begins.

    Of several sequences some may end before the others: `last` is the time step after which there is no such quantity
    any more, where that isn't the lesson's.
    """

    name: str
    expression: Expression
    section: Section
    text: str = ""
    place: Place | None = None
    last: int | None = None


@dataclass(frozen=True)
class Network:
    """The equations of a recurrent network, each section in the order written.

    The quantities of `each_step` exist once per time step, those of `output` once, after the last. `loss` is what is
    differentiated; None where a lesson stops at its predictions. With `loss_each_step` the loss is the sum of its
    equation over the time steps, or their mean (`mean_over_steps`).
    """

    each_step: tuple[Equation, ...]
    output: tuple[Equation, ...]
    loss: Equation | None
    loss_each_step: bool
    mean_over_steps: bool = False
    name: str = ""
    about: str = ""

    @property
    def all(self) -> tuple[Equation, ...]:
        """Every equation, the loss last."""
        return (*self.each_step, *self.output, *([self.loss] if self.loss else []))

    @cached_property
    def passes(self) -> tuple[Pass, ...]:
        """The equations of `each_step` in the passes over the time steps in which they are computed.

        Raises:
            BothWays: where a quantity would have to be computed in both directions at once.
        """
        return passes_over({equation.name: equation.expression for equation in self.each_step})

    @cached_property
    def ends_at_first(self) -> frozenset[str]:
        """The quantities of `each_step` whose last value is that of the first time step, as they run backwards."""
        return found_last_at_first({e.name: e.expression for e in self.each_step}, self.passes)

    @cached_property
    def from_the_end(self) -> frozenset[str]:
        """The quantities whose start is at the end: next(…) of them is read at the last time step."""
        read = [ref for e in self.each_step for ref in references(e.expression) if ref.kind is Kind.QUANTITY]
        before, after = ({ref.name for ref in read if ref.at is at} for at in (At.BEFORE, At.AFTER))
        backward = {name for one in self.passes if one.backward for name in one.names}
        return frozenset(after - (before - backward))


@dataclass(frozen=True)
class Parameter:
    """A trainable parameter and its start value."""

    name: str
    value: Array[Number]
    frozen: bool = False


@dataclass(frozen=True)
class TrainingKeys:
    """How the parameters are updated, and how often.

    `settings` are the optimizer's numbers, all of them, by name. At most one of `clip_value` and `clip_norm` is set.
    With `truncate`, gradients flow back over so many time steps, counted from the last, and are cut there.
    """

    optimizer: str = "sgd"
    settings: tuple[tuple[str, Number], ...] = ()
    epochs: int = 1
    clip_value: Number | None = None
    clip_norm: Number | None = None
    truncate: int | None = None


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as a source prints it: `name` is what a lesson calls the step that finds it (Y.t3, dX3, total.W1).

    Each number has the digits that are printed as its `text`.
    """

    name: str
    value: Array[Number]
    place: Place


@dataclass(frozen=True)
class PrintedLine:
    """A line of arithmetic as a source prints it.

    `sides` stand between its equals signs, their names not looked up; each has its `texts` as printed.
    """

    sides: tuple[Expression, ...]
    texts: tuple[str, ...]
    place: Place


Printed: TypeAlias = PrintedFigure | PrintedLine


@dataclass(frozen=True)
class Remark:
    """What the author says about a step, or about all steps of a quantity, in Markdown; `name` says which."""

    name: str
    texts: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class StepNamed:
    """A step of the derivation by the name that the file has for it, with its place there."""

    name: str
    place: Place


@dataclass(frozen=True)
class OwnQuestion:
    """A question of the author's own, in Markdown, and the number that answers it.

    `before` is the step before which it is asked; before the first gradient, where there is none.
    """

    ask: str
    answer: Number
    because: str = ""
    hint: str = ""
    before: StepNamed | None = None


@dataclass(frozen=True)
class OwnQuiz:
    """What a quiz asks that is a lesson's own: some of its steps in place of every gradient, the author's questions."""

    steps: tuple[StepNamed, ...] = ()
    questions: tuple[OwnQuestion, ...] = ()

    @property
    def named(self) -> tuple[StepNamed, ...]:
        """Every step that is named."""
        return (*self.steps, *(question.before for question in self.questions if question.before))


@dataclass(frozen=True, repr=False)
class Lesson:
    """One lesson: the network, its data and numbers, and the words around them.

    `inputs` holds one array per time step, none where nothing goes in: of shape () for a number, (features, 1) for
    several. `targets` has one array, or one per time step where the loss is taken at each, or none. Without a
    `learning_rate` there is no update. `initial` is what `previous(Q)` is at the first time step, for quantities where
    that is not zero; `learned` are those whose initial state is a parameter, with its name. `given` are further numbers
    of each time step by name, such as a mask. Where there are several `sequences`, these are what is added to the names
    of each one's quantities; their data lie under one another.

    `about`, `question`, `answer`, `notes` and `hints` are Markdown; `printed` is what the `source` prints, in the order
    of the file. `meant` are the findings of `check` that are what the lesson is about. `in_full` are the time steps
    that a walk shows step by step; all of them, where it is empty. `quiz` is what a quiz asks that is the lesson's own.
    `vocabulary` are the words that inputs and targets stand for, where the lesson lists some.
    """

    name: str
    title: str
    about: str
    time_step: str
    network: Network
    inputs: tuple[Array[Number], ...]
    targets: tuple[Array[Number], ...]
    parameters: tuple[Parameter, ...]
    initial: tuple[tuple[str, Array[Number]], ...]
    learning_rate: Number | None
    rounding: Rounding
    time_steps: int
    file: Path | None = None
    training: TrainingKeys = TrainingKeys()
    source: str = ""
    question: str = ""
    answer: str = ""
    meant: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    hints: tuple[Remark, ...] = ()
    printed: tuple[Printed, ...] = ()
    sequences: tuple[str, ...] = ()
    learned: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, tuple[Array[Number], ...]], ...] = ()
    in_full: tuple[int, ...] = ()
    quiz: OwnQuiz = OwnQuiz()
    vocabulary: tuple[str, ...] = ()

    def __repr__(self) -> str:
        parts = f"{self.time_steps} time steps, {self.trainable_parameters} trainable parameters"
        return f"<Lesson {self.name}: {parts}>"

    @cached_property
    def streams(self) -> dict[str, tuple[Array[Number], ...]]:
        """What the lesson gives at each time step, by name: the inputs, and what else there is."""
        return ({"input": self.inputs} if self.inputs else {}) | dict(self.given)

    def word_of(self, value: Array[Number]) -> str:
        """The word that a list stands for which is 1 at its place in the vocabulary, else 0; empty for any other."""
        numbers = [entry.value for entry in value.entries]
        if len(numbers) != len(self.vocabulary) or sorted(numbers) != [0] * (len(numbers) - 1) + [1]:
            return ""
        return self.vocabulary[numbers.index(Fraction(1))]

    @cached_property
    def starts(self) -> dict[str, int]:
        """The time step at which each state begins, none of the lesson's own: 0, or one after the last."""
        at_end = self.network.from_the_end
        return {e.name: (e.last or self.time_steps) + 1 if e.name in at_end else 0 for e in self.network.each_step}

    def is_start(self, ref: Ref) -> bool:
        """Whether an absolute reference is to a quantity's state before its first time step, or after its last."""
        return ref.kind is Kind.QUANTITY and ref.at == self.starts.get(ref.name, -1)

    @property
    def targets_are_timed(self) -> bool:
        """Whether there is a target for each time step."""
        return self.network.loss_each_step or len(self.targets) > 1

    @property
    def is_trained(self) -> bool:
        """Whether the parameters are updated: there is a loss, and a learning rate."""
        return self.network.loss is not None and self.learning_rate is not None

    @property
    def trainable_parameters(self) -> int:
        """How many numbers training may change: shared over time, so counted once."""
        return sum(len(p.value.entries) for p in self.parameters if not p.frozen)
