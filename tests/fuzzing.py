"""What is fuzzed: for every target examples of its input, tokens, and a check that raises where a promise is broken.

The promises: whatever the bytes, they are read or refused by one of the classes of ArchiveError, in one line; what is
read is in order, every offset leads to the text it is of, and the TEI that is made of it is valid and reads back as it
was. Used by `test_fuzz.py` for a moment, and by `benchmarks/fuzz.py` for as long as one likes.
"""

import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import fuzz_examples as examples
from changed_bytes import is_one_line
from ezri_archive.corrections import FILE, load_corrections
from ezri_archive.errors import ArchiveError, ImportFileError, SidecarError, SourceError, TeiError
from ezri_archive.imports import exchange_problems, returned_rows
from ezri_archive.pipeline import edition_of, links_in, members_of
from ezri_archive.pipeline.preparation import from_json, prepare
from ezri_archive.readers import read
from ezri_archive.readers.names import visible
from ezri_archive.readers.text import decode
from ezri_archive.records import Block, Document, Edition, Notice, Segment, Source
from ezri_archive.sources import load_archive, load_container_sidecar, read_sidecar
from ezri_archive.tei import read_edition, tei_problems, write_edition
from ezri_archive.text import canonical_url, display_url, find_urls, fold, host, key_words
from mutation import Mutate, mutated, mutated_pdf, mutated_zip


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: how to get examples of its input, the tokens it is sensitive to, and what must hold of any."""

    examples: Callable[[], Sequence[bytes]]
    check: Callable[[bytes], None]
    tokens: Sequence[bytes]
    mutate: Mutate = mutated


@contextmanager
def refusals(*allowed: type[ArchiveError]) -> Iterator[None]:
    """Let refusals of these classes pass if each is said in one line."""
    try:
        yield
    except allowed as error:
        _must_be_one_line(str(error))


def _must_be_one_line(text: str) -> None:
    assert is_one_line(visible(text).replace("\t", " ")), text


# --- readers ------------------------------------------------------------------------------------------------


def reader_check(suffix: str) -> Callable[[bytes], None]:
    """Make the check of a reader: bytes → document → edition → TEI → edition."""

    def check(content: bytes) -> None:
        check_source(examples.source_of(f"letters/a{suffix}", content))

    return check


def check_source(source: Source) -> None:
    """Check all that a build makes of one source."""
    with refusals(SourceError):
        document = read(source, "letters-a")
        check_document(document, source)
        edition = edition_of(source, "letters-a")
        check_segments(document, edition)
        with refusals(TeiError):
            check_tei(edition)


def check_document(document: Document, source: Source) -> None:
    """Check that blocks follow one another, and that their offsets lead to their characters."""
    assert document.blocks
    assert all(before.end <= after.start for before, after in pairwise(document.blocks))
    _check_notices(document.notices)
    text = held_text(document, source)
    for block in document.blocks:
        check_block(block, text)


def held_text(document: Document, source: Source) -> str:
    """Give the text that offsets lead into: the decoded source, or that of the blocks."""
    if source.media_type.startswith("text/") and source.media_type != "text/html":
        return decode(source).text
    return "\n".join(block.text for block in document.blocks)


def check_block(block: Block, text: str) -> None:
    """Check the offsets and marks of one block."""
    places = [block.offsets.source(index) for index in range(len(block.text))]
    assert places == sorted(places)
    assert block.start <= places[0]
    assert places[-1] < block.end <= len(text)
    for place, character in zip(places, block.text, strict=True):
        assert stands_at(character, text, place), (character, text[place : place + 8])
    assert all(0 <= mark.start < mark.end <= len(block.text) for mark in block.marks), block.marks
    assert unicodedata.is_normalized("NFC", block.text)


def stands_at(character: str, text: str, place: int) -> bool:
    """Say whether a character stands in a text at a place, as it is, composed, as white space or as an entity."""
    here = text[place : place + 1]
    if here in {character, "&"} or (character == " " and (here.isspace() or here == "<")):
        return True
    return unicodedata.normalize("NFC", text[place : place + 32]).startswith(character)


def check_segments(document: Document, edition: Edition) -> None:
    """Check that segments are stretches of their document's text, in order."""
    segments = [segment for portion in edition.portions for segment in portion.segments]
    for segment in segments:
        assert segment.text == segment.text.strip() != ""
        assert any(_is_in(segment, block) for block in document.blocks), segment
    assert len({segment.id for segment in segments}) == len(segments)


def _is_in(segment: Segment, block: Block) -> bool:
    if not (block.start <= segment.start < segment.end <= block.end):
        return False
    return any(
        block.offsets.source(index) == segment.start
        and block.offsets.source(index + len(segment.text) - 1) + 1 == segment.end
        for index in _places(segment.text, block.text)
    )


def _places(text: str, inside: str) -> Iterator[int]:
    place = inside.find(text)
    while place >= 0:
        yield place
        place = inside.find(text, place + 1)


def check_tei(edition: Edition) -> None:
    """Check that TEI of an edition is valid, reads back as the same, and goes on to the next stage."""
    xml = write_edition(edition)
    assert tei_problems(xml) == ()
    again = read_edition(xml, where="letters-a")
    assert write_edition(again) == xml
    assert [_said(portion.segments) for portion in again.portions] == [_said(one.segments) for one in edition.portions]
    prepared, _ = prepare(again, links_in(again), ("en", "he", "fa"))
    assert from_json(prepared.to_json()) == prepared


