"""Lists with decimal commas are noticed; lists of whole numbers, one-hot vectors among them, are left in peace."""

import pytest

from rnn_tutor.lesson.decimal_commas import decimal_commas
from rnn_tutor.lesson.document import parse_document


def said(text: str) -> list[str]:
    return [str(problem) for problem in decimal_commas("my.yaml", parse_document(text + "\n", "my.yaml").root)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("inputs: [0,4, 0,9]", "0.4, 0.9"),
        ("inputs: [1,25, -2,5, 3,0]", "1.25, -2.5, 3.0"),
        ("inputs: [0,4,0,9]", "0.4, 0.9"),
        ("parameters: {W1: [0,5]}", "0.5"),
        ("inputs: [[0,4, 0,9], [1, 0]]", "0.4, 0.9"),
    ],
)
def test_noticed(text: str, meant: str) -> None:
    (mistake,) = said(text)
    assert f"write [{meant}] if you mean decimals" in mistake
    assert "my.yaml:1:" in mistake


@pytest.mark.parametrize(
    "text",
    [
        "inputs: [0, 4, 0, 9]",
        "inputs: [0,1,0,1]",
        "inputs: [1,0,0,1]",
        "inputs: [[0,1], [1,0]]",
        "inputs: [1,2, 3]",
        "inputs: [0.4, 0.9]",
        "inputs: [1,2,3,4]",
        "inputs: []",
        "inputs: [0,-4]",
        "inputs: ['0','4']",
        "inputs:\n- 0\n- 4",
    ],
)
def test_left_in_peace(text: str) -> None:
    assert said(text) == []
