"""What a YAML parser stumbles over, said for people who don't know YAML."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_tutor.lesson.lesson import Place
from rnn_tutor.lesson.problems import Problem, shortened

QUOTES = "put the text in quotes"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A problem before it is known where in which file the index is.

    `colon` marks one past which reading can go on; with `fatal` the tree is not what its author meant.
    """

    index: int | Place
    message: str
    remedy: str = ""
    colon: bool = False
    fatal: bool = False

    def problem(self, file: str, source: str) -> Problem:
        """The problem, with its place."""
        place = self.index if isinstance(self.index, Place) else place_at(source, self.index)
        return Problem(file, place, self.message, self.remedy)


def place_at(source: str, index: int) -> Place:
    """The line and column of a character; the end of the text counts as a place on its last line."""
    before = source[:index]
    if index >= len(source):
        before = source.rstrip()
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def explain(problem: str, source: str, index: int, opened: int) -> Mistake:
    """A parser's complaint about the character at `index`, in our words.

    `opened` is where the text, list or mapping begins that the parser was reading. Both parsers of PyYAML, in C and
    in Python, are understood; they word the same complaint differently.
    """
    line_start = source.rfind("\n", 0, index) + 1
    line = source[line_start:].split("\n", 1)[0]
    before = source[line_start:index]
    character = source[index : index + 1]
    if "mapping values" in problem:
        return _colon(line, before, index)
    if "start any token" in problem or "tab" in problem.split():
        return _first_character(character, index)
    if "flow" in problem:
        return _list_or_mapping(source, character, before, index, opened)
    if "quoted" in problem and "escape" in problem:
        return Mistake(
            opened, "a backslash means something else between double quotes", "use single quotes: '…'"
        )
    if "quoted" in problem:
        return Mistake(
            opened,
            "the quotes that open here are never closed",
            f"add {source[opened]} at the end of the text",
        )
    if "alias" in problem or "anchor" in problem:
        return Mistake(opened, f"a text can't begin with '{source[opened : opened + 1]}'", QUOTES)
    if "tag" in problem or "directive" in problem:
        return Mistake(opened, f"a text can't begin with '{source[opened : opened + 1]}'", QUOTES)
    if "sequence entries" in problem:
        return Mistake(
            index, "a list can't begin on the line of its key", "write [a, b], or each '- …' on its own line"
        )
    if "expected ':'" in problem:
        return Mistake(opened, "a colon is missing after this name", "write it as `name: value`")
    if "node content" in problem:
        return Mistake(index, f"a value is expected here, not {shortened(character)}", QUOTES)
    if not before.strip():
        return Mistake(
            index + len(line) - len(line.lstrip()),
            "this line is not lined up with those above",
            "indent it as far as its neighbours",
        )
    return Mistake(index, "something more stands here after the value ended", "put the whole text in quotes")


def _colon(line: str, before: str, index: int) -> Mistake:
    key, colon, rest = line.partition(": ")
    if colon and len(key) < len(before):
        quoted = f'{key.strip()}: "{rest.strip()}"' if '"' not in rest else ""
        remedy = f"{QUOTES}: {quoted}" if quoted and len(quoted) <= 70 else QUOTES
        return Mistake(index, "a colon inside a text that has no quotes", remedy, colon=True)
    return Mistake(
        index - len(before) + len(line) - len(line.lstrip()),
        "this line is not lined up with the one above",
        "indent it as far as its neighbours, or put the text above in quotes",
    )


def _first_character(character: str, index: int) -> Mistake:
    if character == "\t":
        return Mistake(index, "a tab in the indentation", "use spaces")
    return Mistake(index, f"a text can't begin with '{character}'", QUOTES)


def _list_or_mapping(source: str, character: str, before: str, index: int, opened: int) -> Mistake:
    bracket = source[opened : opened + 1]
    closing = "]" if bracket == "[" else "}"
    if "\n" in source[opened:index] or not character.strip():
        return Mistake(opened, f"the '{bracket}' that opens here is never closed", f"add '{closing}'")
    if character == ":":
        return Mistake(index, "a colon inside a text that has no quotes", QUOTES, colon=True)
    return Mistake(index, f"',' or '{closing}' is expected here, not {shortened(character)}", QUOTES)
