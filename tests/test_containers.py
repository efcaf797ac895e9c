"""What a ZIP file or a mail holds comes out under plain names; what is wrong with one member costs that member only."""

import io
import random
import stat
import struct
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changed_bytes import changed_bytes, is_one_line
from ezri_archive.errors import SourceError
from ezri_archive.readers.containers import Opened, each_member, members
from ezri_archive.readers.containers.limits import MOST_MEMBERS, Allowance, Member
from ezri_archive.readers.containers.zips import name_encoding
from ezri_archive.readers.names import clean_name, shown
from ezri_archive.records import Notice
from handmade_msg import attachment, compound, message

ZIP, EML, MSG = "application/zip", "message/rfc822", "application/vnd.ms-outlook"
LETTER = "להלן הגיליון החדש"


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def renamed(content: bytes, name: str, raw: bytes) -> bytes:
    """Give a member a raw name as long as the one it has, as tools write it that do not say its encoding."""
    assert len(name) == len(raw)
    return content.replace(name.encode(), raw)


def mail(subject: str = "מכתב", body: str = LETTER) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = subject, "Dana Levi <dana@example.org>"
    letter.set_content(body)
    return letter


def opened(content: bytes, media_type: str = ZIP, path: str = "all.zip") -> Opened:
    return members(content, media_type, path)


def paths(found: Opened) -> list[str]:
    return [member.path for member in found.members]


def codes(found: Opened) -> list[str]:
    return [notice.code for notice in found.notices]


# --- names ------------------------------------------------------------------------------------------------------------

