"""PDFs written by hand for the tests: pages of words at places, and files that no producer would write."""

import zlib
from collections.abc import Iterable, Sequence

CODES = 'אבגדהוזחטיכלמנסעפצקרשת()12, ABCabc"-.\u05b8سلامﻻکیه\xad'
"""The characters of font F4, from code 0x21; the code after the last has no meaning, as that of a kashida."""

KASHIDA = "\uffff"


def words(text: str, x: float, y: float, *, size: float = 10, font: str = "F1") -> str:
    """Draw a text from a place to the right."""
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{_codes(text, font).hex()}> Tj ET\n"


def lines(texts: Iterable[str], *, x: float = 50, y: float = 700, step: float = 12, size: float = 10) -> str:
    """Draw lines below one another."""
    return "".join(words(text, x, y - step * number, size=size) for number, text in enumerate(texts))


def _codes(text: str, font: str) -> bytes:
    if font != "F4":
        return text.encode("latin-1")
    return bytes(0x21 + (len(CODES) if char == KASHIDA else CODES.index(char)) for char in text)


def pdf(
    *pages: str | bytes, annotations: str = "", objects: Sequence[bytes] = (), fonts: str = "", resources: str = ""
) -> bytes:
    """Write a PDF of pages; `objects` follow those of the pages and fonts, from number 7 + 2 for each page."""
    kids = " ".join(f"{8 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>".encode() for name in ("Helvetica", "Helvetica-Bold")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Own /FirstChar 0 /LastChar 255 /Widths ["
        + b"500 " * 256
        + b"] /ToUnicode 6 0 R /FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+Own /Flags 4 "
        b"/FontBBox [0 0 1000 1000] >> >>",
        stream(_to_unicode()),
        b"<< /Title (Untitled) >>",
    ]
    for number, page in enumerate(pages):
        content = page if isinstance(page, bytes) else stream(page.encode("latin-1"))
        bodies += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Contents {9 + 2 * number} 0 R {annotations} "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F4 5 0 R {fonts} >> {resources} >> >>".encode(),
            content,
        ]
    return assemble([*bodies, *objects])


def stream(content: bytes, *, packed: bool = False, more: str = "") -> bytes:
    """Write a stream object, packed or not."""
    data = zlib.compress(content, 9) if packed else content
    kind = "/Filter /FlateDecode" if packed else ""
    return f"<< /Length {len(data)} {kind} {more} >>\nstream\n".encode() + data + b"\nendstream"


def assemble(bodies: Sequence[bytes]) -> bytes:
    """Write objects with their numbers, and the table that finds them."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, body in enumerate(bodies, 1):
        places.append(sum(map(len, parts)) if number < 2 else places[-1] + len(parts[-1]))
        parts.append(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = places[-1] + len(parts[-1])
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(bodies) + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{start}\n%%EOF"
    parts.append(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{trailer}".encode())
    return b"".join(parts)


def _to_unicode() -> bytes:
    rows = "\n".join(f"<{0x21 + place:02x}> <{ord(char):04x}>" for place, char in enumerate(CODES))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(CODES)} beginbfchar\n"
        f"{rows}\nendbfchar endcmap end end"
    ).encode()
