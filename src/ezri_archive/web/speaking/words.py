"""English words of the interface → the words, numbers and dates of the language a reader chose.

The catalogues `locale/*.po` are read as they stand: nothing has to be compiled when one is corrected.
"""

import datetime as dt
import functools
import gettext
import io
import re
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Self

from ezri_archive import languages

INTERFACES: tuple[str, ...] = ("en", "he", "fa")
"""The languages our own pages speak; English is that of the code."""

_LOCALES = MappingProxyType({"en": "en_GB", "he": "he", "fa": "fa"})
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Message(str):
    """Words with values in them, said in code and translated on the page that shows them: as text, they are English.

    `Message("{count} segments", count=12)`. Numbers among the values are written as the reader's language does.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, str | int]

    def __new__(cls, template: str, /, **values: str | int) -> Self:
        """Say `template`, an English sentence that every catalogue has, with `values` in its braces."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template = template
        made.values = values
        return made


@dataclass(frozen=True, slots=True)
class Words:
    """What a page needs to speak one language."""

    code: str
    catalogue: gettext.NullTranslations

    def say(self, message: str) -> str:
        """Translate a message; what no catalogue knows (a name in the data) stands as it is."""
        if isinstance(message, Message):
            translated = self.catalogue.gettext(message.template) if message.template else ""
            return translated.format(**{name: self._value(value) for name, value in message.values.items()})
        return self.catalogue.gettext(message) if message else ""

    def count(self, one: str, many: str, number: int) -> str:
        """Translate what is said of `number` things; `{count}` in it is the number, written as the language does."""
        return self.catalogue.ngettext(one, many, number).replace("{count}", self.number(number))

    def number(self, value: float) -> str:
        """Write a number, with the digits and separators of the language (CLDR)."""
        return self.digits(_number(value, _LOCALES[self.code]))

    def digits(self, words: str | int) -> str:
        """Write the digits of running text as the language does; never those of an identifier."""
        return str(words).translate(_PERSIAN_DIGITS) if self.code == "fa" else str(words)

    def date(self, published: str) -> str:
        """Write an ISO 8601 date, known to the day, month or year; what is none stands as it is."""
        found = _ISO_DATE.fullmatch(published)
        if not found:
            return published
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if not month:
            return self.digits(year)
        return self.digits(_written(dt.date(year, month, day or 1), _LOCALES[self.code], day=bool(day)))

    def language(self, code: str | None) -> str:
        """Name a language, in the words of CLDR."""
        if not code:
            return ""
        name = languages.language(code).name
        return name if self.code == "en" else str(_locale(self.code).languages.get(code) or self.say(name))

    def _value(self, value: str | int) -> str:
        if isinstance(value, Message):
            return self.say(value)
        return self.number(value) if isinstance(value, int) else value


@functools.cache
def words(code: str) -> Words:
    """Give the words of one of INTERFACES."""
    return Words(code, gettext.NullTranslations() if code == "en" else _catalogue(code))


def _catalogue(code: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - once in a process that shows pages
    from babel.messages.pofile import read_po  # noqa: PLC0415 - see above

    written = resources.files("ezri_archive.web").joinpath("locale", f"{code}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(written), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@functools.lru_cache(maxsize=8192)
def _number(value: float, locale: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - only pages need it

    return str(format_decimal(value, locale=locale, numbering_system="default"))


@functools.lru_cache(maxsize=4096)
def _written(date: dt.date, locale: str, *, day: bool) -> str:
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - only pages need it

    return str(format_date(date, "long", locale=locale) if day else format_skeleton("yMMMM", date, locale=locale))


def _locale(code: str) -> Any:
    from babel import Locale  # noqa: PLC0415 - only pages need it

    return Locale.parse(_LOCALES[code])
