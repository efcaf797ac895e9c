"""Bytes with a few of them changed, and what every message about them must be."""

import re

from hypothesis import strategies as st


def changed_bytes(content: bytes) -> st.SearchStrategy[bytes]:
    """Change one to eight bytes."""
    places = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    return st.lists(places, min_size=1, max_size=8).map(lambda changes: _changed(content, changes))


def _changed(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    changed = bytearray(content)
    for place, byte in changes:
        changed[place] = byte
    return bytes(changed)


def is_one_line(text: str) -> bool:
    """Say whether a text stays on its line and in its order."""
    return len(text.splitlines()) == 1 and not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
