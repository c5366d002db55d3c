r"""The derivation in LaTeX: a document, or a fragment for one's own; for pdfLaTeX and LuaLaTeX.

Needs nothing but amsmath and graphicx. Every text of a lesson is escaped: no command in it is ever obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.network_equations import network_equations
from rnn_tutor.explain.step import Step
from rnn_tutor.export.contents import given, how_numbers_are_meant, left_out_in_words, sections, word_beside
from rnn_tutor.export.latex_step import step_rows, written
from rnn_tutor.export.latex_text import latex_text
from rnn_tutor.notation.latex import latex
from rnn_tutor.notation.name_layout import name_layout

MOST_STEPS = 400  # that are written out: some sixty pages
PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage{iftex}
\ifpdftex
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
\fi
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath}
\usepackage{graphicx}
\setcounter{MaxMatrixCols}{20}
\setlength{\parindent}{0pt}
\setlength{\parskip}{1ex}
"""

# Lines that are wider than the page are made smaller.
FITTED = r"""\providecommand{\fitted}[1]{\sbox0{$\displaystyle #1$}%
  \[\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi\]}
"""


def lesson_latex(derivation: Derivation, digits: int = 20, *, fragment: bool = False) -> str:
    r"""Every step of a lesson, with its exact values to `digits` significant digits.

    A `fragment` is what stands between `\begin{document}` and `\end{document}`, without the title; it needs
    amsmath and graphicx.
    """
    lesson = derivation.lesson
    body = "\n\n".join(_body(derivation, digits)) + "\n"
    if fragment:
        return f"% {latex_text(lesson.title)}: needs \\usepackage{{amsmath, graphicx}}\n{FITTED}{body}"
    title = f"\\title{{{latex_text(lesson.title)}}}\n\\author{{}}\n\\date{{}}\n"
    return f"{PREAMBLE}{FITTED}{title}\\begin{{document}}\n\\maketitle\n\n{body}\\end{{document}}\n"


def _body(derivation: Derivation, digits: int) -> Iterator[str]:
    if derivation.lesson.about:
        yield latex_text(derivation.lesson.about)
    yield latex_text(how_numbers_are_meant(derivation))
    yield r"\section*{The network}"
    yield _align([f"{latex(one.name)} &= {latex(one.formula)}" for one in network_equations(derivation)])
    yield r"\section*{Given}"
    for ref, value in given(derivation):
        yield _align([f"{latex(name_layout(ref))} &= {written(value)}{_beside(word_beside(derivation, ref))}"])
    for section in sections(derivation, MOST_STEPS):
        yield rf"\section*{{{latex_text(section.heading)}}}"
        for step in section.first:
            yield from _step(step, digits)
        if section.left_out:
            yield rf"\emph{{{latex_text(left_out_in_words(section.left_out))}}}"
        for step in section.last:
            yield from _step(step, digits)


def _step(step: Step, digits: int) -> Iterator[str]:
    yield rf"\subsection*{{{latex_text(step.title)} ({step.identity})}}"
    yield _align(step_rows(step, digits))
    if step.explained_here:
        yield latex_text(step.explained_here)


def _beside(word: str) -> str:
    return rf" \text{{{latex_text(word)}}}" if word else ""


def _align(rows: list[str]) -> str:
    inside = " \\\\\n".join(rows)
    return f"\\fitted{{\\begin{{aligned}}\n{inside}\n\\end{{aligned}}}}"
