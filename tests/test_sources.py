"""A folder of sources: what is listed, loaded and refused, and what sidecars and archive.toml may say."""

import hashlib
import os
import socket
from pathlib import Path

import pytest

from ezri_archive import sources
from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.records import BlockOverride, Sidecar
from ezri_archive.sources import Archive, list_paths, load, load_archive, load_sidecar

NO_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")


# --- listing --------------------------------------------------------------------------------------------------------


def test_sources_are_listed_in_order_without_sidecars_and_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "a.md", "a.md.toml", "archive.toml", "decisions.jsonl", ".hidden.txt", ".git/c.txt"):
        (tmp_path / name).write_text("x")
    for name in ("letters/נמל.txt", "letters/alone.txt.toml", "letters/picture.jpg"):
        (tmp_path / name).write_text("x")
    assert list_paths(tmp_path) == (
        "a.md",
        "b.txt",
        "letters/alone.txt.toml",
        "letters/picture.jpg",
        "letters/נמל.txt",
    )


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a folder; expected the folder that holds the sources"):
        list_paths(tmp_path / "absent")


def test_links_that_lead_nowhere_in_a_circle_or_to_a_folder_are_listed_and_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "back").symlink_to(tmp_path)
    (tmp_path / "loop.txt").symlink_to(tmp_path / "pool.txt")
    (tmp_path / "pool.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "absent.txt")
    reasons = {path: refusal(tmp_path, path) for path in list_paths(tmp_path)}
    assert reasons == {
        "dangling.txt": "dangling.txt: cannot be opened: No such file or directory",
        "folder/back": "folder/back: is a folder that is a link or cannot be opened; expected a file",
        "loop.txt": "loop.txt: cannot be opened: Too many levels of symbolic links",
        "pool.txt": "pool.txt: cannot be opened: Too many levels of symbolic links",
    }


def test_a_link_to_a_file_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("words")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert load(tmp_path, "link.txt").content == b"words"


def test_a_name_that_is_not_utf_8_is_listed_with_its_bytes_written_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    assert list_paths(tmp_path) == (r"caf\udce9.txt",)
    assert refusal(tmp_path, r"caf\udce9.txt") == (
        r"caf\udce9.txt: has a name that is not UTF-8, or holds controls or directional marks; rename it"
    )


@pytest.mark.parametrize(
    ("name", "listed"),
    [("a\nb.txt", r"a\nb.txt"), ("gpj\u202etxt.txt", r"gpj\u202etxt.txt"), ("a\x07.txt", r"a\x07.txt")],
)
def test_a_name_that_would_break_a_line_or_turn_it_is_listed_with_that_written_out(
    tmp_path: Path, name: str, listed: str
) -> None:
    (tmp_path / name).write_text("x")
    assert list_paths(tmp_path) == (listed,)
    assert refusal(tmp_path, listed).endswith("holds controls or directional marks; rename it")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("words")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert refusal(tmp_path / "sources", "link.txt") == (
        "link.txt: is a link that leads out of the folder of sources; expected a file in it"
    )


@NO_ROOT
def test_a_folder_that_cannot_be_opened_is_listed_and_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    assert list_paths(tmp_path) == ("closed",)
    assert "is a folder that is a link or cannot be opened" in refusal(tmp_path, "closed")


# --- loading --------------------------------------------------------------------------------------------------------


def refusal(folder: Path, path: str) -> str:
    with pytest.raises(SourceError) as caught:
        load(folder, path)
    return str(caught.value)


def test_a_source_is_its_bytes_their_hash_its_media_type_and_its_sidecar(tmp_path: Path) -> None:
    write(tmp_path, letter__MD="שלום\r\n")
    source = load(tmp_path, "letter.MD")
    assert (source.path, source.media_type, source.content) == ("letter.MD", "text/markdown", "שלום\r\n".encode())
    assert source.sha256 == hashlib.sha256(source.content).hexdigest()
    assert source.sidecar == Sidecar()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("picture.jpg", "no reader for files ending in “.jpg”; expected .txt, .text, .md, .markdown"),
        ("README", "no reader for files ending in “README”"),
        ("letter.txt.toml", "is no source but describes letter.txt; expected that beside it"),
        ("pyproject.toml", "no reader for files ending in “.toml”"),
    ],
)
def test_a_file_of_no_known_format_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).write_text("x")
    assert refusal(tmp_path, name).startswith(f"{name}: {reason}")


def test_a_folder_an_absent_file_and_a_socket_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.txt").mkdir()
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        assert "is a pipe, socket or device; expected a file" in refusal(tmp_path, "socket.txt")
    os.mkfifo("pipe.txt")
    assert list_paths(tmp_path) == ("pipe.txt", "socket.txt")
    assert "is a pipe, socket or device; expected a file" in refusal(tmp_path, "pipe.txt")
    assert "is a folder" in refusal(tmp_path, "folder.txt")
    assert "cannot be opened: No such file or directory" in refusal(tmp_path, "absent.txt")


@NO_ROOT
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("x")
    (tmp_path / "closed.txt").chmod(0)
    assert refusal(tmp_path, "closed.txt") == "closed.txt: cannot be opened: Permission denied"


def test_a_file_too_large_for_memory_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as stream:
        stream.truncate(sources.MAXIMUM_BYTES + 1)
    assert refusal(tmp_path, "large.txt") == "large.txt: has 100,000,001 bytes; expected at most 100,000,000"


# --- sidecars -------------------------------------------------------------------------------------------------------


