"""TEI: what is written is valid, is read back as it was, and what is not ours to read is refused in words."""

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from ezri_archive.errors import TeiError
from ezri_archive.pipeline import build, edition_of, load_file, save_tei
from ezri_archive.records import (
    Date,
    Decision,
    Edition,
    Mark,
    Metadata,
    Notice,
    Segment,
    SegmentedBlock,
    SegmentedPortion,
    SourceFacts,
    Unit,
    Version,
)
from ezri_archive.sources import RELATIONS, RIGHTS, ROLES
from ezri_archive.tei import AlignmentFile, nest, read_edition, write_alignments, write_edition
from tei_schema import KEPT, SCHEMA, jing_messages, prune, pruned_schema

NAMES = {"tei": "http://www.tei-c.org/ns/1.0"}
SAMPLES = sorted(path for path in (Path(__file__).parent.parent / "sources").iterdir() if path.suffix != ".toml")
KINDS = ("heading", "paragraph", "list_item", "table_row", "caption", "quotation")
FACTS = SourceFacts("letters/one.txt", "0" * 64, "text/plain", "utf-8", 1234)


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    """Load the part of tei_all that the archive uses."""
    return pruned_schema()


@pytest.fixture
def snapshot_xml(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with a file of its own, that an XML editor opens."""
    return snapshot.use_extension(_Xml)


class _Xml(SingleFileSnapshotExtension):
    file_extension = "xml"


def _errors(schema: etree.RelaxNG, xml: bytes) -> list[str]:
    schema.validate(etree.fromstring(xml, etree.XMLParser(huge_tree=True)))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def _all(xml: bytes, path: str) -> list[str]:
    """Give the strings an XPath finds."""
    found = etree.fromstring(xml).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(each) for each in found]


def _segment(name: str, text: str, start: int, *marks: Mark) -> Segment:
    _, language, number = name.rsplit(".", 2)
    return Segment(name, int(number), language, text, start, start + len(text), marks)


def _block(kind: str, *segments: Segment, level: int = 0) -> SegmentedBlock:
    return SegmentedBlock(kind, segments, level, start=segments[0].start, end=segments[-1].end)


def _portion(name: str, role: str, language: str, *blocks: SegmentedBlock) -> SegmentedPortion:
    number = int(name.rpartition(".p")[2])
    return SegmentedPortion(
        name, number, Decision(role, f"test-{role.replace(' ', '-')}", 0.9), Decision(language, "script", 0.9), blocks
    )


def _one(text: str, *marks: Mark) -> Edition:
    """Make an edition of one segment."""
    block = _block("paragraph", _segment("one.en.1", text, 0, *marks))
    return Edition("one", FACTS, Metadata(language="en"), (_portion("one.p1", "article", "en", block),))


def newsletter() -> Edition:
    """Make an issue of an invented newsletter: a masthead in three languages, two letters with every kind of block."""
    masthead = [
        _portion("lamp-7.p1", "masthead", "en", _block("heading", _segment("lamp-7.en.1", "The Lamp", 0), level=1)),
        _portion("lamp-7.p2", "masthead", "he", _block("heading", _segment("lamp-7.he.1", "הפנס", 9), level=1)),
        _portion("lamp-7.p3", "masthead", "fa", _block("heading", _segment("lamp-7.fa.1", "فانوس", 14), level=1)),
    ]
    link = Mark(5, 14, "link", "https://lamp.example/issues/7?lang=en#top")
    english = _portion(
        "lamp-7.p4",
        "letter",
        "en",
        _block("heading", _segment("lamp-7.en.2", "Dear reader", 20), level=2),
        _block(
            "paragraph",
            _segment(
                "lamp-7.en.3", "Read our issue in the café called קפה נמל.", 32, link, Mark(34, 41, "foreign", "he")
            ),
            _segment("lamp-7.en.4", "It is free.", 75, Mark(6, 10, "emphasis"), Mark(6, 10, "strong")),
        ),
        _block("heading", _segment("lamp-7.en.5", "Hours", 87), level=2),
        _block("list_item", _segment("lamp-7.en.6", "Sunday 9–17", 95)),
        _block("list_item", _segment("lamp-7.en.7", "Monday 9–13", 109)),
        _block("table_row", _segment("lamp-7.en.8", "Hall | 40 seats", 121)),
        _block("quotation", _segment("lamp-7.en.9", "Light is cheap.", 140)),
        _block("caption", _segment("lamp-7.en.10", "The old lamp, 1931", 160)),
        SegmentedBlock("caption", (), repeats="lamp-7.en.10", text="The old lamp, 1931", start=180, end=198),
    )
    hebrew = _portion(
        "lamp-7.p5", "letter", "he", _block("paragraph", _segment("lamp-7.he.2", "קראו את גיליוננו; הוא חינם.", 200))
    )
    return Edition(
        id="lamp-7",
        source=SourceFacts("lamp 7.md", "ab" * 32, "text/markdown", "utf-8", 412, "cd" * 32),
        metadata=Metadata(
            title="The Lamp & its keepers",
            language="en",
            genre="Newsletter",
            series="The Lamp",
            issue="7",
            published=Date("2020-05", "month", "gregorian", "May 2020"),
            publisher="Galim Institute",
            author="Dana Ilan",
            url="https://lamp.example/7",
            rights="quotation only",
        ),
        portions=(*masthead, english, hebrew),
        notices=(Notice("warning", "displaced-stop", "a full stop stands before “free”", "line 9"),),
    )


def note() -> Edition:
    """Make an invented note in Persian, dated Solar Hijri, translated from a text that is held."""
    words = "پیک کتاب‌خانه روز شنبه نمی‌آید."
    return Edition(
        id="peyk-fa",
        source=SourceFacts("peyk.fa.txt", "12" * 32, "text/plain", "windows-1256", 77),
        metadata=Metadata(
            title="پیک",
            language="fa",
            published=Date("2021-03-13", "day", "persian", "۲۳ اسفند ۱۳۹۹"),
            url="https://peyk.example/\u200eپیک",
            rights="free",
            version_of="peyk.he.txt",
            relation="edited_translation_of",
        ),
        portions=(
            _portion("peyk-fa.p1", "title", "fa", _block("heading", _segment("peyk-fa.fa.1", "پیک", 0), level=1)),
            _portion("peyk-fa.p2", "article", "fa", _block("paragraph", _segment("peyk-fa.fa.2", words, 4))),
        ),
    )


def _units(edition: Edition, *groups: Sequence[str]) -> list[Unit]:
    segments = {segment.id: segment for portion in edition.portions for segment in portion.segments}
    return [
        Unit(f"{edition.id}.u{number}", edition.id, number, tuple(segments[name] for name in group))
        for number, group in enumerate(groups, 1)
    ]


def written_newsletter() -> bytes:
    edition = newsletter()
    units = _units(
        edition,
        ["lamp-7.en.1", "lamp-7.he.1", "lamp-7.fa.1"],
        ["lamp-7.en.3", "lamp-7.en.4", "lamp-7.he.2"],
        ["lamp-7.en.2"],
    )
    version = Version(
        "lamp-7.v1", "lamp-7", "lamp-7", "", "https://lamp.example/he/7", "same_text_as", "", "he", "Hebrew: here", 0.5
    )
    parallel = {"lamp-7.p4": ("lamp-7.p5",), "lamp-7.p5": ("lamp-7.p4",)}
    return write_edition(edition, units=units, versions=[version], parallel=parallel)


def written_note() -> bytes:
    made = Version("peyk-fa.v1", "peyk", "peyk-fa", "peyk-he", "", "translation_of", "document", "he", "declared", 1.0)
    whole = Version("peyk-fa.v2", "peyk", "peyk-fa", "", "פיק.example", "excerpt_of", "other", "", "", 0.25)
    return write_edition(note(), versions=[made, whole])


def written_alignments() -> bytes:
    hebrew = _segment("peyk-he.he.1", "השליח לא יבוא בשבת.", 0)
    units = (
        Unit("peyk-fa.u1", "peyk-fa", 1, (hebrew, note().portions[1].segments[0])),
        Unit("peyk-fa.u2", "peyk-fa", 2, note().portions[0].segments),
    )
    return write_alignments(AlignmentFile("peyk-fa", "פיק", ("peyk-fa", "peyk-he"), units))


# --- validity -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [written_newsletter, written_note, written_alignments])
def test_what_is_written_is_valid_tei(write: Callable[[], bytes], schema: etree.RelaxNG) -> None:
    assert _errors(schema, write()) == []


def test_an_edition_without_portions_is_valid(schema: etree.RelaxNG) -> None:
    empty = Edition("empty", FACTS, Metadata(), ())
    assert _errors(schema, write_edition(empty)) == []
    assert read_edition(write_edition(empty)) == empty


def test_an_alignment_file_without_a_title_is_named_by_its_work(schema: etree.RelaxNG) -> None:
    unit = Unit("lamp-7.u1", "lamp-7", 1, newsletter().portions[0].segments)
    xml = write_alignments(AlignmentFile("lamp-7", "", ("lamp-7",), (unit,)))
    assert _errors(schema, xml) == []
    assert _all(xml, "//tei:titleStmt/tei:title/text()") == ["Alignment of lamp-7"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_written_valid_and_read_back(sample: Path, schema: etree.RelaxNG) -> None:
    edition = edition_of(load_file(sample), "sample")
    xml = write_edition(edition)
    assert _errors(schema, xml) == []
    assert read_edition(xml) == edition
    assert write_edition(read_edition(xml)) == xml


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<body>", '<body dir="rtl">'),
        ('n="1"', 'n="1" status="confirmed"'),
        ("<head", "<p><head"),
        ("<s ", "<s><s/></s><line/><s "),
        ('status="restricted"', 'status="closed"'),
        ('target="https://lamp.example/7"', 'target="%zz"'),
    ],
)
def test_the_pruned_schema_refuses_what_tei_all_refuses(schema: etree.RelaxNG, before: str, after: str) -> None:
    xml = written_newsletter().decode().replace(before, after, 1)
    if after.startswith("<p><head"):
        xml = xml.replace("</head>", "</head></p>", 1)
    assert _errors(schema, xml.encode())


def test_pruning_takes_out_what_needs_an_element_that_is_out() -> None:
    grammar = b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0">
      <define name="a"><element name="a"><optional><ref name="b"/></optional>
        <choice><ref name="b"/><ref name="c"/></choice>
        <zeroOrMore><ref name="d"/></zeroOrMore></element></define>
      <define name="b"><element name="b"><text/></element></define>
      <define name="c"><element name="c"><text/></element></define>
      <define name="d"><element name="d"><group><ref name="b"/><ref name="c"/></group></element></define>
      <start><choice><ref name="a"/><ref name="d"/></choice></start></grammar>"""
    pruned = etree.RelaxNG(etree.fromstring(prune(grammar, frozenset("acd"))))
    assert pruned.validate(etree.fromstring("<a><c/></a>"))
    assert not pruned.validate(etree.fromstring("<a><b/><c/></a>"))
    assert not pruned.validate(etree.fromstring("<d><b/><c/></d>"))


@pytest.mark.slow
def test_jing_finds_everything_valid_against_the_whole_of_tei_all(samples: Path, tmp_path: Path) -> None:
    written = {
        "newsletter": written_newsletter(),
        "note": written_note(),
        "alignments": written_alignments(),
        "long": write_edition(_long(10_000)),
        "empty": write_edition(Edition("מכתב", FACTS, Metadata(relation="excerpt_of"), ())),
        "hebrew-name": write_edition(
            replace(_one("x"), id="מכתב", portions=(_portion("מכתב.p1", "note", "he", *_every_kind("מכתב")),)),
            units=[Unit("מכתב.u1", "מכתב", 1, (_every_kind("מכתב")[0].segments[0],))],
        ),
    }
    build(samples, tmp_path / "archive.db")
    save_tei(tmp_path / "archive.db", tmp_path)
    for name, xml in written.items():
        (tmp_path / f"test.{name}.xml").write_bytes(xml)
    files = sorted(tmp_path.glob("*.xml"))
    assert len(files) > len(written) + len(SAMPLES) - 1
    assert jing_messages(files) == ""
    (tmp_path / "wrong.xml").write_bytes(written["note"].replace(b"<body>", b'<body dir="rtl">'))
    assert "dir" in jing_messages([tmp_path / "wrong.xml"])


def _every_kind(document: str) -> tuple[SegmentedBlock, ...]:
    """Make a block of every kind, before and after one of every other."""
    kinds = [kind for other in KINDS for kind in (*KINDS, other)]
    return tuple(
        _block(kind, _segment(f"{document}.he.{number}", f"שורה {number}", 10 * number), level=kind == "heading")
        for number, kind in enumerate(kinds, 1)
    )


# --- the encoding ---------------------------------------------------------------------------------------------


def test_a_newsletter_with_its_masthead_in_three_languages(snapshot_xml: SnapshotAssertion) -> None:
    assert _without_version(written_newsletter()) == snapshot_xml


def test_a_persian_note_dated_solar_hijri(snapshot_xml: SnapshotAssertion) -> None:
    assert _without_version(written_note()) == snapshot_xml


def test_alignments_across_two_documents(snapshot_xml: SnapshotAssertion) -> None:
    assert _without_version(written_alignments()) == snapshot_xml


def _without_version(xml: bytes) -> bytes:
    """Leave the version of the program out: a release changes no encoding."""
    return re.sub(rb'(ident="ezri_archive" version)="[^"]*"', rb'\1="0"', xml)


@pytest.mark.parametrize("write", [written_newsletter, written_note])
def test_every_pointer_inside_a_file_leads_somewhere(write: Callable[[], bytes]) -> None:
    xml = write()
    pointers = {
        pointer.removeprefix("#")
        for value in _all(
            xml, "//@ana|//@corresp|//@sameAs|//@resp|//@active|//@passive|//@mutual|//@calendar|//@target"
        )
        for pointer in value.split()
        if pointer.startswith("#")
    }
    assert pointers
    assert pointers <= set(_all(xml, "//@xml:id"))


def test_identifiers_in_a_file_are_unique() -> None:
    names = _all(written_newsletter(), "//@xml:id")
    assert len(names) == len(set(names))


def test_one_changed_word_is_one_changed_line() -> None:
    before = write_edition(newsletter())
    after = before.replace(b"Light is cheap.", b"Light is dear.")
    changed = write_edition(read_edition(after))
    assert sum(a != b for a, b in zip(before.splitlines(), changed.splitlines(), strict=True)) == 1


def test_only_an_opening_heading_is_a_head() -> None:
    xml = written_newsletter()
    assert _all(xml, "//tei:div[@n='4']/tei:head/tei:s/@xml:id") == ["lamp-7.en.2"]
    assert _all(xml, "//tei:div[@n='4']/tei:ab[@type='heading']/tei:s/@xml:id") == ["lamp-7.en.5"]


def test_list_items_and_table_rows_that_follow_one_another_stand_together() -> None:
    xml = written_newsletter()
    assert _all(xml, "//tei:list/tei:item/tei:s/text()") == ["Sunday 9–17", "Monday 9–13"]
    assert _all(xml, "//tei:table/tei:row/tei:cell/tei:s/text()") == ["Hall | 40 seats"]


def test_the_end_that_was_made_from_the_other_is_active() -> None:
    xml = written_note()
    assert _all(xml, "//tei:relation/@name") == ["translationOf", "excerptOf"]
    assert _all(xml, "//tei:relation/@active") == ["#peyk-fa", "#peyk-fa.v2.text"]
    assert _all(xml, "//tei:relation/@passive") == ["#peyk-fa.v1.text", "#peyk-fa"]


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        ("free", "free"),
        ("unknown", "unknown"),
        ("", "unknown"),
        ("quotation only", "restricted"),
        ("alignment only", "restricted"),
        ("closed", "restricted"),
    ],
)
def test_only_what_is_said_to_be_free_is_free(rights: str, status: str) -> None:
    xml = write_edition(replace(_one("x"), metadata=Metadata(rights=rights)))
    assert _all(xml, "//tei:availability/@status") == [status]


