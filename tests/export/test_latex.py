"""LaTeX: figures read back, nothing of a lesson obeyed, and compiled where TeX is."""

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from rnn_tutor.export.latex_text import latex_text
from rnn_tutor.export.to_latex import lesson_latex
from rnn_tutor.export.to_worksheet import lesson_worksheet
from tests.export.given import EVERY, derivation_of

SOME = ["stock-example", "hostile", "forward only", "sequences", "two-hidden-units", "long"]
OWN_DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath, graphicx}
\begin{document}
Before it.

FRAGMENT
After it.
\end{document}
"""
COMPILERS = [name for name in ("pdflatex", "lualatex") if shutil.which(name)]


def numbers_after(word: str, document: str) -> list[Fraction]:
    """The numbers before `by hand` or `exactly`."""
    found = re.findall(rf"&= (-?[0-9.]+)(?:\\ldots)? \\quad\\text{{{word}}}", document)
    return list(map(Fraction, found))


def test_its_figures_are_those_of_the_derivation() -> None:
    derivation = derivation_of("stock-example")
    document = lesson_latex(derivation)
    assert numbers_after("by hand", document) == [Fraction(step.by_hand.only) for step in derivation.steps]
    assert numbers_after("exactly", document) == [Fraction(step.exact(20).only) for step in derivation.steps]
    assert r"\frac{\partial \mathrm{Loss}}{\partial X_{3}} \times Y_{2}" in document


@pytest.mark.parametrize("name", SOME)
def test_braces_and_environments_are_closed(name: str) -> None:
    document = lesson_latex(derivation_of(name))
    without = document.replace(r"\{", "").replace(r"\}", "")
    assert without.count("{") == without.count("}")
    assert re.findall(r"\\begin{(\w+)}", document).count("aligned") == document.count(r"\end{aligned}")
    assert document.isascii() or name == "hostile"


def test_what_an_author_wrote_is_text() -> None:
    document = lesson_latex(derivation_of("hostile")) + lesson_worksheet(derivation_of("hostile"), medium="latex")
    assert r"\input" not in document
    assert r"\textbackslash{}input\{/etc/passwd\}" in document
    assert r"\$\$x\$\$" in document


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50% & #1_a", r"50\% \& \#1\_a"),
        ("σ of X₃ × −2", r"$\sigma$ of X$_{3}$ $\times$ $-$2"),
        ("ΔΡ ο 中", r"$\Delta$P o [U+4E2D]"),
        ("é “x”", "é ``x''"),
    ],
)
def test_texts(text: str, written: str) -> None:
    assert latex_text(text) == written


def test_a_fragment_has_no_frame() -> None:
    fragment = lesson_latex(derivation_of("stock-example"), fragment=True)
    assert r"\documentclass" not in fragment
    assert r"\begin{document}" not in fragment


def test_objects_show_themselves_in_latex() -> None:
    derivation = derivation_of("stock-example")
    step, whole = derivation["dX3"]._repr_latex_() or "", derivation._repr_latex_() or ""
    assert step.startswith("$$\n\\begin{aligned}")
    assert "0.164" in step
    assert r"\frac{\partial \mathrm{Loss}}{\partial X_{3}}" in whole


@pytest.mark.skipif(not COMPILERS, reason="there is no TeX here")
@pytest.mark.parametrize(
    "name", ["hostile", *(pytest.param(name, marks=pytest.mark.campaign) for name in EVERY if name != "hostile")]
)
def test_it_compiles(name: str, tmp_path: Path) -> None:
    derivation = derivation_of(name)
    documents = [
        lesson_latex(derivation),
        OWN_DOCUMENT.replace("FRAGMENT", lesson_latex(derivation, fragment=True)),
        lesson_worksheet(derivation, medium="latex"),
        lesson_worksheet(derivation, medium="latex", key=True),
    ]
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.tex").write_text(document, "utf-8")
        for compiler in COMPILERS:
            done = subprocess.run(
                [compiler, "-interaction=nonstopmode", "-halt-on-error", f"{number}.tex"],
                cwd=tmp_path, capture_output=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout[-1500:].decode("utf-8", "replace")


def test_a_name_with_a_superscript_is_raised_in_braces() -> None:
    document = lesson_latex(derivation_of("two-trays-lstm"))
    assert not re.search(r"[^}]\^\{\(\d\)\}\^", document)
    assert re.search(r"\{g_\{10\}\^\{\(2\)\}\}\^\{2\}", document)
    assert latex_text("Y⁽²⁾") == "Y$^{(}$$^{2}$$^{)}$"
