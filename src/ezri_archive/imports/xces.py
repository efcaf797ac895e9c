"""XCES in the order of OPUS, `xtargets="FROM;TO"` → returned rows, with the sentences where their files are at hand."""

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.trees import each, each_start, expect_root, line_of, root_of, words_of
from ezri_archive.records import ReturnedRow, ReturnedSide

Find = Callable[[str], bytes | None]
"""Give the content of a file of the bundle by the name it is referred to by; None when it is not there."""

_CODE = re.compile(r"[a-z]{2,3}")


def read_xces(content: bytes, where: str, find: Find) -> Iterator[ReturnedRow]:
    """Read the links, in order, those with one side too.

    Raises ImportFileError for another root than `cesAlign` (`linkGrp` is InterText, whose sides are the other way
    round), for a link without two sides, and where the sentences of a link are found in the file of the other side.
    """
    root = root_of(content, where)
    of_intertext = ", an alignment of InterText, whose sides are the other way round" if root.tag == "linkGrp" else ""
    expect_root(root, "cesAlign", where, mistaken=of_intertext)
    sides: tuple[_Sentences, _Sentences] | None = None
    for event, element in each_start(content, where, "linkGrp", "link"):
        if element.tag == "linkGrp" and event == "start":
            sides = _Sentences(element, "fromDoc", find, where), _Sentences(element, "toDoc", find, where)
        elif element.tag == "link" and event == "end":
            if sides is None:
                message = "<link> stands in no <linkGrp>; expected one that names fromDoc and toDoc"
                raise ImportFileError(message, where=f"{where}, {line_of(element)}")
            yield _row(element, sides, where)
            element.clear()


def targets_of(link: etree._Element, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the two lists of identifiers of a link, in the order of the file."""
    first, semicolon, second = link.get("xtargets", "").partition(";")
    if not semicolon:
        message = f'<link> has xtargets="{first}"; expected two lists of identifiers with ; between them'
        raise ImportFileError(message, where=f"{where}, {line_of(link)}")
    return tuple(first.split()), tuple(second.split())


class _Sentences:
    """The sentences of one side of a group of links; none where their file is not in the bundle."""

    def __init__(self, group: etree._Element, attribute: str, find: Find, where: str) -> None:
        """Read the file that an attribute of the group names."""
        self.name = group.get(attribute, "")
        if not self.name:
            message = f"<linkGrp> lacks {attribute}"
            raise ImportFileError(message, where=f"{where}, {line_of(group)}")
        folder = self.name.partition("/")[0]
        self.language = folder if _CODE.fullmatch(folder) else ""
        content = find(self.name)
        self.texts: Mapping[str, str] = {} if content is None else _texts(content, self.name)

    def side(self, ids: tuple[str, ...]) -> ReturnedSide:
        return ReturnedSide(self.language, ids, " ".join(self.texts[name] for name in ids if name in self.texts))


def _texts(content: bytes, where: str) -> dict[str, str]:
    return {sentence.get("id", ""): words_of(sentence) for sentence in each(content, where, "s")}


def _row(link: etree._Element, sides: tuple[_Sentences, _Sentences], where: str) -> ReturnedRow:
    targets = targets_of(link, where)
    for ids, own, other in zip(targets, sides, reversed(sides), strict=True):
        _must_be_of(own, other, ids, f"{where}, {line_of(link)}")
    first, second = (side.side(ids) for side, ids in zip(sides, targets, strict=True))
    return ReturnedRow(first, second, link.get("status", ""), line_of(link))


def _must_be_of(own: _Sentences, other: _Sentences, ids: tuple[str, ...], where: str) -> None:
    for name in ids:
        if own.texts and name not in own.texts:
            stands = f"it stands in {other.name}: the sides are the other way round" if name in other.texts else ""
            message = f"“{name}” is no sentence of {own.name}{'; ' if stands else ''}{stands}"
            raise ImportFileError(message, where=where)
