"""`decisions.jsonl` beside the sources ⇄ corrections: one a line, so that a change of one is a change of one line."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

from ezri_archive.errors import SourceError
from ezri_archive.records import CORRECTION_STATUSES, Correction

FILE = "decisions.jsonl"
"""The name of the file in the folder of sources."""

_LISTS = frozenset({"source_ids", "target_ids", "source_texts", "target_texts"})
_KEYS = tuple(entry.name for entry in fields(Correction))
_OPTIONAL = frozenset({"origin"})


def load_corrections(folder: Path) -> tuple[Correction, ...]:
    """Read the corrections of a folder of sources, oldest first; none where there is no file.

    Raises SourceError, with the line, for what is no correction.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # no other break of a line is escaped in JSON
    except (OSError, UnicodeDecodeError) as error:
        _refuse(f"cannot be read as UTF-8 text: {error}", "", error)
    numbered = enumerate(lines, 1)
    return tuple(_correction(line, f"line {number}") for number, line in numbered if line.strip())


def append_corrections(folder: Path, corrections: Iterable[Correction]) -> None:
    """Add corrections at the end of the file of a folder; those that stand there stay as they are."""
    lines = [json.dumps(_table(correction), ensure_ascii=False) for correction in corrections]
    if lines:
        path = folder / FILE
        before = path.read_bytes() if path.is_file() else b""
        between = b"" if not before or before.endswith(b"\n") else b"\n"
        with path.open("ab") as file:
            file.write(between + "".join(f"{line}\n" for line in lines).encode())


def _table(correction: Correction) -> dict[str, str | Sequence[str]]:
    return {name: getattr(correction, name) for name in _KEYS}


def _correction(line: str, place: str) -> Correction:
    try:
        table = json.loads(line)
    except ValueError as error:
        _refuse(f"is no JSON: {error}", place, error)
    if not isinstance(table, dict):
        _refuse(f"{line[:40]}; expected an object with {', '.join(_KEYS)}", place)
    for key in (*table, *_KEYS):
        if key not in _KEYS or key not in table.keys() | _OPTIONAL:
            _refuse(
                f"key “{key}” is {'missing' if key in _KEYS else 'not allowed'}; expected {', '.join(_KEYS)}", place
            )
    return _checked({key: _value(key, value, place) for key, value in table.items()}, place)


def _value(key: str, value: object, place: str) -> str | tuple[str, ...]:
    items = value if key in _LISTS else [value]
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        _refuse(f"{key} = {value!r}; expected {'a list of texts' if key in _LISTS else 'a text'}", place)
    return tuple(items) if key in _LISTS else str(value)


def _checked(values: dict[str, str | tuple[str, ...]], place: str) -> Correction:
    found = Correction(**values)  # type: ignore[arg-type]  # each value has been checked against its key
    if found.status not in CORRECTION_STATUSES:
        _refuse(f"status “{found.status}” is not allowed; expected {', '.join(CORRECTION_STATUSES)}", place)
    for ids, texts in ((found.source_ids, found.source_texts), (found.target_ids, found.target_texts)):
        if len(ids) != len(texts):
            _refuse(f"{len(ids)} identifiers and {len(texts)} texts; expected a text for each", place)
    if not (found.source_ids or found.target_ids):
        _refuse("names no segment; expected source_ids or target_ids", place)
    return found


def _refuse(message: str, place: str, cause: Exception | None = None) -> NoReturn:
    raise SourceError(message, where=FILE, code="bad-decision", place=place) from cause
