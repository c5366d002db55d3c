"""Random lessons with vectors and matrices: every operation of the language, on shapes that fit."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.derivation.networks import Written
from tests.derivation.random_lessons import used

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "identity", "softplus", "elu", "gelu", "silu")
MATRICES = ("U", "R", "transpose(U)", "transpose(U @ R)", "U*R", "(2*U - s)")
LOOKING_BACK = (
    "previous(h)",
    "softmax(previous(h))",
    "C @ concat(previous(h), input)",
    "C @ concat(input, previous(h))",
    "D @ concat(b, previous(h))",
    "U @ softmax(previous(h))",
)
number = (st.integers(-120, -1) | st.integers(1, 120)).map(lambda n: f"{n / 100}")


@dataclass
class Vectors:
    """What may stand in an equation: vectors of `size`, single numbers, and the parameters and their shapes."""

    size: int
    features: int
    vectors: list[str] = field(default_factory=list)
    scalars: list[str] = field(default_factory=list)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        n, m = self.size, self.features
        square = {"U": (n, n), "R": (n, n), "C": (n, n + m), "D": (n, 2 * n)}
        return square | {"s": (), "t": (), "b": (n,), "g": (n,), "W": (n, m), "V": (2, n), "d": (2,)}

    def vector(self, draw: st.DrawFn, depth: int) -> str:
        """A vector of `size`."""
        if depth == 0:
            return draw(st.sampled_from(["b", "g", "W @ input", *self.vectors, *self.vectors]))
        a = self.vector(draw, depth - 1)
        match draw(st.integers(0, 12)):
            case 0:
                return f"{a} + {self.vector(draw, depth - 1)}"
            case 1:
                return f"({a})*({self.vector(draw, depth - 1)})"
            case 2:
                return f"({self.scalar(draw, depth - 1)})*({a})"
            case 3:
                return f"({a}) - ({self.scalar(draw, depth - 1)})"
            case 4:
                return f"{draw(st.sampled_from(MATRICES))} @ ({a})"
            case 5 | 6 | 8:
                return f"{draw(st.sampled_from(ACTIVATIONS) | st.sampled_from(['softmax', 'log_softmax']))}({a})"
            case 7:
                return f"({a})/(1 + ({self.either(draw, depth - 1)})**2)"
            case 9:
                return f"(({a}) @ transpose({self.vector(draw, depth - 1)})) @ ({draw(st.sampled_from(['b', 'g']))})"
            case 10:
                elements = [self.scalar(draw, depth - 1) for _ in range(self.size)]
                return f"[{', '.join(elements)}]"
            case 11:
                b = self.vector(draw, depth - 1)
                joined = st.sampled_from(
                    [f"C @ concat({a}, input)", f"C @ concat(input, {a})", f"D @ concat({a}, {b})"]
                )
                return draw(joined)
            case _:
                return draw(
                    st.sampled_from(
                        [
                            f"max({a}, {self.either(draw, depth - 1)})",
                            f"concat(({a})[1], [{', '.join(['s*t'] * (self.size - 1))}])",
                            f"log(1 + ({a})**2)",
                            f"sigmoid({a})**({self.either(draw, depth - 1)})",
                            f"abs({a})",
                        ]
                    )
                )

    def scalar(self, draw: st.DrawFn, depth: int) -> str:
        """A single number."""
        if depth == 0:
            return draw(st.sampled_from(["s", "t", "0.5", "2", *self.scalars]))
        a, b = self.vector(draw, depth - 1), self.scalar(draw, depth - 1)
        match draw(st.integers(0, 8)):
            case 0:
                return f"sum({self.either(draw, depth - 1)})"
            case 1:
                return f"mean({a} + {b})"
            case 2:
                return f"dot({a}, {self.either(draw, depth - 1)})"
            case 3:
                return f"({a})[{draw(st.integers(1, self.size))}]"
            case 4:
                return f"transpose({a}) @ ({self.vector(draw, depth - 1)})"
            case 5:
                return f"U[{draw(st.integers(1, self.size))}, {draw(st.integers(1, self.size))}]*({b})"
            case 6:
                return f"tanh({b})*({self.scalar(draw, depth - 1)})"
            case 7:
                return f"sum(U*({b}) + s)"
            case _:
                return f"sum({a} + {b})"

    def either(self, draw: st.DrawFn, depth: int) -> str:
        return self.vector(draw, depth) if draw(st.booleans()) else self.scalar(draw, depth)


def numbers(draw: st.DrawFn, shape: tuple[int, ...]) -> Any:
    if not shape:
        return draw(number)
    return [numbers(draw, shape[1:]) for _ in range(shape[0])]


@st.composite
def vector_lessons(draw: st.DrawFn) -> Written:
    """A lesson with a vector h, perhaps another vector and a single number per step, and a loss over two numbers.

    What each was on the step before may stand anywhere, whether or not the lesson says how h starts.
    """
    room = Vectors(size=draw(st.integers(2, 3)), features=draw(st.integers(2, 3)))
    steps = draw(st.integers(1, 3))
    is_started, has_k, has_a = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    each_step: dict[str, str] = {}
    room.vectors += ["previous(h)", draw(st.sampled_from(LOOKING_BACK))]
    room.scalars += ["previous(k)"] if has_k else []
    if has_k:
        each_step["k"] = room.scalar(draw, 2)
        room.scalars.append("k")
    if has_a:
        each_step["a"] = room.vector(draw, 2)
        room.vectors += ["a", "previous(a)"]
    each_step["h"] = room.vector(draw, 2) + " + tanh(R @ previous(h) + W @ input)"
    room.vectors.append("h")
    at_each_step = draw(st.booleans())
    output = {} if at_each_step else {"P": "V @ h + d"}
    if at_each_step:
        each_step["P"] = "V @ h + d"
    loss = draw(
        st.sampled_from(
            [
                "sum((target - P)**2)",
                "mean((target - P)**2)",
                "squared_error(target, P)",
                "mean_huber(target, P)",
                "cross_entropy(softmax(target), P)",
                "-sum(softmax(target)*log_softmax(P))",
                "-sum(log_softmax(P)*0.5) + sum(target)",
                "sum(P - s) + dot(P, target)",
                "mean_binary_cross_entropy(sigmoid(target), sigmoid(tanh(P)))",
                "sqrt(sum(P**2) + 1) + sum(t*(target + P))",
            ]
        )
    )
    everything = " ".join([*each_step.values(), *output.values(), loss])
    return Written(
        each_step=each_step,
        output=output,
        loss=loss,
        inputs=[numbers(draw, (room.features,)) for _ in range(steps)],
        target=None if at_each_step else numbers(draw, (2,)),
        targets=[numbers(draw, (2,)) for _ in range(steps)] if at_each_step else None,
        parameters={name: numbers(draw, room.shapes[name]) for name in used(everything, list(room.shapes))},
        initial={"h": numbers(draw, (room.size,))} if is_started else {},
    )
