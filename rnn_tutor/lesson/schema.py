"""The lesson file, format version 1: its keys, what each is for, and what may stand there.

The JSON Schema for editors is made of the same descriptions.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag

from rnn_tutor.lesson.findings import FINDINGS, read_finding
from rnn_tutor.lesson.reading import PRECISIONS, WANTED, read_clip, read_over, read_precision, read_wanted
from rnn_tutor.lesson.schema_parts import (
    ClipForm,
    EquationsForm,
    Form,
    LastTarget,
    OptimizerForm,
    ParameterForm,
    PrintedForm,
    PrintedItemForm,
    QuizForm,
    RoundingForm,
    SequenceForm,
    StepTargets,
    Texts,
    WalkForm,
)
from rnn_tutor.lesson.schema_values import (
    ExactNumber,
    Features,
    FormulaText,
    FreeText,
    InitialState,
    LineText,
    Matrix,
    Read,
    SomeText,
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

ParameterValues: TypeAlias = Annotated[
    Annotated[ExactNumber, Tag("<number>")]
    | Annotated[Vector, Tag("<vector>")]
    | Annotated[Matrix, Tag("<matrix>")]
    | Annotated[ParameterForm, Tag("<keys>")],
    Discriminator(kind_of),
]


Decimals: TypeAlias = Annotated[int, whole(1, 12)]


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
        default=None, description="The function used for `activation(…)` in the network's equations."
    )
    loss: FormulaText | None = Field(
        default=None,
        description="A named loss of the prediction, or something else to differentiate: a quantity, or an expression.",
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
        default=None, description="How many time steps there are, if there are no inputs."
    )
    target: LastTarget = None
    targets: StepTargets = None
    vocabulary: (
        Annotated[
            Annotated[list[LineText], Field(min_length=1, max_length=WORDS.most), Tag("<list>")]
            | Annotated[int, whole(1, WORDS.most), Tag("<text>")],
            Discriminator(text_or_list),
        ]
        | None
    ) = Field(
        default=None,
        description="The words that inputs and targets consist of; or how many classes there are, counted from 0.",
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
    meant: list[Annotated[str, Read(read_finding, {"enum": list(FINDINGS)})]] = Field(
        default=[],
        description="Findings of `rnn-tutor check` that are what the lesson is about: [loss-rises].",
        examples=[["loss-rises"]],
    )
    walk: WalkForm | None = Field(
        default=None, description="Which time steps of a long lesson are walked in full: {in_full: [1, 2, 9, 10]}."
    )
    question: FreeText = Field(default="", description="What the learner is to think about, in Markdown.")
    answer: FreeText = Field(
        default="", description="The answer to `question`, in Markdown; shown when a learner asks for it."
    )
    quiz: QuizForm | None = Field(
        default=None,
        description="What a quiz asks that is this lesson's own: some of the steps, and questions of yours.",
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
