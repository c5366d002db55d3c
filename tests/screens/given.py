"""Lessons of several kinds to lay out, and pages to lay them out on."""

from functools import cache
from io import StringIO
from pathlib import Path

from rich.cells import cell_len

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.screens.layout.output import Output
from rnn_tutor.screens.layout.page import Lines, Page
from rnn_tutor.screens.walk.walk import Stop, Walk

SIMPLE = """
format_version: 1
title: T
network: simple
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
target: 1.2
learning_rate: 0.1
"""

LSTM = """
format_version: 1
title: An LSTM, every gate by hand
time_step: Word
equations:
  each_step:
    F: sigmoid(input*Wf + previous(H)*Uf + Bf)
    I: sigmoid(input*Wi + previous(H)*Ui + Bi)
    G: tanh(input*Wg + previous(H)*Ug + Bg)
    O: sigmoid(input*Wo + previous(H)*Uo + Bo)
    C: F*previous(C) + I*G
    H: O*tanh(C)
  output:
    P: H*Wp + Bp
inputs: [0.5, -1.0, 0.8]
target: 0.4
parameters: {Wf: 0.5, Uf: 0.3, Bf: 0.1, Wi: 0.4, Ui: -0.2, Bi: 0.2, Wg: 0.7, Ug: 0.6, Bg: 0, Wo: -0.3, Uo: 0.1,
  Bo: 0.15, Wp: 0.9, Bp: 0.05}
learning_rate: 0.1
"""

EACH_DAY = """
format_version: 1
title: A target on each day
time_step: Day
equations:
  each_step:
    X: input*W1 + previous(Y)*W2 + B1
    Y: tanh(X)
    P: Y*W3/(1 + Y**2) + B3
inputs: [0.5, 1.0, 0.8]
targets: [0.2, 0.4, 1.2]
parameters: {W1: 0.5, W2: 0.3, W3: 0.8, B1: 0.1, B3: 0.2}
learning_rate: 0.1
"""

VECTORS = """
format_version: 1
title: Two hidden units, as a vector
equations:
  each_step:
    h: tanh(W @ input + U @ previous(h) + b)
  output:
    P: V @ h + c
  loss: sum((target - P)**2)
inputs: [[1, 0], [0, 1], [0.5, 0.5]]
target: [0.4]
parameters: {W: [[0.5, -0.2], [0.1, 0.3]], U: [[0.3, 0.1], [-0.4, 0.2]], b: [0.1, 0.2], V: [[0.7, -0.6]], c: [0.1]}
learning_rate: 0.1
"""

HOSTILE = """
format_version: 1
title: "[bold red]Title[/] [link=file:///etc]"
about: "[blink]about[/] :smile: and a_very_long_word_that_no_line_of_forty_columns_can_hold_in_one_piece"
time_step: "[red]Day"
network: simple
parameters: {W1: 1/3, W2: 1e-9, B1: 12.123456789, W3: -0.8, B3: 0}
inputs: [1/3]
target: 0.000000000001
learning_rate: 0.1
"""


def simple(days: int) -> str:
    """The simple network over so many days."""
    return f"{SIMPLE}inputs: {[round(0.3 + (day * 37 % 100) / 100, 2) for day in range(days)]}\n"


LESSONS = {
    "stock-example": "stock-example",
    "LSTM": LSTM,
    "a target on each day": EACH_DAY,
    "vectors": VECTORS,
    "hostile": HOSTILE,
    "one day": simple(1),
    "a hundred days": simple(100),
}


@cache
def derivation_of(lesson: str) -> Derivation:
    """The derivation of a bundled lesson, or of a lesson's text."""
    if "\n" not in lesson:
        return derive(load_lesson(find_lesson(lesson)))
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "lesson.yaml"
        path.write_text(lesson, "utf-8")
        return derive(load_lesson(path))


@cache
def walk_of(lesson: str) -> Walk:
    """A walk through a lesson."""
    return Walk(derivation_of(lesson))


def some_stops(walk: Walk) -> list[Stop]:
    """All pages of a short walk; of a long one some of each kind."""
    stops = walk.stops
    return list(stops) if len(stops) < 120 else [*stops[:4], *stops[198:206], *stops[400:420], *stops[-9:]]


def plain(lines: Lines) -> list[str]:
    """The lines without their colours, as they are written."""
    return [line.plain.rstrip() for line in lines]


def text(lines: Lines) -> str:
    """The lines as one text."""
    return "\n".join(plain(lines))


def cells(line: str) -> int:
    """How many cells of a terminal a line takes."""
    return cell_len(line)


def written(lines: Lines, *, coloured: bool = False, width: int = 80) -> str:
    """What is written to a terminal that takes colours, or to a file."""
    stream = StringIO()
    environment = {"TERM": "xterm-256color"}
    Output(stream, width=width, coloured=coloured, environment=environment).write(lines)
    return stream.getvalue()


UNICODE, ASCII = Page(80), Page(80, "ascii", notation=False, boxes=False)
