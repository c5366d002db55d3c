"""Questions that a lesson's author asks: answered with a number, or with what comes to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnn_tutor.derivation.solution import GIVEN
from rnn_tutor.english import minus
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Kind, Number, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.prose import on_paper
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import OwnQuestion
from rnn_tutor.notation.line import name_of
from rnn_tutor.quiz.answer import Answer, last_digit, read_answer
from rnn_tutor.quiz.distance import apart
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.names import AnswerNames

OWN = "own"
NO_HINT = "The lesson's first pages say how."


@dataclass(frozen=True, kw_only=True)
class AuthorsQuestion(MeaningQuestion):
    """A question of the author's; `number` answers it, to the digits that are written in the lesson.

    `names` are those that an answer may use.
    """

    number: Number
    names: AnswerNames = field(compare=False, repr=False)

    def read(self, typed: str) -> str:
        """The right word where the number agrees that was typed, to the fewer of its digits and the author's.

        Raises:
            EquationError: where it can't be read.
        """
        return self.right_word if self.agrees(self.answered(typed)) else typed

    def answered(self, typed: str) -> Answer:
        """The number that was typed, or that a formula comes to.

        Raises:
            EquationError: where it can't be read, or is more than one number.
        """
        first, *_ = read_answer(typed, self, self.names)
        return first.claimed or first

    def agrees(self, answer: Answer) -> bool:
        """Whether a number is the right one."""
        return agree(answer, self.number)

    def distance(self, typed: str) -> str:
        """What was taken for the answer, where that is a number of the lesson's; else how far off it is, in words."""
        answer = self.answered(typed)
        if self.counts:
            is_count = answer.value.denominator == 1 and answer.value >= 0
            return "that isn't it" if is_count else "the question is how many, so the answer is a whole number"
        return self.taken_for_it(answer) or apart(answer.value, self.number.value)

    @property
    def counts(self) -> bool:
        """Whether a count is asked for."""
        return self.number.value.denominator == 1 and "how many" in self.text.casefold()

    def taken_for_it(self, answer: Answer) -> str:
        """Which number of the lesson was given in place of the answer, and what is asked; empty where it is none."""
        if not answer.value:
            return ""
        earlier = self.names.derivation.lesson.quiz.questions[: int(self.parameter) - 1]
        if any(agree(answer, question.answer) for question in earlier):
            return "that is the answer to an earlier question; this one asks for something that follows from it"
        found = [ref for ref in self.at_hand() if abs(self.step.shown_number(ref).value) == abs(answer.value)]
        for ref in found:
            if self.step.shown_number(ref).value == answer.value:
                return f"that is {name_of(ref)} itself; the question asks for something that follows from it"
        turned = [ref for ref in found if ref.kind not in GIVEN]
        return (
            f"that is {name_of(turned[0])} with its sign turned; the question asks for another number" if turned else ""
        )

    def at_hand(self) -> list[Ref]:
        """The single numbers that are found or given before the question, those first that have a name of their own."""
        derivation = self.names.derivation
        before = [step.ref for step in derivation.steps[: derivation.steps.index(self.step)]]
        given = (ref for step in derivation.steps for ref in step.names if ref.kind in GIVEN)
        refs = sorted(dict.fromkeys([*before, *given]), key=lambda ref: ref.kind is Kind.SHARE)
        return [ref for ref in refs if not derivation.unrolled.shape(ref)]


def agree(answer: Answer, number: Number) -> bool:
    """Whether a number is the one that an author wrote, to the fewer of the digits of both."""
    unit, _ = last_digit(number)
    slack = 0 if number.value.denominator == 1 else unit / 2 + answer.half_unit
    return abs(answer.value - number.value) <= slack


def own_questions(derivation: Derivation) -> list[MeaningQuestion]:
    """The questions that a lesson's author asks, in the order of the derivation."""
    asked = derivation.lesson.quiz.questions
    found = [_asked(derivation, question, number) for number, question in enumerate(asked, start=1)]
    return [question for question in found if question is not None]


def _asked(derivation: Derivation, question: OwnQuestion, number: int) -> AuthorsQuestion | None:
    step = _before(derivation, question)
    if step is None:
        return None
    text = minus(number_text(question.answer))
    ask, because, hint = (on_paper(one, derivation.lesson) for one in (question.ask, question.because, question.hint))
    return AuthorsQuestion(
        step,
        about=OWN,
        parameter=str(number),
        text=ask,
        right_word=text,
        because=because or f"It is {text}.",
        help=hint or NO_HINT,
        number=question.answer,
        names=AnswerNames(derivation),
    )


def _before(derivation: Derivation, question: OwnQuestion) -> Step | None:
    """The step before which a question is asked: the one that is named, else the first gradient, else the last step."""
    if question.before is not None:
        return next(iter(derivation.names.all_steps(question.before.name)), None)
    gradients = (step for step in derivation.steps if step.operation.kind is Kind.GRADIENT)
    return next(gradients, derivation.steps[-1])
