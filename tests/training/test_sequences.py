"""Several sequences: the mean or sum of their losses, against each sequence alone and the papers' networks."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_json import lesson_json
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.session import quiz
from rnn_tutor.training.history import targets_of, trained
from rnn_tutor.training.train import Training
from tests.training.given import LETTERS, ONE_UNIT, exact_updates, floating_updates, lesson
from tests.training.papers import Net, letters, one_unit

DATA = "inputs: [0.5, 1.0, 0.8, -0.3, 0.7]\ntarget: 1.2\n"
TWO = ONE_UNIT.replace(
    DATA,
    "sequences:\n"
    "  - {inputs: [0.5, 1.0, 0.8, -0.3, 0.7], target: 1.2}\n"
    "  - {inputs: [0.1, -0.4, 0.9, 0.2, 0.6], target: -0.3}\n"
    "  - {inputs: [0.3, 0.3, -0.7, 0.8, 0.4], target: 0.5}\n",
)
EACH = TWO.replace("target: 1.2", "targets: [1, 2, 3, 4, 5]").replace("target: -0.3", "targets: [0, 1, 0, 1, 0]")
EACH = EACH.replace("target: 0.5", "targets: [3, 1, 4, 1, 5]")
WORDS = """\
format_version: 1
title: Words
network: rnn
loss: cross_entropy
sequences:
  - inputs: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]
    targets: [[0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
  - inputs: [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 0, 0]]
    targets: [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]]
""" + LETTERS.partition("targets:")[2].partition("\n")[2]


def nets(of: str) -> list[Net]:
    if of is WORDS:
        rows = [[[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 0, 0]], [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]]]
        inputs, targets = ([np.array(row, dtype=float) for row in part] for part in rows)
        return [letters(), replace(letters(), inputs=inputs, targets=targets)]
    xs = [[0.5, 1.0, 0.8, -0.3, 0.7], [0.1, -0.4, 0.9, 0.2, 0.6], [0.3, 0.3, -0.7, 0.8, 0.4]]
    if of is EACH:
        ts = [[1, 2, 3, 4, 5], [0, 1, 0, 1, 0], [3, 1, 4, 1, 5]]
        return [one_unit(inputs=x, targets=t, each_step=True) for x, t in zip(xs, ts, strict=True)]
    return [one_unit(inputs=x, targets=[t]) for x, t in zip(xs, (1.2, -0.3, 0.5), strict=True)]


def descended(of: str, updates: int, share: float) -> list[dict[str, Any]]:
    """Gradient descent on a share of the sum of the losses."""
    parts = nets(of)
    values = {name: np.asarray(value, dtype=float) for name, value in parts[0].parameters.items()}
    found = []
    for _ in range(updates):
        gradients = [part.gradient(values) for part in parts]
        values = {name: values[name] - 0.1 * share * sum(g[name] for g in gradients) for name in values}
        found.append(values)
    return found


def loss_of(of: Lesson) -> float:
    return float(derive(of).phase(Phase.LOSS)[0].exact(17).only)


@pytest.mark.parametrize("of", [TWO, EACH, WORDS])
@pytest.mark.parametrize("over", ["mean", "sum", ""])
def test_loss_and_updates(of: str, over: str) -> None:
    parts = nets(of)
    share = 1 if over == "sum" else 1 / len(parts)
    keys = f"over_sequences: {over}" if over else ""
    start = {name: np.asarray(value, dtype=float) for name, value in parts[0].parameters.items()}
    assert loss_of(lesson(of, keys)) == pytest.approx(share * float(sum(part.loss(start) for part in parts)))
    wanted = descended(of, 3, share)
    for found in (exact_updates(lesson(of, f"{keys}\nepochs: 3")), floating_updates(lesson(of, keys), 3)):
        for one, other in zip(found, wanted, strict=True):
            for name in one:
                np.testing.assert_allclose(one[name], other[name], rtol=1e-10, atol=1e-12)


def test_each_sequence_begins_afresh() -> None:
    steps = {(s.quantity, s.time_step): s for s in derive(lesson(TWO)).phase(Phase.FORWARD)}
    assert steps["X_seq2", 1].formula == "input₁[2] × W₁ + B₁"
    assert steps["X_seq2", 2].formula == "input₂[2] × W₁ + Y⁽²⁾₁ × W₂ + B₁"


def test_what_a_lesson_says_to_one_it_says_to_each() -> None:
    of = lesson(TWO, "initial: {Y: 0.25}\ntruncate: 2\noptimizer: adam\nclip: {norm: 1}")
    assert [name for name, _ in of.initial] == ["Y_seq1", "Y_seq2", "Y_seq3"]
    cut = {(s.quantity, s.time_step) for s in derive(of).steps if s.operation.cut}
    assert cut == {(f"Y_seq{one}", 3) for one in (1, 2, 3)}


def test_names_that_would_be_another_s_are_joined_otherwise() -> None:
    renamed = TWO.replace("network: simple", "equations: {each_step: {X: input*X_seq1, Y: sigmoid(X)}}")
    renamed = renamed.replace("{W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}", "{X_seq1: 0.5}")
    of = lesson(renamed)
    assert [equation.name for equation in of.network.each_step] == [
        f"{name}__seq{n}" for n in (1, 2, 3) for name in "XY"
    ]


def test_one_sequence_is_the_lesson_as_ever() -> None:
    alone = ONE_UNIT.replace(DATA, "sequences: [{inputs: [0.5, 1.0, 0.8, -0.3, 0.7], target: 1.2}]\n")
    assert [s.formula for s in derive(lesson(alone)).steps] == [s.formula for s in derive(lesson(ONE_UNIT)).steps]


@pytest.mark.parametrize("of", [TWO, EACH, WORDS])
def test_everything_goes_on_from_there(of: str) -> None:
    derivation = derive(lesson(of))
    assert len(json.loads(lesson_json(derivation))["steps"]) == len(derivation.steps)
    asked = quiz(derivation, QuizPlan(PHASES["backward"], last="12"))
    while (question := asked.question) is not None:
        by_hand = question.step.by_hand
        whole = json.dumps(by_hand.nested()).replace('"', "")
        answer = whole if question.whole else by_hand.at(question.row - 1, question.column - 1)
        assert asked.answer(answer).grade.verdict is AnswerVerdict.RIGHT


def test_each_prediction_stands_beside_its_own_target() -> None:
    history = trained(Training(lesson(TWO)), 2)
    found = {name: target.only for (name, _), target in targets_of(history).items()}
    assert found == {"P_seq1": 1.2, "P_seq2": -0.3, "P_seq3": 0.5}
    words = targets_of(trained(Training(lesson(WORDS)), 1))
    assert words["P_seq2", 2].entries == (1.0, 0.0, 0.0)
    assert words["P_seq1", 3].shape == (3, 1)


def test_shares_of_all_sequences_add_up() -> None:
    derivation = derive(lesson(TWO))
    shares = [s for s in derivation.steps if s.operation.kind is Kind.SHARE and s.quantity == "W2"]
    assert {s.operation.via for s in shares} == {"X_seq1", "X_seq2", "X_seq3"}
    total = next(s for s in derivation.phase(Phase.TOTAL) if s.quantity == "W2")
    assert sum(float(s.exact(17).only) for s in shares) == pytest.approx(float(total.exact(17).only))
