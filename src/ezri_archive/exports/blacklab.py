"""Aligned rows → XML for BlackLab 4 (https://blacklab.ivdnt.org, "Parallel corpora"), and how to index it.

Both versions of a text stand in one file, each with its links to the other: BlackLab follows links one way only. The
identifiers it needs are numbered here, `en_s1` and `en_w1`; a sentence keeps the archive's in `n`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ezri_archive.exports.cells import document_pairs, pair_name, xml_attribute, xml_text
from ezri_archive.exports.files import Member
from ezri_archive.exports.tokens import pieces
from ezri_archive.records import AlignedRow

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_FORMAT_HEAD = """processor: saxon
documentPath: //doc
annotatedFields:
"""
_FORMAT_OF_SIDE = """  contents__{side}:
    containerPath: text[@lang='{side}']
    wordPath: .//w
    tokenIdPath: "@xml:id"
    annotations:
      - name: word
        valuePath: .
        sensitivity: sensitive_insensitive
    standoffAnnotations:
      - path: .//link
        type: relation
        relationClass: al
        targetVersionPath: "replace(@target, '^(\\\\w+)_.*$', '$1')"
        valuePath: "@type"
        sourcePath: "@source"
        targetPath: "@target"
    inlineTags:
      - path: .//s
        tokenIdPath: "@xml:id"
"""


def write_blacklab(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[Member]:
    """Write a file for each pair of documents, and `ezri.blf.yaml`, the configuration of the indexer.

    An alignment is a link of type `s` from every sentence of one side to every one of the other. Memory holds one pair
    of documents. Raises ExportError for a character that XML cannot carry.
    """
    same = source_language == target_language
    sides = (f"{source_language}1", f"{target_language}2") if same else (source_language, target_language)
    yield "ezri.blf.yaml", (_FORMAT_HEAD + "".join(_FORMAT_OF_SIDE.format(side=side) for side in sides)).encode()
    for documents, run in document_pairs(rows):
        texts = _Text(sides[0]), _Text(sides[1])
        for row in run:
            first = texts[0].add(row.source_ids, row.source_texts)
            second = texts[1].add(row.target_ids, row.target_texts)
            texts[0].link(first, second)
            texts[1].link(second, first)
        name = pair_name(documents)
        written = "".join(text.written() for text in texts)
        yield f"{name}.xml", f'{_DECLARATION}<doc id="{xml_attribute(name, name)}">\n{written}</doc>\n'.encode()


@dataclass(slots=True)
class _Text:
    """One version: its sentences, and its links to the other."""

    side: str
    sentences: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: int = 0

    def add(self, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
        """Add sentences; give the identifiers they have here."""
        names: list[str] = []
        for identifier, text in zip(ids, texts, strict=True):
            name = f"{self.side}_s{len(self.sentences) + 1}"
            words = "".join(self._piece(piece, identifier, is_word=is_word) for piece, is_word in pieces(text))
            kept = xml_attribute(identifier, identifier)
            self.sentences.append(f'<s xml:id="{name}" n="{kept}">{words}</s>\n')
            names.append(name)
        return names

    def link(self, own: Sequence[str], others: Sequence[str]) -> None:
        """Link sentences to those they stand beside."""
        self.links += [f'<link source="{one}" target="{other}" type="s"/>\n' for one in own for other in others]

    def written(self) -> str:
        """Write the version."""
        return f'<text lang="{self.side}">\n{"".join(self.sentences)}{"".join(self.links)}</text>\n'

    def _piece(self, piece: str, where: str, *, is_word: bool) -> str:
        written = xml_text(piece, where)
        if not is_word:
            return written
        self.words += 1
        return f'<w xml:id="{self.side}_w{self.words}">{written}</w>'
