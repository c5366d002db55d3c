"""Poor lessons by what is in them: words that are missing, quantities that lead nowhere, mistakes that don't show."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_tutor.audit.finding import Finding, advice, equation_of, rule, some
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import symbol
from rnn_tutor.quiz.question import Question, can_be_asked
from rnn_tutor.quiz.untellable import untellable_slips

MOST_QUESTIONS = 60  # of a long lesson; its later steps repeat the pattern of the first ones


@rule
def no_words(derivation: Derivation) -> Iterator[Finding]:
    """A lesson that doesn't say what it is about."""
    if not derivation.lesson.about:
        remedy = "add about: with a sentence or two: what the numbers are, and what one learns from them"
        yield Finding("no-about", (), "the lesson doesn't say what it is about", remedy, "note")


@rule
def unreached(derivation: Derivation) -> Iterator[Finding]:
    """A quantity from which no path goes to the loss."""
    if derivation.lesson.network.loss is None:
        return
    reached = {op.name for op in derivation.operations if op.kind is Kind.GRADIENT} | {LOSS}
    for name in dict.fromkeys(op.name for op in derivation.forward_operations):
        if name not in reached:
            message = f"there is no path from {symbol(name)} to the loss, so nothing is learned through it"
            yield Finding(
                "unreached", equation_of(derivation, name), message, ("use it in a later equation, or leave it out")
            )


@advice
def untellable(derivation: Derivation) -> Iterator[Finding]:
    """Mistakes of the quiz that come to the right answer with this lesson's numbers: W1 = W2, or an input of 1."""
    names = derivation.names
    hidden: dict[str, dict[str, str]] = {}
    asked = [step for step in derivation.steps if step.phase is not Phase.LOSS][:MOST_QUESTIONS]
    for step in filter(can_be_asked, asked):
        for slip in untellable_slips(Question(step)):
            hidden.setdefault(slip.mistake, {}).setdefault(names.name_of(step), slip.words)
    if hidden:
        where = "; ".join(f"{mistake} in {some(list(found))}" for mistake, found in hidden.items())
        name, words = next((name, words) for found in hidden.values() for name, words in found.items())
        message = f"the quiz can't tell these mistakes from the right answer: {where}"
        remedy = f"change numbers that appear twice, or are 0 or 1 (in {name}: {words})"
        yield Finding("untellable", ("parameters",), message, remedy, "note")
