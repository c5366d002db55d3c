"""A whole derivation: a solution with its steps, each found by what a lesson calls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, SupportsIndex, overload

from rnn_tutor.arguments import need
from rnn_tutor.derivation.operation import Operation, Phase
from rnn_tutor.derivation.result import DOUBLE_DIGITS, results
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.shown import as_html, as_latex, as_markdown
from rnn_tutor.explain.step import Step
from rnn_tutor.explain.step_names import StepNames
from rnn_tutor.explain.writing import Writing


class Derivation(Solution):
    """Every step of one forward pass, one backward pass and one update of a lesson.

    `steps` has them in order; `derivation["dX3"]` is one of them, by what a lesson calls it. A lesson of several epochs
    has one derivation for each, made from the one before it.

    >>> from rnn_tutor import derive, load_lesson
    >>> step = derive(load_lesson("stock-example"))["dX3"]
    >>> step.formula, step.substituted.only, step.by_hand.only
    ('∂Loss/∂Y₃ × Y₃(1 − Y₃)', '-0.742 × 0.670 × (1 - 0.670)', '-0.164')
    """

    @cached_property
    def writing(self) -> Writing:
        """What the steps are written with."""
        return Writing(self, self.before.writing if self.before else None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps to show; each makes its texts and digits when asked."""
        return tuple(Step(self, result.operation, result.number, self.writing) for result in results(self))

    @cached_property
    def _steps_by_ref(self) -> dict[Ref, Step]:
        return {step.ref: step for step in self.steps}

    @overload
    def __getitem__(self, name: str | int) -> Step: ...
    @overload
    def __getitem__(self, name: slice) -> tuple[Step, ...]: ...
    def __getitem__(self, name: str | int | slice) -> Step | tuple[Step, ...]:
        """The step of a name as a lesson writes it: Y.t3 or Y3, P, Loss, dX3, dW2.t3, total.W1, new.W3, backward:9.

        A number counts the steps from 0, as in any sequence; a slice gives several.

        Raises:
            KeyError: with what is near, where no step is called so.
            IndexError: where there are not so many.
            TypeError: for what is neither a name nor a number.
        """
        if not isinstance(name, str):
            need(name, (slice, SupportsIndex), "a step is found by its name, or its number from 0")
            return self.steps[name]
        if (step := self.names.step(name)) is None:
            raise KeyError("; ".join(self.names.why_unknown(name)))
        return step

    @cached_property
    def names(self) -> StepNames:
        """What a lesson calls the steps."""
        return StepNames(self, self.steps)

    def step_of(self, operation: Operation) -> Step:
        """The step that shows an operation."""
        return self._steps_by_ref[operation.ref]

    def step_for(self, ref: Ref) -> Step | None:
        """The step that finds a number, where it isn't one that the lesson gives."""
        return self._steps_by_ref.get(ref)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __contains__(self, name: object) -> bool:
        """Whether a step is called so, or is one of these."""
        if isinstance(name, str):
            return self.names.step(name) is not None
        return name in self.steps

    def index(self, step: Step, *between: int) -> int:
        """The place of a step, counted from 0.

        Raises:
            ValueError: where it is none of these.
        """
        return self.steps.index(step, *between)

    def count(self, step: Step) -> int:
        """How often a step is among these: once or not at all."""
        return self.steps.count(step)

    def __bool__(self) -> bool:
        return True  # whoever asks whether there is one doesn't want its steps counted

    def sympy_system(self) -> list[tuple[Any, Any]]:
        """Each symbol with what it is, as pairs of SymPy's, from what the lesson gives to the last update.

        As `sympy.cse` gives them: every expression is over the symbols before it, so all of it is linear in the time
        steps. Epochs before this one come first, their symbols with `_e1` behind the name.
        """
        return self.writing.in_sympy.system()

    @property
    def sympy_locals(self) -> dict[str, Any]:
        """What the names in a formula's text stand for: `sympify(text, locals=derivation.sympy_locals)`."""
        return dict(self.writing.in_sympy.locals)

    def phase(self, phase: Phase) -> tuple[Step, ...]:
        """The steps of one phase."""
        return tuple(step for step in self.steps if step.operation.phase is phase)

    def to_frame(self) -> Any:  # noqa: ANN401  # pandas is there or not; the package doesn't need it
        """The steps as a table of pandas, a row to a step: what it is, its formula, by hand, and as a double.

        A vector's or matrix's numbers are lists.

        Raises:
            ModuleNotFoundError: where pandas isn't installed.
        """
        from pandas import DataFrame  # an extra of nobody's but whoever asks for a table

        return DataFrame([row_of(step) for step in self.steps])

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as the lesson it is of: all numbers follow from that."""
        return type(self), (self.lesson, self.before)

    def __repr__(self) -> str:
        return f"<Derivation of {self.lesson.name}: {len(self.steps)} steps>"

    def _repr_html_(self) -> str | None:
        """For notebooks."""
        return as_html(self)

    def _repr_latex_(self) -> str | None:
        """For notebooks, and whatever else typesets."""
        return as_latex(self)

    def _repr_markdown_(self) -> str | None:
        """For notebooks."""
        return as_markdown(self)


Sequence.register(Derivation)  # and no base class: its `in` takes names, too, as a `Sequence[Step]` has none


def row_of(step: Step) -> dict[str, Any]:
    """A step as a row of a table."""
    exact = step.exact(DOUBLE_DIGITS).map(lambda text: float(text.partition(" ")[0]))
    return {
        "step": step.identity,
        "phase": step.phase.value,
        "number": step.number,
        "quantity": step.quantity,
        "time_step": step.time_step,
        "title": step.title,
        "formula": step.formula,
        "by_hand": step.by_hand.nested(),
        "exact": exact.nested(),
    }
