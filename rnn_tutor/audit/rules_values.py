"""Poor lessons by their numbers: saturated, vanished, lost by hand, or made worse by the update."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb, fmpq

from rnn_tutor.audit.finding import Finding, equation_of, rule, some
from rnn_tutor.calculus.local import slope
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.english import in_the
from rnn_tutor.equations.definitions import activations_in
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Expression, Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.outcome import entries, outcome, size
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.problems import Level
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.digits import significant, with_reach
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import Real, sign

FLAT = fmpq(1, 1000)  # a slope below this lets next to nothing through
SHOWN = 2  # significant digits in a message
OFF = "0"


@rule
def saturated(derivation: Derivation) -> Iterator[Finding]:
    """An activation whose slope is next to zero: its unit learns nothing at that time step.

    One that is switched off altogether, as relu is below zero, is a finding only if it never is on.
    """
    unit = derivation.lesson.time_step.lower()
    seen: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}
    known: dict[int, list[tuple[str, Expression]]] = {}  # by the template, which the network keeps
    for operation in derivation.forward_operations:
        if operation.phase is Phase.LOSS:
            continue
        template = operation.template
        if id(template) not in known:
            known[id(template)] = [(one.function, slope(one, 0, one)) for one in activations_in(template)]
        for function, its_slope in known[id(template)]:
            when = f" {in_the(unit)} {unit} {operation.time}" if operation.time else ""
            found = (when, flat_slopes(derivation, its_slope, operation.frame))
            seen.setdefault((operation.name, function), []).append(found)
    for (name, function), moments in seen.items():
        where, notation = equation_of(derivation, name), FUNCTIONS[function].notation
        near = [(when, [low for low in slopes if low not in ("", OFF)]) for when, slopes in moments]
        flat = [lows[0] + when for when, lows in near if lows]  # of a vector, the flattest at each step
        if flat:
            message = f"{symbol(name)}: {notation} is saturated, with a slope of only {some(flat)}"
            remedy = "bring its input closer to zero, with smaller weights or smaller inputs"
            yield Finding("saturated", where, message, remedy)
        if all(slopes and all(low == OFF for low in slopes) for _, slopes in moments):
            message = f"{symbol(name)}: {notation} is switched off at every step, with a slope of zero"
            yield Finding("saturated", where, message, "start with a larger bias, or with a weight of the other sign")


def flat_slopes(derivation: Derivation, its_slope: Expression, frame: int) -> list[str]:
    """An activation's slopes, the flattest first: two digits of each that is next to zero, else nothing."""
    evaluator = derivation.evaluators.of(its_slope)

    def read(numbers: Numbers) -> list[str]:
        slopes = sorted(entries(evaluator(numbers, frame)), key=lambda one: float(arb(size(one))))
        return [with_reach(significant(size(one), SHOWN)) if is_below(one, FLAT) else "" for one in slopes]

    return derivation.proved(read)


def is_below(value: Real, limit: Real) -> bool:
    """Whether a number is smaller than a limit, whatever its sign."""
    return sign(limit - size(value)) > 0


@rule
def vanished(derivation: Derivation) -> Iterator[Finding]:
    """Gradients too small for the lesson's rounding; worst where a parameter's whole gradient is."""
    decimals = derivation.lesson.rounding.decimals
    if decimals is None:
        return
    smallest = fmpq(1, 10**decimals)
    remedy = "give `rounding` more decimals, or {significant: 3}"
    names = derivation.names
    small: list[Step] = []
    whole: list[str] = []
    for step in (*derivation.phase(Phase.BACKWARD), *derivation.phase(Phase.TOTAL)):
        kind = step.operation.kind
        if kind not in (Kind.TOTAL, Kind.GRADIENT, Kind.SHARE) or not is_small(step, smallest):
            continue
        if kind is Kind.TOTAL:
            whole.append(f"{symbol(step.quantity)} ({largest_entry(step)})")
        else:
            small.append(step)
    kept = derivation.lesson.rounding.describe()
    if whole:
        message = f"the total gradient is too small for {kept}: that of {some(whole)}"
        yield Finding("vanished", ("rounding",), message, remedy)
    if small:
        message = f"too small for {kept}, so that by hand a single digit is kept: {some(small, names.name_of)}"
        yield Finding("vanished", ("rounding",), message, remedy, "note")


def is_small(step: Step, limit: fmpq) -> bool:
    """Whether all numbers of a step's value are below a limit, and not all of them zero."""

    def read(numbers: Numbers) -> bool:
        found = entries(step.derivation.read(numbers, step.ref))
        return all(is_below(one, limit) for one in found) and any(map(sign, found))

    return step.derivation.proved(read)


def largest_entry(step: Step) -> str:
    """The largest number of a step's value, whatever its sign."""

    def read(numbers: Numbers) -> str:
        return significant(max(map(size, entries(step.derivation.read(numbers, step.ref)))), SHOWN)

    return step.derivation.proved(read)


