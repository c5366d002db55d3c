"""Whatever happens to a lesson file, it is a lesson or there are problems with places inside the file."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tutor import load_lesson
from rnn_tutor.lesson import document
from rnn_tutor.lesson.library import find_lesson
from rnn_tutor.lesson.problems import LessonError, Problem
from tests.lesson.given import NAMED, WRITTEN_OUT, changed

STYLISH = changed(
    WRITTEN_OUT,
    ("    P: Y*W3 + B3", "    P: 'Y*W3 + B3'\n  loss: \"huber(target, \\x50)\""),
    ("title: Prices", "title: >-\n  Prices\n  and more\nrounding: {significant: 4}\ninitial:\n  Y: |\n    0.5"),
)
LESSONS = [NAMED, WRITTEN_OUT, STYLISH, find_lesson("stock-example").read_text(encoding="utf-8")]
PIECES = st.one_of(
    st.text(max_size=3),
    st.sampled_from(" \t\n\r:{}[],'\"#&*!|>-%@`?~.0123456789+*/^()=_\\\x00\x85\u2028\ufeff"),
    st.sampled_from(
        ["\n  - ", "---\n", "...\n", "<<: ", "{a: 1}", "[1, [2, 3]]", "null", "nan", "1e-3", "|\n  ", "? ", "!!str "]
    ),
    st.sampled_from(
        ["input", "previous(Y)", "target", "e**", "pi", "targets", "W1: 1", "loss: huber\n", "equations:\n", "sum("]
    ),
)
settings.register_profile("files", suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(LESSONS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["insert", "delete", "copy", "swap"])):
            case "insert":
                text = text[:start] + draw(PIECES) + text[start:]
            case "delete":
                text = text[:start] + text[start + draw(st.integers(1, 30)) :]
            case "copy":
                source = draw(st.integers(0, len(text)))
                text = text[:start] + text[source : source + draw(st.integers(1, 40))] + text[start:]
            case _:
                lines = text.split("\n")
                one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
    data = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        start = draw(st.integers(0, len(data)))
        data = data[:start] + draw(st.binary(min_size=1, max_size=2)) + data[start:]
    return data


def check(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for problem in problems_in(file):
        assert problem.file == "my.yaml"
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert "something else is expected" not in problem.message
        assert str(problem).isprintable()


def problems_in(file: Path) -> tuple[Problem, ...]:
    try:
        lesson = load_lesson(file, shown_as="my.yaml")
    except LessonError as error:
        return error.problems or pytest.fail("an error without a problem")
    assert lesson.time_steps >= 1
    return ()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "my.yaml"


@settings(settings.get_profile("files"), max_examples=80)
@given(mutated())
def test_mutated_lessons(file: Path, data: bytes) -> None:
    check(file, data)


@settings(settings.get_profile("files"), max_examples=50)
@given(mutated())
def test_mutated_lessons_without_libyaml(file: Path, data: bytes) -> None:
    loader = document.LOADER
    document.LOADER = yaml.SafeLoader
    try:
        check(file, data)
    finally:
        document.LOADER = loader


@settings(settings.get_profile("files"))
@given(st.binary(max_size=200))
def test_any_bytes(file: Path, data: bytes) -> None:
    check(file, data)


@settings(settings.get_profile("files"))
@given(st.text(alphabet="ab:{}[],'\"#&*!|>-%@?~ \t\n", max_size=60))
def test_any_yaml(file: Path, text: str) -> None:
    check(file, text.encode())


@settings(settings.get_profile("files"))
@given(st.text(alphabet="XYPW13input previous(target)+-*/@^[],.eπσ²", max_size=40))
def test_any_equation(file: Path, text: str) -> None:
    written = "'" + text.replace("'", "''") + "'"
    check(file, changed(WRITTEN_OUT, ("sigmoid(X)", written)).encode())


HOSTILE = {
    "a chain of divisions": ("sigmoid(X)", "X" + "/X" * 900),
    "minus signs": ("sigmoid(X)", "-" * 1900 + "X"),
    "a tower of powers": ("sigmoid(X)", "X" + "**X" * 600),
    "parentheses": ("sigmoid(X)", "(" * 900 + "X" + ")" * 900),
    "elements of elements": ("sigmoid(X)", "X" + "[1]" * 600),
    "a long sum": ("sigmoid(X)", "X+" * 100_000),
    "losses of losses": ("inputs", "  loss: " + "binary_cross_entropy(target, " * 20 + "P" + ")" * 20 + "\ninputs"),
    "a number of many digits": ("target: 1.2", "target: " + "9" * 5000),
    "a huge exponent": ("target: 1.2", "target: 1e999999999"),
    "a fraction of fractions": ("target: 1.2", "target: 1" + "/1" * 900),
    "many unknown names": ("sigmoid(X)", "+".join(f"a{n}" for n in range(350))),
    "many parameters": ("W1: 0.5", ", ".join(f"p{n}: 1" for n in range(20_000))),
    "many colons": ("title: Prices", "title: " + "a: " * 100_000),
    "many lines with colons": ("title: Prices", "".join(f"t{n}: a: b\n" for n in range(1000))),
    "a long name": ("W1: 0.5", "'" + "W" * 100_000 + "': 1"),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_lessons(file: Path, change: tuple[str, str]) -> None:
    check(file, changed(WRITTEN_OUT, change).encode())


def test_five_thousand_time_steps_are_a_lesson(file: Path) -> None:
    inputs = ", ".join(f"0.{n}" for n in range(5_000))
    file.write_text(changed(NAMED, ("0.5, 1.0, 0.8", inputs)))
    assert load_lesson(file).time_steps == 5_000


def test_more_than_five_thousand_are_not(file: Path) -> None:
    file.write_text(changed(NAMED, ("0.5, 1.0, 0.8", ", ".join(["1"] * 5_001))))
    with pytest.raises(LessonError, match="at most 5,000 are allowed here"):
        load_lesson(file)
