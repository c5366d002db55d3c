"""axe, which looks for what keeps people with a disability out of a page (WCAG 2.2 AA), finds nothing in ours."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor.export.course_pages import in_course
from rnn_tutor.export.course_pages import index as index_of
from rnn_tutor.export.to_html import lesson_html
from tests.export.browser import Browser
from tests.export.given import EVERY, derivation_of

AXE = find_spec("axe_playwright_python")
pytestmark = pytest.mark.skipif(AXE is None, reason="axe isn't here; it comes with the extra `dev`")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATES = {
    "first page": "location.hash = '#start'",
    "a step": "location.hash = '#backward-3'; document.querySelectorAll('details').forEach(one => { one.open = true })",
    "pictures": "location.hash = '#pictures'",
    "a wrong answer": "location.hash = '#quiz'; answered('123')",
    "a right answer": "answered('0')",
    "the last question": "for (let n = 0; n < 100; n += 1) document.getElementById('skip').click()",
    "help": "document.getElementById('help').showModal()",
}
EVERYTHING = "document.getElementById('all').click()"
HELPERS = """function answered(text) {
    document.getElementById("answer").value = text; document.getElementById("ask").click();
}
async function found(rules) {  // axe takes long over hundreds of pages that aren't seen: they are away meanwhile
    const away = [...document.querySelectorAll("section.page[hidden]")].map(page => [document.createComment(""), page]);
    for (const [place, page] of away) page.replaceWith(place);
    const {violations} = await axe.run({runOnly: rules});
    for (const [place, page] of away) place.replaceWith(page);
    return JSON.stringify(violations);
}"""


def opened(browser: Browser, page: Path, **how: Any) -> None:
    """A page in the browser, and axe in it."""
    assert AXE is not None
    assert AXE.origin is not None
    browser.open(page, **how)
    browser.run(f"{Path(AXE.origin).with_name('axe.min.js').read_text('utf-8')}; {HELPERS}")


def violations(browser: Browser) -> list[str]:
    """What axe finds in the page as it is now, with the first place of each."""
    asked = f"found({json.dumps(RULES)})"
    done = browser.tell("Runtime.evaluate", expression=asked, awaitPromise=True, returnByValue=True)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in json.loads(done["result"]["value"])]


SOME = ["stock-example", "two-hidden-units", "forward only"]
LOOKED_AT = [name if name in SOME else pytest.param(name, marks=pytest.mark.campaign) for name in EVERY]


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing(name: str, dark: bool, width: int, browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(lesson_html(derivation_of(name)), "utf-8")
    opened(browser, page, width=width, dark=dark)
    for state, script in STATES.items():
        browser.run(script)
        assert violations(browser) == [], state
    assert browser.errors == []


@pytest.mark.parametrize("name", ["forward only", pytest.param("stock-example", marks=pytest.mark.campaign)])
def test_axe_finds_nothing_where_all_is_on_one_page(name: str, browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(lesson_html(derivation_of(name)), "utf-8")
    opened(browser, page, width=390)
    browser.run(EVERYTHING)
    assert violations(browser) == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_index(dark: bool, browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(index_of(in_course()), "utf-8")
    opened(browser, page, width=390, dark=dark)
    assert violations(browser) == []


def test_axe_finds_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(lesson_html(derivation_of("forward only")), "utf-8")
    opened(browser, page)
    browser.run("document.getElementById('on').textContent = ''; document.documentElement.lang = ''")
    assert [found.split(":")[0] for found in violations(browser)] == ["button-name", "html-has-lang"]
