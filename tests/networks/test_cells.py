"""Cells that nobody has given a name: written in a lesson, or added to the package as one file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import rnn_tutor.lesson.networks as package
from rnn_tutor import load_lesson
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.problems import LessonError
from tests.cli.given import run, shell
from tests.derivation.networks import Written, loaded
from tests.derivation.random_lessons import used
from tests.networks.lessons import start_of
from tests.networks.test_gradients import check, derived, of_the_texts

PARAMETERS: dict[str, Any] = {
    "W": [["0.5", "0.1", "-0.4"], ["0.2", "-0.3", "0.3"]],
    "U": [["0.3", "0.2"], ["-0.1", "0.4"]],
    "b": ["0.1", "-0.1"],
    "s": "0.7",
    "V": [["0.8", "-0.5"], ["0.2", "0.3"]],
}
INPUTS = [["0.5"], ["1.0"], ["-0.3"]]

# What a state is at the first time step, where it has no past, is the hard part of each.
CELLS: dict[str, dict[str, str]] = {
    "joined": {"h": "tanh(W @ concat(previous(h), input) + b)"},
    "joined the other way": {"h": "tanh(W @ concat(input, s*previous(h)) + b)"},
    "attention to itself": {"h": "tanh(U @ softmax(previous(h)) + b*input)"},
    "one of its numbers": {"h": "tanh(U @ previous(h) + b*previous(h)[1] + input*b)"},
    "its sum": {"h": "tanh(U @ [input, sum(previous(h))])"},
    "activated before": {"h": "U @ sigmoid(U @ previous(h)) + input*b"},
    "the larger": {"h": "max(U @ previous(h), input*b)"},
    "a fast weight": {"h": "tanh((b @ transpose(previous(h))) @ b + input*b)"},
    "divided": {"h": "input*b/(1 + previous(h)**2)"},
    "two in turn": {"h": "tanh(U @ previous(k) + b)", "k": "previous(h) + input*b"},
    "the one before the last": {"k": "previous(h)", "h": "tanh(U @ previous(h) - s*U @ previous(k) + input*b)"},
    "a number and a vector": {"m": "s*previous(m) + input", "h": "tanh(U @ previous(h) + m*b)"},
    "a number added": {"h": "tanh(U @ (s*input + previous(h)) + b)"},
    "shares": {"h": "log_softmax(U @ previous(h) + b*input)"},
    "weights by element": {"h": "tanh([U[1, 2]*input, previous(h)[1] + b[2]])"},
    "transposed weights": {"h": "tanh(transpose(U) @ previous(h) + input*b)"},
}


def lesson(cell: dict[str, str], **changes: Any) -> Written:
    """Three time steps of a cell, its last quantity read out after the last."""
    text = " ".join(cell.values())
    prediction = list(cell)[-1]
    values: dict[str, Any] = {
        "each_step": cell,
        "output": {"P": f"V @ {prediction}"},
        "loss": "sum((target - P)**2)",
        "inputs": INPUTS,
        "target": ["0.3", "0.7"],
        "parameters": {name: PARAMETERS[name] for name in used(f"{text} V", list(PARAMETERS))},
    }
    return Written(**values | changes)


def at_each_step(written: Written) -> Written:
    """The same with a prediction at each time step, and cross-entropy."""
    return replace(
        written,
        each_step={**written.each_step, **written.output},
        output={},
        loss="cross_entropy(target, P)",
        target=None,
        targets=[["0.3", "0.7"], ["1", "0"], ["0", "1"]],
    )


def started(written: Written) -> Written:
    """The same with start values."""
    start = {name: [f"0.{place + 2}" for place, _ in enumerate(value)] for name, value in start_of(written).items()}
    return replace(written, initial=start)


@pytest.mark.parametrize("name", CELLS)
def test_all_gradients(name: str) -> None:
    written = lesson(CELLS[name])
    for variant in (written, at_each_step(written), started(written)):
        derivation = derive(loaded(variant.text()))
        check(derived(derivation), of_the_texts(variant))
        for step in derivation.steps:
            assert all([step.title, step.why, step.formula, *step.substituted.entries])
            assert len(step.worked.entries) == len(step.substituted.entries)


@pytest.mark.parametrize(
    "loss",
    [
        "cross_entropy(P, target)",
        "cross_entropy(2*target, P)",
        "cross_entropy(target*b, P) + 0.1*sum(U**2)",
        "cross_entropy(softmax(target), P)",
        "1 - dot(target, P)/sqrt(dot(P, P)*dot(target, target))",
        "mean(abs(target - P)) + mean_squared_error(target, P)",
    ],
)
def test_a_loss_of_ones_own(loss: str) -> None:
    written = lesson({"h": "tanh(U @ previous(h) + b*input)"}, loss=loss)
    check(derived(derive(loaded(written.text()))), of_the_texts(written))


SHAPES = st.sampled_from([(), (1,), (2,), (3,), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2)])


@given(st.data())
def test_whatever_the_shapes_a_lesson_is_derived_or_refused(data: st.DataObject) -> None:
    cell = CELLS[data.draw(st.sampled_from(sorted(CELLS)))]
    parameters = {name: of_shape(data.draw(SHAPES)) for name in lesson(cell).parameters}
    target, step = (of_shape(data.draw(st.sampled_from([(), (1,), (2,)]))) for _ in range(2))
    initial = {next(iter(cell)): of_shape(data.draw(SHAPES))} if data.draw(st.booleans()) else {}
    written = lesson(cell, parameters=parameters, target=target, inputs=[step, step], initial=initial)
    try:
        read = loaded(written.text())
    except LessonError as error:
        said = [problem.place for problem in error.problems]
        assert all(said)  # refusing is one of two good ends, and has to say where
        return
    assert derive(read).steps


def of_shape(shape: tuple[int, ...]) -> Any:
    return [of_shape(shape[1:]) for _ in range(shape[0])] if shape else "0.3"


UNSEEN = """\
format_version: 1
title: A cell nobody has seen
equations:
  each_step:
    a: Wa @ concat(previous(h), input) + ba
    u: sigmoid(a)
    n: tanh(Wn @ concat(u*previous(h), input) + bn)
    m: s*previous(m) + (1 - s)*u
    h: m*n + (1 - m)*previous(h)
  output:
    q: V @ h + d
  loss: cross_entropy(target, q)
