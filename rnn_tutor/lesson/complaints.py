"""What PyYAML's two parsers complain of: libyaml's, in C, and its own in Python, which words the same otherwise.

Each complaint is known whole, never by a word in it: what a version to come says in other words, or for the
first time, is passed on as it is rather than taken for something else.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class ComplaintKind(Enum):
    """What a complaint comes to, for the person who wrote the file."""

    COLON = auto()  # a colon where no key can be
    NO_COLON = auto()  # a key without its colon
    CHARACTER = auto()  # a text can't begin with this
    TAB = auto()  # a tab that indents
    NO_VALUE = auto()
    BRACKETS = auto()  # a comma or the closing bracket is missing
    ESCAPE = auto()  # a backslash between double quotes
    QUOTED = auto()  # quotes that are never closed
    SIGN = auto()  # & * ! % begin something that lessons don't have
    LIST = auto()  # `key: - item`
    BLOCK_TEXT = auto()  # what stands behind | or >
    TOO_DEEP = auto()
    ELSEWHERE = auto()  # not lined up, or after the end of a value


BRACKETED = r"while parsing a flow (sequence|mapping)"
QUOTING = r"while (scanning|parsing) a (double-)?quoted scalar"
BLOCK = "while scanning a block scalar"
SIGNS = r"while (scanning|parsing) (an anchor|an alias|a tag|a ((tag|%TAG|%YAML) )?directive)"
ANY = r".*"

# What the parser was doing, what it found wrong, and what that comes to; the first row that fits in whole counts.
COMPLAINTS: tuple[tuple[str, str, ComplaintKind], ...] = (
    (ANY, r"mapping values are not allowed (in this context|here)", ComplaintKind.COLON),
    ("while scanning a plain scalar", r"found unexpected ':'", ComplaintKind.COLON),
    ("while scanning a simple key", r"could not find expected ':'", ComplaintKind.NO_COLON),
    (ANY, r"found character( '.*')? that cannot start any token", ComplaintKind.CHARACTER),
    (
        ANY,
        r"found a tab character (that violates indentation|where an indentation space is expected)",
        ComplaintKind.TAB,
    ),
    (r"while parsing a (flow|block) node", r"did not find expected node content", ComplaintKind.NO_VALUE),
    (r"while parsing a (flow|block) node", r"expected the node content, but found '.*'", ComplaintKind.NO_VALUE),
    (BRACKETED, r"did not find expected ',' or '[\]}]'", ComplaintKind.BRACKETS),
    (BRACKETED, r"expected ',' or '[\]}]', but got '.*'", ComplaintKind.BRACKETS),
    (QUOTING, r"found unknown escape character( '.*'| \".*\")?", ComplaintKind.ESCAPE),
    (QUOTING, r"found invalid Unicode character escape code", ComplaintKind.ESCAPE),
    (QUOTING, r"did not find expected hexdecimal number", ComplaintKind.ESCAPE),
    (QUOTING, r"expected escape sequence of \d+ hexadecimal numbers, but found .*", ComplaintKind.ESCAPE),
    (QUOTING, r"found unexpected (end of stream|document (indicator|separator))", ComplaintKind.QUOTED),
    (SIGNS, r"did not find ((the )?expected|URI escaped) .*", ComplaintKind.SIGN),
    (SIGNS, r"expected .*, but found .*", ComplaintKind.SIGN),
    (SIGNS, r"(could not find expected|found unknown) directive name", ComplaintKind.SIGN),
    (SIGNS, r"found (extremely long version number|unexpected non-alphabetical character)", ComplaintKind.SIGN),
    (SIGNS, r"found an incorrect (leading|trailing) UTF-8 octet", ComplaintKind.SIGN),
    (ANY, r"found undefined tag handle( '.*')?", ComplaintKind.SIGN),
    (ANY, r"found duplicate %?(YAML|TAG) directive|duplicate tag handle '.*'", ComplaintKind.SIGN),
    (ANY, r"found incompatible YAML document.*", ComplaintKind.SIGN),
    (ANY, r"(block )?sequence entries are not allowed (in this context|here)", ComplaintKind.LIST),
    (BLOCK, r"found an indentation indicator equal to 0", ComplaintKind.BLOCK_TEXT),
    (BLOCK, r"did not find expected comment or line break", ComplaintKind.BLOCK_TEXT),
    (BLOCK, r"expected (indentation|chomping|a comment).*, but found .*", ComplaintKind.BLOCK_TEXT),
    (r"while increasing (flow|block) level", r"exceeded maximum nesting depth", ComplaintKind.TOO_DEEP),
    (ANY, r"mapping keys are not allowed (in this context|here)", ComplaintKind.ELSEWHERE),
    (ANY, r"did not find expected <document start>|expected '<document start>', but found .*", ComplaintKind.ELSEWHERE),
    (
        r"while parsing a block (mapping|collection)",
        r"did not find expected (key|'-' indicator)",
        ComplaintKind.ELSEWHERE,
    ),
    (r"while parsing a block (mapping|collection)", r"expected <block end>, but found '.*'", ComplaintKind.ELSEWHERE),
)


def kind_of(context: str, problem: str) -> ComplaintKind | None:
    """What a complaint comes to; None for one that isn't known."""
    for doing, found, kind in COMPLAINTS:
        if re.fullmatch(doing, context) and re.fullmatch(found, problem, re.DOTALL):
            return kind
    return None
