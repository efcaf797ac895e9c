"""A URL and its label → the date of the page it leads to."""

import re
from urllib.parse import unquote

from ezri_archive.dates import FoundDate, find_dates, hebrew_to_gregorian, parse_date
from ezri_archive.records import Date
from ezri_archive.text import canonical_url

_IN_PATH = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|$)",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"/(?P<year>\d{4})/(?P<month>\d{1,2})(?=/|$)(?!/\d{1,2}(?:/|$))",
        r"/(?P<year>\d{4})-(?P<month>\d{1,2})(?=/|$)",
    )
)
_AFTER_DATE = re.compile(r"[\s)\]}.,:;\"'»”*_]*")
_YEARS_OF_CREATION = range(5600, 5900)
_TISHRI = 7


def url_date(url: str, label: str = "") -> Date | None:
    """Read when a page was published: from the path of its URL, or else from the end of a line of its label.

    Paths tell it as `/2018/08/14/`, `/1397/06/21/`, `/2018-08-14-title`, `/2018/08/`, `/2018-08/`; years from
    1300 are Solar Hijri, years from 5600 Hebrew (of these only the year is taken, since their months may be
    counted from Nisan or from Tishri).
    """
    return _date_in_path(url) or _date_at_end(label)


def _date_in_path(url: str) -> Date | None:
    path = unquote(re.sub(r"^[a-z][a-z0-9+.-]*:(?://[^/]*)?|[?#].*$", "", canonical_url(url)))
    found = (_date(match) for pattern in _IN_PATH for match in pattern.finditer(path))
    return next((date for date in found if date), None)


def _date(match: re.Match[str]) -> Date | None:
    year, month, day = int(match["year"]), int(match["month"]), match.groupdict().get("day")
    if year in _YEARS_OF_CREATION:
        begins = hebrew_to_gregorian(year, _TISHRI, 1)
        return Date(iso=f"{begins.year:04}", precision="year", calendar="hebrew", written=match["year"])
    read = parse_date(f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))
    return _as_record(read, match.group().strip("/")) if read else None


def _date_at_end(label: str) -> Date | None:
    """Read the date that ends a line of a label, the first line that ends with one."""
    for line in label.splitlines():
        ending = [found for found in find_dates(line) if _AFTER_DATE.fullmatch(line[found.end :])]
        if ending:
            return _as_record(ending[0], ending[0].written)
    return None


def _as_record(found: FoundDate, written: str) -> Date:
    return Date(iso=found.iso, precision=found.precision, calendar=found.calendar, written=written)
