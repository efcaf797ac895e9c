"""Files that come back: what we wrote is read as it was, what others write too, and what is wrong is said."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligned_rows import rows
from ezri_archive.corrections import Signature, compare
from ezri_archive.errors import ImportFileError
from ezri_archive.exports import AlignedRow, save, save_folder, save_zip, write_intertext, write_tmx, write_xces
from ezri_archive.imports import returned_rows
from ezri_archive.records import ReturnedRow, ReturnedSide

SIGNATURE = Signature("Dana", "2026-03-20")
KINDS = ("1-1", "1-2", "2-1", "2-2", "1-0", "0-1")


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def units(*bodies: str) -> str:
    return f'<tmx version="1.4"><header/><body>{"".join(f"<tu>{body}</tu>" for body in bodies)}</body></tmx>'


# --- round trips --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("returned")


@settings(max_examples=60)
@given(
    kinds=st.lists(st.sampled_from(KINDS), max_size=6),
    form=st.sampled_from(["tmx", "xces", "xces.zip", "intertext", "intertext.zip"]),
)
def test_what_we_exported_comes_back_unchanged(folder: Path, kinds: list[str], form: str) -> None:
    held = rows(*kinds, languages=("en", "fa"))
    path = exported(held, folder / form)
    both = [row for row in held if row.source_ids and row.target_ids]
    expected = both if form == "tmx" else held

    found = compare(returned_rows(path), held, SIGNATURE) if expected else None

    if found:
        assert (found.corrections, found.conflicts, found.unchanged) == ((), (), len(expected))


def exported(held: list[AlignedRow], path: Path) -> Path:
    kind, _, packed = path.name.partition(".")
    if kind == "tmx":
        save(path, write_tmx(held, "en"))
        return path
    members = (write_xces if kind == "xces" else write_intertext)(held, "en", "fa")
    if packed:
        save_zip(path, members)
    else:
        save_folder(path, members)
    return path


def test_an_alignment_file_finds_its_sentences_beside_it(tmp_path: Path) -> None:
    save_folder(tmp_path, write_xces(rows(*KINDS), "en", "he"))

    alone = list(returned_rows(tmp_path / "en-he.xml"))

    assert alone == list(returned_rows(tmp_path))
    assert alone[0].source == ReturnedSide("en", ("letter-7.en.1",), "Salt came by the northern road.")


def test_links_without_their_sentences_come_back_by_identifier(tmp_path: Path) -> None:
    save_folder(tmp_path, write_xces(rows("1-2"), "en", "he"))
    lone = write(
        tmp_path / "lone.xml", (tmp_path / "en-he.xml").read_text().replace("en/", "fr/").replace("he/", "de/")
    )

    (row,) = returned_rows(lone)

    assert row.target == ReturnedSide("de", ("letter-7.he.1", "letter-7.he.2"), "")


# --- what other tools write -----------------------------------------------------------------------------------


def test_a_memory_of_another_tool_is_read_by_its_words(tmp_path: Path) -> None:
    path = write(
        tmp_path / "other.tmx",
        '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">'
        + units(
            '<tuv xml:lang="EN-GB"><seg>Salt <bpt i="1">{b</bpt>came<ept i="1">b}</ept>\n by road.</seg></tuv>'
            '<tuv lang="iw_IL"><seg>המלח בא</seg></tuv>',
            '<tuv xml:lang="en"><seg>No Hebrew.</seg></tuv><tuv xml:lang="he"><seg></seg></tuv>',
            '<tuv xml:lang="en"><seg>No segment.</seg></tuv><tuv xml:lang="he"/>',
        ),
    )

    assert list(returned_rows(path)) == [
        ReturnedRow(ReturnedSide("en", (), "Salt came by road."), ReturnedSide("he", (), "המלח בא"), "", "line 1")
    ]


def test_a_sentence_that_intertext_split_has_words_and_no_identifier(tmp_path: Path) -> None:
    save_folder(tmp_path, write_intertext(rows("1-1"), "en", "he"))
    text = tmp_path / "letter-7.en.xml"
    halves = '<s id="1:1" n="letter-7.en.1">Salt came</s>\n<s id="1:2">by the northern road.</s>'
    text.write_text(
        text.read_text().replace('<s id="1:1" n="letter-7.en.1">Salt came by the northern road.</s>', halves)
    )
    alignment = tmp_path / "letter-7.en.he.xml"
    alignment.write_text(
        alignment.read_text().replace(
            'type="1-1" xtargets="1:1;1:1" status="auto"', 'xtargets="1:1;1:1 1:2" status="man"'
        )
    )

    (row,) = returned_rows(tmp_path)

    assert row.source == ReturnedSide("en", (), "Salt came by the northern road.")
    assert row.target.ids == ("letter-7.he.1",)
    assert row.status == "confirmed"


def test_units_of_tei_come_back_as_every_two_of_their_languages(tmp_path: Path) -> None:
    path = write(
        tmp_path / "units.xml",
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff>'
        '<linkGrp type="tu" subtype="confirmed"><ptr type="tuv" targetLang="en" target="#a.en.1 #a.en.2"/>'
        '<ptr type="tuv" targetLang="he" target="d2:b.he.1"/><ptr type="tuv" targetLang="fa" target="c.xml#c.fa.1"/>'
        '</linkGrp><linkGrp type="other"/>'
        '<linkGrp type="tu" subtype="unaligned"><ptr type="tuv" targetLang="en" target="#a.en.3"/></linkGrp>'
        "</standOff></TEI>",
    )

    found = list(returned_rows(path))

    english = ReturnedSide("en", ("a.en.1", "a.en.2"), "")
    hebrew, persian = ReturnedSide("he", ("b.he.1",), ""), ReturnedSide("fa", ("c.fa.1",), "")
    assert [(row.source, row.target, row.status) for row in found] == [
        (english, hebrew, "confirmed"),
        (english, persian, "confirmed"),
        (hebrew, persian, "confirmed"),
        (ReturnedSide("en", ("a.en.3",), ""), ReturnedSide("", (), ""), ""),
    ]
    assert found[0].unit == {"a.en.1", "a.en.2", "b.he.1", "c.fa.1"}


# --- what is refused ------------------------------------------------------------------------------------------


def test_opus_and_intertext_refuse_each_others_files(tmp_path: Path) -> None:
    opus, intertext = exported(rows(*KINDS), tmp_path / "xces"), exported(rows(*KINDS), tmp_path / "intertext")
    alignment = intertext / "letter-7.en.fa.xml"

    with pytest.raises(
        ImportFileError, match="begins with <linkGrp>, an alignment of InterText, whose sides are the other"
    ):
        list(returned_rows(alignment, kind="xces"))
    with pytest.raises(
        ImportFileError, match="begins with <cesAlign>, XCES in the order of OPUS, whose sides are the other"
    ):
        list(returned_rows(opus / "en-fa.xml", kind="intertext"))
    with pytest.raises(ImportFileError, match="holds no alignments; expected xces"):
        list(returned_rows(intertext, kind="xces"))


def test_links_whose_sides_are_turned_round_are_refused(tmp_path: Path) -> None:
    save_folder(tmp_path, write_xces(rows("1-1"), "en", "he"))
    alignment = tmp_path / "en-he.xml"
    alignment.write_text(alignment.read_text().replace("letter-7.en.1;letter-7.he.1", "letter-7.he.1;letter-7.en.1"))

    with pytest.raises(
        ImportFileError, match=r"“letter-7\.he\.1” is no sentence of en/letter-7\.xml\.gz; it stands in he/"
    ):
        list(returned_rows(alignment))


GROUP = '<cesAlign><linkGrp fromDoc="en/a.xml" toDoc="he/a.xml">'
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><linkGrp type="tu">'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tmx", "<html/>", "a.tmx: holds no alignments; expected tmx, xces, intertext, tei"),
        ("a.tmx", "salt", "a.tmx, line 1: is not well-formed XML"),
        ("a.tmx", "", "a.tmx.*is not well-formed XML"),
        ("a.tmx", units("<tuv><seg>a</seg></tuv>"), "a.tmx, line 1: <tuv> names no language; expected xml:lang"),
        (
            "a.tmx",
            units('<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="en-GB"><seg>b</seg></tuv>'),
            "two <tuv> in “en”; expected one a language",
        ),
        (
            "a.tmx",
            units("".join(f'<tuv xml:lang="{code}"><seg>a</seg></tuv>' for code in ("en", "he", "fa"))),
            "has 3 languages .en, he, fa.; expected two",
        ),
        ("a.tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body><tu/></body></tmx>', "declares entities"),
        ("a.xml", '<cesAlign><linkGrp toDoc="he/a.xml"/></cesAlign>', "a.xml, line 1: <linkGrp> lacks fromDoc"),
        ("a.xml", '<cesAlign><link xtargets="a;b"/></cesAlign>', "<link> stands in no <linkGrp>"),
        ("a.xml", f'{GROUP}<link xtargets="a"/></linkGrp></cesAlign>', 'xtargets="a"; expected two lists'),
        ("a.xml", '<linkGrp fromDoc="a.en.xml"/>', "fromDoc=“a.en.xml”, which is not beside it"),
        ("a.xml", "<linkGrp/>", "fromDoc=“”, which is not beside it"),
        ("a.xml", f'{TEI}<ptr targetLang="en"/></linkGrp></standOff></TEI>', "<ptr> lacks target"),
        ("a.zip", "no zip", "a.zip: is no zip that can be read"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message):
        list(returned_rows(write(tmp_path / name, content)))


def test_counts_that_contradict_a_link_are_refused(tmp_path: Path) -> None:
    save_folder(tmp_path, write_intertext(rows("1-2"), "en", "he"))
    alignment = tmp_path / "letter-7.en.he.xml"
    alignment.write_text(alignment.read_text().replace('type="2-1"', 'type="1-2"'))

    with pytest.raises(ImportFileError, match="line 3: <link> has type=“1-2” but 2 and 1 sentences"):
        list(returned_rows(tmp_path))

    alignment.write_text(alignment.read_text().replace('type="1-2" xtargets="1:1 1:2;', 'type="1-1" xtargets="1:9;'))
    with pytest.raises(ImportFileError, match=r"“1:9” is no sentence of letter-7\.he\.xml"):
        list(returned_rows(tmp_path))


def test_damaged_sentence_files_are_refused(tmp_path: Path) -> None:
    save_folder(tmp_path, write_xces(rows("1-1"), "en", "he"))
    (tmp_path / "en" / "letter-7.xml.gz").write_bytes(b"no gzip")

    with pytest.raises(ImportFileError, match=r"en/letter-7\.xml\.gz: is no gzip file"):
        list(returned_rows(tmp_path / "en-he.xml"))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="cannot be opened: No such file"):
        list(returned_rows(tmp_path / "none.tmx"))


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<tmx/>")
    content = bomb.read_bytes()
    claimed = (2_000_000_001).to_bytes(4, "little")
    directory = content.rindex(b"PK\x01\x02")
    bomb.write_bytes(content[: directory + 24] + claimed + content[directory + 28 :])

    with pytest.raises(ImportFileError, match="unpacks to more than 2,000,000,000 bytes"):
        list(returned_rows(bomb))


def test_files_outside_the_bundle_are_not_read(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path / "secret.xml", '<text><s id="a">Secret</s></text>')
    alignment = write(
        inner / "a.xml",
        '<cesAlign><linkGrp fromDoc="../secret.xml" toDoc="he/b.xml"><link xtargets="a;b"/></linkGrp></cesAlign>',
    )

    (row,) = returned_rows(alignment)

    assert row.source == ReturnedSide("", ("a",), "")
