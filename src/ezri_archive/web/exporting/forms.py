"""The formats a reader can take rows away in: what each is called, served as, and written by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import MappingProxyType

from ezri_archive.errors import ExportError
from ezri_archive.exports import (
    AlignedRow,
    AlignedUnit,
    Member,
    save_zip,
    write_moses,
    write_queried_csv,
    write_queried_jsonl,
    write_queried_parquet,
    write_queried_tsv,
    write_tei,
    write_tmx,
    write_tmx_columns,
    write_tmx_units,
    write_xces,
    write_xliff,
)
from ezri_archive.exports.queried import Batch
from ezri_archive.exports.tmx import TmxColumns

_PIECE = 1 << 17
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Aligned:
    """What of an export stands side by side: rows of two languages, columns of them, or units of more.

    `languages` say which; they are empty where rows of several pairs may come.
    """

    languages: tuple[str, ...]
    rows: Iterable[AlignedRow] = ()
    columns: Iterable[TmxColumns] | None = None
    units: Iterable[AlignedUnit] | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """The two languages, for a format that holds no more. Raises ExportError where they are not two."""
        if len(self.languages) != _BOTH:
            message = "this format holds one pair of languages: choose two, or filter by pair"
            raise ExportError(message)
        return self.languages[0], self.languages[1]


@dataclass(frozen=True, slots=True)
class Form:
    """A format, which is written in one of two ways.

    `plain` writes any rows, by the names of their columns and the declared types of some; `aligned` what stands side by
    side, with a title. One that is `whole` is made in full before its first byte is sent. `several` can hold more than
    one pair of languages; `in_order` needs the rows of two documents together; `texts_alone` has no use for the texts
    of single segments.
    """

    label: str
    ending: str
    content_type: str
    plain: Callable[[Sequence[str], Iterable[Batch], Mapping[str, str]], Iterator[bytes]] | None = None
    aligned: Callable[[Aligned, str], Iterator[bytes]] | None = None
    whole: bool = False
    several: bool = False
    in_order: bool = False
    texts_alone: bool = False


def _tmx(aligned: Aligned, _title: str) -> Iterator[bytes]:
    if aligned.units is not None:
        return write_tmx_units(aligned.units)
    language = aligned.languages[0] if aligned.languages else "*all*"
    if aligned.columns is not None:
        return write_tmx_columns(aligned.columns, language)
    return write_tmx(aligned.rows, language)


def _xces(aligned: Aligned, _title: str) -> Iterator[bytes]:
    return _zipped(write_xces(aligned.rows, *aligned.pair))


def _moses(aligned: Aligned, _title: str) -> Iterator[bytes]:
    return _zipped(write_moses(aligned.rows, *aligned.pair))


def _xliff(aligned: Aligned, _title: str) -> Iterator[bytes]:
    return _finished(write_xliff(aligned.rows, *aligned.pair))


def _parquet(columns: Sequence[str], batches: Iterable[Batch], declared: Mapping[str, str]) -> Iterator[bytes]:
    return _finished(write_queried_parquet(columns, batches, declared))


def _untyped(
    write: Callable[[Sequence[str], Iterable[Batch]], Iterator[bytes]],
) -> Callable[[Sequence[str], Iterable[Batch], Mapping[str, str]], Iterator[bytes]]:
    return lambda columns, batches, _: write(columns, batches)


def _finished(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a file when the last of them is written: what is wrong with a row is found out before."""
    with TemporaryFile() as file:
        file.writelines(pieces)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """Zip the files of a bundle, by way of the disk: which of them comes next is known only at the end."""
    with TemporaryDirectory() as folder:
        made = Path(folder, "bundle.zip")
        save_zip(made, members)
        with made.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


_ZIP = "application/zip"
FORMS: MappingProxyType[str, Form] = MappingProxyType(
    {
        "csv": Form("CSV", "csv", "text/csv; charset=utf-8", _untyped(write_queried_csv)),
        "tsv": Form("TSV", "tsv", "text/tab-separated-values; charset=utf-8", _untyped(write_queried_tsv)),
        "jsonl": Form("JSON lines", "jsonl", "application/x-ndjson; charset=utf-8", _untyped(write_queried_jsonl)),
        "parquet": Form("Parquet", "parquet", "application/vnd.apache.parquet", _parquet, whole=True),
        "tmx": Form("TMX", "tmx", "application/x-tmx+xml; charset=utf-8", aligned=_tmx, several=True, texts_alone=True),
        "xces": Form("XCES", "xces.zip", _ZIP, aligned=_xces, whole=True, in_order=True),
        "moses": Form("Moses", "moses.zip", _ZIP, aligned=_moses, whole=True),
        "tei": Form(
            "TEI", "tei.xml", "application/tei+xml; charset=utf-8",
            aligned=lambda aligned, title: write_tei(aligned.rows, title), several=True,
        ),
        "xliff": Form(
            "XLIFF", "xlf", "application/xliff+xml; charset=utf-8", aligned=_xliff, whole=True, in_order=True
        ),
    }
)  # fmt: skip
"""The formats by name, in the order in which they are offered."""
