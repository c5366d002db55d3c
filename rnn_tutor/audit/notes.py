"""What is said about printed figures: a line for each figure, and one for all that have one cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.audit.verdict_words import verdict_words, way_out
from rnn_tutor.english import first_few
from rnn_tutor.lesson.problems import Problem

PRINTED = "printed"
MOST_NAMES = 8
MEAN = "if the source uses the mean, add over_steps: mean"
RIGHT = (Verdict.EXACT, Verdict.DOUBLE, Verdict.SINGLE)


def printed_notes(file: str, audited: Iterable[Audited]) -> Iterator[Problem]:
    """The notes on a lesson's figures; nothing on those that are exact, or as exact as a computer has them."""
    found = list(audited)
    together = [one for one in found if one.together]
    if together:
        of_steps = any(mistake.name == "mean-not-sum" for mistake in together[0].mistakes)
        yield _note(file, together[0], one_cause(together), MEAN if of_steps else "")
    rest = [one for one in found if not one.together and not is_right(one)]
    for _, group in groupby(rest, key=lambda one: (one.place, one.step and one.step.ref)):
        numbers = list(group)
        if len(numbers) < 2:  # one number speaks for itself
            yield from (_note(file, one, verdict_words(one)) for one in numbers)
        else:
            yield _note(file, worst(numbers), of_many(numbers))


def is_right(found: Audited) -> bool:
    """Whether there is nothing to say about a number: it is exact, or as a computer has it that computes like this."""
    by_computer = found.step is not None and found.step.derivation.lesson.rounding.binary is not None
    return found.verdict in RIGHT or (by_computer and found.verdict is Verdict.BY_HAND)


def _note(file: str, found: Audited, words: str, remedy: str = "") -> Problem:
    return Problem(file, found.place, words, remedy or way_out(found), "note", PRINTED)


def figures(numbers: Iterable[Audited]) -> list[str]:
    """The names of the figures that some numbers are in, without their elements."""
    return list(dict.fromkeys(one.name.partition("[")[0] for one in numbers))


def one_cause(numbers: list[Audited]) -> str:
    """What explains several wrong numbers at once."""
    names = figures(numbers)
    does = "does" if len(names) == 1 else "do"
    causes = " or ".join(mistake.words for mistake in numbers[0].mistakes)
    gives = "gives just this" if len(names) == 1 else f"gives all {len(names)}"
    return f"{first_few(names, MOST_NAMES)} {does} not follow; one slip {gives}: {causes}"


def worst(numbers: list[Audited]) -> Audited:
    """The number that is farthest off, of those that are to blame where there are such."""
    blamed = [one for one in numbers if one.verdict.is_slip] or numbers
    return max(blamed, key=lambda one: abs(float(one.drift or 0)))


def of_many(numbers: list[Audited]) -> str:
    """One line on a vector or matrix: how many of its numbers are off, and the farthest of them."""
    farthest = worst(numbers)
    blamed = sum(one.verdict.is_slip for one in numbers)
    if not blamed:
        return f"{verdict_words(farthest)}; the same is true of {len(numbers) - 1} more of its numbers"
    others = f"; {blamed} of its numbers are off, this one most" if blamed > 1 else ""
    return f"{verdict_words(farthest)}{others}"
