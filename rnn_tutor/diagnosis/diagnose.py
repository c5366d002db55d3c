"""Someone's own numbers beside a lesson's: what agrees, the first that doesn't, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rnn_tutor.arguments import need
from rnn_tutor.diagnosis.causes import Causes, Trial
from rnn_tutor.diagnosis.comparison import Compared, Comparison, Standing
from rnn_tutor.diagnosis.given_names import GivenNames, Matched
from rnn_tutor.diagnosis.numbers import Unreadable
from rnn_tutor.diagnosis.replay import Replay
from rnn_tutor.english import first_few
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.forward_only import need_gradients
from rnn_tutor.lesson.from_python import load_lesson
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.notation.speller import at_time, gradient_of

MOST_NAMED = 12


@dataclass(frozen=True)
class Diagnosis:
    """What came of it.

    Attributes:
        compared: the figures in the order of the derivation, each with what became of it.
        causes: what explains the wrong ones, the best first.
        notes: how the figures were read, where that isn't plain.
        unknown: names that mean nothing in this lesson.
    """

    lesson: Lesson
    replay: Replay
    compared: tuple[Compared, ...]
    causes: tuple[Trial, ...]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @cached_property
    def agreeing(self) -> list[Compared]:
        """The figures that agree, in whatever way."""
        return [one for one in self.compared if one.standing.is_right]

    @property
    def is_explained(self) -> bool:
        """Whether nothing differs, or one cause gives all that does."""
        return not self.wrong or any(trial.is_whole for trial in self.causes)

    @cached_property
    def unclear(self) -> list[Compared]:
        """Those with too few digits to tell."""
        return [one for one in self.compared if one.standing is Standing.UNCLEAR]

    @cached_property
    def wrong(self) -> list[Compared]:
        """Those that differ, the first on the way first."""
        return [one for one in self.compared if one.standing is Standing.WRONG]

    @property
    def first(self) -> Compared | None:
        """The first that differs: of the forward pass, else on the way back."""
        return self.wrong[0] if self.wrong else None

    def data(self) -> dict[str, Any]:
        """All of it as plain data, as `rnn-tutor diagnose --json` prints it."""
        return {
            "lesson": self.lesson.name,
            "given": len(self.compared),
            "agree": [one.figure.name for one in self.agreeing],
            "wrong": [
                {"name": one.figure.name, "element": one.element or None, "apart": one.apart} for one in self.wrong
            ],
            "first": self.first.figure.name if self.first else None,
            "causes": [_cause(trial) for trial in self.causes],
            "unclear": [one.figure.name for one in self.unclear],
            "notes": list(self.notes),
            "unknown": list(self.unknown),
        }


def _cause(trial: Trial) -> dict[str, Any]:
    return {
        "mistake": mistake_of(trial),
        "mistakes": [slip.mistake for slip in trial.slips],
        "words": words_of(trial),
        "explains": [figure.name for figure in trial.explains],
        "leaves": [figure.name for figure in trial.leaves],
    }


def mistake_of(trial: Trial) -> str:
    """The id of a cause; of two slips at once that of the second, which the first alone doesn't tell of."""
    return trial.slips[-1].mistake


def words_of(trial: Trial) -> str:
    """A cause in a clause."""
    return "; and at the same time ".join(slip.words for slip in trial.slips)


def diagnosis(
    lesson: Lesson,
    given: Mapping[str, Any],
    tolerance: float = 0.0,
    *,
    of_gradients: bool = False,
    is_row: bool = False,
) -> Diagnosis:
    """What is wrong with someone's numbers, and why.

    Args:
        lesson: the lesson that they belong to.
        given: numbers by name (`dW1`, `W1.grad`, `h.t2`, `loss`), as numbers, texts, lists, or numpy arrays. A text
            keeps its digits: "0.670" is known to the third decimal.
        tolerance: how far a number may be off, relative to the largest of its array; for difference quotients.
        of_gradients: whether a parameter's own name means its gradient, and never its new value.
        is_row: whether they came without names, in some order; those in `given` stand for that of the parameters.

    Raises:
        LessonError: where the lesson has no numbers.
        Unreadable: where none of the names means anything here, or something is no number.
    """
    need_gradients(lesson)
    derive(lesson)  # says where it has no value
    replay = Replay(lesson)
    matched = GivenNames(replay, of_gradients=of_gradients, is_row=is_row).matched(given)
    found = _of_matched(replay, matched, tolerance)
    if matched.has_new and not found.is_explained:  # far from the gradients, but perhaps a slip away from them
        other = _of_matched(replay, GivenNames(replay, of_gradients=True).matched(given), tolerance)
        return other if other.is_explained or not (found.agreeing or found.causes) else found
    return found


