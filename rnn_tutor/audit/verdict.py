"""What becomes of a printed figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.place import Place
from rnn_tutor.quiz.explanation import NamedMistake

UNROUNDED_DIGITS = 6
DRIFT_DIGITS = 2


class Verdict(Enum):
    """How a figure stands to the exact value, and to what is printed before it."""

    EXACT = "exact to the digits printed"
    BY_HAND = "right by hand"
    MORE_DIGITS = "with more digits than the rule"
    GIVEN_EARLIER = "right given an earlier slip"
    DOUBLE = "agrees to double precision"
    SINGLE = "agrees to single precision"
    WITHIN_ROUNDING = "within what rounding allows"
    LAST_PLACE = "with a slip in the last place"
    MISPRINT = "likely misprinted"
    WRONG = "that does not follow"

    @property
    def is_slip(self) -> bool:
        """Whether the source is to blame here."""
        return self in (Verdict.LAST_PLACE, Verdict.MISPRINT, Verdict.WRONG)


@dataclass(frozen=True)
class Audited:
    """A printed number, and what became of it.

    Attributes:
        name: what it is the value of, as the lesson writes it: Y.t3, h.t2[1], e^-0.706.
        printed: its digits.
        exact: the exact value, rounded to as many places.
        right: what the numbers printed before it give, rounded to as many places.
        line: these numbers, put in; `unrounded` is what they come to, in more digits.
        drift: how far it is from the exact value, to two significant digits.
        by_rule: what they come to, rounded by the lesson's rule.
        from_print: whether these numbers are all printed; else some are those by hand.
        earlier: the names of the slips that it inherits.
        about: whether it follows from these only within what rounding allows.
        cut_off: whether it is the right number cut off instead of rounded.
        mistakes: what would explain it, where it does not follow.
        meant: the right figure, where it is likely misprinted; `meant_line` is the line that gives it, and empty where
            it is the exact one.
        step: the step that finds it; None for a line of arithmetic.
        together: whether its cause is that of other figures as well.
    """

    name: str
    printed: str
    place: Place
    verdict: Verdict
    exact: str = ""
    right: str = ""
    line: str = ""
    unrounded: str = ""
    drift: str = ""
    by_rule: str = ""
    earlier: tuple[str, ...] = ()
    cut_off: bool = False
    mistakes: tuple[NamedMistake, ...] = ()
    meant: str = ""
    step: Step | None = None
    together: bool = False
    from_print: bool = True
    about: bool = False
    meant_line: str = ""

    @property
    def equation(self) -> str:
        """What is printed: Y.t3 = 0.670."""
        return f"{self.name} = {self.printed}"
