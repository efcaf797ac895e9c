"""Addresses in a text: URLs and e-mail addresses, whose marks end no sentence and whose letters are no words."""

import re

_ADDRESS = re.compile(
    r"""(?:https?|ftp)://[^\s<>"”»]+ | www\.[^\s<>"”»]+ | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+""",
    re.IGNORECASE | re.VERBOSE,
)
_PUNCTUATION_AFTER = ".,;:!?؟،؛…)]}'\"”»"


def protected_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Find the URLs and e-mail addresses of a text: (start, end), without the punctuation that follows them."""
    if not _may_hold_address(text):
        return ()
    return tuple(
        (found.start(), found.start() + len(found.group().rstrip(_PUNCTUATION_AFTER)))
        for found in _ADDRESS.finditer(text)
    )


def _may_hold_address(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text.lower()
