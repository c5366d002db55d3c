"""The page: all in one file, its figures the derivation's; walked and answered in a real browser where there is one."""

import base64
import json
import re
import zlib
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from rnn_tutor.explain.derivation import Derivation
from rnn_tutor.export.course_pages import course_pages, in_course
from rnn_tutor.export.page_text import paragraphs
from rnn_tutor.export.to_html import lesson_html
from tests.export.browser import Browser
from tests.export.given import EVERY, KINDS, derivation_of

EMPTY = ("meta", "input", "br", "rect", "path", "circle", "use")
SOME = ["stock-example", "hostile", "forward only", "sequences", "epochs", "two-hidden-units"]


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.words.append(data)


def quiz_in(page: str) -> dict[str, Any]:
    found = re.search(r'id="quiz-data">([^<]*)<', page)
    assert found is not None
    quiz: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    return quiz


def marked(name: str) -> object:
    return name if name in SOME else pytest.param(name, marks=pytest.mark.campaign)


@pytest.mark.parametrize("name", [marked(name) for name in EVERY])
def test_the_page_is_whole_and_asks_for_nothing(name: str) -> None:
    derivation, page = derivation_of(name), lesson_html(derivation_of(name))
    read = Reader(page)
    assert read.open == []
    sources = [value for _, attrs in read.tags for key, value in attrs.items() if key in ("src", "href", "xlink:href")]
    identities = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert [source for source in sources if source is None or source.removeprefix("#") not in identities] == []
    assert not re.search(r"@import|url\(|https?:", page)
    assert len(identities) == len(set(identities))
    labelled = {attrs.get("for") for tag, attrs in read.tags if tag == "label"}
    assert all(attrs["id"] in labelled for tag, attrs in read.tags if tag == "input")
    if sum(len(epoch.steps) for epoch in derivation.epochs) < 300:
        steps = [step for epoch in derivation.epochs for step in epoch.steps]
        assert {step.identity.replace(":", "-").replace(".", "-") for step in steps} <= set(identities)


def test_its_figures_are_those_of_the_derivation() -> None:
    derivation = derivation_of("stock-example")
    page = lesson_html(derivation)
    assert len(page.encode()) < 400_000
    hands = re.findall(r'<dd class="hand">([^<]*)</dd>', page)
    exacts = re.findall(r'<dd class="exact">([^<…]*)…?</dd>', page)
    assert [hand.replace("−", "-") for hand in hands] == [step.by_hand.only for step in derivation.steps]
    assert [exact.replace("−", "-") for exact in exacts] == [step.exact(20).only for step in derivation.steps]


def test_answers_are_not_to_be_read_at_a_glance() -> None:
    page = lesson_html(derivation_of("stock-example"))
    assert "the factor Y₂ is missing" not in page
    assert any(
        "the factor Y₂ is missing" in wrong["words"] for one in quiz_in(page)["questions"] for wrong in one["wrong"]
    )


def test_what_an_author_wrote_is_text() -> None:
    page = lesson_html(derivation_of("hostile"))
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)</script>" in "".join(Reader(page).words)
    assert paragraphs("a *b* **c** `<d>`\n\n- e\n- [f](javascript:g)") == (
        "<p>a <em>b</em> <strong>c</strong> <code>&lt;d&gt;</code></p><ul><li>e</li><li>[f](javascript:g)</li></ul>"
    )


def test_a_long_lesson_is_shortened_with_a_word() -> None:
    assert "are left out here" in lesson_html(derivation_of("long"))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(course_pages())


@pytest.mark.campaign
def test_the_course_is_a_folder_with_an_index(pages: dict[str, str]) -> None:
    assert list(pages)[-1] == "index.html"
    links = re.findall(r'href="([^"]*)"', pages["index.html"])
    assert links == [f"{entry.name}.html" for entry in in_course()]
    assert set(links) == set(pages) - {"index.html"}
    assert all('href="index.html"' in page for name, page in pages.items() if name != "index.html")


def fresh(browser: Browser, name: str, folder: Path, **how: Any) -> Derivation:
    derivation = derivation_of(name)
    page = folder / f"page-{len(list(folder.iterdir()))}.html"
    page.write_text(lesson_html(derivation), "utf-8")
    browser.open(page, **how)
    while browser.run("document.documentElement?.dataset.quiz") != "ready":
        assert browser.errors == []
    assert [url for url in browser.requests if not url.startswith("file:")] == []
    assert len(browser.requests) == 1
    assert browser.errors == []
    return derivation


@pytest.mark.campaign
def test_the_course_is_gone_through_in_a_browser(pages: dict[str, str], browser: Browser, tmp_path: Path) -> None:
    for name, content in pages.items():
        (tmp_path / name).write_text(content, "utf-8")
    browser.open(tmp_path / "index.html", width=390)
    assert browser.run("document.documentElement.scrollWidth") <= 390
    links = browser.run("[...document.querySelectorAll('a')].map(link => link.pathname)")
    assert [Path(link) for link in links] == [tmp_path / name for name in list(pages)[:-1]]
    for link in links:
        browser.open(Path(link), width=390)
        while browser.run("document.documentElement.dataset.quiz") != "ready":
            assert browser.errors == []
        assert browser.run("document.documentElement.scrollWidth") <= 390
        assert browser.run("document.querySelector('header a').pathname") == str(tmp_path / "index.html")
        assert browser.requests == [f"file://{link}"]


