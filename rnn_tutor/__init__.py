"""Every number of a recurrent network, derived exactly and shown a step at a time.

As a library, with the same steps as on the screen:

    from rnn_tutor import derive, load_lesson

    derivation = derive(load_lesson("stock-example"))
    step = derivation["dX3"]
    step.formula, step.by_hand.only, step.exact(30).only, step.why

What is listed here is public; what is not may change from one version to the next.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes a moment to import, in which Ctrl-C would show a traceback

if TYPE_CHECKING:
    from rnn_tutor.audit.check import Checked, check_lesson
    from rnn_tutor.audit.verdict import Audited, Verdict
    from rnn_tutor.derivation.operation import Phase
    from rnn_tutor.diagnosis.diagnose import diagnose
    from rnn_tutor.equations.array import Array
    from rnn_tutor.explain.derivation import Derivation
    from rnn_tutor.explain.derive import derive
    from rnn_tutor.explain.step import Step
    from rnn_tutor.lesson.from_python import load_lesson
    from rnn_tutor.lesson.lesson import Lesson
    from rnn_tutor.lesson.library import all_lessons
    from rnn_tutor.lesson.problems import LessonError, Problem
    from rnn_tutor.quiz.from_python import grade, start_quiz
    from rnn_tutor.training.history import train

__version__ = "1.0.0rc1"

__all__ = [
    "Array",
    "Audited",
    "Checked",
    "Derivation",
    "Lesson",
    "LessonError",
    "Phase",
    "Problem",
    "Step",
    "Verdict",
    "__version__",
    "all_lessons",
    "check_lesson",
    "derive",
    "diagnose",
    "grade",
    "load_lesson",
    "start_quiz",
    "train",
]

_HOMES = {
    "audit.check": ("Checked", "check_lesson"),
    "audit.verdict": ("Audited", "Verdict"),
    "explain.derivation": ("Derivation",),
    "explain.derive": ("derive",),
    "derivation.operation": ("Phase",),
    "explain.step": ("Step",),
    "quiz.from_python": ("grade", "start_quiz"),
    "training.history": ("train",),
    "diagnosis.diagnose": ("diagnose",),
    "equations.array": ("Array",),
    "lesson.from_python": ("load_lesson",),
    "lesson.lesson": ("Lesson",),
    "lesson.library": ("all_lessons",),
    "lesson.problems": ("LessonError", "Problem"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker has read the imports above, and would take this for a promise of any name

    def __getattr__(name: str) -> object:
        """A public name, imported when it is first asked for: nobody waits for what they don't use."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # after `main` has begun to meet Ctrl-C

        for shower in ("notebook_view", "latex_step"):  # a notebook is told how to show what comes of it
            import_module(f"{__name__}.export.{shower}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
