"""Invented passages → an archive to search: however words are spelt, and many hits of one word."""

from collections.abc import Sequence
from pathlib import Path

from ezri_archive.database import ArchiveWriter
from ezri_archive.records import Date, Edition, Metadata, Segment, Unit, Work
from sample_archive import edition

HITS = 130
"""Passages of `write_many` that hold the word salt."""


def write(path: Path, passages: Sequence[tuple[str, str]]) -> Path:
    """Write an archive of single passages, (language, text), to `path`: a document for each language."""
    spoken = dict.fromkeys(language for language, _ in passages)
    with ArchiveWriter(path) as archive:
        for language in spoken:
            told = dict.fromkeys(text for spoken_in, text in passages if spoken_in == language)
            made = edition(
                f"told-{language}", [("article", language, [("paragraph", text) for text in told])], Metadata()
            )
            archive.add_document(made, [], f"<TEI xml:id='{made.id}'/>")
        archive.finish()
    return path


def write_many(path: Path) -> Path:
    """Write an archive in which a word has more hits than a page, in five documents with their Hebrew beside them.

    Every passage `n` of an English document tells of salt, every third also of ships, and every seventh of a second
    grain of salt; its Hebrew, which every tenth does not have, tells of מלח, every fourth of ספינות.
    """
    with ArchiveWriter(path) as archive:
        for number in range(1, 6):
            _add(archive, number)
        archive.add_builds({"title": "Much salt", "version": "0.1.0"})
        archive.finish()
    return path


def _add(archive: ArchiveWriter, number: int) -> None:
    count = HITS // 5
    english = _document(f"salt-{number}", "en", [_english(number, n) for n in range(1, count + 1)], number)
    hebrew = _document(f"melah-{number}", "he", [_hebrew(n) for n in range(1, count + 1)], number)
    for made in (english, hebrew):
        archive.add_document(made, [], f"<TEI xml:id='{made.id}'/>")
    archive.add_works([Work(f"work-{number}", f"Work {number}", (english.id, hebrew.id))])
    archive.add_units(_units(number, english.portions[0].segments, hebrew.portions[0].segments))


def _document(name: str, language: str, told: Sequence[str], number: int) -> Edition:
    known = Metadata(
        title=f"Paper {number}",
        language=language,
        series="Odd letters" if number % 2 else "Even letters",
        published=Date(f"{2020 - number}-05-01", "day"),
    )
    role = "letter" if number == 5 else "article"
    return edition(name, [(role, language, [("paragraph", one) for one in told])], known)


def _english(number: int, n: int) -> str:
    told = f"Paper {number} {_word(n * 7 % 26)} tells of salt {_word(n * 11 % 26)} in passage {n}"
    return told + (" and of ships" if n % 3 == 0 else "") + (", and of salt again." if n % 7 == 0 else ".")


def _hebrew(n: int) -> str:
    return f"קטע {n} מספר על המלח" + (" וספינות." if n % 4 == 0 else ".")


def _word(number: int) -> str:
    return chr(ord("a") + number) * 3


def _units(number: int, english: Sequence[Segment], hebrew: Sequence[Segment]) -> list[Unit]:
    return [
        Unit(f"work-{number}.u{n}", f"work-{number}", n, (first,) if n % 10 == 0 else (first, second))
        for n, (first, second) in enumerate(zip(english, hebrew, strict=True), 1)
    ]
