"""What is known of a function of the equation language: all of it in one place.

Most functions go element by element and are a row of texts in the equation language itself: `definition` says what one
is in simpler ones, SymPy differentiates that, and its value in each arithmetic follows. A function of another kind is a
class that says more of itself: what shape it gives, what its elements are, what its arguments' gradients are, how it is
computed. Whoever walks over expressions asks the function, and knows none by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.tree import Apply, Expression

Closure: TypeAlias = Callable[[Any, int], Any]
"""Given the numbers, kept in whatever way, and the time step: a value in some arithmetic."""


BRANCHES = "by_sign"  # what definitions call the choice of one of three, as a number is positive, zero or negative

Received: TypeAlias = Iterator[tuple[Expression, Expression]]
"""The parts of an operation, each with its gradient."""


class Typeset(Enum):
    """How a function is set on paper."""

    CALL = "its name, and its arguments in brackets"
    POWER_OF_E = "a power of e"
    ROOT = "a root"
    BARS = "its argument between bars"
    FIRST_ALONE = "its first argument, and nothing else"
    STRETCH = "its first argument, from one place to another: h[1…3]"


class Library:
    """What a program calls the functions that it computes with, and which of them it has called.

    A library other than numpy has `names` of its own, by numpy's.
    """

    def __init__(self, names: Mapping[str, str] = MappingProxyType({})) -> None:
        self.names = names
        self.called: set[str] = set()

    def spelled(self, template: str, *arguments: str, **more: str) -> str:
        """A template with the names put in: `{np.exp}`, `{own.relu}`, `{math.erf}`."""
        np, own, math = (_Called(self, owner) for owner in ("np.", "", "math."))
        return template.format(*arguments, np=np, own=own, math=math, **more)


@dataclass(frozen=True)
class _Called:
    """The functions of one owner, each by its name."""

    library: Library
    owner: str

    def __getattr__(self, name: str) -> str:
        whole = self.owner + name
        called = self.library.names.get(whole, whole)
        self.library.called.add(called)
        return called


class Shapes(Protocol):
    """What a function may ask when its shape is wanted; None is a shape that isn't known yet."""

    def shape(self, expression: Expression) -> Shape | None:
        """The shape of a part."""

    def common(self, operation: Expression) -> Shape | None:
        """The shape of what goes element by element."""

    def wrong(self, message: str, parts: tuple[Expression, ...], remedy: str) -> None:
        """Note that something doesn't fit."""

    def sized(self, expression: Expression, shape: Shape) -> str:
        """`W1 is 3×2`."""

    def quoted(self, expression: Expression) -> str:
        """A part as messages quote it."""


class Elements(Protocol):
    """What a function may ask when one of its elements is wanted; rows and columns are counted from 1."""

    def shape(self, node: Expression) -> Shape:
        """The shape of a part."""

    def at(self, node: Expression, row: int, column: int) -> Expression:
        """An element of a part."""


class Rules(Protocol):
    """What a function may ask when the gradients of its arguments are wanted."""

    def shape(self, node: Expression) -> Shape:
        """The shape of a part."""

    def spread(self, upstream: Expression, shape: Shape) -> Expression:
        """A gradient with its elements written out, where one number stands for all of them."""

    def transposed(self, operand: Expression) -> Expression:
        """The transpose; of a single number, that number."""


class NumberOperations(Protocol):
    """What numbers a function is evaluated in."""

    def constant(self, number: Fraction) -> Any:  # noqa: ANN401  # of whatever kind
        """An exact number as one of these."""

    def sign(self, number: Any) -> int:  # noqa: ANN401  # of whatever kind
        """−1, 0 or 1."""

    def pi(self) -> Any:  # noqa: ANN401  # of whatever kind
        """π."""


