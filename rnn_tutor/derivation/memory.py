"""Which quantities carry a network's memory: what is read from the time step before."""

from __future__ import annotations

from rnn_tutor.equations.functions import ACTIVATIONS
from rnn_tutor.equations.tree import Apply, At, Kind, Ref, references
from rnn_tutor.lesson.lesson import Network


def carriers(network: Network) -> list[str]:
    """The quantities whose gradients tell how a gradient fares on its way back through time, in the order written.

    These are the quantities that are fed back (Y in `previous(Y)`); of one that is nothing but an activation of
    another, that other (X, where Y is σ(X)), as books draw it.
    """
    fed_back = {
        ref.name
        for equation in network.each_step
        for ref in references(equation.expression)
        if ref.kind is Kind.QUANTITY and ref.at in (At.BEFORE, At.AFTER)
    }
    found: list[str] = []
    for equation in network.each_step:
        if equation.name not in fed_back:
            continue
        match equation.expression:
            case Apply(function, (Ref(Kind.QUANTITY, inner, At.HERE),)) if function in ACTIVATIONS:
                found.append(inner)
            case _:
                found.append(equation.name)
    return list(dict.fromkeys(found))
