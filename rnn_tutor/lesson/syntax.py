"""What a YAML parser stumbles over, said for people who don't know YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rnn_tutor.lesson.complaints import ComplaintKind, kind_of
from rnn_tutor.lesson.missing_commas import BETWEEN, group_around
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import shortened
from rnn_tutor.limits import FILE_DEPTH

QUOTES = "put the text in quotes"
NO_SPACE = re.compile(r"(\w+):(?!//)(\S.*)")
HARD_SPACE = re.compile(r"[\u00a0\u2000-\u200b\u202f\u205f\u3000]")  # not broken, thin, of no width
NO_SPACE_AFTER_COLON = "a space is missing after the colon"
EQUALS = re.compile(r"([^\W\d]\w*)\s*:?=(?!=)\s*(\S.*)")
EQUALS_FOR_COLON = "a name and its value are separated by a colon and a space, not by ="
WIDE_COLON = re.compile("[：﹕∶︓]")
PYTHON = re.compile(r"[^\W\d]\w*\s*=\s*[{\[]")
IN_QUOTES = re.compile(r"\s*(?:- )?(?:\w+:\s+)?(['\"])(.*)\1\s*")
COLON_IN_TEXT = "a colon inside a text that has no quotes"
DECIMAL_COMMA = "a comma is not a decimal point here: to YAML it begins the next value"
CURLY = re.compile(r"[“„‘‚«»]([^“”„‘’‚«»]*)[”“’‘»«]")  # round a whole text; inside one they are the text's own
CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)  # of git
UNMERGED = (
    "two versions of this file are merged here, with a conflict left",
    "keep one of them, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
)
LONGEST_QUOTED = 70  # characters that a remedy repeats
LONGEST_GROUP = 200  # characters of one
TOO_DEEP = (f"lists and keys nested deeper than {FILE_DEPTH.most}", "use fewer levels")
INDENT = "indent it as far as the lines around it"


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A problem of a document.

    With `fatal`, what could be read is not what its author meant. `colons` are the indices of colons that are
    in the way: without them, reading can go on.
    """

    place: Place
    message: str
    remedy: str = ""
    fatal: bool = False
    colons: tuple[int, ...] = ()


def hard_space(character: str) -> tuple[str, str]:
    """What is said of a space that looks like one and isn't, and how to mend it."""
    return f"YAML reads this space as a letter (U+{ord(character):04X}, as on web pages)", "type an ordinary space"


def curly_quotes(text: str) -> tuple[str, str]:
    """What is said of a text in the quotes of a word processor, and how to mend it."""
    return "curly quotes don't mark a text in YAML, they become part of it", f"write {straight(text)}"


def straight(text: str) -> str:
    """A text in straight quotes, as messages show it."""
    quoted = f'"{text}"' if '"' not in text else f"'{text}'"
    return quoted if len(quoted) <= LONGEST_QUOTED else "straight ones, as on the keyboard"


def place_at(source: str, index: int) -> Place:
    """The line and column of a character; what lies beyond the text counts as right after its last word."""
    before = source[:index] if index < len(source) else source.rstrip()
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def explain(complaint: tuple[str, str], source: str, index: int, opened: int) -> SyntaxProblem:
    """A parser's complaint, what it was doing and what is wrong, about the character at `index`, in our words.

    `opened` is where the text, list or mapping begins that the parser was reading. Both parsers of PyYAML, in
    C and in Python, are understood (see `complaints`).
    """
    return _Stumble(*complaint, source, index, opened).mistake()


