"""What the README and docs/ say is what the program does."""

import doctest
import re
from pathlib import Path

import pytest

from rnn_tutor import load_lesson
from rnn_tutor.cli.manual import escaped, manual
from rnn_tutor.cli.overview import COMMANDS as OVERVIEW
from rnn_tutor.explain.derive import derive
from tests.docs.documents import (
    DOCUMENTS,
    MANUAL,
    ROOT,
    Block,
    blocks,
    commands,
    lesson_files,
    out_of_date,
    run,
    screen,
)
from tests.docs.lists import LIST, LISTS

BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]
COMMANDS = [(document, command, code) for document in DOCUMENTS for command, code in commands(document)]
FILES = [(document, name) for document in DOCUMENTS for name in lesson_files(document)]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def where(block: Block) -> str:
    line = block.document.read_text(encoding="utf-8").count("\n", 0, block.span[0])
    return f"{block.document.name}:{line}"


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.note.startswith("screen: ")], ids=where)
def test_a_screen_is_what_the_program_prints(block: Block) -> None:
    assert block.text == screen(block), "python -m tests.docs.documents writes the screens anew"


@pytest.mark.parametrize(("document", "command", "code"), COMMANDS, ids=lambda value: str(value)[-60:])
def test_a_command_works(document: Path, command: str, code: int) -> None:
    ended = run(document, command)
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("document", "name"), FILES, ids=str)
def test_a_lesson_file_is_a_lesson(document: Path, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(lesson_files(document)[name], encoding="utf-8")
    assert derive(load_lesson(file)).by_hand


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "yaml"], ids=where)
def test_yaml_is_a_lesson_file_or_part_of_one(block: Block) -> None:
    kind, _, name = block.note.partition(": ")
    assert kind in ("file", "part of"), "say in a comment above which lesson file this is"
    if kind == "part of":
        whole = [line.strip() for line in lesson_files(block.document)[name].splitlines()]
        assert [line.strip() for line in block.text.splitlines() if line.strip() not in whole] == []


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if ">>> " in d.read_text("utf-8")], ids=lambda d: d.name)
def test_what_is_typed_at_python_gives_what_stands_below_it(document: Path) -> None:
    typed = "\n".join(block.text for block in blocks(document) if block.language == "python")
    example = doctest.DocTestParser().get_doctest(typed, {}, document.name, str(document), 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert "".join(said) == ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_readme_is_there() -> None:
    assert ROOT / "README.md" in DOCUMENTS


def test_the_manual_page_says_what_the_help_says() -> None:
    assert MANUAL.read_text(encoding="utf-8") == manual(), "python -m tests.docs.documents writes it anew"
    named = re.findall(r'^\.SS "rnn\\-tutor (\w+)', manual(), re.MULTILINE)
    assert sorted(named) == sorted(OVERVIEW)


def test_the_page_of_commands_has_them_all() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- screen: rnn-tutor (\w+) --help -->", page)) == sorted(OVERVIEW)


def test_no_line_of_the_manual_page_is_a_command_of_ours() -> None:
    assert escaped(".so /etc/passwd") == r"\&.so /etc/passwd"
    assert escaped("a\\b -c") == r"a\eb \-c"


def test_what_is_made_of_the_programs_tables_is_up_to_date() -> None:
    assert out_of_date() == [], "python -m tests.docs.documents writes it anew"


def test_every_list_stands_in_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in DOCUMENTS)
    assert {found["name"] for found in LIST.finditer(text)} == LISTS.keys()
