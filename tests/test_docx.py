"""DOCX: what LibreOffice wrote comes back; hand-made packages show each rule and each refusal."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.errors import SourceError
from ezri_archive.readers.office.docx import read_docx
from handmade_office import docx, notes, package, paragraph
from office_reading import FORMATS, WRITTEN, Trial

TRIAL = Trial(read_docx, "docx")
read, body, marks = TRIAL.read, TRIAL.body, TRIAL.marks


# --- what LibreOffice writes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITTEN)
def test_every_block_that_was_written_comes_back_with_kind_and_level(name: str) -> None:
    assert list(TRIAL.lost(name)) == []


def test_languages_of_runs_are_those_of_the_paragraphs() -> None:
    blocks = read((FORMATS / "call-for-papers.docx").read_bytes()).blocks
    named = {block.text[:8]: block.language for block in blocks}
    assert (named["Call for"], named["קול קורא"], named["فراخوان "]) == ("en", "he", "fa")
    assert [block.language for block in blocks if block.kind == "table_row"] == ["", ""]


def test_a_note_follows_its_paragraph_and_heads_and_feet_are_boilerplate() -> None:
    blocks = read((FORMATS / "call-for-papers.docx").read_bytes()).blocks
    place = next(number for number, block in enumerate(blocks) if block.text.startswith("Travel from"))
    assert (blocks[place - 1].text[:10], blocks[place].kind, blocks[place].role) == ("We welcome", "paragraph", "")
    assert [(block.role, block.text) for block in (blocks[0], blocks[-1])] == [
        ("boilerplate", "The Harbour Review, no. 12"),
        ("boilerplate", "4"),
    ]


def test_the_core_properties_give_title_and_author() -> None:
    declared = read((FORMATS / "salt-road.he.docx").read_bytes()).declared
    assert (declared.title, declared.author) == ("מי עוד סוחר בדרך המלח?", "נועה בר-סלע")


def test_links_quotation_caption_and_table_are_read() -> None:
    content = (FORMATS / "call-for-papers.docx").read_bytes()
    assert ("link", "conference@almog.example", "mailto:conference@almog.example") in marks(content)
    assert ("quotation", 0, "A harbour is a promise made in several languages.") in body(content)
    assert ("caption", 0, "Figure 1: The old quay, about 1921.") in body(content)
    assert ("table_row", 0, "Port | נמל | بندر") in body(content)


def test_offsets_count_in_the_text_of_the_document() -> None:
    blocks = read((FORMATS / "salt-road.fa.docx").read_bytes()).blocks
    whole = "\n".join(block.text for block in blocks)
    assert all(whole[block.start : block.end] == block.text for block in blocks)
    assert [block.line for block in blocks] == list(range(1, len(blocks) + 1))


# --- styles -----------------------------------------------------------------------------------------------------------

_NUMBERED = '<w:numPr><w:numId w:val="{}"/></w:numPr>'


@pytest.mark.parametrize(
    ("written", "kind", "level"),
    [
        (paragraph("x"), "paragraph", 0),
        (paragraph("x", "Base"), "paragraph", 0),
        (paragraph("x", "berschrift2"), "heading", 2),
        (paragraph("x", "Own"), "heading", 2),
        (paragraph("x", "Deep"), "heading", 1),
        (paragraph("x", "Loop"), "paragraph", 0),
        (paragraph("x", "unknown"), "paragraph", 0),
        (paragraph("x", "Cite"), "quotation", 0),
        (paragraph("x", "Legend"), "caption", 0),
        (paragraph("x", "Bullets"), "list_item", 0),
        (paragraph("x", more=_NUMBERED.format(3)), "list_item", 0),
        (paragraph("x", more=_NUMBERED.format(0)), "paragraph", 0),
        (paragraph("x", "berschrift2", more=_NUMBERED.format(3)), "heading", 2),
        (paragraph("x", more='<w:outlineLvl w:val="7"/>'), "heading", 6),
        (paragraph("x", more='<w:outlineLvl w:val="9"/>'), "paragraph", 0),
    ],
)
def test_a_style_and_what_it_is_based_on_give_the_kind(written: str, kind: str, level: int) -> None:
    assert body(docx(written)) == [(kind, level, "x")]


def test_a_table_of_contents_is_boilerplate() -> None:
    assert [block.role for block in read(docx(paragraph("Part 1", "TOC1") + paragraph("x"))).blocks] == [
        "boilerplate",
        "",
    ]


# --- runs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "kinds"),
    [
        ("<w:b/>", ["strong"]),
        ('<w:b w:val="0"/>', []),
        ('<w:b w:val="false"/>', []),
        ("<w:i/>", ["emphasis"]),
        ("<w:b/><w:i/>", ["emphasis", "strong"]),
        ("<w:rtl/><w:b/>", []),
        ("<w:rtl/><w:bCs/>", ["strong"]),
        ('<w:vertAlign w:val="superscript"/>', ["superscript"]),
        ('<w:vertAlign w:val="subscript"/>', ["subscript"]),
        ('<w:vertAlign w:val="baseline"/>', []),
        ('<w:rStyle w:val="Loud"/>', ["strong"]),
        ('<w:rStyle w:val="Loud"/><w:b w:val="0"/>', []),
    ],
)
def test_the_look_of_a_run_is_a_mark(run: str, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in marks(docx(paragraph("x", run=run)))] == kinds


@pytest.mark.parametrize(
    ("text", "run", "language"),
    [
        ("ספר", '<w:rtl/><w:lang w:bidi="he-IL"/>', "he"),
        ("ספר", '<w:rtl/><w:lang w:bidi="iw"/>', "he"),
        ("ספר", '<w:rtl/><w:lang w:bidi="ar-SA"/>', ""),
        ("کتاب", '<w:rtl/><w:lang w:bidi="fa-IR"/>', "fa"),
        ("ספר", '<w:lang w:val="en-US"/>', ""),
        ("book", '<w:lang w:val="en-US"/>', "en"),
        ("book", '<w:lang w:val="he-IL"/>', ""),
        ("book", '<w:lang w:val="zxx"/>', ""),
        ("book", "", ""),
        ("12", '<w:lang w:val="en-US"/>', ""),
    ],
)
def test_a_language_is_believed_where_the_script_allows_it(text: str, run: str, language: str) -> None:
    assert read(docx(paragraph(text, run=run))).blocks[0].language == language


def test_a_paragraph_whose_runs_disagree_has_no_language() -> None:
    runs = "".join(f'<w:r><w:rPr><w:lang w:val="{code}"/></w:rPr><w:t>word </w:t></w:r>' for code in ("en-US", "de-DE"))
    assert read(docx(f"<w:p>{runs}</w:p>")).blocks[0].language == ""


def _field(instruction: str, shown: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    begin, separate, end = kinds
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}<w:r><w:t>{shown}</w:t></w:r>{end}"


@pytest.mark.parametrize(
    "inside",
    [
        '<w:hyperlink r:id="rId1"><w:r><w:t>here</w:t></w:r></w:hyperlink>',
        "<w:fldSimple w:instr=' HYPERLINK \"https://a.example/\" '><w:r><w:t>here</w:t></w:r></w:fldSimple>",
        _field(' HYPERLINK "https://a.example/" ', "here"),
    ],
)
def test_links_are_read_in_all_three_ways_of_writing_them(inside: str) -> None:
    assert marks(docx(f"<w:p>{inside}<w:r><w:t> and on</w:t></w:r></w:p>")) == [("link", "here", "https://a.example/")]


def test_the_place_in_the_page_a_link_names_stays_with_it() -> None:
    inside = '<w:hyperlink r:id="rId1" w:anchor="top"><w:r><w:t>here</w:t></w:r></w:hyperlink>' + _field(
        ' HYPERLINK "https://b.example/" \\l "end" ', "there"
    )
    assert [target for _, _, target in marks(docx(f"<w:p>{inside}</w:p>"))] == [
        "https://a.example/#top",
        "https://b.example/#end",
    ]


def test_what_a_field_instructs_is_no_text_and_what_it_shows_is() -> None:
    stray = '<w:r><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    assert body(docx(f"<w:p>{stray}{_field('PAGE', '7')}</w:p>")) == [("paragraph", 0, "7")]


def test_insertions_are_text_and_deletions_and_hidden_text_are_none() -> None:
    inside = (
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t>"
        "<w:noBreakHyphen/><w:t>c</w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    assert body(docx(f"<w:p>{inside}</w:p>")) == [("paragraph", 0, "new a b\u2011cx=1")]


def test_content_controls_and_insertions_around_blocks_are_opened() -> None:
    inside = f"<w:sdt><w:sdtContent>{paragraph('one')}</w:sdtContent></w:sdt><w:sectPr/>{paragraph('two')}"
    assert [text for _, _, text in body(docx(inside))] == ["one", "two"]


def test_a_text_box_follows_its_paragraph_and_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    both = f"<mc:Choice><x:a>{box}</x:a></mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawn = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    content = docx(f"<w:p><w:r><w:t>before </w:t></w:r><w:r>{drawn}</w:r><w:r><w:t>after</w:t></w:r></w:p>")
    assert [text for _, _, text in body(content)] == ["before after", "in the box"]


def test_foot_and_endnotes_of_the_same_number_are_told_apart() -> None:
    references = '<w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/><w:footnoteReference w:id="9"/>'
    inside = f"<w:p><w:r><w:t>x</w:t>{references}</w:r></w:p>"
    foot = notes(f'<w:footnote w:type="separator" w:id="1"/><w:footnote w:id="2">{paragraph("foot")}</w:footnote>')
    end = notes(f'<w:endnote w:id="2">{paragraph("end")}</w:endnote>', "endnote")
    content = docx(inside, word__footnotes_xml=foot, word__endnotes_xml=end)
    assert [text for _, _, text in body(content)] == ["x", "foot", "end"]


# --- tables -----------------------------------------------------------------------------------------------------------


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def test_rows_are_blocks_whose_marks_stay_on_their_words() -> None:
    content = docx(
        "<w:tbl>"
        + _row(paragraph("a"), paragraph("bold", run="<w:b/>"), "<w:p/>")
        + _row(paragraph("only"))
        + "</w:tbl>"
    )
    assert body(content) == [("table_row", 0, "a | bold"), ("table_row", 0, "only")]
    assert marks(content) == [("strong", "bold", "")]


def test_a_table_for_layout_keeps_the_blocks_of_its_cells() -> None:
    content = docx(
        "<w:tbl>" + _row(paragraph("Title", "berschrift2") + paragraph("text"), paragraph("aside")) + "</w:tbl>"
    )
    assert body(content) == [("heading", 2, "Title"), ("paragraph", 0, "text"), ("paragraph", 0, "aside")]


# --- text and refusals ------------------------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet="אa\u05b8 \u200cکée\u0301\t", max_size=8), min_size=1, max_size=5))
def test_text_is_composed_with_single_spaces_and_its_joiners(parts: list[str]) -> None:
    runs = "".join(
        f'<w:r><w:rPr><w:b w:val="{number % 2}"/></w:rPr><w:t>{part}</w:t></w:r>' for number, part in enumerate(parts)
    )
    content = docx(f"<w:p>{runs}</w:p>{paragraph('end')}")
    whole = "".join(parts)
    block = read(content).blocks[0]
    assert block.text.count("\u200c") == whole.count("\u200c") or block.text == "end"
    assert block.text == block.text.strip()
    assert "  " not in block.text
    assert all(0 <= mark.start < mark.end <= len(block.text) for mark in block.marks)


def _bomb() -> bytes:
    return package({"word/document.xml": b" " * 20_000_000})


def _lying_bomb() -> bytes:
    """Write a package whose part claims to be small and unpacks to 80 MB."""
    content = bytearray(package({"word/document.xml": b" " * 80_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + offset
        content[place : place + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def _locked() -> bytes:
    content = bytearray(docx(paragraph("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(signature, place + 1)) >= 0:
            content[place + offset] |= 1
    return bytes(content)


BAD = (
    ("empty", b"", "damaged-package"),
    ("text", b"Dear reader", "damaged-package"),
    ("cut", docx(paragraph("x"))[:200], "damaged-package"),
    ("a password, or a DOC", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    ("a locked ZIP", _locked(), "encrypted"),
    ("another ZIP", package({"a.txt": "x"}), "damaged-package"),
    ("not well-formed", package({"word/document.xml": "<w:document"}), "damaged-package"),
    ("empty part", package({"word/document.xml": ""}), "damaged-package"),
    ("no text", docx("<w:p/>"), "empty"),
    ("no body", package({"word/document.xml": "<a/>"}), "empty"),
    ("bomb", _bomb(), "bomb"),
    ("lying bomb", _lying_bomb(), "damaged-package"),
    ("too many parts", package({f"{number}": "" for number in range(10_001)}, level=zipfile.ZIP_STORED), "bomb"),
    ("path", package({"../evil.xml": "x", "word/document.xml": "<a/>"}), "path-traversal"),
    ("absolute path", package({"/etc/evil": "x"}), "path-traversal"),
    ("drive", package({"c:/evil": "x"}), "path-traversal"),
    ("backslashes", package({"a\\..\\..\\evil": "x"}), "path-traversal"),
    (
        "entities",
        package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'}),
        "bomb",
    ),
    (
        "outside",
        package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        "bomb",
    ),
    ("deep", package({"word/document.xml": "<a>" * 100_000}), "bomb"),
    ("wide", package({"word/document.xml": "<a>" + "<b/>" * 500_001 + "</a>"}, level=zipfile.ZIP_STORED), "bomb"),
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("content", "code"), [pytest.param(content, code, id=name) for name, content, code in BAD])
def test_bad_packages_end_in_one_line_that_names_the_file(content: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(content)
    assert caught.value.code == code
    assert str(caught.value).startswith("paper.docx")
    assert "\n" not in str(caught.value)
