"""Files of broken lessons, each with what is said about it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Case:
    """A broken lesson: which one is changed, how, and what is said."""

    name: str
    base: str = ""
    olds: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[tuple[str, str]]:
        return list(zip(map(unescaped, self.olds), map(unescaped, self.news), strict=True))


def unescaped(text: str) -> str:
    for written, meant in (("\\\\", "\0"), ("\\n", "\n"), ("\\t", "\t"), ("\\a", "\a"), ("\0", "\\")):
        text = text.replace(written, meant)
    return text


def cases(file: Path) -> list[Case]:
    found: list[Case] = []
    for line in file.read_text(encoding="utf-8").split("\n"):
        mark, _, rest = line.partition(" ")
        match mark:
            case "==":
                found.append(Case(rest))
            case "from":
                found[-1].base = rest
            case "-":
                found[-1].olds.append(rest)
            case "+":
                found[-1].news.append(rest)
            case ">":
                found[-1].said.append(rest)
    return found
