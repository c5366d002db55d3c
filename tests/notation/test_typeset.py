"""LaTeX and MathML: what is drawn means what the expression means, and nothing in a name is a command."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from mpmath import mp

from rnn_tutor import load_lesson
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import At, Expression, Kind, Ref
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.step import Step
from rnn_tutor.notation.composition import ON_CALCULATOR, ON_PAPER, STACKED, Conventions, compose, stacked
from rnn_tutor.notation.latex import latex, number_latex, value_latex
from rnn_tutor.notation.layout import Call
from rnn_tutor.notation.mathml import mathml, value_mathml
from rnn_tutor.notation.name_layout import name_layout
from tests.derivation.calculator import enter, plain
from tests.equations.strategies import expressions, value_of
from tests.lessons.bundled import NAMES
from tests.notation.reading import latex_line, mathml_line

CONVENTIONS = [ON_PAPER, STACKED, ON_CALCULATOR, stacked(ON_CALCULATOR)]
HOSTILE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "mover": 2, "msqrt": 1}
KNOWN = {"math", "mrow", "mn", "mi", "mo", "mtext", "mtable", "mtr", "mtd", *CHILDREN}


@given(expression=expressions, conventions=st.sampled_from(CONVENTIONS))
def test_what_is_drawn_is_what_is_meant(expression: Expression, conventions: Conventions) -> None:
    with mp.workdps(40):
        try:
            expected = value_of(expression)
        except (ZeroDivisionError, OverflowError):
            reject()
        layout = compose(expression, conventions)
        for line in (latex_line(latex(layout)), mathml_line(mathml(layout))):
            assert mp.almosteq(plain(enter(line)), expected, 1e-30, 1e-30), line


def is_latex(text: str) -> bool:
    """Whether braces and \\left … \\right are balanced and nothing has two exponents or two subscripts."""
    bare = re.sub(r"\\[{}|]", "", text)
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    scripts = re.search(r"([_^])(\{[^{}]*\})(?=\1)", bare)
    return depth == 0 and text.count(r"\left") == text.count(r"\right") and scripts is None


def is_mathml(text: str) -> bool:
    """Whether all elements are known, with as many parts as they need."""
    root = ET.fromstring(text)  # of the program itself
    return root.tag == "math" and all(
        element.tag in KNOWN and len(element) == CHILDREN.get(element.tag, len(element)) for element in root.iter()
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_of_the_bundled_lessons_is_well_formed(name: str) -> None:
    steps = derive(load_lesson(name)).steps
    for step in (*steps[:40], *steps[-25:]):
        element = step.element(*step.places[-1])
        assert is_mathml(step.mathml)
        assert is_latex(step.latex)
        for layout in (step.name_layout, element.layout, element.numbers_layout):
            assert is_latex(latex(layout)), step
            assert is_mathml(mathml(layout)), step
        assert is_latex(value_latex(step.by_hand))
        assert is_mathml(value_mathml(step.by_hand))


@given(name=HOSTILE, time=st.sampled_from([At.UNTIMED, At.BEFORE, 3]), kind=st.sampled_from(Kind))
def test_nothing_in_a_name_is_a_command(name: str, time: At | int, kind: Kind) -> None:
    layout = name_layout(Ref(kind, name, time, via=name))
    found = latex(layout)
    assert is_latex(found)
    ours = {"partial", "mathrm", "text", "hat", "left", "right", "frac", "eta", "textbackslash", "textasciicircum"}
    greek = {command for command in re.findall(r"\\([A-Za-z]+)", found) if command not in {*ours, "textasciitilde"}}
    assert all(re.search(r"[Ͱ-Ͽἀ-῿]", name) for _ in greek), found
    assert not re.search(r"(?<!\\)[$&#%~]", found)
    assert is_mathml(mathml(layout))


@pytest.mark.parametrize(
    ("name", "at", "text"),
    [
        ("X", 3, "X_{3}"),
        ("W1", At.UNTIMED, "W_{1}"),
        ("h1", 2, r"\mathrm{h1}_{2}"),
        ("W_hh", At.UNTIMED, r"W_{\mathrm{hh}}"),
        ("h_a", 2, "h_{a,2}"),
        ("_x", At.UNTIMED, r"\mathrm{\_x}"),
        ("target", At.UNTIMED, r"\mathrm{target}"),
        ("γ", At.UNTIMED, r"\gamma"),
        ("Λ", At.UNTIMED, r"\Lambda"),
        ("größe", At.UNTIMED, r"\text{größe}"),
        ("Y", At.BEFORE, "Y_{t-1}"),
    ],
)
def test_names_in_latex(name: str, at: At | int, text: str) -> None:
    assert latex(name_layout(Ref(Kind.QUANTITY, name, at))) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("-0.164", "-0.164"),
        ("1/3", r"\frac{1}{3}"),
        ("-5.87e299", r"-5.87 \times 10^{299}"),
        ("1e-12", r"1 \times 10^{-12}"),
        ("0e-4930", r"0 \pm 10^{-4930}"),
    ],
)
def test_numbers_in_latex(number: str, text: str) -> None:
    assert number_latex(number) == text
    assert is_mathml(value_mathml(Array.scalar(number)))


def test_a_matrix_in_rows() -> None:
    value = Array((2, 2), ("1", "-2", "0.5", "1e-9"))
    assert value_latex(value) == r"\begin{bmatrix} 1 & -2 \\ 0.5 & 1 \times 10^{-9} \end{bmatrix}"
    assert value_mathml(value).count("<mtd>") == 4


def test_every_function_can_be_typeset() -> None:
    for row in FUNCTIONS.values():
        arguments = tuple(name_layout(Ref(Kind.QUANTITY, letter)) for letter in row.arguments[: row.arity or 1])
        layout = Call(row.name, arguments)
        assert is_latex(latex(layout))
        assert is_mathml(mathml(layout))
        assert Fraction(latex(layout).count("_") - latex(layout).count(r"\_")) == 0


def of(name: str) -> Step:
    return derive(load_lesson("stock-example"))[name]


def test_a_step_in_latex_and_mathml() -> None:
    assert of("dX3").latex == r"\frac{\partial \mathrm{Loss}}{\partial Y_{3}} \times Y_{3}\,\left(1 - Y_{3}\right)"
    assert latex(of("dW2.t3").name_layout) == r"\left(\frac{\partial \mathrm{Loss}}{\partial W_{2}}\right)_{3}"
    assert latex(of("dX3").element().numbers_layout) == r"-0.742 \times 0.670 \times \left(1 - 0.670\right)"
    assert '<mo stretchy="false">(</mo>' in of("dX3").mathml
