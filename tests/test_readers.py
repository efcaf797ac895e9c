"""Text sources read into documents: blocks with offsets, notices, and refusals in words."""

import hashlib
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.readers import read
from ezri_archive.readers.text import MAXIMUM_LINE, decode
from ezri_archive.records import Date, Document, Mark, Notice, Sidecar, Source, SourceFacts
from strategies import markdown, texts

PLAIN, MARKDOWN = "text/plain", "text/markdown"


def source(content: bytes | str, media_type: str = MARKDOWN, sidecar: Sidecar | None = None) -> Source:
    octets = content.encode() if isinstance(content, str) else content
    digest = hashlib.sha256(octets).hexdigest()
    return Source("letters/a.md", digest, media_type, octets, sidecar or Sidecar())


def document(content: bytes | str, media_type: str = MARKDOWN, sidecar: Sidecar | None = None) -> Document:
    return read(source(content, media_type, sidecar), "letters-a")


def notices(content: str) -> list[tuple[str, str, str]]:
    return [(notice.code, notice.message, notice.place) for notice in document(content, PLAIN).notices]


def test_a_document_is_its_blocks_its_metadata_and_the_facts_of_its_source() -> None:
    content = "---\ntitle: Salt\ndate: 1399/12/23\n---\n\n# The *Salt* Road\n\nsee\n\n- <https://almog.example>\n"
    found = document(content, sidecar=Sidecar(author="Noa", digest="d1"))
    assert found.id == "letters-a"
    assert found.source == SourceFacts(
        "letters/a.md", source(content).sha256, MARKDOWN, "utf-8", len(content), sidecar_sha256="d1"
    )
    assert (found.declared.title, found.declared.author) == ("Salt", "Noa")
    assert found.declared.published == Date("2021-03-13", "day", "persian", "1399/12/23")
    assert [(block.kind, block.text, block.line, block.level) for block in found.blocks] == [
        ("heading", "The Salt Road", 6, 1),
        ("paragraph", "see", 8, 0),
        ("list_item", "https://almog.example", 10, 0),
    ]
    assert found.blocks[0].marks == (Mark(4, 8, "emphasis"),)
    assert found.blocks[2].marks == (Mark(0, 21, "link", "https://almog.example"),)
    assert found.notices == ()


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text() -> None:
    content = "\ufeff---\r\ntitle: נמל\r\n---\r\nOne  \r\ntwo\r\nthree\r\n\r\n> quoted\r\n> too\r\n"
    found = document(content)
    assert found.source.encoding == "utf-8-sig"
    assert found.declared.title == "נמל"
    assert [(block.text, block.line) for block in found.blocks] == [("One", 4), ("two three", 5), ("quoted too", 8)]
    assert [content[1:][block.offsets.source(0)] for block in found.blocks] == ["O", "t", "q"]


def test_front_matter_that_is_no_yaml_is_text() -> None:
    assert [block.text for block in document("---\ntitle: [salt\n---\n\ntext").blocks] == ["title: [salt", "text"]


def test_a_wrong_date_in_front_matter_is_a_notice_and_in_a_sidecar_a_refusal() -> None:
    found = document("---\ndate: soon\n---\n\ntext")
    assert found.declared.published is None
    assert [(notice.level, notice.code) for notice in found.notices] == [("warning", "bad-date")]
    with pytest.raises(SidecarError, match=r"letters/a\.md\.toml: date = "):
        document("text", sidecar=Sidecar(date="soon"))


# --- offsets --------------------------------------------------------------------------------------------------------


def copied(found: Document, text: str) -> bool:
    """Say whether every character of every block stands where its offset says, escapes and entities aside."""
    for block in found.blocks:
        for index, character in enumerate(block.text):
            place = block.offsets.source(index)
            here = text[place : place + 1]
            same = here == character or (character == " " and (here.isspace() or here == "<"))
            composed = unicodedata.normalize("NFC", text[place : place + 4]).startswith(character)
            if not (same or composed or here == "&"):
                return False
    return True


@given(markdown(), st.sampled_from((PLAIN, MARKDOWN)))
def test_every_character_of_a_block_leads_back_to_its_source(text: str, media_type: str) -> None:
    if not decodable(text):
        return
    found = document(text, media_type)
    seen = decode(source(text)).text
    assert copied(found, seen)
    for block in found.blocks:
        places = [block.offsets.source(index) for index in range(len(block.text))]
        assert places == sorted(places)
        assert block.start <= places[0]
        assert places[-1] < block.end


def decodable(text: str) -> bool:
    try:
        read(source(text), "a")
    except SourceError:
        return False
    return True


@given(texts())
def test_plain_words_are_kept_as_they_stand(text: str) -> None:
    found = document(text, PLAIN)
    assert [block.text for block in found.blocks] == [unicodedata.normalize("NFC", line) for line in text.split("\n\n")]
    for block in found.blocks:
        assert unicodedata.normalize("NFC", text[block.start : block.end]) == block.text


