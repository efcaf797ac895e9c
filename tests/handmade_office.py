"""DOCX and ODT packages written by hand for the tests."""

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MORE = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="urn:other"'
)
_OFFICE = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "manifest": "manifest",
    }.items()
)
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

STYLES = """
<w:style w:styleId="Base"><w:name w:val="Normal"/></w:style>
<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Base"/></w:style>
<w:style w:styleId="Own"><w:name w:val="My Chapter"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:styleId="Deep"><w:name w:val="Deep"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:styleId="Cite"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="Legend"><w:name w:val="caption"/></w:style>
<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="Bullets"><w:name w:val="List Bullet"/></w:style>
<w:style w:styleId="Loud" w:type="character"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
"""


def package(parts: dict[str, str | bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write parts into a ZIP."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def docx(body: str, **more: str | bytes) -> bytes:
    """Write a DOCX with a body; `more` are further parts by name, `__` for `/` and `_` for `.`."""
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {_W} {_R} {_MORE}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{STYLES}</w:styles>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_HYPERLINK}" '
        'Target="https://a.example/" TargetMode="External"/></Relationships>',
    }
    return package(parts | {name.replace("__", "/").replace("_", "."): content for name, content in more.items()})


def notes(inside: str, kind: str = "footnote") -> str:
    """Write the part that holds foot- or endnotes."""
    return f"<w:{kind}s {_W} {_R}>{inside}</w:{kind}s>"


def odt(body: str, *, styles: str = "", **more: str | bytes) -> bytes:
    """Write an ODT with a body and automatic styles; `more` as for `docx`."""
    content = (
        f'<office:document-content {_OFFICE} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package(
        {"content.xml": content} | {name.replace("__", "/").replace("_", "."): part for name, part in more.items()}
    )


def manifest(inside: str) -> str:
    """Write the list of parts of an OpenDocument package."""
    return f"<manifest:manifest {_OFFICE}>{inside}</manifest:manifest>"


def paragraph(text: str, style: str = "", *, run: str = "", more: str = "") -> str:
    """Write a paragraph of a DOCX with one run."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
