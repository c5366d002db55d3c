"""Slips in the gradient of a quantity."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.slip import OTHER, Slip, moved, slip
from tests.quiz.model.terms import ONE, ZERO, Term, minus, n, names, places, plus, r, renamed, times, turned
from tests.quiz.model.working import Model, Work

# Backward: the gradient of a quantity.


def gradient_slips(model: Model, work: Work) -> Iterator[Slip]:
    whole = work.formula
    yield slip(work, "sign", minus(whole), "sign")
    yield slip(work, "zero", ZERO, "no-gradient")
    yield slip(work, "rate too early", times(r("lr"), whole), "learning-rate-early|decimal-shift")
    if work.base == model.told.prediction and len(work.paths) == 1:
        yield from _of_loss(model, work)
        return
    if len(work.paths) > 1:
        yield from _of_paths(model, work)
    for index, (path, _) in enumerate(work.paths):
        others = [term for term, _ in work.paths]

        def with_path(new: Term, others: list[Term] = others, index: int = index) -> Term:
            return plus(*others[:index], new, *others[index + 1 :])

        yield from _of_path(model, work, path, with_path)
    yield from _of_cut(model, work)


def _of_loss(model: Model, work: Work) -> Iterator[Slip]:
    told, whole, prediction = model.told, work.formula, r(work.name[1:])
    target = next((r(name) for name in names(whole) if name.startswith("target")), None)
    if target is None:
        return
    if told.loss == "squared_error" and not model.several:
        gap = plus(target, minus(prediction))
        yield slip(work, "2 forgotten", minus(gap), "missing-factor")
        yield slip(work, "2 twice", times(n(-4), gap), "extra-factor|arithmetic")
        yield slip(work, "prediction left out", times(n(-2), target), "missing-term")
        yield slip(work, "target left out", times(n(2), prediction), "missing-term")
        if not told.timed_targets:
            yield slip(work, "the loss itself", ("^", gap, 2), "wrong-operand|extra-factor")
        if told.timed_targets and len(told.targets[0]) > 1:
            yield slip(work, "mean over time", ("/", whole, n(told.steps)), "mean-not-sum")
            for by in (-1, 1):
                other_step = moved(model, target[1], by)
                if other_step:
                    yield slip(work, "target of another step", renamed(whole, target[1], other_step), "wrong-time-step")
    if model.several:
        yield slip(
            work,
            "mean forgotten",
            times(n(len(told.inputs)), whole),
            "mean-not-sum|missing-factor|extra-factor|arithmetic",
        )
        yield slip(
            work, "mean twice", ("/", whole, n(len(told.inputs))), "mean-not-sum|missing-factor|extra-factor|arithmetic"
        )
    if told.loss == "cross_entropy":
        yield from _of_softmax(work, ("f", "softmax", prediction), prediction, target)
    if told.loss == "binary_cross_entropy":
        gap = plus(prediction, minus(target))
        yield slip(
            work,
            "σ's slope in it already",
            gap,
            "extra-factor|softmax-slope|missing-factor|activation-derivative|wrong-operand",
        )


def _of_softmax(work: Work, shares: Term, scores: Term, target: Term) -> Iterator[Slip]:
    own = times(shares, plus(ONE, minus(shares)))
    gap = plus(shares, minus(target))
    yield slip(work, "target left out", shares, "missing-term")
    yield slip(work, "softmax left out", plus(scores, minus(target)), "missing-activation")
    yield slip(work, "p(1 − p)", own, "softmax-slope")
    yield slip(work, "(p − y)p(1 − p)", times(gap, own), "softmax-slope|extra-factor")
    yield slip(work, "−y/p", minus(("/", target, shares)), "softmax-slope")
    yield slip(work, "σ for softmax", plus(("f", "sigmoid", scores), minus(target)), "other-activation|softmax-slope")


def _of_paths(model: Model, work: Work) -> Iterator[Slip]:
    now = [term for term, later in work.paths if not later]
    later = [term for term, is_later in work.paths if is_later]
    if now and later:
        yield slip(work, "way through time lost", plus(*now), "missing-path|missing-term|cut-ignored")
        yield slip(work, "own way lost", plus(*later), "missing-path|missing-term")
        first = plus(*(minus(t) for t in later))
        yield slip(work, "way through time subtracted", plus(*now, first), "sign")
    states = [name for name in names(work.formula) if name.startswith("U") and f"W{name[1:]}" in model.told.parameters]
    alike = all(model.hand[name].shape == model.hand[f"W{name[1:]}"].shape for name in states)
    if len(states) > 1 and alike:
        everywhere = work.formula
        for name in states:
            everywhere = renamed(everywhere, name, f"W{name[1:]}")
        yield slip(work, "W for U everywhere", everywhere, "wrong-operand")
    if len(work.paths) > 2:
        terms = [term for term, _ in work.paths]
        yield slip(work, "one way lost", plus(*terms[1:]), "missing-path|missing-term")
        yield slip(work, "one way alone", terms[0], "missing-path|missing-term")
    if len(work.paths) == 2:
        product = times(*(term for term, _ in work.paths))
        yield slip(work, "multiplied for added", product, "wrong-operation")
    raw = moved(model, work.name, 1)
    if later and raw and len(later) == 1:
        yield slip(work, "handed on raw", plus(*now, r(raw)), "missing-factor|wrong-operand")
    yield slip(work, "twice", times(n(2), work.formula), "extra-factor|arithmetic")


def _of_path(model: Model, work: Work, path: Term, put: object) -> Iterator[Slip]:
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
            yield slip(work, "upstream forgotten", put(times(*rest)), "missing-factor", typeable=path[0] != "@")
            for wrong in other_gradients(model, work, gradient):
                yield slip(
                    work, "another gradient", put(renamed(path, gradient, wrong)), "wrong-operand|wrong-time-step"
                )
        elif rest:
            yield slip(work, "factor forgotten", put(times(*rest)), "missing-factor")
            yield from _of_factor(model, work, path, factor, put)
    if len(factors) > 1 and path[0] == "*" and len(factors) == 2 and factors[1][0] != "s":
        yield slip(work, "plus for times", put(plus(*factors)), "wrong-operation")
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
                yield slip(work, "transpose forgotten", put(("@", *new)), "transposed")


def _of_factor(model: Model, work: Work, path: Term, factor: Term, put: object) -> Iterator[Slip]:
    assert callable(put)
    name = names(factor)[0] if names(factor) else None
    if name is None:
        return
    if name in model.told.parameters:
        shape = model.hand[name].shape
        for other in model.told.parameters:
            if other != name and model.hand[other].shape == shape and not _is_bias(model, other):
                yield slip(work, "weight for weight", put(renamed(path, name, other)), "wrong-operand")
                break
        new = f"new_{name}"
        if new in model.hand:
            yield slip(work, "new weight", put(renamed(path, name, new)), "new-weight", typeable=False)
    else:
        for by in (-1, 1):
            other_step = moved(model, name, by)
            if other_step and not model.several:
                yield slip(
                    work,
                    "state of another step",
                    put(renamed(path, name, other_step)),
                    "wrong-time-step|activation-derivative",
                )
        if factor[0] == "+" and factor[1] == ONE and factor[2][0] == "-":
            swapped = tuple(factor[2][1] if one == factor else one for one in path)
            yield slip(work, "z for 1 − z", put(swapped), "swapped|missing-term|wrong-operand")
        if factor[0] == "r" and path[0] == "*" and _has_both(model, name):
            one_less = tuple(plus(ONE, minus(factor)) if one == factor else one for one in path)
            yield slip(
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
                yield slip(work, "slope for the gate", put(with_slope), "extra-factor|activation-derivative")
        if factor[0] == "f":
            bare = tuple(factor[2] if one == factor else one for one in path)
            yield slip(work, "tanh left out", put(bare), "missing-activation")


def _has_both(model: Model, name: str) -> bool:
    """Whether a gate z occurs as 1 − z as well."""
    rest = plus(ONE, minus(r(name)))
    return any(part == rest for work in model.works if work.phase == "forward" for part, _ in places(work.formula))


def _is_bias(model: Model, name: str) -> bool:
    return any(
        r(name) in work.formula[1:] for work in model.works if work.phase == "forward" and work.formula[0] == "+"
    )


def other_gradients(model: Model, work: Work, gradient: str) -> Iterator[str]:
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
        yield slip(work, kind, put(times(*rest, factor)), ids)
    if function in ("sigmoid", "tanh"):
        other = ("s", OTHER[function], y, x)
        yield slip(work, "slope of another function", put(times(*rest, other)), wrong)
        yield slip(work, "divided by the slope", put(("/", times(*rest), slope)), "wrong-operation")


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
                yield slip(work, "back over the cut", plus(work.formula, times(r(gradient), weight)), "cut-ignored")
