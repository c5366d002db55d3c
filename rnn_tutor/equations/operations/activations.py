"""The activations: what a network bends its sums with.

Sources: sigmoid, and its slope from the output, Rumelhart, Hinton and Williams (1986), tanh likewise; softplus, Dugas
and others (2001); ReLU, Nair and Hinton (2010); leaky ReLU, Maas and others (2013), slope 0.01; ELU, Clevert and others
(2016), α = 1; GELU, Hendrycks and Gimpel (2016), the exact form with Φ; SiLU, Elfwing and others (2018). Where a slope
has a jump, its value there is the one that autodiff libraries take: 0 for ReLU at 0.
"""

from rnn_tutor.equations.operations.function import Function

SIGMOID = Function(
    "sigmoid",
    "σ",
    definition="1/(1 + exp(-x))",
    slopes=("y*(1 - y)",),
    also=("sigma", "logistic"),
    numpy="{own.sigmoid}",
    terms=("e",),
    does="σ squeezes {x} into a number between 0 and 1",
    why="The slope of σ is found from its output: {y} × (1 − {y}). It is largest at {y} = 1/2, where it is 1/4",
    derived=("exp(-x)/(1 + exp(-x))**2", "(1/(1 + exp(-x)))*(exp(-x)/(1 + exp(-x)))", "y*(1 - y)"),
    derived_by=(
        "σ(x) = 1/u with u = 1 + e^(−x). The slope of 1/u is −1/u², that of u is −e^(−x), and by the chain rule the "
        "two are multiplied. In the last step e^(−x)/u is (u − 1)/u = 1 − 1/u."
    ),
    activation=True,
)
TANH = Function(
    "tanh",
    "tanh",
    library="tanh",
    numpy="{np.tanh}",
    does="tanh squeezes {x} into a number between −1 and 1",
    why="The slope of tanh is found from its output: 1 − {y}². It is largest at {y} = 0, where it is 1",
    derived=(
        "((exp(x) + exp(-x))**2 - (exp(x) - exp(-x))**2)/(exp(x) + exp(-x))**2",
        "1 - ((exp(x) - exp(-x))/(exp(x) + exp(-x)))**2",
        "1 - y**2",
    ),
    derived_by=(
        "tanh(x) = v/u with v = e^x − e^(−x) and u = e^x + e^(−x). The slope of v is u, and the slope of u is v, so "
        "the quotient rule, (u × the slope of v − v × the slope of u)/u², gives (u² − v²)/u²."
    ),
    in_powers="(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    activation=True,
)
RELU = Function(
    "relu",
    "relu",
    definition="by_sign(x, x, 0, 0)",
    slopes=("relu_slope(x)",),
    numpy="{own.relu}",
    kink="0 at 0",
    does="relu leaves {x} as it is where it is positive, and gives 0 elsewhere",
    why="The slope of relu is 1 where {x} is positive, and 0 elsewhere",
    activation=True,
)
LEAKY_RELU = Function(
    "leaky_relu",
    "leaky_relu",
    arity=2,
    defaults=("0.01",),
    definition="by_sign(a, a, 0, b*a)",
    slopes=("leaky_relu_slope(a, b)", "by_sign(a, 0, 0, a)"),
    kink="0.01, or the slope that is given, at 0",
    does=(
        "leaky_relu leaves {x} as it is where it is positive, and multiplies it elsewhere by 0.01, or by the slope "
        "that is given"
    ),
    why="The slope of leaky_relu is 1 where {x} is positive, and elsewhere 0.01, or the one that is given",
    activation=True,
)
IDENTITY = Function(
    "identity",
    "identity",
    definition="x",
    does="The identity leaves {x} as it is",
    why="The identity leaves {x} as it is, so its slope is 1 everywhere",
    passing="goes through the identity",
    activation=True,
)
SOFTPLUS = Function(
    "softplus",
    "softplus",
    definition="log(1 + exp(x))",
    slopes=("sigmoid(x)",),
    numpy="{own.softplus}",
    does="softplus is a smooth relu: near 0 where {x} is far below 0, and near {x} where it is far above",
    why="The slope of softplus is σ of its input",
    activation=True,
)
ELU = Function(
    "elu",
    "elu",
    definition="by_sign(x, x, 0, exp(x) - 1)",
    slopes=("elu_slope(x)",),
    does="elu leaves {x} as it is where it is positive, and gives e to the power {x}, minus 1, elsewhere",
    why="The slope of elu is 1 where {x} is positive, and e to the power {x} elsewhere",
    activation=True,
)
GELU = Function(
    "gelu",
    "gelu",
    definition="x*normal_cdf(x)",
    does="gelu is {x} times Φ({x}), the share of a bell curve that lies below {x}",
    why="gelu is {x} times Φ({x}), so the product rule gives two terms; φ, the bell curve, is the slope of Φ",
    activation=True,
)
SILU = Function(
    "silu",
    "silu",
    definition="x*sigmoid(x)",
    slopes=("sigmoid(x) + y*(1 - sigmoid(x))",),
    does="silu is {x} times σ({x})",
    why="silu is {x} times σ({x}), so the product rule gives two terms",
    activation=True,
)
HARD_SIGMOID = Function(
    "hard_sigmoid",
    "hard_sigmoid",
    arity=2,
    defaults=("1/6",),
    definition="by_sign(a*b + 1/2, by_sign(1/2 - a*b, a*b + 1/2, 1, 1), 0, 0)",
    slopes=("hard_sigmoid_slope(a, b)", "a*is_between(a*b, -1/2, 1/2)"),
    does="hard_sigmoid is a straight line through 1/2, of slope 1/6 or the one that is given, cut off at 0 and at 1",
    why="hard_sigmoid has the slope of its line where that lies between 0 and 1, and slope 0 elsewhere",
    kink="0 at its corners, −3 and 3",
    activation=True,
)
SOFTSIGN = Function(
    "softsign",
    "softsign",
    definition="x/(1 + abs(x))",
    slopes=("1/(1 + abs(x))**2",),
    does="softsign squeezes {x} into a number between −1 and 1, more gently than tanh",
    why="The slope of softsign is 1 divided by the square of 1 + |{x}|",
    activation=True,
)
