"""Worksheets: exercises with room to write, as a page to print, in LaTeX or in Markdown; and their key."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.contents import given, left_out_in_words, word_beside
from rnn_tutor.export.latex_text import latex_text
from rnn_tutor.export.notebook_view import markdown_text, paper
from rnn_tutor.export.page_step import value_drawn
from rnn_tutor.export.to_latex import PREAMBLE
from rnn_tutor.export.worksheet import Exercise, Sheet, sheets, slip_line
from rnn_tutor.lesson.problems import LessonError, Problem
from rnn_tutor.notation.latex import latex, number_latex
from rnn_tutor.notation.line import line
from rnn_tutor.notation.mathml import mathml
from rnn_tutor.notation.name_layout import name_layout

MEDIA = ("page", "latex", "markdown")
STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 44em; margin: 2em auto; padding: 0 1em; color: #000;
  background: #fff }
h1 { font-size: 1.5em; margin: 0 0 .6em } h2 { font-size: 1.15em; margin: 1.2em 0 .3em; break-after: avoid }
p { margin: .35em 0 } .who { display: flex; justify-content: space-between; gap: 2em }
.who span { flex: 1; border-bottom: 1px solid #000 } .given span { display: inline-block; margin: .1em 1.6em .1em 0 }
math { math-style: normal }
.task { break-inside: avoid; margin: .7em 0 } .room { display: flex; align-items: end; gap: .5em; height: 2.7em }
.room::after { content: ""; flex: 1; border-bottom: 1px dotted #000 }
.slips { margin: 0 0 0 1.5em; padding: 0; color: #333 }
.sheet + .sheet { break-before: page }
@page { margin: 18mm }
"""


def lesson_worksheet(
    derivation: Derivation,
    digits: int = 20,  # noqa: ARG001 -- a sheet is worked out by hand
    *,
    key: bool = False,
    seed: int | None = None,
    count: int = 1,
    medium: str = "page",
) -> str:
    """The sheets, or with `key` their solutions with what likely slips give.

    With `seed`, the numbers are drawn; of `count` sheets each has a seed of its own, which is printed on it. The same
    seed gives the same sheets, and their key.

    Raises:
        LessonError: for a medium that there is not.
    """
    if medium not in MEDIA:
        raise LessonError(
            [Problem("--medium", None, f"there is no medium {medium!r}", f"choose one of {', '.join(MEDIA)}")]
        )
    found = sheets(derivation, seed, count)
    if medium == "latex":
        return _latex(found, key=key)
    if medium == "markdown":
        return "\n\n".join(block for sheet in found for block in _markdown(sheet, key=key)) + "\n"
    return _page(found, key=key)


def _title(sheet: Sheet, *, key: bool) -> str:
    title = " ".join(sheet.lesson.title.split())
    return f"{title}: the key" if key else title


# A page to print.


def _page(found: list[Sheet], *, key: bool) -> str:
    body = "\n".join(f'<section class="sheet">\n{"".join(_section(sheet, key=key))}</section>' for sheet in found)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(found[0], key=key))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _section(sheet: Sheet, *, key: bool) -> Iterator[str]:
    yield f"<h1>{escape(_title(sheet, key=key))}</h1>\n"
    if not key:
        yield '<p class="who">Name: <span></span> Date: <span></span></p>\n'
    yield f"<p>{escape(sheet.how)} ({escape(sheet.whose)})</p>\n<h2>The network</h2>\n"
    for equation in sheet.equations:
        yield f"<p>{mathml(equation.name)} = {mathml(equation.formula)}</p>\n"
    numbers = "\n".join(
        f"<span>{mathml(name_layout(ref))} = {value_drawn(value)}{escape(word_beside(sheet.derivation, ref))}</span>"
        for ref, value in given(sheet.derivation)
    )
    yield f'<h2>Given</h2>\n<p class="given">{numbers}</p>\n'
    for part in sheet.parts:
        yield f"<h2>{escape(part.heading)}</h2>\n"
        for one in part.exercises:
            yield f'<div class="task"><p>{escape(one.title)}</p>\n'
            left = f"{_math_name(one)} ="
            yield f"<p>{left} {_solution_html(one)}" if key else f'<p class="room"><span>{left}</span></p>\n'
            yield "</div>\n"
        if part.left_out:
            yield f"<p>{escape(left_out_in_words(part.left_out))}</p>\n"


