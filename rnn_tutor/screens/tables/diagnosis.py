"""What a diagnosis says, as a colleague would: what agrees, the first that doesn't, why, and the line to mend."""

from __future__ import annotations

from rnn_tutor.diagnosis.causes import Trial
from rnn_tutor.diagnosis.code_lines import changed_lines
from rnn_tutor.diagnosis.comparison import Compared, Standing
from rnn_tutor.diagnosis.diagnose import Diagnosis, is_of_forward, words_of
from rnn_tutor.english import first_few
from rnn_tutor.notation.line import name_of
from rnn_tutor.screens.layout.heading import heading
from rnn_tutor.screens.layout.page import Lines, Page, blank

MOST_NAMED = 8
OVERFLOW = "divide by 0, or give more than a double can hold"


def diagnosis_screen(found: Diagnosis, page: Page) -> Lines:
    """The whole answer."""
    lines = [*heading(page, "Diagnosis", found.lesson.title), *page.prose(summary(found))]
    for note in found.notes:
        lines += page.prose(f"{sentence(note)}.")
    if found.unknown:
        lines += page.prose(
            f"Ignored, because nothing in this lesson has this name: {first_few(found.unknown, MOST_NAMED)}."
        )
    if found.unclear:
        names = first_few([one.figure.name for one in found.unclear], MOST_NAMED)
        lines += page.prose(f"Fewer than three digits are too few to compare: {names}.")
    if found.first is None:
        return lines
    lines += [blank(), *first_lines(found, found.first, page), blank()]
    lines += cause_lines(found, page)
    return [*lines, *right_lines(found, page)]


def summary(found: Diagnosis) -> str:
    """How many agree, and how well."""
    count, agreeing = len(found.compared), len(found.agreeing)
    ways = list(dict.fromkeys(one.standing for one in found.agreeing))
    how = f", {ways[0].value.removeprefix('agrees ')}" if len(ways) == 1 else ""
    if count and agreeing == count:
        if count == 1:
            return f"The number agrees{how}."
        return f"All {count} agree{how}." if how else f"All {count} agree: {how_well(found.agreeing)}."
    unknown = sum(is_no_number(one) for one in found.wrong)
    wrong = len(found.wrong) - unknown
    parts = [f"{agreeing} of {count} agree{how}"]
    if wrong or not unknown:
        parts.append(f"{wrong} {'differs' if wrong == 1 else 'differ'}")
    if unknown:
        parts.append(f"{unknown} {'is not a number' if unknown == 1 else 'are not numbers'}")
    return f"{'; '.join(parts)}."


def is_no_number(one: Compared) -> bool:
    """Whether NaN or an infinity was given: of a line that is not filled in, or of what has no value."""
    return one.apart is None and not one.figure.problem


def how_well(agreeing: list[Compared]) -> str:
    """How many agree in which way."""
    counts = {way: sum(one.standing is way for one in agreeing) for way in Standing}
    return ", ".join(f"{count} {way.value.removeprefix('agrees ')}" for way, count in counts.items() if count)


def first_lines(found: Diagnosis, first: Compared, page: Page) -> Lines:
    """The first that differs, and what was right before it."""
    name = name_of(first.figure.ref)
    shown = first.figure.name if first.figure.name in name else f"{name} ({first.figure.name})"
    forward = [one for one in found.compared if is_of_forward(one)]
    if is_of_forward(first):
        lead = "It begins in the forward pass, so all gradients after it differ as well. The first is"
    elif forward:
        lead = "The forward pass is right. In the backward pass the first that differs is"
    else:
        lead = "In the backward pass the first that differs is"
    if first.figure.problem:
        return page.prose(f"{lead} {shown}: {first.figure.problem}.")
    if first.apart is None:
        lead = "The first that is not a number is" if found.agreeing else "The first of them is"
        may = "be a blank that is not filled in yet, or compute 0/0" if "nan" in first.given.lower() else OVERFLOW
        return page.prose(
            f"{lead} {shown}: it is {first.given}. Its line may {may}; what is computed from it isn't a number either."
        )
    place = f", element {first.element}" if first.element else ""
    lines = page.prose(f"{lead} {shown}{place}:")
    minus = str.maketrans("-", "−")
    lines.append(page.text(f"{' ' * (page.margin + 2)}yours {first.given.translate(minus)}", "not_yet"))
    lines.append(page.text(f"{' ' * (page.margin + 2)}exact {first.right.translate(minus)}", "exact"))
    if rest := [one.figure.name for one in found.wrong[1:] if not is_no_number(one)]:
        lines += page.prose(f"After it: {first_few(rest, MOST_NAMED)}.")
    return lines


