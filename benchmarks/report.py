"""The result as Markdown, and the growth as a picture."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from math import log10

from benchmarks.measure import ROUNDS, shown
from benchmarks.rows import Row, pythons_with_torch

PACKAGES = ("typer", "rich", "sympy", "pydantic", "python-flint")
WIDTH, HEIGHT, MARGIN = 560, 320, 50


def markdown(rows: Iterable[Row], growth: dict[int, float], imports: dict[str, float]) -> str:
    """The table, with the machine and the versions it was measured on."""
    lines = [
        "# Benchmarks",
        "",
        f"Written by `python -m benchmarks`: medians of {ROUNDS} or more in turn with the peer, after a warm-up.",
        "A ratio says more than a time: the machine is shared.",
        "",
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; " + ", ".join(f"{name} {version(name)}" for name in PACKAGES) + ".",
        "",
        "| what | against | aim | reached | ours (spread) | peer (spread) |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_line(row) for row in rows]
    if not any(pythons_with_torch()):
        lines += ["", "PyTorch isn't installed here, so its rows are left out."]
    lines += ["", *_imports(imports)]
    lines += ["", "## Growth", "", "![The engine's time over the number of time steps](growth.svg)", ""]
    lines += ["| time steps | engine |", "|---|---|"]
    lines += [f"| {steps} | {shown(seconds)} |" for steps, seconds in growth.items()]
    return "\n".join(lines) + "\n"


def _imports(imports: dict[str, float]) -> list[str]:
    """Where the time before the opening screen goes."""
    total = sum(imports.values())
    return [
        "## Before the opening screen",
        "",
        "Nearly all of it is importing, as `python -X importtime` finds it, which adds a little of its own. The",
        "minimal app imports Typer, Rich and Pydantic too. What it does without is FLINT, which proves the",
        "digits, PyYAML and our own rooms; nearly half of what those take is Python's `dataclass` writing",
        "methods, 0.3 ms a class.",
        "",
        "| package | importing | share |",
        "|---|---|---|",
        *(f"| {name} | {shown(taken)} | {taken / total:.0%} |" for name, taken in imports.items()),
    ]


def _line(row: Row) -> str:
    if row.peer is None:
        aim, reached, peer = shown(row.limit), shown(row.ours.median), ""
    else:
        aim, reached = f"{row.limit:.3g} ×", f"{row.ratio:.3g} ×"
        peer = (
            f"{_value(row, row.peer.median)} ({row.note})" if row.note else _both(row, row.peer.median, row.peer.spread)
        )
    mark = "" if row.reached else " — missed"
    ours = _both(row, row.ours.median, row.ours.spread)
    return f"| {row.what} | {row.against} | {aim} | {reached}{mark} | {ours} | {peer} |"


def _value(row: Row, value: float) -> str:
    return f"{value / 1024:.0f} MiB" if "memory" in row.what else shown(value)


def _both(row: Row, median: float, spread: str) -> str:
    return _value(row, median) if "memory" in row.what else f"{shown(median)} ({spread})"


def picture(growth: dict[int, float]) -> str:
    """The growth on logarithmic axes, with a straight line for what would be linear."""
    xs, ys = [log10(n) for n in growth], [log10(seconds) for seconds in growth.values()]
    left, right, low, high = min(xs), max(xs), min(ys) - 0.2, max(ys) + 0.2

    def place(x: float, y: float) -> tuple[float, float]:
        across = MARGIN + (WIDTH - 2 * MARGIN) * (x - left) / (right - left)
        up = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (y - low) / (high - low)
        return round(across, 1), round(up, 1)

    points = [place(x, y) for x, y in zip(xs, ys, strict=True)]
    linear = [place(left, ys[-1] - (right - left)), place(right, ys[-1])]
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.5"/>' for x, y in points)
    labels = "".join(
        f'<text x="{x}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{n}</text>'
        f'<text x="{x}" y="{y - 10}" text-anchor="middle">{shown(growth[n])}</text>'
        for n, (x, y) in zip(growth, points, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<polyline points="{_points(linear)}" fill="none" stroke="#bbb" stroke-dasharray="5 4"/>'
        f'<polyline points="{_points(points)}" fill="none" stroke="#2458a6" stroke-width="2"/>'
        f'<g fill="#2458a6">{dots}</g><g fill="#333">{labels}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">time steps (dashed: linear)</text></g></svg>\n'
    )


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
