"""What a learner may call the numbers of a lesson: X3, x3, X_3, dX3, dLoss/dX3, ∂X₃, W2, target, η."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.functions import CONSTANTS
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import ONE, Apply, Expression, Kind, Name, Power, Ref, Transpose
from rnn_tutor.notation.names import SETTINGS
from rnn_tutor.quiz.question import Question

RATE = Ref(Kind.RATE, "learning_rate")
RATE_NAMES = ("η", "eta", "lr", "rate", "learning_rate")
EULER = "e"
TRANSPOSED = "T"  # as a power: W^T


class AnswerNames:
    """The names that may stand in an answer about one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.known: dict[str, Ref] = {}
        for ref in self._refs():
            for spelling in spellings(ref):
                self.known.setdefault(spelling, ref)
        for spelling in RATE_NAMES if derivation.lesson.learning_rate else ():
            self.known.setdefault(spelling, RATE)
        self.folded: dict[str, list[str]] = {}
        for spelling in self.known:
            self.folded.setdefault(spelling.casefold(), []).append(spelling)

    def _refs(self) -> Iterator[Ref]:
        lesson = self.derivation.lesson
        yield from (Ref(Kind.PARAMETER, parameter.name) for parameter in lesson.parameters)
        yield from (Ref(Kind.INPUT, "input", step) for step in range(1, len(lesson.inputs) + 1))
        if lesson.network.loss_each_step:
            yield from (Ref(Kind.TARGET, "target", step) for step in range(1, len(lesson.targets) + 1))
        elif lesson.targets:
            yield Ref(Kind.TARGET, "target")
        yield from (Ref(Kind.QUANTITY, name, 0) for name, _ in lesson.initial)
        yield from (Ref(Kind.SETTING, name) for name, _ in lesson.training.settings)
        operations = self.derivation.operations
        # A parameter's bare dW1 means its whole gradient, so totals come before shares.
        yield from (op.ref for op in operations if op.kind in (Kind.QUANTITY, Kind.GRADIENT, Kind.TOTAL))
        yield from (op.ref for op in operations if op.kind is Kind.SHARE)

    @cached_property
    def places(self) -> dict[Ref, int]:
        """The place of each step's result in the derivation."""
        return {step.ref: place for place, step in enumerate(self.derivation.steps)}

    def resolved(self, expression: Expression, question: Question) -> Expression:
        """The expression with every name looked up, as far as the numbers are known when a question is asked.

        Raises:
            EquationError: for a name that means nothing here, isn't known yet, or leaves open which time step is meant.
        """

        def looked_up(part: Expression) -> Expression | None:
            match part:
                case Name(name) if name in CONSTANTS:
                    return Apply(name, ())
                case Name():
                    return self._known_by(question, part, self._ref(part))
                case Power(base, Name(name)) if name == TRANSPOSED and TRANSPOSED not in self.known:
                    return Transpose(self.resolved(base, question))
                case Power(Name(name), exponent) if name == EULER and EULER not in self.known:
                    return Apply("exp", (self.resolved(exponent, question),))
                case _:
                    return None

        return replace(expression, looked_up)

    def is_asked(self, name: Name, question: Question) -> bool:
        """Whether a name is that of the number asked for: dW2 also means the share of W₂ that is asked for."""
        try:
            ref = self._ref(name)
        except EquationError:
            return False
        asked = question.step.ref
        return ref == asked or (ref == Ref(Kind.TOTAL, asked.name) and asked.kind is Kind.SHARE)

    def spelling(self, ref: Ref) -> str:
        """How to type a reference: the first way that means nothing else."""
        return next(spelling for spelling in spellings(ref) if self.known.get(spelling) == ref)

    def _known_by(self, question: Question, name: Name, found: Expression) -> Expression:
        """The number that a name means, if it is on the table when the question is asked."""
        if not isinstance(found, Ref) or found not in self.places or self.is_known(found, question):
            return found
        shares = [ref for ref in self.places if ref.kind is Kind.SHARE and ref.name == found.name]
        known = [ref for ref in shares if self.is_known(ref, question)]
        if found.kind is Kind.TOTAL and known and len(shares) == 1:
            return known[0]  # a bare dW3, before there is a total, is the only share there is
        typed = repr(name.name[:40])
        message, remedy = f"{typed} isn't known yet", "the table so far (show) has what is"
        if self.is_asked(name, question):
            message, remedy = f"{typed} is what is asked for", "say it with numbers that are known already"
        elif found.kind is Kind.TOTAL and known:
            message, remedy = f"{typed} is the whole gradient", f"a share is {self.spelling(known[0])}"
        raise EquationError(message, name.offset, len(name.name), remedy)

    def is_known(self, ref: Ref, question: Question) -> bool:
        """Whether a number was found before a question is asked."""
        return self.places[ref] < self.places[question.step.ref]

    def _ref(self, name: Name) -> Expression:
        if name.previous:
            message = "previous(…) leaves open which time step"
            raise EquationError(message, name.offset, len(name.name), "name the step itself, as in Y2")
        exact = self.known.get(name.name) or self.known.get("d" + name.name[1:] if name.name[:1] == "∂" else "")
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
    """The ways to type a reference; the first is the one to recommend, the last is never ambiguous."""
    prefix = {Kind.GRADIENT: "d", Kind.TOTAL: "d", Kind.SHARE: "d"}.get(ref.kind, "")
    base = prefix + ref.name
    if ref.kind is Kind.SETTING:
        greek = SETTINGS.get(ref.name)
        return [base, greek.letters + greek.below] if greek else [base]
    if not isinstance(ref.at, int):
        others = {Kind.TOTAL: [f"total{ref.name}"], Kind.SHARE: [f"{base}_{ref.via}"]}
        return [base, *others.get(ref.kind, [])]
    if ref.kind is Kind.SHARE:
        return [f"{base}_{ref.at}", f"{base}_t{ref.at}", f"{base}_{ref.via}{ref.at}"]
    if ref.name[-1:].isdigit():
        return [f"{base}_{ref.at}", f"{base}_t{ref.at}"]
    return [f"{base}{ref.at}", f"{base}_{ref.at}", f"{base}_t{ref.at}"]
