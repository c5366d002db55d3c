"""How a name acts in an equation, in words: through which operations, and how much larger a nudge arrives.

A sentence names a factor only where it is the local derivative of the equation by the name, and it is made from the
same links that the derivative is the product of.
"""

from __future__ import annotations

from dataclasses import replace

from rnn_tutor.derivation.unroll import LOSS, UnrolledNetwork, pinned_ref
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.tree import At, Expression, Kind, Ref
from rnn_tutor.explain.telling import Telling, links_in_words
from rnn_tutor.explain.ways import Use, Ways
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.notation.layout import Layout
from rnn_tutor.notation.name_layout import name_layout


class Actions:
    """The sentences of an unrolled network; the ways that they tell of are found once for all time steps."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self.ways = Ways(unrolled)
        self._factors: dict[tuple[int, Ref], Expression] = {}

    def sentence(self, use: Use) -> str:
        """What a name does to the value of the equation in which it is used: `is multiplied by W₃ …`."""
        equation, frame, last = use.equation, self.ways.frame(use), self.unrolled.last

        def name(ref: Ref) -> Layout:
            return name_layout(pinned_ref(ref, frame, last))

        at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
        target = None if equation.name == LOSS else Ref(Kind.QUANTITY, equation.name, at)
        return Telling(use.ref, target, replace(self.unrolled.paper, name=name)).clause(self.ways.of(use))

    def factor(self, use: Use) -> Expression | None:
        """How much larger a nudge arrives, where a sentence names that and it takes more than one operation."""
        ways = self.ways.of(use)
        factors = [way.factor for way in ways if way.factor is not None]
        if len(factors) < len(ways) or (len(ways) == 1 and len(links_in_words(ways[0])) < 2):
            return None
        key = (id(self.unrolled.template(use.equation, use.time)), use.ref)
        if key not in self._factors:  # kept, since evaluators are kept by the identity of an expression
            self._factors[key] = add(*factors)
        return self._factors[key]
