"""The formats of corpus tools: every word and every link is there, in the order that these tools count in."""

import re
from collections.abc import Iterable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aligned_rows import any_rows, rows
from ezri_archive.errors import ExportError
from ezri_archive.exports import AlignedRow, Member, write_blacklab, write_sketch
from ezri_archive.exports.tokens import pieces

KINDS = ("1-1", "1-2", "2-1", "1-0", "0-1", "2-2")
ID = "{http://www.w3.org/XML/1998/namespace}id"


def unfolded(members: Iterable[Member]) -> dict[str, str]:
    files: dict[str, str] = {}
    for name, chunk in members:
        files[name] = files.get(name, "") + chunk.decode()
    return files


@given(st.text())
def test_words_and_what_stands_between_are_the_text(text: str) -> None:
    cut = list(pieces(text))

    assert "".join(piece for piece, _ in cut) == text
    assert all(piece for piece, _ in cut)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Salt came, by road.", ["Salt", "came", "by", "road"]),
        ("צה\"ל ושָׁלוֹם – רח' 4", ['צה"ל', "ושָׁלוֹם", "רח", "4"]),
        ("کتاب‌ها را خواند؛", ["کتاب‌ها", "را", "خواند"]),
        ("…", []),
    ],
)
def test_a_word_keeps_its_points_joiners_and_marks(text: str, words: list[str]) -> None:
    assert [piece for piece, is_word in pieces(text) if is_word] == words


# --- Sketch Engine --------------------------------------------------------------------------------------------


def test_the_mapping_counts_sentences_from_nought() -> None:
    files = unfolded(write_sketch(rows(*KINDS), "en", "he"))

    assert files["en-he.map"] == "0\t0\n1\t1,2\n2,3\t3\n4\t-1\n-1\t4\n5,6\t5,6\n"
    assert files["en.vert"].count("<s ") == 7
    assert list(files) == ["en.vert", "he.vert", "en-he.map"]


def test_a_vertical_file_has_a_word_or_mark_a_line() -> None:
    (one,) = rows("1-1", languages=("en", "fa"))

    files = unfolded(write_sketch([one], "en", "fa"))

    assert files["en.vert"] == (
        '<doc id="letter-7">\n<s id="letter-7.en.1">\nSalt\ncame\nby\nthe\nnorthern\nroad\n<g/>\n.\n</s>\n</doc>\n'
    )


def test_sentences_are_counted_on_from_one_document_to_the_next() -> None:
    held = [*rows("1-1"), *rows("1-2", documents=("road-en", "road-he"))]

    files = unfolded(write_sketch(held, "en", "he"))

    assert files["en-he.map"] == "0\t0\n1\t1,2\n"
    assert re.findall(r'<doc id="(.*)">', files["he.vert"]) == ["letter-7", "road-he"]


def test_without_rows_the_files_are_empty() -> None:
    assert unfolded(write_sketch([], "en", "en")) == {
        "en-source.vert": "",
        "en-target.vert": "",
        "en-source-en-target.map": "",
    }


# --- BlackLab ---------------------------------------------------------------------------------------------------


def test_both_versions_link_to_each_other_by_sentence() -> None:
    files = unfolded(write_blacklab(rows(*KINDS), "en", "he"))

    document = etree.fromstring(files["letter-7.xml"].encode())
    english, hebrew = document.findall("text")
    assert [text.get("lang") for text in (english, hebrew)] == ["en", "he"]
    links = [(link.get("source"), link.get("target"), link.get("type")) for link in english.iter("link")]
    assert links[:4] == [
        ("en_s1", "he_s1", "s"),
        ("en_s2", "he_s2", "s"),
        ("en_s2", "he_s3", "s"),
        ("en_s3", "he_s4", "s"),
    ]
    back = [(link.get("target"), link.get("source"), link.get("type")) for link in hebrew.iter("link")]
    assert sorted(back) == sorted(links)
    names = [element.get(ID) for element in document.iter("s", "w")]
    assert len(set(names)) == len(names)
    assert {one for link in links for one in link[:2]} <= set(names)


def test_a_sentence_keeps_its_words_and_its_name() -> None:
    (one,) = rows("1-1")

    document = etree.fromstring(unfolded(write_blacklab([one], "en", "he"))["letter-7.xml"].encode())

    sentence = document.find("text/s")
    assert sentence is not None
    assert "".join(sentence.itertext()) == one.source_texts[0]
    assert sentence.get("n") == one.source_ids[0]
    assert [word.text for word in sentence.iter("w")] == ["Salt", "came", "by", "the", "northern", "road"]


def test_the_configuration_names_a_field_for_each_version() -> None:
    said = yaml.safe_load(unfolded(write_blacklab([], "en", "he"))["ezri.blf.yaml"])

    assert list(said["annotatedFields"]) == ["contents__en", "contents__he"]
    (links,) = said["annotatedFields"]["contents__en"]["standoffAnnotations"]
    assert links["targetVersionPath"] == r"replace(@target, '^(\w+)_.*$', '$1')"
    within = unfolded(write_blacklab([], "fr", "fr"))["ezri.blf.yaml"]
    assert re.findall(r"contents__(\w+):", within) == ["fr1", "fr2"]


@given(any_rows())
def test_what_xml_cannot_carry_is_refused_and_all_else_is_read_back(held: list[AlignedRow]) -> None:
    try:
        files = unfolded(write_blacklab(held, "en", "he"))
    except ExportError:
        return
    for name, content in files.items():
        if name.endswith(".xml"):
            etree.fromstring(content.encode())
