"""TEI's schema tei_all → a part of it that lxml loads in a tenth of a second; and jing for the whole.

libxml2 needs some twenty seconds to load tei_all (https://github.com/TEIC/TEI/issues/655), most of them for elements
an archive never writes. Pruning takes alternatives away and adds none, so that what is valid against the part is valid
against the whole. What it keeps are the elements named here: one that the archive writes anew is added to the list, and
`python tests/tei_schema.py` writes the part that the program carries.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree

CACHE = Path(__file__).parent.parent / ".cache" / "tei"
SCHEMA = CACHE / "schemas" / "tei_all.rng"
KEPT = frozenset({
    "TEI", "teiHeader", "text", "body", "div", "standOff",
    "fileDesc", "titleStmt", "title", "author", "respStmt", "resp", "name",
    "publicationStmt", "authority", "availability", "notesStmt", "note", "sourceDesc",
    "bibl", "publisher", "date", "biblScope", "extent", "measure", "ref", "idno", "relatedItem", "textLang",
    "encodingDesc", "appInfo", "application", "label", "editorialDecl", "normalization", "segmentation",
    "interpretation", "p", "refsDecl", "citeStructure", "listPrefixDef", "prefixDef", "classDecl", "taxonomy",
    "category", "catDesc", "profileDesc", "calendarDesc", "calendar", "langUsage", "language", "textClass",
    "keywords", "term", "listBibl", "listRelation", "relation", "linkGrp", "ptr",
    "head", "ab", "quote", "list", "item", "table", "row", "cell", "figure", "certainty", "s", "hi", "foreign",
    "desc",
})  # fmt: skip
"""The archive writes no `desc`, but without it libxml2 does not come to an end compiling `listPrefixDef`."""

_NAMESPACE = "http://relaxng.org/ns/structure/1.0"
_RELAX_NG = f"{{{_NAMESPACE}}}"


def pruned_schema() -> etree.RelaxNG:
    """Load the pruned tei_all that the program carries."""
    return etree.RelaxNG(etree.fromstring((resources.files("ezri_archive.tei") / "schema.rng").read_bytes()))


def prune(schema: bytes, kept: frozenset[str]) -> bytes:
    """Take every element that is not in `kept` out of a RELAX NG grammar, and whatever needs one that is out."""
    grammar = etree.fromstring(schema, etree.XMLParser(remove_comments=True, remove_blank_text=True))
    for foreign in [node for node in grammar.iter("{*}*") if not _name(node)]:
        _remove(foreign)
    defines = {define.get("name", ""): define for define in grammar.iterfind(f"{_RELAX_NG}define")}
    out = {name for name, define in defines.items() if _defines_another(define, kept)}
    while out & defines.keys():
        for name in out & defines.keys():
            _remove(defines.pop(name))
        out |= {name for name, define in defines.items() if _is_impossible(define, out)}
    _is_impossible(grammar[-1], out)
    return etree.tostring(grammar)


def _name(node: etree._Element) -> str:
    """Give the name of a RELAX NG element; "" for an annotation."""
    name = etree.QName(node)
    return name.localname if name.namespace == _NAMESPACE else ""


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _defines_another(define: etree._Element, kept: frozenset[str]) -> bool:
    return any(element.get("name") not in kept for element in define.iterfind(f"{_RELAX_NG}element"))


def _is_impossible(pattern: etree._Element, out: set[str]) -> bool:
    """Simplify a pattern from the inside (RELAX NG 4.20 and 4.21); say whether nothing is left that could match."""
    if _name(pattern) == "ref":
        return pattern.get("name") in out
    impossible = [child for child in pattern if _is_impossible(child, out)]
    if _name(pattern) == "choice":
        pattern[:] = [child for child in pattern if child not in impossible]
        return len(pattern) == 0
    if _name(pattern) in {"optional", "zeroOrMore"} and impossible:
        pattern.tag = f"{_RELAX_NG}empty"
        pattern[:] = []
        return False
    # libxml2 takes a group with an empty in it for something else
    for child in pattern.findall(f"{_RELAX_NG}empty")[: len(pattern) - 1]:
        pattern.remove(child)
    return bool(impossible)


def jing_messages(files: Sequence[Path]) -> str:
    """Validate files against the whole of tei_all with jing, in one process; "" when all are valid."""
    if not shutil.which("java"):
        pytest.skip("jing needs Java, which is not installed")
    jing = Path(sys.executable).parent / "pyjing"
    done = subprocess.run([jing, SCHEMA, *files], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


if __name__ == "__main__":
    LICENCE = (
        "<!-- The part of tei_all (TEI P5 4.3.0) that an archive writes."
        " The TEI schemas are © the TEI Consortium and dual-licensed: CC BY 3.0 and BSD-2-Clause. -->\n"
    )
    pruned = prune(SCHEMA.read_bytes(), KEPT).decode().replace("<define ", "\n<define ")
    (Path(__file__).parent.parent / "src" / "ezri_archive" / "tei" / "schema.rng").write_text(f"{LICENCE}{pruned}\n")
