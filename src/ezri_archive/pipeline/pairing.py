"""Two files → the alignments between them, without an archive: what `ezri align` does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import commonpath
from pathlib import Path

from ezri_archive.alignment import EVIDENCE, Bead, Bitext, Encoder, Entry, Line, align
from ezri_archive.errors import AlignmentError, SourceError
from ezri_archive.identifiers import document_ids, segment_id
from ezri_archive.languages import LANGUAGES, UNDETERMINED, identify, pair
from ezri_archive.pipeline.documents import edition_of, load_file
from ezri_archive.records import UNREAD_ROLES, Alignment, Edition, Segment, SegmentedPortion
from ezri_archive.tei import read_edition

_TEI = ".xml"
_METHOD = "ezri"
_HEADINGS = frozenset({"title", "heading"})


@dataclass(frozen=True, slots=True)
class Side:
    """What is aligned of one file: its segments in one language, and each as a line for the aligner.

    `left_out` counts the segments that are read but in other languages.
    """

    file: Path
    document_id: str
    language: str
    segments: tuple[Segment, ...]
    lines: tuple[Line, ...]
    left_out: int = 0


def align_files(
    sides: tuple[Side, Side],
    *,
    dictionary: Iterable[Entry] = (),
    evidence: frozenset[str] = EVIDENCE,
    explain: bool = False,
    encoder: Encoder | None = None,
) -> tuple[Alignment, ...]:
    """Align two sides: every segment of both in one alignment, in order; with `explain`, with what speaks for it."""
    source, target = sides
    bitext = Bitext(_name(sides), source.language, target.language, source.lines, target.lines)
    found = align([bitext], dictionary=dictionary, evidence=evidence, explain=explain, encoder=encoder)
    return tuple(_alignment(sides, number, bead) for number, bead in enumerate(found.beads[0], 1))


def read_sides(
    files: tuple[Path, Path], *, languages: tuple[str, str] = ("", ""), lines: bool = False
) -> tuple[Side, Side]:
    """Read two files, in the languages named or, where none is, in the main language of each.

    With `lines` a file is plain text with a segment a line. Otherwise it is TEI of ours (`.xml`) or any format the
    archive reads; of it, the portions in its language are taken, without boilerplate and noise. Raises SourceError,
    TeiError, or AlignmentError when a file holds nothing in its language or no language can be told.
    """
    names = _documents(files)
    first, second = (
        _from_lines(file, name, language) if lines else _from_document(file, name, language)
        for file, name, language in zip(files, names, languages, strict=True)
    )
    return first, second


# --- reading ------------------------------------------------------------------------------------------------


def _documents(files: tuple[Path, Path]) -> tuple[str, str]:
    """Name the documents by their paths as seen from the folder that holds both."""
    paths = [file.resolve() for file in files]
    folder = commonpath([path.parent for path in paths])
    relative = [path.relative_to(folder).as_posix() for path in paths]
    names = document_ids(relative)
    return names[relative[0]], names[relative[1]]


def _from_lines(file: Path, name: str, language: str) -> Side:
    text = _text(file)
    code = language or identify(text).code
    if code == UNDETERMINED:
        message = "its language cannot be told; expected it named, such as --pair en-he"
        raise AlignmentError(message, where=file.name)
    segments = []
    place = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        segments.append(Segment(segment_id(name, code, number), number, code, line, place, place + len(line)))
        place += len(line) + 1
    return Side(file, name, code, tuple(segments), tuple(Line(segment.text) for segment in segments))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error) from error
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02X} at {error.start}"
        raise SourceError(message, where=file.name, code="not-utf-8") from error


def _unreadable(file: Path, error: OSError) -> SourceError:
    return SourceError(f"cannot be opened: {error.strerror}", where=file.name)


def _from_document(file: Path, name: str, language: str) -> Side:
    edition = _edition(file, name)
    code = language or edition.metadata.language or UNDETERMINED
    read = [portion for portion in edition.portions if portion.role.value not in UNREAD_ROLES]
    # A language that cannot be identified is taken at the user's word: everything is in it.
    taken = [portion for portion in read if portion.language.value == code or code not in LANGUAGES]
    rows = _rows(taken)
    if not rows or code == UNDETERMINED:
        message = f"holds nothing to align in “{code}”, but {_held(read)}; say which languages with --pair"
        raise AlignmentError(message, where=file.name)
    segments, lines = zip(*rows, strict=True)
    return Side(file, edition.id, code, segments, lines, left_out=len(_rows(read)) - len(rows))


def _edition(file: Path, name: str) -> Edition:
    if file.suffix.lower() != _TEI:
        return edition_of(load_file(file), name)
    try:
        return read_edition(file.read_bytes(), where=file.name)
    except OSError as error:
        raise _unreadable(file, error) from error


def _rows(portions: Iterable[SegmentedPortion]) -> list[tuple[Segment, Line]]:
    rows = []
    paragraph = 0
    for portion in portions:
        for block in portion.blocks:
            paragraph += 1
            kind = portion.role.value if portion.role.value in _HEADINGS else block.kind
            rows += [(segment, Line(segment.text, kind, paragraph)) for segment in block.segments]
    return rows


def _held(portions: Iterable[SegmentedPortion]) -> str:
    counts = Counter[str]()
    for portion in portions:
        counts[portion.language.value] += len(portion.segments)
    return ", ".join(f"{count} segments in “{code}”" for code, count in counts.most_common()) or "no text"


# --- alignments ---------------------------------------------------------------------------------------------


def _name(sides: tuple[Side, Side]) -> str:
    source, target = sides
    documents = "~".join(dict.fromkeys((source.document_id, target.document_id)))
    return f"{documents}.{pair(source.language, target.language)}"


def _alignment(sides: tuple[Side, Side], number: int, bead: Bead) -> Alignment:
    source, target = sides
    return Alignment(
        id=f"{_name(sides)}.{number}",
        work_id="",
        source_document=source.document_id,
        target_document=target.document_id,
        source_language=source.language,
        target_language=target.language,
        source=tuple(source.segments[index] for index in bead.source),
        target=tuple(target.segments[index] for index in bead.target),
        score=bead.score,
        score_band=bead.band,
        method=_METHOD,
        evidence=bead.evidence,
    )
