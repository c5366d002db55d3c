"""What PyYAML's parsers can complain of: read from the parsers themselves, whichever versions are installed."""

import inspect
import re
from pathlib import Path

import pytest
import yaml

from rnn_tutor.lesson import document
from rnn_tutor.lesson.complaints import COMPLAINTS, ComplaintKind, kind_of
from rnn_tutor.lesson.document import parse_document
from rnn_tutor.lesson.problems import LessonError

LIBYAML = getattr(yaml, "CSafeLoader", None)
LOADERS = [yaml.SafeLoader, *([LIBYAML] if LIBYAML else [])]
# What libyaml says where it composes or writes, or of bytes that are no text: never of a lesson, whose text is
# decoded and searched for control characters before.
NOT_OF_A_LESSON = re.compile(
    r"found (undefined alias|duplicate anchor).*|did not find expected <stream-start>"
    r"|.*(UTF-8|UTF-16|Unicode character|control characters).*"
)


def known(problem: str) -> bool:
    return any(re.fullmatch(found, problem, re.DOTALL) for _, found, _ in COMPLAINTS)


@pytest.mark.skipif(LIBYAML is None, reason="PyYAML was built without libyaml")
def test_each_complaint_of_libyaml_is_known() -> None:
    from yaml import _yaml

    strings = re.findall(rb"[ -~]{8,}", Path(_yaml.__file__).read_bytes())
    says = r"(did not find|could not find|found|exceeded|(mapping|block) \w+( \w+)? are not) .*"
    complaints = {text for text in map(bytes.decode, strings) if re.fullmatch(says, text)}
    assert len(complaints) > 25
    assert [text for text in sorted(complaints) if not known(text) and not NOT_OF_A_LESSON.fullmatch(text)] == []


def test_each_complaint_of_the_parser_in_python_is_known() -> None:
    source = inspect.getsource(yaml.scanner) + inspect.getsource(yaml.parser)
    source = re.sub(r"(?m)^ *#.*$", "", source)
    texts = re.findall(r'raise (?:ScannerError|ParserError)\([^"]*(?:"while[^"]*"[^"]*)?"((?:[^"\\]|\\.)*)"', source)
    written = {text.replace("%r", "'x'").replace("%d", "4").removesuffix(" % name") for text in texts}
    assert len(written) > 20
    assert [text for text in sorted(written) if not known(text) and not text.startswith("while")] == []


def complaint(source: str, loader: type) -> tuple[str, str]:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(source, Loader=loader))
    return caught.value.context or "", caught.value.problem or ""


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a: b: c", ComplaintKind.COLON),
        ("a: 1\nb\nc: 2", ComplaintKind.NO_COLON),
        ("a: @b", ComplaintKind.CHARACTER),
        ("a: `b", ComplaintKind.CHARACTER),
        ("a: [,]", ComplaintKind.NO_VALUE),
        ("a: [", ComplaintKind.NO_VALUE),
        ("a: [1 : 2", ComplaintKind.BRACKETS),
        ("a: [b] c", ComplaintKind.ELSEWHERE),
        ("a: [b}", ComplaintKind.BRACKETS),
        ("a: {b]", ComplaintKind.BRACKETS),
        (r'a: "\W"', ComplaintKind.ESCAPE),
        (r'a: "\xzz"', ComplaintKind.ESCAPE),
        ('a: "b', ComplaintKind.QUOTED),
        ("a: 'b", ComplaintKind.QUOTED),
        ("a: *", ComplaintKind.SIGN),
        ("a: &", ComplaintKind.SIGN),
        ("a: !<b", ComplaintKind.SIGN),
        ("a: !b!c d", ComplaintKind.SIGN),
        ("%YAML 2.0\n---\na: b", ComplaintKind.SIGN),
        ("%YAML x\n---\na: b", ComplaintKind.SIGN),
        ("a: - b", ComplaintKind.LIST),
        ("a: |x\n b", ComplaintKind.BLOCK_TEXT),
        ("a: >0\n b", ComplaintKind.BLOCK_TEXT),
        ("- a\nb: c", ComplaintKind.ELSEWHERE),
        ("a: b\n  c: d", ComplaintKind.COLON),
        ("a: 'b' c", ComplaintKind.ELSEWHERE),
    ],
)
def test_a_complaint_is_known_for_what_it_is(source: str, kind: ComplaintKind, loader: type) -> None:
    assert kind_of(*complaint(source, loader)) is kind


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@pytest.mark.parametrize(("opening", "column"), [("[", 51), ("{a: ", 198), ("- ", 101), ("[{a: ", 123)])
def test_too_deep_nesting_is_told_where_it_begins(
    opening: str, column: int, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "LOADER", loader)
    with pytest.raises(LessonError) as caught:
        parse_document(opening * 3000, "my.yaml")
    assert list(map(str, caught.value.problems)) == [
        f"my.yaml:1:{column}: lists and keys nested deeper than 50; use fewer levels"
    ]


@pytest.mark.parametrize(
    ("context", "problem", "said"),
    [
        ("while scanning a dream", "found a nested flow of quoted tags", "found a nested flow of quoted tags"),
        ("while parsing a flow mapping", "exceeded maximum everything", "exceeded maximum everything"),
    ],
)
def test_a_complaint_that_nobody_knows_is_passed_on_with_its_place(
    context: str, problem: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(source: str, **_: object) -> None:
        mark = yaml.Mark("my.yaml", source.index("here"), 1, 4, source, 0)
        raise yaml.MarkedYAMLError(context, None, problem, mark)

    monkeypatch.setattr(yaml, "parse", parse)
    with pytest.raises(LessonError) as caught:
        parse_document("a: 1\nb: [here]", "my.yaml")
    (only,) = caught.value.problems
    assert str(only).startswith(f"my.yaml:2:5: YAML can't be read here ({said})")
