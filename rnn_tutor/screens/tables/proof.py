"""What the independent witness found of a lesson's gradients: `rnn-tutor check --prove`."""

from __future__ import annotations

from rnn_tutor.explain.step import Step
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.witness.proof import Proof, ProofResult

CUT = "Gradients are cut here: they are derivatives of the loss with the values from before each cut held fixed."


def proof_lines(proof: Proof, page: Page, lesson: str = "") -> Lines:
    """How many gradients are proved, and which are not."""
    count = f"{len(proof.steps(ProofResult.PROVED))} of {proof.asked} gradients proved"
    lines = [page.text(f"{lesson}: {count}" if lesson else count)]
    if proof.stopped:
        lines += page.prose(f"Stopped: {proof.gradients - len(proof.findings):,} of them were not checked.")
    for step in proof.steps(ProofResult.REFUTED):
        lines += page.prose(f"{named(proof, step)} is not proved: the witness finds another number.")
    for step in proof.steps(ProofResult.UNDECIDED):
        lines += page.prose(f"{named(proof, step)} is not proved: it can't be told from other numbers.")
    if kinks := proof.steps(ProofResult.AT_KINK):
        names = ", ".join(named(proof, step) for step in kinks)
        lines += page.prose(f"{names}: at a kink, where the loss has no derivative; the slope there is a convention.")
    if proof.derivation.lesson.training.truncate is not None:
        lines += page.prose(CUT)
    return lines


def named(proof: Proof, step: Step) -> str:
    """A step as one comes back to it: backward:7 (dW2.t3)."""
    return f"{step.identity} ({proof.derivation.names.name_of(step)})"
