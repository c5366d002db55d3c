"""A walk with somebody who presses keys, or types lines: page after page, sheet after sheet."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.command import command_lines
from rnn_tutor.screens.layout.output import Ask, Output
from rnn_tutor.screens.layout.page import blank
from rnn_tutor.screens.walk.beside import NothingThere, answer, closed_form, element, picture
from rnn_tutor.screens.walk.help import help_lines
from rnn_tutor.screens.walk.keys import Request, WalkKey, understood
from rnn_tutor.screens.walk.showing import Draw, Showing, cut
from rnn_tutor.screens.walk.turning import KEYS_THERE_ARE, Turning, same
from rnn_tutor.screens.walk.walk import NoSuchStop, Walk
from rnn_tutor.screens.walk.word import key_typed, word_lines

if TYPE_CHECKING:
    from rnn_tutor.explain.step import Step, StepElement
    from rnn_tutor.screens.walk.asking import Asked, Asks

# The first for which there is room, and for a key or two.
PROMPTS = ("Enter: on   ?: help   q: quit > ", "Enter: on  ?: help > ", "?: help > ")
ANSWER_PROMPTS = (
    "a: the answer   Enter: leave   b: back > ",
    "a: answer  Enter: leave  b: back > ",
    "a: answer  Enter: leave > ",
)
LAST_PROMPTS = ("Enter: leave   b: back > ", "Enter: leave > ")
ROOM_TO_TYPE, ROOM_FOR_A_WORD = 4, 16
GO = re.compile(r"\s*g(o(\s*to)?)?\s+", re.IGNORECASE)
WORD_PROMPTS = {
    True: ("A word to explain, or Enter: more help > ", "A word, or Enter: more help > ", "A word, or Enter > "),
    False: ("A word to explain, or Enter: back to the lesson > ", "A word, or Enter: the lesson > "),
}
"""Whether more help follows, and what stands before the cursor then."""


@dataclass
class Conversation(Turning):
    """A walk with somebody who answers.

    `ask` reads a request: a key, or a typed line. `ask_line` reads what belongs to a key, where keys act at once; where
    lines are typed it stands on the same line, and there is none. `command` is how to come back to the lesson, `left`
    the address where an earlier walk was left. `fading` makes the questions that come before steps of a familiar kind,
    as long as `fades`; `offers_fading` says on the first page that there is such a thing. `pending` is a key that was
    typed where something else was read, and `knows_answer` says that the answer at the end was looked at. A walk that
    `begins_with_answer` begins there.
    """

    walk: Walk
    output: Output
    ask: Ask
    command: Sequence[str]
    place: int = 0
    ask_line: Ask | None = None
    left: str | None = None
    fading: Callable[[], Asks] | None = None
    fades: bool = False
    offers_fading: bool = False
    ask_answer: Ask | None = None
    begins_with_answer: bool = False
    seen: dict[str, Step] = field(default_factory=dict, init=False)
    asked: Asked | None = field(default=None, init=False)
    remark: str = field(default="", init=False)
    element: StepElement | None = field(default=None, init=False)
    main: Showing = field(init=False)
    beside: Showing | None = field(default=None, init=False)
    pending: Request | None = field(default=None, init=False)
    knows_answer: bool = field(default=False, init=False)
    came_to_the_end: bool = field(default=False, init=False)

    def run(self) -> None:
        """Show the present page and do what is asked for, until the end.

        Raises:
            EOFError: at the end of input.
            KeyboardInterrupt: on Ctrl-C.
        """
        self.go(self.place, at_the_end=self.begins_with_answer)
        if self.begins_with_answer:
            self.show_answer()
        self.warm_up()
        while True:
            self.came_to_the_end = self.came_to_the_end or self.is_last
            request, self.pending = self.pending, None
            if request is None:
                request = self.heard() if self.is_asking else understood(self.ask(self.prompt()))
            if request is None:
                continue
            if request.key is WalkKey.QUIT:
                self.say_how_to_come_back()
                return
            if request.key is WalkKey.ON and self.is_last:
                return
            self.answer(request)

    def answer(self, request: Request) -> None:
        """Do what a key asks for."""
        match request.key:
            case WalkKey.ON:
                self.go_on()
            case WalkKey.BACK:
                self.go_back()
            case WalkKey.PHASE:
                self.go_to_the_next_phase()
            case WalkKey.CONTINUE:
                self.go_where_it_was_left()
            case WalkKey.GO:
                self.go_to(request.rest)
            case WalkKey.ELEMENT:
                self.show_element(request.rest)
            case WalkKey.FULL:
                self.show_full()
            case WalkKey.CLOSED_FORM:
                self.show_closed_form()
            case WalkKey.PICTURE:
                self.show_picture()
            case WalkKey.ANSWER:
                self.show_answer()
            case WalkKey.ASK:
                self.turn_fading()
            case WalkKey.HELP:
                self.show_help(request.rest)
            case _:
                key = repr(request.rest[:30]) if request.rest.isprintable() else "That"
                self.say(f"{key} is not a key here. {KEYS_THERE_ARE}")

    def prompt(self) -> str:
        """What stands before the cursor."""
        return self.fitting((ANSWER_PROMPTS if self.has_answer else LAST_PROMPTS) if self.is_last else PROMPTS)

    def fitting(self, prompts: Sequence[str], room_to_type: int = ROOM_TO_TYPE) -> str:
        """The first prompt for which there is room, and for what is typed: a key or two, or a word."""
        room = self.output.page().width - room_to_type
        return next((prompt for prompt in prompts if len(prompt) <= room), prompts[-1])

    def go_to(self, where: str) -> None:
        """Show the page at an address, or say what addresses there are."""
        examples = self.walk.examples(self.stop)
        where = where or self.line(self.fitting([f"Go to (for example {', '.join(examples)}): ", "Go to: "]))
        where = where if self.walk.step_of_name(where, self.stop) else GO.sub("", where)  # the help writes g page 9
        if not where:
            self.say(f"Go where? For example g {examples[0]}, or g {examples[1]}.")
            return
        try:
            self.go(self.walk.place(where, self.stop), at_the_end=(looks := self.walk.asks_for_the_answer(where)))
            if looks:
                self.show_answer()
        except NoSuchStop as refused:
            request = understood(where)
            if request.key is WalkKey.ELEMENT and request.rest:
                self.show_element(request.rest)
            else:
                self.say(str(refused))

    # A step that is asked before it is shown.

    @property
    def is_asking(self) -> bool:
        """Whether an answer is read next, and not a key: the whole of a question has been seen."""
        has_more = self.main.has_more or (self.beside is not None and self.beside.has_more)
        return self.asked is not None and not has_more

    def heard(self) -> Request | None:
        """Read an answer, and say what there is to say; a key of the walk is handed on."""
        assert self.asked is not None, "there is a question"
        read = self.ask_answer or self.ask_line or self.ask
        typed = read(self.asked.prompt(self.output.page()))
        request = self.asked.request(typed)
        if request is not None:
            return request
        heard = self.asked.hear(typed)
        self.beside = None
        if heard.is_over:
            self.reveal(heard.draw)
        else:
            self.output.write([*heard.draw(self.output.page()), blank()])
        return None

    def turn_fading(self) -> None:
        """Ask steps of a familiar kind from here on, or no longer."""
        if self.fading is None:
            self.say("Here no step is asked before it is shown.")
            return
        self.fades = not self.fades
        if not self.fades:
            self.say("From here on every step is shown at once.")
            if self.asked is not None:
                self.reveal()
            return
        for step in self.seen.values():
            self.fading().shown(step)
        self.say(
            "From here on, a step of a kind that you have seen twice is asked before it is shown. Enter alone shows "
            "it; then the next of its kind is shown as well, and the one after that is asked. What you answered right "
            "at once, here or in a quiz, isn't asked again until you are likely to have forgotten it."
        )

    # Beside the page.

    def line(self, prompt: str) -> str:
        """A line that belongs to a key, where keys act at once."""
        return self.ask_line(prompt).strip() if self.ask_line is not None else ""

    def show_full(self) -> None:
        """The present page with nothing left out."""
        if self.stop.summed:
            address = self.stop.address
            self.walk.open(self.stop.summed)
            self.go(self.walk.places[address])
            return
        page = self.output.page()
        if same(self.walk.page(self.stop, page), self.walk.page(self.stop, replace(page, full=True))):
            self.say("Nothing is left out on this page.")
            return
        self.beside = None
        self.main = cut(lambda page: self.walk.page(self.stop, replace(page, full=True)), self.output)
        self.show(self.main)

    def show_help(self, word: str) -> None:
        """A word explained; without one the keys. Then each word that is typed, until the help is read, or a key."""
        at_once = self.ask_line is not None
        keys = partial(help_lines, examples=self.walk.examples(self.stop), at_once=at_once)
        waiting = [self.put_beside(partial(word_lines, word, self.walk.derivation) if word else keys)]
        while at_once and waiting:
            prompts = WORD_PROMPTS[any(showing.has_more for showing in waiting)]
            word = self.line(self.fitting(prompts, ROOM_FOR_A_WORD))
            if not word:
                waiting = self.further(waiting)
                continue
            self.pending = key_typed(word, self.walk.derivation)
            if self.pending is not None:
                self.beside = None
                return
            waiting.append(self.put_beside(partial(word_lines, word, self.walk.derivation)))
        if at_once:
            self.beside = None
            self.show(self.main)

    def further(self, waiting: list[Showing]) -> list[Showing]:
        """The next sheet of the last that has one; those behind it are read."""
        while waiting and not waiting[-1].has_more:
            waiting = waiting[:-1]
        if waiting:
            waiting = [*waiting[:-1], waiting[-1].following(self.output)]
            self.show(waiting[-1])
        return waiting

    def show_answer(self) -> None:
        """The answer to the question on the last page."""
        asks = self.has_answer and not self.main.has_more
        self.show_if_there_is(lambda: answer(self.walk, is_asked=asks))
        self.knows_answer = self.knows_answer or asks

    def show_element(self, which: str) -> None:
        """One element of the present step worked out, or a word on which there are."""

        def found() -> Draw:
            self.element, draw = element(which, self.stop, self.element, self.walk.digits)
            return draw

        self.show_if_there_is(found)

    def show_closed_form(self) -> None:
        """The closed form of the present step."""
        self.show_if_there_is(lambda: closed_form(self.stop, self.walk.digits))

    def show_picture(self) -> None:
        """The picture that belongs to the present step."""
        self.show_if_there_is(lambda: picture(self.stop))

    def show_if_there_is(self, find: Callable[[], Draw]) -> None:
        """Show something beside the page, or say why there is nothing."""
        try:
            self.show_beside(find())
        except NothingThere as refused:
            self.say(str(refused))

    def say_how_to_come_back(self) -> None:
        """The command that opens this page again."""
        words = [*self.command] if self.place == 0 else [*self.command, "--from", self.stop.address]
        page = self.output.page()
        self.output.write([*page.prose("To come back to this page:"), *command_lines(words, page)])

    def warm_up(self) -> None:
        """Load what the next page takes, then SymPy, which derives the gradients, while the first page is read."""
        threading.Thread(target=load_the_rest, daemon=True).start()


def load_the_rest() -> None:
    """Have imported what was left for later: SymPy takes 300 ms."""
    for module in ("rnn_tutor.screens.walk.step", "rnn_tutor.calculus.blocks"):
        import_module(module)
