"""Parameters of named networks: as a PyTorch state dict has them, frozen, of the right sizes; and what is said else."""

from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.json_schema import json_schema
from tests.lesson.broken import Case, cases
from tests.lesson.given import changed, complaints, loaded
from tests.networks.lessons import NAMES, file_of

STATE_DICT = """\
format_version: 1
title: Weights from a file
network: lstm
inputs: [[1, 0.5], [-0.5, 1]]
target: 1
parameters:
  lstm.weight_ih_l0: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8], [0.9, 1.0], [1.1, 1.2], [1.3, 1.4], [1.5, 1.6]]
  lstm.weight_hh_l0: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8], [0.9, 1.0], [1.1, 1.2], [1.3, 1.4], [1.5, 1.6]]
  lstm.bias_ih_l0: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
  lstm.bias_hh_l0: [0, 0.01, 1/3, 0, 0, 0, 0, 0.08]
  fc.weight: [[0.5, -0.5]]
  fc.bias: [0.1]
learning_rate: 0.1
"""

ELMAN = """\
format_version: 1
title: Two hidden units
network: elman
inputs: [[0.5, 0.1], [1.0, -0.2]]
target: 1.2
parameters:
  W1: [[0.5, 0.1], [0.2, -0.3]]
  W2: [[0.3, 0.2], [-0.1, 0.4]]
  B1: [0.1, -0.1]
  W3: [[0.8, -0.5]]
  B3: 0.2
learning_rate: 0.1
"""

LEAKY = """\
format_version: 1
title: One that forgets slowly
network: leaky-integrator
inputs: [0.5, 1.0]
target: 1.2
parameters:
  W: 0.5
  U: 0.3
  b: 0.1
  alpha: 0.5
  V: 0.8
  d: 0.2
learning_rate: 0.1
"""

BASES = {"STATE_DICT": STATE_DICT, "ELMAN": ELMAN, "LEAKY": LEAKY}
PYTORCH = ", ".join(name for name in NAMES if file_of(name).get("pytorch"))
CASES = cases(Path(__file__).parent / "parameters.txt")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said(case: Case, tmp_path: Path) -> None:
    said = [line.replace("{pytorch}", PYTORCH) for line in case.said]
    assert said
    assert complaints(tmp_path, changed(BASES[case.base], *case.changes)) == said


def test_a_state_dict_is_taken_apart(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, STATE_DICT)
    values = {p.name: [[entry.value for entry in row] for row in p.value.rows()] for p in lesson.parameters}
    assert values.keys() == set(file_of("lstm")["parameters"])
    assert values["Wi"] == [[Fraction("0.1"), Fraction("0.2")], [Fraction("0.3"), Fraction("0.4")]]
    assert values["Wf"] == values["Uf"] == [[Fraction("0.5"), Fraction("0.6")], [Fraction("0.7"), Fraction("0.8")]]
    assert values["Wg"] == [[Fraction("0.9"), Fraction("1.0")], [Fraction("1.1"), Fraction("1.2")]]
    assert values["Wo"] == [[Fraction("1.3"), Fraction("1.4")], [Fraction("1.5"), Fraction("1.6")]]
    assert [values["bi"], values["bf"]] == [
        [[Fraction("0.1")], [Fraction("0.21")]],
        [[Fraction(19, 30)], [Fraction("0.4")]],
    ]
    assert [values["bg"], values["bo"]] == [
        [[Fraction("0.5")], [Fraction("0.6")]],
        [[Fraction("0.7")], [Fraction("0.88")]],
    ]
    assert [values["V"], values["d"]] == [[[Fraction("0.5"), Fraction("-0.5")]], [[Fraction("0.1")]]]


def test_sums_of_biases_are_written_as_decimals(tmp_path: Path) -> None:
    long = STATE_DICT.replace("[0.1, 0.2, 0.3", "[0.1234567890123456, 0.2, 0.3").replace("[0, 0.01,", "[1e-20, 0.01,")
    texts = {p.name: [entry.text for entry in p.value.entries] for p in loaded(tmp_path, long).parameters}
    assert texts["bi"] == ["0.12345678901234560001", "0.21"]
    assert texts["bf"] == [None, "0.4"]
    assert texts["Wg"] == ["0.9", "1.0", "1.1", "1.2"]


