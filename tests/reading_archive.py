"""Invented records → an archive for the pages: a long work with gaps, and a document that attacks whoever shows it."""

from dataclasses import replace
from pathlib import Path

from ezri_archive.database import ArchiveWriter
from ezri_archive.records import Date, Link, Metadata, Segment, Unit, Version, Work
from sample_archive import Passage, edition

UNITS = 450
ATTACKS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "' OR 1=1; DROP TABLE segments; --",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    'https://evil.example/"><script>alert(1)</script>',
    "https://evil.example/'onmouseover='alert(1)",
)


def write(path: Path) -> Path:
    """Write the archive to `path`."""
    english = edition("long-en", [("article", "en", _sentences("en", UNITS))], Metadata(title="Long", language="en"))
    hebrew = edition("long-he", [("article", "he", _sentences("he", UNITS))], Metadata(title="ארוך", language="he"))
    attack = edition("attack", _attacks(), _metadata())
    with ArchiveWriter(path) as archive:
        for made in (english, hebrew):
            archive.add_document(made, [], f"<TEI xml:id='{made.id}'/>")
        archive.add_document(
            attack, _links(), "<TEI><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script></TEI>"
        )
        archive.add_works([Work("long", "Long", ("long-en", "long-he")), Work("attack", ATTACKS[0], ("attack",))])
        archive.add_versions(_versions())
        archive.add_units(_units(english.portions[0].segments, hebrew.portions[0].segments))
        first, second = attack.portions[0].segments, attack.portions[1].segments
        archive.add_units([Unit("attack.u1", "attack", 1, (*first, *second))])
        archive.add_builds({"version": "0.1.0", "title": ATTACKS[1]})
        archive.finish()
    return path


def _sentences(language: str, count: int) -> list[tuple[str, str]]:
    words = {"en": "Passage {}.", "he": "פסקה {}."}[language]
    return [("heading" if number == 1 else "paragraph", words.format(number)) for number in range(1, count + 1)]


def _units(english: tuple[Segment, ...], hebrew: tuple[Segment, ...]) -> list[Unit]:
    """Lay the passages side by side, but leave the Hebrew of every tenth out, and the English of every hundredth."""
    units = []
    for number, (first, second) in enumerate(zip(english, hebrew, strict=True), 1):
        held = (second,) if number % 100 == 0 else (first,) if number % 10 == 0 else (first, second)
        units.append(Unit(f"long.u{number}", "long", number, held))
    return units


def _attacks() -> list[Passage]:
    told = [("paragraph", attack) for attack in (*ATTACKS, *ADDRESSES)]
    return [("article", "en", [("heading", ATTACKS[0]), *told]), ("article", "he", [("paragraph", "שלום <b>לכם</b>.")])]


def _metadata() -> Metadata:
    return Metadata(
        title=ATTACKS[0],
        language="en",
        genre=ATTACKS[1],
        series=ATTACKS[2],
        issue=ATTACKS[3],
        published=Date("2019-02-24", "day", "persian", ATTACKS[0]),
        publisher=ATTACKS[4],
        author=ATTACKS[1],
        url=ADDRESSES[0],
        rights=ATTACKS[0],
    )


def _links() -> list[Link]:
    template = Link("", "attack.p1", "attack.en.2", "", "", "", ATTACKS[0], "", "version", "en")
    labelled = [replace(template, label=label) for label in (*ATTACKS, *ATTACKS)]
    return [
        replace(one, id=f"attack.link{n}", url=url, canonical_url=url, display_url=url)
        for n, (url, one) in enumerate(zip(ADDRESSES, labelled, strict=False), 1)
    ]


def _versions() -> list[Version]:
    return [
        Version(f"attack.v{n}", "attack", "attack", "", url, "translation_of", "", "he", ATTACKS[0], 0.5)
        for n, url in enumerate(ADDRESSES, 1)
    ]
