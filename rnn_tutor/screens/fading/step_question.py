"""A step that is asked before it is shown: the question, what is said to an answer, and when the step is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from rnn_tutor.english import counted, in_words, listed
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.line import name_of
from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.quiz.answer import short_name
from rnn_tutor.quiz.attempt import Feedback, recorded
from rnn_tutor.quiz.belonging import Belonging
from rnn_tutor.quiz.grading import Grade
from rnn_tutor.quiz.hints import HintLevel
from rnn_tutor.quiz.no_idea import has_no_idea
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.arrays import ShownArray
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.quiz.feedback import feedback_lines, hint_lines, prompt, why_lines
from rnn_tutor.screens.quiz.known_lines import arranged, in_a_line, table_lines
from rnn_tutor.screens.walk.asking import Heard
from rnn_tutor.screens.walk.keys import Request, WalkKey, understood
from rnn_tutor.screens.walk.phases import title
from rnn_tutor.screens.walk.step import epoch_of, subject

KEYS_HERE = (WalkKey.BACK, WalkKey.PHASE, WalkKey.CONTINUE, WalkKey.GO, WalkKey.HELP, WalkKey.QUIT, WalkKey.ASK)
SKIP = "skip"
SHOW = "show"
HINT = "hint"


@dataclass
class StepQuestion:
    """A step that is asked: first what belongs in its formula, then its number.

    `quiz` stands at the step's question. `known` is all that was found before it; `values` are the numbers to choose
    from. `keep` is given each attempt.
    """

    step: Step
    count: int
    quiz: Quiz
    belonging: Belonging
    known: Sequence[Ref]
    values: Sequence[ShownArray]
    keep: Callable[[Attempt], None]
    knows_formula: bool = field(default=False, init=False)
    is_known: bool = field(default=False, init=False)

    # The question.

    def lines(self, page: Page) -> Lines:
        """The question on a page, with the names to choose from."""
        which = "Which factors belong in it?" if self.belonging.are_only_factors else "Which of these belong in it?"
        names = zip(self.belonging.choices, self.values, strict=True)
        choices = [f"{n}: {short_name(ref)} = {in_a_line(value, page)}" for n, (ref, value) in enumerate(names, 1)]
        width = page.width - page.margin * 2
        rows = choices if page.linear else arranged([page.spell(choice) for choice in choices], width)
        return [
            *heading(page, epoch_of(self.step), f"Step {self.step.number} of {self.count}", title(self.step)),
            *page.prose(subject(self.step), "title"),
            blank(),
            *page.prose(f"You have seen steps of this kind. {which}"),
            blank(),
            *(page.text(" " * (page.margin * 2) + row) for row in rows),
            blank(),
            *page.prose(self.how(), "label"),
        ]

    def how(self) -> str:
        """How to answer."""
        return (
            f"{self.short_names()}Type their numbers, like {self.example()}, or the formula, or the result at once. "
            f"Enter alone shows the step, {HINT} helps. Here keys like b, q and ? need Enter, too."
        )

    def short_names(self) -> str:
        """What a gradient's short name among the choices means."""
        gradients = (ref for ref in self.belonging.choices if short_name(ref) != name_of(ref))
        return next((f"{short_name(ref)} means {name_of(ref)}. " for ref in gradients), "")

    def example(self) -> str:
        """Some numbers of choices, which are not the right ones."""
        last = len(self.belonging.choices)
        pairs = [(first, second) for second in range(2, last + 1) for first in range(1, second)]
        is_right = self.belonging.right
        wrong = (pair for pair in pairs if {self.belonging.choices[n - 1] for n in pair} != is_right)
        return " ".join(map(str, next(wrong, pairs[0])))

    def prompt(self, page: Page) -> str:
        """What stands before the cursor."""
        return prompt(self._question, page)

    def request(self, typed: str) -> Request | None:
        """The key of the walk that was typed, if it is one; a name of the lesson's is none."""
        text = typed.strip()
        if not text or text.lower() == SKIP:
            return Request(WalkKey.ON)
        if self.is_name(text.split()[0]):
            return None
        request = understood(text)
        return request if request.key in KEYS_HERE else None

    def is_name(self, word: str) -> bool:
        """Whether a word is the name of a number that is known here, with its time step or without."""
        names = self.quiz.names.known
        return bool({names.get(word), names.get(f"{word}1")} & set(self.known))

    # What is said.

    def hear(self, typed: str) -> Heard:
        """Grade what was typed."""
        if typed.strip().lower() == HINT and not self.is_name(HINT):
            return self.hint()
        if typed.strip().lower() == SHOW and not self.is_name(SHOW):
            return Heard(partial(table_lines, self.quiz, whole=True))
        if has_no_idea(typed, self.quiz.names):
            return Heard(lambda page: page.prose(f"That is all right: {HINT} helps, and Enter alone shows the step."))
        if not self.knows_formula:
            chosen = self.belonging.chosen(typed)
            if chosen is not None:
                grade = self.belonging.grade(chosen)
                if grade.verdict is AnswerVerdict.RIGHT:
                    self.knows_formula = True
                    return Heard(self._and_the_number)
                feedback = self._kept(self.quiz.judged(typed, (), grade))
                return self._not_yet(feedback, partial(self._choice_lines, feedback, self.not_chosen_well(typed)))
            if self._is_formula(typed):
                self.knows_formula = True
                return Heard(partial(self._formula_lines, typed))
        feedback = self._kept(self.quiz.answer(typed))
        if feedback.grade.verdict is AnswerVerdict.RIGHT:
            self.is_known = True
            return Heard(lambda page: feedback_lines(feedback, self.quiz, typed, page), is_over=True)
        if feedback.over:
            return self._not_yet(feedback, partial(why_lines, feedback.grade))
        return Heard(lambda page: feedback_lines(feedback, self.quiz, typed, page))

    def hint(self) -> Heard:
        """One hint more; the last shows the step."""
        question, given = self._question, self.quiz.hint()
        assert given is not None, "it is no exam"
        if given.level is HintLevel.ANSWER:
            self.keep(recorded(question, "", Grade(AnswerVerdict.SHOWN), 1, HintLevel.ANSWER))
            return Heard(lambda page: page.prose("This is how it goes."), is_over=True)
        return Heard(partial(hint_lines, given))

    @property
    def _question(self) -> Question:
        question = self.quiz.question
        assert question is not None, "the quiz stands at the step until it is shown"
        return question

    def _kept(self, feedback: Feedback) -> Feedback:
        self.keep(feedback.attempt)
        return feedback

    def _not_yet(self, feedback: Feedback, draw: Callable[[Page], Lines]) -> Heard:
        """After the last attempt the step is shown."""
        if feedback.over:
            self.keep(recorded(feedback.question, "", Grade(AnswerVerdict.SHOWN), 1, HintLevel.ANSWER))
        return Heard(draw, feedback.over)

    def _is_formula(self, typed: str) -> bool:
        """Whether this is the right formula, without its result; nothing is counted."""
        try:
            answers, grade = self.quiz.read(typed)
        except EquationError:
            return False
        is_alone = all(answer.has_names and answer.claimed is None for answer in answers)
        return is_alone and grade.verdict is AnswerVerdict.RIGHT

    def _and_the_number(self, page: Page) -> Lines:
        question = self._question
        numbers = f"And what are the numbers, like {question.layout}?" if question.whole else "And what is the number?"
        return page.prose(f"Right, these belong in it. {numbers}", "hand")

    def _formula_lines(self, typed: str, page: Page) -> Lines:
        (first, *_), _ = self.quiz.read(typed)
        read = page.prose(f"read as {first.understood}", "label", hanging=2) if first.whole is None else []
        return [*read, *page.prose("Right, that is the formula. And what is the number?", "hand")]

    def not_chosen_well(self, typed: str) -> str:
        """What is wrong with a choice: which don't belong, and how many are missing, in words: numbers are names."""
        chosen = self.belonging.chosen(typed) or frozenset()
        wrong = list(map(name_of, self.belonging.wrongly_in(chosen)))
        missing = len(self.belonging.missing(chosen))
        parts = [f"{listed(wrong)} {'do' if len(wrong) > 1 else 'does'} not belong in it"] if wrong else []
        if missing and wrong:
            parts.append(f"{in_words(missing)} that {'do are' if missing > 1 else 'does is'} still missing")
        elif missing:
            parts.append(f"{in_words(missing)} more {'belong' if missing > 1 else 'belongs'} in it")
        return f"Not yet: {', and '.join(parts)}."

    def _choice_lines(self, feedback: Feedback, sentence: str, page: Page) -> Lines:
        lines = page.prose(sentence, "not_yet")
        if feedback.over:
            return lines
        return [*lines, *page.prose(f"{counted(feedback.attempts_left, 'attempt')} left; {HINT} helps.", "label")]
