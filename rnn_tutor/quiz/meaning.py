"""Questions about what the numbers mean, made from the lesson and graded by it: no number is worked out for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb, fmpq

from rnn_tutor.english import NUMBERS, in_the
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Kind, Ref, Sum
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import name_of
from rnn_tutor.quiz.question import Question

MEANING = "meaning"
UP, DOWN = "up", "down"
WORDS = {
    **dict.fromkeys(("up", "upwards", "upward", "increases", "increase", "rises", "rise", "larger", "+", "grows"), UP),
    **dict.fromkeys(("down", "downwards", "downward", "decreases", "decrease", "falls", "fall", "smaller", "-"), DOWN),
}
CLEARLY = 1.05  # how much larger a contribution has to be than the next
NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class MeaningQuestion(Question):
    """A question that is answered with a word or a count.

    It stands before its step: what was found before that is on the table.

    Attributes:
        about: direction, largest, count or effect.
        parameter: what it is about.
        text: the question.
        choices: what may be answered, where that is a few words.
        right_word: the answer.
        because: why, in a sentence.
        help: a hint.
    """

    about: str = ""
    parameter: str = ""
    text: str = ""
    choices: tuple[str, ...] = ()
    right_word: str = ""
    because: str = ""
    help: str = ""

    @property
    def identity(self) -> str:
        """`meaning:count:W2`, by which it is asked again."""
        return f"{MEANING}:{self.about}:{self.parameter}"

    @property
    def phase(self) -> str:
        """What programs call it."""
        return MEANING

    @property
    def quantity(self) -> str:
        """The parameter that it is about."""
        return self.parameter

    @property
    def time_step(self) -> int | None:
        """It is about no single time step."""
        return None

    @property
    def name(self) -> str:
        """What stands before the cursor."""
        return "/".join(self.choices) if self.choices else "answer"

    @property
    def by_hand_text(self) -> str:
        """The answer."""
        return self.right_word

    def read(self, typed: str) -> str:
        """The answer that was typed, as one of the words that may be answered.

        Raises:
            EquationError: where it is none of them.
        """
        word = " ".join(typed.casefold().split()).strip(" .!?")
        if self.about == "direction":
            found = WORDS.get(word.rpartition(" ")[2]) or WORDS.get(word)
            if found is None:
                raise EquationError("that is not a direction", 0, len(typed), "answer up or down")
            return found
        if word in NUMBERS:
            return str(NUMBERS.index(word))
        numbers = NUMBER.findall(word)
        if len(numbers) != 1:
            raise EquationError("the answer is one whole number", 0, len(typed), "answer like 2")
        return str(int(numbers[0]))

    def distance(self, _: str) -> str:
        """What is said to a wrong answer: of a word there is no more to say."""
        return "that isn't it"


def meaning_questions(derivation: Derivation) -> list[MeaningQuestion]:
    """All questions of meaning that a lesson allows, in the order of the derivation."""
    totals = [step for step in derivation.steps if step.operation.kind is Kind.TOTAL]
    found = [question for total in totals for question in _of(derivation, total)]
    places = {step.ref: place for place, step in enumerate(derivation.steps)}
    return sorted(found, key=lambda question: places[question.step.ref])


def _of(derivation: Derivation, total: Step) -> Iterator[MeaningQuestion]:
    yield _count(derivation, total)
    yield from _without_effect(derivation, total)
    if not total.operation.shape:
        yield from _largest(derivation, total)
        yield from _direction(derivation, total)


def _count(derivation: Derivation, total: Step) -> MeaningQuestion:
    """How many contributions a parameter has: asked before the way back begins."""
    shares = shares_of(total)
    first = next(step for step in derivation.steps if step.operation.kind is Kind.GRADIENT)
    unit = derivation.lesson.time_step.lower()
    days = sorted({share.at for share in shares if isinstance(share.at, int)})
    times = "once" if len(shares) == 1 else f"{len(shares)} times"
    at = f" at {unit} {listed(days)}" if days else ""
    return MeaningQuestion(
        first,
        about="count",
        parameter=total.quantity,
        text=f"How many shares does the gradient of {shown(total)} have, over all time steps?",
        right_word=str(len(shares)),
        because=f"{shown(total)} acts {times}{at}, and each use adds one share.",
        help="Look for each place where it appears in an equation, at every time step.",
    )


def _without_effect(derivation: Derivation, total: Step) -> Iterator[MeaningQuestion]:
    """How many contributions aren't 0, where some are: asked before the way back begins."""
    shares = shares_of(total)
    if total.operation.shape:
        return
    effective = [share for share in shares if derivation.proved_sign(share)]
    if len(effective) == len(shares):
        return
    unit = derivation.lesson.time_step.lower()
    days = sorted({share.at for share in effective if isinstance(share.at, int)})
    only = f"Only {in_the(unit)} {unit} {listed(days)}" if days else "Nowhere"
    yield MeaningQuestion(
        next(step for step in derivation.steps if step.operation.kind is Kind.GRADIENT),
        about="effect",
        parameter=total.quantity,
        text=f"How many of the {len(shares)} shares of the gradient of {shown(total)} are not 0?",
        right_word=str(len(effective)),
        because=f"{only} does a change of {shown(total)} change the loss.",
        help="A share is 0 where the parameter is multiplied by 0, or where no gradient comes through.",
    )


