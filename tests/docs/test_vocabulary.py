"""One word for one thing, and plain English: words that aren't used, each with the one that is.

Looked for in what a person reads: texts of the program (no docstrings, which are for who reads the code), its lessons,
networks and glossary, and the pages. The changelog tells what was, in the words of its day.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rnn_tutor
from tests.docs.documents import ROOT

PACKAGE = Path(rnn_tutor.__file__).parent
SPELLINGS = "spellings = "
"""How a reader may ask the glossary for a word: those that it doesn't use itself, above all."""

INSTEAD = {
    r"ways? to the loss": "path to the loss",
    r"that way is missing": "that path is missing",
    r"whole gradients?": "total gradient, or gradient vector",
    r"(gradient|∂Loss/∂\S+), in all": "total gradient",
    r"foretell|foretold": "predict",
    r"(?<!--)afresh|begin anew": "start over",
    r"mend(s|ed)?": "fix",
    r"by way of": "through",
    r"(?<!there )is no (number|function|archive|array|direction|derivative)": "is not a …",
    r"(written|worked out|found) otherwise": "differently",
    r"says all of its numbers": "contains all of its numbers",
    r"(nothing|something) stands": "there is nothing, there is something",
    r"parts (nothing|the thousands)|nothing parts": "separate",
    r"told from zero": "distinguished from zero",
    r"doesn't look at": "doesn't depend on",
    r"not looked at": "not checked",
    r"stretch(es)?": "slice",
    r"the way back (is|ends|begins|goes|reads)|(step|line)s? \S+ of the way back": "the backward pass",
    r"the feedback weight": "the recurrent weight",
}


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each text of a program but docstrings, with its line; of a formatted one the parts that are written out."""
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


@cache
def read_by_people() -> list[tuple[str, str]]:
    """Each text with its place."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        where = file.relative_to(ROOT)
        found += [(f"{where}:{line}", text) for line, text in texts(ast.parse(file.read_text(encoding="utf-8")))]
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
    data = [*PACKAGE.rglob("*.yaml"), *PACKAGE.rglob("*.toml"), *(ROOT / "lessons").glob("*.yaml")]
    for file in (*pages, *data):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.startswith(SPELLINGS):
                found.append((f"{file.relative_to(ROOT)}:{number}", line))
    return found


@pytest.mark.parametrize("words", INSTEAD)
def test_words_that_are_not_used(words: str) -> None:
    pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    used = [f"{where}: {text}" for where, text in read_by_people() if pattern.search(text)]
    assert not used, f"write: {INSTEAD[words]}"
