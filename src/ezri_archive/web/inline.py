"""A segment and the links in it → HTML in which the links are live."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ezri_archive import text
from ezri_archive.web import addresses


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


def with_links(passage: str, links: Iterable[Link]) -> Markup:
    """Escape a passage and link the addresses that stand in it and the labels of `links`.

    Only http, https and mailto become links; one whose words do not stand in the passage is put after it, by its
    address. Directional marks in an address are shown and not obeyed.
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
    shown = Markup().join(_pieces(passage, sorted(spans, key=lambda span: span.start)))
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


def _pieces(passage: str, spans: list[_Span]) -> Iterator[Markup]:
    place = 0
    for span in spans:
        words = passage[span.start : span.end]
        yield Markup("{}").format(passage[place : span.start])
        yield _anchor(span.url, _readable(words) if words in span.url else Markup("{}").format(words))
        place = span.end
    yield Markup("{}").format(passage[place:])


def _readable(url: str) -> Markup:
    return Markup('<span class="ezri-url" dir="ltr">{}</span>').format(text.display_url(url))


def _anchor(url: str, shown: Markup) -> Markup:
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, shown)
