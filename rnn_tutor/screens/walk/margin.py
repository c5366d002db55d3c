"""What a lesson's author adds to its pages: figures of the source, notes on steps, a question at the end."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.array import Array
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.explain.prose import on_paper
from rnn_tutor.explain.step import Step
from rnn_tutor.screens.layout.page import Lines, Page, blank

if TYPE_CHECKING:
    from rnn_tutor.audit.verdict import Audited

# What makes of a text more than one plain paragraph.
MARKUP = re.compile(r"[*_`\[\]<>&\\#~|!]|\s\s|^\s*(?:[-+=]|\d+[.)])", re.MULTILINE)


class Margin:
    """The author's additions to the pages of a lesson's first epoch, looked up when a page needs them.

    Figures of a source are shown where the lesson names it, and only if they are asked for. Lessons without any don't
    wait for the audit or for Markdown to be loaded.
    """

    def __init__(self, derivation: Derivation, *, printed: bool = False) -> None:
        self.derivation = derivation
        self.lesson = derivation.lesson
        self.shows_printed = printed and bool(self.lesson.source.strip())

    @cached_property
    def audited(self) -> tuple[Audited, ...]:
        """The numbers that the source prints, audited."""
        if not self.lesson.printed or not self.shows_printed:
            return ()
        from rnn_tutor.audit.audit import audit  # for lessons that have some

        return audit(self.derivation)

    def _figures(self, step: Step) -> list[Audited]:
        """The printed figures of a step; those of the forward pass don't wait for derivatives."""
        if not self.lesson.printed or not self.shows_printed:
            return []
        known = self._forward if step.phase in (Phase.FORWARD, Phase.LOSS) else None
        return (self._all if known is None else known).get(step.ref, [])

    @cached_property
    def _all(self) -> dict[Ref, list[Audited]]:
        return by_step(self.audited)

    @cached_property
    def _forward(self) -> dict[Ref, list[Audited]] | None:
        from rnn_tutor.audit.audit import audit_forward  # for lessons that have some

        found = audit_forward(self.derivation)
        return None if found is None else by_step(found)

    @cached_property
    def _notes(self) -> dict[Ref, list[str]]:
        notes: defaultdict[Ref, list[str]] = defaultdict(list)
        for note in self.lesson.notes:
            for step in self.derivation.names.all_steps(note.name):
                notes[step.ref] += note.texts
        return notes

    @property
    def noted(self) -> set[Ref]:
        """The steps that have a note."""
        return set(self._notes)

    @cached_property
    def _hints(self) -> dict[Ref, list[str]]:
        hints: defaultdict[Ref, list[str]] = defaultdict(list)
        for hint in self.lesson.hints:
            for step in self.derivation.names.all_steps(hint.name):
                hints[step.ref] += hint.texts
        return hints

    def hint(self, step: Step, level: int, last: int, page: Page) -> Lines:
        """The author's hints that go with the quiz's own: the first with the first, what is left with the last."""
        hints = self._hints.get(step.ref, [])
        chosen = hints[level - 1 : level] if level < last else hints[last - 1 :] if level == last else []
        return [line for text in chosen for line in [*self.markdown(text, page), blank()]]

    def printed(self, step: Step) -> Array[str] | None:
        """The figure that the source prints for a step."""
        if step.derivation is not self.derivation:
            return None
        count = len(step.places)
        found = self._figures(step)[:count]
        if len(found) < count:
            return None  # there is none, or of single elements, which have no column to stand in
        return Array(step.operation.shape, tuple(one.printed for one in found))

    def lines(self, step: Step, page: Page) -> Lines:
        """What is to be said about a step's figure in print, and the notes on the step."""
        if step.derivation is not self.derivation:
            return []
        lines: Lines = []
        for found in self._figures(step):
            lines += self._in_print(found, page)
        for note in self._notes.get(step.ref, []):
            lines += [*self.markdown(note, page), blank()]
        return lines

    def _in_print(self, found: Audited, page: Page) -> Lines:
        from rnn_tutor.audit.verdict import Verdict  # for lessons that have some
        from rnn_tutor.audit.verdict_words import verdict_words  # for lessons that have some

        expected = (Verdict.EXACT, Verdict.BY_HAND)
        return [] if found.verdict in expected else [*page.prose(f"In print: {verdict_words(found)}."), blank()]

    def closing(self, page: Page) -> Lines:
        """At the end: how the source's figures came off, and what to think about."""
        lines: Lines = []
        if self.audited:
            counts = Counter(found.verdict.value for found in self.audited)
            parts = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
            lines += [blank(), *page.prose(f"Numbers in print: {parts}.")]
            slips = [line for found in self.audited if found.verdict.is_slip for line in self._in_print(found, page)]
            lines += [blank(), *slips[:-1]] if slips else []
        if self.lesson.question:
            lines += [
                blank(),
                *page.prose("To think about", "title"),
                blank(),
                *self.markdown(self.lesson.question, page),
            ]
        return lines

    def answer(self, page: Page) -> Lines:
        """What the author says to the question at the end; nothing where there is none."""
        if not self.lesson.answer.strip():
            return []
        return [*page.prose("An answer", "title"), blank(), *self.markdown(self.lesson.answer, page)]

    def markdown(self, text: str, page: Page) -> Lines:
        """A text in Markdown; the library that reads it is loaded for texts that are more than a plain paragraph."""
        text = on_paper(text, self.lesson)
        if not MARKUP.search(text.strip()):
            return page.prose(text)
        from rnn_tutor.screens.layout.markdown import markdown_lines  # for lessons that have some

        return markdown_lines(text, page)


def by_step(audited: Iterable[Audited]) -> dict[Ref, list[Audited]]:
    """What was audited, by the number that a figure prints."""
    figures: defaultdict[Ref, list[Audited]] = defaultdict(list)
    for found in audited:
        if found.step is not None:
            figures[found.step.ref].append(found)
    return figures
