"""A walk turned page by page and sheet by sheet: where one is, what is shown, and what was asked for beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_tutor.screens.layout.page import Lines, Page, PageLine, blank
from rnn_tutor.screens.walk.showing import Draw, Showing, cut, size_of

if TYPE_CHECKING:
    from rnn_tutor.explain.step import Step, StepElement
    from rnn_tutor.screens.layout.output import Output
    from rnn_tutor.screens.walk.asking import Asked, Asks
    from rnn_tutor.screens.walk.walk import Stop, Walk

KEYS_THERE_ARE = "Enter goes on, b back, p to the next phase, g to a step; e, f, v and x show more; ? shows all keys."
OFFER = (
    "You have walked some lessons. With the key t, steps of a kind that you have seen twice are asked before they are "
    "shown; Enter shows them as always."
)


class Turning:
    """The pages of a walk, one of which is shown.

    Attributes:
        place: the number of the present page, from 0.
        left: the address where an earlier walk was left.
        fading: makes the questions that come before steps of a familiar kind, as long as it `fades`.
        seen: the steps that were shown, by their addresses.
        remark: what is said about the present page, above it.
        asked: the question that stands in place of the present page.
        element: the element that was worked out last.
        main: the present page, cut for the terminal; `beside`, what was asked for beside it.
    """

    walk: Walk
    output: Output
    place: int
    left: str | None
    fading: Callable[[], Asks] | None
    fades: bool
    offers_fading: bool
    seen: dict[str, Step]
    asked: Asked | None
    remark: str
    element: StepElement | None
    main: Showing
    beside: Showing | None

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

    def show(self, showing: Showing) -> None:
        """The present sheet of what is shown."""
        self.output.write([*showing.sheets[showing.sheet], blank()])

    def show_beside(self, draw: Draw) -> None:
        """Show what was asked for beside the present page; Enter goes on with the page."""
        self.put_beside(draw)

    def put_beside(self, draw: Draw) -> Showing:
        """The same, to be gone on with."""
        self.beside = cut(draw, self.output)
        self.show(self.beside)
        return self.beside

    def go(self, place: int, *, at_the_end: bool = False) -> None:
        """Show another page, from its first sheet on, or its last."""
        self.place, self.element, self.beside, self.remark = place, None, None, ""
        self.asked = None if at_the_end else self.question()
        self.main = cut(self.page, self.output)
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
        if self.remark:
            lines = under_heading(lines, [*page.prose(self.remark, "label"), blank()])
        if self.place == 0 and self.left in self.walk.places:
            number = self.walk.places[self.left] + 1
            last_time = f"Last time you came to page {number} ({self.left}). The key c goes on there."
            lines = under_heading(lines, [*page.prose(last_time), blank()])
        if self.place == 0 and self.offers_fading and not self.fades:
            lines = [*lines, blank(), *page.prose(OFFER)]
        return lines

    def go_on(self) -> None:
        """What comes next: a sheet of what is shown beside the page, or of the page, or the next page."""
        if self.beside is not None and self.beside.has_more:
            self.beside = self.beside.following(self.output)
            self.show(self.beside)
        elif self.main.has_more:
            self.beside = None
            self.main = self.main.following(self.output)
            self.show(self.main)
        elif self.asked is not None:
            self.reveal()
        else:
            self.go(self.place + 1)

    def go_back(self) -> None:
        """The sheet before, or the page before."""
        if self.main.sheet and self.main.size == size_of(self.output):
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
            shows = "a shows the answer, " if self.has_answer else ""
            self.say(f"This is the last page: {shows}Enter leaves, b goes back.")
        else:
            self.go(following)

    def go_where_it_was_left(self) -> None:
        """The page at which an earlier walk was left."""
        if self.left not in self.walk.places:
            self.say(f"There is no earlier walk to go on with. {KEYS_THERE_ARE}")
        else:
            self.go(self.walk.places[self.left])

    def question(self) -> Asked | None:
        """The question that comes before the present page, where there is one."""
        if not self.fades or self.fading is None or self.stop.address in self.seen:
            return None
        asked = self.fading().asked(self.stop)
        if asked is None:
            self.remark = self.fading().why_shown(self.stop)
        return asked

    def reveal(self, said: Callable[[Page], Lines] | None = None) -> None:
        """Show the step that was asked, under what is said to the last answer."""
        assert self.asked is not None, "there was a question"
        if not self.asked.is_known and self.fading is not None:
            self.fading().passed(self.asked.step)
        self.asked, self.beside = None, None

        def draw(page: Page) -> Lines:
            lines = self.page(page)
            return lines if said is None else under_heading(lines, [*said(page), blank()])

        self.main = cut(draw, self.output)
        self.show(self.main)

    def say(self, sentence: str) -> None:
        """A sentence under the prompt."""
        self.output.write([*self.output.page().prose(sentence), blank()])


def under_heading(lines: Lines, more: Lines) -> Lines:
    """A page with more lines right under its heading."""
    head = sum(isinstance(line, PageLine) and line.again is not None for line in lines) + 1
    return [*lines[:head], *more, *lines[head:]]


def same(lines: Lines, others: Lines) -> bool:
    """Whether two pages say the same."""
    return [line.plain for line in lines] == [line.plain for line in others]
