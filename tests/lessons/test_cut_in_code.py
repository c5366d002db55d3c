"""The lesson `detach`: its six lines are run, where torch is at hand, and a model in plain Python says the same."""

import json
import math
import re
import subprocess
from collections.abc import Iterable

import pytest

from tests.diagnosis.test_code import torch_interpreter
from tests.lessons.bundled import changed, close, lesson, number

NAMES = ("W1", "W2", "B1", "W3", "B3")
X = (0.698, 0.398, 0.217, 0.070, 0.036, 0.088)
TARGETS = (*X[1:], 0.296)
START = dict(zip(NAMES, (0.6, 0.5, -0.1, 0.8, 0.1), strict=True))


def gradients(cut_before: Iterable[int], cut_after: Iterable[int] = ()) -> dict[str, float]:
    """Backpropagation by hand, where the h before some years has no past, or that of some years themselves."""
    before, after = set(cut_before), set(cut_after)
    h = [0.0]
    for x in X:
        h.append(math.tanh(x * START["W1"] + h[-1] * START["W2"] + START["B1"]))
    found, back = dict.fromkeys(NAMES, 0.0), 0.0
    for year in range(len(X), 0, -1):
        off = -2 * (TARGETS[year - 1] - (h[year] * START["W3"] + START["B3"]))
        found["W3"] += off * h[year]
        found["B3"] += off
        slope = 0.0 if year in after else (off * START["W3"] + back) * (1 - h[year] ** 2)
        found["W1"] += slope * X[year - 1]
        found["W2"] += slope * h[year - 1]
        found["B1"] += slope
        back = 0.0 if year in before else slope * START["W2"]
    return found


def six_lines() -> str:
    (note,) = [text for note in lesson("detach").notes for text in note.texts if "```" in text]
    found = re.search(r"```\n(.*?)```", note, re.DOTALL)
    assert found is not None
    assert len(found[1].strip().splitlines()) == 6
    return found[1]


def test_the_model_agrees_with_the_lesson_and_with_what_it_says() -> None:
    cut, thirds, whole = gradients({5, 3, 1}), gradients({4, 1}), gradients({})
    for name in NAMES:
        assert number("detach", f"total.{name}") == pytest.approx(cut[name])
        assert changed("detach", f"total.{name}", "truncate=3") == pytest.approx(thirds[name])
        assert changed("detach", f"total.{name}", "truncate=") == pytest.approx(whole[name])
    assert number("detach", "Loss") == pytest.approx(changed("detach", "Loss", "truncate="))
    told = [(cut, "0.0989", "0.1859"), (whole, "0.1609", "0.1813"), (thirds, "0.1600", "0.1806")]
    assert all(close(found["W1"], w1) and close(found["W2"], w2) for found, w1, w2 in told)


def test_the_six_lines_in_torch() -> None:
    python = torch_interpreter()
    if python is None:
        pytest.skip("no Python here has torch")
    rows = six_lines().splitlines(keepends=True)
    cut, tanh = rows[2], rows[3]
    assert "detach" in cut
    assert "tanh" in tanh
    lines = "".join(rows)
    moved = "".join([*rows[:2], tanh, cut, *rows[4:]])
    programs = [lines, lines.replace("% 2", "% 3"), lines.replace(cut, ""), moved]
    program = (
        f"import json, torch\ntorch.set_default_dtype(torch.float64)\nx, y = {X}, {TARGETS}\n"
        f"for lines in {programs!r}:\n"
        f"    names = dict((name, torch.tensor(value, requires_grad=True)) for name, value in {START}.items())\n"
        "    exec(lines, dict(names, x=x, y=y, torch=torch))\n"
        "    print(json.dumps(dict((name, value.grad.item()) for name, value in names.items())))\n"
    )
    out = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in out.splitlines()]
    by_hand = [gradients({5, 3, 1}), gradients({4, 1}), gradients({}), gradients((), {1, 3, 5})]
    for torch_s, own in zip(found, by_hand, strict=True):
        assert torch_s == pytest.approx(own)


def test_read_every_morning_the_first_is_heard_ten_times_as_much() -> None:
    for morning in (1, 2, 3):
        for name in ("X", "Y"):
            assert number("each-morning", f"{name}{morning}") == number("yes-or-no", f"{name}{morning}")
    assert number("each-morning", "P3") == number("yes-or-no", "P")
    assert number("each-morning", "dY3") == pytest.approx(number("yes-or-no", "dY3"))
    every, once = number("each-morning", "dY1"), number("yes-or-no", "dY1")
    assert (close(every, "0.225"), close(once, "−0.021")) == (True, True)
    assert -11 < every / once < -10
    assert close(number("each-morning", "dS1") * 0.7, "0.331")
    assert close(number("each-morning", "dX2") * 0.4, "−0.106")
    assert len(lesson("each-morning").targets) == 3
