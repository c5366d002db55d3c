"""Which single mistake explains a wrong answer: every slip is computed, and compared with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from enum import IntEnum
from fractions import Fraction
from itertools import product

from rnn_tutor.english import minus
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.shapes import ShapeError, shape_of
from rnn_tutor.equations.tree import At, Expression, Kind, Number, Ref
from rnn_tutor.mistakes.catalogue import RULES, slips
from rnn_tutor.mistakes.mutation import operands
from rnn_tutor.mistakes.reals import half_unit, round_by, value_of
from rnn_tutor.mistakes.roundings import OF_SIZE
from rnn_tutor.mistakes.rule import Slip
from rnn_tutor.notation.line import symbol
from rnn_tutor.numbers.real import DomainError, Undecided
from rnn_tutor.quiz.answer import Answer, typed_numbers
from rnn_tutor.quiz.distance import point_shifted
from rnn_tutor.quiz.interval import Earlier, Interval, answer_interval, numbers_shown
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.typed_formula import same_arrays, same_formula

OF = {Kind.GRADIENT: Kind.QUANTITY, Kind.SHARE: Kind.PARAMETER, Kind.TOTAL: Kind.PARAMETER}
"""What a gradient is of."""
MOST_NAMED = 2  # explanations are worth reading as long as one can weigh them against each other
COMPARABLE = Fraction(1, 8)  # of the best explanation's weight, from which another one is offered beside it
ABOUT_AS_LIKELY = Fraction(1, 2)  # of the learning rate's weight, from which a slip in the step itself is told alone
MOST_TYPED = 12  # numbers in an answer in which one is looked for that is off
EQUAL = Fraction(1, 10**12)
ABOUT = Fraction(1, 20)
FAR = 4
CHANCE = Fraction(1, 8)  # the share of wrong answers that come from nothing a rule knows
DECADES = Fraction(
    46, 10
)  # ln 100: such an answer lies within a factor of 10 of the right one, about evenly in its logarithm
COARSER = Fraction(1, 4)  # how readily somebody drops digits that the screen's numbers have
VAGUE = Fraction(1, 2)  # how well a slip explains a number that it only may have come to
WORKED = Fraction(1, 1000)  # of its size: how near a number that was worked out has to be to tell something


@dataclass(frozen=True)
class NamedMistake:
    """A named mistake, and what it looks like here, in a clause."""

    name: str
    words: str


class Fit(IntEnum):
    """How well a slip explains an answer, the best first."""

    SAME = 1  # the formula typed is the slip's own, or comes to exactly its number
    HIT = 2  # it rounds to the answer, from the screen's numbers or from the exact ones
    WITHIN = 3  # it can reach the answer, when the rounded operands vary


@dataclass(frozen=True)
class Explanation:
    """A slip that may have led to an answer; `number` is what it comes to with the numbers on the screen.

    `weight` is how likely it is that somebody made this slip and came to this answer.
    """

    slip: Slip
    fit: Fit
    number: Fraction
    weight: Fraction


def mistakes_behind(question: Question, answer: Answer, earlier: Earlier) -> tuple[NamedMistake, ...]:
    """The mistakes that explain a wrong answer, two at most; none where nothing does, or where it may be chance."""
    found = explanations(question, answer, earlier)
    certain = [explanation for explanation in found if explanation.fit is Fit.SAME]
    if not certain and (mistyped := mistyped_number(question, answer)):
        return (mistyped,)
    likely = named(certain or [one for one in found if one.weight > by_chance(answer)])
    moved = point_shifted(question, answer.value) if answer.is_number and question.digits_needed > 1 else ""
    return likely or read_off(question, answer) or (NamedMistake("decimal-shift", moved),) * bool(moved)


def read_off(question: Question, answer: Answer) -> tuple[NamedMistake, ...]:
    """That a number is the one whose gradient is asked for, as it stands in the table, with or without its sign."""
    ref = question.step.ref
    if ref.kind not in OF or not answer.is_number or question.step.operation.shape:
        return ()
    own = question.step.shown_number(Ref(OF[ref.kind], ref.name, ref.at if ref.kind is Kind.GRADIENT else At.UNTIMED))
    if not own.value or abs(own.value) != abs(answer.value):
        return ()
    name = symbol(ref.name, ref.at) if ref.kind is Kind.GRADIENT else symbol(ref.name)
    turned = ", with its sign turned" if own.value != answer.value else ""
    return (NamedMistake("wrong-operand", f"this is {name} itself{turned}; its gradient is asked for"),)


def by_chance(answer: Answer) -> Fraction:
    """How likely it is that somebody who made no mistake of the library comes to an answer."""
    return CHANCE * width(answer) / DECADES


def width(answer: Answer) -> Fraction:
    """How much there is, relative to an answer, that rounds to it."""
    if not answer.value:
        return Fraction(0)
    return max(2 * answer.half_unit / abs(answer.value), WORKED)


def mistakes_in_formula(question: Question, formula: Expression) -> tuple[NamedMistake, ...]:
    """The mistakes that lead to a wrong formula between vectors; none where no slip is the same formula."""
    found = [
        Explanation(slip, Fit.SAME, Fraction(0), Fraction(RULES[slip.mistake].weight))
        for slip in slips(question.task())
        if _fits(question, slip.expression) and same_arrays(question, formula, slip.expression)
    ]
    return named(found)


def _fits(question: Question, expression: Expression) -> bool:
    """Whether an expression has the shape of what is asked for."""
    try:
        return shape_of(expression, question.derivation.unrolled.shape) == question.step.operation.shape
    except ShapeError:
        return False


def explanations(question: Question, answer: Answer, earlier: Earlier) -> list[Explanation]:
    """The slips that fit an answer, the best fit first, and of equal ones the more likely."""
    own = numbers_shown(question.derivation, earlier)
    derived = list(slips(question.task(earlier)))
    is_alone = not question.step.operation.shape
    if not answer.value and answer.is_number and is_alone and any(slip.mistake == "no-gradient" for slip in derived):
        derived = [slip for slip in derived if slip.mistake == "no-gradient"]  # who says 0 computes nothing
    shares: Counter[str] = Counter()
    for slip in derived:
        shares[slip.mistake] += slip.share
    found: list[Explanation] = []
    for slip in derived:
        if answer.has_names and (RULES[slip.mistake].numeric or isinstance(slip.expression, Number)):
            continue  # a number is no formula
        interval = answer_interval(slip.expression, own if slip.own else question.screen)
        if interval is None or (not answer.has_names and question.accepts(interval.middle)):
            continue
        fit = fit_of(question, answer, slip, interval)
        if fit is not None and (told := as_far_as_known(question, answer, slip, interval.middle)) is not None:
            prior = RULES[slip.mistake].weight * Fraction(slip.share, shares[slip.mistake]) / ALL_WEIGHTS
            weight = prior * likelihood(fit, answer, interval)
            if not RULES[slip.mistake].numeric:
                weight *= as_written_down(question, answer, interval)
            found.append(Explanation(told, fit, interval.middle, weight))
    return sorted(found, key=lambda explanation: (explanation.fit is not Fit.SAME, -explanation.weight))


def as_far_as_known(question: Question, answer: Answer, slip: Slip, number: Fraction) -> Slip | None:
    """A slip as far as an answer tells of it: with too few digits, where by hand it is that number, or of the sign."""
    if not answer.is_number or (answer.digits or 0) >= question.digits_needed:
        return slip
    if slip.mistake == "sign" and question.accepts(-answer.value, answer.half_unit):
        return replace_fields(slip, words="the sign is wrong")
    is_that_number = slip.own or round_by(question.screen.rule, number) == answer.value
    return slip if is_that_number else None


ALL_WEIGHTS = Fraction(sum(rule.weight for rule in RULES.values()))


def likelihood(fit: Fit, answer: Answer, interval: Interval) -> Fraction:
    """How likely a slip leads to just this answer."""
    if fit is not Fit.WITHIN or interval.high == interval.low:
        return Fraction(1)
    return VAGUE * min(Fraction(1), width(answer) * abs(answer.value) / (interval.high - interval.low))


def as_written_down(question: Question, answer: Answer, interval: Interval) -> Fraction:
    """How readily a slip's number is written with as few digits as were typed: by hand one keeps those of the rule."""
    rule = question.screen.rule
    has_enough = (answer.digits or 0) >= question.digits_needed
    is_coarser = answer.is_number and has_enough and answer.half_unit > half_unit(rule, interval.middle)
    return COARSER if is_coarser and round_by(rule, interval.middle) != answer.value else Fraction(1)


