"""Expressions as a line of text: on paper (`−2(target − P)`), and as a calculator takes it (`-2 × (1.2 - 0.736)`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    Apply,
    At,
    Element,
    Expression,
    Kind,
    MatMul,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Stack,
    Sum,
    Transpose,
)

SUBSCRIPTS = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
SUPERSCRIPTS = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
RELATIVE = {At.HERE: "ₜ", At.BEFORE: "ₜ₋₁", At.AFTER: "ₜ₊₁", At.LAST: "ₜ", At.UNTIMED: ""}

POWERS = tuple(10**places for places in range(13))  # a fraction over one of them is written as a decimal
LARGEST_PLAIN = 14  # the power of ten of the largest numbers written out; above that, 5.87e299


@cache
def subscript(number: int) -> str:
    """12 as ₁₂."""
    return str(number).translate(SUBSCRIPTS)


def superscript(number: int) -> str:
    """−2 as ⁻²."""
    return str(number).translate(SUPERSCRIPTS)


def symbol(name: str, at: At | int = At.UNTIMED) -> str:
    """A name with its time step as subscript; a parameter's own number goes down too: W₁."""
    if at is At.UNTIMED:
        letters = name.rstrip("0123456789")
        return letters + name[len(letters) :].translate(SUBSCRIPTS) if letters else name
    if isinstance(at, At):
        return name + RELATIVE[at]
    # A digit in the name and a time step would run together: h1 on day 2 is h1₍₂₎.
    return name + (f"₍{subscript(at)}₎" if name[-1:].isdigit() else subscript(at))


SETTINGS = {"momentum": "μ", "alpha": "α", "beta1": "β₁", "beta2": "β₂", "epsilon": "ε", "decay": "λ"}


def hatted(name: str) -> str:
    """mhat as m̂, as papers write a corrected mean."""
    return name.removesuffix("hat") + "\u0302" if name.endswith("hat") else name


def name_of(ref: Ref) -> str:
    """A reference in the field's notation: W₁, X₃, ∂Loss/∂X₃."""
    match ref.kind:
        case Kind.GRADIENT | Kind.TOTAL:
            return f"∂Loss/∂{symbol(ref.name, ref.at)}"
        case Kind.SHARE:
            inner = f"∂Loss/∂{symbol(ref.name)}"
            return f"({inner}){subscript(ref.at)}" if isinstance(ref.at, int) else inner
        case Kind.RATE:
            return "η"
        case Kind.UPDATED:
            return f"new {symbol(ref.name)}"
        case Kind.NORM:
            return "‖∂Loss‖"
        case Kind.CLIPPED:
            return f"clipped ∂Loss/∂{symbol(ref.name)}"
        case Kind.STATE:
            return f"{hatted(ref.name)}({symbol(ref.via)})"
        case Kind.STATE_BEFORE:
            return f"old {hatted(ref.name)}({symbol(ref.via)})"
        case Kind.SETTING:
            return SETTINGS.get(ref.name, ref.name)
        case _:
            return symbol(ref.name, ref.at)


