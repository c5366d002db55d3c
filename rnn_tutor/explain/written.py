"""The lines of steps, each template written once for all time steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Apply, Expression, Negative, Number, Ref, children, references
from rnn_tutor.explain.lines import is_opened
from rnn_tutor.notation.composition import ON_CALCULATOR, compose
from rnn_tutor.notation.fields import template_for_names, template_for_numbers
from rnn_tutor.notation.line import name_of
from rnn_tutor.notation.media import CALCULATOR, PAPER


@dataclass(frozen=True)
class WrittenTemplate:
    """What the lines of a template need to know: its names, its formula, and what is to be done with its numbers.

    `formula` has a field for each name; `fillable` says that numbers can simply be put into such fields,
    `one_operation` that nothing stands between a line and its result.
    """

    template: Expression
    names: list[Ref]
    formula: str
    fillable: bool
    one_operation: bool


class WrittenTemplates:
    """The written forms of a derivation's templates, by the identity of the template."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self._made: dict[int, WrittenTemplate] = {}
        self._lines: dict[tuple[int, tuple[str, ...]], str] = {}

    def of(self, template: Expression) -> WrittenTemplate:
        """The written form of a template, made when first asked for."""
        made = self._made.get(id(template))
        if made is None:
            made = self._made[id(template)] = self._make(template)
        return made

    def _make(self, template: Expression) -> WrittenTemplate:
        fillable = self.unrolled.all_scalar and not _is_internal_inside(template)
        return WrittenTemplate(
            template,
            references(template),
            template_for_names(compose(template, self.unrolled.paper), PAPER, references(template)),
            fillable,
            one_operation=fillable and not is_opened(template) and all(map(_is_single, children(template))),
        )

    def names(self, operation: Operation) -> list[Ref]:
        """The names in an operation, each at its time step."""
        frame, last = operation.frame, self.unrolled.last
        return [pinned_ref(ref, frame, last) for ref in self.of(operation.template).names]

    def formula(self, operation: Operation, names: list[Ref]) -> str:
        """The formula of an operation with its names put in."""
        return self.of(operation.template).formula.format(*map(name_of, names))

    def line(self, operation: Operation, names: list[Ref], number: Callable[[Ref], Number]) -> str | None:
        """The line with numbers put in; None where that takes more (vectors, functions with a jump)."""
        template = operation.template
        if not self.of(template).fillable:
            return None
        texts = [number_text(number(ref)) for ref in names]
        signs = tuple(("-" if text.startswith("-") else "") + ("/" if "/" in text else "") for text in texts)
        key = (id(template), signs)
        if key not in self._lines:
            self._lines[key] = line_of_numbers(template, signs)
        return self._lines[key].format(*texts)


def line_of_numbers(template: Expression, signs: Sequence[str]) -> str:
    """The line a calculator takes, with a field for each of the numbers.

    `signs` says of each reference's number what decides about brackets: `-`, `/`, both, or neither.
    """
    examples = [
        Number(Fraction(-1 if "-" in sign else 1), ("-" if "-" in sign else "") + ("1/2" if "/" in sign else "1"))
        for sign in signs
    ]
    shown = dict(zip(references(template), examples, strict=True))
    line = replace(template, lambda part: shown[part] if isinstance(part, Ref) else None)
    return template_for_numbers(compose(line, ON_CALCULATOR), CALCULATOR, examples)


def _is_single(expression: Expression) -> bool:
    return isinstance(expression, Ref | Number) or (
        isinstance(expression, Negative) and isinstance(expression.operand, Ref | Number)
    )


def _is_internal_inside(expression: Expression) -> bool:
    own = isinstance(expression, Apply) and FUNCTIONS[expression.function].internal
    return own or any(map(_is_internal_inside, children(expression)))
