"""A document → the files it can be taken away as: TEI, plain text, citations."""

from collections.abc import Awaitable, Callable
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from datasette import Response

from ezri_archive.web.addresses import Archive
from ezri_archive.web.reading import citations, documents

FORMS = MappingProxyType(
    {
        "xml": "application/tei+xml; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
        "bib": "application/x-bibtex; charset=utf-8",
        "ris": "application/x-research-info-systems; charset=utf-8",
        "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
    }
)
"""The form of each download, by the end of its address, as it is served."""

_TEI = "SELECT xml FROM tei WHERE document_id = :document AND kind = 'document'"
_TEXT = """
SELECT segments.portion_id, segments.text FROM segments
WHERE segments.document_id = :document AND segments.role NOT IN ('boilerplate', 'noise')
ORDER BY segments."start"
"""


async def download(archive: Archive, document: str, form: str, title: str) -> Response | None:
    """Answer with a document in one of FORMS, None where the archive has it not; `title` is the archive's."""
    body = await _MAKERS[form](archive, document, title)
    return None if body is None else _attached(body, f"{document}.{form}", FORMS[form])


async def _tei(archive: Archive, document: str, _title: str) -> str | None:
    rows = await archive.rows(_TEI, document=document)
    return str(rows[0]["xml"]) if rows else None


async def _text(archive: Archive, document: str, title: str) -> str | None:
    if await documents.cited(archive, document, title) is None:
        return None
    rows = await archive.rows(_TEXT, document=document)
    portions = ["\n".join(row["text"] for row in several) for _, several in groupby(rows, key=_portion)]
    return "".join(f"{portion}\n" for portion in "\n\n".join(portions).split("\n"))


def _portion(row: Any) -> str:
    return str(row["portion_id"])


def _citation(write: Callable[[citations.Cited], str]) -> Callable[[Archive, str, str], Awaitable[str | None]]:
    async def make(archive: Archive, document: str, title: str) -> str | None:
        cited = await documents.cited(archive, document, title)
        return None if cited is None else write(cited)

    return make


_MAKERS: MappingProxyType[str, Callable[[Archive, str, str], Awaitable[str | None]]] = MappingProxyType(
    {
        "xml": _tei,
        "txt": _text,
        "bib": _citation(citations.bibtex),
        "ris": _citation(citations.ris),
        "json": _citation(citations.csl_json),
    }
)


def _attached(body: str, name: str, content_type: str) -> Response:
    # Saved and never shown: a browser would run a script in XML that comes from a source.
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    return Response(body, headers=headers, content_type=content_type)
