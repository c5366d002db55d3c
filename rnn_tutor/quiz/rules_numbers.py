"""Mistakes in the numbers: the decimal point, rounding on the way, and what follows from an earlier answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from rnn_tutor.derivation.lines import with_numbers
from rnn_tutor.derivation.step import GIVEN
from rnn_tutor.equations.algebra import multiply, replace
from rnn_tutor.equations.tree import (
    Element,
    Expression,
    Number,
    Product,
    Ref,
    Sum,
    children,
    rebuild,
    references,
)
from rnn_tutor.numbers.real import DomainError
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.quiz.mutation import nodes
from rnn_tutor.quiz.reals import round_by, value_of
from rnn_tutor.quiz.rules_formula import is_short
from rnn_tutor.quiz.setting import Setting, Slip


def earlier_slip(setting: Setting) -> Iterator[Slip]:
    """Right, given the learner's own earlier wrong answer."""
    used = set(references(setting.expression))
    if any(ref in used for ref, _, _ in setting.earlier):
        words = "it follows from your own earlier answer: this step is right, and the slip is further up"
        yield Slip("earlier-slip", setting.expression, words, own=True)


def decimal_shift(setting: Setting) -> Iterator[Slip]:
    """The digits are right and the point is elsewhere."""
    for power in (-1, 1, -2, 2, -3, 3):
        factor = Number(Fraction(10) ** power)
        yield Slip("decimal-shift", multiply(factor, setting.expression), shifted_in_words(power))


def shifted_in_words(power: int) -> str:
    """That a number is the right one times this power of ten."""
    places = f"{abs(power)} place{'s' if abs(power) > 1 else ''}"
    way = "right" if power > 0 else "left"
    return f"the digits are right, and the decimal point stands {places} too far to the {way}"


def rounded_too_early(setting: Setting) -> Iterator[Slip]:
    """Operands, or what comes out on the way, rounded further than the screen shows."""
    if not is_short(setting.expression) or setting.question.whole:
        return
    for rule in coarser(setting.question.derivation.lesson.rounding):
        kept = rule.describe().replace("1 decimals", "1 decimal").replace("1 significant figures", "1 digit")
        kept = kept.replace("significant figures", "digits")
        words = f"the numbers were rounded to {kept} on the way; keep all that are shown"
        for coarse in _coarse(setting, rule):
            yield Slip("rounded-too-early", coarse, words)


def coarser(rule: Rounding) -> Iterator[Rounding]:
    """Rules that keep less, down to a single digit."""
    yield from (Rounding(None, figures) for figures in (2, 1))
    if rule.decimals is not None:
        yield from (Rounding(decimals) for decimals in range(rule.decimals - 1, 0, -1))


def _coarse(setting: Setting, rule: Rounding) -> Iterator[Expression]:
    """The expression with rounded operands; with each operation's result rounded; with one part alone rounded."""
    rounded = partial(round_by, rule)
    yield replace(setting.expression, lambda part: _coarse_operand(setting, part, rounded))
    numeric = with_numbers(setting.expression, setting.question.step.shown_number)
    try:
        yield _worked_through(numeric, rounded, whole=True)
        for place, node in nodes(numeric):
            if node is not numeric and children(node):
                yield place(Number(rounded(value_of(node, {}))))
        if isinstance(numeric, Product):
            for start in range(len(numeric.factors) - 1):
                run = Number(rounded(value_of(Product(numeric.factors[start : start + 2]), {})))
                yield multiply(*numeric.factors[:start], run, *numeric.factors[start + 2 :])
    except DomainError:
        return


def _coarse_operand(setting: Setting, part: Expression, rounded: Callable[[Fraction], Fraction]) -> Expression | None:
    ref = part.operand if isinstance(part, Element) else part
    if not isinstance(ref, Ref):
        return None
    if ref.kind in GIVEN:
        return part
    return Number(rounded(setting.question.step.shown_number(part).value))


def _worked_through(
    expression: Expression, rounded: Callable[[Fraction], Fraction], *, whole: bool = False
) -> Expression:
    """The value of an expression when what each operation gives is rounded, the last one apart."""
    parts = tuple(_worked_through(part, rounded) for part in children(expression))
    if not parts:
        return expression
    if isinstance(expression, Product | Sum):
        first, *rest = parts
        for number, part in enumerate(rest, start=1):
            pair = rebuild(expression, (first, part))
            value = value_of(pair, {})
            first = Number(value if whole and number == len(rest) else rounded(value))
        return first
    value = value_of(rebuild(expression, parts), {})
    return Number(value if whole else rounded(value))
