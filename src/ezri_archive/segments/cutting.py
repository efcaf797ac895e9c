"""Portions of blocks → portions of segmented blocks, each segment with its number, offsets and marks."""

from collections import Counter
from collections.abc import Sequence

from ezri_archive.identifiers import segment_id
from ezri_archive.records import Block, Mark, Portion, Segment, SegmentedBlock, SegmentedPortion
from ezri_archive.segments.foreign import foreign_marks
from ezri_archive.segments.sentences import sentences

WHOLE_KINDS = frozenset({"heading", "caption", "title", "line"})
"""Kinds of block that are one segment each, whatever marks stand in them."""

REPEATS = "repeats-the-block-before"
"""The rule of a portion whose block says again what the block before it said."""


def segment(document: str, portions: Sequence[Portion]) -> tuple[SegmentedPortion, ...]:
    """Cut the blocks of a document's portions into segments.

    Headings, captions, titles and lines are one segment each, and blocks that are whole; others are cut into
    sentences. Segments are numbered from 1 within their language over the whole document; their offsets lead into the
    decoded source.
    """
    counts: Counter[str] = Counter()
    return tuple(_segmented(document, portion, counts) for portion in portions)


def _segmented(document: str, portion: Portion, counts: Counter[str]) -> SegmentedPortion:
    if portion.role.rule == REPEATS:
        blocks = tuple(_repeated_block(document, block, portion, counts) for block in portion.blocks)
    else:
        language = portion.language.value
        blocks = tuple(_segmented_block(document, block, language, counts) for block in portion.blocks)
    return SegmentedPortion(portion.id, portion.number, portion.role, portion.language, blocks, portion.rights)


def _repeated_block(document: str, block: Block, portion: Portion, counts: Counter[str]) -> SegmentedBlock:
    """Keep a block that repeats the one before as a pointer to it: its words have their segment already."""
    before = segment_id(document, portion.language.value, counts[portion.language.value])
    end = block.offsets.source(len(block.text) - 1) + 1
    return SegmentedBlock(
        block.kind, (), block.level, repeats=before, text=block.text, start=block.offsets.source(0), end=end
    )


def _segmented_block(document: str, block: Block, language: str, counts: Counter[str]) -> SegmentedBlock:
    spans = _whole(block.text) if block.whole or block.kind in WHOLE_KINDS else sentences(block.text, language)
    segments = tuple(_segment(document, block, span, language, counts) for span in spans)
    start, end = (segments[0].start, segments[-1].end) if segments else (0, 0)
    return SegmentedBlock(block.kind, segments, block.level, start=start, end=end)


def _whole(text: str) -> tuple[tuple[int, int], ...]:
    stripped = text.strip()
    start = text.find(stripped)
    return ((start, start + len(stripped)),) if stripped else ()


def _segment(document: str, block: Block, span: tuple[int, int], language: str, counts: Counter[str]) -> Segment:
    counts[language] += 1
    start, end = span
    text = block.text[start:end]
    marks = _marks_within(block.marks, start, end)
    return Segment(
        segment_id(document, language, counts[language]),
        counts[language],
        language,
        text,
        block.offsets.source(start),
        block.offsets.source(end - 1) + 1,
        tuple(sorted(marks + foreign_marks(text, language, marks), key=_mark_order)),
    )


def _marks_within(marks: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    return tuple(
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.target)
        for mark in marks
        if mark.start < end and mark.end > start and mark.start < mark.end
    )


def _mark_order(mark: Mark) -> tuple[int, int, str, str]:
    """Give the sorting key that puts a mark before those inside it."""
    return (mark.start, -mark.end, mark.kind, mark.target)
