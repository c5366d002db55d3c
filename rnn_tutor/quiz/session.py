"""A quiz under way: which question stands, what was answered, and what comes next.

It computes and keeps count; asking and telling is for the screens, keeping for the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.step import Step
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Ref
from rnn_tutor.quiz.answer import Answer, read_answer
from rnn_tutor.quiz.grading import Grade, Verdict, grade
from rnn_tutor.quiz.hints import Hint, HintLevel, hint
from rnn_tutor.quiz.names import AnswerNames
from rnn_tutor.quiz.question import Question

MAX_TYPED = 200


@dataclass(frozen=True)
class Plan:
    """What is asked and how: the steps of some phases, from one to another (`backward:3`), and how often.

    In an exam each question is answered once, and nothing is told before the end.
    """

    phases: tuple[Phase, ...] = (Phase.BACKWARD,)
    first: str | None = None
    last: str | None = None
    attempts: int = 3
    exam: bool = False


@dataclass(frozen=True)
class Attempt:
    """One answer to one question, numbered from 1 within the question."""

    step: str
    quantity: str
    time_step: int | None
    phase: str
    given: str
    verdict: Verdict
    mistakes: tuple[str, ...]
    attempt: int
    hints: int = 0

    def as_json(self) -> dict[str, Any]:
        """The attempt in the form of the contract for programs."""
        return {
            "quantity": self.quantity,
            "time_step": self.time_step,
            "phase": self.phase,
            "given": self.given,
            "verdict": self.verdict.value,
            "mistakes": list(self.mistakes),
            "attempt": self.attempt,
        }


@dataclass(frozen=True)
class Feedback:
    """What comes of one answer.

    `understood` is what was read; `problem` why it couldn't be. `attempts_left` counts those that remain for the
    question, and `over` says that the quiz has moved on from it.
    """

    question: Question
    attempt: Attempt
    grade: Grade
    understood: tuple[Answer, ...] = ()
    problem: EquationError | None = None
    attempts_left: int = 0
    over: bool = False


class NothingToAsk(ValueError):
    """A plan that leaves no question, or names a step that isn't there."""


