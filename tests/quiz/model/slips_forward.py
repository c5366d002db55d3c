"""Slips on the way forward, and in the loss."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.slip import OTHER, Slip, moved, slip, without_square
from tests.quiz.model.terms import ONE, Term, minus, n, names, places, plus, r, renamed, times, turned
from tests.quiz.model.working import Model, Work

# Forward.


def forward_slips(model: Model, work: Work) -> Iterator[Slip]:
    told, whole = model.told, work.formula
    for part, put in places(whole):
        if part[0] == "f":
            _, function, inner = part
            yield slip(work, "activation left out", put(inner), "missing-activation")
            if function in OTHER:
                other = ("f", OTHER[function], inner)
                yield slip(work, "other activation", put(other), "other-activation")
                turned_sign = put(("f", function, minus(inner)))
                yield slip(work, "activation of minus x", turned_sign, "other-activation|sign")
                yield slip(work, "activation twice", put(("f", function, part)), "other-activation")
        if part[0] == "@" and part[2][0] == "*" and model.hand[part[1][1]].ndim:
            late = times(part[2][1], ("@", part[1], times(*part[2][2:])))
            yield slip(work, "reset after the product", put(late), "swapped|wrong-operation")
        if part[0] == "*" and len(part) == 3 and part[1] != r("lr"):
            yield slip(work, "plus for times", put(plus(part[1], part[2])), "wrong-operation")
            yield from _one_minus(work, part, put)
    if whole[0] == "+":
        yield from _forward_sum(model, work)
    yield from _forward_names(model, work, told.parameters.keys())


def _one_minus(work: Work, part: Term, put: object) -> Iterator[Slip]:
    assert callable(put)
    for index, factor in enumerate(part[1:]):
        if factor[0] == "+" and factor[1] == ONE and factor[2][0] == "-":
            rest = part[1:][1 - index]
            yield slip(
                work, "z for 1 − z in one place", put(times(factor[2][1], rest)), "swapped|missing-term|wrong-operand"
            )
            yield slip(work, "1 − z forgotten", put(rest), "missing-factor")


def _forward_sum(model: Model, work: Work) -> Iterator[Slip]:
    terms = work.formula[1:]
    for index, term in enumerate(terms):
        rest = plus(*terms[:index], *terms[index + 1 :])
        if term[0] == "r":
            yield slip(work, "bias left out", rest, "missing-term")
            yield slip(work, "bias subtracted", plus(rest, minus(term)), "sign")
        elif term[0] in "*@":
            recurrent = any(name[0] != "i" and name not in model.told.parameters for name in names(term))
            kind = "recurrent product left out" if recurrent else "input product left out"
            yield slip(work, kind, rest, "missing-term|missing-path")
            if len(terms) == 2 and term[0] == "*":
                continue
            state = term[-1]
            yield slip(work, "weight forgotten", plus(*terms[:index], state, *terms[index + 1 :]), "missing-factor")
    mixed = [term for term in terms if term[0] == "*" and term[1][0] == "+"]
    gates = [name for term in mixed for name in names(term[1])]
    for gate in gates:
        roles = plus(*(_roles(term, gate) for term in terms))
        yield slip(work, "roles of z and 1 − z", roles, "swapped")


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
                yield slip(work, "weight for weight", renamed(whole, name, other), "wrong-operand")
                swapped = renamed(renamed(renamed(whole, name, "?"), other, name), "?", other)
                yield slip(work, "weights exchanged", swapped, "swapped|wrong-operand|wrong-operation")
            for twin in _twins(model, name):
                kind = "another gate's bias" if r(name) in whole[1:] else "another gate's weight"
                yield slip(work, kind, renamed(whole, name, twin), "wrong-operand")
            if len(shape) == 2 and shape[0] == shape[1] > 1:
                yield slip(work, "transposed", _turned(whole, name), "transposed")
        else:
            yield from _forward_state(model, work, name)
    states = [name for name in used if name not in weights and not name.startswith("input")]
    if work.formula[0] == "+" and all(term[0] == "*" for term in work.formula[1:]):
        for other in (one for one in states[1:] if model.hand[one].shape == model.hand[states[0]].shape):
            swapped = renamed(renamed(renamed(whole, states[0], "?"), other, states[0]), "?", other)
            yield slip(work, "gates exchanged", swapped, "swapped|wrong-operand|wrong-operation|wrong-time-step")


def _forward_state(model: Model, work: Work, name: str) -> Iterator[Slip]:
    other_step = moved(model, name, -1)
    if other_step and not model.several:
        kind = "input of the step before" if name.startswith("input") else "state of a step too early"
        yield slip(work, kind, renamed(work.formula, name, other_step), "wrong-time-step|wrong-operand")
    if work.time and work.formula[0] == "+":
        for other in _same_step(model, name, work):
            yield slip(work, "another quantity", renamed(work.formula, name, other), "wrong-operand")


def _same_step(model: Model, name: str, work: Work) -> Iterator[str]:
    """Another quantity of the same time step as a name, known before this work."""
    of_name = next((one for one in model.works if one.name == name and one.phase == "forward"), None)
    if of_name is None or work.quantity == of_name.quantity:
        return
    for one in model.works:
        if one.name == work.name:
            return
        same = one.time == of_name.time and one.base not in (of_name.base, work.base)
        alike = model.hand[one.name].shape == model.hand[name].shape and one.quantity[-5:-1] == of_name.quantity[-5:-1]
        is_state = one.phase == "forward" and one.formula[0] != "f" and not one.name.startswith("a")
        if same and alike and is_state:
            yield one.name
            return


def _twins(model: Model, name: str) -> Iterator[str]:
    """A parameter with the same role for another gate: bf for bi, Ug for Ui."""
    if len(name) < 2 or name[-1].isdigit():
        return
    alike = [one for one in model.told.parameters if one[:-1] == name[:-1] and one != name]
    yield from (one for one in alike[:1] if model.hand[one].shape == model.hand[name].shape)


def _turned(term: Term, name: str) -> Term:
    if term == r(name):
        return turned(term)
    return tuple(_turned(part, name) if isinstance(part, tuple) else part for part in term)


def loss_slips(model: Model, work: Work) -> Iterator[Slip]:
    whole = work.formula
    count = whole[2][1] if whole[0] == "/" and whole[2][0] == "n" and model.several else 1
    inner = whole[1] if count > 1 else whole
    terms = inner[1:] if inner[0] == "+" else (inner,)
    if model.told.loss == "squared_error":
        bare = [without_square(term) for term in terms]
        if len(terms) == 1:
            yield slip(work, "square left out", bare[0], "missing-factor")
        yield slip(work, "halved", ("/", whole, n(2)), "extra-factor|arithmetic|mean-not-sum|missing-factor")
    if len(terms) > 1 and not model.several:
        yield slip(work, "mean over time", ("/", whole, n(len(terms))), "mean-not-sum")
        yield slip(work, "last step alone", terms[-1], "missing-term|share-not-total")
        yield slip(work, "one step forgotten", plus(*terms[1:]), "missing-term|share-not-total")
    if model.several:
        yield slip(work, "sum for mean", inner, "mean-not-sum|missing-factor")
    if model.told.loss in ("cross_entropy", "binary_cross_entropy"):
        yield slip(work, "minus forgotten", minus(whole), "sign")
