"""The pages of a walk through a lesson, each with its address; and all of them at once.

What draws a page is imported when the first of its kind is looked at: the opening screen waits for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.step import Step
from rnn_tutor.lesson.forward_only import NO_LOSS, NO_RATE
from rnn_tutor.notation.speller import typed
from rnn_tutor.pictures.route import Route
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Lines, Page, blank
from rnn_tutor.screens.walk.keys import BEYOND, Address, address
from rnn_tutor.screens.walk.margin import Margin

START, PICTURES, OUTCOME, COMPARISON = "start", "pictures", "outcome", "comparison"
OPENING = (START, "network", "parameters", "plan")
CLOSING = (PICTURES, OUTCOME, COMPARISON)
ANSWER = "answer"  # on the last page, to the question at its end
PAGE = re.compile(r"page\s*:?\s*(\d{1,10})")


class NoSuchStop(LookupError):
    """An address at which there is nothing."""


@dataclass(frozen=True)
class Stop:
    """A page of the walk, by its address: a step, several that are `summed` up, or neither."""

    address: str
    step: Step | None = None
    summed: tuple[Step, ...] = ()

    @property
    def first(self) -> Step | None:
        """The step of the page, or the first of several."""
        return self.summed[0] if self.summed else self.step


class Walk:
    """All pages of a lesson, made when they are looked at; if asked, with the figures that its source has `printed`.

    Of a lesson that says which time steps are walked in full, the others are summed up, unless `every_step` is wanted.
    """

    def __init__(
        self, derivation: Derivation, digits: int = 20, *, printed: bool = False, every_step: bool = False
    ) -> None:
        self.derivation = derivation
        self.digits = digits
        self.printed = printed
        self.epochs = derivation.epochs
        self.in_full = frozenset() if every_step else frozenset(derivation.lesson.in_full)
        self.opened: set[Ref] = set()

    @cached_property
    def routes(self) -> dict[int, Route]:
        """The way back through each epoch."""
        return {epoch.epoch: Route(epoch) for epoch in self.epochs}

    @cached_property
    def margin(self) -> Margin:
        """What the lesson has to say beside the steps."""
        return Margin(self.derivation, printed=self.printed)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The pages, in order."""
        steps = (stop for epoch in self.epochs for stop in self.step_stops(epoch))
        lesson = self.derivation.lesson
        asked = {PICTURES: lesson.network.loss is not None, OUTCOME: lesson.is_trained}
        closing = (name for name in CLOSING if asked.get(name, True))
        return (*map(Stop, OPENING), *steps, *map(Stop, closing))

    def step_stops(self, epoch: Derivation) -> Iterator[Stop]:
        """The pages of the steps of an epoch."""
        if not self.in_full:
            yield from (Stop(step.identity, step) for step in epoch.steps)
            return
        from rnn_tutor.screens.walk.summary import stretches  # most lessons are walked in full

        apart = self.opened | (self.margin.noted if epoch is self.derivation else set())
        for steps in stretches(epoch.steps, self.in_full, apart):
            first = steps[0]
            is_alone = first.time_step is None or first.time_step in self.in_full or first.ref in apart
            yield Stop(first.identity, first) if is_alone else Stop(first.identity, summed=steps)

    def open(self, steps: Iterable[Step]) -> None:
        """Show some steps that were summed up, each on a page of its own."""
        self.opened |= {step.ref for step in steps}
        for found in ("stops", "places"):
            self.__dict__.pop(found, None)

    @cached_property
    def counts(self) -> dict[Phase, int]:
        """How many steps each phase has, in each epoch."""
        return {phase: len(self.derivation.phase(phase)) for phase in Phase}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each address among the stops."""
        found = {stop.address: place for place, stop in enumerate(self.stops)}
        return found | {step.identity: place for place, stop in enumerate(self.stops) for step in stop.summed}

    def place(self, text: str, here: Stop | None = None) -> int:
        """The place that an address means, seen from a stop.

        A number alone counts in the present phase, else in the way back: its steps are those that people number.
        Without an epoch the present one is meant, or the first. A step may be named by what it finds, too: dX3.

        Raises:
            NoSuchStop: with a sentence that says what there is.
        """
        if numbered := PAGE.fullmatch(text.strip().lower()):
            return self.page_number(int(numbered[1]))
        if self.asks_for_the_answer(text):
            return len(self.stops) - 1
        wanted = address(text, OPENING + CLOSING)
        is_name = text != text.lower() and self.step_of_name(text, here) is not None  # P is no page that begins with p
        if wanted is None or is_name:
            return self.place_of_name(text, here)
        phase = wanted.name
        if phase in OPENING + CLOSING:
            if phase not in self.places:
                raise NoSuchStop(self.without(phase))
            return self.places[phase]
        before = self.before(wanted, here)
        if phase is None:
            back = (Phase.BACKWARD if self.counts[Phase.BACKWARD] else Phase.FORWARD).value
            phase = here.first.phase.value if here and here.first else back
            if f"{before}{phase}:{wanted.number}" not in self.places:
                phase = back
        number = 1 if wanted.number is None else wanted.number
        if f"{before}{phase}:{number}" not in self.places:
            if not (count := self.counts[Phase(phase)]):
                raise NoSuchStop(self.without(phase))
            has = f"1 to {count}" if count > 1 else "1 only"
            none = f"is no step {phase}:{number}" if number < BEYOND else "aren't so many steps"
            raise NoSuchStop(f"There {none}; {phase} has {has}.")
        return self.place_in_full(f"{before}{phase}:{number}")

    def page_number(self, number: int) -> int:
        """The place of a page by the number in its heading.

        Raises:
            NoSuchStop: where there are fewer.
        """
        if not 1 <= number <= len(self.stops):
            none = f"is no page {number}" if number < BEYOND else "aren't so many pages"
            raise NoSuchStop(f"There {none}; there are {len(self.stops)}.")
        return number - 1

    def asks_for_the_answer(self, text: str) -> bool:
        """Whether an address is that of the answer to the question at the end."""
        return text.strip().lower() == ANSWER and self.step_of_name(text, None) is None

    def examples(self, here: Stop) -> tuple[str, str, str, str]:
        """Some addresses that there are: a step of the phase of a stop, one of the way back, its name, a page."""
        back = self.derivation.phase(Phase.BACKWARD) or self.derivation.phase(Phase.FORWARD)
        there, same = back[len(back) // 2], self.derivation.phase(here.first.phase) if here.first else back
        name = (
            typed(there.ref) if self.derivation.names.step(typed(there.ref)) else self.derivation.names.name_of(there)
        )
        return f"{same[len(same) // 2].number}", there.identity, name, f"page {len(self.stops)}"

    def place_in_full(self, address: str) -> int:
        """The place of a step; what is summed up with it at its time step gets pages of its own."""
        summed = self.stops[self.places[address]].summed
        if summed:
            time = next(step.time_step for step in summed if step.identity == address)
            self.open(step for step in summed if step.time_step == time)
        return self.places[address]

    def place_of_name(self, name: str, here: Stop | None) -> int:
        """The place of the step that finds a number, by what a lesson calls it: dX3, of the present epoch."""
        step = self.step_of_name(name, here)
        if step is None:
            examples = ", ".join(self.examples(here or self.stops[0]))
            raise NoSuchStop(f"There is no step {name!r}. Write it like {examples} or {START}.")
        return self.places[step.identity]

    def step_of_name(self, name: str, here: Stop | None) -> Step | None:
        """The step of a name, in the present epoch; None where there is none."""
        derivation = self.epochs[here.step.derivation.epoch - 1] if here and here.step else self.derivation
        return derivation.names.step(name.strip()) if name.strip() else None

    def without(self, phase: str) -> str:
        """Why the lesson has no such pages."""
        said = NO_RATE if self.derivation.lesson.network.loss else NO_LOSS
        return f"There is no {phase}: {said}."

    def before(self, wanted: Address, here: Stop | None) -> str:
        """What stands before the phase in an address: the epoch, from the second on."""
        epoch = wanted.epoch or (here.first.derivation.epoch if here and here.first else 1)
        count = len(self.epochs)
        if not 1 <= epoch <= count:
            none = f"is no epoch {epoch}" if epoch < BEYOND else "aren't so many epochs"
            raise NoSuchStop(f"There {none}; there {f'are {count}' if count > 1 else 'is one'}.")
        return f"{epoch}." if epoch > 1 else ""

    def next_phase(self, place: int) -> int | None:
        """The place where the next phase begins, or the next page where there are no steps; None from the last."""
        here = self.phase_of(place)
        following = range(place + 1, len(self.stops))
        return next((there for there in following if self.phase_of(there) != here), None)

    def phase_of(self, place: int) -> tuple[object, ...]:
        """What tells the phase of a page from others: all of the opening is one, each page of the closing another."""
        stop = self.stops[place]
        if stop.first is not None:
            return stop.first.derivation.epoch, stop.first.phase
        return (stop.address not in OPENING and stop.address,)

    def page(self, stop: Stop, page: Page) -> Lines:
        """What is on a page, its number in the heading."""
        return self.content(stop, self.numbered(stop, page))

    def numbered(self, stop: Stop, page: Page) -> Page:
        """A page with its number, for the heading."""
        return replace(page, number=f"{self.places[stop.address] + 1} of {len(self.stops)}")

    def content(self, stop: Stop, page: Page) -> Lines:
        """What is on a page."""
        if stop.step is not None:
            from rnn_tutor.screens.walk.step import step_screen  # the first page waits for none of it

            route = self.routes[stop.step.derivation.epoch]
            return step_screen(stop.step, self.counts[stop.step.phase], route, page, self.digits, self.margin)
        if stop.summed:
            from rnn_tutor.screens.walk.summary import summary_screen  # most lessons are walked in full

            return summary_screen(stop.summed, self.counts[stop.summed[0].phase], page)
        if stop.address in OPENING:
            from rnn_tutor.screens.walk.opening import SCREENS  # the first page waits for none of it

            return SCREENS[stop.address](self.derivation, page)
        if stop.address == PICTURES:
            from rnn_tutor.screens.pictures.of_step import pictures_screen  # the first page waits for none of it

            return pictures_screen(self.epochs[-1], page)
        from rnn_tutor.screens.walk.outcome import (  # the first page waits for none of it
            comparison_screen,
            outcome_screen,
        )

        if stop.address == OUTCOME:
            return outcome_screen(self.epochs[-1], page)
        return [*comparison_screen(self.epochs[-1], page), *self.margin.closing(page)]


def print_all(walk: Walk, output: Output, start: int = 0) -> None:
    """Every page, one after the other."""
    for place, stop in enumerate(walk.stops[start:]):
        if place:
            output.write([blank()])
        output.write(walk.page(stop, output.page()))
