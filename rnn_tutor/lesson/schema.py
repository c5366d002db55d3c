"""The lesson file, format version 1: its keys, what each is for, and what may stand there.

The JSON Schema for editors is made of the same descriptions.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.reading import PRECISIONS, WANTED, read_clip, read_over, read_precision, read_wanted
from rnn_tutor.lesson.schema_values import (
    ArithmeticText,
    ExactNumber,
    Features,
    Flag,
    FormulaText,
    FreeText,
    InitialState,
    LineText,
    Matrix,
    PrintedNumbers,
    Read,
    SomeText,
    TargetValue,
    Values,
    Vector,
    Version,
    keys_or_list,
    kind_of,
    name_or_keys,
    rounding_kind,
    text_or_list,
    whole,
)
from rnn_tutor.limits import EPOCHS, EQUATIONS, PARAMETERS, SEQUENCES, TIME_STEPS, WORDS


class Form(BaseModel):
    """A mapping of a lesson file: nothing is converted, and no key is let pass that isn't known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class ParameterForm(Form):
    """A parameter with more to say than its start value."""

    value: Values = Field(description="The start value.", examples=[0.5])
    frozen: Flag = Field(default=False, description="Whether its gradient is shown, and it is not updated.")


ParameterValues: TypeAlias = Annotated[
    Annotated[ExactNumber, Tag("<number>")]
    | Annotated[Vector, Tag("<vector>")]
    | Annotated[Matrix, Tag("<matrix>")]
    | Annotated[ParameterForm, Tag("<keys>")],
    Discriminator(kind_of),
]


class EquationsForm(Form):
    """A network written out."""

    each_step: dict[str, FormulaText] = Field(
        description="The quantities of each time step, in order, each with its equation.",
        examples=[{"X": "input*W1 + previous(Y)*W2 + B1", "Y": "sigmoid(X)"}],
        min_length=1,
        max_length=EQUATIONS.most,
    )
    output: dict[str, FormulaText] = Field(
        default={},
        description="The quantities that follow once, after the last time step.",
        max_length=EQUATIONS.most,
    )
    loss: FormulaText | None = Field(
        default=None,
        description="How far the prediction is from the target, as an equation; or see the key `loss`.",
    )


class RoundingForm(Form):
    """Rounding by decimals or by significant figures."""

    decimals: Annotated[int, whole(1, 12)] | None = Field(default=None, description="Decimal places.")
    significant: Annotated[int, whole(2, 12)] | None = Field(default=None, description="Significant figures.")


Decimals: TypeAlias = Annotated[int, whole(1, 12)]
Texts: TypeAlias = Annotated[
    Annotated[SomeText, Tag("<text>")] | Annotated[list[SomeText], Field(min_length=1), Tag("<list>")],
    Discriminator(text_or_list),
]


class PrintedForm(Form):
    """Figures of a source, by the names of the steps that find them."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, PrintedNumbers] = Field(init=False)
    text: (
        Annotated[
            Annotated[ArithmeticText, Tag("<text>")] | Annotated[list[ArithmeticText], Tag("<list>")],
            Discriminator(text_or_list),
        ]
        | None
    ) = Field(default=None, description="A line of arithmetic as it is printed, or several: e^-0.706 = 0.494.")

    @property
    def figures(self) -> dict[str, Number | list[Number] | list[list[Number]]]:
        """The figures by name."""
        return self.__pydantic_extra__


class PrintedItemForm(PrintedForm):
    """The same as an item of a list, which may also name its figure by keys."""

    id: LineText | None = Field(
        default=None, description="The step that finds the figure: Y.t3, dX3, total.W1, new.W3."
    )
    value: PrintedNumbers | None = Field(default=None, description="The figure, with the digits that are printed.")


class OptimizerForm(Form):
    """An optimizer with settings of its own; which it has, its row of the table says."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, ExactNumber] = Field(init=False)
    name: LineText = Field(description="A named optimizer.", examples=["adam"])

    @property
    def settings(self) -> dict[str, Number]:
        """The settings that are given."""
        return self.__pydantic_extra__


class ClipForm(Form):
    """Gradient clipping, one way or the other."""

    norm: ExactNumber | None = Field(
        default=None, description="The greatest length that the gradient of all parameters together may have."
    )
    value: ExactNumber | None = Field(
        default=None, description="The greatest size that each number of the gradient may have."
    )