def _said(segments: Sequence[Segment]) -> list[tuple[str, str, int, int]]:
    return [(one.id, one.text, one.start, one.end) for one in segments]


def _check_notices(notices: Sequence[Notice]) -> None:
    for notice in notices:
        assert is_one_line(visible(notice.message)), notice
        assert notice.level in {"error", "warning", "info"}


def check_container(content: bytes) -> None:
    """Check the members of a ZIP file, and what is made of those that are text."""
    with refusals(SourceError):
        for one in members_of(examples.source_of("letters/a.zip", content)):
            if isinstance(one, Notice):
                assert is_one_line(one.message), one
                continue
            assert is_one_line(one.path)
            assert ".." not in one.path.split("/")
            if one.path.endswith((".txt", ".md")):
                check_source(examples.source_of(one.path, one.content))


# --- what people say beside the sources ---------------------------------------------------------------------


def check_sidecar(content: bytes) -> None:
    """Check a sidecar, as that of a text, of a ZIP file and as the settings of an archive."""
    with refusals(SidecarError):
        check_source(
            examples.source_of("letters/a.md", examples.LETTER.encode(), read_sidecar(content, "letters/a.md.toml"))
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for beside in ("archive.toml", "a.zip.toml"):
            (folder / beside).write_bytes(content)
        with refusals(SidecarError):
            load_archive(folder)
        with refusals(SidecarError):
            load_container_sidecar(folder, "a.zip").of("first.txt", {})


def check_decisions(content: bytes) -> None:
    """Check decisions.jsonl."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / FILE).write_bytes(content)
        with refusals(SourceError):
            load_corrections(Path(name))


def import_check(name: str) -> Callable[[bytes], None]:
    """Make the check of files that come back, called `name`: they are read, or refused; so they are when validated."""

    def check(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            with refusals(ImportFileError):
                for row in returned_rows(path):
                    assert row.source.text or row.target.text or row.source.ids or row.target.ids or not row.status
            with refusals(ImportFileError):
                exchange_problems(path)

    return check


# --- texts --------------------------------------------------------------------------------------------------


def check_fold(content: bytes) -> None:
    """Check search keys: stable, and every word of one leads to its place in the text."""
    text = content.decode("utf-8", "replace")
    key = fold(text)
    assert fold(key) == key
    assert fold(unicodedata.normalize("NFD", text)) == key
    words = key_words(text)
    assert " ".join(word.key for word in words) == key
    assert all(before.start <= after.start for before, after in pairwise(words))
    places = {(word.start, word.end) for word in words}
    said = {place: set(fold(text[slice(*place)]).split()) for place in places}
    assert all(word.key in said[word.start, word.end] for word in words)


def check_urls(content: bytes) -> None:
    """Check addresses: one canonical form, nothing invisible in what is shown, places in a running text."""
    text = content.decode("utf-8", "replace")
    for url in (text, *(found for _, _, found in find_urls(text))):
        canonical = canonical_url(url)
        assert canonical.isascii()
        assert canonical_url(canonical) == canonical
        assert host(canonical) == host(url)
        assert not {unicodedata.category(one) for one in display_url(url) if one != "\u200c"} & {"Cf", "Cc", "Zl", "Zp"}
    for start, end, url in find_urls(text):
        assert text[start:end] == url


TARGETS = {
    "text": Target(examples.texts, reader_check(".txt"), examples.MARKDOWN),
    "markdown": Target(examples.texts, reader_check(".md"), examples.MARKDOWN),
    "html": Target(examples.pages, reader_check(".html"), examples.HTML),
    "pdf": Target(examples.pdfs, reader_check(".pdf"), examples.PDF, mutated_pdf),
    "docx": Target(examples.docx_files, reader_check(".docx"), examples.XML, mutated_zip),
    "odt": Target(examples.odt_files, reader_check(".odt"), examples.XML, mutated_zip),
    "eml": Target(examples.mails, reader_check(".eml"), examples.MAIL),
    "msg": Target(examples.outlook, reader_check(".msg"), examples.MAIL),
    "tei": Target(examples.tei_files, reader_check(".xml"), examples.XML),
    "zip": Target(
        examples.zips,
        check_container,
        (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"../", b"\xff\xff\xff\xff"),
        mutated_zip,
    ),
    "fold": Target(lambda: [word.encode() for word in examples.WORDS], check_fold, examples.MARKS),
    "urls": Target(lambda: [url.encode() for url in examples.URLS], check_urls, examples.URL_TOKENS),
    "sidecar": Target(examples.sidecars, check_sidecar, examples.TOML),
    "decisions": Target(examples.decisions, check_decisions, examples.JSON),
    "tmx": Target(lambda: examples.returned("tmx"), import_check("back.tmx"), examples.XML),
    "xces": Target(lambda: examples.returned("xces"), import_check("back.zip"), examples.XML, mutated_zip),
    "intertext": Target(lambda: examples.returned("intertext"), import_check("back.zip"), examples.XML, mutated_zip),
    "units": Target(examples.units, import_check("back.xml"), examples.XML),
}
"""What can be fuzzed, by name; the cases that were found lie in `data/fuzz/NAME/`."""
