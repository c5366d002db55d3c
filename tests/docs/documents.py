"""The README and the pages of docs/, read for what has to stay true: their screens, commands and lesson files.

A block of a document is tied to the program by the comment above it:

    <!-- file: weather.yaml -->                               a lesson file, complete
    <!-- part of: weather.yaml -->                            lines that stand in that file
    <!-- screen: rnn-tutor walk weather.yaml | lines 1-20 -->  what the command prints, or some lines of it
    <!-- screen: rnn-tutor quiz | typed -0.31; hint -->        the same, with these lines typed
    <!-- screen: rnn-tutor diagnose w.yaml - | exit 1 -->      the same of a command that ends with this code
    <!-- exit: 2 -->                                          the command below fails with this code

Lists that are made of the program's tables stand between two comments of their own (`lists.py`).

`python -m tests.docs.documents` writes the screens, the lists, the manual page, the glossary and the JSON Schema anew;
with `--lists` all but the screens. With `--check` it writes nothing, and ends with 1 where anything but a screen is out
of date: the screens are checked by the tests.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rnn_tutor.cli.manual import manual
from rnn_tutor.lesson.json_schema import json_schema
from tests.cli.given import run as program
from tests.docs import glossary, lists, pictures

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
MANUAL = ROOT / "docs" / "rnn-tutor.1"
SCHEMA = ROOT / "lessons" / "lesson.schema.json"
BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^\n]*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
SCREEN = re.compile(
    r"screen: (?P<command>rnn-tutor[^|]*?)(?: \| lines (?P<first>\d+)-(?P<last>\d+))?(?: \| exit (?P<code>\d+))?"
    r"(?: \| typed (?P<typed>.*))?$"
)


@dataclass(frozen=True)
class Block:
    """A fenced block; `note` is the comment above it, `span` where its text stands in the document."""

    document: Path
    note: str
    language: str
    text: str
    span: tuple[int, int]


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a document."""
    return [
        Block(document, found["note"] or "", found["language"], found["text"], found.span("text"))
        for found in BLOCK.finditer(document.read_text(encoding="utf-8"))
    ]


def lesson_files(document: Path) -> dict[str, str]:
    """The lesson files that a document writes out, by name."""
    notes = [(block.note, block.text) for block in blocks(document)]
    return {note.removeprefix("file: "): text for note, text in notes if note.startswith("file: ")}


def commands(document: Path) -> Iterator[tuple[str, int]]:
    """The commands of a document, with the exit code that each should end with."""
    for block in blocks(document):
        if block.language == "sh":
            code = int(block.note.removeprefix("exit: ")) if block.note.startswith("exit: ") else 0
            yield from ((line, code) for line in block.text.splitlines() if line.startswith("rnn-tutor "))


@cache
def run(document: Path, command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command, run where the document's lesson files lie, with nothing kept from one to the next."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in lesson_files(document).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        given = "".join(line.strip() + "\n" for line in typed.split(";")) if typed else ""
        words = shlex.split(command, comments=True)[1:]
        return program(*words, given=given, cwd=Path(folder), COLUMNS="80", RNN_TUTOR_DATA=str(Path(folder) / "data"))


def screen(block: Block) -> str | None:
    """What should stand in a block that shows a screen; None for any other block."""
    found = SCREEN.match(block.note)
    if found is None:
        return None
    ended = run(block.document, found["command"], found["typed"] or "")
    if ended.returncode != int(found["code"] or 0):
        ended.check_returncode()
    lines = ended.stdout.splitlines()
    first, last = int(found["first"] or 1), int(found["last"] or len(lines))
    return "\n".join(line.rstrip() for line in lines[first - 1 : last]) + "\n"


def rewrite(document: Path) -> None:
    """Bring a document's screens up to date."""
    text = document.read_text(encoding="utf-8")
    for block in reversed(blocks(document)):
        shown = screen(block)
        if shown is not None:
            start, end = block.span
            text = text[:start] + shown + text[end:]
    document.write_text(text, encoding="utf-8")


def made() -> dict[Path, str]:
    """What the files should hold that are made of the program's tables, or hold lists that are."""
    pages = {page: lists.renewed(page.read_text(encoding="utf-8")) for page in DOCUMENTS if page != glossary.FILE}
    schema = json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    return {**pages, MANUAL: manual(), glossary.FILE: glossary.page(), SCHEMA: schema}


def renew() -> None:
    """Write everything anew that is made of the program's tables."""
    for file, text in made().items():
        file.write_text(text, encoding="utf-8")


def out_of_date() -> list[Path]:
    """The files that don't hold what they are made of."""
    return [file for file, text in made().items() if file.read_text(encoding="utf-8") != text]


def main(words: Sequence[str]) -> None:
    """Renew, or check, what is made of the program."""
    if "--check" in words:
        files = " ".join(str(file.relative_to(ROOT)) for file in out_of_date())
        sys.exit(f"Out of date: {files}. Renew: python -m tests.docs.documents" if files else 0)
    renew()
    if "--lists" not in words:
        for document in DOCUMENTS:
            rewrite(document)
        pictures.write_all()


if __name__ == "__main__":
    main(sys.argv[1:])
