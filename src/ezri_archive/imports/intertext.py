"""An InterText bundle, `xtargets="TO;FROM"` → returned rows; a sentence is numbered, `n` is our identifier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.trees import each, expect_root, line_of, root_of, words_of
from ezri_archive.imports.xces import Find, targets_of
from ezri_archive.records import ReturnedRow, ReturnedSide

_STATUS = {"man": "confirmed"}
"""What InterText calls a link that a person made or looked at."""


def read_intertext(content: bytes, where: str, find: Find) -> Iterator[ReturnedRow]:
    """Read the links, in order, those with one side too; the source is the side of `fromDoc`.

    Raises ImportFileError for another root than `linkGrp` (`cesAlign` is XCES in the order of OPUS), for a text that is
    not beside the alignment, a sentence that is not in its text, and counts in `type` that contradict the link.
    """
    root = root_of(content, where)
    of_opus = ", XCES in the order of OPUS, whose sides are the other way round" if root.tag == "cesAlign" else ""
    expect_root(root, "linkGrp", where, mistaken=of_opus)
    source, target = (_version(root, attribute, find, where) for attribute in ("fromDoc", "toDoc"))
    for link in each(content, where, "link"):
        place = f"{where}, {line_of(link)}"
        to_ids, from_ids = targets_of(link, where)
        _must_count(link, len(to_ids), len(from_ids), place)
        status = _STATUS.get(link.get("status", ""), "")
        yield ReturnedRow(source.side(from_ids, place), target.side(to_ids, place), status, line_of(link))


@dataclass(frozen=True, slots=True)
class _Version:
    """A text of the bundle; `sentences` leads from InterText's number to our identifier and the words."""

    name: str
    language: str
    sentences: Mapping[str, tuple[str, str]]

    def side(self, numbers: tuple[str, ...], place: str) -> ReturnedSide:
        for number in numbers:
            if number not in self.sentences:
                message = f"“{number}” is no sentence of {self.name}"
                raise ImportFileError(message, where=place)
        found = [self.sentences[number] for number in numbers]
        ids = tuple(name for name, _ in found)
        return ReturnedSide(self.language, ids if all(ids) else (), " ".join(text for _, text in found))


def _version(root: etree._Element, attribute: str, find: Find, where: str) -> _Version:
    name = root.get(attribute, "")
    content = find(name) if name else None
    if content is None:
        message = f"{attribute}=“{name}”, which is not beside it; expected the whole bundle in one folder or zip"
        raise ImportFileError(message, where=where)
    sentences = {
        sentence.get("id", ""): (sentence.get("n", ""), words_of(sentence)) for sentence in each(content, name, "s")
    }
    return _Version(name, PurePosixPath(name).stem.rpartition(".")[2], sentences)


def _must_count(link: etree._Element, to_count: int, from_count: int, place: str) -> None:
    written = link.get("type", "")
    if written and written != f"{to_count}-{from_count}":
        message = f"<link> has type=“{written}” but {to_count} and {from_count} sentences; expected the counts in order"
        raise ImportFileError(message, where=place)
