"""The schema of archive.db, as SQL for people: tables, indexes, views.

Every foreign key is declared here and has an index that begins with it. The two-column indexes are there for
facets: one filtered by `pair` or `lang` takes twenty times longer when SQLite must choose between two single
columns. Views are projections, never joins, so that filtering one costs what filtering its table costs; `compared`
joins one small table, by its keys.
"""

import re

FORMAT = 1
"""The number of this schema, kept as `PRAGMA user_version`; it changes when a table or column does."""

SCHEMA = """
CREATE TABLE languages (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    native_name TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('ltr', 'rtl'))
);

CREATE TABLE sources (
    path TEXT PRIMARY KEY NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT,
    encoding TEXT,
    encoding_confidence REAL,
    bytes INTEGER NOT NULL,
    sidecar_sha256 TEXT
);

CREATE TABLE works (
    id TEXT PRIMARY KEY NOT NULL,
    title TEXT,
    languages TEXT NOT NULL,
    documents INTEGER NOT NULL
);

CREATE TABLE documents (
    id TEXT PRIMARY KEY NOT NULL,
    source_path TEXT NOT NULL REFERENCES sources (path),
    work_id TEXT REFERENCES works (id),
    title TEXT,
    lang TEXT REFERENCES languages (code),
    genre TEXT,
    series TEXT,
    issue TEXT,
    published TEXT,
    published_precision TEXT,
    calendar_date TEXT,
    year INTEGER,
    publisher TEXT,
    author TEXT,
    url TEXT,
    rights TEXT NOT NULL,
    segments INTEGER NOT NULL,
    words INTEGER NOT NULL
);

CREATE TABLE document_languages (
    document_id TEXT NOT NULL REFERENCES documents (id),
    lang TEXT NOT NULL REFERENCES languages (code),
    segments INTEGER NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (document_id, lang)
);

CREATE TABLE portions (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id),
    n INTEGER NOT NULL,
    role TEXT NOT NULL,
    lang TEXT REFERENCES languages (code),
    rule TEXT NOT NULL,
    lang_rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    rights TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    segments INTEGER NOT NULL
);

CREATE TABLE segments (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id),
    portion_id TEXT NOT NULL REFERENCES portions (id),
    n INTEGER NOT NULL,
    lang TEXT NOT NULL REFERENCES languages (code),
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    norm TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    year INTEGER
);

CREATE TABLE links (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id),
    n INTEGER NOT NULL,
    portion_id TEXT REFERENCES portions (id),
    segment_id TEXT REFERENCES segments (id),
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    display_url TEXT NOT NULL,
    host TEXT,
    label TEXT,
    role TEXT NOT NULL,
    lang TEXT REFERENCES languages (code),
    target_document_id TEXT REFERENCES documents (id),
    published TEXT,
    published_precision TEXT,
    calendar_date TEXT
);

CREATE TABLE versions (
    id TEXT PRIMARY KEY NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    document_id TEXT NOT NULL REFERENCES documents (id),
    of_document_id TEXT REFERENCES documents (id),
    of_url TEXT,
    relation TEXT NOT NULL,
    derived_end TEXT NOT NULL CHECK (derived_end IN ('document', 'other', '')),
    lang TEXT REFERENCES languages (code),
    evidence TEXT NOT NULL,
    confidence REAL NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('held', 'elsewhere', 'suggested')),
    CHECK (of_document_id IS NOT NULL OR of_url IS NOT NULL)
);

CREATE TABLE alignments (
    id TEXT PRIMARY KEY NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    document_id TEXT NOT NULL REFERENCES documents (id),
    target_document_id TEXT NOT NULL REFERENCES documents (id),
    n INTEGER NOT NULL,
    pair TEXT NOT NULL,
    source_lang TEXT NOT NULL REFERENCES languages (code),
    target_lang TEXT NOT NULL REFERENCES languages (code),
    source_text TEXT NOT NULL,
    target_text TEXT NOT NULL,
    kind TEXT NOT NULL,
    score REAL NOT NULL,
    score_band TEXT NOT NULL,
    method TEXT NOT NULL,
    status TEXT NOT NULL,
    evidence TEXT,
    year INTEGER,
    decided_by TEXT,
    decided_on TEXT
);

CREATE TABLE alignment_segments (
    alignment_id TEXT NOT NULL REFERENCES alignments (id),
    segment_id TEXT NOT NULL REFERENCES segments (id),
    lang TEXT NOT NULL REFERENCES languages (code),
    n INTEGER NOT NULL,
    PRIMARY KEY (alignment_id, segment_id)
);

CREATE TABLE moved (
    alignment_id TEXT NOT NULL REFERENCES alignments (id),
    target_alignment_id TEXT NOT NULL REFERENCES alignments (id),
    score REAL NOT NULL,
    score_band TEXT NOT NULL,
    evidence TEXT,
    PRIMARY KEY (alignment_id, target_alignment_id)
);

CREATE TABLE units (
    id TEXT PRIMARY KEY NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    n INTEGER NOT NULL,
    languages TEXT NOT NULL
);

CREATE TABLE unit_segments (
    unit_id TEXT NOT NULL REFERENCES units (id),
    segment_id TEXT NOT NULL REFERENCES segments (id),
    lang TEXT NOT NULL REFERENCES languages (code),
    n INTEGER NOT NULL,
    PRIMARY KEY (unit_id, segment_id)
);

CREATE TABLE terms (
    pair TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (pair, source, target)
);

CREATE TABLE notices (
    id INTEGER PRIMARY KEY NOT NULL,
    source_path TEXT REFERENCES sources (path),
    level TEXT NOT NULL CHECK (level IN ('error', 'warning', 'info')),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    place TEXT
);

CREATE TABLE tei (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT REFERENCES documents (id),
    work_id TEXT REFERENCES works (id),
    kind TEXT NOT NULL CHECK (kind IN ('document', 'alignment')),
    xml TEXT NOT NULL
);

CREATE TABLE builds (
    "key" TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE VIEW en_he AS
SELECT
    id, work_id, document_id, n, source_text AS en, target_text AS he,
    kind, score, score_band, method, status, evidence, year
FROM alignments WHERE pair = 'en-he';

CREATE VIEW en_fa AS
SELECT
    id, work_id, document_id, n, source_text AS en, target_text AS fa,
    kind, score, score_band, method, status, evidence, year
FROM alignments WHERE pair = 'en-fa';

CREATE VIEW he_fa AS
SELECT
    id, work_id, document_id, n, source_text AS he, target_text AS fa,
    kind, score, score_band, method, status, evidence, year
FROM alignments WHERE pair = 'he-fa';

CREATE VIEW compared AS
SELECT
    alignments.id, work_id, document_id, target_document_id, n, pair, source_lang, target_lang, kind,
    (SELECT group_concat(segment_id, ' ') FROM (
        SELECT segment_id FROM alignment_segments
        WHERE alignment_id = alignments.id AND lang = source_lang ORDER BY alignment_segments.n
    )) AS source_ids,
    (SELECT group_concat(segment_id, ' ') FROM (
        SELECT segment_id FROM alignment_segments
        WHERE alignment_id = alignments.id AND lang = target_lang ORDER BY alignment_segments.n
    )) AS target_ids,
    source_text, target_text,
    CASE
        WHEN there.alignment_id IS NOT NULL OR here.alignment_id IS NOT NULL THEN 'moved'
        WHEN kind LIKE '%-0' THEN 'source only'
        WHEN kind LIKE '0-%' THEN 'target only'
        ELSE 'both'
    END AS finding,
    coalesce(there.target_alignment_id, here.alignment_id) AS stands_at,
    coalesce(there.score, here.score, alignments.score) AS score,
    coalesce(there.score_band, here.score_band, alignments.score_band) AS score_band,
    status, decided_by, decided_on
FROM alignments
LEFT JOIN moved AS there
    ON there.rowid = (SELECT min(rowid) FROM moved WHERE moved.alignment_id = alignments.id)
LEFT JOIN moved AS here
    ON here.rowid = (SELECT min(rowid) FROM moved WHERE moved.target_alignment_id = alignments.id);
"""

