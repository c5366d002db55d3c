"""Another number in one's place: of another time step, another weight, another gate; two exchanged; a matrix turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnn_tutor.derivation.operation import GradientPath, Operation
from rnn_tutor.diagnosis.replay import Replay, operations_of
from rnn_tutor.diagnosis.slips.slip import DerivationSlip, PartRewrite, each_alone, on_parts, parts_of
from rnn_tutor.equations.algebra import add, negate, replace
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.tree import ONE, At, Expression, Kind, MatMul, Ref, Sum, Transpose, children, references
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import name_of, symbol
from rnn_tutor.numbers.places import key_of

MOVES = {At.BEFORE: (At.HERE,), At.HERE: (At.BEFORE,), At.LAST: (At.BEFORE,), At.AFTER: (At.HERE,)}
LEFT_OVER: dict[tuple[Kind, At | int], tuple[At, ...]] = {(Kind.INPUT, At.HERE): (At.LAST,)}
"""What a variable still holds after the forward pass has gone through all time steps."""
SEEN = (Kind.QUANTITY, Kind.INPUT)


def is_share(op: Operation, path: GradientPath | None) -> bool:
    """Whether a part is a parameter's share."""
    return path is None and op.kind is Kind.SHARE


def renamed(
    select: Callable[[Operation, GradientPath | None], bool], other: Callable[[Ref], Ref | None]
) -> PartRewrite:
    """A change of parts: other names for names."""

    def change(op: Operation, path: GradientPath | None, part: Expression) -> Expression | None:
        if not select(op, path):
            return None
        return replace(part, lambda node: other(node) if isinstance(node, Ref) else None)

    return change


def wrong_time_step(replay: Replay) -> Iterator[DerivationSlip]:
    """h_t for h_{t−1}: in all shares, in those of one parameter, in one gradient."""
    for name, at in dict.fromkeys((ref.name, ref.at) for ref in _fed_back(replay)):

        def of_this_step(ref: Ref, name: str = name, at: At | int = at) -> Ref | None:
            is_it = ref.name == name and ref.kind in SEEN and ref.at is at
            return _moved(ref, At.HERE) if is_it else None

        words = f"{symbol(name, At.HERE)} stands where {symbol(name, at)} belongs in the shares"
        in_shares = on_parts(renamed(is_share, of_this_step))
        yield from each_alone(DerivationSlip("wrong-time-step", words, in_shares, rank=0), replay)
        words = f"{symbol(name, At.HERE)} stands where {symbol(name, at)} belongs, in all of the backward pass"
        everywhere = on_parts(renamed(lambda _op, _path: True, of_this_step))
        yield DerivationSlip("wrong-time-step", words, everywhere, rank=1)
    for what, refs in _read_by(replay).items():
        for ref in refs:
            if ref.kind not in SEEN:
                continue
            moves = MOVES.get(ref.at, ()) if isinstance(ref.at, At) else ()
            for to in (*moves, *LEFT_OVER.get((ref.kind, ref.at), ())):
                named = _moved(ref, to) if to is not At.LAST else Ref(ref.kind, ref.name, replay.unrolled.last, ref.via)
                words = f"{_symbol(named)} stands where {_symbol(ref)} belongs, in {what[3]}"
                change = renamed(within(what), lambda one, r=ref, a=to: _moved(one, a) if one == r else None)  # type: ignore[misc]  # as above
                yield from each_alone(DerivationSlip("wrong-time-step", words, on_parts(change), rank=1), replay)
                if ref.kind is Kind.INPUT and to is At.BEFORE:
                    first = key_of(Kind.INPUT, ref.name, 0)
                    wrapped = {first: replay.start[key_of(Kind.INPUT, ref.name, replay.unrolled.last)]}
                    words += ", and at the first the last one: an index of −1"
                    yield DerivationSlip("wrong-time-step", words, on_parts(change), rank=1, start=wrapped)


def _symbol(ref: Ref) -> str:
    return name_of(ref) if ref.kind is not Kind.INPUT else symbol(ref.name, ref.at)


def _fed_back(replay: Replay) -> list[Ref]:
    return [
        ref
        for equation in replay.unrolled.network.each_step
        for ref in references(equation.expression)
        if ref.at in (At.BEFORE, At.AFTER)
    ]


def _moved(ref: Ref, at: At) -> Ref:
    return Ref(ref.kind, ref.name, at, ref.via)


What = tuple[str, str, str, str]
"""A group of parts that are one line of a program: kind, quantity or parameter, consumer or equation; and its words."""


