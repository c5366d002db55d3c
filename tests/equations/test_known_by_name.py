"""No code but a function's own place knows it by its name, held by reading the source.

What is told from others by name has to be told so everywhere, and a new one works nowhere until each place learned it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rnn_tutor
from rnn_tutor.equations.functions import FUNCTIONS

PACKAGE = Path(rnn_tutor.__file__).parent
OWN_PLACE = "equations/operations/"

OTHER_MEANINGS = frozenset(
    {
        "abs",
        "clip",
        "clipped",
        "identity",
        "max",
        "mean",
        "min",
        "part",
        "pi",
        "placed",
        "rows",
        "sign",
        "size",
        "step",
        "sum",
    }
)
"""Names that are words of English or of Python besides: looked for only where a function is meant."""

EXCEPTIONS = {
    "equations/elsewhere.py": "what other languages call a function: a dictionary for messages, which works without",
    "equations/losses.py": "a loss has the name of the function that it is",
    "explain/opening_words.py": "words of the glossary, as stories and drawings have them",
    "explain/words_met.py": "words of the glossary, in the order in which they are explained",
    "export/code_styles.py": "how a language computes some; what isn't there is written by its definition",
    "lesson/one_hot.py": "the loss that takes class numbers, as a lesson names it",
    "lesson/other_names.py": "what other libraries call losses and activations",
    "lesson/wrong_kinds.py": "an example of an activation, as a remedy shows it",
    "notation/latex.py": "functions that LaTeX has a command for; others are set as operator names",
    "notation/media.py": "letters in ASCII, and how a calculator's key for a power of e is called",
    "quiz/latex.py": "commands of LaTeX that are read as the names that they are",
    "screens/layout/spelling.py": "letters in ASCII",
}
"""Where a name may stand all the same, and why."""


def means_a_function(node: ast.AST) -> Iterator[str]:
    """Names where nothing but a function can be meant: in Apply(…), compared with a `function`, in the table."""
    match node:
        case ast.Call(func=ast.Name("Apply"), args=[first, *_]):
            yield from texts(first)
        case ast.MatchClass(cls=ast.Name("Apply"), patterns=[first, *_]):
            yield from texts(first)
        case ast.Compare(left=ast.Attribute(attr="function") | ast.Name("function"), comparators=others):
            for other in others:
                yield from texts(other)
        case ast.Subscript(value=ast.Name("FUNCTIONS"), slice=key):
            yield from texts(key)


def texts(node: ast.AST) -> Iterator[str]:
    """The texts in a part of the source."""
    yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def known_by_name(source: str) -> set[str]:
    """The functions that a source knows by name."""
    tree = ast.parse(source)
    plain = {text for text in texts(tree) if text in FUNCTIONS and text not in OTHER_MEANINGS}
    return plain | {text for node in ast.walk(tree) for text in means_a_function(node) if text in FUNCTIONS}


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_function_is_known_by_its_name(file: Path) -> None:
    where = file.relative_to(PACKAGE).as_posix()
    if where.startswith(OWN_PLACE):
        return
    found = known_by_name(file.read_text("utf-8"))
    assert bool(found) == (where in EXCEPTIONS), found


@pytest.mark.parametrize(
    "source",
    [
        'Apply("sum", (g,))',
        'node.function == "mean"',
        'function in ("sum", "mean")',
        'match node:\n    case Apply("part" | "rows", _):\n        pass',
        'FUNCTIONS["max"]',
        'softmax = table["softmax"]',
    ],
)
def test_one_that_is_is_seen(source: str) -> None:
    assert known_by_name(source)


@pytest.mark.parametrize("source", ['{"step": 3}', 'kind = "sign"', '"""exp is a function."""', "EXP.name"])
def test_other_words_are_none(source: str) -> None:
    assert not known_by_name(source)
