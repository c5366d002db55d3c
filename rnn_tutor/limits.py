"""Every limit of what a lesson may hold, in one table; docs/limits.md is made of it.

Where a lesson goes beyond one, it is refused with a message that names the place and the limit. Those of the last group
bound the work of a whole derivation. They are set so that what is allowed opens within two seconds and 300 MB of memory
on a slow machine: a limit that promises more than the program keeps is none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit.

    Attributes:
        most: how much is allowed.
        of: what is counted, in words.
        why: why there is a limit, or why it is this one.
    """

    most: int
    of: str
    why: str


FILE_BYTES = Limit(1_000_000, "bytes of a lesson file", "it is read completely each time")
VALUES = Limit(200_000, "values in a lesson file", "each has a place that messages may name")
FILE_DEPTH = Limit(50, "lists and keys inside one another", "a lesson has six")
TEXT = Limit(10_000, "characters of a text: a note, `about`, a line of `printed`", "some four pages")
NAME_LETTERS = Limit(40, "letters of a name", "a formula has to fit on a line")
PARAMETER_FILE_BYTES = Limit(20_000_000, "bytes of a file of parameters", "it is read completely each time")
PARAMETER_FILE_NUMBERS = Limit(200_000, "numbers in a file of parameters", "more than a derivation may have")

TIME_STEPS = Limit(5_000, "time steps", "by hand, a vanishing gradient gets more digits at every step")
EPOCHS = Limit(100, "epochs that are derived", "`train` makes a million updates, in floating point")
SEQUENCES = Limit(20, "sequences side by side", "each has equations of its own")
WORDS = Limit(1_000, "words of a vocabulary", "each is a number of a vector")
WORD_NUMBERS = Limit(100_000, "numbers of the vectors that words stand for", "words × vocabulary")
PARAMETERS = Limit(500, "parameters", "vectors and matrices count once")
EQUATIONS = Limit(100, "equations of a section", "each is differentiated by itself")

EQUATION_CHARACTERS = Limit(2_000, "characters of an equation", "thirty lines of a page")
PARENTHESES = Limit(25, "parentheses inside one another", "more than anyone would write")
NESTING = Limit(100, "operations inside one another", "the program goes into each by recursion")
PARTS = Limit(600, "names, numbers and operations of an equation", "the derivatives of a product have as many squared")
LEAVES = Limit(1_000, "names and numbers of a loss or an answer, written out", "a loss inside a loss grows fast")
DIGITS = Limit(100, "digits of a number", "more than any measurement has")
EXPONENT = Limit(400, "of the power of ten after a number's e", "1e308 is the largest double")
POWER = Limit(10_000, "of a whole exponent", "x ** 10000 is computed exactly")
FRACTION_BITS = Limit(4_096, "bits of an exact fraction", "a longer one goes on as an enclosure; nothing is refused")
HAND_BITS = Limit(32_768, "bits of one by hand", "it has few digits, and often ends where it is rounded: 1 × 10⁻²⁰⁰⁰")
NUMBER_BITS = Limit(400_000, "bits before the point, or zeros after it", "beyond 120,000 digits each takes long")

LESSON_PARTS = Limit(2_000, "names, numbers and operations of all equations", "each is differentiated by SymPy")
ALL_PARTS = Limit(300_000, "the same, over all time steps and epochs", "each is computed twice, exactly and by hand")
GRADIENT_PARTS = Limit(20_000, "operations of one gradient's formula", "it may double at each function")
ALL_GRADIENT_PARTS = Limit(1_000_000, "the same, over all time steps and epochs", "as for the equations")
STEPS = Limit(60_000, "steps, over all epochs", "an LSTM has 32 at each time step")
NUMBERS = Limit(300_000, "numbers in these steps", "a share of a matrix has as many as the matrix")
FAR_NUMBERS = Limit(
    20_000,
    "numbers, if one needs more than 1,200 digits to be distinguished from zero",
    "each takes a hundred times as long",
)

SHOWN_DIGITS = Limit(4_000, "digits of an exact number (with `--digits` 1,000)", "up to 4,900 can be told apart")
UPDATES = Limit(1_000_000, "updates of a training", "a small lesson makes twenty thousand a second")

GROUPS: dict[str, tuple[Limit, ...]] = {
    "A file": (FILE_BYTES, VALUES, FILE_DEPTH, TEXT, NAME_LETTERS, PARAMETER_FILE_BYTES, PARAMETER_FILE_NUMBERS),
    "A lesson": (TIME_STEPS, EPOCHS, SEQUENCES, WORDS, WORD_NUMBERS, PARAMETERS, EQUATIONS),
    "An equation and its numbers": (
        *(EQUATION_CHARACTERS, PARENTHESES, NESTING, PARTS, LEAVES),
        *(DIGITS, EXPONENT, POWER, FRACTION_BITS, HAND_BITS, NUMBER_BITS),
    ),
    "All of it together": (
        LESSON_PARTS,
        ALL_PARTS,
        GRADIENT_PARTS,
        ALL_GRADIENT_PARTS,
        STEPS,
        NUMBERS,
        FAR_NUMBERS,
        SHOWN_DIGITS,
        UPDATES,
    ),
}
"""All limits, by what they are of."""
