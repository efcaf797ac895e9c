"""Sources that are damaged, or made to do harm: a name in the folder, how to make it, and the one thing said of it."""

import base64
import gzip
import io
import os
import socket
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handmade_msg import attachment, compound, message
from handmade_office import docx, manifest, odt, package
from handmade_pdf import pdf, stream

FORMATS = Path(__file__).parent / "data" / "formats"
HEAD = b"Subject: Letter\nFrom: Dana <dana@example.org>\n"
LINE = "The ferry leaves at nine. "


@dataclass(frozen=True)
class Hostile:
    """A source and the one thing said of it: the code and level of its notice, and the words after its name.

    `listed` is its path where that is not its name.
    """

    name: str
    make: Callable[[Path], object]
    code: str
    said: str
    level: str = "error"
    listed: str = ""

    @property
    def path(self) -> str:
        """Its path among the sources."""
        return self.listed or self.name


# --- making -------------------------------------------------------------------------------------------------


def holding(
    content: Callable[[], bytes] | Callable[[], str] | bytes | str, *, sidecar: bytes | str = ""
) -> Callable[[Path], None]:
    """Write a file, and a sidecar beside it."""

    def write(path: Path) -> None:
        made = content() if callable(content) else content
        path.write_bytes(made.encode() if isinstance(made, str) else made)
        if sidecar:
            path.with_name(f"{path.name}.toml").write_bytes(sidecar.encode() if isinstance(sidecar, str) else sidecar)

    return write


def sparse(path: Path) -> None:
    """Write a file that says it has a gigabyte."""
    with path.open("wb") as stream:
        stream.truncate(1 << 30)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    """Leave a socket behind; its path must be short."""
    before = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)
    os.chdir(before)


def leading(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name), content, method)
    return held.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    """Make an entry that says it is a link or a pipe."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    return entry


def changed(content: bytes, place: bytes, offset: int, new: bytes) -> bytes:
    """Put other bytes at an offset behind a mark."""
    start = content.index(place) + offset
    return content[:start] + new + content[start + len(new) :]


def overlapping() -> bytes:
    """Let 1,000 members share one stretch of packed bytes (after D. Fifield, "A better zip bomb", 2019)."""
    whole = zipped(("a.txt", bytes(900_000)))
    start = whole.index(b"PK\1\2")
    entry, end = whole[start : whole.index(b"PK\5\6")], whole[whole.index(b"PK\5\6") :]
    entries = b"".join(entry.replace(b"a.txt", f"{number:05}".encode()) for number in range(1_000))
    return whole[:start] + entries + end[:8] + struct.pack("<HHI", 1_000, 1_000, len(entries)) + end[16:]


def many_entries() -> bytes:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, *[0] * 15)
    listed = entry * 100_000
    return listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, len(listed), 0, 0)


def nested_zips(depth: int) -> bytes:
    content = zipped(("a.txt", LINE.encode()))
    for _ in range(depth):
        content = zipped(("in.zip", content))
    return content


def part(content: str) -> bytes:
    return package({"word/document.xml": content, "content.xml": content})


BILLION = (
    "<!DOCTYPE a ["
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    + "]><a>&b9;</a>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def looping_docx() -> bytes:
    """Let the list of parts name the text as its own notes and styles."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{kinds}/{kind}" Target="document.xml"/>'
        for n, kind in enumerate(("footnotes", "styles", "header", "comments"))
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return docx("<w:p/>", word___rels__document_xml_rels=f'<Relationships xmlns="{namespace}">{links}</Relationships>')


def misnamed() -> bytes:
    """Let a part say where it stands that its name is UTF-8, which it is not."""
    content = changed(package({"content.xml": "<a/>"}), b"PK\3\4", 6, b"\x00\x08")
    return content.replace(b"content.xml", b"conten\xd6.xml", 1)


def locked_zip() -> bytes:
    return changed(zipped(("a.txt", LINE.encode())), b"PK\1\2", 8, b"\1")


def letters_in_letters(depth: int) -> bytes:
    mail = HEAD + b"\n" + LINE.encode()
    for number in range(depth):
        boundary = b"b%d" % number
        mail = (
            HEAD + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n\n--' + boundary + b"\n\n"
            + LINE.encode() + b"\n--" + boundary
            + b'\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename="in.eml"\n\n'
            + mail + b"\n--" + boundary + b"--\n"
        )  # fmt: skip
    return mail


MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def parts_in_parts(depth: int) -> bytes:
    inner = b"".join(b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (n, n + 1) for n in range(depth))
    return HEAD + b'Content-Type: multipart/mixed; boundary="b0"\n\n' + inner + b"--b%d\n\ntext\n" % depth


