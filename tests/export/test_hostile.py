"""Texts of a lesson are text in every format: nothing of them is obeyed, and all of it comes back.

Each format is read by a parser of its own kind, and what it has besides the text is compared with what it has for a
lesson whose texts are harmless.
"""

import ast
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from rnn_tutor import load_lesson
from rnn_tutor.cli.export import FORMATS, writer
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.export.to_latex import FITTED
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.progress.attempts import AnswerVerdict, Attempt
from rnn_tutor.progress.results import results_csv
from rnn_tutor.progress.skills import Skill
from tests.export.test_html import Reader

HARMLESS = "Plain words"
HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)> &lt;b&gt; &#60;",
    "ends": "]]> --> <!-- x </textarea></title></style></script></svg></math><svg/onload=alert(1)>",
    "latex": r"\input{/etc/passwd} \write18{id} % all of it $$x$$ \(y\) \end{document} ^^5cinput ~ # & _ \\",
    "moodle": "[[_TOTAL_]] {1:SHORTANSWER:=a} {=x} {#1} @@PLUGINFILE@@ ~=a =b -> $a$ [[1]]",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "lines": "one\n\n# two\n- three\n1. four\n> five\n---\n\n    six\n\n| a | b |\n|---|---|\n\u2028seven",
    "markdown": "[a](javascript:alert(1)) ![b](http://c) <http://d> http://e ~~f~~ :smile: | &amp; \\ [^1]: g",
    "letters": "👩‍🚀 é ∑ 中文 עברית ﬁ Ǆ",
    "long": "x" * 150 + " " + "word" * 10,
    "quotes": "'''\"\"\" \\N{DASH} {0} %s {{x}} {% raw %} <%= y %> #{z} ${a} `b",
}
REFUSED = {"right to left": "a\u202eb", "nothing": "a\x00b", "escape": "a\x1b[31mb", "bell": "a\x07"}
LESSON = """
format_version: 1
title: TEXT
about: TEXT
question: TEXT
answer: TEXT
source: TEXT
time_step: UNIT
equations:
  each_step:
    h: input*w
  loss: (target - h)**2
inputs: [0.5]
targets: [1.2]
parameters: {w: 0.4}
notes: {w: TEXT, h: TEXT}
"""


@cache
def lesson_with(text: str) -> Derivation:
    return derive(load_lesson(document(text)))


def document(text: str) -> str:
    return LESSON.replace("TEXT", quoted(text)).replace("UNIT", quoted(text[:20]))


def quoted(text: str) -> str:
    """A text in YAML's quotes."""
    escaped = (rf"\U{ord(sign):08x}" if not " " <= sign <= "~" or sign in '"\\' else sign for sign in text)
    return f'"{"".join(escaped)}"'


def squeezed(text: str) -> str:
    return "".join(text.split())


class Page:
    """What a page has besides its words: elements with their attributes; and its words, those of the title too."""

    def __init__(self, text: str) -> None:
        read = Reader(text)
        assert read.open == []
        self.words = "".join(read.words)
        self.elements = Counter(
            (tag, *sorted(name for name in attributes if name != "tabindex")) for tag, attributes in read.tags
        )


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, ...]] = Counter()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag, *(name for name, _ in attrs)] += 1

    def handle_data(self, data: str) -> None:
        self.words += data


def html(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    page = Page(document)
    # An author's Markdown may be a list or emphasis, and nothing else.
    own = {("p",), ("ul",), ("li",), ("em",), ("strong",), ("code",)}
    return page.words, Counter({kind: count for kind, count in page.elements.items() if kind not in own})


def moodle(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    words, elements = "", Counter[tuple[str, ...]]()
    for question in ET.fromstring(document):
        for text in question.iter("text"):
            inside = Elements(text.text or "")
            words += f" {inside.words}"
            elements += inside.elements
            for sign in ("[[", "]]", "@@", "$$", "{1:", "{=", "{#", r"\("):
                assert sign not in (text.text or ""), sign
        elements += Counter((element.tag, *element.attrib) for element in question.iter())
    return words, elements


TEXT_SIGNS = {
    r"\textbackslash{}": "\\", r"\textasciicircum{}": "^", r"\textasciitilde{}": "~", r"\textless{}": "<",
    r"\textgreater{}": ">", r"\textbar{}": "|", r"\textquotedbl{}": '"', r"\textasciigrave{}": "`", r"\{": "{",
    r"\}": "}", r"\$": "$", r"\&": "&", r"\#": "#", r"\%": "%", r"\_": "_", r"\ldots{}": "…", "{}": "",
}  # fmt: skip
TEXT_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(TEXT_SIGNS, key=len, reverse=True)))
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")


