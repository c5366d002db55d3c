"""The derivation in SymPy: formulas over named symbols, and all of it as a system of pairs."""

import json
import pickle
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, Phase, given, reject, settings

from rnn_tutor import derive, load_lesson
from rnn_tutor.equations.array import Array
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.to_json import lesson_json
from rnn_tutor.lesson.library import all_lessons
from rnn_tutor.lesson.problems import LessonError
from tests.derivation.networks import Written, simple
from tests.derivation.random_lessons import lessons
from tests.derivation.random_vectors import vector_lessons

DIGITS = 30


def numbers_of(system: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Each symbol's number, one pair after the other."""
    found: dict[Any, Any] = {}
    for symbol, formula in system:
        assert symbol not in found
        atoms = formula.atoms(sympy.Symbol, sympy.Indexed)
        found[symbol] = sympy.N(formula.xreplace({atom: found[atom] for atom in atoms if atom in found}), DIGITS)
    return found


def check(derivation: Derivation) -> None:
    """Every number of the system, and every formula's text, is the derivation's."""
    system = derivation.sympy_system()
    assert not any(formula.has(sympy.Float) for _, formula in system)
    assert pickle.loads(pickle.dumps(system)) == system
    numbers = numbers_of(system)
    for step in derivation:
        exact = step.exact(25).entries
        for place, text in zip(step.places, exact, strict=True):
            found = numbers[step.writing.in_sympy.symbol(step.ref, *place)]
            assert abs(found - sympy.Rational(text)) <= abs(found) * sympy.Rational(1, 10**15)
        if not step.operation.shape:
            read = sympy.sympify(step.sympy_text, locals=derivation.sympy_locals)
            assert numbers_of([*numbers.items(), (sympy.Symbol("read"), read)])[sympy.Symbol("read")] == pytest.approx(
                sympy.N(sympy.Rational(exact[0])), rel=1e-12, abs=1e-12
            )


@pytest.mark.parametrize("name", ["stock-example", "gru", "adam", "relu-fractions", "two-hidden-units"])
def test_the_system_has_every_number_of_a_lesson(name: str) -> None:
    for epoch in derive(load_lesson(name)).epochs:
        check(epoch)


@settings(
    max_examples=8, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
)
@given(written=lessons(max_steps=2) | vector_lessons())
def test_the_system_has_every_number_of_a_random_lesson(written: Written) -> None:
    try:
        derivation = derive(written.lesson())
    except LessonError:
        reject()
    check(derivation)


def test_a_formula_is_over_symbols_called_as_one_types_them() -> None:
    derivation = derive(load_lesson("stock-example"))
    upstream, output = sympy.symbols("dX3 Y2")
    assert derivation["dW2.t3"].sympy == upstream * output
    assert derivation["total.W1"].sympy == sum(sympy.symbols("dW1_t1 dW1_t2 dW1_t3"))
    assert derivation["Y1"].sympy == 1 / (1 + sympy.exp(-sympy.Symbol("X1")))
    assert derivation["Y1"].sympy_value == 1 / (1 + sympy.exp(sympy.Rational(-7, 20)))


def test_a_vectors_formula_is_over_its_elements() -> None:
    step = derive(load_lesson("two-hidden-units")).steps[0]
    weight, given, bias = map(sympy.IndexedBase, ("W1", "input1", "B1"))
    assert step.sympy[0] == weight[1, 1] * given[1] + weight[1, 2] * given[2] + bias[1]
    assert step.sympy_text is None


def test_a_quantity_may_be_called_as_sympy_calls_something_else() -> None:
    written = simple(
        2,
        each_step={"S": "W1*input + previous(N)*W2", "N": "tanh(S)*exp(1)"},
        output={"E": "N*W3 + Piecewise*exp(1)", "P": "E + I"},
        parameters={"W1": "0.5", "W2": "0.3", "W3": "0.8", "Piecewise": "0.1", "I": "0.2"},
    )
    check(derive(written.lesson()))


def test_a_value_that_would_be_too_large_names_the_system() -> None:
    derivation = derive(simple(12).lesson())
    with pytest.raises(ValueError, match="sympy_system"):
        _ = derivation["total.W1"].sympy_value


def test_the_system_is_linear_in_the_time_steps() -> None:
    def parts(steps: int) -> int:
        system = derive(simple(steps).lesson()).sympy_system()
        return sum(sum(1 for _ in sympy.preorder_traversal(formula)) for _, formula in system)

    first, second, third = map(parts, (10, 20, 30))
    assert third - second == second - first


def test_a_derivation_is_a_collection_of_its_steps() -> None:
    derivation = derive(load_lesson("stock-example"))
    assert list(derivation) == list(derivation.steps)
    assert len(derivation) == 35
    assert "dX3" in derivation
    assert derivation["dX3"] in derivation
    assert "dX9" not in derivation


def test_json_has_the_formula_as_sympy_reads_it() -> None:
    derivation = derive(load_lesson("stock-example"))
    for step, exported in zip(derivation, json.loads(lesson_json(derivation))["steps"], strict=True):
        assert sympy.sympify(exported["sympy"], locals=derivation.sympy_locals) == step.sympy
    vectors = json.loads(lesson_json(derive(load_lesson("two-hidden-units"))))["steps"]
    assert vectors[0]["sympy"] is None


def test_reading_a_step_touches_no_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    step = derive(load_lesson("stock-example"))["total.W1"]

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("rnn_tutor.explain.sympy_view.SymPyView.formula", refuse)
    monkeypatch.setattr("rnn_tutor.explain.sympy_view.SymPyView.value", refuse)
    assert repr(step)
    assert step == derive(load_lesson("stock-example"))["total.W1"]
    assert isinstance(step.exact(3), Array)
    assert Fraction(step.exact(3).only)
    assert all_lessons()