@pytest.mark.parametrize(
    ("url", "target", "received"),
    [
        ("https://lamp.example/a?b=c&d=%D7%90#e", "https://lamp.example/a?b=c&d=%D7%90#e", ""),
        ("mailto:dana@lamp.example", "mailto:dana@lamp.example", ""),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/", ""),
        ("http://dana:x@lamp.example", "http://dana:x@lamp.example", ""),
        ("https://lamp.example/פנס", "https://lamp.example/%D7%A4%D7%A0%D7%A1", "https://lamp.example/פנס"),
        ("https://lamp.example/a b", "https://lamp.example/a%20b", "https://lamp.example/a b"),
        ("https://lamp.example/\u200e", "https://lamp.example/%E2%80%8E", "https://lamp.example/\u200e"),
        ("https://lamp.example/100%", "", "https://lamp.example/100%"),
        ("http://lamp.example:port/", "", "http://lamp.example:port/"),
        ("../next.html", "", "../next.html"),
        ("#below", "", "#below"),
        ("www.lamp.example", "", "www.lamp.example"),
        ("", "", ""),
    ],
)
def test_an_address_that_is_no_uri_is_kept_as_received(
    url: str, target: str, received: str, schema: etree.RelaxNG
) -> None:
    edition = _one("here", Mark(0, 4, "link", url))
    xml = write_edition(edition)
    assert _all(xml, "//tei:s/tei:ref/@target") == [target] * bool(target)
    assert _all(xml, "//tei:s/tei:ref/@n") == [received] * bool(received)
    assert _errors(schema, xml) == []
    assert read_edition(xml) == edition


