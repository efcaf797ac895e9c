"""A stretch of source text with inline markup → the words, where each stood, and the marks on them.

Reads what Markdown converters write: emphasis, `<sup>`, autolinks (also broken over two lines), `[label](url)`,
images, escapes, character entities. Markup that does not close is text. Offsets are why this is not a Markdown
library: none of them says where in the source a word stood.
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field

from ezri_archive.records import Mark
from ezri_archive.text import OffsetMap, find_urls

_TOKEN = re.compile(
    r"""
    \\(?P<escaped>[\\`*_{}\[\]()#+\-.!|<>~"'$&:])
    | <(?P<auto>(?:https?://|mailto:)[^<>]{1,4000})>
    | !?\[(?P<label>[^\[\]]{0,2000})\]\(\s*<?(?P<target>[^()<>"]{0,2000}(?:\([^()\s]{0,200}\)[^()<>"]{0,2000})?)>?(?:\s+"[^"]*")?\s*\)
    | <(?P<tag>sup|sub|b|i|em|strong|u|span)>(?P<inside>.{0,2000}?)</(?P=tag)>
    | <(?P<empty>br\s*/?|/?(?:p|div|span|a))>
    | (?P<entity>&(?:[A-Za-z]{2,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)
    | (?P<stars>\*{1,3})(?=\S)(?P<emphasised>[^\n*](?:.{0,2000}?[^\s*])?|.{0,2000}?[^\s*])(?P=stars)(?!\*)
    | (?<![\w])(?P<bars>_{1,3})(?=\S)(?P<underlined>.{0,2000}?\S)(?P=bars)(?![\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_TAG_KINDS = {"sup": "superscript", "sub": "subscript", "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis"}
_EMPHASIS = {1: ("emphasis",), 2: ("strong",), 3: ("strong", "emphasis")}
_SPACES = re.compile(r"[\s\u00a0]+")
_BREAK = re.compile(r"\s*\n\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Inline:
    """The words of a stretch, their offsets in the source, and the marks on them."""

    text: str
    offsets: OffsetMap
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class _Builder:
    """Collects pieces of text, each with the source offset of its first character."""

    pieces: list[str] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, source: int) -> None:
        """Append words, white space as single spaces, control characters left out."""
        position = 0
        for gap in _SPACES.finditer(text):
            self._append(text[position : gap.start()], source + position)
            if self.pieces and not self.pieces[-1].endswith(" "):
                self._append(" ", source + gap.start())
            position = gap.end()
        self._append(text[position:], source + position)

    def _append(self, text: str, source: int) -> None:
        position = 0
        for control in _CONTROL.finditer(text):
            self._append_clean(text[position : control.start()], source + position)
            position = control.end()
        self._append_clean(text[position:], source + position)

    def _append_clean(self, text: str, source: int) -> None:
        if text:
            self.runs.append((self.length, source))
            self.pieces.append(text)
            self.length += len(text)

    def mark(self, start: int, kind: str, target: str = "") -> None:
        if self.length > start:
            self.marks.append(Mark(start, self.length, kind, target))


def read_inline(source: str, start: int, end: int) -> Inline:
    """Read `source[start:end]`; the text is NFC, trimmed, with single spaces."""
    builder = _Builder()
    _read(source, start, end, builder)
    return _normalised(builder)


def _read(source: str, start: int, end: int, builder: _Builder) -> None:
    position = start
    for token in _TOKEN.finditer(source, start, end):
        if token.start() < position:
            continue
        _plain(source, position, token.start(), builder)
        _token(source, token, builder)
        position = token.end()
    _plain(source, position, end, builder)


def _plain(source: str, start: int, end: int, builder: _Builder) -> None:
    """Add running text, its bare URLs marked as links."""
    position = start
    for first, last, url in find_urls(source[start:end]):
        builder.add(source[position : start + first], position)
        begins = builder.length
        builder.add(source[start + first : start + last], start + first)
        builder.mark(begins, "link", url)
        position = start + last
    builder.add(source[position:end], position)


def _token(source: str, token: re.Match[str], builder: _Builder) -> None:
    kind = token.lastgroup or ""
    begins = builder.length
    if token["auto"] is not None:
        _autolink(token, builder)
    elif token["label"] is not None:
        _read(source, *token.span("label"), builder)
        builder.mark(begins, "link", _BREAK.sub("", token["target"]).strip())
    elif token["tag"] is not None:
        _read(source, *token.span("inside"), builder)
        if token["tag"] in _TAG_KINDS:
            builder.mark(begins, _TAG_KINDS[token["tag"]])
    elif token["stars"] is not None or token["bars"] is not None:
        _emphasis(source, token, builder)
    elif token["entity"] is not None:
        builder.add(html.unescape(token["entity"]), token.start())
    elif kind == "escaped":
        builder.add(token["escaped"], token.start("escaped"))
    else:
        builder.add(" ", token.start())


def _autolink(token: re.Match[str], builder: _Builder) -> None:
    """Add an autolink's address as its words; a line break inside it is none of its characters."""
    begins, position = builder.length, token.start("auto")
    for part in re.split(r"(\s*\n\s*)", token["auto"]):
        if "\n" not in part:
            builder.add(part, position)
        position += len(part)
    builder.mark(begins, "link", _BREAK.sub("", token["auto"]).strip())


def _emphasis(source: str, token: re.Match[str], builder: _Builder) -> None:
    group, delimiter = ("emphasised", "stars") if token["stars"] is not None else ("underlined", "bars")
    begins = builder.length
    _read(source, *token.span(group), builder)
    for kind in _EMPHASIS[len(token[delimiter])]:
        builder.mark(begins, kind)


def _normalised(builder: _Builder) -> Inline:
    """Trim, and bring the text to NFC cluster by cluster so that every character keeps its offset."""
    raw = "".join(builder.pieces)
    offsets = OffsetMap(tuple(builder.runs) or ((0, 0),))
    if not unicodedata.is_normalized("NFC", raw):
        raw, offsets, marks = _composed(raw, offsets, builder.marks)
    else:
        marks = builder.marks
    lead, length = len(raw) - len(raw.lstrip()), len(raw.strip())
    return Inline(raw.strip(), _shifted(offsets, lead), _clipped(marks, lead, length))


def _composed(raw: str, offsets: OffsetMap, marks: list[Mark]) -> tuple[str, OffsetMap, list[Mark]]:
    starts = [i for i, char in enumerate(raw) if not (i and unicodedata.combining(char))]
    moved, text, runs = {}, "", []
    for first, last in zip(starts, [*starts[1:], len(raw)], strict=True):
        runs.append((len(text), offsets.source(first)))
        moved.update(dict.fromkeys(range(first, last), len(text)))
        text += unicodedata.normalize("NFC", raw[first:last])
    moved[len(raw)] = len(text)
    shifted = [Mark(moved[mark.start], moved[mark.end], mark.kind, mark.target) for mark in marks]
    return text, OffsetMap(tuple(runs)), shifted


def _shifted(offsets: OffsetMap, lead: int) -> OffsetMap:
    if not lead:
        return offsets
    later = tuple((index - lead, source) for index, source in offsets.runs if index > lead)
    return OffsetMap(((0, offsets.source(lead)), *later))


def _clipped(marks: list[Mark], lead: int, length: int) -> tuple[Mark, ...]:
    moved = ((max(mark.start - lead, 0), min(mark.end - lead, length), mark) for mark in marks)
    kept = [Mark(start, end, mark.kind, mark.target) for start, end, mark in moved if start < end]
    return tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end)))
