"""The lists in the pages of docs/ that are made of the program's own tables, each between two comments:

<!-- list: losses -->
…
<!-- end of list -->
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.cli.export import FORMATS, writer
from rnn_tutor.cli.overview import ENVIRONMENT, EXIT_CODES
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.losses import LOSSES, MEANS
from rnn_tutor.equations.optimizers import OPTIMIZERS
from rnn_tutor.lesson.lesson import PrintedFigure
from rnn_tutor.lesson.networks import network_names, read_network
from rnn_tutor.limits import GROUPS, Limit
from rnn_tutor.mistakes.catalogue import RULES
from rnn_tutor.mistakes.rule import MistakeRule

PUBLISHED = Path(__file__).parent.parent / "lesson" / "public"
LIST = re.compile(r"(<!-- list: (?P<name>\w+) -->\n).*?(<!-- end of list -->)", re.DOTALL)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    head = list(header)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def code(names: Iterable[str]) -> str:
    """Names as one types them."""
    return " ".join(f"`{name}`" for name in names)


def first_sentence(text: str) -> str:
    """Up to the first period that ends a sentence."""
    return re.split(r"(?<=[.])\s+(?=[A-Z])", " ".join(text.split()), maxsplit=1)[0]


def functions() -> str:
    """The functions that equations may call, by what they are for."""
    rows = [row for row in FUNCTIONS.values() if not row.internal]
    groups = {
        "activations": [row for row in rows if row.activation],
        "element by element": [row for row in rows if not row.activation and not row.whole],
        "of whole vectors and matrices": [row for row in rows if row.whole],
    }
    return table(("", ""), ((group, code(row.name for row in found)) for group, found in groups.items()))


def kinks() -> str:
    """What slopes are where they jump."""
    rows = [row for row in FUNCTIONS.values() if row.kink]
    return table(("function", "slope where it jumps"), ((f"`{row.name}`", row.kink) for row in rows))


def losses() -> str:
    """The losses that have a name."""
    means = {row.name for row in MEANS}
    rows = [row for row in LOSSES.values() if row.name not in means]
    return table(
        ("loss", "equation", ""),
        ((code([row.name, *({f"mean_{row.name}"} & means)]), f"`{row.equation}`", row.about) for row in rows),
    )


def optimizers() -> str:
    """The optimizers, with the numbers that they take and their usual values."""
    rows = (
        (f"`{row.name}`", row.title, ", ".join(f"`{name}: {value}`" for name, value in row.settings.items()))
        for row in OPTIMIZERS.values()
    )
    return table(("optimizer", "", "settings"), rows)


def networks() -> str:
    """The named networks."""
    return table(
        ("network", ""), ((f"`{name}`", first_sentence(read_network(name, None).about)) for name in network_names())
    )


def mistakes() -> str:
    """Every mistake that quiz, audit and diagnosis know, with an answer that shows it."""

    def row(rule: MistakeRule) -> tuple[str, ...]:
        example, (before, given) = rule.example, rule.example.before
        typed = f"`{example.answer}`" + (f" after `{given}` at {before}" if before else "")
        return rule.id, rule.done, f"{example.lesson} {example.step}", typed, example.reply

    return table(("id", "what was done", "step", "you type", "what is said"), map(row, RULES.values()))


def formats() -> str:
    """The export formats, each with the options of its own."""

    def row(name: str) -> tuple[str, str, str]:
        about = first_sentence(import_module(f"rnn_tutor.export.to_{name}").__doc__ or "").split("; ")[0]
        options = [key for key in inspect.signature(writer(name)).parameters if key not in ("derivation", "digits")]
        return f"`{name}`", about.rstrip(".") + ".", code(f"--{key}" for key in options if key != "settings")

    return table(("format", "", "options of its own"), map(row, FORMATS))


def environment() -> str:
    """The variables that the program heeds."""
    return table(("variable", ""), ((f"`{name}`", meaning) for name, meaning in ENVIRONMENT.items()))


def exit_codes() -> str:
    """How the program may end."""
    return table(("code", ""), ((f"`{code}`", meaning) for code, meaning in EXIT_CODES.items()))


def limits() -> str:
    """All limits of what a lesson may hold."""

    def row(limit: Limit) -> tuple[str, str, str]:
        return limit.of, f"{limit.most:,}", limit.why

    parts = (f"**{group}**\n\n{table(('of', 'at most', ''), map(row, rows))}" for group, rows in GROUPS.items())
    return "\n" + "\n".join(parts) + "\n"


def published() -> str:
    """The worked examples of others whose figures the tests look at, with how many numbers each prints."""

    def row(path: Path) -> tuple[str, str, str, str]:
        lesson = load_lesson(path)
        count = sum(len(one.value.entries) for one in lesson.printed if isinstance(one, PrintedFigure))
        return f"`{path.stem}`", lesson.title, str(count), " ".join(lesson.source.split())

    return table(("example", "", "figures", "from"), map(row, sorted(PUBLISHED.glob("*.yaml"))))


LISTS: dict[str, Callable[[], str]] = {
    each.__name__: each
    for each in (
        functions,
        kinks,
        losses,
        optimizers,
        networks,
        mistakes,
        formats,
        limits,
        environment,
        exit_codes,
        published,
    )
}


def renewed(text: str) -> str:
    """A page with its lists made anew."""
    return LIST.sub(lambda found: f"{found[1]}{LISTS[found['name']]()}{found[3]}", text)
