"""Two lessons side by side, and one beside itself."""

import re

from tests.cli.given import run


def table_row(text: str, name: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.split()[:1] == [name])


def flat(text: str) -> str:
    return " ".join(text.split())


def test_two_lessons() -> None:
    found = run("compare", "stock-example", "tanh-instead")
    assert found.returncode == 0
    assert re.search(r"Y = +σ\(Xₜ\) +tanh\(Xₜ\)", found.stdout)
    assert "The first formula that differs is that of Y₁" in found.stdout
    assert "The first value that differs is that of Y₁ (step forward:2 of stock-example)." in flat(found.stdout)
    assert table_row(found.stdout, "P") == ["P", "0.735515", "0.673987", "−0.0615"]
    assert table_row(found.stdout, "X₁") == ["X₁", "0.35", "0.35", "0"]
    assert table_row(found.stdout, "∂Loss/∂X₁") == ["∂Loss/∂X₁", "−0.000774771", "−0.0276406", "−0.0269"]
    assert found.stdout.count("The gradient on its way back") == 2


def test_one_beside_itself() -> None:
    found = run("compare", "stock-example", "--set", "W2=0.9")
    assert "The first value that differs is that of X₂" in found.stdout
    assert "Each step that both have is computed by the same formula." in found.stdout
    assert re.search(r"W₂ +0\.3 +0\.9", found.stdout)


def test_nothing_differs() -> None:
    found = run("compare", "stock-example", "stock-example")
    assert "No value differs." in found.stdout
    assert "The first" not in found.stdout


def test_numbers_that_no_float_holds() -> None:
    found = run("compare", "relu-fractions", "--set", "W1=1e300", "--set", "W2=1e300")
    assert found.returncode == 0
    assert re.search(r"× 10⁵⁹⁹$", found.stdout, re.MULTILINE), "the hidden unit on day 2, 2e599"


def test_networks_with_little_in_common() -> None:
    found = run("compare", "vanishing", "lstm", "--ascii", "--width", "60")
    assert found.stdout.isascii()
    assert max(map(len, found.stdout.splitlines())) <= 60
    assert "Only lstm has the quantities ai, i, af, f, ag, g, ao, o, c" in flat(found.stdout)


def test_one_lesson_alone_is_refused() -> None:
    found = run("compare", "stock-example")
    assert found.returncode == 2
    assert "give a second lesson, or change a value of the first" in flat(found.stderr)
