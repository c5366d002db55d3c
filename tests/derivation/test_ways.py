"""The ways to the loss, and the sentences made of them: every factor named is the local derivative."""

import re
from collections.abc import Iterator
from dataclasses import replace as with_changes
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.result import result_for
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.equations.algebra import replace
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.parser import parse
from rnn_tutor.equations.tree import Apply, At, Expression, Kind, Power, Ref, TypedName
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.line import name_of
from rnn_tutor.notation.speller import typed
from rnn_tutor.numbers.compiler import value_of
from rnn_tutor.numbers.digits import significant
from rnn_tutor.numbers.floating import as_floats
from rnn_tutor.numbers.value import Value, single
from rnn_tutor.progress.attempts import AnswerVerdict
from rnn_tutor.quiz.answer_dialect import ANSWER
from rnn_tutor.quiz.hints import HintLevel, hint
from rnn_tutor.quiz.plan import asked_of
from tests.derivation.networks import LESSONS, Written, loaded
from tests.derivation.random_lessons import lessons
from tests.lessons.bundled import NAMES as BUNDLED
from tests.lessons.bundled import derivation as bundled
from tests.networks.lessons import NAMES as NETWORKS
from tests.networks.lessons import named_lessons
from tests.quiz.given import graded

ANSWER_OF_ANY_LENGTH = with_changes(ANSWER, max_length=2000)
DIGITS = 30
CLOSE = mpf(10) ** -24
FACTOR = re.compile(
    r"a nudge to \S+ changes (?:the loss|\S+) by "
    r"(?:(the nudge (?:itself|(with the opposite sign)))|(.+?) times the nudge)"
)
WITH_NUMBER = re.compile(r"changes (?:the loss|\S+) by ([^;]+?) times the nudge, here (−?[\d.e−]+) times")
UNWRITABLE = re.compile(r"[′Φφ]|sign\(|is_larger|by_sign")  # slopes with a jump, which no one types
README_LSTM = (LESSONS.parent / "README.md").read_text(encoding="utf-8")
ENOUGH = 20  # hints of a lesson that are followed


def backward(derivation: Derivation) -> Iterator[Step]:
    return (step for step in derivation.steps if step.phase is Phase.BACKWARD)


def upstream(step: Step, consumer: str, time: int | None) -> mpf:
    """The gradient of a consumer."""
    if consumer == "Loss":
        return mpf(1)
    found = result_for(step.derivation, Ref(Kind.GRADIENT, consumer, At.UNTIMED if time is None else time))
    assert found is not None
    return mpf(found.exact(DIGITS).only)


def add_up(derivation: Derivation) -> int:
    """Check every scalar backward step's ways; how many there were."""
    count = 0
    for step in backward(derivation):
        ways = step.ways(DIGITS)
        if ways is None:
            assert not derivation.unrolled.all_scalar
            continue
        with mp.workdps(DIGITS + 10):
            total, size = mpf(0), mpf(0)
            for way in ways:
                term = upstream(step, way.consumer, way.time_step)
                for link in way.links:
                    term *= mpf(link.value)
                total += term
                size += abs(term)
            assert abs(total - mpf(step.exact(DIGITS).only)) <= CLOSE * size
        count += 1
    return count


def sentences_agree(derivation: Derivation) -> int:
    """Check the factors that sentences name, read back from their words; how many sentences there were."""
    count = 0
    for step in backward(derivation):
        actions = derivation.writing.actions
        if step.ways(DIGITS) is None or UNWRITABLE.search(step.why):
            continue
        with mp.workdps(DIGITS + 10):
            total, size = mpf(0), mpf(0)
            for use in actions.ways.uses(step):
                clause = actions.sentence(use)
                assert clause in step.why
                consumer = actions.ways.consumer(use)
                above = upstream(step, consumer.name, consumer.at if isinstance(consumer.at, int) else None)
                term = above * factor_named(clause, derivation)
                total, size = total + term, size + abs(term)
            assert abs(total - mpf(step.exact(DIGITS).only)) <= CLOSE * size, step.why
        count += 1
    return count


def factor_named(clause: str, derivation: Derivation) -> mpf:
    """The factor that a clause names, from its text."""
    found = FACTOR.findall(clause)
    if not found:
        if "comes back unchanged" in clause or "and its gradient is the same" in clause:
            return mpf(1)
        assert "so the gradient changes its sign" in clause, clause
        return mpf(-1)
    ((as_it_was, turned, text),) = found
    if as_it_was:
        return mpf(-1) if turned else mpf(1)
    return evaluated(text, derivation)


def evaluated(text: str, derivation: Derivation) -> mpf:
    """What a formula in a sentence comes to, its names read as they are written: h1₍₂₎, W₁, e."""
    names = {name_of(ref): ref for ref in refs_of(derivation)}
    known = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    found: list[Ref] = []

    def replaced(match: re.Match[str]) -> str:
        found.append(names[match[0]])
        return f"q{len(found) - 1}q"

    bare = re.sub(rf"(?<![^\W_])({known.pattern})(?![A-Za-z0-9_₀-₉₍])", replaced, text)
    expression = replace(parse(bare, ANSWER_OF_ANY_LENGTH), lambda part: looked_up(part, found))
    return mpf(derivation.proved(lambda numbers: significant(single(value_of(expression, numbers)), DIGITS)))


