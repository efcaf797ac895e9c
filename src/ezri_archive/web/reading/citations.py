"""What is known of a document → its citation: plain, BibTeX, CSL-JSON, RIS.

Names stand as the document writes them: nobody says which word of a Hebrew or Persian name is the family's, so none of
the forms is told one.
"""

import json
import re
from dataclasses import dataclass
from types import MappingProxyType

from ezri_archive import languages

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_KEY = re.compile(r"[\s\x00-\x1f\x7f\"#%'(),={}\\~]")
_BIBTEX = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_URL_BIBTEX = MappingProxyType({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})
_ENDS = (".", "!", "?", "؟", "…")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says; an empty string says nothing. `published` is ISO 8601, `written` in its own calendar."""

    identifier: str
    title: str = ""
    author: str = ""
    series: str = ""
    issue: str = ""
    publisher: str = ""
    published: str = ""
    written: str = ""
    url: str = ""
    language: str = ""
    archive: str = ""


def plain(cited: Cited) -> str:
    """Write a citation as one line of text."""
    series = " ".join(filter(None, (cited.series, cited.issue)))
    held = ", ".join(filter(None, (cited.archive, cited.identifier)))
    imprint = ", ".join(filter(None, (cited.publisher, _date(cited))))
    parts = (cited.author, f"“{cited.title or cited.identifier}”", series, imprint, cited.url, held)
    return " ".join(_sentence(part) for part in map(_one_line, parts) if part)


def bibtex(cited: Cited) -> str:
    """Write a BibTeX entry, in Unicode (biber, BibTeX 0.99d with UTF-8).

    What TeX would obey in a value is escaped; a name in double braces is one name, whatever words are in it.
    """
    kind, _, _ = _kind(cited)
    fields = {
        "author": f"{{{_tex(cited.author)}}}" if cited.author else "",
        "title": f"{{{_tex(cited.title or cited.identifier)}}}",
        "journal": _tex(cited.series),
        "number": _tex(cited.issue),
        "publisher": _tex(cited.publisher),
        "year": cited.published[:4],
        "month": cited.published[5:7].lstrip("0"),
        "date": cited.published,
        "url": _tex_url(cited.url),
        "langid": languages.language(cited.language).name.lower() if cited.language else "",
        "note": _tex(_note(cited)),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{_NOT_IN_KEY.sub('-', cited.identifier)},\n{body}}}\n"


def csl_json(cited: Cited) -> str:
    """Write the citation as a CSL-JSON list of one item (https://citeproc-js.readthedocs.io/en/latest/csl-json)."""
    _, kind, _ = _kind(cited)
    numbers = [int(number) for number in cited.published.split("-") if number.isdecimal()]
    item = {
        "id": cited.identifier,
        "type": kind,
        "title": cited.title or cited.identifier,
        "author": [{"literal": cited.author}] if cited.author else [],
        "container-title": cited.series,
        "issue": cited.issue,
        "publisher": cited.publisher,
        "issued": {"date-parts": [numbers]} if numbers else {},
        "URL": cited.url,
        "language": cited.language,
        "archive": cited.archive,
        "archive_location": cited.identifier if cited.archive else "",
        "note": cited.written,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def ris(cited: Cited) -> str:
    """Write an RIS record; every value is one line, so that none can begin a tag of its own."""
    _, _, kind = _kind(cited)
    lines = (
        ("TY", kind),
        ("ID", cited.identifier),
        ("AU", cited.author),
        ("TI", cited.title or cited.identifier),
        ("T2", cited.series),
        ("IS", cited.issue),
        ("PB", cited.publisher),
        ("PY", cited.published[:4]),
        ("DA", _ris_date(cited.published)),
        ("LA", cited.language),
        ("UR", cited.url),
        ("DB", cited.archive),
        ("N1", cited.written),
    )
    written = "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines if value)
    return f"{written}ER  - \r\n"


def _kind(cited: Cited) -> tuple[str, str, str]:
    """Name the kind of a document in BibTeX, CSL and RIS."""
    if cited.series:
        return "article", "article-journal", "JOUR"
    return ("misc", "webpage", "ELEC") if cited.url else ("misc", "document", "GEN")


def _date(cited: Cited) -> str:
    return f"{cited.written} ({cited.published})" if cited.written and cited.published else cited.published


def _note(cited: Cited) -> str:
    held = ", ".join(filter(None, (cited.archive, cited.identifier if cited.archive else "")))
    return "; ".join(filter(None, (cited.written, held)))


def _sentence(part: str) -> str:
    ended = part.removesuffix("”")
    return part if ended.endswith(_ENDS) else f"{part}."


def _ris_date(published: str) -> str:
    year, month, day = [*published.split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/" if year else ""


def _one_line(value: str) -> str:
    return _CONTROL.sub("", _SPACE.sub(" ", value)).strip()


def _tex(value: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in _one_line(value))


def _tex_url(value: str) -> str:
    return "".join(_URL_BIBTEX.get(character, character) for character in _one_line(value))
