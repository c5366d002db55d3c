"""What is said to an answer: what was read, whether it is right, and why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.text import Text

from rnn_tutor.english import counted, minus
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import place_point
from rnn_tutor.lesson.problems import printable
from rnn_tutor.mistakes.reals import round_by
from rnn_tutor.notation.line import write
from rnn_tutor.notation.media import signed
from rnn_tutor.notation.name_layout import short_name_layout
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.explanation import worth_telling
from rnn_tutor.quiz.grading import Grade
from rnn_tutor.quiz.hints import Hint, HintLevel, hint
from rnn_tutor.quiz.meaning import MeaningQuestion
from rnn_tutor.quiz.own_numbers import value_at_hand
from rnn_tutor.quiz.plan import elements_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.formula import shortened
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.quiz.known_lines import in_a_line
from rnn_tutor.screens.quiz.known_numbers import written

EXACT_DIGITS = 8
FEW_DIGITS = 3  # beside a number that keeps one digit by hand
AROUND = 24  # characters shown on either side of a place in a long answer
MOST_DECIMALS = 12  # with which a number is read back as a decimal
DECIMAL_COMMA = re.compile(r"[^,.]*[0-9],[0-9][^,.]*")  # 0,5; with a point or a space besides, it parts numbers
HINT_TITLES = {
    HintLevel.RULE: "The rule",
    HintLevel.FORMULA: "The formula",
    HintLevel.NUMBERS: "The numbers put in",
    HintLevel.ANSWER: "The answer",
}
HELPS = "hint helps"
OFFERS = {
    HintLevel.RULE: "hint tells the rule",
    HintLevel.FORMULA: "hint shows the formula",
    HintLevel.NUMBERS: "hint puts in the numbers",
    HintLevel.ANSWER: "hint gives the answer",
}
"""What the next hint does."""


def feedback_lines(feedback: Feedback, quiz: Quiz, typed: str, page: Page) -> Lines:
    """What is said to an answer; `typed` is all of it."""
    if feedback.problem is not None:
        return unreadable_lines(feedback, typed, page)
    lines = echo_lines(feedback, quiz, page)
    match feedback.grade.verdict:
        case _ if quiz.plan.exam:
            return lines + page.prose("Noted.")
        case AnswerVerdict.IMPRECISE:
            return lines + page.prose("Right so far. Please give one more digit.", "hand")
        case AnswerVerdict.RIGHT:
            return lines + right_lines(feedback, page)
        case _:
            return lines + wrong_lines(feedback, quiz.next_hint, page)


# What can't be read.


def prompt(question: Question, page: Page) -> str:
    """What stands before the cursor."""
    return page.spell(f"{question.name}: " if isinstance(question, MeaningQuestion) else f"{question.name} = ")


def unreadable_lines(feedback: Feedback, typed: str, page: Page) -> Lines:
    """A caret under the place that can't be read, and how to mend it. It costs no attempt."""
    problem = feedback.problem
    assert problem is not None
    lines = pointed_at(typed, problem.offset, problem.length, prompt(feedback.question, page), page)
    if typed[problem.offset : problem.offset + 1] == ",":
        if DECIMAL_COMMA.fullmatch(typed):
            return lines + page.prose(f"Perhaps you mean a decimal point: write {typed.strip().replace(',', '.')}")
        if "[" not in typed:
            return lines + page.prose(f"Several numbers go between brackets: write [{typed.strip()}]")
    return lines + page.prose(sentence(problem.message) + (f" {sentence(problem.remedy)}" if problem.remedy else ""))


def sentence(clause: str) -> str:
    """A clause as a sentence; a name of the lesson at its beginning, as dX3, stays as it is."""
    first = clause.partition(" ")[0]
    return ended(clause[:1].upper() + clause[1:] if first.strip(",;:").isalpha() else clause)


def ended(clause: str) -> str:
    """A clause with a full stop, where it doesn't end with a question mark."""
    return clause + ("" if clause.endswith((".", "?", "!")) else ".")


