"""The table of languages: tag, names, script, direction. Code asks the table, it never branches on a name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language as the archive shows it; `code` is its BCP 47 tag."""

    code: str
    name: str
    native_name: str
    script: str
    direction: str


UNDETERMINED = "und"

_TABLE = (
    Language("en", "English", "English", "Latn", "ltr"),
    Language("he", "Hebrew", "עברית", "Hebr", "rtl"),
    Language("fa", "Persian", "فارسی", "Arab", "rtl"),
    Language("ar", "Arabic", "العربية", "Arab", "rtl"),
    Language("ur", "Urdu", "اردو", "Arab", "rtl"),
    Language("ps", "Pashto", "پښتو", "Arab", "rtl"),
    Language("ckb", "Central Kurdish", "کوردیی ناوەندی", "Arab", "rtl"),
    Language("sd", "Sindhi", "سنڌي", "Arab", "rtl"),
    Language("ug", "Uyghur", "ئۇيغۇرچە", "Arab", "rtl"),
    Language("azb", "South Azerbaijani", "تۆرکجه", "Arab", "rtl"),
    Language("yi", "Yiddish", "ייִדיש", "Hebr", "rtl"),
    Language("arc", "Aramaic", "ארמית", "Hebr", "rtl"),
    Language("fr", "French", "français", "Latn", "ltr"),
    Language("de", "German", "Deutsch", "Latn", "ltr"),
    Language(UNDETERMINED, "Undetermined", "—", "Zyyy", "ltr"),
)

LANGUAGES: dict[str, Language] = {language.code: language for language in _TABLE}
"""Every language the archive can name, by code; the first three are the ones it is made for."""

ARCHIVE_LANGUAGES: tuple[str, ...] = ("en", "he", "fa")
"""The languages whose parallel segments are aligned unless archive.toml says otherwise, in the order of pairs."""


def language(code: str) -> Language:
    """Look a language up by its code; one outside the table is named by its code and runs left to right."""
    return LANGUAGES.get(code) or Language(code, code, code, "Zyyy", "ltr")


def direction(code: str) -> str:
    """Say `rtl` or `ltr`."""
    return language(code).direction


def pair(first: str, second: str) -> str:
    """Name a pair of languages, in the archive's order: English before Hebrew before Persian, others after by code."""
    return "-".join(sorted((first, second), key=pair_order))


def pair_order(code: str) -> tuple[int, str]:
    """Give the sorting key of a language within a pair."""
    known = ARCHIVE_LANGUAGES.index(code) if code in ARCHIVE_LANGUAGES else len(ARCHIVE_LANGUAGES)
    return (known, code)
