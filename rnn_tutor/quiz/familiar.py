"""Of which kind a step is: steps of one kind practise the same skill by a formula of the same form.

∂Loss/∂X₃ × Y₂ and ∂Loss/∂X₂ × Y₁ are of one kind, in whatever lesson; so are a sum of two shares and one of ten. X₁,
with nothing from the time step before, and X₂, with a weight times Y₁, are of two kinds.
"""

from __future__ import annotations

from hashlib import blake2s

from rnn_tutor.equations.tree import Apply, Element, Expression, Number, Ref, Sum, children
from rnn_tutor.explain.step import Step
from rnn_tutor.quiz.skill import skill_of

LONGEST = 120  # characters of a form that is kept as it is


def familiar_kind(step: Step) -> str:
    """The kind of a step, as it is kept: its skill, and the form of its formula."""
    shape = "" if step.is_plain else " of vectors"
    written = form(step.expression)
    if len(written) > LONGEST:
        written = blake2s(written.encode(), digest_size=16).hexdigest()
    return f"{skill_of(step)}{shape} {written}"


def form(expression: Expression) -> str:
    """An expression with each name replaced by what it stands for; like terms of a sum stand once."""
    match expression:
        case Number():
            return "number"
        case Ref(kind=kind):
            return kind.value
        case Sum(terms):
            return f"Sum({', '.join(dict.fromkeys(map(form, terms)))})"
        case Apply(function, arguments):
            return f"{function}({', '.join(map(form, arguments))})"
        case Element(operand):
            return f"Element({form(operand)})"
        case _:
            return f"{type(expression).__name__}({', '.join(map(form, children(expression)))})"
