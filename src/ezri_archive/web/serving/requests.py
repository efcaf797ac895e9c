"""A request → whether it is answered at all: what no reader of an archive sends is refused before it costs anything."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_ADDRESS = 8000
"""Bytes of path and query; nginx takes no more either."""

MOST_ARGUMENTS = 100
MOST_FACETS = 12
MOST_HEADERS = 64
LONGEST_HEADERS = 16_384
LONGEST_BODY = 65_536
"""Bytes of a form of Datasette's own (a log-out, a token); an archive itself is only read."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PATH = re.compile(rb"[\x21-\x7e]*")
_ASKS = re.compile(rb"(?:^|[&;])(?:sql|_where|_through|_trace)=|(?:^|[&;])_where%", re.IGNORECASE)
_FACETS = re.compile(rb"(?:^|&)_facet")
_SQL_PATH = re.compile(rb"/-/(?:query|execute|analyze)\b")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: a status of HTTP, what is said of it, and headers beside."""

    status: int
    said: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


def refusal(scope: Mapping[str, Any]) -> Refusal | None:
    """Say why a request is refused, or None where it may be answered."""
    headers = scope["headers"]
    return _of_method(scope) or _of_headers(headers) or _of_address(scope) or _of_body(headers)


def is_export(scope: Mapping[str, Any]) -> bool:
    """Say whether a request is for an export, which has a thread, a connection and limits of its own."""
    return b"/-/ezri/export/" in raw_path(scope)


def is_asked(scope: Mapping[str, Any]) -> bool:
    """Say whether a request runs a query that a stranger wrote: a page of SQL, or a table with `_where`."""
    if _ASKS.search(scope["query_string"]):
        return True
    return bool(_SQL_PATH.search(raw_path(scope)))


def raw_path(scope: Mapping[str, Any]) -> bytes:
    """Give the path of a request as it was sent, without its query."""
    sent = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return bytes(sent).partition(b"?")[0]


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """Give a header, several of it joined as HTTP has it; b"" where there is none."""
    return b", ".join(value for key, value in headers if key == name)


def _of_method(scope: Mapping[str, Any]) -> Refusal | None:
    method = scope["method"]
    if method in _READING or (method == "POST" and _is_form_of_datasette(raw_path(scope))):
        return None
    return Refusal(405, "This archive can only be read", ((b"allow", b"GET, HEAD"),))


def _is_form_of_datasette(path: bytes) -> bool:
    return b"/-/" in path and b"/-/ezri/" not in path and path.index(b"/-/") == path.rindex(b"/-/") and _is_top(path)


def _is_top(path: bytes) -> bool:
    """Say whether a form is of the site, not of a database or table in it; a base path stands before both."""
    return not _SQL_PATH.search(path) and not re.search(rb"/-/(?:insert|upsert|create|drop|alter|delete|update)$", path)


def _of_headers(headers: list[tuple[bytes, bytes]]) -> Refusal | None:
    if len(headers) > MOST_HEADERS or sum(len(key) + len(value) for key, value in headers) > LONGEST_HEADERS:
        return Refusal(431, "The headers of this request are too many or too long")
    hosts = [value for key, value in headers if key == b"host"]
    if len(hosts) > 1 or (hosts and not _HOST.fullmatch(hosts[0])):
        return Refusal(400, "This is no name of a host")
    return None


def _of_address(scope: Mapping[str, Any]) -> Refusal | None:
    path, query = raw_path(scope), scope["query_string"]
    if len(path) + len(query) > LONGEST_ADDRESS:
        return Refusal(414, f"This address is longer than {LONGEST_ADDRESS} characters")
    if not _PATH.fullmatch(path) or not _PATH.fullmatch(query) or _has_nul(path, query):
        return Refusal(400, "This address holds a character that stands in no address")
    if query.count(b"&") >= MOST_ARGUMENTS:
        return Refusal(400, f"This address has more than {MOST_ARGUMENTS} arguments")
    if len(_FACETS.findall(query)) > MOST_FACETS:
        return Refusal(400, f"This address asks for more than {MOST_FACETS} facets")
    return None


def _has_nul(path: bytes, query: bytes) -> bool:
    """Say whether NUL is sent to a page of Datasette's: SQLite cannot be asked for it. Our own say so themselves."""
    return b"/-/ezri/" not in path and (b"%00" in path or b"%00" in query)


def _of_body(headers: list[tuple[bytes, bytes]]) -> Refusal | None:
    length = header(headers, b"content-length")
    if header(headers, b"transfer-encoding") or (length and not length.isdigit()) or int(length or 0) > LONGEST_BODY:
        return Refusal(413, "An archive is only read: nothing can be sent to it", ((b"connection", b"close"),))
    return None
