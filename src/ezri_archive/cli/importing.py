"""`ezri import`: alignments that a person corrected in another tool, back into the archive."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ezri_archive.corrections import FILE, Signature, append_corrections
from ezri_archive.imports import FORMATS
from ezri_archive.pipeline.returning import Returned, compare_with_archive

_WRONG = 1


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--db", "database", type=click.Path(path_type=Path), default=Path("archive.db"), show_default=True,
    help="The archive that FILE was exported from.",
)  # fmt: skip
@click.option(
    "--sources", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path("sources"),
    show_default=True, help=f"The folder of sources: {FILE} is kept there.",
)  # fmt: skip
@click.option(
    "--format", "kind", type=click.Choice(FORMATS), default=None, show_default="what FILE begins with",
    help="Refuse anything else.",
)  # fmt: skip
@click.option("--by", metavar="NAME", default=None, show_default="your user name", help="Who decided.")
@click.option("--on", metavar="2024-03-20", default=None, show_default="today", help="When.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
def import_command(  # noqa: PLR0913 - click hands every option over as an argument
    file: Path, *, database: Path, sources: Path, kind: str | None, by: str | None, on: str | None, dry_run: bool
) -> None:
    """Take corrections from FILE, which was exported from the archive and edited.

    FILE is a TMX, an XCES or TEI file, or a folder or zip that holds an XCES or InterText bundle. What differs from the
    archive is added to decisions.jsonl in the folder of sources, with who and when, and applied by the next ezri build.
    What fits no segment of the archive is listed; the exit status is then 1.
    """
    signature = Signature(by or getpass.getuser(), on or datetime.now(UTC).date().isoformat(), file.name)
    found = compare_with_archive(file, database, signature, kind=kind or "")
    if not dry_run:
        append_corrections(sources, found.corrections)
    _print(found, file, sources, written=not dry_run)
    if found.conflicts:
        sys.exit(_WRONG)


def _print(found: Returned, file: Path, sources: Path, *, written: bool) -> None:
    for correction in found.corrections:
        shown = " ".join(correction.source_ids) or "—", " ".join(correction.target_ids) or "—"
        click.echo(f"{correction.status}: {shown[0]} | {shown[1]}")
    for conflict in found.conflicts:
        where = f"{file}, {conflict.place}" if conflict.place else str(file)
        click.echo(f"conflict: {where}: {conflict.message}", err=True)
    if written and found.corrections:
        click.echo(f"Added {len(found.corrections)} to {sources / FILE}; run ezri build to apply them.")
    click.echo(f"{found.unchanged} as they were, {len(found.corrections)} changed, {len(found.conflicts)} conflicts.")
