"""Every gradient of every named network, against HIPS autograd: of the texts of the equations, and of the papers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import autograd
import autograd.numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Kind
from rnn_tutor.explain.derivation import Derivation
from tests.derivation.independent import Place, Share, World, run
from tests.derivation.networks import Written
from tests.networks.arithmetic import FUNCTIONS, column
from tests.networks.lessons import NAMES, Named, file_of, named_lessons, plain_world, start_of
from tests.networks.papers import PAPERS

TOLERANCE = 1e-9  # a double may lose seven digits on the way; relative to the largest number of a vector or matrix
FLOOR = 1e-4  # times the largest gradient: below, what is left of it in floating point is rounding errors
ROUNDING = 1e-12  # of the doubles compared with: a prediction near its target of 1 keeps no more digits of p − y
DIGITS = 25
CORNER = 1e-9  # closer to a corner of relu, rounding errors choose the side


def derived(derivation: Derivation) -> dict[tuple[Any, ...], Any]:
    """All gradients that the program finds."""
    found: dict[tuple[Any, ...], Any] = {}
    for step in derivation.steps:
        kind = {Kind.GRADIENT: "gradient", Kind.SHARE: "share", Kind.TOTAL: "total"}.get(step.operation.kind)
        if kind is not None and step.phase is not Phase.UPDATE:
            place = (step.quantity, step.time_step, *([step.operation.via] if kind == "share" else []))
            found[kind, *place] = np.array([float(entry) for entry in step.exact(DIGITS).entries])
    return found


def check(found: Mapping[Any, Any], truth: Mapping[Any, Any]) -> None:
    """That all gradients agree; one that isn't found has to be zero."""
    largest = max(np.max(np.abs(value)) for value in truth.values())
    for place, value in truth.items():
        close = np.reshape(value, -1)
        scale = max(np.max(np.abs(close)), FLOOR * largest)
        error = np.abs(found.get(place, np.zeros(close.shape)) - close)
        assert np.max(error) <= max(TOLERANCE * scale, ROUNDING), place
        assert place in found or not np.any(np.abs(close) > max(TOLERANCE * FLOOR * largest, ROUNDING)), place
    assert found.keys() <= truth.keys()


def of_the_texts(written: Written) -> dict[tuple[Any, ...], Any]:
    """The gradients of all quantities, shares and parameters: the slopes of as many small additions to them."""
    written = replace(written, initial={**written.initial, **start_of(written)})
    shapes: dict[tuple[Any, ...], tuple[int, ...]] = {}

    def pass_over(nudge: Callable[[tuple[Any, ...], Any], Any]) -> Any:
        def parameter(name: str, share: Share) -> Any:
            return nudge(("share", *share), column(written.parameters[name]))

        def kept(place: Place, value: Any) -> Any:
            return nudge(("gradient", *place), value)

        return np.sum(run(written, World(column, FUNCTIONS, parameter, kept))["Loss", None])

    def noted(place: tuple[Any, ...], value: Any) -> Any:
        shapes[place] = value.shape
        return value

    pass_over(noted)
    starts = dict(zip(shapes, np.cumsum([0, *(np.prod(shape) for shape in shapes.values())]), strict=False))

    def loss(nudges: Any) -> Any:
        def nudged(place: tuple[Any, ...], value: Any) -> Any:
            start = starts[place]
            return value + np.reshape(nudges[start : start + value.size], value.shape)

        return pass_over(nudged)

    slopes = autograd.grad(loss)(np.zeros(sum(int(np.prod(shape)) for shape in shapes.values())))
    found = {place: slopes[start : start + int(np.prod(shapes[place]))] for place, start in starts.items()}
    for (kind, name, *_), value in list(found.items()):
        if kind == "share":
            found["total", name, None] = found.get(("total", name, None), 0) + value
    return found


def of_the_paper(lesson: Named) -> dict[tuple[Any, ...], Any]:
    """The gradients of the parameters, of the network as its paper has it."""
    written = lesson.written
    start = {name: vector(value) for name, value in {**written.initial, **start_of(written)}.items()}
    inputs = [vector(value) for value in written.inputs]
    targets = [vector(value) for value in written.targets or [written.target]]
    scores: dict[str, Callable[[Any, Any], Any]] = {
        "squared_error": lambda t, p: np.sum((t - p) ** 2),
        "half_squared_error": lambda t, p: np.sum((t - p) ** 2) / 2,
        "mean_squared_error": lambda t, p: np.mean((t - p) ** 2),
        "cross_entropy": lambda t, p: np.log(np.sum(np.exp(p))) - np.dot(t, p),
    }

    def loss(parameters: Any) -> Any:
        predictions = PAPERS[lesson.network](parameters, inputs, start)
        return sum(scores[lesson.loss](t, p) for t, p in zip(targets, predictions[-len(targets) :], strict=True))

    parameters = {name: vector(value) for name, value in written.parameters.items()}
    return {("total", name, None): value for name, value in autograd.grad(loss)(parameters).items()}


def vector(written: Any) -> Any:
    """A matrix as it is, a vector with one dimension, a number with none."""
    array = column(written)
    return array if isinstance(written, list) and isinstance(written[0], list) else array[:, 0]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5)
@given(data=st.data())
def test_all_gradients_of_the_equations(name: str, data: st.DataObject) -> None:
    lesson = data.draw(named_lessons(name))
    avoid_corners(lesson.written)
    check(derived(lesson.derivation()), of_the_texts(lesson.written))


@pytest.mark.parametrize("name", PAPERS)
@settings(max_examples=4)
@given(data=st.data())
def test_totals_are_those_of_the_paper(name: str, data: st.DataObject) -> None:
    lesson = data.draw(named_lessons(name))
    avoid_corners(lesson.written)
    truth = of_the_paper(lesson)
    found = derived(lesson.derivation())
    check({place: found[place] for place in found if place[0] == "total"}, truth)


def avoid_corners(written: Written) -> None:
    """Turn a lesson down in which rounding errors decide on which side of a corner a number lies."""
    if "relu" in " ".join(written.each_step.values()):
        full = replace(written, initial={**written.initial, **start_of(written)})
        for (name, _), value in run(full, plain_world(full)).items():
            if f"relu({name})" in " ".join(written.each_step.values()):
                assume(not np.any((np.abs(value) < CORNER) & (value != 0)))


@pytest.mark.parametrize("name", NAMES)
def test_each_file_says_where_it_comes_from(name: str) -> None:
    about = file_of(name)["about"]
    assert any(year in about for year in map(str, range(1943, 2026)))
    assert "Not to be confused with" in about
    assert 300 < len(about) < 1000


def test_every_paper_is_a_network_of_the_package() -> None:
    assert PAPERS.keys() <= set(NAMES)
