"""The hits of a page → the rows of their table, or the items of their list.

Written here and not in the template: a page has hundreds of texts, and Jinja takes several times as long for them.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from ezri_archive import languages
from ezri_archive.web.searching.concordance import Line, Text
from ezri_archive.web.speaking.words import Words


def rows(lines: Sequence[Line], words: Words) -> Markup:
    """Write hits as rows of words in context, in the words of the reader's language.

    A line whose language runs against the page is marked `ezri-turned`: its sides change places.
    """
    written = _Written(words)
    # Made of texts that are escaped where they are put in.
    return Markup("".join(written.row(line, first=not place) for place, line in enumerate(lines)))  # noqa: S704 - see above


def items(lines: Sequence[Line], words: Words) -> Markup:
    """Write hits as items of a list of whole passages, each passage once."""
    written = _Written(words)
    passages = {line.identifier: line for line in reversed(lines)}
    once = [line for line in lines if passages[line.identifier] is line]
    # Made of texts that are escaped where they are put in.
    return Markup("".join(written.item(line, first=not place) for place, line in enumerate(once)))  # noqa: S704 - see above


class _Written:
    """The words of one language that stand in every line."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._direction = languages.direction(words.code)
        self._side_by_side = str(escape(words.say("Side by side")))
        self._side_by_side_of = _around(words.say("Side by side: {segment}"))
        self._row_of = _around(words.say("Row: {segment}"))
        self._none = f'<p class="ezri-other ezri-none">{escape(words.say("No counterpart found"))}</p>'

    def row(self, line: Line, *, first: bool) -> str:
        """Write a line of words in context."""
        turned = "" if line.direction == self._direction else " ezri-turned"
        spoken = _spoken(line.lang, line.direction)
        parts = line.parts
        return (
            f'<tr role="row" class="ezri-line{turned}" tabindex="{0 if first else -1}">\n'
            f'<td role="cell" class="ezri-before"{spoken}><span>{escape(parts.before)}</span></td>\n'
            f'<td role="cell" class="ezri-hit"{spoken}><mark>{escape(parts.hit)}</mark></td>\n'
            f'<td role="cell" class="ezri-after"{spoken}><span>{escape(parts.after)}</span></td>\n'
            f'<td role="cell" class="ezri-beside">{self._beside(line.beside)}</td>\n'
            f'<td role="cell" class="ezri-where">{" ".join(self._where(line))}</td></tr>\n'
        )

    def item(self, line: Line, *, first: bool) -> str:
        """Write a whole passage."""
        return (
            f'<li class="ezri-line" tabindex="{0 if first else -1}">\n'
            f'<p class="ezri-passage"{_spoken(line.lang, line.direction)}>{line.passage}</p>\n'
            f'<div class="ezri-beside">{self._beside(line.beside)}</div>\n'
            f'<p class="ezri-where">{" ".join(self._where(line))}</p></li>\n'
        )

    def _beside(self, texts: Sequence[Text]) -> str:
        return "".join(map(self._other, texts)) or self._none

    def _other(self, text: Text) -> str:
        name = f'<span class="ezri-code">{escape(self._words.language(text.lang))}</span>'
        passage = f'<span class="ezri-passage"{_spoken(text.lang, text.direction)}>{text.body}</span>'
        return f'<p class="ezri-other">{name} {passage}</p>'

    def _where(self, line: Line) -> Iterator[str]:
        title = line.document
        yield f'<a href="{escape(line.document_url)}"{_spoken(title.lang, title.direction)}>{title.body}</a>'
        if line.published:
            published = escape(line.published)
            yield f'<time datetime="{published}">{escape(self._words.date(line.published))}</time>'
        name = escape(line.identifier)
        if line.read_url:
            label = f'aria-label="{name.join(self._side_by_side_of)}"'
            yield f'<a class="ezri-to-read" href="{escape(line.read_url)}" {label}>{self._side_by_side}</a>'
        yield f'<a href="{escape(line.row_url)}" aria-label="{name.join(self._row_of)}"><bdi>{name}</bdi></a>'


def _around(message: str) -> tuple[Markup, Markup]:
    before, _, after = message.partition("{segment}")
    return escape(before), escape(after)


def _spoken(lang: str, direction: str) -> str:
    named = f' lang="{escape(lang)}"' if lang else ""
    return f'{named} dir="{direction}"'
