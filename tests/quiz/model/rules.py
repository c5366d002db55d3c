"""Losses with their slopes, and optimizers, as the model has them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.reading import Beyond
from tests.quiz.model.terms import ONE, ZERO, Array, Term, minus, n, plus, r, times


def squares(name: str, number: Array) -> Term:
    return ("f", "sum", ("^", r(name), 2)) if number.ndim else ("^", r(name), 2)


def rules_of(optimizer: str, name: str, g: Term, epoch: int) -> Iterator[tuple[str, str, Term]]:
    """An optimizer's rules, each with the name of what it gives."""
    w, rate, mu = r(name), r("lr"), r("momentum")
    old_m, old_v = (r(f"old_m_{name}"), r(f"old_v_{name}")) if epoch > 1 else (ZERO, ZERO)
    match optimizer:
        case "sgd":
            yield "w", f"new_{name}", plus(w, minus(times(rate, g)))
        case "momentum" | "nesterov":
            yield "v", f"v_{name}", plus(times(mu, old_v), g)
            step = r(f"v_{name}") if optimizer == "momentum" else plus(g, times(mu, r(f"v_{name}")))
            yield "w", f"new_{name}", plus(w, minus(times(rate, step)))
        case _:
            b1, b2 = r("beta1"), r("beta2")
            yield "m", f"m_{name}", plus(times(b1, old_m), times(plus(ONE, minus(b1)), g))
            yield "v", f"v_{name}", plus(times(b2, old_v), times(plus(ONE, minus(b2)), ("^", g, 2)))
            yield "mhat", f"mhat_{name}", ("/", r(f"m_{name}"), plus(ONE, minus(("^", b1, epoch))))
            yield "vhat", f"vhat_{name}", ("/", r(f"v_{name}"), plus(ONE, minus(("^", b2, epoch))))
            under = plus(("f", "sqrt", r(f"vhat_{name}")), r("epsilon"))
            yield "w", f"new_{name}", plus(w, minus(("/", times(rate, r(f"mhat_{name}")), under)))


def loss_of(kind: str, target: Term, prediction: Term, count: int) -> tuple[Term, Term]:
    """A loss and its slope."""
    gap = plus(target, minus(prediction))
    match kind:
        case "squared_error":
            return ("^", gap, 2), times(n(-2 / count), gap) if count != 2 else minus(gap)
        case "half_squared_error":
            return ("/", ("^", gap, 2), n(2)), minus(gap) if count == 1 else times(n(-1 / count), gap)
        case "cross_entropy" if count == 1:
            return minus(("f", "sum", times(target, ("f", "log", ("f", "softmax", prediction))))), plus(
                ("f", "softmax", prediction), minus(target)
            )
        case "binary_cross_entropy" if count == 1:
            rest, other = plus(ONE, minus(target)), plus(ONE, minus(prediction))
            loss = minus(plus(times(target, ("f", "log", prediction)), times(rest, ("f", "log", other))))
            return loss, plus(minus(("/", target, prediction)), ("/", rest, other))
    raise Beyond(f"{kind} of {count}")
