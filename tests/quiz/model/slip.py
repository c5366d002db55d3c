"""One slip: a wrong answer to a work of the model, derived from its formula."""

from __future__ import annotations

from dataclasses import dataclass

from tests.quiz.model.terms import Term
from tests.quiz.model.working import Model, Work

OTHER = {"sigmoid": "tanh", "tanh": "sigmoid", "relu": "tanh"}


@dataclass(frozen=True)
class Slip:
    """A wrong answer: at what work, what kind of slip, what it comes to, and the ids by which it may be told.

    `typeable` says that the formula holds nothing which is asked only later.
    """

    work: Work
    kind: str
    formula: Term
    ids: frozenset[str]
    typeable: bool = True


def slip(work: Work, kind: str, formula: Term, ids: str, *, typeable: bool = True) -> Slip:
    return Slip(work, f"{work.phase}: {kind}", formula, frozenset(ids.split("|")), typeable)


def moved(model: Model, name: str, by: int) -> str | None:
    """The same quantity at another time step, where there is one."""
    head = name.rstrip("0123456789")
    tail = name[len(head) :]
    if not tail or name in model.told.parameters:
        return None
    other = f"{head}{int(tail) + by}"
    return other if other in model.hand and int(tail) + by > 0 and head not in ("P_seq", "d") else None


def without_square(term: Term) -> Term:
    return term[1] if term[0] == "^" else tuple(without_square(p) if isinstance(p, tuple) else p for p in term)
