"""What may be done with a text ⇄ `availability`: one for the edition, one more for each other kind a portion has.

A portion with rights of its own points at them by `@decls` (TEI Guidelines, 16.3, associating contextual information).
"""

from collections.abc import Sequence

from lxml import etree

from ezri_archive.records import SegmentedPortion
from ezri_archive.tei.elements import add

_STATUS = {"free": "free", "unknown": "unknown", "": "unknown"}
_PREFIX = "rights."


def add_availability(publication: etree._Element, rights: str, portions: Sequence[SegmentedPortion]) -> None:
    """Append what may be done with an edition, and with those of its portions of which something else is said."""
    _add(publication, rights, "")
    for own in sorted({portion.rights for portion in portions if portion.rights}):
        _add(publication, own, rights_id(own))


def rights_id(rights: str) -> str:
    """Name the `availability` of a kind of rights within a file: `rights.quotation-only`."""
    return f"{_PREFIX}{rights.replace(' ', '-')}"


def rights_of(pointer: str) -> str:
    """Read the rights that `@decls` points at; "" where it is empty."""
    return pointer.removeprefix("#").removeprefix(_PREFIX).replace("-", " ")


def _add(publication: etree._Element, rights: str, identifier: str) -> None:
    availability = add(publication, "availability", xml_id=identifier, status=_STATUS.get(rights, "restricted"))
    add(availability, "p", rights)
