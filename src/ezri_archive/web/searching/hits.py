"""A question and a passage → where the passage answers it, in its own characters; and the words around that place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ezri_archive import languages
from ezri_archive.text import KeyWord, key_words
from ezri_archive.web.searching.questions import Question
from ezri_archive.web.searching.spellings import Spelling

Span = tuple[int, int]
"""Two indexes: from the first up to, and without, the second."""

_PERSIAN_ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
# The order of code points is that of the alphabet for Latin and Hebrew keys, not for Persian ones.
_IN_ORDER = str.maketrans({letter: chr(0x0627 + place) for place, letter in enumerate(_PERSIAN_ALPHABET)})


@dataclass(frozen=True, slots=True)
class Parts:
    """A passage around one hit: what stands before it, the hit as it is written, what stands after it."""

    before: str
    hit: str
    after: str


class Finder:
    """Find what a question asks for in keys of passages, and in the passages themselves."""

    def __init__(self, question: Question) -> None:
        """Take what is wanted by `question`; what it excludes is nowhere to be found."""
        self._whole: defaultdict[str, list[Spelling]] = defaultdict(list)
        self._unfinished: list[Spelling] = []
        for term in (term for clause in question.clauses for term in clause):
            for spelling in term.spellings:
                if term.unfinished:
                    self._unfinished.append(spelling)
                else:
                    self._whole[spelling[0]].append(spelling)

    def in_key(self, keys: Sequence[str]) -> list[Span]:
        """Find the hits in the words of a key: spans of words, in order, none within another."""
        whole = self._whole
        found: list[Span] = []
        end = 0
        for place in [place for place, key in enumerate(keys) if self._unfinished or key in whole]:
            length = self._longest(keys, place) if place >= end else 0
            if length:
                end = place + length
                found.append((place, end))
        return found

    def in_text(self, text: str) -> list[Span]:
        """Find the hits in a passage, as many as in its key: spans of its characters."""
        words = key_words(text)
        return [_span(words, first, last) for first, last in self.in_key([word.key for word in words])]

    def _longest(self, keys: Sequence[str], place: int) -> int:
        return max((len(spelling) for spelling in self._at(keys, place)), default=0)

    def _at(self, keys: Sequence[str], place: int) -> Iterator[Spelling]:
        for spelling in self._whole.get(keys[place], ()):
            if tuple(keys[place : place + len(spelling)]) == spelling:
                yield spelling
        for spelling in self._unfinished:
            if _begins(keys[place : place + len(spelling)], spelling):
                yield spelling


def parts(text: str, span: Span, *, reach: int) -> Parts:
    """Divide a passage at a hit; of each side, at most about `reach` characters, whole words of them, are kept."""
    start, end = span
    return Parts(_last_of(text[:start], reach), text[start:end], _first_of(text[end:], reach))


def pieces(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """Divide a passage into its pieces, each with whether it is a hit."""
    place = 0
    for start, end in spans:
        # Words that came out of one character have one place between them.
        if start < place:
            continue
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < len(text):
        yield text[place:], False


def in_order(finder: Finder, row: Any, side: str, *, most: int) -> Iterator[tuple[str, int, int]]:
    """Give what sorts the hits of a segment by the words on their `side` of the page, left or right, nearest first.

    `row` has the columns place, lang and norm of a segment. Each hit, of at most `most`, comes as the words, the place
    and its number in the segment, from 0. Where a language runs right to left, what is before a hit is on its right.
    """
    keys = row["norm"].split()
    before = (side == "left") == (languages.direction(row["lang"]) == "ltr")
    for number, (first, last) in enumerate(finder.in_key(keys)[:most]):
        context = keys[:first][::-1] if before else keys[last:]
        # A space comes before every letter, so that words are compared one by one.
        yield " ".join(context).translate(_IN_ORDER), row["place"], number


def _begins(keys: Sequence[str], spelling: Spelling) -> bool:
    return tuple(keys[:-1]) == spelling[:-1] and len(keys) == len(spelling) and keys[-1].startswith(spelling[-1])


def _span(words: Sequence[KeyWord], first: int, last: int) -> Span:
    return words[first].start, words[last - 1].end


def _first_of(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    return text[:reach].rpartition(" ")[0] + " …"


def _last_of(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    return "… " + text[-reach:].partition(" ")[2]
