"""What is there stays until the new file is whole."""

import os
import shutil
from pathlib import Path

import pytest

from rnn_tutor.cli.written_file import written_file
from rnn_tutor.lesson.library import find_lesson
from tests.cli.given import run


def test_a_file_is_replaced_when_the_new_one_is_whole(tmp_path: Path) -> None:
    there, link = tmp_path / "there", tmp_path / "link"
    there.write_text("old")
    there.chmod(0o640)
    link.symlink_to(there)
    with written_file(link) as file:
        file.write("new")
        assert there.read_text() == "old"
    assert (there.read_text(), there.stat().st_mode & 0o777, link.is_symlink()) == ("new", 0o640, True)
    assert sorted(tmp_path.iterdir()) == [link, there]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "Ctrl-C"])
def test_what_goes_wrong_leaves_everything_as_it_was(error: BaseException, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("old")
    with pytest.raises(type(error)), written_file(there) as file:  # noqa: PT012  # the writing is what goes wrong
        file.write("new")
        raise error
    assert there.read_text() == "old"
    assert list(tmp_path.iterdir()) == [there]


def test_a_name_as_long_as_a_name_may_be(tmp_path: Path) -> None:
    there = tmp_path / ("x" * 255)
    with written_file(there) as file:
        file.write("new")
    assert there.read_text() == "new"


def test_a_device_is_written_to_as_it_is() -> None:
    with written_file(Path(os.devnull)) as file:
        file.write("new")
    assert not Path(os.devnull).is_file()


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ended = run("export", "one-neuron", "--to", "markdown", "-o", str(pipe))
    assert (ended.returncode, "a pipe that nobody reads" in " ".join(ended.stderr.split())) == (2, True)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with written_file(pipe) as file:
            file.write("hello")
        assert os.read(reader, 10) == b"hello"
    finally:
        os.close(reader)


def test_a_full_disk_is_nothing_to_mend_in_the_command() -> None:
    ended = run("export", "one-neuron", "--to", "markdown", "-o", "/dev/full")
    assert (ended.returncode, ended.stderr) == (1, "/dev/full can't be written: No space left on device.\n")


def test_a_lesson_is_never_written_over(tmp_path: Path) -> None:
    lesson = tmp_path / "mine.yaml"
    shutil.copy(find_lesson("one-neuron"), lesson)
    before = lesson.read_bytes()
    ended = run("export", str(lesson), "--to", "json", "-o", str(lesson))
    assert (ended.returncode, "is a lesson, and stays one" in " ".join(ended.stderr.split())) == (2, True)
    assert lesson.read_bytes() == before
