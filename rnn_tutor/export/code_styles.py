"""What Python by itself, numpy and torch call the same things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnn_tutor.equations.operations.function import Library

NUMPY_FUNCTIONS = {
    "sigmoid": "def sigmoid(x):\n    return 1 / (1 + {np.exp}(-x))",
    "relu": "def relu(x):\n    return {np.maximum}(x, 0)",
    "relu_slope": "def relu_slope(x):\n    return 1.0 * (x > 0)",
    "softplus": "def softplus(x):\n    return {np.logaddexp}(0, x)",
    "softmax": "def softmax(x):\n    powers = {np.exp}(x - {np.max}(x))\n    return powers / {np.sum}(powers)",
    "log_softmax": "def log_softmax(x):\n    return x - {np.max}(x) - {np.log}({np.sum}({np.exp}(x - {np.max}(x))))",
    "sum_of_rows": "def sum_of_rows(x):\n    return {np.sum}(x, axis=0, keepdims=True)",
    "erf": "def erf(x):\n    return {np.vectorize}({math.erf})(x)",
    "rows": "def rows(vectors):\n    return np.vstack([np.transpose(vector) for vector in vectors])",
    "placed": "def placed(part, first, rows):\n"
    "    part = np.atleast_2d(part)\n"
    "    return np.pad(part, ((first - 1, rows - first + 1 - len(part)), (0, 0)))",
}
MATRIX = '''class Matrix:
    """Rows of numbers, with the operations of the equations."""

    def __init__(self, rows):
        self.rows = [list(row) for row in rows]

    def each(self, function):
        return Matrix([[function(entry) for entry in row] for row in self.rows])

    def with_each(self, other, function):
        if not isinstance(other, Matrix):
            return self.each(lambda entry: function(entry, other))
        if len(other.rows) == len(other.rows[0]) == 1:
            return self.with_each(other.rows[0][0], function)
        if len(self.rows) == len(self.rows[0]) == 1:
            return other.each(lambda entry: function(self.rows[0][0], entry))
        length = max(len(self.rows), len(other.rows))  # one row goes with each of several
        both = [part.rows * (length if len(part.rows) == 1 else 1) for part in (self, other)]
        return Matrix([[function(a, b) for a, b in zip(*rows)] for rows in zip(*both)])

    def __add__(self, other):
        return self.with_each(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self.with_each(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self.with_each(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self.with_each(other, lambda a, b: a / b)

    def __pow__(self, other):
        return self.with_each(other, lambda a, b: a**b)

    def __rsub__(self, other):
        return self.each(lambda entry: other - entry)

    def __rtruediv__(self, other):
        return self.each(lambda entry: other / entry)

    def __neg__(self):
        return self.each(lambda entry: -entry)

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows])

    def __rpow__(self, other):
        return self.each(lambda entry: other**entry)

    def __abs__(self):
        return self.each(abs)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return Matrix(self.rows[place])
        row, column = place
        return self.rows[row][column]

    def __gt__(self, other):
        return self.each(lambda entry: entry > other)

    def __lt__(self, other):
        return self.each(lambda entry: entry < other)

    def tolist(self):
        return self.rows

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    __radd__, __rmul__ = __add__, __mul__


def each(function, x):
    return x.each(function) if isinstance(x, Matrix) else function(x)


def each_of_two(function, x, y):
    return Matrix.with_each(x, y, function) if isinstance(x, Matrix) else each(lambda entry: function(x, entry), y)


def total(x):
    return sum(map(sum, x.rows)) if isinstance(x, Matrix) else x


def column(value):
    if not isinstance(value, (list, tuple)):
        return value
    if hasattr(value, "rows"):
        return value
    return Matrix([row if isinstance(row, (list, tuple)) else [row] for row in value])'''
PYTHON_SCALAR = """def column(value):
    return value


def each(function, x):
    return function(x)


def each_of_two(function, x, y):
    return function(x, y)


