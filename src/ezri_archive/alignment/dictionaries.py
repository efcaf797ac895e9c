"""A user's dictionary file → entries: a table of two columns (TSV), or a translation memory (TMX 1.4)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from ezri_archive.alignment.model import Entry
from ezri_archive.errors import AlignmentError


def read_dictionary(path: Path, source_language: str, target_language: str) -> list[Entry]:
    """Read a dictionary between two languages.

    TSV: source words, tab, target words, `|` between alternatives, `#` before a comment. TMX: the `seg` of
    the two languages in every `tu`; a regional tag (`he-IL`) counts as its language. Raises AlignmentError
    for a file that is neither.
    """
    content = path.read_bytes()
    if path.suffix.lower() == ".tmx":
        return list(_from_tmx(content, source_language, target_language, str(path)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        message = "not UTF-8"
        raise AlignmentError(message, where=str(path)) from problem
    return list(_from_table(text, source_language, target_language, str(path)))


def _from_table(text: str, source_language: str, target_language: str, where: str) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) < 2:  # noqa: PLR2004 - two languages, two columns
            message = "no tab between two languages"
            raise AlignmentError(message, where=f"{where}, line {number}")
        for source in _alternatives(cells[0]):
            for target in _alternatives(cells[1]):
                yield Entry(source_language, source, target_language, target)


def _alternatives(cell: str) -> list[str]:
    return [word.strip() for word in cell.split("|") if word.strip()]


def _from_tmx(content: bytes, source_language: str, target_language: str, where: str) -> Iterator[Entry]:
    memory = _Memory()
    try:
        memory.parser.Parse(content, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as problem:
        message = f"not well-formed: {problem}"
        raise AlignmentError(message, where=where) from problem
    for unit in memory.units:
        for source in unit[source_language]:
            for target in unit[target_language]:
                yield Entry(source_language, source, target_language, target)


class _Memory:
    """What expat finds in a TMX file: for every `tu`, the texts of each language."""

    def __init__(self) -> None:
        """Prepare a parser; document types are refused, so no entity can be defined."""
        self.units: list[dict[str, list[str]]] = []
        self._language = ""
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "tu":
            self.units.append(defaultdict(list))
        elif name == "tuv":
            tag = attributes.get("xml:lang", attributes.get("lang", ""))
            self._language = tag.replace("_", "-").split("-")[0].lower()
        elif name == "seg":
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name == "seg" and self._text is not None and self.units:
            self.units[-1][self._language].append("".join(self._text).strip())
            self._text = None

    def _refuse(self, *declaration: object) -> None:
        message = f"a dictionary may not define entities ({declaration[0]})"
        raise AlignmentError(message)