# --- marks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "nested"),
    [
        ([], []),
        ([(2, 4, "emphasis"), (0, 9, "strong")], [(0, 9, "strong"), (2, 4, "emphasis")]),
        ([(0, 3, "strong"), (0, 3, "emphasis")], [(0, 3, "emphasis"), (0, 3, "strong")]),
        ([(0, 5, "emphasis"), (3, 8, "strong")], [(0, 5, "emphasis"), (3, 5, "strong"), (5, 8, "strong")]),
        ([(0, 5, "emphasis"), (3, 8, "link")], [(0, 3, "emphasis"), (3, 8, "link"), (3, 5, "emphasis")]),
        ([(0, 5, "link"), (3, 8, "emphasis")], [(0, 5, "link"), (3, 5, "emphasis"), (5, 8, "emphasis")]),
        ([(0, 5, "foreign"), (3, 8, "link")], [(0, 3, "foreign"), (3, 8, "link"), (3, 5, "foreign")]),
        ([(0, 5, "link"), (3, 8, "link")], [(0, 5, "link"), (3, 5, "link"), (5, 8, "link")]),
        ([(0, 5, "emphasis"), (5, 5, "link"), (5, 8, "link")], [(0, 5, "emphasis"), (5, 8, "link"), (5, 5, "link")]),
    ],
)
def test_marks_that_cross_are_cut_and_links_last(
    marks: list[tuple[int, int, str]], nested: list[tuple[int, int, str]]
) -> None:
    assert [(mark.start, mark.end, mark.kind) for mark in nest(Mark(*mark) for mark in marks)] == nested


