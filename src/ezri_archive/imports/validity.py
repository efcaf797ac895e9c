"""TMX, XCES and InterText bundles → what is wrong with them, by the rules of the format and of those who read it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

from lxml import etree

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.bundles import files_of, kind_of, sentences_finder
from ezri_archive.imports.trees import XML, each, each_start, line_of, words_of
from ezri_archive.imports.xces import Find, targets_of
from ezri_archive.records import Problem

_ENOUGH = 100

TeiCheck = Callable[[bytes], tuple[Problem, ...]]
"""Find what is wrong with a TEI file."""


def exchange_problems(path: Path, *, tei: TeiCheck | None = None) -> Mapping[str, tuple[Problem, ...]]:
    """Find what is wrong with each alignment file of a file, folder or zip: name → problems, none when it is right.

    Sentence files are checked with the alignment that names them, TEI files by `tei`, if given; of a folder or zip what
    is no XML is a problem of that file. Raises ImportFileError when nothing can be opened, or there is no alignment.
    """
    files = files_of(path)
    found: dict[str, tuple[Problem, ...]] = {}
    for name, content in files.items():
        try:
            kind = kind_of(content, name)
        except ImportFileError as error:
            if list(files) == [path.name]:
                raise
            found[name] = (_problem(error, name),)
            continue
        if kind in _CHECKS:
            found[name] = _problems(_CHECKS[kind], content, name, sentences_finder(files, path, name))
        elif kind == "tei" and tei:
            found[name] = tei(content)
    if not found:
        message = f"holds nothing that can be validated; expected tei, {', '.join(_CHECKS)}"
        raise ImportFileError(message, where=str(path))
    return found


_Check = Callable[[bytes, str, Find], Iterator[Problem]]


def _problems(check: _Check, content: bytes, name: str, find: Find) -> tuple[Problem, ...]:
    found: list[Problem] = []
    try:
        for problem in check(content, name, find):
            found.append(problem)
            if len(found) == _ENOUGH:
                break
    except ImportFileError as error:
        found.append(_problem(error, name))
    return tuple(found)


def _problem(error: ImportFileError, name: str) -> Problem:
    return Problem(error.where.removeprefix(name).removeprefix(", "), error.message)


# --- TMX ----------------------------------------------------------------------------------------------------


def _tmx(content: bytes, name: str, _: Find) -> Iterator[Problem]:
    """Check a memory against the DTD of TMX 1.4, and against what OmegaT asks beyond it."""
    dtd = _tmx_dtd()
    if not dtd.validate(_tree(content, name)):
        yield from (Problem(f"line {entry.line}", entry.message) for entry in dtd.error_log)
    seen: dict[str, str] = {}
    for unit in each(content, name, "tu"):
        identifier = unit.get("tuid", "")
        if identifier and identifier in seen:
            yield Problem(line_of(unit), f"tuid=“{identifier}” stands twice (first on {seen[identifier]})")
        seen.setdefault(identifier, line_of(unit))
        yield from _variants(unit)


def _tree(content: bytes, name: str) -> etree._ElementTree:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.parse(BytesIO(content), parser)
    except etree.XMLSyntaxError as error:
        message = f"is not well-formed XML: {error.msg}"
        raise ImportFileError(message, where=f"{name}, line {error.lineno}") from error


def _variants(unit: etree._Element) -> Iterator[Problem]:
    languages = [variant.get(f"{{{XML}}}lang", "") for variant in unit.iterfind("tuv")]
    if len(languages) != len(set(languages)):
        yield Problem(line_of(unit), f"<tu> has one language twice: {', '.join(languages)}")
    for segment in unit.iterfind("tuv/seg"):
        if not words_of(segment):
            yield Problem(line_of(segment), "<seg> is empty; translation memories refuse it")


@cache
def _tmx_dtd() -> etree.DTD:
    with (resources.files("ezri_archive.imports") / "tmx14.dtd").open("rb") as file:
        return etree.DTD(file)


# --- XCES, InterText ----------------------------------------------------------------------------------------


def _xces(content: bytes, name: str, find: Find) -> Iterator[Problem]:
    """Check that every link leads to sentences of its own side, each sentence at most once, all in order."""
    sides: tuple[_Sentences, _Sentences] | None = None
    for event, element in each_start(content, name, "linkGrp", "link"):
        if element.tag == "linkGrp":
            if event == "start":
                sides = _sides(element, ("fromDoc", "toDoc"), find)
                yield from _missing(element, sides)
        elif event == "end" and sides is not None:
            yield from _link(element, sides, name)
            if not element.get("certainty"):
                yield Problem(line_of(element), "<link> lacks certainty; opus_read -a drops it")


def _intertext(content: bytes, name: str, find: Find) -> Iterator[Problem]:
    """Check as for XCES, and that every sentence of both texts is in a link: the server stops at a gap."""
    sides: tuple[_Sentences, _Sentences] | None = None
    for event, element in each_start(content, name, "linkGrp", "link"):
        if element.tag == "linkGrp" and event == "start":
            sides = _sides(element, ("toDoc", "fromDoc"), find)
            yield from _missing(element, sides)
        elif element.tag == "link" and event == "end" and sides is not None:
            yield from _link(element, sides, name)
            yield from _counts(element, name)
    for side in sides or ():
        if side.left:
            yield Problem(side.name, f"“{side.left[0]}” and {len(side.left) - 1} others are in no link; expected all")


class _Sentences:
    """The sentences of one side, in order, and how far the links have come."""

    def __init__(self, name: str, ids: tuple[str, ...] | None) -> None:
        self.name = name
        self.found = ids is not None
        self._place = {identifier: place for place, identifier in enumerate(ids or ())}
        self._last = -1
        self._used: set[str] = set()

    @property
    def left(self) -> list[str]:
        return [identifier for identifier in self._place if identifier not in self._used]

    def use(self, ids: tuple[str, ...]) -> Iterator[str]:
        for identifier in ids:
            if not self.found:
                continue
            place = self._place.get(identifier)
            if place is None:
                yield f"“{identifier}” is no sentence of {self.name}"
            elif identifier in self._used:
                yield f"“{identifier}” of {self.name} is in two links"
            elif place < self._last:
                yield f"“{identifier}” of {self.name} comes after a later sentence"
            self._last = self._last if place is None else max(self._last, place)
            self._used.add(identifier)


def _sides(group: etree._Element, attributes: tuple[str, str], find: Find) -> tuple[_Sentences, _Sentences]:
    first, second = (_sentences(group.get(attribute, ""), find) for attribute in attributes)
    return first, second


def _sentences(name: str, find: Find) -> _Sentences:
    content = find(name) if name else None
    return _Sentences(name, None if content is None else tuple(_identifiers(content, name)))


def _identifiers(content: bytes, name: str) -> Iterator[str]:
    return (sentence.get("id", "") for sentence in each(content, name, "s"))


def _missing(group: etree._Element, sides: tuple[_Sentences, _Sentences]) -> Iterator[Problem]:
    for side in sides:
        if not side.found:
            yield Problem(line_of(group), f"“{side.name}” is not beside it; its sentences are not checked")


def _link(link: etree._Element, sides: tuple[_Sentences, _Sentences], name: str) -> Iterator[Problem]:
    for side, ids in zip(sides, targets_of(link, name), strict=True):
        yield from (Problem(line_of(link), message) for message in side.use(ids))


def _counts(link: etree._Element, name: str) -> Iterator[Problem]:
    first, second = targets_of(link, name)
    if link.get("type") != f"{len(first)}-{len(second)}":
        found = link.get("type", "")
        yield Problem(line_of(link), f"type=“{found}”; expected {len(first)}-{len(second)}, the server reads it")


_CHECKS: Mapping[str, _Check] = {"tmx": _tmx, "xces": _xces, "intertext": _intertext}
