"""How the learner stands, on a page: what the marks mean is said beside them."""

import pytest

from rnn_tutor.progress import schedule, summary
from rnn_tutor.screens.layout.page import Page
from rnn_tutor.screens.tables.progress import progress_screen
from tests.progress.given import START
from tests.progress.test_standing import asked


@pytest.mark.parametrize("notation", [True, False])
@pytest.mark.parametrize("width", [30, 80])
def test_a_legend_explains_the_marks(width: int, *, notation: bool) -> None:
    attempts = asked("wrr")
    page = Page(width, notation=notation)
    screen = [line.plain for line in progress_screen(summary(attempts), schedule(attempts), START, page)]
    right, wrong = "●○" if notation else "+-"
    assert any(wrong + right + right in line for line in screen)
    assert f"{right} right first time, {wrong} not, or skipped; the latest on the right." in " ".join(
        " ".join(screen).split()
    )
    assert max(map(len, screen)) <= width


def test_where_nothing_was_asked_there_is_nothing_to_explain() -> None:
    screen = progress_screen(summary([]), [], START, Page(80))
    assert "right first time" not in " ".join(line.plain for line in screen)
