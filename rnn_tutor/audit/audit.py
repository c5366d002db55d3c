"""The audit of a lesson's printed figures."""

from __future__ import annotations

from rnn_tutor.audit.arithmetic import audited_line
from rnn_tutor.audit.as_printed import AsPrinted
from rnn_tutor.audit.figures import FigureAudit
from rnn_tutor.audit.verdict import Audited
from rnn_tutor.derivation.derivation import Derivation
from rnn_tutor.equations.tree import Ref
from rnn_tutor.lesson.lesson import PrintedFigure, PrintedLine


def audit(derivation: Derivation) -> tuple[Audited, ...]:
    """Every figure and every line that a lesson's source prints, with its verdict, in the order of the file.

    The lesson's names are known to be right: `derive` refuses others.
    """
    lesson = derivation.lesson
    if not lesson.printed:
        return ()
    names = derivation.names
    figures: dict[Ref, list[PrintedFigure]] = {}
    for printed in lesson.printed:
        if isinstance(printed, PrintedFigure):
            step = names.step(printed.name)
            assert step is not None
            figures.setdefault(step.ref, []).append(printed)
    source = AsPrinted(derivation)
    audited = [*FigureAudit(source, figures).run()]
    for printed in lesson.printed:
        if isinstance(printed, PrintedLine):
            audited += audited_line(printed, names, source)
    return tuple(sorted(audited, key=lambda found: found.place))
