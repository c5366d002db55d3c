"""What is said of a rounding rule: its examples are what the rule makes of them."""

import re
from fractions import Fraction
from typing import Any

import pytest

from rnn_tutor.numbers.rounding import Rounding
from tests.derivation.calculator import rounded_by_hand

BECOMES = re.compile(r"(\d+(?:\.\d+)?) becomes (\d+(?:\.\d+)?)")


@pytest.mark.parametrize("digits", range(1, 13))
@pytest.mark.parametrize("kind", ["decimals", "significant"])
def test_an_example_is_rounded_as_the_rule_says(digits: int, kind: str) -> None:
    """Against a calculator written from the contract alone."""
    is_decimals = kind == "decimals"
    rule: Any = digits if is_decimals else {"significant": digits}
    rounding = Rounding(decimals=digits) if is_decimals else Rounding(decimals=None, significant=digits)
    examples = BECOMES.findall(rounding.describe_edges())
    assert len(examples) == 1 + is_decimals
    for before, after in examples:
        assert rounded_by_hand(Fraction(before), rule) == Fraction(after)
        assert before != after
    half, up = map(Fraction, examples[-1])
    step = Fraction(1, 10 ** (digits if is_decimals else digits - 1))
    assert up - half == step / 2  # it is a half, and goes away from 0


def test_a_computers_numbers_have_no_such_rule() -> None:
    assert Rounding(decimals=None, binary=53, significant=17).describe_edges() == ""
