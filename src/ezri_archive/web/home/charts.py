"""Figures → charts: SVG without script or style, which takes its colours, fonts and direction from the stylesheet.

Drawn by pygal (https://www.pygal.org) for a page that runs from left to right; the stylesheet mirrors it for others.
What has been drawn once is kept.
"""

import functools
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

_WIDTH = 380
_ROW = 34
_COLUMNS_HEIGHT = 230
_ROOM = 1.25


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its length, that in writing, and the language that it has the colour of ("" for none)."""

    name: str
    value: int
    written: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of one language, one for each column: the length of each and what is said of it."""

    lang: str
    values: tuple[int, ...]
    said: tuple[str, ...]


@functools.lru_cache(maxsize=64)
def bars(rows: tuple[Bar, ...]) -> Markup:
    """Draw one bar under another, the first on top, each with its name before it and its value behind it."""
    if not rows:
        return Markup()
    chart = _pygal().HorizontalStackedBar(**_options(_ROW * len(rows) + 8), show_x_labels=False, print_values=True)
    chart.print_values_position = "top"
    # Room for the writing behind the longest bar.
    chart.range = (0, max(row.value for row in rows) * _ROOM)
    # pygal counts from below.
    upwards = rows[::-1]
    chart.x_labels = [row.name for row in upwards]
    for place, row in enumerate(upwards):
        blank: list[Any] = [None] * len(rows)
        blank[place] = {"value": row.value, "formatter": _always(row.written)}
        chart.add("", blank)
    return _drawn(chart, [row.lang for row in upwards])


@functools.lru_cache(maxsize=64)
def columns(names: tuple[str, ...], series: tuple[Series, ...], ticks: tuple[tuple[int, str], ...]) -> Markup:
    """Draw a column for each of `names`, in it the series one upon another; `ticks` mark the height."""
    chart = _pygal().StackedBar(**_options(_COLUMNS_HEIGHT), show_y_guides=True)
    chart.x_labels = names
    chart.x_labels_major_every = max(1, -(-len(names) // 8))
    chart.show_minor_x_labels = False
    chart.y_labels = [{"value": value, "label": written} for value, written in ticks]
    for one in series:
        chart.add("", [{"value": value, "label": said} for value, said in zip(one.values, one.said, strict=True)])
    return _drawn(chart, [one.lang for one in series])


def ticks(highest: int) -> tuple[int, ...]:
    """Choose at most five round heights from 0 to the first that reaches `highest`."""
    step = next(step for step in _steps() if step * 4 >= highest)
    return tuple(range(0, highest + step, step))


def _steps() -> Iterable[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


@functools.cache
def _pygal() -> Any:
    import pygal  # noqa: PLC0415 - heavy, and only a home page draws

    # It has hooked into every later import, for plug-ins that nobody uses here; Python 3.11 warns of such a hook.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _options(height: int) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": height,
        "css": [],
        "js": [],
        "margin": 4,
        "spacing": 6,
        "rounded_bars": 2,
        "show_legend": False,
        "disable_xml_declaration": True,
        "truncate_label": -1,
        "print_zeroes": False,
        "no_data_text": "",
        "style": _style(),
    }


@functools.cache
def _style() -> Any:
    """Give the size of letters: pygal leaves room for the names by it."""
    return _pygal().style.Style(label_font_size=15, major_label_font_size=15, value_font_size=15)


def _always(written: str) -> Callable[[Any], str]:
    return lambda _: written


def _drawn(chart: Any, langs: Sequence[str]) -> Markup:
    chart.add_xml_filter(lambda root: _bare(root, langs))
    # pygal escapes the names it is given.
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - see above


def _bare(root: Any, langs: Sequence[str]) -> Any:
    """Take away what a page has no use for: script, style, dates, identifiers; name the colours."""
    root.attrib.pop("id", None)
    root.set("class", "ezri-chart")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    for parent in list(root.iter()):
        for child in list(parent):
            if _useless(child):
                parent.remove(child)
    for element in root.iter():
        _say(element)
        _colour(element, langs)
    return root


def _useless(element: Any) -> bool:
    # A comment has a function for a tag.
    if not isinstance(element.tag, str) or element.tag in {"defs", "title"}:
        return True
    shown = element.get("class") or ""
    if element.tag in {"rect", "text"} and not _has_size(element):
        return True
    return (element.tag == "desc" and shown != "label") or "tooltip-overlay" in shown or shown == "background"


def _has_size(element: Any) -> bool:
    if element.tag == "text":
        return bool(element.text)
    return all(float(element.get(side) or 0) > 0 for side in ("width", "height"))


def _say(element: Any) -> None:
    """Let the browser show what is said of a bar."""
    if element.tag == "desc":
        element.tag = "title"
        element.attrib.pop("class")


def _colour(element: Any, langs: Sequence[str]) -> None:
    shown = element.get("class") or ""
    if shown.startswith("series serie-"):
        lang = langs[int(shown.split()[1].removeprefix("serie-"))]
        element.set("class", f"series ezri-of-{lang}" if lang else "series")
