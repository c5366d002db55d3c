"""A right formula in twenty spellings, as different people type it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.quiz.model.terms import Term, written

BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
NUMBERED = re.compile(r"^(d?)([A-Za-z]+?)(\d+)$")


def subscripts(name: str) -> str:
    """∂Loss/∂X₃, as on paper."""
    found = NUMBERED.match(name)
    if not found:
        return f"∂Loss/∂{name[1:]}" if name.startswith("d") and len(name) > 1 and name[1].isupper() else name
    return ("∂Loss/∂" if found[1] else "") + found[2] + found[3].translate(BELOW)


def in_latex(name: str) -> str:
    found = NUMBERED.match(name)
    if not found:
        return name
    inner = f"{found[2]}_{{{found[3]}}}"
    return rf"\frac{{\partial L}}{{\partial {inner}}}" if found[1] else inner


def indexed(name: str) -> str:
    """Y[3] of a program; a parameter's own number stays."""
    found = NUMBERED.match(name)
    return f"{found[1]}{found[2]}[{found[3]}]" if found and found[2] in ("X", "Y", "P", "input") else name


def called(name: str) -> str:
    found = NUMBERED.match(name)
    return f"{found[1]}{found[2]}({found[3]})" if found and found[2] in ("X", "Y") else name


def of_torch(name: str) -> str:
    return f"{name[1:]}_grad" if name.startswith("d") and name[1:2].isupper() else name


def of_paper(name: str) -> str:
    return f"dL/d{name[1:]}" if name.startswith("d") and name[1:2].isupper() else name


def spellings(formula: Term, name: str) -> Iterator[str]:
    """Twenty ways to type a formula; `name` is what it is asked for."""
    plain = written(formula)
    on_paper = written(formula, subscripts).replace("*", " × ").replace("-", "−")
    yield plain
    yield plain.replace(" ", "")
    yield plain.replace("*", " * ")
    yield plain.replace("*", "·")
    yield plain.replace("*", " x ")
    yield plain.replace("^", "**")
    yield plain.replace("^2", "²")
    yield on_paper
    yield f"{subscripts(name)} = {on_paper}"
    yield f"{name} = {plain}"
    yield written(formula, of_paper)
    yield written(formula, lambda one: one.replace("d", "∂", 1) if one.startswith("d") else one)
    yield written(formula, lambda one: re.sub(r"(?<=[A-Za-z])(\d+)$", r"_\1", one))
    yield written(formula, lambda one: re.sub(r"(?<=[A-Za-z])(\d+)$", r"_{\1}", one))
    yield written(formula, in_latex).replace("*", r" \cdot ").replace("(", r"\left(").replace(")", r"\right)")
    yield written(formula, indexed)
    yield written(formula, called).replace("*", ".*").replace("^", ".^")
    yield written(formula, of_torch)
    yield plain.replace("tanh", "np.tanh").replace("sigmoid", "σ").replace("exp", "np.exp")
    yield f"({plain})"