NAMES = [
    ("inner/name.txt", "inner/name.txt"),
    ("../../etc/passwd", "etc/passwd"),
    ("a/../b.txt", "a/b.txt"),
    ("/abs/name.txt", "abs/name.txt"),
    ("C:\\Users\\dana\\report.pdf", "Users/dana/report.pdf"),
    ("c: D:/x.txt", "x.txt"),
    ("\\\\server\\share\\x.txt", "server/share/x.txt"),
    ("./a//b/./c.txt", "a/b/c.txt"),
    ("two\nlines\r\n.txt", "two lines .txt"),
    ("nul\x00bel\x07.txt", "nulbel.txt"),
    ("report\u202efdp.exe", "reportfdp.exe"),
    ("\u2067מכתב\u2069\u200f.txt", "מכתב.txt"),
    ("گزارش\u200cها.pdf", "گزارش\u200cها.pdf"),
    ("cafe\u0301.txt", "caf\u00e9.txt"),
    ("bad\udce9.txt", "bad.txt"),
    (".. /x.txt", "x.txt"),
    (".\x00./x.txt", "x.txt"),
    ("..", ""),
    ("\u202e/\x00", ""),
    ("a" * 200 + ".docx", "a" * 115 + ".docx"),
    ("a" * 200, "a" * 120),
    ("a." + "b" * 200, "a." + "b" * 118),
    ("/".join("abcdefghijklmnopqrstuvwxyz"), "/".join("klmnopqrstuvwxyz")),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_becomes_relative_plain_and_one_line(name: str, expected: str) -> None:
    assert clean_name(name) == expected


@given(st.text() | st.text(alphabet="a.:/\\ C\n\u202e\u0301e"))
def test_a_clean_name_is_clean_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    parts = clean.split("/") if clean else []
    assert clean_name(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not {"", ".", ".."} & set(parts)
    assert clean.isprintable() or "\u200c" in clean or "\u200d" in clean or not name.isprintable()
    assert "\\" not in clean
    assert not any(ord(character) < 32 or "\u202a" <= character <= "\u202e" for character in clean)


def test_a_name_is_shown_with_what_steers_it_written_out_and_not_too_long() -> None:
    assert shown("a\u202eb\nc\x07") == "a[U+202E]b[U+000A]c[U+0007]"
    assert shown("x" * 100) == "x" * 80 + "…"


ENCODINGS = [
    ("utf-8", ["דוח שנתי.txt", "گزارش.txt"]),
    ("cp862", ["דוח שנתי.txt", "מכתב לעורך.doc"]),
    ("cp1255", ["דוח שנתי.txt", "letter.txt"]),
    ("cp1256", ["گزارش سالانه.txt", "نامه.txt"]),
    ("cp1256", ["پژوهش و چاپ.pdf"]),
    ("cp437", ["Müller Café.txt", "façade.txt"]),
]


@pytest.mark.parametrize(("encoding", "names"), ENCODINGS)
def test_the_encoding_of_names_is_found_by_their_words(encoding: str, names: list[str]) -> None:
    assert name_encoding([name.encode(encoding) for name in names]) == encoding


@pytest.mark.parametrize(("encoding", "names"), ENCODINGS)
def test_names_that_do_not_say_their_encoding_are_read_in_it(encoding: str, names: list[str]) -> None:
    content = packed(
        *((f"{'x' * (len(name.encode(encoding)) - 1)}{number}", b"text") for number, name in enumerate(names))
    )
    for number, name in enumerate(names):
        raw = name.encode(encoding)
        content = renamed(content, f"{'x' * (len(raw) - 1)}{number}", raw)
    assert paths(opened(content)) == [f"all.zip/{name}" for name in names]


# --- ZIP --------------------------------------------------------------------------------------------------------------


def test_members_come_in_the_order_of_the_archive_without_folders_and_hidden_files() -> None:
    content = packed(
        ("b/", b""), ("b/second.txt", b"2"), ("a.txt", b"1"), ("__MACOSX/._a.txt", b"x"), ("b/.DS_Store", b"x")
    )
    found = opened(content)
    assert found == Opened((Member("all.zip/b/second.txt", b"2"), Member("all.zip/a.txt", b"1")))


def test_a_member_without_a_name_is_given_one() -> None:
    entry = zipfile.ZipInfo("a")
    entry.filename = ""
    assert paths(opened(packed((entry, b"x")))) == ["all.zip/unnamed"]


def test_members_of_one_name_are_numbered_apart() -> None:
    entries = [
        zipfile.ZipInfo("a.txt"),
        zipfile.ZipInfo("a-2.txt"),
        zipfile.ZipInfo("./a.txt"),
        zipfile.ZipInfo("../a.txt"),
    ]
    assert paths(opened(packed(*((entry, b"x") for entry in entries)))) == [
        "all.zip/a.txt",
        "all.zip/a-2.txt",
        "all.zip/a-3.txt",
        "all.zip/a-4.txt",
    ]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../evil.txt", "all.zip/evil.txt"),
        ("/etc/evil.txt", "all.zip/etc/evil.txt"),
        ("C:\\evil.txt", "all.zip/evil.txt"),
        ("line\nbreak.txt", "all.zip/line break.txt"),
        ("gpj\u202etxt.txt", "all.zip/gpjtxt.txt"),
    ],
)
def test_a_name_that_is_not_honest_is_read_under_a_plain_one_and_reported_on_one_line(name: str, path: str) -> None:
    found = opened(packed((name, b"text"), ("good.txt", b"good")))
    assert paths(found) == [path, "all.zip/good.txt"]
    assert [(notice.code, notice.place) for notice in found.notices] == [("unsafe-name", path)]
    assert found.notices[0].message.isprintable()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def pipe(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, stat.S_IFIFO << 16
    return entry


def encrypted(content: bytes) -> bytes:
    """Set the flag of encryption on the first member."""
    changed = bytearray(content)
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def damaged(content: bytes) -> bytes:
    """Change a byte of the first member."""
    changed = bytearray(content)
    changed[content.index(b"PK\x03\x04") + 40] ^= 0xFF
    return bytes(changed)


def with_huge_claim(content: bytes) -> bytes:
    """Make the first member say that it has 4 GB."""
    changed = bytearray(content)
    struct.pack_into("<I", changed, content.index(b"PK\x01\x02") + 24, 0xFFFFFFF0)
    return bytes(changed)


BAD = ("bad.txt", b"a text long enough to have a middle " * 3)
GOOD = ("good.txt", b"good")
BAD_MEMBERS: list[tuple[str, Callable[[], bytes], str]] = [
    ("link", lambda: packed((link("bad.txt"), b"/etc/passwd"), GOOD), "“bad.txt” is a symbolic link; expected a file"),
    ("no-file", lambda: packed((pipe("bad.txt"), b""), GOOD), "“bad.txt” is a pipe, socket or device; expected a file"),
    (
        "encrypted",
        lambda: encrypted(packed(BAD, GOOD)),
        "“bad.txt” is encrypted; unpack it and put it beside the ZIP file",
    ),
    ("broken-member", lambda: damaged(packed(BAD, GOOD)), "“bad.txt” cannot be unpacked: "),
    (
        "zip-bomb",
        lambda: packed(("bad.txt", bytes(5_000_000)), GOOD),
        "“bad.txt” unpacks to more than 200 times its size",
    ),
]


@pytest.mark.parametrize(("code", "make", "message"), BAD_MEMBERS)
def test_a_bad_member_is_reported_and_the_others_are_read(code: str, make: Callable[[], bytes], message: str) -> None:
    found = opened(make())
    assert found.members == (Member("all.zip/good.txt", b"good"),)
    (notice,) = found.notices
    assert (notice.level, notice.code, notice.place) == ("error", code, "all.zip/bad.txt")
    assert notice.message.startswith(message)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_packed_by_a_method_that_unpacks_at_once_is_reported(method: int) -> None:
    assert codes(opened(packed(("bad.txt", b"x"), method=method))) == ["unknown-packing"]


def test_the_size_a_header_claims_is_not_believed() -> None:
    assert paths(opened(with_huge_claim(packed(BAD, GOOD)))) == ["all.zip/bad.txt", "all.zip/good.txt"]


def test_a_member_larger_than_a_source_may_be_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezri_archive.readers.containers.zips.LARGEST_MEMBER", 1_000)
    found = opened(packed(("bad.txt", random.Random(1).randbytes(70_000)), GOOD))  # noqa: S311 - data, no secret
    assert (paths(found), codes(found)) == (["all.zip/good.txt"], ["too-large"])


def test_nothing_is_read_after_the_last_byte_that_may_be_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezri_archive.readers.containers.opening.Allowance", lambda: Allowance(bytes=6))
    found = opened(packed(("a.txt", b"1234"), ("b.zip", packed(("c.txt", b"5678"))), GOOD))
    assert paths(found) == ["all.zip/a.txt"]
    assert [notice.message for notice in found.notices] == [
        "unpacks to more than 500,000,000 bytes; what follows is not read"
    ]


def test_members_of_inner_containers_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezri_archive.readers.containers.opening.Allowance", lambda: Allowance(members=2))
    inner = packed(("1.txt", b"1"), ("2.txt", b"2"))
    found = opened(packed(("in.zip", inner), GOOD))
    assert paths(found) == ["all.zip/in.zip/1.txt"]
    assert codes(found) == ["too-many-members"]


def test_an_archive_of_more_members_than_may_be_is_refused() -> None:
    content = packed(*((str(number), b"") for number in range(MOST_MEMBERS + 1)), method=zipfile.ZIP_STORED)
    with pytest.raises(SourceError, match=r"^all\.zip: holds more than 10,000 members$"):
        opened(content)


def test_an_archive_that_only_lists_millions_of_members_is_refused_before_it_is_listed() -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, *[0] * 15)
    listed = entry * 100_001
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, len(listed), 0, 0)
    with pytest.raises(SourceError, match="holds more than 10,000 members"):
        opened(listed + end)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"no archive at all",
        packed(GOOD)[:-30],
        packed(GOOD)[40:-22],
        packed(("ש.txt", b"x")).replace("ש".encode(), b"\xff\xfe"),
        packed(GOOD).replace(b"PK\x01\x02", b"PK\x01\x09"),
    ],
)
def test_a_broken_archive_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"^all\.zip: is no ZIP file, or its list of members is broken: ") as refused:
        opened(content)
    assert refused.value.code == "broken-zip"