def looked_up(part: Expression, found: list[Ref]) -> Expression | None:
    match part:
        case Power(TypedName("e"), exponent):
            return Apply("exp", (replace(exponent, lambda inner: looked_up(inner, found)),))
        case TypedName("pi" | "π"):
            return Apply("pi", ())
        case TypedName(name):
            return found[int(name[1:-1])]
        case _:
            return None


def refs_of(derivation: Derivation) -> Iterator[Ref]:
    """Everything that may stand in an equation."""
    lesson = derivation.lesson
    yield from (step.ref for phase in (Phase.FORWARD, Phase.LOSS) for step in derivation.phase(phase))
    yield from (Ref(Kind.PARAMETER, parameter.name) for parameter in lesson.parameters)
    yield from (Ref(Kind.QUANTITY, name, 0) for name, _ in lesson.initial)
    for time in range(1, lesson.time_steps + 1):
        yield Ref(Kind.INPUT, "input", time)
        yield Ref(Kind.TARGET, "target", time if lesson.network.loss_each_step else At.UNTIMED)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_ways_of_the_bundled_lessons_add_up(name: str) -> None:
    assert (add_up(bundled(name)) == 0) == (name == "hello")  # which has nothing but vectors
    sentences_agree(bundled(name))


def test_the_readme_s_own_lstm() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README_LSTM, re.DOTALL)
    lessons_shown = [block for block in blocks if "equations:" in block and "inputs:" in block]
    assert lessons_shown
    for text in lessons_shown:
        derivation = Derivation(loaded(text))
        assert sentences_agree(derivation) == add_up(derivation) > 0


@pytest.mark.parametrize("name", NETWORKS)
@settings(max_examples=2)
@given(data=st.data())
def test_the_ways_of_named_networks_add_up(name: str, data: st.DataObject) -> None:
    derivation = data.draw(named_lessons(name, largest=1)).derivation()
    assert add_up(derivation) > 0
    sentences_agree(derivation)


@settings(max_examples=20)
@given(written=lessons(max_steps=2))
def test_the_ways_of_random_lessons_add_up(written: Written) -> None:
    derivation = written.derivation()
    try:
        _ = derivation.exact
    except UndefinedValue:
        assume(False)
    add_up(derivation)
    sentences_agree(derivation)


def test_a_single_number_that_goes_from_each_of_a_vector() -> None:
    """Layer normalization: a mean is subtracted from every element, so no single factor says how far a nudge goes."""
    text = """\
format_version: 1
title: Each layer normalized
equations:
  each_step:
    a: W*input + U*previous(h)
    m: mean(a)
    s: mean((a - m)**2)
    h: tanh((a - m)/s)
loss: sum(h)
inputs: [1, 0.5]
parameters: {W: [0.5, -0.2, 0.4], U: [0.3, 0.1, 0.6]}
"""
    derivation = Derivation(loaded(text))
    sentences_agree(derivation)
    assert derivation["dm2"].ways(4) is None
    assert "times the nudge" not in derivation["dm2"].why
    assert float(derivation["dm2"].exact().only) != 0


def test_through_two_operations() -> None:
    lstm = bundled("lstm")
    (way,) = lstm["dc10"].ways(4) or ()
    assert (way.consumer, way.time_step) == ("h", 10)
    assert [(link.through, link.value) for link in way.links] == [("tanh", "0.1630"), ("× o10", "0.6551")]
    assert lstm["dc10"].why.startswith(
        "c₁₀ goes through tanh, whose slope is 1 − tanh(c₁₀)², and is then multiplied by o₁₀ on its way into h₁₀, so a "
        "nudge to c₁₀ changes h₁₀ by o₁₀(1 − tanh(c₁₀)²) times the nudge, here 0.107 times."
    )


def test_a_gate_compares_old_with_new() -> None:
    why = bundled("gru")["dz3"].why
    assert "twice" in why
    assert "Together, a nudge to z₃ changes h₃ by (h₂ − n₃) times the nudge, here −0.367 times." in why


def test_the_number_is_that_of_the_factor() -> None:
    for name in ("lstm", "gru", "yes-or-no"):
        derivation = bundled(name)
        for step in backward(derivation):
            for text, number in WITH_NUMBER.findall(step.why):
                assert evaluated(text, derivation) == pytest.approx(float(number.replace("−", "-")), rel=6e-3), step.why


BY_ELEMENT = re.compile(
    r"(\w+)\[i, j\] multiplies (\w+)\[j\] on its way into (\w+)\[i\], so its gradient is ∂Loss/∂\3\[i\] × \2\[j\]"
)
ADDED_UP = re.compile(
    r"\w+\[j\] reaches each (\w+)\[i\] through (\w+)\[i, j\], so its gradient adds up ∂Loss/∂\1\[i\] × \2\[i, j\]"
)


