"""What is said of a step of the way forward: what its function does, what it is made of, what isn't there yet."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.derivation.pinned import pinned
from rnn_tutor.derivation.result import Result
from rnn_tutor.derivation.unroll import Absent, UnrolledNetwork
from rnn_tutor.english import in_the, listed
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import (
    OFFSETS,
    ZERO,
    Apply,
    At,
    Expression,
    Kind,
    Negative,
    Ref,
    Sum,
    children,
    references,
)
from rnn_tutor.equations.without import without
from rnn_tutor.explain.sentence import Sentence
from rnn_tutor.lesson.lesson import Equation
from rnn_tutor.notation.line import name_of, symbol, write


def about_forward(step: Result) -> list[Sentence]:
    """What is to be said about a step of the way forward, in order."""
    found = [*_about_function(step)]
    if absent := step.derivation.unrolled.absent(step.operation):
        found.append(Sentence(lambda: why_absent(step, absent), ("absent", *map(name_of, absent.names))))
    elif others := [ref for ref in step.names if _is_of_another_step(ref, step)]:
        found.append(_about_other_step(others, step))
    elif not found:
        found.append(_about_made(step))
    if idle := _without_use(step):
        found.append(Sentence(lambda: idle))
    return found


def _about_function(step: Result) -> Iterator[Sentence]:
    """What the function does that a whole equation applies."""
    template = step.operation.template
    if isinstance(template, Apply) and (does := FUNCTIONS[template.function].does):
        inner = write(step.pin(template.arguments[0]), step.derivation.unrolled.paper)
        yield Sentence(lambda: f"{does.format(x=inner)}.", ("does", template.function))


def _about_other_step(others: list[Ref], step: Result) -> Sentence:
    """What it means that a quantity reads some of another time step: memory, foresight, or a start that is given."""
    lesson = step.derivation.lesson
    unit = lesson.time_step.lower()
    ahead = [ref for ref in others if isinstance(ref.at, int) and step.time_step and ref.at > step.time_step]
    read = ahead or others
    names, many = listed([symbol(ref.name, ref.at) for ref in read]), len(read) > 1
    if not any(isinstance(ref.at, int) and 1 <= ref.at <= lesson.time_steps for ref in read):
        where = f"after the last {unit}" if ahead else f"before the first {unit}"
        given = f"{names} {'are given: they are the values' if many else 'is given: it is the value'} {where}."
        return Sentence(lambda: given, ("given", names))
    comes = "come" if many else "comes"
    memory = f"{names} {comes} from the {unit} before: this is how the network remembers."
    foresight = f"{names} {comes} from the {unit} after, which was found first: this is how it knows what follows."
    return Sentence(lambda: foresight, ("foresight",)) if ahead else Sentence(lambda: memory, ("memory",))


def _about_made(step: Result) -> Sentence:
    """What a quantity is made of."""
    unit = step.derivation.lesson.time_step.lower()
    starts = {start for _, start in step.derivation.lesson.learned}
    made_of = [symbol(ref.name, ref.at) for ref in step.names if ref.kind is not Kind.PARAMETER or ref.name in starts]
    own = symbol(step.quantity, step.ref.at)
    if not made_of:
        return Sentence(lambda: f"{own} is the same {in_the(unit)} every {unit}.", ("made", step.quantity))
    many = step.derivation.lesson.time_steps > 1
    reads_no_other = many and step.time_step is not None and not _reads_another_step(step)
    here = f"; nothing is read directly from another {unit}" if reads_no_other else ""
    after = f" It is computed once, after the last {unit}." if many and step.time_step is None else ""
    return Sentence(lambda: f"{own} is computed from {listed(made_of)}{here}.{after}", ("made", step.quantity))


def why_absent(step: Result, absent: Absent) -> str:
    """Why an equation is shorter where a state begins, or has zeros in it."""
    unrolled = step.derivation.unrolled
    unit = step.derivation.lesson.time_step.lower()
    missing = []
    for at, edge, compared in ((At.BEFORE, "first", "earlier"), (At.AFTER, "last", "later")):
        if names := [symbol(ref.name) for ref in absent.names if ref.at is at]:
            missing.append(
                f"{in_the(unit).capitalize()} the {edge} {unit} there is no {compared} {listed(names, 'or')}"
            )
    starts = listed([symbol(ref.name, (step.time_step or 0) + OFFSETS[ref.at]) for ref in absent.names])
    one = len(absent.names) == 1
    zero = "0" if one and not unrolled.is_array(absent.names[0]) else "zeros"
    taken = f"{'. '.join(missing)}. {starts} {'is' if one else 'are'} taken as {zero}"
    if not absent.as_zeros:
        return f"{taken}, {_terms_left_out(step, absent.names)}"
    rest = "; terms that are zero altogether are left out" if absent.has_terms_left_out else ""
    return f"{taken}{rest}."


def _terms_left_out(step: Result, names: tuple[Ref, ...]) -> str:
    """Which terms that are 0 an equation is written without, and what they are at the next time step."""
    unrolled, time = step.derivation.unrolled, step.time_step or 1
    terms = list(_terms_of_nothing(unrolled.equation(step.quantity).expression, names, unrolled))
    if not terms:
        return f"so {'its term is' if len(names) == 1 else 'their terms are'} left out."
    several = len(terms) > 1
    zeros = listed([write(pinned(term, time, unrolled.last), unrolled.paper) for term in terms])
    said = (
        f"so the term{'s' * several} {zeros} {'are' if several else 'is'} 0 and {'are' if several else 'is'} left out."
    )
    other = time - OFFSETS[names[0].at]
    if len({ref.at for ref in names}) > 1 or not 1 <= other <= unrolled.last:
        return said
    unit = step.derivation.lesson.time_step.lower()
    there = listed([write(pinned(term, other, unrolled.last), unrolled.paper) for term in terms])
    return f"{said} {in_the(unit).capitalize()} {unit} {other} {'they are' if several else 'it is'} {there}."


def _terms_of_nothing(
    expression: Expression, names: tuple[Ref, ...], unrolled: UnrolledNetwork
) -> Iterator[Expression]:
    """The terms of sums of which nothing is left where some names are 0."""
    for part in children(expression):
        if isinstance(expression, Sum) and without(part, names, unrolled.shape) == ZERO:
            yield part.operand if isinstance(part, Negative) else part
        else:
            yield from _terms_of_nothing(part, names, unrolled)


def _without_use(step: Result) -> str:
    """A sentence about a quantity that reaches nothing, as an LSTM's forget gate does at first; else nothing."""
    derivation = step.derivation
    if derivation.lesson.training.truncate is not None or derivation.lesson.network.loss is None:
        return ""  # what has no gradient may have been cut off, or there are none
    if derivation.operation_for(Ref(Kind.GRADIENT, step.quantity, step.ref.at)):
        return ""
    own = symbol(step.quantity, step.ref.at)
    if users := _users(step):
        return f"{own} is used for {listed(users)} only, which has no effect on the loss."
    unrolled, here = derivation.unrolled, Ref(Kind.QUANTITY, step.quantity, At.HERE)
    for equation in unrolled.network.each_step:
        if here in references(equation.expression):
            zeros = [ref for ref in references(equation.expression) if ref in unrolled.zeros]
            absent = listed([symbol(ref.name) for ref in zeros])
            if zeros and all(ref.at is At.AFTER for ref in zeros):
                return f"{own} would act on the next {absent}. There is none, so {own} has no effect."
            return f"{own} would act on the previous {absent}. There is none yet, so {own} has no effect."
    return f"Nothing later uses {own}, so it has no effect on the loss."


