"""The ways from a name to the value of an equation, and the local derivative of each operation passed on them.

A name may stand in an equation several times; each place is a way of its own. The product of a way's links is how much
the equation's value moves with the name on that way, so the gradient is the sum over the ways of the value's own
gradient times that product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as with_changes

from rnn_tutor.calculus.local import is_elementwise, local_derivative
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.result import Result
from rnn_tutor.derivation.solution import Solution
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.algebra import multiply
from rnn_tutor.equations.array import SCALAR
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import (
    Apply,
    At,
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
    children,
)
from rnn_tutor.lesson.lesson import Equation, Section
from rnn_tutor.notation.composition import ON_CALCULATOR, Conventions
from rnn_tutor.notation.fields import NameFields
from rnn_tutor.notation.line import write
from rnn_tutor.notation.media import CALCULATOR
from rnn_tutor.notation.speller import typed
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import real
from rnn_tutor.numbers.value import single


@dataclass(frozen=True)
class Link:
    """An operation that is passed, the place among its parts from which the way comes, and its local derivative.

    `factor` is None where there is none to multiply by element by element: in a matrix product, a sum over a vector.
    """

    operation: Expression
    place: int
    factor: Expression | None


@dataclass(frozen=True)
class Way:
    """One place of a name in an equation: the links from the name outwards, and their product where each has one."""

    links: tuple[Link, ...]
    factor: Expression | None


@dataclass(frozen=True)
class PassedLink:
    """An operation passed at a time step, and its exact local derivative there."""

    through: str
    value: str


@dataclass(frozen=True)
class PassedWay:
    """A way at a time step: the quantity whose gradient comes back on it, and what that is multiplied by.

    The links are in order from the name outwards; `consumer` is the loss, whose gradient is 1, or a quantity.
    """

    consumer: str
    time_step: int | None
    links: tuple[PassedLink, ...]


@dataclass(frozen=True)
class Use:
    """How a name is used at a time step: in which equation, read at which time step, and as which name there."""

    equation: Equation
    time: int | None
    ref: Ref


class Ways:
    """The ways of an unrolled network, found once for each template and name."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self._found: dict[tuple[int, Ref], tuple[Way, ...]] = {}
        self._written: dict[int, tuple[list[Ref], str]] = {}

    def of(self, use: Use) -> tuple[Way, ...]:
        """The ways from a name to the value of the equation in which it is used."""
        template = self.unrolled.template(use.equation, use.time)
        key = (id(template), use.ref)
        if key not in self._found:
            output = self.output(use)
            self._found[key] = tuple(self._way(list(chain), output) for chain in chains(template, use.ref))
        return self._found[key]

    def output(self, use: Use) -> Expression:
        """What the value of an equation is called, in its template."""
        match use.equation.section:
            case Section.EACH_STEP:
                return Ref(Kind.QUANTITY, use.equation.name, At.HERE)
            case Section.LOSS if self.unrolled.network.loss_each_step:
                return self.unrolled.template(use.equation, use.time)  # one term of a sum: it has no name
            case _:
                return Ref(Kind.QUANTITY, use.equation.name)

    def _way(self, chain: list[tuple[Expression, int]], output: Expression) -> Way:
        """`chain` has the operations from the outermost to the one next to the name."""
        links = []
        for depth, (operation, place) in enumerate(chain):
            if depth and is_subtraction(*chain[depth - 1]):
                continue  # the minus belongs to the sum: one operation, not two
            called = output if depth == 0 else operation
            links.append(Link(operation, place, self._factor(operation, place, called)))
        factors = [link.factor for link in links if link.factor is not None]
        whole = multiply(*factors) if len(factors) == len(links) else None
        return Way(tuple(reversed(links)), whole)

    def _factor(self, operation: Expression, place: int, output: Expression) -> Expression | None:
        shape = self.unrolled.shape
        made = shape_of(operation, shape)
        if is_subtraction(operation, place) and isinstance(operation, Sum):
            operation = operation.terms[place]
            place = 0
        if made != shape_of(children(operation)[place], shape):  # a single number less goes from each of a vector
            return None
        if isinstance(operation, MatMul) and not any(shape_of(part, shape) for part in children(operation)):
            operation = Product(children(operation))  # of single numbers
        if not is_elementwise(operation):
            return None
        return local_derivative(operation, place, output)

    def uses(self, step: Result) -> list[Use]:
        """Where the name whose gradient a step finds is used, as far as the step counts it."""
        operation = step.operation
        if operation.phase is not Phase.BACKWARD:
            return []
        if operation.kind is Kind.SHARE:
            return [Use(self.unrolled.equation(operation.via), step.time_step, Ref(Kind.PARAMETER, step.quantity))]
        return [Use(*self.unrolled.use(step.quantity, step.time_step, path)) for path in operation.paths]

    def consumer(self, use: Use) -> Ref:
        """The quantity that a use makes, at its time step; the loss has none."""
        has_time = use.equation.section is Section.EACH_STEP and use.time is not None
        return Ref(Kind.QUANTITY, use.equation.name, use.time if has_time and use.time else At.UNTIMED)

    def passed(self, step: Result, digits: int) -> tuple[PassedWay, ...] | None:
        """The ways of a backward step with their numbers; None where a step or one of its ways is no single number."""
        if step.phase is not Phase.BACKWARD or step.operation.shape != SCALAR:
            return None
        found: list[PassedWay] = []
        for use in self.uses(step):
            for way in self.of(use):
                if way.factor is None:
                    return None
                consumer = self.consumer(use)
                links = tuple(self._passed(link, use, step, digits) for link in way.links)
                found.append(PassedWay(consumer.name, consumer.at if isinstance(consumer.at, int) else None, links))
        return tuple(found)

    def _passed(self, link: Link, use: Use, step: Result, digits: int) -> PassedLink:
        assert link.factor is not None, "single numbers have a factor on every link"
        names, through = self._through(link)
        frame, last = self.frame(use), self.unrolled.last
        written = through.format(*(typed(pinned_ref(ref, frame, last)) for ref in names))
        return PassedLink(written, self.value(link.factor, use, step.derivation, digits))

    def _through(self, link: Link) -> tuple[list[Ref], str]:
        """What a link passes, with a field for each name in it."""
        known = self._written.get(id(link))  # links are kept, in what was found
        if known is None:
            fields = NameFields()
            text = _through(link.operation, link.place, with_changes(ON_CALCULATOR, name=fields.layout))
            known = self._written[id(link)] = fields.names, text
        return known

    def frame(self, use: Use) -> int:
        """The time step at which the equation of a use is read."""
        return self.unrolled.last if use.time is None else use.time

    def value(self, factor: Expression, use: Use, derivation: Solution, digits: int) -> str:
        """The exact value of a factor of single numbers, to this many significant digits."""
        if isinstance(factor, Number):
            return significant(real(factor.value), digits)
        evaluator, frame = derivation.evaluators.of(factor), self.frame(use)

        def read(numbers: Numbers) -> str:
            return significant(single(evaluator(numbers, frame)), digits)

        return derivation.proved(read)


