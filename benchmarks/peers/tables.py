"""What was measured → tables in Markdown: a row for each contender, ours first."""

import platform
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peers.installing import Installed

_TOP = f"""\
# Beside others

What the parts of the archive reach beside the libraries that someone would use in their stead. Written by `make peers`
with Python {platform.python_version()} and SQLite {sqlite3.sqlite_version}: do not edit.

- Costs are ratios, **ezri-archive = 1**: a CPU of 2 is twice our CPU time, 0.5 half of it. Every contender has a
  process of its own; CPU time is without starting and loading, memory is the most that the process ever held.
- Columns that begin with *own* are our own invented samples, which are in the repository; the others are third-party
  gold that is not, and are left out where EZRI_SHARED does not lead to it. We developed with both:
  on texts that nobody has seen, expect less of a distance.
- The version and the licence are those of what was measured. Each was installed by pip into a folder of its own; what
  pip cannot install on the machine is said to be so.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, how its numbers are written, and whether the plot shows it."""

    name: str
    form: str = "#.3g"
    plotted: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A contender and its figures; none where it could not be measured."""

    contender: Installed
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A subject: its figures, and what is to be known to read them; `unit` is that of the plot."""

    name: str
    title: str
    said: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def absent(contender: Installed, columns: Sequence[Column]) -> Row:
    """Give the row of a contender that is not installed."""
    return Row(contender, (None,) * len(columns))


def markdown(tables: Sequence[Table]) -> str:
    """Write a page of tables, each with its plot."""
    return "\n".join([_TOP, *("\n".join(_lines(one)) for one in tables)])


def _lines(table: Table) -> Iterator[str]:
    yield f"## {table.title}\n\n{table.said}\n"
    yield f"| | version | licence | {' | '.join(column.name for column in table.columns)} |"
    yield f"|---|---|---|{'---:|' * len(table.columns)}"
    for row in table.rows:
        cells = [_written(value, column) for value, column in zip(row.values, table.columns, strict=True)]
        version = row.contender.version or "does not install here"
        yield f"| {row.contender.name} | {version} | {row.contender.licence} | {' | '.join(cells)} |"
    yield f"\n![{table.title}: {table.unit}](peers-{table.name}.svg)\n"


def _written(value: float | None, column: Column) -> str:
    # "#" keeps the zero of 1.00, and leaves a point behind 819.
    return "–" if value is None else format(value, column.form).removesuffix(".")
