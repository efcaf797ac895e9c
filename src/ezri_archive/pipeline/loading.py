"""Documents, works and alignments → the rows of archive.db and TEI files: of everything, or of what has changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ezri_archive.corrections import FILE
from ezri_archive.database import ArchiveUpdater, ArchiveWriter, read_units_within, read_versions, writing
from ezri_archive.database.validity import each_tei
from ezri_archive.languages import pair_order
from ezri_archive.pipeline.collecting import Collected, Texts
from ezri_archive.pipeline.documents import links_in
from ezri_archive.pipeline.passages import Aligned
from ezri_archive.pipeline.publishing import for_tables, for_tei, without_absent
from ezri_archive.records import Edition, Link, Segment, SourceFacts, Unit, Version
from ezri_archive.tei import write_alignments, write_edition
from ezri_archive.works import Works


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive is loaded from."""

    collected: Collected
    works: Works
    texts: Texts
    public: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from the archive that stands: documents to take out, sources to take out, documents to add."""

    gone: tuple[str, ...]
    paths: tuple[str, ...]
    added: frozenset[str]


def write_all(contents: Contents, aligned: Aligned, builds: Mapping[str, str], database: Path) -> None:
    """Write an archive from nothing; documents are read one at a time; `builds` tells how it was built."""
    targets: dict[str, str] = {}
    with ArchiveWriter(database) as writer:
        inside = _units_by_document(aligned)
        versions, work_of = _versions_by_document(contents.works.versions), contents.works.work_of()
        for document in contents.collected.documents:
            name = document.facts.id
            edition = contents.texts.edition(name)
            shown = for_tables(edition) if contents.public else edition
            links = links_in(shown)
            xml = _tei(contents, edition, inside[name], versions[name])
            writer.add_document(shown, links, xml.decode(), work_of[name])
            targets.update(_targets(links, versions[name]))
        _add_refused(writer, contents.collected.published() if contents.public else contents.collected)
        for path, notice in contents.works.notices:
            writer.add_notices([notice], source_path=path)
        writer.add_notices(replace(one, message=f"{FILE}: {one.message}") for one in aligned.notices)
        writer.add_works(contents.works.works)
        writer.add_link_targets(targets)
        writer.add_versions(contents.works.versions)
        _add_alignments(writer, aligned)
        writer.add_builds(builds)
        writer.finish()


def write_changes(contents: Contents, change: Change, builds: Mapping[str, str], database: Path) -> None:
    """Write an archive in which alignments, units and terms, and most documents, are those of the one that stands."""
    versions, work_of = _versions_by_document(contents.works.versions), contents.works.work_of()
    with ArchiveUpdater(database) as writer:
        contents.texts.must_stand()
        writer.drop(change.gone, change.paths)
        for name in sorted(change.added):
            edition = contents.texts.edition(name)
            xml = _tei(contents, edition, (), versions[name])
            writer.add_document(edition, links_in(edition), xml.decode(), work_of[name])
        for name, xml in _rewritten(contents, change, database):
            writer.replace_tei(name, xml.decode())
        for path, notice in contents.collected.notices():
            writer.add_notices([notice], source_path=path)
        _add_refused(writer, contents.collected)
        for path, notice in contents.works.notices:
            writer.add_notices([notice], source_path=path)
        writer.add_works(contents.works.works)
        writer.replace_link_targets(contents.works.versions)
        writer.add_versions(contents.works.versions)
        writer.add_builds(builds)
        writer.finish()


def save_tei(database: Path, folder: Path) -> None:
    """Write the TEI files of an archive into a folder, which is made where there is none; other files in it stay."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, xml in each_tei(database):
            (folder / f"{name}.xml").write_bytes(xml.encode())


def _units_by_document(aligned: Aligned) -> defaultdict[str, list[Unit]]:
    by_id = {unit.id: unit for unit in aligned.units}
    inside: defaultdict[str, list[Unit]] = defaultdict(list)
    for document, names in aligned.inside.items():
        inside[document] = [by_id[name] for name in names]
    return inside


def _versions_by_document(versions: Iterable[Version]) -> defaultdict[str, list[Version]]:
    found: defaultdict[str, list[Version]] = defaultdict(list)
    for version in versions:
        found[version.document_id].append(version)
    return found


def _tei(contents: Contents, edition: Edition, inside: Sequence[Unit], versions: Sequence[Version]) -> bytes:
    """Write the TEI of a document; what is only suggested is no part of it."""
    stated = [version for version in versions if not version.suggested]
    shown = for_tei(without_absent(edition, stated)) if contents.public else edition
    as_read = b"" if inside or stated or shown != edition else contents.texts.tei(edition.id)
    return as_read or write_edition(shown, units=inside, versions=stated)


def _targets(links: Sequence[Link], versions: Sequence[Version]) -> dict[str, str]:
    """Find the links that lead to a held document: those of version notes whose other end is held."""
    held = {one.of_url: one.of_document_id for one in versions if one.of_url and one.of_document_id}
    return {link.id: held[link.url] for link in links if link.url in held}


def _add_refused(writer: ArchiveWriter, collected: Collected) -> None:
    for path, notice in collected.refused:
        writer.add_source(SourceFacts(path, "", "", "", 0), [notice])
    for facts in collected.packages:
        writer.add_source(facts)
    for path, notice in collected.on_containers:
        writer.add_notices([notice], source_path=path)


def _add_alignments(writer: ArchiveWriter, aligned: Aligned) -> None:
    writer.add_alignments(aligned.alignments)
    writer.add_moves(aligned.moves)
    writer.add_units(aligned.units)
    writer.add_terms(aligned.terms)
    for file in aligned.files:
        name, xml = f"{file.work_id}.alignment", write_alignments(file)
        writer.add_tei(name, xml.decode(), kind="alignment", work_id=file.work_id)


# --- changes ------------------------------------------------------------------------------------------------


def _rewritten(contents: Contents, change: Change, database: Path) -> Iterable[tuple[str, bytes]]:
    """Write anew the TEI of documents that have not changed but stand in other versions than before."""
    before = _stated(read_versions(database))
    now = _stated(contents.works.versions)
    kept = (one.facts.id for one in contents.collected.documents if one.facts.id not in change.added)
    for name in kept:
        if before.get(name) != now.get(name):
            edition = contents.texts.edition(name)
            yield name, _tei(contents, edition, _inside(edition, database), now.get(name, ()))


def _stated(versions: Iterable[Version]) -> dict[str, list[Version]]:
    return dict(_versions_by_document(one for one in versions if not one.suggested))


def _inside(edition: Edition, database: Path) -> list[Unit]:
    """Give the units that lie within a document, as the archive that stands has them."""
    segments = {segment.id: segment for portion in edition.portions for segment in portion.segments}
    return [
        Unit(unit.id, unit.work_id, unit.number, tuple(_in_order(segments[name] for name in unit.segment_ids)))
        for unit in read_units_within(database, edition.id)
    ]


def _in_order(segments: Iterable[Segment]) -> list[Segment]:
    return sorted(segments, key=lambda segment: (pair_order(segment.language), segment.number))
