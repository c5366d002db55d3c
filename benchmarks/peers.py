"""What the project is measured against: small programs that do the same, or the least that could be done."""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, fmpq

MINIMAL_APP = '''
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    """One command that prints one panel."""
    from rich.console import Console
    from rich.panel import Panel

    Console().print(Panel("hello"))


app()
'''

IMPORT_SYMPY = "import sympy"
IMPORT_ALL = "import typer, rich.console, sympy"

PYTORCH = """
import sys
import torch

steps = int(sys.argv[1])
torch.set_default_dtype(torch.float64)
values = torch.tensor([0.5, 0.3, 0.1, 0.8, 0.2], requires_grad=True)
w1, w2, b1, w3, b3 = values
y = torch.tensor(0.0)
for step in range(steps):
    y = torch.sigmoid((step * 611 % 1009) / 1000 * w1 + y * w2 + b1)
loss = (1.2 - (y * w3 + b3)) ** 2
loss.backward()
print(values.grad)
"""

SYMPY = """
import sys
import sympy

steps = int(sys.argv[1])
names = sympy.symbols("W1 W2 B1 W3 B3")
w1, w2, b1, w3, b3 = names
y = sympy.Integer(0)
for step in range(steps):
    y = 1 / (1 + sympy.exp(-(sympy.Rational(step * 611 % 1009, 1000) * w1 + y * w2 + b1)))
loss = (sympy.Rational(6, 5) - (y * w3 + b3)) ** 2
numbers = dict(zip(names, map(sympy.Rational, ["1/2", "3/10", "1/10", "4/5", "1/5"])))
for name in names:
    print(sympy.diff(loss, name).subs(numbers).evalf(20))
"""


def inputs(steps: int) -> list[Fraction]:
    """The inputs of the long lessons: three decimals, and in a thousand steps none of them twice."""
    return [Fraction(step * 611 % 1009, 1000) for step in range(steps)]


def ball_walk(steps: int) -> tuple[arb, ...]:
    """Forward and back through the simple network once, in ball arithmetic, and nothing else."""
    w1, w2, b1, w3, b3 = (fmpq(n, 10) for n in (5, 3, 1, 8, 2))
    given = [fmpq(value.numerator, value.denominator) for value in inputs(steps)]
    outputs: list[arb] = []
    y = arb(0)
    for value in given:
        y = 1 / (1 + (-(value * w1 + y * w2 + b1)).exp())
        outputs.append(y)
    gradient = -2 * (fmpq(12, 10) - (y * w3 + b3))
    totals = [arb(0), arb(0), arb(0), gradient * y, gradient]
    gradient *= w3
    for step in range(steps - 1, -1, -1):
        gradient *= outputs[step] * (1 - outputs[step])
        totals[0] += gradient * given[step]
        totals[1] += gradient * outputs[step - 1] if step else 0
        totals[2] += gradient
        gradient *= w2
    return tuple(totals)


def plain_training(updates: int) -> tuple[float, ...]:
    """The stock example's training loop, written out in Python floats."""
    w1, w2, b1, w3, b3 = 0.5, 0.3, 0.1, 0.8, 0.2
    given = (0.5, 1.0, 0.8)
    for _ in range(updates):
        outputs = [0.0]
        for value in given:
            outputs.append(1 / (1 + math.exp(-(value * w1 + outputs[-1] * w2 + b1))))
        gradient = -2 * (1.2 - (outputs[-1] * w3 + b3))
        d_w3, d_b3, d_y = gradient * outputs[-1], gradient, gradient * w3
        d_w1 = d_w2 = d_b1 = 0.0
        for step in (3, 2, 1):
            d_x = d_y * outputs[step] * (1 - outputs[step])
            d_w1 += d_x * given[step - 1]
            d_w2 += d_x * outputs[step - 1]
            d_b1 += d_x
            d_y = d_x * w2
        w1, w2, b1 = w1 - 0.1 * d_w1, w2 - 0.1 * d_w2, b1 - 0.1 * d_b1
        w3, b3 = w3 - 0.1 * d_w3, b3 - 0.1 * d_b3
    return w1, w2, b1, w3, b3
