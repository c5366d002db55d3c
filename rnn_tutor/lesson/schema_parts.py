"""What stands behind those keys of a lesson file that have keys of their own."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from rnn_tutor.equations.tree import Number
from rnn_tutor.lesson.schema_values import (
    ArithmeticText,
    ExactNumber,
    Features,
    Flag,
    FormulaText,
    FreeText,
    LineText,
    PrintedNumbers,
    SomeText,
    TargetValue,
    Values,
    text_or_list,
    whole,
)
from rnn_tutor.limits import EQUATIONS, TIME_STEPS

LastTarget: TypeAlias = Annotated[
    Values | None, Field(description=("What the network should predict after the last time step."))
]
StepTargets: TypeAlias = Annotated[
    list[TargetValue] | None,
    Field(
        description=("What the network should predict at each time step; null where there is no target."), min_length=1
    ),
]


class Form(BaseModel):
    """A mapping of a lesson file: nothing is converted, and no key is let pass that isn't known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class ParameterForm(Form):
    """A parameter with more to say than its start value."""

    value: Values = Field(description="The start value.", examples=[0.5])
    frozen: Flag = Field(default=False, description="If true, its gradient is shown, but it is not updated.")


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
    target: LastTarget = None
    targets: StepTargets = None
    initial: dict[str, Values] = Field(
        default={},
        description="What `previous(Q)` is at the first time step of this sequence, or `next(Q)` at its last.",
    )


class WalkForm(Form):
    """How a long lesson is walked: which time steps in full; each other one is summed up in a table."""

    in_full: Annotated[list[Annotated[int, whole(1, TIME_STEPS.most)]], Field(min_length=1)] = Field(
        description="The time steps of which every step is a page; the others are summed up in tables.",
        examples=[[1, 2, 9, 10]],
    )


class QuestionForm(Form):
    """A question of the author's own, answered with a number."""

    ask: SomeText = Field(
        description="The question, in Markdown.", examples=["How many of the three shares of W1a are not 0?"]
    )
    answer: ExactNumber = Field(
        description="The number, with the digits that are right; a whole number has to be met exactly.", examples=[1]
    )
    because: FreeText = Field(default="", description="Why it is so, in a sentence; shown after the answer.")
    hint: FreeText = Field(default="", description="What is shown as a hint.")
    before: LineText | None = Field(
        default=None,
        description=(
            "The step before which it is asked, like `total.W2`; the table shows what was found by then. Without "
            "it, the question comes before the first gradient."
        ),
        examples=["total.W2"],
    )


class QuizForm(Form):
    """What a quiz asks that is this lesson's own."""

    steps: list[LineText] = Field(
        default=[],
        description="The steps that the quiz asks for, in place of every gradient: [dW2.t3, total.W2].",
        examples=[["total.W2"]],
    )
    questions: list[QuestionForm] = Field(default=[], description="Questions of the author's own.")
