"""What has the form of a date → the day it begins on, in any of three calendars.

Texts come here as `finding` sees them: digits in ASCII, letters and quotation marks of one kind.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ezri_archive.dates import calendars, names, numerals


@dataclass(frozen=True, slots=True)
class Reading:
    """What a match says: the first Gregorian day of the date, how exact it is, and its calendar."""

    first: date
    precision: str
    calendar: str


def readings(seen: str) -> list[tuple[int, int, Reading | None]]:
    """Match every form; what looks like a date but is none stays, so that no part of it is read as one."""
    matches = [(match, read) for pattern, read in _FORMS for match in pattern.finditer(seen)]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    return [(match.start(), match.end(), _read(match, read)) for match, read in matches]


def year_alone(seen: str) -> tuple[int, int, Reading] | None:
    """Match the first year that stands without a month; four digits from 1300 to 1419 are Solar Hijri."""
    match = _YEAR_ALONE.search(seen)
    reading = _bare_year(match["year"]) if match else None
    return (match.start(), match.end(), reading) if match and reading else None


# --- what a match says --------------------------------------------------------------------------------------


def _read(match: re.Match[str], read: Callable[[re.Match[str]], Reading | None]) -> Reading | None:
    try:
        return read(match)
    except ValueError:  # no such day or month in that calendar
        return None


def _gregorian(year: int, month: int, day: int, earliest: int) -> Reading | None:
    if not earliest <= year <= _LATEST_YEAR:
        return None
    return Reading(date(year, month, day or 1), "day" if day else "month", "gregorian")


def _solar(year: int, month: int, day: int, years: range) -> Reading | None:
    if year not in years:
        return None
    first = calendars.persian_to_gregorian(year, month, day or 1)
    return Reading(first, "day" if day else "month", "persian")


def _named(months: dict[str, int]) -> Callable[[re.Match[str]], Reading | None]:
    def read(match: re.Match[str]) -> Reading | None:
        month = months[match["month"].lower()]
        return _gregorian(int(match["year"]), month, _day(match), _EARLIEST_NAMED)

    return read


def _persian(match: re.Match[str]) -> Reading | None:
    name, year = match["month"], int(match["year"])
    if name in names.SOLAR_HIJRI:
        return _solar(year, names.SOLAR_HIJRI[name], _day(match), _SOLAR_YEARS)
    return _gregorian(year, (names.PERSIAN | names.ARABIC)[name], _day(match), _EARLIEST_NUMERIC)


def _year_first(match: re.Match[str]) -> Reading | None:
    return _numeric(int(match["year"]), int(match["month"]), _day(match))


def _day_first(match: re.Match[str]) -> Reading | None:
    year, month, day = int(match["year"]), int(match["month"]), _day(match)
    if year in _SOLAR_YEARS_IN_NUMBERS or "." in match["mark"] or day > _MONTHS or day == month:
        return _numeric(year, month, day)
    return _numeric(year, day, month) if month > _MONTHS else None


def _numeric(year: int, month: int, day: int) -> Reading | None:
    if year in _SOLAR_YEARS_IN_NUMBERS:
        return _solar(year, month, day, _SOLAR_YEARS_IN_NUMBERS)
    return _gregorian(year, month, day, _EARLIEST_NUMERIC)


def _hebrew(match: re.Match[str]) -> Reading | None:
    name = " ".join(match["month"].split())
    year = _hebrew_year(match["year"])
    if not year or _is_wrong_adar(name, year):
        return None
    first = calendars.hebrew_to_gregorian(year, names.HEBREW_CALENDAR[name], _hebrew_day(match) or 1)
    return Reading(first, "day" if _hebrew_day(match) else "month", "hebrew")


def _is_wrong_adar(name: str, year: int) -> bool:
    return names.HEBREW_CALENDAR[name] == calendars.ADAR and calendars.is_hebrew_leap(year) == (name == "אדר")


def _creation(match: re.Match[str]) -> Reading | None:
    return _year_of_creation(match["year"])


def _year_of_creation(word: str) -> Reading | None:
    year = _hebrew_year(word)
    return Reading(calendars.hebrew_to_gregorian(year, 7, 1), "year", "hebrew") if year else None


def _hebrew_year(word: str) -> int:
    if word.isdigit():
        return int(word) if int(word) in _YEARS_OF_CREATION else 0
    return numerals.hebrew_year(word)


def _hebrew_day(match: re.Match[str]) -> int:
    """Give the day, 0 where the form has none; ValueError when letters are no day of a month."""
    word = match.groupdict().get("letters") or match.groupdict().get("day")
    if not word:
        return 0
    day = int(word) if word.isdigit() else numerals.hebrew_day(word)
    if not day:
        raise ValueError(word)
    return day


def _day(match: re.Match[str]) -> int:
    """Give the day, 0 where the form has none; ValueError for a day 0 that is written."""
    word = match.groupdict().get("day")
    if word is None:
        return 0
    if not int(word):
        raise ValueError(word)
    return int(word)


def _bare_year(word: str) -> Reading | None:
    if not word.isdigit():
        return _year_of_creation(word)
    year = int(word)
    if year in _SOLAR_YEARS_IN_NUMBERS:
        return Reading(calendars.persian_to_gregorian(year, 1, 1), "year", "persian")
    is_near = _EARLIEST_NUMERIC <= year <= _LATEST_YEAR
    return Reading(date(year, 1, 1), "year", "gregorian") if is_near else None


# --- forms --------------------------------------------------------------------------------------------------

_MONTHS = 12
_EARLIEST_NAMED = 1000
_EARLIEST_NUMERIC = 1500
_LATEST_YEAR = 2199
_SOLAR_YEARS = range(1200, 1500)
_SOLAR_YEARS_IN_NUMBERS = range(1300, 1420)
_YEARS_OF_CREATION = range(5600, 5900)

_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})(?!\w)"
_NUMBER_BEGINS = r"(?<![A-Za-z\d])(?<!\d[./-])"
_NUMBER_ENDS = r"(?!\d|(?!T\d)[A-Za-z])(?![./-]\d)"
_LUNAR = r"(?!\s*(?:ه\s*\.?\s*ق|ه(?![\w.])|هجری\s*قمری|قمری|هجریه|للهجره))"
_HEBREW_BEGINS = (
    r"(?<![א-ת][\"'])(?:(?<![א-ת])|(?<=(?<![א-ת\"'])[בלמהוש])|(?<=(?<![א-ת\"'])[ושמ][בלמהש]))"  # after prefixes
)
_HEBREW_ENDS = r"(?!\w|\"\w)"
_MARKED_DAY = r"(?P<letters>[א-ת]'|[א-ת](?:\"|'')[א-ת])"
_BARE_DAY = "(?P<day>" + names.alternatives(numerals.hebrew_numeral(n) for n in range(1, 31)) + r"|\d{1,2})"
_MARKED_YEAR = r"(?:ה'?)?ת[א-ת]{0,3}(?:(?:\"|'')[א-ת]|')"
_BEFORE_HEBREW_YEAR = r"(?:,\s*|\s+)(?:ב?שנת\s+)?"

_ENGLISH_MONTH = f"(?P<month>{names.alternatives(names.ENGLISH)})"
_HEBREW_MONTH = f"(?P<month>{names.alternatives(names.HEBREW)})"
_PERSIAN_MONTH = (
    f"(?P<month>{names.alternatives([*names.PERSIAN, *names.ARABIC, *names.SOLAR_HIJRI])})"
    r"\s*ی?(?:\s*ماه)?[،,]?\s*(?:سال\s+)?"
)
_CREATION_MONTH = f"(?P<month>{names.alternatives(names.HEBREW_CALENDAR)})"

_ENGLISH_DAY = rf"{_DAY}(?:st|nd|rd|th)?"
_BEFORE_YEAR = r"(?:,\s*|[\s-]{1,4})"
_BETWEEN = r"(?P<mark>\s?[./-]\s?)"
_MONTH = r"(?P<month>\d{1,2})"
_DIGITS = r"(?P<year>\d{4})"
_HEBREW_DAY = rf"(?:{_HEBREW_BEGINS}{_MARKED_DAY}|(?<![\w\"']){_BARE_DAY})"
_ENGLISH_FORMS = (
    rf"(?<!\w){_ENGLISH_MONTH}\.?\s+{_ENGLISH_DAY}(?:,\s*|\s+){_YEAR}",
    rf"(?<!\w){_ENGLISH_DAY}[\s-]{{0,4}}(?:(?:day\s+)?of\s+)?{_ENGLISH_MONTH}\.?{_BEFORE_YEAR}{_YEAR}",
    rf"(?<!\w){_ENGLISH_MONTH}\.?(?:,\s*|\s+(?:of\s+)?){_YEAR}",
)
_HEBREW_FORMS = (
    rf"(?<!\d){_DAY}\s*-?\s*[בלה]?-?{_HEBREW_MONTH}{_BEFORE_HEBREW_YEAR}{_YEAR}",
    rf"{_HEBREW_BEGINS}{_HEBREW_MONTH}{_BEFORE_HEBREW_YEAR}{_YEAR}",
)
_PERSIAN_FORMS = (
    rf"(?<!\d){_DAY}(?:\s*ا?م)?\s*(?:ماه\s+)?{_PERSIAN_MONTH}{_YEAR}{_LUNAR}",
    rf"(?<!\w){_PERSIAN_MONTH}{_YEAR}{_LUNAR}",
)
_YEAR_FIRST_FORMS = (
    rf"{_NUMBER_BEGINS}{_DIGITS}{_BETWEEN}{_MONTH}(?P=mark){_DAY}{_NUMBER_ENDS}{_LUNAR}",
    rf"{_NUMBER_BEGINS}{_DIGITS}-(?P<month>\d\d){_NUMBER_ENDS}{_LUNAR}",
)
_DAY_FIRST_FORM = rf"{_NUMBER_BEGINS}{_DAY}{_BETWEEN}{_MONTH}(?P=mark){_DIGITS}{_NUMBER_ENDS}{_LUNAR}"
_UNMARKED_YEAR = r"ה?ת[א-ת]{1,3}|\d{4}"
_CREATION_DAY = rf"{_HEBREW_DAY}\s+[בל]?{_CREATION_MONTH}{_BEFORE_HEBREW_YEAR}"
_CREATION_FORMS = (
    rf"{_CREATION_DAY}(?P<year>{_MARKED_YEAR}|{_UNMARKED_YEAR}){_HEBREW_ENDS}",
    rf"{_HEBREW_BEGINS}{_CREATION_MONTH}{_BEFORE_HEBREW_YEAR}(?P<year>{_MARKED_YEAR}|5[678]\d\d){_HEBREW_ENDS}",
)
_CREATION_YEAR_FORMS = (
    rf"{_HEBREW_BEGINS}(?P<year>ה'ת[א-ת]{{0,3}}(?:(?:\"|'')[א-ת]|')){_HEBREW_ENDS}",
    rf"(?<=שנת )(?P<year>{_MARKED_YEAR}){_HEBREW_ENDS}",
)


def _compiled(pattern: str) -> re.Pattern[str]:
    # Bounded white space: three unbounded runs in a row would take cubic time on a text of blanks.
    return re.compile(pattern.replace(r"\s*", r"\s{0,4}").replace(r"\s+", r"\s{1,4}"), re.IGNORECASE)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Reading | None]], ...] = tuple(
    (_compiled(pattern), read)
    for patterns, read in (
        (_ENGLISH_FORMS, _named(names.ENGLISH)),
        (_HEBREW_FORMS, _named(names.HEBREW)),
        (_PERSIAN_FORMS, _persian),
        (_YEAR_FIRST_FORMS, _year_first),
        ((_DAY_FIRST_FORM,), _day_first),
        (_CREATION_FORMS, _hebrew),
        (_CREATION_YEAR_FORMS, _creation),
    )
    for pattern in patterns
)
_YEAR_ALONE = _compiled(rf"(?<!\w)(?P<year>\d{{4}}|{_MARKED_YEAR}){_HEBREW_ENDS}{_LUNAR}")
