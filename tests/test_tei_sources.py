"""TEI as a source: the text that others encoded, and our own, as blocks."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

import strategies
from ezri_archive.errors import SourceError
from ezri_archive.pipeline import build, edition_of, load_file
from ezri_archive.readers import read
from ezri_archive.records import Document, Mark, Source
from ezri_archive.tei import write_edition

OPEN = '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">'
HEADER = """<teiHeader><fileDesc><titleStmt><title>The electronic lighthouse</title></titleStmt>
<publicationStmt><publisher>A digital press</publisher><availability status="free"><p>Anybody may.</p></availability>
<date when="2015">2015</date></publicationStmt>
<sourceDesc><bibl><title>The Lighthouse</title><author>Dana
 Orlan</author><date when="1911-05-02">2 May</date><publisher>Harbour Press</publisher>
<idno type="URI">https://example.org/lighthouse</idno>
<relatedItem type="translatedFrom" target="https://example.org/he/migdalor"/></bibl></sourceDesc></fileDesc></teiHeader>"""


def tei(body: str, header: str = "") -> Source:
    content = f"{OPEN}{header}<text><body>{body}</body></text></TEI>".encode()
    return Source("orlan.xml", "0", "application/tei+xml", content)


def blocks(body: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(tei(body), "orlan").blocks]


def test_the_header_says_what_the_source_is() -> None:
    declared = read(tei("<p>Text.</p>", HEADER), "orlan").declared

    assert (declared.title, declared.author, declared.publisher) == ("The Lighthouse", "Dana Orlan", "Harbour Press")
    assert declared.published
    assert (declared.published.iso, declared.language, declared.rights) == ("1911-05-02", "en", "free")
    assert declared.url == "https://example.org/lighthouse"
    assert (declared.version_of, declared.relation) == ("https://example.org/he/migdalor", "translation_of")


def test_what_others_restrict_is_closed() -> None:
    header = HEADER.replace('status="free"', 'status="restricted"')

    assert read(tei("<p>Text.</p>", header), "orlan").declared.rights == "closed"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One\n   line.</p>", [("paragraph", "One line.")]),
        (
            "<div><head>First</head><div><head>Second</head><p>Text.</p></div></div>",
            [("heading", "First"), ("heading", "Second"), ("paragraph", "Text.")],
        ),
        ("<p><s>One.</s> <s>Two.</s></p>", [("paragraph", "One. Two.")]),
        (
            "<list><head>Boats</head><item>Halcyon</item><item>Gull <list><item>small</item></list></item></list>",
            [("heading", "Boats"), ("list_item", "Halcyon"), ("paragraph", "Gull"), ("list_item", "small")],
        ),
        (
            "<table><row><cell>Salt</cell><cell>7</cell></row></table>",
            [("table_row", "Salt | 7")],
        ),
        ("<quote><p>Said.</p></quote><quote>Short.</quote>", [("paragraph", "Said."), ("quotation", "Short.")]),
        ("<lg><l>The lamp</l><l>is out</l></lg>", [("paragraph", "The lamp is out")]),
        ("<lg><lg><l>One</l></lg><lg><l>Two</l></lg></lg>", [("paragraph", "One"), ("paragraph", "Two")]),
        (
            "<sp><speaker>MIRIAM</speaker><p>Who is there?</p></sp>",
            [("paragraph", "MIRIAM"), ("paragraph", "Who is there?")],
        ),
        (
            '<p>The lamp<note place="foot">Of brass.</note> fell.</p><p>Then.</p>',
            [("paragraph", "The lamp fell."), ("paragraph", "Of brass."), ("paragraph", "Then.")],
        ),
        ("<p>A<note><p>One.</p><p>Two.</p></note></p>", [("paragraph", one) for one in ("A", "One.", "Two.")]),
        ("<p>Out<lb/>side<pb n='2'/> in.</p>", [("paragraph", "Out side in.")]),
        (
            ("<p><choice><orig>olde</orig><reg>old</reg></choice> "
            "<choice><abbr>Dr</abbr><expan>Doctor</expan></choice> "
                "<del>no</del><add>yes</add> <gap reason='lost'/></p>"),
            [("paragraph", "olde Dr yes …")],
        ),
        ("<figure><head>The tower</head><figDesc>A tower</figDesc></figure>", [("caption", "The tower")]),
        ("<fw>12 THE TOWER</fw><p>Text.</p>", [("paragraph", "12 THE TOWER"), ("paragraph", "Text.")]),
        ("<ab type='heading' n='2'>Not a head</ab>", [("heading", "Not a head")]),
        ("<unheard>Words of an element TEI does not have.</unheard>",
         [("paragraph", "Words of an element TEI does not have.")]),
    ],
)  # fmt: skip
def test_blocks_are_read_in_their_order(body: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(body) == expected


def test_levels_roles_languages_and_pages_are_kept() -> None:
    found = read(
        tei(
            '<div type="letter" xml:lang="he-IL"><head>מכתב</head><div><head n="3">פרק</head></div></div><pb/>'
            '<div type="chapter"><p xml:lang="fas">متن</p></div><fw>7</fw>'
        ),
        "orlan",
    ).blocks

    assert [(block.text, block.level, block.role, block.language, block.page) for block in found] == [
        ("מכתב", 1, "letter", "he", 0),
        ("פרק", 3, "letter", "he", 0),
        ("متن", 0, "", "fa", 1),
        ("7", 0, "boilerplate", "en", 1),
    ]


def test_marks_and_links_are_kept() -> None:
    (block,) = read(
        tei(
            '<p>A <hi rend="bold">b</hi> <hi rend="superscript">2</hi> <emph>c</emph> '
            '<ref target="https://example.org/d #x">d</ref> <foreign xml:lang="he">עלייה</foreign></p>'
        ),
        "orlan",
    ).blocks

    assert block.text == "A b 2 c d עלייה"
    assert set(block.marks) == {
        Mark(2, 3, "strong"),
        Mark(4, 5, "superscript"),
        Mark(6, 7, "emphasis"),
        Mark(8, 9, "link", "https://example.org/d"),
        Mark(10, 15, "foreign", "he"),
    }


def test_all_texts_of_a_corpus_are_read() -> None:
    inner = f"{OPEN.partition('?>')[2]}<text><body><p>One.</p></body></text></TEI>"
    content = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{inner}{inner.replace("One", "Two")}</teiCorpus>'

    found = read(replace(tei(""), content=content.encode()), "orlan")

    assert [block.text for block in found.blocks] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html/>", "orlan.xml: is XML that begins with <html>; expected TEI"),
        (b"<TEI/>", "begins with <TEI>; expected TEI: <TEI xmlns="),
        (b"<TEI", "orlan.xml, line 1: is not well-formed XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>', "has no text; expected at least one word"),
    ],
)
def test_what_is_no_tei_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(replace(tei(""), content=content), "orlan")


@pytest.mark.parametrize("encoding", ["bogus", "utf-7", "big5"])
def test_an_encoding_that_cannot_be_read_costs_that_file_only(
    folder: Callable[..., Path], tmp_path: Path, encoding: str
) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{OPEN.partition("?>")[2]}<text/></TEI>'.encode()

    report = build(folder(**{"orlan.xml": content, "note.md": "# A note\n"}), tmp_path / "archive.db")

    assert [(path, notice.code) for path, notice in report.refused] == [("orlan.xml", "damaged-package")]
    assert report.counts["documents"] == 1


def test_characters_named_by_a_dtd_elsewhere_are_read_and_other_names_refused() -> None:
    doctype = b'<!DOCTYPE TEI SYSTEM "tei.dtd"><TEI'
    caf = tei("<p>The caf&eacute; is closed.</p>").content.replace(b"<TEI", doctype, 1)
    seal = caf.replace(b"eacute", b"seal.of.orlan")

    assert read(replace(tei(""), content=caf), "orlan").blocks[0].text == "The café is closed."
    with pytest.raises(SourceError, match=r"&seal\.of\.orlan;"):
        read(replace(tei(""), content=seal), "orlan")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("free",), "free"),
        (("free", "closed"), "closed"),
        (("quotation only", "alignment only"), "alignment only"),
        (("Anybody may.",), "free"),
    ],
)
def test_of_several_rights_the_strictest_holds(said: tuple[str, ...], expected: str) -> None:
    own = "".join(f'<availability status="free"><p>{words}</p></availability>' for words in said)
    header = re.sub("<availability.*</availability>", own, HEADER)

    assert read(tei("<p>Text.</p>", header), "orlan").declared.rights == expected


def test_our_own_tei_is_read_as_it_was_split(samples: Path) -> None:
    first = edition_of(load_file(samples / "harbour-review-12.md"), "review")
    again = Source("review.xml", "0", "application/tei+xml", write_edition(first))

    second = edition_of(again, "review")

    def said(edition: object) -> list[tuple[str, str, str]]:
        return [
            (portion.role.value, segment.language, segment.text)
            for portion in edition.portions  # type: ignore[attr-defined]
            for segment in portion.segments
        ]

    assert said(second) == said(first)
    assert second.metadata.title == first.metadata.title
    assert second.metadata.published
    assert first.metadata.published
    assert second.metadata.published.iso == first.metadata.published.iso


def test_tei_is_built_with_its_versions(folder: Callable[..., Path], tmp_path: Path) -> None:
    hebrew = "# המגדלור\n\nהמגדלור נבנה בשנת 1911.\n"
    header = HEADER.replace(
        'target="https://example.org/he/migdalor"/>', "><bibl><idno>orlan.he.md</idno></bibl></relatedItem>"
    )
    content = tei("<head>The Lighthouse</head><p>The lighthouse was built in 1911.</p>", header).content
    sources = folder(**{"orlan.xml": content, "orlan.he.md": hebrew})

    report = build(sources, tmp_path / "archive.db")

    assert report.refused == ()
    assert (report.counts["documents"], report.counts["works"], report.counts["alignments"]) == (2, 1, 2)


@given(strategies.paragraphs())
def test_every_word_of_a_paragraph_is_read_and_placed(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    document: Document = read(tei(f"<p>{escaped}</p><p>End.</p>"), "orlan")

    whole = "\n".join(block.text for block in document.blocks)
    assert all(whole[block.start : block.end] == block.text for block in document.blocks)
    assert document.blocks[-1].text == "End."
