"""The chain rule on a step's page: ∂Loss/∂P₂ is the whole gradient of P₂, and stands on the left alone."""

from functools import cache

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.screens.layout.formula import name_block
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.walk.chain import chain_terms
from tests.screens.given import derivation_of

LINEAR = Page(80, linear=True)
HEAD = "format_version: 1\ntitle: Read on, and in the loss\n"
FED_BACK = f"""{HEAD}equations:
  each_step:
    P: previous(P)*W + input*V
  loss: (target - P)**2
inputs: [0.5, 0.4]
targets: [1, 2]
parameters: {{W: 0.5, V: 0.3}}
learning_rate: 0.1
"""
PENALIZED = f"""{HEAD}equations:
  each_step:
    X: input*W + previous(X)*U
  output:
    A: tanh(X)*V
    P: A*V
  loss: ((target - P)**2 + A**2)/2 - log(P)
inputs: [0.5, 0.4]
target: 1
parameters: {{W: 0.5, U: 0.3, V: 0.7}}
learning_rate: 0.1
"""
FOR_EACH_PROBABILITY = FED_BACK.replace("(target - P)**2", "-target*log(P)")


@cache
def terms_of(lesson: str) -> dict[str, tuple[str, list[str]]]:
    """The name and the terms of each backward step that has a chain, on the line."""
    return {
        step.identity: (name_block(step.ref, LINEAR).rows[0], [term.rows[0] for term in chain_terms(step, LINEAR)])
        for step in derivation_of(lesson).phase(Phase.BACKWARD)
        if step.operation.kind is Kind.GRADIENT
    }


@pytest.mark.parametrize("lesson", [*(path.stem for path in all_lessons()), FED_BACK, PENALIZED, FOR_EACH_PROBABILITY])
def test_no_gradient_stands_on_both_sides(lesson: str) -> None:
    for identity, (name, terms) in terms_of(lesson).items():
        assert all(name not in term.split(" × ") for term in terms), (identity, name, terms)


@pytest.mark.parametrize(
    ("lesson", "step", "terms"),
    [
        ("free", "backward:4", ["∂(target₂ − P₂)²/∂P₂", "∂Loss/∂P₃ × ∂P₃/∂P₂"]),
        ("free", "backward:1", []),  # it has the loss alone after it
        (FED_BACK, "backward:4", ["∂(target₁ − P₁)²/∂P₁", "∂Loss/∂P₂ × ∂P₂/∂P₁"]),
        (PENALIZED, "backward:3", ["∂Loss/∂P × ∂P/∂A", "∂(A²/2)/∂A"]),  # of the terms in which it stands
        (FOR_EACH_PROBABILITY, "backward:4", ["∂(−target₁ × log(P₁))/∂P₁", "∂Loss/∂P₂ × ∂P₂/∂P₁"]),
    ],
)
def test_what_reaches_the_loss_directly_is_the_derivative_of_a_term_of_it(
    lesson: str, step: str, terms: list[str]
) -> None:
    assert terms_of(lesson)[step][1] == terms