def test_a_sidecar_says_everything_it_may_say(tmp_path: Path) -> None:
    content = """\ufefftitle = "Salt"\r
author = "Noa"
date = 2018-09-12
issue = 12
relation = "edited_translation_of"
version_of = "salt.he.md"
rights = "quotation only"
language = "fa"
[[blocks]]
lines = "3-5"
role = "version note"
[[blocks]]
lines = 7
language = "he"
"""
    write(tmp_path, a__txt="x", a__txt__toml=content)
    sidecar = load(tmp_path, "a.txt").sidecar
    assert sidecar == Sidecar(
        title="Salt",
        author="Noa",
        date="2018-09-12",
        issue="12",
        relation="edited_translation_of",
        version_of="salt.he.md",
        rights="quotation only",
        language="fa",
        blocks=(BlockOverride(3, 5, role="version note"), BlockOverride(7, 7, language="he")),
        digest=hashlib.sha256((tmp_path / "a.txt.toml").read_bytes()).hexdigest(),
    )


ROLES = ", ".join(sources.ROLES)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('titel = "x"', "key “titel” is not allowed; expected author, blocks, date, genre, issue, language, "),
        ('digest = "x"', "key “digest” is not allowed; expected author, "),
        ("title = ", "not valid TOML: "),
        ("x = " + "[" * 5000, "not valid TOML: "),
        ("title = true", "title = True; expected a text, number or date"),
        ('author = ["A", "B"]', "author = ['A', 'B']; expected a text, number or date"),
        ('rights = "mine"', "rights “mine” is not allowed; expected free, quotation only, alignment only, closed, "),
        ('relation = "copy"', "relation “copy” is not allowed; expected same_text_as, translation_of, edited_"),
        ('language = "Hebrew"', "language “Hebrew” is not allowed; expected the code of a language, such as en, "),
        ("blocks = 3", "blocks = 3; expected a list"),
        ("blocks = [3]", "[[blocks]] must be tables with lines, and role, language or rights"),
        ('[[blocks]]\nlines = "1"', "[[blocks]] must be tables with lines, and role, language or rights"),
        ('[[blocks]]\nlines = "1"\nrole = "hero"', f"role “hero” is not allowed; expected {ROLES}"),
        ('[[blocks]]\nlines = "1"\nlanguage = "He"', "language “He” is not allowed; expected the code of"),
        (
            '[[blocks]]\nline = "1"\nrole = "date"',
            "key in [[blocks]] “line” is not allowed; expected language, lines, ",
        ),
        ('[[blocks]]\nrole = "date"', 'lines = ""; expected lines from 1 on, such as "12" or "12-14"'),
        ('[[blocks]]\nlines = "5-3"\nrole = "date"', 'lines = "5-3"; expected lines from 1 on'),
        ('[[blocks]]\nlines = "0"\nrole = "date"', 'lines = "0"; expected lines from 1 on'),
        ('[[blocks]]\nlines = "3-"\nrole = "date"', 'lines = "3-"; expected lines from 1 on'),
    ],
)
def test_a_wrong_sidecar_is_refused_with_the_key_and_what_is_allowed(tmp_path: Path, content: str, reason: str) -> None:
    write(tmp_path, a__txt="x", a__txt__toml=content)
    with pytest.raises(SidecarError) as caught:
        load(tmp_path, "a.txt")
    assert str(caught.value).startswith(f"a.txt.toml: {reason}")
    assert caught.value.code == "bad-sidecar"


def test_a_sidecar_in_another_encoding_or_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt.toml").write_bytes("title = 'נמל'".encode("cp1255"))
    with pytest.raises(SidecarError, match="not valid TOML: 'utf-8' codec"):
        load_sidecar(tmp_path, "a.txt")
    (tmp_path / "b.txt.toml").symlink_to(tmp_path / "absent.toml")
    with pytest.raises(SidecarError, match=r"b\.txt\.toml: cannot be opened: No such file"):
        load_sidecar(tmp_path, "b.txt")


# --- archive.toml ---------------------------------------------------------------------------------------------------


def test_an_archive_without_archive_toml_has_the_defaults(tmp_path: Path) -> None:
    assert load_archive(tmp_path) == Archive("Archive", "", "", "unknown", ("en", "he", "fa"))


def test_archive_toml_need_not_name_languages(tmp_path: Path) -> None:
    write(tmp_path, archive__toml='title = "Salt"\nrights = "free"')
    assert load_archive(tmp_path) == Archive(title="Salt", rights="free", languages=("en", "he", "fa"))


def test_archive_toml_decides_which_languages_are_aligned(tmp_path: Path) -> None:
    write(tmp_path, archive__toml='languages = ["he", "ar"]\nlicence = "CC0-1.0"\npublisher = "Almog"')
    assert load_archive(tmp_path) == Archive(publisher="Almog", licence="CC0-1.0", languages=("he", "ar"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('name = "x"', "key “name” is not allowed; expected languages, licence, publisher, rights, title"),
        ('[[blocks]]\nlines = "1"', "key “blocks” is not allowed"),
        ('languages = "en"', "languages = 'en'; expected a list"),
        ('languages = ["English"]', "languages “English” is not allowed; expected the code of a language"),
        ('languages = [""]', "languages “empty” is not allowed"),
        ('rights = ""', "rights “” is not allowed; expected free, quotation only, alignment only, closed, unknown"),
    ],
)
def test_a_wrong_archive_toml_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    write(tmp_path, archive__toml=content)
    with pytest.raises(SidecarError) as caught:
        load_archive(tmp_path)
    assert str(caught.value).startswith(f"archive.toml: {reason}")
