"""The pictures of screens show what the program shows, and fetch nothing."""

import re

import pytest

from tests.docs.pictures import FOLDER, PICTURES, picture


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_screen_of_its_command(name: str) -> None:
    drawn = (FOLDER / name).read_text(encoding="utf-8")
    assert drawn == picture(*PICTURES[name]), "python tests/docs/documents.py draws it anew"
    assert re.findall(r"https?://[^\"]*", drawn) == ["http://www.w3.org/2000/svg"]
