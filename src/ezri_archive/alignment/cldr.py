"""Names of countries, languages, months and weekdays from the Unicode CLDR, as a lexicon."""

from functools import cache
from importlib.resources import files

from ezri_archive.alignment.dictionary import entries_between
from ezri_archive.alignment.lexicon import Row, read_rows
from ezri_archive.alignment.model import Entry


@cache
def cldr_entries(first: str, second: str) -> tuple[Entry, ...]:
    """Give the CLDR names between two languages; empty when the table does not hold one of them."""
    return tuple(entries_between(_names(), first, second))


@cache
def _names() -> tuple[Row, ...]:
    resource = files("ezri_archive.alignment") / "data" / "cldr.tsv"
    return tuple(read_rows(resource.read_text(encoding="utf-8").splitlines(), where="cldr.tsv"))
