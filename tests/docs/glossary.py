"""The page docs/glossary.md, made of the glossary's rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rnn_tutor.glossary.terms import Term, glossary

FILE = Path(__file__).parents[2] / "docs" / "glossary.md"
HEAD = """# Glossary

The words that screens, lessons and these pages use. In a walk, `?` and a word (`? gradient`) explains it.

## Letters

The networks `simple` and `elman` have the letters of many slides, X, Y and numbered weights; all others have those of
most papers. PyTorch's names are those of `torch.nn.RNN` and `torch.nn.Linear`; Goodfellow is I. Goodfellow, Y. Bengio
and A. Courville, *Deep Learning* (2016), section 10.2.

| what | `simple`, `elman` | `rnn` and the others | PyTorch | Goodfellow |
|---|---|---|---|---|
| input | input | input | x | x |
| weight of the input | W₁ | W | weight_ih_l0 | U |
| weight of the previous hidden state | W₂ | U | weight_hh_l0 | W |
| bias of the hidden units | B₁ | b | bias_ih_l0 + bias_hh_l0 | b |
| pre-activation | X | a | | a |
| hidden state | Y | h | h | h |
| weight of the output | W₃ | V | weight | V |
| bias of the output | B₃ | d | bias | c |
| prediction | P | P | output | o; ŷ after softmax |
| target | target | target | target | y |
| loss | Loss | Loss | loss | L |
| learning rate | η | η | lr | ε |

Goodfellow's U and W are W and U here. In an LSTM, Goodfellow's state s is c here, the gates g and q are i and o. In a
GRU, z is the share of the old state that is kept, as in PyTorch and in the paper of Cho and others (2014); in that of
Chung and others (2014) it is the share that is new.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"\n{''.join(part)}" for part in parts())


def parts() -> Iterator[Iterator[str]]:
    for group, terms in groupby(glossary().values(), key=lambda row: row.group):
        rows = (row(term) for term in terms)
        yield iter([f"## {group}\n\n| word | | here | PyTorch | Goodfellow |\n|---|---|---|---|---|\n", *rows])


def row(term: Term) -> str:
    also = [spelling for spelling in term.spellings if spelling.casefold() != term.name]
    said = f"{term.short} {term.more}".strip() + (f" Also: {', '.join(also)}." if also else "")
    said += f" Related: {', '.join(term.related)}." if term.related else ""
    cells = [f"**{term.name}**", said, term.here, term.pytorch, term.goodfellow]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