inputs: [["1", "0"], ["0", "1"], ["0.5", "-0.5"]]
target: ["0", "0.25", "0.75"]
parameters:
  Wa: [["0.5", "0.1", "-0.4", "0.2"], ["0.2", "-0.3", "0.3", "0.6"]]
  ba: ["0.1", "-0.1"]
  Wn: [["0.3", "-0.2", "0.4", "0.1"], ["-0.1", "0.4", "0.2", "0.5"]]
  bn: ["0", "0.2"]
  s: "0.9"
  V: [["0.8", "-0.5"], ["0.2", "0.3"], ["-0.4", "0.6"]]
  d: ["0.2", "0", "-0.1"]
learning_rate: 0.1
"""


def unseen() -> Written:
    """The lesson as another reader of YAML has it."""
    file = yaml.safe_load(UNSEEN)
    given = {key: file[key] for key in ("inputs", "target", "parameters")}
    return Written(**file["equations"], **given)


def test_a_cell_nobody_has_seen_is_exported(tmp_path: Path) -> None:
    file = tmp_path / "unseen.yaml"
    file.write_text(UNSEEN, encoding="utf-8")
    exported = run("export", str(file), "--to", "json")
    assert (exported.returncode, exported.stderr) == (0, "")
    kinds = {"backward": "gradient", "total": "total"}
    found = {
        (kinds[step["phase"]], step["quantity"], step["time_step"]): np.array(step["exact"], dtype=float).reshape(-1)
        for step in json.loads(exported.stdout)["steps"]
        if step["phase"] in kinds and (step["phase"] == "total" or step["quantity"] not in unseen().parameters)
    }
    truth = of_the_texts(unseen())
    check(found, {place: value for place, value in truth.items() if place[0] != "share"})


def test_a_cell_nobody_has_seen_is_walked_and_asked(tmp_path: Path) -> None:
    file = tmp_path / "unseen.yaml"
    file.write_text(UNSEEN, encoding="utf-8")
    walked = run("walk", str(file), "--no-pause")
    assert (walked.returncode, walked.stderr) == (0, "")
    forward = derive(load_lesson(file)).phase(Phase.FORWARD)
    assert all(f"{step.title}\n" in walked.stdout for step in forward)
    answers = [f"[{', '.join(step.by_hand.entries)}]\n" for step in forward]
    asked = shell(
        f"rnn-tutor quiz {file} --phase forward --to {len(answers)} --no-save --json <<'END'\n{''.join(answers)}END"
    )
    result = json.loads(asked.stdout)
    assert (result["asked"], result["right_first_time"]) == (len(answers), len(answers))


def test_a_network_is_added_by_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = yaml.safe_load(UNSEEN)
    sizes = {"Wa": "hidden × joined", "ba": "hidden", "Wn": "hidden × joined", "bn": "hidden"}
    sizes |= {"s": "number", "V": "outputs × hidden", "d": "outputs"}
    equations = {section: lesson["equations"][section] for section in ("each_step", "output")}
    network = {"about": "Two gates that look at each other.", "equations": equations, "parameters": sizes}
    (tmp_path / "unseen.yaml").write_text(json.dumps(network), encoding="utf-8")
    monkeypatch.setattr(package, "FOLDER", tmp_path)
    del lesson["equations"]
    named = derive(loaded(json.dumps(lesson | {"network": "unseen", "loss": "cross_entropy"})))
    check(derived(named), of_the_texts(unseen()))