def what_of(op: Operation, path: GradientPath | None) -> What:
    """The line of a program that a part belongs to."""
    if path is None:
        return ("share", op.name, op.via, f"the share of {symbol(op.name)}")
    at = At.HERE if op.time is not None else At.UNTIMED
    later = {0: "now", 1: "later", -1: "earlier"}[path.offset]
    return (later, op.name, path.consumer, f"∂Loss/∂{symbol(op.name, at)}")


def within(what: What) -> Callable[[Operation, GradientPath | None], bool]:
    """Whether a part belongs to a line of a program."""
    return lambda op, path: what_of(op, path)[:3] == what[:3]


def _read_by(replay: Replay) -> dict[What, list[Ref]]:
    """What the lines of a program read."""
    found: dict[What, list[Ref]] = {}
    for _, op in operations_of(replay, Kind.GRADIENT, Kind.SHARE):
        for path, part in parts_of(op):
            known = found.setdefault(what_of(op, path), [])
            known += [ref for ref in references(part) if ref not in known]
    return found


def wrong_weight(replay: Replay) -> Iterator[DerivationSlip]:
    """Another weight of the same shape, in one line; U for W in all of them."""
    shapes = {parameter.name: replay.unrolled.shapes.get(parameter.name) for parameter in replay.lesson.parameters}
    partner: dict[str, str] = {}
    for equation in replay.unrolled.network.each_step:
        own = [ref.name for ref in references(equation.expression) if ref.kind is Kind.PARAMETER]
        for name in own:
            others = [other for other in own if other != name and shapes[other] == shapes[name]]
            if others:
                partner.setdefault(name, others[0])
    if len(partner) > 1:
        words = (
            "in every gradient the weight of the input stands where that of the previous state belongs, or the reverse"
        )
        change = renamed(
            lambda op, _: op.kind is Kind.GRADIENT,
            lambda ref: (
                Ref(ref.kind, partner[ref.name]) if ref.kind is Kind.PARAMETER and ref.name in partner else None
            ),
        )
        yield DerivationSlip("wrong-operand", words, on_parts(change), rank=1)
    for what, refs in _read_by(replay).items():
        for ref in refs:
            if ref.kind is Kind.PARAMETER:
                for other, shape in shapes.items():
                    if other != ref.name and shape == shapes[ref.name]:
                        words = f"{symbol(other)} stands where {symbol(ref.name)} belongs, in {what[3]}"
                        change = renamed(within(what), lambda one, r=ref, o=other: Ref(r.kind, o) if one == r else None)  # type: ignore[misc]  # as above
                        yield from each_alone(DerivationSlip("wrong-operand", words, on_parts(change), rank=1), replay)


def wrong_quantity(replay: Replay) -> Iterator[DerivationSlip]:
    """Another quantity or gradient of the same shape and time step, in one line: a gate for a gate."""
    network, shape = replay.unrolled.network, replay.unrolled.shape
    names = [equation.name for equation in (*network.each_step, *network.output)]
    for what, refs in _read_by(replay).items():
        for ref in refs:
            if ref.kind not in (Kind.QUANTITY, Kind.GRADIENT, Kind.INPUT) or ref.name == LOSS:
                continue
            candidates = [Ref(ref.kind if ref.kind is Kind.GRADIENT else Kind.QUANTITY, name, ref.at) for name in names]
            for other in candidates:
                if other == ref or shape(other) != shape(ref):
                    continue
                words = f"{name_of(other)} stands where {_symbol(ref)} belongs, in {what[3]}"
                change = renamed(within(what), lambda one, r=ref, o=other: o if one == r else None)  # type: ignore[misc]  # as above
                yield from each_alone(DerivationSlip("wrong-operand", words, on_parts(change), rank=2), replay)


def swapped(replay: Replay) -> Iterator[DerivationSlip]:
    """Two gates exchanged all the way back, or in the lines of one equation; a share z for the rest 1 − z."""
    network, shape = replay.unrolled.network, replay.unrolled.shape
    gates = [e.name for e in network.each_step if next(activations_in(e.expression), None) is not None]
    for place, a in enumerate(gates):
        for b in gates[place + 1 :]:
            one, two = Ref(Kind.QUANTITY, a, At.HERE), Ref(Kind.QUANTITY, b, At.HERE)
            if shape(one) != shape(two):
                continue

            def other(ref: Ref, a: str = a, b: str = b) -> Ref | None:
                if ref.kind is Kind.QUANTITY and ref.name in (a, b):
                    return Ref(ref.kind, b if ref.name == a else a, ref.at)
                return None

            words = f"{symbol(a)} and {symbol(b)} are exchanged"
            yield DerivationSlip(
                "swapped", f"{words} in all of the backward pass", on_parts(renamed(lambda _o, _p: True, other)), rank=1
            )
            for equation in network.each_step:
                read = [ref.name for ref in references(equation.expression)]
                if a in read and b in read:
                    through = _through(equation.name)
                    of = f"{words}, in the gradient that comes back from {symbol(equation.name)}"
                    yield DerivationSlip("swapped", of, on_parts(renamed(through, other)), rank=1)
    yield from _rests(replay)