WHOLE = packed(("a.txt", b"first text"), ("מכתב.eml", mail().as_bytes()), ("in.zip", packed(GOOD)))


@given(changed_bytes(WHOLE))
def test_an_archive_with_changed_bytes_is_read_or_refused_in_words(content: bytes) -> None:
    refused = ""
    found = Opened(())
    try:
        found = opened(content)
    except SourceError as error:
        refused = str(error)
    assert refused or found.members or found.notices
    assert all(
        is_one_line(text) for text in (refused or "-", *paths(found), *(notice.message for notice in found.notices))
    )
    assert len(set(paths(found))) == len(found.members)


# --- containers in containers -----------------------------------------------------------------------------------------


def test_members_of_an_archive_in_an_archive_are_members_of_the_outer_one() -> None:
    found = opened(packed(("in.ZIP", packed(("a/b.txt", b"text")))))
    assert found == Opened((Member("all.zip/in.ZIP/a/b.txt", b"text"),))


def test_an_archive_three_deep_is_read_and_one_deeper_is_reported() -> None:
    content = packed(("c.zip", packed(("d.zip", packed(GOOD)), ("c.txt", b"c"))))
    found = opened(packed(("b.zip", content)))
    assert paths(found) == ["all.zip/b.zip/c.zip/c.txt"]
    assert [(notice.code, notice.place) for notice in found.notices] == [("too-deep", "all.zip/b.zip/c.zip/d.zip")]