@rule
def lost_by_hand(derivation: Derivation) -> Iterator[Finding]:
    """Values by hand whose sign is not the exact one's, or that are off by more than half of it."""
    names = derivation.names
    found: dict[str, list[Step]] = {"sign": [], "digits": [], "tiny": []}
    for step in derivation.steps:
        lost = what_is_lost(step)
        if lost:
            found[lost].append(step)
    remedy = "give `rounding` more decimals, or change the numbers so that less cancels"
    if found["sign"]:
        message = f"by hand the sign is lost in {some(found['sign'], names.name_of)}"
        yield Finding("lost-by-hand", ("rounding",), message, remedy)
    if found["digits"]:
        message = f"by hand these are off by more than half: {some(found['digits'], names.name_of)}"
        yield Finding("lost-by-hand", ("rounding",), message, remedy)
    if found["tiny"]:
        message = (
            f"too small for the rounding, these are off by more than half by hand: {some(found['tiny'], names.name_of)}"
        )
        yield Finding("lost-by-hand", ("rounding",), message, remedy, "note")


def what_is_lost(step: Step) -> str:
    """What rounding on the way has taken from a step's value: its sign, its digits, or those of one that is tiny."""
    decimals = step.derivation.lesson.rounding.decimals
    smallest = fmpq(0) if decimals is None else fmpq(1, 10**decimals)

    def read(numbers: Numbers) -> str:
        exact, hand = entries(step.derivation.read(numbers, step.ref)), entries(step.by_hand_value)
        found = {lost_between(*pair, smallest) for pair in zip(exact, hand, strict=True)}
        return next((kind for kind in ("sign", "digits", "tiny") if kind in found), "")

    return step.derivation.proved(read)


def lost_between(exact: Real, hand: Real, smallest: Real) -> str:
    """What a value by hand has not in common with the exact one."""
    if sign(exact) != sign(hand):
        return "sign"
    if sign(2 * size(hand - exact) - size(exact)) <= 0:
        return ""
    return "tiny" if is_below(exact, smallest) else "digits"


@rule
def loss_rises(derivation: Derivation) -> Iterator[Finding]:
    """An update that makes the loss worse, or leads out of the numbers."""
    if not derivation.lesson.is_trained:
        return
    for epoch in derivation.epochs:
        found = outcome(epoch, SHOWN)
        moment = f" in epoch {epoch.epoch}" if len(derivation.epochs) > 1 else ""
        if found.change > 0:
            message = f"the update makes the loss larger{moment}, by {found.amount}"
            yield Finding("loss-rises", ("learning_rate",), message, "try a smaller learning rate")
            return
        if found.problem:
            message = f"after the update{moment} the network can't be computed any more: {found.problem}"
            yield Finding("loss-rises", ("learning_rate",), message, "try a smaller learning rate")
            return


@rule
def nothing_to_see(derivation: Derivation) -> Iterator[Finding]:
    """Parameters that no update moves: their gradient is zero, or too small for the parameter's decimals."""
    for step in derivation.phase(Phase.TOTAL):
        if step.operation.kind is Kind.TOTAL and is_zero(step):
            exactly = set(step.exact(1).entries) == {"0"}
            how = (
                "is exactly zero" if exactly else "is so close to zero that thousands of digits don't show a difference"
            )
            cause = "an input of zero, or a unit that is off" if exactly else "a unit that is saturated"
            message = f"the gradient of {symbol(step.quantity)} {how}"
            frozen = any(p.frozen for p in derivation.lesson.parameters if p.name == step.quantity)
            remedy = f"look for {cause}" + ("" if frozen else "; or freeze the parameter")
            yield Finding("no-gradient", ("parameters", step.quantity), message, remedy)
    updates = [step for step in derivation.phase(Phase.UPDATE) if step.operation.kind is Kind.UPDATED]
    unmoved = [step for step in updates if is_unmoved(step)]
    for step in unmoved:
        message = f"by hand, the update leaves {symbol(step.quantity)} as it was"
        remedy = "give `rounding` more decimals, or use a larger learning rate"
        level: Level = "warning" if len(unmoved) == len(updates) else "note"
        yield Finding("no-update", ("parameters", step.quantity), message, remedy, level)


def is_zero(step: Step) -> bool:
    """Whether a step's exact value is zero, all of it, or can't be told from it."""
    return step.derivation.proved(
        lambda numbers: all(sign(one) == 0 for one in entries(step.derivation.read(numbers, step.ref)))
    )


def is_unmoved(step: Step) -> bool:
    """Whether a parameter is what it was by hand, and isn't exactly."""
    given = next(p.value for p in step.derivation.lesson.parameters if p.name == step.quantity)
    before = [fmpq(number.value.numerator, number.value.denominator) for number in given.entries]
    if list(entries(step.by_hand_value)) != before:
        return False

    def moves(numbers: Numbers) -> bool:
        now = entries(step.derivation.read(numbers, step.ref))
        return any(sign(new - old) for new, old in zip(now, before, strict=True))

    return step.derivation.proved(moves)
