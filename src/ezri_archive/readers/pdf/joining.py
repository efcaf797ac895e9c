"""The lines of a paragraph, in logical order → one: hyphens of line ends undone, words kept whole."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ezri_archive.readers.pdf.glyphs import Glyph

_SOFT_HYPHENS = frozenset("\u00ad\u2010")
_TYPED_HYPHEN = re.compile(r"[^\W\d_]-$")
_STICKY = re.compile(r"\w[-‐–—־/]$")
_OPEN = re.compile(r"[(\[{«]$")
_CLOSED = re.compile(r"[)\]}»]")
_FEWEST_HYPHENS = 2
_HYPHENS = 0.03
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]{1,60}-$")
_FIRST_WORD = re.compile(r"\A[^\W\d_]+")
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A glyph in its place in the text, whether it stands in a stretch from right to left, and its text there."""

    glyph: Glyph
    backwards: bool
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words inside the lines of a document, and whether it breaks words at the ends of lines."""

    words: frozenset[str]
    hyphenates: bool


def vocabulary_of(paragraphs: Iterable[Sequence[Sequence[Piece]]]) -> Vocabulary:
    """Collect the words of a document but for the halves beside hyphens at the ends of lines."""
    words: set[str] = set()
    lines = broken = 0
    for paragraph in paragraphs:
        hyphen = False
        for text in ("".join(piece.text for piece in line) for line in paragraph):
            whole = _LAST_WORD.sub("", _FIRST_WORD.sub("", text) if hyphen else text)
            words.update(word.lower() for word in _WORD.findall(whole))
            hyphen = bool(_TYPED_HYPHEN.search(text))
            lines, broken = lines + 1, broken + hyphen
    return Vocabulary(frozenset(words), broken >= _FEWEST_HYPHENS and broken >= _HYPHENS * lines)


def joined(lines: Sequence[Sequence[Piece]], known: Vocabulary) -> list[Piece]:
    """Join the lines of a paragraph; where a word or a link runs over the end of a line, without a space."""
    pieces: list[Piece] = []
    for line in lines:
        if pieces and line:
            border = _border(pieces, line, known)
            if border == "dropped":
                pieces.pop()
            elif border == "space":
                pieces.append(_space(pieces[-1].glyph, line[0].glyph))
        pieces += line
    return pieces


def _space(before: Glyph, after: Glyph) -> Piece:
    link = before.link if before.link == after.link else ""
    return Piece(Glyph(" ", 0, 0, 0, 0, before.bold, before.italic, link=link), backwards=False, text=" ")


def _border(before: Sequence[Piece], line: Sequence[Piece], known: Vocabulary) -> str:
    """Say how a line goes on with the one before: after a "space", "joined" to it, or its hyphen "dropped"."""
    head = "".join(piece.text for piece in before[-_CONTEXT:])
    tail = "".join(piece.text for piece in line[:_CONTEXT])
    if head[-1:] in _SOFT_HYPHENS and tail[:1].isalpha():
        return "dropped"
    if _TYPED_HYPHEN.search(head) and tail[:1].islower():
        return "dropped" if _is_broken_word(head, tail, known) else "joined"
    sticky = bool(_STICKY.search(head)) and tail[:1].isalnum()
    bracket = bool(_OPEN.search(head) or _CLOSED.match(tail))
    return "joined" if sticky or bracket or _is_broken_link(head, before[-1].glyph, line[0].glyph) else "space"


def _is_broken_word(head: str, tail: str, known: Vocabulary) -> bool:
    """Say whether a hyphen at the end of a line is none of the word's own: as the document writes it elsewhere."""
    first, second = _WORD.findall(head[:-1])[-1].lower(), _WORD.findall(tail)[0].lower()
    if f"{first}{second}" in known.words or f"{first}-{second}" in known.words:
        return f"{first}-{second}" not in known.words
    return known.hyphenates and not {first, second} <= known.words


def _is_broken_link(head: str, before: Glyph, after: Glyph) -> bool:
    """Say whether an address that is a link goes on in the next line."""
    inside = bool(before.link) and before.link == after.link
    return inside and "://" in head and " " not in head[head.rindex("://") :]
