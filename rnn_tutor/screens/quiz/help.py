"""What can be typed in a quiz, and how to answer."""

from __future__ import annotations

from rich.text import Text

from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.notation.line import name_of
from rnn_tutor.quiz.session import Quiz
from rnn_tutor.screens.layout.page import Lines, Page, blank

NUMBER_HELP = ("-0.0912", "a number; also -9.12e-2 or 1/3. Two significant digits or more.")
WORD_HELP = (
    ("hint", "one more hint: the rule, the formula, the numbers put in, the answer."),
    ("show", "all that is known so far."),
    ("full", "the same, with every number of large vectors and matrices."),
    ("skip", "leave this question out; it counts as not known yet."),
    ("back", "back to the previous question."),
    ("quit", "leave; the next time, the quiz goes on here."),
)

IN_BRIEF = ("hint", "skip", "quit")


def how_to_answer(quiz: Quiz) -> list[str]:
    """The rules, in a few sentences."""
    rounding = quiz.derivation.lesson.rounding
    numbers = f"The numbers are by hand: the result of each step is rounded to {rounding.describe_fully()}."
    words = ", ".join((*(word for word, _ in words_of(quiz)), "?"))
    box = f"Answer with a number or a formula, like -0.35 or {formula_example(quiz)}. Other words: {words}."
    if any(question.whole for question in quiz.questions):
        box += " A vector goes like [0.1, -0.2], a matrix row by row, like [[1, 2], [3, 4]]."
    exam = (
        "This is an exam: an answer can't be changed and has two digits or more, and the results come at the end. The "
        "table shows your own numbers."
    )
    return [*([exam] if quiz.plan.exam else []), " ".join([*steps_counted(quiz), numbers]), *short_names(quiz), box]


def how_to_answer_in_brief(quiz: Quiz) -> str:
    """The same in a paragraph, for where there is room for no more."""
    numbers = f"Each result is rounded to {quiz.derivation.lesson.rounding.describe()}."
    vectors = " A vector goes like [0.1, -0.2]." if any(question.whole for question in quiz.questions) else ""
    exam = "In this exam an answer can't be changed, and the results come at the end. " if quiz.plan.exam else ""
    words = ", ".join(word for word, _ in words_of(quiz) if word in IN_BRIEF)
    how = " ".join([*steps_counted(quiz), numbers, *short_names(quiz)])
    return (
        f"{exam}{how} Answer with a number or a formula, like -0.35 or {formula_example(quiz)}.{vectors} "
        f"Other words: {words}; ? says more."
    )


def steps_counted(quiz: Quiz) -> list[str]:
    """What the small t of the equations is, where there are several time steps."""
    lesson = quiz.derivation.lesson
    return [f"t counts the {lesson.time_step.lower()}s."] if lesson.time_steps > 1 and lesson.network.each_step else []


def short_names(quiz: Quiz) -> list[str]:
    """How gradients are written in the table and in an answer; nothing where the quiz has none."""
    gradients = [q for q in quiz.questions if q.step.operation.kind in (Kind.GRADIENT, Kind.SHARE, Kind.TOTAL)]
    if not gradients or not any(step.operation.kind is Kind.GRADIENT for step in quiz.derivation.steps):
        return []
    typed, _ = examples(quiz)
    whole = name_of(quiz.names.known[typed])
    return [f"In the table, {whole.replace('Loss/∂', '')} means {whole}. In an answer, type {typed}."]


def words_of(quiz: Quiz) -> list[tuple[str, str]]:
    """The words that do something, each with what it does; in an exam there are no hints and no way back."""
    return [word for word in WORD_HELP if not (quiz.plan.exam and word[0] in ("hint", "back"))]


def explained(quiz: Quiz) -> tuple[str, str]:
    """How a word is explained."""
    _, parameter = examples(quiz)
    return "?slope", f"a word explained; also a symbol of the lesson, as in ?{parameter}."


def examples(quiz: Quiz) -> tuple[str, str]:
    """A gradient and a parameter as they are typed: dX3 and W2, or others where the lesson has no such."""
    names = quiz.names
    steps = quiz.derivation.steps
    gradients = [step.ref for step in steps if step.operation.kind is Kind.GRADIENT] or [step.ref for step in steps]
    timed = [ref for ref in gradients if isinstance(ref.at, int)] or gradients
    gradient = next((ref for ref in timed if ref.name == "X"), timed[0])
    parameters = [parameter.name for parameter in quiz.derivation.lesson.parameters]
    parameter = "W2" if "W2" in parameters else parameters[0]
    return names.spelling(gradient), names.spelling(Ref(Kind.PARAMETER, parameter))


def formula_example(quiz: Quiz) -> str:
    """A formula as it is typed, dX3*W2; of a vector and a matrix transpose(W2) @ dX3."""
    names, shape = quiz.names, quiz.derivation.unrolled.shape
    gradient, parameter = examples(quiz)
    upstream, weight = shape(names.known[gradient]), shape(names.known[parameter])
    if upstream == weight or not weight:
        return f"{gradient}*{parameter}"
    return f"transpose({parameter}) @ {gradient}" if upstream[:1] == weight[:1] else f"2*{gradient}"


def vector_help(quiz: Quiz) -> list[tuple[str, str]]:
    """How vectors and matrices are typed, where they are asked for."""
    if not any(question.whole for question in quiz.questions):
        return []
    _, parameter = examples(quiz)
    return [
        ("[0.1, -0.2]", "a vector; a matrix row by row, [[1, 2], [3, 4]]."),
        ("@ or ·", "the product of matrices and vectors; * or ⊙ goes element by element."),
        (f"{parameter}.T", f"the transpose: also {parameter}ᵀ, {parameter}^T or transpose({parameter})."),
    ]


def help_lines(quiz: Quiz, page: Page) -> Lines:
    """What can be typed."""
    gradient, parameter = examples(quiz)
    formula = f"a formula: {gradient} is the gradient of {gradient[1:]}, {parameter} is in the table."
    rows = [NUMBER_HELP, (formula_example(quiz), formula), *vector_help(quiz), *words_of(quiz), explained(quiz)]
    rounding = quiz.derivation.lesson.rounding.describe_fully()
    rules = [f"The numbers are by hand: the result of each step is rounded to {rounding}.", *short_names(quiz)]
    lines: Lines = [*page.prose(" ".join(rules)), blank()]
    width = max(len(typed) for typed, _ in rows) + 3
    for typed, meaning in rows:
        left = page.margin * 2 + width
        first, *more = page.prose(meaning, indent=left)
        line = Text(" " * (page.margin * 2), end="")
        line.append(typed.ljust(width), "key").append(first.plain[left:])
        lines += [line, *more]
    return [*lines, blank()]