def _math_name(one: Exercise) -> str:
    return mathml(one.name) + escape(one.label)


def _solution_html(one: Exercise) -> str:
    lines = " = ".join(map(mathml, [one.formula, one.numbers, *one.worked]))
    solution = f"{lines} = <b>{escape(paper(one.result))}</b></p>\n"
    slips = "".join(f"<li>{escape(slip_line(slip))}</li>" for slip in one.slips)
    return solution + (f'<ul class="slips">{slips}</ul>' if slips else "")


# LaTeX.


def _latex(found: list[Sheet], *, key: bool) -> str:
    body = "\n\\clearpage\n".join("\n\n".join(_latex_sheet(sheet, key=key)) for sheet in found)
    return f"{PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def _latex_sheet(sheet: Sheet, *, key: bool) -> Iterator[str]:
    yield rf"\section*{{{latex_text(_title(sheet, key=key))}}}"
    if not key:
        yield r"Name: \hrulefill\quad Date: \rule{3cm}{0.4pt}"
    yield latex_text(f"{sheet.how} ({sheet.whose})")
    yield r"\subsection*{The network}"
    yield "".join(rf"\[ {latex(one.name)} = {latex(one.formula)} \]" for one in sheet.equations)
    yield r"\subsection*{Given}"
    yield latex_text("; ".join(f"{name} = {value}" for name, value in sheet.given) + ".")
    for part in sheet.parts:
        yield rf"\subsection*{{{latex_text(part.heading)}}}"
        for one in part.exercises:
            yield rf"{latex_text(one.title)}: \\*[1ex]"
            yield (
                rf"$\displaystyle {latex(one.name)}{one.label} = {_solution_latex(one)}"
                if key
                else (rf"$\displaystyle {latex(one.name)}{one.label} =$ \dotfill \vspace{{4ex}}")
            )
        if part.left_out:
            yield latex_text(left_out_in_words(part.left_out))


def _solution_latex(one: Exercise) -> str:
    lines = "$ $= ".join(map(latex, [one.formula, one.numbers, *one.worked]))
    solution = f"{lines}$ $= \\mathbf{{{number_latex(one.result)}}}$"
    slips = "\n".join(rf"\item {latex_text(slip_line(slip))}" for slip in one.slips)
    return solution + (f"\n\\begin{{itemize}}\n{slips}\n\\end{{itemize}}" if slips else "")


# Markdown.


def _markdown(sheet: Sheet, *, key: bool) -> Iterator[str]:
    yield f"# {markdown_text(_title(sheet, key=key))}"
    if not key:
        yield r"Name: \_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_ Date: \_\_\_\_\_\_\_\_\_\_"
    yield markdown_text(f"{sheet.how} ({sheet.whose})")
    yield "## The network"
    yield "\n".join(f"- {markdown_text(one.text)}" for one in sheet.equations)
    yield "## Given"
    rows = (f"| {markdown_text(name)} | {markdown_text(value)} |" for name, value in sheet.given)
    yield "\n".join(["| name | number |", "|---|---|", *rows])
    for part in sheet.parts:
        yield f"## {markdown_text(part.heading)}"
        for one in part.exercises:
            yield markdown_text(one.title)
            name = f"{line(one.name)}{one.label}"
            if not key:
                yield f"{markdown_text(name)} = " + r"\_" * 30
                continue
            yield f"{markdown_text(one.solution)}**{markdown_text(paper(one.result))}**"
            if one.slips:
                yield "\n".join(f"- {markdown_text(slip_line(slip))}" for slip in one.slips)
        if part.left_out:
            yield markdown_text(left_out_in_words(part.left_out))
