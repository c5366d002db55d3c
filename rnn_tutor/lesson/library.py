"""Finding lessons: any file by its path, else by name.

Those are the bundled ones, and those in `./lessons`, in the folders of RNN_TUTOR_LESSONS and in other packages.

Kept light: listing lessons should not wait for the libraries that read them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean

PACKAGE = Path(__file__).resolve().parent.parent
ENDINGS = (".yaml", ".yml")
SCHEMA_FILE = "lesson.schema.json"  # beside lessons, for editors
VARIABLE = "RNN_TUTOR_LESSONS"
PACKS = "rnn_tutor.lessons"
"""The group of entry points under which a package names the folder of its lessons: `my-pack = "my_pack.lessons"`."""


def folders() -> Iterator[Path]:
    """Where lessons are looked for by name, the first first.

    The bundled ones lie in the package, or beside it in a checkout that is installed as editable.
    """
    bundled = PACKAGE / "_lessons"
    yield bundled if bundled.is_dir() else PACKAGE.parent / "lessons"
    yield Path("lessons")
    for folder in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        yield Path(os.path.expanduser(folder))  # noqa: PTH111  # Path's own raises for a user that there isn't
    yield from packs()


def packs() -> Iterator[Path]:
    """The folders of lessons that other packages bring along; no code of theirs is run to find them."""
    if not any(PACKS.encode() in file.read_bytes() for file in entry_point_files()):
        return  # importlib.metadata takes as long to import as the whole command line
    from importlib.metadata import entry_points  # only where lessons are looked for in packages

    for entry in sorted(entry_points(group=PACKS), key=lambda entry: entry.name):
        package, *inner = entry.module.split(".")
        found = find_spec(package)
        for place in (found.submodule_search_locations or []) if found else []:
            yield Path(place, *inner, *(entry.attr or "").split("."))


def entry_point_files() -> Iterator[Path]:
    """The files in which installed packages say what they offer to others."""
    for place in sys.path:
        yield from Path(place or ".").glob("*.*-info/entry_points.txt")


def lessons_in(folder: Path) -> dict[str, Path]:
    """The lesson files of a folder, by name."""
    try:
        files = sorted(folder.iterdir())
    except (OSError, ValueError):
        return {}
    found: dict[str, Path] = {}
    for path in files:
        if path.suffix in ENDINGS:
            found.setdefault(path.stem, path)
    return found


def all_lessons() -> list[Path]:
    """The lesson files that can be had by name, by name; of two alike, the one in the first folder."""
    found: dict[str, Path] = {}
    for folder in folders():
        found = lessons_in(folder) | found
    return [found[name] for name in sorted(found)]


def find_lesson(name_or_path: str) -> Path:
    """The file of a lesson: a path as it is, whether or not there is such a file, or a name looked up.

    Raises:
        LessonError: if no lesson has that name.
    """
    if is_path(name_or_path):
        return Path(name_or_path)
    for folder in folders():
        if name_or_path in (lessons := lessons_in(folder)):
            return lessons[name_or_path]
    names = [path.stem for path in all_lessons()]
    remedy = did_you_mean(name_or_path, names) or "the lessons are " + ", ".join(names)
    raise LessonError([Problem(name_or_path or "''", None, "there is no lesson of this name", remedy)])


def is_path(name_or_path: str) -> bool:
    """Whether a file is meant: by its ending, by a separator, or because it is there."""
    separators = {os.sep, os.altsep or os.sep}
    if name_or_path.endswith(ENDINGS) or any(separator in name_or_path for separator in separators):
        return True
    try:
        return bool(name_or_path) and Path(name_or_path).is_file()
    except (OSError, ValueError):
        return False
