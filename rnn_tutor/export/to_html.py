"""One self-contained page: the walk with its keys, formulas in MathML, pictures, and a quiz graded as in the program.

Nothing is fetched from anywhere: style and script are in the page, and its policy forbids the rest. Without scripts it
reads from top to bottom.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from importlib.resources import files

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.network_equations import network_equations
from rnn_tutor.explain.step import Step
from rnn_tutor.export.contents import given, how_numbers_are_meant, left_out_in_words, sections, word_beside
from rnn_tutor.export.page_pictures import PAGE, PagePictures
from rnn_tutor.export.page_quiz import WORDS, how_to_answer, quiz_data
from rnn_tutor.export.page_step import drawn, step_section, value_drawn
from rnn_tutor.export.page_text import paragraphs, scroll
from rnn_tutor.export.svg_network import network_svg
from rnn_tutor.notation.mathml import mathml
from rnn_tutor.notation.name_layout import name_layout

MOST_STEPS = 300  # that have a page
SCRIPTS = ("walk.js", "reading.js", "quiz.js")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
KEYS = (
    ("Enter, Space, →, n", "on to the next page"),
    ("b, ←", "back to the previous page"),
    ("p", "on to the next phase"),
    ("e", "the exact closed form of this step"),
    ("x", "more elements of a vector or a matrix"),
    ("v", "the picture of this step"),
    ("f", "everything on one page, or one page at a time again"),
    ("g", "go to a step: 9, backward:9, start, pictures, quiz"),
    ("q", "to the first page"),
    ("?", "this help"),
)


def lesson_html(derivation: Derivation, digits: int = 20) -> str:
    """The page of a lesson, with its exact values to `digits` significant digits."""
    return page(derivation, digits)


def page(derivation: Derivation, digits: int, home: str = "") -> str:
    """The same; `home` is where an index of several lessons is."""
    title = escape(" ".join(derivation.lesson.title.split()))
    pictures = PagePictures(derivation)
    steps = _steps(derivation, digits, pictures)
    body = "\n".join([_start(derivation), *steps, _pictures(derivation, pictures), _quiz(derivation)])
    link = f'<p><a href="{escape(home)}">All lessons</a></p>' if home else ""
    return (
        f"{head(title)}<body>\n<header><h1>{title}</h1>{link}</header>\n<main>\n{body}\n</main>\n{_keys()}\n"
        f'<script type="application/json" id="words">{_json(WORDS)}</script>\n'
        f'<script type="text/plain" id="quiz-data">{quiz_data(derivation)}</script>\n'
        f"<script>\n(() => {{\n{''.join(map(asset, SCRIPTS))}}})();\n</script>\n</body>\n</html>\n"
    )


def head(title: str) -> str:
    """The beginning of a page, with its style; the title is HTML already."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{asset('page.css')}</style>\n</head>\n"
    )


def asset(name: str) -> str:
    """A file that goes into the page."""
    return files("rnn_tutor.export").joinpath("page", name).read_text("utf-8")


