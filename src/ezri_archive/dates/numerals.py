"""Hebrew letters → the number they write."""

from functools import cache

_HUNDREDS = ("", "ק", "ר", "ש", "ת", "תק", "תר", "תש", "תת", "תתק")
_TENS = ("", "י", "כ", "ל", "מ", "נ", "ס", "ע", "פ", "צ")
_ONES = ("", "א", "ב", "ג", "ד", "ה", "ו", "ז", "ח", "ט")
_NOT_THE_NAME = {15: "טו", 16: "טז"}
_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
_THOUSANDS = 5000


def hebrew_numeral(number: int) -> str:
    """Write a number from 1 to 999 in Hebrew letters without marks, 15 and 16 as טו and טז."""
    rest = number % 100
    return _HUNDREDS[number // 100] + (_NOT_THE_NAME.get(rest) or _TENS[rest // 10] + _ONES[rest % 10])


def hebrew_day(word: str) -> int:
    """Read the day of a month, 1 to 30, with or without geresh and gershayim; 0 when the word is none."""
    return _days().get(_plain(word), 0)


def hebrew_year(word: str) -> int:
    """Read a year of the sixth millennium, written with or without its ה; 0 when the word is none.

    Years from 5600 (1839) to 5899 are read: תר to תתצט. Letters may end in their final form (תש"ך).
    """
    plain = _plain(word)
    return _years().get(plain, 0) or _years().get(plain.removeprefix("ה"), 0)


def _plain(word: str) -> str:
    return word.replace('"', "").replace("'", "").translate(_FINAL)


@cache
def _days() -> dict[str, int]:
    return {hebrew_numeral(number): number for number in range(1, 31)}


@cache
def _years() -> dict[str, int]:
    return {hebrew_numeral(number): _THOUSANDS + number for number in range(600, 900)}
