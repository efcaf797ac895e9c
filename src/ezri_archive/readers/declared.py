"""What a source declares of itself, front matter and sidecar → `Metadata`; the sidecar has the last word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from ezri_archive.dates import parse_date
from ezri_archive.errors import SidecarError
from ezri_archive.phrases import named_language
from ezri_archive.records import RELATIONS, Date, Metadata, Notice, Sidecar

_KEYS = {
    "title": "title", "author": "author", "authors": "author", "by": "author", "date": "date", "published": "date",
    "url": "url", "source": "url", "link": "url", "publisher": "publisher", "site": "publisher", "genre": "genre",
    "category": "genre", "section": "genre", "series": "series", "issue": "issue", "lang": "language",
    "language": "language", "rights": "rights", "version_of": "version_of", "relation": "relation",
}  # fmt: skip
"""Front matter keys as web clippers and converters write them, and what they mean here."""

_LONGEST = 100_000
_RULE = re.compile(r"---[ \t]*\r?(?:\n|\Z)")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_TIME = re.compile(r"(?<=[0-9])[T ]+[0-9]{1,2}:[0-9].*")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands at the head of a text: values of known keys, names of unknown ones, where the text begins."""

    values: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    ends: int = 0


def front_matter(text: str) -> FrontMatter:
    """Read YAML front matter at the head of a text.

    It stands between a first line `---` and a line `---` or `...`, and is a mapping of at most 100,000 characters;
    anything else at the head of a text is text. Every value is read as it is written: `issue: 012` is no number.
    """
    opening = _RULE.match(text)
    closing = _END.search(text, opening.end(), opening.end() + _LONGEST) if opening else None
    if opening is None or closing is None:
        return FrontMatter()
    loaded = _mapping(text[opening.end() : closing.start()])
    if not loaded:
        return FrontMatter()
    values: dict[str, str] = {}
    for key, value in loaded.items():
        if key in _KEYS and (plain := ", ".join(_plain(value))) not in _NOTHING:
            values.setdefault(_KEYS[key], plain)
    return FrontMatter(values, tuple(key for key in loaded if key not in _KEYS), closing.end())


def _mapping(written: str) -> dict[str, object]:
    """Load a mapping of names to values; an empty one when it is something else, and so is text."""
    try:
        loaded = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists and mappings, no more
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(key).lower(): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}


def _plain(value: object) -> Iterator[str]:
    """Give the texts of a value: itself, the entries of a list, the names of the people in it."""
    for entry in value if isinstance(value, list) else [value]:
        text = entry.get("name") if isinstance(entry, dict) else entry
        if isinstance(text, str) and text.strip():
            yield " ".join(text.split())


def declared_metadata(front: FrontMatter, sidecar: Sidecar, where: str) -> tuple[Metadata, tuple[Notice, ...]]:
    """Merge front matter and sidecar; what front matter says that cannot be used is left out, with a notice.

    Raises SidecarError for a sidecar's date that is none.
    """
    values = dict(front.values)
    notices = tuple(_clean(values, front.unknown))
    values |= {key: getattr(sidecar, key) for key in {*_KEYS.values()} if getattr(sidecar, key)}
    published = _date(values.pop("date", ""))
    if sidecar.date and published is None:
        message = f'date = "{sidecar.date}" is no date; expected a year, month or day such as 2018-09'
        raise SidecarError(message, where=f"{where}.toml", code="bad-sidecar")
    return Metadata(published=published, **values), notices


def _clean(values: dict[str, str], unknown: tuple[str, ...]) -> Iterator[Notice]:
    """Drop from front matter what cannot be used, and say so."""
    if "language" in values:
        values["language"] = _language(written := values["language"])
        if not values["language"]:
            yield _notice("bad-language", f"language “{written}” is not known; expected a code such as en, he, fa")
    if values.get("relation", RELATIONS[0]) not in RELATIONS:
        written = values.pop("relation")
        yield _notice("bad-relation", f"relation “{written}” is not known; expected {', '.join(RELATIONS)}")
    if "date" in values and _date(values["date"]) is None:
        written = values.pop("date")
        yield _notice("bad-date", f"date “{written}” is no date; expected a year, month or day such as 2018-09")
    if unknown:
        yield _notice("unread-key", f"nothing is read from {', '.join(unknown)}", level="info")


def _notice(code: str, message: str, *, level: str = "warning") -> Notice:
    return Notice(level, code, f"front matter: {message}", "line 1")


def _language(written: str) -> str:
    """Give the code of a language written as one (`fa-IR`) or by name."""
    code = _CODE.fullmatch(written)
    return code[1].lower() if code else named_language(written)


def _date(text: str) -> Date | None:
    found = parse_date(_TIME.sub("", text)) if text else None
    return Date(found.iso, found.precision, found.calendar, found.written) if found else None
