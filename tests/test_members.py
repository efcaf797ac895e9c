"""What is in a ZIP file or attached to a mail is a source like every other: built, described, built again alone."""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from ezri_archive.cli import main
from ezri_archive.database import content_digest
from ezri_archive.pipeline import build, is_current
from handmade_msg import attachment, compound, message

Folder = Callable[..., Path]


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def packed(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def mail(attached: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "The quay", "Dana <d@example.org>"
    letter.set_content("The quay is closed on Sunday.")
    for name, content in attached.items():
        letter.add_attachment(content, "application", "octet-stream", filename=name)
    if attached:
        letter.set_boundary("one-boundary")
    return letter.as_bytes()


PAGE = "<html><title>Ferries</title><body><p>The ferry leaves at nine in the morning.</p></body></html>"
NESTED = packed(
    {
        "notes/a.txt": "A first line.",
        "march.eml": mail({"page.html": PAGE.encode(), "quay.png": b"PNG"}),
        "old.zip": packed({"b.md": "A second line."}),
    }
)


def test_members_and_attachments_are_sources_with_documents_of_their_own(folder: Folder, tmp_path: Path) -> None:
    outlook = compound(
        message({"0037": "Ferries", "1000": "See the page."}, attachments=[attachment("p.html", PAGE.encode())])
    )
    sources = folder(**{"all.zip": NESTED, "letter.eml": mail({"a.txt": b"Attached."}), "out.msg": outlook})

    report = build(sources, tmp_path / "a.db")

    assert rows(tmp_path / "a.db", "select id, source_path from documents order by source_path") == [
        ("all-zip-march", "all.zip/march.eml"),
        ("all-zip-march-eml-page", "all.zip/march.eml/page.html"),
        ("all-zip-notes-a", "all.zip/notes/a.txt"),
        ("all-zip-old-zip-b", "all.zip/old.zip/b.md"),
        ("letter", "letter.eml"),
        ("letter-eml-a", "letter.eml/a.txt"),
        ("out", "out.msg"),
        ("out-msg-p", "out.msg/p.html"),
    ]
    assert rows(tmp_path / "a.db", "select media_type, bytes from sources where path = 'all.zip/notes/a.txt'") == [
        ("text/plain", len("A first line."))
    ]
    assert rows(tmp_path / "a.db", "select media_type, bytes from sources where path = 'all.zip'") == [
        ("application/zip", len(NESTED))
    ]
    assert (report.sources, report.failed) == (9, False)


def test_a_mail_says_what_is_attached_to_it_and_what_of_that_is_not_read(folder: Folder, tmp_path: Path) -> None:
    build(folder(**{"all.zip": NESTED}), tmp_path / "a.db")
    assert rows(tmp_path / "a.db", "select source_path, code, place from notices order by id") == [
        ("all.zip/march.eml", "attachment", "all.zip/march.eml/page.html"),
        ("all.zip/march.eml", "attachment-not-read", "all.zip/march.eml/quay.png"),
    ]


def test_a_changed_member_is_done_again_alone(folder: Folder, tmp_path: Path) -> None:
    many: dict[str, str | bytes] = {f"{number}.txt": f"This is line {number}." for number in range(20)}
    sources, database = folder(**{"all.zip": packed(many)}), tmp_path / "a.db"
    build(sources, database)
    (sources / "all.zip").write_bytes(packed({**many, "7.txt": "Another line.", "new.md": "A new one."}))

    report = build(sources, database)

    assert (report.sources, report.reused) == (22, 19)
    build(sources, tmp_path / "fresh.db")
    assert content_digest(database) == content_digest(tmp_path / "fresh.db")
    assert build(sources, database).changed is False


def test_a_removed_member_leaves_the_archive(folder: Folder, tmp_path: Path) -> None:
    sources, database = (
        folder(**{"all.zip": packed({"a.txt": "One line.", "b.txt": "Two lines."})}),
        tmp_path / "a.db",
    )
    build(sources, database)
    (sources / "all.zip").write_bytes(packed({"b.txt": "Two lines."}))
    build(sources, database)
    assert rows(database, "select path from sources order by path") == [("all.zip",), ("all.zip/b.txt",)]


def test_names_do_not_change_when_an_unrelated_member_is_added(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"all.zip": packed({"b.txt": "One line."})}), tmp_path / "a.db"
    build(sources, database)
    before = rows(database, "select id from segments")
    (sources / "all.zip").write_bytes(packed({"a.txt": "A line before it.", "b.txt": "One line."}))
    build(sources, database)
    assert rows(database, "select id from segments where document_id = 'all-zip-b'") == before


def test_workers_give_the_same_archive(folder: Folder, tmp_path: Path) -> None:
    many: dict[str, str | bytes] = {f"{number}.txt": f"This is line {number}." for number in range(30)}
    sources = folder(**{"all.zip": packed(many), "more.zip": NESTED, "a.txt": "A line.", "z.png": b"PNG"})
    build(sources, tmp_path / "a.db")
    build(sources, tmp_path / "b.db", jobs=2)
    assert content_digest(tmp_path / "a.db") == content_digest(tmp_path / "b.db")
    assert is_current(sources, tmp_path / "b.db")


# --- sidecars -----------------------------------------------------------------------------------------------


def test_a_member_is_described_inside_the_container_beside_it_and_for_all_at_once(
    folder: Folder, tmp_path: Path
) -> None:
    inside: dict[str, str | bytes] = {
        "a.txt": "A line.",
        "a.txt.toml": 'title = "Inside"\nauthor = "Noa"\nrights = "free"',
        "b.txt": "B line.",
    }
    beside = 'rights = "closed"\npublisher = "The Harbour"\n[members."a.txt"]\ntitle = "Beside"'
    build(folder(**{"all.zip": packed(inside), "all.zip.toml": beside}), tmp_path / "a.db")
    assert rows(tmp_path / "a.db", "select id, title, author, publisher, rights from documents order by id") == [
        ("all-zip-a", "Beside", "Noa", "The Harbour", "closed"),
        ("all-zip-b", None, None, "The Harbour", "closed"),
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("closed", "free", ""), "closed"),
        (("free", "closed", ""), "closed"),
        (("", "quotation only", ""), "quotation only"),
        (("closed", "free", "free"), "free"),
    ],
)
def test_a_container_cannot_give_itself_more_rights_than_are_said_of_it(
    folder: Folder, tmp_path: Path, said: tuple[str, str, str], expected: str
) -> None:
    of_all, inside, of_this = said
    content = packed({"a.txt": "A line.", "a.txt.toml": f'rights = "{inside}"'})
    common = f'rights = "{of_all}"\n' if of_all else ""
    member = f'[members."a.txt"]\nrights = "{of_this}"\n' if of_this else ""
    build(folder(**{"all.zip": content, "all.zip.toml": common + member}), tmp_path / "a.db")

    assert rows(tmp_path / "a.db", "select rights from documents") == [(expected,)]


