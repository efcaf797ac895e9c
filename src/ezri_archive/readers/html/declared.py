"""The head of a page → what it declares of itself: meta elements, Open Graph, JSON-LD, canonical and other links."""

import email.utils
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from lxml import etree

from ezri_archive.dates import parse_date
from ezri_archive.phrases import BYLINES, says
from ezri_archive.readers.encodings.visual_order import logical_line
from ezri_archive.readers.html.linked_data import linked_data
from ezri_archive.readers.html.walking import language_code
from ezri_archive.records import Date

_META_KEYS = {
    "title": ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "title"),
    "author": (
        "author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author",
        "sailthru.author",
        "byl", "twitter:data1",
    ),
    "date": (
        "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date",
        "citation_date",
        "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "parsely-pub-date",
        "sailthru.date",
        "pubdate", "publishdate", "publish-date", "publication_date", "article.published", "date", "og:published_time",
    ),
    "url": ("og:url", "twitter:url"),
    "publisher": (
        "og:site_name", "citation_journal_title", "citation_publisher", "dc.publisher", "dcterms.publisher",
        "publisher",
        "application-name", "copyright-holder",
    ),
    "genre": ("article:section", "og:article:section", "section", "articlesection", "parsely-section", "genre"),
    "language": ("og:locale", "content-language", "dc.language", "dcterms.language", "citation_language", "language"),
}  # fmt: skip
"""Names of meta elements, of each kind the most reliable first."""