def test_a_broken_archive_in_an_archive_is_a_notice() -> None:
    found = opened(packed(("in.zip", b"broken"), GOOD))
    assert (paths(found), codes(found)) == (["all.zip/good.txt"], ["broken-zip"])
    assert found.notices[0].place == "all.zip/in.zip"


def test_a_mail_in_an_archive_is_a_member_and_so_is_what_is_attached_to_it() -> None:
    letter = mail()
    letter.add_attachment(b"%PDF-", "application", "pdf", filename="דוח.pdf")
    found = opened(packed(("mail/march.eml", letter.as_bytes())))
    assert paths(found) == ["all.zip/mail/march.eml", "all.zip/mail/march.eml/דוח.pdf"]


def test_a_broken_mail_in_an_archive_is_left_to_its_reader() -> None:
    assert opened(packed(("bad.eml", b"no mail"))) == Opened((Member("all.zip/bad.eml", b"no mail"),))


@pytest.mark.parametrize(("attached", "expected"), [([], []), (["a.pdf"], ["too-deep"])])
def test_a_mail_at_the_greatest_depth_is_reported_only_if_something_is_attached(
    attached: list[str], expected: list[str]
) -> None:
    letter = mail()
    for name in attached:
        letter.add_attachment(b"%PDF-", "application", "pdf", filename=name)
    found = opened(packed(("b.zip", packed(("c.zip", packed(("d.eml", letter.as_bytes())))))))
    assert (paths(found), codes(found)) == (["all.zip/b.zip/c.zip/d.eml"], expected)


def test_what_is_no_container_has_no_members() -> None:
    assert opened(b"text", "text/plain") == Opened(())


def test_members_come_one_after_another() -> None:
    stream = each_member(packed(GOOD, ("bad.txt", bytes(5_000_000))), ZIP, "all.zip")
    assert next(stream) == Member("all.zip/good.txt", b"good")
    assert isinstance(next(stream), Notice)


