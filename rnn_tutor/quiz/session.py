"""A quiz under way: which question stands, what was answered, and what comes next.

It computes and keeps count; asking and telling is for the screens, keeping for the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rnn_tutor.arguments import need
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.quiz.answer import Answer, read_answer
from rnn_tutor.quiz.attempt import Feedback, as_data, recorded
from rnn_tutor.quiz.grading import Grade, grade, grade_of_meaning
from rnn_tutor.quiz.hints import Hint, HintLevel, hint, next_level
from rnn_tutor.quiz.interval import NumbersShown, numbers_shown
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.own_numbers import OwnNumbers, follow, graded_in_exam, remember
from rnn_tutor.quiz.plan import NothingToAsk, QuizPlan, elements_of, planned
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.vectors import count_message
from rnn_tutor.quiz.whole import grade_of_all

MOST_IN_VAIN = 3
COUNTED = (AnswerVerdict.RIGHT, AnswerVerdict.WRONG)


@dataclass(repr=False)
class Quiz:
    """The state of a quiz over one derivation.

    Attributes:
        position: the place of the question that stands; after the last, their number.
        attempts: all answers, in order.
        hint_level: the hints opened at the question that stands.
        tries: the wrong answers to it since it was come to.
        in_vain: how often something was typed at it that can't be read, or that nothing explains.
        firsts: for each step that was counted, whether it was right first time and without a hint.
        skipped: the steps that were passed over.
        told: those whose answer was given away, as the last hint or after the last attempt.
    """

    derivation: Derivation
    plan: QuizPlan
    questions: tuple[Question, ...]
    position: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    hint_level: int = 0
    tries: int = 0
    formula_next: bool = False
    in_vain: int = 0
    firsts: dict[str, bool] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names = AnswerNames(self.derivation)
        self.own: OwnNumbers = {}
        self._places = {step.ref: place for place, step in enumerate(self.derivation.steps)}

    def __repr__(self) -> str:
        return f"<Quiz on {self.derivation.lesson.name}: question {self.position + 1} of {len(self.questions)}>"

    @property
    def question(self) -> Question | None:
        """The question that stands; None after the last."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def known(self) -> tuple[Step, ...]:
        """The steps before the question that stands: what the learner may see."""
        steps = self.derivation.steps
        return steps if self.question is None else steps[: self._places[self.question.step.ref]]

    @property
    def screen(self) -> NumbersShown:
        """The numbers that the learner sees: in an exam, their own where they have answered."""
        return numbers_shown(self.derivation, self.own if self.plan.exam else {})

    def was_examined(self, step: Step) -> bool:
        """Whether a step was asked in an exam: its number on the table is the learner's own, or follows from those."""
        return self.plan.exam and step.identity in self.firsts

    def answer(self, text: str) -> Feedback:
        """Read and grade an answer to the question that stands, and move on where it is done with.

        Raises:
            TypeError: for what is no text.
        """
        need(text, str, "an answer is a text, as it would be typed")
        question = self._standing()
        try:
            answers, graded = self.read(text)
        except EquationError as error:
            attempt = self._recorded(question, text, Grade(AnswerVerdict.UNREADABLE))
            unread = Feedback(
                question, attempt, Grade(AnswerVerdict.UNREADABLE), problem=error, attempts_left=self._left
            )
            return replace(unread, lost=self._makes_no_sense())
        return self.judged(text, answers, graded)

    def judged(self, text: str, answers: tuple[Answer, ...], graded: Grade) -> Feedback:
        """Keep count of an answer to the question that stands and of its grade, and move on where it is done with."""
        question = self._standing()
        attempt = self._recorded(question, text, graded)
        if self._is_final(graded.verdict):
            self.firsts.setdefault(question.identity, graded.verdict is AnswerVerdict.RIGHT and not self.hint_level)
            remember(self.own, question, answers, self.screen, exam=self.plan.exam)
        if graded.verdict is AnswerVerdict.WRONG:
            self.tries += 1
            self.formula_next = self.formula_next or not graded.mistakes
        is_unexplained = graded.verdict is AnswerVerdict.WRONG and not graded.mistakes and bool(answers)
        lost = is_unexplained and self._makes_no_sense()
        over = self.plan.exam or graded.verdict is AnswerVerdict.RIGHT or self._left <= 0
        feedback = Feedback(question, attempt, graded, answers, attempts_left=self._left, over=over, lost=lost)
        if over:
            if graded.verdict is AnswerVerdict.WRONG and not self.plan.exam:
                self.told.add(question.identity)
            self._move(self.position + 1)
        return feedback

    def read(self, text: str) -> tuple[tuple[Answer, ...], Grade]:
        """What an answer to the question that stands says, and its grade; nothing is counted.

        Raises:
            EquationError: where it can't be read, with the place and how to mend it.
        """
        question = self._standing()
        if isinstance(question, MeaningQuestion):
            return (), grade_of_meaning(question, text)
        answers = read_answer(text, question, self.names)
        return answers, self._graded(question, answers)

    def _makes_no_sense(self) -> bool:
        """Count one more thing typed in vain, and say whether help is due."""
        self.in_vain += 1
        return self.in_vain >= MOST_IN_VAIN and not self.plan.exam

    @property
    def next_hint(self) -> HintLevel:
        """How much the next hint gives away; after an answer that nothing explains, the formula at least."""
        return next_level(self.question, self.hint_level, formula_next=self.formula_next)

    def hint(self) -> Hint | None:
        """The next hint for the question that stands, the last with the answer; none in an exam."""
        question = self._standing()
        if self.plan.exam:
            return None
        self.hint_level = self.next_hint
        if self.hint_level == HintLevel.ANSWER:
            self.firsts.setdefault(question.identity, False)
            self.told.add(question.identity)
        return hint(question, HintLevel(self.hint_level))

    def skip(self) -> Question:
        """Pass over the question that stands, and say which it was.

        In an exam the table then goes on with what follows from the learner's own numbers: the right one would tell.
        """
        question = self._standing()
        if self.plan.exam:
            self._follow(question)
        self.skipped.add(question.identity)
        self.firsts.setdefault(question.identity, False)
        self._move(self.position + 1)
        return question

    def back(self) -> bool:
        """Return to the question before; False at the first, and in an exam, where an answer stands."""
        if self.position == 0 or self.plan.exam:
            return False
        self._move(self.position - 1)
        return True

    def turn_to(self, step: str) -> None:
        """Let the question of a step stand, by the step's name."""
        self._move([question.identity for question in self.questions].index(step))

    @property
    def asked(self) -> int:
        """How many questions were answered or passed over."""
        answered = {attempt.step for attempt in self.attempts if attempt.verdict is not AnswerVerdict.UNREADABLE}
        return len(answered | self.skipped)

    @property
    def right_first_time(self) -> int:
        """How many questions were right at the first attempt, and without a hint."""
        return sum(self.firsts.values())

    def as_json(self, seed: int | None) -> dict[str, Any]:
        """The quiz in the form of the contract for programs."""
        return {
            "lesson": self.derivation.lesson.name,
            "seed": seed,
            "asked": self.asked,
            "right_first_time": self.right_first_time,
            "answers": list(map(as_data, self.attempts)),
        }

    def state(self) -> dict[str, Any]:
        """What it takes to go on later, apart from the attempts; as JSON has it."""
        return {
            "position": self.position,
            "hint_level": self.hint_level,
            "tries": self.tries,
            "formula_next": self.formula_next,
            "firsts": dict(self.firsts),
            "skipped": sorted(self.skipped),
            "told": sorted(self.told),
        }

    def restore(self, state: Mapping[str, Any], attempts: Iterable[Attempt]) -> None:
        """Go on where an earlier sitting with the same plan stopped.

        Raises:
            KeyError, TypeError, ValueError: for a state that isn't one of this quiz's.
        """
        position, hint_level, tries = (max(int(state[key]), 0) for key in ("position", "hint_level", "tries"))
        firsts = {str(step): bool(right) for step, right in dict(state["firsts"]).items()}
        skipped = {str(step) for step in list(state["skipped"])}
        told = {str(step) for step in list(state.get("told", []))}  # earlier versions kept none
        self.position, self.tries = min(position, len(self.questions)), tries
        self.formula_next = bool(state["formula_next"])
        self.hint_level = min(hint_level, HintLevel.ANSWER)
        self.firsts, self.skipped, self.told, self.attempts = firsts, skipped, told, list(attempts)
        given = {attempt.step: attempt.given for attempt in self.attempts if self._is_final(attempt.verdict)}
        for question in self.questions:
            if question.identity in given and not isinstance(question, MeaningQuestion):
                self._remember_again(question, given[question.identity])
            elif question.identity in self.skipped and self.plan.exam:
                self._follow(question)

    def _remember_again(self, question: Question, given: str) -> None:
        try:
            answers = read_answer(given, question, self.names)
        except EquationError:
            return  # it was longer than what is kept: its credit stays, what follows from it is graded without it
        remember(self.own, question, answers, self.screen, exam=self.plan.exam)

    def _follow(self, question: Question) -> None:
        if not isinstance(question, MeaningQuestion):
            follow(self.own, question, self.screen)

    def _is_final(self, verdict: AnswerVerdict) -> bool:
        """Whether an answer counts; in an exam also one that lacks digits, since asking for more would tell."""
        return verdict in COUNTED or (self.plan.exam and verdict is AnswerVerdict.IMPRECISE)

    @property
    def _left(self) -> int:
        is_choice = isinstance(self.question, MeaningQuestion) and self.question.choices
        return max((1 if self.plan.exam or is_choice else self.plan.attempts) - self.tries, 0)

    def _standing(self) -> Question:
        if self.question is None:
            raise NothingToAsk("the quiz is over")
        return self.question

    def _move(self, position: int) -> None:
        self.position = position
        self.hint_level = 0
        self.tries = 0
        self.formula_next = False
        self.in_vain = 0

    def _recorded(self, question: Question, text: str, graded: Grade) -> Attempt:
        before = [attempt for attempt in self.attempts if attempt.step == question.identity]
        number = 1 + sum(attempt.verdict in COUNTED for attempt in before)
        attempt = recorded(question, text, graded, number, self.hint_level)
        self.attempts.append(attempt)
        return attempt

    def _graded(self, question: Question, answers: tuple[Answer, ...]) -> Grade:
        """The grade of one number, or of a whole vector or matrix element by element."""
        parts = elements_of(question)
        if len(answers) != len(parts):
            raise EquationError(count_message(question, len(parts), len(answers)), 0)
        with_why = self.question is None or not self.question.whole
        graded = [
            graded_in_exam(self.own, part, answer)
            if self.plan.exam
            else grade(part, answer, self.own, with_why=with_why)
            for part, answer in zip(parts, answers, strict=True)
        ]
        return grade_of_all(question, answers, list(zip(parts, graded, strict=True)), self.own)


def quiz(derivation: Derivation, plan: QuizPlan) -> Quiz:
    """A quiz over the steps that a plan picks, ready at its first question.

    Raises:
        NothingToAsk: where the plan picks none, or names a step that isn't there.
    """
    return Quiz(derivation, plan, planned(derivation, plan))
