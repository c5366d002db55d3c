"""How a name acts in an equation, in words: through which operations, and how much larger a nudge arrives.

A sentence names a factor only where it is the local derivative of the equation by the name, and it is made from the
same links that the derivative is the product of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rnn_tutor.derivation.pinned import pinned_ref
from rnn_tutor.derivation.unroll import UnrolledNetwork
from rnn_tutor.equations.algebra import add
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import At, Expression, Kind, Ref
from rnn_tutor.explain.telling import Telling, functions_passed, links_in_words
from rnn_tutor.explain.ways import Use, Ways
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.naming import LOSS
from rnn_tutor.notation.fields import NameFields
from rnn_tutor.notation.line import name_of, write


class Actions:
    """The sentences of an unrolled network; the ways that they tell of are found once for all time steps."""

    def __init__(self, unrolled: UnrolledNetwork) -> None:
        self.unrolled = unrolled
        self.ways = Ways(unrolled)
        self._factors: dict[tuple[int, Ref], Expression | None] = {}
        self._sentences: dict[tuple[str, int, Ref], tuple[list[Ref], str]] = {}
        self._slopes: dict[tuple[str, int, Ref], list[tuple[str, list[Ref], str]]] = {}

    def sentence(self, use: Use) -> str:
        """What a name does to the value of the equation in which it is used: `is multiplied by W₃ …`."""
        key = (use.equation.name, id(self.unrolled.template(use.equation, use.time)), use.ref)
        if key not in self._sentences:
            self._sentences[key] = self._sentence(use)
        names, sentence = self._sentences[key]
        return sentence.format(*self._written(names, use))

    def _sentence(self, use: Use) -> tuple[list[Ref], str]:
        """The sentence with a field for each of its names, whatever the time step."""
        equation, fields = use.equation, NameFields()
        at = At.HERE if equation.section is Section.EACH_STEP else At.UNTIMED
        target = None if equation.name == LOSS else Ref(Kind.QUANTITY, equation.name, at)
        text = Telling(use.ref, target, replace(self.unrolled.paper, name=fields.layout)).clause(self.ways.of(use))
        return fields.names, text

    def _written(self, names: list[Ref], use: Use) -> list[str]:
        frame, last = self.ways.frame(use), self.unrolled.last
        return [name_of(pinned_ref(ref, frame, last)) for ref in names]

    def slopes(self, use: Use) -> Iterator[tuple[str, str]]:
        """Each function on the way of a name, with why it has the slope that it has, where that can be said."""
        key = (use.equation.name, id(self.unrolled.template(use.equation, use.time)), use.ref)
        if key not in self._slopes:
            self._slopes[key] = list(self._slopes_of(use))
        for function, names, reason in self._slopes[key]:
            yield function, reason.format(*self._written(names, use))

    def _slopes_of(self, use: Use) -> Iterator[tuple[str, list[Ref], str]]:
        fields = NameFields()
        style = replace(self.unrolled.paper, name=fields.layout)
        for way in self.ways.of(use):
            for applied, output in functions_passed(way, self.ways.output(use)):
                if reason := FUNCTIONS[applied.function].why:
                    x, y = (write(part, style) for part in (applied.arguments[0], output))
                    yield applied.function, fields.names, reason.format(x=x, y=y)

    def factor(self, use: Use) -> Expression | None:
        """How much larger a nudge arrives, where a sentence names that and it takes more than one operation."""
        key = (id(self.unrolled.template(use.equation, use.time)), use.ref)
        if key not in self._factors:  # kept, since evaluators are kept by the identity of an expression
            self._factors[key] = self._factor(use)
        return self._factors[key]

    def _factor(self, use: Use) -> Expression | None:
        ways = self.ways.of(use)
        factors = [way.factor for way in ways if way.factor is not None]
        if len(factors) < len(ways) or (len(ways) == 1 and len(links_in_words(ways[0])) < 2):
            return None
        return add(*factors)