def test_the_rights_of_a_mail_are_those_of_what_is_attached_and_its_title_is_not(
    folder: Folder, tmp_path: Path
) -> None:
    said = 'rights = "closed"\ntitle = "Cover letter"\n[members."a.txt"]\nauthor = "Noa"'
    build(folder(**{"m.eml": mail({"a.txt": b"A line."}), "m.eml.toml": said}), tmp_path / "a.db")
    assert rows(tmp_path / "a.db", "select id, title, author, rights from documents order by id") == [
        ("m", "Cover letter", "Dana", "closed"),
        ("m-eml-a", None, "Noa", "closed"),
    ]


@pytest.mark.parametrize(
    ("beside", "inside"),
    [
        ('[members."m.eml"]\nrights = "closed"', {}),
        ("", {"m.eml.toml": 'rights = "closed"'}),
    ],
)
def test_the_rights_of_a_mail_in_a_zip_file_are_those_of_what_is_attached(
    folder: Folder, tmp_path: Path, beside: str, inside: dict[str, str | bytes]
) -> None:
    members = {"m.eml": mail({"a.txt": b"A line.", "b.txt": b"B line."}), "c.txt": "C line.", **inside}
    said = f'rights = "free"\n{beside}\n[members."m.eml/b.txt"]\nrights = "free"'
    sources = folder(**{"all.zip": packed(members), "all.zip.toml": said})
    build(sources, tmp_path / "a.db")
    assert rows(tmp_path / "a.db", "select id, rights from documents order by id") == [
        ("all-zip-c", "free"),
        ("all-zip-m", "closed"),
        ("all-zip-m-eml-a", "closed"),
        ("all-zip-m-eml-b", "free"),
    ]

    (sources / "all.zip").write_bytes(packed(members | {"m.eml.toml": 'rights = "quotation only"'}))
    build(sources, tmp_path / "a.db")
    changed = rows(tmp_path / "a.db", "select rights from documents where id = 'all-zip-m-eml-a'")
    assert changed == [("closed" if beside else "quotation only",)]


