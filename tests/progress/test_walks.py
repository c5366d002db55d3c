"""Which lessons were walked, and how the questions on each went."""

from pathlib import Path

from rnn_tutor.progress import AnswerVerdict, Attempt, Skill, open_store
from rnn_tutor.progress.walks import LessonProgress, keep_walk, progress_by_lesson


def attempt(lesson: str, step: str, verdict: AnswerVerdict, session: str = "one") -> Attempt:
    return Attempt(
        session=session,
        lesson=lesson,
        step=step,
        quantity="W2",
        time_step=1,
        skill=Skill.WEIGHT_SHARE,
        given="1",
        verdict=verdict,
        mistakes=(),
        number=1,
        hints=0,
    )


def test_a_walk_is_kept_once_and_for_good(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        keep_walk(store, "two-days")
        keep_walk(store, "two-days")
    with open_store(tmp_path) as store:
        assert progress_by_lesson(store) == {"two-days": LessonProgress(walked=True)}


def test_questions_count_by_lesson(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.record(attempt("gru", "backward:1", AnswerVerdict.RIGHT))
        store.record(attempt("gru", "backward:2", AnswerVerdict.WRONG))
        store.record(attempt("gru", "backward:2", AnswerVerdict.RIGHT))
        store.record(attempt("lstm", "backward:1", AnswerVerdict.RIGHT))
        keep_walk(store, "lstm")
        assert progress_by_lesson(store) == {
            "gru": LessonProgress(walked=False, answered=2, right_first_time=1),
            "lstm": LessonProgress(walked=True, answered=1, right_first_time=1),
        }


def test_nothing_done_is_nothing_told(tmp_path: Path) -> None:
    with open_store(tmp_path, save=False) as store:
        assert progress_by_lesson(store) == {}
    assert not list(tmp_path.iterdir())
