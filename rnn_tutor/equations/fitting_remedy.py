"""What to write where two shapes meet that don't fit, element by element."""

from __future__ import annotations

from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.source import quoted
from rnn_tutor.equations.tree import Apply, Expression, Kind, MatMul, Negative, Product, Quotient, Ref, Sum


def fitting_remedy(operation: Expression, first: tuple[Expression, Shape], second: tuple[Expression, Shape]) -> str:
    """What an operation that goes element by element needs."""
    (a, shape_a), (b, shape_b) = first, second
    left, right = quoted(a), quoted(b)
    multiplies = isinstance(operation, Product) or (
        isinstance(operation, Apply) and FUNCTIONS[operation.function].vanishes
    )
    if multiplies and shape_a[1] == shape_b[0]:
        return f"write {left} @ {right} for the product of a matrix and a vector"
    for part, _ in (first, second) if isinstance(operation, Sum) else ():
        match part:
            case MatMul(Ref(Kind.PARAMETER) as matrix, Ref(Kind.INPUT) as input_) if 1 not in (shape_a[1], shape_a[0]):
                turned = f"write {quoted(input_)} @ {quoted(matrix)}.T for inputs in the rows of a batch"
                return f"{turned}; for one sequence give each time step one list of numbers"
            case Product((Ref(Kind.PARAMETER) as matrix, Ref(Kind.QUANTITY) as state)) if shape_a != (1, 1):
                return f"write {quoted(matrix)} @ {quoted(state)} for the product of a matrix and a vector"
            case Product((Ref(Kind.QUANTITY) as state, Ref(Kind.PARAMETER) as matrix)):
                return f"write {quoted(matrix)} @ {quoted(state)} for the product of a matrix and a vector"
    if isinstance(operation, Sum) and 1 in (shape_a[1], shape_b[1]) and shape_a == shape_b[::-1]:
        row = right if shape_b[0] == 1 else left
        return f"write {row} as one list of {max(shape_a)} numbers, which is a column, or {row}.T"
    if isinstance(operation, Sum) and shape_a[0] > 1 and shape_b in ((1, shape_a[1]), (shape_a[1], 1)):
        if shape_b[1] == 1 and isinstance(b, Ref):
            return f"to add {right} to each row give it in one row, {right}: [[…, …]]"
        rows = ", ".join("1" * shape_a[0])
        own = right if shape_b[0] == 1 else f"{right}.T"
        return f"to add {right} to each row write ones @ {own}, with ones: {{value: [{rows}], frozen: true}}"
    needs = f"needs {shape_a[0]}" if shape_a[1] == shape_b[1] == 1 else "needs the same shape on both sides"
    match operation:
        case Sum():
            sign = "-" if isinstance(b, Negative) else "+"
            right = quoted(b.operand) if isinstance(b, Negative) else right
            return f"{left} {sign} {right} {needs}"
        case Product():
            return f"{left} * {right} {needs}"
        case Apply(function):
            return f"{function}({left}, {right}) {needs}"
        case _:
            sign = "/" if isinstance(operation, Quotient) else "**"
            return f"{left} {sign} {right} {needs}"