def fit_of(question: Question, answer: Answer, slip: Slip, interval: Interval) -> Fit | None:
    """How well a slip explains an answer; None where it doesn't."""
    if isinstance(slip.expression, Number) and slip.expression.text:
        return Fit.HIT if answer.is_number and answer.value == interval.middle else None  # as it was written down
    if answer.has_names and not slip.own:
        return _fit_of_formula(question, answer, slip, interval)
    if not interval.holds(answer.value, answer.half_unit):
        if not abs(interval.middle) / FAR < abs(answer.value) < abs(interval.middle) * FAR:
            return None  # by hand, no slip is that far from its exact number
        exact = exact_value(question, slip.expression)
        near = exact is not None and abs(answer.value - exact) <= answer.half_unit + abs(exact) * EQUAL
        return Fit.HIT if near and exact and not slip.own else None
    off = abs(answer.value - interval.middle)
    if not answer.is_number and off <= EQUAL * abs(interval.middle):
        return Fit.SAME
    if off <= answer.half_unit:
        return Fit.HIT
    exact = None if slip.own else exact_value(question, slip.expression)
    return Fit.HIT if exact is not None and abs(answer.value - exact) <= answer.half_unit else Fit.WITHIN


def _fit_of_formula(question: Question, answer: Answer, slip: Slip, interval: Interval) -> Fit | None:
    """Whether a typed formula is a slip's own, be it in another form; what it comes to may be chance."""
    if abs(answer.value - interval.middle) > ABOUT * abs(interval.middle):
        return None  # by hand, two forms of one formula differ by what is rounded
    return Fit.SAME if same_formula(question, answer.expression, slip.expression) else None


