"""The table of functions: one row for each, in the equation language itself.

`definition` says what a function is in terms of simpler ones (primitives have none). SymPy differentiates it; where the
derivative is best read in another form than SymPy's, `slopes` says so, for each argument. Both are texts over the
arguments (`x`; `a` and `b` where there are two); a slope may also read the output `y`, so that σ′ is Y(1 − Y).
`by_sign(t, p, z, n)` is p, z or n as t is positive, zero or negative.

A function that is not element by element (softmax) gives `pulls` instead: the gradient of each argument, given the
output's gradient `g`.

Sources: sigmoid, and its slope from the output, Rumelhart, Hinton and Williams (1986), tanh likewise; softplus, Dugas
and others (2001); ReLU, Nair and Hinton (2010); leaky ReLU, Maas and others (2013), slope 0.01; ELU, Clevert and others
(2016), α = 1; GELU, Hendrycks and Gimpel (2016), the exact form with Φ; SiLU, Elfwing and others (2018); the Huber
function, Huber (1964), δ = 1; softmax, and cross-entropy after it, Bridle (1990), for targets that add up to 1. Where a
slope has a jump, its value there is the one that autodiff libraries take: 0 for ReLU and |x| at 0, one half for each
side of `max` at a tie.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """One row.

    `arity` is None where any number of arguments will do; the last of them may be left out where `defaults` say what
    they are then.

    `kink` says what the slope is where it has a jump: PyTorch's. What is `on_calculators` has a key there, and isn't
    written in simpler operations.

    `internal` functions appear in derivations only; where numbers are put in, what they come to takes their place (a
    calculator has no key for relu′). What is of `whole` vectors doesn't go element by element. `does` says what the
    function does, and `why` explains the slope, each as a sentence without its period, with `{x}` for the argument and
    `{y}` for the output.
    """

    name: str
    notation: str
    arity: int | None = 1
    definition: str = ""
    slopes: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    does: str = ""
    why: str = ""
    activation: bool = False
    internal: bool = False
    whole: bool = False
    defaults: tuple[str, ...] = ()
    kink: str = ""
    on_calculators: bool = False

    @property
    def fewest(self) -> int:
        """How many arguments it takes at least."""
        return 1 if self.arity is None else self.arity - len(self.defaults)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments in `definition`, `slopes` and `pulls`."""
        return ("x",) if self.arity in (1, None) else tuple("abcd"[: self.arity])


