"""The command line: arguments in, one call, one printed result; the only package that prints."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from tqdm import tqdm

from ezri_archive import __version__
from ezri_archive.cli.aligning import align_command, evaluate_command
from ezri_archive.cli.exporting import export_command
from ezri_archive.cli.inspection import inspected, sidecar_for
from ezri_archive.cli.summary import described
from ezri_archive.errors import ArchiveError
from ezri_archive.pipeline import Outcome, Report, build, is_current

_WRONG = 1


class _Commands(click.Group):
    """Turns an ArchiveError of any command into its message and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="ezri-archive")
def main() -> None:
    """Make and publish a multilingual archive of aligned texts: English, Hebrew and Persian."""


@main.command("build")
@click.argument("sources", type=click.Path(path_type=Path), default=Path("sources"))
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    default=Path("archive.db"),
    show_default=True,
    help="The archive to write.",
)
@click.option("--tei", "tei_folder", type=click.Path(path_type=Path), help="Also write the TEI files into this folder.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Worker processes for reading and splitting.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when the archive is not what the sources give.")
def build_command(sources: Path, database: Path, tei_folder: Path | None, jobs: int, *, check: bool) -> None:
    """Build the archive of the folder SOURCES.

    Every document is read, split into its languages and roles, segmented, written as TEI, aligned and loaded. What has
    not changed since the last build is not done again. A source that cannot be read is reported and the rest is built;
    the exit status is then 1.
    """
    if check:
        _check(sources, database)
        return
    report = build(sources, database, tei_folder=tei_folder, jobs=jobs, progress=_progress)
    _print_report(report, database)
    if report.failed:
        sys.exit(_WRONG)


def _check(sources: Path, database: Path) -> None:
    if not database.is_file():
        message = f"{database}: no such archive; expected one built by ezri build"
        raise ArchiveError(message)
    if not is_current(sources, database):
        message = f"{database}: is not what {sources} gives; run ezri build {sources} --db {database}"
        raise ArchiveError(message)
    click.echo(f"{database} is what {sources} gives.")


def _progress(outcomes: Iterable[Outcome], total: int) -> Iterable[Outcome]:
    return tqdm(outcomes, total=total, unit="source", disable=None, leave=False)


def _print_report(report: Report, database: Path) -> None:
    for path, notice in (*report.refused, *report.notices):
        shown = notice.message if notice.message.startswith(path) else f"{path}: {notice.message}"
        click.echo(f"{notice.level}: {shown}", err=True)
    click.echo(described(report, database))


@main.command()
@click.argument("database", type=click.Path(path_type=Path), default=Path("archive.db"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the archive in a browser.")
def serve(database: Path, host: str, port: int, *, open_browser: bool) -> None:
    """Publish the archive DATABASE through Datasette."""
    from ezri_archive.web.site import serve as serve_site  # noqa: PLC0415 - Datasette takes a second to import

    serve_site(database, host=host, port=port, open_browser=open_browser, announce=_announce)


def _announce(url: str) -> None:
    click.echo(f"The archive is at {url} (stop with Ctrl-C).")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sidecar", is_flag=True, help="Print a sidecar to start from: save it as FILE.toml and correct it.")
def inspect(file: Path, *, sidecar: bool) -> None:
    """Show how one FILE is understood, and why: its metadata, portions, segments and links, each with its rule."""
    click.echo(sidecar_for(file) if sidecar else inspected(file))


for _command in (align_command, evaluate_command, export_command):
    main.add_command(_command)
