"""One record → the rows it makes; what a record leaves empty is NULL in its row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from ezri_archive import languages, records, text

Row = dict[str, str | int | float | None]
Side = tuple[str, str, tuple[records.Segment, ...]]
"""One side of an alignment: language, document, segments."""
LanguageCounts = Mapping[str, tuple[int, int]]
"""Language → how many segments and how many words of a document are in it."""


def source_row(facts: records.SourceFacts) -> Row:
    """Make the row of `sources`."""
    return {
        "path": facts.path,
        "sha256": facts.sha256,
        "media_type": facts.media_type or None,
        "encoding": facts.encoding or None,
        "encoding_confidence": facts.encoding_confidence if facts.encoding else None,
        "bytes": facts.bytes,
        "sidecar_sha256": facts.sidecar_sha256 or None,
    }


def notice_row(notice: records.Notice, source_path: str) -> Row:
    """Make a row of `notices`; `source_path` is empty for what concerns no one source."""
    return {
        "source_path": source_path or None,
        "level": notice.level,
        "code": notice.code,
        "message": notice.message,
        "place": notice.place or None,
    }


def language_counts(edition: records.Edition) -> LanguageCounts:
    """Count the text that is read, without boilerplate and noise, in the archive's order of languages."""
    segments: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for portion in edition.portions:
        if portion.role.value not in records.UNREAD_ROLES:
            for segment in portion.segments:
                segments[segment.language] += 1
                words[segment.language] += _words(segment.text)
    return {lang: (segments[lang], words[lang]) for lang in sorted(segments, key=languages.pair_order)}


def document_row(edition: records.Edition, counts: LanguageCounts, work_id: str) -> Row:
    """Make the row of `documents`; `counts` are those of its languages."""
    known = edition.metadata
    return {
        "id": edition.id,
        "source_path": edition.source.path,
        "work_id": work_id or None,
        "title": known.title or None,
        "lang": known.language or None,
        "genre": known.genre or None,
        "series": known.series or None,
        "issue": known.issue or None,
        **_dated(known.published),
        "year": year_of(known.published),
        "publisher": known.publisher or None,
        "author": known.author or None,
        "url": known.url or None,
        "rights": known.rights,
        "segments": sum(segments for segments, _ in counts.values()),
        "words": sum(words for _, words in counts.values()),
    }


def document_language_rows(document_id: str, counts: LanguageCounts) -> list[Row]:
    """Make the rows of `document_languages`."""
    return [
        {"document_id": document_id, "lang": lang, "segments": segments, "words": words}
        for lang, (segments, words) in counts.items()
    ]


def portion_rows(edition: records.Edition) -> list[Row]:
    """Make the rows of `portions`."""
    return [_portion_row(edition, portion) for portion in edition.portions]


def segment_rows(edition: records.Edition) -> Iterator[Row]:
    """Make the rows of `segments`, in reading order."""
    published = year_of(edition.metadata.published)
    for portion in edition.portions:
        for block in portion.blocks:
            for segment in block.segments:
                yield _segment_row(edition.id, portion, block.kind, segment, published)


def link_row(document_id: str, number: int, link: records.Link) -> Row:
    """Make the row of link `number` of a document; which document it leads to is known once all are."""
    return {
        "id": link.id,
        "document_id": document_id,
        "n": number,
        "portion_id": link.portion_id or None,
        "segment_id": link.segment_id or None,
        "url": link.url,
        "canonical_url": link.canonical_url,
        "display_url": link.display_url,
        "host": link.host or None,
        "label": link.label or None,
        "role": link.role,
        "lang": link.language or None,
        **_dated(link.published),
    }


def work_row(work: records.Work, spoken: Iterable[str]) -> Row:
    """Make the row of `works`; `spoken` are the languages of its documents."""
    return {
        "id": work.id,
        "title": work.title or None,
        "languages": language_list(spoken),
        "documents": len(work.document_ids),
    }


def version_row(version: records.Version) -> Row:
    """Make the row of `versions`; its status says whether the other text is held, or only suggested."""
    return {
        "id": version.id,
        "work_id": version.work_id,
        "document_id": version.document_id,
        "of_document_id": version.of_document_id or None,
        "of_url": version.of_url or None,
        "relation": version.relation,
        "derived_end": version.derived_end,
        "lang": version.language or None,
        "evidence": version.evidence,
        "confidence": version.confidence,
        "status": _version_status(version),
    }


def _version_status(version: records.Version) -> str:
    if version.suggested:
        return "suggested"
    return "held" if version.of_document_id else "elsewhere"


def ordered(alignment: records.Alignment) -> tuple[Side, Side]:
    """Put the two sides of an alignment into the archive's order of languages."""
    source = (alignment.source_language, alignment.source_document, alignment.source)
    target = (alignment.target_language, alignment.target_document, alignment.target)
    return (source, target) if _place(source[0]) <= _place(target[0]) else (target, source)


