"""A day of the Solar Hijri or Hebrew calendar → the same day of the Gregorian calendar."""

from datetime import date
from functools import cache

from convertdate import hebrew, persian

ADAR = int(hebrew.ADAR)
"""Adar of a common year and the first Adar of a leap year, in the numbering from Nisan."""
SECOND_ADAR = int(hebrew.VEADAR)

_JULIAN_DAY_OF_ORDINAL_ZERO = 1721424.5
_PERSIAN_YEARS_BEHIND = 621
_MONTHS_OF_PERSIAN_YEAR = 12
_LAST_PERSIAN_MONTH_OF_31 = 6


def persian_to_gregorian(year: int, month: int, day: int) -> date:
    """Convert a day of the Solar Hijri calendar; ValueError when there is no such day.

    The year begins at the spring equinox as seen from Tehran (the astronomical calendar of the Iranian law of
    1925), computed by convertdate.
    """
    if not 1 <= month <= _MONTHS_OF_PERSIAN_YEAR or not 1 <= day <= _persian_month_length(year, month):
        message = f"no such day in the Solar Hijri calendar: {year}-{month}-{day}"
        raise ValueError(message)
    before = 31 * (month - 1) - max(month - 1 - _LAST_PERSIAN_MONTH_OF_31, 0)
    return date.fromordinal(_persian_new_year(year) + before + day - 1)


def hebrew_to_gregorian(year: int, month: int, day: int) -> date:
    """Convert a day of the Hebrew calendar; ValueError when there is no such day.

    Months are numbered from Nisan (1) to Adar (12) or, in a leap year, second Adar (13); the year begins with
    Tishri (7).
    """
    if month not in _hebrew_months(year) or not 1 <= day <= hebrew.month_length(year, month):
        message = f"no such day in the Hebrew calendar: {year}-{month}-{day}"
        raise ValueError(message)
    months = _hebrew_months(year)
    before = sum(int(hebrew.month_length(year, earlier)) for earlier in months[: months.index(month)])
    return date.fromordinal(_hebrew_new_year(year) + before + day - 1)


def is_hebrew_leap(year: int) -> bool:
    """Say whether a Hebrew year has two months of Adar."""
    return bool(hebrew.leap(year))


def _persian_month_length(year: int, month: int) -> int:
    if month < _MONTHS_OF_PERSIAN_YEAR:
        return 31 if month <= _LAST_PERSIAN_MONTH_OF_31 else 30
    return 29 + (_persian_new_year(year + 1) - _persian_new_year(year) - 365)


@cache
def _persian_new_year(year: int) -> int:
    # persian.to_jd finds the same day by computing the equinoxes of several years around it, at many times the cost
    return _ordinal(persian.equinox_jd(year + _PERSIAN_YEARS_BEHIND) + 0.5)


def _hebrew_months(year: int) -> list[int]:
    """Give the months of a year in the order of the civil year, from Tishri to Elul."""
    last = SECOND_ADAR if is_hebrew_leap(year) else ADAR
    return [*range(hebrew.TISHRI, last + 1), *range(hebrew.NISAN, hebrew.TISHRI)]


@cache
def _hebrew_new_year(year: int) -> int:
    # convertdate warns of a deprecation of its own for every other month than the first of a year
    return _ordinal(hebrew.to_jd(year, hebrew.TISHRI, 1))


def _ordinal(julian_day: float) -> int:
    return round(julian_day - _JULIAN_DAY_OF_ORDINAL_ZERO)
