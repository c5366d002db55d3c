"""Elementary functions, what a pocket calculator has keys for among them, and others that go element by element.

Where a slope has a jump, its value there is the one that autodiff libraries take: 0 for |x| at 0, one half for each
side of `max` at a tie. The Huber function: Huber (1964), δ = 1.
"""

from rnn_tutor.equations.operations.function import Function, Typeset

EXP = Function(
    "exp",
    "exp",
    library="exp",
    numpy="{np.exp}",
    form=Typeset.POWER_OF_E,
    terms=("e",),
    why="The slope of e to a power is that power of e itself",
)
LOG = Function(
    "log",
    "log",
    library="log",
    numpy="{np.log}",
    also=("ln",),
    terms=("log",),
    why="The slope of log x is 1/x",
)
SQRT = Function(
    "sqrt",
    "sqrt",
    library="sqrt",
    numpy="{np.sqrt}",
    form=Typeset.ROOT,
    why="The slope of a square root is 1 divided by twice the root",
)
SIN = Function("sin", "sin", library="sin", numpy="{np.sin}", why="The slope of the sine is the cosine")
COS = Function("cos", "cos", library="cos", numpy="{np.cos}", why="The slope of the cosine is minus the sine")
ABS = Function(
    "abs",
    "abs",
    form=Typeset.BARS,
    numpy="{np.abs}",
    definition="by_sign(x, x, 0, -x)",
    slopes=("sign(x)",),
    kink="0 at 0",
    on_calculators=True,
    why="The absolute value has slope 1 above zero and slope −1 below",
)
MAX = Function(
    "max",
    "max",
    numpy="{np.maximum}",
    arity=2,
    definition="by_sign(a - b, a, a, b)",
    slopes=("is_larger(a, b)", "is_larger(b, a)"),
    kink="one half for each side at a tie",
    on_calculators=True,
    why="A maximum passes the gradient on to the larger side; the other side gets 0",
)
SINH = Function("sinh", "sinh", library="sinh", numpy="{np.sinh}", why="The slope of sinh is cosh")
COSH = Function("cosh", "cosh", library="cosh", numpy="{np.cosh}", why="The slope of cosh is sinh")
ARCTAN = Function(
    "arctan",
    "arctan",
    library="atan",
    numpy="{np.arctan}",
    slopes=("1/(1 + x**2)",),
    does="arctan squeezes {x} into a number between −π/2 and π/2",
    why="The slope of arctan is 1/(1 + {x}²), largest at {x} = 0, where it is 1",
)
LOGADDEXP = Function(
    "logaddexp",
    "logaddexp",
    numpy="{np.logaddexp}",
    arity=2,
    definition="log(exp(a) + exp(b))",
    slopes=("exp(a - y)", "exp(b - y)"),
    why="The logarithm of a sum of powers of e passes the gradient on in the proportions of softmax",
)
ERF = Function("erf", "erf", library="erf", numpy="{own.erf}", why="The slope of erf is a bell curve")
HUBER = Function(
    "huber",
    "huber",
    definition="by_sign(1 - abs(x), x**2/2, 1/2, abs(x) - 1/2)",
    slopes=("huber_slope(x)",),
    why="The Huber loss is a parabola for errors up to 1, with the error as its slope, and a straight line beyond",
)
MIN = Function(
    "min",
    "min",
    arity=2,
    definition="by_sign(a - b, b, a, a)",
    slopes=("is_larger(b, a)", "is_larger(a, b)"),
    why="A minimum passes the gradient on to the smaller side; the other side gets 0",
    kink="one half for each side at a tie",
    on_calculators=True,
)
SIGN = Function(
    "sign",
    "sign",
    numpy="{np.sign}",
    definition="by_sign(x, 1, 0, -1)",
    slopes=("0",),
    does="sign is 1 where {x} is positive, −1 where it is negative, and 0 at 0",
    why="sign is flat on both sides of 0, so its slope is 0 and nothing comes back through it",
    kink="0 at 0",
)
STEP = Function(
    "step",
    "step",
    definition="by_sign(x, 1, 0, 0)",
    slopes=("0",),
    does="step is 1 where {x} is positive, and 0 elsewhere",
    why="step is flat on both sides of 0, so its slope is 0 and nothing comes back through it",
    kink="0 at 0",
)
CLIP = Function(
    "clip",
    "clip",
    arity=3,
    definition="by_sign(c - a, by_sign(a - b, a, a, min(b, c)), c, c)",
    slopes=("clip_slope(a, b, c)", "is_larger_than(b, a)*is_larger_than(c, b)", "is_larger_than(max(a, b), c)"),
    does="clip keeps {x} between two limits",
    why="clip lets {x} through with slope 1 between its limits and on them, and blocks it with slope 0 beyond",
    kink="1 at its ends",
)