def _largest(derivation: Derivation, total: Step) -> Iterator[MeaningQuestion]:
    """Which time step contributes most: asked when the shares are there, and before they are summed."""
    shares = shares_of(total)
    at_steps = {share.at: abs(middle(derivation, share)) for share in shares if isinstance(share.at, int)}
    if len(at_steps) < max(len(shares), 2):
        return
    (largest, first), (_, second), *_ = sorted(at_steps.items(), key=lambda item: -item[1])
    if first < CLEARLY * second:
        return  # too near to be told by hand
    unit = derivation.lesson.time_step.lower()
    yield MeaningQuestion(
        total,
        about="largest",
        parameter=total.quantity,
        text=f"Which {unit}'s share of the gradient of {shown(total)} is the largest in size?",
        right_word=str(largest),
        because=f"The share of {unit} {largest} is the largest in size.",
        help="Compare the sizes in the table, without their signs.",
    )


def _direction(derivation: Derivation, total: Step) -> Iterator[MeaningQuestion]:
    """Which way the update moves a parameter: asked when its gradient is known, and before the update."""
    update = derivation.step_for(Ref(Kind.UPDATED, total.quantity))
    has_memory = any(operation.kind is Kind.STATE for operation in derivation.operations)
    sign = derivation.proved_sign(total.ref)
    if update is None or not sign or (has_memory and derivation.epoch > 1):
        return  # with a memory of earlier updates it may move the other way
    slope, way = ("positive", DOWN) if sign > 0 else ("negative", UP)
    yield MeaningQuestion(
        update,
        about="direction",
        parameter=total.quantity,
        text=f"Which way does the update move {shown(total)}: up or down?",
        choices=(UP, DOWN),
        right_word=way,
        because=f"Its gradient is {slope}, and the update goes in the opposite direction: {shown(total)} moves {way}.",
        help="The gradient says in which direction the loss rises; the update goes in the opposite direction.",
    )


def shares_of(total: Step) -> list[Ref]:
    """The contributions that a gradient is the sum of."""
    terms = total.expression.terms if isinstance(total.expression, Sum) else (total.expression,)
    return [term for term in terms if isinstance(term, Ref)]


def shown(total: Step) -> str:
    """A parameter's name."""
    return name_of(Ref(Kind.PARAMETER, total.quantity))


def listed(days: list[int]) -> str:
    """1, 2 and 3."""
    *before, last = map(str, days)
    return f"{', '.join(before)} and {last}" if before else last


def middle(derivation: Derivation, ref: Ref) -> float:
    """A single number, near enough to compare it."""
    value = derivation.proved(lambda numbers: derivation.read(numbers, ref))
    assert isinstance(value, fmpq | arb), "a share of a single number is one"
    return float(arb(value))
