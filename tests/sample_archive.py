"""Invented records → a small archive in three languages, written by the real writer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ezri_archive.database import ArchiveWriter
from ezri_archive.records import (
    Alignment,
    Date,
    Decision,
    Edition,
    Link,
    Metadata,
    Notice,
    Segment,
    SegmentedBlock,
    SegmentedPortion,
    SourceFacts,
    Term,
    Unit,
    Version,
    Work,
)

Passage = tuple[str, str, list[tuple[str, str]]]
"""Role, language, and (kind of block, text of its one segment) of a portion."""

LETTER: list[Passage] = [
    (
        "masthead",
        "en",
        [("heading", "The Institute for Inland Seas"), ("heading", "The Salt Road Letter")],
    ),
    ("masthead", "he", [("heading", "המכון לחקר ימים פנימיים")]),
    ("masthead", "fa", [("heading", "موسسه پژوهش درياهاي درونی")]),
    (
        "letter",
        "en",
        [
            ("paragraph", "Dear readers, the seventh issue of our letter has come out."),
            ("paragraph", "It tells of the caravans that carried salt to the coast."),
            ("paragraph", "Write to us."),
        ],
    ),
    (
        "letter",
        "he",
        [
            ("paragraph", "קוראים יקרים, הגיליון השביעי של האיגרת יצא לאור."),
            ("paragraph", "הוא מספר על השיירות שהובילו מלח אל החוף (ראו Salt Road, עמ' 4)."),
        ],
    ),
    ("noise", "und", [("paragraph", "س")]),
]
HEBREW: list[Passage] = [
    ("title", "he", [("heading", "דרך המלח")]),
    (
        "article",
        "he",
        [
            ("paragraph", "השיירות יצאו מן המכרות בתחילת החורף."),
            ("paragraph", "כל גמל נשא שני גושים, כ־120 ק״ג, לפי היומן של C. Orlan (1911)."),
            ("paragraph", "שָׁלוֹם לַמְּלָחִים, כתב בסוף היומן."),
        ],
    ),
]
PERSIAN: list[Passage] = [
    ("title", "fa", [("heading", "راه نمک")]),
    (
        "article",
        "fa",
        [
            ("paragraph", "کاروان‌ها در آغاز زمستان از معدن‌ها به راه می‌افتادند."),
            ("paragraph", "هر شتر دو قالب نمک می‌برد، نزدیک ۱۲۰ کیلوگرم (نگاه کنید به C. Orlan, 1911)."),
        ],
    ),
]
CLIPPED: list[Passage] = [
    ("boilerplate", "en", [("paragraph", "Skip to content")]),
    ("title", "en", [("heading", "A harbour <b>without</b> ships & men")]),
    (
        "article",
        "en",
        [
            ("paragraph", "The harbour of Tel Maro was closed in 1931."),
            ("list item", "1403 crates were left."),
        ],
    ),
    ("article", "ar", [("quotation", "أغلق الميناء في ذلك العام.")]),
]


def edition(
    document: str, passages: Sequence[Passage], metadata: Metadata, notices: tuple[Notice, ...] = ()
) -> Edition:
    """Make the edition of a document out of passages whose segments stand one after another in its source."""
    counted: Counter[str] = Counter()
    place = 0
    portions = []
    for number, (role, language, blocks) in enumerate(passages, 1):
        made = []
        for kind, text in blocks:
            counted[language] += 1
            identifier = f"{document}.{language}.{counted[language]}"
            segment = Segment(identifier, counted[language], language, text, place, place + len(text))
            made.append(SegmentedBlock(kind, (segment,), start=segment.start, end=segment.end))
            place = segment.end + 2
        decided = (Decision(role, f"{role}-rule", 0.9), Decision(language, "script", 0.8))
        portions.append(SegmentedPortion(f"{document}.p{number}", number, *decided, tuple(made)))
    facts = SourceFacts(f"{document}.txt", "a" * 64, "text/plain", "utf-8", place)
    return Edition(document, facts, metadata, tuple(portions), notices)


def editions() -> list[Edition]:
    """Make the four documents: a letter in three languages, an article in two, a clipped page."""
    letter = Metadata(
        title="The Salt Road Letter, issue 7",
        language="en",
        genre="newsletter",
        series="The Salt Road Letter",
        issue="7",
        published=Date("2019-03", "month"),
        publisher="The Institute for Inland Seas",
        author="Noa Tamir",
    )
    hebrew = Metadata(
        title="דרך המלח",
        language="he",
        genre="article",
        series="כתב העת לימים פנימיים.",
        published=Date("2019-02-20", "day"),
        author="נועה תמיר",
        url="https://salt.example/he/road",
    )
    persian = Metadata(
        title="راه نمک",
        language="fa",
        genre="article",
        series="مجله دریاهای درونی.",
        published=Date("2019-02-24", "day", "persian", "1397/12/05"),
        author="پروین سامانی",
        url="https://namak.example/fa/road",
    )
    displaced = Notice("warning", "displaced-full-stop", "a full stop stands before its sentence", "line 12")
    return [
        edition("letter-7", LETTER, letter, (displaced,)),
        edition("road-he", HEBREW, hebrew),
        edition("road-fa", PERSIAN, persian),
        edition("harbour", CLIPPED, Metadata(title="A harbour <b>without</b> ships & men", language="en")),
    ]


def letter_links() -> list[Link]:
    """Make the links of the letter: a home page, a version that is held, one elsewhere with a date."""
    return [
        Link("letter-7.link1", "letter-7.p4", "letter-7.en.5", "https://salt.example", "https://salt.example/",
             "https://salt.example/", "salt.example", "our site", "home", ""),
        Link("letter-7.link2", "letter-7.p4", "", "https://salt.example/he/road", "https://salt.example/he/road",
             "https://salt.example/he/road", "salt.example", "For the Hebrew version", "version", "he"),
        Link("letter-7.link3", "letter-7.p5", "",
             "https://shore.example/1397/12/05/\u200enamak",
             "https://shore.example/1397/12/05/%E2%80%8Enamak",
             "https://shore.example/1397/12/05/[U+200E]namak",
             "shore.example", "کرانه", "version", "fa", Date("2019-02-24", "day", "persian", "1397/12/05")),
    ]  # fmt: skip


def works() -> list[Work]:
    """Make the three works of the sample."""
    return [
        Work("road", "The salt road", ("road-he", "road-fa")),
        Work("letter-7", "The Salt Road Letter, issue 7", ("letter-7",)),
        Work("harbour", "A harbour without ships & men", ("harbour",)),
    ]


def versions() -> list[Version]:
    """Make one version that is held and one that stands elsewhere."""
    return [
        Version("road.v1", "road", "road-fa", "road-he", "", "edited_translation_of", "document", "he",
                "Translated and edited by Parvin Samani", 0.9),
        Version("letter-7.v1", "letter-7", "letter-7", "", "https://shore.example/1397/12/05/%E2%80%8Enamak",
                "translation_of", "other", "fa", "For the Persian version", 0.8),
    ]  # fmt: skip


def segments_of(made: Edition, language: str, role: str) -> tuple[Segment, ...]:
    """Give the segments of one language and role of an edition, in order."""
    return tuple(
        segment
        for portion in made.portions
        if (portion.language.value, portion.role.value) == (language, role)
        for segment in portion.segments
    )


def alignments(made: Sequence[Edition]) -> list[Alignment]:
    """Align the letter in itself, and the Persian article with its Hebrew original, Persian side first."""
    letter, hebrew, persian, _ = made
    english, beside = segments_of(letter, "en", "letter"), segments_of(letter, "he", "letter")
    first, second = segments_of(persian, "fa", "article"), segments_of(hebrew, "he", "article")
    in_letter = ("letter-7", "letter-7", "letter-7", "en", "he")
    across = ("road", "road-fa", "road-he", "fa", "he")
    return [
        Alignment("letter-7.a1", *in_letter, english[:1], beside[:1], 0.91, "high", "length+names"),
        Alignment("letter-7.a2", *in_letter, english[1:2], beside[1:], 0.62, "middle", "length+names"),
        Alignment("letter-7.a3", *in_letter, english[2:], (), 0.3, "low", "length+names"),
        Alignment("road.a1", *across, first[:1], second[:1], 0.88, "high", "length+names"),
        Alignment("road.a2", *across, first[1:], second[1:], 0.77, "middle", "length+names"),
    ]


def units(made: Sequence[Edition]) -> list[Unit]:
    """Make the unit of the masthead, in three languages, and one of the article."""
    letter, hebrew, persian, _ = made
    names = tuple(segments_of(letter, language, "masthead")[0] for language in ("en", "he", "fa"))
    told = segments_of(persian, "fa", "article")[1:] + segments_of(hebrew, "he", "article")[1:]
    return [Unit("letter-7.u1", "letter-7", 1, names), Unit("road.u1", "road", 1, told)]


def write(path: Path) -> Path:
    """Write the whole sample to `path`."""
    made = editions()
    with ArchiveWriter(path) as archive:
        for document in made:
            links = letter_links() if document.id == "letter-7" else []
            archive.add_document(document, links, f"<TEI xml:id='{document.id}'/>")
        archive.add_works(works())
        archive.add_versions(versions())
        archive.add_link_targets({"letter-7.link2": "road-he"})
        archive.add_alignments(alignments(made))
        archive.add_units(units(made))
        archive.add_terms([Term("he-fa", "מלח", "نمک", 3, 0.83), Term("en-he", "salt", "מלח", 2, 0.7)])
        archive.add_tei("road.he-fa", "<TEI/>", kind="alignment", work_id="road")
        refused = SourceFacts("broken.txt", "b" * 64, "text/plain", "", 12)
        archive.add_source(refused, [Notice("error", "not-utf-8", "is not UTF-8", "byte 7")])
        archive.add_builds({"version": "0.1.0", "title": "Salt Road Archive"})
        archive.finish()
    return path
