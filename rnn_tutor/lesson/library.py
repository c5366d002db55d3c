"""Finding lessons: the bundled ones by name, those in `./lessons`, and any file by its path.

Kept light: listing lessons should not wait for the libraries that read them.
"""

from __future__ import annotations

import os
from pathlib import Path

from rnn_tutor.lesson.problems import LessonError, Problem, did_you_mean

PACKAGE = Path(__file__).resolve().parent.parent
ENDINGS = (".yaml", ".yml")


def folders() -> list[Path]:
    """Where lessons are looked for by name, the first first.

    The bundled ones lie in the package, or beside it in a checkout that is installed as editable.
    """
    bundled = PACKAGE / "_lessons"
    if not bundled.is_dir():
        bundled = PACKAGE.parent / "lessons"
    return [bundled, Path("lessons")]


def all_lessons() -> list[Path]:
    """The lesson files that can be had by name, by name; of two alike, the bundled one."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob("*")):
            if path.suffix in ENDINGS:
                found.setdefault(path.stem, path)
    return [found[name] for name in sorted(found)]


def find_lesson(name_or_path: str) -> Path:
    """The file of a lesson: a path as it is, whether or not there is such a file, or a name looked up.

    Raises:
        LessonError: if no lesson has that name.
    """
    if is_path(name_or_path):
        return Path(name_or_path)
    lessons = {path.stem: path for path in all_lessons()}
    if name_or_path in lessons:
        return lessons[name_or_path]
    remedy = did_you_mean(name_or_path, lessons) or "the lessons are " + ", ".join(lessons)
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