@dataclass
class Quiz:
    """The state of a quiz over one derivation."""

    derivation: Derivation
    plan: Plan
    questions: tuple[Question, ...]
    position: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    hint_level: int = 0
    formula_next: bool = False
    skipped: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names = AnswerNames(self.derivation)
        self._own: dict[tuple[Ref, int, int], Answer] = {}

    @property
    def question(self) -> Question | None:
        """The question that stands; None after the last."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def known(self) -> list[Step]:
        """The steps before the question that stands: what the learner may see."""
        question = self.question
        steps = self.derivation.steps
        return list(steps) if question is None else list(steps[: steps.index(question.step)])

    def answer(self, text: str) -> Feedback:
        """Read and grade an answer to the question that stands, and move on where it is done with."""
        question = self._standing()
        number = 1 + sum(a.verdict is Verdict.WRONG for a in self.attempts if a.step == question.step.identity)
        try:
            answers = read_answer(text, self.names, self.derivation.by_hand)
            graded = self._graded(question, answers)
        except EquationError as error:
            attempt = self._recorded(question, text, Grade(Verdict.UNREADABLE), number)
            left = self.plan.attempts - number + 1
            return Feedback(question, attempt, Grade(Verdict.UNREADABLE), problem=error, attempts_left=left)
        if self.plan.exam and any(m.name == "earlier-slip" for m in graded.mistakes):
            graded = Grade(Verdict.RIGHT, graded.mistakes)
        attempt = self._recorded(question, text, graded, number)
        if graded.verdict is Verdict.WRONG or graded.mistakes:
            self._remember(question, answers)
        left = self.plan.attempts - number
        over = graded.verdict is Verdict.RIGHT or self.plan.exam or (graded.verdict is Verdict.WRONG and left <= 0)
        if graded.verdict is Verdict.WRONG and not graded.mistakes:
            self.formula_next = True
        if over:
            self._move(self.position + 1)
        return Feedback(question, attempt, graded, answers, attempts_left=max(left, 0), over=over)

    def hint(self) -> Hint:
        """The next hint for the question that stands; the last one gives the answer."""
        question = self._standing()
        self.hint_level = min(self.hint_level + 1, HintLevel.ANSWER)
        if self.formula_next and self.hint_level < HintLevel.FORMULA:
            self.hint_level = HintLevel.FORMULA
        return hint(question, HintLevel(self.hint_level))

    def skip(self) -> Question:
        """Pass over the question that stands, and say which it was."""
        question = self._standing()
        self.skipped.add(self.position)
        self._move(self.position + 1)
        return question

    def back(self) -> bool:
        """Return to the question before; False at the first."""
        if self.position == 0:
            return False
        self._move(self.position - 1)
        return True

    @property
    def asked(self) -> int:
        """How many questions were answered or passed over."""
        answered = {attempt.step for attempt in self.attempts if attempt.verdict is not Verdict.UNREADABLE}
        return len(answered | {self.questions[place].step.identity for place in self.skipped})

    @property
    def right_first_time(self) -> int:
        """How many questions were right at the first attempt, and without being told the answer."""
        return sum(
            attempt.verdict is Verdict.RIGHT and attempt.attempt == 1 and attempt.hints < HintLevel.ANSWER
            for attempt in self.attempts
        )

    def as_json(self, seed: int | None) -> dict[str, Any]:
        """The quiz in the form of the contract for programs."""
        return {
            "lesson": self.derivation.lesson.name,
            "seed": seed,
            "asked": self.asked,
            "right_first_time": self.right_first_time,
            "answers": [attempt.as_json() for attempt in self.attempts],
        }

    def restored(self, position: int, attempts: list[Attempt], skipped: set[int]) -> None:
        """Go on where an earlier sitting stopped."""
        self.attempts = list(attempts)
        self.skipped = {place for place in skipped if place < len(self.questions)}
        by_step = {question.step.identity: question for question in self.questions}
        for attempt in attempts:
            question = by_step.get(attempt.step)
            if attempt.verdict is Verdict.WRONG and question is not None:
                self._remember(question, read_answer(attempt.given, self.names, self.derivation.by_hand))
        self._move(min(max(position, 0), len(self.questions)))

    def _standing(self) -> Question:
        question = self.question
        if question is None:
            raise NothingToAsk("the quiz is over")
        return question

    def _move(self, position: int) -> None:
        self.position = position
        self.hint_level = 0
        self.formula_next = False

    def _recorded(self, question: Question, text: str, graded: Grade, number: int) -> Attempt:
        step = question.step
        attempt = Attempt(
            step=step.identity,
            quantity=step.quantity,
            time_step=step.time_step,
            phase=step.phase.value,
            given=text[:MAX_TYPED],
            verdict=graded.verdict,
            mistakes=tuple(dict.fromkeys(mistake.name for mistake in graded.mistakes)),
            attempt=number,
            hints=self.hint_level,
        )
        self.attempts.append(attempt)
        return attempt

    def _graded(self, question: Question, answers: tuple[Answer, ...]) -> Grade:
        """The grade of one number, or of a whole vector or matrix element by element."""
        places = elements_of(question)
        if len(answers) != len(places):
            raise EquationError(_count_message(question, len(places), len(answers)), 0)
        grades = [grade(part, answer, self._own) for part, answer in zip(places, answers, strict=True)]
        return _together(grades)

    def _remember(self, question: Question, answers: tuple[Answer, ...]) -> None:
        for part, answer in zip(elements_of(question), answers, strict=False):
            if not part.accepts(answer.value, answer.half_unit):
                self._own[part.place] = answer


def elements_of(question: Question) -> list[Question]:
    """The single numbers that a question asks for."""
    if not question.whole:
        return [question]
    rows, columns = question.step.operation.shape or (1, 1)
    places = [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]
    return [Question(question.step, row, column) for row, column in places]


def _count_message(question: Question, wanted: int, given: int) -> str:
    if wanted == 1:
        return f"one number is asked for, and {given} are given"
    shape = question.step.operation.shape
    layout = "[a, b, …]" if shape[1] == 1 else "[[a, b], [c, d]], row by row"
    return f"{wanted} numbers are asked for, as {layout}; {given} {'is' if given == 1 else 'are'} given"


def _together(grades: list[Grade]) -> Grade:
    """The grade of several numbers: right where all are, else as the first that isn't."""
    for verdict in (Verdict.WRONG, Verdict.IMPRECISE):
        for graded in grades:
            if graded.verdict is verdict:
                return graded
    return grades[0]


def quiz(derivation: Derivation, plan: Plan) -> Quiz:
    """A quiz over the steps that a plan picks, ready at its first question.

    Raises:
        NothingToAsk: where the plan picks none, or names a step that isn't there.
    """
    steps = [step for step in derivation.steps if step.phase in plan.phases]
    first = _index(steps, plan.first, 0)
    last = _index(steps, plan.last, len(steps) - 1)
    chosen = steps[first : last + 1]
    if not chosen:
        raise NothingToAsk("these options leave no question to ask")
    return Quiz(derivation, plan, tuple(asked_of(step) for step in chosen))


def asked_of(step: Step, most: int = 4) -> Question:
    """The question for a step: the whole of a small vector, one element of anything larger."""
    shape = step.operation.shape
    if not shape:
        return Question(step)
    rows, columns = shape
    if rows * columns <= most:
        return Question(step, whole=True)
    # A different element from step to step, and the same one each time the lesson is asked.
    return Question(step, 1 + step.number % rows, 1 + step.number % columns)


def _index(steps: list[Step], identity: str | None, otherwise: int) -> int:
    """Where a step stands that is named `9` or `backward:9`."""
    if identity is None:
        return otherwise
    for index, step in enumerate(steps):
        if identity in (step.identity, str(step.number)):
            return index
    known = f"{steps[0].identity} to {steps[-1].identity}" if steps else "none"
    raise NothingToAsk(f"there is no step {identity} to ask; the steps are {known}")
