"""Bytes → text, the name of its encoding, and how sure that is.

A byte order mark decides; then UTF-8, which hardly any other text happens to be; then what is declared, if the bytes
bear it out; then a guess among the encodings Hebrew, Persian, Arabic and English were written in before Unicode. The
guess asks, for each encoding, how much of the text would be whole words of its script: bytes read in a wrong encoding
give words of mixed scripts, single letters and odd signs. No character is ever replaced.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

from ezri_archive.errors import SourceError
from ezri_archive.readers.encodings.byte_encodings import NAMES, SAME, shares_of_words
from ezri_archive.readers.encodings.visual_order import LONGEST_VISUAL, Order, hebrew_order, logical_text
from ezri_archive.records import Notice


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, its encoding, how sure that is (0 to 1), and what a person should know of it.

    `visual` says that its Hebrew was in visual order; it has been turned unless the text is markup, whose reader turns
    the lines when it has found them.
    """

    text: str
    encoding: str
    confidence: float
    notices: tuple[Notice, ...] = ()
    visual: bool = False


def decode(content: bytes, *, declared: str = "", markup: bool = False, where: str = "") -> Decoded:
    """Decode the bytes of a text; `declared` is the charset an HTTP or mail header or a meta element names.

    With `markup`, Hebrew in visual order is reported and not turned. Raises SourceError, naming `where`, for bytes
    that are empty, binary, or text in no encoding known here.
    """
    if not content.strip(b" \t\r\n\x00"):
        message = "is empty; expected text"
        raise SourceError(message, where=where, code="empty")
    found = _by_mark(content, where) or _without_mark(content, where) or _as_utf8(content, declared)
    return found or _legacy(content, declared, markup=markup, where=where)


@cache
def register_codecs() -> None:
    """Teach Python the charset names it lacks (RFC 1556: iso-8859-8-i, -e), for the modules of its own that decode."""
    codecs.register(_find_alias)


def _find_alias(name: str) -> codecs.CodecInfo | None:
    codec = _ALIASES.get(name.replace("_", "-"))
    return codecs.lookup(codec) if codec else None


# --- Unicode ---------------------------------------------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BINARY_SHARE = 0.1
_SAMPLE = 200_000
_READABLE = re.compile("[\t\n\r -~\u00a0-\u024f\u0590-\u06ff\u200c-\u200f\u2010-\u203a\ufeff]")
_READABLE_SHARE = 0.97


def _by_mark(content: bytes, where: str) -> Decoded | None:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding:
        return None
    try:
        return Decoded(content.decode(encoding), encoding, 1.0)
    except UnicodeDecodeError as error:
        message = f"begins with the mark of {encoding} but is not: {_bad_bytes(error)}"
        raise SourceError(message, where=where, code="undecodable", place=f"byte {error.start}") from error


def _bad_bytes(error: UnicodeDecodeError) -> str:
    return f"byte 0x{error.object[error.start]:02X} at {error.start:,}"


def _without_mark(content: bytes, where: str) -> Decoded | None:
    """Read UTF-16 without its mark: the one encoding of text that has NUL bytes."""
    if b"\x00" not in content:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_READABLE.findall(text[:_SAMPLE])) > _READABLE_SHARE * len(text[:_SAMPLE]):
            return Decoded(text, encoding, 0.9, (_guess(encoding, 0.9),))
    place = f"byte {content.index(0)}"
    message = "has a NUL byte; expected text"
    raise SourceError(message, where=where, code="nul", place=place)


def _as_utf8(content: bytes, declared: str) -> Decoded | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    codec = _codec(declared)
    if text.isascii() or not declared or codec == "utf-8":
        return Decoded(text, "utf-8", 1.0)
    return Decoded(text, "utf-8", 0.99, (_contradiction(declared, "utf-8", 0.99),))


# --- encodings of one byte -------------------------------------------------------------------------------------

_ALIASES = {
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso8859-8-i": "iso8859-8", "iso8859-8-e": "iso8859-8",
    "csiso88598i": "iso8859-8", "csiso88598e": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8",
    "dos-862": "cp862", "x-cp1255": "cp1255", "x-cp1256": "cp1256",
}  # fmt: skip
"""Names of charsets that Python does not know, as mail and pages write them."""

_TO_WINDOWS = {"ascii": "cp1252", "iso8859-1": "cp1252"}
"""What these names mean in practice (WHATWG Encoding Standard, section 4.2)."""

_TEXT_CODEC = re.compile(
    r"utf-8|utf-(16|32)(-[lb]e)?|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*"
)
_UNICODE = re.compile(r"utf-(16|32)")
_FEWEST = 0.6
"""The share of a text that must be whole words for an encoding to be believed."""
_DECLARED_SLACK = 0.15
_NO_DECLARATION = 0.95