ROWS = (
    # Activations.
    Function(
        "sigmoid",
        "σ",
        definition="1/(1 + exp(-x))",
        slopes=("y*(1 - y)",),
        does="σ squeezes {x} into a number between 0 and 1",
        why="The slope of σ follows from its output: {y} × (1 − {y}). It is largest at {y} = 1/2, where it is 1/4",
        activation=True,
    ),
    Function(
        "tanh",
        "tanh",
        does="tanh squeezes {x} into a number between −1 and 1",
        why="The slope of tanh follows from its output: 1 − {y}². It is largest at {y} = 0, where it is 1",
        activation=True,
    ),
    Function(
        "relu",
        "relu",
        definition="by_sign(x, x, 0, 0)",
        slopes=("relu_slope(x)",),
        kink="0 at 0",
        does="relu leaves {x} as it is where it is positive, and gives 0 elsewhere",
        why="The slope of relu is 1 where {x} is positive, and 0 elsewhere",
        activation=True,
    ),
    Function(
        "leaky_relu",
        "leaky_relu",
        definition="by_sign(x, x, 0, 0.01*x)",
        slopes=("leaky_relu_slope(x)",),
        kink="0.01 at 0",
        does="leaky_relu leaves {x} as it is where it is positive, and gives a hundredth of it elsewhere",
        why="The slope of leaky_relu is 1 where {x} is positive, and 0.01 elsewhere",
        activation=True,
    ),
    Function(
        "identity",
        "identity",
        definition="x",
        does="The identity leaves {x} as it is",
        why="The identity leaves {x} as it is, so its slope is 1 everywhere",
        activation=True,
    ),
    Function(
        "softplus",
        "softplus",
        definition="log(1 + exp(x))",
        slopes=("sigmoid(x)",),
        does="softplus is a smooth relu: near 0 where {x} is far below 0, and near {x} where it is far above",
        why="The slope of softplus is σ of its input",
        activation=True,
    ),
    Function(
        "elu",
        "elu",
        definition="by_sign(x, x, 0, exp(x) - 1)",
        slopes=("elu_slope(x)",),
        does="elu leaves {x} as it is where it is positive, and gives e to the power {x}, minus 1, elsewhere",
        why="The slope of elu is 1 where {x} is positive, and e to the power {x} elsewhere",
        activation=True,
    ),
    Function(
        "gelu",
        "gelu",
        definition="x*normal_cdf(x)",
        does="gelu is {x} times Φ({x}), the share of a bell curve that lies below {x}",
        why="gelu is {x} times Φ({x}), so the product rule gives two terms; φ, the bell curve, is the slope of Φ",
        activation=True,
    ),
    Function(
        "silu",
        "silu",
        definition="x*sigmoid(x)",
        slopes=("sigmoid(x) + y*(1 - sigmoid(x))",),
        does="silu is {x} times σ({x})",
        why="silu is {x} times σ({x}), so the product rule gives two terms",
        activation=True,
    ),
    Function(
        "hard_sigmoid",
        "hard_sigmoid",
        arity=2,
        defaults=("1/6",),
        definition="by_sign(a*b + 1/2, by_sign(1/2 - a*b, a*b + 1/2, 1, 1), 0, 0)",
        slopes=("hard_sigmoid_slope(a, b)", "a*is_between(a*b, -1/2, 1/2)"),
        does="hard_sigmoid is a straight line through 1/2, of slope 1/6 where no other is given, cut off at 0 and at 1",
        why="hard_sigmoid has the slope of its line where that lies between 0 and 1, and slope 0 elsewhere",
        kink="0 at its corners, −3 and 3",
        activation=True,
    ),
    Function(
        "softsign",
        "softsign",
        definition="x/(1 + abs(x))",
        slopes=("1/(1 + abs(x))**2",),
        does="softsign squeezes {x} into a number between −1 and 1, more gently than tanh",
        why="The slope of softsign is 1 divided by the square of 1 + |{x}|",
        activation=True,
    ),
    # What a pocket calculator has keys for.
    Function("exp", "exp", why="The slope of e to a power is that power of e itself"),
    Function("log", "log", why="The slope of the natural logarithm is 1 divided by what it is taken of"),
    Function("sqrt", "sqrt", why="The slope of a square root is 1 divided by twice the root"),
    Function("sin", "sin", why="The slope of the sine is the cosine"),
    Function("cos", "cos", why="The slope of the cosine is minus the sine"),
    Function(
        "abs",
        "abs",
        definition="by_sign(x, x, 0, -x)",
        slopes=("sign(x)",),
        kink="0 at 0",
        on_calculators=True,
        why="The absolute value has slope 1 above zero and slope −1 below",
    ),
    Function(
        "max",
        "max",
        arity=2,
        definition="by_sign(a - b, a, a, b)",
        slopes=("is_larger(a, b)", "is_larger(b, a)"),
        kink="one half for each side at a tie",
        on_calculators=True,
        why="A maximum passes the gradient on to the larger side; the other side gets 0",
    ),
    Function("sinh", "sinh", why="The slope of sinh is cosh"),
    Function("cosh", "cosh", why="The slope of cosh is sinh"),
    Function(
        "arctan",
        "arctan",
        slopes=("1/(1 + x**2)",),
        does="arctan squeezes {x} into a number between −π/2 and π/2",
        why="The slope of arctan is 1/(1 + {x}²), largest at {x} = 0, where it is 1",
    ),
    Function(
        "logaddexp",
        "logaddexp",
        arity=2,
        definition="log(exp(a) + exp(b))",
        slopes=("exp(a - y)", "exp(b - y)"),
        why="The logarithm of a sum of powers of e passes the gradient on by shares, as softmax has them",
    ),
    Function("erf", "erf", why="The slope of erf is a bell curve"),
    Function(
        "huber",
        "huber",
        definition="by_sign(1 - abs(x), x**2/2, 1/2, abs(x) - 1/2)",
        slopes=("huber_slope(x)",),
        why="The Huber loss is a parabola for errors up to 1, with the error as its slope, and a straight line beyond",
    ),
    Function(
        "min",
        "min",
        arity=2,
        definition="by_sign(a - b, b, a, a)",
        slopes=("is_larger(b, a)", "is_larger(a, b)"),
        why="A minimum passes the gradient on to the smaller side; the other side gets 0",
        kink="one half for each side at a tie",
        on_calculators=True,
    ),
    Function(
        "sign",
        "sign",
        definition="by_sign(x, 1, 0, -1)",
        slopes=("0",),
        does="sign is 1 where {x} is positive, −1 where it is negative, and 0 at 0",
        why="sign is flat on both sides of 0, so its slope is 0 and nothing comes back through it",
        kink="0 at 0",
    ),
    Function(
        "step",
        "step",
        definition="by_sign(x, 1, 0, 0)",
        slopes=("0",),
        does="step is 1 where {x} is positive, and 0 elsewhere",
        why="step is flat on both sides of 0, so its slope is 0 and nothing comes back through it",
        kink="0 at 0",
    ),
    Function(
        "clip",
        "clip",
        arity=3,
        definition="by_sign(c - a, by_sign(a - b, a, a, min(b, c)), c, c)",
        slopes=("clip_slope(a, b, c)", "is_larger_than(b, a)*is_larger_than(c, b)", "is_larger_than(max(a, b), c)"),
        does="clip keeps {x} between two limits",
        why="clip lets {x} through with slope 1 between its limits and on them, and blocks it with slope 0 beyond",
        kink="1 at its ends",
    ),
    # Whole vectors and matrices.
    Function("sum", "sum", whole=True, pulls=("g",), why="Each number in a sum moves it one for one"),
    Function(
        "mean",
        "mean",
        whole=True,
        pulls=("g/size(x)",),
        why="Each of n numbers moves their mean by 1/n of its own change",
    ),
    Function("dot", "dot", arity=2, whole=True, definition="sum(a*b)", pulls=("g*b", "g*a")),
    Function("transpose", "transpose", whole=True, pulls=("transpose(g)",)),
    Function(
        "softmax",
        "softmax",
        whole=True,
        definition="exp(x)/sum(exp(x))",
        pulls=("y*(g - sum(g*y))",),
        does="softmax makes probabilities of {x}: all between 0 and 1, together 1",
        why=(
            "Raising one score lowers every other probability; so softmax takes from each gradient the mean of all, "
            "weighted by the probabilities"
        ),
    ),
    Function(
        "log_softmax",
        "log_softmax",
        whole=True,
        definition="x - log(sum(exp(x)))",
        pulls=("g - softmax(x)*sum(g)",),
        why=(
            "log_softmax is a score minus the logarithm of a sum: a score raises its own value one for one, and lowers "
            "all values by its probability"
        ),
    ),
    Function(
        "concat",
        "concat",
        whole=True,
        arity=None,
        why="Joining vectors changes none of their numbers, so each gets its own part of the gradient back",
    ),
    Function(
        "cross_entropy",
        "cross_entropy",
        whole=True,
        arity=2,
        definition="-sum(a*log_softmax(b))",
        pulls=("-g*log_softmax(b)", "g*(softmax(b) - a)"),
        why="Softmax and the logarithm together have a simple slope: the probability predicted minus the target",
    ),
    # Slopes with a jump, and parts of gelu: seen in derivations only.
    Function("by_sign", "by_sign", arity=4, internal=True),
    Function("relu_slope", "relu′", definition="by_sign(x, 1, 0, 0)", internal=True),
    Function("leaky_relu_slope", "leaky_relu′", definition="by_sign(x, 1, 0.01, 0.01)", internal=True),
    Function("elu_slope", "elu′", definition="by_sign(x, 1, 1, exp(x))", internal=True),
    Function("huber_slope", "huber′", definition="by_sign(1 - abs(x), x, x, sign(x))", internal=True),
    Function(
        "hard_sigmoid_slope",
        "hard_sigmoid′",
        arity=2,
        defaults=("1/6",),
        definition="b*is_between(a*b, -1/2, 1/2)",
        internal=True,
    ),
    Function("clip_slope", "clip′", arity=3, definition="by_sign(min(c - a, a - b), 1, 1, 0)", internal=True),
    Function(
        "is_between",
        "is_between",
        arity=3,
        definition="by_sign(a - b, by_sign(c - a, 1, 0, 0), 0, 0)",
        internal=True,
    ),
    Function("is_larger_than", "is_larger_than", arity=2, definition="by_sign(a - b, 1, 0, 0)", internal=True),
    Function("is_larger", "is_larger", arity=2, definition="by_sign(a - b, 1, 1/2, 0)", internal=True),
    Function("normal_cdf", "Φ", definition="(1 + erf(x/sqrt(2)))/2", slopes=("normal_density(x)",), internal=True),
    Function("normal_density", "φ", definition="exp(-x**2/2)/sqrt(2*pi)", slopes=("-x*y",), internal=True),
    Function("size", "size", internal=True, whole=True),
    Function("clipped", "clip", arity=2, definition="by_sign(b - abs(a), a, a, b*sign(a))", internal=True),
    Function("scaled_to", "scale", arity=3, definition="by_sign(b - c, a*c/b, a, a)", internal=True),
    Function(
        "part",
        "part",
        arity=3,
        internal=True,
        whole=True,
        does="A stretch of {x} is taken as it is",
        why="The stretch moves one for one with its own elements, and not at all with the others",
    ),
    Function(
        "rows",
        "rows",
        arity=None,
        internal=True,
        whole=True,
        does="The vectors are put one below the other, a row for each",
        why="Each row passes its own part of the gradient back",
    ),
    Function(
        "placed",
        "placed",
        arity=3,
        internal=True,
        whole=True,
        does="{x} is put at its place, with zeros elsewhere",
    ),
    Function("pi", "π", arity=0, internal=True),
)

BRANCHES = "by_sign"  # one of three, as a number is positive, zero or negative

FUNCTIONS = {row.name: row for row in ROWS}
BY_NOTATION = {row.notation: row.name for row in sorted(ROWS, key=lambda row: not row.internal)}
ACTIVATIONS = tuple(row.name for row in ROWS if row.activation)
WRITABLE = tuple(row.name for row in ROWS if not row.internal)
CONSTANTS = ("pi",)