def _json(content: object) -> str:
    """JSON that ends no script."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


def _start(derivation: Derivation) -> str:
    lesson = derivation.lesson
    rows = "".join(
        f"<tr><td class='name'>{mathml(one.name)}</td><td>=</td><td>{drawn(one.formula)}</td></tr>"
        for one in network_equations(derivation)
    )
    numbers = "".join(
        f"<li{' class=parameter' * (ref.kind is Kind.PARAMETER)}>{mathml(name_layout(ref))} = {value_drawn(value)}"
        f"{escape(word_beside(derivation, ref))}</li>"
        for ref, value in given(derivation)
    )
    return (
        '<section class="page" id="start" data-phase="start"><h2 tabindex="-1">The network</h2>'
        f"{paragraphs(lesson.about)}"
        f'<div class="network">{scroll(network_svg(derivation), "The network, drawn")}</div>'
        f"{scroll(f'<table class=lines>{rows}</table>', 'The equations')}"
        f"<h3>Given</h3>{scroll(f'<ul class=numbers>{numbers}</ul>', 'The numbers given')}"
        f"<p>{escape(how_numbers_are_meant(derivation))}</p></section>"
    )


def _steps(derivation: Derivation, digits: int, pictures: PagePictures) -> Iterator[str]:
    counts = {phase: len(derivation.phase(phase)) for phase in Phase}
    notes = _notes(derivation)
    for section in sections(derivation, MOST_STEPS):
        for step in section.first:
            yield step_section(step, counts[step.phase], _own(step, notes), digits, pictures)
        if section.left_out:
            words = escape(left_out_in_words(section.left_out))
            identity = f"left-out-after-{section.first[-1].identity.replace(':', '-').replace('.', '-')}"
            phase = section.phase.value
            yield (
                f'<section class="page" id="{identity}" data-phase="{phase}">'
                f'<h2 tabindex="-1">{escape(section.heading)}</h2><p>{words}</p></section>'
            )
        for step in section.last:
            yield step_section(step, counts[step.phase], _own(step, notes), digits, pictures)


def _own(step: Step, notes: dict[Ref, list[str]]) -> list[str]:
    """The notes on a step, which belong to its first epoch."""
    return notes.get(step.ref, []) if step.derivation.epoch == 1 else []


def _notes(derivation: Derivation) -> dict[Ref, list[str]]:
    """What the author says about each step."""
    notes: defaultdict[Ref, list[str]] = defaultdict(list)
    for note in derivation.lesson.notes:
        for step in derivation.names.all_steps(note.name):
            notes[step.ref] += note.texts
    return notes


def _pictures(derivation: Derivation, pictures: PagePictures) -> str:
    if not derivation.phase(Phase.BACKWARD):
        return ""
    lesson = derivation.lesson
    question = f"<h3>A question to end with</h3>{paragraphs(lesson.question)}" if lesson.question else ""
    return (
        f'<section class="page" id="{PAGE}" data-phase="{PAGE}"><h2 tabindex="-1">In pictures</h2>'
        f"{pictures.over_time()}{question}</section>"
    )


def _quiz(derivation: Derivation) -> str:
    return (
        '<section class="page" id="quiz" data-phase="quiz"><h2 tabindex="-1">Your turn</h2>'
        "<noscript><p>The quiz needs scripts; the program asks the same: rnn-tutor quiz.</p></noscript>"
        '<div class="only-js"><div id="asking"><p class="place" id="question"></p>'
        '<form class="answer" id="answer-form"><label for="answer" id="asked-for"></label>'
        '<input id="answer" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="200"'
        ' aria-describedby="how">'
        '<button id="ask" class="main">Answer</button><button type="button" id="skip">Show it</button></form>'
        f'<p class="soft" id="how">{escape(how_to_answer(derivation))}</p></div>'
        '<p class="said" id="said" role="status"></p>'
        '<button type="button" id="again" hidden>Once more from the start</button>'
        '<details class="known" open><summary>The numbers so far</summary>'
        '<ul class="numbers" id="known"></ul></details>'
        "</div></section>"
    )


def _keys() -> str:
    rows = "".join(f'<tr><th scope="row">{escape(key)}</th><td>{escape(meaning)}</td></tr>' for key, meaning in KEYS)
    return (
        '<nav class="keys" aria-label="Pages"><button type="button" id="back">Back</button>'
        '<span id="where" role="status"></span><button type="button" id="on" class="main">Next</button>'
        '<form id="go"><label class="visually-hidden" for="to">Go to a step</label>'
        '<input id="to" placeholder="backward:9" maxlength="40"><button>Go</button></form>'
        '<button type="button" id="all" aria-pressed="false" title="Everything on one page">All</button>'
        '<button type="button" id="keys" aria-label="Keys">?</button>'
        '<span id="news" role="status"></span></nav>\n'
        '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>'
        f'<table class="given">{rows}</table>'
        '<form method="dialog"><button>Close</button></form></dialog>'
    )
