"""What is said about a printed number, in a sentence."""

from __future__ import annotations

from rnn_tutor.audit.verdict import Audited, Verdict


def verdict_words(found: Audited) -> str:
    """What became of a printed number."""
    match found.verdict:
        case Verdict.EXACT:
            return f"{found.equation} agrees with the exact value to the digits printed"
        case Verdict.BY_HAND:
            drifted = f"; exactly it is {found.exact}: rounding on the way has drifted by {found.drift}"
            return f"{found.equation} agrees by hand" + (drifted if found.exact != found.printed else "")
        case Verdict.MORE_DIGITS:
            return (
                f"{found.equation} carries more digits than the rounding rule keeps: it is the line "
                f"{found.line} = {found.unrounded} not rounded; by the rule it is {found.by_rule}"
            )
        case Verdict.GIVEN_EARLIER:
            about = ", within what rounding on the way allows" if found.about else ""
            return f"{found.equation} is right given the slip in {' and '.join(found.earlier)}{about}"
        case Verdict.DOUBLE | Verdict.SINGLE:
            return f"{found.equation} {found.verdict.value}; exactly it is {found.exact}"
        case Verdict.WITHIN_ROUNDING:
            return f"{found.equation} is within what rounding on the way allows{_allowed(found)}"
        case Verdict.LAST_PLACE:
            cut = ", cut off instead of rounded" if found.cut_off else ""
            return f"{found.equation} has a slip in the last place: {_gives(found.line, found.right)}{cut}"
        case Verdict.MISPRINT:
            gives = _gives(found.meant_line, found.meant)
            return f"{found.equation} is likely a misprint: {gives} ({found.mistakes[0].words})"
        case Verdict.WRONG:
            why = " or ".join(mistake.words for mistake in found.mistakes)
            gives = f": {_gives(found.line, found.right)}" if found.right else ""
            return f"{found.equation} does not follow{gives}" + (f" (perhaps {why})" if why else "")


def way_out(found: Audited) -> str:
    """What an author may do about it."""
    match found.verdict:
        case Verdict.LAST_PLACE | Verdict.MISPRINT | Verdict.WRONG | Verdict.MORE_DIGITS:
            return "if the source prints it like this, leave it as it is"
        case _:
            return ""


def _allowed(found: Audited) -> str:
    """What a figure within rounding is held against: exactly, and what the numbers before it give."""
    gives = f"{found.line} = {found.unrounded}"
    if found.step is None:
        return f", though the numbers printed give {gives}"
    numbers = "the numbers printed" if found.from_print else "numbers rounded by hand"
    return f": exactly it is {found.exact}, and {numbers} give {gives}"


def _gives(line: str, number: str) -> str:
    return f"{line} is {number}" if line else f"exactly it is {number}"
