"""Finished pages → the same pages again, for every reader who is nobody in particular.

A page is kept for the files it was made from: the first request after an archive is replaced finds none. It is kept
under its address as it was asked for, with the host that Datasette writes into it, and the language it speaks.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from datasette.utils.asgi import Request

from ezri_archive.web import interface
from ezri_archive.web.serving.requests import header, raw_path

LARGEST_PAGE = 2_000_000
"""Bytes of a page that is kept."""

ROOM = 64_000_000
"""Bytes of all the pages that are kept."""

_SMALLEST_PACKED = 500
_LEVEL = 5
_MOST_READERS = 1000
_KEPT = (b"text/", b"application/json", b"application/javascript")
_NOT_PASSED_ON = frozenset({b"content-length", b"etag", b"content-encoding", b"vary", b"set-cookie"})

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which page is answered with."""

    address: bytes
    query: bytes
    host: bytes
    scheme: str
    language: str


class Page:
    """A finished page: its headers, its body plain and, once somebody wants it so, packed; what it is known by."""

    def __init__(self, headers: Headers, body: bytes, etag: bytes) -> None:
        """Finish a page; its headers say nothing yet of its length."""
        self.headers = headers
        self.body = body
        self.etag = etag

    @property
    def size(self) -> int:
        """Bytes it takes, packed too."""
        return len(self.body) * 5 // 4 + 2000

    @cached_property
    def plain(self) -> tuple[Headers, bytes]:
        """Headers and body for who takes it plain."""
        return [*self.headers, (b"content-length", b"%d" % len(self.body))], self.body

    @cached_property
    def packed(self) -> tuple[Headers, bytes]:
        """Headers and body for who takes gzip."""
        if len(self.body) < _SMALLEST_PACKED:
            return self.plain
        # Without a time, so that the same page is the same bytes.
        body = gzip.compress(self.body, _LEVEL, mtime=0)
        said = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
        return [*self.headers, *said], body


class PageCache:
    """The pages of a site, as many as there is room for; those least asked for go first."""

    def __init__(self, room: int = ROOM) -> None:
        """Begin empty."""
        self._room = room
        self._pages: OrderedDict[Asked, Page] = OrderedDict()
        self._size = 0
        self._state: Any = None
        self._languages: dict[tuple[bytes, bytes], str] = {}

    def asked(self, scope: Any) -> Asked | None:
        """Say what is asked for by a request from nobody in particular, None for any other.

        Nobody in particular sends no cookie but the one that chooses the language, and no authorization.
        """
        host = accepted = cookie = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-language":
                accepted = value
            elif name == b"cookie":
                cookie = value
            elif name in (b"authorization", b"range"):
                return None
        query = scope["query_string"]
        if scope["method"] != "GET" or b"_ui=" in query or (cookie and not _is_language(cookie)):
            return None
        return Asked(raw_path(scope), query, host, scope["scheme"], self._language(scope, accepted, cookie))

    def find(self, asked: Asked, state: Any) -> Page | None:
        """Find a page that was made in this state of the archives; all of another state are let go."""
        if state != self._state:
            self._pages.clear()
            self._size, self._state = 0, state
        page = self._pages.get(asked)
        if page is not None:
            self._pages.move_to_end(asked)
        return page

    def keep(self, asked: Asked, page: Page, state: Any) -> None:
        """Keep a page that was begun in a state of the archives, if that is still theirs."""
        if state != self._state or page.size > self._room or asked in self._pages:
            return
        self._pages[asked] = page
        self._size += page.size
        while self._size > self._room:
            _, dropped = self._pages.popitem(last=False)
            self._size -= dropped.size

    def _language(self, scope: Any, accepted: bytes, cookie: bytes) -> str:
        found = self._languages.get((accepted, cookie))
        if found is None:
            if len(self._languages) >= _MOST_READERS:
                self._languages.clear()
            found = interface.language_of(Request({**scope, "query_string": b""}, None))
            self._languages[accepted, cookie] = found
        return found


def may_be_kept(status: int, headers: Headers) -> bool:
    """Say whether an answer to nobody in particular may be given again."""
    said = dict(headers)
    if status != 200 or b"set-cookie" in said or b"content-encoding" in said or b"content-disposition" in said:  # noqa: PLR2004 - HTTP's
        return False
    control = said.get(b"cache-control", b"")
    return b"no-store" not in control and b"private" not in control and said[b"content-type"].startswith(_KEPT)


def finished(headers: Headers, body: bytes) -> Page:
    """Finish a page: pack it, and give it what it is known by (RFC 9110, sections 8.8.3 and 12.5.5)."""
    etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    kept = [(name, value) for name, value in headers if name not in _NOT_PASSED_ON]
    kept += [(b"vary", _vary(headers)), (b"etag", etag)]
    return Page(kept, body, etag)


async def answer(page: Page, scope: Any, send: Any) -> None:
    """Answer with a page: packed if that is accepted, and with 304 to whoever has it already."""
    known = accepted = b""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            known = value
        elif name == b"accept-encoding":
            accepted = value
    if known and _is_known(known, page.etag):
        await send({"type": "http.response.start", "status": 304, "headers": page.headers})
        await send({"type": "http.response.body", "body": b""})
        return
    pack = b"gzip" in accepted and b"gzip;q=0" not in accepted.replace(b" ", b"")
    headers, body = page.packed if pack else page.plain
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def anonymous(scope: Any, asked: Asked) -> Any:
    """Give a request as it comes from nobody: without cookies, in the language that was chosen."""
    dropped = {b"cookie", b"accept-language"}
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": [*headers, (b"accept-language", asked.language.encode())]}


def _vary(headers: Headers) -> bytes:
    said = header(headers, b"vary").split(b",")
    named = dict.fromkeys([*(part.strip() for part in said), b"Accept-Language", b"Accept-Encoding", b"Cookie"])
    return b", ".join(name for name in named if name)


def _is_language(cookie: bytes) -> bool:
    return cookie.startswith(interface.COOKIE.encode() + b"=") and b";" not in cookie


def _is_known(sent: bytes, etag: bytes) -> bool:
    tags: Iterable[bytes] = (tag.strip().removeprefix(b"W/") for tag in sent.split(b","))
    return sent.strip() == b"*" or etag in tags
