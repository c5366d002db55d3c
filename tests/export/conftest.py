"""What the tests of pages are given."""

from collections.abc import Iterator

import pytest

from tests.export.browser import CHROMIUM, Browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages; to begin takes it as long as many pages do."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium here")
    with Browser(tmp_path_factory.mktemp("browser")) as found:
        yield found
