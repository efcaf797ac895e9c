"""A value in a row → HTML in its own language and direction."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from ezri_archive import languages, text

LIMIT = 10_000
"""The most characters of a text that a cell shows; the rest is in the JSON and the CSV of the row."""

_LANGUAGE_COLUMN = {
    "text": "lang",
    "norm": "lang",
    "title": "lang",
    "source_text": "source_lang",
    "target_text": "target_lang",
    "native_name": "code",
}
_SIDE_OF_PAIR = {"source": 0, "target": 1}
_URLS = frozenset({"url", "canonical_url", "display_url", "of_url"})
_FREE_TEXT = frozenset({"title", "author", "publisher", "series", "genre", "label", "document", "work"})
_LINKED = re.compile("https?://", re.IGNORECASE)

Lookup = Callable[[str], str]


def render(row: Any, value: Any, column: str) -> Markup | None:
    """Render a cell, or None where Datasette's own way is right.

    A text whose language the row tells gets `lang` and `dir`; a name or title whose language it does not tell is
    left to its first letter (`dir="auto"`); an address runs left to right and shows its directional marks.
    """
    if not isinstance(value, str) or not value:
        return None
    if column in _URLS:
        return _address(value)
    language = _language(row, column)
    if language:
        return _block(value, f' lang="{language}" dir="{languages.direction(language)}"')
    return _block(value, ' dir="auto"') if column in _FREE_TEXT else None


def _language(row: Any, column: str) -> str:
    if column in languages.ARCHIVE_LANGUAGES:
        return column
    if column in _SIDE_OF_PAIR:
        return _side(_look_up(row, "pair"), _SIDE_OF_PAIR[column])
    found = _look_up(row, _LANGUAGE_COLUMN[column]) if column in _LANGUAGE_COLUMN else ""
    return found if found in languages.LANGUAGES else ""


def _side(pair: str, side: int) -> str:
    first, _, second = pair.partition("-")
    language = (first, second)[side]
    return language if language in languages.LANGUAGES else ""


def _look_up(row: Any, column: str) -> str:
    """Read a sibling cell: a query may have none, and a foreign key comes with its label."""
    try:
        value = row[column]
    except (IndexError, KeyError):
        return ""
    return str(value["value"] if isinstance(value, dict) else value)


def _block(value: str, attributes: str) -> Markup:
    shown = value if len(value) <= LIMIT else value[:LIMIT] + "…"
    # The attributes are made of codes in the table of languages; the text alone comes from outside.
    return Markup('<div class="ezri-text"{}>{}</div>').format(Markup(attributes), shown)  # noqa: S704 - see above


def _address(value: str) -> Markup:
    shown = text.show_bidi_controls(value)
    if _LINKED.match(value):
        return Markup('<a class="ezri-url" dir="ltr" href="{}">{}</a>').format(value, shown)
    return Markup('<span class="ezri-url" dir="ltr">{}</span>').format(shown)