def _through(operation: Expression, place: int, style: Conventions) -> str:
    """The operation that a way passes, in a word: `tanh`, `× o10`."""
    parts = children(operation)
    match operation:
        case Sum():
            return "-" if is_subtraction(operation, place) else "+"
        case Negative():
            return "-"
        case Product() | MatMul():
            return f"× {' × '.join(write(part, style, CALCULATOR) for part in parts[:place] + parts[place + 1 :])}"
        case Quotient(top, bottom):
            return f"/ {write(bottom, style, CALCULATOR)}" if place == 0 else f"{write(top, style, CALCULATOR)} /"
        case Power(base, exponent):
            return f"^ {write(exponent, style, CALCULATOR)}" if place == 0 else f"{write(base, style, CALCULATOR)} ^"
        case Apply(function):
            return function
        case _:
            return type(operation).__name__.lower()


def is_subtraction(operation: Expression, place: int) -> bool:
    """Whether a part is a term that a sum takes away."""
    return isinstance(operation, Sum) and isinstance(operation.terms[place], Negative)


def chains(expression: Expression, ref: Ref) -> Iterator[tuple[tuple[Expression, int], ...]]:
    """For each place of a name: the operations around it, the outermost first, each with the part it is in."""
    waiting: list[tuple[Expression, tuple[tuple[Expression, int], ...]]] = [(expression, ())]
    while waiting:
        node, above = waiting.pop()
        if node == ref:
            yield above
        inner = [(part, (*above, (node, place))) for place, part in enumerate(children(node))]
        waiting.extend(reversed(inner))
