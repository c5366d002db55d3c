"""The field's notation in plain ASCII."""

from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tutor.equations.functions import FUNCTIONS
from rnn_tutor.screens.layout.spelling import BOXES, ascii_boxes, ascii_notation, never_raise, shown


@pytest.mark.parametrize(
    ("paper", "ascii_text"),
    [
        ("∂Loss/∂X₃ × Y₂", "dLoss/dX3 * Y2"),
        ("−2(target − P)", "-2*(target - P)"),
        ("Y₃(1 − Y₃)", "Y3*(1 - Y3)"),
        ("(target − P)²", "(target - P)^2"),
        ("X₃⁻¹²", "X3^-12"),
        ("σ(X₁)", "sigmoid(X1)"),
        ("W₁ − η × ∂Loss/∂W₁", "W1 - rate * dLoss/dW1"),
        ("(∂Loss/∂W₁)₃", "(dLoss/dW1)_3"),
        ("h1₍₂₎", "h1_2"),
        ("Vᵀ · (g ⊙ relu′(x))", "V.T . (g * relu'(x))"),
        ("Loss → P → … → X₁", "Loss -> P -> ... -> X1"),
        ("m̂(W₁)", "mhat(W1)"),
        ("0 ± 1e-4932", "0 +/- 1e-4932"),
    ],
)
def test_notation(paper: str, ascii_text: str) -> None:
    assert ascii_notation(paper) == ascii_text


def test_every_function_has_an_ascii_name() -> None:
    assert all(ascii_notation(row.notation).isascii() for row in FUNCTIONS.values())


@given(st.text())
def test_whatever_is_shown_in_ascii_is_ascii_and_obeys_nobody(text: str) -> None:
    line = shown(text, "ascii", notation=False)
    assert line.isascii()
    assert all(" " <= character <= "~" for character in line)


@given(st.text())
def test_nothing_is_shown_that_a_terminal_obeys(text: str) -> None:
    assert shown(text, "utf-8", notation=True).isprintable()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "koi8-r"])
@given(st.text())
def test_what_is_shown_can_be_encoded(encoding: str, text: str) -> None:
    shown(text, encoding, notation=False).encode(encoding)


def test_accents_stay_where_the_encoding_has_them() -> None:
    assert shown("café ₃", "latin-1", notation=False) == "café 3"
    assert shown("café ₃", "ascii", notation=False) == "cafe 3"


def test_boxes_keep_their_width() -> None:
    drawing = "".join(map(chr, BOXES))
    assert len(ascii_boxes(drawing)) == len(drawing)
    assert ascii_boxes(drawing).isascii()


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_stream_with_the_handler_takes_anything_one_for_one(text: str) -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="ascii", newline="")
    never_raise(stream)
    stream.write(text)
    stream.flush()
    assert len(raw.getvalue()) == len(text)


def test_lone_surrogates_of_a_file_name_do_not_raise() -> None:
    stream = TextIOWrapper(BytesIO(), encoding="utf-8")
    never_raise(stream)
    stream.write("\udcff")
    stream.flush()
