"""Products of matrices of exact numbers, by FLINT's own matrices where they are large."""

from __future__ import annotations

from flint import arb_mat, fmpq, fmpq_mat

from rnn_tutor.equations.array import Array, as_array, as_value
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.value import Value, matrix_product

WORTHWHILE = 16
"""Products of numbers from which on to build FLINT's matrices takes less time than they save."""


def exact_product(left: Value, right: Value) -> Value:
    """left @ right; a fraction where all that goes into it are fractions, as one by one."""
    a, b = as_array(left), as_array(right)
    rows, inner = a.shape
    columns = b.shape[1]
    if rows * inner * columns < WORTHWHILE:
        return matrix_product(left, right)
    kinds = {type(entry) for entry in a.entries}, {type(entry) for entry in b.entries}
    if kinds == ({fmpq}, {fmpq}):
        product: fmpq_mat | arb_mat = fmpq_mat(rows, inner, list(a.entries)) * fmpq_mat(inner, columns, list(b.entries))
    elif fmpq not in kinds[0] or fmpq not in kinds[1] or (_each_row(a) or _each_column(b)):
        product = arb_mat(rows, inner, list(a.entries)) * arb_mat(inner, columns, list(b.entries))
    else:
        return matrix_product(left, right)
    value: Value = as_value((rows, columns), tuple(product.entries()))
    return value


def _each_row(a: Array[Real]) -> bool:
    """Whether each row has a number that is no fraction, so that none of its products is one."""
    return all(any(not isinstance(entry, fmpq) for entry in row) for row in a.rows())


def _each_column(b: Array[Real]) -> bool:
    width = b.shape[1]
    return all(any(not isinstance(entry, fmpq) for entry in b.entries[column::width]) for column in range(width))
