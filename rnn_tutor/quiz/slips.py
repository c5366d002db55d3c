"""The library of mistakes: each rule changes the step's own derivation the way people do, and says so in words.

After BUGGY (Brown and Burton, "Diagnostic models for procedural bugs in basic mathematical skills", 1978): wrong
answers are not written by a teacher, but derived. A rule yields *slips*: what the learner may have computed, as an
expression over the same numbers. To teach the quiz a new mistake, write one rule and add it to `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.unroll import LOSS
from rnn_tutor.equations.algebra import add, multiply, negate, replace
from rnn_tutor.equations.elements import element
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Kind,
    Number,
    Power,
    Product,
    Ref,
    Sum,
    references,
)
from rnn_tutor.equations.writing import PAPER, name_of, write
from rnn_tutor.numbers.digits import by_hand
from rnn_tutor.numbers.evaluate import Numbers, single
from rnn_tutor.numbers.real import fraction
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.quiz.answer import Answer
from rnn_tutor.quiz.interval import key_for
from rnn_tutor.quiz.mutation import exchanged, exchanged_all, forgotten, nodes, with_run_replaced
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.slopes import wrong_slopes

MOST_FACTORS = 8  # beyond, a product is no formula that one writes down and forgets a part of

Earlier: TypeAlias = Mapping[tuple[Ref, int, int], Answer]
"""The learner's own wrong answers to earlier questions, by what was asked."""


@dataclass(frozen=True)
class Slip:
    """What a learner may have computed instead; `words` explains, after "that is what comes out …"."""

    mistake: str
    expression: Expression
    words: str


@dataclass(frozen=True)
class Setting:
    """What a rule may look at."""

    question: Question
    earlier: Earlier

    @property
    def expression(self) -> Expression:
        """The right expression."""
        return self.question.expression

    @property
    def phase(self) -> Phase:
        """The phase of the step asked for."""
        return self.question.step.phase

    @property
    def numbers(self) -> Numbers:
        """The numbers by hand."""
        return self.question.derivation.by_hand

    def known(self, ref: Ref) -> bool:
        """Whether there is such a number."""
        return key_for(ref) in self.numbers


Rule: TypeAlias = Callable[[Setting], Iterator[Slip]]


def sign(setting: Setting) -> Iterator[Slip]:
    """The sign turned."""
    words = "the size is right and the sign is turned round"
    if setting.question.step.operation.kind is Kind.GRADIENT and LOSS in _consumers(setting):
        words += ": the loss holds target minus prediction, and that minus comes along when you differentiate"
    yield Slip("sign", negate(setting.expression), words)


def missing_factor(setting: Setting) -> Iterator[Slip]:
    """A factor of a product, or the square of a power, left out."""
    for place, node in nodes(setting.expression):
        match node:
            case Product(factors) if len(factors) <= MOST_FACTORS:
                for index, factor in enumerate(factors):
                    unit, named = forgotten(factor)
                    short = multiply(*factors[:index], unit, *factors[index + 1 :])
                    yield Slip("missing-factor", place(short), f"the factor {named} is missing")
            case Power(base, Number(value)) if value == 2:
                yield Slip("missing-factor", place(base), f"{write(base, PAPER)} was to be squared")
            case _:
                pass


def missing_term(setting: Setting) -> Iterator[Slip]:
    """A term of a sum left out, on the way forward."""
    if setting.phase not in (Phase.FORWARD, Phase.LOSS) or not isinstance(setting.expression, Sum):
        return
    terms = setting.expression.terms
    for index, term in enumerate(terms):
        rest = terms[:index] + terms[index + 1 :]
        yield Slip("missing-term", add(*rest), f"the term {write(term, PAPER)} is missing")


def activation_derivative(setting: Setting) -> Iterator[Slip]:
    """The slope of an activation taken for something it isn't."""
    operation = setting.question.step.operation
    if setting.phase is not Phase.BACKWARD:
        return
    for right, wrong, words in wrong_slopes(setting.question.step):
        for place, node in nodes(setting.expression):
            if node == right:
                yield Slip("activation-derivative", place(wrong), words)
            elif isinstance(node, Product) and isinstance(right, Product) and not operation.shape:
                factors = with_run_replaced(node.factors, right.factors, wrong)
                if factors is not None:
                    yield Slip("activation-derivative", place(multiply(*factors)), words)


