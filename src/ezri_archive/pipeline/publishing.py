"""What may be done with a text → what of it stands in an archive that everybody may have.

| rights | in a public archive |
|---|---|
| free | everything |
| quotation only | every segment, to be found and quoted; hashes in their place in the TEI, which would be the whole |
| alignment only | identifiers, places and alignments; hashes in the place of the text |
| closed, unknown | nothing, not even the path |

The text that is only aligned goes through the aligner and is hashed when the archive is loaded.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from ezri_archive.identifiers import document_of_segment
from ezri_archive.pipeline.passages import Aligned
from ezri_archive.records import (
    Alignment,
    Correction,
    Edition,
    GivenUnit,
    Metadata,
    Portion,
    Segment,
    SegmentedBlock,
    SegmentedPortion,
    Term,
    Version,
)
from ezri_archive.text import fold
from ezri_archive.works import Works

_OPEN = frozenset({"free", "quotation only"})
_HIDDEN = frozenset({"alignment only"})
_NOT_WHOLE = frozenset({"alignment only", "quotation only"})
_DIGITS = 16
_HASH = re.compile(f"sha256:[0-9a-f]{{{_DIGITS}}}")


def is_open(portion: Portion | SegmentedPortion, rights: str) -> bool:
    """Say whether the text of a portion may be read; `rights` is the document's."""
    return (portion.rights or rights) in _OPEN


def is_public(portion: Portion | SegmentedPortion, rights: str) -> bool:
    """Say whether anything of a portion may stand in a public archive."""
    return (portion.rights or rights) in _OPEN | _HIDDEN


def without_closed(edition: Edition) -> Edition | None:
    """Take out of an edition all that may not be public; None when nothing is left.

    What repeats a segment that is out goes too, and what the metadata say in words that stand only there. Numbers and
    identifiers stay what they are in the whole archive.
    """
    rights = edition.metadata.rights
    kept = [portion for portion in edition.portions if is_public(portion, rights)]
    hidden = [portion for portion in edition.portions if not is_open(portion, rights)]
    if not kept:
        return None
    if not hidden:
        return edition
    gone = {segment.id for portion in hidden for segment in portion.segments}
    shown = tuple(_without_repeats(portion, gone) for portion in kept)
    said = _words(portion for portion in shown if is_open(portion, rights))
    given = tuple(_left(edition.given, gone))
    return replace(
        edition, portions=shown, notices=(), given=given, metadata=_unsaid(edition.metadata, _words(hidden), said)
    )


def _left(given: Iterable[GivenUnit], gone: Container[str]) -> Iterator[GivenUnit]:
    """Take segments out of what a source puts together."""
    for unit in given:
        if names := tuple(name for name in unit.segment_ids if name not in gone):
            yield replace(unit, segment_ids=names)


def _without_repeats(portion: SegmentedPortion, gone: set[str]) -> SegmentedPortion:
    return replace(portion, blocks=tuple(block for block in portion.blocks if block.repeats not in gone))


def _words(portions: Iterable[SegmentedPortion]) -> str:
    return fold(" ".join(segment.text for portion in portions for segment in portion.segments))


def _unsaid(metadata: Metadata, hidden: str, said: str) -> Metadata:
    """Empty what the metadata say in words of hidden text; an author or title that is said openly too stays."""
    texts = {entry.name: getattr(metadata, entry.name) for entry in fields(Metadata)}
    leaked = [
        name
        for name, text in texts.items()
        if isinstance(text, str) and name not in {"rights", "language"} and text
        and fold(text) in hidden and fold(text) not in said
    ]  # fmt: skip
    empty: dict[str, str] = dict.fromkeys(leaked, "")
    return replace(metadata, **empty)  # type: ignore[arg-type]  # the names are those of texts


def without_absent(edition: Edition, versions: Iterable[Version]) -> Edition:
    """Take out of the metadata the path of a text this is a version of where none of its `versions` says it is held."""
    named = edition.metadata.version_of
    if not named or "://" in named or any(version.of_document_id for version in versions):
        return edition
    return replace(edition, metadata=replace(edition.metadata, version_of="", relation=""))


