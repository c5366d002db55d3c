"""The lines of steps, each template written once for all time steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.unroll import UnrolledNetwork, pinned_ref
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.stencil import Stencil, formula_stencil, numbers_stencil
from rnn_tutor.equations.tree import Apply, Expression, Number, Ref, children, references
from rnn_tutor.equations.writing import PAPER, name_of, number_text


class WrittenTemplates:
    """The stencils of a derivation's templates, by the identity of the template."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self.paper = replace(PAPER, is_array=unrolled.is_array)
        self._formulas: dict[int, tuple[Expression, list[Ref], Stencil]] = {}
        self._lines: dict[tuple[int, tuple[str, ...]], Stencil] = {}
        self._spelled_out: dict[int, bool] = {}

    def formula(self, operation: Operation) -> str:
        """The formula of an operation, every name at its time step."""
        _, refs, stencil = self._formula(operation.template)
        return stencil.filled([name_of(pinned_ref(ref, operation.frame, self.unrolled.last)) for ref in refs])

    def line(self, operation: Operation, number: Callable[[Ref], Number]) -> str | None:
        """The line with numbers put in; None where it takes more than filling gaps (vectors, functions with a jump)."""
        template = operation.template
        if not self.unrolled.all_scalar or self._has_internal(template):
            return None
        _, refs, _ = self._formula(template)
        texts = [number_text(number(pinned_ref(ref, operation.frame, self.unrolled.last))) for ref in refs]
        signs = tuple(("-" if text.startswith("-") else "") + ("/" if "/" in text else "") for text in texts)
        key = (id(template), signs)
        if key not in self._lines:
            self._lines[key] = numbers_stencil(template, signs)
        return self._lines[key].filled(texts)

    def _formula(self, template: Expression) -> tuple[Expression, list[Ref], Stencil]:
        if id(template) not in self._formulas:
            self._formulas[id(template)] = (template, references(template), formula_stencil(template, self.paper))
        return self._formulas[id(template)]

    def _has_internal(self, template: Expression) -> bool:
        if id(template) not in self._spelled_out:
            self._spelled_out[id(template)] = _internal_inside(template)
        return self._spelled_out[id(template)]


def _internal_inside(expression: Expression) -> bool:
    own = isinstance(expression, Apply) and FUNCTIONS[expression.function].internal
    return own or any(_internal_inside(part) for part in children(expression))
