"""How the name of a number is spelled: in an answer, in a lesson file, on a screen; the one to recommend first.

An answer has names that a formula can hold (Y3, dW2_3), a lesson file names that say more (Y.t3, total.W2), a screen
the field's own (Y₃, ∂Loss/∂W₂). Whoever reads names takes all of them, so that what the program prints can be typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from itertools import chain, count
from keyword import iskeyword

from rnn_tutor.equations.tokens import plain_name
from rnn_tutor.equations.tree import Kind, Ref
from rnn_tutor.notation.line import line, name_of
from rnn_tutor.notation.media import ASCII, PAPER
from rnn_tutor.notation.name_layout import SETTINGS, name_layout, short_name_layout

GRADIENT = re.compile(
    r"(?:∂(?:loss|l)/∂|d(?:loss|l)?/d|d(?:loss|l)?_?d_?|grad(?:ient)?[_. ]?(?:of[_ ])?|total[._]|∂|d_?)(?P<name>.+)"
    r"|(?P<other>.+?)(?:[._](?:grad|gradient))",
    re.IGNORECASE,
)
NEW = re.compile(r"(?:new|updated)[._ ]?(?P<name>.+)|(?P<other>.+?)[._](?:new|updated)", re.IGNORECASE)
TIMED = re.compile(r"(?P<name>.+?)(?:\.t|_t|_|\.|\[)?(?P<time>[0-9]+)\]?")
OF_GRADIENTS = (Kind.GRADIENT, Kind.TOTAL, Kind.SHARE)
OF_UPDATE = {
    Kind.STATE: "{name}_{via}",
    Kind.STATE_BEFORE: "old_{name}_{via}",
    Kind.UPDATED: "new_{name}",
    Kind.CLIPPED: "clipped_d{name}",
    Kind.NORM: "norm",
}
"""How the numbers of an update are typed."""


def typed(ref: Ref) -> str:
    """The spelling to recommend in a formula: Y3, dW2_3, h1_2."""
    return in_answers(ref)[0]


def in_answers(ref: Ref) -> list[str]:
    """The ways to type a name in a formula; the first is the one to recommend, the last is never ambiguous."""
    base = f"d{ref.name}" if ref.kind in OF_GRADIENTS else ref.name
    if ref.kind in OF_UPDATE:
        return [OF_UPDATE[ref.kind].format(name=ref.name, via=ref.via)]
    if ref.kind is Kind.SETTING:
        greek = SETTINGS.get(ref.name)
        if greek is None:
            return [base]
        return [base, line(greek, PAPER), greek.letters + greek.below, line(greek, ASCII)]
    if not isinstance(ref.at, int):
        others = {Kind.TOTAL: [f"total{ref.name}"], Kind.SHARE: [f"{base}_{ref.via}"]}
        return [base, *others.get(ref.kind, [])]
    if ref.kind is Kind.SHARE:
        return [f"{base}_{ref.at}", f"{base}_t{ref.at}", f"{base}_{ref.via}{ref.at}"]
    if ref.name[-1:].isdigit():
        return [f"{base}_{ref.at}", f"{base}_t{ref.at}"]
    return [f"{base}{ref.at}", f"{base}_{ref.at}", f"{base}_t{ref.at}"]


def identifiers(ref: Ref, taken: Container[str] = ()) -> Iterator[str]:
    """The ways to type a name as one word that Python takes, without end; a `taken` word gets a line behind it.

    A contribution begins with what is nobody else's: dW1_3 may be the gradient of a quantity called W1.
    """
    ways = in_answers(ref)
    words = ways[1:] if ref.kind is Kind.SHARE else ways
    for word in chain(words, (words[0] + "_" * more for more in count(1))):
        plain = unicodedata.normalize("NFKC", word)  # as Python reads it
        if plain.isidentifier():
            yield f"{plain}_" if iskeyword(plain) or plain in taken else plain


def in_lessons(ref: Ref) -> list[str]:
    """The ways to write a name in a lesson file, beside those of answers; the first is the one to recommend."""
    time = ref.at if isinstance(ref.at, int) else None
    match ref.kind:
        case Kind.TOTAL:
            return [f"total.{ref.name}", f"d{ref.name}"]
        case Kind.UPDATED:
            return [f"new.{ref.name}"]
        case Kind.CLIPPED:
            return [f"clipped.{ref.name}"]
        case Kind.STATE:
            return [f"{ref.name}.{ref.via}"]
        case Kind.GRADIENT | Kind.SHARE:
            return timed(f"d{ref.name}", time)
        case _:
            return timed(ref.name, time)


def timed(name: str, time: int | None) -> list[str]:
    """Y.t3, Y_3, Y_t3, and Y3 where no digit comes before."""
    if time is None:
        return [name]
    joined = [] if name[-1:].isdigit() else [f"{name}{time}"]
    return [f"{name}.t{time}", *joined, f"{name}_{time}", f"{name}_t{time}"]


def on_screens(ref: Ref) -> set[str]:
    """How the screen writes a name, in the field's notation and in plain letters."""
    layouts = name_layout(ref), short_name_layout(ref)
    return {line(layout, medium) for layout in layouts for medium in (PAPER, ASCII)} | spelled_out(ref)


def spelled_out(ref: Ref) -> set[str]:
    """The same with a hat as a word, m̂(W₁) as mhat(W1); and what is new behind its name."""
    match ref.kind:
        case Kind.STATE:
            return {f"{ref.name}({ref.via})", f"{ref.name}_({ref.via})"}
        case Kind.UPDATED:
            return {f"new_{name_of(Ref(Kind.PARAMETER, ref.name))}", f"{ref.name} new", f"{ref.name}_new"}
        case _:
            return set()


def spelled(name: str) -> str:
    """A name as tables have it: ∂Loss/∂X₃ as dX3."""
    return plain_name(name.strip()).replace("∂", "d").removeprefix("dLoss/")


# As other programs spell names: what can be read beside the program's own spellings.


def gradient_of(spelled_name: str) -> str | None:
    """What a name means the gradient of: W1 for dL_dW1, grad_W1, W1.grad; None where it means none."""
    match = GRADIENT.fullmatch(spelled_name)
    return match and (match["name"] or match["other"])


def new_value_of(spelled_name: str) -> str | None:
    """What a name means the value of after the update: W1 for new_W1, W1_new, updated.W1; None where it means none."""
    match = NEW.fullmatch(spelled_name)
    return match and (match["name"] or match["other"])


def at_time(spelled_name: str) -> tuple[str, int] | None:
    """A name and its time step: h and 2 for h2, h_2, h.t2, h[2]; None where there is none."""
    match = TIMED.fullmatch(spelled_name)
    return (match["name"], int(match["time"])) if match else None


def folded(name: str) -> str:
    """A name without regard to case, underscores and subscripts."""
    return plain_name(name).replace("_", "").replace(" ", "").casefold()
