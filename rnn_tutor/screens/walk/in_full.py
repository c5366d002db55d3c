"""What is said of a walk that shows some time steps in full."""

from __future__ import annotations

from collections.abc import Collection

from rnn_tutor.english import listed


def in_full_sentence(in_full: Collection[int], unit: str) -> str:
    """Which time steps are walked in full."""
    times = listed([str(time) for time in sorted(in_full)])
    plural = len(in_full) > 1
    unit_s = unit.capitalize() + "s" * plural
    return (
        f"{unit_s} {times} {'are' if plural else 'is'} walked in full. The numbers of the other "
        f"{unit}s are in tables; on such a page the key f shows them step by step."
    )