MEASURED = """
import io, pathlib, random, re, zipfile
from ezri_archive.readers.containers import each_member
stream, noise = io.BytesIO(), random.Random(1)
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
    for number in range(12):
        archive.writestr(f"{number}.txt", noise.randbytes(400_000) + bytes(40_000_000))
sizes = [len(member.content) for member in each_member(stream.getvalue(), "application/zip", "all.zip")]
print(sum(sizes), re.search(r"VmHWM:\\s*([0-9]+) kB", pathlib.Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory a process had is read from /proc")
def test_half_a_gigabyte_is_unpacked_in_less_memory() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True)
    unpacked, kilobytes = map(int, done.stdout.split())
    assert unpacked == 484_800_000
    assert kilobytes < 300_000


# --- mail -------------------------------------------------------------------------------------------------------------


def test_attachments_are_named_by_their_sender_by_their_type_or_by_number() -> None:
    letter = mail()
    letter.add_attachment(b"1", "application", "pdf", filename="../../a/گزارش\u200cها.pdf")
    letter.add_attachment(b"2", "application", "pdf", filename="report")
    letter.add_attachment(b"3", "application", "pdf")
    letter.add_attachment(b"4", "application", "x-odd")
    letter.add_attachment("five", filename="notes.txt")
    letter.add_attachment(b"6", "application", "pdf", filename="report.pdf")
    letter.add_attachment(mail("על 3/4 מהדברים"))
    found = opened(letter.as_bytes(), EML, "a.eml")
    assert paths(found) == [
        "a.eml/گزارش\u200cها.pdf",
        "a.eml/report.pdf",
        "a.eml/attachment-3.pdf",
        "a.eml/attachment-4",
        "a.eml/notes.txt",
        "a.eml/report-2.pdf",
        "a.eml/על 3-4 מהדברים.eml",
    ]
    assert [member.content for member in found.members[:4]] == [b"1", b"2", b"3", b"4"]
    assert codes(found) == ["unsafe-name"]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Disposition: attachment; filename*=windows-1255''%EE%EB%FA%E1.txt",
        b"Content-Disposition: attachment;\n filename*0*=utf-8''%D7%9E%D7%9B;\n filename*1*=%D7%AA%D7%91.txt",
        b"Content-Disposition: attachment; filename*=iso-8859-8-i''%EE%EB%FA%E1.txt",
        b'Content-Disposition: attachment; filename="=?windows-1255?B?7uv64S50eHQ=?="',
        b'Content-Type: text/plain; name="=?utf-8?Q?=D7=9E=D7=9B=D7=AA=D7=91=2Etxt?="',
        'Content-Disposition: attachment; filename="מכתב.txt"'.encode(),
        'Content-Disposition: attachment; filename="מכתב.txt"'.encode("cp1255"),
        'Content-Disposition: attachment; filename="מכתב\u202e.txt"'.encode(),
    ],
)
def test_a_file_name_is_read_however_it_is_encoded(header: bytes) -> None:
    content = (
        b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nhello\n--b\n'
        + header
        + b"\n\ntext\n--b--\n"
    )
    assert opened(content, EML, "a.eml").members == (Member("a.eml/מכתב.txt", b"text", attached=True),)


def test_images_in_the_letter_signatures_and_reports_are_no_sources() -> None:
    letter = mail()
    letter.add_attachment(b"\x89PNG", "image", "png", disposition="inline", filename="logo.png")
    letter.add_attachment(b"\x89PNG", "image", "png", filename="scan.png")
    letter.add_attachment(b"sig", "application", "pgp-signature", filename="signature.asc")
    found = opened(letter.as_bytes(), EML, "a.eml")
    assert paths(found) == ["a.eml/scan.png"]
    assert [(notice.level, notice.code) for notice in found.notices] == [
        ("info", "inline-image"),
        ("info", "signature"),
    ]


def test_a_report_of_delivery_holds_no_source() -> None:
    fields = b"Subject: x\nContent-Type: multipart/report; boundary=b\n\n--b\n\nhello\n--b\n"
    report = b"Content-Type: message/delivery-status\n\nStatus: 5.0.0\n--b--\n"
    assert codes(opened(fields + report, EML, "a.eml")) == ["left-out"]


def test_a_bomb_in_base64_is_one_notice() -> None:
    letter = mail()
    letter.add_attachment(packed(("zeros.txt", bytes(50_000_000)), GOOD), "application", "zip", filename="bomb.zip")
    found = opened(letter.as_bytes(), EML, "a.eml")
    assert (paths(found), codes(found)) == (["a.eml/bomb.zip/good.txt"], ["zip-bomb"])


def test_a_letter_in_a_letter_is_a_member_byte_for_byte() -> None:
    inner = mail("שורה פנימית")
    inner.add_attachment(b"deep", "application", "pdf", filename="deep.pdf")
    outer = mail()
    outer.add_attachment(inner, filename="fwd.eml")
    found = opened(outer.as_bytes(), EML, "a.eml")
    assert paths(found) == ["a.eml/fwd.eml", "a.eml/fwd.eml/deep.pdf"]
    assert found.members[0].content == inner.as_bytes()


def test_a_mail_that_is_none_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^a\.eml: is no mail; expected a header"):
        opened(b"\x00\x01\x02", EML, "a.eml")


# --- Outlook ----------------------------------------------------------------------------------------------------------


def test_attachments_of_an_outlook_message_are_members() -> None:
    inner = message({"0037": "ההודעה המקורית", "1000": LETTER}, inner=True)
    content = compound(
        message(
            {"0037": "מכתב", "1000": LETTER},
            attachments=[
                attachment("گزارش.pdf", b"%PDF-" + bytes(5_000)),
                attachment("", b"short", tag_3704="SHORT~1.TXT"),
                attachment("logo.png", b"\x89PNG", tag_370E="image/png", tag_3712="logo@1"),
                attachment("", inner),
                attachment("lost.txt", {}),
            ],
        )
    )
    found = opened(content, MSG, "a.msg")
    assert paths(found) == ["a.msg/گزارش.pdf", "a.msg/SHORT~1.TXT", "a.msg/ההודעה המקורית.eml", "a.msg/lost.txt.eml"]
    assert found.members[1].content == b"short"
    assert codes(found) == ["inline-image"]
