"""Examples of a format, chance → bytes that are almost of that format: cut, doubled, joined, filled with tokens."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

_LARGEST = 200_000
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"99999999999999999999", b"1e999", b"NaN")
_DIGITS = re.compile(rb"\d+")
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)

Mutate = Callable[[Sequence[bytes], Sequence[bytes], Random], bytes]
"""Examples, tokens of their format, chance → bytes."""


def mutated(examples: Sequence[bytes], tokens: Sequence[bytes], chance: Random) -> bytes:
    """Change one of the examples in one to eight places."""
    content = chance.choice(examples)
    for _ in range(chance.randint(1, 8)):
        content = chance.choice(_CHANGES)(content, examples, tokens, chance)[:_LARGEST]
    return content


def mutated_zip(examples: Sequence[bytes], tokens: Sequence[bytes], chance: Random) -> bytes:
    """Change what is packed in one of the examples; now and then the packed bytes themselves."""
    content = chance.choice(examples)
    if chance.random() < 0.2:
        return mutated([content], tokens, chance)
    parts = _parts(content)
    for name in chance.sample(sorted(parts), min(len(parts), chance.randint(1, 2))):
        parts[name] = mutated([parts[name]], tokens, chance)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return held.getvalue()


def mutated_pdf(examples: Sequence[bytes], tokens: Sequence[bytes], chance: Random) -> bytes:
    """Change what is packed in the streams of one of the examples, or the objects around them."""
    content = chance.choice(examples)
    found = list(_STREAM.finditer(content))
    if not found or chance.random() < 0.5:
        return mutated([content], tokens, chance)
    place = chance.choice(found)
    return content[: place.start(2)] + _changed_stream(place[2], tokens, chance) + content[place.end(2) :]


def _changed_stream(packed: bytes, tokens: Sequence[bytes], chance: Random) -> bytes:
    try:
        return zlib.compress(mutated([zlib.decompress(packed)], tokens, chance))
    except zlib.error:
        return mutated([packed], tokens, chance)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


# --- one change ---------------------------------------------------------------------------------------------

_Change = Callable[[bytes, Sequence[bytes], Sequence[bytes], Random], bytes]


def _span(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    length = chance.choice((1, 2, 4, 16, 64, 512, 4096))
    return start, min(len(content), start + chance.randint(0, length))


def _flip(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    if not content:
        return bytes([chance.randrange(256)])
    place = chance.randrange(len(content))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def _cut(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _end(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    return content[: chance.randint(0, len(content))] if chance.random() < 0.3 else content


def _double(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 1, 2, 10, 200)) + content[end:]


def _move(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    rest = content[:start] + content[end:]
    place = chance.randint(0, len(rest))
    return rest[:place] + content[start:end] + rest[place:]


def _insert(content: bytes, _: Sequence[bytes], tokens: Sequence[bytes], chance: Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + chance.choice(tokens) * chance.choice((1, 1, 1, 2, 3, 50, 3000)) + content[place:]


def _splice(content: bytes, examples: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    other = chance.choice(examples)
    start, end = _span(other, chance)
    place = chance.randint(0, len(content))
    return content[:place] + other[start:end] + content[place:]


def _number(content: bytes, _: Sequence[bytes], __: Sequence[bytes], chance: Random) -> bytes:
    found = list(_DIGITS.finditer(content[:20_000]))
    if not found:
        return content
    place = chance.choice(found)
    return content[: place.start()] + chance.choice(_NUMBERS) + content[place.end() :]


_CHANGES: tuple[_Change, ...] = (_flip, _flip, _cut, _cut, _end, _double, _move, _insert, _insert, _splice, _number)
