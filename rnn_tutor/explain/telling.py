"""The words for the way of a name through an equation: which operations it passes, and what each does to a nudge."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    ONE,
    Apply,
    At,
    Element,
    Expression,
    Kind,
    MatMul,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Ref,
    Sum,
    Transpose,
    children,
)
from rnn_tutor.explain.ways import Link, Way, is_subtraction
from rnn_tutor.notation.composition import ON_PAPER, Conventions
from rnn_tutor.notation.line import line, write

TWO = Number(ONE.value * 2)
MINUS_ONE = Number(-ONE.value)
TIMES = {2: "twice", 3: "three times", 4: "four times"}
LETTERS = "abcdef"


class Telling:
    """The words for the ways of a name into `target`; that is None for the loss."""

    def __init__(self, name: Ref, target: Ref | None, style: Conventions = ON_PAPER) -> None:
        self.name = name
        self.target = target
        self.style = style

    @property
    def own_name(self) -> str:
        """What comes along the ways."""
        return line(self.style.name(self.name))

    @property
    def target_name(self) -> str:
        """What the ways lead to."""
        return "the loss" if self.target is None else line(self.style.name(self.target))

    def clause(self, ways: tuple[Way, ...]) -> str:
        """All ways: what happens to the name, and what that makes its gradient."""
        if len(ways) == 1:
            return self.only(ways[0])
        factors = [way.factor for way in ways if way.factor is not None]
        often = TIMES.get(len(ways), f"{len(ways)} times")
        each = "; ".join(
            f"({letter}) it {self.one_of_several(way)}" for letter, way in zip(LETTERS, ways, strict=False)
        )
        more = "; and so on" if len(ways) > len(LETTERS) else ""
        start = f"appears in the equation of {self.target_name} {often}, and each place counts: {each}{more}"
        if len(factors) < len(ways):
            return f"{start}. What comes back from all of them is added up"
        return f"{start}. Together, {self.effect(add(*factors))}"

    def one_of_several(self, way: Way) -> str:
        """What happens to the name at one of its places."""
        if not (telling := links_in_words(way)):
            return "is added as it is" if way.links else "stands alone"
        words = self.chain(telling)
        return words if way.factor is None or len(telling) == 1 else f"{words}: {self.text(way.factor)}"

    def only(self, way: Way) -> str:
        """The one way that there is."""
        telling, target_name = links_in_words(way), self.target_name
        if not telling:
            if not way.links:
                return f"is passed on to {target_name} unchanged, and its gradient is the same"
            return (
                f"is one term of the sum {target_name}: {target_name} changes by as much as {self.own_name}, so the "
                f"gradient of {target_name} comes back unchanged"
            )
        if way.factor == MINUS_ONE and len(telling) == 1:
            falls = f"{target_name} falls by as much as {self.own_name} rises"
            return f"is subtracted in {target_name}: {falls}, so the gradient changes its sign"
        if way.factor is not None:
            return f"{self.towards_target(telling)}, so {self.effect(way.factor)}"
        if len(telling) == 1:
            return self.matrix(telling[0]) or self.towards_target(telling)
        return f"{self.towards_target(telling)}; its gradient comes back through the same operations in reverse"

    def towards_target(self, links: list[Link]) -> str:
        """The operations, and what they lead to."""
        ends_on_slope = ", whose slope is " in self.verb(links[-1], with_slope=len(links) > 1)
        return f"{self.chain(links)}{',' * ends_on_slope} on its way into {self.target_name}"

    def effect(self, factor: Expression) -> str:
        """By how much a nudge changes what the ways lead to."""
        start = f"a nudge to {self.own_name} changes {self.target_name} by"
        if factor == ONE:
            return f"{start} the nudge itself"
        if factor == MINUS_ONE:
            return f"{start} the nudge with the opposite sign"
        text = self.text(factor)
        return f"{start} {f'({text})' if isinstance(factor, Sum) else text} times the nudge"

    def text(self, expression: Expression) -> str:
        """An expression on paper."""
        return write(expression, self.style)

    def chain(self, links: list[Link]) -> str:
        """The operations one after the other: `goes through tanh, whose slope is …, and is then multiplied by o₁₀`."""
        words = ""
        noun = ""  # what the name has become since it was last named
        for place, link in enumerate(links):
            verb = self.verb(link, with_slope=len(links) > 1)
            if place == 0:
                words = verb
            elif noun == "":
                words += f", and {verb.replace('is ', 'is then ', 1) if verb.startswith('is ') else f'then {verb}'}"
            else:
                words += f", and {noun} {verb}"
            noun = self.noun(link, noun)
        return words

    def noun(self, link: Link, before: str) -> str:
        """What the result of an operation is called; empty for what may still be called by the name itself."""
        match link.operation:
            case Sum():
                return "the difference" if is_subtraction(link.operation, link.place) else "the sum"
            case Power(_, exponent):
                return ("the square" if exponent == TWO else "the power") if before else ""
            case MatMul():
                return "the product"
            case _:
                return "the result" if before else ""

    def verb(self, link: Link, *, with_slope: bool) -> str:
        """What an operation does to what comes into it; its slope too, where that can't be read off the words."""
        operation, place = link.operation, link.place
        slope = ""
        if with_slope and link.factor is not None:
            text = self.text(link.factor)
            slope = f", whose slope is {text}" if isinstance(operation, Apply) else f" (slope {text})"
        match operation:
            case Sum(terms):
                if not is_subtraction(operation, place):
                    return "is added" if place else f"is added to the other term{'s' * (len(terms) > TWO.value)}"
                whole = f" from {self.whole(terms[0])}" if len(terms) == TWO.value and place == 1 else ""
                return f"is subtracted{whole}{' (slope −1)' * with_slope}"
            case Negative():
                return "is negated"
            case Product() | MatMul():
                return f"is multiplied by {self.multiplier(operation, place)}"
            case Quotient(top, bottom):
                return f"is divided by {self.text(bottom)}" if place == 0 else f"divides {self.text(top)}{slope}"
            case Power(base, exponent):
                power = "is squared" if exponent == TWO else f"is raised to the power {self.text(exponent)}"
                return f"{power if place == 0 else f'is the exponent of {self.text(base)}'}{slope}"
            case Apply(function):
                row = FUNCTIONS[function]
                return f"{row.passing or f'goes through {row.notation}'}{slope}"
            case Element(_, row, column):
                return f"gives its element [{row}{f', {column}' if column > 1 else ''}]"
            case Transpose():
                return "is transposed"
            case _:
                return "is put into a vector with others"

    def whole(self, part: Expression) -> str:
        """What something is subtracted from."""
        is_only_target = isinstance(part, Ref) and part.kind is Kind.TARGET and part.at is At.UNTIMED
        return f"the {self.text(part)}" if is_only_target else self.text(part)

    def multiplier(self, operation: Product | MatMul, place: int) -> str:
        """What a part of a product is multiplied by, and how where there are several ways to multiply."""
        parts = children(operation)
        others = parts[:place] + parts[place + 1 :]
        text = self.text(others[0] if len(others) == 1 else Product(others))
        if not all(map(self.is_array, parts)):
            return text
        if isinstance(operation, Product):
            return f"{text}, element by element"
        return f"{text} from the {'right' if place == 0 else 'left'}"

    def is_array(self, part: Expression) -> bool:
        """Whether an expression is a vector or a matrix."""
        return self.style.is_array is not None and self.style.is_array(part)

    def matrix(self, link: Link) -> str:
        """A matrix product read element by element; empty where that is not all there is to a way."""
        match link.operation:
            case MatMul(left, right) if self.is_array(left) and self.is_array(right):
                pass
            case _:
                return ""
        if self.style.is_matrix(right):
            return ""
        rows = self.target is not None and self.is_array(self.target)
        i, at = ("i, ", "[i]") if rows else ("1, ", "")
        w, v, into = f"{self.atom(left)}[{i}j]", f"{self.atom(right)}[j]", f"{self.target_name}{at}"
        upstream = f"∂Loss/∂{into} × " if self.target is not None else ""
        if link.place == 0:
            return (
                f"acts through each of its elements: {w} multiplies {v} on its way into {into}, so its gradient is "
                f"{upstream}{v}"
            )
        through = f"acts on {self.target_name} through {self.text(left)}"
        if not rows:
            return f"{through}: {v} is multiplied by {w}, so its gradient is {upstream}{w}"
        return (
            f"{through}: {v} reaches each {into} through {w}, so its gradient adds up {upstream}{w} over i, which is "
            f"a product with the transpose of {self.text(left)}"
        )

    def atom(self, expression: Expression) -> str:
        """An expression to which an index can be put."""
        return self.text(expression) if isinstance(expression, Ref) else f"({self.text(expression)})"


def links_in_words(way: Way) -> list[Link]:
    """The links of which something is to be said: those that change a nudge, and sums between two of them."""
    changing = [
        place for place, link in enumerate(way.links) if link.factor != ONE or isinstance(link.operation, Apply)
    ]
    if not changing:
        return []
    return [
        link
        for place, link in enumerate(way.links)
        if place in changing or (isinstance(link.operation, Sum) and place < changing[-1])
    ]


def functions_passed(way: Way, output: Expression) -> Iterator[tuple[Apply, Expression]]:
    """The functions that a way goes through, each with what its value is called; that of the way's end is `output`."""
    for place, link in enumerate(way.links, start=1):
        if isinstance(link.operation, Apply):
            yield link.operation, output if place == len(way.links) else link.operation
