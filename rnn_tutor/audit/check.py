"""Whether a lesson file is a lesson, and a good one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from os import PathLike
from pathlib import Path

from rnn_tutor.arguments import need
from rnn_tutor.audit.audit import audit
from rnn_tutor.audit.finding import Finding, LessonRule
from rnn_tutor.audit.notes import printed_notes
from rnn_tutor.audit.rules import advice_rules, rules
from rnn_tutor.audit.rules_reading import cut_texts, means_over_one
from rnn_tutor.audit.verdict import Audited
from rnn_tutor.derivation.values import UndefinedValue
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.derive import derive
from rnn_tutor.lesson.document import read_document
from rnn_tutor.lesson.library import ENDINGS
from rnn_tutor.lesson.loader import lesson_of
from rnn_tutor.lesson.mistakes import follow
from rnn_tutor.lesson.nodes import Node
from rnn_tutor.lesson.place import Place
from rnn_tutor.lesson.problems import LessonError, Level, Problem
from rnn_tutor.lesson.text_file import read_text_file
from rnn_tutor.numbers.real import DomainError, Undecided


@dataclass(frozen=True, repr=False)
class Checked:
    """A lesson file with what was found, in the order of the file, and the audit of what its source prints.

    `advice`, where it was asked for, is what could be better in a good lesson; it counts as nothing.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    audited: tuple[Audited, ...] = ()
    advice: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        found = ", ".join(f"{count} {level}s" for level, count in Counter(p.level for p in self.problems).items())
        return f"<Checked {self.file}: {found or 'nothing found'}>"

    @property
    def shown(self) -> tuple[Problem, ...]:
        """All that is to be shown, advice last."""
        return self.problems + self.advice

    def has(self, *levels: Level) -> bool:
        """Whether there is a problem of one of these levels."""
        return any(problem.level in levels for problem in self.problems)


def check_lesson(path: str | PathLike[str], *, with_advice: bool = False) -> Checked:
    """What is wrong, or poor, about the lesson in a file; what is wrong about its source is a note.

    A lesson that can't be used is not looked at for what makes a poor one; a file that can't be read is a problem, and
    no error.

    >>> from rnn_tutor import check_lesson
    >>> [str(problem) for problem in check_lesson("nowhere.yaml").problems]
    ['nowhere.yaml: there is no such file']

    Raises:
        TypeError: for what is no path.
    """
    need(path, (str, PathLike), "check takes the path of a lesson's file")
    path = Path(path)
    file = str(path)
    cuts: list[Problem] = []
    try:
        document = read_document(path, file)
        cuts += [*cut_texts(document, read_text_file(path, file)), *means_over_one(document)]
        derivation = derive(lesson_of(document, path))
    except LessonError as error:
        return Checked(file, (*error.problems, *cuts))
    audited = audit(derivation)

    def found_by(rules: tuple[LessonRule, ...]) -> list[Problem]:
        findings = chain.from_iterable(_findings(rule, derivation) for rule in rules)
        return [_problem_of(file, finding, document.root) for finding in findings]

    problems = sorted(
        [*cuts, *printed_notes(file, audited), *found_by(rules())],
        key=lambda problem: problem.place or Place(0, 0),
    )
    return Checked(file, tuple(problems), audited, tuple(found_by(advice_rules() if with_advice else ())))


def _findings(rule: LessonRule, derivation: Derivation) -> Iterator[Finding]:
    try:
        yield from (finding for finding in rule(derivation) if finding.rule not in derivation.lesson.meant)
    except (DomainError, Undecided, UndefinedValue):
        return  # a rule that comes to a number there isn't has nothing to say


def _problem_of(file: str, finding: Finding, root: Node) -> Problem:
    node, key, _ = follow(root, finding.where)
    place = (key or node).place if finding.where else root.place
    return Problem(file, place, finding.message, finding.remedy, finding.level, finding.rule)


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files in a folder and the folders in it, hidden ones apart; links to folders are not followed.

    Raises:
        LessonError: if there are none.
    """
    found: list[Path] = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(here, name) for name in sorted(files) if name.endswith(ENDINGS) and not name.startswith(".")]
    if not found:
        raise LessonError([Problem(str(folder), None, "there is no lesson in this folder", "lessons end in .yaml")])
    return found
