"""What was measured, as a page of the documentation."""

from __future__ import annotations

from tests.quiz.model.measuring import Measured

Row = tuple[str, str, str]

PHASES = ("forward", "loss", "backward", "total", "update")


def page(found: Measured, lessons: Measured) -> str:
    """The page: `found` is of random lessons, that nothing was made for; `lessons` of the bundled ones."""
    return (
        "# The grading, measured\n\n"
        "Written by `pytest -m campaign tests/quiz/test_measured.py`. A model of its own (`tests/quiz/model/`) reads\n"
        "a lesson file, works it through, forward, backward, by hand and exactly, and makes the slips that people\n"
        "make. It shares no code with the program; the quiz is then asked what it says to each answer. The random\n"
        f"lessons are of 17 kinds, with numbers drawn for this page: {found.total():,} wrong numbers and\n"
        f"{found.total(formulas=True):,} wrong formulas of {len(found.by_kind())} kinds. A slip that comes to the\n"
        "right number, and one that leaves a single digit, isn't counted.\n\n"
        f"{table(('wrong answers', 'random lessons', 'bundled'), wrong_rows(found, lessons))}\n"
        f"{table(('right answers taken', 'random lessons', 'bundled'), right_rows(found, lessons))}\n"
        f"The kinds that are named least, as numbers:\n\n{table(('kind', 'named', 'of'), worst(found))}"
    )


def table(head: Row, rows: list[Row]) -> str:
    lines = [" | ".join(row) for row in (head, ("---", "---", "---"), *rows)]
    return "".join(f"| {line} |\n" for line in lines)


def wrong_rows(found: Measured, lessons: Measured) -> list[Row]:
    both = (found, lessons)

    def row(what: str, *shares: str) -> Row:
        return what, shares[0], shares[1]

    def by_kind(one: Measured) -> str:
        kinds = one.by_kind()
        return f"{sum(kinds.values()) / max(len(kinds), 1):.1%} of {len(kinds)}"

    def never(one: Measured) -> str:
        return ", ".join(sorted(kind for kind, share in one.by_kind().items() if not share)) or "none"

    return [
        row("numbers", *(f"{one.total():,}" for one in both)),
        row("told the right reason", *(f"{one.share('named'):.1%}" for one in both)),
        row("the same, each kind counted once", *(by_kind(one) for one in both)),
        row("kinds never named", *(never(one) for one in both)),
        row("a wrong reason", *(f"{one.share('wrong'):.1%}" for one in both)),
        row("nothing but how far off it is", *(f"{one.share('nothing'):.1%}" for one in both)),
        *(row(f"right reason: {phase}", *(f"{one.share('named', phase):.1%}" for one in both)) for phase in PHASES),
        row("formulas", *(f"{one.total(formulas=True):,}" for one in both)),
        row("told the right reason", *(f"{one.share('named', formulas=True):.1%}" for one in both)),
        row("a wrong reason", *(f"{one.share('wrong', formulas=True):.1%}" for one in both)),
        row("slips of the pen told a conceptual reason alone", *(pen(one) for one in both)),
        row("solved in three tries by following the distance told", *(bot(one) for one in both)),
    ]


def pen(found: Measured) -> str:
    count = sum(found.pen.values())
    return f"{found.pen['concept'] / max(count, 1):.1%} of {count:,}"


def bot(found: Measured) -> str:
    count = sum(found.bot.values())
    return f"{found.bot['solved'] / max(count, 1):.1%} of {count:,}"


def right_rows(found: Measured, lessons: Measured) -> list[Row]:
    def share(one: Measured, name: str) -> str:
        counts = one.right[name]
        count = sum(counts.values())
        return f"{counts['right'] / count:.1%} of {count:,}" if count else ""

    return [(name, share(found, name), share(lessons, name)) for name in dict.fromkeys((*found.right, *lessons.right))]


def worst(found: Measured) -> list[Row]:
    ranked = sorted(found.by_kind().items(), key=lambda item: item[1])[:15]
    return [(kind, f"{share:.0%}", f"{sum(found.said[kind].values())}") for kind, share in ranked]
