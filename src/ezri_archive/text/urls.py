"""A running text → the URLs in it; a URL → its canonical form, its form for reading, its host."""

import re
import unicodedata

from ezri_archive.text.scripts import letters, show_bidi_controls

# RFC 3986, appendix B: unlike urlsplit it refuses nothing, and tells an empty query from none.
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_PORT = re.compile(r":([0-9]*)$")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_WWW = re.compile(r"www\.[^./?#]", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_IN_NAME = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=-]")
_NOT_IN_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~:/@!$&'()*+,;=-]")
_NOT_IN_QUERY = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~:/@!$&'()*+,;=?-]")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh"
    r"|mc_[ce]id|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:anon|enc)_id|ref_src|ref_url)(?:=|$)",
    re.IGNORECASE,
)
_NOT_IN_HOST = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]|[^.]{64}")  # nor a label of more than 63 characters
_IP_LITERAL = re.compile(r"\[[0-9A-Za-z:.]+\]")
_LEADING_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_IGNORED_IN_HOST = re.compile("[\u00ad\u200b\u2060\ufeff]")
_READABLE = ("L", "M", "N", "Pd", "Pi", "Pf")
_ZWNJ_ASTRAY = re.compile("\u200c(?![\u0620-\u06ff])|(?<![\u0620-\u06ff])\u200c")
_URL = re.compile(
    r"(?:(?<![A-Za-z0-9])https?://|(?<![A-Za-z0-9@./_-])www\.(?=[\w-]+\.[^\W_]))"
    r"(?=[^\W_]|\[)[^\s<>\"“”„«»`{}|\\^\x00-\x1f\x7f]+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[.,;:!?'’‘*_~…،؛؟۔׃׳״\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CLOSING = {")": "(", "]": "["}


# --- canonical form -----------------------------------------------------------------------------------------


def canonical_url(url: str) -> str:
    """Give the one spelling that all spellings of a URL share; it never changes what the URL identifies.

    By RFC 3986, 6.2.2: scheme and host in lower case, hexadecimal digits of escapes in upper case, escaped
    unreserved characters (letters, digits, `-._~`) unescaped, dot segments removed where there is an
    authority. Reserved characters stay as they are, escaped or not; what the grammar does not allow bare
    (letters outside ASCII, spaces, quotes, square brackets, a stray `%`) is escaped as UTF-8. By 6.2.3:
    default port dropped, an empty path becomes `/`. The host is in ASCII (UTS #46, nontransitional). Dropped
    besides: white space around the URL, tabs and line ends in it (as in the WHATWG URL standard), parameters
    that only track the reader, an empty fragment. `www.host` is read as `http://www.host` (GitHub Flavored
    Markdown, 6.9). A relative reference keeps its dots.
    """
    trimmed = re.sub(r"[\t\r\n]", "", url.strip().lstrip(_LEADING_MARKS).lstrip())
    scheme, authority, path, query, fragment = _split("http://" + trimmed if _WWW.match(trimmed) else trimmed)
    if authority is not None:
        authority = _authority(authority, scheme)
        path = _without_dots(_escape(path, _NOT_IN_PATH)) or "/"
    else:
        path = _escape(path, _NOT_IN_PATH, unescape=bool(scheme))
    return _join(scheme, authority, path, _query(query), _escape(fragment or "", _NOT_IN_QUERY))


def _split(url: str) -> tuple[str, str | None, str, str | None, str | None]:
    found = _PARTS.fullmatch(url)
    if found is None:
        raise AssertionError(url)
    scheme, authority, path, query, fragment = found.groups()
    if scheme is not None and not _SCHEME.fullmatch(scheme):
        return "", None, f"{scheme}:{'' if authority is None else '//' + authority}{path}", query, fragment
    return (scheme or "").lower(), authority, path, query, fragment


def _join(scheme: str, authority: str | None, path: str, query: str | None, fragment: str) -> str:
    return "".join(
        (
            f"{scheme}:" if scheme else "",
            "" if authority is None else f"//{authority}",
            path,
            "" if query is None else f"?{query}",
            f"#{fragment}" if fragment else "",
        )
    )


def _escape(part: str, not_allowed: re.Pattern[str], *, unescape: bool = True) -> str:
    return not_allowed.sub(lambda found: _escaped(found.group(), unescape=unescape), part)


def _escaped(piece: str, *, unescape: bool) -> str:
    if len(piece) > 1:
        character = chr(int(piece[1:], 16))
        return character if unescape and character in _UNRESERVED else piece.upper()
    return "".join(f"%{octet:02X}" for octet in piece.encode("utf-8", "surrogatepass"))


def _without_dots(path: str) -> str:
    """Remove `.` and `..` (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == ".." and len(kept) > 1:
            kept.pop()
        elif step not in {".", ".."}:
            kept.append(step)
    if steps[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _query(query: str | None) -> str | None:
    if query is None:
        return None
    parameters = _escape(query, _NOT_IN_QUERY).split("&")
    kept = [parameter for parameter in parameters if not _TRACKING.match(parameter)]
    return "&".join(kept) if kept else None


def _authority(authority: str, scheme: str) -> str:
    user, at, place = authority.rpartition("@")
    port = _PORT.search(place)
    name = place[: port.start()] if port else place
    number = port.group(1).lstrip("0") if port else ""
    shown = f":{number}" if number and number != _DEFAULT_PORTS.get(scheme) else ""
    return _escape(user, _NOT_IN_PATH) + at + _ascii_host(name) + shown


def _ascii_host(name: str) -> str:
    if _IP_LITERAL.fullmatch(name):
        return name.lower()
    decoded = _decoded_host(name)
    return ".".join(_ascii_label(label) for label in decoded.split("."))


def _decoded_host(name: str) -> str:
    """Unescape and map a host as UTS #46 does; what no host may hold stays escaped."""
    plain = _ESCAPES.sub(lambda run: _octets(run.group()).decode("utf-8", "replace"), name)
    lowered = unicodedata.normalize("NFKC", plain).lower()
    mapped = _IGNORED_IN_HOST.sub("", unicodedata.normalize("NFKC", lowered)).replace("。", ".")
    if _NOT_IN_HOST.search(mapped) or "\ufffd" in mapped:
        return _escape(_escape(name, _NOT_IN_NAME).lower(), _NOT_IN_NAME)
    return mapped


def _ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _octets(escapes: str) -> bytes:
    return bytes.fromhex(escapes.replace("%", ""))


# --- for reading --------------------------------------------------------------------------------------------


def display_url(url: str) -> str:
    """Decode a URL for reading: letters, digits, dashes and quotation marks in place of their UTF-8 escapes.

    What one could take for something else stays escaped: reserved characters, spaces, symbols, octets that
    are not UTF-8. Directional marks and other invisible characters are shown as `[U+200E]`, whether they
    stood in the URL escaped or bare, and are never obeyed; only the zero-width non-joiner between Arabic
    letters, which is spelling, stays. A host in Punycode is decoded where its letters are of one script.
    """
    scheme, authority, path, query, fragment = _split(url)
    decoded = _join(
        scheme,
        None if authority is None else _readable_authority(authority),
        _readable(path),
        None if query is None else _readable(query),
        _readable(fragment or ""),
    )
    return _show_invisible(decoded)


def host(url: str) -> str:
    """Name the host of a URL in lower case and ASCII, without `www.` and port; "" when it has none."""
    _, authority, _, _, _ = _split(canonical_url(url))
    place = (authority or "").rpartition("@")[2]
    return _PORT.sub("", place).removeprefix("www.")


def _readable(part: str) -> str:
    return _ESCAPES.sub(lambda run: _readable_run(_octets(run.group())), part)


def _readable_run(octets: bytes) -> str:
    shown: list[str] = []
    for character in octets.decode("utf-8", "surrogateescape"):
        raw = character.encode("utf-8", "surrogateescape")
        shown.append(character if _is_readable(character) else "".join(f"%{octet:02X}" for octet in raw))
    return "".join(shown)


def _is_readable(character: str) -> bool:
    if character.isascii():
        return character in _UNRESERVED
    category = unicodedata.category(character)
    return category == "Cf" or category.startswith(_READABLE)


def _show_invisible(text: str) -> str:
    shown = _ZWNJ_ASTRAY.sub("[U+200C]", show_bidi_controls(text))
    return "".join(_shown(character) for character in shown)


def _shown(character: str) -> str:
    hidden = character != "\u200c" and unicodedata.category(character) in {"Cf", "Zl", "Zp", "Cc"}
    return f"[U+{ord(character):04X}]" if hidden else character


def _readable_authority(authority: str) -> str:
    return ".".join(_readable_label(label) for label in authority.split("."))


def _readable_label(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
    return decoded if _is_of_one_script(decoded) and _ascii_label(decoded) == label.lower() else label


def _is_of_one_script(text: str) -> bool:
    return max(letters(text).values()) == sum(character.isalpha() for character in text)


# --- in running text ----------------------------------------------------------------------------------------


def find_urls(text: str) -> tuple[tuple[int, int, str], ...]:
    """Find the bare web addresses in a running text: (start, end, the URL as it stands).

    One begins with `http://`, `https://` or `www.` and ends before white space, an angle bracket or a double
    quotation mark; punctuation, directional marks and brackets that were opened before it are no part of it
    (GitHub Flavored Markdown, 6.9, extended to the marks of Hebrew and Persian).
    """
    if "://" not in text and "www." not in text.lower():
        return ()
    found = []
    for match in _URL.finditer(text):
        url = _without_trailing(match.group())
        found.append((match.start(), match.start() + len(url), url))
    return tuple(found)


def _without_trailing(url: str) -> str:
    surplus = {closing: url.count(closing) - url.count(opening) for closing, opening in _CLOSING.items()}
    end = len(url)
    while end and (_TRAILING.match(url, end - 1) or surplus.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in surplus:
            surplus[url[end]] -= 1
    return url[:end]
