"""The work grows as the time steps do, and local derivatives are derived once. Counted, not timed."""

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable

import pytest
from mpmath import mp, mpf

from rnn_tutor import load_lesson
from rnn_tutor.calculus.pull_back import pull_back
from rnn_tutor.derivation import backward, values
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Expression
from rnn_tutor.explain import step as step_module
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.explain.lines import WorkedLine, worked
from rnn_tutor.lesson.problems import LessonError
from rnn_tutor.notation.line import calculator_line
from rnn_tutor.numbers.compiler import Evaluator, compiled
from rnn_tutor.numbers.places import Numbers
from rnn_tutor.numbers.real import Real
from rnn_tutor.numbers.rounding import Rounding
from rnn_tutor.numbers.value import Value
from tests.derivation.independent import simple_gradients
from tests.derivation.networks import Written, each_step_predicted, only, simple


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, all in all."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # not in the stubs


def everything_shown(derivation: Derivation) -> None:
    for step in derivation.steps:
        _ = step.formula, step.substituted, step.worked, step.by_hand, step.exact(20), step.title, step.why


NETWORKS = [simple, each_step_predicted]


def grows_by_the_same(counts: list[int]) -> bool:
    """Counts for n, 2n and 3n steps: each n more cost what the n before cost, within a tenth."""
    first, second, third = counts
    return abs((third - second) - (second - first)) <= (second - first) / 10


@pytest.mark.parametrize("network", NETWORKS)
def test_the_numbers_take_work_in_proportion(network: Callable[[int], Written]) -> None:
    lessons = [network(steps).lesson() for steps in (40, 80, 120)]
    derive(lessons[0])  # the tables are read once
    assert grows_by_the_same([calls(lambda lesson=lesson: derive(lesson)) for lesson in lessons])  # type: ignore[misc]


@pytest.mark.parametrize("network", NETWORKS)
def test_showing_every_step_takes_no_more_than_work_in_proportion(network: Callable[[int], Written]) -> None:
    """Vanishing gradients need more bits, and get them once; so all are found before the counting begins.

    It may take less: a line that comes again isn't worked out again.
    """
    derivations = [derive(network(steps).lesson()) for steps in (10, 20, 30)]
    for derivation in derivations:
        everything_shown(derivation)
    counts = []
    for lesson in (derivation.lesson for derivation in derivations):
        derivation = derive(lesson)
        counts.append(calls(lambda derivation=derivation: everything_shown(derivation)))  # type: ignore[misc]
    first, second, third = counts
    assert third - second <= 1.1 * (second - first)


