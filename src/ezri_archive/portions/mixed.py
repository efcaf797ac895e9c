"""Blocks whose sentences are in several languages → blocks in one language each.

Words of another language inside a sentence stay in it; a block is cut only where a whole sentence, or a whole side of a
line break or dash, is in another language.
"""

from dataclasses import replace
from itertools import pairwise

from ezri_archive.languages import language_spans
from ezri_archive.records import Block, Document, Mark
from ezri_archive.text import OffsetMap

_FEWEST_WORDS = 4
_FEWEST_IN_TWO = 2 * _FEWEST_WORDS - 1
"""Fewer words hold no two stretches of running text; a word may be cut between them."""
_BORDER = frozenset(".!?؟…۔|/–—")
_OPENING = "\"'“„«‘‚([<"
_CLOSING = "\"'”“»’‘)]>"


def split_mixed_blocks(document: Document) -> Document:
    """Cut every block of the document that holds running text in two or more languages."""
    blocks = tuple(piece for block in document.blocks for piece in _pieces(block))
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=blocks)


def _pieces(block: Block) -> list[Block]:
    cuts = [] if block.whole else _cuts(block.text)
    if not cuts:
        return [block]
    edges = [0, *cuts, len(block.text)]
    return [_piece(block, start, end) for start, end in pairwise(edges)]


def _cuts(text: str) -> list[int]:
    """Find where one language's running text ends and another's begins.

    A quotation in another language that does not begin at a border is part of the sentence it stands in, to its end.
    """
    if len(text.split()) < _FEWEST_IN_TWO:
        return []
    spans = [span for span in language_spans(text) if len(text[span[0] : span[1]].split()) >= _FEWEST_WORDS]
    cuts: list[int] = []
    embedded = False
    for (_, _, code), (start, _, other) in pairwise(spans):
        if code == other:
            continue
        if embedded:
            embedded = False
        elif place := _border(text, start):
            cuts.append(place)
        else:
            embedded = True
    return cuts


def _border(text: str, start: int) -> int:
    """Find where the sentence that holds `start` begins, when one ends right before it; 0 when none does."""
    before = text[:start].rstrip(_OPENING)
    return len(before) if before.rstrip().rstrip(_CLOSING)[-1:] in _BORDER else 0


def _piece(block: Block, start: int, end: int) -> Block:
    text = block.text[start:end].rstrip()
    lead = len(text) - len(text.lstrip())
    start, text = start + lead, text.lstrip()
    runs = tuple((index - start, source) for index, source in block.offsets.runs if index > start)
    first = block.offsets.source(start)
    marks = (_clip(mark, start, start + len(text)) for mark in block.marks)
    return replace(
        block,
        text=text,
        start=first,
        end=block.offsets.source(start + len(text) - 1) + 1,
        offsets=OffsetMap(((0, first), *runs)),
        marks=tuple(mark for mark in marks if mark.start < mark.end),
    )


def _clip(mark: Mark, start: int, end: int) -> Mark:
    return Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.target)
