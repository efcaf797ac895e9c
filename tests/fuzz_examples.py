"""What cases are made from: examples of everything that is fuzzed, and the tokens it is sensitive to."""

import hashlib
import tempfile
from functools import cache
from pathlib import Path

from aligned_rows import rows
from ezri_archive.exports import save, save_zip, write_intertext, write_tmx, write_xces
from ezri_archive.pipeline import edition_of
from ezri_archive.records import MEDIA_TYPES, Sidecar, Source
from ezri_archive.tei import write_edition
from handmade_msg import attachment, compound, message
from handmade_office import docx, notes, odt, package, paragraph
from handmade_pdf import lines, pdf

DATA = Path(__file__).parent / "data"
SAMPLES = Path(__file__).parent.parent / "sources"
LETTER = "Dear friends, the ferry leaves at nine.\n\nידידים יקרים, המעבורת יוצאת בתשע.\n\nقایق ساعت نه حرکت می‌کند."


def source_of(path: str, content: bytes, sidecar: Sidecar | None = None) -> Source:
    """Make a source of the format its path says."""
    media_type = MEDIA_TYPES[Path(path).suffix]
    return Source(path, hashlib.sha256(content).hexdigest(), media_type, content, sidecar or Sidecar())


HEAD = b"Subject: =?utf-8?b?16nXnNeV150=?=\nFrom: Dana <dana@example.org>\nDate: Tue, 5 May 2020 10:00:00 +0300\n"


@cache
def texts() -> list[bytes]:
    """Give plain and Markdown texts."""
    return [path.read_bytes() for path in sorted(SAMPLES.glob("*.*")) if path.suffix in {".md", ".txt"}]


@cache
def pages() -> list[bytes]:
    """Give saved pages."""
    return [path.read_bytes() for path in sorted((DATA / "html").glob("*.html"))]


@cache
def pdfs() -> list[bytes]:
    """Give PDFs."""
    made = pdf(lines(["The ferry leaves at nine.", "Come early (please)."]), lines(["Second page."]))
    return [made, *(path.read_bytes() for path in sorted((DATA / "formats").glob("*.pdf")))]


@cache
def docx_files() -> list[bytes]:
    """Give DOCX."""
    body = paragraph("A heading", "berschrift2") + paragraph("The ferry.", run="<w:b/>") + paragraph("נמל")
    table = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    made = docx(body + table, word__footnotes_xml=notes(paragraph("A note.")))
    return [made, *(path.read_bytes() for path in sorted((DATA / "formats").glob("*.docx")))]


@cache
def odt_files() -> list[bytes]:
    """Give ODT."""
    body = '<text:h text:outline-level="1">Ferries</text:h><text:p>The <text:span>f</text:span><text:s/> left.</text:p>'
    listed = "<text:list><text:list-item><text:p>نمک</text:p></text:list-item></text:list>"
    return [odt(body + listed), *(path.read_bytes() for path in sorted((DATA / "formats").glob("*.odt")))]


@cache
def mails() -> list[bytes]:
    """Give mail."""
    html = b"Content-Type: text/html; charset=windows-1255\nContent-Transfer-Encoding: quoted-printable\n\n"
    quoted = b"Hello,\n\nThe ferry leaves at nine.\n\nOn Monday Noa wrote:\n> When?\n> --\n> Noa\n\n-- \nDana\n"
    parts = b"--b\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n" + quoted + b"\n--b\n" + html
    more = b"--b\nContent-Disposition: attachment; filename*=utf-8''%D7%A0.txt\n\nA line.\n--b--\n"
    whole = HEAD + b"Content-Type: multipart/alternative; boundary=b\n\n" + parts + b"<p>=F9=EC=E5=ED</p>\n" + more
    return [HEAD + b"\n" + quoted, whole]


@cache
def outlook() -> list[bytes]:
    """Give Outlook messages."""
    storage = message(
        {"0037": "Ferries", "1000": "The ferry leaves at nine.\n\nשלום.\n" * 9, "0C1A": "Dana"},
        attachments=[attachment("a.txt", b"A line.")],
    )
    return [compound(storage), compound(message({"0037": b"Ferries", "1000": b"The ferry."}))]


@cache
def tei_files() -> list[bytes]:
    """Give TEI, ours and another's."""
    made = [write_edition(edition_of(source_of(f"{n}.md", text), f"d{n}")) for n, text in enumerate(texts()) if text]
    header = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"
    body = '<div><head>H</head><p xml:id="p1">A <hi rend="bold">b</hi><lb/>c <note>d</note></p><lg><l>e</l></lg></div>'
    other = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{header}<text xml:lang="en"><body>{body}</body></text></TEI>'
    return [other.encode(), *made]


