"""Random lessons between single numbers: any equations, any functions of the table, any losses."""

import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from rnn_tutor.equations.functions import ACTIVATIONS
from tests.derivation.independent import FUNCTIONS
from tests.derivation.networks import Written

QUANTITIES = ("A", "B", "C")
WEIGHTS = ("u", "v", "w", "z")
NUMBERS = (st.integers(-150, -1) | st.integers(1, 150)).map(lambda n: f"{n / 100}") | st.sampled_from(
    ["1/3", "-2/7", "2", "1e-2"]
)
KNOWN_ACTIVATIONS = [name for name in ACTIVATIONS if name in FUNCTIONS]  # a new row is tested with the table
CONSTANTS = st.sampled_from(["0.5", "2", "1/3", "0.1", "3"])

LOSSES = st.sampled_from(
    [
        "(target - {P})**2",
        "(target - {P})**2/2",
        "abs(target - {P})",
        "huber(target - {P})",
        "squared_error(target, {P})",
        "half_squared_error(target, {P})",
        "sqrt(1 + (target - {P})**2)",
        "exp({P} - target) - {P}",
        "-(target*log(sigmoid({P})) + (1 - target)*log(1 - sigmoid({P})))",
        "(target - {P})**2 + 0.1*u**2",
        "({P} - target)**4/4",
    ]
)