def _legacy(content: bytes, declared: str, *, markup: bool, where: str) -> Decoded:
    _refuse_binary(content, where)
    codec = _codec(declared)
    shares = shares_of_words(content)
    best = max(shares, key=lambda name: shares[name], default="")
    if codec and _fits(content, codec, shares, best):
        return _finished(content, codec, declared, 0.97, (), markup=markup, where=where)
    if not best or shares[best] < _FEWEST:
        tried = ", ".join(("utf-8", *NAMES.values()))
        message = f"is text in no encoding known here ({tried}); convert it to UTF-8"
        raise SourceError(message, where=where, code="undecodable")
    confidence = _confidence(shares, best)
    name = NAMES[best]
    notice = _contradiction(declared, name, confidence) if declared else _guess(name, confidence)
    return _finished(content, best, declared, confidence, (notice,), markup=markup, where=where)


def _refuse_binary(content: bytes, where: str) -> None:
    sample = content[:_SAMPLE]
    controls = sum(sample.count(byte) for byte in (*range(9), *range(14, 26), 28, 29, 30, 31, 127))
    if controls > _BINARY_SHARE * len(sample):
        message = f"is binary: {controls:,} of its first {len(sample):,} bytes are control characters; expected text"
        raise SourceError(message, where=where, code="binary")


def _codec(declared: str) -> str:
    """Name Python's codec of a declared charset; "" for none, one not known, or one that is no encoding of text."""
    label = declared.strip().strip("\"'").lower().replace("_", "-")
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name if label else ""
    except (LookupError, ValueError):  # not a name at all, or one with NUL
        return ""
    name = _TO_WINDOWS.get(name, name)
    return name if _TEXT_CODEC.fullmatch(name) else ""


def _fits(content: bytes, codec: str, shares: dict[str, float], best: str) -> bool:
    """Say whether bytes bear out a declaration: about as many words as in the best guess, or no guess at all."""
    if codec in shares:
        return shares[codec] >= max(_FEWEST, shares[best] - _DECLARED_SLACK)
    try:
        text = content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return not _CONTROL.search(text) and (not best or shares[best] < _NO_DECLARATION)


def _confidence(shares: dict[str, float], best: str) -> float:
    """Say how sure a guess is: the share of words, less what the next encoding of another script would have."""
    others = [share for codec, share in shares.items() if codec != best and not {codec, best} <= SAME]
    lead = shares[best] - max(others, default=0.0)
    return round(min(0.99, 0.5 + min(lead, 0.5) * shares[best]), 2)


# --- the order of letters --------------------------------------------------------------------------------------


def _finished(  # noqa: PLR0913 - what is known of a text when its encoding is
    content: bytes,
    codec: str,
    declared: str,
    confidence: float,
    notices: tuple[Notice, ...],
    *,
    markup: bool,
    where: str,
) -> Decoded:
    text = content.decode(codec)
    text = text.removesuffix("\x1a") if codec == "cp862" else text  # DOS ends a text file with it
    order = hebrew_order(text) if codec in {"cp1255", "iso8859-8", "cp862"} else Order(0, 0)
    encoding = _encoding_name(codec, order)
    if order.is_visual:
        _refuse_long(text, where)
        notices = (*notices, _turned(order))
        return Decoded(text if markup else logical_text(text), encoding, confidence, notices, visual=True)
    if codec == "iso8859-8" and not order.is_known and not declared.lower().rstrip("\"'").endswith(("-i", "logical")):
        notices = (*notices, Notice("warning", "order-unknown", "Hebrew may be in visual order; read as it stands"))
    return Decoded(text, encoding, confidence, notices)


def _encoding_name(codec: str, order: Order) -> str:
    """Name an encoding for people; iso-8859-8 is visual, iso-8859-8-i logical (RFC 1556)."""
    if codec == "iso8859-8":
        return "iso-8859-8" if order.is_visual else "iso-8859-8-i"
    return NAMES.get(codec, codec)


def _refuse_long(text: str, where: str) -> None:
    if len(text) > LONGEST_VISUAL:
        message = f"has {len(text):,} characters in visual order; expected at most {LONGEST_VISUAL:,}"
        raise SourceError(message, where=where, code="too-large")


def _turned(order: Order) -> Notice:
    message = (
        f"Hebrew is in visual order; turned to logical ({order.visual} words speak for it, {order.logical} against: "
        f"{order.confidence:.0%} sure)"
    )
    return Notice("warning", "visual-hebrew", message)


def _guess(encoding: str, confidence: float) -> Notice:
    return Notice("info", "encoding-guessed", f"names no encoding; read as {encoding} ({confidence:.0%} sure)")


def _contradiction(declared: str, encoding: str, confidence: float) -> Notice:
    message = f"declares the encoding “{declared[:40]}” but is none; read as {encoding} ({confidence:.0%} sure)"
    return Notice("warning", "encoding-contradicted", message)