def total(x):
    return x"""
PYTHON = {
    "np.exp": "exp",
    "np.log": "log",
    "np.sqrt": "sqrt",
    "np.sin": "sin",
    "np.cos": "cos",
    "np.tanh": "tanh",
    "np.abs": "abs",
    "np.pi": "math.pi",
    "np.maximum": "maximum",
    "np.sinh": "sinh",
    "np.cosh": "cosh",
    "np.arctan": "arctan",
    "np.logaddexp": "logaddexp",
    "np.zeros_like": "zeros_like",
    "np.sum": "total",
    "np.mean": "mean",
    "np.where": "where",
    "np.array": "Matrix",
    "np.vstack": "stacked",
    "np.size": "size",
    "np.sign": "sign",
}
PYTHON_FUNCTIONS = {
    "exp": "def exp(x):\n    return each({math.exp}, x)",
    "log": "def log(x):\n    return each({math.log}, x)",
    "sqrt": "def sqrt(x):\n    return each({math.sqrt}, x)",
    "sin": "def sin(x):\n    return each({math.sin}, x)",
    "cos": "def cos(x):\n    return each({math.cos}, x)",
    "tanh": "def tanh(x):\n    return each({math.tanh}, x)",
    "erf": "def erf(x):\n    return each({math.erf}, x)",
    "sinh": "def sinh(x):\n    return each({math.sinh}, x)",
    "cosh": "def cosh(x):\n    return each({math.cosh}, x)",
    "arctan": "def arctan(x):\n    return each({math.atan}, x)",
    "maximum": "def maximum(x, y):\n    return each_of_two(max, x, y)",
    "logaddexp": "def logaddexp(x, y):\n"
    "    return each_of_two(lambda a, b: max(a, b) + {math.log1p}({math.exp}(-abs(a - b))), x, y)",
    "zeros_like": "def zeros_like(x):\n    return each(lambda entry: 0.0, x)",
    "sigmoid": "def sigmoid(x):\n"
    "    return each(lambda entry: {math.exp}(min(entry, 0.0)) / (1 + {math.exp}(-abs(entry))), x)",
    "relu": "def relu(x):\n    return each(lambda entry: max(entry, 0.0), x)",
    "relu_slope": "def relu_slope(x):\n    return each(lambda entry: float(entry > 0), x)",
    "softplus": "def softplus(x):\n    return {own.logaddexp}(0.0, x)",
    "softmax": "def softmax(x):\n"
    "    powers = each({math.exp}, x - {own.largest}(x))\n    return powers / total(powers)",
    "log_softmax": "def log_softmax(x):\n"
    "    x = x - {own.largest}(x)\n    return x - {math.log}(total(each({math.exp}, x)))",
    "largest": "def largest(x):\n    return max(map(max, x.rows)) if isinstance(x, {own.Matrix}) else x",
    "rows": "def rows(vectors):\n    return {own.stacked}(x.T if isinstance(x, {own.Matrix}) else x for x in vectors)",
    "placed": "def placed(part, first, rows):\n"
    "    inner = part.rows if isinstance(part, {own.Matrix}) else [[part]]\n"
    "    empty = [0.0] * len(inner[0])\n"
    "    return Matrix([empty] * (first - 1) + inner + [empty] * (rows - first + 1 - len(inner)))",
    "sum_of_rows": "def sum_of_rows(x):\n    return {own.Matrix}([[sum(column) for column in zip(*x.rows)]])",
    "mean": "def mean(x):\n    return total(x) / {own.size}(x)",
    "size": "def size(x):\n    return sum(map(len, x.rows)) if isinstance(x, {own.Matrix}) else 1",
    "sign": "def sign(x):\n    return each(lambda entry: float(entry > 0) - float(entry < 0), x)",
    "where": "def where(test, yes, no):\n"
    "    if not isinstance(test, {own.Matrix}):\n        return yes if test else no\n"
    "    yes, no = (part if isinstance(part, Matrix) else test.each(lambda _, part=part: part) for part in (yes, no))\n"
    "    return Matrix([[(a if t else b) for t, a, b in zip(*rows)] for rows in zip(test.rows, yes.rows, no.rows)])",
    "stacked": "def stacked(parts):\n"
    "    rows = [part.rows if isinstance(part, {own.Matrix}) else [[part]] for part in parts]\n"
    "    return {own.Matrix}([row for some in rows for row in some])",
}


@dataclass(frozen=True)
class CodeStyle:
    """One way to write the program.

    `arrays` come first in a program with vectors, `scalars` in one without; either way there is a function `column`,
    which makes what it is given one of the style's own columns. `own` are the functions that the style lacks, as
    `Library` spells them, `names` what it calls those of numpy.
    """

    name: str
    imports: str
    own: Mapping[str, str]
    names: Mapping[str, str]
    arrays: str
    scalars: str
    autograd: bool = False

    def library(self) -> Library:
        """The functions that a program in this style can call."""
        return Library(self.names)

    def functions(self, library: Library, *, scalar: bool) -> list[str]:
        """The definitions of what a program has called, one after the other, those that they call in their turn too."""
        found: dict[str, str] = {}
        while missing := [name for name in self.own if name in library.called and name not in found]:
            found |= {name: library.spelled(self.own[name]) for name in missing}
        whole = not scalar or "Matrix" in library.called
        return [self.arrays if whole else self.scalars, *(found[name] for name in self.own if name in found)]

    def imported(self, library: Library) -> str:
        """The modules that a program needs."""
        uses_math = any(name.startswith("math.") for name in library.called)
        return "\n\n".join(filter(None, ["import math" * uses_math, self.imports]))


SAME = (
    *("exp", "log", "sqrt", "sin", "cos", "tanh", "sinh", "cosh", "arctan", "abs", "sign", "pi"),
    *("sum", "mean", "zeros_like"),
)
TORCH = {
    "np.size": "torch.numel",
    "np.max": "torch.amax",
    "np.array": "matrix",
    "np.vstack": "stacked",
    "np.maximum": "maximum",
    "np.logaddexp": "logaddexp",
    "np.where": "where",
}
TORCH_FUNCTIONS = {
    **NUMPY_FUNCTIONS,
    "relu": "def relu(x):\n    return torch.relu(x)",
    "erf": "def erf(x):\n    return torch.erf(x)",
    "maximum": "def maximum(x, y):\n    return torch.maximum(*torch.broadcast_tensors(tensor(x), tensor(y)))",
    "logaddexp": "def logaddexp(x, y):\n    return torch.logaddexp(*torch.broadcast_tensors(tensor(x), tensor(y)))",
    "stacked": "def stacked(parts):\n"
    "    return torch.vstack([part if part.ndim == 2 else part.reshape(1, 1) for part in map(tensor, parts)])",
    "where": "def where(test, yes, no):\n"
    "    test = test if isinstance(test, torch.Tensor) else torch.tensor(test)\n"
    "    return torch.where(test, tensor(yes), tensor(no))",
    "matrix": "def matrix(rows):\n"
    "    return torch.vstack([torch.hstack([tensor(entry).reshape(1, 1) for entry in row]) for row in rows])",
    "rows": "def rows(vectors):\n"
    "    return {own.stacked}([vector.T if vector.ndim == 2 else vector for vector in vectors])",
    "placed": "def placed(part, first, rows):\n"
    "    part = {own.stacked}([part])\n"
    "    above, below = (torch.zeros(n, part.shape[1]) for n in (first - 1, rows - first + 1 - len(part)))\n"
    "    return torch.vstack([above, part, below])",
}
NUMPY_COLUMN = """def column(value):
    value = np.array(value, dtype=float)
    return value.reshape(-1, 1) if value.ndim == 1 else value"""
TORCH_COLUMN = """def tensor(value):
    return value if isinstance(value, torch.Tensor) else torch.tensor(value, dtype=torch.float64)


def column(value):
    value = tensor(value)
    return value.reshape(-1, 1) if value.ndim == 1 else value"""
STYLES = {
    "python": CodeStyle("python", "", PYTHON_FUNCTIONS, PYTHON, MATRIX, PYTHON_SCALAR),
    "numpy": CodeStyle("numpy", "import numpy as np", NUMPY_FUNCTIONS, {}, NUMPY_COLUMN, NUMPY_COLUMN),
    "torch": CodeStyle(
        "torch",
        "import torch\n\ntorch.set_default_dtype(torch.float64)",
        TORCH_FUNCTIONS,
        {f"np.{name}": f"torch.{name}" for name in SAME} | TORCH,
        TORCH_COLUMN,
        TORCH_COLUMN,
        autograd=True,
    ),
}
