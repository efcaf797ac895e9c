"""Names of months, weekdays and eras in English, Hebrew and Persian → numbers and patterns.

Names stand here as `finding` sees them: points, joiners and the hamza of ezafe gone, kaf and yeh Persian,
every alef bare, geresh and gershayim as `'` and `"`.
"""

from collections.abc import Iterable

ENGLISH = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4,
    "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9,
    "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
"""Gregorian months in English."""

HEBREW = {
    "ינואר": 1, "ינו'": 1, "פברואר": 2, "פבר'": 2, "מרץ": 3, "מרס": 3, "מארס": 3, "מרצ": 3, "אפריל": 4,
    "אפר'": 4, "מאי": 5, "יוני": 6, "יולי": 7, "אוגוסט": 8, "אוג'": 8, "ספטמבר": 9, "ספט'": 9,
    "אוקטובר": 10, "אוק'": 10, "נובמבר": 11, "נוב'": 11, "דצמבר": 12, "דצמ'": 12,
}  # fmt: skip
"""Gregorian months in Hebrew."""

PERSIAN = {
    "ژانویه": 1, "فوریه": 2, "مارس": 3, "اوریل": 4, "اپریل": 4, "مه": 5, "می": 5, "ژوین": 6, "جون": 6,
    "ژوییه": 7, "ژویه": 7, "جولای": 7, "اوت": 8, "اگوست": 8, "اوگوست": 8, "سپتامبر": 9, "اکتبر": 10,
    "اکتوبر": 10, "نوامبر": 11, "دسامبر": 12,
}  # fmt: skip
"""Gregorian months in the Persian of Iran."""

ARABIC = {
    "ینایر": 1, "فبرایر": 2, "ابریل": 4, "مایو": 5, "یونیو": 6, "یونیه": 6, "یولیو": 7, "یولیه": 7,
    "اغسطس": 8, "سبتمبر": 9, "نوفمبر": 11, "دیسمبر": 12, "کانون الثانی": 1, "شباط": 2, "اذار": 3,
    "نیسان": 4, "ایار": 5, "حزیران": 6, "تموز": 7, "اب": 8, "ایلول": 9, "تشرین الاول": 10,
    "تشرین الثانی": 11, "کانون الاول": 12,
}  # fmt: skip
"""Gregorian months in Arabic, of Egypt and of the Levant, where Persian does not share the name."""

SOLAR_HIJRI = {
    "فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "امرداد": 5, "شهریور": 6, "مهر": 7,
    "ابان": 8, "اذر": 9, "دی": 10, "بهمن": 11, "اسفند": 12,
}  # fmt: skip
"""Months of the Solar Hijri year."""

HEBREW_CALENDAR = {
    "ניסן": 1, "אייר": 2, "איר": 2, "סיוון": 3, "סיון": 3, "תמוז": 4, "אב": 5, "מנחם אב": 5, "אלול": 6,
    "תשרי": 7, "חשוון": 8, "חשון": 8, "מרחשוון": 8, "מרחשון": 8, "מר חשוון": 8, "מר חשון": 8, "כסלו": 9,
    "כסליו": 9, "טבת": 10, "שבט": 11, "אדר": 12, "אדר א'": 12, "אדר א": 12, "אדר ראשון": 12,
    "אדר ב'": 13, "אדר ב": 13, "אדר שני": 13,
}  # fmt: skip
"""Months of the Hebrew year, numbered from Nisan; plain אדר is the only Adar of a common year."""

WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues",
    "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "יום ראשון", "יום שני", "יום שלישי",
    "יום רביעי", "יום חמישי", "יום שישי", "יום שבת", "יום א", "יום ב", "יום ג", "יום ד", "יום ה",
    "יום ו", "שבת", "شنبه", "یکشنبه", "یک شنبه", "دوشنبه", "دو شنبه", "سهشنبه", "سه شنبه", "چهارشنبه",
    "چهار شنبه", "پنجشنبه", "پنج شنبه", "جمعه", "ادینه",
)  # fmt: skip
"""Days of the week, as they may stand beside a date in a line that is nothing but a date."""

ERAS = (
    "ad", "ce", "לספירה", "למניינם", "ه.ش", "ه ش", "هجری شمسی", "هجری خورشیدی", "شمسی", "خورشیدی",
    "میلادی", "سال", "مطابق با", "برابر با", "שנת",
)  # fmt: skip
"""Words for a calendar, and words that join one date to the same date in another."""


def alternatives(names: Iterable[str]) -> str:
    """Join names into a pattern, the longest first; a space in a name stands for any white space."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(name.replace(" ", r"\s+").replace(".", r"\.") for name in ordered)
