"""The witness proves every gradient of every lesson, and refutes what is wrong."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from rnn_tutor import load_lesson
from rnn_tutor.calculus import local, pull_back
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.lesson.networks import network_names
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.witness.proof import Proof, ProofResult, finding_on, prove, witnessed
from tests.cli.given import run
from tests.derivation.networks import Written, loaded, simple
from tests.derivation.random_lessons import lessons
from tests.derivation.random_vectors import vector_lessons
from tests.networks.lessons import named_lessons

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
TRAINED: list[dict[str, Any]] = [
    {},
    {"truncate": 1},
    {"truncate": 2},
    {"epochs": 2, "optimizer": "adam"},
    {"epochs": 2, "optimizer": "momentum"},
    {"epochs": 2, "clip": {"norm": 0.01}},
    {"epochs": 2, "optimizer": "rmsprop", "weight_decay": 0.1},
]


def proof_of(lesson: Lesson) -> Proof:
    try:
        return prove(derive(lesson))
    except (LessonError, UndefinedValue):
        reject()


def is_whole(proof: Proof) -> bool:
    return not proof.steps(ProofResult.REFUTED, ProofResult.UNDECIDED)


@pytest.mark.parametrize("path", all_lessons(), ids=lambda path: path.stem)
def test_every_gradient_of_a_bundled_lesson_is_proved(path: Path) -> None:
    proof = prove(derive(load_lesson(path)))
    assert proof.steps(ProofResult.PROVED) == [step for step, _ in proof.findings]


def a_random_lesson_is_proved(data: st.DataObject) -> None:
    network = data.draw(st.sampled_from(["", "", *network_names()]))
    of: Any = data.draw(named_lessons(network) if network else lessons(max_steps=3) | vector_lessons())
    try:
        lesson = loaded(json.dumps(json.loads(of.text()) | data.draw(st.sampled_from(TRAINED))))
    except LessonError:
        reject()
    assert is_whole(proof_of(lesson))


@settings(max_examples=12, derandomize=True, suppress_health_check=QUIET)
@given(data=st.data())
def test_a_sample_of_random_lessons_is_proved(data: st.DataObject) -> None:
    a_random_lesson_is_proved(data)


@pytest.mark.campaign
@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_thousand_random_lessons_are_proved(data: st.DataObject) -> None:
    a_random_lesson_is_proved(data)


def test_the_command_counts_what_is_proved() -> None:
    found = run("check", "--prove", "stock-example")
    assert (found.returncode, found.stdout) == (0, "22 of 22 gradients proved\n")


def tampered(expression: Any, *symbols: Any) -> Any:
    """SymPy's derivative, wrong for products of more than one symbol."""
    found = expression.diff(*symbols)
    return -found if found.is_Mul else found


@pytest.fixture
def wrong_derivatives(monkeypatch: pytest.MonkeyPatch) -> None:
    """SymPy derives wrongly, and nothing that it has derived before is kept."""
    monkeypatch.setattr(sympy, "diff", tampered)
    monkeypatch.setattr(local, "_of_bare_block", local._of_bare_block.__wrapped__)


def test_with_sympys_derivative_tampered_with_the_gradients_change_and_are_refuted(
    request: pytest.FixtureRequest,
) -> None:
    right = [step.exact(20) for step in simple(2).derivation().steps]
    request.getfixturevalue("wrong_derivatives")
    derivation = simple(2).derivation()
    assert [step.exact(20) for step in derivation.steps] != right
    assert prove(derivation).steps(ProofResult.REFUTED)


@pytest.mark.usefixtures("wrong_derivatives")
def test_the_command_names_the_first_gradient_that_is_refuted() -> None:
    from typer.testing import CliRunner

    from rnn_tutor.cli.program import program_for

    result = CliRunner().invoke(program_for(["check"]), ["check", "--prove", "stock-example"])
    assert result.exit_code == 1
    assert "is not proved" in result.output
    assert "backward:1 (dP) is not proved" in result.output


def test_a_contribution_that_is_lost_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if SymPy had cancelled two occurrences of a name."""
    gathered = pull_back.gathered
    monkeypatch.setattr(pull_back, "gathered", lambda terms: gathered(terms[:1]))
    derivation = simple(2, each_step={"X": "W1*input + previous(Y)*W2 + W1*B1", "Y": "tanh(X)"}).derivation()
    refuted = {step.quantity for step in prove(derivation).steps(ProofResult.REFUTED)}
    assert refuted == {"W1"}


@pytest.mark.parametrize(
    ("loss", "finding"),
    [
        ("relu(P - P) + (P - target)**2", ProofResult.PROVED),
        ("relu(P)**2 + P - target", ProofResult.PROVED),
        ("abs(P - target)", ProofResult.AT_KINK),
        ("max(P, target)", ProofResult.AT_KINK),
        ("clip(P, target, 2)", ProofResult.AT_KINK),
    ],
)
def test_at_a_kink_there_is_no_derivative(loss: str, finding: ProofResult) -> None:
    written = Written(
        each_step={"h": "w*input"}, output={"P": "h"}, inputs=["1"], parameters={"w": "1"}, loss=loss, target="1"
    )
    (step,) = [step for step in written.derivation().steps if step.identity == "backward:1"]
    assert finding_on(step) is finding


def quotient(lesson: Callable[[Fraction], Lesson], step: Fraction) -> Fraction:
    """The difference quotient of the loss, from its exact digits."""
    up, down = (Fraction(losses(lesson(by)).exact(60).only) for by in (step, -step))
    return (up - down) / (2 * step)


def losses(lesson: Lesson) -> Step:
    return derive(lesson)["Loss"]


def test_the_witness_finds_the_difference_quotient() -> None:
    """Which it knows nothing of."""

    def nudged(by: Fraction) -> Lesson:
        return simple(3, parameters={"W1": "0.5", "B1": "0.1", "W2": str(Fraction(3, 10) + by), "W3": "0.8",
                                     "B3": "0.2"}).lesson()  # fmt: skip

    found = witnessed(derive(nudged(Fraction(0)))["total.W2"], 1, 1, 20)
    assert found is not None
    assert abs(Fraction(found) - quotient(nudged, Fraction(1, 10**15))) < Fraction(1, 10**18)


def test_a_gradient_beyond_a_thousand_zeros_is_proved() -> None:
    """Found by the campaign: 1 − σ(3645) takes more than 5,000 bits to be told from zero."""
    written = Written(
        each_step={"h": "3645*w*input"},
        output={},
        inputs=["1"],
        parameters={"w": "1"},
        loss="-log(1 - sigmoid(h))",
        target=None,
    )
    proof = prove(written.derivation())
    assert proof.steps(ProofResult.PROVED) == [step for step, _ in proof.findings]


def test_a_forward_pass_beyond_all_numbers_ends_nothing() -> None:
    """e to the power 2 × 10³⁰⁰, in a tanh."""
    derivation = derive(
        load_lesson(
            "format_version: 1\ntitle: Far\nequations: {each_step: {X: input*W, Y: tanh(X)}, loss: target - Y}\n"
            "inputs: [1]\ntarget: 1\nparameters: {W: 1e300}\nlearning_rate: 0.1\nrounding: {significant: 3}\n"
        )
    )
    assert witnessed(derivation["total.W"], 1, 1, 3) is None