def decimal_text(value: Fraction) -> str | None:
    """A number as a decimal, where it is a short one."""
    top, bottom = value.numerator, value.denominator
    places = next((places for places, power in enumerate(POWERS) if power % bottom == 0), None)
    if places is None:
        return None
    digits = abs(top) * (POWERS[places] // bottom)
    write_out = huge if abs(top) >= bottom * 10 ** (LARGEST_PLAIN + 1) else place_point
    return write_out(digits, places, negative=top < 0)


def place_point(digits: int, places: int, *, negative: bool = False) -> str:
    """The number digits × 10**−places, written out with `places` decimals."""
    text = str(digits).rjust(places + 1, "0") if places > 0 else str(digits * 10 ** max(-places, 0))
    if places > 0:
        text = f"{text[:-places]}.{text[-places:]}"
    return "-" + text if negative else text


def with_exponent(digits: int, places: int, *, negative: bool = False) -> str:
    """The number digits × 10**−places with a power of ten: 5.870e299."""
    text = str(digits)
    mantissa = f"{text[0]}.{text[1:]}" if len(text) > 1 else text
    return f"{'-' if negative else ''}{mantissa}e{len(text) - 1 - places}"


def huge(digits: int, places: int, *, negative: bool = False) -> str:
    """The same without zeros at the end: 5.87e299."""
    text = str(digits)
    kept = text.rstrip("0")
    return with_exponent(int(kept), places - (len(text) - len(kept)), negative=negative)


def number_text(number: Number) -> str:
    """A number as it was written, else as a short decimal, else as a fraction."""
    if number.text is not None:
        return number.text
    return decimal_text(number.value) or f"{number.value.numerator}/{number.value.denominator}"


@dataclass(frozen=True)
class Style:
    """How a line is written.

    `juxtapose` leaves out the × before a bracket, as on paper. `is_array` tells the writer which parts are vectors or
    matrices, whose element-by-element product is written ⊙; None where that isn't known, and W · x may be a product of
    single numbers, or not. `is_matrix` tells which have a column in the place of an element.
    """

    minus: str
    juxtapose: bool
    raised: bool
    notation: bool
    leaf: Callable[[Ref], str] = name_of
    is_array: Callable[[Expression], bool] | None = None
    is_matrix: Callable[[Expression], bool] = lambda _: False


PAPER = Style(minus="−", juxtapose=True, raised=True, notation=True)
CALCULATOR = Style(minus="-", juxtapose=False, raised=False, notation=False, is_array=lambda _: False)

SUM, PRODUCT, POWER, ATOM = range(1, 5)


def write(expression: Expression, style: Style = PAPER) -> str:
    """The expression as one line."""
    return _Writer(style).write(expression, SUM)


def between_numbers(product: MatMul, style: Style) -> bool:
    """Whether a matrix product is known to be one of single numbers, which has no dot on a calculator."""
    return style.is_array is not None and not any(map(style.is_array, (product.left, product.right)))


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style

    def write(self, node: Expression, level: int) -> str:
        """The node's text, in parentheses where it binds more loosely than `level` asks."""
        text, binding = self.line(node)
        return text if binding >= level else f"({text})"

    def line(self, node: Expression) -> tuple[str, int]:
        match node:
            case Number():
                return self.number(node)
            case Name(name):
                return name, ATOM
            case Ref():
                text = self.style.leaf(node)
                return text, PRODUCT if "/" in text and not text.startswith("(") else ATOM
            case Negative() | Sum():
                return self.added(node), SUM
            case Product(factors):
                return self.signed(self.product(factors))
            case Quotient(top, bottom):
                head = self.write(top, ATOM) if isinstance(top, Ref) else self.first(top)
                return self.signed(f"{head}/{self.write(bottom, POWER)}")
            case Power(base, exponent):
                return self.power(base, exponent), POWER
            case MatMul():
                return self.matrix_product(node)
            case Transpose(operand):
                return self.write(operand, ATOM) + "ᵀ", ATOM
            case Apply(function, arguments):
                return self.apply(function, arguments)
            case Element(operand, row, column):
                place = f"{row}" if column == 1 and not self.style.is_matrix(operand) else f"{row},{column}"
                return f"{self.write(operand, ATOM)}[{place}]", ATOM
            case Stack(elements):
                return f"[{', '.join(self.write(element, SUM) for element in elements)}]", ATOM

    def number(self, number: Number) -> tuple[str, int]:
        text = number_text(number).replace("-", self.style.minus)
        if number.value < 0:
            return text, SUM
        return text, PRODUCT if "/" in text else ATOM

    def signed(self, text: str) -> tuple[str, int]:
        """A product that begins with a minus needs a bracket wherever a term with a sign does."""
        return text, SUM if text.startswith(self.style.minus) else PRODUCT

    def added(self, node: Negative | Sum) -> str:
        return self.sum(node.terms) if isinstance(node, Sum) else self.style.minus + self.operand(node.operand)

    def operand(self, node: Expression) -> str:
        """What follows a minus sign."""
        return self.write(node, PRODUCT)

    def sum(self, terms: tuple[Expression, ...]) -> str:
        line = self.first(terms[0])
        for term in terms[1:]:
            match term:
                case Negative(operand):
                    line += f" {self.style.minus} {self.operand(operand)}"
                case Number(value) if value < 0 and term.text is None:
                    line += f" {self.style.minus} {self.write(Number(-value), PRODUCT)}"
                case Product((Number(value), *rest)) if value < 0 and self.style.juxtapose:
                    line += f" {self.style.minus} {self.write(Product((Number(-value), *rest)), PRODUCT)}"
                case _:
                    line += f" + {self.write(term, PRODUCT)}"
        return line

    def first(self, term: Expression) -> str:
        """The first term of a sum, or factor of a product, needs no bracket for its sign."""
        text, binding = self.line(term)
        signed = text.startswith(self.style.minus) and not isinstance(term, Sum)
        return text if binding >= PRODUCT or signed else f"({text})"

    def product(self, factors: tuple[Expression, ...]) -> str:
        head = factors[0]
        line = self.write(head, POWER) if isinstance(head, MatMul) else self.first(head)
        for before, factor in pairwise(factors):
            text = self.style.leaf(factor) if isinstance(factor, Ref) else self.write(factor, POWER)
            line += self.times(before, factor, text) + text
        return line

    def times(self, before: Expression, factor: Expression, text: str) -> str:
        is_array = self.style.is_array
        if is_array and is_array(before) and is_array(factor):
            return " ⊙ "
        plain = isinstance(before, Number) or (isinstance(before, Ref) and "/" not in self.style.leaf(before))
        if self.style.juxtapose and plain and text.startswith("(") and isinstance(factor, Sum):
            return ""
        return " × "

    def matrix_product(self, node: MatMul) -> tuple[str, int]:
        if between_numbers(node, self.style):
            return self.signed(self.product((node.left, node.right)))
        return f"{self.matrix(node.left)} · {self.matrix(node.right)}", PRODUCT

    def matrix(self, node: Expression) -> str:
        """A side of a matrix product: what is multiplied element by element goes into brackets."""
        return self.style.leaf(node) if isinstance(node, Ref) else self.write(node, POWER)

    def power(self, base: Expression, exponent: Expression) -> str:
        text = self.write(base, ATOM)
        if self.style.raised and isinstance(exponent, Number) and exponent.value.denominator == 1:
            return text + superscript(int(exponent.value))
        return f"{text}^{self.write(exponent, ATOM)}"

    def apply(self, function: str, arguments: tuple[Expression, ...]) -> tuple[str, int]:
        row = FUNCTIONS[function]
        if function == "part":
            operand, first, last = (self.write(argument, ATOM) for argument in arguments)
            return f"{operand}[{first}…{last}]", ATOM
        inner = ", ".join(self.write(argument, SUM) for argument in arguments)
        if self.style.notation and function == "exp":
            return f"e^({inner})", POWER
        name = row.notation if self.style.notation else function
        return (f"{name}({inner})" if arguments else name), ATOM
