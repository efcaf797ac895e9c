"""How an archive is shown unless somebody says otherwise: facets, labels, order, queries, settings."""

from types import MappingProxyType
from typing import Any

from ezri_archive.web.describing.descriptions import DESCRIPTIONS

FACETS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("lang", "year", "genre", "series"),
        "segments": ("lang", "role", "kind", "year"),
        "alignments": ("pair", "kind", "status", "score_band", "year"),
        "en_he": ("kind", "status", "score_band", "year"),
        "en_fa": ("kind", "status", "score_band", "year"),
        "he_fa": ("kind", "status", "score_band", "year"),
        "moved": ("score_band",),
        "units": ("languages",),
        "links": ("role", "lang", "host"),
        "works": ("languages",),
        "versions": ("relation", "status", "lang"),
        "terms": ("pair",),
        "portions": ("role", "lang"),
        "document_languages": ("lang",),
        "alignment_segments": ("lang",),
        "unit_segments": ("lang",),
        "sources": ("media_type", "encoding"),
        "notices": ("level", "code"),
        "tei": ("kind",),
    }
)
"""Columns offered as facets; each has an index."""

LABELS: MappingProxyType[str, str] = MappingProxyType(
    {"documents": "title", "works": "title", "languages": "name", "segments": "text"}
)
"""The column that stands for a row wherever another table refers to it."""

_SORT = MappingProxyType(
    {
        "documents": {"sort_desc": "published"},
        "segments": {"sort": "start"},
        "portions": {"sort": "n"},
        "units": {"sort": "n"},
        "links": {"sort": "n"},
        "alignments": {"sort": "n"},
        "terms": {"sort_desc": "count"},
    }
)
_LONG_TEXT = frozenset({"text", "norm", "source_text", "target_text", "en", "he", "fa", "xml", "evidence", "message"})
_STATISTICS = ("sqlite_stat1", "sqlite_stat4")

SETTINGS: MappingProxyType[str, int | bool] = MappingProxyType(
    {
        "suggest_facets": False,
        "facet_time_limit_ms": 1000,
        "sql_time_limit_ms": 2000,
        "default_page_size": 50,
        "allow_csv_stream": False,
        "default_cache_ttl": 300,
        "truncate_cells_html": 1000,
        "cache_size_kb": 65536,
    }
)
"""Settings for a site that has an archive, measured on one of a million segments: suggested facets alone make a
page of it twenty times slower, and a streamed CSV keeps running when its reader has gone."""

_CONCORDANCE = """
select alignments.id, pair, source_lang, source_text, target_lang, target_text, score,
  documents.title as document
from alignments join documents on documents.id = alignments.document_id
where alignments.id in (
  select alignment_id from alignment_segments where segment_id in (
    select segments.id from segments where rowid in (
      select rowid from segments_fts where segments_fts match escape_fts(:words)
    )
  )
)
order by score desc, alignments.id limit 200
"""
_SIDE_BY_SIDE = """
select units.work_id as work, units.n,
  (select group_concat(text, ' ') from unit_segments join segments on segments.id = segment_id
   where unit_id = units.id and unit_segments.lang = 'en') as en,
  (select group_concat(text, ' ') from unit_segments join segments on segments.id = segment_id
   where unit_id = units.id and unit_segments.lang = 'he') as he,
  (select group_concat(text, ' ') from unit_segments join segments on segments.id = segment_id
   where unit_id = units.id and unit_segments.lang = 'fa') as fa
from units where units.work_id = :work order by units.n
"""

QUERIES: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        "concordance": MappingProxyType(
            {
                "title": "Concordance",
                "description": "Passages that hold the words, in any language, beside their counterparts.",
                "sql": _CONCORDANCE.strip(),
            }
        ),
        "side_by_side": MappingProxyType(
            {
                "title": "Side by side",
                "description": "All units of a work (its identifier), a column for each language.",
                "sql": _SIDE_BY_SIDE.strip(),
            }
        ),
    }
)
"""Queries every archive offers, by name."""


def table_presets() -> dict[str, dict[str, Any]]:
    """Make the settings of every table, in Datasette's words (facets, label_column, sortable_columns …)."""
    shown = {table: _table(table) for table in DESCRIPTIONS}
    return {**shown, **{table: {"hidden": True} for table in _STATISTICS}}


def _table(table: str) -> dict[str, Any]:
    presets: dict[str, Any] = dict(_SORT.get(table, {}))
    presets["sortable_columns"] = [name for name in DESCRIPTIONS[table].columns if name not in _LONG_TEXT]
    if table in FACETS:
        presets["facets"] = list(FACETS[table])
    if table in LABELS:
        presets["label_column"] = LABELS[table]
    return presets