def wrong_time_step(setting: Setting) -> Iterator[Slip]:
    """A number of another time step in place of the right one."""
    unit = setting.question.derivation.lesson.time_step.lower()
    for ref in references(setting.expression):
        if not isinstance(ref.at, int) or ref.kind is Kind.SHARE:
            continue
        for step in (ref.at - 1, ref.at + 1):
            other = Ref(ref.kind, ref.name, step, ref.via)
            if setting.known(other) and other != setting.question.step.ref:
                words = f"{name_of(other)} was taken where {name_of(ref)}, of {unit} {ref.at}, belongs"
                yield Slip("wrong-time-step", exchanged(setting.expression, ref, other), words)


def wrong_operand(setting: Setting) -> Iterator[Slip]:
    """Another weight for a weight, another quantity of the same time step for a quantity."""
    unrolled = setting.question.derivation.unrolled
    if setting.phase in (Phase.TOTAL, Phase.UPDATE):
        return
    names = [p.name for p in setting.question.derivation.lesson.parameters]
    equations = (*unrolled.network.each_step, *unrolled.network.output)
    pools = {
        Kind.PARAMETER: names,
        Kind.QUANTITY: [equation.name for equation in equations],
        Kind.GRADIENT: [equation.name for equation in equations],
    }
    for ref in references(setting.expression):
        for name in pools.get(ref.kind, []):
            other = Ref(ref.kind, name, ref.at)
            fits = unrolled.shape(other) == unrolled.shape(ref)
            if name != ref.name and fits and setting.known(other) and other != setting.question.step.ref:
                words = f"{name_of(other)} was taken where {name_of(ref)} belongs"
                yield Slip("wrong-operand", exchanged(setting.expression, ref, other), words)


def missing_path(setting: Setting) -> Iterator[Slip]:
    """One of several consumers left out: the gradient lost on one of the ways to the loss."""
    step, question = setting.question.step, setting.question
    paths = step.operation.paths
    if len(paths) < 2:
        return
    unrolled = question.derivation.unrolled
    for left_out in paths:
        kept = add(*(path.expression for path in paths if path is not left_out))
        short = element(step.pin(kept), question.row, question.column, unrolled.shape)
        consumer = unrolled.consumer(step.time_step, left_out)
        goal = "the loss" if consumer.name == LOSS else name_of(consumer)
        name = name_of(Ref(Kind.QUANTITY, step.quantity, step.ref.at))
        words = f"{name} also acts through {goal}, and that way is missing"
        yield Slip("missing-path", short, words)


def share_not_total(setting: Setting) -> Iterator[Slip]:
    """One share in place of the sum: = where += was meant."""
    if setting.phase is not Phase.TOTAL or not isinstance(setting.expression, Sum):
        return
    unit = setting.question.derivation.lesson.time_step.lower()
    for term in setting.expression.terms:
        (share, *_) = references(term)
        of_step = f" of {unit} {share.at}" if isinstance(share.at, int) else ""
        words = f"it is the share{of_step} alone, and the shares of all {unit}s are to be added"
        yield Slip("share-not-total", term, words)


def total_not_share(setting: Setting) -> Iterator[Slip]:
    """The whole gradient in place of one time step's share."""
    operation = setting.question.step.operation
    total = Ref(Kind.TOTAL, operation.name)
    if operation.kind is Kind.SHARE and setting.known(total):
        unit = setting.question.derivation.lesson.time_step.lower()
        words = f"it is the sum over all {unit}s, and one share is asked for"
        yield Slip("total-not-share", _element(setting, total), words)


def learning_rate_early(setting: Setting) -> Iterator[Slip]:
    """The learning rate put in before the update."""
    if setting.phase in (Phase.BACKWARD, Phase.TOTAL):
        rate = Ref(Kind.RATE, "learning_rate")
        words = "the learning rate is in it already; it belongs in the update only"
        yield Slip("learning-rate-early", multiply(rate, setting.expression), words)
        yield Slip("learning-rate-early", negate(multiply(rate, setting.expression)), words)


def updated_not_gradient(setting: Setting) -> Iterator[Slip]:
    """The new weight in place of its gradient."""
    operation = setting.question.step.operation
    new = Ref(Kind.UPDATED, operation.name)
    if operation.kind in (Kind.SHARE, Kind.TOTAL) and setting.known(new):
        name = name_of(Ref(Kind.PARAMETER, operation.name))
        words = f"it is the new {name}, after the update; its gradient is asked for"
        yield Slip("updated-not-gradient", _element(setting, new), words)


