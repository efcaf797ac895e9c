"""The body of an edition → its profile: what survives translation, segment by segment, as numbers.

What survives is told by traits: numbers, names by their sound, words in another script, meanings of a lexicon. Whoever
calls gives them (`Traits`); here they are only counted.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from ezri_archive.records import Edition
from ezri_archive.works.parallels import body_of

Traits = Callable[[str, str], Sequence[tuple[str, str]]]
"""Text and language → its traits in order, each with the word that has it: `("number:1450", "1,450")`.

A trait with a question mark before it need not have a counterpart in another language.
"""

TRAITS: Final = 1 << 20
"""How many traits are told apart: each is known by the 20 lowest bits of the CRC-32 of its name."""

_OPTIONAL = "?"
_UNSPOKEN = "meaning:"
_FEWEST_SEGMENTS = 4
_FEWEST_TRAITS = 25
_NUMBERS = "I"


@dataclass(frozen=True, slots=True)
class Profile:
    """The traits of a text: `sizes` says how many each segment has, `traits` are those of all segments, in order.

    A trait of `TRAITS` or more is an optional one; less `TRAITS` it is the trait itself. `spelt` are lines of trait,
    kind and word, for those that can be shown to a person.
    """

    document_id: str
    language: str
    sizes: "array[int]"
    traits: "array[int]"
    spelt: bytes

    def to_bytes(self) -> bytes:
        """Write it down: how many segments and traits, sizes, traits, words."""
        counts = array(_NUMBERS, [len(self.sizes), len(self.traits)])
        return b"".join((counts.tobytes(), self.sizes.tobytes(), self.traits.tobytes(), self.spelt))

    @classmethod
    def from_bytes(cls, document_id: str, language: str, content: bytes) -> "Profile":
        """Read what `to_bytes` wrote on a machine with numbers of the same kind."""
        width = array(_NUMBERS).itemsize
        segments, traits = array(_NUMBERS, content[: 2 * width])
        middle, end = (2 + segments) * width, (2 + segments + traits) * width
        sizes, numbers = array(_NUMBERS, content[2 * width : middle]), array(_NUMBERS, content[middle:end])
        return cls(document_id, language, sizes, numbers, content[end:])

    def words(self) -> Mapping[int, tuple[str, str]]:
        """Give the kind and the word of every trait that can be shown."""
        lines = (line.split("\t") for line in self.spelt.decode().splitlines())
        return {int(number): (kind, word) for number, kind, word in lines}


def profile_of(edition: Edition, traits: Traits) -> Profile | None:
    """Profile the body of an edition in its main language; None where it is too short to be known by its content."""
    language = edition.metadata.language
    body = body_of(edition, language)
    if body is None or len(body.segments) < _FEWEST_SEGMENTS:
        return None
    rows = [traits(segment.text, language) for segment in body.segments]
    numbers = array(_NUMBERS, [trait_number(name) for row in rows for name, _ in row])
    if len(numbers) < _FEWEST_TRAITS:
        return None
    return Profile(edition.id, language, array(_NUMBERS, map(len, rows)), numbers, _spelt(rows))


@lru_cache(maxsize=200_000)
def trait_number(name: str) -> int:
    """Give the number a trait is known by."""
    plain = name.removeprefix(_OPTIONAL)
    return crc32(plain.encode()) % TRAITS + (TRAITS if plain != name else 0)


def _spelt(rows: Sequence[Sequence[tuple[str, str]]]) -> bytes:
    """Write down the word of every trait that stands for one."""
    first: dict[str, str] = {}
    for row in reversed(rows):  # so that what is said first is what remains
        first.update(row)
    words: dict[int, str] = {}
    for name, word in first.items():
        plain = name.removeprefix(_OPTIONAL)
        if not plain.startswith(_UNSPOKEN):
            words.setdefault(trait_number(name) % TRAITS, f"{plain.partition(':')[0]}\t{word}")
    return "".join(f"{number}\t{said}\n" for number, said in words.items()).encode()
