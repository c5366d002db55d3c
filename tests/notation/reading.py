"""LaTeX and MathML read as a person reads what is drawn, into a line for the tests' own calculator.

What can't be seen doesn't count: an `<mrow>` or a brace groups nothing, a fraction's line and an exponent's height do.
"""

import re
from xml.etree import ElementTree as ET

from tests.equations.strategies import NAMES

LATEX_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9.]+|[A-Za-z']|\S")
SIGNS = {r"\times": "×", r"\cdot": "×", r"\,": "×", "−": "-", "\u2062": "×", "\u2061": ""}
FUNCTIONS = {r"\sigma": "sigmoid", r"\tanh": "tanh", r"\sin": "sin", "σ": "sigmoid"}
ARGUMENTS = {"mfrac": 2, "msup": 2, "msub": 2, "mover": 2}


def number_of(name: str) -> str:
    value = NAMES[name]
    return f"({value.numerator}/{value.denominator})"


class Latex:
    """Reads braces, \\frac, exponents and subscripts; anything that isn't balanced fails."""

    def __init__(self, text: str) -> None:
        self.tokens = LATEX_TOKEN.findall(text)
        self.place = 0

    def line(self) -> str:
        found = self.until("")
        assert self.place == len(self.tokens)
        return found

    def next(self) -> str:
        self.place += 1
        return str(self.tokens[self.place - 1])

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def group(self) -> str:
        assert self.next() == "{"
        found = self.until("}")
        assert self.next() == "}"
        return found

    def until(self, end: str) -> str:
        found = ""
        while self.peek() != end:
            found += self.part()
        return found

    def part(self) -> str:
        token = self.next()
        if token == r"\frac":
            return f"(({self.group()})/({self.group()}))"
        if token == r"\left":
            assert self.next() == "("
            inner = self.until(r"\right")
            assert (self.next(), self.next()) == (r"\right", ")")
            return f"({inner})"
        if token == "{":
            self.place -= 1
            return self.group()
        if token == "^":
            return f"^({self.group()})"
        if token == "e":
            assert self.next() == "^"
            return f"exp({self.group()})"
        if token.isalpha():
            below = ""
            if self.peek() == "_":
                self.next()
                below = self.group()
            return number_of(token + below)
        assert token in {*SIGNS, *FUNCTIONS} or re.fullmatch(r"[0-9.]+|[-+/]", token), token
        return SIGNS.get(token, FUNCTIONS.get(token, token))


def latex_line(text: str) -> str:
    """A formula in LaTeX as a calculator takes it."""
    return Latex(text).line()


def mathml_line(text: str) -> str:
    """A formula in MathML as a calculator takes it."""
    return _line(ET.fromstring(text))  # of the program itself


def _line(element: ET.Element) -> str:
    parts = list(element)
    assert len(parts) == ARGUMENTS.get(element.tag, len(parts)), element.tag
    match element.tag:
        case "mfrac":
            return f"(({_line(parts[0])})/({_line(parts[1])}))"
        case "msup" if parts[0].text == "e":
            return f"exp({_line(parts[1])})"
        case "msup":
            return f"{_line(parts[0])}^({_line(parts[1])})"
        case "msub":
            return number_of("".join(part.text or "" for part in parts))
        case "mi" if element.text in NAMES:
            return number_of(element.text or "")
        case "mi" | "mo" | "mn":
            text = element.text or ""
            return SIGNS.get(text, FUNCTIONS.get(text, text))
        case _:
            return "".join(map(_line, parts))
