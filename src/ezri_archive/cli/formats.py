"""Rows → the format a person asked for, on standard output, in a file, a folder or a zip."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from ezri_archive.errors import ExportError
from ezri_archive.exports import (
    COLUMNS,
    AlignedColumns,
    AlignedRow,
    Member,
    save,
    save_folder,
    save_zip,
    tmx_columns,
    write_beads,
    write_blacklab,
    write_csv,
    write_intertext,
    write_jsonl,
    write_jsonl_columns,
    write_links,
    write_moses,
    write_parquet,
    write_sketch,
    write_tei,
    write_tmx,
    write_tmx_columns,
    write_tsv,
    write_xces,
    write_xliff,
)

_PAIR = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")
_TAG = re.compile(r"([a-z]{2,3})=([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)")


def language_pair(value: str) -> tuple[str, str]:
    """Read two language codes, `en-he`. Raises click.BadParameter for anything else."""
    found = _PAIR.fullmatch(value)
    if not found:
        message = f"{value!r} is no pair of languages; expected two codes, such as en-he"
        raise click.BadParameter(message)
    return found[1], found[2]


def language_tags(value: str) -> tuple[tuple[str, str], ...]:
    """Read tags for languages, `he=he-IL,fa=fa-IR`. Raises click.BadParameter for anything else."""
    found = [_TAG.fullmatch(part) for part in value.split(",")]
    tags = tuple((match[1], match[2]) for match in found if match)
    if len(tags) < len(found):
        message = f"{value!r} gives no language a tag; expected he=he-IL"
        raise click.BadParameter(message)
    return tags


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of an export, besides its rows; `out` is None for standard output."""

    kind: str
    source_language: str
    target_language: str
    out: Path | None = None
    columns: tuple[str, ...] = COLUMNS
    explain: bool = False
    byte_order_mark: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    created: str = ""


def deliver(rows: Iterable[AlignedRow], wish: Wish) -> None:
    """Write rows as wished.

    Raises click.UsageError when a bundle of several files has nowhere to go, ExportError when it cannot be written.
    """
    if wish.kind in FILES:
        deliver_file(FILES[wish.kind](rows, wish), wish.out)
    elif wish.kind == "xces" and (wish.out is None or wish.out.suffix == ".xml"):
        deliver_file(write_links(rows, wish.source_language, wish.target_language), wish.out)
    elif wish.out is None:
        message = f"--format {wish.kind} writes several files; say where with --out FOLDER or --out FILE.zip"
        raise click.UsageError(message)
    else:
        members = BUNDLES[wish.kind](rows, wish.source_language, wish.target_language)
        with _writing(wish.out):
            if wish.out.suffix == ".zip":
                save_zip(wish.out, members)
            else:
                save_folder(wish.out, members)


def deliver_file(chunks: Iterator[bytes], out: Path | None) -> None:
    """Write one file, or to standard output. Raises ExportError when the file cannot be written."""
    if out is None:
        for chunk in chunks:
            click.echo(chunk, nl=False)
    else:
        with _writing(out):
            save(out, chunks)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise ExportError(message, where=str(out)) from error


FILES: dict[str, Callable[[Iterable[AlignedRow], Wish], Iterator[bytes]]] = {
    "tsv": lambda rows, wish: write_tsv(rows, wish.source_language, wish.target_language, wish.columns),
    "csv": lambda rows, wish: write_csv(
        rows, wish.source_language, wish.target_language, wish.columns, byte_order_mark=wish.byte_order_mark
    ),
    "jsonl": lambda rows, _: write_jsonl(rows),
    "tmx": lambda rows, wish: write_tmx(rows, wish.source_language, tags=wish.tags, created=wish.created),
    "tei": lambda rows, wish: write_tei(rows, f"{wish.source_language} and {wish.target_language}"),
    "xliff": lambda rows, wish: write_xliff(rows, wish.source_language, wish.target_language),
    "parquet": lambda rows, _: write_parquet(rows),
    "beads": lambda rows, wish: write_beads(rows, explain=wish.explain),
}
"""Formats of one file."""

PAGES: dict[str, Callable[[Iterable[AlignedColumns], Wish], Iterator[bytes]]] = {
    "jsonl": lambda pages, _: write_jsonl_columns(pages),
    "tmx": lambda pages, wish: write_tmx_columns(
        map(tmx_columns, pages), wish.source_language, tags=wish.tags, created=wish.created
    ),
}
"""Those of them that can be written from columns, with no row made."""

BUNDLES: dict[str, Callable[[Iterable[AlignedRow], str, str], Iterator[Member]]] = {
    "xces": write_xces,
    "intertext": write_intertext,
    "moses": write_moses,
    "blacklab": write_blacklab,
    "sketch": write_sketch,
}
"""Formats of several files."""
