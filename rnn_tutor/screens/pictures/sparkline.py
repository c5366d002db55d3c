"""A function as a row of bars: small enough for the page on which it is met."""

from __future__ import annotations

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply
from rnn_tutor.explain.activation_curve import X, function_of
from rnn_tutor.explain.float_text import short
from rnn_tutor.screens.layout.page import Lines, Page, together

BARS, BARS_IN_ASCII = "▁▂▃▄▅▆▇█", "_.-~:=*#"
HALF_WIDTH = 6.0
COLUMNS = 25
FEWEST = 9
FEW, MOST = 2, 8  # digits of the values at the ends


def sparkline(function: str, page: Page) -> Lines:
    """The curve of a function of one number from −6 to 6, and the values at its ends; on a linear page these alone."""
    curve = function_of(Apply(function, (X,)))
    left, right, indent = page.spell(short(-HALF_WIDTH)), short(HALF_WIDTH), page.margin * 2
    columns = min(COLUMNS, page.width - indent - len(left) - len(right) - 2)
    if columns < FEWEST and not page.linear:
        return []
    points = COLUMNS if page.linear else columns
    heights = [curve(HALF_WIDTH * (2 * n / (points - 1) - 1)) for n in range(points)]
    low, high = min(heights), max(heights)
    bars = BARS if page.boxes and page.spell(BARS) == BARS else BARS_IN_ASCII
    drawn = "".join(bars[round((height - low) / (high - low) * (len(bars) - 1))] for height in heights)
    name = FUNCTIONS[function].notation
    half_width = f"{short(-HALF_WIDTH)} to {short(HALF_WIDTH)}"
    caption = f"{name} of numbers from {half_width}: {not_rounded_to_a_limit(low)} to {not_rounded_to_a_limit(high)}"
    words = page.prose(f"{caption}.", "label", indent=indent)
    if page.linear:
        return words
    bars_line = page.text(f"{' ' * indent}{left} {drawn} {right}", "label")
    return [*together([bars_line, *words[:-1]]), words[-1]]


def not_rounded_to_a_limit(value: float) -> str:
    """A value in as few digits as tell it from a whole number that a curve comes close to and never reaches."""
    told = (digits for digits in range(FEW, MOST) if float(f"{value:.{digits}g}") != round(value) or value.is_integer())
    return short(value, next(told, FEW))