LENGTH = 12
SPANS = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted)
MARKS = st.builds(
    lambda span, kind, target: Mark(span[0], span[1], kind, target if kind in {"link", "foreign"} else ""),
    SPANS,
    st.sampled_from(["emphasis", "strong", "superscript", "subscript", "link", "foreign"]),
    st.sampled_from(["he", "fa", "de"]),
)


@given(st.lists(MARKS, max_size=8))
def test_nesting_marks_keeps_what_they_cover_and_leaves_none_that_cross(marks: list[Mark]) -> None:
    nested = nest(marks)
    assert _covered(nested) == _covered(marks)
    assert nest(nested) == nested
    assert list(nested) == sorted(nested, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.target))
    for index, outer in enumerate(nested):
        for inner in nested[index + 1 :]:
            assert inner.start >= outer.end or inner.end <= outer.end


def _covered(marks: Sequence[Mark]) -> Counter[tuple[int, str, str]]:
    """Count how often each place is under each mark."""
    return Counter((place, mark.kind, mark.target) for mark in marks for place in range(mark.start, mark.end))


# --- round trip -----------------------------------------------------------------------------------------------

XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[*map(chr, set(range(32)) - {9, 10, 13}), "\ufffe", "\uffff"],
    ),
    max_size=LENGTH,
)
SPECIAL = st.sampled_from(
    ["", " ", "  two  spaces ", "\ttab\n", "\r\n", "کتاب‌خانه", "\u200eleft\u200f", "<p>&amp;", "]]>", "a\"b'c", "שָׁלוֹם"]
)
TEXT = XML_TEXT | SPECIAL
LINE = TEXT.filter(bool)
TARGETS = TEXT | st.sampled_from(
    ["https://lamp.example/", "https://lamp.example/a b", "http://[::1]:99999999/", "x:%zz"]
)
LANGUAGES = st.sampled_from(["en", "he", "fa", "ar", "und", "az-Arab"])
WORDS = st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6}){0,2}", fullmatch=True)
SURE = st.floats(0, 1)
DATES = st.builds(
    Date,
    st.sampled_from(["2018-09-12", "2018-09", "2018", "0987"]),
    st.sampled_from(["day", "month", "year"]),
    st.sampled_from(["gregorian", "persian", "hebrew"]),
    TEXT,
)
METADATA = st.builds(
    Metadata,
    title=TEXT,
    language=st.sampled_from(["", "en", "he", "fa", "und"]),
    genre=TEXT,
    series=TEXT,
    issue=TEXT,
    published=st.none() | DATES,
    publisher=TEXT,
    author=TEXT,
    url=TARGETS,
    rights=st.sampled_from(["", *RIGHTS]),
    version_of=TEXT,
    relation=st.sampled_from(["", *RELATIONS]),
)
SOURCES = st.builds(
    SourceFacts,
    path=TEXT,
    sha256=st.just("0" * 64),
    media_type=st.just("text/plain"),
    encoding=st.sampled_from(["utf-8", "windows-1256", ""]),
    bytes=st.integers(0, 10**9),
    sidecar_sha256=st.sampled_from(["", "1" * 64]),
)
NOTICES = st.builds(Notice, st.sampled_from(["error", "warning", "info"]), WORDS, TEXT, TEXT)


