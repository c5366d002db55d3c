"""The lessons as a path: their order, how far the learner is, what comes next."""

from pathlib import Path

import pytest

from rnn_tutor.lesson.course import Entry, course
from rnn_tutor.progress import open_store
from rnn_tutor.progress.walks import LessonProgress, keep_walk
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.tables.course_glance import course_at_a_glance
from rnn_tutor.screens.tables.lessons import lessons_screen
from tests.cli.given import run

ENTRIES = [
    Entry(Path("one.yaml"), "The first", "to begin", 10),
    Entry(Path("two.yaml"), "The second", "to go on", 20),
    Entry(Path("own.yaml"), "My own"),
    Entry(Path("broken.yaml")),
]
STEPS = {"one": 11, "two": 28, "own": 5, "broken": None}


def shown(progress_by_lesson: dict[str, LessonProgress], page: Page | None = None) -> str:
    return "\n".join(line.plain for line in lessons_screen(ENTRIES, STEPS, progress_by_lesson, page or Page()))


def test_the_course_comes_first_and_in_order() -> None:
    text = shown({})
    places = [text.index(words) for words in ("The course", "1  one", "2  two", "Other lessons", "own", "broken")]
    assert places == sorted(places)
    assert "The first (11 steps)" in text
    assert "can't be read; rnn-tutor walk broken says why" in text


def test_what_comes_next() -> None:
    assert shown({}).endswith("rnn-tutor walk one")
    assert shown({"one": LessonProgress(walked=True)}).endswith("rnn-tutor walk two")
    assert shown({"one": LessonProgress(answered=1), "two": LessonProgress(walked=True)}).endswith("rnn-tutor walk one")
    assert "walked all" in shown({"one": LessonProgress(walked=True), "two": LessonProgress(walked=True)})


def test_how_the_learner_stands() -> None:
    known = {"one": LessonProgress(walked=True, answered=3, right_first_time=2), "two": LessonProgress(answered=1)}
    text = " ".join(shown(known).split())
    assert "walked to the end; 3 questions answered, 2 right first time" in text
    assert "1 question answered, 0 right first time" in text


def test_narrow_and_plain() -> None:
    text = shown({"one": LessonProgress(walked=True)}, Page(width=24, encoding="ascii", notation=False, boxes=False))
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 24


def test_the_command_shows_what_is_kept(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        keep_walk(store, "one-neuron")
    text = run("lessons", RNN_TUTOR_DATA=str(tmp_path)).stdout
    assert text.count("walked to the end") == 1
    assert text.rstrip().endswith("rnn-tutor walk two-days")


SIZES = [(80, 24), (40, 20)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_wherever_one_is_the_next_lesson_is_on_one_screen_with_its_chapter(width: int, height: int) -> None:
    entries = course()
    in_the_course = [one for one in entries if one.chapter]
    for place, following in enumerate(in_the_course):
        known = {one.name: LessonProgress(True, 3, 2) for one in in_the_course[:place]}
        lines = [line.plain for line in course_at_a_glance(entries, known, Page(width=width), height - 1)]
        assert len(lines) < height
        assert max(map(len, lines)) <= width
        text = " ".join(" ".join(lines).split())
        assert f"rnn-tutor walk {following.name} " in text
        shown = {one.name for one in in_the_course if any(one.name in line.split() for line in lines)}
        assert {one.name for one in in_the_course if one.chapter == following.chapter} <= shown
        assert all(one.chapter in text for one in in_the_course)


def test_a_chapter_says_how_far_one_is_in_it() -> None:
    entries = [
        Entry(Path("a.yaml"), "A", "", 1, "Beginning"),
        Entry(Path("b.yaml"), "B", "", 2, "Middle"),
        Entry(Path("c.yaml"), "C", "why", 3, "Middle"),
        Entry(Path("mine.yaml"), "Mine"),
    ]
    known = {"a": LessonProgress(walked=True), "b": LessonProgress(True, 5, 4)}
    lines = [line.plain.strip() for line in course_at_a_glance(entries, known, Page(), 24)]
    assert "1  Beginning: all walked" in lines
    assert "2–3  Middle: 1 of 2 walked" in lines
    assert "2  b                      B · walked · quiz: 4 of 5 right first time" in lines
    assert lines[lines.index("3  c                      C") + 1] == "why"
    assert "Other lessons: mine" in lines
    assert "rnn-tutor walk c" in lines
    everything = {one.name: LessonProgress(walked=True) for one in entries}
    assert "walked all" in " ".join(line.plain for line in course_at_a_glance(entries, everything, Page(), 24))


def test_where_there_is_no_terminal_every_lesson_is_listed() -> None:
    text = run("lessons").stdout
    assert text == run("lessons", "--all").stdout
    assert all(one.name in text for one in course())
