"""Dates in three languages and three calendars."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from convertdate import hebrew, persian
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.dates import find_dates, hebrew_to_gregorian, is_date_line, parse_date, persian_to_gregorian
from ezri_archive.dates.numerals import hebrew_day, hebrew_numeral, hebrew_year

DAYS = st.dates(date(1921, 3, 22), date(2100, 12, 31))
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
HEBREW_MONTHS = ("ניסן", "אייר", "סיוון", "תמוז", "אב", "אלול", "תשרי", "חשוון", "כסלו", "טבת", "שבט")


@pytest.mark.parametrize(
    ("text", "iso", "calendar"),
    [
        # English
        ("August 14, 2018", "2018-08-14", "gregorian"),
        ("august 14 2018", "2018-08-14", "gregorian"),
        ("AUGUST 14,2018", "2018-08-14", "gregorian"),
        ("Aug. 14th, 2018", "2018-08-14", "gregorian"),
        ("14 August 2018", "2018-08-14", "gregorian"),
        ("14th of August 2018", "2018-08-14", "gregorian"),
        ("14th of August, 2018", "2018-08-14", "gregorian"),
        ("1st day of May 2018", "2018-05-01", "gregorian"),
        ("14-Aug-2018", "2018-08-14", "gregorian"),
        ("29 February 2016", "2016-02-29", "gregorian"),
        ("September, 2018", "2018-09", "gregorian"),
        ("September of 2018", "2018-09", "gregorian"),
        ("Sept. 2018", "2018-09", "gregorian"),
        ("May 2018", "2018-05", "gregorian"),
        # numbers
        ("2018-09-12", "2018-09-12", "gregorian"),
        ("2018/9/12", "2018-09-12", "gregorian"),
        ("2018.09.12", "2018-09-12", "gregorian"),
        ("2018‑09‑12", "2018-09-12", "gregorian"),  # non-breaking hyphens
        ("2018-09", "2018-09", "gregorian"),
        ("14/08/2018", "2018-08-14", "gregorian"),
        ("08/14/2018", "2018-08-14", "gregorian"),
        ("5/5/2018", "2018-05-05", "gregorian"),
        ("12.9.2018", "2018-09-12", "gregorian"),
        ("14 - 8 - 2018", "2018-08-14", "gregorian"),
        ("٢٠١٨/٠٩/١٢", "2018-09-12", "gregorian"),
        # Hebrew, Gregorian months
        ("14 באוגוסט 2018", "2018-08-14", "gregorian"),
        ("14 אוגוסט, 2018", "2018-08-14", "gregorian"),
        ("14 לאוגוסט 2018", "2018-08-14", "gregorian"),
        ("14 באוגוסט שנת 2018", "2018-08-14", "gregorian"),
        ("1 במרס 2018", "2018-03-01", "gregorian"),
        ("1 במרץ 2018", "2018-03-01", "gregorian"),
        ("12 בספט׳ 2018", "2018-09-12", "gregorian"),
        ("ספטמבר 2018", "2018-09", "gregorian"),
        ("ספט' 2018", "2018-09", "gregorian"),
        # Persian, Gregorian months
        ("۱۴ اوت ۲۰۱۸", "2018-08-14", "gregorian"),
        ("14 آگوست 2018", "2018-08-14", "gregorian"),
        ("۱ ژانویهٔ ۲۰۱۹", "2019-01-01", "gregorian"),
        ("۱ ژانويه ۲۰۱۹", "2019-01-01", "gregorian"),
        ("۵ ژوئن ۲۰۱۸", "2018-06-05", "gregorian"),
        ("۵ ژوئیه ۲۰۱۸", "2018-07-05", "gregorian"),
        ("۵ ژوييه ۲۰۱۸", "2018-07-05", "gregorian"),
        ("۱۲ام سپتامبر سال ۲۰۱۸", "2018-09-12", "gregorian"),
        ("۱۲ آوریل، ۲۰۱۸", "2018-04-12", "gregorian"),
        ("۸ مه ۲۰۱۸", "2018-05-08", "gregorian"),
        ("۸ می ۲۰۱۸", "2018-05-08", "gregorian"),
        ("سپتامبر ۲۰۱۸", "2018-09", "gregorian"),
        ("اکتبر ۲۰۱۸", "2018-10", "gregorian"),
        # Solar Hijri
        ("۲۱ شهریور ۱۳۹۷", "2018-09-12", "persian"),
        ("21 شهریور 1397", "2018-09-12", "persian"),
        ("٢١ شهريور ١٣٩٧", "2018-09-12", "persian"),
        ("۲۱ شهریورماه ۱۳۹۷", "2018-09-12", "persian"),
        ("۲۱ شهریور‌ماه سال ۱۳۹۷", "2018-09-12", "persian"),
        ("۱ مهر ۱۳۹۷", "2018-09-23", "persian"),
        ("۲۲ آبان ۱۳۹۷", "2018-11-13", "persian"),
        ("۱۰ اذر ۱۳۹۷", "2018-12-01", "persian"),
        ("۳۰ اسفند ۱۳۹۹", "2021-03-20", "persian"),
        ("۲۸ مرداد ۱۳۳۲", "1953-08-19", "persian"),
        ("شهریور ۱۳۹۷", "2018-08", "persian"),
        ("دي ١٣٩٧", "2018-12", "persian"),
        ("۱۳۹۷/۰۶/۲۱", "2018-09-12", "persian"),
        ("1397/06/21", "2018-09-12", "persian"),
        ("1397-6-21", "2018-09-12", "persian"),
        ("۲۱/۶/۱۳۹۷", "2018-09-12", "persian"),
        ("۱۳۹۷\u200e/۰۶\u200e/۲۱", "2018-09-12", "persian"),
        ("1397-06", "2018-08", "persian"),
        # Hebrew calendar
        ("ג' בתשרי תשע\"ט", "2018-09-12", "hebrew"),
        ("ג׳ בתשרי תשע״ט", "2018-09-12", "hebrew"),
        ("ג’ בתשרי ה’תשע”ט", "2018-09-12", "hebrew"),
        ("ג' תשרי, תשע\"ט", "2018-09-12", "hebrew"),
        ("ג בתשרי תשעט", "2018-09-12", "hebrew"),
        ("3 בתשרי 5779", "2018-09-12", "hebrew"),
        ('ט"ו בשבט תשפ"ב', "2022-01-17", "hebrew"),
        ("ט''ו בשבט תשפ''ב", "2022-01-17", "hebrew"),
        ("ה' באייר תש\"ח", "1948-05-14", "hebrew"),
        ('כ"ט באלול התשע"ח', "2018-09-09", "hebrew"),
        ("ל' בכסליו תש\"ף", "2019-12-28", "hebrew"),
        ('י"א באדר תשע"ח', "2018-02-26", "hebrew"),
        ('י"ד באדר א\' תשע"ט', "2019-02-19", "hebrew"),
        ('י"ד באדר ב׳ תשע"ט', "2019-03-21", "hebrew"),
        ('י"ד באדר שני תשע"ט', "2019-03-21", "hebrew"),
        ("ט' באב תשע\"ח", "2018-07-21", "hebrew"),
        ("ט' במנחם אב תשע\"ח", "2018-07-21", "hebrew"),
        ("א' במרחשוון תשע\"ט", "2018-10-10", "hebrew"),
        ("א' במר־חשוון תשע\"ט".replace("־", " "), "2018-10-10", "hebrew"),
        ('תשרי תשע"ט', "2018-09", "hebrew"),
        ("סיון ה'תשע\"ח", "2018-05", "hebrew"),
        ("תשרי 5779", "2018-09", "hebrew"),
    ],
)
def test_a_date_is_read_in_its_calendar(text: str, iso: str, calendar: str) -> None:
    [found] = find_dates(text)
    assert (found.iso, found.calendar) == (iso, calendar)
    assert found.precision == {10: "day", 7: "month"}[len(iso)]
    assert found.written == text
    assert parse_date(text) == found
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 September 2018",
        "September 31, 2018",
        "29 February 2018",
        "0 May 2018",
        "45 May 2018",
        "31 בספטמבר 2018",
        "۳۱ سپتامبر ۲۰۱۸",
        "۳۱ مهر ۱۳۹۷",
        "۳۰ اسفند ۱۳۹۷",
        "1397/13/01",
        "1397/06/32",
        "1397/12/30",
        "2018-13-01",
        "2018-13",
        "2018-02-30",
        "2018-00-10",
        "2018-09-00",
        "12/09/2018",
        "12-09-2018",
        "13/13/2018",
        "30.2.2018",
        "09/12/18",
        "1.2.3.2018",
        "2018-09-12-3",
        "978-2018-09-12",
        "1440/01/02",
        "1397/06/21 ه.ق",
        "۱۳۹۷/۰۶/۲۱ قمری",
        "1397/06/21 هـ",
        "۲۱ شهریور ۲۰۱۸",
        "۱۴ اوت ۱۳۹۷",
        "14 August 997",
        "14 August 2300",
        "1203-04-05",
        'ל"א בתשרי תשע"ט',
        "ל' באלול תשע\"ח",
        "א' באדר תשע\"ט",
        'אדר תשע"ט',
        "א' באדר א' תשע\"ח",
        "א' באדר ב' תשע\"ח",
        "ג' בתשרי 2018",
        "ג' בתשרי תרפפ",
        "אב תשע",
        "ניסן תשובה",
        'ת"א',
        'תנ"ך',
        "ה'תק\"ט",
        "7 ימים",
        "Issue No. 30",
        "chapter 12",
        "maybe 2018",
        "decade 2018",
        "2018",
        "In 1979",
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("on July 18, 2018 that", ["July 18, 2018"]),
        ("in September 2017, Trump", ["September 2017"]),
        ("(2018-09-12T10:30)", ["2018-09-12"]),
        ("An Answer to the Harbour Board at Last?, August 2, 2018", ["August 2, 2018"]),
        ("14–16 August 2018", ["16 August 2018"]),
        ("1 May 2018, 2 May 2018; 2018-05-03", ["1 May 2018", "2 May 2018", "2018-05-03"]),
        ("שהתקיים בספטמבר 2017", ["ספטמבר 2017"]),
        ("ומספטמבר 2017 ואילך", ["ספטמבר 2017"]),
        ("ב-14 באוגוסט 2018", ["14 באוגוסט 2018"]),
        ("ב14 באוגוסט 2018", ["14 באוגוסט 2018"]),
        ("עד ה־12.9.2018.", ["12.9.2018"]),
        ("ביום ג' בתשרי תשע\"ט, 12 בספטמבר 2018", ["ג' בתשרי תשע\"ט", "12 בספטמבר 2018"]),
        ('"תשרי תשע"ט"', ['תשרי תשע"ט']),
        ('שנת ה\'תשע"ט ושנת תש"ף', ["ה'תשע\"ט", 'תש"ף']),
        ('חודש תשרי תשע"ט', ['תשרי תשע"ט']),
        ('של תשרי תשע"ט', ['תשרי תשע"ט']),
        ("در ۲۱ شهریور ۱۳۹۷ گفت", ["۲۱ شهریور ۱۳۹۷"]),
        ("از مهر ۱۳۹۷ تا دی‌ماه ۱۳۹۸", ["مهر ۱۳۹۷", "دی‌ماه ۱۳۹۸"]),
        ("۲۱ شهریور ۱۳۹۷ (۱۲ سپتامبر ۲۰۱۸)", ["۲۱ شهریور ۱۳۹۷", "۱۲ سپتامبر ۲۰۱۸"]),
    ],
)
def test_dates_are_found_where_they_stand(text: str, written: list[str]) -> None:
    found = find_dates(text)
    assert [item.written for item in found] == written
    assert [text[item.start : item.end] for item in found] == written


def test_what_a_date_says_is_given_in_full() -> None:
    [found] = find_dates("شمارهٔ \u200fشهریور ۱۳۹۷")
    assert (found.iso, found.precision, found.calendar, found.written) == ("2018-08", "month", "persian", "شهریور ۱۳۹۷")
    assert (found.start, found.end) == (8, 19)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("(September, 2018)", "2018-09"),
        ("*(September, 2018)*", "2018-09"),
        ("[August 14, 2018],", "2018-08-14"),
        (", August 2, 2018", "2018-08-02"),
        ("Wednesday, 12 September 2018", "2018-09-12"),
        ("Wed. 12 September 2018 CE", "2018-09-12"),
        ("יום רביעי, 12 בספטמבר 2018", "2018-09-12"),
        ("יום ד', ג' בתשרי תשע\"ט", "2018-09-12"),
        ("ב-14 באוגוסט 2018", "2018-08-14"),
        ("יום ד׳, ג׳ בתשרי ה׳תשע״ט, 12.9.2018", "2018-09-12"),
        ("چهارشنبه، ۲۱ شهریور ۱۳۹۷", "2018-09-12"),
        ("پنج‌شنبه ۲۲ شهریور ۱۳۹۷ ه.ش.", "2018-09-13"),
        ("۲۱ شهریور ۱۳۹۷ هجری شمسی", "2018-09-12"),
        ("چهارشنبه ۲۱ شهریور ۱۳۹۷ برابر با ۱۲ سپتامبر ۲۰۱۸", "2018-09-12"),
        ("شهریور ۱۳۹۷ / سپتامبر ۲۰۱۸", "2018-09"),
        ("تیر ۱۳۹۷ - تیر ۱۳۹۷", "2018-06"),
        ("2018", "2018"),
        ("(1979)", "1979"),
        ("۱۳۹۷", "2018"),
        ("سال 1397", "2018"),
        ('שנת תשע"ט', "2018"),
        ("תשע״ט", "2018"),
        ("ה'תשע\"ט", "2018"),
    ],
)
def test_a_line_that_is_nothing_but_a_date(text: str, iso: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.iso == iso
    assert found.precision == {10: "day", 7: "month", 4: "year"}[len(iso)]
    assert text[found.start : found.end] == found.written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "Wednesday",
        "Published August 14, 2018",
        "August 14, 2018 by N. N.",
        "14 August 2018 15 August 2018",
        "September 2018 - November 2018",
        "2018 - September 2018",
        "September 2018, 12 September 2018",
        "Issue 2018",
        "1397",
        "0997",
        "3018",
        'תשע"ט מילים',
        'ת"א',
        "(" * 200 + "2018-09-12" + ")" * 200,
    ],
)
def test_a_line_with_anything_else_is_no_date_line(text: str) -> None:
    assert parse_date(text) is None
    assert not is_date_line(text)


def test_one_day_in_two_calendars_is_given_in_the_gregorian() -> None:
    found = parse_date("۲۱ شهریور ۱۳۹۷ - ۱۲ سپتامبر ۲۰۱۸")
    assert found is not None
    assert (found.calendar, found.written) == ("gregorian", "۱۲ سپتامبر ۲۰۱۸")


@given(st.text("0123456789۱۳۹۷ /-.,'\"אבתשרילהט شهریورمادی\u200c\u200eAug MAYmay", max_size=40))
def test_any_text_is_read_without_error_and_dates_do_not_overlap(text: str) -> None:
    found = find_dates(text)
    assert all(text[item.start : item.end] == item.written for item in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert parse_date(text) is None or is_date_line(text)


def test_a_text_of_blanks_takes_no_time() -> None:
    assert find_dates("12 " + " " * 100_000 + "August" + " " * 100_000 + "2018") == ()


# --- every day of a century and a half, against another formula -----------------------------------------------------


@settings(deadline=None, max_examples=60)  # convertdate's inverse computes several equinoxes
@given(DAYS)
def test_a_solar_hijri_day_leads_back_to_itself(day: date) -> None:
    year, month, number = persian.from_gregorian(day.year, day.month, day.day)
    assert persian_to_gregorian(year, month, number) == day
    written = f"{number} {PERSIAN_MONTHS[month - 1]} {year}".translate(PERSIAN_DIGITS)
    assert [found.iso for found in find_dates(written)] == [day.isoformat()]


def test_solar_hijri_years_follow_the_cycle_of_thirty_three() -> None:
    # Birashk's arithmetic leap years agree with the equinox over the century of our documents.
    leap = [year for year in range(1300, 1404) if year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}]
    lengths = {
        year: (persian_to_gregorian(year + 1, 1, 1) - persian_to_gregorian(year, 1, 1)).days
        for year in range(1300, 1404)
    }
    assert [year for year, days in lengths.items() if days == 366] == leap
    assert set(lengths.values()) == {365, 366}


def test_solar_hijri_days_run_without_gap_or_repetition() -> None:
    lengths = [31] * 6 + [30] * 5
    days = [
        persian_to_gregorian(year, month, day)
        for year in range(1396, 1400)
        for month in range(1, 13)
        for day in range(1, (lengths[month - 1] if month < 12 else 29 + (year == 1399)) + 1)
    ]
    assert days == [date(2017, 3, 21) + timedelta(number) for number in range(len(days))]


@given(DAYS)
def test_a_hebrew_day_leads_back_to_itself(day: date) -> None:
    year, month, number = _hebrew_from(day)
    assert hebrew_to_gregorian(year, month, number) == day
    written = f"{_marked(hebrew_numeral(number))} ב{_month_name(year, month)} {_marked(hebrew_numeral(year - 5000))}"
    assert [found.iso for found in find_dates(written)] == [day.isoformat()]


def test_hebrew_days_run_without_gap_or_repetition() -> None:
    # 5776 is a leap year of 385 days, 5777 one of 353, 5778 one of 354: all three kinds of Heshvan and Kislev.
    days = [
        hebrew_to_gregorian(year, month, day)
        for year in (5776, 5777, 5778)
        for month in [*range(7, 14 if year == 5776 else 13), *range(1, 7)]
        for day in range(1, hebrew.month_length(year, month) + 1)
    ]
    assert days == [date(2015, 9, 14) + timedelta(number) for number in range(385 + 353 + 354)]


@pytest.mark.parametrize("day", [(1397, 0, 1), (1397, 13, 1), (1397, 7, 31), (1397, 1, 0), (1397, 12, 30)])
def test_a_day_that_solar_hijri_has_not_is_refused(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such day in the Solar Hijri calendar"):
        persian_to_gregorian(*day)


@pytest.mark.parametrize("day", [(5778, 0, 1), (5778, 13, 1), (5779, 14, 1), (5779, 6, 30), (5779, 7, 0)])
def test_a_day_that_the_hebrew_calendar_has_not_is_refused(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such day in the Hebrew calendar"):
        hebrew_to_gregorian(*day)


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "א"), (10, "י"), (15, "טו"), (16, "טז"), (30, "ל"), (708, "תשח"), (779, "תשעט"), (790, "תשצ"), (715, "תשטו")],
)
def test_numbers_are_written_in_hebrew_letters(number: int, letters: str) -> None:
    assert hebrew_numeral(number) == letters


@pytest.mark.parametrize("number", range(600, 900))
def test_a_year_in_hebrew_letters_leads_back_to_itself(number: int) -> None:
    letters = hebrew_numeral(number)
    assert hebrew_year(_marked(letters)) == 5000 + number
    assert hebrew_year(f"ה'{_marked(letters)}") == 5000 + number


def test_letters_that_are_no_day_or_year_say_nothing() -> None:
    assert [hebrew_day(word) for word in ('ל"א', "יה", "שלום", "")] == [0, 0, 0, 0]
    assert [hebrew_year(word) for word in ('ת"א', 'שתע"ט', "תשיה", "")] == [0, 0, 0, 0]
    assert hebrew_year('תש"ץ') == 5790


def _hebrew_from(day: date) -> tuple[int, int, int]:
    """Count on from the new year: another way than that of the code, which sums up months."""
    year = day.year + 3760
    if day >= hebrew_to_gregorian(year + 1, 7, 1):
        year += 1
    months = [*range(7, hebrew.year_months(year) + 1), *range(1, 7)]
    rest = day.toordinal() - round(hebrew.to_jd(year, 7, 1) - 1721424.5)
    for month in months:
        length = hebrew.month_length(year, month)
        if rest < length:
            return year, month, rest + 1
        rest -= length
    raise AssertionError(day)


def _month_name(year: int, month: int) -> str:
    if month <= len(HEBREW_MONTHS):
        return HEBREW_MONTHS[month - 1]
    if not hebrew.leap(year):
        return "אדר"
    return "אדר א'" if month == 12 else "אדר ב'"


def _marked(letters: str) -> str:
    return f"{letters}'" if len(letters) == 1 else f'{letters[:-1]}"{letters[-1]}'