def exact_value(question: Question, expression: Expression) -> Fraction | None:
    """What a slip comes to with exact numbers; None where it has no value."""
    try:
        return question.derivation.proved(lambda numbers: value_of(expression, numbers))
    except (DomainError, Undecided):
        return None


def named(found: list[Explanation]) -> tuple[NamedMistake, ...]:
    """The mistakes to offer: the likeliest kind, and another one beside it if that is nearly as likely."""
    found = in_sight(found)
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    for one in found:
        weights[one.slip.mistake] += one.weight
    if not weights:
        return ()
    kinds = sorted(weights, key=lambda kind: -weights[kind])
    kinds = [kind for kind in kinds if weights[kind] >= COMPARABLE * weights[kinds[0]]][:MOST_NAMED]
    if len(kinds) == 1:
        best = [one for one in found if one.slip.mistake == kinds[0]]
        words = list(dict.fromkeys(one.slip.words for one in best if one.weight >= COMPARABLE * best[0].weight))
        count = 1 if best[0].fit is Fit.SAME else MOST_NAMED  # the same formula by different ways is one slip
        return tuple(NamedMistake(kinds[0], clause) for clause in words[:count])
    firsts = [next(one for one in found if one.slip.mistake == kind) for kind in kinds]
    if set(kinds) == {"sign", "missing-factor"} and firsts[0].number == firsts[1].number:
        return (sign_of_a_factor(*sorted((one.slip for one in firsts), key=lambda slip: slip.mistake != "sign")),)
    return tuple(NamedMistake(one.slip.mistake, one.slip.words) for one in firsts)


def sign_of_a_factor(sign: Slip, factor: Slip) -> NamedMistake:
    """The one mistake that both are where the factor left out is −1."""
    return NamedMistake(sign.mistake, f"{sign.words}. {factor.words[:1].upper()}{factor.words[1:]}, which is −1")


def worth_telling(mistakes: Sequence[NamedMistake]) -> tuple[NamedMistake, ...]:
    """The mistakes without a mere half or double of the right number, where another one says where that comes from."""
    telling = tuple(one for one in mistakes if one.words not in OF_SIZE)
    return telling or tuple(mistakes)


def in_sight(found: list[Explanation]) -> list[Explanation]:
    """The slips without the learning rate, where something likely in the step itself comes to the same number.

    Before the update the learning rate stands in no formula, and not in the table either.
    """
    of_rate = [one for one in found if one.slip.mistake == "learning-rate-early"]
    rest = [one for one in found if one not in of_rate]
    likely = (one.weight for one in rest if not RULES[one.slip.mistake].numeric and one.fit is not Fit.WITHIN)
    gives_way = of_rate and max(likely, default=Fraction(0)) >= ABOUT_AS_LIKELY * of_rate[0].weight
    return rest if gives_way else found


def mistyped_number(question: Question, answer: Answer) -> NamedMistake | None:
    """A right formula with one typed number off."""
    if answer.is_number:
        return None
    typed = typed_numbers(answer.expression)
    for wrong, meant in product(typed if len(typed) <= MOST_TYPED else [], intended_numbers(question)):
        is_count = wrong.value.denominator == 1 and meant.value.denominator != 1  # nobody takes a 1 for 0.531
        if meant.value != wrong.value and not is_count and is_mended(question, answer, wrong, meant):
            shown = minus(number_text(meant))
            words = f"the formula is right, but one number in it is wrong: {wrong.text} for {shown}"
            return NamedMistake("arithmetic", words)
    return None


def intended_numbers(question: Question) -> list[Number]:
    """What may have been meant by a typed number: an operand with or without its sign, or a number of the formula."""
    found: list[Number] = []
    for part in operands(question.expression):
        number = part if isinstance(part, Number) else question.step.shown_number(part)
        found += [number, Number(abs(number.value), number.text and number.text.lstrip("-"))]
    return list(dict.fromkeys(found))


def is_mended(question: Question, answer: Answer, typed: Number, meant: Number) -> bool:
    """Whether a formula is right once one number in it is replaced."""
    mended = replace(answer.expression, lambda part: meant if part is typed else None)
    interval = answer_interval(mended, question.screen)
    if interval is None or not question.accepts(interval.middle):
        return False
    return not answer.has_names or same_formula(question, mended)
