"""The frozen records that flow between the stages.

`Source` → `Document` (blocks) → `Edition` (portions of segmented blocks) → `Statement`s → `Work`s, `Version`s →
`Alignment`s, `Unit`s.

Offsets are counted in Unicode code points, from 0: `start` is the first, `end` the one after the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ezri_archive.text import OffsetMap

# --- sources ------------------------------------------------------------------------------------------------

CONTAINERS: Mapping[str, str] = {
    ".zip": "application/zip",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
}
"""Media types of what holds sources, by suffix: a ZIP file, and mail, which is a source as well."""

MEDIA_TYPES: Mapping[str, str] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".xml": "application/tei+xml",
    ".tei": "application/tei+xml",
    ".tmx": "application/x-tmx+xml",
    **CONTAINERS,
}
"""The formats that can be read, by suffix of the file."""


@dataclass(frozen=True, slots=True)
class BlockOverride:
    """What a sidecar decides about the blocks that begin on lines `first` to `last` (from 1) of its source."""

    first: int
    last: int
    role: str = ""
    language: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person says about a source, in a TOML file beside it; an empty string says nothing."""

    title: str = ""
    author: str = ""
    date: str = ""
    url: str = ""
    publisher: str = ""
    genre: str = ""
    series: str = ""
    issue: str = ""
    rights: str = ""
    language: str = ""
    version_of: str = ""
    relation: str = ""
    blocks: tuple[BlockOverride, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as received; `path` is relative to the folder of sources, with `/`."""

    path: str
    sha256: str
    media_type: str
    content: bytes
    sidecar: Sidecar = field(default_factory=Sidecar)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the archive keeps about a source once it is read."""

    path: str
    sha256: str
    media_type: str
    encoding: str
    bytes: int
    sidecar_sha256: str = ""
    encoding_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about a source; `level` is error, warning or info, `place` a line or block."""

    level: str
    code: str
    message: str
    place: str = ""


# --- documents ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text: emphasis, strong, superscript, link (`target`: URL) or foreign (`target`: language)."""

    start: int
    end: int
    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, caption, quotation or table row; `text` is NFC without markup.

    `offsets` leads from the text into the decoded source, `level` is that of a heading (1 the highest, 0 for none),
    `line` and `page` count from 1; `language` and `role` are what the format itself shows, `page` is 0 where there are
    none. A block that is `whole` is one segment, as its format has it.
    """

    kind: str
    text: str
    start: int
    end: int
    line: int
    offsets: OffsetMap
    marks: tuple[Mark, ...] = ()
    level: int = 0
    language: str = ""
    role: str = ""
    page: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year: ISO 8601 as far as it is known, its precision, and how the document writes it.

    `calendar` is gregorian, persian (Solar Hijri) or hebrew; `written` the date in that calendar, as found.
    """

    iso: str
    precision: str
    calendar: str = "gregorian"
    written: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document as a whole; an empty string or None is "not said".

    `version_of` is the path of another source that a person says this one is a version of, `relation` in what way.
    """

    title: str = ""
    language: str = ""
    genre: str = ""
    series: str = ""
    issue: str = ""
    published: Date | None = None
    publisher: str = ""
    author: str = ""
    url: str = ""
    rights: str = "unknown"
    version_of: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class GivenBlocks:
    """Blocks that a source itself puts together, each in another language, or one that it leaves alone.

    `lines` are those they begin on; `status` is that of the alignments this makes.
    """

    lines: tuple[int, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Document:
    """What one source says: its blocks in order, and the metadata its format or sidecar declares.

    `given` is what the source puts together, of a translation memory: each of its blocks is in one of them.
    """

    id: str
    source: SourceFacts
    blocks: tuple[Block, ...]
    declared: Metadata
    notices: tuple[Notice, ...] = ()
    given: tuple[GivenBlocks, ...] = ()


# --- portions and segments ----------------------------------------------------------------------------------

ROLES: tuple[str, ...] = (
    "masthead", "title", "byline", "date", "letter", "article", "heading", "caption", "version note", "related list",
    "boilerplate", "noise",
)  # fmt: skip
"""Every role a portion can have."""

UNREAD_ROLES: frozenset[str] = frozenset({"boilerplate", "noise"})
"""Roles of portions that are kept in the record but are no part of the text that is read, counted and aligned."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A value and the rule that gave it: `letter` by `letter-follows-greeting`; `confidence` from 0 to 1."""

    value: str
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Portion:
    """Consecutive blocks of one document in one language and one role; `rights` is empty where the document's hold."""

    id: str
    number: int
    role: Decision
    language: Decision
    blocks: tuple[Block, ...]
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading or list item: what is cited and aligned; `start` and `end` are offsets into the source."""

    id: str
    number: int
    language: str
    text: str
    start: int
    end: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentedBlock:
    """A block as its segments, from the start of the first to the end of the last.

    A block that repeats the one before it has no segments but its `text`, and in `repeats` the id of the last segment
    of what it repeats.
    """

    kind: str
    segments: tuple[Segment, ...]
    level: int = 0
    repeats: str = ""
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class SegmentedPortion:
    """A portion as segmented blocks."""

    id: str
    number: int
    role: Decision
    language: Decision
    blocks: tuple[SegmentedBlock, ...]
    rights: str = ""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments of the portion, in order."""
        return tuple(segment for block in self.blocks for segment in block.segments)


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink and its metadata; `portion_id` and `segment_id` say where it stands first in its portion."""

    id: str
    portion_id: str
    segment_id: str
    url: str
    canonical_url: str
    display_url: str
    host: str
    label: str
    role: str
    language: str
    published: Date | None = None


@dataclass(frozen=True, slots=True)
class GivenUnit:
    """Segments that a source itself puts together, each in another language, or one that it leaves alone."""

    segment_ids: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A document as split: the record that TEI carries and everything after is made from."""

    id: str
    source: SourceFacts
    metadata: Metadata
    portions: tuple[SegmentedPortion, ...]
    notices: tuple[Notice, ...] = ()
    given: tuple[GivenUnit, ...] = ()


# --- works and versions -------------------------------------------------------------------------------------

RELATIONS: tuple[str, ...] = ("same_text_as", "translation_of", "edited_translation_of", "excerpt_of")
"""Every relation a version can have to another text."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says of a version of itself: `relation` as in `Version`, the other end a URL or a source path."""

    document_id: str
    relation: str
    derived_end: str
    url: str
    path: str
    language: str
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Version:
    """A typed relation between a document and another text, held (`of_document_id`) or elsewhere (`of_url`).

    `relation` is same_text_as, translation_of, edited_translation_of, excerpt_of; `derived_end` says which end was
    made from the other: `document`, `other`, or "" where nobody says. `suggested` is true for what only seems so: it
    waits for a person, and nothing is aligned by it.
    """

    id: str
    work_id: str
    document_id: str
    of_document_id: str
    of_url: str
    relation: str
    derived_end: str
    language: str
    evidence: str
    confidence: float
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Documents that are versions of one another."""

    id: str
    title: str
    document_ids: tuple[str, ...]


# --- alignments ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alignment:
    """One pairwise bead: segments of one language beside segments of the other; either side may be empty.

    `score` is the probability that it is right; `evidence` what speaks for it, strongest first; `decided_by` and
    `decided_on` who decided it and when, where a person did.
    """

    id: str
    work_id: str
    source_document: str
    target_document: str
    source_language: str
    target_language: str
    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    score: float
    score_band: str
    method: str
    status: str = "automatic"
    evidence: tuple[str, ...] = ()
    decided_by: str = ""
    decided_on: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """The same passage in every language that has it; alignments are its evidence."""

    id: str
    work_id: str
    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Two alignments, each of one side alone, that seem to be one passage which stands elsewhere in the other text.

    `alignment_id` is that of the pair's first language. It is a suggestion: both stay as they are.
    """

    alignment_id: str
    target_alignment_id: str
    score: float
    score_band: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its translation as the aligner learned them: how often together, and how sure (0 to 1)."""

    pair: str
    source: str
    target: str
    count: int
    score: float


# --- rows for exchange --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """One alignment as others take it: the identifiers and texts of both sides, how sure it is and who says so.

    `kind` counts the segments of source and target (`1-2`); a side that is empty has no ids and no texts.
    """

    id: str
    source_language: str
    target_language: str
    source_document: str
    target_document: str
    source_ids: tuple[str, ...]
    target_ids: tuple[str, ...]
    source_texts: tuple[str, ...]
    target_texts: tuple[str, ...]
    kind: str
    score: float
    score_band: str
    method: str
    status: str
    evidence: tuple[str, ...] = ()


AlignedColumns = Sequence[Sequence[Any]]
"""Several aligned rows, column by column: for each field of `AlignedRow`, in their order, its values."""


@dataclass(frozen=True, slots=True)
class AlignedSide:
    """What a unit says in one language: the documents it is taken from, and the segments in order."""

    language: str
    documents: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlignedUnit:
    """A passage in all the languages that have it, as others take it.

    `score` is that of the weakest alignment it rests on; `methods` and `statuses` are all that these have, and none
    when it rests on no alignment alone.
    """

    id: str
    sides: tuple[AlignedSide, ...]
    score: float
    methods: tuple[str, ...]
    statuses: tuple[str, ...]


# --- what comes back from other tools -----------------------------------------------------------------------

CORRECTION_STATUSES: tuple[str, ...] = ("confirmed", "corrected", "rejected")
"""What a person can decide of an alignment: it is right; this one is right instead; these belong to nothing."""


@dataclass(frozen=True, slots=True)
class ReturnedSide:
    """One language of an alignment as a tool gives it back; `ids` and `text` are empty where the format has none."""

    language: str
    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One alignment as a tool gives it back; `status` is empty where the format says nothing, `place` a line.

    `unit` holds all identifiers of the unit it was given in, where the format joins more than two languages.
    """

    source: ReturnedSide
    target: ReturnedSide
    status: str
    place: str
    unit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided of one alignment: the segments of both sides by identifier and by text; who and when.

    `status` is one of CORRECTION_STATUSES, `origin` the file it came from. Either side may be empty.
    """

    pair: str
    source_ids: tuple[str, ...]
    target_ids: tuple[str, ...]
    source_texts: tuple[str, ...]
    target_texts: tuple[str, ...]
    status: str
    by: str
    on: str
    origin: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a file or an archive: where in it (a line, a table, an identifier), and what was expected."""

    place: str
    message: str
