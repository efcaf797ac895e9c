"""`ezri export`: the alignments of an archive in the format of another tool."""

from pathlib import Path

import click

from ezri_archive.cli.formats import BUNDLES, FILES, PAGES, Wish, deliver, deliver_file, language_pair, language_tags
from ezri_archive.database.aligned import Chosen, aligned_columns, aligned_rows, aligned_units, pairs_held
from ezri_archive.errors import DatabaseError
from ezri_archive.exports import turned, write_tmx_units
from ezri_archive.languages import pair as pair_of

_WHOLE = frozenset({"intertext"})
"""Formats that need every alignment of a pair of documents."""
_FORMATS = [name for name in (*FILES, *BUNDLES) if name != "beads"]
"""Beads count the segments of one pair of documents; an archive has many."""
_BANDS = ("high", "medium", "low")


@click.command("export")
@click.argument("database", metavar="DB", type=click.Path(path_type=Path))
@click.option("--format", "kind", required=True, type=click.Choice(_FORMATS))
@click.option(
    "--pair",
    type=language_pair,
    metavar="en-he",
    help="The languages, source first.",
    show_default="the only pair",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write this file (for several files: a folder or .zip).")
@click.option("--status", "statuses", multiple=True, metavar="STATUS", help="Only alignments of this status.")
@click.option("--band", "bands", multiple=True, type=click.Choice(_BANDS), help="Only alignments of this score band.")
@click.option("--minimum-score", type=click.FloatRange(0, 1), default=0.0, help="Only alignments as sure as this.")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Only alignments of this document.")
@click.option("--work", "works", multiple=True, metavar="ID", help="Only alignments of this work.")
@click.option(
    "--tmx-lang",
    "tags",
    multiple=True,
    type=language_tags,
    metavar="he=he-IL",
    help="TMX: tags for languages.",
)
@click.option("--tmx-date", "created", default="", metavar="20240320T120000Z", help="TMX: a date of creation.")
@click.option("--multilingual", is_flag=True, help="TMX: the units of the archive, each in all its languages.")
@click.option("--bom", "byte_order_mark", is_flag=True, help="CSV: begin with a byte order mark, for Excel.")
def export_command(  # noqa: PLR0913 - click hands every option over as an argument
    database: Path,
    *,
    kind: str,
    pair: tuple[str, str] | None,
    out: Path | None,
    statuses: tuple[str, ...],
    bands: tuple[str, ...],
    minimum_score: float,
    documents: tuple[str, ...],
    works: tuple[str, ...],
    tags: tuple[tuple[tuple[str, str], ...], ...],
    created: str,
    multilingual: bool,
    byte_order_mark: bool,
) -> None:
    """Export the alignments of the archive DB, each with its identifiers, score, method and status."""
    chosen = Chosen(statuses, bands, documents, works, minimum_score)
    tag_of = dict(tag for several in tags for tag in several)
    if multilingual:
        _refuse_what_units_lack(kind, pair, chosen)
        deliver_file(write_tmx_units(aligned_units(database, works=works), tags=tag_of, created=created), out)
        return
    if kind in _WHOLE and chosen != Chosen(documents=documents, works=works):
        message = f"--format {kind} must have every alignment; leave out --status, --band and --minimum-score"
        raise click.UsageError(message)
    source, target = pair or _only_pair(database)
    wish = Wish(kind, source, target, out, byte_order_mark=byte_order_mark, tags=tag_of, created=created)
    _deliver(database, chosen, wish)


def _deliver(database: Path, chosen: Chosen, wish: Wish) -> None:
    """Deliver the rows of a pair, the source language first, whichever way round the archive keeps it."""
    wanted = (wish.source_language, wish.target_language)
    pair = _held(database, wanted)
    if pair != "-".join(wanted):
        deliver(map(turned, aligned_rows(database, pair, chosen)), wish)
    elif wish.kind in PAGES:
        deliver_file(PAGES[wish.kind](aligned_columns(database, pair, chosen), wish), wish.out)
    else:
        deliver(aligned_rows(database, pair, chosen), wish)


def _refuse_what_units_lack(kind: str, pair: tuple[str, str] | None, chosen: Chosen) -> None:
    if kind != "tmx":
        message = f"--multilingual is for --format tmx, not {kind}"
        raise click.UsageError(message)
    if pair or chosen != Chosen(works=chosen.works):
        message = "--multilingual writes whole units; of the filters it takes --work alone"
        raise click.UsageError(message)


def _only_pair(database: Path) -> tuple[str, str]:
    held = pairs_held(database)
    if not held:
        raise DatabaseError(where=str(database), message="holds no alignments")
    if len(held) > 1:
        message = f"{database} holds {', '.join(held)}; say which with --pair"
        raise click.UsageError(message)
    source, _, target = held[0].partition("-")
    return source, target


def _held(database: Path, languages: tuple[str, str]) -> str:
    """Name a pair as the archive keeps it. Raises DatabaseError when it holds no alignments of it."""
    pair = pair_of(*languages)
    held = pairs_held(database)
    if pair not in held:
        shown = f"only of {', '.join(held)}" if held else "nor of any other pair"
        raise DatabaseError(where=str(database), message=f"holds no alignments of {'-'.join(languages)}, {shown}")
    return pair
