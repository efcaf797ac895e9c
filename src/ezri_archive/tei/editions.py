"""`Edition` ⇄ TEI P5."""

from collections.abc import Mapping, Sequence

from ezri_archive.errors import TeiError
from ezri_archive.records import Edition, Unit, Version
from ezri_archive.tei.body import read_body, write_body
from ezri_archive.tei.elements import EDITION, ID, NAMESPACE, local, new_root, serialise, tag
from ezri_archive.tei.header import read_header, write_header
from ezri_archive.tei.parsing import attribute, parse
from ezri_archive.tei.stand_off import add_stand_off, read_given


def write_edition(
    edition: Edition,
    *,
    units: Sequence[Unit] = (),
    versions: Sequence[Version] = (),
    parallel: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Write an edition, with the units inside it and what is known of its versions in `standOff`.

    `parallel` names, for the id of a portion, the portions of the edition that say the same in other languages: they
    point at each other by `@corresp`. Raises TeiError for text XML cannot carry. Schema: TEI P5 tei_all.
    """
    try:
        return _write(edition, units, versions, parallel or {})
    except TeiError as error:
        raise _located(error, edition.source.path) from error


def _write(
    edition: Edition, units: Sequence[Unit], versions: Sequence[Version], parallel: Mapping[str, Sequence[str]]
) -> bytes:
    root = new_root(edition.id, EDITION, edition.metadata.language)
    write_header(root, edition)
    add_stand_off(root, edition, units, versions)
    write_body(root, edition.portions, parallel)
    return serialise(root)


def read_edition(xml: bytes, *, where: str = "") -> Edition:
    """Read an edition back; of what stands in `standOff` only what the source itself gave: all else is made anew.

    Raises TeiError, with `where` and the line, for what is not well-formed, has a document type declaration, or is not
    an edition as `write_edition` writes it.
    """
    try:
        return _read(xml)
    except TeiError as error:
        raise _located(error, where) from error


def _read(xml: bytes) -> Edition:
    root = parse(xml)
    if root.tag != tag("TEI") or root.get("type") != EDITION:
        message = f"is <{local(root)} type={root.get('type')!r}>; expected <TEI xmlns='{NAMESPACE}' type={EDITION!r}>"
        raise TeiError(message)
    source, metadata, notices = read_header(root)
    return Edition(attribute(root, ID), source, metadata, read_body(root), notices, read_given(root))


def _located(error: TeiError, where: str) -> TeiError:
    """Put the name of the file before the place in it."""
    return TeiError(error.message, where=", ".join(filter(None, (where, error.where))))
