"""The command line: arguments in, one call, one printed result; the only package that prints."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from tqdm import tqdm

from ezri_archive import __version__
from ezri_archive.cli.aligning import align_command, embeddings_option, evaluate_command
from ezri_archive.cli.exporting import export_command
from ezri_archive.cli.importing import import_command
from ezri_archive.cli.inspection import inspected, sidecar_for
from ezri_archive.cli.reporting import report_command
from ezri_archive.cli.summary import described
from ezri_archive.cli.validating import validate_command
from ezri_archive.errors import ArchiveError
from ezri_archive.languages import IDENTIFIERS, identifying_with
from ezri_archive.pipeline import Choices, Outcome, Report, build, is_current, save_tei
from ezri_archive.readers.names import visible

_WRONG = 1


class _Commands(click.Group):
    """Turns an ArchiveError of any command into its message and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            raise click.ClickException(visible(str(error))) from error


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
@click.option(
    "--language-identifier",
    type=click.Choice(IDENTIFIERS),
    default=IDENTIFIERS[0],
    show_default=True,
    help="What is asked where spelling leaves a language open; lingua needs pip install 'ezri-archive[langid]'.",
)
@click.option(
    "--public", is_flag=True, help="Hold only what may be published: each source and portion by its `rights`."
)
@embeddings_option
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when the archive is not what the sources give.")
def build_command(  # noqa: PLR0913 - click's options
    sources: Path,
    database: Path,
    tei_folder: Path | None,
    jobs: int,
    language_identifier: str,
    *,
    embeddings: str | None,
    public: bool,
    check: bool,
) -> None:
    """Build the archive of the folder SOURCES.

    Every document is read, split into its languages and roles, segmented, written as TEI, aligned and loaded. What has
    not changed since the last build is not done again. A source that cannot be read is reported and the rest is built;
    the exit status is then 1.
    """
    choices = Choices(language_identifier, public, embeddings or "")
    if check:
        _check(sources, database, choices, jobs)
        return
    report = build(sources, database, choices, jobs=jobs, progress=_progress)
    if tei_folder:
        save_tei(database, tei_folder)
    _print_report(report, database)
    if report.failed:
        sys.exit(_WRONG)


def _check(sources: Path, database: Path, choices: Choices, jobs: int) -> None:
    if not database.is_file():
        message = f"{database}: no such archive; expected one built by ezri build"
        raise ArchiveError(message)
    if not is_current(sources, database, choices, jobs=jobs):
        message = f"{database}: is not what {sources} gives; run ezri build {sources} --db {database}"
        raise ArchiveError(message)
    click.echo(f"{database} is what {sources} gives.")


def _progress(outcomes: Iterable[Outcome], total: int) -> Iterable[Outcome]:
    return tqdm(outcomes, total=total, unit="source", disable=None, leave=False)


def _print_report(report: Report, database: Path) -> None:
    told = [one for one in report.notices if one[1].level != "info"]  # the others are in the table of notices
    for path, notice in (*report.refused, *told):
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
@click.option("--base-url", default="/", show_default=True, help="The path all addresses begin with, behind a proxy.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that answer.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the archive in a browser.")
def serve(database: Path, host: str, port: int, base_url: str, workers: int, *, open_browser: bool) -> None:  # noqa: PLR0913 - click's options
    """Publish the archive DATABASE through Datasette.

    When the archive is built anew, the server takes up the new file by itself.
    """
    from ezri_archive.web.site import serve as serve_site  # noqa: PLC0415 - Datasette takes a second to import

    serve_site(
        database,
        host=host,
        port=port,
        base_url=base_url,
        workers=workers,
        open_browser=open_browser,
        announce=_announce,
    )


def _announce(url: str) -> None:
    click.echo(f"The archive is at {url} (stop with Ctrl-C).")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sidecar", is_flag=True, help="Print a sidecar to start from: save it as FILE.toml and correct it.")
@click.option(
    "--language-identifier",
    type=click.Choice(IDENTIFIERS),
    default=IDENTIFIERS[0],
    show_default=True,
    help="As in ezri build.",
)
def inspect(file: Path, language_identifier: str, *, sidecar: bool) -> None:
    """Show how one FILE is understood, and why: its metadata, portions, segments and links, each with its rule."""
    with identifying_with(language_identifier):
        click.echo(sidecar_for(file) if sidecar else inspected(file))


for _command in (align_command, evaluate_command, export_command, import_command, report_command, validate_command):
    main.add_command(_command)