def _between(one: int, other: int, kind: str, target: str) -> Mark:
    return Mark(min(one, other), max(one, other), kind, target)


@st.composite
def segments(draw: st.DrawFn, document: str, numbers: dict[str, int], language: str) -> Segment:
    text = draw(TEXT)
    numbers[language] = numbers.get(language, 0) + 1
    places = st.integers(0, len(text))
    marks = [
        _between(draw(places), draw(places), kind, draw(target))
        for kind, target in draw(
            st.lists(
                st.sampled_from([("emphasis", st.just("")), ("strong", st.just("")), ("superscript", st.just(""))])
                | st.sampled_from(
                    [("link", TARGETS), ("foreign", LANGUAGES | st.just("")), ("subscript", st.just(""))]
                ),
                max_size=4,
            )
        )
    ]
    start = draw(st.integers(0, 10**6))
    name = f"{document}.{language}.{numbers[language]}"
    return Segment(name, numbers[language], language, text, start, start + len(text), tuple(marks))


@st.composite
def blocks(draw: st.DrawFn, document: str, numbers: dict[str, int], language: str) -> SegmentedBlock:
    kind, level = draw(st.sampled_from(KINDS)), draw(st.integers(0, 6))
    if draw(st.booleans()) and numbers.get(language):
        text, start = draw(TEXT), draw(st.integers(0, 10**6))
        before = f"{document}.{language}.{numbers[language]}"
        return SegmentedBlock(kind, (), level, before, text, start, start + len(text))
    members = tuple(draw(segments(document, numbers, language)) for _ in range(draw(st.integers(0, 3))))
    start, end = (members[0].start, members[-1].end) if members else (0, 0)
    return SegmentedBlock(kind, members, level, start=start, end=end)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Draw an edition as `segment` makes them, but for marks that cross."""
    document = draw(st.sampled_from(["one", "observer-30", "מכתב", "taxonomy", "en"]))
    numbers: dict[str, int] = {}
    portions = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        language = draw(LANGUAGES)
        role = Decision(draw(st.sampled_from(ROLES)), draw(WORDS), draw(SURE))
        of_language = Decision(language, draw(WORDS), draw(SURE))
        content = tuple(draw(blocks(document, numbers, language)) for _ in range(draw(st.integers(0, 4))))
        portions.append(SegmentedPortion(f"{document}.p{number}", number, role, of_language, content))
    return Edition(document, draw(SOURCES), draw(METADATA), tuple(portions), tuple(draw(st.lists(NOTICES, max_size=2))))


def _nested(edition: Edition) -> Edition:
    """Give the edition with its marks as TEI can carry them."""

    def block(each: SegmentedBlock) -> SegmentedBlock:
        members = (replace(segment, marks=nest(segment.marks)) for segment in each.segments)
        return replace(each, segments=tuple(members))

    portions = (replace(portion, blocks=tuple(map(block, portion.blocks))) for portion in edition.portions)
    return replace(edition, portions=tuple(portions))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100)
@given(edition=editions())
def test_an_edition_is_read_back_as_it_was_written(edition: Edition, schema: etree.RelaxNG) -> None:
    xml = write_edition(edition)
    assert read_edition(xml) == _nested(edition)
    assert write_edition(read_edition(xml)) == xml
    assert _errors(schema, xml) == []


@given(before=LINE, inside=LINE, after=LINE)
def test_white_space_at_the_edges_of_marks_is_kept(before: str, inside: str, after: str) -> None:
    marks = (Mark(len(before), len(before + inside), "emphasis"),)
    edition = _one(before + inside + after, *marks)
    assert read_edition(write_edition(edition)) == edition


def test_units_and_versions_are_written_again_as_they_were() -> None:
    edition = newsletter()
    units = _units(edition, ["lamp-7.en.1", "lamp-7.he.1"])
    xml = write_edition(edition, units=units)
    assert write_edition(read_edition(xml), units=units) == xml
    assert read_edition(xml) == edition == read_edition(write_edition(edition))


def test_comments_and_a_byte_order_mark_change_nothing() -> None:
    xml = write_edition(_one("Light is cheap.", Mark(0, 5, "emphasis")))
    edited = xml.replace(b"is cheap", b"is <!-- really? --><?here?>cheap").replace(b"<body>", b"<!-- x --><body>")
    assert read_edition(b"\xef\xbb\xbf" + edited) == read_edition(xml)


@pytest.mark.parametrize(
    "make",
    [
        lambda: _long(10_000),
        lambda: _one("x" * 40_000, *(Mark(n, n + 1, "emphasis") for n in range(0, 40_000, 2))),
        lambda: _one("x" * 1_500, *(Mark(n, 1_500, "emphasis") for n in range(1_500))),
        lambda: _one("x" * 20_000_000),
    ],
    ids=["10,000 segments", "20,000 marks", "1,500 marks inside one another", "20 MB in one segment"],
)
def test_what_is_large_is_written_and_read_in_seconds(make: Callable[[], Edition]) -> None:
    edition = make()
    begun = time.perf_counter()
    assert read_edition(write_edition(edition)) == edition
    assert time.perf_counter() - begun < 10


def _long(count: int) -> Edition:
    sentence = "The lamp is lit on the quay at six, says the keeper, and it burns till dawn."
    marks = (Mark(0, 8, "emphasis"), Mark(4, 8, "link", "https://lamp.example/"), Mark(40, 46, "strong"))
    members = [_segment(f"long.en.{number}", sentence, 100 * number, *marks) for number in range(1, count + 1)]
    content = tuple(_block("paragraph", *members[at : at + 5]) for at in range(0, count, 5))
    return Edition("long", FACTS, Metadata(language="en"), (_portion("long.p1", "article", "en", *content),))


# --- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("</TEI>", "", "line \\d+: is not well-formed XML: Premature end of data"),
        ("Light is", "Light & is", "line \\d+: is not well-formed XML"),
        ("Light is", "Light &lamp; is", "line \\d+: is not well-formed XML: Entity 'lamp' not defined"),
        ('type="ezri-document"', 'type="ezri-alignment"', "is <TEI type='ezri-alignment'>; expected"),
        ("http://www.tei-c.org/ns/1.0", "urn:else", r"is <\{urn:else\}TEI type='ezri-document'>; expected"),
        ('xml:id="lamp-7" ', "", "line 2: <TEI> lacks xml:id"),
        ('<idno type="path">', "<idno>", "line \\d+: sourceDesc/bibl lacks idno path"),
        ('<note type="encoding">', "<note>", "sourceDesc/bibl lacks note encoding"),
        ('quantity="412"', 'quantity="many"', "<measure> has quantity='many'; expected a whole number"),
        ('when="2020-05" ', "", "<date> lacks when"),
        ('<div xml:id="lamp-7.p2"', "<div", "<div> lacks xml:id"),
        ('type="masthead" ', "", "<div> lacks type"),
        ('cert="0.9"', 'cert="high"', "<div> has cert='high'; expected a number from 0 to 1"),
        ('cert="0.9"', 'cert="nan"', "<div> has cert='nan'; expected a number from 0 to 1"),
        ('cert="0.9"', 'cert="1.5"', "<div> has cert='1.5'"),
        ('ana="#role.test-letter #language.script"', 'ana="#role.x"', "<div> has ana='#role.x'; expected '#role.RULE"),
        ("#char=9,13", "#char=9-13", "lamp-7.he.1 has source='#char=9-13'; expected '#char=START,END'"),
        ("#char=9,13", "#char=13,9", "lamp-7.he.1 has source='#char=13,9'"),
        (' source="#char=180,198"', "", "<head> has source=None"),
        ('xml:id="lamp-7.he.1"', 'xml:id="lamp-7.en.1"', "several elements have xml:id “lamp-7.en.1”"),
        ('xml:id="lamp-7.he.1"', "", "<s> lacks xml:id"),
        ('<head n="1">', '<head n="one">', "<head> has n='one'; expected a whole number"),
        ("<quote>", "<quote>Light! ", "line \\d+: <quote> has “Light!” outside any <s>"),
        ("</list>", "More</list>", "<list> has “More” outside any <s>"),
        ("<quote>", "<quote><lb/>", "has <lb> in <quote>; expected <s>"),
        ("<quote>", "<lg/><quote>", "has <lg> in <div>; expected <head>, <ab>"),
        ("<body>", "<body><p/>", "has <p> in <body>; expected <div>"),
        ("<body>", "<body><ab>x</ab>", "has <ab> in <body>; expected <div>"),
        ("</body>", "</body><body/>", ""),
        ("Light is", "<unclear>Light</unclear> is", "has <unclear> inside a segment; expected ref, foreign or hi"),
        ("Light is", "<hi rend='red'>Light</hi> is", "has <hi rend='red'> inside a segment"),
    ],
)
def test_what_is_not_ours_to_read_is_refused_in_words(before: str, after: str, said: str) -> None:
    xml = written_newsletter().decode()
    assert before in xml
    edited = xml.replace(before, after, 1).encode()
    if not said:
        assert read_edition(edited) == newsletter()
        return
    with pytest.raises(TeiError, match=f"^lamp.xml[,:].*{said}"):
        read_edition(edited, where="lamp.xml")


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("teiHeader", "line 2: <TEI> lacks teiHeader"),
        ("availability", "line 3: <teiHeader> lacks fileDesc/publicationStmt/availability/p"),
        ("sourceDesc", "line 3: <teiHeader> lacks fileDesc/sourceDesc/bibl"),
        ("extent", "<bibl> lacks extent/measure"),
        ("text", "line 2: <TEI> lacks text/body"),
    ],
)
def test_an_edition_that_lacks_a_part_is_refused(element: str, said: str) -> None:
    xml = re.sub(rf"<{element}\b.*</{element}>", "", written_note().decode(), flags=re.DOTALL)
    with pytest.raises(TeiError, match=said):
        read_edition(xml.encode())


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"", "^is not well-formed XML: Document is empty|is not well-formed"),
        (b"\x00\x01", "is not well-formed XML"),
        (b"<TEI/>", "is <TEI type=None>"),
        ("<TEI>א".encode()[:-1], "^byte 5: is not UTF-8$"),
        (written_note().decode().encode("utf-16"), "^byte 0: is not UTF-8$"),
    ],
)
def test_bytes_that_are_no_edition_are_refused(xml: bytes, said: str) -> None:
    with pytest.raises(TeiError, match=said):
        read_edition(xml)


BOMB = '<!DOCTYPE TEI [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghijklmnop")
)


@pytest.mark.parametrize(
    ("prolog", "use"),
    [
        (BOMB + "]>", "&p;"),
        (f"<!-- {BOMB} --> <?x <!DOCTYPE?>\n{BOMB}]>", ""),
        ('<!DOCTYPE TEI SYSTEM "file:///etc/hostname">', ""),
    ],
)
@pytest.mark.parametrize("head", ["<?xml version='1.0' encoding='UTF-8'?>\n", "\ufeff", ""])
def test_a_document_type_declaration_is_refused_before_any_entity_is_expanded(head: str, prolog: str, use: str) -> None:
    body = written_note().decode().split("\n", 1)[1].replace('xml:id="peyk-fa"', f'xml:id="{use}"')
    begun = time.perf_counter()
    with pytest.raises(TeiError, match=r"^bomb\.xml: has a document type declaration"):
        read_edition((head + prolog + body).encode(), where="bomb.xml")
    assert time.perf_counter() - begun < 1


def test_many_comments_before_the_root_are_read_quickly() -> None:
    head, body = written_note().split(b"\n", 1)
    assert read_edition(head + b"<!-- - -->" * 20_000 + body) == note()


@given(st.integers(0, len(written_note()) - len("</TEI>\n") - 1))
def test_an_edition_that_was_cut_short_is_refused(length: int) -> None:
    with pytest.raises(TeiError):
        read_edition(written_note()[: max(length, 0)])


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        (_one("a\x00b"), r"^letters/one.txt, one.en.1: XML cannot carry the character U\+0000 in “'a\\x00b'”$"),
        (_one("a\ud800b", Mark(0, 1, "strong")), r"one.en.1: XML cannot carry the character U\+D800"),
        (_one("a\x0cb", Mark(1, 3, "strong")), r"one.en.1: XML cannot carry the character U\+000C"),
        (_one("ab", Mark(0, 1, "link", "http://\udfff")), r"one.en.1: XML cannot carry the character U\+DFFF"),
        (replace(_one("x"), metadata=Metadata(title="\x1f")), r"one.txt, one: XML cannot carry the character U\+001F"),
        (replace(_one("x"), metadata=Metadata(language="\x1f")), r"XML cannot carry the character U\+001F"),
        (replace(_one("x"), id="two words"), "“two words” cannot be an xml:id; expected a letter"),
        (_one("abc", Mark(2, 4, "strong")), r"one.en.1: a mark \(strong\) from 2 to 4 of a text of 3 characters"),
        (_one("abc", Mark(0, 1, "blink")), "one.en.1: “blink” is no kind of mark; expected link, foreign, emphasis"),
        (
            replace(_one("x"), portions=(_portion("one.p1", "a", "en", SegmentedBlock("verse", ())),)),
            "one.p1: “verse” is no kind of block; expected heading",
        ),
        (
            replace(_one("x"), metadata=Metadata(published=Date("1793", "year", "republican"))),
            "no calendar “republican”; expected gregorian, persian, hebrew",
        ),
    ],
)
def test_what_tei_cannot_carry_is_refused_in_words(edition: Edition, said: str) -> None:
    with pytest.raises(TeiError, match=said):
        write_edition(edition)


def test_a_unit_of_a_document_outside_the_file_is_refused() -> None:
    unit = Unit("peyk.u1", "peyk", 1, newsletter().portions[0].segments)
    with pytest.raises(TeiError, match=r"^peyk.u1: lamp-7.en.1 is in none of the documents peyk-fa, peyk-he$"):
        write_alignments(AlignmentFile("peyk", "", ("peyk-fa", "peyk-he"), (unit,)))


def test_the_schema_knows_every_element_that_is_kept() -> None:
    defined = set(re.findall(r'<element name="(\w+)"', SCHEMA.read_text()))
    assert defined >= KEPT
