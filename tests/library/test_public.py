"""The package as a library: what is public, that it is light, and that it gives what the screens and exports give."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

import rnn_tutor
from rnn_tutor import (
    Derivation,
    Lesson,
    LessonError,
    Phase,
    Step,
    Verdict,
    all_lessons,
    check_lesson,
    derive,
    load_lesson,
)
from rnn_tutor.export.to_json import lesson_json
from tests.lesson.given import NAMED, changed


@pytest.fixture(scope="module")
def derivation() -> Derivation:
    return derive(load_lesson("stock-example"))


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(rnn_tutor.__file__).parents[1],
    )
    return done.stdout


@pytest.mark.parametrize("name", rnn_tutor.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    value = getattr(rnn_tutor, name)
    assert name == "__version__" or value.__doc__


def test_a_name_that_is_not_public() -> None:
    with pytest.raises(AttributeError, match="module 'rnn_tutor' has no attribute 'load_leson'"):
        _ = rnn_tutor.load_leson  # type: ignore[attr-defined]  # that is what is tried here


def test_everything_public_is_listed_when_one_looks() -> None:
    assert set(rnn_tutor.__all__) <= set(dir(rnn_tutor))


def test_importing_the_package_loads_nothing_else() -> None:
    heavy = "{'rnn_tutor.lesson', 'rnn_tutor.derivation', 'pydantic', 'yaml', 'flint', 'sympy', 'rich', 'typer'}"
    assert python(f"import sys, rnn_tutor; print({heavy} & set(sys.modules))") == "set()\n"


def test_deriving_loads_no_screens() -> None:
    heavy = "{'rnn_tutor.screens', 'rnn_tutor.cli', 'rnn_tutor.quiz', 'rnn_tutor.training', 'rich', 'typer'}"
    code = "from rnn_tutor import derive, load_lesson; import sys; derive(load_lesson('stock-example')).steps"
    assert python(f"{code}; print({heavy} & set(sys.modules))") == "set()\n"


def test_types_are_there() -> None:
    assert get_type_hints(load_lesson)["return"] is Lesson
    assert get_type_hints(derive)["return"] is Derivation
    assert (Path(rnn_tutor.__file__).parent / "py.typed").is_file()


@pytest.mark.campaign
def test_a_type_checker_sees_through_the_lazy_names() -> None:
    code = "from rnn_tutor import derive, load_lesson\nreveal_type(derive(load_lesson('a'))['dX3'].exact(30).only)\n"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--config-file=",
            "--follow-imports=silent", "-c", code],
        check=False, capture_output=True, text=True, cwd=Path(rnn_tutor.__file__).parents[1],
    )  # fmt: skip
    if "No module named mypy" in done.stderr:
        pytest.skip("mypy is in the extra `dev`")
    assert 'Revealed type is "str"' in done.stdout, done.stdout + done.stderr


def test_the_same_steps_as_the_export(derivation: Derivation) -> None:
    exported = json.loads(lesson_json(derivation))["steps"]
    assert [step.formula for step in derivation.steps] == [step["formula"] for step in exported]
    assert [step.exact(20).only for step in derivation.steps] == [step["exact"] for step in exported]
    assert [step.by_hand.only for step in derivation.steps] == [step["by_hand"] for step in exported]


def test_a_step_by_its_name(derivation: Derivation) -> None:
    step = derivation["dW2.t3"]
    assert isinstance(step, Step)
    assert step is derivation["backward:7"] is derivation["∂Loss/∂W2.t3"]
    assert (step.phase, step.quantity, step.time_step) == (Phase.BACKWARD, "W2", 3)
    assert (step.by_hand.only, step.exact(12).only) == ("-0.112", "-0.112630802884")
    with pytest.raises(KeyError, match=r"no step is called 'dW2\.t9'; the lesson has 3 days"):
        _ = derivation["dW2.t9"]


def test_a_lesson_by_path_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(changed(NAMED, ("title", "titel")), encoding="utf-8")
    for given in (file, str(file)):
        with pytest.raises(LessonError) as caught:
            load_lesson(given)
        (problem,) = caught.value.problems
        assert (problem.place and problem.place.line, problem.remedy) == (2, "did you mean 'title'?")
    with pytest.raises(LessonError, match="did you mean 'stock-example'"):
        load_lesson("stock-exampel")


def test_the_check_and_the_audit() -> None:
    (path,) = [path for path in all_lessons() if path.stem == "stock-example"]
    checked = check_lesson(path)
    assert [found.printed for found in checked.audited if found.verdict is Verdict.LAST_PLACE] == ["0.493"]
    assert {problem.level for problem in checked.problems} == {"note"}
