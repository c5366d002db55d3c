"""The quiz is asked about the model's answers: what it takes, what it refuses, and which reasons it gives."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.attempt import Feedback
from rnn_tutor.quiz.plan import PHASES, QuizPlan
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import quiz
from tests.derivation.networks import loaded
from tests.quiz.model.reading import Beyond, read
from tests.quiz.model.slip import Slip
from tests.quiz.model.slips import slips
from tests.quiz.model.terms import Array, Numbers, Term, names, value, written
from tests.quiz.model.working import Model, Work

LESSONS = Path("lessons")
PEN_ONLY = {"arithmetic", "decimal-shift", "rounded-too-early"}
FEWEST = 3  # digits that somebody types who has them on a calculator


class Asked:
    """One epoch of a lesson, with its questions by the model's work."""

    def __init__(self, text: str, epoch: int = 1) -> None:
        self.model = Model(read(text)).run()
        first = derive(loaded(text))
        self.derivation: Derivation = first
        if epoch > 1:
            self.model = self.model.second()
            self.derivation = next(one for one in first.epochs if one.epoch == epoch)
        self.quiz = quiz(self.derivation, QuizPlan(PHASES["all"], attempts=10**6))
        self.places: dict[str, int] = {}
        found: defaultdict[tuple[str, str, int | None], list[int]] = defaultdict(list)
        for place, question in enumerate(self.quiz.questions):
            found[question.phase, question.quantity, question.time_step].append(place)
        for work in self.model.works:
            self.places[work.name] = found[work.phase, work.quantity, work.time].pop(0)

    def question(self, work: Work) -> Question:
        question = self.quiz.questions[self.places[work.name]]
        assert isinstance(question, Question)
        return question

    def say(self, work: Work, text: str) -> Feedback:
        """What the quiz says to an answer, as if it were the first."""
        self.quiz.position = self.places[work.name]
        self.quiz.own.clear()
        self.quiz.tries = self.quiz.in_vain = 0
        return self.quiz.answer(text)

    def typed(self, work: Work, number: Array, digits: str) -> str:
        """A number or a vector as it is typed; of a large one the element that is asked for."""
        question = self.question(work)
        if number.ndim == 0:
            return self.one(float(number), digits)
        shape = question.step.operation.shape
        number = np.broadcast_to(number, shape) if number.shape != shape and number.size in (1, *shape) else number
        if not question.whole:
            return self.one(float(number[question.row - 1, question.column - 1]), digits)
        rows = [[self.one(float(x), digits) for x in row] for row in number]
        if number.shape[1] == 1:
            return "[" + ", ".join(x for (x,) in rows) + "]"
        return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"

    def one(self, number: float, digits: str) -> str:
        hand = np.format_float_positional(self.model.rounded(number), trim="-")
        if digits == "hand" and len(hand.strip("-0.").replace(".", "")) >= FEWEST:
            return hand
        return np.format_float_positional(float(f"{number:{'.3g' if digits == 'hand' else digits}}"), trim="-")


@dataclass
class Measured:
    """Counts, by kind of slip and by phase, of what was said; and examples of what wasn't as it should be."""

    said: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    formulas: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    right: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pen: Counter[str] = field(default_factory=Counter)
    bot: Counter[str] = field(default_factory=Counter)

    def share(self, what: str, phase: str = "", *, formulas: bool = False) -> float:
        rows = [c for k, c in (self.formulas if formulas else self.said).items() if k.startswith(phase)]
        return sum(c[what] for c in rows) / max(sum(sum(c.values()) for c in rows), 1)

    def total(self, *, formulas: bool = False) -> int:
        return sum(sum(c.values()) for c in (self.formulas if formulas else self.said).values())

    def by_kind(self, *, formulas: bool = False) -> dict[str, float]:
        rows = self.formulas if formulas else self.said
        return {kind: counts["named"] / sum(counts.values()) for kind, counts in rows.items()}


def judged(feedback: Feedback, ids: Iterable[str]) -> str:
    said = set(feedback.attempt.mistakes)
    if feedback.grade.verdict is not AnswerVerdict.WRONG:
        return feedback.grade.verdict.value
    return "named" if said & set(ids) else "wrong" if said else "nothing"