def cause_lines(found: Diagnosis, page: Page) -> Lines:
    """Each cause with the lines that it is about."""
    if not found.causes:
        return no_cause(found, page)
    whole = [cause for cause in found.causes if not cause.leaves]
    if len(whole) > 1:
        lead = "Each of these gives just these numbers:"
    elif whole:
        lead = (
            "One slip gives just these numbers:"
            if len(whole[0].slips) == 1
            else "Two slips at once give these numbers:"
        )
    else:
        lead = "No single slip explains everything. This explains a part:"
    lines = [*page.prose(lead, "title"), blank()]
    for number, cause in enumerate(found.causes, start=1):
        lead = f"{number}. " if len(found.causes) > 1 else ""
        lines += page.prose(f"{lead}{sentence(words_of(cause))}.", hanging=len(lead))
        lines += page.prose(explained(found, cause), "label")
        for turned in changed_lines(cause, found.replay):
            for label, line in (("as it should be", turned.right), ("as it must have been", turned.wrong)):
                lines += [blank(), *page.prose(f"{label}:", "label", indent=page.margin + 2)]
                lines += page.prose(
                    line.paper, "exact" if line is turned.right else "not_yet", indent=page.margin + 4, hanging=2
                )
                lines += page.prose(line.numpy, indent=page.margin + 4, hanging=2)
        lines.append(blank())
    return lines


def explained(found: Diagnosis, cause: Trial) -> str:
    """What a cause explains, and what it leaves."""
    count, wrong = len(cause.explains), sum(not is_no_number(one) for one in found.wrong)
    digits = min(
        (max((n.digits for n in f.numbers.entries), default=0) for f in cause.explains if f.numbers), default=0
    )
    to = f", to all {digits} digits given" if digits > 1 else ""
    if not cause.leaves:
        if wrong == 1:
            return f"That explains the number that differs{to}."
        if count < wrong:
            return f"That explains {count} of the {wrong} that differ{to}; the others have another shape."
        return f"That explains all {wrong} that differ{to}."
    left = first_few([figure.name for figure in cause.leaves], MOST_NAMED)
    these = first_few([figure.name for figure in cause.explains], MOST_NAMED)
    return f"That explains {count} of the {wrong} that differ ({these}); it leaves {left}."


def no_cause(found: Diagnosis, page: Page) -> Lines:
    """That nothing known explains it."""
    if found.first is not None and (found.first.figure.problem or found.first.apart is None):
        return []
    text = (
        "None of the slips that this program knows gives these numbers, and no two of them at once do. Give more of "
        "the numbers in between, to see the line where it begins: rnn-tutor diagnose --template prints all names."
    )
    return [*page.prose(text), blank()]


def right_lines(found: Diagnosis, page: Page) -> Lines:
    """What is certainly right."""
    if not found.agreeing:
        return []
    return page.prose(
        f"Certainly right: {first_few([one.figure.name for one in found.agreeing], MOST_NAMED)}.", "label"
    )


def sentence(words: str) -> str:
    """A clause with a capital in front, where it begins with a word; `inputₜ` is a name."""
    is_word = words[:2].isalpha() and words.partition(" ")[0].isascii()
    return words[:1].upper() + words[1:] if is_word else words