@cache
def zips() -> list[bytes]:
    """Give ZIP files."""
    inner = package({"in.txt": "An inner line."})
    return [package({"a.txt": LETTER, "נמל/b.md": "# A\n\nb", "c.zip": inner, "a.txt.toml": 'title = "A"'})]


@cache
def sidecars() -> list[bytes]:
    """Give sidecars and settings of an archive."""
    whole = """title = "A"\nauthor = "Noa"\ndate = 2020-05-01\nurl = "https://a.example/"\nrights = "free"
language = "he"\nrelation = "translation_of"\nversion_of = "b.txt"\n\n[[blocks]]\nlines = "1-3"\nrole = "letter"
language = "fa"\n\n[members."first.txt"]\ntitle = "First"\n"""
    settings = 'title = "Papers"\npublisher = "P"\nlicence = "L"\nrights = "free"\nlanguages = ["en", "he", "fa"]\n'
    return [whole.encode(), settings.encode(), *(path.read_bytes() for path in sorted(SAMPLES.glob("*.toml")))]


@cache
def decisions() -> list[bytes]:
    """Give decisions.jsonl."""
    line = (
        '{"status": "corrected", "source_ids": ["a.en.1"], "target_ids": ["a.he.1", "a.he.2"], "source_texts": ["A."],'
        ' "target_texts": ["א.", "ב."], "person": "Dana", "date": "2026-03-20", "origin": "omegat"}\n'
    )
    return [line.encode(), line.replace("corrected", "rejected").encode() * 2, (line * 3).encode("utf-8-sig")]


@cache
def returned(form: str) -> list[bytes]:
    """Give what our own exports write: tmx, xces or intertext."""
    held = rows("1-1", "1-2", "2-1", "0-1")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "file"
        if form == "tmx":
            save(path, write_tmx(held, "en"))
        else:
            write = write_xces if form == "xces" else write_intertext
            save_zip(path, write(held, "en", "he"))
        return [path.read_bytes()]