def wrong_direction(setting: Setting) -> Iterator[Slip]:
    """An update that goes up the slope."""
    if setting.phase is Phase.UPDATE and isinstance(setting.expression, Sum):
        first, *rest = setting.expression.terms
        words = "the step goes up the slope, and the loss with it: the update subtracts"
        yield Slip("wrong-direction", add(first, *(negate(term) for term in rest)), words)


def decimal_shift(setting: Setting) -> Iterator[Slip]:
    """The digits are right and the point is elsewhere."""
    for power in (-3, -2, -1, 1, 2, 3):
        places = f"{abs(power)} place{'s' if abs(power) > 1 else ''}"
        way = "right" if power > 0 else "left"
        words = f"the digits are right, but the decimal point stands {places} too far to the {way}"
        factor = Number(Fraction(10) ** power)
        yield Slip("decimal-shift", multiply(factor, setting.expression), words)


def rounded_too_early(setting: Setting) -> Iterator[Slip]:
    """Operands rounded further than the screen shows them."""
    refs = [ref for ref in references(setting.expression) if not setting.question.derivation.unrolled.shape(ref)]
    for digits in (2, 1):
        rounded = {ref: _to_significant(setting, ref, digits) for ref in refs}
        coarse = exchanged_all(setting.expression, rounded)
        kept = "2 digits" if digits == 2 else "1 digit"
        words = f"the numbers were rounded to {kept} on the way; keep all that are shown"
        yield Slip("rounded-too-early", coarse, words)


def earlier_slip(setting: Setting) -> Iterator[Slip]:
    """Right, given the learner's own earlier wrong answer."""

    def own(part: Expression) -> Expression | None:
        match part:
            case Ref() if (part, 1, 1) in setting.earlier:
                return Number(setting.earlier[part, 1, 1].value)
            case Element(Ref() as ref, row, column) if (ref, row, column) in setting.earlier:
                return Number(setting.earlier[ref, row, column].value)
            case _:
                return None

    changed = replace(setting.expression, own)
    if changed != setting.expression:
        words = "it follows from your own earlier answer: this step is right, and the slip is further up"
        yield Slip("earlier-slip", changed, words)


def transposed(setting: Setting) -> Iterator[Slip]:
    """A matrix read with its rows and columns exchanged."""
    unrolled = setting.question.derivation.unrolled
    for ref in references(setting.expression):
        rows, columns = unrolled.shape(ref) or (1, 1)
        if 1 in (rows, columns) or rows != columns:
            continue

        def flipped(part: Expression, ref: Ref = ref) -> Expression | None:
            if isinstance(part, Element) and part.operand == ref:
                return Element(ref, part.column, part.row)
            return None

        words = f"{name_of(ref)} was read with its rows and columns exchanged"
        yield Slip("transposed", replace(setting.expression, flipped), words)


def wrong_element(setting: Setting) -> Iterator[Slip]:
    """Another element of the same vector or matrix."""
    rows, columns = setting.question.step.operation.shape or (1, 1)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            if (row, column) != (setting.question.row, setting.question.column):
                place = f"[{row}]" if columns == 1 else f"[{row},{column}]"
                other = setting.question.step.elements.at(row - 1, column - 1)
                yield Slip("wrong-element", other, f"it is the element {place}, and another one is asked for")


RULES: tuple[Rule, ...] = (
    earlier_slip,
    sign,
    activation_derivative,
    wrong_direction,
    share_not_total,
    total_not_share,
    missing_path,
    missing_factor,
    missing_term,
    wrong_time_step,
    wrong_operand,
    transposed,
    wrong_element,
    learning_rate_early,
    updated_not_gradient,
    decimal_shift,
    rounded_too_early,
)
"""Every rule, the more telling before the more general: of two that compute the same, the first is named."""


def slips(setting: Setting) -> Iterator[Slip]:
    """All that the rules derive for a question, what is the same expression once."""
    seen = {setting.expression}
    for rule in RULES:
        for slip in rule(setting):
            if slip.expression not in seen:
                seen.add(slip.expression)
                yield slip


def _consumers(setting: Setting) -> list[str]:
    return [path.consumer for path in setting.question.step.operation.paths]


def _element(setting: Setting, ref: Ref) -> Expression:
    if not setting.question.derivation.unrolled.shape(ref):
        return ref
    return Element(ref, setting.question.row, setting.question.column)


def _to_significant(setting: Setting, ref: Ref, digits: int) -> Expression:
    value = setting.numbers[key_for(ref)]
    return Number(fraction(by_hand(Rounding(None, digits), single(value))))