class SequenceForm(Form):
    """One of several sequences."""

    inputs: list[Features] = Field(
        description="One number per time step, or a list of numbers where a time step has several features.",
        examples=[[0.5, 1.0, 0.8]],
        min_length=1,
        max_length=TIME_STEPS.most,
    )
    given: dict[str, Annotated[list[Values], Field(min_length=1, max_length=TIME_STEPS.most)]] = Field(
        default={},
        description="Further numbers of each time step of this sequence, by name.",
        examples=[{"mask": [1, 0, 1]}],
        max_length=EQUATIONS.most,
    )
    target: Values | None = Field(default=None, description="What should come out after the last time step.")
    targets: list[TargetValue] | None = Field(
        default=None, description="What should come out at each time step; null where nothing is asked.", min_length=1
    )
    initial: dict[str, Values] = Field(
        default={},
        description="What `previous(Q)` is at the first time step of this sequence, or `next(Q)` at its last.",
    )


class WalkForm(Form):
    """How a long lesson is walked: which time steps in full; each other one is summed up in a table."""

    in_full: Annotated[list[Annotated[int, whole(1, TIME_STEPS.most)]], Field(min_length=1)] = Field(
        description="The time steps of which every step is a page; of the others there is one table for a stretch.",
        examples=[[1, 2, 9, 10]],
    )


