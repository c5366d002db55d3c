"""How well wrong answers are told why, measured against a model of its own: a sample here, more as a campaign.

The campaign (`-m campaign`) writes docs/grading-measured.md.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.grading import Grade
from rnn_tutor.quiz.plan import PHASES, QuizPlan, asked_of
from rnn_tutor.quiz.question import Question
from rnn_tutor.quiz.session import quiz
from tests.derivation.networks import Written
from tests.quiz.given import graded
from tests.quiz.own_model import Net, exactly, pen_slips, places_of, random_net, single, slips
from tests.quiz.own_vectors import VectorNet, random_vector_net, vector_slips

Asked: TypeAlias = dict[tuple[str, str, int | None], Question]
SAMPLE = range(2)
CAMPAIGN = range(12)
DOCUMENT = Path("docs/grading-measured.md")
CONCEPTS = {"arithmetic", "decimal-shift", "rounded-too-early"}


def derivation_of(net: Net) -> Derivation:
    each_step = {"X": "input*W1 + previous(Y)*W2 + B1", "Y": f"{net.activation}(X)"}
    output = {"P": "Y*W3 + B3"}
    return Written(
        each_step=each_step | output if net.each_step else each_step,
        output={} if net.each_step else output,
        inputs=[f"{x}" for x in net.inputs],
        targets=[f"{t}" for t in net.targets] if net.each_step else None,
        target=None if net.each_step else f"{net.targets[0]}",
        parameters={name: f"{value}" for name, value in net.p.items()},
        learning_rate=f"{net.rate}",
    ).derivation()


def asked_steps(derivation: Derivation) -> Asked:
    return {(step.phase.value, step.quantity, step.time_step): asked_of(step) for step in derivation.steps}


@dataclass
class Measured:
    """Counts: by kind of slip what was said, and of right numbers how many were taken."""

    named: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    nothing: Counter[str] = field(default_factory=Counter)
    phases: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    right: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    pen: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return sum((self.named + self.wrong + self.nothing).values())

    def share(self, counts: Counter[str]) -> float:
        return sum(counts.values()) / max(self.all, 1)

    @property
    def by_kind(self) -> dict[str, float]:
        kinds = self.named + self.wrong + self.nothing
        return {kind: self.named[kind] / count for kind, count in kinds.items()}


def measure(seeds: range) -> Measured:
    found = Measured()
    for seed in seeds:
        net = random_net(seed).run()
        derivation = derivation_of(net)
        steps = asked_steps(derivation)
        _wrong_numbers(net, steps, found)
        _right_numbers(seed, derivation, found)
        _pen(steps, found, random.Random(seed))
    return found


def _wrong_numbers(net: Net, steps: Asked, found: Measured) -> None:
    for slip in slips(net):
        asked = steps.get((slip.phase, slip.quantity, slip.time))
        if asked is None or (not slip.value and "no-gradient" not in slip.ids):
            continue
        typed = f"{slip.value:.3g}"
        grade = graded(asked, typed)
        label = f"{slip.phase}: {slip.kind}"
        if grade.verdict is not AnswerVerdict.WRONG:
            continue  # with these numbers it is the right number, to the digits typed
        count(found, label, slip.phase, {mistake.name for mistake in grade.mistakes}, slip.ids)


def measure_vectors(seeds: range) -> Measured:
    found = Measured()
    for seed in seeds:
        net = random_vector_net(seed).run()
        derivation = vector_derivation(net)
        identities = {(s.phase.value, s.quantity, s.time_step): s.identity for s in derivation.steps}
        under_way = quiz(derivation, QuizPlan(PHASES["all"]))
        places = {question.identity: place for place, question in enumerate(under_way.questions)}
        for slip in vector_slips(net):
            under_way.position = places[identities[slip.phase, slip.quantity, slip.time]]
            under_way.own.clear()
            feedback = under_way.answer(slip.typed())
            if feedback.grade.verdict is AnswerVerdict.WRONG:
                count(found, f"{slip.phase}: {slip.kind}", slip.phase, set(feedback.attempt.mistakes), slip.ids)
    return found


def vector_derivation(net: VectorNet) -> Derivation:
    def written(array: Any) -> Any:
        return [f"{row[0]}" for row in array] if array.shape[1] == 1 else [[f"{x}" for x in row] for row in array]

    return Written(
        each_step={"X": "W1 @ input + W2 @ previous(Y) + B1", "Y": "tanh(X)"},
        output={"P": "W3 @ Y + B3"},
        inputs=[written(x) for x in net.inputs],
        target=f"{net.target}",
        parameters={n: f"{v[0, 0]}" if v.shape == (1, 1) else written(v) for n, v in net.p.items()},
        learning_rate=f"{net.rate}",
    ).derivation()


def count(found: Measured, label: str, phase: str, said: set[str], ids: frozenset[str]) -> None:
    counts = found.named if said & ids else found.wrong if said else found.nothing
    counts[label] += 1
    found.phases[phase]["named" if said & ids else "other"] += 1


def _right_numbers(seed: int, derivation: Derivation, found: Measured) -> None:
    """The numbers of a program in double and in single precision, and cut off after some digits."""
    doubles, singles = random_net(seed, exactly).run(), random_net(seed, single).run()
    for step in derivation.steps:
        for name, net, text in _printed(step, doubles, singles):
            grade = graded(asked_of(step), text)
            found.right[name] += 1
            if grade.verdict is not AnswerVerdict.RIGHT:
                found.refused.append(f"{name}: {step.identity} {text} (seed {seed}, {net.activation})")


def _printed(step: Step, doubles: Net, singles: Net) -> Iterator[tuple[str, Net, str]]:
    phase, quantity, time = step.phase.value, step.quantity, step.time_step
    last = doubles.last
    name = {
        "forward": f"{quantity}{time or ''}",
        "backward": f"d{quantity}{time or last}" if quantity in "PXY" else f"d{quantity}_{time or last}",
        "total": f"d{quantity}",
        "update": f"new {quantity}",
    }.get(phase)
    if name is None or name not in doubles.v:
        return
    yield "double", doubles, repr(doubles.v[name])
    yield "single", singles, f"{singles.v[name]:.9g}"
    exact = f"{doubles.v[name]:.15f}"
    for more in (1, 3, 7):  # decimals than the screen's numbers have
        cut = exact[: exact.index(".") + 1 + places_of(doubles.v[name]) + more]
        if cut.strip("-0."):
            yield "cut off", doubles, cut


def _pen(steps: Asked, found: Measured, chance: random.Random) -> None:
    for (phase, *_), asked in steps.items():
        text = asked.by_hand_text
        if phase == "loss" or len(text.strip("-0.")) < 2:
            continue
        for typed in pen_slips(text, chance):
            grade: Grade = graded(asked, typed)
            if grade.verdict is AnswerVerdict.WRONG:
                said = {mistake.name for mistake in grade.mistakes}
                found.told.append(f"{phase} {text} as {typed}: {[m.words for m in grade.mistakes]}")
                found.pen["concept" if said - CONCEPTS and not said & {"arithmetic"} else "fine"] += 1


def page_of(found: Measured, vectors: Measured) -> str:
    """What was measured, as a page."""
    kinds = found.by_kind
    never = sorted(kind for kind, share in kinds.items() if not share)
    pens = sum(found.pen.values())
    rows = [
        ("conceptual slips told the right reason", f"{found.share(found.named):.1%}"),
        ("the same, each kind counted once", f"{sum(kinds.values()) / len(kinds):.1%} of {len(kinds)} kinds"),
        ("kinds never named", ", ".join(never) or "none"),
        ("between vectors and matrices", f"{vectors.share(vectors.named):.1%} of {vectors.all}"),
        ("a wrong reason there", f"{vectors.share(vectors.wrong):.1%}"),
        ("a wrong reason", f"{found.share(found.wrong):.1%}"),
        ("nothing", f"{found.share(found.nothing):.1%}"),
        *(
            (f"named in the phase {phase}", f"{counts['named'] / sum(counts.values()):.1%}")
            for phase, counts in found.phases.items()
        ),
        ("slips of the pen told a conceptual reason alone", f"{found.pen['concept'] / max(pens, 1):.1%} of {pens}"),
        *(
            (f"right numbers taken, {name}", f"{1 - len(_of(name, found)) / count:.1%} of {count}")
            for name, count in found.right.items()
        ),
    ]
    table = "\n".join(f"| {what} | {value} |" for what, value in rows)
    worst = "\n".join(
        f"| {kind} | {share:.0%} |" for kind, share in sorted(kinds.items(), key=lambda item: item[1])[:15]
    )
    return (
        "# The grading, measured\n\n"
        "Written by `pytest -m campaign tests/quiz/test_measured.py`, which asks the quiz about wrong and right\n"
        "numbers of a model of its own (`tests/quiz/own_model.py`): its equations, rounding and slips.\n\n"
        f"{found.all} wrong answers.\n\n| | |\n|---|---|\n{table}\n\n"
        f"The kinds that are named least:\n\n| kind | named |\n|---|---|\n{worst}\n"
    )


def _of(name: str, found: Measured) -> list[str]:
    return [line for line in found.refused if line.startswith(f"{name}:")]


@pytest.fixture(scope="module")
def sample() -> Measured:
    return measure(SAMPLE)


def test_right_numbers_are_taken(sample: Measured) -> None:
    assert sample.refused == []


def test_wrong_numbers_are_told_why(sample: Measured) -> None:
    assert sample.share(sample.named) >= 0.9
    assert sample.share(sample.wrong) <= 0.06


def test_slips_of_the_pen_are_called_that(sample: Measured) -> None:
    assert sample.pen["concept"] <= 0.1 * sum(sample.pen.values())


def test_wrong_vectors_are_told_why() -> None:
    found = measure_vectors(range(1))
    assert found.share(found.named) >= 0.85
    assert found.share(found.wrong) <= 0.06


@pytest.mark.campaign
def test_the_grading_measured() -> None:
    found = measure(CAMPAIGN)
    DOCUMENT.write_text(page_of(found, measure_vectors(CAMPAIGN)), "utf-8")
    assert not found.refused
    assert found.share(found.named) >= 0.9