@dataclass(frozen=True, eq=False)
class Function:
    """One function; of it there is one, so that it is told from others by its identity.

    `arity` is None where any number of arguments will do; the last of them may be left out where `defaults` say what
    they are then. `definition` is over the arguments (`x`; `a`, `b`, `c` where there are several). Where the derivative
    is best read in another form than SymPy's, `slopes` say so, for each argument; they may also read the output `y`, so
    that σ′ is Y(1 − Y). A function of whole vectors gives `pulls` instead: the gradient of each argument, given the
    output's gradient `g`.

    `kink` says what the slope is where it has a jump: PyTorch's. What is `on_calculators` has a key there, and isn't
    written in simpler operations.

    `internal` functions appear in derivations only; where numbers are put in, what they come to takes their place (a
    calculator has no key for relu′). What is of `whole` vectors doesn't go element by element; it `reduces` where it
    makes one number of them. What `vanishes` is zero as soon as one of its arguments is; what is `idle` on a single
    number is that number; what `joins` puts numbers together to a vector.

    `does` says what the function does, and `why` explains the slope, each as a sentence without its period, with `{x}`
    for the argument and `{y}` for the output. `derived` are forms of the slope, over `x` and the output `y`, each of
    which follows from the one before, and `derived_by` how the first is found and how they follow, in sentences.
    `in_powers` is what a function that libraries compute is in powers of e, for a calculator without a key for it.
    `passing` says what becomes of the argument on its way through, where
    its name doesn't: `becomes a row of a matrix`. `library` is what SymPy, FLINT and Python call what they compute
    themselves, and `numpy` how a program over numpy's arrays does, with `{np.exp}` for a function of numpy's and
    `{own.relu}` for one that numpy lacks. `terms` are the words of the glossary that come up with it.
    """

    name: str
    notation: str
    arity: int | None = 1
    definition: str = ""
    slopes: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    does: str = ""
    why: str = ""
    derived: tuple[str, ...] = ()
    derived_by: str = ""
    in_powers: str = ""
    passing: str = ""
    activation: bool = False
    internal: bool = False
    whole: bool = False
    reduces: bool = False
    vanishes: bool = False
    idle: bool = False
    joins: bool = False
    defaults: tuple[str, ...] = ()
    kink: str = ""
    on_calculators: bool = False
    form: Typeset = Typeset.CALL
    also: tuple[str, ...] = ()
    library: str = ""
    numpy: str = ""
    terms: tuple[str, ...] = ()

    def __call__(self, *arguments: Expression) -> Apply:
        """The function applied."""
        return Apply(self.name, arguments)

    @property
    def fewest(self) -> int:
        """How many arguments it takes at least."""
        return 1 if self.arity is None else self.arity - len(self.defaults)

    def takes(self, count: int) -> bool:
        """Whether it can be applied to so many arguments."""
        return self.arity is None or self.fewest <= count <= self.arity

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments in `definition`, `slopes` and `pulls`."""
        return ("x",) if self.arity in (1, None) else tuple("abcd"[: self.arity])

    @property
    def left_out(self) -> Callable[[int], tuple[str, ...]]:
        """What stands for the arguments that are left out when so many are given."""
        return lambda given: self.defaults[given - self.fewest :] if self.defaults else ()

    @property
    def is_primitive(self) -> bool:
        """Whether libraries compute it, so that it has no definition in simpler ones."""
        return bool(self.library) and self.arity == 1

    @property
    def has_branches(self) -> bool:
        """Whether it is one of several expressions, by the sign of another: its slope has a jump there."""
        return self.definition.startswith(BRANCHES)

    @property
    def chooses(self) -> bool:
        """Whether it is one of several of its arguments, by the sign of the first."""
        return False

    def read(self, arguments: tuple[Expression, ...]) -> Expression:
        """What an equation says in which it is called."""
        return Apply(self.name, arguments)

    def source(self, arguments: tuple[str, ...]) -> str:
        """How an equation writes it; the first argument binds as tightly as what stands before a bracket."""
        return f"{self.name}({', '.join(arguments)})" if arguments else self.name

    def numpy_source(self, arguments: tuple[str, ...], library: Library) -> str:
        """How a program over numpy's arrays computes it; nothing where that is by its definition."""
        text = library.spelled(self.numpy, *arguments, all=", ".join(arguments))
        return f"{text}({', '.join(arguments)})" if text and arguments and "(" not in self.numpy else text

    def shape(self, shapes: Shapes, node: Apply) -> Shape | None:
        """The shape of its value: that of its arguments, or one number."""
        common = shapes.common(node)
        return () if self.reduces else common

    def element(self, elements: Elements, node: Apply, row: int, column: int) -> Expression | None:  # noqa: ARG002  # for those that say more
        """One element of it; None where that is the function of the arguments' elements, or of its definition."""
        return None

    def received(self, rules: Rules, node: Apply, upstream: Expression) -> Received | None:  # noqa: ARG002  # as above
        """Each argument with its gradient; None where `pulls` or the definition say so."""
        return None

    def value(self, arithmetic: NumberOperations, node: Apply) -> Callable[..., Any] | None:  # noqa: ARG002  # as above
        """How it is computed from its arguments' values; None where the arithmetic or the definition say so."""
        return None

    def closure(self, arithmetic: NumberOperations, node: Apply, arguments: list[Closure]) -> Closure | None:
        """How it is computed from its arguments."""
        value = self.value(arithmetic, node)
        if value is None:
            return None
        match arguments:
            case [inner]:
                return lambda numbers, step: value(inner(numbers, step))
            case _:
                return lambda numbers, step: value(*[argument(numbers, step) for argument in arguments])