def test_a_sidecar_that_is_attached_says_nothing(folder: Folder, tmp_path: Path) -> None:
    letter = mail({"a.txt": b"A line.", "a.txt.toml": b'rights = "free"'})
    build(folder(**{"m.eml": letter}), tmp_path / "a.db")
    assert rows(tmp_path / "a.db", "select rights from documents where id = 'm-eml-a'") == [("unknown",)]


@pytest.mark.parametrize("change", ["inside", "beside"])
def test_a_changed_sidecar_of_a_member_does_it_again(folder: Folder, tmp_path: Path, change: str) -> None:
    sources, database = (
        folder(**{"all.zip": packed({"a.txt": "A line.", "a.txt.toml": 'title = "One"'})}),
        tmp_path / "a.db",
    )
    build(sources, database)
    if change == "inside":
        (sources / "all.zip").write_bytes(packed({"a.txt": "A line.", "a.txt.toml": 'title = "Two"'}))
    else:
        (sources / "all.zip.toml").write_text('[members."a.txt"]\ntitle = "Two"')
    assert build(sources, database).reused == 0
    assert rows(database, "select title from documents") == [("Two",)]


WRONG_SIDECARS = [
    ('title = "All"', "all.zip", "all.zip.toml: key “title” is not allowed; expected author, date, genre"),
    ("members = 3", "all.zip", "all.zip.toml: [members] must hold tables, such as"),
    ('[members."a.txt"]\nx = 1', "all.zip", 'all.zip.toml, [members."a.txt"]: key “x” is not allowed'),
    (
        '[members."c.txt"]\ntitle = "C"',
        "all.zip",
        "all.zip.toml: [members] names “c.txt”; expected the path of a member",
    ),
]


@pytest.mark.parametrize(("said", "path", "expected"), WRONG_SIDECARS)
def test_a_wrong_sidecar_of_a_container_is_an_error(
    folder: Folder, tmp_path: Path, said: str, path: str, expected: str
) -> None:
    sources = folder(**{"all.zip": packed({"a.txt": "A line."}), "all.zip.toml": said})
    report = build(sources, tmp_path / "a.db")
    ((where, notice),) = (*report.refused, *report.notices)
    assert (report.failed, where, notice.level) == (True, path, "error")
    assert notice.message.startswith(expected)


def test_a_wrong_sidecar_in_a_container_refuses_its_member_alone(folder: Folder, tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "a.txt": "A line.",
        "a.txt.toml": "titel = 1",
        "b.txt": "B line.",
        "c.txt.toml": "",
        "d.png": b"PNG",
    }
    report = build(folder(**{"all.zip": packed(members)}), tmp_path / "a.db")
    assert [(path, notice.message[:60]) for path, notice in report.refused] == [
        ("all.zip/a.txt", "all.zip/a.txt.toml: key “titel” is not allowed; expected aut"),
        ("all.zip/c.txt.toml", "all.zip/c.txt.toml: is no source but describes c.txt; expect"),
        ("all.zip/d.png", "all.zip/d.png: no reader for files ending in “.png”; expecte"),
    ]
    assert rows(tmp_path / "a.db", "select id from documents") == [("all-zip-b",)]


