"""The slips: what people do wrong, each derived from the model's own formulas, with the mistakes that tell it.

A slip has a formula and, where somebody could type it at this point, can be tried as one. The list follows what was
found in public questions, bug reports and corrections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.quiz.model.terms import (
    ONE,
    ZERO,
    Term,
    dot,
    minus,
    n,
    names,
    places,
    plus,
    r,
    renamed,
    times,
    turned,
)
from tests.quiz.model.working import Model, Work

OTHER = {"sigmoid": "tanh", "tanh": "sigmoid", "relu": "tanh"}


@dataclass(frozen=True)
class Slip:
    """A wrong answer: at what work, what kind of slip, what it comes to, and the ids by which it may be told.

    `typeable` says that the formula holds nothing which is asked only later.
    """

    work: Work
    kind: str
    formula: Term
    ids: frozenset[str]
    typeable: bool = True


def slips(model: Model) -> Iterator[Slip]:
    """Every slip at every work where it can be made."""
    for work in model.works:
        match work.phase:
            case "forward":
                yield from _forward(model, work)
            case "loss":
                yield from _loss(model, work)
            case "backward" if work.via:
                yield from _share(model, work)
            case "backward":
                yield from _gradient(model, work)
            case "total":
                yield from _total(model, work)
            case _:
                yield from _update(model, work)


def _slip(work: Work, kind: str, formula: Term, ids: str, *, typeable: bool = True) -> Slip:
    return Slip(work, f"{work.phase}: {kind}", formula, frozenset(ids.split("|")), typeable)


# Forward.


def _forward(model: Model, work: Work) -> Iterator[Slip]:
    told, whole = model.told, work.formula
    for part, put in places(whole):
        if part[0] == "f":
            _, function, inner = part
            yield _slip(work, "activation left out", put(inner), "missing-activation")
            if function in OTHER:
                other = ("f", OTHER[function], inner)
                yield _slip(work, "other activation", put(other), "other-activation")
                turned_sign = put(("f", function, minus(inner)))
                yield _slip(work, "activation of minus x", turned_sign, "other-activation|sign")
                yield _slip(work, "activation twice", put(("f", function, part)), "other-activation")
        if part[0] == "*" and len(part) == 3 and part[1] != r("lr"):
            yield _slip(work, "plus for times", put(plus(part[1], part[2])), "wrong-operation")
            yield from _one_minus(work, part, put)
    if whole[0] == "+":
        yield from _forward_sum(model, work)
    yield from _forward_names(model, work, told.parameters.keys())


def _one_minus(work: Work, part: Term, put: object) -> Iterator[Slip]:
    assert callable(put)
    for index, factor in enumerate(part[1:]):
        if factor[0] == "+" and factor[1] == ONE and factor[2][0] == "-":
            rest = part[1:][1 - index]
            yield _slip(
                work, "z for 1 − z in one place", put(times(factor[2][1], rest)), "swapped|missing-term|wrong-operand"
            )
            yield _slip(work, "1 − z forgotten", put(rest), "missing-factor")


def _forward_sum(model: Model, work: Work) -> Iterator[Slip]:
    terms = work.formula[1:]
    for index, term in enumerate(terms):
        rest = plus(*terms[:index], *terms[index + 1 :])
        if term[0] == "r":
            yield _slip(work, "bias left out", rest, "missing-term")
            yield _slip(work, "bias subtracted", plus(rest, minus(term)), "sign")
        elif term[0] in "*@":
            recurrent = any(name[0] != "i" and name not in model.told.parameters for name in names(term))
            kind = "recurrent product left out" if recurrent else "input product left out"
            yield _slip(work, kind, rest, "missing-term|missing-path")
            if len(terms) == 2 and term[0] == "*":
                continue
            state = term[-1]
            yield _slip(work, "weight forgotten", plus(*terms[:index], state, *terms[index + 1 :]), "missing-factor")
    mixed = [term for term in terms if term[0] == "*" and term[1][0] == "+"]
    gates = [name for term in mixed for name in names(term[1])]
    for gate in gates:
        roles = plus(*(_roles(term, gate) for term in terms))
        yield _slip(work, "roles of z and 1 − z", roles, "swapped")


def _roles(term: Term, gate: str) -> Term:
    """A term with z for 1 − z, and the reverse."""
    rest = plus(ONE, minus(r(gate)))
    swapped = [r(gate) if factor == rest else rest if factor == r(gate) else factor for factor in term[1:]]
    return times(*swapped) if term[0] == "*" else term


def _forward_names(model: Model, work: Work, parameters: object) -> Iterator[Slip]:
    assert hasattr(parameters, "__contains__")
    whole, used = work.formula, names(work.formula)
    weights = [name for name in used if name in parameters]
    for name in used:
        shape = model.hand[name].shape
        if name in weights:
            others = [other for other in weights if other != name and model.hand[other].shape == shape]
            for other in others[:1]:
                yield _slip(work, "weight for weight", renamed(whole, name, other), "wrong-operand")
                swapped = renamed(renamed(renamed(whole, name, "?"), other, name), "?", other)
                yield _slip(work, "weights exchanged", swapped, "swapped|wrong-operand|wrong-operation")
            for twin in _twins(model, work, name):
                kind = "another gate's bias" if r(name) in whole[1:] else "another gate's weight"
                yield _slip(work, kind, renamed(whole, name, twin), "wrong-operand")
            if len(shape) == 2 and shape[0] == shape[1] > 1:
                yield _slip(work, "transposed", _turned(whole, name), "transposed")
        else:
            yield from _forward_state(model, work, name)
    states = [name for name in used if name not in weights and not name.startswith("input")]
    if work.formula[0] == "+" and all(term[0] == "*" for term in work.formula[1:]):
        for other in (one for one in states[1:] if model.hand[one].shape == model.hand[states[0]].shape):
            swapped = renamed(renamed(renamed(whole, states[0], "?"), other, states[0]), "?", other)
            yield _slip(work, "gates exchanged", swapped, "swapped|wrong-operand|wrong-operation|wrong-time-step")


def _forward_state(model: Model, work: Work, name: str) -> Iterator[Slip]:
    moved = _moved(model, name, -1)
    if moved and not model.several:
        kind = "input of the step before" if name.startswith("input") else "state of a step too early"
        yield _slip(work, kind, renamed(work.formula, name, moved), "wrong-time-step|wrong-operand")
    if work.time and work.formula[0] == "+":
        for other in _same_step(model, name, work):
            yield _slip(work, "another quantity", renamed(work.formula, name, other), "wrong-operand")


def _same_step(model: Model, name: str, work: Work) -> Iterator[str]:
    """Another quantity of the same time step as a name, known before this work."""
    of_name = next((one for one in model.works if one.name == name and one.phase == "forward"), None)
    if of_name is None or work.quantity == of_name.quantity:
        return
    for one in model.works:
        if one.name == work.name:
            return
        same = one.time == of_name.time and one.base != of_name.base and one.base != work.base
        if one.phase == "forward" and same and one.formula[0] != "f" and not one.name.startswith("a"):
            if model.hand[one.name].shape == model.hand[name].shape and one.quantity[-5:-1] == of_name.quantity[-5:-1]:
                yield one.name
                return


def _twins(model: Model, work: Work, name: str) -> Iterator[str]:
    """A parameter with the same role for another gate: bf for bi, Ug for Ui."""
    if len(name) < 2 or name[-1].isdigit():
        return
    alike = [one for one in model.told.parameters if one[:-1] == name[:-1] and one != name]
    yield from (one for one in alike[:1] if model.hand[one].shape == model.hand[name].shape)


def _turned(term: Term, name: str) -> Term:
    if term == r(name):
        return turned(term)
    return tuple(_turned(part, name) if isinstance(part, tuple) else part for part in term)


def _moved(model: Model, name: str, by: int) -> str | None:
    """The same quantity at another time step, where there is one."""
    head = name.rstrip("0123456789")
    tail = name[len(head) :]
    if not tail or name in model.told.parameters or (head and head[-1] not in "_" and head + tail in ("target",)):
        return None
    other = f"{head}{int(tail) + by}"
    return other if other in model.hand and int(tail) + by > 0 and head not in ("P_seq", "d") else None


def _loss(model: Model, work: Work) -> Iterator[Slip]:
    whole = work.formula
    count = whole[2][1] if whole[0] == "/" and whole[2][0] == "n" and model.several else 1
    inner = whole[1] if count > 1 else whole
    terms = inner[1:] if inner[0] == "+" else (inner,)
    if model.told.loss == "squared_error":
        bare = [_without_square(term) for term in terms]
        if len(terms) == 1:
            yield _slip(work, "square left out", bare[0], "missing-factor")
        yield _slip(work, "halved", ("/", whole, n(2)), "extra-factor|arithmetic|mean-not-sum|missing-factor")
    if len(terms) > 1 and not model.several:
        yield _slip(work, "mean over time", ("/", whole, n(len(terms))), "mean-not-sum")
        yield _slip(work, "last step alone", terms[-1], "missing-term|share-not-total")
        yield _slip(work, "one step forgotten", plus(*terms[1:]), "missing-term|share-not-total")
    if model.several:
        yield _slip(work, "sum for mean", inner, "mean-not-sum|missing-factor")
    if model.told.loss in ("cross_entropy", "binary_cross_entropy"):
        yield _slip(work, "minus forgotten", minus(whole), "sign")


def _without_square(term: Term) -> Term:
    return term[1] if term[0] == "^" else tuple(_without_square(p) if isinstance(p, tuple) else p for p in term)


# Backward: the gradient of a quantity.


def _gradient(model: Model, work: Work) -> Iterator[Slip]:
    whole = work.formula
    yield _slip(work, "sign", minus(whole), "sign")
    yield _slip(work, "zero", ZERO, "no-gradient")
    yield _slip(work, "rate too early", times(r("lr"), whole), "learning-rate-early|decimal-shift")
    if work.base == model.told.prediction and len(work.paths) == 1:
        yield from _of_loss(model, work)
        return
    if len(work.paths) > 1:
        yield from _of_paths(model, work)
    for index, (path, later) in enumerate(work.paths):
        others = [term for term, _ in work.paths]

        def with_path(new: Term, others: list[Term] = others, index: int = index) -> Term:
            return plus(*others[:index], new, *others[index + 1 :])

        yield from _of_path(model, work, path, later, with_path)
    yield from _of_cut(model, work)


def _of_loss(model: Model, work: Work) -> Iterator[Slip]:
    told, whole, prediction = model.told, work.formula, r(work.name[1:])
    target = next((r(name) for name in names(whole) if name.startswith("target")), None)
    if target is None:
        return
    if told.loss == "squared_error" and not model.several:
        gap = plus(target, minus(prediction))
        yield _slip(work, "2 forgotten", minus(gap), "missing-factor")
        yield _slip(work, "2 twice", times(n(-4), gap), "extra-factor|arithmetic")
        yield _slip(work, "prediction left out", times(n(-2), target), "missing-term")
        yield _slip(work, "target left out", times(n(2), prediction), "missing-term")
        if not told.timed_targets:
            yield _slip(work, "the loss itself", ("^", gap, 2), "wrong-operand|extra-factor")
        if told.timed_targets and len(told.targets[0]) > 1:
            yield _slip(work, "mean over time", ("/", whole, n(told.steps)), "mean-not-sum")
            for by in (-1, 1):
                moved = _moved(model, target[1], by)
                if moved:
                    yield _slip(work, "target of another step", renamed(whole, target[1], moved), "wrong-time-step")
    if model.several:
        yield _slip(
            work,
            "mean forgotten",
            times(n(len(told.inputs)), whole),
            "mean-not-sum|missing-factor|extra-factor|arithmetic",
        )
        yield _slip(
            work, "mean twice", ("/", whole, n(len(told.inputs))), "mean-not-sum|missing-factor|extra-factor|arithmetic"
        )
    if told.loss == "cross_entropy":
        yield from _of_softmax(work, ("f", "softmax", prediction), prediction, target)
    if told.loss == "binary_cross_entropy":
        gap = plus(prediction, minus(target))
        yield _slip(
            work,
            "σ's slope in it already",
            gap,
            "extra-factor|softmax-slope|missing-factor|activation-derivative|wrong-operand",
        )


def _of_softmax(work: Work, shares: Term, scores: Term, target: Term) -> Iterator[Slip]:
    own = times(shares, plus(ONE, minus(shares)))
    gap = plus(shares, minus(target))
    yield _slip(work, "target left out", shares, "missing-term")
    yield _slip(work, "softmax left out", plus(scores, minus(target)), "missing-activation")
    yield _slip(work, "p(1 − p)", own, "softmax-slope")
    yield _slip(work, "(p − y)p(1 − p)", times(gap, own), "softmax-slope|extra-factor")
    yield _slip(work, "−y/p", minus(("/", target, shares)), "softmax-slope")
    yield _slip(work, "σ for softmax", plus(("f", "sigmoid", scores), minus(target)), "other-activation|softmax-slope")


def _of_paths(model: Model, work: Work) -> Iterator[Slip]:
    now = [term for term, later in work.paths if not later]
    later = [term for term, is_later in work.paths if is_later]
    if now and later:
        yield _slip(work, "way through time lost", plus(*now), "missing-path|missing-term|cut-ignored")
        yield _slip(work, "own way lost", plus(*later), "missing-path|missing-term")
        first = plus(*(minus(t) for t in later))
        yield _slip(work, "way through time subtracted", plus(*now, first), "sign")
    if len(work.paths) > 2:
        terms = [term for term, _ in work.paths]
        yield _slip(work, "one way lost", plus(*terms[1:]), "missing-path|missing-term")
        yield _slip(work, "one way alone", terms[0], "missing-path|missing-term")
    if len(work.paths) == 2:
        product = times(*(term for term, _ in work.paths))
        yield _slip(work, "multiplied for added", product, "wrong-operation")
    raw = _moved(model, work.name, 1)
    if later and raw and len(later) == 1:
        yield _slip(work, "handed on raw", plus(*now, r(raw)), "missing-factor|wrong-operand")
    yield _slip(work, "twice", times(n(2), work.formula), "extra-factor|arithmetic")


def _of_path(model: Model, work: Work, path: Term, later: bool, put: object) -> Iterator[Slip]:
    assert callable(put)
    factors = path[1:] if path[0] in "*@" else (path,)
    gradient = next((name for name in names(path) if name.startswith("d")), None)
    if gradient is None:
        return
    for index, factor in enumerate(factors):
        rest = (*factors[:index], *factors[index + 1 :])
        if factor[0] == "s":
            yield from _of_slope(work, factor, rest, put)
        elif factor in (r(gradient), minus(r(gradient))) and rest:
            yield _slip(work, "upstream forgotten", put(times(*rest)), "missing-factor", typeable=path[0] != "@")
            for wrong in _other_gradients(model, work, gradient):
                yield _slip(
                    work, "another gradient", put(renamed(path, gradient, wrong)), "wrong-operand|wrong-time-step"
                )
        elif rest:
            yield _slip(work, "factor forgotten", put(times(*rest)), "missing-factor")
            yield from _of_factor(model, work, path, factor, put)
    if len(factors) > 1 and path[0] == "*" and len(factors) == 2 and factors[1][0] != "s":
        yield _slip(work, "plus for times", put(plus(*factors)), "wrong-operation")
    if path[0] == "@":
        for index, factor in enumerate(factors):
            name = names(factor)[0]
            if (
                factor[0] == "T"
                and len(model.hand[name].shape) == 2
                and len(set(model.hand[name].shape)) == 1
                and model.hand[name].size > 1
            ):
                new = list(factors)
                new[index] = turned(factor)
                yield _slip(work, "transpose forgotten", put(("@", *new)), "transposed")


def _of_factor(model: Model, work: Work, path: Term, factor: Term, put: object) -> Iterator[Slip]:
    assert callable(put)
    name = names(factor)[0] if names(factor) else None
    if name is None:
        return
    if name in model.told.parameters:
        shape = model.hand[name].shape
        for other in model.told.parameters:
            if other != name and model.hand[other].shape == shape and not _is_bias(model, other):
                yield _slip(work, "weight for weight", put(renamed(path, name, other)), "wrong-operand")
                break
        new = f"new_{name}"
        if new in model.hand:
            yield _slip(work, "new weight", put(renamed(path, name, new)), "new-weight", typeable=False)
    else:
        for by in (-1, 1):
            moved = _moved(model, name, by)
            if moved and not model.several:
                yield _slip(
                    work,
                    "state of another step",
                    put(renamed(path, name, moved)),
                    "wrong-time-step|activation-derivative",
                )
        if factor[0] == "+" and factor[1] == ONE and factor[2][0] == "-":
            swapped = tuple(factor[2][1] if one == factor else one for one in path)
            yield _slip(work, "z for 1 − z", put(swapped), "swapped|missing-term|wrong-operand")
        if factor[0] == "r" and path[0] == "*" and _has_both(model, name):
            one_less = tuple(plus(ONE, minus(factor)) if one == factor else one for one in path)
            yield _slip(
                work,
                "1 − z for z",
                put(one_less),
                "swapped|activation-derivative|wrong-operand|missing-term|extra-factor",
            )
        if factor[0] == "r" and path[0] == "*":
            inner = next((w for w in model.works if w.name == name and w.formula[0] == "f"), None)
            if inner and inner.formula[1] in OTHER:
                slope = ("s", inner.formula[1], r(name), inner.formula[2])
                with_slope = tuple(slope if one == factor else one for one in path)
                yield _slip(work, "slope for the gate", put(with_slope), "extra-factor|activation-derivative")
        if factor[0] == "f":
            bare = tuple(factor[2] if one == factor else one for one in path)
            yield _slip(work, "tanh left out", put(bare), "missing-activation")


def _has_both(model: Model, name: str) -> bool:
    """Whether a gate z occurs as 1 − z as well."""
    rest = plus(ONE, minus(r(name)))
    return any(part == rest for work in model.works if work.phase == "forward" for part, _ in places(work.formula))


def _is_bias(model: Model, name: str) -> bool:
    return any(
        r(name) in work.formula[1:] for work in model.works if work.phase == "forward" and work.formula[0] == "+"
    )


def _other_gradients(model: Model, work: Work, gradient: str) -> Iterator[str]:
    """Another gradient that was found before, and has the same shape."""
    seen: list[str] = []
    for one in model.works:
        if one.name == work.name:
            break
        if one.phase == "backward" and not one.via and one.name != gradient:
            seen.append(one.name)
    shape = model.hand[gradient].shape
    yield from [name for name in reversed(seen) if model.hand[name].shape == shape][:1]


def _of_slope(work: Work, slope: Term, rest: tuple[Term, ...], put: object) -> Iterator[Slip]:
    assert callable(put)
    _, function, y, x = slope
    if function == "identity":
        return
    wrong = "activation-derivative"
    for kind, factor, ids in (
        ("slope left out", ONE, "missing-factor"),
        ("output for slope", y, wrong),
        ("1 − y for slope", plus(ONE, minus(y)), wrong),
        ("slope at the pre-activation", ("s", function, x, x), wrong),
        ("slope at the output twice", ("s", function, ("f", function, y), y), wrong),
        ("slope twice", times(slope, slope), "extra-factor"),
    ):
        if function == "relu" and kind != "slope left out":
            continue
        yield _slip(work, kind, put(times(*rest, factor)), ids)
    if function in ("sigmoid", "tanh"):
        other = ("s", OTHER[function], y, x)
        yield _slip(work, "slope of another function", put(times(*rest, other)), wrong)
        yield _slip(work, "divided by the slope", put(("/", times(*rest), slope)), "wrong-operation")


def _of_cut(model: Model, work: Work) -> Iterator[Slip]:
    told = model.told
    if not told.truncate or not work.time or work.time % told.truncate or work.time >= told.steps:
        return
    for one in model.works:
        if one.phase != "forward" or one.time != work.time + 1:
            continue
        state, gradient = work.name[1:], f"d{one.name}"
        for part, _ in places(one.formula):
            if part[0] == "*" and r(state) in part[1:]:
                weight = times(*(factor for factor in part[1:] if factor != r(state)))
                yield _slip(work, "back over the cut", plus(work.formula, times(r(gradient), weight)), "cut-ignored")


# Backward: a parameter's share.


def _share(model: Model, work: Work) -> Iterator[Slip]:
    whole, name = work.formula, work.quantity
    own = r(name)
    gradient = next(one for one in names(whole) if one.startswith("d"))
    factors = whole[1:] if whole[0] in "*@" else (whole,)
    yield _slip(work, "sign", minus(whole), "sign")
    yield _slip(work, "zero", ZERO, "no-gradient")
    if whole[0] == "+":
        yield _slip(work, "one term of two", plus(*whole[2:]), "missing-term|missing-path")
        return
    yield _slip(work, "a 2 too many", times(n(2), whole), "extra-factor|arithmetic")
    if len(model.shares(name)) > 1:
        yield _slip(work, "sum for share", r(f"d{name}"), "total-not-share", typeable=False)
    for wrong in _other_gradients(model, work, gradient):
        yield _slip(work, "another gradient", renamed(whole, gradient, wrong), "wrong-operand|wrong-time-step")
    if len(factors) == 1:
        yield _slip(work, "bias multiplied in", times(whole, own), "extra-factor")
        return
    for index, factor in enumerate(factors):
        rest = (*factors[:index], *factors[index + 1 :])
        scalar = not model.hand[name].ndim
        if r(gradient) in (factor, turned(factor)):
            yield _slip(work, "upstream forgotten", times(*rest), "missing-factor", typeable=scalar)
            continue
        if scalar:
            yield _slip(work, "input or state forgotten", times(*rest), "missing-factor")
            yield _slip(work, "weight multiplied in", times(whole, own), "extra-factor")
            yield _slip(work, "weight for the other factor", times(*rest, own), "wrong-operand")
            yield _slip(work, "plus for times", plus(*factors), "wrong-operation")
        yield from _share_state(model, work, whole, factor)
    if (
        whole[0] == "@"
        and len(model.hand[name].shape) == 2
        and len(set(model.hand[name].shape)) == 1
        and model.hand[name].size > 1
    ):
        left, right = factors
        yield _slip(work, "turned round", ("@", turned(right), turned(left)), "transposed|swapped")


def _share_state(model: Model, work: Work, whole: Term, factor: Term) -> Iterator[Slip]:
    for state in names(factor):
        for by in (1, -1):
            moved = _moved(model, state, by)
            if moved and not model.several:
                kind = "h_t for h_t−1" if by == 1 and not state.startswith("input") else "another time step"
                yield _slip(work, kind, renamed(whole, state, moved), "wrong-time-step")
        made = next((one for one in model.works if one.name == state and one.formula[0] == "f"), None)
        if made:
            inner = names(made.formula)[0]
            yield _slip(work, "pre-activation for output", renamed(whole, state, inner), "wrong-operand")
            if factor == r(state):
                slope = ("s", made.formula[1], r(state), made.formula[2])
                bent = tuple(slope if one == factor else one for one in whole)
                if made.formula[1] in ("sigmoid", "tanh"):
                    yield _slip(work, "a slope in the state's place", bent, "extra-factor|activation-derivative")
                    yield _slip(work, "slope too many", times(whole, slope), "extra-factor|activation-derivative")


# Totals and updates.


def _total(model: Model, work: Work) -> Iterator[Slip]:
    name, whole = work.quantity, work.formula
    shares = [r(share.name) for share in model.shares(name)]
    if len(shares) > 1:
        count = len(shares)
        only, mean = "share-not-total", "mean-not-sum"
        yield _slip(work, "last share alone", shares[0], only)
        yield _slip(work, "first share alone", shares[-1], only)
        if count > 2:
            yield _slip(work, "one share forgotten", plus(shares[0], *shares[2:]), only)
        yield _slip(work, "mean over the shares", ("/", whole, n(count)), mean)
        turned_first = plus(minus(shares[0]), *shares[1:])
        yield _slip(work, "a share's sign", turned_first, "sign")
        if count == 2:
            yield _slip(work, "shares multiplied", times(*shares), "wrong-operation")
    yield _slip(work, "new value for gradient", r(f"new_{name}"), "updated-not-gradient", typeable=False)
    yield _slip(work, "twice", times(n(2), whole), "extra-factor|arithmetic")
    yield _slip(work, "sign", minus(whole), "sign")
    yield _slip(work, "rate too early", times(r("lr"), whole), "learning-rate-early|decimal-shift")
    for other in _same_shape(model, name, "d"):
        yield _slip(work, "another's gradient", r(other), "wrong-operand", typeable=False)


def _same_shape(model: Model, name: str, prefix: str) -> list[str]:
    others = [one for one in model.told.parameters if one != name and f"{prefix}{one}" in model.hand]
    return [f"{prefix}{one}" for one in others if model.hand[one].shape == model.hand[name].shape][:1]


def _update(model: Model, work: Work) -> Iterator[Slip]:
    match work.base:
        case "w":
            yield from _new_weight(model, work)
        case "m" | "v":
            yield from _kept(model, work)
        case "mhat" | "vhat":
            yield from _corrected(work)
        case "clipped":
            yield from _clipped(model, work)
        case _:
            squares = work.formula[2]
            yield _slip(work, "root forgotten", squares, "missing-activation|missing-factor|extra-factor")
            bare = tuple(_without_square(p) if isinstance(p, tuple) else p for p in squares)
            yield _slip(work, "squares forgotten", ("f", "sqrt", bare), "missing-factor", typeable=False)


def _new_weight(model: Model, work: Work) -> Iterator[Slip]:
    name = work.quantity
    own, whole = r(name), work.formula
    step = whole[2][1]  # rate × gradient, and in Adam what it is divided by
    product = step[1] if step[0] == "/" else step
    gradient = product[2]

    def moved(by: Term, sign: int = -1) -> Term:
        by = ("/", by, step[2]) if step[0] == "/" else by
        return plus(own, by if sign > 0 else minus(by))

    rate = r("lr")
    yield _slip(work, "uphill", moved(times(rate, gradient), 1), "wrong-direction")
    yield _slip(work, "rate forgotten", moved(gradient), "missing-factor")
    yield _slip(work, "rate twice", moved(times(rate, rate, gradient)), "extra-factor|learning-rate-early")
    yield _slip(work, "nothing moved", own, "no-gradient|missing-term")
    yield _slip(work, "the step alone", minus(moved(times(rate, gradient))[2][1]), "missing-term")
    yield _slip(work, "divided by the rate", moved(("/", gradient, rate)), "wrong-operation")
    if step[0] == "/":
        for hat, bare in ((f"mhat_{name}", f"m_{name}"), (f"vhat_{name}", f"v_{name}")):
            yield _slip(
                work, f"{hat[:1]} for {hat[:1]}-hat", renamed(whole, hat, bare), "bias-correction|wrong-operand"
            )
        no_root = plus(r(f"vhat_{name}"), r("epsilon"))
        yield _slip(
            work, "root forgotten", plus(own, minus(("/", product, no_root))), "missing-activation|missing-factor"
        )
        yield _slip(
            work, "gradient for m-hat", renamed(whole, f"mhat_{name}", f"d{name}"), "wrong-operand|bias-correction"
        )
        yield _slip(
            work,
            "plain gradient descent",
            plus(own, minus(times(rate, r(f"d{name}")))),
            "wrong-operand|missing-factor|missing-term",
        )
    if gradient == r(f"v_{name}"):
        yield _slip(work, "gradient for velocity", moved(times(rate, r(f"d{name}"))), "wrong-operand")
    if gradient == r(f"clipped_d{name}"):
        yield _slip(work, "not clipped", moved(times(rate, r(f"d{name}"))), "wrong-operand|missing-factor")
    if gradient == r(f"d{name}"):
        shares = [r(share.name) for share in model.shares(name)]
        if len(shares) > 1:
            yield _slip(work, "one share", moved(times(rate, shares[0])), "share-not-total")
            mean = ("/", gradient, n(len(shares)))
            yield _slip(work, "mean", moved(times(rate, mean)), "mean-not-sum")
        for other in _same_shape(model, name, "d"):
            yield _slip(work, "another's gradient", moved(times(rate, r(other))), "wrong-operand")
    for other in _same_shape(model, name, ""):
        yield _slip(work, "another's weight", renamed(whole, name, other), "wrong-operand")


def _kept(model: Model, work: Work) -> Iterator[Slip]:
    name = work.name.partition("_")[2]
    g, whole, is_square = r(f"d{name}"), work.formula, work.base == "v" and "beta2" in model.told.settings
    g = r(f"clipped_d{name}") if f"clipped_d{name}" in names(whole) else g
    old = r(f"old_{work.name}")
    if "beta1" in model.told.settings:
        share = r("beta2" if is_square else "beta1")
        other = "beta1" if is_square else "beta2"
        new = ("^", g, 2) if is_square else g
        before = times(share, old) if work.epoch > 1 else ZERO
        yield _slip(work, "the other β", renamed(whole, share[1], other), "bias-correction|wrong-operand|swapped")
        yield _slip(work, "1 − β forgotten", plus(before, new), "missing-factor")
        yield _slip(work, "β for 1 − β", plus(before, times(share, new)), "swapped|missing-term|wrong-operand")
        if is_square:
            bare = times(plus(ONE, minus(share)), g)
            yield _slip(work, "square forgotten", plus(before, bare), "missing-factor")
        if work.epoch > 1:
            yield _slip(work, "nothing kept", times(plus(ONE, minus(share)), new), "missing-term")
            kept = plus(old, times(plus(ONE, minus(share)), new))
            yield _slip(work, "β forgotten", kept, "missing-factor")
            swapped = plus(times(plus(ONE, minus(share)), old), times(share, new))
            yield _slip(work, "β and 1 − β exchanged", swapped, "swapped")
        return
    if work.epoch > 1:
        mu = r("momentum")
        yield _slip(work, "nothing kept", g, "missing-term")
        yield _slip(work, "momentum forgotten", plus(old, g), "missing-factor")
        yield _slip(work, "gradient forgotten", times(mu, old), "missing-term")
        yield _slip(work, "gradient subtracted", plus(times(mu, old), minus(g)), "sign")
        mean = plus(times(mu, old), times(plus(ONE, minus(mu)), g))
        yield _slip(work, "a running mean", mean, "extra-factor")
        yield _slip(work, "rate inside", plus(times(mu, old), times(r("lr"), g)), "learning-rate-early|extra-factor")


def _corrected(work: Work) -> Iterator[Slip]:
    top, under = work.formula[1], work.formula[2]
    power = under[2][1]
    beta = power[1]
    other = r("beta2" if beta == r("beta1") else "beta1")
    yield _slip(work, "not corrected", top, "bias-correction|missing-factor")
    yield _slip(
        work, "the other β", ("/", top, plus(ONE, minus(("^", other, power[2])))), "bias-correction|wrong-operand"
    )
    yield _slip(work, "times for divided", times(top, under), "wrong-operation|bias-correction")
    yield _slip(work, "1 − forgotten", ("/", top, power), "bias-correction|missing-term")
    if work.epoch > 1:
        without = ("/", top, plus(ONE, minus(beta)))
        yield _slip(work, "power t forgotten", without, "bias-correction|missing-factor")


def _clipped(model: Model, work: Work) -> Iterator[Slip]:
    g, norm, limit = r(f"d{work.quantity}"), r("norm"), r("limit")
    if work.formula == g:
        yield _slip(
            work,
            "clipped though short",
            ("/", times(limit, g), norm),
            "extra-factor|wrong-operation|wrong-operand",
            typeable=False,
        )
        return
    yield _slip(work, "not clipped", g, "missing-factor|wrong-operand", typeable=False)
    if model.told.clip != 1:
        yield _slip(work, "limit forgotten", ("/", g, norm), "missing-factor", typeable=False)
    if not model.hand[work.quantity].ndim:
        own = n(float(np.sign(model.hand[g[1]]) * (model.told.clip or 0)))
        yield _slip(work, "each number clipped", own, "wrong-operand|missing-factor|wrong-operation", typeable=False)
        _ = dot