def test_names_of_the_module_may_be_left_out_and_the_output_given_by_name(tmp_path: Path) -> None:
    plain = STATE_DICT.replace("lstm.", "").replace("fc.weight", "V").replace("fc.bias", "d")
    by_name = {p.name: p.value for p in loaded(tmp_path, plain).parameters}
    assert by_name == {p.name: p.value for p in loaded(tmp_path, STATE_DICT).parameters}


def test_each_array_holds_parameters_of_the_same_shape() -> None:
    for name in NAMES:
        file = file_of(name)
        held = [part for parts in file.get("pytorch", {}).values() for part in parts]
        assert not held or set(held) == set(file["parameters"])
        for parts in file.get("pytorch", {}).values():
            assert len({file["parameters"][part] for part in parts}) == 1


def test_what_is_frozen_is_shown_and_not_updated(tmp_path: Path) -> None:
    frozen = changed(ELMAN, ("W2: [[0.3, 0.2], [-0.1, 0.4]]", "W2: {value: [[0.3, 0.2], [-0.1, 0.4]], frozen: true}"))
    plain, lesson = (loaded(tmp_path, text) for text in (ELMAN, frozen))
    assert [p.name for p in lesson.parameters if p.frozen] == ["W2"]
    assert plain.trainable_parameters - lesson.trainable_parameters == 4
    steps = {
        phase: {step.quantity: step.exact(20) for step in derive(lesson).phase(phase)}
        for phase in (Phase.TOTAL, Phase.UPDATE)
    }
    assert steps[Phase.TOTAL] == {step.quantity: step.exact(20) for step in derive(plain).phase(Phase.TOTAL)}
    assert steps[Phase.TOTAL].keys() - steps[Phase.UPDATE].keys() == {"W2"}


def test_editors_know_what_frozen_means() -> None:
    schema = json_schema()
    lesson = yaml.safe_load(ELMAN)
    jsonschema.validate(lesson, schema)
    jsonschema.validate(lesson | {"parameters": {"B3": {"value": [0.5, "1/3"], "frozen": True}}}, schema)
    for wrong in ({"frozen": True}, {"value": 1, "frozen": "maybe"}, {"value": 1, "forzen": True}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(lesson | {"parameters": {"B3": wrong}}, schema)


def test_frozen_may_be_false(tmp_path: Path) -> None:
    text = changed(ELMAN, ("B3: 0.2", "B3: {value: 1/3, frozen: False}"))
    last = loaded(tmp_path, text).parameters[-1]
    assert (last.name, last.value.only.value, last.frozen) == ("B3", Fraction(1, 3), False)


@pytest.mark.parametrize(("arrays", "frozen"), [(["bias_ih"], []), (["bias_ih", "bias_hh"], ["bi", "bf", "bg", "bo"])])
def test_a_sum_is_frozen_where_all_of_it_is(arrays: list[str], frozen: list[str], tmp_path: Path) -> None:
    text = STATE_DICT
    for line in STATE_DICT.split("\n"):
        key, _, value = line.partition(": ")
        if any(f"lstm.{array}_l0" in key for array in arrays):
            text = changed(text, (line, f"{key}: {{value: {value}, frozen: true}}"))
    assert [p.name for p in loaded(tmp_path, text).parameters if p.frozen] == frozen


def test_the_activation_is_the_networks_own_where_the_lesson_names_none(tmp_path: Path) -> None:
    texts = {}
    for activation in ("", "activation: tanh\n", "activation: sigmoid\n"):
        lesson = loaded(tmp_path, LEAKY + activation)
        texts[activation] = derive(lesson).phase(Phase.LOSS)[0].exact(20).entries
    assert texts[""] == texts["activation: tanh\n"] != texts["activation: sigmoid\n"]


def test_a_single_number_will_do_where_all_sizes_are_one(tmp_path: Path) -> None:
    nested = changed(LEAKY, ("W: 0.5", "W: [[0.5]]"), ("b: 0.1", "b: [0.1]"), ("[0.5, 1.0]", "[[0.5], [1.0]]"))
    assert loaded(tmp_path, nested).parameters == loaded(tmp_path, LEAKY).parameters
