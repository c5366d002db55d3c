# ruff: noqa: E501  # lessons, as compact as they can be written
"""Each feature of the language in each command: no traceback, an exit code that fits, and gradients that agree.

The lessons are as small as their features allow. Those of the program that `code` writes are run, and have to come to
the derivation's own numbers.
"""

import math
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.code import lesson_code
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.witness.proof import ProofResult, prove
from tests.cli.given import run
from tests.derivation.networks import loaded

LAST = "inputs: [0.5, -0.3, 0.8]\n"


def lesson(eq: dict[str, str], rest: str, loss: str = "", out: dict[str, str] | None = None) -> str:
    sections = [("each_step", eq), ("output", out or {})]
    text = "format_version: 1\ntitle: A lesson\nequations:\n"
    for name, equations in sections:
        lines = "".join(f"    {key}: {value}\n" for key, value in equations.items())
        text += f"  {name}:\n{lines}" if lines else ""
    return text + (f"  loss: {loss}\n" if loss else "") + rest


H = {"h": "tanh(w*input + u*previous(h))"}
P = "parameters: {w: 0.5, u: 0.3}\n"
R = "learning_rate: 0.1\n"
SQ = "(target - h)**2"
FEATURES = {
    "forward": lesson(H, LAST + P),
    "no_rate": lesson(H, LAST + P + "target: 0.2\n", SQ),
    "loss_h": lesson(H, LAST + P + R + "loss: h\n"),
    "mean_over": lesson(H, LAST + P + R + "targets: [0.1, 0.2, 0.3]\nover_steps: mean\n", SQ),
    "time_steps": lesson(
        {"h": "tanh(w*previous(h) + u)"}, P + "time_steps: 3\ninitial: {h: 0.4}\nloss: h\nover_steps: sum\n"
    ),
    "double": lesson(H, LAST + P + R + "target: 0.2\nrounding: double\n", SQ),
    "single": lesson(H, LAST + P + R + "target: 0.2\nrounding: single\n", SQ),
    "sequences": lesson(
        H,
        P
        + R
        + "sequences:\n  - {inputs: [0.5, -0.3, 0.8], target: 0.2}\n  - {inputs: [0.1, 0.7], target: 0.4, initial: {h: 0.2}}\n",
        SQ,
    ),
    "sequences_timed": lesson(
        H,
        P
        + R
        + "sequences:\n  - {inputs: [0.5, -0.3, 0.8], targets: [0.2, null, 0.1]}\n  - {inputs: [0.1, 0.7], targets: [0.4, 0.3]}\nover_sequences: sum\n",
        SQ,
    ),
    "batch": lesson(
        {"h": "tanh(input @ W + previous(h) @ U)"},
        "inputs: [[[0.5, 0.2], [0.1, -0.4]], [[0.3, 0.8], [0.6, 0.7]]]\ntarget: [[0.1, 0.2], [0.3, 0.4]]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [[0.3, 0.2], [-0.1, 0.4]]}\n"
        + R,
        "sum((target - h)**2)",
    ),
    "rows": lesson(
        {"h": "tanh(input @ W + previous(h) @ U + b)"},
        "inputs: [[[0.5, 0.2], [0.1, -0.4]], [[0.3, 0.8], [0.6, 0.7]]]\ntarget: [[0.1, 0.2], [0.3, 0.4]]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [[0.3, 0.2], [-0.1, 0.4]], b: [[0.1, -0.2]]}\n"
        + R,
        "sum((target - h)**2)",
    ),
    "classes": lesson(
        {"x": "E[input]", "h": "tanh(W @ x + U*previous(h))", "y": "V @ h"},
        "inputs: [1, 0, 2]\ntargets: [0, null, 1]\nparameters: {E: [[0.5, 0.1], [0.2, 0.3], [-0.4, 0.6]], W: [[0.5, 0.1], [0.2, 0.3]], U: [0.5, 0.2], V: [[0.5, 0.1], [0.2, 0.3]]}\n"
        + R,
        "cross_entropy(target, y)",
    ),
    "target_picked": lesson(
        {"h": "tanh(W @ input + U*previous(h))", "y": "V @ h"},
        "inputs: [[1, 0], [0, 1]]\ntargets: [0, 1]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [0.5, 0.2], V: [[0.5, 0.1], [0.2, 0.3]]}\n"
        + R,
        "-log(softmax(y))[target]",
    ),
    "slices": lesson(
        {"a": "W @ input + U @ previous(h)", "h": "sigmoid(a[1:2])*tanh(a[3:4])"},
        "inputs: [[0.5, 0.2], [0.1, -0.4]]\ntarget: [0.1, 0.2]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3], [0.4, -0.2], [0.1, 0.9]], U: [[0.5, 0.1], [0.2, 0.3], [0.4, -0.2], [0.1, 0.9]]}\n"
        + R,
        "sum((target - h)**2)",
    ),
    "vocabulary": lesson(
        {"h": "tanh(W @ input + U*previous(h))", "y": "V @ h"},
        "vocabulary: [a, b]\ninputs: [a, b, a]\ntargets: [b, a, null]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [0.5, 0.2], V: [[0.5, 0.1], [0.2, 0.3]]}\n"
        + R,
        "cross_entropy(target, y)",
    ),
    "null_targets": lesson(H, LAST + P + R + "targets: [0.1, null, 0.3]\n", SQ),
    "given": lesson(
        {"h": "tanh(w*input + u*previous(h)*mask)"}, LAST + P + R + "given: {mask: [1, 0, 1]}\ntarget: 0.3\n", SQ
    ),
    "gradients": lesson(H, LAST + P + R + "target: 0.2\ngradients: [inputs, initial]\ninitial: {h: 0.3}\n", SQ),
    "learned": lesson(H, LAST + "parameters: {w: 0.5, u: 0.3, h0: 0.2}\n" + R + "target: 0.2\ninitial: {h: h0}\n", SQ),
    "next": lesson(
        {**H, "g": "tanh(w*input + u*next(g))", "p": "h + g"},
        LAST + P + R + "targets: [0.1, 0.2, 0.3]\ninitial: {g: 0.1}\n",
        "(target - p)**2",
    ),
    "next_ends": lesson(
        {"h": "tanh(W @ input + U @ previous(h))", "g": "tanh(W @ input + U @ next(g))"},
        "inputs: [[0.5, 0.2], [0.1, -0.4]]\ntarget: 0.3\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [[0.3, 0.2], [-0.1, 0.4]], v: [0.3, 0.4, 0.5, 0.6]}\n"
        + R,
        "(target - p)**2",
        {"p": "dot(v, concat(h, g))"},
    ),
    "next_truncated": lesson(
        {**H, "g": "tanh(w*input + u*next(g))", "p": "h + g"},
        LAST + P + R + "targets: [0.1, 0.2, 0.3]\ntruncate: 2\nepochs: 2\noptimizer: adam\n",
        "(target - p)**2",
    ),
    "next_sequences": lesson(
        {**H, "g": "tanh(w*input + u*next(g))", "p": "h + g"},
        P
        + R
        + "sequences:\n  - {inputs: [0.5, -0.3, 0.8], targets: [0.2, null, 0.1]}\n  - {inputs: [0.1, 0.7], targets: [0.4, 0.3]}\n",
        "(target - p)**2",
    ),
    "next_forward": lesson({"g": "tanh(w*input + u*next(g))"}, LAST + P),
    "all": lesson(
        {"h": "tanh(W @ input + U @ previous(h))"},
        "inputs: [[0.5, 0.2], [0.1, -0.4]]\ntarget: [0.3, 0.1]\nparameters: {W: [[0.5, 0.1], [0.2, 0.3]], U: [[0.3, 0.2], [-0.1, 0.4]], q: [0.3, 0.4]}\n"
        + R,
        "sum((target - c)**2)",
        {"a": "softmax(all(h) @ q)", "c": "transpose(all(h)) @ a"},
    ),
    "functions": lesson(
        {"h": "sinh(w*input) + arctan(u*previous(h)) + logaddexp(w, input)*cosh(u)"}, LAST + P + R + "target: 0.2\n", SQ
    ),
}
COMMANDS = [
    ["walk"],
    ["check"],
    ["check", "--prove"],
    ["code"],
    ["code", "--solved"],
    ["code", "--style", "torch"],
    ["code", "--style", "python", "--solved"],
    ["train", "--epochs", "5"],
    ["compare", "stock-example"],
    ["quiz", "--json", "--no-save"],
    *(["export", "--to", kind] for kind in ("json", "markdown", "html", "latex", "moodle", "notebook", "worksheet")),
]
NEEDS_GRADIENTS = (["check", "--prove"], ["train", "--epochs", "5"], ["compare", "stock-example"])
each_feature = pytest.mark.parametrize("name", FEATURES)


