"""What an export is of → the name of its file, as it stands in a header."""

import re
from urllib.parse import quote

_LONGEST = 100
# Separators of paths, what Windows refuses, what steers a terminal, and the marks that turn the direction of a name.
_UNSAFE = re.compile(
    '[\\x00-\\x1f\\x7f-\\x9f/\\\\:*?"<>|%\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]+'
)
_NOT_ASCII = re.compile(r"[^A-Za-z0-9.-]+")


def attachment(name: str, ending: str) -> str:
    """Write the header Content-Disposition of a file `name.ending` that is saved and never shown (RFC 6266).

    The name stands in it twice: for old readers in ASCII, and in full, in percent escapes (RFC 8187). Whatever the name
    is, the header is one line of ASCII, and the file has no path.
    """
    safe = _UNSAFE.sub("_", name).strip(". ")[:_LONGEST] or "export"
    plain = _NOT_ASCII.sub("_", safe).strip("._") or "export"
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(f'{safe}.{ending}', safe='')}"
