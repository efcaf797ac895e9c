"""JSON-LD in a page (schema.org) → the values of its article: headline, author, date, section, publisher.

Sites write it loosely: several scripts, lists, `@graph`, references by `@id`, HTML entities, control characters,
comments around it. What cannot be read says nothing.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping

LONGEST_SCRIPT = 1_000_000
"""The longest script that is read, in characters."""

_ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|Essay|CreativeWork|Review|Book|Chapter|Thesis)$")
_PAGE = re.compile(r"\w*Page$")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_MOST_NODES = 20_000

Node = Mapping[str, object]


def linked_data(scripts: Iterable[str]) -> dict[str, str]:
    """Read scripts of type application/ld+json: title, author, date, genre, publisher, url, language where said."""
    nodes = [node for script in scripts for node in _nodes(script)]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    articles = [node for node in nodes if _is_a(node, _ARTICLE)] or [node for node in nodes if _is_a(node, _PAGE)]
    found: dict[str, str] = {}
    for node in articles[:1]:
        found = {
            "title": _text(node.get("headline") or node.get("name")),
            "author": ", ".join(dict.fromkeys(_names(node.get("author") or node.get("creator"), by_id))),
            "date": _text(node.get("datePublished") or node.get("dateCreated")),
            "genre": next(iter(_names(node.get("articleSection") or node.get("genre"), by_id)), ""),
            "publisher": next(iter(_names(node.get("publisher"), by_id)), ""),
            "url": _address(node),
            "language": next(iter(_names(node.get("inLanguage"), by_id)), ""),
        }
    return {key: value for key, value in found.items() if value}


def _nodes(script: str) -> Iterator[Node]:
    """List the objects of a script in order, those inside others after them."""
    if len(script) > LONGEST_SCRIPT:
        return
    try:
        loaded = json.loads(_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):  # not JSON, a number too long, nested too deep
        return
    waiting = [loaded]
    for value in waiting:  # grows while it is read: no recursion
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [entry for entry in inner if isinstance(entry, (dict, list))][: _MOST_NODES - len(waiting)]


def _is_a(node: Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(kind.match(str(entry)) for entry in (types if isinstance(types, list) else [types]))


def _names(value: object, by_id: Mapping[str, Node]) -> Iterator[str]:
    """Read the names of persons, organisations, sections: texts, objects with a name, references, lists of these."""
    for entry in value if isinstance(value, list) else [value]:
        node = by_id.get(str(entry.get("@id")), entry) if isinstance(entry, dict) else entry
        name = node.get("name") or node.get("alternateName") if isinstance(node, dict) else node
        for text in name if isinstance(name, list) else [name]:
            if found := _text(text):
                yield found


def _text(value: object) -> str:
    """Give a text; entities in it decoded, for many write HTML; "" for what is none."""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _address(node: Node) -> str:
    page = node.get("mainEntityOfPage") or node.get("url")
    address = _text(page.get("@id") if isinstance(page, dict) else page)
    return address if address.startswith(("http://", "https://")) else ""