@dataclass(frozen=True)
class _Stumble:
    context: str
    problem: str
    source: str
    index: int
    opened: int

    def mistake(self) -> SyntaxProblem:
        """The complaint in our words, by the table; one that isn't in it, in its own."""
        if conflict := CONFLICT.search(self.source):
            return self.at(conflict.start(), *UNMERGED)
        kind = kind_of(self.context, self.problem)
        is_between = kind in (ComplaintKind.COLON, ComplaintKind.BRACKETS)
        if is_between and (group := group_around(self.source, self.index)):
            return self.at(self.index, BETWEEN, f"write {group}" if len(group) <= LONGEST_GROUP else "write it")
        if kind is None:
            mark = self.source[self.index : self.index + 1]
            said = f"YAML can't be read here ({self.problem})" if self.problem else "YAML can't be read here"
            return self.at(self.index, said, QUOTES if mark.strip() else "")
        saying: dict[ComplaintKind, Callable[[], SyntaxProblem]] = {
            ComplaintKind.COLON: self.colon,
            ComplaintKind.NO_COLON: lambda: self.without_colon(self.opened),
            ComplaintKind.CHARACTER: self.character,
            ComplaintKind.TAB: lambda: self.at(self.index, "a tab can't indent a line", "use spaces"),
            ComplaintKind.NO_VALUE: self.no_value,
            ComplaintKind.BRACKETS: self.between_brackets,
            ComplaintKind.ESCAPE: self.escape,
            ComplaintKind.QUOTED: self.quoted,
            ComplaintKind.SIGN: self.sign,
            ComplaintKind.LIST: self.list_behind_key,
            ComplaintKind.BLOCK_TEXT: self.block_text,
            ComplaintKind.TOO_DEEP: lambda: self.at(self.index, *TOO_DEEP),
            ComplaintKind.ELSEWHERE: self.elsewhere,
        }
        return saying[kind]()

    def at(self, index: int, message: str, remedy: str) -> SyntaxProblem:
        return SyntaxProblem(place_at(self.source, index), message, remedy, fatal=True)

    def line(self, index: int) -> tuple[int, str]:
        """Where the line of a character begins, and its text."""
        start = self.source.rfind("\n", 0, index) + 1
        return start, self.source[start:].partition("\n")[0]

    def character(self) -> SyntaxProblem:
        """A character with which no text can begin."""
        character = self.source[self.index : self.index + 1]
        if character == "\t":
            return self.at(self.index, "a tab can't indent a line", "use spaces")
        return self.at(self.index, f"a text can't begin with '{character}'", QUOTES)

    def sign(self) -> SyntaxProblem:
        """A sign that means something else to YAML at the beginning of a text: & * ! %."""
        return self.at(self.opened, f"a text can't begin with '{self.source[self.opened : self.opened + 1]}'", QUOTES)

    def list_behind_key(self) -> SyntaxProblem:
        """A list that begins on the line of its key."""
        is_minus = self.source[self.index + 1 :].lstrip(" ")[:1].isdigit()
        remedy = "write [a, b], or each `- a` on a line of its own; a text that begins with - goes in quotes"
        remedy = "write a minus without the space after it" if is_minus else remedy
        return self.at(self.index, "a list can't begin on the line of its key like this", remedy)

    def block_text(self) -> SyntaxProblem:
        """What stands behind the sign that begins a text of several lines."""
        sign = self.source[self.opened : self.opened + 1]
        remedy = f"end this line after '{sign}'" + (", or write abs(…) for an absolute value" if sign == "|" else "")
        return self.at(self.index, f"'{sign}' begins a text on the lines below it", remedy)

    def colon(self) -> SyntaxProblem:
        """A colon where no key can stand: inside a text, or on a line that continues the text above."""
        start, line = self.line(self.index)
        key, colon, rest = line.partition(": ")
        if colon and start + len(key) < self.index:
            curly = CURLY.fullmatch(rest.strip())
            quoted = f'{key.strip()}: "{curly[1] if curly else rest.strip()}"'
            remedy = f"{QUOTES}: {quoted}" if '"' not in rest and len(quoted) <= LONGEST_QUOTED else QUOTES
            if curly:
                remedy = remedy.replace(QUOTES, "put the text in straight quotes, not curly ones")
            within = [match.start() for match in re.finditer(": ", self.source[self.index : start + len(line)])]
            return self.colon_in_text(remedy, within)
        above = self.source[:start].rstrip()
        above_start, above_line = self.line(len(above))
        if above and _indent(above_line) == _indent(line):
            return self.without_colon(above_start + _indent(above_line))
        remedy = f"{INDENT}, or put the text above in quotes"
        return self.at(start + _indent(line), "this line is not lined up with the one above", remedy)

    def colon_in_text(self, remedy: str, behind: Sequence[int]) -> SyntaxProblem:
        """A colon that is part of a text, with those that follow in the same text, counted from the first."""
        colons = tuple(self.index + offset for offset in (0, *behind))
        return SyntaxProblem(place_at(self.source, self.index), COLON_IN_TEXT, remedy, colons=colons)

    def without_colon(self, index: int) -> SyntaxProblem:
        """A line that should have been a key with its value."""
        if joined := NO_SPACE.fullmatch(self.line(index)[1].strip()):
            return self.at(index, NO_SPACE_AFTER_COLON, f"write {shortened(': '.join(joined.groups()))}")
        start, line = self.line(index)
        if hard := HARD_SPACE.search(line):
            return self.at(start + hard.start(), *hard_space(hard.group()))
        if wide := WIDE_COLON.search(line):
            mended = WIDE_COLON.sub(": ", line, count=1)
            message = "this is not the colon of the keyboard, but a similar character"
            return self.at(start + wide.start(), message, f"write {shortened(' '.join(mended.split()))}")
        if given := EQUALS.fullmatch(line.strip()):
            return self.at(index, EQUALS_FOR_COLON, f"write {shortened(': '.join(given.groups()))}")
        remedy = "write it as `name: value`"
        if len(line.split()) > 1:
            remedy += ", or indent it if it continues the text above"
        return self.at(index, "a colon is missing on this line", remedy)

    def no_value(self) -> SyntaxProblem:
        """Nothing, or something else, where a value should be."""
        character = self.source[self.index : self.index + 1]
        if not character.strip():
            return self.at(self.index, "the file ends where a value is expected", "write it")
        is_gap = character in ",]}" and self.source[: self.index].rstrip()[-1:] in (*"[{,",)
        remedy = "write one before it, or null for none" if is_gap else QUOTES
        return self.at(self.index, f"a value is expected here, not {shortened(character)}", remedy)

    def between_brackets(self) -> SyntaxProblem:
        """A list or a group of keys in brackets that goes on otherwise than it can."""
        character = self.source[self.index : self.index + 1]
        bracket = self.source[self.opened : self.opened + 1]
        closing = "]" if bracket == "[" else "}"
        start, line = self.line(self.opened)
        if cut := re.search(r"\s#(?=\S)", line[self.opened - start :]):
            message = f"YAML takes {shortened(line[self.opened - start + cut.start() :].strip())} for a comment"
            return self.at(self.opened + cut.start() + 1, message, QUOTES)
        if "\n" in self.source[self.opened : self.index] or not character.strip():
            return self.at(self.opened, f"the '{bracket}' that opens here is never closed", f"add '{closing}'")
        if character == ":":
            return self.at(self.index, COLON_IN_TEXT, QUOTES)
        before = self.source[self.opened : self.index].rstrip()
        if re.search(r"[\[{,]\s*\?\s*,", before):
            return self.at(
                self.index, "a question mark can't stand alone in a list", "write null where nothing is known"
            )
        if before.endswith("array("):
            return self.at(self.index, "this is Python, and not numbers alone", "write them like [[1, 2], [3, 4]]")
        if character == "[" and before.endswith("]"):
            return self.at(self.index, "a comma is missing between the rows", "write [1, 2], [3, 4]")
        if before.endswith(('"', "'", "]", "}")) and character in "\"'[{":
            return self.at(self.index, f"a comma is missing before {shortened(character)}", "write one there")
        message = f"',' or '{closing}' is expected here, not {shortened(character)}"
        return self.at(self.index, message, QUOTES)

    def escape(self) -> SyntaxProblem:
        """A backslash that makes no sense to YAML."""
        message = "a backslash has a special meaning between double quotes"
        return self.at(self.opened, message, "use single quotes: '…'")

    def quoted(self) -> SyntaxProblem:
        """Quotes that are never closed."""
        quote = self.source[self.opened : self.opened + 1]
        return self.at(self.opened, "the quotes that open here are never closed", f"add {quote} where the text ends")

    def elsewhere(self) -> SyntaxProblem:
        """Something that doesn't belong here: on a line not lined up, or behind a value that has ended."""
        start, line = self.line(self.index)
        if start + _indent(line) >= self.index:
            remedy = f"leave the dash out, or {INDENT}" if line.lstrip().startswith("- ") else INDENT
            return self.at(start + _indent(line), "this line is not lined up with those above", remedy)
        if PYTHON.match(line):
            remedy = "leave the quotes and brackets of keys out, each key on a line of its own: title: Prices"
            return self.at(start, "this is Python, but a lesson has lines of `name: value`", remedy)
        if (quoted := IN_QUOTES.fullmatch(line)) and quoted[1] in quoted[2]:
            message = f"a {quoted[1]} inside the text ends it here"
            return self.at(self.index, message, f"write {straight(quoted[2])}")
        return self.at(self.index, "something follows here after the end of the value", "put all of it in quotes")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
