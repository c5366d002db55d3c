"""The model works a lesson through: forward, loss, backward, totals and updates, in formulas and in numbers.

Every number is named as somebody types it: X3, dX3, dW1_3, dW1, new W1; in a batch X_seq2_t3. Two tracks run at once:
one rounds every named number as the lesson says, half away from zero, the other doesn't round.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from tests.quiz.model.pulling import pulled
from tests.quiz.model.reading import Beyond, Told
from tests.quiz.model.rules import loss_of, rules_of, squares
from tests.quiz.model.terms import ZERO, Array, Term, dot, minus, n, plus, r, times, value


@dataclass(frozen=True)
class Work:
    """One thing to work out: where it belongs, its name, and its formula.

    `paths` are the contributions of a gradient, each with whether it comes from the next time step. `quantity` and
    `time` are how the lesson calls it; `via` is what a share comes through.
    """

    epoch: int
    phase: str
    quantity: str
    time: int | None
    name: str
    formula: Term
    paths: tuple[tuple[Term, bool], ...] = ()
    via: str = ""
    base: str = ""  # the equation's name, without its sequence


@dataclass
class Model:
    """A lesson worked through."""

    told: Told
    works: list[Work] = field(default_factory=list)
    hand: dict[str, Array] = field(default_factory=dict)
    exact: dict[str, Array] = field(default_factory=dict)
    after: dict[str, tuple[Array, Array]] = field(default_factory=dict)  # the new weights of the first epoch

    def rounded(self, number: float) -> float:
        """By hand: so many decimals, below the last one figure; or so many figures."""
        told = self.told
        number = float(f"{number:.12g}")
        if not number:
            return 0.0
        magnitude = math.floor(math.log10(abs(number)))
        if told.figures:
            places = told.figures - 1 - magnitude
        else:
            assert told.decimals is not None
            small = abs(number) < 10.0**-told.decimals
            places = -magnitude if small else told.decimals
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))

    def keep(self, work: Work) -> None:
        self.works.append(work)
        by_hand = value(work.formula, self.hand)
        self.hand[work.name] = np.vectorize(self.rounded, otypes=[float])(by_hand)
        self.exact[work.name] = value(work.formula, self.exact)

    def given(self, name: str, number: Array) -> None:
        self.hand[name] = self.exact[name] = number

    # Names.

    @property
    def several(self) -> bool:
        return len(self.told.inputs) > 1

    def at(self, quantity: str, time: int | None, sequence: int) -> str:
        base = f"{quantity}_seq{sequence}" if self.several else quantity
        if time is None:
            return base
        return f"{base}_{time}" if base[-1].isdigit() else f"{base}{time}"

    def quantity(self, quantity: str, sequence: int) -> str:
        return f"{quantity}_seq{sequence}" if self.several else quantity

    # What stands in an equation at a time step.

    def pinned(self, term: Term, time: int, sequence: int) -> Term:
        """An equation with names at a time step; what is zero before the first is left out."""
        kind, *rest = term
        if kind == "r":
            return self._pinned_name(rest[0], time, sequence)
        inner = [self.pinned(part, time, sequence) if isinstance(part, tuple) else part for part in rest]
        match kind:
            case "+":
                return plus(*inner)
            case "*":
                return times(*inner)
            case "-":
                return minus(inner[0])
            case "@":
                return dot(*inner)
            case _:
                return (kind, *inner)

    def _pinned_name(self, name: str, time: int, sequence: int) -> Term:
        told = self.told
        if name.startswith("-"):
            if time > 1:
                return r(self.at(name[1:], time - 1, sequence))
            return self._initial(name[1:])
        bare, _, row = name.partition("[")
        if bare == "input":
            return r(self._input(time, sequence, f"[{row}" if row else ""))
        if name in told.each_step:
            return r(self.at(name, time, sequence))
        if name in told.output:
            return r(self.at(name, None, sequence))
        return r(name)

    def _initial(self, name: str) -> Term:
        first = self.told.initial.get(name, ZERO)
        if first[0] == "n0":
            if not first[1].any():
                return ZERO
            self.given(f"{name}0", first[1])
            return r(f"{name}0")
        return first

    def _input(self, time: int, sequence: int, row: str) -> str:
        number = self.told.inputs[sequence - 1][time - 1]
        name = f"input{time}" + row + (f"[{sequence}]" if self.several else "")
        if row:
            number = np.asarray(number[int(row[1:-1]) - 1, 0])
        self.given(name, number)
        return name

    def target(self, time: int | None, sequence: int) -> Term:
        told = self.told
        number = told.targets[sequence - 1][time - 1 if time and told.timed_targets else 0]
        name = f"target{time}" if told.timed_targets else "target"
        name += f"[{sequence}]" if self.several else ""
        self.given(name, number)
        return r(name)

    # The work.

    def run(self) -> Model:
        for name, number in self.told.parameters.items():
            self.given(name, number)
        for name, setting in {**self.told.settings, "lr": self.told.rate}.items():
            self.given(name, np.asarray(setting))
        if self.told.epochs > 2:
            raise Beyond("many epochs")
        self._epoch(1)
        return self

    def second(self) -> Model:
        """The same model in its second epoch: from the new weights, with what the optimizer keeps."""
        other = Model(self.told)
        for name in self.told.parameters:
            other.hand[name], other.exact[name] = self.hand[f"new_{name}"], self.exact[f"new_{name}"]
        for name in self.hand:
            if name[:2] in ("m_", "v_"):
                other.hand[f"old_{name}"], other.exact[f"old_{name}"] = self.hand[name], self.exact[name]
        for name, setting in {**self.told.settings, "lr": self.told.rate}.items():
            other.given(name, np.asarray(setting))
        other._epoch(2)
        return other

    def _epoch(self, epoch: int) -> None:
        forward = list(self._forward(epoch))
        losses = self._loss(epoch)
        self._backward(epoch, forward, losses)
        self._totals(epoch)
        self._updates(epoch)

    def _forward(self, epoch: int) -> Iterator[Work]:
        told = self.told
        for time in range(1, told.steps + 1):
            for sequence in range(1, len(told.inputs) + 1):
                for name, equation in told.each_step.items():
                    yield self._found(epoch, name, time, sequence, self.pinned(equation, time, sequence))
        for sequence in range(1, len(told.inputs) + 1):
            for name, equation in told.output.items():
                yield self._found(epoch, name, None, sequence, self.pinned(equation, told.steps, sequence))

    def _found(self, epoch: int, name: str, time: int | None, sequence: int, formula: Term) -> Work:
        kept = self.at(name, time, sequence)
        work = Work(epoch, "forward", self.quantity(name, sequence), time, kept, formula, base=name)
        self.keep(work)
        return work

    def _loss(self, epoch: int) -> list[tuple[str, Term]]:
        """The loss, and the gradient of each prediction."""
        told = self.told
        timed = told.prediction in told.each_step
        times_ = range(1, told.steps + 1) if timed and told.timed_targets else [told.steps if timed else None]
        losses, gradients, count = [], [], len(told.inputs)
        for sequence in range(1, count + 1):
            for time in times_:
                name, target = self.at(told.prediction, time, sequence), self.target(time, sequence)
                loss, gradient = loss_of(told.loss, target, r(name), count)
                if self.hand[name].ndim and told.loss != "cross_entropy":
                    loss = ("f", "sum", loss)
                losses.append(loss)
                gradients.append((name, gradient))
        whole = plus(*losses)
        formula = ("/", whole, n(count)) if count > 1 else whole
        self.keep(Work(epoch, "loss", "Loss", None, "Loss", formula))
        return gradients

    def _backward(self, epoch: int, forward: list[Work], losses: list[tuple[str, Term]]) -> None:
        coming: defaultdict[str, list[tuple[int, Term, bool]]] = defaultdict(list)
        for name, from_loss in losses:
            coming[name].append((-1, from_loss, False))
        for work in reversed(forward):
            found = sorted(coming[work.name], key=lambda path: path[0])
            if not found:
                continue
            paths = tuple((term, later) for _, term, later in found)
            gradient = f"d{work.name}"
            whole = plus(*(term for term, _ in paths))
            self.keep(Work(epoch, "backward", work.quantity, work.time, gradient, whole, paths, base=work.base))
            upstream, own = r(gradient), r(work.name)
            self._handed_back(work, pulled(work.formula, upstream, own), forward, coming)

    def _handed_back(
        self,
        work: Work,
        pulled_back: Iterable[tuple[str, Term]],
        forward: list[Work],
        coming: dict[str, list[tuple[int, Term, bool]]],
    ) -> None:
        """What comes back through one equation: shares of its parameters, and what its quantities get."""
        order = {one.name: index for index, one in enumerate(forward)}
        found: defaultdict[str, list[Term]] = defaultdict(list)
        for name, term in pulled_back:
            found[name].append(term)
        for name, terms in found.items():
            whole = plus(*terms)
            if name in self.told.parameters:
                self.keep(Work(work.epoch, "backward", name, work.time, f"d{name}_{work.name}", whole, via=work.base))
            elif name in order:
                later = self._is_later(name, work.name, forward, order)
                if not (later and self._cut(forward[order[name]].time)):
                    coming[name].append((order[work.name], whole, later))

    @staticmethod
    def _is_later(name: str, consumer: str, forward: list[Work], order: dict[str, int]) -> bool:
        here, there = forward[order[name]].time, forward[order[consumer]].time
        return here is not None and there is not None and there > here

    def _cut(self, time: int | None) -> bool:
        told = self.told
        return bool(told.truncate and time and time % told.truncate == 0)

    def shares(self, name: str) -> list[Work]:
        """What a parameter's gradient is the sum of."""
        return [work for work in self.works if work.phase == "backward" and work.via and work.quantity == name]

    def _totals(self, epoch: int) -> None:
        for name in self.told.parameters:
            shares = [r(work.name) for work in self.shares(name)]
            if shares:
                self.keep(Work(epoch, "total", name, None, f"d{name}", plus(*shares)))

    def _updates(self, epoch: int) -> None:
        told = self.told
        moved = [name for name in told.parameters if f"d{name}" in self.hand]
        gradients = {name: r(f"d{name}") for name in moved}
        if told.clip is not None:
            norm = ("f", "sqrt", plus(*(squares(f"d{name}", self.hand[f"d{name}"]) for name in moved)))
            self.keep(Work(epoch, "update", "norm", None, "norm", norm))
            self.given("limit", np.asarray(told.clip))
            large = float(self.exact["norm"]) > told.clip
            for name in moved:
                scaled = ("/", times(r("limit"), r(f"d{name}")), r("norm")) if large else r(f"d{name}")
                self.keep(Work(epoch, "update", name, None, f"clipped_d{name}", scaled, base="clipped"))
                gradients[name] = r(f"clipped_d{name}")
        for name in moved:
            for kind, kept, formula in rules_of(told.optimizer, name, gradients[name], epoch):
                quantity = name if kind == "w" else f"{kind}({name})"
                self.keep(Work(epoch, "update", quantity, None, kept, formula, base=kind))
