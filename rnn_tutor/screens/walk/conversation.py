"""A walk with somebody who presses keys, or types lines: page after page, sheet after sheet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank
from rnn_tutor.screens.layout.sheets import sheets
from rnn_tutor.screens.walk.keys import Request, WalkKey, understood
from rnn_tutor.screens.walk.walk import NoSuchStop, Stop, Walk

if TYPE_CHECKING:
    from rnn_tutor.explain.step import Step, StepElement
    from rnn_tutor.screens.walk.asking import Asked, Asks

# The first for which there is room, and for a key or two.
PROMPTS = ("Enter: on   ?: help   q: quit > ", "Enter: on  ?: help > ", "?: help > ")
ANSWER_PROMPTS = (
    "Enter: leave   a: the answer   b: back > ",
    "Enter: leave  a: answer  b: back > ",
    "Enter: leave > ",
)
LAST_PROMPTS = ("Enter: leave   b: back > ", "Enter: leave > ")
ROOM_TO_TYPE = 4
KEYS_THERE_ARE = "Enter goes on, b back, p to the next phase, g to a step; e, f, v and x show more; ? shows all keys."
OFFER = (
    "You have walked some lessons. With the key t, a step of a kind that you have seen twice is asked before it is "
    "shown; Enter shows it as always."
)
WORD_PROMPT = "A word to explain (Enter: none) > "
AROUND = 3  # lines of the terminal that a sheet leaves free: the old prompt, an empty line, the new prompt

Ask = Callable[[str], str]


@dataclass
class Showing:
    """Something that is shown sheet by sheet, cut for a size of the terminal; `sheet` is the one to be seen."""

    draw: Callable[[Page], Lines]
    size: tuple[int, int | None]
    sheets: list[Lines]
    sheet: int = 0

    @property
    def has_more(self) -> bool:
        """Whether sheets follow."""
        return self.sheet < len(self.sheets) - 1

    @property
    def seen(self) -> float:
        """The share of the lines that has been seen."""
        lengths = list(map(len, self.sheets))
        return sum(lengths[: self.sheet + 1]) / sum(lengths)

    def turn_past(self, seen: float) -> None:
        """Go to the sheet on which the lines after some share of them begin, or are."""
        lengths = list(map(len, self.sheets))
        ends = [sum(lengths[: number + 1]) / sum(lengths) for number in range(len(lengths))]
        self.sheet = next(number for number, end in enumerate(ends) if end > seen or number == len(ends) - 1)


@dataclass
class Conversation:
    """A walk with somebody who answers.

    `ask` reads a request: a key, or a typed line. `ask_line` reads what belongs to a key, where keys act at once; where
    lines are typed it stands on the same line, and there is none. `command` is how to come back to the lesson, `left`
    the address where an earlier walk was left. `fading` makes the questions that come before steps of a familiar kind,
    as long as `fades`; `offers_fading` says on the first page that there is such a thing.
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
    seen: dict[str, Step] = field(default_factory=dict, init=False)
    asked: Asked | None = field(default=None, init=False)
    element: StepElement | None = field(default=None, init=False)
    main: Showing = field(init=False)
    beside: Showing | None = field(default=None, init=False)

    def run(self) -> None:
        """Show the present page and do what is asked for, until the end.

        Raises:
            EOFError: at the end of input.
            KeyboardInterrupt: on Ctrl-C.
        """
        self.go(self.place)
        self.warm_up()
        while True:
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

    @property
    def stop(self) -> Stop:
        """The present page."""
        return self.walk.stops[self.place]

    @property
    def is_last(self) -> bool:
        """Whether this is the end of the walk."""
        more = self.main.has_more or (self.beside is not None and self.beside.has_more)
        return self.place == len(self.walk.stops) - 1 and not more

    @property
    def has_answer(self) -> bool:
        """Whether there is an answer to look at on this page."""
        return self.place == len(self.walk.stops) - 1 and bool(self.walk.derivation.lesson.answer.strip())

    def prompt(self) -> str:
        """What stands before the cursor."""
        room = self.output.page().width - ROOM_TO_TYPE
        prompts = (ANSWER_PROMPTS if self.has_answer else LAST_PROMPTS) if self.is_last else PROMPTS
        return next((prompt for prompt in prompts if len(prompt) <= room), prompts[-1])

    # Sheets.

    @property
    def size(self) -> tuple[int, int | None]:
        """The size of the terminal now."""
        return self.output.page().width, self.output.height

    def cut(self, draw: Callable[[Page], Lines]) -> Showing:
        """Something to be shown, cut for the size that the terminal has now."""
        page, height = self.output.page(), self.output.height
        lines = draw(page)
        return Showing(draw, self.size, [lines] if height is None else sheets(lines, page, height - AROUND))

    def show(self, showing: Showing) -> None:
        """The present sheet of what is shown."""
        self.output.write([*showing.sheets[showing.sheet], blank()])

    def show_beside(self, draw: Callable[[Page], Lines]) -> None:
        """Show what was asked for beside the present page; Enter goes on with the page."""
        self.beside = self.cut(draw)
        self.show(self.beside)

    def following(self, showing: Showing) -> Showing:
        """The next sheet; where the terminal has another size now, of what is cut anew, and rather too early."""
        if showing.size == self.size:
            showing.sheet += 1
            return showing
        anew = self.cut(showing.draw)
        anew.turn_past(showing.seen)
        return anew

    # Pages.

    def go(self, place: int, *, at_the_end: bool = False) -> None:
        """Show another page, from its first sheet on, or its last."""
        self.place, self.element, self.beside = place, None, None
        self.asked = None if at_the_end else self.question()
        self.main = self.cut(self.page)
        if at_the_end:
            self.main.sheet = len(self.main.sheets) - 1
        self.show(self.main)

    def page(self, page: Page) -> Lines:
        """The present page, or its question; on the first, how to go on where an earlier walk was left."""
        if self.asked is not None:
            return self.asked.lines(self.walk.numbered(self.stop, page))
        if self.stop.step is not None and self.stop.address not in self.seen:
            self.seen[self.stop.address] = self.stop.step
            if self.fades and self.fading is not None:
                self.fading().shown(self.stop.step)
        lines = self.walk.page(self.stop, page)
        if self.place == 0 and self.left in self.walk.places:
            number = self.walk.places[self.left] + 1
            last_time = f"Last time you came to page {number} ({self.left}). The key c goes on there."
            lines = [*lines, blank(), *page.prose(last_time)]
        if self.place == 0 and self.offers_fading and not self.fades:
            lines = [*lines, blank(), *page.prose(OFFER)]
        return lines

    def go_on(self) -> None:
        """What comes next: a sheet of what is shown beside the page, or of the page, or the next page."""
        if self.beside is not None and self.beside.has_more:
            self.beside = self.following(self.beside)
            self.show(self.beside)
        elif self.main.has_more:
            self.beside = None
            self.main = self.following(self.main)
            self.show(self.main)
        elif self.asked is not None:
            self.reveal()
        else:
            self.go(self.place + 1)

    def go_back(self) -> None:
        """The sheet before, or the page before."""
        if self.main.sheet and self.main.size == self.size:
            self.beside = None
            self.main.sheet -= 1
            self.show(self.main)
        elif self.place:
            self.go(self.place - 1, at_the_end=True)
        else:
            self.say("This is the first page. Enter goes on.")

    def go_to_the_next_phase(self) -> None:
        """Where the next phase begins."""
        following = self.walk.next_phase(self.place)
        if following is None:
            self.say("This is the last page. Enter leaves, b goes back.")
        else:
            self.go(following)

    def go_where_it_was_left(self) -> None:
        """The page at which an earlier walk was left."""
        if self.left not in self.walk.places:
            self.say(f"There is no earlier walk to go on with. {KEYS_THERE_ARE}")
        else:
            self.go(self.walk.places[self.left])

    def go_to(self, where: str) -> None:
        """Show the page at an address, or say what addresses there are."""
        where = where or self.line("Go to (9, backward:9, start): ")
        if not where:
            self.say("Go where? g 9, or g backward:9.")
            return
        request = understood(where)
        if request.key is WalkKey.ELEMENT and request.rest:
            self.show_element(request.rest)
            return
        try:
            self.go(self.walk.place(where, self.stop))
        except NoSuchStop as refused:
            self.say(str(refused))

    # A step that is asked before it is shown.

    @property
    def is_asking(self) -> bool:
        """Whether an answer is read next, and not a key: the whole of a question has been seen."""
        has_more = self.main.has_more or (self.beside is not None and self.beside.has_more)
        return self.asked is not None and not has_more

    def question(self) -> Asked | None:
        """The question that comes before the present page, where there is one."""
        if not self.fades or self.fading is None or self.stop.address in self.seen:
            return None
        return self.fading().asked(self.stop)

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

    def reveal(self, said: Callable[[Page], Lines] | None = None) -> None:
        """Show the step that was asked, under what is said to the last answer."""
        assert self.asked is not None, "there was a question"
        if not self.asked.is_known and self.fading is not None:
            self.fading().passed(self.asked.step)
        self.asked, self.beside = None, None

        def draw(page: Page) -> Lines:
            lines = self.page(page)
            return lines if said is None else under_heading(lines, [*said(page), blank()])

        self.main = self.cut(draw)
        self.show(self.main)

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
            "From here on a step of a kind that you have seen twice is asked before it is shown. Enter shows it as "
            "always."
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
        self.beside = None
        self.main = self.cut(lambda page: self.walk.page(self.stop, replace(page, full=True)))
        self.show(self.main)

    def show_help(self, word: str) -> None:
        """A word explained; without one the keys, and then each word that is typed, until nothing is."""
        from rnn_tutor.screens.walk.help import help_lines  # the first page waits for none of it
        from rnn_tutor.screens.walk.word import word_lines  # the first page waits for none of it

        if not word:
            self.show_beside(partial(help_lines, at_once=self.ask_line is not None))
            word = self.word()
        while word:
            self.show_beside(partial(word_lines, word))
            word = self.word()

    def word(self) -> str:
        """A word to be explained; Enter alone goes on with what is shown, as long as it goes on."""
        while self.ask_line is not None:
            word = self.line(WORD_PROMPT)
            if word or self.beside is None or not self.beside.has_more:
                return word
            self.beside = self.following(self.beside)
            self.show(self.beside)
        return ""

    def show_answer(self) -> None:
        """The answer to the question on the last page."""
        if not self.walk.derivation.lesson.answer.strip():
            self.say("This lesson has no answer to look at.")
        elif not self.has_answer:
            self.say("The answer is shown on the last page, under its question.")
        else:
            self.show_beside(self.walk.margin.answer)

    def show_element(self, which: str) -> None:
        """One element of the present step worked out, or a word on which there are."""
        from rnn_tutor.screens.walk.element import (  # the first page waits for none of it
            NoSuchElement,
            chosen,
            element_lines,
        )

        if self.stop.step is None:
            self.say("An element belongs to a step; this page has none.")
            return
        try:
            element = chosen(which, self.stop.step, self.element)
        except NoSuchElement as refused:
            self.say(str(refused))
            return
        self.element = element
        self.show_beside(lambda page: element_lines(element, page, self.walk.digits))

    def show_closed_form(self) -> None:
        """The closed form of the present step."""
        from rnn_tutor.screens.walk.closed_form import closed_form_lines  # the first page waits for none of it

        step = self.stop.step
        if step is None:
            self.say("A closed form belongs to a step; this page has none.")
            return
        self.show_beside(lambda page: closed_form_lines(step, page, self.walk.digits))

    def show_picture(self) -> None:
        """The picture that belongs to the present step."""
        from rnn_tutor.screens.pictures.of_step import picture_lines  # the first page waits for none of it

        step = self.stop.step
        if step is None:
            self.say("This page has no picture.")
            return
        self.show_beside(lambda page: picture_lines(step, page))

    def say(self, sentence: str) -> None:
        """A sentence under the prompt."""
        self.output.write([*self.output.page().prose(sentence), blank()])

    def say_how_to_come_back(self) -> None:
        """The command that opens this page again."""
        from rnn_tutor.screens.layout.command import command_lines  # the first page waits for none of it

        words = [*self.command] if self.place == 0 else [*self.command, "--from", self.stop.address]
        page = self.output.page()
        self.output.write([*page.prose("To come back to this page:"), *command_lines(words, page)])

    def warm_up(self) -> None:
        """Load what the next page takes, then SymPy, which derives the gradients, while the first page is read."""
        threading.Thread(target=load_the_rest, daemon=True).start()


def under_heading(lines: Lines, more: Lines) -> Lines:
    """A page with more lines right under its heading."""
    head = sum(isinstance(line, PageLine) and line.again is not None for line in lines) + 1
    return [*lines[:head], *more, *lines[head:]]


def load_the_rest() -> None:
    """Have imported what was left for later: SymPy takes 300 ms."""
    for module in ("rnn_tutor.screens.walk.step", "rnn_tutor.calculus.blocks"):
        import_module(module)