@st.composite
def expressions(draw: st.DrawFn, atoms: Sequence[str], depth: int) -> str:
    """An equation's text. Functions that may have no value are given arguments for which they do."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(atoms) | CONSTANTS)
    part = expressions(atoms, depth - 1)
    a = draw(part)
    match draw(st.integers(0, 9)):
        case 0 | 1:
            return f"{a} + {draw(part)}"
        case 2 | 3:
            return f"({a})*({draw(part)})"
        case 4:
            return f"({a}) - ({draw(part)})"
        case 5:
            return f"-({a})"
        case 6:
            return f"({a})/(1 + ({draw(part)})**2)"
        case 7:
            return draw(
                st.sampled_from([f"({a})**2", f"({a})**3", f"sigmoid({a})**({draw(part)})", f"(2 + sin({a}))**-1"])
            )
        case 8:
            return f"{draw(st.sampled_from(KNOWN_ACTIVATIONS))}({a})"
        case _:
            return draw(
                st.sampled_from(
                    [
                        f"exp(-({a})**2)",
                        f"log(1 + ({a})**2)",
                        f"sqrt(1 + ({a})**2)",
                        f"sin({a})",
                        f"cos({a})",
                        f"abs({a})",
                        f"max({a}, {draw(part)})",
                        f"erf({a})",
                        f"huber({a})",
                    ]
                )
            )


@st.composite
def lessons(draw: st.DrawFn, max_steps: int = 5, depth: int = 3) -> Written:
    """A lesson with one to three quantities per time step, and a target at the end or at each step."""
    names = QUANTITIES[: draw(st.integers(1, 3))]
    befores = [f"previous({name})" for name in names]
    steps = draw(st.integers(1, max_steps))
    each_step: dict[str, str] = {}
    for name in names:
        each_step[name] = draw(expressions(["input", *WEIGHTS, *befores, *each_step, *each_step], depth))
    if not used(" ".join(each_step.values()), WEIGHTS):
        each_step["A"] += " + u*input"
    at_each_step = draw(st.booleans())
    output: dict[str, str] = {}
    if not at_each_step and draw(st.booleans()):
        output["P"] = draw(expressions([*WEIGHTS, *each_step, *each_step], depth - 1))
        output["P"] += f" + {names[-1]}*v"
    prediction = "P" if output else names[-1]
    loss = draw(LOSSES).replace("{P}", prediction)
    target = [draw(NUMBERS) for _ in range(steps)]
    everything = " ".join([*each_step.values(), *output.values(), loss])
    started = [name for name in names if f"previous({name})" in everything and draw(st.integers(0, 3)) == 0]
    return Written(
        each_step=each_step,
        output=output,
        loss=loss,
        inputs=[draw(NUMBERS) for _ in range(steps)],
        target=None if at_each_step else target[0],
        targets=target if at_each_step else None,
        parameters={name: draw(NUMBERS) for name in used(everything, WEIGHTS)},
        initial={name: draw(NUMBERS) for name in started},
        rounding=draw(st.sampled_from([3, 3, 4, 2, {"significant": 4}])),
    )


@st.composite
def lessons_both_ways(draw: st.DrawFn, max_steps: int = 4, depth: int = 2) -> Written:
    """A lesson whose F runs forward and whose B runs backward in time, each a group; M may read any step of both."""
    groups = {"F": "previous({})", "B": "next({})"}
    inner = {"F": "G", "B": "C"}
    each_step: dict[str, str] = {}
    for name, moved in groups.items():
        part = inner[name] if draw(st.booleans()) else ""
        own = ["input", *WEIGHTS, *[moved.format(one) for one in (name, part) if one]]
        if part:
            each_step[part] = draw(expressions(own, depth)) + f" + 0.5*{moved.format(name)}"
        start = f"tanh({draw(expressions([*own, *([part] if part else [])], depth))}"
        each_step[name] = f"{start} + 0.5*{moved.format(name)} + u*input)"
    neighbours = [moved.format(name) for moved in groups.values() for name in each_step]
    each_step["M"] = draw(expressions([*each_step, *neighbours, "input"], depth)) + " + v*F + w*B"
    if draw(st.booleans()):  # as a network of two layers does, each of both directions
        each_step["D"] = f"tanh(0.5*next(D) + {draw(expressions(['M', 'next(M)', 'previous(M)', 'z'], 1))} + M)"
        each_step["P"] = "D + z*M"
    else:
        each_step["P"] = "M + z"
    names = list(each_step)
    order = draw(st.permutations(names[:-1])) if draw(st.booleans()) else names[:-1]
    written = {name: each_step[name] for name in (*order, "P")}
    if any(
        name in used(re.sub(r"(?:previous|next)\(\w+\)", "", text), names) and place <= [*written].index(name)
        for place, text in enumerate(written.values())
        for name in names
    ):
        written = each_step  # a name may be read at its own time step only below its equation
    steps = draw(st.integers(1, max_steps))
    at_each_step = draw(st.booleans())
    output = {} if at_each_step else {"Q": "F*B + P"}
    everything = " ".join([*written.values(), *output.values()])
    from_the_end = [name for name in ("B", "C", "D") if f"next({name})" in everything]
    started = [name for name in (*from_the_end, "F") if draw(st.booleans())]
    return Written(
        each_step=written,
        output=output,
        loss="(target - P)**2" if at_each_step else "(target - Q)**2",
        inputs=[draw(NUMBERS) for _ in range(steps)],
        target=None if at_each_step else draw(NUMBERS),
        targets=[draw(NUMBERS) for _ in range(steps)] if at_each_step else None,
        parameters={name: draw(NUMBERS) for name in used(everything, WEIGHTS)},
        initial={name: draw(NUMBERS) for name in started},
        from_the_end=from_the_end,
    )


def used(text: str, names: Sequence[str]) -> list[str]:
    words = set(re.findall(r"\w+", text))
    return [name for name in names if name in words]


def places(written: Written) -> list[tuple[str, int | None]]:
    """Every quantity with its time step, in the order of the forward pass."""
    steps = range(1, len(written.inputs) + 1)
    each: list[tuple[str, int | None]] = [(name, time) for time in steps for name in written.each_step]
    return [*each, *((name, None) for name in written.output)]


def shares(written: Written) -> list[tuple[str, int | None, str]]:
    """Every place at which a parameter stands: its name, the time step, the equation."""
    steps = range(1, len(written.inputs) + 1)
    moments: dict[str, list[Any]] = {name: list(steps) for name in written.each_step}
    moments |= {name: [None] for name in written.output}
    moments["Loss"] = list(steps) if written.loss_each_step else [None]
    texts = {**written.each_step, **written.output, "Loss": written.loss}
    return [
        (parameter, time, equation)
        for equation, text in texts.items()
        for parameter in used(text, list(written.parameters))
        for time in moments[equation]
    ]
