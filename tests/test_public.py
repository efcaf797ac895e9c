"""A public archive holds what may be published, and no byte of the rest."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from ezri_archive.cli import main

ENGLISH = """# The Lighthouse at Orlan

The lighthouse at Orlan was built by Miriam Castellan in 1911.

Seven keepers lived there before the war, and none of them left a diary.

The lamp was carried ashore in a fishing boat named Halcyon.
"""
HEBREW = """# המגדלור באורלן

המגדלור באורלן נבנה בידי מרים קסטלן בשנת 1911.

שבעה שומרים גרו שם לפני המלחמה, ואיש מהם לא השאיר יומן.

הפנס הובא אל החוף בסירת דיג ששמה הלציון.
"""
HIDDEN = "Zanzibarian quicksilver is kept beneath the vestibule."
NOTE = f"""# Private cellar

{HIDDEN}
"""


def ezri(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result


def public(sources: Path, *options: str) -> Path:
    database = sources.parent / "public.db"
    ezri("build", sources, "--db", database, "--public", *options)
    return database


def query(database: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()


def holds(database: Path, *texts: str) -> list[str]:
    """Look for words in every byte of the file: tables, indexes, full text, free pages."""
    content = database.read_bytes().lower()
    words = [word for text in texts for word in re.findall(r"[^\W\d_]{5,}", text)]
    return [word for word in words if word.lower().encode() in content]


def texts_of(rights: str) -> dict[str, str]:
    return {
        "orlan.en.md": ENGLISH,
        "orlan.he.md": HEBREW,
        "orlan.en.md.toml": 'rights = "free"\n',
        "orlan.he.md.toml": f'rights = "{rights}"\n',
        "inventory.md": NOTE,
    }


def test_what_is_closed_or_unknown_is_not_there_at_all(folder: Callable[..., Path]) -> None:
    database = public(folder(**texts_of("closed")))

    assert holds(database, HEBREW, NOTE) == []
    assert set(holds(database, ENGLISH)) >= {"lighthouse", "Castellan", "Halcyon"}
    assert query(database, "SELECT id FROM documents") == [("orlan-en",)]
    assert query(database, "SELECT path FROM sources") == [("orlan.en.md",)]
    assert query(database, "SELECT * FROM notices") == []
    ezri("validate", database)


def test_nothing_names_what_is_not_there(folder: Callable[..., Path]) -> None:
    letter = "From: a@example.org\nSubject: Vestibule\n\nThe letter is nobody's business.\n"
    decided = {
        "pair": "en-he", "source_ids": ["quicksilver.en.1"], "target_ids": [], "source_texts": ["Private cellar"],
        "target_texts": [], "status": "confirmed", "by": "Zanzibarian", "on": "2024-01-01", "origin": "",
    }  # fmt: skip
    sources = folder(**{
        "orlan.en.md": ENGLISH,
        "orlan.en.md.toml": 'rights = "free"\nversion_of = "quicksilver.md"\nrelation = "translation_of"\n',
        "quicksilver.md": NOTE,
        "vestibule.eml": letter,
        "vestibule.xyz": "no reader",
        "decisions.jsonl": f"{json.dumps(decided)}\n",
    })  # fmt: skip
    for name, rights, member in (("vestibule.zip", "closed", "zanzibarian.md"), ("open.zip", "free", "plain.md")):
        with ZipFile(sources / name, "w") as container:
            container.writestr(member, NOTE if rights == "closed" else "# An open note\n")
            container.writestr("quicksilver.xyz", "no reader")
        (sources / f"{name}.toml").write_text(f'rights = "{rights}"\n')
    database = sources.parent / "public.db"

    result = ezri("build", sources, "--db", database, "--public", status=1)

    assert holds(database, HIDDEN) == []
    assert query(database, "SELECT path FROM sources ORDER BY 1") == [
        ("open.zip",), ("open.zip/plain.md",), ("orlan.en.md",),
    ]  # fmt: skip
    assert query(database, "SELECT * FROM notices") == []
    told = [line.split(": ")[1] for line in result.output.splitlines() if line.startswith(("error", "warning"))]
    assert told == ["open.zip/quicksilver.xyz", "vestibule.xyz", "vestibule.zip/quicksilver.xyz"]


def test_a_version_of_what_is_not_public_is_no_mistake(folder: Callable[..., Path]) -> None:
    sidecar = 'rights = "free"\nversion_of = "inventory.md"\nrelation = "translation_of"\n'
    database = public(folder(**{"orlan.en.md": ENGLISH, "orlan.en.md.toml": sidecar, "inventory.md": NOTE}))

    assert query(database, "SELECT * FROM versions") == []


def test_the_whole_archive_holds_it(folder: Callable[..., Path], tmp_path: Path) -> None:
    ezri("build", folder(**texts_of("closed")), "--db", tmp_path / "whole.db")

    assert holds(tmp_path / "whole.db", HIDDEN)


def test_alignment_only_keeps_identifiers_and_hashes(folder: Callable[..., Path], tmp_path: Path) -> None:
    sources = folder(**texts_of("alignment only"))
    ezri("build", sources, "--db", tmp_path / "whole.db")
    database = public(sources)

    assert holds(database, HEBREW) == []
    assert holds(database.with_name("public.db.kept"), HEBREW) == []
    aligned = "SELECT alignment_id, segment_id FROM alignment_segments ORDER BY 1, 2"
    assert query(database, aligned) == query(tmp_path / "whole.db", aligned)
    assert query(database, "SELECT count(*) FROM alignments WHERE target_text LIKE 'sha256:%'") == [(4,)]
    hashes = query(database, "SELECT text FROM segments WHERE document_id = 'orlan-he'")
    assert all(re.fullmatch("sha256:[0-9a-f]{16}", str(text)) for (text,) in hashes)
    assert query(database, "SELECT title, rights FROM documents WHERE id = 'orlan-he'") == [(None, "alignment only")]
    ezri("validate", database)


def test_what_is_decided_without_the_text_is_a_conflict(folder: Callable[..., Path]) -> None:
    sources = folder(**texts_of("alignment only"))
    database, memory = public(sources), sources.parent / "back.tmx"
    ezri("export", database, "--format", "tmx", "--out", memory)
    memory.write_text(memory.read_text("utf-8").replace('x-status">automatic', 'x-status">confirmed', 1), "utf-8")

    result = ezri("import", memory, "--db", database, "--sources", sources, status=1)

    assert "the text of orlan-en.en.1 orlan-he.he.1 is not in this archive" in result.output
    assert not (sources / "decisions.jsonl").exists()


def test_what_may_be_quoted_is_found_but_cannot_be_had_as_a_whole(folder: Callable[..., Path]) -> None:
    database = public(folder(**texts_of("quotation only")))

    assert query(database, "SELECT count(*) FROM segments WHERE text LIKE '%קסטלן%'") == [(1,)]
    assert query(database, "SELECT count(*) FROM tei WHERE xml LIKE '%קסטלן%'") == [(0,)]
    assert query(database, "SELECT count(*) FROM tei WHERE xml LIKE '%Castellan%'") == [(1,)]


def test_a_closed_portion_is_out_of_an_open_document(folder: Callable[..., Path], tmp_path: Path) -> None:
    mixed = f"{ENGLISH}\n{HIDDEN}\n\nThe tower fell in 1954.\n"
    line = mixed.splitlines().index(HIDDEN) + 1
    sidecar = f'rights = "free"\n[[blocks]]\nlines = "{line}"\nrights = "closed"\n'
    sources = folder(**{"orlan.en.md": mixed, "orlan.en.md.toml": sidecar})
    ezri("build", sources, "--db", tmp_path / "whole.db")
    database = public(sources)

    assert holds(database, HIDDEN) == []
    last = "SELECT id FROM segments WHERE text = 'The tower fell in 1954.'"
    assert query(database, last) == query(tmp_path / "whole.db", last) != []
    assert ("closed",) in query(tmp_path / "whole.db", "SELECT DISTINCT rights FROM portions")
    ezri("validate", database, tmp_path / "whole.db")


def test_a_title_that_stands_only_in_closed_text_is_out(folder: Callable[..., Path]) -> None:
    sidecar = 'rights = "free"\n[[blocks]]\nlines = "1"\nrights = "closed"\n'
    page = f"# {HIDDEN}\n\nThe tower fell in 1954.\n"
    database = public(folder(**{"tower.md": page, "tower.md.toml": sidecar}))

    assert query(database, "SELECT title FROM documents") == [(None,)]
    assert holds(database, HIDDEN) == []


def test_what_repeats_a_closed_block_is_out(folder: Callable[..., Path]) -> None:
    page = f"# The Tower\n\nThe tower fell in 1954.\n\n{HIDDEN}\n{HIDDEN}\n\nIt was never built again.\n"
    sidecar = (
        'rights = "free"\n[[blocks]]\nlines = "5"\nrights = "closed"\n[[blocks]]\nlines = "6"\nrights = "closed"\n'
    )
    database = public(folder(**{"tower.md": page, "tower.md.toml": sidecar}))

    assert holds(database, HIDDEN) == []


def test_the_archive_says_what_holds_for_all(folder: Callable[..., Path]) -> None:
    database = public(folder(**{"archive.toml": 'rights = "free"\n', "inventory.md": NOTE}))

    assert query(database, "SELECT id, rights FROM documents") == [("inventory", "free")]


def test_a_public_archive_is_made_anew_and_checked(folder: Callable[..., Path]) -> None:
    sources = folder(**texts_of("alignment only"))
    database = public(sources)
    before = database.read_bytes()

    public(sources)
    assert ezri("build", sources, "--db", database, "--public", "--check").output.endswith("gives.\n")
    ezri("build", sources, "--db", database, "--check", status=1)

    assert query(database, "SELECT count(*) FROM segments WHERE text LIKE 'sha256:%'") == [(4,)]
    assert len(database.read_bytes()) == len(before)


@pytest.mark.parametrize("rights", ["free", "closed"])
def test_terms_come_from_open_text_alone(folder: Callable[..., Path], rights: str) -> None:
    pairs = {
        f"orlan{n}.{code}.md": text.replace("1911", str(1911 + n))
        for n in range(4)
        for code, text in (("en", ENGLISH), ("he", HEBREW))
    }
    sidecars = {f"{name}.toml": f'rights = "{"alignment only" if "he" in name else rights}"\n' for name in pairs}
    database = public(folder(**pairs, **sidecars))

    assert holds(database, HEBREW) == []
    assert query(database, "SELECT * FROM terms") == []
