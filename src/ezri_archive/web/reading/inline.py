"""A segment and the links in it → HTML in which the links are live and foreign words say their language."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ezri_archive import text
from ezri_archive.web import addresses
from ezri_archive.web.speaking import foreign

_OF_ADDRESSES = ("://", "w.", "W.")
"""One of these stands in every address that is found in a text."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a segment: its address, and the words that lead there."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    url: str


def is_plain(passage: str, lang: str) -> bool:
    """Say whether a passage stands as it is in HTML: it has nothing to escape, to link or to mark as foreign."""
    return not _notable(lang).search(passage) and not any(mark in passage for mark in _OF_ADDRESSES)


@functools.cache
def _notable(lang: str) -> re.Pattern[str]:
    """Match what HTML obeys, and letters that are foreign in a language: one look for both, at hundreds of passages."""
    return re.compile(f"[&<>\"'{foreign.letters(lang)}]")


def with_links(passage: str, links: Iterable[Link], *, lang: str = "") -> Markup:
    """Escape a passage and link the addresses that stand in it and the labels of `links`.

    Only http, https and mailto become links; one whose words do not stand in the passage is put after it, by its
    address. Directional marks in an address are shown and not obeyed. Words in another script than that of the
    language `lang` of the passage get their own `lang` and `dir`.
    """
    spans: list[_Span] = []
    astray = []
    for link in links:
        url = addresses.live(link.url)
        found = _place(passage, link, spans) if url else None
        if found:
            spans.append(_Span(*found, url))
        elif url:
            astray.append(url)
    spans += [_Span(start, end, _whole(url)) for start, end, url in text.find_urls(passage) if _free(spans, start, end)]
    shown = Markup().join(_pieces(passage, sorted(spans, key=lambda span: span.start), lang))
    return shown + Markup().join(Markup(" ") + _anchor(url, _readable(url)) for url in astray)


def _place(passage: str, link: Link, taken: list[_Span]) -> tuple[int, int] | None:
    """Find where a link stands: as its own address, else by its label; None where neither does or others have it."""
    for words in (link.url, link.url.removeprefix("mailto:"), link.label):
        start = passage.find(words) if words else -1
        while start >= 0:
            if _free(taken, start, start + len(words)):
                return start, start + len(words)
            start = passage.find(words, start + 1)
    return None


def _free(taken: list[_Span], start: int, end: int) -> bool:
    return all(end <= span.start or start >= span.end for span in taken)


def _whole(url: str) -> str:
    return url if addresses.live(url) else f"http://{url}"


def _pieces(passage: str, spans: list[_Span], lang: str) -> Iterator[Markup]:
    place = 0
    for span in spans:
        words = passage[span.start : span.end]
        yield foreign.marked(passage[place : span.start], lang)
        yield _anchor(span.url, _readable(words) if words in span.url else foreign.marked(words, lang))
        place = span.end
    yield foreign.marked(passage[place:], lang)


def _readable(url: str) -> Markup:
    return Markup('<span class="ezri-url" dir="ltr">{}</span>').format(text.display_url(url))


def _anchor(url: str, shown: Markup) -> Markup:
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, shown)
