"""What a learner may call the numbers of a lesson: X3, x3, X_3, dX3, dLoss/dX3, ∂X₃, W2, target, η."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.values import settings
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.definitions import row_expression
from rnn_tutor.equations.functions import ALIASES, BY_NOTATION, CONSTANTS, FUNCTIONS
from rnn_tutor.equations.operations.elementary import EXP
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.equations.tokens import EquationError, plain_name
from rnn_tutor.equations.tree import (
    ONE,
    Apply,
    At,
    Element,
    Expression,
    Kind,
    Power,
    Ref,
    Transpose,
    TypedName,
    leaves,
    references,
)
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.notation.line import name_of
from rnn_tutor.notation.name_layout import symbol_layout
from rnn_tutor.notation.speller import in_answers, on_screens
from rnn_tutor.quiz.question import Question

RATE = Ref(Kind.RATE, "learning_rate")
RATE_NAMES = ("η", "eta", "lr", "rate", "learning_rate")
OTHER_RATES = ("alpha", "α", "a", "step_size", "LR")
TARGETS = ("y", "t", "T", "y_true")
PREDICTIONS = ("yhat", "y_hat", "ŷ", "prediction", "pred", "y_pred")
COUNT = "t"  # the number of the update, where an optimizer counts them
EULER = "e"
DIFFERENTIALS = ("∂", "d")
NUMBERED = re.compile(r"(d?[^\W\d_]+)([0-9]+)(?:_([0-9]+))?")  # a parameter's own number, which some write W_3
SLOPES = frozenset(
    row.name for row in FUNCTIONS.values() if row.arity == 1 and not (row.whole or row.pulls or row.internal)
)
OWN_NUMBER = re.compile(r"(?<=[^\W\d_])[0-9₀-₉]+(?=\)|$)")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
TRANSPOSED = "T"  # as a power: W^T


def _apart(number: re.Match[str]) -> str:
    """A parameter's own number as LaTeX has it: W_1."""
    return "_" + number.group().translate(SUBSCRIPTS)