# --- what is wrong inside -----------------------------------------------------------------------------------


def test_a_wrong_member_is_an_error_on_its_container_told_at_every_build(folder: Folder, tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", bytes(5_000_000))
        archive.writestr("good.txt", "A good line.")
    sources, database = folder(**{"all.zip": bomb.getvalue()}), tmp_path / "a.db"
    for _ in range(2):
        report = build(sources, database)
        assert report.failed
        assert [(path, notice.code, notice.place) for path, notice in report.notices] == [
            ("all.zip", "zip-bomb", "all.zip/bomb.txt")
        ]
        assert report.notices[0][1].message.startswith("all.zip/bomb.txt: “bomb.txt” unpacks to more than 200 times")
    assert rows(database, "select source_path, code, place from notices") == [
        ("all.zip", "zip-bomb", "all.zip/bomb.txt")
    ]
    assert rows(database, "select id from documents") == [("all-zip-good",)]


def test_a_mail_that_cannot_be_read_is_refused_once(folder: Folder, tmp_path: Path) -> None:
    report = build(folder(**{"bad.eml": b"no mail", "bad.zip": b"no zip", "good.txt": "A line."}), tmp_path / "a.db")
    assert [(path, notice.code) for path, notice in (*report.refused, *report.notices)] == [
        ("bad.eml", "not-mail"),
        ("bad.zip", "broken-zip"),
    ]


def test_a_great_many_wrong_members_are_one_notice(folder: Folder, tmp_path: Path) -> None:
    names = [zipfile.ZipInfo(f"{number}.txt") for number in range(30)]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        for name in names:
            archive.writestr(name, "A line.", zipfile.ZIP_LZMA)
    ((_, notice),) = build(folder(**{"all.zip": held.getvalue()}), tmp_path / "a.db").notices
    assert notice.message.endswith("expected store or deflate (and 29 members like it)")


# --- ezri inspect -------------------------------------------------------------------------------------------


def inspected(file: Path) -> list[str]:
    result = CliRunner().invoke(main, ["inspect", str(file)])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_inspect_lists_what_is_in_a_zip_file(folder: Folder) -> None:
    assert inspected(folder(**{"all.zip": NESTED}) / "all.zip") == [
        f"all.zip: application/zip, {len(NESTED):,} bytes, no document of its own",
        "",
        "members",
        "  notes/a.txt: text/plain, 13 bytes",
        f"  march.eml: message/rfc822, {len(mail({'page.html': PAGE.encode(), 'quay.png': b'PNG'})):,} bytes",
        f"  march.eml/page.html: text/html, {len(PAGE):,} bytes",
        "  march.eml/quay.png: no reader, 3 bytes",
        "  old.zip/b.md: text/markdown, 14 bytes",
    ]


def test_inspect_lists_what_is_attached_to_a_mail_and_what_is_wrong_in_a_container(folder: Folder) -> None:
    inner = packed({"a.txt": "A line."}).replace(b"A line.", b"A lime.")
    sources = folder(**{"m.eml": mail({"in.zip": inner, "b.txt": b"B"}), "plain.eml": mail()})
    lines = inspected(sources / "m.eml")
    start = lines.index("members")
    assert lines[start : start + 3] == [
        "members",
        "  error broken-member, in.zip/a.txt: “a.txt” cannot be unpacked: Bad CRC-32 for file 'a.txt'",
        "  b.txt: text/plain, 1 bytes",
    ]
    assert "members" not in inspected(sources / "plain.eml")


def test_a_sidecar_to_start_from_is_not_made_for_a_zip_file(folder: Folder) -> None:
    result = CliRunner().invoke(main, ["inspect", "--sidecar", str(folder(**{"all.zip": NESTED}) / "all.zip")])
    assert result.exit_code == 1
    assert "has no text of its own, only members" in result.output
