"""The chain rule of the model: what comes back through a formula."""

from __future__ import annotations

from collections.abc import Iterator

from tests.quiz.model.reading import Beyond
from tests.quiz.model.terms import Term, minus, times, turned


def pulled(term: Term, upstream: Term, own: Term | None) -> Iterator[tuple[str, Term]]:
    """What comes back through a formula to each name in it."""
    kind, *rest = term
    match kind:
        case "r":
            yield rest[0], upstream
        case "-":
            yield from pulled(rest[0], minus(upstream), None)
        case "+":
            for part in rest:
                yield from pulled(part, upstream, None)
        case "*":
            for index, part in enumerate(rest):
                others = (*rest[:index], *rest[index + 1 :])
                yield from pulled(part, times(upstream, *others), None)
        case "/":
            top, bottom = rest
            yield from pulled(top, ("/", upstream, bottom), None)
            yield from pulled(bottom, minus(("/", times(upstream, top), ("^", bottom, 2))), None)
        case "@":
            left, right = rest
            yield from pulled(left, ("@", upstream, turned(right)), None)
            yield from pulled(right, ("@", turned(left), upstream), None)
        case "f" if rest[0] != "softmax":
            function, inner = rest
            yield from pulled(inner, times(upstream, ("s", function, own or term, inner)), None)
        case "n":
            return
        case _:
            raise Beyond(kind)
