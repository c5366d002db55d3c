"""A quiz as a conversation: a question, a box to answer in, what is said to it, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from rnn_tutor.pictures.route import Route
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.hints import HintLevel
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.no_idea import has_no_idea
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.command import NextCommand, ways_on_lines
from rnn_tutor.screens.layout.output import Ask, Output
from rnn_tutor.screens.layout.page import Lines, blank
from rnn_tutor.screens.layout.sheets import sheets
from rnn_tutor.screens.quiz.asking import CURSOR, question_lines
from rnn_tutor.screens.quiz.feedback import answer_lines, feedback_lines, hint_lines, prompt
from rnn_tutor.screens.quiz.help import help_lines, words_of
from rnn_tutor.screens.quiz.known_lines import table_lines
from rnn_tutor.screens.quiz.opening import equation_lines, opening_lines
from rnn_tutor.screens.quiz.summary import summary_lines
from rnn_tutor.screens.walk.margin import Margin
from rnn_tutor.screens.walk.word import word_lines

WORDS = ("hint", "skip", "back", "show", "full", "quit", "?")
TO_BEGIN = "Enter: the first question > "
BEFORE_PROMPT = 1  # an empty line
TOO_NARROW = 30  # columns; below that nearly nothing is a screen, and it is read as it scrolls
OTHER_WORDS = {"help": "?", "exit": "quit", "q": "quit", "b": "back", "f": "full"}


class Keeper(Protocol):
    """Where a quiz is kept as it goes on. Nothing it does may stop the quiz; what it has to say, it says in `news`."""

    def answered(self, feedback: Feedback) -> None:
        """An answer was given."""

    def skipped(self, question: Question) -> None:
        """A question was passed over."""

    def answer_shown(self, question: Question) -> None:
        """The answer was given away, as the last hint or after the last attempt."""

    def moved(self) -> None:
        """The quiz moved without an answer."""

    def ended(self) -> None:
        """The last question is done with."""

    def news(self) -> Sequence[str]:
        """What the learner should be told, each sentence once."""


@dataclass
class QuizConversation:
    """A quiz with somebody who answers.

    Attributes:
        ask: reads a line after a prompt; raises EOFError at the end of input.
        remarks: what is said under the title, each sentence with a command if there is one.
        on: how to go on after the quiz, each way in words and as a command.
        interrupted: what is said on Ctrl-C, in the same form.
        worked_out: where to see a question worked out, for somebody who is lost.
    """

    quiz: Quiz
    output: Output
    ask: Ask
    keeper: Keeper
    remarks: Sequence[NextCommand] = ()
    on: Callable[[Quiz], Sequence[NextCommand]] = field(default=lambda _: ())
    interrupted: Callable[[Quiz], Sequence[NextCommand]] = field(default=lambda _: ())
    worked_out: Callable[[Question], NextCommand | None] = field(default=lambda _: None)

    def __post_init__(self) -> None:
        self.route = Route(self.quiz.derivation)
        self.margin = Margin(self.quiz.derivation)
        self.pending = ""  # typed before the first question was there
        self.on_screen = 0  # lines written since something was typed

    def run(self) -> None:
        """Ask until the last question is done with, or somebody leaves; then say how it went.

        Raises:
            KeyboardInterrupt: on Ctrl-C.
        """
        try:
            self.begin()
            self.converse()
        except EOFError:
            self.write([blank()])
        except KeyboardInterrupt:
            self.write([blank(), *ways_on_lines(self.interrupted(self.quiz), self.output.page())])
            raise
        if self.quiz.question is None:
            self.keeper.ended()
        page = self.output.page()
        self.write([*summary_lines(self.quiz, page), blank(), *ways_on_lines(self.on(self.quiz), page)])
        self.say_news()

    def begin(self) -> None:
        """The opening and the first question; where a terminal is too small for both, the opening first.

        Raises:
            EOFError: at the end of input.
        """
        page, room = self.output.page(), self.room
        asked = self.question_lines() if self.quiz.question is not None else []
        opening = opening_lines(self.quiz, self.remarks, page, None if room is None else room - len(asked))
        if room is None or len(opening) + len(asked) <= room or not asked or page.width < TOO_NARROW:
            self.write(opening)
        else:
            self.turn_pages(opening, room)
        self.say_news()
        self.write(asked)

    def turn_pages(self, lines: Lines, room: int) -> None:
        """Lines in pages of at most so many, an Enter after each; what is typed instead answers the first question."""
        for sheet in sheets(lines, self.output.page(), room - BEFORE_PROMPT):
            self.write([*sheet, *([] if not sheet[-1].plain.strip() else [blank()])])
            self.pending = self.ask(TO_BEGIN)
            if self.pending.strip():
                return

    def converse(self) -> None:
        """Read lines and answer them.

        Raises:
            EOFError: at the end of input.
        """
        while (question := self.quiz.question) is not None:
            typed = self.typed(question)
            word = self.word(typed)
            if word == "quit":
                return
            if not word and not asks_for_a_word(typed) and has_no_idea(typed, self.quiz.names):
                self.say(self.way_out())
            elif word or typed.strip():
                self.respond(word, typed, question)
            elif self.output.is_conversation:
                words = ", ".join(word for word, _ in words_of(self.quiz))
                self.say(f"A number or a formula, or one of these: {words}. ? says more.")
            self.say_news()
            if self.quiz.question is not None and self.quiz.question != question:
                self.write(self.question_lines())

    def typed(self, question: Question) -> str:
        """What is typed to a question, be it before it was shown."""
        shown = prompt(question, self.output.page())
        if self.pending.strip():
            typed, self.pending = self.pending, ""
            self.write([self.output.page().text(f"{shown}{typed}")])
        else:
            typed = self.ask(shown)
        self.on_screen = 1
        return typed

    @property
    def room(self) -> int | None:
        """The lines of the terminal above the cursor; None where nobody sits before it."""
        height = self.output.height if self.output.is_conversation else None
        return None if height is None else height - CURSOR

    def word(self, typed: str) -> str:
        """The command that was typed, if it is one; a name of the lesson's is none, with its time step or without."""
        word = " ".join(typed.lower().split())
        if {word, f"{word}1"} & self.quiz.names.folded.keys():
            return ""
        return OTHER_WORDS.get(word, word if word in WORDS else "")

    def way_out(self) -> str:
        """What somebody may do who doesn't know."""
        if self.quiz.plan.exam:
            return "That is all right: skip passes over the question. In an exam there are no hints."
        return "That is all right, and costs nothing: hint helps, a step at a time; skip passes over the question."

    def respond(self, word: str, typed: str, question: Question) -> None:
        """Do what was asked for, or grade what was answered."""
        match word:
            case "hint":
                self.hint(question)
            case "skip":
                self.skip()
            case "back":
                self.back()
            case "show" | "full":
                page = self.output.page()
                page = replace(page, full=page.full or word == "full")
                self.write([*equation_lines(self.quiz, page), *table_lines(self.quiz, page, whole=True), blank()])
            case "?":
                self.write(help_lines(self.quiz, self.output.page()))
            case _ if asks_for_a_word(typed):
                self.write([*word_lines(typed, self.quiz.derivation, self.output.page()), blank()])
            case _:
                self.answer(typed)

    def answer(self, typed: str) -> None:
        """Grade an answer; it is kept before anything is said to it."""
        feedback = self.quiz.answer(typed)
        self.keeper.answered(feedback)
        page = self.output.page()
        lines = feedback_lines(feedback, self.quiz, typed, page)
        if feedback.lost and (way := self.worked_out(feedback.question)) is not None:
            lines = [*lines, *ways_on_lines([way], page)]
        self.write([*lines, blank()])

    def hint(self, question: Question) -> None:
        """One hint more."""
        given = self.quiz.hint()
        if given is None:
            self.say("In an exam there are no hints; they come at the end.")
            return
        if given.level is HintLevel.ANSWER:
            self.keeper.answer_shown(question)
        else:
            self.keeper.moved()
        page = self.output.page()
        of_meaning = isinstance(question, MeaningQuestion)
        authors = [] if of_meaning else self.margin.hint(question.step, given.level, HintLevel.NUMBERS, page)
        self.write([*authors, *hint_lines(given, page), blank()])

    def skip(self) -> None:
        """On to the next question; the answer goes into the table."""
        question = self.quiz.skip()
        self.keeper.skipped(question)
        page = self.output.page()
        if self.quiz.plan.exam:
            self.say("Skipped. The table goes on with what follows from your own numbers.")
        else:
            is_number = not isinstance(question, MeaningQuestion)
            lines = page.prose(f"Skipped. {'The table goes on with the right number' if is_number else 'The answer'}:")
            self.write([*lines, *answer_lines(question, page), blank()])

    def back(self) -> None:
        """To the question before."""
        if self.quiz.back():
            self.keeper.moved()
            self.write([blank()])
        elif self.quiz.plan.exam:
            self.say("In an exam, an answer can't be changed.")
        else:
            self.say("This is the first question.")

    def question_lines(self) -> Lines:
        """The question that stands, with what is known; if it can be, on one screen with what was said before it."""
        page, room = self.output.page(), self.room
        lines = question_lines(self.quiz, self.route, page, None if room is None else room - self.on_screen)
        return lines if room is None or len(lines) + self.on_screen <= room else self.question_alone(room)

    def question_alone(self, room: int) -> Lines:
        """The question that stands, with all of a screen for it."""
        return question_lines(self.quiz, self.route, self.output.page(), room)

    def say(self, sentence: str) -> None:
        """A sentence."""
        self.write([*self.output.page().prose(sentence), blank()])

    def say_news(self) -> None:
        """What the keeper has to say."""
        for sentence in self.keeper.news():
            self.say(sentence)

    def write(self, lines: Lines) -> None:
        """Write lines."""
        self.on_screen += len(lines)
        self.output.write(lines)


def asks_for_a_word(typed: str) -> bool:
    """Whether somebody asks what a word or a symbol means: ?slope, ? W1."""
    return typed.lstrip().startswith("?") and bool(typed.strip("? \t"))