def _users(step: Result) -> list[str]:
    """The quantities whose equations read a step's result: of its time step, of the next, and after the last."""
    unrolled, time = step.derivation.unrolled, step.time_step
    network = unrolled.network
    found: list[str] = []

    def look(equations: tuple[Equation, ...], seen_as: At | int, at: int | None) -> None:
        ref = Ref(Kind.QUANTITY, step.quantity, seen_as)
        users = [equation.name for equation in equations if ref in references(unrolled.template(equation, at))]
        found.extend(symbol(name, At.UNTIMED if at is None else at) for name in users)

    if time is None:
        look(network.output, At.UNTIMED, None)
        return found
    look(unrolled.at(time), At.HERE, time)
    own = unrolled.equation(step.quantity)
    for at, other in ((At.BEFORE, time + 1), (At.AFTER, time - 1)):
        if 1 <= other <= unrolled.last_of(own):
            look(unrolled.at(other), at, other)
    if time == unrolled.ends_at(own):
        look(network.output, unrolled.seen_at_end(own), None)
    return found


def _is_of_another_step(ref: Ref, step: Result) -> bool:
    return (
        ref.kind is Kind.QUANTITY
        and isinstance(ref.at, int)
        and step.time_step is not None
        and ref.at != step.time_step
    )


def _reads_another_step(step: Result) -> bool:
    """Whether its equation does, at other time steps; where a state begins, its start stands in place of it."""
    network = step.derivation.lesson.network
    read = (ref for one in network.each_step if one.name == step.quantity for ref in references(one.expression))
    return any(OFFSETS.get(ref.at, 0) for ref in read)