_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|url:\s*)(https?://[^\s>]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\w")
_HEAD = 3000
_ISO = re.compile(r"(1[5-9]\d\d|20\d\d|21\d\d)(?:[-/]?(0[1-9]|1[0-2])(?:[-/]?(0[1-9]|[12]\d|3[01]))?)?(?=[T\s]|$)")
_LONGEST_DATE = 200
_NO_DATES = ("1970-01-01", "1969-12-31")
_NOBODY = frozenset({"admin", "administrator", "editor", "webmaster", "root", "user"})
_BY = re.compile(r"^(?:by|written by|מאת|نوشتهٔ?|نویسنده)\s*:?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page declares: values by the keys of front matter, all its titles, and where its other versions are."""

    values: Mapping[str, str]
    titles: tuple[str, ...]
    published: Date | None
    base: str
    alternates: tuple[tuple[str, str], ...]


def read_head(root: etree._Element, text: str, *, visual: bool = False) -> Head:
    """Read what a page declares; `text` is its markup, for the comments browsers write when they save a page.

    The Hebrew of a `visual` page is turned to logical order.
    """
    meta, linked = _meta(root), linked_data(_scripts(root))
    values = {key: linked.get(key, "") or _first(meta, names) for key, names in _META_KEYS.items()}
    values["publisher"] = _first(meta, _META_KEYS["publisher"]) or linked.get("publisher", "")
    title_element = _title_element(root)
    titles = (linked.get("title", ""), *(meta.get(name, "") for name in _META_KEYS["title"]), title_element)
    values["url"] = _canonical(root, text, values["url"])
    base = root.find(".//base[@href]")
    if visual:
        values |= {key: logical_line(values[key]) for key in ("author", "publisher", "genre")}
    values["author"] = _author(values["author"], values["publisher"])
    values["language"] = language_code(_root_language(root) or values["language"])
    return Head(
        values=values,
        titles=tuple(dict.fromkeys(logical_line(title) if visual else title for title in titles if title)),
        published=parse_published(values.pop("date") or _machine_date(root)),
        base=_joined(values["url"], (base.get("href") or "") if base is not None else ""),
        alternates=_alternates(root, values["url"]),
    )


def parse_published(written: str) -> Date | None:
    """Read a date as machines write it (ISO 8601, RFC 5322) or as people do; None for none.

    The day is the one written, in the writer's own time zone.
    """
    found = _ISO.match(written.strip())
    if found and not written.startswith(_NO_DATES):
        return _iso_date(found, written)
    day = _mail_day(written) if "," in written else ""
    if day:
        return Date(day, "day", "gregorian", written)
    own = parse_date(written)
    return Date(own.iso, own.precision, own.calendar, own.written) if own and own.iso not in _NO_DATES else None


def _mail_day(written: str) -> str:
    try:
        parsed = email.utils.parsedate(written[:_LONGEST_DATE])
        return date(*parsed[:3]).isoformat() if parsed else ""
    except (ValueError, IndexError, TypeError, OverflowError):  # the parser stumbles over dates such as "0 0"
        return ""


def _iso_date(found: re.Match[str], written: str) -> Date | None:
    year, month, day = found.groups()
    if day:
        try:
            date(int(year), int(month), int(day))
        except ValueError:  # the 31st of a month that has 30 days
            return None
    iso = "-".join(part for part in (year, month, day) if part)
    return Date(iso, "day" if day else "month" if month else "year", "gregorian", written.strip())


# --- elements --------------------------------------------------------------------------------------------------


def _meta(root: etree._Element) -> dict[str, str]:
    """Read the meta elements by name, property, itemprop or http-equiv: all authors, of other keys the first."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = next(
            (element.get(name) for name in ("property", "name", "itemprop", "http-equiv") if element.get(name)), ""
        )
        key, value = str(key).strip().lower(), " ".join((element.get("content") or "").split())
        if key == "citation_author":
            found[key] = ", ".join(filter(None, (found.get(key), _given_name_first(value))))
        elif value:
            found.setdefault(key, value)
    return found


def _given_name_first(name: str) -> str:
    """Turn "Okafor, Lena", as reference managers want it, around."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _first(meta: Mapping[str, str], names: Sequence[str]) -> str:
    values = (meta.get(name, "") for name in names)
    return next((value for value in values if value and not ("author" in names and "://" in value)), "")


def _scripts(root: etree._Element) -> list[str]:
    scripts = root.iter("script")
    return [element.text or "" for element in scripts if (element.get("type") or "").lower() == "application/ld+json"]


def _title_element(root: etree._Element) -> str:
    head = root.find("head")
    element = (head if head is not None else root).find(".//title")
    return " ".join((element.text or "").split()) if element is not None else ""


def _root_language(root: etree._Element) -> str:
    body = root.find("body")
    tags = (root.get("lang"), root.get("xml:lang"), body.get("lang") if body is not None else None)
    return next((tag for tag in tags if tag), "")


def _canonical(root: etree._Element, text: str, declared: str) -> str:
    """Find the page's own address: its canonical link, what it declares, a comment left when it was saved."""
    links = [element.get("href") or "" for element in root.iter("link") if _has_relation(element, "canonical")]
    saved = _SAVED_FROM.search(text, 0, _HEAD)
    own = declared or (saved[1] if saved else "")
    for address in (*(_joined(own, link) for link in links), own):
        if _ADDRESS.match(address):
            return address
    return ""


def _has_relation(element: etree._Element, relation: str) -> bool:
    return relation in (element.get("rel") or "").lower().split()


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:  # what looks like an address but is none
        return ""


def _machine_date(root: etree._Element) -> str:
    """Find the date an element gives for machines: marked as that of publication, or the page's only one."""
    elements = list(root.iter("time", "abbr", "span", "div", "p"))
    marked = [element for element in elements if _says_published(element)]
    times = [element for element in elements if element.tag == "time"]
    for element in (*marked, *(times if len({time.get("datetime") for time in times}) == 1 else ())):
        written = element.get("content") or element.get("datetime") or element.get("title") or ""
        if parse_published(written):
            return written
    return ""


def _says_published(element: etree._Element) -> bool:
    names = f"{element.get('itemprop') or ''} {element.get('class') or ''}".split()
    return "datePublished" in names or "published" in names


def _author(author: str, publisher: str) -> str:
    """Give the author's name; "" for that of the site or of whoever runs it."""
    name = _BY.sub("", author).strip(" ,;") if says(author, BYLINES) else author
    return "" if name.lower() in _NOBODY or name == publisher else name


def _alternates(root: etree._Element, own: str) -> tuple[tuple[str, str], ...]:
    """List the versions of the page in other languages: (language, address)."""
    found: dict[str, str] = {}
    for element in root.iter("link"):
        address, code = _joined(own, element.get("href") or ""), language_code(element.get("hreflang") or "")
        is_other = _has_relation(element, "alternate") and code and address != own
        if is_other and address.startswith(("http://", "https://")) and (element.get("hreflang") or "") != "x-default":
            found.setdefault(address, code)
    return tuple((code, address) for address, code in found.items())
