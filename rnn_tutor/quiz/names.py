"""What a learner may call the numbers of a lesson: X3, x3, X_3, dX3, dLoss/dX3, ∂X₃, W2, target, η."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.functions import CONSTANTS, FUNCTIONS
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import ONE, Apply, Expression, Kind, Name, Power, Ref

RATE_NAMES = ("η", "eta", "lr", "rate", "learning_rate")
EULER = "e"


class AnswerNames:
    """The names that may stand in an answer about one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.known: dict[str, Ref] = {}
        for ref in self._refs():
            for spelling in spellings(ref):
                self.known.setdefault(spelling, ref)
        for spelling in RATE_NAMES:
            self.known.setdefault(spelling, Ref(Kind.RATE, "learning_rate"))
        self.folded: dict[str, list[str]] = {}
        for spelling in self.known:
            self.folded.setdefault(spelling.casefold(), []).append(spelling)

    def _refs(self) -> Iterator[Ref]:
        lesson = self.derivation.lesson
        yield from (Ref(Kind.PARAMETER, parameter.name) for parameter in lesson.parameters)
        yield from (Ref(Kind.INPUT, "input", step) for step in range(1, lesson.time_steps + 1))
        if lesson.network.loss_each_step:
            yield from (Ref(Kind.TARGET, "target", step) for step in range(1, len(lesson.targets) + 1))
        else:
            yield Ref(Kind.TARGET, "target")
        yield from (Ref(Kind.QUANTITY, name, 0) for name, _ in lesson.initial)
        operations = self.derivation.operations
        # A parameter's bare dW1 means its whole gradient, so totals come before shares.
        yield from (op.ref for op in operations if op.kind in (Kind.QUANTITY, Kind.GRADIENT, Kind.TOTAL))
        yield from (op.ref for op in operations if op.kind is Kind.SHARE)

    def resolved(self, expression: Expression) -> Expression:
        """The expression with every name looked up.

        Raises:
            EquationError: for a name that means nothing here, or leaves open which time step is meant.
        """
        return replace(expression, self._looked_up)

    def _looked_up(self, part: Expression) -> Expression | None:
        match part:
            case Name(name) if name in CONSTANTS:
                return Apply(name, ())
            case Name():
                return self._ref(part)
            case Power(Name(name), exponent) if name == EULER and EULER not in self.known:
                return Apply("exp", (self.resolved(exponent),))
            case Apply(function) if FUNCTIONS[function].internal:
                raise EquationError(f"{function} is not a function to answer with", 0)
            case _:
                return None

    def _ref(self, name: Name) -> Expression:
        if name.previous:
            message = "previous(…) leaves open which time step"
            raise EquationError(message, name.offset, len(name.name), "name the step itself, as in Y2")
        exact = self.known.get(name.name)
        if exact is not None:
            return exact
        similar = self.folded.get(name.name.casefold(), [])
        if len({self.known[spelling] for spelling in similar}) == 1:
            return self.known[similar[0]]
        if name.name == EULER:
            return Apply("exp", (ONE,))
        raise EquationError(
            f"nothing here is called {name.name[:40]!r}", name.offset, len(name.name), self._suggestion(name.name)
        )

    def _suggestion(self, name: str) -> str:
        last = self.derivation.lesson.time_steps
        if f"{name}{last}" in self.known:
            return f"say which {self.derivation.lesson.time_step.lower()}: {name}1 to {name}{last}"
        near = get_close_matches(name[:40], self.known, n=1, cutoff=0.5)
        return f"did you mean {near[0]}?" if near else "the table so far (show) has the names"


def spellings(ref: Ref) -> list[str]:
    """The ways to type a reference; the first is the one to recommend."""
    prefix = {Kind.GRADIENT: "d", Kind.TOTAL: "d", Kind.SHARE: "d"}.get(ref.kind, "")
    base = prefix + ref.name
    if not isinstance(ref.at, int):
        return [base, "total" + ref.name] if ref.kind is Kind.TOTAL else [base]
    if ref.kind is Kind.SHARE or ref.name[-1:].isdigit():
        return [f"{base}_{ref.at}", f"{base}_t{ref.at}"]
    return [f"{base}{ref.at}", f"{base}_{ref.at}", f"{base}_t{ref.at}"]
