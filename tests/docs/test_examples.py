"""The examples in docstrings are what happens."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import rnn_tutor

PACKAGE = Path(rnn_tutor.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(["rnn_tutor", *path.relative_to(PACKAGE).with_suffix("").parts])
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_an_example_comes_out_as_it_says(name: str) -> None:
    found = doctest.testmod(import_module(name.removesuffix(".__init__")), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0
    assert found.failed == 0
