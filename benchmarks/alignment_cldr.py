"""Write the aligner's table of CLDR names from the package Babel, which carries the Unicode CLDR.

Run in an environment with Babel (`uv run --with babel benchmarks/alignment_cldr.py`); prints the table.
"""

from collections.abc import Iterator

from babel import Locale

_LANGUAGES = ("en", "he", "fa", "ar", "de", "fr")
_LONGEST = 4


def main() -> None:
    """Print the table: a first line of language codes, then one name a line."""
    locales = [Locale(code) for code in _LANGUAGES]
    print("\t".join(_LANGUAGES))
    rows = sorted({row for row in _rows(locales) if row and all(row)})
    for row in rows:
        print("\t".join(row))


def _rows(locales: list[Locale]) -> Iterator[tuple[str, ...]]:
    english = locales[0]
    for code in sorted(english.territories):
        yield _row([locale.territories.get(code, "") for locale in locales])
    for code in sorted(english.languages):
        if len(code) <= 3:
            yield _row([locale.languages.get(code, "") for locale in locales])
    for width in ("wide", "abbreviated"):
        for month in range(1, 13):
            yield _row([locale.months["format"][width][month] for locale in locales])
        for day in range(7):
            yield _row([locale.days["format"][width][day] for locale in locales])


def _row(names: list[str]) -> tuple[str, ...]:
    """Keep a row of names; one of many words is no use to an aligner that compares words."""
    cleaned = tuple(name.replace("\t", " ").strip() for name in names)
    return cleaned if all(len(name.split()) <= _LONGEST for name in cleaned) else ()


if __name__ == "__main__":
    main()