class LessonForm(Form):
    """A lesson of rnn-tutor."""

    format_version: Version = Field(description="The version of this format: 1.", examples=[1])
    title: LineText = Field(
        description="What the lesson is about, on one line.", examples=["Predict a stock's price on day 4"]
    )
    about: FreeText = Field(default="", description="A sentence or a paragraph for the opening screen.")
    course: Annotated[int, whole(1, 100_000)] | None = Field(
        default=None, description="Where the lesson comes in a course: after those with a smaller number."
    )
    chapter: LineText | None = Field(
        default=None, description="The chapter of the course that the lesson belongs to, for the list of lessons."
    )
    teaches: LineText | None = Field(default=None, description="What one learns in it, for the list of lessons.")
    time_step: LineText = Field(default="Step", description="What one time step is called.", examples=["Day"])
    network: LineText | None = Field(default=None, description="A named network.", examples=["simple"])
    activation: LineText | None = Field(
        default=None, description="The function that `activation(…)` stands for in the network's equations."
    )
    loss: FormulaText | None = Field(
        default=None,
        description="A named loss of the prediction, or what else is differentiated: a quantity, or an expression.",
    )
    over_steps: Annotated[str, BeforeValidator(read_over)] | None = Field(
        default=None,
        description="Whether the loss is the `sum` over the time steps, as by default with targets, or their `mean`.",
    )
    equations: EquationsForm | None = Field(default=None, description="A network written out.")
    inputs: list[Features] | None = Field(
        default=None,
        description="One number per time step, or a list of numbers where a time step has several features.",
        examples=[[0.5, 1.0, 0.8]],
        min_length=1,
        max_length=TIME_STEPS.most,
    )
    given: dict[str, Annotated[list[Values], Field(min_length=1, max_length=TIME_STEPS.most)]] = Field(
        default={},
        description="Further numbers of each time step, by the name that equations call them: masks.",
        examples=[{"mask": [1, 0, 1]}],
        max_length=EQUATIONS.most,
    )
    time_steps: Annotated[int, whole(1, TIME_STEPS.most)] | None = Field(
        default=None, description="How many time steps there are, where nothing goes in."
    )
    target: Values | None = Field(default=None, description="What should come out after the last time step.")
    targets: list[TargetValue] | None = Field(
        default=None, description="What should come out at each time step; null where nothing is asked.", min_length=1
    )
    vocabulary: (
        Annotated[
            Annotated[list[LineText], Field(min_length=1, max_length=WORDS.most), Tag("<list>")]
            | Annotated[int, whole(1, WORDS.most), Tag("<text>")],
            Discriminator(text_or_list),
        ]
        | None
    ) = Field(
        default=None,
        description="The words that inputs and targets are made of; or how many classes there are, counted from 0.",
    )
    sequences: list[SequenceForm] | None = Field(
        default=None,
        description="Several sequences in place of inputs and target, each with its own, of any lengths.",
        min_length=1,
        max_length=SEQUENCES.most,
    )
    over_sequences: Annotated[str, BeforeValidator(read_over)] | None = Field(
        default=None, description="Whether the loss is the `mean` over the sequences, as by default, or their `sum`."
    )
    parameters: dict[str, ParameterValues] = Field(
        description="The start values of the trainable parameters: numbers, fractions, vectors or matrices.",
        examples=[{"W1": 0.5, "W2": 0.3, "B1": 0.1, "W3": 0.8, "B3": 0.2}],
        min_length=1,
        max_length=PARAMETERS.most,
    )
    initial: dict[str, InitialState] = Field(
        default={},
        description="What `previous(Q)` is at the first time step, or `next(Q)` at the last, where that is not zero: "
        "numbers, or a parameter.",
    )
    gradients: list[Annotated[str, Read(read_wanted, {"enum": list(WANTED)})]] = Field(
        default=[], description="What else to find the gradients of: the `inputs`, the `initial` state."
    )
    learning_rate: ExactNumber | None = Field(
        default=None,
        description="How far a parameter moves against its gradient; without it there is no update.",
        examples=[0.1],
        json_schema_extra={"exclusiveMinimum": 0},
    )
    rounding: Annotated[
        Annotated[Decimals, Tag("<number>")]
        | Annotated[RoundingForm, Tag("<keys>")]
        | Annotated[str, Read(read_precision, {"enum": list(PRECISIONS)}), Tag("<word>")],
        Discriminator(rounding_kind),
    ] = Field(
        default=3,
        description="How many decimals one rounds to by hand, or {significant: 4}; `double` (or `none`) and `single` "
        "are a computer's own precision.",
    )
    epochs: Annotated[int, whole(1, EPOCHS.most)] = Field(default=1, description="How many updates are derived.")
    optimizer: Annotated[
        Annotated[LineText, Tag("<name>")] | Annotated[OptimizerForm, Tag("<keys>")], Discriminator(name_or_keys)
    ] = Field(default="sgd", description="How a gradient becomes an update: a name, or {name: adam, beta1: 0.8}.")
    weight_decay: ExactNumber | None = Field(
        default=None, description="How strongly each parameter is pulled towards zero at each update."
    )
    clip: Annotated[ClipForm, BeforeValidator(read_clip)] | None = Field(
        default=None, description="Gradients longer or larger than this are cut: {norm: 1} or {value: 1}."
    )
    truncate: Annotated[int, whole(1, TIME_STEPS.most)] | None = Field(
        default=None, description="Over how many time steps gradients flow back before they are cut."
    )
    source: FreeText = Field(
        default="",
        description="Where the lesson and its `printed` figures come from: a book, a paper, a page.",
        examples=["Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.2"],
    )
    meant: list[LineText] = Field(
        default=[],
        description="Findings of `rnn-tutor check` that are what the lesson is about: [loss-rises].",
        examples=[["loss-rises"]],
    )
    walk: WalkForm | None = Field(
        default=None, description="Which time steps of a long lesson are walked in full: {in_full: [1, 2, 9, 10]}."
    )
    question: FreeText = Field(default="", description="What the learner is to think about, in Markdown.")
    answer: FreeText = Field(
        default="", description="The answer to `question`, in Markdown; it is shown when it is asked for."
    )
    notes: dict[str, SomeText] = Field(
        default={},
        description="Notes on steps, in Markdown, by the step (`dX3`, `backward:9`) or the quantity (`Y`).",
    )
    hints: dict[str, Texts] = Field(
        default={},
        description="What the quiz gives as hints before its own, in Markdown, by step or quantity.",
    )
    printed: (
        Annotated[
            Annotated[PrintedForm, Tag("<keys>")] | Annotated[list[PrintedItemForm], Tag("<list>")],
            Discriminator(keys_or_list),
        ]
        | None
    ) = Field(
        default=None,
        description="Figures as a book prints them, by the names of their steps (`Y.t3`, `dX3`, `total.W1`, `new.W3`), "
        "and lines of arithmetic under `text`: rnn-tutor check audits them.",
    )

    @property
    def steps(self) -> int:
        """How many time steps there are."""
        return len(self.inputs) if self.inputs else self.time_steps or 1

    @property
    def starts(self) -> dict[str, Values]:
        """The initial states that are given as numbers."""
        return {name: value for name, value in self.initial.items() if not isinstance(value, str)}

    @property
    def learned(self) -> dict[str, str]:
        """The parameters that are the initial states of quantities."""
        return {name: value.strip() for name, value in self.initial.items() if isinstance(value, str)}

    @property
    def all_targets(self) -> list[Values]:
        """The targets, or the one target; none where the lesson stops at its predictions."""
        targets = [value for value in self.targets or [] if value is not None]
        return targets or ([self.target] if self.target is not None else [])

    @property
    def is_at_each_step(self) -> bool:
        """Whether there is something to compare, or to differentiate, at each time step."""
        return (self.targets is not None and self.target is None) or self.over_steps is not None


class NetworkForm(Form):
    """A named network: a file in the package."""

    about: FreeText = Field(description="What the network is, in a paragraph.", examples=["…"])
    equations: EquationsForm = Field(description="Its equations.", examples=[{"each_step": {"X": "input*W + B"}}])
    parameters: dict[str, LineText] = Field(
        description="The shape of each parameter: `number`, or sizes as in `hidden x features` (of an input).",
        examples=[{"W1": "number"}],
        min_length=1,
    )
    activation: LineText | None = Field(
        default=None, description="The function that `activation(…)` stands for where the lesson names none."
    )
    pytorch: dict[str, list[LineText]] = Field(
        default={},
        description="What the arrays of a PyTorch state dict hold, by their names: parameters, from top to bottom. "
        "One that is in two arrays is the sum of the two parts.",
    )
