"""The requests to a site that has an archive → answers: refused, kept from before, or made within limits.

All of this stands around Datasette, in one place; a site without an archive is passed by.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from ezri_archive.web import compat
from ezri_archive.web.opening import archives, served
from ezri_archive.web.serving import page_cache, requests, safety, turns
from ezri_archive.web.serving.page_cache import Asked, Headers, PageCache
from ezri_archive.web.serving.requests import Refusal

SECONDS_FOR_A_PAGE = 20.0
"""How long a page may take in all; each of its queries has Datasette's own limit."""

SECONDS_WITHOUT_READING = 60.0
"""How long a reader of a streamed file may take nothing of it."""

_SECONDS_BETWEEN_LOOKS = 0.1
_WAITING = 4
_BUSY = Refusal(503, "Too many queries are running: try again in a moment", ((b"retry-after", b"2"),))
_TOO_LONG = Refusal(503, "This page took too long", ((b"retry-after", b"5"),))

Application = Callable[[Any, Any, Any], Awaitable[None]]


class Serving:
    """What a site remembers between requests."""

    def __init__(self, datasette: Any) -> None:
        """Begin to serve a site."""
        self._datasette = datasette
        self._pages = PageCache()
        self._turns = turns.of_site(datasette)
        self._asked = asyncio.Semaphore(served.ASKED_AT_ONCE)
        self._waiting = 0
        self._looked = 0.0
        self._taking_up: asyncio.Task[None] | None = None
        self._keeps: bool | None = None

    async def answer(self, application: Application, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        refused = requests.refusal(scope)
        if refused:
            await _refuse(refused, send)
            return
        self._look()
        asked, state = self._pages.asked(scope), self._state()
        page = self._pages.find(asked, state) if asked else None
        if page:
            await page_cache.answer(page, scope, send)
        else:
            await self._make(application, scope, receive, send, asked if self._may_keep() else None, state)

    async def _make(  # noqa: PLR0913, PLR0917 - an application's three, and what the page is kept under
        self, application: Application, scope: Any, receive: Any, send: Any, asked: Asked | None, state: Any
    ) -> None:
        runs_sql = requests.is_asked(scope) and not requests.is_export(scope)
        kept = None if runs_sql else asked
        answer = _Answer(scope, send, lambda page: self._pages.keep(kept, page, state) if kept else None, kept)
        if requests.is_export(scope):
            await self._run(application, scope, receive, answer, runs_sql=False)
        elif not runs_sql:
            with self._turns.page():
                await self._run(application, scope, receive, answer, runs_sql=False)
        elif self._waiting >= _WAITING:
            await _refuse(_BUSY, send)
        else:
            self._waiting += 1
            try:
                async with self._asked:
                    await self._run(application, scope, receive, answer, runs_sql=True)
            finally:
                self._waiting -= 1

    async def _run(
        self, application: Application, scope: Any, receive: Any, answer: "_Answer", *, runs_sql: bool
    ) -> None:
        passed = page_cache.anonymous(scope, answer.kept) if answer.kept else scope
        with served.reading(self._datasette, asked=runs_sql):
            try:
                # An export says itself how long it may take before it begins.
                async with asyncio.timeout(None if requests.is_export(scope) else SECONDS_FOR_A_PAGE) as limit:
                    answer.limit = limit
                    await application(passed, receive, answer.send)
            except TimeoutError:
                if answer.begun:
                    raise
                await _refuse(_TOO_LONG, answer.to)

    def _look(self) -> None:
        """Take up a file that has taken the place of an archive's, while requests go on."""
        now = time.monotonic()
        if now - self._looked < _SECONDS_BETWEEN_LOOKS or (self._taking_up and not self._taking_up.done()):
            return
        self._looked = now
        replaced = [one for one in self._archives() if one.replaced]
        if replaced:
            self._taking_up = asyncio.create_task(self._take_up(replaced))

    async def _take_up(self, replaced: list[served.ServedArchive]) -> None:
        for one in replaced:
            await one.take_up()

    def _archives(self) -> list[served.ServedArchive]:
        return [one for one in self._datasette.databases.values() if isinstance(one, served.ServedArchive)]

    def _state(self) -> tuple[int, ...]:
        return tuple(one.states for one in self._archives())

    def _may_keep(self) -> bool:
        """Say whether pages depend on nothing but archives and addresses, so that they can be kept."""
        if self._keeps is None:
            others = set(self._datasette.databases) - {one.name for one in self._archives()} - {"_internal"}
            self._keeps = not others and compat.only_datasette_decides()
        return self._keeps


_SERVING: WeakKeyDictionary[Any, Serving] = WeakKeyDictionary()


def around(datasette: Any, application: Application) -> Application:
    """Wrap the application of a site."""

    async def served_application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not archives.known(datasette) or served.is_inside():
            await application(scope, receive, send)
            return
        serving = _SERVING.get(datasette) or _SERVING.setdefault(datasette, Serving(datasette))
        await serving.answer(application, scope, receive, send)

    return served_application


class _Answer:
    """What Datasette answers, on its way to the reader: made safe, and kept where it may be."""

    def __init__(self, scope: Any, to: Any, keep: Callable[[page_cache.Page], None], kept: Asked | None) -> None:
        self.to = to
        self.kept = kept
        self.begun = False
        self.limit: asyncio.Timeout | None = None
        self._scope = scope
        self._keep = keep
        self._start: Any = None

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self.begun:
            await self._stream(message)
        elif message.get("more_body"):
            await self._begin_stream(message)
        else:
            await self._finish(message.get("body", b""))

    async def _begin_stream(self, message: Any) -> None:
        if self.limit:
            self.limit.reschedule(None)
        self.begun = True
        headers = _safe(list(self._start["headers"]), safety.NO_PAGE)
        await self.to({**self._start, "headers": headers})
        await self._stream(message)

    async def _stream(self, message: Any) -> None:
        async with asyncio.timeout(SECONDS_WITHOUT_READING):
            await self.to(message)

    async def _finish(self, body: bytes) -> None:
        self.begun = True
        status, headers = self._start["status"], [(name.lower(), value) for name, value in self._start["headers"]]
        body, headers = _made_safe(headers, body)
        if self.kept and len(body) <= page_cache.LARGEST_PAGE and page_cache.may_be_kept(status, headers):
            page = page_cache.finished(headers, body)
            self._keep(page)
            await page_cache.answer(page, self._scope, self.to)
            return
        await self.to({**self._start, "headers": headers})
        await self.to({"type": "http.response.body", "body": body})


def _made_safe(headers: Headers, body: bytes) -> tuple[bytes, Headers]:
    policy = safety.NO_PAGE
    if dict(headers).get(b"content-type", b"").startswith(b"text/html"):
        page, policy = safety.policy(body.decode("utf-8", "surrogateescape"))
        body = page.encode("utf-8", "surrogateescape")
    sized = [(name, value) for name, value in headers if name != b"content-length"]
    return body, _safe([*sized, (b"content-length", b"%d" % len(body))], policy)


def _safe(headers: Headers, policy: bytes) -> Headers:
    said = {name.lower() for name, _ in headers}
    wanted = {**safety.HEADERS, b"content-security-policy": policy}
    return headers + [(name, value) for name, value in wanted.items() if name not in said]


async def _refuse(refused: Refusal, send: Any) -> None:
    body = f"{refused.said}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *refused.headers,
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": _safe(headers, safety.NO_PAGE)})
    await send({"type": "http.response.body", "body": body})
