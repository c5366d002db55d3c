"""Slips in sums and updates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.quiz.model.slip import Slip, slip, without_square
from tests.quiz.model.terms import ONE, ZERO, Term, minus, n, names, plus, r, renamed, times
from tests.quiz.model.working import Model, Work

# Totals and updates.


def total_slips(model: Model, work: Work) -> Iterator[Slip]:
    name, whole = work.quantity, work.formula
    shares = [r(share.name) for share in model.shares(name)]
    if len(shares) > 1:
        count = len(shares)
        only, mean = "share-not-total", "mean-not-sum"
        yield slip(work, "last share alone", shares[0], only)
        yield slip(work, "first share alone", shares[-1], only)
        if count > 2:
            yield slip(work, "one share forgotten", plus(shares[0], *shares[2:]), only)
        yield slip(work, "mean over the shares", ("/", whole, n(count)), mean)
        turned_first = plus(minus(shares[0]), *shares[1:])
        yield slip(work, "a share's sign", turned_first, "sign")
        if count == 2:
            yield slip(work, "shares multiplied", times(*shares), "wrong-operation")
    yield slip(work, "new value for gradient", r(f"new_{name}"), "updated-not-gradient", typeable=False)
    yield slip(work, "twice", times(n(2), whole), "extra-factor|arithmetic")
    yield slip(work, "sign", minus(whole), "sign")
    yield slip(work, "rate too early", times(r("lr"), whole), "learning-rate-early|decimal-shift")
    for other in _same_shape(model, name, "d"):
        yield slip(work, "another's gradient", r(other), "wrong-operand", typeable=False)


def _same_shape(model: Model, name: str, prefix: str) -> list[str]:
    others = [one for one in model.told.parameters if one != name and f"{prefix}{one}" in model.hand]
    return [f"{prefix}{one}" for one in others if model.hand[one].shape == model.hand[name].shape][:1]


def update_slips(model: Model, work: Work) -> Iterator[Slip]:
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
            yield slip(work, "root forgotten", squares, "missing-activation|missing-factor|extra-factor")
            bare = tuple(without_square(p) if isinstance(p, tuple) else p for p in squares)
            yield slip(work, "squares forgotten", ("f", "sqrt", bare), "missing-factor", typeable=False)


def _new_weight(model: Model, work: Work) -> Iterator[Slip]:
    name = work.quantity
    own, whole = r(name), work.formula
    step = whole[2][1]  # rate × gradient, and in Adam what it is divided by
    product = step[1] if step[0] == "/" else step
    gradient = product[2]

    def stepped(by: Term, sign: int = -1) -> Term:
        by = ("/", by, step[2]) if step[0] == "/" else by
        return plus(own, by if sign > 0 else minus(by))

    rate = r("lr")
    yield slip(work, "uphill", stepped(times(rate, gradient), 1), "wrong-direction")
    yield slip(work, "rate forgotten", stepped(gradient), "missing-factor")
    yield slip(work, "rate twice", stepped(times(rate, rate, gradient)), "extra-factor|learning-rate-early")
    yield slip(work, "nothing moved", own, "no-gradient|missing-term")
    yield slip(work, "twice as far", stepped(times(n(2), rate, gradient)), "extra-factor")
    yield slip(work, "the step alone", minus(stepped(times(rate, gradient))[2][1]), "missing-term")
    yield slip(work, "divided by the rate", stepped(("/", gradient, rate)), "wrong-operation")
    if step[0] == "/":
        for hat, bare in ((f"mhat_{name}", f"m_{name}"), (f"vhat_{name}", f"v_{name}")):
            yield slip(work, f"{hat[:1]} for {hat[:1]}-hat", renamed(whole, hat, bare), "bias-correction|wrong-operand")
        no_root = plus(r(f"vhat_{name}"), r("epsilon"))
        yield slip(
            work, "root forgotten", plus(own, minus(("/", product, no_root))), "missing-activation|missing-factor"
        )
        yield slip(
            work, "gradient for m-hat", renamed(whole, f"mhat_{name}", f"d{name}"), "wrong-operand|bias-correction"
        )
        yield slip(
            work,
            "plain gradient descent",
            plus(own, minus(times(rate, r(f"d{name}")))),
            "wrong-operand|missing-factor|missing-term",
        )
    if gradient == r(f"v_{name}"):
        yield slip(work, "gradient for velocity", stepped(times(rate, r(f"d{name}"))), "wrong-operand")
    if gradient == r(f"clipped_d{name}"):
        yield slip(work, "not clipped", stepped(times(rate, r(f"d{name}"))), "wrong-operand|missing-factor")
    if gradient == r(f"d{name}"):
        shares = [r(share.name) for share in model.shares(name)]
        if len(shares) > 1:
            yield slip(work, "one share", stepped(times(rate, shares[0])), "share-not-total")
            mean = ("/", gradient, n(len(shares)))
            yield slip(work, "mean", stepped(times(rate, mean)), "mean-not-sum")
        for other in _same_shape(model, name, "d"):
            yield slip(work, "another's gradient", stepped(times(rate, r(other))), "wrong-operand")
    for other in _same_shape(model, name, ""):
        yield slip(work, "another's weight", renamed(whole, name, other), "wrong-operand")


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
        yield slip(work, "the other β", renamed(whole, share[1], other), "bias-correction|wrong-operand|swapped")
        yield slip(work, "1 − β forgotten", plus(before, new), "missing-factor")
        yield slip(work, "β for 1 − β", plus(before, times(share, new)), "swapped|missing-term|wrong-operand")
        if is_square:
            bare = times(plus(ONE, minus(share)), g)
            yield slip(work, "square forgotten", plus(before, bare), "missing-factor")
        if work.epoch > 1:
            yield slip(work, "nothing kept", times(plus(ONE, minus(share)), new), "missing-term")
            kept = plus(old, times(plus(ONE, minus(share)), new))
            yield slip(work, "β forgotten", kept, "missing-factor")
            swapped = plus(times(plus(ONE, minus(share)), old), times(share, new))
            yield slip(work, "β and 1 − β exchanged", swapped, "swapped")
        return
    if work.epoch > 1:
        mu = r("momentum")
        yield slip(work, "nothing kept", g, "missing-term")
        yield slip(work, "momentum forgotten", plus(old, g), "missing-factor")
        yield slip(work, "gradient forgotten", times(mu, old), "missing-term")
        yield slip(work, "gradient subtracted", plus(times(mu, old), minus(g)), "sign")
        mean = plus(times(mu, old), times(plus(ONE, minus(mu)), g))
        yield slip(work, "a running mean", mean, "extra-factor")
        yield slip(work, "rate inside", plus(times(mu, old), times(r("lr"), g)), "learning-rate-early|extra-factor")


def _corrected(work: Work) -> Iterator[Slip]:
    top, under = work.formula[1], work.formula[2]
    power = under[2][1]
    beta = power[1]
    other = r("beta2" if beta == r("beta1") else "beta1")
    yield slip(work, "not corrected", top, "bias-correction|missing-factor")
    yield slip(
        work, "the other β", ("/", top, plus(ONE, minus(("^", other, power[2])))), "bias-correction|wrong-operand"
    )
    yield slip(work, "times for divided", times(top, under), "wrong-operation|bias-correction")
    yield slip(work, "1 − forgotten", ("/", top, power), "bias-correction|missing-term")
    if work.epoch > 1:
        without = ("/", top, plus(ONE, minus(beta)))
        yield slip(work, "power t forgotten", without, "bias-correction|missing-factor")


def _clipped(model: Model, work: Work) -> Iterator[Slip]:
    g, norm, limit = r(f"d{work.quantity}"), r("norm"), r("limit")
    if work.formula == g:
        yield slip(
            work,
            "clipped though short",
            ("/", times(limit, g), norm),
            "extra-factor|wrong-operation|wrong-operand",
            typeable=False,
        )
        return
    yield slip(work, "not clipped", g, "missing-factor|wrong-operand", typeable=False)
    if model.told.clip != 1:
        yield slip(work, "limit forgotten", ("/", g, norm), "missing-factor", typeable=False)
    if not model.hand[work.quantity].ndim:
        own = n(float(np.sign(model.hand[g[1]]) * (model.told.clip or 0)))
        yield slip(work, "each number clipped", own, "wrong-operand|missing-factor|wrong-operation", typeable=False)
