"""What goes wrong around a build: kills, full and closed disks, files that change meanwhile, links, clocks.

Whatever it is, the archive that stood there stays whole, one line says what to do, and the next build is right.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from ezri_archive.cli import main
from ezri_archive.database import content_digest
from ezri_archive.errors import ArchiveError, DatabaseError
from ezri_archive.pipeline import Outcome, Report, build, is_current, save_tei
from ezri_archive.pipeline.validating import problems_of
from handmade_office import package

Folder = Callable[..., Path]

HERE = Path(__file__).parent
LETTER = "Dear friends, the ferry leaves at nine.\n\nCome early.\n\nידידים יקרים, המעבורת יוצאת בתשע.\n\nבואו מוקדם.\n"
LONG = "The ferry leaves at nine, and nobody asks where it goes. " * 3000
MANY = {f"{number}.txt": f"Line {number}, of many." for number in range(12)}


@pytest.fixture
def letters(folder: Folder) -> Path:
    """Write a letter and many lines."""
    return folder(**{"letter.txt": LETTER, **MANY})


@pytest.fixture
def archive(letters: Path, tmp_path: Path) -> Path:
    """Build their archive, in a folder of its own."""
    (tmp_path / "out").mkdir()
    build(letters, tmp_path / "out" / "a.db")
    return tmp_path / "out" / "a.db"


def fresh_digest(sources: Path, folder: Path) -> str:
    """Digest what a build from nothing makes."""
    folder.mkdir()
    build(sources, folder / "fresh.db")
    return content_digest(folder / "fresh.db")


def is_whole(archive: Path) -> bool:
    return not any(problems_of(archive).values())


def ezri(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run the command."""
    command = [sys.executable, "-m", "ezri_archive", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def said(ended: "subprocess.CompletedProcess[str]") -> str:
    """Give the one line a failed command says."""
    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 1
    return line


# --- kills --------------------------------------------------------------------------------------------------


def test_builds_killed_at_any_moment_leave_a_whole_archive_and_the_next_are_right(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "killed_builds.py"), str(tmp_path / "builds"), "6", "7"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(found) == 6
    assert [one for one in found if not (one["whole"] and one["right"] and one["clean"])] == []


def children(process: int) -> list[int]:
    """List the processes that a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def waited(condition: Callable[[], object]) -> bool:
    """Wait until a condition holds, half a minute at most."""
    return any(condition() or time.sleep(0.02) for _ in range(1500))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds worker processes through /proc")
def test_workers_end_with_the_build_that_is_killed_and_a_killed_worker_ends_the_build_in_a_line(
    folder: Folder, tmp_path: Path
) -> None:
    sources = folder(**{f"{number}.txt": LONG[: 40_000 + number] for number in range(40)})
    command = [sys.executable, "-m", "ezri_archive", "build", sources, "--db", tmp_path / "a.db", "--jobs", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as killed:
        assert waited(lambda: len(children(killed.pid)) >= 2)
        workers = children(killed.pid)
        killed.kill()
        killed.communicate()
    assert waited(lambda: not any(_runs(worker) for worker in workers))

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as ended:
        assert waited(lambda: len(children(ended.pid)) >= 2)
        os.kill(children(ended.pid)[0], signal.SIGKILL)
        _, errors = ended.communicate()
    assert ended.returncode == 1
    assert errors.splitlines()[-1] == (
        "Error: a worker process was ended from outside, often for want of memory; build again with --jobs 1"
    )


def _runs(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


# --- disks --------------------------------------------------------------------------------------------------


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """Mount a file system at a place, where that is allowed."""
    done = subprocess.run(["mount", *options, place], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"may not mount file systems here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 2 MB: room for two archives of the letters."""
    place = tmp_path / "disk"
    place.mkdir()
    with mounted(place, "-t", "tmpfs", "-o", "size=2000k", "none"):
        yield place


def test_a_full_disk_leaves_the_old_archive_and_one_line(letters: Path, folder: Folder, small_disk: Path) -> None:
    database = small_disk / "a.db"
    build(letters, database)
    before = content_digest(database)
    folder(**{f"more-{number}.txt": LONG[: 80_000 + number] for number in range(6)})
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    for share in (0, 0.3, 0.6, 0.9):  # each fills the disk at another step of the build
        (small_disk / "ballast").write_bytes(bytes(int(room * share)))
        with pytest.raises(DatabaseError, match="cannot be written: no room is left on this disk"):
            build(letters, database)
        assert (content_digest(database), is_whole(database)) == (before, True)
        assert {file.name for file in small_disk.iterdir()} == {"a.db", "a.db.kept", "ballast"}

    for file in (small_disk / "ballast", *letters.glob("more-*")):
        file.unlink()
    (letters / "1.txt").write_text("A changed line.")
    build(letters, database)
    assert content_digest(database) == fresh_digest(letters, letters.parent / "fresh")


LIMITED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
sys.argv = ["ezri", "build", sys.argv[1], "--db", sys.argv[2]]
from ezri_archive.cli import main
main()
"""


@pytest.mark.parametrize("most", [20_000, 200_000])
def test_where_files_may_not_grow_the_old_archive_stays(
    archive: Path, letters: Path, folder: Folder, tmp_path: Path, most: int
) -> None:
    before = content_digest(archive)
    folder(**{f"more-{number}.txt": LONG[: 20_000 + number] for number in range(6)})

    command = [sys.executable, "-c", LIMITED, letters, archive, str(most)]
    line = said(subprocess.run(command, capture_output=True, text=True, check=False))

    assert "cannot be written: " in line
    assert (content_digest(archive), is_whole(archive)) == (before, True)
    build(letters, archive)
    assert content_digest(archive) == fresh_digest(letters, tmp_path / "fresh")
    assert {file.name for file in archive.parent.iterdir()} == {"a.db", "a.db.kept"}


def test_a_folder_that_may_only_be_read_is_named(archive: Path, letters: Path, tmp_path: Path) -> None:
    (letters / "1.txt").write_text("A changed line.")
    place = tmp_path / "closed"
    place.mkdir()
    with mounted(place, "-o", "bind", str(archive.parent)):
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        line = said(ezri("build", letters, "--db", place / "a.db"))
        assert "closed/a.db: cannot be written: that is not allowed here; allow it, or choose another place" in line
        with pytest.raises(
            DatabaseError, match=r"new\.db\.kept: cannot be written: there is no such folder, or nobody"
        ):
            build(letters, place / "new.db")
        assert is_whole(place / "a.db")
    build(letters, archive)
    assert content_digest(archive) == fresh_digest(letters, tmp_path / "fresh")


def test_a_folder_that_is_not_there_is_named(letters: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"nowhere/a\.db\.kept: cannot be written: there is no such folder"):
        build(letters, tmp_path / "nowhere" / "a.db")


def test_a_full_folder_of_temporary_files_stops_no_build_and_a_check_in_one_line(
    letters: Path, tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(bytes(3_000_000))
    os.truncate(small_disk / "ballast", (small_disk / "ballast").stat().st_size - 100_000)
    database = tmp_path / "a.db"

    monkeypatch.setenv("TMPDIR", str(small_disk))
    monkeypatch.setattr(tempfile, "tempdir", None)

    build(letters, database)

    assert content_digest(database) == fresh_digest(letters, tmp_path / "fresh")
    with pytest.raises(DatabaseError, match="no room is left"):
        is_current(letters, database)


# --- what changes meanwhile ---------------------------------------------------------------------------------


def meanwhile(change: Callable[[], object], *, after: int = 0) -> Callable[[Iterable[Outcome], int], Iterable[Outcome]]:
    """Make a progress that changes something when so many sources have been read."""

    def shown(outcomes: Iterable[Outcome], _total: int) -> Iterable[Outcome]:
        for number, outcome in enumerate(outcomes):
            if number == after:
                change()
            yield outcome
        if after < 0:
            change()

    return shown


def codes(report: Report) -> list[tuple[str, str]]:
    return [(path, notice.code) for path, notice in report.refused]


def test_a_source_that_changes_while_it_is_read_is_refused_and_read_by_the_next_build(
    letters: Path, tmp_path: Path
) -> None:
    was, database = (letters / "9.txt").read_text(), tmp_path / "a.db"

    report = build(letters, database, progress=meanwhile(lambda: (letters / "9.txt").write_text("Half a li")))
    assert codes(report) == [("9.txt", "changed")]
    assert report.refused[0][1].message == "9.txt: was changed while it was read; build again when nobody writes to it"

    (letters / "9.txt").write_text(was)  # as it was when the build began, not as it was read
    assert build(letters, database).changed
    assert content_digest(database) == fresh_digest(letters, tmp_path / "fresh")


def test_sources_that_go_while_they_are_read_are_refused_and_the_rest_is_built(folder: Folder, tmp_path: Path) -> None:
    members = {"a.txt": "A line.", "b.txt": "Another line."}
    sources = folder(**{"1.txt": LETTER, "2.txt": "Line.", "y.zip": package(members), "z.zip": package(members)})
    database = tmp_path / "a.db"

    def change() -> None:
        (sources / "2.txt").unlink()
        (sources / "y.zip").unlink()
        (sources / "z.zip").write_bytes(package({"b.txt": "Another line.", "c.txt": "A third line."}))

    report = build(sources, database, progress=meanwhile(change))

    assert codes(report) == [
        ("2.txt", "unreadable"),
        ("y.zip/a.txt", "unreadable"),
        ("y.zip/b.txt", "unreadable"),
        ("z.zip/a.txt", "changed"),
    ]
    assert is_whole(database)
    build(sources, database)
    assert content_digest(database) == fresh_digest(sources, tmp_path / "fresh")


@pytest.mark.parametrize("change", ["delete", "replace", "write"])
@pytest.mark.parametrize("after", [0, -1])
def test_an_archive_that_is_replaced_while_it_is_built_on_ends_the_build_in_a_line(
    archive: Path, letters: Path, change: str, after: int
) -> None:
    other = letters.parent / "other.db"
    others = letters.parent / "others"
    others.mkdir()
    (others / "1.txt").write_text("Quite another line.")
    build(others, other)
    (letters / "2.txt").write_text("A changed line.")

    def changed() -> None:
        if change == "delete":
            archive.unlink()
        elif change == "replace":
            other.replace(archive)
        else:
            archive.write_bytes(other.read_bytes())

    with pytest.raises(DatabaseError, match=r"a\.db: was replaced, changed or deleted while it was built on; build"):
        build(letters, archive, progress=meanwhile(changed, after=after))

    assert not archive.exists() if change == "delete" else is_whole(archive)
    build(letters, archive)
    assert content_digest(archive) == fresh_digest(letters, letters.parent / "fresh")


def test_a_second_build_of_one_archive_ends_in_a_line_and_the_first_goes_on(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{f"{number}.txt": LONG[: 20_000 + number] for number in range(9)})
    database = tmp_path / "a.db"
    command = [sys.executable, "-m", "ezri_archive", "build", sources, "--db", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        assert waited(lambda: database.with_name("a.db.kept-journal").exists() or first.poll() is not None)
        first.send_signal(signal.SIGSTOP)
        with pytest.raises(DatabaseError, match="another build of this archive is running; wait until it is done"):
            build(sources, database)
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert first.returncode == 0
    assert content_digest(database) == fresh_digest(sources, tmp_path / "fresh")


# --- links and clocks ---------------------------------------------------------------------------------------


def test_through_a_link_the_archive_it_leads_to_is_built_and_the_link_stays(archive: Path, letters: Path) -> None:
    link = letters.parent / "link.db"
    link.symlink_to("out/a.db")
    (letters / "1.txt").write_text("A changed line.")

    assert build(letters, link).reused == 12

    assert link.is_symlink()
    assert not link.with_name("link.db.kept").exists()
    assert content_digest(archive) == fresh_digest(letters, letters.parent / "fresh")


def test_a_link_to_no_archive_yet_is_where_it_is_made_and_one_to_itself_is_refused(
    letters: Path, tmp_path: Path
) -> None:
    (tmp_path / "link.db").symlink_to("made.db")
    build(letters, tmp_path / "link.db")
    assert is_whole(tmp_path / "made.db")

    (tmp_path / "loop.db").symlink_to("loop.db")
    with pytest.raises(DatabaseError, match=r"loop\.db: is a link that leads to itself; delete it"):
        build(letters, tmp_path / "loop.db")


@pytest.mark.parametrize("moment", [0, 4_000_000_000])
def test_times_of_files_decide_nothing(archive: Path, letters: Path, tmp_path: Path, moment: int) -> None:
    before = archive.stat().st_mtime_ns
    for file in letters.iterdir():
        os.utime(file, (moment, moment))
    os.utime(archive, (moment, moment))
    assert not build(letters, archive).changed

    line = (letters / "1.txt").read_text()
    (letters / "1.txt").write_text(line.replace("1", "8"))  # of the same size, at the same time
    os.utime(letters / "1.txt", (moment, moment))
    report = build(letters, archive)

    assert (report.changed, report.reused) == (True, 12)
    assert content_digest(archive) == fresh_digest(letters, tmp_path / "fresh")
    assert archive.stat().st_mtime_ns > before


# --- what else is written -----------------------------------------------------------------------------------


def test_tei_that_cannot_be_written_is_said_in_a_line(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder")
    with pytest.raises(ArchiveError, match="taken: cannot be written: "):
        save_tei(archive, tmp_path / "taken")


def test_what_a_message_repeats_cannot_break_or_turn_its_line(letters: Path, tmp_path: Path) -> None:
    (letters / "archive.toml").write_text('rights = "free\\n\\u202emine"')
    ended = CliRunner().invoke(main, ["build", str(letters), "--db", str(tmp_path / "a.db")])
    assert ended.exit_code == 1
    assert "rights “free[U+000A][U+202E]mine” is not allowed" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_damaged_archive_is_named_with_what_to_do(archive: Path, letters: Path, tmp_path: Path) -> None:
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size // 2)
    (letters / "1.txt").write_text("A changed line.")
    with pytest.raises(DatabaseError, match="delete it and build again"):
        build(letters, archive)
    archive.unlink()
    build(letters, archive)
    assert content_digest(archive) == fresh_digest(letters, tmp_path / "fresh")
    assert is_current(letters, archive)
