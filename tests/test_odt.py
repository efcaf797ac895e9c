"""ODT: what LibreOffice wrote comes back; hand-made packages show each rule and each refusal."""

import pytest

from ezri_archive.errors import SourceError
from ezri_archive.readers.office.docx import read_docx
from ezri_archive.readers.office.odt import read_odt
from ezri_archive.records import Source
from handmade_office import manifest, odt, package
from office_reading import FORMATS, WRITTEN, Trial

TRIAL = Trial(read_odt, "odt")
read, body, marks = TRIAL.read, TRIAL.body, TRIAL.marks


# --- what LibreOffice writes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITTEN)
def test_every_block_that_was_written_comes_back_with_kind_and_level(name: str) -> None:
    assert list(TRIAL.lost(name)) == []


def test_a_docx_and_an_odt_of_one_text_are_read_alike() -> None:
    for name in WRITTEN:
        source = Source(name, "0" * 64, "", (FORMATS / f"{name}.docx").read_bytes())
        ours, theirs = (
            [(block.kind, block.level, block.text, block.language, block.marks, block.role) for block in blocks[:-1]]
            for blocks in (read((FORMATS / f"{name}.odt").read_bytes()).blocks, read_docx(source, name).blocks)
        )
        assert ours == theirs


def test_meta_gives_title_and_first_author() -> None:
    declared = read((FORMATS / "salt-road.fa.odt").read_bytes()).declared
    assert (declared.title, declared.author) == ("چه کسی هنوز در راه نمک داد و ستد می‌کند؟", "نوآ بارسلا")


# --- styles -----------------------------------------------------------------------------------------------------------


def _style(name: str, parent: str = "", text: str = "") -> str:
    named = f'style:name="{name}" style:parent-style-name="{parent}"'
    return f"<style:style {named}><style:text-properties {text}/></style:style>"


@pytest.mark.parametrize(
    ("written", "kind", "level"),
    [
        ("<text:p>x</text:p>", "paragraph", 0),
        ('<text:h text:outline-level="3">x</text:h>', "heading", 3),
        ("<text:h>x</text:h>", "heading", 1),
        ('<text:h text:outline-level="9">x</text:h>', "heading", 6),
        ('<text:p text:style-name="P1">x</text:p>', "heading", 2),
        ('<text:p text:style-name="Title">x</text:p>', "heading", 1),
        ('<text:p text:style-name="Figure">x</text:p>', "caption", 0),
        ("<text:list><text:list-item><text:p>x</text:p></text:list-item></text:list>", "list_item", 0),
        ("<text:section><text:p>x</text:p></text:section>", "paragraph", 0),
        ("<draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame>", "paragraph", 0),
    ],
)
def test_elements_and_styles_give_the_kind(written: str, kind: str, level: int) -> None:
    styles = _style("P1", "Heading_20_2") + _style("Heading_20_2") + _style("Title") + _style("Figure", "Figure")
    assert body(odt(written, styles=styles)) == [(kind, level, "x")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('fo:font-weight="bold"', ["strong"]),
        ('fo:font-weight="700"', ["strong"]),
        ('fo:font-weight="400"', []),
        ('style:font-weight-complex="bold"', ["strong"]),
        ('fo:font-style="italic"', ["emphasis"]),
        ('style:text-position="super 58%"', ["superscript"]),
        ('style:text-position="33% 58%"', ["superscript"]),
        ('style:text-position="0% 100%"', []),
        ('style:text-position="sub 58%"', ["subscript"]),
        ('style:text-position="-33% 58%"', ["subscript"]),
    ],
)
def test_the_look_of_a_span_is_a_mark(text: str, kinds: list[str]) -> None:
    content = odt('<text:p>a <text:span text:style-name="T1">x</text:span></text:p>', styles=_style("T1", text=text))
    assert [kind for kind, _, _ in marks(content)] == kinds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ספר", "he"),
        ("book", "en"),
        ("12", ""),
        ('<text:span text:style-name="T1">کتاب</text:span>', "fa"),
        ("کتاب", ""),
    ],
)
def test_latin_and_complex_scripts_have_languages_of_their_own(text: str, language: str) -> None:
    styles = _style("P1", text='fo:language="en" style:language-complex="he"') + _style(
        "T1", text='style:language-complex="fa"'
    )
    assert read(odt(f'<text:p text:style-name="P1">{text}</text:p>', styles=styles)).blocks[0].language == language


def test_white_space_notes_links_and_comments() -> None:
    inside = (
        '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d'
        "<office:annotation><text:p>remark</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note>"
        '<text:note/><text:a xlink:href="https://a.example/">e</text:a><text:a xlink:href="#here">f</text:a>'
        "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"
    )
    content = odt(f"<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>{inside}")
    assert [text for _, _, text in body(content)] == ["a b c def", "note", "box"]
    assert marks(content) == [("link", "e", "https://a.example/")]


def test_rows_are_blocks_and_repeated_cells_are_read_once() -> None:
    rows = (
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="1000000"><text:p>b</text:p></table:table-cell>'
        "</table:table-row>"
        "</table:table-header-rows></table:table>"
    )
    assert body(odt(rows)) == [("table_row", 0, "a | b")]


def test_a_table_of_contents_is_boilerplate() -> None:
    contents = (
        "<text:table-of-content><text:index-body><text:p>Part 1</text:p></text:index-body></text:table-of-content>"
    )
    assert [block.role for block in read(odt(f"{contents}<text:p>x</text:p>")).blocks] == ["boilerplate", ""]


# --- refusals ---------------------------------------------------------------------------------------------------------

_ENCRYPTED = manifest("<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "damaged-package", id="empty"),
        pytest.param(odt("<text:p>x</text:p>")[:100], "damaged-package", id="cut"),
        pytest.param(odt("<text:p>x</text:p>", **{"META-INF__manifest_xml": _ENCRYPTED}), "encrypted", id="password"),
        pytest.param(package({"content.xml": "<a/>"}), "damaged-package", id="a spreadsheet"),
        pytest.param(odt("<text:p/>"), "empty", id="no text"),
        pytest.param(package({"content.xml": b" " * 20_000_000}), "bomb", id="bomb"),
        pytest.param(odt("<text:list>" * 300 + "</text:list>" * 300), "bomb", id="deep"),
        pytest.param(package({"../content.xml": "x"}), "path-traversal", id="path"),
    ],
)
def test_bad_packages_end_in_one_line_that_names_the_file(content: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(content)
    assert caught.value.code == code
    assert str(caught.value).startswith("paper.odt")
    assert "\n" not in str(caught.value)
