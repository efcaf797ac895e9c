"""Passages → which of them are the title, the byline and the date of the main text, and what belongs between.

A page's title stands before its text, often outside the element that holds it, with byline, date and standfirst between
the two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ezri_archive.dates import is_date_line
from ezri_archive.phrases import BYLINES, TEASER, says
from ezri_archive.readers.html.main_text import MainText
from ezri_archive.readers.html.prose import SHORT, is_page_phrase, is_prose, is_version_note
from ezri_archive.readers.html.records import Page, Passage
from ezri_archive.text import fold

_DIGIT = re.compile("[0-9۰-۹]")
_TITLE_WORDS, _LINE_WORDS, _DECK_WORDS = 40, 24, 4
_BEFORE_TITLE, _AFTER_START = 4, 3
_LEAST_TITLE, _LONGEST_TITLE = 0.3, 500
_BORDER = re.compile(r"\s[|\-–—·•»«›‹]+\s|\s*[|:]+\s+")


@dataclass(frozen=True, slots=True)
class Declared:
    """What the page declares of itself that stands on it too."""

    titles: tuple[str, ...]
    author: str
    site: str
    alternates: frozenset[str]


def reads_as_title(page: Page, declared: Declared) -> list[bool]:
    """Say for each passage whether it is the title that the page declares, in its own spelling or cut at a border."""
    wanted = _title_keys(declared)
    return [found.is_short(_TITLE_WORDS) and fold(found.text) in wanted for found in page.passages]


def _title_keys(declared: Declared) -> frozenset[str]:
    """List the search keys of the declared titles, whole and without the name of the site before or after them."""
    keys = set()
    for title in (title for title in declared.titles if len(title) <= _LONGEST_TITLE):
        keys.add(fold(title))
        for border in _BORDER.finditer(title):
            pieces = (title[: border.start()], title[border.end() :])
            keys |= {fold(piece) for piece in pieces if len(piece) >= _LEAST_TITLE * len(title)}
    return frozenset(keys - {fold(declared.site), ""})


def front_roles(page: Page, main: MainText, is_title: Sequence[bool], declared: Declared) -> dict[int, str]:
    """Give the passages of the front their roles: title, byline, date, version note; "" for what is its text."""
    begins = _begin(page, main)
    title = _title(page, main, is_title, begins)
    first = max(0, (title if title >= 0 else begins) - _BEFORE_TITLE)
    scope = page.around(page.passages[title].region if title >= 0 else main.container, main.container)
    front = [
        number
        for number in range(first, _last(page, main, begins) + 1)
        if (page.holds(scope, number) or _is_date_before(page, number, title))
        and not main.chrome[page.passages[number].region]
    ]
    roles = {number: "" for number in front if _belongs(page, number, title, begins, declared)}
    roles |= {number: role for number in front if (role := _role(page.passages[number], declared))}
    return roles | ({title: "title"} if title >= 0 else {})


def _is_date_before(page: Page, number: int, title: int) -> bool:
    """Say whether a passage is the date over a title: diaries have it over all that was written on a day."""
    return number == title - 1 and is_date_line(page.passages[number].text)


def _begin(page: Page, main: MainText) -> int:
    """Find the first passage of the text; the end of the page when there is none."""
    prose = (number for number in main.passages if is_prose(page.passages[number]))
    return next(prose, main.passages[0] if main.passages else len(page.passages))


def _last(page: Page, main: MainText, begins: int) -> int:
    """Find the last passage that may still be a byline or date: a few after the text begins."""
    after = [number for number in main.passages if number >= begins][:_AFTER_START]
    return min(after[-1] if after else begins, len(page.passages) - 1)


def _title(page: Page, main: MainText, is_title: Sequence[bool], begins: int) -> int:
    """Find the title: what reads as the declared title or is marked as it, else the nearest `<h1>` before the text."""
    before = [n for n in range(min(begins + 1, len(page.passages))) if not main.chrome[page.passages[n].region]]
    headings = [n for n in before if page.passages[n].kind == "heading"]
    ways = (
        [n for n in headings if is_title[n]],
        [n for n in before if is_title[n]],
        [n for n in headings if "title" in page.passages[n].hints],
        [n for n in headings if page.passages[n].level == 1 and not page.passages[n].linked],
    )
    return next((found[-1] for found in ways if found), -1)


def _role(passage: Passage, declared: Declared) -> str:
    if is_version_note(passage, declared.alternates):
        return "version note"
    if passage.kind in {"caption", "table_row"} or not passage.is_short(SHORT if is_prose(passage) else _LINE_WORDS):
        return ""
    if passage.kind == "heading":
        return "date" if is_date_line(passage.text) else ""
    if _is_byline(passage, declared):
        return "byline"
    is_date = "date" in passage.hints and _DIGIT.search(passage.text)
    return "date" if (is_date or is_date_line(passage.text)) and not says(passage.text, TEASER) else ""


def _is_byline(passage: Passage, declared: Declared) -> bool:
    names = {fold(name) for name in (declared.author, *declared.author.split(",")) if name}
    return "author" in passage.hints or fold(passage.text) in names or says(passage.text, BYLINES)


def _belongs(page: Page, number: int, title: int, begins: int, declared: Declared) -> bool:
    """Say whether a passage belongs to the text: an overline before its title; standfirst, captions, notes after it."""
    passage = page.passages[number]
    if number == title - 1:
        return passage.kind == "heading" and not passage.linked and not is_page_phrase(passage)
    if not 0 <= title < number < begins:
        return False
    if is_page_phrase(passage) or (passage.linked and not is_prose(passage)):
        return is_version_note(passage, declared.alternates)
    return passage.kind in {"caption", "heading"} or passage.words >= _DECK_WORDS
