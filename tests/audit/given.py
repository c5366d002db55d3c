"""The stock example with other figures printed."""

from collections.abc import Mapping
from pathlib import Path

from rnn_tutor import load_lesson
from rnn_tutor.audit.audit import audit
from rnn_tutor.audit.verdict import Audited
from rnn_tutor.explain.derive import derive
from tests.lesson.given import NAMED


def audited(folder: Path, printed: str, lesson: str = NAMED) -> dict[str, Audited]:
    """What becomes of the figures that stand under `printed:`, by name."""
    file = folder / "my.yaml"
    file.write_text(f"{lesson}printed:\n{printed}", encoding="utf-8")
    return {found.name: found for found in audit(derive(load_lesson(file)))}


def figures(printed: Mapping[str, str]) -> str:
    """Figures as a lesson writes them."""
    return "".join(f"  {name}: {value}\n" for name, value in printed.items())
