"""A text → the dates in it, with their calendar, precision and place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ezri_archive.dates import forms, names


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as found: ISO 8601 as far as it is known, precision, calendar, its words and their place.

    `precision` is day, month or year; `calendar` gregorian, persian (Solar Hijri) or hebrew; `written` is
    `text[start:end]`. A month or year of another calendar spans two of the Gregorian: `iso` is the Gregorian
    month or year in which it begins (شهریور ۱۳۹۷ begins in 2018-08, תשע"ט in 2018).
    """

    iso: str
    precision: str
    calendar: str
    written: str
    start: int
    end: int


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find the dates in a running text, in order; those that overlap count once, the longest of them.

    English, Hebrew and Persian months with a year, with or without a day; numbers with the year first, or
    with the day first where no one could read it as the month (`12/09/2018` is no date, `12.9.2018` is). A
    day that does not exist, or an אדר of a leap year without its number, is no date. A bare year is one only
    when it is written as `ה'תשע"ט` or after שנת. Four digits from 1300 to 1419 beside other numbers are a
    Solar Hijri year; later ones are those of the lunar calendar in our time, and are not read.
    """
    if not _HINT.search(text):
        return ()
    seen, indexes = _plain(text)
    found = []
    free_from = 0
    for start, end, reading in forms.readings(seen):
        if start >= free_from:
            free_from = end
            if reading:
                found.append(_found(reading, text, indexes[start], indexes[end - 1] + 1))
    return tuple(found)


def parse_date(text: str) -> FoundDate | None:
    """Read a text that is nothing but one date, perhaps with its weekday, its era, brackets or a comma.

    One day or month written in two calendars is one date, and the Gregorian is given. Here a year alone
    counts too: 1500 to 2199, a Solar Hijri year after سال or in Persian digits, a Hebrew year in letters.
    """
    if len(text) > _LONGEST_DATE_LINE:
        return None
    dates = find_dates(text) or _year_alone(text)
    if not dates or not _agree(dates) or not _BESIDE_DATE.fullmatch(_plain(_without(text, dates))[0]):
        return None
    return next((found for found in dates if found.calendar == "gregorian"), dates[0])


def is_date_line(text: str) -> bool:
    """Say whether a line is nothing but a date, as `parse_date` reads it."""
    return parse_date(text) is not None


# --- how a text is seen -------------------------------------------------------------------------------------

_LONGEST_DATE_LINE = 120
_ISO_LENGTH = {"day": 10, "month": 7, "year": 4}
_HINT = re.compile(r"[0-9٠-٩۰-۹]|[א-ת]['\"׳״‘’“”„´]|(?<!\w)ה?ת[רשת]")
_NOT_SEEN = re.compile(
    "[\u00ad\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u0640\u064b-\u0655\u0670"
    "\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SEEN_AS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹كيىئآأإةۀ״“”„׳’‘´־‐‑–—−",
    "01234567890123456789کیییااا" + "هه" + '""""' + "''''" + "------",
)


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Unify digits, letters, quotes and dashes, drop what is not seen; say where each character stood."""
    unified = text.translate(_SEEN_AS)
    if not _NOT_SEEN.search(unified):
        return unified, range(len(unified))
    indexes = [index for index, character in enumerate(unified) if not _NOT_SEEN.match(character)]
    return "".join(unified[index] for index in indexes), indexes


def _without(text: str, dates: Iterable[FoundDate]) -> str:
    rest = text
    for found in reversed(tuple(dates)):
        rest = rest[: found.start] + " " + rest[found.end :]
    return rest


def _agree(dates: Sequence[FoundDate]) -> bool:
    if len({found.precision for found in dates}) > 1:
        return False
    if dates[0].precision == "month":
        months = [int(found.iso[:4]) * 12 + int(found.iso[5:7]) for found in dates]
        return max(months) - min(months) <= 1
    return len({found.iso for found in dates}) == 1


def _found(reading: forms.Reading, text: str, start: int, end: int) -> FoundDate:
    iso = reading.first.isoformat()[: _ISO_LENGTH[reading.precision]]
    return FoundDate(iso, reading.precision, reading.calendar, text[start:end], start, end)


def _year_alone(text: str) -> tuple[FoundDate, ...]:
    seen, indexes = _plain(text)
    match = forms.year_alone(seen)
    if match is None:
        return ()
    start, end, reading = match
    found = _found(reading, text, indexes[start], indexes[end - 1] + 1)
    is_plain_number = found.written.isascii() and "سال" not in seen
    return () if reading.calendar == "persian" and is_plain_number else (found,)


_BESIDE_DATE = re.compile(
    r"(?:[\s()\[\]{}<>*_#,.;:،؛|/\"'«»-]"
    rf"|(?<!\w)(?:{names.alternatives(names.WEEKDAYS)}|{names.alternatives(names.ERAS)}|[בה])(?!\w))*",
    re.IGNORECASE,
)
