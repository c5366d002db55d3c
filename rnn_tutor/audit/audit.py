"""The audit of a lesson's printed figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rnn_tutor.audit.arithmetic import audited_line
from rnn_tutor.audit.as_printed import AsPrinted
from rnn_tutor.audit.causes import Together
from rnn_tutor.audit.figures import FigureAudit
from rnn_tutor.audit.known import KnownNumbers
from rnn_tutor.audit.verdict import Audited, Verdict
from rnn_tutor.derivation.operation import Phase
from rnn_tutor.equations.tree import Ref
from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.lesson.lesson import PrintedFigure, PrintedLine

SETTLED = (Verdict.EXACT, Verdict.BY_HAND)
"""Verdicts for which nothing that comes later matters."""


def not_gone_on_from(found: Iterable[Audited]) -> Iterator[Audited]:
    """The figures; one that others were worked out from as it stands is no misprint, and does not follow."""
    figures = list(found)
    gone_on_from = {name for one in figures for name in one.earlier}
    for one in figures:
        if one.verdict is Verdict.MISPRINT and one.name in gone_on_from:
            is_of_line = one.meant_line == one.line
            yield replace(one, verdict=Verdict.WRONG, mistakes=one.mistakes if is_of_line else ())
        else:
            yield one


def audit(derivation: Derivation) -> tuple[Audited, ...]:
    """Every figure and every line that a lesson's source prints, with its verdict, in the order of the file.

    The lesson's names are known to be right: `derive` refuses others.
    """
    lesson = derivation.lesson
    if not lesson.printed:
        return ()
    source = AsPrinted(derivation)
    figures = figures_of(derivation)
    together = Together(derivation, figures)
    alone = FigureAudit(source, figures, machine=together.machine).run()
    audited = together.with_causes(not_gone_on_from(alone))
    known = KnownNumbers(derivation)
    for printed in lesson.printed:
        if isinstance(printed, PrintedLine):
            audited += audited_line(printed, derivation.names, source, known)
    return tuple(sorted(audited, key=lambda found: found.place))


def audit_forward(derivation: Derivation) -> tuple[Audited, ...] | None:
    """The figures of the forward pass and the loss, which take no derivative to judge.

    None where what follows decides about one of them: whether a misprint was gone on from, what explains a slip, or
    how far a computer's own rounding goes.
    """
    source = AsPrinted(derivation)
    found = tuple(FigureAudit(source, figures_of(derivation)).run((Phase.FORWARD, Phase.LOSS)))
    return found if all(one.verdict in SETTLED for one in found) else None


def figures_of(derivation: Derivation) -> dict[Ref, list[PrintedFigure]]:
    """The printed figures of a lesson, by the number that they print."""
    figures: dict[Ref, list[PrintedFigure]] = {}
    for printed in derivation.lesson.printed:
        if isinstance(printed, PrintedFigure):
            step = derivation.names.printed(printed.name)
            assert step is not None
            figures.setdefault(step.ref, []).append(printed)
    return figures
