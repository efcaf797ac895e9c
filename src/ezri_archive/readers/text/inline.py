"""A stretch of source text with inline markup → the words, where each stood, and the marks on them.

Reads what Markdown converters write: emphasis, `<sup>`, autolinks (also broken over lines), `[label](url)`, images,
escapes, character entities. Markup that does not close is text. Offsets are why this is not a Markdown library:
none of them says where in the source a word stood. One pass, in time linear in the length of the stretch: tokens
become pieces of text, and markers that find their counterpart lose their text.
"""

import html
import re
from collections.abc import Callable
from html.entities import html5

from ezri_archive.readers.text.emphasis import LONGEST_RUN, run_between
from ezri_archive.readers.text.pieces import Inline, Reading, Span, finished
from ezri_archive.text import find_urls

_MARKUP = r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
    | <(?P<auto>(?:https?://|mailto:)[^\s<>]++(?:[ \t]*+\r?\n[ \t]*+[^\s<>]++){0,3})>
    | <(?P<mail>[\w.+-]++@[\w-]++(?:\.[\w-]++)++)>
    | <(?P<opened>sup|sub|b|i|em|strong|u|span)>
    | </(?P<closed>sup|sub|b|i|em|strong|u|span)>
    | (?P<gap><br\s?/?>|</?(?:p|div|a)>)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    | (?P<run>\*+|_+)
    | (?P<url>(?i:https?://|www\.))
    """
_LABELS = r"""
    | (?P<label>!?\[)
    | (?P<labelled>\])
    """
_TOKEN = re.compile(_MARKUP, re.VERBOSE)
_TOKEN_OR_LABEL = re.compile(_MARKUP + _LABELS, re.VERBOSE)
_TARGET = re.compile(
    r"""
    \(\s{0,9}
    (?: <(?P<angled>[^<>\n]*+)>
      | (?P<plain>(?:\\[!-/:-@\[-`{-~] | [^()<>"\s] | \([^()\s]*+\) | [ \t]*+\r?\n[ \t]*+(?=[^()<>"\s]))*+)
    )
    (?:\s{1,9}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?
    \s{0,9}\)
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"[:/.#@?]")
_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")
_IN_TARGET = re.compile(r"\\([!-/:-@\[-`{-~])|&[A-Za-z][A-Za-z0-9]{1,31};")
_QUOTED_LINE = re.compile(r"\n {0,3}(?:>[ \t]?)+")
_KINDS = {
    "sup": "superscript", "sub": "subscript", "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis",
}  # fmt: skip


def read_inline(source: str, start: int, end: int, *, quoted: bool = False) -> Inline:
    """Read `source[start:end]`; the text is NFC, trimmed, with single spaces.

    In a `quoted` stretch, the `>` at the head of later lines is no text.
    """
    reading = Reading(source, end, _bare_urls(source, start, end))
    tokens = _TOKEN_OR_LABEL if source.find("](", start, end) >= 0 else _TOKEN
    position = start
    while token := tokens.search(source, position, end):
        _add_words(reading, position, token.start(), quoted=quoted)
        position = _READERS[token.lastgroup or ""](reading, token)
    _add_words(reading, position, end, quoted=quoted)
    reading.settle_emphasis()
    return finished(reading)


def _add_words(reading: Reading, start: int, end: int, *, quoted: bool) -> None:
    position = start
    for marker in _QUOTED_LINE.finditer(reading.source, start, end) if quoted else ():
        reading.add(reading.source[position : marker.start() + 1], position)
        position = marker.end()
    if position < end:
        reading.add(reading.source[position:end], position)


def _bare_urls(source: str, start: int, end: int) -> dict[int, int]:
    """Find the web addresses in running text, from where to where; none goes on beyond the `](` that ends a label."""
    urls: dict[int, int] = {}
    position = start
    for part in source[start:end].split("]("):
        urls |= {position + first: position + last for first, last, _ in find_urls(part)}
        position += len(part) + 2
    return urls


# --- tokens → pieces, each giving the place after it ------------------------------------------------------------


def _read_escaped(reading: Reading, token: re.Match[str]) -> int:
    reading.add(token["escaped"], token.start("escaped"))
    return token.end()


def _read_autolink(reading: Reading, token: re.Match[str]) -> int:
    """Add an autolink's address as its words; a line break inside it is none of its characters."""
    position, pieces = token.start("auto"), []
    for part in re.split(f"({_BREAK.pattern})", token["auto"]):
        if "\n" not in part:
            pieces.append((part, position))
        position += len(part)
    reading.add_linked(pieces, "".join(text for text, _ in pieces))
    return token.end()


def _read_mail(reading: Reading, token: re.Match[str]) -> int:
    reading.add_linked([(token["mail"], token.start("mail"))], f"mailto:{token['mail']}")
    return token.end()


def _read_url(reading: Reading, token: re.Match[str]) -> int:
    start = token.start()
    end = reading.urls.get(start)
    if end is None:
        reading.add(token.group(), start)
        return token.end()
    reading.add_linked([(reading.source[start:end], start)], reading.source[start:end])
    return end


def _read_opening_tag(reading: Reading, token: re.Match[str]) -> int:
    reading.add_open(token["opened"], token.group(), token.start())
    return token.end()


def _read_closing_tag(reading: Reading, token: re.Match[str]) -> int:
    tag = token["closed"]
    if openers := reading.openers.get(tag):
        opener = openers[-1]
        reading.close(opener)
        if tag in _KINDS:
            reading.spans.append(Span(opener, len(reading.texts), _KINDS[tag]))
    else:
        reading.add(token.group(), token.start())
    return token.end()


def _read_gap(reading: Reading, token: re.Match[str]) -> int:
    reading.add(" ", token.start())
    return token.end()


def _read_entity(reading: Reading, token: re.Match[str]) -> int:
    reading.add(_entity(token["entity"]), token.start())
    return token.end()


def _entity(written: str) -> str:
    """Give the character an entity stands for; the entity itself when it is none of HTML's."""
    return html.unescape(written) if written[1] == "#" else html5.get(written[1:], written)


def _read_run(reading: Reading, token: re.Match[str]) -> int:
    piece = reading.add(token.group(), token.start())
    if len(token.group()) <= LONGEST_RUN:
        before = reading.source[token.start() - 1 : token.start()] if piece else ""
        after = reading.source[token.end() : min(token.end() + 1, reading.end)]
        reading.runs.append(run_between(piece, token.group(), before, after))
    return token.end()


def _read_label(reading: Reading, token: re.Match[str]) -> int:
    reading.add_open("[", token.group(), token.start())
    return token.end()


def _read_labelled(reading: Reading, token: re.Match[str]) -> int:
    """Read `]`, and the target in parentheses when it ends the label of a link."""
    openers = reading.openers.get("[")
    target = _TARGET.match(reading.source, token.end(), reading.end)
    if not openers or target is None or not _is_address(target):
        reading.add("]", token.start())
        if openers:
            openers.pop()
        return token.end()
    opener, marker = openers[-1], reading.texts[openers[-1]]
    reading.close(opener)
    _forget_links(reading, opener)
    if marker == "[":
        reading.spans.append(Span(opener, len(reading.texts), "link", _address(target)))
        openers.clear()
    return target.end()


def _is_address(target: re.Match[str]) -> bool:
    """Tell `[label](url)` from a word in brackets with a remark in parentheses, `[sic](1979)`."""
    return target["angled"] is not None or not target["plain"] or bool(_ADDRESS.search(target["plain"]))


def _address(target: re.Match[str]) -> str:
    written = _BREAK.sub("", target["angled"] or target["plain"] or "").strip()
    return _IN_TARGET.sub(lambda found: found[1] or _entity(found.group()), written)


def _forget_links(reading: Reading, opener: int) -> None:
    """Drop the links inside a link's label: an address that is a label leads where the link leads."""
    inner: list[Span] = []
    while reading.spans and reading.spans[-1].opener >= opener:
        inner.append(reading.spans.pop())
    reading.spans += [span for span in reversed(inner) if span.kind != "link"]


_READERS: dict[str, Callable[[Reading, re.Match[str]], int]] = {
    "escaped": _read_escaped,
    "auto": _read_autolink,
    "mail": _read_mail,
    "url": _read_url,
    "opened": _read_opening_tag,
    "closed": _read_closing_tag,
    "gap": _read_gap,
    "entity": _read_entity,
    "run": _read_run,
    "label": _read_label,
    "labelled": _read_labelled,
}