def measure_slips(asked: Asked, found: Measured, label: str, every: int = 1, start: int = 0) -> None:
    """Each slip as a number by hand, and in turn pasted from a program, and as a formula."""
    for index, slip in enumerate(slips(asked.model)):
        if index % every != start % every:
            continue
        number = _number_of(asked, slip, asked.model.hand)
        exact = _number_of(asked, slip, asked.model.exact)
        if number is None or exact is None or (not number.any() and "no-gradient" not in slip.ids):
            continue
        if np.allclose(number, asked.model.hand[slip.work.name], rtol=2e-3, atol=0):
            continue  # with these numbers it is the right one
        by_hand = index // every % 3
        text = asked.typed(slip.work, number, "hand") if by_hand else asked.typed(slip.work, exact, ".6g")
        if len(text.strip("-0.[").replace(".", "")) < 2 and number.any():
            continue  # one digit tells nobody anything
        _count(asked, slip, text, found.said, found, label)
        if slip.typeable and by_hand == 2 and (number.any() or not number.ndim):
            text = spelled(asked.model, slip.formula)
            if text:
                _count(asked, slip, text, found.formulas, found, label)


def spelled(model: Model, formula: Term) -> str:
    """A formula as somebody types it; nothing where its shares can't be told apart by name."""
    shares = {
        work.name: f"d{work.quantity}" + (f"_{work.time}" if work.time else "") for work in model.works if work.via
    }
    if model.several and shares.keys() & names(formula):
        return ""
    return written(formula, lambda name: shares.get(name, name))


def _number_of(asked: Asked, slip: Slip, numbers: Numbers) -> Array | None:
    try:
        with np.errstate(all="ignore"):
            number = value(slip.formula, numbers)
    except ValueError:
        return None  # the shapes don't go together
    right = asked.model.hand[slip.work.name]
    if not np.isfinite(number).all() or (abs(number) > 1e9).any():
        return None
    if number.shape != right.shape:
        return None if number.ndim or number else np.zeros(right.shape)
    return number


def _count(
    asked: Asked,
    slip: Slip,
    text: str,
    into: defaultdict[str, Counter[str]],
    found: Measured,
    label: str,
) -> None:
    feedback = asked.say(slip.work, text)
    verdict = judged(feedback, slip.ids)
    if verdict in ("named", "wrong", "nothing"):
        into[slip.kind][verdict] += 1
    elif verdict == "unreadable" and feedback.problem:
        found.examples["unreadable"].append(
            f"{label} {asked.question(slip.work).identity} {text!r}: {feedback.problem.message}"
        )
    if verdict in ("wrong", "nothing"):
        words = "; ".join(f"{m.name}: {m.words}" for m in feedback.grade.mistakes)
        formula = written(slip.formula)
        line = f"{label} {asked.question(slip.work).identity} {slip.kind} {text!r} [{formula}] {verdict} {words}"
        found.examples["formula" if into is found.formulas else "number"].append(line)


def pen_slips(text: str, chance: random.Random) -> Iterator[str]:
    """A number as the pen may slip: two digits exchanged, one digit another, halved."""
    places = [place for place, letter in enumerate(text) if letter in "123456789"]
    for place in places:
        after = place + 1
        if after < len(text) and text[after].isdigit() and text[after] != text[place]:
            yield text[:place] + text[after] + text[place] + text[after + 1 :]
            break
    if places:
        place = chance.choice(places)
        changed = chance.choice([d for d in "123456789" if d != text[place]])
        yield text[:place] + changed + text[place + 1 :]
    yield f"{float(text) / 2:.3g}"


def measure_pen(asked: Asked, found: Measured, chance: random.Random, label: str, every: int = 1) -> None:
    for work in asked.model.works[::every]:
        question = asked.question(work)
        if question.whole and question.step.operation.shape:
            continue
        text = asked.typed(work, asked.model.hand[work.name], "hand")
        if len(text.strip("-0.").replace(".", "")) < 2:
            continue
        for typed in pen_slips(text, chance):
            feedback = asked.say(work, typed)
            if feedback.grade.verdict is AnswerVerdict.WRONG:
                said = set(feedback.attempt.mistakes)
                concept = bool(said) and not said & PEN_ONLY
                found.pen["concept" if concept else "named" if said else "nothing"] += 1
                if concept:
                    words = "; ".join(m.words for m in feedback.grade.mistakes)
                    found.examples["pen"].append(f"{label} {question.identity} {text} as {typed}: {words}")


def bundled(epoch: int = 1) -> Iterator[tuple[str, Asked]]:
    """The bundled lessons that the model knows."""
    for file in sorted(LESSONS.glob("*.yaml")):
        try:
            yield file.stem, Asked(file.read_text("utf-8"), epoch)
        except Beyond:
            continue
