"""What is said about updates: optimizers, clipping, and what truncation leaves out."""

from __future__ import annotations

from fractions import Fraction

from rnn_tutor.derivation.operation import Operation
from rnn_tutor.derivation.result import Result, result_for
from rnn_tutor.derivation.update import NORM, rule_behind
from rnn_tutor.english import minus
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.numerals import number_text
from rnn_tutor.equations.optimizers import DECAY, OPTIMIZERS
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.notation.line import state_name, symbol
from rnn_tutor.numbers.digits import significant, with_reach
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import real, sign

DIGITS = 6  # of a total, beside what it would be without the cut
ENOUGH = 30  # digits from which two totals are told apart


def title_of_update(operation: Operation) -> str:
    """What a step of the update finds."""
    match operation.kind:
        case Kind.UPDATED:
            return f"The new {symbol(operation.name)}"
        case Kind.NORM:
            return "The length of the gradient vector"
        case Kind.CLIPPED:
            return f"The gradient of {symbol(operation.name)}, clipped"
        case _:
            return f"{state_name(operation.name)} of {symbol(operation.via)}"


def why_update(step: Result) -> str:
    """Why a parameter moves as it does."""
    lesson, kind, name = step.derivation.lesson, step.operation.kind, symbol(step.quantity)
    if kind is Kind.NORM:
        return "Treat all the gradients as one vector. This is its length: the root of the sum of squares."
    if kind is Kind.CLIPPED:
        return _why_shortened(step) if lesson.training.clip_norm else _why_cut_back(step)
    if (reason := rule_behind(step.operation, lesson).why) or kind is Kind.STATE:
        return f"{OPTIMIZERS[lesson.training.optimizer].title}: {reason}."
    if any(setting == DECAY for setting, _ in lesson.training.settings):
        return f"{name} takes a step against d, its gradient with the weight decay in it."
    return _why_plain(step, name)


def _why_plain(step: Result, name: str) -> str:
    """Gradient descent: which way, and why."""
    is_whole = step.derivation.lesson.training.truncate is None
    slope = step.derivation.proved_sign(Ref(Kind.TOTAL, step.quantity))
    if slope is None:
        return f"Each number of {name} takes a step against its gradient{': downhill on the loss' * is_whole}."
    if slope == 0 and _is_only_near_zero(step):
        return f"The gradient of {name} is so near to zero that thousands of digits can't tell it from that: it stays."
    if slope == 0:
        means = f": the loss doesn't change with {name} here, so it stays" if is_whole else f", so {name} stays"
        return f"The gradient of {name} is zero{means}."
    way = "up" if slope < 0 else "down"
    rising = "negative" if slope < 0 else "positive"
    if not is_whole:
        return f"What the cut leaves of its gradient is {rising}, so {name} takes a step {way}."
    return f"Its gradient is {rising}: the loss falls as {name} goes {way}, so {name} takes a step {way}."


def topic_of_update(step: Result) -> tuple[str, ...] | None:
    """What the words about an update explain once and for all: a rule of the optimizer."""
    kind, lesson = step.operation.kind, step.derivation.lesson
    if kind in (Kind.NORM, Kind.CLIPPED):
        return None
    rule = rule_behind(step.operation, lesson)
    return ("rule", rule.name) if rule.why or kind is Kind.STATE else None


def _is_only_near_zero(step: Result) -> bool:
    total = result_for(step.derivation, Ref(Kind.TOTAL, step.quantity))
    return total is not None and total.exact(1).only != "0"


def _why_shortened(step: Result) -> str:
    limit = step.derivation.lesson.training.clip_norm
    assert limit is not None, "gradients are clipped by norm"
    text = number_text(limit)
    if not _is_beyond(step, Ref(Kind.NORM, NORM), limit.value):
        return f"The gradient vector is no longer than the limit {text}: it stays as it is."
    return (
        f"The gradient vector is longer than the limit {text}, so each of its numbers is multiplied by {text}/‖∂Loss‖: "
        f"it keeps its direction and becomes {text} long. One steep place can't throw the parameters far off."
    )


def _why_cut_back(step: Result) -> str:
    limit = step.derivation.lesson.training.clip_value
    assert limit is not None, "gradients are clipped by value"
    text = number_text(limit)
    if step.operation.shape:
        return f"Each of its numbers that is beyond the limit {text} is cut back to it; the others stay as they are."
    if not _is_beyond(step, Ref(Kind.TOTAL, step.quantity), limit.value):
        return f"It is within the limit {text}: it stays as it is."
    return f"It is beyond the limit {text} and is cut back to it, so that one steep place can't throw it far off."


def _is_beyond(step: Result, ref: Ref, limit: Fraction) -> bool:
    """Whether a number's size is above a limit."""

    def compared(numbers: Numbers) -> bool:
        value = step.derivation.read(numbers, ref)
        assert not isinstance(value, Array), "one number is compared"
        return sign(value - real(limit)) > 0 or sign(value + real(limit)) < 0

    return step.derivation.proved(compared)


def without_the_cut(step: Result) -> str:
    """How far truncation leaves a total from the whole gradient; nothing where nothing is cut."""
    if step.derivation.lesson.training.truncate is None:
        return ""
    full = result_for(step.derivation.in_full, step.ref)
    assert full is not None, "a parameter that has a gradient has one in full"
    pairs = zip(step.exact(ENOUGH).entries, full.exact(ENOUGH).entries, strict=True)
    off = max((Fraction(here) - Fraction(there) for here, there in pairs), key=abs)
    if not off:
        return "The cut leaves it as it is."
    distance = f"{significant(real(abs(off)), 2)} too {'low' if off < 0 else 'high'}"
    if step.operation.shape:
        return f"Because of the cut, one of its numbers is {distance}, and none is farther off."
    whole = minus(with_reach(full.exact(DIGITS).only))
    return f"Without the cut it would be {whole}: the cut makes it {distance}."
