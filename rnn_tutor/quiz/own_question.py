"""Questions that a lesson's author asks: answered with a number, or with what comes to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnn_tutor.english import minus
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.tree import Kind, Number
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.prose import on_paper
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.lesson import OwnQuestion
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
        unit, _ = last_digit(self.number)
        slack = 0 if self.number.value.denominator == 1 else unit / 2 + answer.half_unit
        return abs(answer.value - self.number.value) <= slack

    def distance(self, typed: str) -> str:
        """How far off an answer is, in words."""
        return apart(self.answered(typed).value, self.number.value)


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
