"""A question bank in Moodle's XML: a question for each number, and the derived wrong answers with their feedback.

After https://docs.moodle.org/en/Moodle_XML_format: numerical questions, whose answers have a tolerance each. What a
lesson's author wrote, and every name in it, is text: no markup, no filter's signs and no placeholder of Moodle's.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from itertools import takewhile

from rnn_tutor.derivation.result import results
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.network_equations import network_equations
from rnn_tutor.explain.step import Step
from rnn_tutor.export.contents import given, how_numbers_are_meant, sections, word_beside
from rnn_tutor.export.notebook_view import inline, paper
from rnn_tutor.notation.line import name_of, write
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.real import real
from rnn_tutor.quiz.exercise import exercise
from rnn_tutor.quiz.likely import LikelyAnswer, Range, label, likely_answers, right_ranges
from rnn_tutor.quiz.plan import asked_of, elements_of
from rnn_tutor.quiz.question import Question, can_be_asked

MOST_STEPS = 200  # of a lesson that are asked
MOST_KNOWN = 40  # numbers found before that stand in a question, the last ones
MOST_WRONG = 8  # derived wrong answers of a question: what fits on a teacher's page
DIGITS = 15  # of an answer and a tolerance: Moodle calculates with doubles
SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in r"[]{}$\@~"})  # what filters and placeholders are made of


def lesson_moodle(derivation: Derivation, digits: int = 20, *, seed: int | None = None, count: int = 1) -> str:
    """The questions on a lesson's own numbers; with `seed`, on those of this seed, and of `count` seeds from there.

    Each set of numbers is a category of its own.
    """
    if seed is None:
        sets = [(_category(derivation), derivation)]
    else:
        sets = [
            (f"{_category(derivation)}/seed {one}", exercise(derivation.lesson, one))
            for one in range(seed, seed + count)
        ]
    parts = [part for category, variant in sets for part in _questions(category, variant, digits)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(parts) + "\n</quiz>\n"


def _category(derivation: Derivation) -> str:
    """Where the questions go; a slash in a title would make a category of its own, [[ a placeholder, < a tag."""
    title = "".join(
        sign if sign.isalnum() else f"{sign} " if sign in r"[]{}$\@<" else sign for sign in derivation.lesson.title
    )
    return f"rnn-tutor/{' '.join(title.split()).replace('/', '//')}"


def _questions(category: str, derivation: Derivation, digits: int) -> Iterator[str]:
    shown = sections(derivation, MOST_STEPS)
    left_out = sum(section.left_out for section in shown)
    info = how_numbers_are_meant(derivation)
    info += f" Of the {len(derivation.steps):,} steps, {left_out:,} in the middle are not asked." if left_out else ""
    yield (
        f'<question type="category"><category><text>$course$/top/{escape(category, quote=False)}</text></category>'
        f'<info format="html">{_html(_paragraph(info))}</info></question>'
    )
    about = _about(derivation)
    for section in shown:
        for step in filter(can_be_asked, section.steps):
            for question in elements_of(asked_of(step)):
                yield _question(question, about, digits)


def _question(question: Question, about: str, digits: int) -> str:
    step = question.step
    name = f"{step.identity} {label(question)}"
    text = about + _known(step) + f"<p><b>{_text(step.title)}</b></p><p>{_text(label(question))} = ?</p>"
    text += _paragraph(f"Round to {step.derivation.lesson.rounding.describe()}, as you did before.")
    element = step.element(question.row, question.column)
    exact = element.exact(digits)
    formula = write(element.expression, step.derivation.unrolled.paper)
    solution = f"{label(question)} = {formula} = {paper(element.substituted)} = {paper(element.by_hand)}"
    solution += f"; exactly {paper(exact)}{'' if element.exact(digits + 1) == exact else '…'}"
    parts = [
        f"<name><text>{escape(name, quote=False)}</text></name>",
        f'<questiontext format="html">{_html(text)}</questiontext>',
        f'<generalfeedback format="html">{_html(_paragraph(solution) + _paragraph(step.why))}</generalfeedback>',
        "<defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>",
        f"<idnumber>{escape(step.derivation.lesson.name)}-{step.identity}{question.element_label}</idnumber>",
        *_right(question),
        *(
            _answer(0, wrong.number, _nearest_end(wrong.number, wrong.range), _feedback(wrong))
            for wrong in likely_answers(question, MOST_WRONG)
        ),
        _answer(0, None, Fraction(0), "Not yet. No known mistake gives this number."),
        "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>",
    ]
    return '<question type="numerical">' + "\n".join(parts) + "</question>"


def _feedback(wrong: LikelyAnswer) -> str:
    if len(wrong.slips) == 1:
        return f"Not yet: {wrong.words}."
    return f"Not yet. {len(wrong.slips)} mistakes give this number: {wrong.words}."


def _right(question: Question) -> Iterator[str]:
    """The right number as it is by hand; then what else is right: a tolerance is the same on both sides."""
    for around in right_ranges(question):
        number = question.by_hand if around.holds(question.by_hand) else around.middle
        yield _answer(100, number, _nearest_end(number, around), "Right.")
        if number != around.middle:
            yield _answer(100, around.middle, (around.high - around.low) / 2, "Right.")


def _nearest_end(number: Fraction, around: Range) -> Fraction:
    return min(number - around.low, around.high - number)


def _answer(grade: int, number: Fraction | None, tolerance: Fraction, feedback: str) -> str:
    """An answer and its tolerance; without a number any other."""
    return (
        f'<answer fraction="{grade}" format="moodle_auto_format">'
        f"<text>{'*' if number is None else _decimal(number)}</text>"
        f'<feedback format="html">{_html(_paragraph(feedback))}</feedback>'
        f"<tolerance>{_decimal(tolerance)}</tolerance></answer>"
    )


def _decimal(value: Fraction) -> str:
    return significant(real(value), DIGITS)


def _about(derivation: Derivation) -> str:
    """The network and its numbers, at the head of each question."""
    lines = (one.text for one in network_equations(derivation))
    numbers = (f"{name_of(ref)} = {inline(value)}{word_beside(derivation, ref)}" for ref, value in given(derivation))
    title = f"<p>{_text(' '.join(derivation.lesson.title.split()))}</p>"
    return title + f"<p>{'<br>'.join(map(_text, lines))}</p>" + _paragraph(f"Given: {'; '.join(numbers)}.")


def _known(step: Step) -> str:
    """The numbers found before, by hand; of many the last."""
    before = list(takewhile(lambda one: one.operation is not step.operation, results(step.derivation)))
    if not before:
        return ""
    numbers = [f"{name_of(one.ref)} = {inline(one.by_hand)}" for one in before[-MOST_KNOWN:]]
    more = "… " if len(before) > MOST_KNOWN else ""
    return _paragraph(f"Found so far: {more}{'; '.join(numbers)}.")


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    """A text of a question: nothing in it is markup, and no filter of Moodle's looks into it."""
    return f'<span class="nolink tex2jax_ignore">{escape(text).translate(SIGNS)}</span>'


def _html(markup: str) -> str:
    """HTML inside XML."""
    return f"<text>{escape(markup, quote=False)}</text>"
