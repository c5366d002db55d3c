"""What the public functions say to whoever gives them something else than they take."""

from __future__ import annotations


def need(value: object, kinds: type | tuple[type, ...], expected: str) -> None:
    """That an argument is of one of these kinds.

    Raises:
        TypeError: with what is expected and what it is.
    """
    if not isinstance(value, kinds):
        raise TypeError(f"{expected}; this is {an(type(value).__name__)}")


def need_count(value: object, most: int, expected: str) -> None:
    """That an argument is a whole number from 1 to `most`.

    Raises:
        TypeError: for what is no whole number.
        ValueError: for one that is out of the range.
    """
    expected = f"{expected}, from 1 to {most:,}"
    need(value, int, expected)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{expected}; this is a bool")
    if not 1 <= value <= most:
        raise ValueError(expected)


def an(word: str) -> str:
    """A word with its article."""
    return f"{'an' if word[:1] in 'AEIOaeiou' else 'a'} {word}"
