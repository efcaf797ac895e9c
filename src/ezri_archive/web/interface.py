"""A request → the language its reader is spoken to in, and what our own templates need to speak it.

The reader chooses (`?_ui=he`), and the choice is kept in a cookie; until then the browser's own preference decides.
Whatever keeps a page of ours must keep one for each `language_of(request)`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode

from ezri_archive import languages
from ezri_archive.web import compat
from ezri_archive.web.addresses import Archive
from ezri_archive.web.opening import archives
from ezri_archive.web.speaking.words import INTERFACES, Message, Words, words

ARGUMENT = "_ui"
"""The argument of an address that chooses the language of the interface."""

COOKIE = "ezri_ui"
"""The cookie that keeps the choice, for a year."""

VARY: Mapping[str, str] = MappingProxyType({"vary": "Accept-Language, Cookie"})
"""The header of every page that speaks the reader's language."""

_LONGEST_QUERY = 2000
_YEAR = 365 * 24 * 60 * 60
_WRITTEN_OTHERWISE = MappingProxyType({"iw": "he", "prs": "fa"})

Application = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A language a reader may choose for the interface; `url` leads to the same page in it."""

    code: str
    name: str
    direction: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the archive, on every page; `here` where the page is there already."""

    name: Message
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface of one page: its language, and the others it can be had in."""

    code: str
    direction: str
    choices: tuple[Choice, ...]


def language_of(request: Any) -> str:
    """Say in which of INTERFACES the reader of a request is spoken to: en, he or fa.

    The first of these that names one: the argument `_ui`, the cookie, `Accept-Language` (RFC 9110, section 12.5.4).
    Otherwise English. Depends on nothing else of the request.
    """
    for chosen in (request.args.get(ARGUMENT), request.cookies.get(COOKIE)):
        if chosen in INTERFACES:
            return str(chosen)
    return _preferred(request.headers.get("accept-language") or "")


def words_of(request: Any) -> Words:
    """Give the words of the language that the reader of a request is spoken to in."""
    return words(language_of(request))


async def context(datasette: Any, request: Any, archive: Archive | None) -> dict[str, Any]:
    """Give what every template of ours is given.

    The archive is the one the page is about, if it is about one.

    `_(message)` and `ngettext(one, many, number)` translate, the latter filling in `{count}`; `number`, `digits` and
    `date` write as the language does; `language_name(code)` names a language; `ui` is the Interface; `site_title` the
    name of the site, `ways` where its head leads to.
    """
    code = language_of(request)
    spoken = words(code)
    return {
        "_": spoken.say,
        "ngettext": spoken.count,
        "number": spoken.number,
        "digits": spoken.digits,
        "date": spoken.date,
        "language_name": spoken.language,
        "ui": Interface(code, languages.direction(code), _choices(request, code)),
        "site_title": await compat.site_title(datasette),
        "ways": _ways(archive, request) if archive else (),
    }


def remembering(datasette: Any, application: Application) -> Application:
    """Wrap a site: a language that is chosen by an address is kept in a cookie."""

    async def remembered(scope: Any, receive: Any, send: Any) -> None:
        asked = scope["type"] == "http" and archives.known(datasette)
        chosen = _newly_chosen(scope) if asked else ""
        await application(scope, receive, _keeping(send, scope, chosen) if chosen else send)

    return remembered


def _preferred(accepted: str) -> str:
    """Find the interface that a browser's list of languages puts first."""
    weighed = sorted(map(_weighed, accepted.split(",")), reverse=True, key=lambda one: one[0])
    return next((code for weight, code in weighed if weight > 0 and code in INTERFACES), "en")


def _weighed(item: str) -> tuple[float, str]:
    tag, _, parameters = item.strip().partition(";")
    primary = tag.strip().lower().split("-")[0]
    weight = parameters.strip().removeprefix("q=")
    try:
        return (float(weight) if weight else 1.0, _WRITTEN_OTHERWISE.get(primary, primary))
    except ValueError:
        # A browser that weighs a language by no number does not say that it wants it.
        return (0.0, primary)


def _ways(archive: Archive, request: Any) -> tuple[Way, ...]:
    ways = {
        Message("Search"): archive.search(),
        Message("Documents"): archive.table("documents"),
        Message("Works"): archive.table("works"),
        Message("Terms"): archive.terms(),
        Message("Data"): archive.database(),
    }
    return tuple(Way(name, url, url == request.path) for name, url in ways.items())


def _choices(request: Any, current: str) -> tuple[Choice, ...]:
    # What is longer than anybody's address is not said three times more.
    query = request.query_string if len(request.query_string) <= _LONGEST_QUERY else ""
    kept = [(name, value) for name, value in _arguments(query) if name != ARGUMENT]
    known = map(languages.language, INTERFACES)
    return tuple(
        Choice(
            one.code,
            one.native_name,
            one.direction,
            "?" + urlencode([*kept, (ARGUMENT, one.code)]),
            one.code == current,
        )
        for one in known
    )


def _arguments(query: str) -> list[tuple[str, str]]:
    parsed = parse_qs(query, keep_blank_values=True)
    return [(name, value) for name, values in parsed.items() for value in values]


def _newly_chosen(scope: Mapping[str, Any]) -> str:
    if scope["method"] not in {"GET", "HEAD"}:
        return ""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get(ARGUMENT, [""])[0]
    return asked if asked in INTERFACES and asked != _kept(scope) else ""


def _kept(scope: Mapping[str, Any]) -> str:
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    cookie = SimpleCookie(sent.decode("latin-1")).get(COOKIE)
    return cookie.value if cookie else ""


def _keeping(send: Any, scope: Mapping[str, Any], chosen: str) -> Any:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly{secure}"

    async def kept(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode("ascii"))]}
        await send(message)

    return kept