def array(derivation: Derivation, text: str, *, gradient: bool = False) -> np.ndarray[Any, Any]:
    """A vector or matrix by its name on paper, or its gradient."""
    ref = {name_of(ref): ref for ref in refs_of(derivation)}[text]
    wanted = Ref(Kind.GRADIENT, ref.name, ref.at) if gradient else ref
    value = derivation.read(derivation.exact, wanted)
    return numbers_of(value)


def numbers_of(value: Value) -> np.ndarray[Any, Any]:
    floats: Any = as_floats(value)
    return np.array(floats.entries).reshape(floats.shape)


def elements_agree(derivation: Derivation) -> int:
    """Check what is said of matrices, element by element; how many sentences there were."""
    count = 0
    for step in backward(derivation):
        value = derivation.read(derivation.exact, step.ref)
        if not isinstance(value, Array):
            continue
        gradient = numbers_of(value)
        if found := BY_ELEMENT.search(step.why):
            _, operand, into = found.groups()
            outer = array(derivation, into, gradient=True) @ array(derivation, operand).T
            assert gradient == pytest.approx(outer, rel=1e-9, abs=1e-12)
            count += 1
        if sums := ADDED_UP.findall(step.why):
            terms = [array(derivation, w).T @ array(derivation, into, gradient=True) for into, w in sums]
            is_all = len(step.operation.paths) == len(sums)
            assert not is_all or gradient == pytest.approx(sum(terms), rel=1e-9, abs=1e-12)
            count += 1
    return count


@pytest.mark.parametrize("name", ["two-hidden-units", "hello"])
def test_what_is_said_of_matrices_is_so_for_each_element(name: str) -> None:
    assert elements_agree(bundled(name)) >= 6


@pytest.mark.parametrize("name", ["rnn", "elman"])
@settings(max_examples=5)
@given(data=st.data())
def test_what_is_said_of_matrices_is_so_in_any_size(name: str, data: st.DataObject) -> None:
    elements_agree(data.draw(named_lessons(name)).derivation())


# A whole cell in a line, as in a paper: each equation composes two operations, or three.
COMPOSED = """
format_version: 1
title: One line
equations:
  each_step:
    h: tanh(w*input + u*previous(h) + b)
    k: 2*h*exp(-h)
    q: 3*sigmoid(k)**2 + k
    r: 1/(1 + (q - v)**2)
  output:
    p: sigmoid(v*r + c)
  loss: (target - p)**2
inputs: [0.6, 0.4]
target: 0.2
parameters: {w: 0.5, u: 0.3, b: 0.15, v: 0.7, c: 0.25}
learning_rate: 0.1
"""


def test_two_and_three_operations_in_one_line() -> None:
    derivation = Derivation(loaded(COMPOSED))
    assert sentences_agree(derivation) == add_up(derivation) == len(list(backward(derivation)))
    assert all(FACTOR.search(step.why) for step in backward(derivation) if step.quantity != "c")


OPERATIONS = (
    "tanh({})",
    "sigmoid({})",
    "sin({})",
    "exp({})",
    "({})**2",
    "2*({})",
    "v*({})",
    "({}) - v",
    "1/(1 + ({})**2)",
)


@settings(max_examples=30)
@given(inner=st.lists(st.sampled_from(OPERATIONS), min_size=2, max_size=3), twice=st.booleans())
def test_operations_composed_at_random(inner: list[str], *, twice: bool) -> None:
    assume(inner.count("exp({})") < 3)  # three of them are beyond what can be walked through
    text = "u*input + previous(h)"
    for operation in inner:
        text = operation.format(text)
    equation = f"{text} + u*0.3" if twice else text
    derivation = Written(
        each_step={"h": f"0.1*({equation})"},
        output={"P": "h*w + v"},
        inputs=["0.4", "-0.3"],
        target="0.6",
        parameters={"u": "0.7", "v": "-0.4", "w": "0.9"},
    ).derivation()
    assert sentences_agree(derivation) == add_up(derivation) > 0


@pytest.mark.parametrize("name", ["lstm", "gru", "yes-or-no", "stock-example"])
def test_whoever_follows_a_hint_is_right(name: str) -> None:
    """The quiz's hint is the sentence; its factor times the consumer's gradient is typed, and taken."""
    derivation = bundled(name)
    count = 0
    for step in backward(derivation):
        said = hint(asked_of(step), HintLevel.RULE).words
        assert said == step.why
        uses = derivation.writing.actions.ways.uses(step)
        found = FACTOR.findall(said)
        if len(uses) != 1 or len(found) != 1 or not found[0][2]:
            continue
        consumer = derivation.writing.actions.ways.consumer(uses[0])
        above = "" if consumer.name == LOSS else f"{typed(Ref(Kind.GRADIENT, consumer.name, consumer.at))} * "
        answer = f"{above}({found[0][2]})"
        assert graded(asked_of(step), answer).verdict is AnswerVerdict.RIGHT, (step.identity, answer)
        count += 1
        if count == ENOUGH:
            break
    assert count >= 8