INDEXED: dict[str, tuple[str, ...]] = {
    "documents": ("source_path", "work_id", "lang", "genre", "series", "year", "published", "url"),
    "document_languages": ("lang",),
    "portions": ("document_id, n", "n", "role", "lang", "lang, role"),
    "segments": (
        'document_id, "start"', "start", "portion_id", "lang", "role", "kind", "year",
        "lang, role", "lang, kind", "lang, year", "lang, document_id",
    ),
    "links": (
        "document_id, n", "portion_id", "segment_id", "target_document_id", "canonical_url",
        "host", "role", "lang",
        "role, host", "host, role", "lang, role", "lang, host",
    ),
    "versions": ("work_id", "document_id", "of_document_id", "of_url", "lang", "relation", "status"),
    "alignments": (
        "work_id", "document_id, n", "n", "target_document_id", "pair", "source_lang", "target_lang",
        "kind", "status", "method", "score_band", "year",
        "pair, kind", "pair, method", "pair, score_band", "pair, year", "pair, work_id",
        "pair, status, score",
    ),
    "alignment_segments": ("segment_id", "lang"),
    "moved": ("target_alignment_id", "score_band"),
    "units": ("work_id, n", "n", "languages"),
    "unit_segments": ("segment_id", "lang"),
    "terms": ("source", "target"),
    "notices": ("source_path", "level", "code"),
    "tei": ("document_id", "work_id", "kind"),
}  # fmt: skip
"""Columns of every index, by table; made after the load, which is faster and packs them tighter."""

TABLES: tuple[str, ...] = tuple(re.findall(r"^CREATE TABLE (\w+)", SCHEMA, re.MULTILINE))
"""Every table of the schema; the full-text index and its shadow tables are not among them."""

PAIR_VIEWS: tuple[str, ...] = tuple(re.findall(r"^CREATE VIEW (\w+_\w+)", SCHEMA, re.MULTILINE))
"""The views that show the alignments of one pair with its languages as columns."""


def index_statements() -> str:
    """Write the CREATE INDEX statements for `INDEXED`."""
    return "".join(_index(table, columns) for table, several in INDEXED.items() for columns in several)


def _index(table: str, columns: str) -> str:
    name = "_".join(("ix", table, *re.findall(r"\w+", columns)))
    return f"CREATE INDEX {name} ON {table} ({columns});\n"