class AnswerNames:
    """The names that may stand in an answer about one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.known: dict[str, Ref] = {}
        for ref in self._refs():
            for spelling in in_answers(ref):
                self.known.setdefault(spelling, ref)
        for spelling in RATE_NAMES if derivation.lesson.learning_rate else ():
            self.known.setdefault(spelling, RATE)
        self.others = self._others()
        self.folded: dict[str, list[str]] = {}
        for spelling in self.known:
            self.folded.setdefault(spelling.casefold(), []).append(spelling)

    def _others(self) -> dict[str, Ref]:
        """What else people call a number, where the lesson has no such name itself: x3, alpha, W_3."""
        last, found = self.derivation.lesson.time_steps, dict.fromkeys(OTHER_RATES, RATE)
        predicted = self._prediction()
        for step in range(1, last + 1):
            found |= dict.fromkeys((f"x{step}", f"x_{step}"), Ref(Kind.INPUT, "input", step))
            if self.derivation.lesson.targets_are_timed:
                for word in TARGETS:
                    found |= dict.fromkeys((f"{word}{step}", f"{word}_{step}"), Ref(Kind.TARGET, "target", step))
            if predicted is not None and Ref(Kind.QUANTITY, predicted, step) in self.known.values():
                for word in PREDICTIONS:
                    found |= dict.fromkeys((f"{word}{step}", f"{word}_{step}"), Ref(Kind.QUANTITY, predicted, step))
        if (target := Ref(Kind.TARGET, "target")) in self.known.values():
            found |= dict.fromkeys(TARGETS, target)
        if predicted is not None and (untimed := Ref(Kind.QUANTITY, predicted)) in self.known.values():
            found |= dict.fromkeys(PREDICTIONS, untimed)
        if "epsilon" in self.known:
            found["eps"] = self.known["epsilon"]
        for spelling, ref in [*self.known.items()]:
            if numbered := NUMBERED.fullmatch(spelling):
                found.setdefault("_".join(filter(None, numbered.groups())), ref)
        return found

    def _prediction(self) -> str | None:
        """What the loss compares with the target, where it is one quantity."""
        loss = self.derivation.unrolled.network.loss
        compared = {ref.name for ref in references(loss.expression) if ref.kind is Kind.QUANTITY} if loss else set()
        return compared.pop() if len(compared) == 1 else None

    @cached_property
    def written(self) -> list[tuple[re.Pattern[str], str]]:
        """How the screen writes the names that the parser can't read, each with what it reads."""
        kinds = (Kind.STATE, Kind.STATE_BEFORE, Kind.UPDATED, Kind.CLIPPED, Kind.NORM)
        refs = [
            ref
            for ref in self._refs()
            if ref.kind in kinds
            or symbol_layout(ref.name).sequence
            or (ref.name[-1:].isdigit() and ref.at != At.UNTIMED)
        ]
        texts = [(text, self.spelling(ref)) for ref in refs for text in on_screens(ref)]
        texts += [(apart, spelling) for text, spelling in texts if (apart := OWN_NUMBER.sub(_apart, text)) != text]
        # The longest first: old m(W₁) holds m(W₁).
        texts.sort(key=lambda pair: -len(pair[0]))
        return [(re.compile(rf"(?<!\w){re.escape(text)}(?![\w₀-₉])"), spelling) for text, spelling in texts]

    def means(self, word: str) -> bool:
        """Whether a word is a name of the lesson's own, as it is written there, with its time step or without."""
        return word in self.known or f"{word}1" in self.known or plain_name(word) in self.known

    def may_mean(self, word: str) -> bool:
        """Whether a word can be read as a name, be it in other letters or as what else people call a number."""
        return word in self.others or bool({word.casefold(), f"{word}1".casefold()} & self.folded.keys())

    def function(self, word: str) -> str | None:
        """The function that a word means, where it is none of the lesson's names."""
        if self.means(word):
            return None
        name = ALIASES.get(word) or BY_NOTATION.get(word, word)
        return name if name in SLOPES else None

    def _refs(self) -> Iterator[Ref]:
        lesson = self.derivation.lesson
        yield from (Ref(Kind.PARAMETER, parameter.name) for parameter in lesson.parameters)
        for name, arrays in lesson.streams.items():
            yield from (Ref(Kind.INPUT, name, step) for step in range(1, len(arrays) + 1))
        if lesson.targets_are_timed:
            yield from (Ref(Kind.TARGET, "target", step) for step in range(1, len(lesson.targets) + 1))
        elif lesson.targets:
            yield Ref(Kind.TARGET, "target")
        yield from (Ref(Kind.QUANTITY, name, lesson.starts[name]) for name, _ in lesson.initial)
        rules = OPTIMIZERS[lesson.training.optimizer].rules
        has_count = any(TypedName(COUNT) in leaves(row_expression(rule.equation)) for rule in rules)
        of_training = [name for name in settings(lesson, self.derivation.epoch) if name != COUNT or has_count]
        yield from (Ref(Kind.SETTING, name) for name in of_training)
        operations = self.derivation.operations
        # A parameter's bare dW1 means its whole gradient, so totals come before shares.
        yield from (op.ref for op in operations if op.kind in (Kind.QUANTITY, Kind.GRADIENT, Kind.TOTAL))
        yield from (op.ref for op in operations if op.kind is Kind.SHARE)
        yield from (op.ref for op in operations if op.phase is Phase.UPDATE)
        if self.derivation.before is not None:
            states = [op for op in operations if op.kind is Kind.STATE]
            yield from (Ref(Kind.STATE_BEFORE, op.name, via=op.via) for op in states)

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
                case TypedName(name) if name in CONSTANTS:
                    return Apply(name, ())
                case TypedName():
                    return self._known_by(question, part, self._ref(part, question))
                case Element(TypedName(name) as base, step, 1) if (timed := self.at_step(name, step)) is not None:
                    return self._known_by(question, base, timed)
                case Power(base, TypedName(name)) if name == TRANSPOSED and TRANSPOSED not in self.known:
                    return Transpose(self.resolved(base, question))
                case Power(TypedName(name), exponent) if name == EULER and EULER not in self.known:
                    return EXP(self.resolved(exponent, question))
                case _:
                    return None

        return replace(expression, looked_up)

    def is_asked(self, name: TypedName, question: Question) -> bool:
        """Whether a name is that of the number asked for: dW2 also means the share of W₂ that is asked for."""
        try:
            ref = self._ref(name, question)
        except EquationError:
            return False
        asked = question.step.ref
        of_parameter = Ref(Kind.PARAMETER if asked.kind is Kind.UPDATED else Kind.TOTAL, asked.name)
        if not isinstance(ref, Ref):  # e, which is exp(1)
            return False
        if ref == asked or name_of(ref) == name_of(asked):
            return True  # two sequences' shares of one time step are written alike
        return ref == of_parameter and asked.kind in (Kind.SHARE, Kind.UPDATED)

    def at_step(self, name: str, step: int) -> Ref | None:
        """A name whose time step stands in brackets: Y[3] is Y₃, where Y alone is nothing, or a single number."""
        ref = self.known.get(name)
        timed = self.known.get(f"{name}{step}") or self.known.get(f"{name}_{step}") or self.others.get(f"{name}{step}")
        if timed is None or (ref is not None and self.derivation.unrolled.shape(ref)):
            return None
        return timed

    def spelling(self, ref: Ref) -> str:
        """How to type a reference: the first way that means nothing else."""
        return next(spelling for spelling in in_answers(ref) if self.known.get(spelling) == ref)

    def _known_by(self, question: Question, name: TypedName, found: Expression) -> Expression:
        """The number that a name means, if it is on the table when the question is asked."""
        if not isinstance(found, Ref) or found not in self.places or self.is_known(found, question):
            return found
        shares = [ref for ref in self.places if ref.kind is Kind.SHARE and ref.name == found.name]
        known = [ref for ref in shares if self.is_known(ref, question)]
        if found.kind is Kind.TOTAL and known and len(shares) == 1:
            return known[0]  # a bare dW3, before there is a total, is the only share there is
        typed = repr(name.name[:40])
        message, remedy = f"{typed} isn't known yet", "the table (show) has all that is known so far"
        if self.is_asked(name, question):
            message, remedy = f"{typed} is what the question asks for", "use numbers that are known already"
        elif found.kind is Kind.TOTAL and known:
            message, remedy = f"{typed} is the total gradient", f"a share is {self.spelling(known[0])}"
        raise EquationError(message, name.offset, len(name.name), remedy)

    def is_known(self, ref: Ref, question: Question) -> bool:
        """Whether a number was found before a question is asked."""
        return self.places[ref] < self.places[question.step.ref]

    def _ref(self, name: TypedName, question: Question) -> Expression:
        """What a name means: the lesson's own first, then that in other letters, then what else people say.

        Of the last two, what the question is about: x3 may be X₃ or input₃.
        """
        if name.previous or name.following:
            message = f"{'previous' if name.previous else 'next'}(…) leaves open which time step"
            raise EquationError(message, name.offset, len(name.name), "name the step itself, as in Y2")
        exact = self.known.get(name.name) or self.known.get("d" + name.name[1:] if name.name[:1] == "∂" else "")
        if exact is not None:
            return exact
        similar = {self.known[spelling] for spelling in self.folded.get(name.name.casefold(), [])}
        other = self.others.get(name.name) or self.known.get(name.name.replace("_", ""))
        meant: list[Ref] = [*(similar if len(similar) == 1 else ()), *([other] if other is not None else ())]
        if meant:
            about = references(question.step.expression)
            return next((ref for ref in meant if ref in about), meant[0])
        if name.name == EULER:
            return EXP(ONE)
        if name.name in DIFFERENTIALS:  # ∂(target₂ − P₂)²/∂P₂, as a step's page has it
            raise EquationError(
                "a derivative has to be computed", name.offset, len(name.name), "type its value, or a formula for it"
            )
        raise EquationError(
            f"nothing here is called {name.name[:40]!r}", name.offset, len(name.name), self._suggestion(name.name)
        )

    def _suggestion(self, name: str) -> str:
        last = self.derivation.lesson.time_steps
        if f"{name}{last}" in self.known:
            return f"say which {self.derivation.lesson.time_step.lower()}: {name}1 to {name}{last}"
        near = get_close_matches(name[:40], self.known, n=1, cutoff=0.5)
        return f"did you mean {near[0]}?" if near else "the table (show) has the names"
