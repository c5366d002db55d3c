"""A function as a row of bars: small enough for the page on which it is met."""

from __future__ import annotations

from rnn_tutor.derivation.bend import X, function_of
from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.equations.tree import Apply
from rnn_tutor.screens.float_text import short
from rnn_tutor.screens.page import Lines, Page

BARS, BARS_IN_ASCII = "▁▂▃▄▅▆▇█", "_.-~:=*#"
REACH = 6.0
COLUMNS = 25


def sparkline(function: str, page: Page) -> Lines:
    """The curve of a function of one number from −6 to 6, and the values at its ends."""
    curve = function_of(Apply(function, (X,)))
    heights = [curve(REACH * (2 * n / (COLUMNS - 1) - 1)) for n in range(COLUMNS)]
    low, high = min(heights), max(heights)
    bars = BARS if page.boxes and page.spell(BARS) == BARS else BARS_IN_ASCII
    drawn = "".join(bars[round((height - low) / (high - low) * (len(bars) - 1))] for height in heights)
    ends = f"{page.spell(short(-REACH))} {drawn} {short(REACH)}"
    values = f"{FUNCTIONS[function].notation} from {short(heights[0], 2)} to {short(heights[-1], 2)}"
    return [page.text(page.spell(f"{' ' * page.margin * 2}{ends}   {values}"), "label")]
