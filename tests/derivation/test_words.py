"""What is said of a step: above all of one that seems to be of no use."""

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from tests.derivation.networks import LESSONS, SIMPLE, Written, loaded, simple, stock_example

USELESS = ("has no effect",)


def called_useless(derivation: Derivation) -> set[tuple[str, int | None]]:
    return {
        (step.quantity, step.time_step)
        for step in derivation.phase(Phase.FORWARD)
        if any(words in step.why for words in USELESS)
    }


def test_a_forget_gate_has_nothing_to_forget_at_first() -> None:
    lstm = derive(loaded((LESSONS / "lstm.yaml").read_text(encoding="utf-8")))
    assert lstm["f1"].why == (
        "σ squeezes af₁ into a number between 0 and 1. f₁ would act on the previous c. There is none yet, so f₁ has no "
        "effect."
    )
    assert lstm["af1"].why.endswith(" af₁ is used for f₁ only, which has no effect on the loss.")
    assert called_useless(lstm) == {("af", 1), ("f", 1)}


def test_of_no_use_is_what_the_loss_does_not_depend_on() -> None:
    """Whoever counts the gradients finds the same."""
    gru = derive(loaded((LESSONS / "gru.yaml").read_text(encoding="utf-8")))
    unused = simple(3, each_step=SIMPLE | {"Z": "Y*2"}).derivation()
    for derivation in (gru, unused, stock_example()):
        forward = {(s.quantity, s.time_step) for s in derivation.phase(Phase.FORWARD)}
        backward = {
            (s.quantity, s.time_step) for s in derivation.phase(Phase.BACKWARD) if s.operation.kind is Kind.GRADIENT
        }
        assert called_useless(derivation) == forward - backward
    assert unused["Z2"].why.endswith(" Nothing later uses Z₂, so it has no effect on the loss.")


def test_what_truncation_cuts_off_is_not_called_useless() -> None:
    text = (LESSONS / "truncated.yaml").read_text(encoding="utf-8")
    assert not called_useless(derive(loaded(text)))


def test_what_is_used_in_vain_has_its_users_named() -> None:
    """C is read on the next step only, where D is of use on the last one alone."""
    written = Written(
        {"C": "input*W1", "D": "previous(C)*W2 + input*W3"},
        ["0.5", "1.0", "0.8"],
        {"W1": "0.5", "W2": "0.3", "W3": "0.2"},
        output={"P": "D*W1", "Q": "C*W2"},
        target="1.2",
    )
    network = written.derivation()
    assert network["C1"].why.endswith(" C₁ is used for D₂ only, which has no effect on the loss.")
    assert network["C3"].why.endswith(" C₃ is used for Q only, which has no effect on the loss.")
    assert "no effect" not in network["C2"].why
    for unused in ("D1", "D2", "Q"):
        assert "Nothing later uses" in network[unused].why
