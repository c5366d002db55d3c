"""Real screens in colour, as pictures for the README and the site: `python tests/docs/documents.py` draws them anew."""

import re
import shlex
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.cli.given import run

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
WIDTH = 80
PICTURES = {
    # file: the command whose screen it is, which of its lines, and what is typed
    "step.svg": ("rnn-tutor walk stock-example --from backward:5", (1, 17), ""),
    "network.svg": ("rnn-tutor walk stock-example", (11, 31), ""),
    "quiz.svg": ("rnn-tutor quiz --from 5 --to 5 --no-save", (25, 30), "-0.497\n"),
}


def picture(command: str, lines: tuple[int, int], typed: str) -> str:
    """A part of a command's screen, as SVG; nothing in it is fetched from anywhere."""
    done = run(*shlex.split(command)[1:], given=typed, COLUMNS=str(WIDTH), FORCE_COLOR="1")
    done.check_returncode()
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="standard")
    first, last = lines
    for line in done.stdout.splitlines()[first - 1 : last]:
        console.print(Text.from_ansi(line), soft_wrap=True)
    svg = console.export_svg(title=command, unique_id="screen")
    svg = re.sub(r"@font-face \{[^}]*\}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)  # fonts are fetched from elsewhere
    return re.sub(r"[ \t]+\n", "\n", svg.replace("Fira Code, monospace", "ui-monospace, monospace"))


def write_all() -> None:
    """Draw all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, how in PICTURES.items():
        (FOLDER / name).write_text(picture(*how), encoding="utf-8")


if __name__ == "__main__":
    write_all()
