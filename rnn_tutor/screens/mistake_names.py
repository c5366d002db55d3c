"""What the mistakes are called that have a name, and where to look when one keeps coming back."""

from __future__ import annotations

MISTAKES = {
    "sign": "a sign turned round",
    "missing-factor": "a factor forgotten",
    "activation-derivative": "the slope of the activation",
    "wrong-time-step": "a number of another time step",
    "wrong-operand": "another number in the right one's place",
    "missing-path": "a way to the loss left out",
    "missing-term": "a term forgotten",
    "share-not-total": "one share instead of the sum",
    "total-not-share": "the sum instead of one share",
    "learning-rate-early": "the learning rate before the update",
    "updated-not-gradient": "the new weight instead of its gradient",
    "wrong-direction": "an update that goes up",
    "decimal-shift": "the decimal point",
    "earlier-slip": "followed from an earlier slip",
    "rounded-too-early": "rounded too early",
    "arithmetic": "the formula right, a number not",
    "transposed": "rows and columns exchanged",
    "wrong-element": "another element of the vector",
}


def mistake_name(mistake: str) -> str:
    """A mistake's name for a person; one that this version doesn't know keeps its id."""
    return MISTAKES.get(mistake, mistake)
