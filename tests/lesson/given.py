"""The lessons that tests start from, and what the loader says about changed ones."""

from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.lesson.lesson import Lesson
from rnn_tutor.lesson.problems import LessonError

NAMED = """\
format_version: 1
title: Prices
network: simple
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
"""

WRITTEN_OUT = """\
format_version: 1
title: Prices
equations:
  each_step:
    X: input*W1 + previous(Y)*W2 + B1
    Y: sigmoid(X)
  output:
    P: Y*W3 + B3
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters: {W1: 0.5, W2: 0.3, B1: 0.1, W3: 0.8, B3: 0.2}
learning_rate: 0.1
"""

PRICE = """\
format_version: 1
title: Predict a price
about: Three days.
network: simple
activation: sigmoid
loss: squared_error
inputs: [0.5, 1.0, 0.8]
target: 1.2
parameters: {W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}
learning_rate: 0.1
rounding: 3
"""

MORNINGS = """\
format_version: 1
title: Each morning
about: A prediction each time.
network: rnn
activation: tanh
loss: squared_error
inputs: [0.1, 0.2, 0.3]
targets: [0.2, 0.4, 0.6]
parameters: {W: 0.5, U: 0.4, b: 0, V: 1, d: 0}
learning_rate: 0.1
"""

PLANT = """\
format_version: 1
title: Does the plant need water?
about: Two mornings of soil moisture.
time_step: Morning
equations:
  each_step:
    a: w*input + u*previous(h) + b
    h: tanh(a)
  output:
    p: v*h + c
  loss: (target - p)**2
inputs: [0.6, 0.4]
target: 0.2
parameters: {w: 0.5, u: 0.3, b: 0.1, v: 0.7, c: 0.0}
learning_rate: 0.1
"""

TWO_UNITS = """\
format_version: 1
title: Two memories
about: Two hidden units, two features.
equations:
  each_step:
    a: W @ input + U @ previous(h) + b
    h: tanh(a)
  output:
    P: V @ h + d
  loss: sum((target - P)**2)
inputs: [[0.5, 1.0], [0.2, 0.3]]
target: 0.4
parameters:
  W: [[0.3, 0.2], [-0.1, 0.4]]
  U: [[0.2, 0.1], [0.0, 0.3]]
  b: [0.1, 0.2]
  V: [[0.5, -0.4]]
  d: 0.1
learning_rate: 0.1
"""

LETTERS = """\
format_version: 1
title: Which letter
about: Four letters.
equations:
  each_step:
    h: tanh(W @ input + U @ previous(h) + b)
    s: V @ h + d
  loss: cross_entropy(target, s)
inputs: [[1, 0, 0], [0, 1, 0]]
targets: [[0, 1, 0], [0, 0, 1]]
parameters:
  W: [[0.6, -0.3, 0.2], [-0.2, 0.7, 0.4]]
  U: [[0.5, -0.3], [0.2, 0.6]]
  b: [0.1, -0.1]
  V: [[-0.4, 0.3], [0.6, -0.2], [0.3, 0.7]]
  d: [0.05, 0.1, 0.2]
learning_rate: 0.3
"""

GATES = """\
format_version: 1
title: An LSTM
about: Two steps.
network: lstm
inputs: [1, 2]
targets: [0.5, 0.8]
parameters: {Wi: 0.1, Ui: 0.2, bi: 0, Wf: 0.1, Uf: 0.2, bf: 1, Wo: 0.1, Uo: 0.2, bo: 0, Wg: 0.1, Ug: 0.2, bg: 0}
learning_rate: 0.1
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced by the second; the part has to be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def loaded(folder: Path, text: str | bytes) -> Lesson:
    """The lesson in a text."""
    file = folder / "my.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_lesson(file, shown_as="my.yaml")


def complaints(folder: Path, text: str | bytes) -> list[str]:
    """What is wrong with a text, a line for each problem; nothing where it is a lesson."""
    try:
        loaded(folder, text)
    except LessonError as error:
        return [str(problem) for problem in error.problems]
    return []
