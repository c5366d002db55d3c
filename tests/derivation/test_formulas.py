"""The formulas of known cells, as the field writes them: the terms in the lesson's order, nothing folded together."""

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.explain.derivation import Derivation
from tests.derivation.networks import (
    LESSONS,
    SIMPLE,
    Written,
    each_step_predicted,
    loaded,
    named,
    simple,
    stock_example,
)


def formulas(derivation: Derivation, phase: Phase) -> dict[tuple[str, int | None], str]:
    return {(step.quantity, step.time_step): step.formula for step in derivation.phase(phase)}


def test_the_stock_example_forward() -> None:
    assert formulas(stock_example(), Phase.FORWARD) == {
        ("X", 1): "input₁ × W₁ + B₁",
        ("Y", 1): "σ(X₁)",
        ("X", 2): "input₂ × W₁ + Y₁ × W₂ + B₁",
        ("Y", 2): "σ(X₂)",
        ("X", 3): "input₃ × W₁ + Y₂ × W₂ + B₁",
        ("Y", 3): "σ(X₃)",
        ("P", None): "Y₃ × W₃ + B₃",
    }
    assert formulas(stock_example(), Phase.LOSS) == {("Loss", None): "(target − P)²"}


def test_the_stock_example_backward() -> None:
    assert [step.formula for step in stock_example().phase(Phase.BACKWARD)] == [
        "−2(target − P)",
        "∂Loss/∂P × Y₃",
        "∂Loss/∂P",
        "∂Loss/∂P × W₃",
        "∂Loss/∂Y₃ × Y₃(1 − Y₃)",
        "∂Loss/∂X₃ × input₃",
        "∂Loss/∂X₃ × Y₂",
        "∂Loss/∂X₃",
        "∂Loss/∂X₃ × W₂",
        "∂Loss/∂Y₂ × Y₂(1 − Y₂)",
        "∂Loss/∂X₂ × input₂",
        "∂Loss/∂X₂ × Y₁",
        "∂Loss/∂X₂",
        "∂Loss/∂X₂ × W₂",
        "∂Loss/∂Y₁ × Y₁(1 − Y₁)",
        "∂Loss/∂X₁ × input₁",
        "∂Loss/∂X₁",
    ]


def test_the_stock_example_in_all() -> None:
    assert [step.formula for step in stock_example().phase(Phase.TOTAL)] == [
        "(∂Loss/∂W₁)₃ + (∂Loss/∂W₁)₂ + (∂Loss/∂W₁)₁",
        "(∂Loss/∂W₂)₃ + (∂Loss/∂W₂)₂",
        "(∂Loss/∂B₁)₃ + (∂Loss/∂B₁)₂ + (∂Loss/∂B₁)₁",
        "∂Loss/∂W₃",
        "∂Loss/∂B₃",
    ]
    assert [step.formula for step in stock_example().phase(Phase.UPDATE)] == [
        f"{name} − η × ∂Loss/∂{name}" for name in ("W₁", "W₂", "B₁", "W₃", "B₃")
    ]


@pytest.mark.parametrize(
    ("activation", "formula"),
    [
        ("sigmoid", "∂Loss/∂Y₂ × Y₂(1 − Y₂)"),
        ("tanh", "∂Loss/∂Y₂ × (1 − Y₂²)"),
        ("relu", "∂Loss/∂Y₂ × relu′(X₂)"),
        ("leaky_relu", "∂Loss/∂Y₂ × leaky_relu′(X₂)"),
        ("identity", "∂Loss/∂Y₂"),
        ("softplus", "∂Loss/∂Y₂ × σ(X₂)"),
        ("elu", "∂Loss/∂Y₂ × elu′(X₂)"),
        ("gelu", "∂Loss/∂Y₂ × (Φ(X₂) + X₂ × φ(X₂))"),
        ("silu", "∂Loss/∂Y₂ × (σ(X₂) + Y₂(1 − σ(X₂)))"),
        ("exp", "∂Loss/∂Y₂ × Y₂"),
        ("sin", "∂Loss/∂Y₂ × cos(X₂)"),
    ],
)
def test_through_an_activation(activation: str, formula: str) -> None:
    derivation = simple(2, each_step={**SIMPLE, "Y": f"{activation}(X)"}).derivation()
    assert formulas(derivation, Phase.BACKWARD)["X", 2] == formula


@pytest.mark.parametrize(
    ("loss", "forward", "backward"),
    [
        ("squared_error", "(target − P)²", "−2(target − P)"),
        ("mean_squared_error", "(target − P)²", "−2(target − P)"),
        ("half_squared_error", "(target − P)²/2", "−(target − P)"),
        ("absolute_error", "abs(target − P)", "−sign(target − P)"),
        ("huber", "huber(target − P)", "−huber′(target − P)"),
        (
            "binary_cross_entropy",
            "−(target × log(P) + (1 − target) × log(1 − P))",
            "−target/P + (1 − target)/(1 − P)",
        ),
    ],
)
def test_the_gradient_of_a_prediction(loss: str, forward: str, backward: str) -> None:
    text = (LESSONS / "stock-example.yaml").read_text(encoding="utf-8")
    derivation = Derivation(loaded(text.replace("loss: squared_error", f"loss: {loss}")))
    assert named(derivation, "loss:1").formula == forward
    assert named(derivation, "backward:1").formula == backward


