"""The TEI vocabulary that both ways of the conversion share: names, attributes, how a value is spelt."""

import re

from lxml import etree

from ezri_archive import __version__
from ezri_archive.errors import TeiError
from ezri_archive.text import xml_illegal

NAMESPACE = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
ID = f"{{{XML}}}id"
LANG = f"{{{XML}}}lang"

EDITION, ALIGNMENT = "ezri-document", "ezri-alignment"
"""The two kinds of file, in `TEI/@type`."""

TOOL = "resp.ezri"
"""The `xml:id` of the statement that the program is responsible; no identifier of the archive can be the same."""

RELATIONS = {
    "same_text_as": "sameTextAs",
    "translation_of": "translationOf",
    "edited_translation_of": "editedTranslationOf",
    "excerpt_of": "excerptOf",
}
"""The relation of a version and its name in TEI."""

_PREFIXED = {"xml_id": ID, "xml_lang": LANG}
_RELEASE = re.compile(r"\d+(?:\.\d+){0,2}")
_NAME = re.compile(r"[^\W\d][\w.-]*")


def tag(name: str) -> str:
    """Qualify an element's name with the TEI namespace."""
    return f"{{{NAMESPACE}}}{name}"


def new_root(identifier: str, kind: str, language: str = "") -> etree._Element:
    """Make the root of a TEI file."""
    root = etree.Element(tag("TEI"), nsmap={None: NAMESPACE})
    root.set(ID, checked_name(identifier, root))
    root.set("type", kind)
    if language:
        root.set(LANG, checked(language, root))
    return root


def local(element: etree._Element) -> str:
    """Give an element's name without the TEI namespace; elements of another keep theirs."""
    return str(element.tag).removeprefix(tag(""))


def place(element: etree._Element) -> str:
    """Say where an element is: by its line when it was read, else by the identifier of what it belongs to."""
    if element.sourceline:
        return f"line {element.sourceline}"
    named = next((each for each in (element, *element.iterancestors()) if each.get(ID)), element)
    return named.get(ID) or local(named)


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """Append an element; attributes that say nothing are left out; `xml_id` and `xml_lang` are spelt with their prefix.

    Raises TeiError for what XML cannot carry.
    """
    element = etree.SubElement(parent, tag(name))
    for key, value in attributes.items():
        if value:
            element.set(_PREFIXED.get(key, key), checked(value, parent))
    if identifier := attributes.get("xml_id"):
        checked_name(identifier, parent)
    if text:
        element.text = checked(text, element)
    return element


def checked(text: str, element: etree._Element) -> str:
    """Give a text back when XML can carry it; raises TeiError that names the character and the element when not."""
    if illegal := xml_illegal(text):
        message = f"XML cannot carry the character U+{ord(illegal):04X} in “{text[:40]!a}”"
        raise TeiError(message, where=place(element))
    return text


def checked_name(name: str, element: etree._Element) -> str:
    """Give a name back when it can be an `xml:id`; raises TeiError when not."""
    if not _NAME.fullmatch(name):
        message = f"“{name}” cannot be an xml:id; expected a letter, then letters, digits, full stops and hyphens"
        raise TeiError(message, where=place(element))
    return name


def spelt(number: float) -> str:
    """Spell a probability, a whole number without a fraction."""
    return repr(number).removesuffix(".0")


def add_application(encoding: etree._Element) -> None:
    """Say which program wrote the file; `@version` has room for the three numbers of a release only."""
    release = _RELEASE.match(__version__)
    version = release.group() if release else "0"
    application = add(add(encoding, "appInfo"), "application", ident="ezri_archive", version=version)
    add(application, "label", "ezri_archive")


def add_responsibility(titles: etree._Element, what: str) -> None:
    """Say that the program is responsible for something, in a statement that `@resp` can point at."""
    statement = add(titles, "respStmt", xml_id=TOOL)
    add(statement, "resp", what)
    add(statement, "name", "ezri_archive", type="program")


def serialise(root: etree._Element) -> bytes:
    """Write a tree as UTF-8 with two spaces of indentation; the text inside `s` keeps its own white space."""
    _indent(root, "\n")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _indent(element: etree._Element, line: str) -> None:
    """Put every child on a line of its own; no element is deeper than the fixed structure of a header or a table."""
    if not len(element) or element.tag == _SEGMENT:
        return
    inner = f"{line}  "
    element.text = inner
    for child in element:
        _indent(child, inner)
        child.tail = inner
    element[-1].tail = line


_SEGMENT = tag("s")
