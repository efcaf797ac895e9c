"""PDFs by LibreOffice and Chromium come back as they were written; hand-made ones show each rule and each refusal."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.errors import SourceError
from ezri_archive.readers.pdf import read_pdf
from ezri_archive.readers.pdf.bidi import reading_order
from ezri_archive.readers.text import read_text
from ezri_archive.records import Block, Document, Source
from handmade_pdf import KASHIDA, lines, pdf, stream, words

ROOT = Path(__file__).parent
FORMATS = ROOT / "data" / "formats"
SAMPLES = (("salt-road.he", "he"), ("salt-road.fa", "fa"), ("call-for-papers", "en"))
PRODUCERS = ("chromium", "libreoffice")


def read(content: bytes) -> Document:
    return read_pdf(Source("paper.pdf", "0" * 64, "application/pdf", content), "paper")


def sample(name: str, producer: str) -> Document:
    return read((FORMATS / f"{name}.{producer}.pdf").read_bytes())


def written(name: str) -> tuple[Block, ...]:
    content = (ROOT.parent / "sources" / f"{name}.md").read_bytes()
    return read_text(Source(f"{name}.md", "0" * 64, "text/markdown", content), name).blocks


def body(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.role != "boilerplate"]


def texts(content: bytes) -> list[str]:
    return [block.text for block in read(content).blocks]


# --- real producers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("name", [name for name, _ in SAMPLES])
def test_every_block_that_was_written_comes_back_to_the_last_joiner(name: str, producer: str) -> None:
    found = [block.text.removesuffix("1") for block in body(sample(name, producer))]
    missing = [block.text for block in written(name) if block.text.removesuffix("1") not in found]
    assert missing == []


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize(("name", "language"), SAMPLES)
def test_running_heads_and_page_numbers_are_boilerplate_on_every_page(name: str, language: str, producer: str) -> None:
    document = sample(name, producer)
    pages = max(block.page for block in document.blocks)
    heads = {"en": "The Harbour Review, no. 12", "he": "סקירת הנמל, גיליון 12", "fa": "گزارش بندر، شمارهٔ ۱۲"}
    boilerplate = [(block.page, block.text) for block in document.blocks if block.role == "boilerplate"]
    assert boilerplate == [
        entry for page in range(1, pages + 1) for entry in ((page, heads[language]), (page, str(page)))
    ]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_headings_have_their_levels_and_list_items_lose_their_bullets(producer: str) -> None:
    blocks = body(sample("call-for-papers", producer))
    headings = [block.text for block in blocks if block.kind == "heading" and block.level == 1]
    items = [block.text for block in blocks if block.kind == "list_item"]
    assert headings == [block.text for block in written("call-for-papers") if block.kind == "heading"]
    assert items == [block.text for block in written("call-for-papers") if block.kind == "list_item"]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_links_are_marks_with_their_targets(producer: str) -> None:
    marks = [
        (mark, block)
        for block in sample("call-for-papers", producer).blocks
        for mark in block.marks
        if mark.kind == "link"
    ]
    assert [block.text[mark.start : mark.end] for mark, block in marks] == ["conference@almog.example"] * 3
    assert {mark.target for mark, _ in marks} == {"mailto:conference@almog.example"}


def test_a_footnote_number_is_superscript_and_italics_are_emphasis() -> None:
    blocks = sample("call-for-papers", "libreoffice").blocks
    marked = [
        (mark.kind, block.text[mark.start : mark.end])
        for block in blocks
        for mark in block.marks
        if mark.kind != "link"
    ]
    assert ("superscript", "1") in marked
    assert ("emphasis", "A harbour") in marked


def test_title_and_author_are_those_the_file_declares() -> None:
    declared = sample("salt-road.fa", "libreoffice").declared
    assert (declared.title, declared.author) == ("چه کسی هنوز در راه نمک داد و ستد می‌کند؟", "نوآ بارسلا")


@pytest.mark.parametrize("producer", PRODUCERS)
def test_offsets_count_in_the_text_of_the_document(producer: str) -> None:
    document = sample("salt-road.he", producer)
    whole = "\n".join(block.text for block in document.blocks)
    assert all(whole[block.start : block.end] == block.text for block in document.blocks)
    assert all(block.offsets.source(0) == block.start for block in document.blocks)
    assert [block.line for block in document.blocks] == list(range(1, len(document.blocks) + 1))


# --- logical order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "right_to_left", "meant"),
    [
        ("םולש", True, "שלום"),
        ("1928-ב", True, "ב-1928"),
        ("תונוט 1,450", True, "1,450 טונות"),
        ('.(CLPA) י"ע', True, 'ע"י )CLPA(.'),
        ("ABC (DEF) בתכ", True, "כתב ABC (DEF)"),
        ("PC ,Mac בתכ", True, "כתב Mac, PC"),
        ("ABC, בתכ", True, "כתב ABC,"),
        ("XDR- (בתכ", True, "כתב( XDR-"),
        ("OPEC 2015 לاس", True, "ساל OPEC 2015"),
        ("۱۹۶۱ ات ۱۹۷۴", True, "۱۹۷۴ تا ۱۹۶۱"),
        ("5550182-04 مالس", True, "سلام 04-5550182"),
        ("٪50 مالس", True, "سلام 50٪"),
        ("%50 בתכ", True, "כתב %50"),
        ("50% בתכ", True, "כתב 50%"),
        ("the םולש word", False, "the שלום word"),
        ("12:42:55 04/25/01", False, "12:42:55 04/25/01"),
        ("say (םולש) twice", False, "say (שלום) twice"),
        ("see םולש (a)", False, "see שלום (a)"),
        ("", False, ""),
    ],
)
def test_glyphs_are_read_in_logical_order(shown: str, right_to_left: bool, meant: str) -> None:  # noqa: FBT001 - a column
    order, _ = reading_order(shown, right_to_left=right_to_left)
    assert "".join(shown[place] for place in order) == meant


@given(st.text(alphabet="אבس لABC 12۳(),.-%«»", max_size=30), st.booleans())
def test_every_glyph_is_read_once(shown: str, right_to_left: bool) -> None:  # noqa: FBT001 - drawn
    order, levels = reading_order(shown, right_to_left=right_to_left)
    assert sorted(order) == list(range(len(shown)))
    assert len(levels) == len(shown)


@given(st.lists(st.text(alphabet="אבגדהו", min_size=1, max_size=6), min_size=1, max_size=6))
def test_hebrew_words_are_read_from_the_right(found: list[str]) -> None:
    text = " ".join(found)
    order, levels = reading_order(text[::-1], right_to_left=True)
    assert "".join(text[::-1][place] for place in order) == text
    assert set(levels) == {1}


@pytest.mark.parametrize("drawn", [".דג )אב( ג", ".דג (אב) ג"])
def test_brackets_open_and_close_whichever_way_the_producer_names_them(drawn: str) -> None:
    assert texts(pdf(words(drawn, 50, 700, font="F4"))) == ["ג (בא) גד."]


def test_a_vowel_point_joins_the_letter_it_is_drawn_on() -> None:
    content = words("בא", 50, 700, font="F4") + words("\u05b8", 54, 700, font="F4")
    assert texts(pdf(content)) == ["א\u05b8ב"]


def test_a_ligature_of_lam_and_alef_is_spelt_out_in_order() -> None:
    assert texts(pdf(words("مﻻس", 50, 700, font="F4"))) == ["سلام"]


def test_glyphs_that_only_fill_the_line_are_no_text() -> None:
    assert texts(pdf(words(f"مﻻ{KASHIDA}س", 50, 700, font="F4"))) == ["سلام"]


# --- lines and paragraphs ---------------------------------------------------------------------------------------------

LONG = "The pilot of the harbour reads the water"


def test_lines_join_into_paragraphs_and_a_gap_parts_them() -> None:
    content = lines([LONG, LONG, "and the wind."]) + lines([LONG, "again."], y=640)
    assert texts(pdf(content)) == [f"{LONG} {LONG} and the wind.", f"{LONG} again."]


def test_an_indented_line_begins_a_paragraph() -> None:
    content = lines([LONG, LONG, LONG]) + words(LONG[3:], 62, 664) + lines([LONG, LONG], y=652)
    assert texts(pdf(content)) == [f"{LONG} {LONG} {LONG}", f"{LONG[4:]} {LONG} {LONG}"]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    assert texts(pdf(lines([LONG, "It is deep.", LONG, LONG]))) == [f"{LONG} It is deep.", f"{LONG} {LONG}"]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (
            ["The lighthouse keepers count the trans-", "lations they have."],
            "The lighthouse keepers count the trans- lations",
        ),
        (
            ["A translation. They met a trans-", "lation of the letter."],
            "A translation. They met a translation of the letter.",
        ),
        (
            ["A one-point lead, and a second one-", "point lead in the end."],
            "A one-point lead, and a second one-point lead in the end.",
        ),
        (
            ["They stayed from the spring of 1961-", "1974 in the harbour."],
            "They stayed from the spring of 1961-1974 in the harbour.",
        ),
    ],
)
def test_hyphens_of_line_ends_go_and_those_of_words_stay(broken: list[str], whole: str) -> None:
    expected = whole.replace("trans- lations", "trans-lations they have.")
    assert texts(pdf(lines(broken))) == [expected]


def test_a_soft_hyphen_at_the_end_of_a_line_is_none_of_the_text() -> None:
    content = words("ABCab\xad", 50, 700, font="F4") + words("ca.", 50, 688, font="F4")
    assert texts(pdf(content)) == ["ABCabca."]


def test_a_bracket_at_the_end_of_a_line_touches_what_it_holds() -> None:
    assert texts(pdf(lines(["The association of the ports (", "CLPA) has met."]))) == [
        "The association of the ports (CLPA) has met."
    ]


def test_a_document_that_breaks_words_often_is_read_without_its_hyphens() -> None:
    broken = ["It was the lan-", "tern of the keep-", "er that we saw."]
    assert texts(pdf(lines(broken))) == ["It was the lantern of the keeper that we saw."]


def test_a_paragraph_goes_on_over_the_end_of_the_page() -> None:
    first = words("HEAD", 180, 780, size=8) + lines([LONG, LONG], y=60) + words("1", 190, 20, size=8)
    second = words("HEAD", 180, 780, size=8) + lines([LONG, "ends."], y=740) + words("2", 190, 20, size=8)
    blocks = read(pdf(first, second)).blocks
    assert [(block.page, block.role, block.text) for block in blocks] == [
        (1, "boilerplate", "HEAD"),
        (1, "", f"{LONG} {LONG} {LONG} ends."),
        (1, "boilerplate", "1"),
        (2, "boilerplate", "HEAD"),
        (2, "boilerplate", "2"),
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line number {number} is here" for number in range(6)]
    right = [f"right column line number {number} is here" for number in range(6)]
    content = (
        words("A title over both of the columns of the page", 50, 740) + lines(left, y=700) + lines(right, x=230, y=700)
    )
    assert texts(pdf(content)) == ["A title over both of the columns of the page", " ".join([*left, *right])]


def test_cells_of_a_row_are_parted_by_a_space() -> None:
    assert texts(pdf(words("Port", 50, 700) + words("Salt", 200, 700))) == ["Port Salt"]


def test_larger_and_bold_lines_are_headings_by_their_size() -> None:
    content = words("The Quay", 50, 760, size=18) + words("Part One", 50, 730, size=10, font="F2") + lines([LONG, LONG])
    found = [(block.kind, block.level, block.text) for block in read(pdf(content)).blocks]
    assert found == [("heading", 1, "The Quay"), ("heading", 2, "Part One"), ("paragraph", 0, f"{LONG} {LONG}")]


def test_bold_words_in_a_paragraph_are_marked_strong() -> None:
    content = lines([LONG]) + words("now", 50, 688, font="F2") + words("and then", 75, 688)
    block = read(pdf(content)).blocks[0]
    assert [(mark.kind, block.text[mark.start : mark.end]) for mark in block.marks] == [("strong", "now")]


def test_what_was_printed_twice_to_look_bold_is_read_once() -> None:
    assert texts(pdf(words("Harbour", 50, 700) + words("Harbour", 50.3, 700))) == ["Harbour"]


def test_a_superscript_stays_in_its_line() -> None:
    block = read(pdf(words("the 12", 50, 700) + words("th", 79, 704, size=6) + words("issue", 90, 700))).blocks[0]
    assert (block.text, [mark.kind for mark in block.marks]) == ("the 12th issue", ["superscript"])


def test_turned_text_comes_last_and_is_boilerplate() -> None:
    turned = "BT /F1 10 Tf 0 1 -1 0 20 300 Tm (arXiv) Tj ET\n"
    blocks = read(pdf(turned + lines([LONG]))).blocks
    assert [(block.role, block.text) for block in blocks] == [("", LONG), ("boilerplate", "arXiv")]


def test_a_dot_drawn_beside_a_line_is_its_bullet_and_one_elsewhere_is_none() -> None:
    circle = "{0} {1} m {0} {1} {2} {1} {2} {3} c {2} {3} {0} {3} {0} {1} c h f\n"
    content = (
        lines([LONG]) + words("first", 70, 660) + circle.format(58, 661, 62, 665) + circle.format(300, 300, 304, 304)
    )
    assert [(block.kind, block.text) for block in read(pdf(content)).blocks] == [
        ("paragraph", LONG),
        ("list_item", "first"),
    ]


def test_a_link_that_runs_over_the_line_is_joined() -> None:
    action = "/A << /URI (https://a.example/long/path) >>"
    link = f"/Annots [<< /Subtype /Link /Rect [40 680 400 712] {action} >> << /Subtype /Link >> 5]"
    block = read(pdf(lines(["https://a.example/long/", "path"]), annotations=link)).blocks[0]
    assert block.text == "https://a.example/long/path"
    assert [(mark.start, mark.end, mark.target) for mark in block.marks] == [(0, 27, "https://a.example/long/path")]


def test_actual_text_stands_for_the_glyphs_it_covers() -> None:
    content = "/Span << /ActualText (fi) >> BDC\n" + words("x", 50, 700) + "EMC EMC\n" + words("ne", 56, 700)
    assert texts(pdf(content)) == ["fine"]


# --- what a person should know ----------------------------------------------------------------------------------------


def test_a_page_without_text_is_reported_and_nothing_is_guessed() -> None:
    document = read(pdf(lines([LONG]), "0 0 m 10 10 l S"))
    assert [(notice.level, notice.code, notice.place) for notice in document.notices] == [
        ("warning", "page-without-text", "page 2")
    ]
    assert [block.text for block in document.blocks] == [LONG]


def test_characters_without_a_meaning_are_reported() -> None:
    document = read(pdf(words("A\x80\x81", 50, 700)))
    assert [(notice.code, notice.place) for notice in document.notices] == [("unknown-characters", "page 1")]


def test_a_page_with_too_much_drawing_is_reported_and_the_others_are_read() -> None:
    document = read(pdf(lines([LONG]), stream(b"0 0 m 1 1 l S\n" * 200_000)))
    assert [(notice.code, notice.place) for notice in document.notices] == [("page-unreadable", "page 2")]
    assert [block.text for block in document.blocks] == [LONG]


def _figures() -> bytes:
    """Make drawings that each draw the next ten times: 10 to the power of 9 in all."""
    forms = [
        stream(
            b"/X Do " * 10 if number < 8 else b"BT ET",
            more=f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {11 + number} 0 R >> >>",
        )
        for number in range(9)
    ]
    return pdf(lines([LONG]) + "/X Do " * 10, objects=forms, resources="/XObject << /X 10 0 R >>")


@pytest.mark.timeout(60)
def test_drawings_inside_drawings_end_early_and_what_was_read_is_kept() -> None:
    document = read(_figures())
    assert [notice.code for notice in document.notices] == ["page-unreadable"]
    assert [block.text for block in document.blocks] == [LONG]


@pytest.mark.timeout(60)
def test_a_page_of_more_characters_than_any_page_has_ends_early() -> None:
    document = read(pdf(words("a" * 70_000, 50, 700)))
    assert [notice.code for notice in document.notices] == ["page-unreadable"]


def _bad() -> Sequence[tuple[str, bytes, str]]:
    whole = (FORMATS / "salt-road.he.libreoffice.pdf").read_bytes()
    bomb = stream(b" " * 80_000_000, packed=True)
    twice = b"<< /Filter [/FlateDecode /FlateDecode] /Length 3 >>\nstream\nabc\nendstream"
    return (
        ("empty", b"", "not-pdf"),
        ("text", b"Dear reader", "not-pdf"),
        ("header only", b"%PDF-1.7\n", "damaged-pdf"),
        ("noise", b"%PDF-1.7\n" + bytes(range(256)) * 400, "damaged-pdf"),
        ("cut in half", whole[: len(whole) // 2], "damaged-pdf"),
        ("encrypted", (FORMATS / "encrypted.pdf").read_bytes(), "encrypted"),
        ("10,000 pages", pdf(*["BT ET"] * 10_000), "too-many-pages"),
        ("pages inside themselves", pdf("BT ET").replace(b"/Kids [8 0 R]", b"/Kids [2 0 R]"), "no-text"),
        ("bomb", pdf(bomb), "bomb"),
        ("packed twice", pdf(twice), "bomb"),
        ("a scan", pdf("0 0 m 10 10 l S"), "no-text"),
        ("spaces", pdf(words("   ", 50, 700)), "no-text"),
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("content", "code"), [pytest.param(content, code, id=name) for name, content, code in _bad()])
def test_bad_files_end_in_one_line_that_names_the_file(content: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(content)
    assert caught.value.code == code
    assert str(caught.value).startswith("paper.pdf")
    assert "\n" not in str(caught.value)


def test_a_stream_that_claims_a_gigabyte_is_read_as_far_as_it_goes() -> None:
    assert texts(pdf(lines([LONG])).replace(b"/Length", b"/Length 1073741824 /L")) == [LONG]


def test_a_long_list_of_pages_is_refused_before_it_is_read() -> None:
    with pytest.raises(SourceError, match="more than 2,000 pages"):
        read(pdf("BT ET").replace(b"/Kids [8 0 R]", b"/Kids [" + b"8 0 R " * 300_000 + b"]"))


def test_a_file_without_its_table_is_still_read() -> None:
    whole = pdf(lines([LONG]))
    assert texts(whole[: whole.index(b"xref")] + b"trailer << /Root 1 0 R >>\n%%EOF\n") == [LONG]


def test_without_the_library_the_error_names_the_command_that_installs_it() -> None:
    program = (
        "import sys; sys.modules['pdfminer'] = None\n"
        "from ezri_archive.readers.pdf import read_pdf\n"
        "from ezri_archive.records import Source\n"
        "try:\n    read_pdf(Source('a.pdf', '', 'application/pdf', b'%PDF-1.7'), 'a')\n"
        "except Exception as error:\n    print(error.code, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (
        done.stdout.strip()
        == "missing-reader a.pdf: needs the PDF reader; install it with: pip install 'ezri-archive[pdf]'"
    )
