"""Worked examples that are published with their figures, each a lesson in the folder `public`: the figures come out.

A lesson has its source, and under `printed` what stands there, digit for digit; nothing in the folder was written by
the program. What a source has wrong stays as it is printed, and is in SLIPS with the right figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import autograd.numpy as np
import pytest
from autograd import grad

from rnn_tutor import load_lesson
from rnn_tutor.audit.audit import audit
from rnn_tutor.audit.notes import printed_notes
from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.lesson import PrintedFigure

FOLDER = Path(__file__).parent / "public"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SINGLE = Decimal(2) ** -24  # one rounding error of single precision, for a number of about 1


def expit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def softmax(scores: list[float]) -> list[float]:
    return [float(share) for share in np.exp(scores) / np.exp(scores).sum()]


def infosys_loss(w: Any) -> Any:  # autograd's boxes
    h = np.zeros(2)
    for x in (0.2, 0.3, 0.4):
        h = np.tanh(w * x + np.array([[1.0, 2.0], [3.0, 4.0]]) @ h)
    return (7 - np.array([2.0, 4.0]) @ h) ** 2 / 2


INFOSYS = grad(infosys_loss)(np.array([2.0, 1.0]))
SLIPS = {
    "burn-lstm-by-hand": {
        "f.t1": expit(0.07),
        "i.t1": expit(0.05),
        "g.t1": np.tanh(0.09),
        "c.t1": 0.5123725 * 0.0892937,
        "t.t1": np.tanh(0.04575243),
        "h.t1": 0.5274723 * 0.04568173,
    },
    "click4ai-gru": {"n.t1[1]": np.tanh(0.5 + 0.05), "n.t1[2]": np.tanh(0.2 + 0.15)},
    "hello-by-hand": {"h.t1[3]": np.tanh(0.537524 + 0.567001)},
    "infosys-rnn": {"total.W[1]": INFOSYS[0], "total.W[2]": INFOSYS[1]},
    "paul-rnn": {"h.t2": np.tanh(0.9 * 0.5 + 0.5 * 0.753 + 0.3)},
    "prachub-bptt": {
        "h.t2": np.tanh(0.5 * 2 + 0.1 * 0.4621),
        "Loss": (0.9242 - 1) ** 2 / 2 + (1.558 - 2) ** 2 / 2,
    },
    "scribd-word-class": {
        **{f"h.t1[{place}]": np.tanh(a) for place, a in enumerate((0.49, 0.01, 0.37), 1)},
        "s.t1[3]": -0.4 * 0.4621 + 0.1 * 0.0099 + 0.5 * 0.3584,
        **{f"p.t1[{place}]": p for place, p in enumerate(softmax([0.06252, 0.28001, 0.19535, 0.15571]), 1)},
        "Loss": -np.log(0.2229),
    },
}
"""What is printed wrong, by example and figure, with what the numbers printed before it give."""


class Figure(NamedTuple):
    """A number as it is printed, beside what the program has for it on its two tracks."""

    name: str
    printed: Decimal
    exact: Decimal
    by_hand: Decimal

    @property
    def half(self) -> Decimal:
        """Half a unit of the last digit that is printed."""
        return Decimal((0, (5,), int(self.printed.as_tuple().exponent) - 1))


@cache
def derived(example: str) -> Derivation:
    return derive(load_lesson(FOLDER / f"{example}.yaml"))


@cache
def audited(example: str) -> tuple[Audited, ...]:
    return audit(derived(example))


def figures(example: str) -> Iterator[Figure]:
    derivation = derived(example)
    for printed in derivation.lesson.printed:
        assert isinstance(printed, PrintedFigure)
        step = derivation[printed.name]
        exact, by_hand = step.exact(), step.by_hand
        assert isinstance(exact, Array)
        assert isinstance(by_hand, Array)
        assert printed.value.shape == exact.shape, printed.name
        for place, number in enumerate(printed.value.entries):
            name = f"{printed.name}[{place + 1}]" if exact.shape else printed.name
            yield Figure(
                name, Decimal(number.text or ""), Decimal(exact.entries[place]), Decimal(by_hand.entries[place])
            )


def test_there_are_many() -> None:
    assert len(EXAMPLES) >= 30
    assert set(SLIPS) <= set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_where_it_is_from(example: str) -> None:
    lesson = derived(example).lesson
    assert any(year in lesson.source for year in map(str, range(1980, 2027)))
    assert lesson.printed


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_figures_come_out_to_the_digits_printed(example: str) -> None:
    """Exactly, or by hand where a source rounds on the way; a computer's single precision has its own last digit."""
    single = derived(example).lesson.rounding.binary == 24
    off = SLIPS.get(example, {}).keys() | follow_from_slips(example)
    for figure in figures(example):
        room = figure.half + (SINGLE * (1 + 8 * abs(figure.exact)) if single else 0)
        nearest = min(abs(figure.printed - figure.exact), abs(figure.printed - figure.by_hand))
        assert nearest <= room or figure.name in off, figure


def follow_from_slips(example: str) -> set[str]:
    """The figures that are right given a slip before them; none where there is no slip."""
    follows = (Verdict.GIVEN_EARLIER, Verdict.MORE_DIGITS)
    return {found.name for found in audited(example) if example in SLIPS and found.verdict in follows}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_audit_blames_what_is_wrong_and_nothing_else(example: str) -> None:
    blamed = {found.name: found for found in audited(example) if found.verdict.is_slip}
    right = SLIPS.get(example, {})
    assert set(blamed) == set(right)
    for name, value in right.items():
        places = len(blamed[name].printed.partition(".")[2])
        assert blamed[name].printed != f"{value:.{places}f}" in (blamed[name].right, blamed[name].exact)


@pytest.mark.parametrize("example", EXAMPLES)
def test_check_says_nothing_of_what_a_computer_rounds_on_its_way(example: str) -> None:
    if derived(example).lesson.rounding.binary is not None and example not in SLIPS:
        assert list(printed_notes(example, audited(example))) == []