def exit_codes(lesson: Lesson, command: list[str]) -> set[int]:
    """What a command may end with: `check` has something to say of most lessons as small as these."""
    lacks = lesson.network.loss is None or (command[0] == "train" and not lesson.is_trained)
    if command in NEEDS_GRADIENTS and lacks:
        return {2}
    return {0, 1} if command == ["check"] else {0}


def tried(name: str, command: list[str], folder: Path) -> None:
    file = folder / f"{name}.yaml"
    file.write_text(FEATURES[name], encoding="utf-8")
    ended = run(command[0], str(file), *command[1:], given="1\n" * 6)
    said = ended.stdout + ended.stderr
    assert "Traceback" not in said
    assert ended.returncode in exit_codes(loaded(FEATURES[name]), command), said[-400:]
    assert said.strip()


@pytest.mark.campaign
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@each_feature
def test_every_command(name: str, command: list[str], tmp_path: Path) -> None:
    tried(name, command, tmp_path)


@pytest.mark.parametrize("name", ["next_sequences", "given", "sequences_timed"])
@pytest.mark.parametrize("command", [["walk"], ["train", "--epochs", "5"], ["export", "--to", "html"]], ids=" ".join)
def test_a_command_with_what_is_newest(name: str, command: list[str], tmp_path: Path) -> None:
    tried(name, command, tmp_path)


@each_feature
def test_every_gradient_is_proved(name: str) -> None:
    derivation = Derivation(loaded(FEATURES[name]))
    proof = prove(derivation)
    assert len(proof.steps(ProofResult.PROVED)) == proof.asked
    assert (proof.asked > 0) == (derivation.lesson.network.loss is not None)


def flat(value: Any) -> list[float]:
    return [float(entry) for row in value.tolist() for entry in row] if hasattr(value, "tolist") else [float(value)]


@each_feature
def test_the_program_that_is_written_comes_to_the_same_numbers(name: str) -> None:
    derivation = Derivation(loaded(FEATURES[name]))
    space: dict[str, Any] = {"__name__": "written"}
    exec(lesson_code(derivation.lesson, "numpy", solved=True), space)
    found = space["gradients"](space["inputs"], space["target"], space["parameters"])
    for step in derivation.phase(Phase.TOTAL):
        right = [float(entry) for entry in step.exact(20).entries]
        assert all(map(math.isfinite, right))
        assert flat(space["np"].array(found[step.quantity], dtype=float).reshape(1, -1)) == pytest.approx(right), (
            step.quantity
        )
