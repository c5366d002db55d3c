"""The stock example's figures, as they were computed before there was a program."""

from fractions import Fraction

import pytest

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.numbers.places import key_of
from tests.derivation.networks import named, only, stock_example

# phase and number, quantity, time step, by hand, the first twelve digits of the exact value (all, where it ends)
FIGURES = """
forward:1    X     1  0.350    0.35
forward:2    Y     1  0.587    0.586617578917
forward:3    X     2  0.776    0.775985273675
forward:4    Y     2  0.685    0.684814204163
forward:5    X     3  0.706    0.705444261249
forward:6    Y     3  0.670    0.669393727751
forward:7    P     -  0.736    0.735514982201
loss:1       Loss  -  0.215    0.215746331760
backward:1   P     -  -0.928   -0.928970035599
backward:2   W3    -  -0.622   -0.621846715098
backward:3   B3    -  -0.928   -0.928970035599
backward:4   Y     3  -0.742   -0.743176028479
backward:5   X     3  -0.164   -0.164469139511
backward:6   W1    3  -0.131   -0.131575311609
backward:7   W2    3  -0.112   -0.112630802884
backward:8   B1    3  -0.164   -0.164469139511
backward:9   Y     2  -0.049   -0.0493407418534
backward:10  X     2  -0.011   -0.0106498887728
backward:11  W1    2  -0.011   -0.0106498887728
backward:12  W2    2  -0.006   -0.00624741196764
backward:13  B1    2  -0.011   -0.0106498887728
backward:14  Y     1  -0.003   -0.00319496663184
backward:15  X     1  -0.0007  -0.000774771085405
backward:16  W1    1  -0.0004  -0.000387385542702
backward:17  B1    1  -0.0007  -0.000774771085405
total:1      W1    -  -0.142   -0.142612585924
total:2      W2    -  -0.118   -0.118878214851
total:3      B1    -  -0.176   -0.175893799369
total:4      W3    -  -0.622   -0.621846715098
total:5      B3    -  -0.928   -0.928970035599
update:1     W1    -  0.514    0.514261258592
update:2     W2    -  0.312    0.311887821485
update:3     B1    -  0.118    0.117589379937
update:4     W3    -  0.862    0.862184671510
update:5     B3    -  0.293    0.292897003560
"""
ROWS = [line.split() for line in FIGURES.strip().splitlines()]


@pytest.fixture(scope="module")
def stock() -> Derivation:
    return stock_example()


def test_the_steps_and_their_order(stock: Derivation) -> None:
    found = [
        [step.identity, step.quantity, "-" if step.time_step is None else str(step.time_step)] for step in stock.steps
    ]
    assert found == [row[:3] for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_figures(stock: Derivation, row: list[str]) -> None:
    identity, _, _, by_hand, exact = row
    step = named(stock, identity)
    assert only(step.by_hand.entries) == by_hand
    assert only(step.exact(12).entries) == exact


def test_it_has_five_trainable_parameters_on_three_days(stock: Derivation) -> None:
    assert stock.lesson.trainable_parameters == 5
    assert stock.lesson.time_steps == 3
    assert len(stock.phase(Phase.BACKWARD)) == 17


def test_a_line_of_the_contract(stock: Derivation) -> None:
    step = named(stock, "backward:7")
    assert step.formula == "∂Loss/∂X₃ × Y₂"
    assert only(step.substituted.entries) == "-0.164 × 0.685"
    assert step.worked.only == []
    assert only(step.exact(14).entries) == "-0.11263080288380"  # the contract's …288389… is a slip: 0.112630802883795…


def test_the_update_helps_on_both_tracks(stock: Derivation) -> None:
    loss = key_of(Kind.QUANTITY, "Loss", None)
    before, after = stock.by_hand[loss], stock.by_hand_after_update[loss]
    assert after < before  # type: ignore[operator]  # both are scalars
    # X₁ 0.375 · Y₁ 0.593 · X₂ 0.817 · Y₂ 0.694 · X₃ 0.746 · Y₃ 0.678 · P 0.877 · (1.2 − 0.877)² = 0.104329
    assert Fraction(str(after)) == Fraction("0.104")
    exact_before, exact_after = stock.exact[loss], stock.exact_after_update()[loss]
    assert exact_after < exact_before  # type: ignore[operator]  # both are scalars
