"""What a source declares of itself, front matter and sidecar → `Metadata`; the sidecar has the last word."""

from collections.abc import Mapping
from datetime import date, datetime

import yaml

from ezri_archive.dates import parse_date
from ezri_archive.errors import SidecarError
from ezri_archive.records import Date, Metadata, Sidecar

_KEYS = {
    "title": "title", "author": "author", "authors": "author", "by": "author", "date": "date", "published": "date",
    "url": "url", "source": "url", "link": "url", "publisher": "publisher", "site": "publisher", "genre": "genre",
    "category": "genre", "section": "genre", "series": "series", "issue": "issue", "lang": "language",
    "language": "language", "rights": "rights", "version_of": "version_of", "relation": "relation",
}  # fmt: skip
"""Front matter keys as web clippers and converters write them, and what they mean here."""


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """Read YAML front matter at the head of a text: its known keys, and the offset where the text proper begins.

    Front matter stands between two lines `---`, the first of them line 1, and is a mapping; anything else at the head
    of a text is text. Nothing is read from keys whose meaning is not known; the text of record is still the source.
    """
    opening = text.partition("\n")[0].rstrip()
    end = _closing(text) if opening == "---" else -1
    if end < 0:
        return {}, 0
    body_starts = text.find("\n", end + 1) + 1 or len(text)
    values = _mapping(text[len(opening) : end])
    return (values, body_starts) if values else ({}, 0)


def _closing(text: str) -> int:
    """Find the line break before the closing `---`."""
    position = text.find("\n---", 3)
    while position >= 0 and text[position + 4 :].partition("\n")[0].strip():
        position = text.find("\n---", position + 4)
    return position


def _mapping(yaml_text: str) -> dict[str, str]:
    try:
        loaded = yaml.safe_load(yaml_text)
    except (yaml.YAMLError, ValueError):  # not YAML, then it is text between two rules
        return {}
    if not isinstance(loaded, Mapping):
        return {}
    known = ((_KEYS.get(str(key).lower()), value) for key, value in loaded.items())
    return {key: _plain(value) for key, value in known if key and value is not None}


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(entry) for entry in value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    return str(value).strip()


def declared_metadata(front_matter: Mapping[str, str], sidecar: Sidecar, where: str) -> Metadata:
    """Merge front matter and sidecar; raises SidecarError for a sidecar's date that is none."""
    own = {key: getattr(sidecar, key) for key in set(_KEYS.values()) if getattr(sidecar, key)}
    values = {**front_matter, **own}
    published = _date(values.pop("date", ""))
    if sidecar.date and published is None:
        message = f'date = "{sidecar.date}" is no date; expected a year, month or day such as 2018-09'
        raise SidecarError(message, where=f"{where}.toml", code="bad-sidecar")
    return Metadata(published=published, **values)


def _date(text: str) -> Date | None:
    found = parse_date(text) if text else None
    return Date(found.iso, found.precision, found.calendar, found.written) if found else None