def _through(name: str) -> Callable[[Operation, GradientPath | None], bool]:
    return lambda op, path: (path.consumer if path is not None else op.via) == name


def _rests(replay: Replay) -> Iterator[DerivationSlip]:
    for equation in replay.unrolled.network.each_step:
        for name in dict.fromkeys(complements(equation.expression)):

            def change(
                op: Operation, path: GradientPath | None, part: Expression, name: str = name, own: str = equation.name
            ) -> Expression | None:
                return with_rest(part, name) if _through(own)(op, path) else None

            words = (
                f"{symbol(name)} and 1 − {symbol(name)} are exchanged, in the gradient that comes back from "
                f"{symbol(equation.name)}"
            )
            yield from each_alone(DerivationSlip("swapped", words, on_parts(change), rank=0), replay)


def complements(expression: Expression) -> Iterator[str]:
    """The quantities that are subtracted from 1: z in 1 − z."""
    if isinstance(expression, Sum) and expression.terms[0] == ONE:
        yield from (ref.name for ref in references(expression) if ref.kind is Kind.QUANTITY)
    for part in children(expression):
        yield from complements(part)


def with_rest(expression: Expression, name: str) -> Expression:
    """The expression with 1 − z for z, and z for 1 − z."""

    def other(node: Expression) -> Expression | None:
        match node:
            case Sum(terms) if len(terms) == 2 and terms[0] == ONE and _is(terms[1], name):
                return references(terms[1])[0]
            case Ref(Kind.QUANTITY) if node.name == name:
                return add(ONE, negate(node))
            case _:
                return None

    return replace(expression, other)


def _is(term: Expression, name: str) -> bool:
    found = references(term)
    return term == negate(found[0]) and found[0].name == name if found else False


def turned(replay: Replay) -> Iterator[DerivationSlip]:
    """A square matrix where its transpose belongs: in every line, in one, and in the shares."""
    if replay.unrolled.all_scalar:
        return
    shape = replay.unrolled.shape

    def square(node: Expression) -> bool:
        is_weight = isinstance(node, Ref) and node.kind is Kind.PARAMETER  # a batch may be as square as its weights
        return is_weight and isinstance(node, Ref) and len(set(shape(node))) == 1 and shape(node) != ()

    def flip(part: Expression) -> Expression:
        def other(node: Expression) -> Expression | None:
            if isinstance(node, Transpose) and square(node.operand):
                return node.operand
            return Transpose(node) if square(node) else None

        return replace(part, other)

    words = "in the backward pass every square weight stands where its transpose belongs"
    all_turned = on_parts(lambda _o, path, part: flip(part) if path is not None else None, Kind.GRADIENT)
    yield DerivationSlip("transposed", words, all_turned, rank=0)
    for what, refs in _read_by(replay).items():
        for ref in refs:
            if ref.kind is Kind.PARAMETER and square(ref):

                def change(
                    op: Operation, path: GradientPath | None, part: Expression, what: What = what
                ) -> Expression | None:
                    return flip(part) if within(what)(op, path) else None

                words = f"{symbol(ref.name)} stands where {symbol(ref.name)}ᵀ belongs, in {what[3]}"
                yield from each_alone(DerivationSlip("transposed", words, on_parts(change), rank=1), replay)
    yield from _outer(replay)


def _outer(replay: Replay) -> Iterator[DerivationSlip]:
    """A share turned round: input × delta for delta × input."""
    squares = {op.name for _, op in operations_of(replay, Kind.SHARE) if op.shape and op.shape[0] == op.shape[1] > 1}
    for names in [squares] + ([{name} for name in sorted(squares)] if len(squares) > 1 else []):
        if not names:
            continue

        def change(
            op: Operation, _p: GradientPath | None, part: Expression, names: set[str] = names
        ) -> Expression | None:
            return _reversed(part) if op.name in names else None

        listed = ", ".join(symbol(name) for name in sorted(names))
        words = f"the factors of the product are exchanged in the shares of {listed}: rows stand where columns belong"
        yield DerivationSlip("transposed", words, on_parts(change, Kind.SHARE), rank=1)


def _reversed(part: Expression) -> Expression:
    match part:
        case MatMul(left, Transpose(right)):
            return MatMul(right, Transpose(left))
        case _:
            return Transpose(part)
