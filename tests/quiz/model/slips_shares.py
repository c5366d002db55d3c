"""Slips in a parameter's share from one time step, and in the sum of its shares."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.slip import Slip, moved, slip
from tests.quiz.model.slips_backward import other_gradients
from tests.quiz.model.terms import ZERO, Term, minus, n, names, plus, r, renamed, times, turned
from tests.quiz.model.working import Model, Work

# Backward: a parameter's share.


def share_slips(model: Model, work: Work) -> Iterator[Slip]:
    whole, name = work.formula, work.quantity
    own = r(name)
    gradient = next(one for one in names(whole) if one.startswith("d"))
    factors = whole[1:] if whole[0] in "*@" else (whole,)
    yield slip(work, "sign", minus(whole), "sign")
    yield slip(work, "zero", ZERO, "no-gradient")
    if whole[0] == "+":
        yield slip(work, "one term of two", plus(*whole[2:]), "missing-term|missing-path")
        return
    yield slip(work, "a 2 too many", times(n(2), whole), "extra-factor|arithmetic")
    if len(model.shares(name)) > 1:
        yield slip(work, "sum for share", r(f"d{name}"), "total-not-share", typeable=False)
    for wrong in other_gradients(model, work, gradient):
        yield slip(work, "another gradient", renamed(whole, gradient, wrong), "wrong-operand|wrong-time-step")
    if len(factors) == 1:
        yield slip(work, "bias multiplied in", times(whole, own), "extra-factor")
        return
    for index, factor in enumerate(factors):
        rest = (*factors[:index], *factors[index + 1 :])
        scalar = not model.hand[name].ndim
        if r(gradient) in (factor, turned(factor)):
            yield slip(work, "upstream forgotten", times(*rest), "missing-factor", typeable=scalar)
            continue
        if scalar:
            yield slip(work, "input or state forgotten", times(*rest), "missing-factor")
            yield slip(work, "weight multiplied in", times(whole, own), "extra-factor")
            yield slip(work, "weight for the other factor", times(*rest, own), "wrong-operand")
            yield slip(work, "plus for times", plus(*factors), "wrong-operation")
        yield from _share_state(model, work, whole, factor)
    if (
        whole[0] == "@"
        and len(model.hand[name].shape) == 2
        and len(set(model.hand[name].shape)) == 1
        and model.hand[name].size > 1
    ):
        left, right = factors
        yield slip(work, "turned round", ("@", turned(right), turned(left)), "transposed|swapped")


def _share_state(model: Model, work: Work, whole: Term, factor: Term) -> Iterator[Slip]:
    for state in names(factor):
        for by in (1, -1):
            other_step = moved(model, state, by)
            if other_step and not model.several:
                kind = "h_t for h_t−1" if by == 1 and not state.startswith("input") else "another time step"
                yield slip(work, kind, renamed(whole, state, other_step), "wrong-time-step")
        made = next((one for one in model.works if one.name == state and one.formula[0] == "f"), None)
        if made:
            inner = names(made.formula)[0]
            yield slip(work, "pre-activation for output", renamed(whole, state, inner), "wrong-operand")
            if factor == r(state):
                slope = ("s", made.formula[1], r(state), made.formula[2])
                bent = tuple(slope if one == factor else one for one in whole)
                if made.formula[1] in ("sigmoid", "tanh"):
                    yield slip(work, "a slope in the state's place", bent, "extra-factor|activation-derivative")
                    yield slip(work, "slope too many", times(whole, slope), "extra-factor|activation-derivative")
