"""`walk` where nobody watches: all at once, every figure, in any encoding."""

from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.given import run

# By hand and, where the two differ, the first digits of the exact value.
FIGURES = """
X₁ 0.350 | Y₁ 0.587 0.586617578917 | X₂ 0.776 0.775985273675 | Y₂ 0.685 0.684814204163 | X₃ 0.706 0.705444261249
Y₃ 0.670 0.669393727751 | P 0.736 0.735514982201 | Loss 0.215 0.215746331760
P −0.928 −0.928970035599 | W₃ −0.622 −0.621846715098 | B₃ −0.928 | Y₃ −0.742 −0.743176028479
X₃ −0.164 −0.164469139511 | W₁ −0.131 −0.131575311609 | W₂ −0.112 −0.112630802884 | B₁ −0.164
Y₂ −0.049 −0.0493407418534 | X₂ −0.011 −0.0106498887728 | W₁ −0.011 | W₂ −0.006 −0.00624741196764 | B₁ −0.011
Y₁ −0.003 −0.00319496663184 | X₁ −0.0007 −0.000774771085405 | W₁ −0.0004 −0.000387385542702 | B₁ −0.0007
W₁ −0.142 −0.142612585924 | W₂ −0.118 −0.118878214851 | B₁ −0.176 −0.175893799369
W₃ −0.622 −0.621846715098 | B₃ −0.928 −0.928970035599
W₁ 0.514 0.514261258592 | W₂ 0.312 0.311887821485 | B₁ 0.118 0.117589379937 | W₃ 0.862 0.862184671510
B₃ 0.293 0.292897003560
"""


@pytest.fixture(scope="module")
def walk() -> str:
    found = run("walk", "stock-example")
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout


def steps(walk: str) -> list[str]:
    return walk.split("── Step ")[1:]


def test_every_figure_is_there_in_its_step(walk: str) -> None:
    figures = [figure.split() for line in FIGURES.strip().splitlines() for figure in line.split("|")]
    found = steps(walk)
    assert len(found) == len(figures) == 7 + 1 + 17 + 5 + 5
    for step, (name, by_hand, *exact) in zip(found, figures, strict=True):
        assert name in step
        assert f"by hand   {by_hand}\n" in step
        (shown,) = [line.split()[1] for line in step.splitlines() if line.strip().startswith("exact ")]
        for digits in exact:
            expected = Decimal(digits.replace("−", "-"))
            assert Decimal(shown.replace("−", "-")).quantize(expected) == expected


def test_the_steps_back_go_from_the_loss_to_day_1(walk: str) -> None:
    back = [step for step in steps(walk) if "back through time" in step.splitlines()[0]]
    titles = [next(line.strip() for line in step.splitlines() if line.startswith("  Gradient of")) for step in back]
    assert titles == [
        "Gradient of P",
        "Gradient of W₃",
        "Gradient of B₃",
        "Gradient of Y₃, day 3",
        "Gradient of X₃, day 3",
        "Gradient of W₁, its share from day 3",
        "Gradient of W₂, its share from day 3",
        "Gradient of B₁, its share from day 3",
        "Gradient of Y₂, day 2",
        "Gradient of X₂, day 2",
        "Gradient of W₁, its share from day 2",
        "Gradient of W₂, its share from day 2",
        "Gradient of B₁, its share from day 2",
        "Gradient of Y₁, day 1",
        "Gradient of X₁, day 1",
        "Gradient of W₁, its share from day 1",
        "Gradient of B₁, its share from day 1",
    ]


def test_nothing_waits_and_nothing_is_coloured(walk: str) -> None:
    assert "Enter" not in walk
    assert "\x1b" not in walk
    assert "It worked" in walk
    assert walk.startswith("── Predict a stock's price on day 4 ─")


def test_columns_set_the_width(walk: str) -> None:
    assert max(map(cell_len, walk.splitlines())) == 80
    narrow = run("walk", "stock-example", COLUMNS="40").stdout
    assert max(map(cell_len, narrow.splitlines())) == 40
    assert run("walk", "stock-example", "--width", "40").stdout == narrow
    assert run("walk", "stock-example", COLUMNS="nonsense").stdout == walk


def test_from_a_step_on(walk: str) -> None:
    found = run("walk", "stock-example", "--from", "backward:9").stdout
    assert found.startswith("── Step 9 of 17 · back through time ─")
    assert walk.endswith(found)


def test_more_digits() -> None:
    found = run("walk", "stock-example", "--digits", "50", "--from", "forward:2").stdout
    assert "exact   0.58661757891733005779" in found
    (line,) = [line for line in found.splitlines() if "exact   0.5866" in line]
    assert len(line.split()[1]) == 52


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-8"])
def test_in_any_encoding(encoding: str, walk: str) -> None:
    found = run("walk", "stock-example", encoding=encoding)
    assert (found.returncode, found.stderr) == (0, "")
    if encoding == "utf-8":
        assert found.stdout == walk
    else:
        assert found.stdout.isascii()
        assert found.stdout == run("walk", "stock-example", "--ascii").stdout
        assert "dLoss" in found.stdout
        assert "= -0.164 * 0.3" in found.stdout


def test_accents_of_a_lesson_stay_where_they_can(tmp_path: Path) -> None:
    lesson = tmp_path / "café.yaml"
    source = Path("lessons/stock-example.yaml").read_text("utf-8")
    lesson.write_text(source.replace("Predict a stock's price", "Prévoir le cours d’une action"), "utf-8")
    assert "Prévoir le cours d’une action" in run("walk", str(lesson)).stdout
    assert "Prevoir le cours d'une action" in run("walk", str(lesson), "--ascii").stdout


def test_a_path_works_as_a_name_does(walk: str) -> None:
    assert run("walk", "lessons/stock-example.yaml").stdout == walk
