"""Names of files → which are versions of one another: `x.he.md` and `x.fa.md`, `x_he.txt`, `he/x.md` and `en/x.md`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import PurePosixPath
from types import MappingProxyType

from ezri_archive.languages import LANGUAGES, UNDETERMINED, pair_order
from ezri_archive.works.statements import DocumentFacts

_CODES = MappingProxyType(
    {code: code for code in LANGUAGES if code != UNDETERMINED}
    | {"eng": "en", "heb": "he", "iw": "he", "fas": "fa", "per": "fa", "ara": "ar", "fra": "fr", "deu": "de"}
)
"""How file names write a language: its tag, or the older or longer code of ISO 639."""

_MARKED = re.compile(r"(?P<stem>.+)[._-](?P<code>[a-z]{2,3})")


def named_versions(documents: Sequence[DocumentFacts]) -> Iterator[tuple[DocumentFacts, DocumentFacts]]:
    """Pair the documents whose files are named alike but for a language, which is their own, in a fixed order.

    The code stands at the end of the name, or is the name of one of the folders. Where two files claim one language,
    as `x.he.md` and `x.he.txt` do, none of them is paired.
    """
    groups: defaultdict[tuple[str, ...], list[DocumentFacts]] = defaultdict(list)
    for document in documents:
        for key in _keys(document):
            groups[key].append(document)
    for key in sorted(groups):
        alone = _alone(groups[key])
        yield from combinations(sorted(alone, key=lambda one: pair_order(one.language)), 2)


def _keys(document: DocumentFacts) -> Iterator[tuple[str, ...]]:
    """Give what the name of a file has in common with those of its versions: its parts, `*` for the language."""
    path = PurePosixPath(document.path)
    folders = path.parts[:-1]
    stem = path.name.partition(".")[0] if path.name.count(".") == 1 else path.stem
    marked = _MARKED.fullmatch(stem.lower())
    if marked and _CODES.get(marked["code"]) == document.language:
        yield (*folders, f"{marked['stem']}.*")
    for place, folder in enumerate(folders):
        if _CODES.get(folder.lower()) == document.language:
            yield (*folders[:place], "*", *folders[place + 1 :], stem.lower())


def _alone(group: Sequence[DocumentFacts]) -> list[DocumentFacts]:
    languages = [document.language for document in group]
    return [document for document in group if languages.count(document.language) == 1]
