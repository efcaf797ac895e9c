"""The seed lexicon: everyday, political and scholarly words in three languages, for texts too short to learn from."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ezri_archive.alignment.dictionary import entries_between
from ezri_archive.alignment.model import Entry
from ezri_archive.errors import AlignmentError

Row = dict[str, tuple[str, ...]]


@cache
def seed_entries(first: str, second: str) -> tuple[Entry, ...]:
    """Give the seed lexicon between two languages; empty when it does not know one of them."""
    return tuple(entries_between(_seed(), first, second))


@cache
def _seed() -> tuple[Row, ...]:
    resource = files("ezri_archive.alignment") / "data" / "seed.tsv"
    return tuple(read_rows(resource.read_text(encoding="utf-8").splitlines(), where="seed.tsv"))


def read_rows(lines: Iterable[str], *, where: str) -> list[Row]:
    """Read a table of words: a first line of language codes, then a meaning a line, `|` between words of one language.

    Raises AlignmentError where a line has not as many columns as the first.
    """
    table = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    if not table:
        return []
    languages = table[0]
    rows = []
    for number, cells in enumerate(table[1:], 2):
        if len(cells) != len(languages):
            message = f"{len(cells)} columns, not {len(languages)}"
            raise AlignmentError(message, where=f"{where}, row {number}")
        words = (tuple(word.strip() for word in cell.split("|") if word.strip()) for cell in cells)
        rows.append(dict(zip(languages, words, strict=True)))
    return rows
