"""What the learner did, kept and made sense of. This room computes and stores; it never prints.

    open_store()               the one in the data folder; never fails; at worst it doesn't save and says so
    Store                      .record(attempt, session)  .attempts()  .open_session()  .notices  .saves  …
    Attempt, Verdict, Skill    one answer, what it was worth, what it practises
    Session                    where a quiz stands, so that it can go on there
    summary(attempts)          per skill how it went, which mistakes keep coming back, what to practise next
    schedule(attempts), due(attempts, now)    when each step is best asked again; which are due
    export_progress, import_progress, reset_progress    to a file, from a file, afresh with a backup

A quiz opens a store, then for each answer calls `record`: when that returns, the attempt and the place in the
quiz are on the disk together. Importing this package costs next to nothing: each name is fetched when first
used (SQLite with the store, the scheduler with `due` and `schedule`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tutor.progress.asked import HINT_WITH_THE_ANSWER, AskedStep, questions
    from rnn_tutor.progress.attempts import AnswerVerdict, Attempt, utc_now
    from rnn_tutor.progress.records import RecordProblem
    from rnn_tutor.progress.review import ReviewStep, due, schedule
    from rnn_tutor.progress.sessions import Session
    from rnn_tutor.progress.skills import Skill
    from rnn_tutor.progress.standing import (
        Advice,
        Reason,
        RecurringMistake,
        SkillSummary,
        Summary,
        Trend,
        summary,
    )
    from rnn_tutor.progress.store import Store, open_store
    from rnn_tutor.progress.transfer import (
        Exported,
        Imported,
        Reset,
        export_progress,
        import_progress,
        reset_progress,
    )

__all__ = [
    "HINT_WITH_THE_ANSWER",
    "Advice",
    "AnswerVerdict",
    "AskedStep",
    "Attempt",
    "Exported",
    "Imported",
    "Reason",
    "RecordProblem",
    "RecurringMistake",
    "Reset",
    "ReviewStep",
    "Session",
    "Skill",
    "SkillSummary",
    "Store",
    "Summary",
    "Trend",
    "due",
    "export_progress",
    "import_progress",
    "open_store",
    "questions",
    "reset_progress",
    "schedule",
    "summary",
    "utc_now",
]

# No module is called like a function in it: importing it would put the module in the function's place.
_MODULE_OF = {
    **dict.fromkeys(("Attempt", "AnswerVerdict", "utc_now"), "attempts"),
    **dict.fromkeys(("HINT_WITH_THE_ANSWER", "AskedStep", "questions"), "asked"),
    **dict.fromkeys(("ReviewStep", "due", "schedule"), "review"),
    "RecordProblem": "records",
    "Session": "sessions",
    "Skill": "skills",
    **dict.fromkeys(("Store", "open_store"), "store"),
    **dict.fromkeys(
        ("Advice", "Reason", "RecurringMistake", "SkillSummary", "Summary", "Trend", "summary"), "standing"
    ),
    **dict.fromkeys(
        ("Exported", "Imported", "Reset", "export_progress", "import_progress", "reset_progress"),
        "transfer",
    ),
}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