def attached(name: bytes, encoding: bytes, content: bytes) -> bytes:
    disposition = b'Content-Disposition: attachment; filename="' + name + b'"\nContent-Transfer-Encoding: '
    return MIXED + b"--b\n\n" + LINE.encode() + b"\n--b\n" + disposition + encoding + b"\n\n" + content + b"\n--b--\n"


def outlook() -> bytes:
    return compound(message({"0037": "Ferries", "1000": LINE * 40}, attachments=[attachment("a.txt", LINE.encode())]))


def paper() -> bytes:
    return (FORMATS / "salt-road.he.libreoffice.pdf").read_bytes()


# --- the table ----------------------------------------------------------------------------------------------

PDF = [
    Hostile("truncated.pdf", holding(lambda: paper()[: len(paper()) // 2]), "damaged-pdf", "is damaged"),
    Hostile("encrypted.pdf", holding((FORMATS / "encrypted.pdf").read_bytes()), "encrypted", "is encrypted"),
    Hostile("pages.pdf", holding(lambda: pdf(*["BT ET"] * 10_000)), "too-many-pages", "has"),
    Hostile("count.pdf", holding(pdf("BT ET").replace(b"/Count 1 ", b"/Count 2147483647 ")), "no-text", "has no text"),
    Hostile("kids.pdf", holding(pdf("BT ET").replace(b"/Kids [8 0 R]", b"/Kids [2 0 R]")), "no-text", "has no text"),
    Hostile(
        "claims.pdf", holding(pdf("BT ET").replace(b"/Length", b"/Length 1073741824 /L")), "no-text", "has no text"
    ),
    Hostile("bomb.pdf", holding(lambda: pdf(stream(bytes(80_000_000), packed=True))), "bomb", "has"),
    Hostile("noise.pdf", holding(b"%PDF-1.7\n" + bytes(range(256)) * 400), "damaged-pdf", "is damaged"),
    Hostile("operators.pdf", holding(pdf("BT (a) /F1 Tm /F1 (b) Tf (c) [] TJ ET")), "no-text", "has no text"),
    Hostile("text.pdf", holding("Dear reader"), "not-pdf", "is not a PDF"),
]
ZIP = [
    Hostile("bomb.zip", holding(lambda: zipped(("a.txt", bytes(90_000_000)))), "zip-bomb", "“a.txt” unpacks to more"),
    Hostile("overlapping.zip", holding(overlapping), "broken-member", "“00000” cannot be unpacked"),
    Hostile("climbing.zip", holding(zipped(("../../a.txt", b"A line."))), "unsafe-name", "the name", "warning"),
    Hostile("absolute.zip", holding(zipped(("/etc/a.txt", b"A line."))), "unsafe-name", "the name", "warning"),
    Hostile("lines.zip", holding(zipped(("a\nb.txt", b"A line."))), "unsafe-name", "the name", "warning"),
    Hostile("turned.zip", holding(zipped(("gpj\u202etxt.txt", b"A line."))), "unsafe-name", "the name", "warning"),
    Hostile(
        "link.zip", holding(zipped((special("a.txt", stat.S_IFLNK), b"/etc/passwd"))), "link", "“a.txt” is a symbolic"
    ),
    Hostile("pipe.zip", holding(zipped((special("a.txt", stat.S_IFIFO), b""))), "no-file", "“a.txt” is a pipe"),
    Hostile("deep.zip", holding(lambda: nested_zips(100)), "too-deep", "is a container inside 3 others"),
    Hostile("locked.zip", holding(locked_zip), "encrypted", "“a.txt” is encrypted"),
    Hostile(
        "twins.zip",
        holding(zipped(("a.txt", b"A."), (zipfile.ZipInfo("./a.txt"), b"B."))),
        "repeated-name",
        "is not the first",
        "warning",
    ),
    Hostile("many.zip", holding(many_entries), "too-many-members", "holds more than 10,000 members"),
    Hostile("cut.zip", holding(zipped(("a.txt", b"A line."))[:-30]), "broken-zip", "is no ZIP file"),
    Hostile(
        "claims.zip",
        holding(lambda: changed(zipped(("a.txt", bytes(90_000_000))), b"PK\1\2", 20, b"\xf0\xff\xff\xff")),
        "zip-bomb",
        "“a.txt” unpacks to more",
    ),
    Hostile(
        "crc.zip",
        holding(changed(zipped(("a.txt", b"A line.")), b"PK\1\2", 16, b"abcd")),
        "broken-member",
        "“a.txt” cannot be unpacked",
    ),
    Hostile(
        "lzma.zip",
        holding(zipped(("a.txt", b"A line."), method=zipfile.ZIP_LZMA)),
        "unknown-packing",
        "“a.txt” is packed by",
    ),
    Hostile("empty.zip", holding(zipped()), "empty", "holds no file"),
    Hostile("text.zip", holding("Dear reader"), "broken-zip", "is no ZIP file"),
]
OFFICE = [
    Hostile("laughs.docx", holding(part(BILLION)), "bomb", "declares entities"),
    Hostile("outside.docx", holding(part(OUTSIDE)), "bomb", "declares entities"),
    Hostile("laughs.odt", holding(part(BILLION)), "bomb", "declares entities"),
    Hostile("outside.odt", holding(part(OUTSIDE)), "bomb", "declares entities"),
    Hostile("deep.docx", holding(lambda: part("<a>" * 100_000)), "bomb", "has"),
    Hostile("bomb.docx", holding(lambda: part(" " * 60_000_000)), "bomb", "has"),
    Hostile("bodiless.docx", holding(package({"a.xml": "<a/>"})), "damaged-package", "has no"),
    Hostile("bodiless.odt", holding(package({"a.xml": "<a/>"})), "damaged-package", "has no"),
    Hostile("looping.docx", holding(looping_docx), "empty", "has no text"),
    Hostile("cut.docx", holding(docx("<w:p/>")[:200]), "damaged-package", "is damaged, or no"),
    Hostile("locked.docx", holding(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "encrypted", "is"),
    Hostile(
        "climbing.odt",
        holding(package({"../a.xml": "x", "content.xml": "<a/>"})),
        "path-traversal",
        "has a part whose name",
    ),
    Hostile(
        "locked.odt",
        holding(
            odt(
                "",
                **{
                    "META-INF__manifest_xml": manifest(
                        "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
                    )
                },
            )
        ),
        "encrypted",
        "is",
    ),
    Hostile("names.odt", holding(misnamed), "damaged-package", "is damaged"),
    Hostile("cut.odt", holding(odt("<text:p>x</text:p>")[:-60]), "damaged-package", "is damaged, or no"),
]
MARKUP = [
    Hostile("deep.html", holding(lambda: "<div>" * 100_000 + LINE), "too-deep", "nests deeper than any page"),
    Hostile("links.html", holding(lambda: '<p><a href="https://a.example/">a</a></p>' * 1_000_000), "too-large", "has"),
    Hostile(
        "attributes.html",
        holding(lambda: "<p " + "".join(f"a{n}=b " for n in range(300_000)) + f">{LINE}"),
        "too-many-attributes",
        "has",
    ),
    Hostile("empty.html", holding("<html><body></body></html>"), "empty", "has no text"),
    Hostile("nul.html", holding(b"<p>The fer\0ry"), "nul", "has a NUL byte"),
    Hostile("laughs.xml", holding(BILLION), "bomb", "declares entities"),
    Hostile("outside.xml", holding(OUTSIDE), "bomb", "declares entities"),
    Hostile("table.xls", holding("A line."), "no-reader", "no reader for files ending in “.xls”"),
    Hostile("laughs.tei", holding(BILLION), "bomb", "declares entities"),
]
TEXT = [
    Hostile("line.txt", holding(lambda: LINE * 2_000_000), "line-too-long", "has a line of"),
    Hostile("book.txt", holding(lambda: f"{LINE * 40}\n" * 20_000), "too-large", "has a text of"),
    Hostile("nul.txt", holding(b"A line\0with NUL"), "nul", "has a NUL byte"),
    Hostile("picture.txt", holding(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "nul", "has a NUL byte"),
    Hostile("packed.md", holding(lambda: gzip.compress(os.urandom(9_000), mtime=0)), "nul", "has"),
    Hostile(
        "half.txt",
        holding(b"\xff\xfe" + "A line".encode("utf-16-le") + b"\x00\xd8" + "a".encode("utf-16-le")),
        "undecodable",
        "begins with the mark of utf-16 but is not",
    ),
    Hostile(
        "mixed.txt",
        holding("קו ראשון של הטקסט\n".encode() * 9 + "קו שני".encode("cp1255")),
        "not-utf-8",
        "is not UTF-8",
    ),
    Hostile("marks.txt", holding(b"\xef\xbb\xbf\xff\xfe" + "A line".encode("utf-16-le")), "nul", "has a NUL byte"),
    Hostile("cut.txt", holding("נמל".encode()[:-1]), "not-utf-8", "is not UTF-8"),
    Hostile("empty.txt", holding(b""), "empty", "is empty"),
    Hostile("controls.txt", holding(b"\x01\x02\x03"), "binary", "is binary"),
    Hostile("sparse.txt", sparse, "too-large", "has 1,073,741,824 bytes"),
    Hostile(
        "links.md",
        holding(lambda: "".join(f"[a](https://a.example/{n})\n\n" for n in range(1_000_000))),
        "too-large",
        "has",
    ),
]
MAIL = [
    Hostile(
        "boundaries.eml", holding(lambda: MIXED + b"\n--bx" * 200_000), "damaged-mail", "has more than 100,000 lines"
    ),
    Hostile(
        "attachments.eml",
        holding(lambda: MIXED + b"--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n" * 10_000),
        "damaged-mail",
        "has more than 1,000 parts",
    ),
    Hostile("letters.eml", holding(lambda: letters_in_letters(100)), "too-deep", "is a container inside 3 others"),
    Hostile(
        "parts.eml", holding(lambda: parts_in_parts(1_000)), "damaged-mail", "has parts in parts more than 30 deep"
    ),
    Hostile("garbage.eml", holding(attached(b"a.pdf", b"base64", b"%%%%" * 9)), "not-pdf", "is not a PDF"),
    Hostile(
        "header.eml",
        holding(lambda: b"Subject: " + b"x" * 10_000_000 + b"\n\nhello"),
        "header-too-long",
        "has a header",
    ),
    Hostile("lines.eml", holding(lambda: HEAD + b"\n" + b"a\n" * 200_000), "too-large", "has a text of 200,000 lines"),
    Hostile("text.eml", holding("no header at all\n"), "not-mail", "is no mail"),
    Hostile(
        "binary.eml",
        holding(HEAD + b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(bytes(range(9)) * 90)),
        "nul",
        "has a NUL byte",
    ),
    Hostile("cut.msg", holding(lambda: outlook()[:1_600]), "damaged-mail", "is no Outlook message"),
    Hostile(
        "claims.msg",
        holding(lambda: changed(outlook(), b"\xd0\xcf\x11\xe0", 44, b"\xff\xff\xff\x7f")),
        "damaged-mail",
        "is no Outlook message",
    ),
    Hostile("text.msg", holding("Dear reader"), "damaged-mail", "is no Outlook message"),
]
FILES = [
    Hostile("loop.txt", leading("loop.txt"), "unreadable", "cannot be opened: Too many levels of symbolic links"),
    Hostile("dangling.txt", leading("absent.txt"), "unreadable", "cannot be opened: No such file"),
    Hostile("outside.txt", leading("/etc/passwd"), "link-out", "is a link that leads out of the folder"),
    Hostile("device.txt", leading("/dev/zero"), "no-file", "is a pipe, socket or device"),
    Hostile("folder.txt", leading("."), "is-folder", "is a folder that is a link"),
    Hostile("pipe.txt", pipe, "no-file", "is a pipe, socket or device"),
    Hostile("socket.txt", listening, "no-file", "is a pipe, socket or device"),
    Hostile("new\nline.txt", holding(LINE), "unreadable", "has a name that is not UTF-8", listed=r"new\nline.txt"),
    Hostile(
        "gpj\u202etxt.txt", holding(LINE), "unreadable", "has a name that is not UTF-8", listed=r"gpj\u202etxt.txt"
    ),
    Hostile(
        os.fsdecode(b"caf\xe9.txt"),
        holding(LINE),
        "unreadable",
        "has a name that is not UTF-8",
        listed=r"caf\udce9.txt",
    ),
]
SIDECARS = [
    Hostile("toml.txt", holding(LINE, sidecar="title = "), "bad-sidecar", "not valid TOML"),
    Hostile("key.txt", holding(LINE, sidecar='titel = "A"'), "bad-sidecar", "key “titel” is not allowed"),
    Hostile("types.txt", holding(LINE, sidecar="title = [1]"), "bad-sidecar", "title = [1]; expected a text"),
    Hostile("rights.txt", holding(LINE, sidecar='rights = "mine"'), "bad-sidecar", "rights “mine” is not allowed"),
    Hostile("bytes.txt", holding(LINE, sidecar=b"title = '\xff'"), "bad-sidecar", "not valid TOML"),
    Hostile("brackets.txt", holding(LINE, sidecar="title = " + "[" * 100_000), "bad-sidecar", "not valid TOML"),
    Hostile("long.txt", holding(LINE, sidecar="#" * 2_000_000), "bad-sidecar", "has 2,000,000 bytes"),
    Hostile("day.txt", holding(LINE, sidecar='date = "next year"'), "bad-sidecar", ""),
    Hostile("bell.txt", holding(LINE, sidecar='title = "a\\u0007b"'), "no-tei", ""),
    Hostile("of.txt", holding(LINE, sidecar='version_of = "gone.txt"'), "no-such-source", "“gone.txt” is no source"),
    Hostile("alone.txt.toml", holding('title = "A"'), "lone-sidecar", "is no source but describes alone.txt"),
    Hostile(
        "members.zip",
        holding(zipped(("a.txt", b"A line.")), sidecar='[members."b.txt"]\ntitle = "B"'),
        "no-such-member",
        "[members] names “b.txt”",
    ),
]

HOSTILE = [*PDF, *ZIP, *OFFICE, *MARKUP, *TEXT, *MAIL, *FILES, *SIDECARS]
"""All of them; each is one file of a folder of sources."""