def pointed_at(typed: str, offset: int, length: int, before: str, page: Page) -> Lines:
    """A caret under a place of the line above; of a line that is long or not plain, the place is shown once more."""
    offset = min(offset, len(typed))
    if typed.isprintable() and cell_len(before + typed) < page.width:
        carets = "^" * max(min(length, len(typed) - offset), 1)
        return [Text(" " * cell_len(before + typed[:offset]) + carets, style="key", end="")]
    room = min(AROUND, page.width // 2 - 4)
    start, end = max(0, offset - room), offset + room
    lead = page.spell("… " if start else "") + page.spell(printable(typed[start:offset]))
    rest = page.spell(printable(typed[offset:end])) + page.spell(" …" if end < len(typed) else "")
    shown = Text(" " * page.margin + lead + rest, end="")
    shown.truncate(page.width)
    return [shown, Text(" " * (page.margin + cell_len(lead)) + "^", style="key", end="")]


# What was read.


def echo_lines(feedback: Feedback, quiz: Quiz, page: Page) -> Lines:
    """How an answer was read, where it is more than a number typed as it is written."""
    if (formula := formula_read(feedback, quiz, page)) is not None:
        return page.prose(f"read as {formula}", "label", hanging=2)
    texts = [text for answer in feedback.understood if (text := echo(answer, feedback, quiz))]
    return page.prose(f"read as {', '.join(texts)}", "label", hanging=2) if texts else []


def formula_read(feedback: Feedback, quiz: Quiz, page: Page) -> str | None:
    """A formula between vectors as it was read, and what it comes to; None where the answer is none."""
    answers, unrolled = feedback.understood, quiz.derivation.unrolled
    if not answers or (formula := answers[0].whole) is None:
        return None
    rounding, shape = quiz.derivation.lesson.rounding, feedback.question.step.operation.shape
    texts = tuple(written(value_at_hand(answer.expression, quiz.screen), rounding) for answer in answers)
    read = f"{write(formula, replace(unrolled.paper, name=short_name_layout))} = {in_a_line(Array(shape, texts), page)}"
    claims = tuple(decimal_of(answer.claimed) for answer in answers if answer.claimed)
    return f"{read}, with the result {in_a_line(Array(shape, claims), page)}" if claims else read


def echo(answer: Answer, feedback: Feedback, quiz: Quiz) -> str:
    """What was read, and what it comes to; nothing for a number that was typed as it is written."""
    if answer.is_number:
        decimal = decimal_of(answer)
        typed = feedback.attempt.given.replace("−", "-").lstrip("+")
        return "" if decimal in (typed, typed.replace("-.", "-0."), f"0{typed}") else minus(decimal)
    value = written(value_at_hand(answer.expression, quiz.screen), quiz.derivation.lesson.rounding)
    read = f"{answer.understood} = {minus(value)}"
    return f"{read}, with the result {minus(decimal_of(answer.claimed))}" if answer.claimed else read


def decimal_of(answer: Answer) -> str:
    """A number as a decimal, with the digits that were typed; as it is where they are many."""
    places = len(str((1 / (2 * answer.half_unit)).numerator)) - 1 if answer.half_unit else MOST_DECIMALS + 1
    if places > MOST_DECIMALS or abs(answer.value) >= 10**MOST_DECIMALS:
        return answer.understood
    return place_point(int(abs(answer.value) * 10**places), places, negative=answer.value < 0)


# Right.


def right_lines(feedback: Feedback, page: Page) -> Lines:
    """Right, with the number by hand and the exact digits; and the first reason why, if it was hard."""
    if isinstance(feedback.question, MeaningQuestion):
        return page.prose("Right.", "hand") + page.prose(feedback.question.because)
    why = page.prose(feedback.question.step.first_reason) if feedback.is_hard_won else []
    return confirmed(feedback.question, page, feedback.understood) + why


def confirmed(question: Question, page: Page, typed: Sequence[Answer] = ()) -> Lines:
    """That an answer is right, and the number by hand and exactly."""
    if question.whole:
        return page.prose("Right.", "hand") + answer_lines(question, page)
    row, column = question.row - 1, question.column - 1
    exact = question.step.exact(EXACT_DIGITS).at(row, column)
    by_hand = question.by_hand_text
    if exact != by_hand and question.step.derivation.lesson.rounding.keeps_one_digit(question.by_hand):
        three = signed(question.step.exact(FEW_DIGITS).at(row, column))
        return page.prose(
            f"{how_right(question, typed)}: {three} is the exact number. By hand, from rounded numbers, "
            f"{question.name} = {minus(by_hand)}, and the table goes on with that.",
            "hand",
            hanging=2,
        )
    also = "" if exact == by_hand else f", {signed(exact)} exactly"
    return page.prose(f"Right. {question.name} = {minus(by_hand)} by hand{also}.", "hand", hanging=2)


def how_right(question: Question, typed: Sequence[Answer]) -> str:
    """How right an answer is of which one digit is kept: to that digit, or near enough by its own last place."""
    rule = question.screen.rule
    numbers = {round_by(rule, (answer.claimed or answer).value) for answer in typed if answer.is_number}
    is_it = numbers <= {question.by_hand, round_by(rule, question.exact)}
    return "Right to the one digit that is kept" if is_it else "Right, since it is near enough for so small a number"


def answer_lines(question: Question, page: Page) -> Lines:
    """The right numbers by hand; to a question of meaning, the answer in a sentence."""
    if isinstance(question, MeaningQuestion):
        return page.prose(question.because, "hand")
    found: Lines = []
    for part in elements_of(question):
        found += page.prose(f"{part.name} = {minus(part.by_hand_text)}", "hand", hanging=2)
    return found


# Not yet.


def wrong_lines(feedback: Feedback, following: HintLevel, page: Page) -> Lines:
    """Why an answer isn't right, and what the next hint is; after the last attempt, the right number."""
    grade = feedback.grade
    if feedback.over and grade.measure:
        grade = replace(grade, distance=grade.measure)
    lines = why_lines(grade, page)
    if feedback.over:
        return lines + solution_lines(feedback.question, page)
    is_hint = isinstance(feedback.question, MeaningQuestion) and following is not HintLevel.ANSWER
    offer = HELPS if is_hint else OFFERS[following]
    return lines + page.prose(f"{counted(feedback.attempts_left, 'attempt')} left; {offer}.", "label")


def why_lines(grade: Grade, page: Page) -> Lines:
    """The mistake by name, or the two that it may be, or how far off the answer is."""
    if grade.lucky:
        lines = page.prose(
            "Not yet: the number is right, but only by luck. With other numbers this formula gives something else."
        )
        return lines + [line for one in grade.mistakes for line in page.prose(f"{sentence(one.words)}")]
    match worth_telling(grade.mistakes):
        case ():
            return page.prose(f"Not yet: {ended(grade.distance)}", "not_yet")
        case (mistake,):
            return page.prose(f"Not yet: {ended(mistake.words)}", "not_yet")
        case mistakes:
            count = COUNTED.get(len(mistakes), f"{len(mistakes)}")
            lines = page.prose(
                f"Not yet. {count} mistakes {'at once' if grade.at_once else 'can lead to this number'}:", "not_yet"
            )
            for mistake in mistakes:
                lines += page.prose(f"– {ended(mistake.words)}", indent=page.margin, hanging=2)
            return lines


COUNTED = {2: "Two", 3: "Three"}


def solution_lines(question: Question, page: Page) -> Lines:
    """The formula, the numbers put in, and the answer."""
    if isinstance(question, MeaningQuestion):
        return answer_lines(question, page)
    lines = page.prose("This is how it goes:")
    for level in (HintLevel.FORMULA, HintLevel.NUMBERS, HintLevel.ANSWER):
        more = formula_lines(hint(question, level), page)
        if [line.plain for line in more] != [line.plain for line in lines[-len(more) :]]:
            lines += more
    return lines


def hint_lines(given: Hint, page: Page) -> Lines:
    """A hint."""
    title = "A hint" if given.of_meaning and given.level is not HintLevel.ANSWER else HINT_TITLES[given.level]
    if given.words:
        return page.prose(f"{title}: {given.words}")
    return page.prose(f"{title}:") + formula_lines(given, page)


def formula_lines(given: Hint, page: Page) -> Lines:
    """The lines of a hint, in the field's notation; a long formula is folded, numbers to calculate with are not."""
    lines: Lines = []
    for found in given.formulas:
        layout = shortened(found.layout, page) if given.level is HintLevel.FORMULA else found.layout
        lines += page.prose(f"{found.name} = {page.formula(layout)}", indent=page.margin * 2, hanging=4)
    return lines
