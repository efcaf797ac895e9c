"""The formats of exchange: each read back by the rules of those who read it, to the last character and byte."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given

from aligned_rows import any_rows, read_intertext, read_tmx, read_xces, rows, unit, variants
from ezri_archive.errors import ExportError
from ezri_archive.exports import (
    AlignedRow,
    Member,
    row_of,
    save,
    save_folder,
    save_zip,
    turned,
    write_beads,
    write_csv,
    write_intertext,
    write_jsonl,
    write_links,
    write_moses,
    write_tmx,
    write_tmx_units,
    write_tsv,
    write_xces,
)
from ezri_archive.records import Alignment, Segment

EVERY_KIND = ("1-1", "1-2", "2-1", "1-0", "0-1", "2-2")
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def together(chunks: Iterable[bytes]) -> bytes:
    return b"".join(chunks)


def unfolded(members: Iterable[Member]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name, chunk in members:
        files[name] = files.get(name, b"") + chunk
    return files


def legal(row: AlignedRow) -> AlignedRow:
    """Take the characters out of a row that XML cannot carry."""
    cleaned = {
        side: tuple(ILLEGAL.sub("", text) for text in getattr(row, side)) for side in ("source_texts", "target_texts")
    }
    return replace(row, **cleaned)  # type: ignore[arg-type]  # only the two tuples of texts


# --- rows ---------------------------------------------------------------------------------------------------


def test_a_row_has_what_its_alignment_says() -> None:
    source = (Segment("a.en.1", 1, "en", "One.", 0, 4), Segment("a.en.2", 2, "en", "Two.", 5, 9))
    target = (Segment("b.he.1", 1, "he", "אחת שתיים.", 0, 10),)
    alignment = Alignment(
        "a~b.1", "w", "a", "b", "en", "he", source, target, 0.5, "low", "ezri", evidence=("seed: a = ב",)
    )

    assert row_of(alignment) == AlignedRow(
        "a~b.1", "en", "he", "a", "b", ("a.en.1", "a.en.2"), ("b.he.1",), ("One.", "Two."), ("אחת שתיים.",),
        "2-1", 0.5, "low", "ezri", "automatic", ("seed: a = ב",),
    )  # fmt: skip


def test_a_turned_row_is_the_same_from_the_other_side() -> None:
    (row,) = rows("1-2", documents=("a", "b"))
    found = turned(row)

    assert (found.source_language, found.source_document, found.kind) == ("he", "b", "2-1")
    assert (found.source_texts, found.target_ids) == (row.target_texts, row.source_ids)
    assert found.evidence == ("name: אנזלי = Anzali",)


@given(any_rows())
def test_turning_twice_changes_nothing(made: list[AlignedRow]) -> None:
    assert [turned(turned(row)) for row in made] == made


# --- TMX ----------------------------------------------------------------------------------------------------


def test_a_translation_memory_is_written_like_this() -> None:
    assert together(write_tmx(rows("1-1"), "en")).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        '<header creationtool="ezri_archive" creationtoolversion="0.1.0" segtype="sentence" o-tmf="ezri_archive"'
        ' adminlang="en" srclang="en" datatype="plaintext"/>\n'
        "<body>\n"
        '<tu tuid="letter-7.en-he.letter.1">\n'
        '<prop type="x-score">0.9731</prop>\n'
        '<prop type="x-score-band">high</prop>\n'
        '<prop type="x-status">automatic</prop>\n'
        '<prop type="x-method">ezri</prop>\n'
        '<prop type="x-documents">letter-7</prop>\n'
        '<prop type="x-segments-en">letter-7.en.1</prop>\n'
        '<prop type="x-segments-he">letter-7.he.1</prop>\n'
        '<tuv xml:lang="en"><seg>Salt came by the northern road.</seg></tuv>\n'
        '<tuv xml:lang="he"><seg>המלח בא בדרך הצפון.</seg></tuv>\n'
        "</tu>\n"
        "</body>\n"
        "</tmx>\n"
    )


def test_several_segments_are_a_block_and_an_empty_side_is_left_out() -> None:
    units = read_tmx(together(write_tmx(rows(*EVERY_KIND, documents=("a", "b")), "en")))

    assert [found.get("segtype") for found in units] == [None, "block", "block", "block"]
    assert variants(units[1]) == {
        "en": "Nobody asked who carried it & why.",
        "he": "איש לא שאל מי נשא אותו, ע״י מי ולמה. הנמל נסגר ב־1931.",
    }
    assert units[1].findtext("prop[@type='x-documents']") == "a b"
    assert units[1].findtext("prop[@type='x-segments-he']") == "b.he.2 b.he.3"


def test_tags_and_a_date_are_written_when_they_are_given() -> None:
    written = together(write_tmx(rows("1-1"), "he", tags={"he": "he-IL"}, created="20240320T120000Z"))
    (found,) = read_tmx(written)

    assert b'srclang="he-IL" datatype="plaintext" creationdate="20240320T120000Z"/>' in written
    assert set(variants(found)) == {"en", "he-IL"}


def test_units_are_a_memory_of_several_languages() -> None:
    written = together(
        write_tmx_units([unit(1, "en", "he", "fa"), unit(2, "he"), unit(3, "he", "fa")], tags={"fa": "fa-IR"})
    )
    units = read_tmx(written)

    assert b'srclang="*all*"' in written
    assert [sorted(variants(found)) for found in units] == [["en", "fa-IR", "he"], ["fa-IR", "he"]]
    assert units[0].findtext("prop[@type='x-documents']") == "road-en road-he road-fa"
    assert units[0].findtext("prop[@type='x-segments-fa']") == "road-fa.fa.1"


def test_a_unit_that_rests_on_no_alignment_has_no_score() -> None:
    (found,) = read_tmx(together(write_tmx_units([replace(unit(1, "en", "he"), methods=(), statuses=(), score=0.0)])))

    assert [prop.get("type") for prop in found.iter("prop")] == [
        "x-documents",
        "x-segments-en",
        "x-segments-he",
    ]


def test_a_unit_of_several_segments_is_a_block() -> None:
    one = unit(1, "en", "he")
    longer = replace(one, sides=(replace(one.sides[0], ids=("a", "b"), texts=("One.", "Two.")), one.sides[1]))

    (found,) = read_tmx(together(write_tmx_units([longer])))

    assert (found.get("segtype"), variants(found)["en"]) == ("block", "One. Two.")


def test_line_breaks_and_tabs_become_a_space() -> None:
    (row,) = rows("1-1")
    broken = replace(row, source_texts=("Salt\r\n\tcame\u2028by.",))

    assert variants(read_tmx(together(write_tmx([broken], "en")))[0])["en"] == "Salt came by."
    assert together(write_tsv([broken], "en", "he", ("source",))) == b"en\nSalt came by.\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda made: write_tmx(made, "en"),
        lambda made: (chunk for _, chunk in write_xces(made, "en", "he")),
        lambda made: (chunk for _, chunk in write_intertext(made, "en", "he")),
    ],
    ids=["tmx", "xces", "intertext"],
)
def test_what_xml_cannot_carry_is_refused_in_words(
    write: Callable[[list[AlignedRow]], Iterable[bytes]],
) -> None:
    (row,) = rows("1-1")

    with pytest.raises(ExportError, match=r"letter-7.*: XML cannot carry the character U\+0007"):
        together(write([replace(row, source_texts=("ding\x07",))]))


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    (row,) = rows("1-1")

    with pytest.raises(ExportError, match=r"UTF-8 cannot carry the character U\+D83D"):
        together(write_jsonl([replace(row, source_texts=("\ud83d",))]))


@given(any_rows())
def test_every_pair_of_texts_comes_back_from_a_translation_memory(made: list[AlignedRow]) -> None:
    legible = [legal(row) for row in made]
    units = [variants(found) for found in read_tmx(together(write_tmx(_filled(legible), "en")))]

    two_sided = [row for row in _filled(legible) if row.source_ids and row.target_ids]
    assert units == [
        {"en": _one_line(" ".join(row.source_texts)), "fa": _one_line(" ".join(row.target_texts))} for row in two_sided
    ]


def _filled(made: list[AlignedRow]) -> list[AlignedRow]:
    """Give every segment a word: the archive holds none without."""
    return [
        replace(
            row,
            source_texts=tuple(f"{text}x" for text in row.source_texts),
            target_texts=tuple(f"{text}x" for text in row.target_texts),
        )
        for row in made
    ]


def _one_line(text: str) -> str:
    return re.sub("[\t\n\r\u0085\u2028\u2029]+", " ", text)


# --- XCES ---------------------------------------------------------------------------------------------------


def test_links_name_the_source_first() -> None:
    written = together(write_links(rows(*EVERY_KIND[1:5]), "en", "he")).decode()

    assert re.findall(r'xtargets="([^"]*)"', written) == [
        "letter-7.en.1;letter-7.he.1 letter-7.he.2",
        "letter-7.en.2 letter-7.en.3;letter-7.he.3",
        "letter-7.en.4;",
        ";letter-7.he.4",
    ]
    assert '<linkGrp targType="s" fromDoc="en/letter-7.xml.gz" toDoc="he/letter-7.xml.gz">' in written
    assert '<link id="SL1" ' in written
    assert ' certainty="0.9731" status="automatic" method="ezri" n="letter-7.en-he.letter.1"/>' in written


def test_sentences_come_back_from_a_bundle_of_several_documents(tmp_path: Path) -> None:
    made = [*rows(*EVERY_KIND), *rows("1-1", documents=("a", "b")), *rows("2-1", documents=("a", "c"))]
    names = save_folder(tmp_path, write_xces(made, "en", "he"))

    assert names == (
        "en-he.xml", "en/letter-7.xml.gz", "he/letter-7.xml.gz", "en/a_b.xml.gz", "he/a_b.xml.gz",
        "en/a_c.xml.gz", "he/a_c.xml.gz",
    )  # fmt: skip
    assert read_xces(tmp_path, "en-he.xml") == [(list(row.source_texts), list(row.target_texts)) for row in made]


@given(any_rows())
def test_every_link_comes_back_from_xces(made: list[AlignedRow]) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - Hypothesis takes no fixture that is made once

    legible = [legal(row) for row in made]
    with TemporaryDirectory() as folder:
        save_folder(Path(folder), write_xces(legible, "en", "fa"))
        found = read_xces(Path(folder), "en-fa.xml")

    assert found == [
        (
            [_one_line(text).strip() for text in row.source_texts],
            [_one_line(text).strip() for text in row.target_texts],
        )
        for row in legible
    ]


def test_opus_read_prints_our_moses_export(tmp_path: Path) -> None:
    opus_read = pytest.importorskip("opustools", reason="OpusTools is not installed").OpusRead
    made = [*rows(*EVERY_KIND), *rows("2-1", "1-1", languages=("en", "he"), documents=("a", "b"))]
    save_folder(tmp_path, write_xces(made, "en", "he"))
    moses = unfolded(write_moses(made, "en", "he"))

    opus_read(
        directory="x", source="en", target="he", preprocess="raw", alignment_file=str(tmp_path / "en-he.xml"),
        download_dir=str(tmp_path), write_mode="moses", leave_non_alignments_out=True,
        write=[str(tmp_path / "out.en"), str(tmp_path / "out.he")],
    ).printPairs()  # fmt: skip

    assert (tmp_path / "out.en").read_bytes() == moses["en-he.en"]
    assert (tmp_path / "out.he").read_bytes() == moses["en-he.he"]


# --- InterText ----------------------------------------------------------------------------------------------


def test_an_intertext_bundle_has_the_other_order_and_no_gaps(tmp_path: Path) -> None:
    made = rows(*EVERY_KIND, documents=("road-en", "road-he"))
    made[1] = replace(made[1], status="confirmed")
    made[2] = replace(made[2], status="doubted")
    names = save_folder(tmp_path, write_intertext(made, "en", "he"))

    assert names == ("road-en_road-he.en.he.xml", "road-en_road-he.en.xml", "road-en_road-he.he.xml")
    found = read_intertext(tmp_path, names[0])
    assert [link[:2] for link in found] == [(list(row.source_texts), list(row.target_texts)) for row in made]
    assert [status for *_, status in found] == ["auto", "man", "plain", "auto", "auto", "auto"]
    assert '<link type="2-1" xtargets="1:2 1:3;1:2" status="man"/>' in (tmp_path / names[0]).read_text()
    assert (
        '<s id="1:2" n="road-en.en.2">Nobody asked who carried it &amp; why.</s>' in (tmp_path / names[1]).read_text()
    )


def test_each_pair_of_documents_has_an_intertext_alignment_of_its_own() -> None:
    files = unfolded(write_intertext([*rows("1-1"), *rows("1-1", documents=("a", "b"))], "en", "he"))

    assert sorted(files) == [
        "a_b.en.he.xml", "a_b.en.xml", "a_b.he.xml", "letter-7.en.he.xml", "letter-7.en.xml", "letter-7.he.xml",
    ]  # fmt: skip


def test_xces_and_intertext_order_are_each_others_mirror() -> None:
    made = rows("1-2", "1-0")
    ours = together(write_links(made, "en", "he")).decode()
    theirs = unfolded(write_intertext(made, "en", "he"))["letter-7.en.he.xml"].decode()

    def sizes(written: str) -> list[list[int]]:
        return [[len(side.split()) for side in found.split(";")] for found in re.findall('xtargets="([^"]*)"', written)]

    assert sizes(ours) == [[1, 2], [1, 0]]
    assert sizes(theirs) == [[2, 1], [0, 1]]


# --- Moses, beads -------------------------------------------------------------------------------------------


def test_moses_files_correspond_line_by_line() -> None:
    files = unfolded(write_moses(rows(*EVERY_KIND), "en", "he"))

    assert list(files) == ["en-he.en", "en-he.he", "ids.tsv"]
    assert {content.count(b"\n") for content in files.values()} == {4}
    assert files["en-he.he"].decode().splitlines()[1] == "איש לא שאל מי נשא אותו, ע״י מי ולמה. הנמל נסגר ב־1931."
    assert files["ids.tsv"].decode().splitlines()[1] == (
        "letter-7\tletter-7\tletter-7.en.2\tletter-7.he.2 letter-7.he.3\t0.9731"
    )


@given(any_rows())
def test_no_text_breaks_a_line_of_moses_or_tsv(made: list[AlignedRow]) -> None:
    files = unfolded(write_moses(made, "en", "fa"))
    lengths = {len(content.decode().splitlines()) for content in files.values()}
    table = together(write_tsv(made, "en", "fa")).decode().splitlines()

    assert len(lengths) == 1
    assert len(table) == 1 + len(made)
    assert {line.count("\t") for line in table} == {11}


def test_nothing_gives_empty_moses_files() -> None:
    assert unfolded(write_moses([], "en", "he")) == {"en-he.en": b"", "en-he.he": b"", "ids.tsv": b""}


def test_one_language_on_both_sides_has_two_names() -> None:
    (row,) = rows("1-1")
    french = [replace(row, source_language="fr", target_language="fr")]

    assert list(unfolded(write_moses(french, "fr", "fr"))) == [
        "fr-fr.fr-source",
        "fr-fr.fr-target",
        "ids.tsv",
    ]
    assert set(unfolded(write_xces(french, "fr", "fr"))) == {
        "fr-fr.xml", "fr-source/letter-7.xml.gz", "fr-target/letter-7.xml.gz"
    }  # fmt: skip
    assert together(write_tsv(french, "fr", "fr", ("source", "target"))).startswith(b"fr-source\tfr-target\n")


def test_beads_count_the_segments_of_each_side() -> None:
    assert together(write_beads(rows(*EVERY_KIND))).decode() == (
        "[0]:[0]\n[1]:[1, 2]\n[2, 3]:[3]\n[4]:[]\n[]:[4]\n[5, 6]:[5, 6]\n"
    )
    assert together(write_beads(rows("1-1"), explain=True)).decode() == "[0]:[0]\t0.9731\thigh\tname: Anzali = אנזלי\n"


# --- tables -------------------------------------------------------------------------------------------------


def test_tsv_names_the_languages_in_its_columns() -> None:
    assert together(write_tsv(rows("1-2"), "en", "he")).decode() == (
        "id\tsource_document\ttarget_document\tsource_ids\ttarget_ids\ten\the\tkind\tscore\tscore_band\tmethod\tstatus\n"
        "letter-7.en-he.letter.1\tletter-7\tletter-7\tletter-7.en.1\tletter-7.he.1 letter-7.he.2\t"
        "Salt came by the northern road.\tהמלח בא בדרך הצפון. איש לא שאל מי נשא אותו, ע״י מי ולמה.\t1-2\t0.9731\thigh\t"
        "ezri\tautomatic\n"
    )


@given(any_rows())
def test_csv_comes_back_with_its_texts(made: list[AlignedRow]) -> None:
    written = together(write_csv(made, "en", "fa", ("id", "source", "target", "evidence"), byte_order_mark=True))
    found = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))

    assert written.startswith(b"\xef\xbb\xbfid,en,fa,evidence\r\n")
    assert [_undefused(row["en"]) for row in found] == [" ".join(row.source_texts) for row in made]
    assert [_undefused(row["fa"]) for row in found] == [" ".join(row.target_texts) for row in made]


def _undefused(cell: str) -> str:
    return cell[1:] if re.match("'[=+@\t\r-]", cell) else cell


@pytest.mark.parametrize("text", ["=1+2", "+972", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_csv_defuses_what_a_spreadsheet_would_execute(text: str) -> None:
    (row,) = rows("1-1")
    written = together(write_csv([replace(row, source_texts=(text,))], "en", "he", ("source",)))

    assert list(csv.reader(io.StringIO(written.decode(), newline="")))[1] == [f"'{text}"]


@given(any_rows())
def test_every_field_comes_back_from_json_lines(made: list[AlignedRow]) -> None:
    found = [json.loads(line) for line in together(write_jsonl(made)).decode().split("\n")[:-1]]

    assert found == [json.loads(json.dumps(asdict(row))) for row in made]


# --- files --------------------------------------------------------------------------------------------------


def test_a_file_that_fails_leaves_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    save(path, [b"old"])
    (row,) = rows("1-1")

    with pytest.raises(ExportError):
        save(path, write_tmx([replace(row, source_texts=("\x07",))], "en"))

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_holds_what_a_folder_holds_and_is_always_the_same(tmp_path: Path) -> None:
    made = rows(*EVERY_KIND)
    save_zip(tmp_path / "a.zip", write_xces(made, "en", "he"))
    save_zip(tmp_path / "b.zip", write_xces(made, "en", "he"))
    names = save_folder(tmp_path / "folder", write_xces(made, "en", "he"))

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: (tmp_path / "folder" / name).read_bytes() for name in names
        }


def test_a_bundle_written_again_is_not_appended_to(tmp_path: Path) -> None:
    for _ in range(2):
        save_folder(tmp_path, write_moses(rows("1-1"), "en", "he"))

    assert (tmp_path / "en-he.en").read_bytes() == b"Salt came by the northern road.\n"


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "en/../../a", "en//a", "..\\a", ""])
def test_no_name_leads_out_of_a_bundle(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be the name of a file"):
        save_folder(tmp_path / "bundle", [(name, b"x")])


def test_the_same_rows_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from aligned_rows import rows; from ezri_archive.exports import *;"
        "made = rows('1-1', '1-2', '0-1'); digest = hashlib.sha256();"
        "[digest.update(chunk) for chunk in write_tmx(made, 'en', tags={'he': 'he-IL', 'en': 'en-GB'})];"
        "[digest.update(name.encode() + chunk) for name, chunk in write_xces(made, 'en', 'he')];"
        "print(digest.hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(found) == 1
    assert len(found.pop().strip()) == hashlib.sha256().digest_size * 2


_FLAT = """
import resource
from aligned_rows import rows
from ezri_archive.exports import *

made = rows(*["1-1", "1-2"] * 500)
def many(times):
    return (row for _ in range(times) for row in made)
def write(times):
    for written in (write_tmx(many(times), "en"), write_jsonl(many(times)), write_csv(many(times), "en", "he"),
                    write_xces(many(times), "en", "he"), write_intertext(many(times), "en", "he")):
        for _ in written:
            pass
write(2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write(200)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_stays_flat_over_200_000_rows() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FLAT], check=True, capture_output=True, text=True, cwd=Path(__file__).parent
    )

    assert int(done.stdout) < 8_000, "kilobytes more than for 2,000 rows"
