"""Names that nobody has defined: what their authors meant, most likely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rnn_tutor.equations.elsewhere import RENAMED
from rnn_tutor.equations.losses import LOSSES
from rnn_tutor.equations.tokens import EquationError
from rnn_tutor.equations.tree import TypedName
from rnn_tutor.lesson.known_names import Known, free_name, likely_name
from rnn_tutor.lesson.lesson import Section
from rnn_tutor.lesson.naming import RESERVED
from rnn_tutor.lesson.problems import nearest, shortened
from rnn_tutor.lesson.written_equation import WrittenEquation, is_moved

MASKS = frozenset({"mask", "masks", "m_t", "keep", "dropout", "dropout_mask", "drop"})
LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХоѡνοω", "aeopcyxijsdhABEZHIKMNOPTYXABEKMHOPCTXowvow")
PREDICTIONS = frozenset({"y_hat", "yhat", "y_pred", "ypred", "pred", "prediction", "output", "out", "o", "P", "p", "ŷ"})
LAST_VALUE = re.compile(r"prev(?:ious)?|before|_?last|_?old|_?tm1|_?t_?minus_?1|_?lag|_?[tkn]_1", re.IGNORECASE)
NEXT_VALUE = re.compile(r"next|after|_?following|_?tp1|_?t_?plus_?1", re.IGNORECASE)


class NetworkNames(Protocol):
    """What has to be known of a network to tell what a name means that it doesn't have."""

    each_step: list[str]
    output: list[str]
    unused: list[str]
    suggested: set[str]
    parameters: Sequence[str]
    given: Sequence[str]
    equations: Sequence[WrittenEquation]
    loss_each_step: bool
    time_steps: int
    has_inputs: bool
    has_target: bool


@dataclass(frozen=True)
class UnknownNames:
    """What is said of names that are none of a network's."""

    names: NetworkNames

    def error(self, name: TypedName, section: Section) -> EquationError:
        """A name that nobody has defined."""
        moved = is_moved(name)
        quantities = self.names.each_step if moved else [*self.names.each_step, *self.names.output]
        others = [] if moved else [*self.names.parameters, *self.names.given, "input", "target"]
        near = nearest(name.name, [*quantities, *others])
        if not near and not moved:
            near = (
                self.names.unused[0]
                if len(self.names.unused) == 1
                else nearest(name.name, self.names.unused, cutoff=0.4)
            )
        timed = re.sub(r"(?<=\w)_?t$|_[TNn]$", "", name.name)
        if twin := self._look_alike(name.name, [*quantities, *others]):
            self.names.suggested.add(twin)
            remedy = f"write {twin}: one of these letters is from another alphabet and only looks the same"
        elif timed_remedy := self._at_another_time(name.name, section):
            remedy = timed_remedy
        elif not moved and (other := self._likely(name.name, section)):
            remedy = f"write {other}"
        elif name.name.casefold() in MASKS and not near:
            remedy = f"add it under given:, a number for each time step, like given: {{{name.name}: [1, 0]}}"
        elif section is not Section.EACH_STEP and timed in quantities and timed != name.name:
            remedy = f"write {timed}"
        elif timed != name.name and timed in quantities:
            remedy = f"write {timed} for this time step, previous({timed}) for the previous one"
        elif near:
            self.names.suggested.add(near)
            remedy = f"did you mean '{near}'?"
        elif moved and likely_name(name.name, Known(self.names.each_step, self.names.parameters)) == "input":
            kept = free_name(Known(self.names.each_step, self.names.parameters))
            word = "previous" if name.previous else "next"
            remedy = f"give it an equation of its own, {kept}: input, and write {word}({kept})"
        elif moved:
            remedy = f"write it like {'previous' if name.previous else 'next'}({self.names.each_step[-1]})"
        elif section is Section.LOSS and (loss := RENAMED.get(name.name.casefold())) in LOSSES:
            remedy = f"write {loss}"
        elif name.name == "e":
            remedy = "write exp(1) for Euler's number"
        elif name.name in RESERVED:
            remedy = f"write {name.name}(…) with a value in the brackets"
        elif self.inputs_unread:
            remedy = "write input for the network's input, define it above, or add it to the parameters"
        else:
            remedy = "define it above, or add it to the parameters"
        return EquationError(f"{shortened(name.name)} is not defined", name.offset, len(name.name), remedy)

    def _at_another_time(self, name: str, section: Section) -> str:
        """What to write for a quantity at a time step that its name tells: h_prev, h_next, h_1; or nothing."""
        if kept := self.kept(name):
            return f"write previous({kept})"
        if following := self._following(name):
            return f"write next({following})"
        numbered = self._numbered(name, section)
        return f"write {numbered} for its value at that time step" if numbered else ""

    def _numbered(self, name: str, section: Section) -> str:
        """A quantity at a time step of its own that a name means after the last one: h.t1 by h1 or h_1; or nothing."""
        found = re.fullmatch(r"(.*?[^\W\d_])_?([1-9][0-9]*)", name)
        if found is None or found[1] not in self.names.each_step or int(found[2][:6]) > self.names.time_steps:
            return ""
        is_late = section is Section.OUTPUT or (section is Section.LOSS and not self.names.loss_each_step)
        return f"{found[1]}.t{found[2]}" if is_late else ""

    @staticmethod
    def _look_alike(name: str, known: Sequence[str]) -> str:
        """The known name that looks the same, written in the letters of several alphabets; or nothing."""
        shape = name.translate(LOOK_ALIKES)
        return next((other for other in known if other != name and other.translate(LOOK_ALIKES) == shape), "")

    def kept(self, name: str) -> str:
        """The quantity whose last value a name means: h by h_prev, prev_h, h_old; or nothing."""
        return self._without(LAST_VALUE, name)

    def _following(self, name: str) -> str:
        """The quantity whose value at the next step a name means: h by h_next, next_h; or nothing."""
        return self._without(NEXT_VALUE, name)

    def _without(self, ending: re.Pattern[str], name: str) -> str:
        """The quantity that a name is, without what says at which time step; or nothing."""
        parts = ending.sub("", name).strip("_")
        if parts == name.strip("_") or not parts:
            return ""
        timed = f"{parts}_t"
        return next((quantity for quantity in (parts, timed) if quantity in self.names.each_step), "")

    def _likely(self, name: str, section: Section) -> str:
        """What a paper means by a name: the input by x, x_t or xt, in the loss the target by y; or nothing."""
        known = Known(self.names.each_step, self.names.parameters, in_loss=section is Section.LOSS)
        bare = re.sub(r"^([^\W\d])_?(?:t|i|k|in)$", r"\1", name)
        other = likely_name(name, known) or likely_name(bare, known)
        if section is Section.LOSS and (name in PREDICTIONS or bare in PREDICTIONS):
            return (*self.names.each_step, *self.names.output)[-1]
        return other if self.names.has_target or other != "target" else ""

    @property
    def inputs_unread(self) -> bool:
        """Whether there are inputs, and no equation reads them."""
        return self.names.has_inputs and not any("input" in e.words for e in self.names.equations)