@given(markdown())
def test_reading_is_deterministic(text: str) -> None:
    if decodable(text):
        assert document(text) == document(text)


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", "empty", "letters/a.md: is empty; expected text"),
        (b" \r\n\t\n", "empty", "letters/a.md: is empty; expected text"),
        (b"\xef\xbb\xbf\n", "empty", "letters/a.md: is empty; expected text"),
        (b"***\n---\n", "empty", "letters/a.md: has no text; expected at least one word"),
        (b"---\ntitle: x\n---\n", "empty", "letters/a.md: has no text; expected at least one word"),
        (b"one\ntwo\x00", "nul", "letters/a.md, byte 7: has a NUL byte; expected text in UTF-8"),
        ("one\nנמל".encode() + b"\xff", "not-utf-8", "letters/a.md, line 2: is not UTF-8: byte 0xFF at 10"),
        ("one\nנמל".encode()[:-1], "not-utf-8", "letters/a.md, line 2: is not UTF-8: byte 0xD7 at 8"),
        (b"\x01\x02words of which a third are controls\x03\x04\x05\x06", "binary",
         "letters/a.md: is binary: 6 of 41 characters are control characters; expected text"),
        (b"short\n" + b"x" * (MAXIMUM_LINE + 1), "line-too-long",
         "letters/a.md, line 2: has a line of 2,000,001 characters; expected at most 2,000,000"),
        ((b"word " * 200 + b"\n") * 10_000, "too-large",
         "letters/a.md: has a text of 10,010,000 characters; expected at most 10,000,000; divide it"),
        (b"a\n" * 200_001, "too-large",
         "letters/a.md: has a text of 200,001 lines; expected at most 200,000; divide it"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_in_one_line(content: bytes, code: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        document(content)
    assert (caught.value.code, str(caught.value)) == (code, message)


def test_a_byte_order_mark_is_believed_however_short_the_text_is() -> None:
    assert [block.text for block in document("\ufeffA line.".encode("utf-16-le")).blocks] == ["A line."]


def test_one_line_of_fifty_megabytes_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(SourceError, match="has a line of 50,000,000 characters"):
        document(b"x" * 50_000_000)
    assert time.process_time() - began < 20


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    ["*", "[", "<", "_", "*a ", "a* ", "_a ", "[a](", "](", "<https://", "http://", "# ", " ", "| ", "\u0301", "&a"],
)
def test_a_long_line_of_one_mark_is_read_in_time_that_grows_with_its_length(unit: str) -> None:
    quick, long = (timed(unit, length) for length in (20_000, 200_000))
    assert long < 30 * max(quick, 0.02)


def timed(unit: str, length: int) -> float:
    content = source("x" + unit * (length // len(unit)) + "x")
    began = time.process_time()
    assert read(content, "a").blocks
    return time.process_time() - began


# --- notices --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("which is casting a .heavy shadow on it", "“…which is casting a .heavy shadow on it…”"),
        ("הספינה יצאה .לדרך", "“…הספינה יצאה .לדרך…”"),
        (".کشتی به بندر رسید", "“….کشتی به بندر رسید…”"),
        ("one .two and .three", "“…one .two and .three…”, and 1 more in the block"),
    ],
)
def test_a_full_stop_before_a_word_is_reported_and_left_alone(text: str, shown: str) -> None:
    message = f"full stop before a word: {shown}; the text stays as received"
    assert notices(f"\n{text}") == [("displaced-full-stop", message, "line 2")]
    assert document(text).blocks[0].text == text


@pytest.mark.parametrize(
    "text",
    ["the .NET runtime", "a .txt file", "files in .docx and .PDF", "an .org domain", "wait ...word", "… .5 of it",
     "end. Next", "a . b", "e.g. this", "a .b c", "see a.heavy"],
)  # fmt: skip
def test_a_full_stop_that_belongs_to_its_word_is_not_reported(text: str) -> None:
    assert notices(text) == []


def test_a_displaced_full_stop_is_reported_on_its_own_line() -> None:
    assert [notice.place for notice in document("one\ntwo .three\nfour").notices] == ["line 2"]


def test_control_characters_are_left_out_and_reported_once_each() -> None:
    text = "plain words\r\nbe\x07ll, be\x07ll\r\n\x02more words that go on\fand on"
    assert notices(text) == [
        ("control-character", "control character U+0007 left out of the text, 2 times", "line 2"),
        ("control-character", "control character U+0002 left out of the text", "line 3"),
    ]
    expected = ["plain words", "bell, bell", "more words that go on and on"]
    assert [block.text for block in document(text, PLAIN).blocks] == expected


def test_notices_are_records() -> None:
    assert document("a .heavy shadow").notices == (
        Notice(
            "warning",
            "displaced-full-stop",
            "full stop before a word: “…a .heavy shadow…”; the text stays as received",
            "line 1",
        ),
    )


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1255", "הספינה יצאה מן הנמל לפני עלות השחר ואיש לא ראה אותה."),
        ("cp1256", "السفينة خرجت من الميناء قبل الفجر ولم يرها أحد من الناس."),
        ("utf-16", "کشتی پیش از سپیده‌دم بندر را ترک کرد."),
    ],
)
def test_a_legacy_encoding_is_found_and_said(encoding: str, text: str) -> None:
    found = decode(Source("a.txt", "0" * 64, "text/plain", text.encode(encoding)))

    assert found.text == text
    assert found.confidence > 0.6
    assert (encoding == "utf-16") == (found.notices == ())
