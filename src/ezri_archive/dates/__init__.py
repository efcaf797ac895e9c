"""A text → the dates in it, in the Gregorian, Solar Hijri and Hebrew calendars.

`calendars` converts, `names` holds months, weekdays and eras, `numerals` reads Hebrew numbers, `finding` puts
them together. Import from here.
"""

from ezri_archive.dates.calendars import hebrew_to_gregorian, persian_to_gregorian
from ezri_archive.dates.finding import FoundDate, find_dates, is_date_line, parse_date

__all__ = [
    "FoundDate",
    "find_dates",
    "hebrew_to_gregorian",
    "is_date_line",
    "parse_date",
    "persian_to_gregorian",
]