def about(corrections: Iterable[Correction], documents: Container[str]) -> tuple[Correction, ...]:
    """Choose the corrections of documents that are held; the others are not lost, but of what is not public."""
    return tuple(
        one
        for one in corrections
        if all(document_of_segment(name) in documents for name in (*one.source_ids, *one.target_ids))
    )


# --- hashes in the place of text -----------------------------------------------------------------------------


def for_tables(edition: Edition) -> Edition:
    """Put hashes in the place of text that may only be aligned."""
    return _hashed(edition, _HIDDEN)


def for_tei(edition: Edition) -> Edition:
    """Put hashes in the place of text that may only be aligned, or only be quoted."""
    return _hashed(edition, _NOT_WHOLE)


def _hidden_segments(edition: Edition) -> frozenset[str]:
    """Name the segments whose text may only be aligned."""
    rights = edition.metadata.rights
    portions = [portion for portion in edition.portions if (portion.rights or rights) in _HIDDEN]
    return frozenset(segment.id for portion in portions for segment in portion.segments)


def _without(alignment: Alignment, hidden: frozenset[str]) -> Alignment:
    """Put hashes in the place of hidden segments of an alignment; where there are any its evidence goes too."""
    if not any(segment.id in hidden for segment in (*alignment.source, *alignment.target)):
        return alignment
    sides = [
        tuple(_hash(one) if one.id in hidden else one for one in side) for side in (alignment.source, alignment.target)
    ]
    return replace(alignment, source=sides[0], target=sides[1], evidence=())


def published(aligned: Aligned, works: Works, editions: Iterable[Edition]) -> tuple[Aligned, Works]:
    """Hide what may only be aligned: in alignments, in the terms learned from them, in what speaks for versions."""
    hidden = frozenset(name for edition in editions for name in _hidden_segments(edition))
    if not hidden:
        return aligned, works
    shown = tuple(_without(alignment, hidden) for alignment in aligned.alignments)
    whole = (new for old, new in zip(aligned.alignments, shown, strict=True) if new is old)
    documents = {document_of_segment(name) for name in hidden}
    versions = tuple(
        replace(one, evidence="") if {one.document_id, one.of_document_id} & documents else one
        for one in works.versions
    )
    changed = {new.id for old, new in zip(aligned.alignments, shown, strict=True) if new is not old}
    moves = tuple(
        replace(one, evidence=()) if {one.alignment_id, one.target_alignment_id} & changed else one
        for one in aligned.moves
    )
    hashed = replace(aligned, alignments=shown, terms=_open_terms(aligned.terms, whole), moves=moves)
    return hashed, replace(works, versions=versions)


def _open_terms(terms: Sequence[Term], alignments: Iterable[Alignment]) -> tuple[Term, ...]:
    """Keep the terms both of whose words stand in the text of `alignments`, those in which nothing is hidden."""
    words: dict[str, set[str]] = {}
    for alignment in alignments:
        for segment in (*alignment.source, *alignment.target):
            words.setdefault(segment.language, set()).update(fold(segment.text).split())
    return tuple(term for term in terms if _stands(term, words))


def _stands(term: Term, words: Mapping[str, set[str]]) -> bool:
    first, _, second = term.pair.partition("-")
    pairs = ((first, term.source), (second, term.target))
    return all(set(fold(text).split()) <= words.get(code, set()) for code, text in pairs)


def _hashed(edition: Edition, kinds: frozenset[str]) -> Edition:
    rights = edition.metadata.rights
    portions = (
        _hashed_portion(portion) if (portion.rights or rights) in kinds else portion for portion in edition.portions
    )
    return replace(edition, portions=tuple(portions))


def _hashed_portion(portion: SegmentedPortion) -> SegmentedPortion:
    return replace(portion, blocks=tuple(map(_hashed_block, portion.blocks)))


def _hashed_block(block: SegmentedBlock) -> SegmentedBlock:
    text = _digest(block.text) if block.text else ""
    return replace(block, segments=tuple(map(_hash, block.segments)), text=text)


def _hash(segment: Segment) -> Segment:
    return replace(segment, text=_digest(segment.text), marks=())


def is_hash(text: str) -> bool:
    """Say whether this stands in the place of a text that may only be aligned."""
    return _HASH.fullmatch(text) is not None


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}"