def to_the_quiz(browser: Browser) -> None:
    """The quiz is there a moment after it has been asked for."""
    browser.run("location.hash = '#quiz'")
    while place(browser) != "quiz":
        assert browser.errors == []


def place(browser: Browser) -> str:
    return str(browser.run("document.querySelector('section.page:not([hidden])').id"))


def count(browser: Browser) -> int:
    return int(browser.run("document.querySelectorAll('section.page').length"))


BROWSED = [
    "stock-example",
    *(pytest.param(name, marks=pytest.mark.campaign) for name in EVERY if name != "stock-example"),
]


@pytest.mark.parametrize("name", BROWSED)
def test_by_keys(name: str, browser: Browser, tmp_path: Path) -> None:
    fresh(browser, name, tmp_path)
    for key in [*["Enter", "n", "ArrowRight", " "] * 200][: count(browser) - 1]:
        browser.press(key)
    assert place(browser) == "quiz"
    browser.press("b")
    browser.press("ArrowLeft")
    assert place(browser) != "quiz"
    browser.press("q")
    assert place(browser) == "start"
    browser.press("p")
    assert place(browser) == "forward-1"
    browser.press("e")
    browser.press("?")
    assert browser.run("document.getElementById('help').open")
    browser.run("document.getElementById('help').close()")
    browser.press("f")
    assert browser.run("document.querySelectorAll('section.page[hidden]').length") == 0
    browser.press("f")
    browser.press("g")
    browser.type("forward:2" if name != "one-neuron" else "forward:1")
    browser.press("Enter")
    assert place(browser).startswith("forward-")
    assert browser.errors == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", BROWSED)
def test_by_touch_on_a_phone(name: str, dark: bool, browser: Browser, tmp_path: Path) -> None:
    fresh(browser, name, tmp_path, width=390, height=800, dark=dark)
    pages = count(browser)
    for number in range(pages - 1):
        assert browser.run("document.documentElement.scrollWidth") <= 390, place(browser)
        browser.run("document.getElementById('on').click()") if number % 5 else browser.swipe(-150)
    assert place(browser) == "quiz"
    browser.swipe(150)
    assert place(browser) != "quiz"
    assert browser.errors == []


@pytest.mark.parametrize("name", BROWSED)
def test_answers_are_graded(name: str, browser: Browser, tmp_path: Path) -> None:
    fresh(browser, name, tmp_path)
    to_the_quiz(browser)
    questions = quiz_in(lesson_html(derivation_of(name)))["questions"]
    for asked in questions[:12]:
        for number in [one["number"] for one in asked["wrong"][:3]]:
            assert said(browser, as_shown(number, asked["text"])) == "said wrong"
        if asked["hand"]:
            assert said(browser, repr(-asked["hand"])) == "said wrong"
        assert said(browser, "alert(1)") == "said "
        assert said(browser, asked["text"]) == "said right"
    assert browser.errors == []


def as_shown(number: float, like: str) -> str:
    """A number with no fewer decimals than another: −0.110 is wrong where −0.11 agrees to each digit that is typed."""
    own = -int(Decimal(repr(number)).as_tuple().exponent)
    return f"{number:.{max(own, len(like.partition('.')[2]))}f}"


def said(browser: Browser, answer: str) -> str:
    """The class of what is said to an answer."""
    browser.run("document.getElementById('answer').value = ''; document.getElementById('answer').focus()")
    browser.type(answer)
    browser.press("Enter")
    return str(browser.run("document.getElementById('said').className"))


def test_a_slip_is_named_and_arithmetic_is_read(browser: Browser, tmp_path: Path) -> None:
    derivation = fresh(browser, "stock-example", tmp_path)
    to_the_quiz(browser)
    questions = quiz_in(lesson_html(derivation))["questions"]
    for _ in range([one["name"] for one in questions].index("(∂Loss/∂W₂)₃")):
        browser.run("document.getElementById('skip').click()")
    assert said(browser, "-0.164") == "said wrong"
    assert "the factor Y₂ is missing" in browser.run("document.getElementById('said').textContent")
    assert said(browser, "-0.164 × 0.685") == "said right"


def test_without_scripts_it_reads_from_top_to_bottom(browser: Browser, tmp_path: Path) -> None:
    derivation = derivation_of("stock-example")
    page = tmp_path / "page.html"
    page.write_text(lesson_html(derivation), "utf-8")
    browser.open(page, scripts=False)
    browser.tell("Emulation.setScriptExecutionDisabled", value=False)
    text = browser.run("document.querySelector('main').innerText")
    for step in derivation.steps:
        assert step.by_hand.only.replace("-", "−") in text
    assert "The quiz needs scripts" in text
    assert browser.run("getComputedStyle(document.querySelector('nav.keys')).display") == "none"


def test_kinds_of_lessons_are_all_there() -> None:
    assert set(KINDS) < set(EVERY)
