"""The walk: page after page, at the pace of Enter, or all at once.

What draws a page is imported when the first of its kind is looked at: the opening screen waits for nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.derivation.step import Step
from rnn_tutor.screens.keys import Address, Key, Request, address, understood
from rnn_tutor.screens.output import Output
from rnn_tutor.screens.page import Lines, Page, blank

if TYPE_CHECKING:
    from rnn_tutor.derivation.step_element import StepElement
    from rnn_tutor.screens.margin import Margin
    from rnn_tutor.screens.route import Route

START, PICTURES, OUTCOME, COMPARISON = "start", "pictures", "outcome", "comparison"
OTHER_PAGES = (START, PICTURES, OUTCOME, COMPARISON)
# The first for which there is room, and for a key or two.
PROMPTS = ("Enter: on   ?: help   q: quit > ", "Enter: on  ?: help > ", "?: help > ")
LAST_PROMPTS = ("Enter: leave   b: back > ", "Enter: leave > ")
ROOM_TO_TYPE = 4


class NoSuchStop(LookupError):
    """An address at which there is nothing."""


@dataclass(frozen=True)
class Stop:
    """A page of the walk, by its address."""

    address: str
    step: Step | None = None


class Walk:
    """All pages of a lesson, made when they are looked at."""

    def __init__(self, derivation: Derivation, digits: int = 20) -> None:
        self.derivation = derivation
        self.digits = digits
        self.epochs = derivation.epochs

    @cached_property
    def routes(self) -> dict[int, Route]:
        """The way back through each epoch."""
        from rnn_tutor.screens.route import Route

        return {epoch.epoch: Route(epoch) for epoch in self.epochs}

    @cached_property
    def margin(self) -> Margin:
        """What the lesson has to say beside the steps."""
        from rnn_tutor.screens.margin import Margin

        return Margin(self.derivation)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The pages, in order."""
        steps = (Stop(step.identity, step) for epoch in self.epochs for step in epoch.steps)
        return (Stop(START), *steps, Stop(PICTURES), Stop(OUTCOME), Stop(COMPARISON))

    @cached_property
    def counts(self) -> dict[Phase, int]:
        """How many steps each phase has, in each epoch."""
        return {phase: len(self.derivation.phase(phase)) for phase in Phase}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each address among the stops."""
        return {stop.address: place for place, stop in enumerate(self.stops)}

    def place(self, text: str, here: Stop | None = None) -> int:
        """The place that an address means, seen from a stop.

        A number alone counts in the present phase, else in the way back: its steps are those that people number.
        Without an epoch the present one is meant, or the first.

        Raises:
            NoSuchStop: with a sentence that says what there is.
        """
        wanted = address(text, OTHER_PAGES)
        if wanted is None:
            raise NoSuchStop(f"There is no step {text!r}. Write it like 9, backward:9 or {START}.")
        phase = wanted.name
        if phase in OTHER_PAGES:
            return self.places[phase]
        before = self.before(wanted, here)
        if phase is None:
            phase = here.step.phase.value if here and here.step else Phase.BACKWARD.value
            if f"{before}{phase}:{wanted.number}" not in self.places:
                phase = Phase.BACKWARD.value
        number = 1 if wanted.number is None else wanted.number
        if f"{before}{phase}:{number}" not in self.places:
            count = self.counts[Phase(phase)]
            has = f"1 to {count}" if count > 1 else "1 only"
            raise NoSuchStop(f"There is no step {phase}:{number}; {phase} has {has}.")
        return self.places[f"{before}{phase}:{number}"]

    def before(self, wanted: Address, here: Stop | None) -> str:
        """What stands before the phase in an address: the epoch, from the second on."""
        epoch = wanted.epoch or (here.step.derivation.epoch if here and here.step else 1)
        count = len(self.epochs)
        if not 1 <= epoch <= count:
            raise NoSuchStop(f"There is no epoch {epoch}; there {f'are {count}' if count > 1 else 'is one'}.")
        return f"{epoch}." if epoch > 1 else ""

    def page(self, stop: Stop, page: Page) -> Lines:
        """What is on a page."""
        if stop.step is not None:
            from rnn_tutor.screens.step import step_screen

            route = self.routes[stop.step.derivation.epoch]
            return step_screen(stop.step, self.counts[stop.step.phase], route, page, self.digits, self.margin)
        if stop.address == START:
            from rnn_tutor.screens.opening import opening_screen

            return opening_screen(self.derivation, page)
        if stop.address == PICTURES:
            from rnn_tutor.screens.pictures import pictures_screen

            return pictures_screen(self.epochs[-1], page)
        from rnn_tutor.screens.outcome import comparison_screen, outcome_screen

        if stop.address == OUTCOME:
            return outcome_screen(self.epochs[-1], page)
        return [*comparison_screen(self.epochs[-1], page), *self.margin.closing(page)]


def print_all(walk: Walk, output: Output, start: int = 0) -> None:
    """Every page, one after the other."""
    for place, stop in enumerate(walk.stops[start:]):
        if place:
            output.write([blank()])
        output.write(walk.page(stop, output.page()))


@dataclass
class Conversation:
    """A walk with somebody who types; `ask` reads a line, `command` is how to come back to the lesson."""

    walk: Walk
    output: Output
    ask: Callable[[str], str]
    command: Sequence[str]
    place: int = 0
    element: StepElement | None = field(default=None, init=False)

    def run(self) -> None:
        """Show the present page and do what is asked for, until the end.

        Raises:
            EOFError: at the end of input.
            KeyboardInterrupt: on Ctrl-C.
        """
        self.show()
        self.warm_up()
        while True:
            request = understood(self.ask(self.prompt()))
            if request.key is Key.QUIT:
                self.say_how_to_come_back()
                return
            if request.key is Key.ON and self.is_last:
                return
            self.answer(request)

    def answer(self, request: Request) -> None:
        """Do what a key asks for."""
        match request.key:
            case Key.ON:
                self.go(self.place + 1)
            case Key.BACK if self.place:
                self.go(self.place - 1)
            case Key.BACK:
                self.say("This is the first page. Enter goes on.")
            case Key.GO:
                self.go_to(request.rest)
            case Key.ELEMENT:
                self.show_element(request.rest)
            case Key.FULL:
                self.output.write([blank()])
                self.show(full=True)
            case Key.CLOSED_FORM:
                self.show_closed_form()
            case Key.PICTURE:
                self.show_picture()
            case Key.HELP:
                self.show_help()
            case _:
                self.say(f"{request.rest[:30]!r} is not a key here. Enter goes on, ? shows all keys.")

    @property
    def stop(self) -> Stop:
        """The present page."""
        return self.walk.stops[self.place]

    @property
    def is_last(self) -> bool:
        """Whether this is the end of the walk."""
        return self.place == len(self.walk.stops) - 1

    def prompt(self) -> str:
        """What stands before the cursor."""
        room = self.output.page().width - ROOM_TO_TYPE
        prompts = LAST_PROMPTS if self.is_last else PROMPTS
        return next((prompt for prompt in prompts if len(prompt) <= room), prompts[-1])

    def show(self, *, full: bool = False) -> None:
        """The present page, for the width that the terminal has now."""
        page = self.output.page()
        self.output.write([*self.walk.page(self.stop, replace(page, full=page.full or full)), blank()])

    def go(self, place: int) -> None:
        """Show another page."""
        self.place, self.element = place, None
        self.output.write([blank()])
        self.show()

    def go_to(self, where: str) -> None:
        """Show the page at an address, or say what addresses there are."""
        if not where:
            self.say("Go where? g 9, or g backward:9.")
            return
        try:
            self.go(self.walk.place(where, self.stop))
        except NoSuchStop as refused:
            self.say(str(refused))

    def show_help(self) -> None:
        """The keys."""
        from rnn_tutor.screens.help import help_lines

        self.output.write([blank(), *help_lines(self.output.page()), blank()])

    def show_element(self, which: str) -> None:
        """One element of the present step worked out, or a word on which there are."""
        from rnn_tutor.screens.element import NoSuchElement, chosen, element_lines

        if self.stop.step is None:
            self.say("An element belongs to a step; this page has none.")
            return
        try:
            self.element = chosen(which, self.stop.step, self.element)
        except NoSuchElement as refused:
            self.say(str(refused))
            return
        self.output.write([blank(), *element_lines(self.element, self.output.page(), self.walk.digits), blank()])

    def show_closed_form(self) -> None:
        """The closed form of the present step."""
        from rnn_tutor.screens.closed_form import closed_form_lines

        if self.stop.step is None:
            self.say("A closed form belongs to a step; this page has none.")
            return
        page = self.output.page()
        self.output.write([blank(), *closed_form_lines(self.stop.step, page, self.walk.digits), blank()])

    def show_picture(self) -> None:
        """The picture that belongs to the present step."""
        from rnn_tutor.screens.pictures import picture_lines

        page = self.output.page()
        lines = picture_lines(self.stop.step, page) if self.stop.step else page.prose("This page has no picture.")
        self.output.write([blank(), *lines, blank()])

    def say(self, sentence: str) -> None:
        """A sentence under the prompt."""
        self.output.write([*self.output.page().prose(sentence), blank()])

    def say_how_to_come_back(self) -> None:
        """The command that opens this page again."""
        from rnn_tutor.screens.command import command_lines

        words = [*self.command] if self.place == 0 else [*self.command, "--from", self.stop.address]
        page = self.output.page()
        self.output.write([*page.prose("To come back to this page:"), *command_lines(words, page)])

    def warm_up(self) -> None:
        """Load what the next page takes, then SymPy, which derives the gradients, while the first page is read."""
        threading.Thread(target=load_the_rest, daemon=True).start()


def load_the_rest() -> None:
    """Have imported what was left for later: SymPy takes 300 ms."""
    for module in ("rnn_tutor.screens.step", "rnn_tutor.calculus.blocks"):
        import_module(module)
