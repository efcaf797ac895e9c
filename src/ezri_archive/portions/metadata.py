"""Portions → `Metadata`: what the document says of itself, under what its format or a person declares."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from ezri_archive.dates import find_dates, parse_date
from ezri_archive.languages import UNDETERMINED
from ezri_archive.portions.front import ISSUE
from ezri_archive.records import Block, Date, Metadata, Portion
from ezri_archive.text import letters

_BYLINE = re.compile(
    r"^(?:by|written by|author|מאת|כתבה?|نوشته(?:ٔ|ء|ی)?|نوشتۀ|نویسنده|به قلم|بقلم)\b[\s:]*", re.IGNORECASE
)
_DEGREES = re.compile(r"^(?:dr\.?|prof\.?|professor|ד[\"״]ר|פרופ['׳]|دکتر|پروفسور)\s+", re.IGNORECASE)
_SUBJECT = re.compile(r"^\w+:\s*")
_READING_ROLES = ("article", "letter", "heading", "title")


def metadata(declared: Metadata, portions: Sequence[Portion], *, rights: str) -> Metadata:
    """Complete what is declared by what the portions say; `rights` is the archive's default."""
    main = declared.language or _main_language(portions)
    series, issue = _series(portions, main)
    found = Metadata(
        title=_title(portions, main),
        language=main,
        genre=_first_text(portions, "genre-before-the-title"),
        series=series,
        issue=issue,
        published=_published(portions),
        publisher=_publisher(portions, main),
        author=_author(portions, main),
    )
    merged = {
        entry.name: getattr(declared, entry.name) or getattr(found, entry.name)
        for entry in fields(Metadata)
        if entry.name != "rights"
    }
    own_rights = declared.rights if declared.rights != "unknown" else rights
    return replace(Metadata(**merged), rights=own_rights)


def _main_language(portions: Sequence[Portion]) -> str:
    """Name the language of most of the article; of the letters when there is no article."""
    for roles in (("article", "heading"), _READING_ROLES, None):
        counts: Counter[str] = Counter()
        for portion in portions:
            if roles is None or portion.role.value in roles:
                counts[portion.language.value] += sum(sum(letters(block.text).values()) for block in portion.blocks)
        counts.pop(UNDETERMINED, None)
        if counts:
            return counts.most_common(1)[0][0]
    return UNDETERMINED


def _blocks(portions: Iterable[Portion], role: str, language: str = "") -> list[Block]:
    chosen = (found for found in portions if found.role.value == role and language in {"", found.language.value})
    return [block for portion in chosen for block in portion.blocks]


def _first_text(portions: Sequence[Portion], rule: str) -> str:
    return next((portion.blocks[-1].text for portion in portions if portion.role.rule == rule), "")


def _title(portions: Sequence[Portion], main: str) -> str:
    titles = [portion for portion in portions if portion.role.value == "title"]
    own = [portion for portion in titles if portion.language.value == main] or titles
    if not own:
        return ""
    text = own[0].blocks[0].text
    return _SUBJECT.sub("", text) if own[0].role.rule == "subject-line" else text


def _series(portions: Sequence[Portion], main: str) -> tuple[str, str]:
    """Read series and issue number from the masthead: the highest heading before the issue line, and its number."""
    masthead = _blocks(portions, "masthead")
    issue = next((found[1] for block in masthead if (found := ISSUE.search(block.text))), "")
    headings = [block.text for block in masthead if block.kind == "heading"] or [
        block.text for block in _blocks(portions, "masthead", main) if not ISSUE.search(block.text)
    ][:1]
    series = headings[0] if issue and headings else ""
    return series, str(int(issue)) if issue else ""


def _publisher(portions: Sequence[Portion], main: str) -> str:
    """Read the publisher from the names at the head of a masthead: the one in the main language, before the series."""
    before_series: list[Block] = []
    for portion in portions:
        if portion.role.value != "masthead":
            continue
        for block in portion.blocks:
            if block.kind == "heading" or ISSUE.search(block.text):
                return before_series[0].text if before_series else ""
            if portion.language.value == main:
                before_series.append(block)
    return ""


def _published(portions: Sequence[Portion]) -> Date | None:
    """Read the date of publication: a line that is nothing but a date, in the document's head."""
    for block in _blocks(portions, "date"):
        if found := parse_date(block.text):
            return Date(found.iso, found.precision, found.calendar, found.written)
    for block in _blocks(portions, "masthead"):
        for found in find_dates(block.text):
            return Date(found.iso, found.precision, found.calendar, found.written)
    return None


def _author(portions: Sequence[Portion], main: str) -> str:
    blocks = _blocks(portions, "byline", main) or _blocks(portions, "byline")
    if not blocks:
        return ""
    return _DEGREES.sub("", _BYLINE.sub("", blocks[0].text)).strip(" .,:")
