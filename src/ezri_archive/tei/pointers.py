"""Web addresses ⇄ `ref/@target`, which holds URIs only: an address as it was received is often none."""

import re
from urllib.parse import quote

from lxml import etree

from ezri_archive.tei.elements import add, checked

_CHARACTER = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
_HOST = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\[[0-9A-Fa-f:.]+\]"
_URI = re.compile(
    rf"""
    [A-Za-z][A-Za-z0-9+.-]*:
    (?: // (?: (?:{_CHARACTER})*@ )? (?:{_HOST}) (?: :[0-9]{{1,5}} )? (?: /(?:{_CHARACTER}|/)* )?
      | (?!//) (?:{_CHARACTER}|/)+
    )
    (?: \?(?:{_CHARACTER}|[/?])* )?
    (?: \#(?:{_CHARACTER}|[/?])* )?
    """,
    re.VERBOSE,
)
_KEPT = "%/:?#[]@!$&'()*+,;=~"


def add_address(parent: etree._Element, url: str, text: str = "", /, **attributes: str) -> etree._Element:
    """Append a `ref` to an address, which `address` gives back as it was.

    One that is no absolute URI (RFC 3986, section 3) stands in `@n`, and in `@target` with what a URI cannot have
    written as percent escapes (RFC 3987, section 3.1); where that does not help, `@target` is left out. So is it for a
    relative address: it was relative to the source, not to the TEI file.
    """
    if _URI.fullmatch(url):
        return add(parent, "ref", text, target=url, **attributes)
    escaped = quote(checked(url, parent), safe=_KEPT)
    return add(parent, "ref", text, target=escaped if _URI.fullmatch(escaped) else "", n=url, **attributes)


def address(reference: etree._Element) -> str:
    """Read the address of a `ref` as it was received."""
    return reference.get("n", reference.get("target", ""))
