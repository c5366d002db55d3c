"""The keys of a walk, on a page."""

from __future__ import annotations

from rnn_tutor.screens.layout.named import named
from rnn_tutor.screens.layout.page import Lines, Page, blank

KEYS = (
    ("Enter", "on to the next page; also Space, → and n"),
    ("b", "back to the page before; also ←"),
    ("p", "on to the next phase"),
    ("e", "the exact closed form of this step, and an independent witness's digits"),
    ("v", "a picture: gradients over time, the activation and its slope, the loss along a parameter"),
    ("x", "one element of a vector or a matrix worked out, then the next"),
    (
        "f",
        "this page in full: nothing left out of large matrices, long sums and tables, no day summed up",
    ),
    ("g {number}", "go to step {number} of this phase"),
    ("g {address}", "go to a step of another phase: forward, loss, backward, total, update"),
    ("g {name}", "go to the step that finds a number, by its name"),
    ("g {page}", "go to a page by the number in its heading"),
    ("g start", "the first page; also pictures, outcome, comparison and answer"),
    ("g x 2,1", "the element in row 2, column 1 worked out; x 2 in a vector"),
    ("a", "the answer to the question on the last page"),
    ("t", "try: steps of a kind that you have seen twice are asked before they are shown; t again: no longer"),
    ("?", "this help, and under it a line for a word to be explained"),
    ("q", "quit; says how to come back to this page"),
)
AT_ONCE = (
    "In the lesson these keys act at once, and g asks where to. On the line below, type a word or a symbol of the "
    "lesson, and Enter: it is explained. Enter alone: the rest of this help, then back to the lesson."
)
BY_LINE = "Type a key, and then Enter. With a word after it, ? explains the word: ? gradient."


def help_lines(page: Page, examples: tuple[str, str, str, str], *, at_once: bool) -> Lines:
    """Each key with what it does; whether they act `at_once`, or with Enter.

    `examples` are addresses of the lesson: a step's number, its address, its name, a page.
    """
    given = dict(zip(("number", "address", "name", "page"), examples, strict=True))
    keys = [(key.format(**given), does.format(**given)) for key, does in KEYS]
    return [*page.prose(AT_ONCE if at_once else BY_LINE), blank(), *named(keys, page, "key")]