def test_a_prediction_on_each_day_gives_a_quantity_two_ways_to_the_loss() -> None:
    derivation = each_step_predicted(2).derivation()
    found = formulas(derivation, Phase.BACKWARD)
    assert named(derivation, "loss:1").formula == "(target₁ − P₁)² + (target₂ − P₂)²"
    assert found["P", 2] == "−2(target₂ − P₂)"
    assert found["Y", 2] == "∂Loss/∂P₂ × W₃"
    assert found["Y", 1] == "∂Loss/∂P₁ × W₃ + ∂Loss/∂X₂ × W₂"


def gate(name: str) -> str:
    return f"sigmoid(input*W{name} + previous(h)*U{name} + b{name})"


def test_an_lstm() -> None:
    each_step = {"i": gate("i"), "f": gate("f"), "o": gate("o"), "g": "tanh(input*Wg + previous(h)*Ug + bg)"}
    names = [f"{kind}{name}" for name in "ifog" for kind in "WUb"] + ["V", "d"]
    written = Written(
        each_step={**each_step, "c": "f*previous(c) + i*g", "h": "o*tanh(c)"},
        output={"P": "h*V + d"},
        inputs=["0.5", "1"],
        target="1",
        parameters=dict.fromkeys(names, "0.5"),
    )
    found = formulas(written.derivation(), Phase.BACKWARD)
    assert found["c", 2] == "∂Loss/∂h₂ × o₂(1 − tanh(c₂)²)"
    assert found["c", 1] == "∂Loss/∂h₁ × o₁(1 − tanh(c₁)²) + ∂Loss/∂c₂ × f₂"
    assert found["g", 2] == "∂Loss/∂c₂ × i₂"
    assert found["i", 2] == "∂Loss/∂c₂ × g₂"
    assert found["f", 2] == "∂Loss/∂c₂ × c₁"
    assert found["o", 2] == "∂Loss/∂h₂ × tanh(c₂)"
    assert found["Uf", 2] == "∂Loss/∂f₂ × f₂(1 − f₂) × h₁"
    assert found["bg", 1] == "∂Loss/∂g₁ × (1 − g₁²)"
    assert ("f", 1) not in found  # there is no earlier c on the first day
    assert found["h", 1] == (
        "∂Loss/∂i₂ × i₂(1 − i₂) × Ui + ∂Loss/∂f₂ × f₂(1 − f₂) × Uf"
        " + ∂Loss/∂o₂ × o₂(1 − o₂) × Uo + ∂Loss/∂g₂ × (1 − g₂²) × Ug"
    )


def test_a_gru() -> None:
    each_step = {
        "z": "sigmoid(input*Wz + previous(h)*Uz)",
        "r": "sigmoid(input*Wr + previous(h)*Ur)",
        "n": "tanh(input*Wn + (r*previous(h))*Un)",
        "h": "(1 - z)*previous(h) + z*n",
    }
    written = Written(
        each_step=each_step,
        output={"P": "h*V"},
        inputs=["0.5", "1"],
        target="1",
        parameters=dict.fromkeys(["Wz", "Uz", "Wr", "Ur", "Wn", "Un", "V"], "0.5"),
    )
    found = formulas(written.derivation(), Phase.BACKWARD)
    assert found["n", 2] == "∂Loss/∂h₂ × z₂"
    assert found["z", 2] == "∂Loss/∂h₂ × (−h₁ + n₂)"
    assert found["r", 2] == "∂Loss/∂n₂ × (1 − n₂²) × Un × h₁"
    assert found["Un", 2] == "∂Loss/∂n₂ × (1 − n₂²) × r₂ × h₁"
    assert found["h", 1].endswith(" + ∂Loss/∂h₂ × (1 − z₂)")


@pytest.mark.parametrize(
    ("equation", "formula"),
    [
        ("W2 + B1 + input*W1", "∂Loss/∂X₁ × input₁"),
        ("input*W1*W1 + W2 + B1", "2 × ∂Loss/∂X₁ × input₁ × W₁"),
        ("W1**3 + W2 + B1", "3 × ∂Loss/∂X₁ × W₁²"),
        ("W2 + B1 - W1", "−∂Loss/∂X₁"),
        ("W2/W1 + B1", "−∂Loss/∂X₁ × (W₂/W₁²)"),
        ("W1/2 + W2 + B1", "0.5 × ∂Loss/∂X₁"),
        ("W1/3 + W2 + B1", "1/3 × ∂Loss/∂X₁"),
        ("2*(W1 + W2) + B1", "2 × ∂Loss/∂X₁"),
        ("sigmoid(W1) + W2 + B1", "∂Loss/∂X₁ × σ(W₁) × (1 − σ(W₁))"),
        ("max(W1, W2) + B1", "∂Loss/∂X₁ × is_larger(W₁, W₂)"),
        ("W1*0 + W2 + B1", "0"),
    ],
)
def test_the_share_of_a_weight(equation: str, formula: str) -> None:
    derivation = simple(1, each_step={"X": equation, "Y": "tanh(X)"}).derivation()
    assert formulas(derivation, Phase.BACKWARD)["W1", 1] == formula


def test_the_lessons_own_order_and_brackets_are_kept() -> None:
    written = simple(2, each_step={"X": "B1 + W2*previous(Y) + (input*W1)", "Y": "(1 - exp(-X))/(1 + exp(-X))"})
    found = formulas(written.derivation(), Phase.FORWARD)
    assert found["X", 2] == "B₁ + W₂ × Y₁ + input₂ × W₁"
    assert found["X", 1] == "B₁ + input₁ × W₁"
    assert found["Y", 1] == "(1 − e^(−X₁))/(1 + e^(−X₁))"