def _of_matched(replay: Replay, matched: Matched, tolerance: float) -> Diagnosis:
    if not matched.figures and not matched.notes:
        raise Unreadable(*_nothing(matched.unknown, replay.lesson))
    comparison = Comparison(replay, matched.figures, tolerance)
    order = {ref: place for place, ref in enumerate(replay.places)}
    compared = sorted(
        map(comparison.compared, matched.figures),
        key=lambda one: order.get(one.figure.ref, len(order)),
    )
    causes = Causes(replay, comparison, compared).found()
    wrong = [one for one in compared if one.standing is Standing.WRONG]
    if not any(trial.is_whole for trial in causes) and all(comparison.is_single(one.figure) for one in wrong):
        # Nothing known gives just these numbers, and a part of them may have been computed in single precision.
        compared = [replace(one, standing=Standing.SINGLE) if one in wrong else one for one in compared]
        causes = []
    return Diagnosis(
        replay.lesson, replay, tuple(compared), tuple(causes), tuple(matched.notes), tuple(matched.unknown)
    )


def _nothing(unknown: list[str], lesson: Lesson) -> tuple[str, str]:
    remedy = "`rnn-tutor diagnose LESSON --template` prints all names to fill in"
    if not unknown:
        return "there is no number in it", remedy
    timed = [found for name in unknown if (found := at_time(gradient_of(name) or name))]
    if any(name == equation.name for name, _ in timed for equation in lesson.network.each_step):
        remedy = f"its {lesson.time_step.lower()}s are 1 to {lesson.time_steps}; {remedy}"
    parameters = f"its parameters are {first_few([one.name for one in lesson.parameters], MOST_NAMED)}"
    return f"nothing in this lesson is called {', '.join(unknown[:5])}", f"{parameters}; {remedy}"


def diagnose(lesson: Lesson | str, given: Mapping[str, Any], *, tolerance: float = 0.0) -> dict[str, Any]:
    """What `rnn-tutor diagnose --json` prints, for a lesson (or its name) and numbers by name.

    >>> from rnn_tutor import diagnose
    >>> found = diagnose("stock-example", {"dX3": "-0.1645", "W2": "-0.1178"})
    >>> found["agree"], found["first"], found["causes"][0]["mistake"]
    (['dX3'], 'W2', 'wrong-time-step')

    Args:
        lesson: the lesson that the numbers belong to, or its name.
        given: numbers by name (`dW1`, `W1.grad`, `h.t2`, `loss`), as numbers, texts, lists of the shape that the lesson
            has, or arrays of numpy. A parameter's own name means its gradient.
        tolerance: how far a number may be off, relative to the largest of its array; for difference quotients.

    Raises:
        LessonError: for what is no lesson.
        ValueError: where none of the names means anything here, or something is no number.
        TypeError: for what is neither a lesson nor its name, or no dict.
    """
    need(lesson, (Lesson, str), "diagnose takes a Lesson, as load_lesson returns it, or a lesson's name")
    need(given, Mapping, 'your numbers are given as a dict, by name: {"dW1": 0.1}')
    found = load_lesson(lesson) if isinstance(lesson, str) else lesson
    return diagnosis(found, given, tolerance).data()


def is_of_forward(one: Compared) -> bool:
    """Whether a figure is one of the forward pass or the loss."""
    return one.figure.ref.kind is Kind.QUANTITY