def latex(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    assert not re.search(r"(?<!\\)%", document.partition("\\begin{document}")[2])
    assert "^^" not in document
    named = re.sub(r"\[U\+([0-9A-F]{4,6})\]", lambda found: chr(int(found[1], 16)), document)
    words = TEXT_SIGN.sub(lambda sign: TEXT_SIGNS[sign.group()], named)
    commands: Counter[tuple[str, ...]] = Counter((command,) for command in COMMAND.findall(TEXT_SIGN.sub("", document)))
    return words, commands


def fragment(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    remark, _, rest = document.partition("\n")
    assert remark.startswith("% ")
    return latex(f"\\begin{{document}}{rest.removeprefix(FITTED)}")


def markdown(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    words, elements = "", Counter[tuple[str, ...]]()
    for token in MarkdownIt("gfm-like").disable("linkify").parse(document):
        elements[token.type, token.tag] += 1
        for inline in token.children or ():
            elements[inline.type, inline.tag] += inline.type not in ("text", "softbreak", "text_special")
            words += inline.content
        words += " "
    assert not re.search(r"(?<!\\)\$", document)
    return words, +elements


def json_text(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    found = json.loads(document)
    return found["lesson"]["title"], Counter((key,) for step in found["steps"] for key in step)


def notebook(document: str) -> tuple[str, Counter[tuple[str, ...]]]:
    words, elements = "", Counter[tuple[str, ...]]()
    for cell in json.loads(document)["cells"]:
        if cell["cell_type"] == "code":
            elements["code", str(len(ast.parse(cell["source"]).body))] += 1
        else:
            text, found = markdown(cell["source"])
            words += text
            elements += found
    return words, elements


Read = Callable[[str], tuple[str, Counter[tuple[str, ...]]]]
READERS: dict[str, Read] = {
    "html": html, "moodle": moodle, "latex": latex, "markdown": markdown, "json": json_text, "notebook": notebook,
    "worksheet": html,
}  # fmt: skip
KINDS: list[tuple[str, dict[str, object], Read]] = [
    *((name, {}, read) for name, read in READERS.items()),
    ("latex", {"fragment": True}, fragment),
    ("worksheet", {"key": True}, html),
    ("worksheet", {"medium": "latex", "key": True}, latex),
    ("worksheet", {"medium": "markdown", "key": True}, markdown),
]


@cache
def harmless(place: int) -> Counter[tuple[str, ...]]:
    """What a format has besides its words."""
    name, options, read = KINDS[place]
    return read(writer(name)(lesson_with(HARMLESS), **options))[1]


def test_every_format_has_a_reader_here() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", range(len(KINDS)), ids=lambda place: " ".join(map(str, KINDS[place][:2])))
def test_a_text_is_a_text(place: int, hostile: str) -> None:
    name, options, read = KINDS[place]
    words, elements = read(writer(name)(lesson_with(HOSTILE[hostile]), **options))
    assert elements == harmless(place)
    if not options.get("fragment"):
        assert squeezed(HOSTILE[hostile]) in squeezed(words)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_a_terminal_would_obey_is_refused(text: str) -> None:
    with pytest.raises(LessonError, match="control character"):
        load_lesson(document(text))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_cell_is_no_formula(text: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    skill = Skill.WEIGHT_SHARE
    attempt = Attempt(
        session="a", lesson=text, step="backward:1", quantity=text, time_step=None, skill=skill, given=text,
        verdict=AnswerVerdict.WRONG, mistakes=(text,), at=at,
    )  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(results_csv([attempt])))
    kept = (attempt.lesson, attempt.quantity, attempt.given, attempt.mistakes[0])
    for cell, sign in zip((row["lesson"], row["quantity"], row["answer"], row["mistakes"]), kept, strict=True):
        assert cell in (sign, f"'{sign}")
        assert not re.match(r"\s*[=+\-@|%]", cell)


def test_a_lesson_s_file_may_have_any_name(tmp_path: Path) -> None:
    file = tmp_path / "<b>&\"']]>{x}$%.yaml"
    file.write_text(document(HARMLESS), "utf-8")
    derivation = derive(load_lesson(file))
    for place, (name, options, read) in enumerate(KINDS):
        _, elements = read(writer(name)(derivation, **options))
        assert name == "notebook" or elements == harmless(place), name
