"""What a reader looks at → a file of exactly that, of any size: tables, queries, documents, works, searches.

| module | what it yields |
|---|---|
| `forms` | the formats, and which of them rows can be written in |
| `sources` | a request → the statement that reads what is to be exported |
| `aligned` | rows of such a statement → aligned rows and units |
| `streaming` | a statement and a form → a response that is written while it is sent |
| `offers` | a page → the links to its exports |
| `views` | the addresses |
"""

from ezri_archive.web.exporting.offers import (
    Offer,
    PageOf,
    of_document,
    of_page,
    of_query,
    of_reading,
    of_search,
    of_statement_page,
    of_table,
)
from ezri_archive.web.exporting.sources import Source
from ezri_archive.web.exporting.streaming import answer
from ezri_archive.web.exporting.views import routes

__all__ = [
    "Offer",
    "PageOf",
    "Source",
    "answer",
    "of_document",
    "of_page",
    "of_query",
    "of_reading",
    "of_search",
    "of_statement_page",
    "of_table",
    "routes",
]
