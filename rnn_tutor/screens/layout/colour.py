"""Whether to use colours: what the environment asks for, and else what the terminal is.

NO_COLOR (no-color.org), FORCE_COLOR (force-color.org), CLICOLOR and CLICOLOR_FORCE (bixense.com/clicolors): set to
anything that isn't empty, and the last two to anything but 0. Whoever asks for none is heard before those who ask for
some.
"""

from __future__ import annotations

from collections.abc import Mapping


def uses_colour(environment: Mapping[str, str], *, is_conversation: bool, is_dumb: bool) -> bool:
    """Whether colours are used; `is_conversation` says whether a person reads along at a terminal."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0") or environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return is_conversation and not is_dumb and environment.get("CLICOLOR", "1") != "0"
