"""A share that an input of 0 makes 0 says so, and no other share does."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from tests.derivation.networks import Written
from tests.lessons.bundled import NAMES
from tests.lessons.bundled import derivation as bundled

SAID = re.compile(r"(\S+) is 0, so (\S+) has no effect on (\S+) here, and this share is 0\.")
HOW = "on its way into"


def shares(derivation: Derivation) -> Iterator[Step]:
    return (step for step in derivation.steps if step.operation.kind is Kind.SHARE and not step.operation.shape)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(["0", "0.5", "-1", "0.0"])] * 2), min_size=2, max_size=4))
def test_it_is_said_where_the_input_beside_a_weight_is_0(rows: list[tuple[str, str]]) -> None:
    written = Written(
        {"X": "input[1]*Wa + input[2]*Wb + previous(Y)*U + B", "Y": "tanh(X)"},
        [list(row) for row in rows],
        {"Wa": "0.5", "Wb": "-0.4", "U": "0.3", "B": "0.1"},
        output={"P": "Y*B"},
        target="1",
    )
    derivation = written.derivation()
    told = {(step.quantity, step.time_step) for step in shares(derivation) if SAID.search(step.why)}
    zeros = {(("Wa", "Wb")[n], time) for time, row in enumerate(rows, 1) for n in (0, 1) if float(row[n]) == 0}
    assert told == zeros
    for step in shares(derivation):
        if SAID.search(step.why):
            assert step.by_hand.only == step.exact(20).only == "0"
    # How a weight acts is told each time that it does, and once of those that don't.
    idle = [step for step in shares(derivation) if (step.quantity, step.time_step) in zeros]
    assert [HOW in step.explained_here for step in idle] == [n == 0 for n in range(len(idle))]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_called_0_is_0(name: str) -> None:
    for step in shares(bundled(name)):
        if said := SAID.search(step.why):
            assert step.exact(5).only == "0"
            assert said[1] in step.formula