@cache
def units() -> list[bytes]:
    """Give TEI of units."""
    pointers = "".join(f'<ptr type="tuv" targetLang="{code}" target="#a.{code}.1"/>' for code in ("en", "he", "fa"))
    groups = f'<linkGrp type="tu" subtype="confirmed">{pointers}</linkGrp>' * 3
    return [f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff>{groups}</standOff></TEI>'.encode()]


WORDS = (
    "שָׁלוֹם ד\"ר צה״ל ג׳ורג׳ ''\u200f װ ײַ ﬡ", "می‌خواهم ئ ۀ ة ﷲ ﻼ خانهٔ ۱۳۹۷ كي",
    "İSTANBUL ßŒﬁ café ʿayn x²½ Ⅻ Ǆ ŉ ẞ", "a\u0345b \u0130",
    "Ω\u0313\u0345 ᾳ ͅ가 ㎏ № \u1e9b\u0323 \ud7ff\ufdfa \U0001d400 \U0001f600\u200d",
)  # fmt: skip
MARKS = tuple(
    mark.encode()
    for mark in "\u200c\u200e\u202e\u00ad\ufeff\u0301\u05bc\u064b\u0640\u2028\u0085\u00a0\u1e9e\ufdfa\U0001d7d8"
)
URLS = (
    "https://user:pw@WWW.Example.COM:443/a/../b/./c%7e?utm_source=x&q=%d7%a9&b#frag",
    "see (http://بندر.example/راه‌ها?x=[1]), www.נמל.example/a_(b). http://[::1]:80/ mailto:a@b.example",
    "//host/p?q http:///x http://xn--4dbcagdahymbxekheh6e0a7fei0b.example/%E2%80%8F javascript:alert(1) a:b:c",
)
URL_TOKENS = (
    b"%", b"%2e", b"%2E%2e/", b"%00", b"%ff", b"%E2%80%8F", b"://", b"//", b"?", b"#", b"&", b"@", b":", b"[", b"]",
    b"xn--", b"www.", b"utm_x=1&", b"/../", b"/./", b"\\", b"\t", b"http://", "\u3002".encode(), "ß".encode(),
    "İ".encode(), "\u200c".encode(), "\u202e".encode(), "ſ".encode(), "℀".encode(), b".",
)  # fmt: skip
MARKDOWN = (
    b"*", b"**", b"_", b"[", b"](", b")", b"<", b">", b"\\", b"&amp;", b"&#1513;", b"&#0;", b"`", b"# ", b"- ",
    b"1. ", b"> ", b"| a | b |\n", b"---\n", b"\n\n", b"\r\n", b"\r", b"  \n", b"\t", b"<sup>", b"</b>", b"![",
    b"\xef\xbb\xbf", b"https://a.example/", b"[^1]", b"date: 1399/12/30\n", b"title: ", b"\x00", b"\x0b", b"\x85",
    b"\xf9\xec\xe5\xed", *MARKS,
)  # fmt: skip
HTML = (
    b"<p>", b"</p>", b"<div>", b"</div>", b"<table>", b"<tr><td>", b"<li>", b"<ul>", b"<br>", b"<a href='", b"'>",
    b"&nbsp;", b"&#x202e;", b"&#0;", b"&#xD800;", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<svg>",
    b"<math>", b"<template>", b"<base href='http://[::1'>", b"<meta charset=utf-7>", b"<meta charset=iso-8859-8>",
    b"<html lang='he'>",
    b'<script type="application/ld+json">{"@graph":[{"@type":["Article"],"datePublished":1e999}]}</script>', b"<h1>",
    b"<body>", b"</body>", b"<head>", b"<title>", b"<span dir=rtl>", b"<sup>", b"<blockquote>", b"<pre>\n", *MARKS,
)  # fmt: skip
XML = (
    b"<a>", b"</a>", b"<!-- -->", b"<?x?>", b"<![CDATA[]]>", b"&amp;", b"&#x1;", b"&x;", b"<!DOCTYPE a []>",
    b"xmlns='u'", b"'", b'"', b"<", b">", b"/>", b"<w:p>", b"</w:p>", b"<w:r><w:t>", b"<w:tbl>",
    b'<w:hyperlink r:id="rId1">', b"<w:del>", b'<w:fldChar w:fldCharType="begin"/>', b"<text:p>", b"</text:p>",
    b"<text:s text:c='9'/>", b"<text:tracked-changes>", b"<table:table-cell table:number-columns-repeated='9'>",
    b'xml:lang=""', b'xml:id="1"', b"<s>", b"<lb/>", b"<note>", b"<div>", b"</div>", b'target="#"', b"<tuv>",
    b"<seg>", b'xtargets=";"', b"<link/>", *MARKS,
)  # fmt: skip
PDF = (
    b"BT ", b" ET", b" Tj", b" TJ", b" Tm", b" Tf", b" cm", b" q", b" Q", b" Do", b"/F1 12", b"(", b")", b"[", b"]",
    b"<<", b">>", b"<", b">", b"/", b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref",
    b" 0 R", b"1 0 R", b"2 0 R", b"8 0 R", b"/Kids", b"/Parent", b"/Contents", b"/FlateDecode", b"/LZWDecode",
    b"/ASCII85Decode", b"/Predictor 15", b"/DecodeParms", b"/ToUnicode", b"/Encoding", b"/Identity-H", b"/Annots",
    b"/URI", b"/Rotate 90", b"-1", b"null", b"beginbfchar", b"<0041> <D800>", b"beginbfrange", b"BI ID EI",
    b"/MediaBox", b"/Type0", b"/Type3", b"/Widths",
)  # fmt: skip
MAIL = (
    b"\n\n", b"\r\n", b"\n", b"--b\n", b"--b--\n", b"Content-Type: ", b"multipart/mixed; boundary=b",
    b"message/rfc822", b"text/html", b"charset=", b"utf-7", b"iso-8859-8-i", b"unicode", b"base64",
    b"quoted-printable", b"Content-Transfer-Encoding: ", b"uuencode", b"=?utf-8?b?", b"=?x?q?", b"?=", b"=\n", b"=FF",
    b"> ", b"-- \n", b"From ", b"On x wrote:\n", b"filename*0*=", b'"', b";", b"\x00", b"Date: 31 Feb 99999 99:99",
    b"format=flowed; delsp=yes", b"From: <", b"References: <a@b>\n", b"(", b"\\", b"\xff",
)  # fmt: skip
TOML = (
    b"\n", b"=", b'"', b"'''", b"[", b"]", b"[[blocks]]\n", b"[members]\n", b"lines = ", b'"9-1"', b"role = ", b"inf",
    b"nan", b"-1", b"2020-02-30", b"10:00:00", b"true", b"0x10", b"\\u0007", b"\\ud800", b"#", b".", b"\xef\xbb\xbf",
    b"date = ", b"languages = []\n", b"title = ", *MARKS,
)  # fmt: skip
JSON = (
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"1e999", b"NaN", b"\\ud800", b"\\u0000", b"\n",
    b"\r", b"{}", b"[]", b'"status": "confirmed"', b'"a"', b"-0", b"\x00", b"\xff", *MARKS,
)  # fmt: skip
