"""How a name acts in an equation, in words: added, multiplied, through a function; and what that makes its gradient."""

from __future__ import annotations

from dataclasses import replace

from rnn_tutor.derivation.unroll import LOSS, UnrolledNetwork, pinned_ref
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.stencil import Stencil, name_gap, with_gaps
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Expression,
    Kind,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Ref,
    Sum,
    children,
    references,
)
from rnn_tutor.lesson.lesson import Equation, Section
from rnn_tutor.notation.composition import Conventions, is_between_numbers
from rnn_tutor.notation.layout import Text
from rnn_tutor.notation.line import name_of, write


class Actions:
    """The sentences of an unrolled network: each made once for all time steps, with gaps for the names."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self._made: dict[tuple[int, Ref], tuple[Stencil, list[Ref]]] = {}

    def sentence(self, equation: Equation, time: int | None, ref: Ref) -> str:
        """How a name acts in an equation at a time step; `ref` is relative to it, as in the equation's template."""
        template = self.unrolled.template(equation, time)
        key = (id(template), ref)
        if key not in self._made:
            self._made[key] = self._make(equation, template, ref)
        sentence, names = self._made[key]
        frame = self.unrolled.last if time is None else time
        return sentence.filled([name_of(pinned_ref(name, frame, self.unrolled.last)) for name in names])

    def _make(self, equation: Equation, template: Expression, ref: Ref) -> tuple[Stencil, list[Ref]]:
        names: list[Ref] = []

        def gap(name: Ref) -> str:
            if name not in names:
                names.append(name)
            return name_gap(names.index(name))

        at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
        target = "the loss" if equation.name == LOSS else gap(Ref(Kind.QUANTITY, equation.name, at))
        return with_gaps(
            acts(template, ref, target, replace(self.unrolled.paper, name=lambda ref: Text(gap(ref))))
        ), names


def acts(expression: Expression, ref: Ref, target: str, style: Conventions) -> str:
    """How a name acts on `target = expression`, and what follows for its gradient."""
    operation = _innermost(expression, ref)
    match operation:
        case None if _negative(expression, ref):
            return f"is subtracted in {target}: {target} falls by as much as it rises, so the sign turns"
        case None:
            return f"is added to {target} as it is: {target} moves one for one with it, and its gradient is the same"
        case MatMul(left, right) if not is_between_numbers(operation, style):
            return _acts_by_matrix(left, right, ref, target, style)
        case Product() | MatMul() if others := _others(operation, ref, style):
            return f"is multiplied by {others} on its way into {target}, so a nudge arrives {others} times as large"
        case Power(base, Number(value)) if value == 2:
            turned = ", and the minus in front of it turns the sign" if _negative(base, ref) else ""
            return f"enters {target} through a square, so the 2 comes down{turned}"
        case Apply(function, arguments) if FUNCTIONS[function].why:
            output = target if operation == expression else write(operation, style)
            reason = FUNCTIONS[function].why.format(x=write(arguments[0], style), y=output)
            return f"enters {target} through {FUNCTIONS[function].notation}; {reason}"
        case _:
            return f"enters {target}, and the chain rule multiplies the slopes along the way"


def _acts_by_matrix(left: Expression, right: Expression, ref: Ref, target: str, style: Conventions) -> str:
    if ref in references(left):
        return (
            f"meets {write(right, style)} on its way into {target}: each of its numbers multiplies one of "
            f"{write(right, style)}'s, so its gradient is what arrives at its row times the number it met"
        )
    return (
        f"is spread over {target} by {write(left, style)}; what comes back is gathered by the same weights, read the "
        f"other way round, hence the transpose"
    )


def _others(product: Expression, ref: Ref, style: Conventions) -> str:
    """The factors of a product that don't hold a name."""
    return " × ".join(write(part, style) for part in children(product) if ref not in references(part))


def _innermost(expression: Expression, ref: Ref) -> Expression | None:
    """The first operation, from the outside in, that does more to a name than add or subtract it; None if none does."""
    node = expression
    while node != ref:
        holding = [part for part in children(node) if ref in references(part)]
        adds = isinstance(node, Sum | Negative) or (isinstance(node, Apply) and node.function == "sum")
        if not adds or len(holding) != 1:
            return node
        node = holding[0]
    return None


def _negative(expression: Expression, ref: Ref) -> bool:
    """Whether a name stands behind a minus in a sum."""
    node, negative = expression, False
    while isinstance(node, Sum | Negative):
        negative ^= isinstance(node, Negative)
        node = next(part for part in children(node) if ref in references(part))
    return negative
