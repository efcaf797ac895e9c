"""TMX writing → a table: ours, and Translate Toolkit's, of the same rows of an archive."""

from collections.abc import Callable
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from peers.apart import ask
from peers.installing import OURS, installed
from peers.tables import Column, Row, Table, absent

_ROWS = 20_000
_PAIR = ("en", "he")
_SAID = f"""\
{_ROWS:,} rows of English beside Hebrew to TMX 1.4. Ours is a stream, whose memory does not grow with the rows, and
says of each row its identifiers, score, method and status too; Translate Toolkit holds the file, and writes the texts
alone."""


def table(archive: Path) -> Table:
    """Measure both on the rows of an archive, taken again from the start until there are enough."""
    columns = (Column("rows a second"), Column("memory"))
    peers = [installed(name) for name in CONTENDERS]
    outcomes = {peer.name: ask("tmx", peer, str(archive)) for peer in peers if peer.version}
    own = outcomes[OURS]
    figures = {name: (own.seconds / one.seconds, one.megabytes / own.megabytes) for name, one in outcomes.items()}
    rows = tuple(Row(peer, figures[peer.name]) if peer.version else absent(peer, columns) for peer in peers)
    return Table("tmx", "TMX", _SAID, "times ours", columns, rows)


def _ezri(archive: str) -> Callable[[], int]:
    from ezri_archive.exports import write_tmx  # noqa: PLC0415 - in its own process alone

    made = _made(archive)
    return lambda: sum(map(len, write_tmx(islice(cycle(made), _ROWS), _PAIR[0])))


def _translate(archive: str) -> Callable[[], int]:
    from translate.storage.tmx import tmxfile  # noqa: PLC0415 - as above

    made = _made(archive)

    def write() -> int:
        store = tmxfile(sourcelanguage=_PAIR[0])
        for row in islice(cycle(made), _ROWS):
            store.addtranslation(" ".join(row.source_texts), _PAIR[0], " ".join(row.target_texts), _PAIR[1])
        target = BytesIO()
        store.serialize(target)
        return len(target.getvalue())

    return write


def _made(archive: str) -> list[Any]:
    from ezri_archive.database.aligned import aligned_rows  # noqa: PLC0415 - as above

    return list(aligned_rows(Path(archive), "-".join(_PAIR)))


CONTENDERS = {OURS: _ezri, "translate-toolkit": _translate}