def test_what_begins_with_the_same_line_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand, the numbers of an equal input settle soon: after that, each σ is one that was there before."""
    written: Counter[str] = Counter()

    def counted(expression: Expression, rule: Rounding, result: Real) -> list[WorkedLine]:
        written[calculator_line(expression)] += 1
        return worked(expression, rule, result)

    monkeypatch.setattr(step_module, "worked", counted)
    derivation = simple(30, inputs=["0.5"] * 30).derivation()
    lines = [step.worked.only for step in derivation.steps]
    assert max(written.values()) == 1
    assert sum(map(bool, lines)) > 2 * len(written)


class Counted:
    """Counts what is derived, compiled and evaluated."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count: Counter[str] = Counter()
        self.patch = patch
        patch.setattr(backward, "pull_back", self.counting("derived", pull_back))

        def counted_compiled(*arguments: object) -> Evaluator:
            self.count["compiled"] += 1
            evaluator = compiled(*arguments)  # type: ignore[arg-type]

            def evaluate(numbers: Numbers, step: int) -> Value:
                self.count["evaluated"] += 1
                return evaluator(numbers, step)

            return evaluate

        patch.setattr(values, "compiled", counted_compiled)

    def counting(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            self.count[name] += 1
            return function(*arguments)

        return counted


@pytest.mark.parametrize("network", NETWORKS)
def test_each_equation_is_derived_and_compiled_once(
    network: Callable[[int], Written], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    found: list[Counter[str]] = []
    for steps in (3, 10, 50):
        counted.count.clear()
        derivation = derive(network(steps).lesson())
        found.append(Counter(counted.count))
        operations = len(derivation.operations)
        assert counted.count["evaluated"] == 2 * operations  # once exactly, once by hand
    assert found[0]["derived"] == found[1]["derived"] == found[2]["derived"]
    assert found[0]["derived"] <= 7  # three equations, on the first day and on later ones; the loss
    assert found[0]["compiled"] == found[1]["compiled"] == found[2]["compiled"]


@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_is_written_until_it_is_looked_at(network: Callable[[int], Written]) -> None:
    """A lesson of a thousand time steps opens: its first step costs the same in a long lesson as in a short one."""
    costs = []
    for steps in (20, 200):
        derivation = derive(network(steps).lesson())
        first = derivation.phase(Phase.FORWARD)[0]
        costs.append(calls(lambda first=first: (first.formula, first.substituted, first.worked)))  # type: ignore[misc]
    assert costs[1] <= 2 * costs[0]


def test_a_line_that_no_rounding_brings_to_its_result_is_given_up_soon() -> None:
    """2.7/9 × 0.005 is a tie, and 1/9 in however many digits lies below it."""
    written = simple(1, each_step={"X": "2.7*(1/3)**2*0.005*(W1 + W2 + B1)/0.9", "Y": "X"}, inputs=["1"])
    step = derive(written.lesson()).phase(Phase.FORWARD)[0]
    assert only(step.by_hand.entries) == "0.002"
    assert calls(lambda: step.worked) < 100_000


def test_a_thousand_time_steps() -> None:
    written = simple(1000)
    backward_steps = derive(written.lesson()).phase(Phase.BACKWARD)
    assert len(backward_steps) == 5002
    assert backward_steps[-1].quantity == "B1"
    with mp.workdps(50):
        assert mp.almosteq(mpf(only(backward_steps[-1].exact(20).entries)), simple_gradients(written)[1], 1e-18)


def nested(function: str, depth: int) -> Written:
    return simple(1, each_step={"X": "W1*input + W2*B1", "Y": f"{function}(" * depth + "X" + ")" * depth})


@pytest.mark.parametrize("function", ["relu", "gelu", "silu", "hard_sigmoid"])
def test_functions_in_functions_take_work_in_proportion_to_what_is_written(function: str) -> None:
    """The slope at each of n functions is written over those inside it: n², and not 2 to the n."""
    derive(nested(function, 3).lesson())  # the tables are read once
    few, many = (calls(lambda depth=depth: derive(nested(function, depth).lesson())) for depth in (6, 18))  # type: ignore[misc]
    assert many < 12 * few


def test_a_chain_of_divisions_is_derived_in_blocks() -> None:
    few, many = (
        calls(
            lambda length=length: derive(  # type: ignore[misc]
                simple(1, each_step={"X": "W1*input" + "/(1 + W2*B1)" * length, "Y": "tanh(X)"}).lesson()
            )
        )
        for length in (8, 24)
    )
    assert many < 12 * few


def test_a_gradient_that_outgrows_its_equation_is_told_with_its_place() -> None:
    """Each softmax has the gradient of the one around it twice."""
    inner = "softmax(" * 18 + "W @ input" + ")" * 18
    written = Written(
        each_step={"P": inner}, inputs=[["0.5", "1"]], target=["1", "0"],
        parameters={"W": [["0.5", "0.3"], ["0.1", "0.2"]]}, loss="sum((target - P)**2)",
    )  # fmt: skip
    with pytest.raises(LessonError, match=r"written\.yaml:1:\d+: the gradients of what is in P grow too long"):
        derive(written.lesson())


def test_epochs_have_the_formulas_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    derived = {}
    for epochs in (1, 5):
        with monkeypatch.context() as patch:
            counted = Counted(patch)
            derivation = derive(load_lesson("adam", set={"epochs": epochs}))
            assert len(derivation.epochs) == epochs
            derived[epochs] = counted.count["derived"]
    assert derived[5] == derived[1] > 0
