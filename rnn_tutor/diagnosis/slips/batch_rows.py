"""Slips with a batch that lies in rows: a matrix that isn't turned, a sum over the columns, a mean over the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from operator import add

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, entries, key, operations_of
from rnn_tutor.diagnosis.slips.operands import What, what_of, within
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, each_alone, in_each, on_parts, parts_of
from rnn_tutor.english import listed
from rnn_tutor.equations.algebra import multiply, replace, transpose
from rnn_tutor.equations.array import Shape
from rnn_tutor.equations.operations.batch import SUM_OF_ROWS
from rnn_tutor.equations.operations.reductions import SUM
from rnn_tutor.equations.shapes import shape_of
from rnn_tutor.equations.tree import Apply, Expression, Kind, MatMul, Number, Transpose
from rnn_tutor.mistakes.mutation import nodes
from rnn_tutor.notation.line import symbol, write

SumMade = Callable[[Expression], Expression]
"""What stands where the rows of an operand are added up."""
Turns = tuple[bool, bool, bool]
"""Whether two factors are exchanged, and which of them is turned."""


def rows_of_batch(replay: Replay) -> int:
    """How many rows a batch has over which the shares are summed; 1 where there is none."""
    found = [1]
    for _, op in operations_of(replay, Kind.SHARE):
        for _, node in nodes(op.template):
            match node:
                case MatMul(Transpose(left), _):
                    found.append(_size(left, replay)[0])
                case Apply(SUM_OF_ROWS.name, (operand,)):
                    found.append(_size(operand, replay)[0])
                case _:
                    pass
    return max(found)


def _size(expression: Expression, replay: Replay) -> tuple[int, int]:
    shape: Shape = shape_of(expression, replay.unrolled.shape)
    rows, columns = shape or (1, 1)
    return rows, columns


def rows_added_up(replay: Replay, name: str) -> list[tuple[float, ...]]:
    """The rows of a batch that a parameter's gradient is the sum of, over all time steps; none where it isn't."""
    found: list[tuple[float, ...]] = []
    for _, op in operations_of(replay, Kind.SHARE):
        match op.template:
            case Apply(SUM_OF_ROWS.name, (operand,)) if op.name == name:
                rows, columns = _size(operand, replay)
                there = entries(replay.value(op._replace(shape=(rows, columns)), operand, replay.right))
                here = [there[row * columns : (row + 1) * columns] for row in range(rows)]
                found = [tuple(map(add, one, two)) for one, two in zip(found, here, strict=True)] if found else here
            case _:
                pass
    return found


def shares_of(replay: Replay, name: str) -> list[tuple[float, ...]]:
    """The shares of a parameter, the first time step first."""
    shares = [op for _, op in operations_of(replay, Kind.SHARE) if op.name == name]
    return [entries(replay.right[key(op)]) for op in sorted(shares, key=lambda op: op.time or 0)]


def products(replay: Replay) -> Iterator[DerivationSlip]:
    """Two matrices multiplied in another order, or with another of them turned: in one line of the way back."""
    seen: set[tuple[What, MatMul]] = set()
    in_shares: dict[Turns, dict[str, tuple[MatMul, MatMul]]] = {}
    for _, op in operations_of(replay, Kind.GRADIENT, Kind.SHARE):
        for path, part in parts_of(op):
            what = what_of(op, path)
            for _, node in nodes(part):
                if not isinstance(node, MatMul) or (what, node) in seen:
                    continue
                seen.add((what, node))
                for turns, other in _others(node, replay):
                    if path is None and op.kind is Kind.SHARE:
                        in_shares.setdefault(turns, {}).setdefault(op.name, (node, other))
                    else:
                        yield from each_alone(_instead(node, other, what), replay)
    for others in in_shares.values():
        yield from in_each(_in_shares(others), list(others))


def _instead(node: MatMul, other: MatMul, what: What) -> DerivationSlip:
    def change(op: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        if not within(what)(op, path):
            return None
        return replace(part, lambda one: other if one == node else None)

    words = f"{write(other)} stands where {write(node)} belongs, in {what[3]}"
    return DerivationSlip("transposed", words, on_parts(change), rank=1)


def _in_shares(others: Mapping[str, tuple[MatMul, MatMul]]) -> Callable[[Sequence[str]], DerivationSlip]:
    def of(names: Sequence[str]) -> DerivationSlip:
        def change(op: Operation, _: GradientPath | None, part: Expression) -> Expression | None:
            if op.name not in names:
                return None
            node, other = others[op.name]
            return replace(part, lambda one: other if one == node else None)

        node, other = others[names[0]]
        words = f"{write(other)} stands where {write(node)} belongs, in the share of {symbol(names[0])}"
        if len(names) > 1:
            words += f", and the same in that of {listed([symbol(name) for name in names[1:]])}"
        return DerivationSlip("transposed", words, on_parts(change, Kind.SHARE), rank=1)

    return of


def _others(node: MatMul, replay: Replay) -> Iterator[tuple[Turns, MatMul]]:
    """The same two matrices, as they may be multiplied too: what is not turned before what is in another order."""
    sizes = [_size(side, replay) for side in (node.left, node.right)]
    if min(map(min, sizes)) == 1:  # a vector, which `turned` knows about
        return
    wanted = sizes[0][0], sizes[1][1]
    for is_swapped, left_turned, right_turned in product((False, True), repeat=3):
        left = transpose(node.left) if left_turned else node.left
        right = transpose(node.right) if right_turned else node.right
        made = MatMul(right, left) if is_swapped else MatMul(left, right)
        (rows, inner), (other_inner, columns) = _size(made.left, replay), _size(made.right, replay)
        if inner == other_inner and (rows, columns) == wanted and made != node:
            yield (is_swapped, left_turned, right_turned), made


def sums(replay: Replay) -> Iterator[DerivationSlip]:
    """The rows of a batch that a bias is added to: their mean for their sum; the columns or everything added up."""
    sizes = {
        op.name: _size(node.arguments[0], replay)
        for _, op in operations_of(replay, Kind.SHARE)
        for _, node in nodes(op.template)
        if isinstance(node, Apply) and node.function == SUM_OF_ROWS.name
    }
    for count in sorted({rows for rows, _ in sizes.values() if rows > 1}):
        names = [one.name for one in replay.lesson.parameters if sizes.get(one.name, (1, 1))[0] == count]
        square = [name for name in names if sizes[name][1] == count]
        mean = f"the mean over the {count} rows of the batch stands where their sum belongs (axis 0)"
        yield from _each("mean-not-sum", mean, names, lambda one, n=count: multiply(_part(n), SUM_OF_ROWS(one)))  # type: ignore[misc]  # mypy can't infer a lambda's default
        across = "the columns are added up (axis 1) where the rows of the batch should be (axis 0)"
        yield from _each("transposed", across, square, lambda one: SUM_OF_ROWS(transpose(one)))
        whole = "the whole batch is added up to one number, where only its rows should be (axis 0)"
        yield from _each("wrong-operation", whole, names, SUM)


def _part(count: int) -> Number:
    return Number(Fraction(1, count))


def _each(mistake: str, words: str, names: Sequence[str], made: SumMade) -> Iterator[DerivationSlip]:
    def other(node: Expression) -> Expression | None:
        is_sum = isinstance(node, Apply) and node.function == SUM_OF_ROWS.name
        return made(node.arguments[0]) if is_sum and isinstance(node, Apply) else None

    def of(chosen: Sequence[str]) -> DerivationSlip:
        def change(op: Operation, _: GradientPath | None, part: Expression) -> Expression | None:
            return replace(part, other) if op.name in chosen else None

        where = f"{words}, in the shares of {listed([symbol(name) for name in chosen])}"
        return DerivationSlip(mistake, where, on_parts(change, Kind.SHARE), rank=1)

    yield from in_each(of, names)