def alignment_row(alignment: records.Alignment, number: int, year: int | None) -> Row:
    """Make the row of `alignments`; `number` counts within its two documents, `year` is that of the first."""
    first, second = ordered(alignment)
    return {
        "id": alignment.id,
        "work_id": alignment.work_id,
        "document_id": first[1],
        "target_document_id": second[1],
        "n": number,
        "pair": f"{first[0]}-{second[0]}",
        "source_lang": first[0],
        "target_lang": second[0],
        "source_text": _joined(first[2]),
        "target_text": _joined(second[2]),
        "kind": f"{len(first[2])}-{len(second[2])}",
        "score": alignment.score,
        "score_band": alignment.score_band,
        "method": alignment.method,
        "status": alignment.status,
        "evidence": " · ".join(alignment.evidence),
        "year": year,
        "decided_by": alignment.decided_by or None,
        "decided_on": alignment.decided_on or None,
    }


def alignment_segment_rows(alignment: records.Alignment) -> Iterator[Row]:
    """Make the rows of `alignment_segments`, numbered from 1 within each side."""
    for lang, _, side in ordered(alignment):
        for number, segment in enumerate(side, 1):
            yield {"alignment_id": alignment.id, "segment_id": segment.id, "lang": lang, "n": number}


def move_row(move: records.Move) -> Row:
    """Make the row of `moved`."""
    return {
        "alignment_id": move.alignment_id,
        "target_alignment_id": move.target_alignment_id,
        "score": move.score,
        "score_band": move.score_band,
        "evidence": " · ".join(move.evidence) or None,
    }


def unit_row(unit: records.Unit) -> Row:
    """Make the row of `units`."""
    spoken = {segment.language for segment in unit.segments}
    return {"id": unit.id, "work_id": unit.work_id, "n": unit.number, "languages": language_list(spoken)}


def unit_segment_rows(unit: records.Unit) -> Iterator[Row]:
    """Make the rows of `unit_segments`, numbered from 1 within each language."""
    seen: Counter[str] = Counter()
    for segment in unit.segments:
        seen[segment.language] += 1
        yield {
            "unit_id": unit.id,
            "segment_id": segment.id,
            "lang": segment.language,
            "n": seen[segment.language],
        }


def term_row(term: records.Term) -> Row:
    """Make the row of `terms`."""
    return {
        "pair": term.pair,
        "source": term.source,
        "target": term.target,
        "count": term.count,
        "score": term.score,
    }


def language_row(code: str) -> Row:
    """Make the row of `languages`."""
    known = languages.language(code)
    return {
        "code": known.code,
        "name": known.name,
        "native_name": known.native_name,
        "direction": known.direction,
    }


def language_list(codes: Iterable[str]) -> str:
    """Write languages as people read them: `en he fa`."""
    return _listed(frozenset(codes))


def year_of(date: records.Date | None) -> int | None:
    """Give the Gregorian year of a date."""
    return int(date.iso[:4]) if date else None


@cache
def _listed(codes: frozenset[str]) -> str:
    return " ".join(sorted(codes, key=languages.pair_order))


@cache
def _place(code: str) -> tuple[int, str]:
    return languages.pair_order(code)


def _dated(date: records.Date | None) -> Row:
    if date is None:
        return {"published": None, "published_precision": None, "calendar_date": None}
    written = date.written if date.calendar != "gregorian" else ""
    return {"published": date.iso, "published_precision": date.precision, "calendar_date": written or None}


def _words(segment_text: str) -> int:
    key = text.fold(segment_text)  # single spaces stand between its words
    return key.count(" ") + 1 if key else 0


def _portion_row(edition: records.Edition, portion: records.SegmentedPortion) -> Row:
    return {
        "id": portion.id,
        "document_id": edition.id,
        "n": portion.number,
        "role": portion.role.value,
        "lang": portion.language.value or None,
        "rule": portion.role.rule,
        "lang_rule": portion.language.rule,
        "confidence": min(portion.role.confidence, portion.language.confidence),
        "rights": portion.rights or edition.metadata.rights,
        "start": min(block.start for block in portion.blocks),
        "end": max(block.end for block in portion.blocks),
        "segments": len(portion.segments),
    }


def _segment_row(
    document_id: str,
    portion: records.SegmentedPortion,
    kind: str,
    segment: records.Segment,
    published: int | None,
) -> Row:
    return {
        "id": segment.id,
        "document_id": document_id,
        "portion_id": portion.id,
        "n": segment.number,
        "lang": segment.language,
        "role": portion.role.value,
        "kind": kind,
        "text": segment.text,
        "norm": text.fold(segment.text),
        "start": segment.start,
        "end": segment.end,
        "year": published,
    }


def _joined(segments: tuple[records.Segment, ...]) -> str:
    return " ".join(segment.text for segment in segments)
