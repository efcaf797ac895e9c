"""What the home page says of an archive → its charts, in the words of a reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ezri_archive import languages
from ezri_archive.web.home import charts, contents
from ezri_archive.web.speaking.words import Words

_MOST_COLUMNS = 40
_DECADE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures: what was counted, its number, and the page that shows the rows."""

    name: str
    number: str
    url: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A column of the timeline: its years, and how many documents of each language in them."""

    name: str
    numbers: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Front:
    """The charts of a home page, each with its figures; a chart of nothing is empty.

    `spoken` are the languages of the timeline, in the order of the numbers of each Span.
    """

    languages: Markup
    pairs: Markup
    pair_lines: tuple[Line, ...]
    timeline: Markup
    spoken: tuple[str, ...]
    spans: tuple[Span, ...]


def front(home: contents.Home, words: Words) -> Front:
    """Draw the charts of a home page."""
    spoken = tuple(sorted({one.lang for one in home.timeline}, key=_order))
    spans = _spans(home.timeline)
    counted = {start: _counted(home.timeline, spoken, start, width) for start, width in spans}
    pairs = sorted(home.pairs, key=lambda one: [languages.pair_order(code) for code in one.label.split("-")])
    lines = tuple(_pair_line(one, words) for one in pairs)
    return Front(
        languages=_language_bars(home, words),
        pairs=charts.bars(
            tuple(charts.Bar(one.name, count.count, one.number) for one, count in zip(lines, pairs, strict=True))
        ),
        pair_lines=lines,
        timeline=_timeline(spans, counted, spoken, words),
        spoken=spoken,
        spans=tuple(_span(start, width, counted[start], words) for start, width in spans),
    )


def pair_name(pair: str, words: Words) -> str:
    """Name a pair of languages, as `en-he`, in words."""
    return " – ".join(words.language(code) for code in pair.split("-"))


def _language_bars(home: contents.Home, words: Words) -> Markup:
    read = [one for one in home.languages if one.segments]
    return charts.bars(
        tuple(
            charts.Bar(words.language(one.code), one.segments, words.number(one.segments), _colour(one.code))
            for one in read
        )
    )


def _pair_line(count: contents.Count, words: Words) -> Line:
    return Line(pair_name(count.label, words), words.number(count.count), count.url)


def _spans(timeline: Sequence[contents.YearCount]) -> tuple[tuple[int, int], ...]:
    """Divide the years from the first to the last into columns, each its first year and how many it has."""
    if not timeline:
        return ()
    first, last = timeline[0].year, timeline[-1].year
    if last - first < _MOST_COLUMNS:
        return tuple((year, 1) for year in range(first, last + 1))
    return tuple((year, _DECADE) for year in range(first - first % _DECADE, last + 1, _DECADE))


def _counted(timeline: Sequence[contents.YearCount], spoken: Sequence[str], start: int, width: int) -> tuple[int, ...]:
    inside = [one for one in timeline if start <= one.year < start + width]
    return tuple(sum(one.documents for one in inside if one.lang == lang) for lang in spoken)


def _timeline(
    spans: Sequence[tuple[int, int]], counted: dict[int, tuple[int, ...]], spoken: Sequence[str], words: Words
) -> Markup:
    if not spans:
        return Markup()
    names = tuple(_name(start, width, words) for start, width in spans)
    series = tuple(
        charts.Series(
            _colour(lang),
            tuple(counted[start][place] for start, _ in spans),
            tuple(f"{name} · {_named(lang, words)}: {words.number(counted[start][place])}"
                  for name, (start, _) in zip(names, spans, strict=True)),
        )
        for place, lang in enumerate(spoken)
    )  # fmt: skip
    heights = charts.ticks(max(map(sum, counted.values())))
    return charts.columns(names, series, tuple((value, words.number(value)) for value in heights))


def _span(start: int, width: int, numbers: Sequence[int], words: Words) -> Span:
    return Span(_name(start, width, words), tuple(map(words.number, numbers)), words.number(sum(numbers)))


def _name(start: int, width: int, words: Words) -> str:
    return words.digits(start if width == 1 else f"{start}–{start + width - 1}")


def _named(lang: str, words: Words) -> str:
    return words.language(lang) or words.say("Undetermined")


def _order(lang: str) -> tuple[bool, tuple[int, str]]:
    return (not lang, languages.pair_order(lang))


def _colour(lang: str) -> str:
    return lang if lang in languages.ARCHIVE_LANGUAGES else "others"
