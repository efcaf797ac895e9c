"""The header of a mail or of a part of one → its fields, in words.

Fields stay bytes (as ASCII with surrogates) until they are taken apart, since mailers write them in any charset: in
encoded words (RFC 2047), in parameters (RFC 2231), or raw. Longer fields than anybody writes are cut first: the
parsers of the standard library take quadratic time.
"""

import binascii
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import parseaddr, parsedate_tz
from string import ascii_letters

from ezri_archive.errors import SourceError
from ezri_archive.readers.encodings import decode, register_codecs
from ezri_archive.readers.encodings.visual_order import hebrew_order, logical_text

_LONGEST_PARAMETERS = 2_000
_MOST_PARAMETERS = 40
_LONGEST_TEXT = 5_000
_LONGEST_DATE = 200

_WANTED = (
    "subject", "from", "sender", "date", "archived-at", "content-type", "content-disposition", "content-id",
    "content-transfer-encoding",
)  # fmt: skip
_FIELD = re.compile(
    rb"^(?P<name>" + "|".join(_WANTED).encode() + rb")[ \t]*:(?P<value>[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)",
    re.IGNORECASE | re.MULTILINE,
)
_ENCODED = re.compile(r"=\?(?P<charset>[^?\s]{1,60})\?(?P<encoding>[bBqQ])\?(?P<word>(?:[^?]|\?(?!=))*+)\?=")
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffe\uffff]+")
_UNFIT = re.compile(r"(?:raw[_-])?unicode[_-]escape|idna|punycode|undefined|mbcs|oem", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n]+")
_NOT_BASE64 = bytes(set(range(256)) - {*b"+/", *b"0123456789", *ascii_letters.encode()})


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one header that are read here, by name in lower case, each as often as it stands there."""

    fields: Mapping[str, Sequence[str]]

    def first(self, name: str) -> str:
        """Give the first field of a name as it is written; "" when there is none."""
        return next(iter(self.fields.get(name, ())), "")

    def text(self, name: str, charset: str = "") -> str:
        """Give the first field of a name in words, on one line; `charset` is that of raw bytes."""
        return plain_line(words(self.first(name)[:_LONGEST_TEXT], charset))

    def value(self, name: str) -> str:
        """Give what stands before the parameters of a field, in lower case."""
        return self.first(name)[:_LONGEST_PARAMETERS].partition(";")[0].strip().lower()

    def parameters(self, name: str) -> dict[str, str]:
        """Give the parameters of a field by name in lower case, decoded (RFC 2231, and RFC 2047 where it is not)."""
        message = Message()
        written = _WHITE.sub(" ", self.first(name)[:_LONGEST_PARAMETERS])
        pieces = _raw(written).decode("latin-1").split(";")  # surrogates would come back as U+FFFD
        message["content-type"] = ";".join(pieces[:_MOST_PARAMETERS])
        found = message.get_params(failobj=[], header="content-type", unquote=True)
        return {key.lower(): _parameter(value) for key, value in found[1:]}


def header_of(content: bytes) -> Header:
    """Read the fields of a header; unfolded, as ASCII with surrogates for other bytes."""
    fields: dict[str, list[str]] = {}
    for found in _FIELD.finditer(content):
        value = re.sub(rb"\r?\n", b"", found["value"]).decode("ascii", "surrogateescape")
        fields.setdefault(found["name"].decode().lower(), []).append(value.strip())
    return Header(fields)


def _parameter(value: str | tuple[str | None, str | None, str]) -> str:
    """Decode a parameter: the standard library gives one of RFC 2231 as charset, language and bytes as Latin-1."""
    if isinstance(value, str):
        return words(value.encode("latin-1").decode("ascii", "surrogateescape"), "")
    charset, _, text = value
    return decode_word(text.encode("latin-1"), charset or "")


# --- people and days --------------------------------------------------------------------------------------------


def sender(header: Header, charset: str = "") -> tuple[str, str]:
    """Give who sent a mail: the name (the address when there is none), and name with address."""
    written = header.first("from") or header.first("sender")
    try:
        name, address = parseaddr(written[:_LONGEST_PARAMETERS])
    except RecursionError:  # comments in comments in comments
        name, address = "", ""
    name = plain_line(words(name, charset)).strip("'\" ")
    address = plain_line(words(address, charset))
    if not address:
        whole = plain_line(words(written[:_LONGEST_PARAMETERS], charset))
        return whole, whole
    return (name, f"{name} <{address}>") if name and name != address else (address, address)


def day_of(written: str) -> str:
    """Give the day of a Date field in ISO 8601, where its writer was; "" for what is no date."""
    try:
        parsed = parsedate_tz(written[:_LONGEST_DATE])
        return date(*parsed[:3]).isoformat() if parsed else ""
    except (ValueError, IndexError, TypeError, OverflowError):  # the parser stumbles over dates such as "0 0"
        return ""


# --- words ------------------------------------------------------------------------------------------------------


def plain_line(text: str) -> str:
    """Put a text on one line, in NFC: no controls, no marks that override the order of letters, single spaces."""
    return unicodedata.normalize("NFC", " ".join(_STEERING.sub(" ", text).split()))


def words(written: str, charset: str) -> str:
    """Decode the encoded words of a field, and raw bytes by their looks or as `charset`."""
    return "".join(decode_word(content, named) for content, named in _joined(_pieces(written, charset)))


def _pieces(written: str, charset: str) -> Iterator[tuple[bytes, str, bool]]:
    """Cut a field into bytes with their charset; the last tells encoded words from what stands between."""
    position = 0
    for found in _ENCODED.finditer(written):
        between = written[position : found.start()]
        if between.strip() or not position:  # white space between encoded words is none (RFC 2047, section 6.2)
            yield _raw(between), charset, False
        yield _encoded(found), found["charset"].partition("*")[0], True
        position = found.end()
    yield _raw(written[position:]), charset, False


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _encoded(found: re.Match[str]) -> bytes:
    word = _raw(found["word"])
    if found["encoding"] in "bB":
        return from_base64(word)[0]
    return binascii.a2b_qp(word, header=True)


def _joined(pieces: Iterator[tuple[bytes, str, bool]]) -> Iterator[tuple[bytes, str]]:
    """Join encoded words in one charset: careless mailers cut between the bytes of a character."""
    waiting, charset = b"", ""
    for content, named, is_encoded in pieces:
        if not (is_encoded and waiting and named.lower() == charset.lower()):
            yield waiting, charset
            waiting = b""
        if is_encoded:
            waiting, charset = waiting + content, named
        else:
            yield content, named
    yield waiting, charset


def decode_word(content: bytes, charset: str) -> str:
    """Decode a few words; in no known charset, bytes that are no ASCII are left as U+FFFD."""
    if content.isascii() and not charset.lower().startswith(("utf-7", "utf-16", "iso-2022", "hz")):
        return content.decode("ascii")
    for guess in (_as_declared, _as_it_looks):
        text = guess(content, charset)
        if text is not None:
            return text
    return content.decode("ascii", "replace")


def _as_declared(content: bytes, charset: str) -> str | None:
    register_codecs()
    label = charset.strip("\"' ")
    if not label or _UNFIT.fullmatch(label):
        return None
    try:
        text = content.decode(label)
    except (LookupError, ValueError):
        return None
    return logical_text(text) if label.lower() == "iso-8859-8" and hebrew_order(text).is_visual else text


def _as_it_looks(content: bytes, charset: str) -> str | None:
    try:
        return decode(content, declared=charset).text
    except SourceError:
        return None


def from_base64(content: bytes) -> tuple[bytes, bool]:
    """Decode base64 as far as it goes, and say whether it is whole (RFC 2045, section 6.8: other bytes are ignored)."""
    try:
        return binascii.a2b_base64(content), True
    except binascii.Error:
        digits = content.translate(None, _NOT_BASE64)
        whole = digits[:-1] if len(digits) % 4 == 1 else digits
        return binascii.a2b_base64(whole + b"=="), False
