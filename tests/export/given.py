"""Lessons of every kind to write down: the bundled ones, and what a lesson may hold besides."""

from functools import cache
from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive

HOSTILE_TEXT = r"<script>alert(1)</script> \input{/etc/passwd} [[1]] {a} $$x$$ \(y\) @@PLUGINFILE@@ =1+1 & %"
KINDS = {
    "hostile": f"""
format_version: 1
title: '{HOSTILE_TEXT}'
about: '{HOSTILE_TEXT}'
question: '{HOSTILE_TEXT}'
time_step: '<b>Day</b> \\input{{x}}'
network: simple
inputs: [0.5, 1.0]
target: 1.2
parameters: {{W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}}
learning_rate: 0.1
notes: {{W3: '{HOSTILE_TEXT}'}}
""",
    "forward only": """
format_version: 1
title: No target
network: simple
inputs: [0.5, 1.0]
parameters: {W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}
""",
    "no updates": """
format_version: 1
title: No learning rate
network: simple
inputs: [0.5, 1.0]
target: 1.2
parameters: {W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}
""",
    "sequences": """
format_version: 1
title: Two sequences
network: simple
sequences:
  - {inputs: [0.5, 1.0], target: 1.2}
  - {inputs: [0.3, 0.7], target: 0.4}
parameters: {W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}
learning_rate: 0.1
""",
    "epochs": """
format_version: 1
title: Three epochs
network: simple
inputs: [0.5, 1.0]
target: 1.2
parameters: {W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}
learning_rate: 0.1
epochs: 3
""",
    "long": f"""
format_version: 1
title: Two hundred days
network: simple
inputs: [{", ".join(["0.5", "0.25"] * 100)}]
target: 1.2
parameters: {{W1: 0.5, B1: 0.1, W2: 0.3, W3: 0.8, B3: 0.2}}
learning_rate: 0.1
""",
}
BUNDLED = sorted(path.stem for path in (Path(__file__).parents[2] / "lessons").glob("*.yaml"))
EVERY = [*BUNDLED, *KINDS]


@cache
def derivation_of(name: str) -> Derivation:
    """A bundled lesson, or one of these kinds, derived once."""
    if name not in KINDS:
        return derive(load_lesson(name))
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "lesson.yaml"
        path.write_text(KINDS[name], "utf-8")
        return derive(load_lesson(path))
