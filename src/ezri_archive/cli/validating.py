"""`ezri validate`: a file or an archive against its schema and its own promises."""

import sys
from pathlib import Path

import click

from ezri_archive.pipeline.validating import problems_of

_WRONG = 1


@click.command("validate")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--schema", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="TEI: another RELAX NG schema.",
    show_default="the part of tei_all that an archive writes",
)  # fmt: skip
def validate_command(paths: tuple[Path, ...], *, schema: Path | None) -> None:
    """Check an archive, TEI, TMX, or an XCES or InterText bundle; a folder or zip is checked file by file.

    Every problem is a line: the file, the place in it, what is wrong. The exit status is 1 when there is any.
    """
    wrong = 0
    for path in paths:
        for name, problems in problems_of(path, schema=schema).items():
            for problem in problems:
                click.echo(": ".join(filter(None, (name, problem.place, problem.message))))
            wrong += bool(problems)
            if not problems:
                click.echo(f"{name}: valid")
    if wrong:
        sys.exit(_WRONG)
