"""Mail and Outlook messages come to blocks, whatever they are encoded in: subject, sender, date, text, quotations."""

import base64
import datetime as dt
import email
import email.policy
import struct
import sys
from collections.abc import Iterator
from email.header import Header as MailHeader
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changed_bytes import changed_bytes, is_one_line
from ezri_archive.errors import SourceError
from ezri_archive.readers.containers import members
from ezri_archive.readers.mail import read_mail
from ezri_archive.readers.mail.headers import day_of, from_base64, header_of, sender, words
from ezri_archive.readers.mail.mime import read_mime
from ezri_archive.readers.mail.replies import passages, unflowed
from ezri_archive.records import Block, Document, Notice, Sidecar, Source
from handmade_msg import Tree, attachment, compound, message

HEBREW = "שלום לכולם, להלן הגיליון החדש של כתב העת שלנו. נשמח לקרוא מה דעתכם על המאמרים."
PERSIAN = "با سلام، شماره تازه مجله به پيوست است. منتظر نظر شما درباره مقاله ها هستيم."
ENGLISH = "Dear all, the new issue of our journal is attached. We look forward to what you say."
HEAD = b"Subject: Letter\nFrom: Dana Levi <dana@example.org>\nMIME-Version: 1.0\n"


def read(content: bytes, *, sidecar: Sidecar | None = None, media_type: str = "message/rfc822") -> Document:
    path = "letter.msg" if media_type.endswith("outlook") else "letter.eml"
    return read_mail(Source(path, "0" * 64, media_type, content, sidecar or Sidecar()), "letter")


def read_msg(tree: Tree) -> Document:
    return read(compound(tree), media_type="application/vnd.ms-outlook")


def written(subject: str = "Letter", **fields: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = subject, "Dana Levi <dana@example.org>"
    for name, value in fields.items():
        letter[name.replace("_", "-")] = value
    return letter


def body(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.role not in {"title", "byline", "date"}]


def texts(document: Document) -> list[str]:
    return [block.text for block in body(document)]


def kinds(document: Document) -> list[tuple[str, str, str]]:
    return [(block.kind, block.role, block.text) for block in body(document)]


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


# --- headers ----------------------------------------------------------------------------------------------------------


def test_subject_sender_and_date_are_blocks_and_metadata() -> None:
    letter = written("גיליון 30", Date="Tue, 3 Sep 2019 23:15:00 -0500", Archived_At="<https://lists.example.org/m/30>")
    letter.set_content(HEBREW)
    document = read(letter.as_bytes())
    assert [(block.kind, block.role, block.level, block.text) for block in document.blocks] == [
        ("heading", "title", 1, "גיליון 30"),
        ("paragraph", "byline", 0, "Dana Levi <dana@example.org>"),
        ("paragraph", "date", 0, "Tue, 03 Sep 2019 23:15:00 -0500"),
        ("paragraph", "", 0, HEBREW),
    ]
    declared = document.declared
    assert (declared.title, declared.author, declared.url) == (
        "גיליון 30",
        "Dana Levi",
        "https://lists.example.org/m/30",
    )
    assert declared.published
    assert (declared.published.iso, declared.published.precision) == ("2019-09-03", "day")
    assert (document.id, document.source.media_type, document.source.bytes) == (
        "letter",
        "message/rfc822",
        len(letter.as_bytes()),
    )


def test_a_sidecar_has_the_last_word() -> None:
    letter = written()
    letter.set_content(ENGLISH)
    declared = read(letter.as_bytes(), sidecar=Sidecar(title="Cover letter", date="2019-09")).declared
    assert (declared.title, declared.author, declared.published and declared.published.iso) == (
        "Cover letter",
        "Dana Levi",
        "2019-09",
    )


def test_an_archive_of_a_list_is_no_address_of_the_letter() -> None:
    letter = written(List_Archive="<https://lists.example.org/>")
    letter.set_content(ENGLISH)
    assert read(letter.as_bytes()).declared.url == ""


def test_offsets_count_in_the_texts_of_the_blocks() -> None:
    letter = written("שלום")
    letter.set_content(f"{HEBREW}\n\n{PERSIAN}\n")
    document = read(letter.as_bytes())
    whole = "\n".join(block.text for block in document.blocks)
    for number, block in enumerate(document.blocks, 1):
        assert whole[block.start : block.end] == block.text
        assert (block.offsets.source(1), block.line) == (block.start + 1, number)


WORDS = [
    ("plain", "plain"),
    ("=?utf-8?B?16nXnNeV150=?=", "שלום"),
    ("=?UTF-8*he?B?16nXnNeV150=?=", "שלום"),
    ("=?windows-1255?Q?=F9=EC=E5=ED_=E5=F8=E1?=", "שלום ורב"),
    ("=?iso-8859-8-i?B?+ezl7Q==?=", "שלום"),
    ("=?iso-8859-8-e?B?+ezl7Q==?=", "שלום"),
    ("=?windows-1256?B?08fj?=", "سام"),
    ("=?utf-8?B?16nXnA==?= =?utf-8?B?15XXnQ==?=", "שלום"),
    ("=?utf-8?B?16k=?=\t =?UTF-8?Q?=D7=9C=D7=95=D7?= =?utf-8?Q?=9D?=", "שלום"),
    ("=?utf-8?B?16nXnA==?= =?windows-1255?Q?=E5=ED?=", "שלום"),
    ("Re: =?utf-8?B?16nXnNeV150=?= (2)", "Re: שלום (2)"),
    ("=?utf-8?B?16nXnNeV150?=", "שלום"),
    ("=?utf-8?Q?what?now?=", "what?now"),
    ("=?utf-7?Q?+BekF3AXV?=", "שלו"),
    ("=?no-such-charset?B?16nXnNeV150=?=", "שלום"),
    ("=?idna?B?16nXnNeV150=?=", "שלום"),
    ("=?unknown-8bit?B?gQ==?=", "\ufffd"),
    ("=?utf-8?B??=", ""),
    ("=?broken", "=?broken"),
]


@pytest.mark.parametrize(("field", "expected"), WORDS)
def test_encoded_words_are_decoded(field: str, expected: str) -> None:
    assert words(field, "") == expected


@pytest.mark.parametrize(("charset", "text"), [("utf-8", "سلام"), ("cp1255", "שלום לכולם"), ("cp1256", "نامه تازه")])
def test_raw_bytes_in_a_header_are_read_in_the_charset_of_the_body(charset: str, text: str) -> None:
    content = (
        b"Subject: " + text.encode(charset) + f"\nContent-Type: text/plain; charset={charset}\n\n{ENGLISH}".encode()
    )
    assert read(content).declared.title == text


@pytest.mark.parametrize("charset", ["windows-1255", "iso-8859-8-i", "utf-8"])
def test_headers_by_the_email_package_are_read(charset: str) -> None:
    encoded = MailHeader("שלום", "windows-1255" if charset == "iso-8859-8-i" else charset).encode()
    letter = f"Subject: {encoded}\nFrom: {encoded} <a@example.org>\n\n{ENGLISH}".replace("windows-1255", charset)
    document = read(letter.encode())
    assert (document.declared.title, document.declared.author) == ("שלום", "שלום")


SENDERS = [
    (b"From: Dana Levi <d@example.org>", ("Dana Levi", "Dana Levi <d@example.org>")),
    (b"From: d@example.org", ("d@example.org", "d@example.org")),
    (b'From: "d@example.org" <d@example.org>', ("d@example.org", "d@example.org")),
    (b"From: \"'Levi, Dana'\" <d@example.org>", ("Levi, Dana", "Levi, Dana <d@example.org>")),
    (b"From: =?utf-8?B?16nXnNeV150=?= <d@example.org>", ("שלום", "שלום <d@example.org>")),
    (b"Sender: d@example.org", ("d@example.org", "d@example.org")),
    (b"From: =?utf-8?B?16nXnNeV150=?= <>", ("שלום <>", "שלום <>")),
    (b"From: " + b"(" * 3_000, ("(" * 2_000, "(" * 2_000)),
    (b"Subject: x", ("", "")),
]


@pytest.mark.parametrize(("header", "expected"), SENDERS)
def test_the_sender_is_found(header: bytes, expected: tuple[str, str]) -> None:
    assert sender(header_of(header)) == expected


DAYS = [
    ("Tue, 3 Sep 2019 10:00:00 +0300", "2019-09-03"),
    ("3 Sep 2019 10:00 (IDT)", "2019-09-03"),
    ("Wed, 31 Feb 2019 10:00:00", ""),
    ("yesterday", ""),
    ("", ""),
    ("0 0", ""),
    ("Tue, 99999999999 Sep 2019 10:00:00", ""),
]


@pytest.mark.parametrize(("field", "expected"), DAYS)
def test_the_day_is_that_of_the_writer(field: str, expected: str) -> None:
    assert day_of(field) == expected


def test_a_header_that_is_slipped_into_another_stays_on_its_line() -> None:
    slipped = base64.b64encode("Hello\r\nBcc: x@example.org\u202e".encode()).decode()
    document = read(f"Subject: =?utf-8?B?{slipped}?=\nSubject: other\n\n{ENGLISH}".encode())
    assert document.declared.title == "Hello Bcc: x@example.org"
    assert codes(document) == ["repeated-header"]


def test_folded_headers_are_one_line() -> None:
    assert read(
        f"Subject: one\r\n two\r\n\tthree\r\n\r\n{ENGLISH}".encode()
    ).declared.title == "one two\tthree".replace("\t", " ")


# --- charsets and transfer encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize(
    ("charset", "codec", "text", "encoding"),
    [
        ("windows-1255", "cp1255", HEBREW, "windows-1255"),
        ("iso-8859-8-i", "iso8859-8", HEBREW, "iso-8859-8-i"),
        ("iso-8859-8-e", "iso8859-8", HEBREW, "iso-8859-8-i"),
        ("windows-1256", "cp1256", PERSIAN, "windows-1256"),
        ("utf-8", "utf-8", PERSIAN, "utf-8"),
        ("us-ascii", "ascii", ENGLISH, "utf-8"),
    ],
)
def test_a_body_is_decoded_from_any_charset_and_transfer_encoding(
    charset: str, codec: str, text: str, encoding: str, transfer: str
) -> None:
    raw = text.encode(codec)
    encoded = {
        "8bit": raw,
        "base64": base64.encodebytes(raw),
        "quoted-printable": b"".join(b"=%02X" % byte for byte in raw).replace(b"=20", b"=20=\n"),
    }[transfer]
    fields = f'Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: {transfer}\n\n'
    document = read(HEAD + fields.encode() + encoded)
    assert texts(document) == [text]
    assert (document.source.encoding, document.notices) == (encoding, ())


@pytest.mark.parametrize("charset", ["unknown-8bit", "x-no-such", "windows-1256"])
def test_a_charset_that_is_not_true_is_found_out_and_reported(charset: str) -> None:
    document = read(HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + HEBREW.encode("cp1255"))
    assert (texts(document), codes(document)) == ([HEBREW], ["encoding-contradicted"])


def test_visual_hebrew_is_turned() -> None:
    document = read(HEAD + b"Content-Type: text/plain; charset=iso-8859-8\n\n" + HEBREW[::-1].encode("iso8859-8"))
    assert (texts(document), document.source.encoding, codes(document)) == ([HEBREW], "iso-8859-8", ["visual-hebrew"])


def test_a_visual_subject_is_turned_too() -> None:
    word = base64.b64encode("שלום לכם"[::-1].encode("iso8859-8")).decode()
    assert words(f"=?iso-8859-8?B?{word}?=", "") == "שלום לכם"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"aGVsbG8=", (b"hello", True)),
        (b"aGVs\r\nbG8=\r\n", (b"hello", True)),
        (b"aGVsbG8", (b"hello", False)),
        (b"!!aGVs", (b"hel", True)),
        (b"a", (b"", False)),
        (b"", (b"", True)),
    ],
)
def test_base64_is_decoded_as_far_as_it_goes(content: bytes, expected: tuple[bytes, bool]) -> None:
    assert from_base64(content) == expected


def test_damaged_base64_and_an_unknown_transfer_encoding_are_reported() -> None:
    cut = base64.b64encode(ENGLISH.encode())[:-5]
    document = read(HEAD + b"Content-Transfer-Encoding: base64\n\n" + cut)
    assert (texts(document)[0][:20], codes(document)) == (ENGLISH[:20], ["damaged-base64"])
    document = read(HEAD + f"Content-Transfer-Encoding: x-odd\n\n{ENGLISH}".encode())
    assert (texts(document), codes(document)) == ([ENGLISH], ["unknown-transfer-encoding"])


# --- which text -------------------------------------------------------------------------------------------------------

PAGE = f"<html><body><p>{HEBREW}</p><p>{HEBREW} ושוב.</p><p>{HEBREW} וגם.</p></body></html>"


def test_plain_text_is_preferred_to_html() -> None:
    letter = written()
    letter.set_content(f"{HEBREW}\n\n{HEBREW} ושוב.\n\n{HEBREW} וגם.")
    letter.add_alternative(PAGE, subtype="html")
    assert texts(read(letter.as_bytes())) == [HEBREW, f"{HEBREW} ושוב.", f"{HEBREW} וגם."]
    assert read(letter.as_bytes()).source.media_type == "message/rfc822"


@pytest.mark.parametrize("stub", ["", " \n", "To read this message, please use a mailer that shows HTML.", "…"])
def test_html_is_read_where_the_plain_text_is_empty_or_a_stub(stub: str) -> None:
    letter = written()
    letter.set_content(stub)
    letter.add_alternative(PAGE, subtype="html")
    assert texts(read(letter.as_bytes())) == [HEBREW, f"{HEBREW} ושוב.", f"{HEBREW} וגם."]


def test_a_short_plain_text_beside_html_that_is_mostly_style_is_no_stub() -> None:
    letter = written()
    letter.set_content("Thank you very much, Reza.")
    style = "p { margin: 0 } " * 100
    letter.add_alternative(
        f"<head><style>{style}</style></head><p>Thank you very much, <b>Reza</b>.</p>", subtype="html"
    )
    assert texts(read(letter.as_bytes())) == ["Thank you very much, Reza."]


def test_a_stub_is_read_where_the_html_has_no_text() -> None:
    letter = written()
    letter.set_content("x")
    letter.add_alternative("<p hidden>" + "word " * 30 + "</p><img src='a.png'>", subtype="html")
    assert texts(read(letter.as_bytes())) == ["x"]


@pytest.mark.parametrize(
    ("charset", "codec"), [("windows-1255", "cp1255"), ("iso-8859-8-i", "iso8859-8"), ("utf-8", "utf-8")]
)
def test_the_charset_of_html_is_that_of_the_mail(charset: str, codec: str) -> None:
    fields = f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    page = PAGE.replace("<html>", '<html><meta charset="koi8-r">')
    document = read(HEAD + fields.encode() + base64.encodebytes(page.encode(codec)))
    assert texts(document)[0] == HEBREW
    assert document.source.encoding.lower().startswith(charset)


def test_visual_html_is_turned_by_its_reader() -> None:
    page = f"<p>{HEBREW[::-1]}</p>"
    document = read(HEAD + b"Content-Type: text/html; charset=iso-8859-8\n\n" + page.encode("iso8859-8"))
    assert texts(document) == [HEBREW]


def test_links_and_languages_of_html_are_kept() -> None:
    letter = written()
    letter.set_content(f'<p lang="he">{HEBREW} <a href="https://example.org/30">כאן</a></p>', subtype="html")
    (block,) = body(read(letter.as_bytes()))
    assert block.language == "he"
    assert [(mark.kind, mark.target) for mark in block.marks] == [("link", "https://example.org/30")]


def test_several_texts_are_read_one_after_the_other() -> None:
    letter = written()
    letter.set_content(ENGLISH)
    letter.make_mixed()
    footer = EmailMessage()
    footer.set_content("list footer")
    letter.attach(footer)
    assert texts(read(letter.as_bytes())) == [ENGLISH, "list footer"]


def test_a_reply_in_alternatives_inside_related_inside_mixed_is_found() -> None:
    letter = written()
    letter.set_content(HEBREW)
    letter.add_alternative(f"<p>{HEBREW}</p><img src='cid:logo'>", subtype="html")
    page = letter.get_body(("html",))
    assert page
    page.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    letter.add_attachment(b"%PDF-", "application", "pdf", filename="a.pdf")
    assert texts(read(letter.as_bytes())) == [HEBREW]


def test_a_mail_without_a_text_is_its_headers() -> None:
    document = read(HEAD + b"\n")
    assert [block.role for block in document.blocks] == ["title", "byline"]


def test_alternatives_that_hold_no_text_are_no_body() -> None:
    content = (
        HEAD + b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/calendar\n\nBEGIN\n--b--\n"
    )
    assert body(read(content)) == []
    assert [member.path for member in members(content, "message/rfc822", "a.eml").members] == ["a.eml/attachment-1.ics"]


def test_a_sealed_letter_is_reported() -> None:
    document = read(HEAD + b'Content-Type: application/pkcs7-mime; name="smime.p7m"\n\nabc')
    assert (body(document), codes(document)) == ([], ["encrypted", "attachment-not-read"])


def test_a_form_of_the_text_that_cannot_be_read_gives_way_to_the_other() -> None:
    content = HEAD + b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" + b"\x00 binary " * 100 + b"\n--b\n"
    document = read(content + b"Content-Type: text/html; charset=utf-8\n\n" + PAGE.encode() + b"\n--b--\n")
    assert (texts(document)[0], [(notice.level, notice.code) for notice in document.notices]) == (
        HEBREW,
        [("error", "nul")],
    )


def test_a_missing_reader_of_html_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ezri_archive.readers.html", None)
    letter = written()
    letter.set_content(PAGE, subtype="html")
    with pytest.raises(
        SourceError, match=r"^letter\.eml: has its text in HTML, and the reader of HTML is not installed$"
    ):
        read(letter.as_bytes())


# --- quotations and signatures ----------------------------------------------------------------------------------------


def plain(text: str, subject: str = "Letter", **parameters: str) -> Document:
    letter = written(subject)
    letter.set_content(text)
    for name, value in parameters.items():
        letter.set_param(name, value)
    return read(letter.as_bytes())


ATTRIBUTIONS = [
    "On Mon, Sep 2, 2019 at 10:00 AM Reza <reza@example.org> wrote:",
    "On 2 Sep 2019, at 10:00, Reza\n<reza@example.org>\nwrote:",
    "\u202bבתאריך יום ב׳, 2 בספט׳ 2019 ב-10:00 מאת \u202aReza\u202c\u200f <\u202areza@example.org\u202c\u200f>:\u202c",
    "ב-2 בספטמבר 2019 בשעה 10:00, רזא כתב/ה:",
    "רזא כתב:",
    "در تاریخ دوشنبه ۲ سپتامبر ۲۰۱۹ ساعت ۱۰:۰۰ Reza <reza@example.org> نوشت:",
    "رضا در ۲ سپتامبر نوشت:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_quoted_lines_and_who_wrote_them_are_quotations(attribution: str, gap: str) -> None:
    document = plain(f"תודה רבה לך.\n\n{attribution}{gap}> سلام\n> \n> > hello\n> خداحافظ\n\nלהתראות בקרוב.\n")
    found = [(kind, text) for kind, _, text in kinds(document)]
    assert [kind for kind, _ in found] == ["paragraph", *["quotation"] * 4, "paragraph"]
    assert [text for _, text in found][2:] == ["سلام", "hello", "خداحافظ", "להתראות בקרוב."]


@pytest.mark.parametrize("line", ["He said that Dana wrote:", "These are my words:", "On Monday"])
def test_a_line_before_a_quotation_that_does_not_say_who_wrote_it_is_no_quotation(line: str) -> None:
    assert [kind for kind, _, _ in kinds(plain(f"{line}\n> quoted\n"))] == ["paragraph", "quotation"]


OLDER = [
    "-----Original Message-----\nFrom: Reza\nSubject: Letter",
    "-----הודעה מקורית-----\nמאת: רזא\nנושא: מכתב",
    "----- پیام اصلی -----\nاز: رضا\nموضوع: نامه",
    "From: Reza <reza@example.org>\nSent: Monday, September 2, 2019\nTo: Dana\nSubject: Letter",
    "מאת: רזא\nנשלח: יום שני 2 ספטמבר 2019\nאל: דנה\nנושא: מכתב",
    "*از:* رضا\n*ارسال شده:* دوشنبه\n*به:* دانا\n*موضوع:* نامه",
]


@pytest.mark.parametrize("older", OLDER)
def test_an_older_letter_copied_below_is_a_quotation_to_its_end(older: str) -> None:
    document = plain(f"תודה רבה.\n\n{older}\n\nשורה ראשונה\n> older\n")
    found = kinds(document)
    assert found[0] == ("paragraph", "", "תודה רבה.")
    assert {kind for kind, _, _ in found[1:]} == {"quotation"}
    assert [text for _, _, text in found[-2:]] == ["שורה ראשונה", "older"]


FORWARDED = [
    ("FW: Letter", "From: Reza\nSent: Monday\nTo: Dana\nSubject: Letter"),
    ("העברה: מכתב", "מאת: רזא\nנשלח: יום שני\nאל: דנה\nנושא: מכתב"),
    ("Letter", "---------- Forwarded message ---------\nFrom: Reza\nDate: Monday\nTo: Dana\nSubject: Letter"),
    ("Letter", "---------- הודעה שהועברה ---------\nמאת: רזא\nתאריך: יום שני\nאל: דנה\nנושא: מכתב"),
    ("Letter", "---------- پیام هدایت\u200cشده ---------\nاز: رضا\nتاریخ: دوشنبه\nبه: دانا\nموضوع: نامه"),
]


@pytest.mark.parametrize(("subject", "head"), FORWARDED)
def test_a_forwarded_letter_is_no_quotation(subject: str, head: str) -> None:
    assert "quotation" not in {kind for kind, _, _ in kinds(plain(f"{head}\n\n{HEBREW}\n", subject))}


@pytest.mark.parametrize("line", ["From: the sea", "original message", "From here on we walk.\nTo: x"])
def test_a_line_that_only_begins_like_a_header_is_text(line: str) -> None:
    assert "quotation" not in {kind for kind, _, _ in kinds(plain(f"Hello.\n\n{line}\n\nText.\n"))}


def test_a_signature_is_boilerplate_up_to_what_is_quoted() -> None:
    document = plain("Hello.\n\n-- \nDana Levi\n\nThe Archive\n\nOn Monday Reza wrote:\n> quoted\n\nIndeed.\n")
    assert kinds(document) == [
        ("paragraph", "", "Hello."),
        ("paragraph", "boilerplate", "Dana Levi"),
        ("paragraph", "boilerplate", "The Archive"),
        ("quotation", "", "On Monday Reza wrote:"),
        ("quotation", "", "quoted"),
        ("paragraph", "", "Indeed."),
    ]


@pytest.mark.parametrize(("lines", "role"), [(3, "boilerplate"), (30, "")])
def test_two_hyphens_begin_a_signature_only_near_the_end(lines: int, role: str) -> None:
    document = plain("Hello.\n--\n" + "".join(f"Line {number}.\n\n" for number in range(lines)))
    assert {found for _, found, text in kinds(document) if text.startswith("Line")} == {role}


def test_quotations_and_signatures_in_html_are_told_by_the_same_rules() -> None:
    letter = written()
    letter.set_content(
        f"<p>{HEBREW}</p><p>Dana wrote on Monday.</p><p>--</p><p>Dana</p>"
        f"<div>On 2 Sep 2019 Reza wrote:</div><blockquote><p>{PERSIAN}</p></blockquote>",
        subtype="html",
    )
    found = kinds(read(letter.as_bytes()))
    assert [(kind, text) for kind, _, text in found] == [
        ("paragraph", HEBREW),
        ("paragraph", "Dana wrote on Monday."),
        ("paragraph", "--"),
        ("paragraph", "Dana"),
        ("quotation", "On 2 Sep 2019 Reza wrote:"),
        ("quotation", PERSIAN),
    ]
    assert [role for _, role, _ in found[2:4]] == ["boilerplate", "boilerplate"]


FLOWED = [
    ("a \nb\nc", False, "a b\nc"),
    ("a \nb", True, "ab"),
    ("> a \n> b\nc", False, "> a b\nc"),
    ("> a \n>> b \n>> c", False, "> a \n>> b c"),
    (" From x \ny", False, "From x y"),
    (" > not quoted", False, " > not quoted"),
    ("a \n-- \nDana", False, "a \n-- \nDana"),
    ("a ", False, "a "),
    ("\n\na", False, "\n\na"),
    ("a \r\nb\r\n", False, "a b\n"),
]


@pytest.mark.parametrize(("text", "delete_space", "expected"), FLOWED)
def test_flowed_lines_are_joined(text: str, delete_space: bool, expected: str) -> None:  # noqa: FBT001 - a case
    assert unflowed(text, delete_space=delete_space) == expected


def test_flowed_text_is_read_as_paragraphs_and_its_signature_kept_apart() -> None:
    document = plain("one \ntwo\nthree\n-- \nDana\n", format="flowed")
    assert kinds(document) == [
        ("paragraph", "", "one two"),
        ("paragraph", "", "three"),
        ("paragraph", "boilerplate", "Dana"),
    ]
    assert texts(plain("یک \nدو\n", format="flowed", delsp="yes")) == ["یکدو"]


@given(st.lists(st.sampled_from(["> ", ">> ", ""]).flatmap(lambda mark: st.just(f"{mark}word")), min_size=1))
def test_no_line_is_lost_in_cutting_a_mail_into_passages(lines: list[str]) -> None:
    found = list(passages("\n".join(lines)))
    assert [text for passage in found for text in passage.text.split("\n")] == ["word"] * len(lines)
    assert [passage.depth for passage in found for _ in passage.text.split("\n")] == [line.count(">") for line in lines]


# --- parts, against the email package ---------------------------------------------------------------------------------

CONTENTS = st.sampled_from([b"hello\n", b"\n", b"--b\n--\n", b"two\n\nlines\n", b"end"])


def nested(depth: int) -> st.SearchStrategy[EmailMessage]:
    """Make letters of parts in parts."""
    leaves = CONTENTS.map(leaf)
    return st.recursive(leaves, lambda parts: st.lists(parts, min_size=1, max_size=3).map(multipart), max_leaves=depth)


def leaf(content: bytes) -> EmailMessage:
    part = EmailMessage()
    part.set_content(content, "application", "octet-stream", cte="base64")
    return part


def multipart(parts: list[EmailMessage]) -> EmailMessage:
    whole = EmailMessage()
    whole.make_mixed()
    for part in parts:
        whole.attach(part)
    return whole


@given(nested(8), st.sampled_from(["\n", "\r\n"]))
def test_parts_are_those_the_email_package_finds(letter: EmailMessage, line_break: str) -> None:
    content = (
        b"Subject: x" + line_break.encode() + letter.as_bytes(policy=email.policy.default.clone(linesep=line_break))
    )
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    expected = [part.get_content() for part in parsed.walk() if not part.is_multipart()]
    assert [attached.content for attached in read_mime(content, "a.eml").attachments] == expected


def test_parts_of_a_digest_are_letters() -> None:
    content = (
        HEAD + b"Content-Type: multipart/digest; boundary=b\n\npreamble\n--b\n\nSubject: one\n\n1\n--b--\nepilogue\n"
    )
    (attached,) = read_mime(content, "a.eml").attachments
    assert (attached.name, attached.media_type, attached.content) == ("one", "message/rfc822", b"Subject: one\n\n1")


def test_a_multipart_without_boundary_is_read_as_it_stands() -> None:
    assert texts(read(HEAD + f"Content-Type: multipart/mixed\n\n{ENGLISH}".encode())) == [ENGLISH]


def test_a_letter_out_of_an_mbox_or_after_a_byte_order_mark_is_read() -> None:
    assert read(b"From dana@example.org Tue Sep  3 10:00:00 2019\n" + HEAD + b"\nhello").declared.title == "Letter"
    assert read(b"\xef\xbb\xbf\r\n" + HEAD + b"\nhello").declared.title == "Letter"


def test_a_truncated_letter_is_read_as_far_as_it_goes() -> None:
    letter = written()
    letter.set_content(HEBREW)
    letter.add_attachment(bytes(1000), "application", "pdf", filename="a.pdf")
    content = letter.as_bytes()[:-500]
    assert (texts(read(content)), codes(read(content))) == ([HEBREW], ["truncated", "attachment"])
    assert [notice.code for notice in members(content, "message/rfc822", "a.eml").notices] == ["damaged-base64"]


# --- hostile ----------------------------------------------------------------------------------------------------------


def deep(levels: int) -> bytes:
    parts = b"".join(b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (at, at + 1) for at in range(levels))
    return HEAD + b'Content-Type: multipart/mixed; boundary="b0"\n\n' + parts + b"--b%d\n\ntext\n" % levels


MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
HOSTILE = [
    (deep(1_000), "damaged-mail", "has parts in parts more than 30 deep"),
    (
        b"Subject: " + b"x" * 10_000_000 + b"\n\nhello",
        "header-too-long",
        "has a header of 10,000,010 bytes; expected at most",
    ),
    (MIXED + b"--b\n\nx\n" * 5_000, "damaged-mail", "has more than 1,000 parts"),
    (MIXED + b"\n--bx" * 200_000, "damaged-mail", "has more than 100,000 lines that look like boundaries"),
    (HEAD + b"\n" + b"a\n" * 200_000, "too-large", "has a text of 200,000 lines; expected at most 50,000"),
    (HEAD + b"\n" + b"word " * 500_000, "line-too-long", "has a line of 2,500,000 characters; expected at most"),
    (
        HEAD + b"\n" + (b"word " * 500 + b"\n") * 4_100,
        "too-large",
        "has a text of 10,254,100 characters; expected at most",
    ),
    (
        HEAD + b"Content-Type: text/plain; format=flowed\n\n" + (b"word " * 9 + b"\n") * 49_000,
        "line-too-long",
        "has a line of 2,",
    ),
    (HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"AAECAwQF" * 200, "nul", "has a NUL byte; expected text"),
    (b"", "not-mail", "is no mail; expected a header such as"),
    (b"no header at all\n", "not-mail", "is no mail; expected a header"),
    (b"X-Empty: 1\n\n", "empty", "has no text; expected at least one word"),
]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("content", "code", "message"), HOSTILE, ids=[case[2] for case in HOSTILE])
def test_a_hostile_letter_is_refused_in_one_line(content: bytes, code: str, message: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(content)
    assert refused.value.code == code
    assert refused.value.where.startswith("letter.eml")
    assert refused.value.message.startswith(message)
    assert str(refused.value).isprintable()


SLOW = {
    "parameters": MIXED + (b'--b\nContent-Disposition: attachment; "' + b";" * 9_000 + b"\n\nx\n") * 300,
    "encoded words": b"Subject: " + b"=?utf-8?q?" * 90_000 + b"\n\nhello",
    "comments": b"Subject: x\nFrom: " + b"(" * 900_000 + b"\n\nhello",
    "one parameter": HEAD + b"Content-Type: text/plain; " + b"name*0=x;" * 90_000 + b"\n\nhello",
    "attributions": HEAD + b"\n" + (b"On " + b"wrote " * 40 + b"\n> x\n") * 3_000,
    "hyphens": HEAD + b"\n" + b"--\n" * 5_000,
    "blank lines": HEAD + b"\n" + b"\n" * 5_000_000 + b"hello",
    "styles": MIXED.replace(b"mixed", b"alternative")
    + b"--b\n\nhello\n--b\nContent-Type: text/html\n\n"
    + b"<style " * 900_000,
    "base64": HEAD + b"Content-Transfer-Encoding: base64\n\naGVsbG8g" + b"!" * 20_000_000,
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", SLOW)
def test_a_letter_made_to_be_slow_is_read(name: str) -> None:
    assert read(SLOW[name]).blocks


def whole_letter() -> bytes:
    letter = written("שלום", Date="Tue, 3 Sep 2019 10:00:00 +0300")
    letter.set_content(HEBREW)
    letter.add_alternative(f"<p>{HEBREW}</p>", subtype="html")
    letter.add_attachment(b"%PDF-", "application", "pdf", filename="דוח.pdf")
    for number, part in enumerate(part for part in letter.walk() if part.is_multipart()):
        part.set_boundary(f"b{number}")
    return letter.as_bytes()


@given(changed_bytes(whole_letter()))
def test_a_letter_with_changed_bytes_is_read_or_refused_in_words(content: bytes) -> None:
    for outcome in outcomes(content, "message/rfc822"):
        assert is_one_line(outcome)


def outcomes(content: bytes, media_type: str) -> Iterator[str]:
    """Say how reading a letter and its members ends: refusals, notices and paths."""
    try:
        yield from (notice.message for notice in read(content, media_type=media_type).notices)
        opened = members(content, media_type, "letter")
        yield from (member.path for member in opened.members)
        yield from (notice.message for notice in opened.notices)
    except SourceError as error:
        yield str(error)


# --- Outlook ----------------------------------------------------------------------------------------------------------

SENT = dt.datetime(2019, 9, 3, 7, 15, tzinfo=dt.UTC)


def test_an_outlook_message_is_read_as_a_letter() -> None:
    texts_by_tag = {
        "0037": "גיליון 30",
        "0C1A": "דנה לוי",
        "5D01": "dana@example.org",
        "1000": f"{HEBREW}\r\n\r\n-- \r\nדנה",
    }
    document = read_msg(message(texts_by_tag, sent=SENT))
    assert [(block.role, block.text) for block in document.blocks] == [
        ("title", "גיליון 30"),
        ("byline", "דנה לוי <dana@example.org>"),
        ("date", "Tue, 03 Sep 2019 07:15:00 +0000"),
        ("", HEBREW),
        ("boilerplate", "דנה"),
    ]
    assert (document.declared.title, document.declared.author) == ("גיליון 30", "דנה לוי")
    assert document.declared.published
    assert document.declared.published.iso == "2019-09-03"


def test_an_outlook_message_that_went_over_the_internet_has_the_headers_it_went_with() -> None:
    headers = (
        "Received: by mail\r\nFrom: =?utf-8?B?16nXnNeV150=?= <s@example.org>\r\nDate: Mon, 2 Sep 2019 23:00:00 -0500"
        "\r\nArchived-At: <https://lists.example.org/1>\r\nSubject: transport\r\n"
    )
    document = read_msg(message({"007D": headers, "1000": ENGLISH, "0C1A": "other"}, sent=SENT))
    declared = document.declared
    assert (declared.title, declared.author, declared.url) == ("transport", "שלום", "https://lists.example.org/1")
    assert declared.published
    assert declared.published.iso == "2019-09-02"


@pytest.mark.parametrize(("page", "codec"), [(1255, "cp1255"), (65001, "utf-8"), (38598, "iso8859-8"), (0, "cp1255")])
def test_8_bit_texts_are_read_in_the_code_page_of_the_message(page: int, codec: str) -> None:
    document = read_msg(message({"0037": "שלום לכולם".encode(codec), "1000": HEBREW.encode(codec)}, code_page=page))
    assert (document.declared.title, texts(document)) == ("שלום לכולם", [HEBREW])


@pytest.mark.parametrize(
    "html",
    [{"10130102": PAGE.encode("cp1255")}, {"1013": PAGE}, {"1013": PAGE.encode("cp1255")}],
    ids=["bytes", "Unicode text", "8-bit text"],
)
def test_an_outlook_message_in_html_is_read(html: dict[str, str | bytes]) -> None:
    document = read_msg(message({"0037": "x", **html}, code_page=1255, html_code_page=1255))
    assert texts(document)[0] == HEBREW


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"0042": "Dana"}, "Dana"),
        ({"0C1F": "dana@example.org"}, "dana@example.org"),
        ({"0C1A": "dana@example.org", "5D01": "dana@example.org"}, "dana@example.org"),
        ({"0C1A": "Dana", "0C1F": "/O=ORG/CN=DANA"}, "Dana"),
    ],
)
def test_the_sender_of_an_outlook_message_is_a_name_an_address_or_both(named: dict[str, str], expected: str) -> None:
    document = read_msg(message({"1000": ENGLISH, **named}))
    assert [block.text for block in document.blocks if block.role == "byline"] == [expected]


def test_a_text_in_rtf_only_is_reported() -> None:
    assert codes(read_msg(message({"0037": "x", "10090102": b"LZFu"}))) == ["rtf-body"]


def test_a_subject_in_no_encoding_keeps_its_ascii() -> None:
    assert read_msg(message({"0037": b"a\x81b", "1000": ENGLISH})).declared.title == "a\ufffdb"


def test_a_message_in_a_message_becomes_a_mail_with_all_it_has() -> None:
    inner = message(
        {"0037": "פנימי", "0C1A": "Reza", "1000": PERSIAN, "10130102": f"<p>{PERSIAN}</p>".encode()},
        sent=SENT,
        html_code_page=65001,
        attachments=[
            attachment("a.pdf", b"%PDF-", tag_370E="application/pdf"),
            attachment("odd", b"x", tag_370E="odd"),
        ],
        inner=True,
    )
    content = compound(message({"0037": "outer"}, attachments=[attachment("", inner)]))
    opened = members(content, "application/vnd.ms-outlook", "a.msg")
    assert [member.path for member in opened.members] == [
        "a.msg/פנימי.eml",
        "a.msg/פנימי.eml/a.pdf",
        "a.msg/פנימי.eml/odd",
    ]
    assert opened == members(content, "application/vnd.ms-outlook", "a.msg")
    document = read(opened.members[0].content)
    assert [block.text for block in document.blocks] == ["פנימי", "Reza", "Tue, 03 Sep 2019 07:15:00 +0000", PERSIAN]


def test_a_time_after_the_last_year_there_is_is_no_time() -> None:
    late = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
    numbers = bytes(32) + struct.pack("<HHIQ", 0x0040, 0x0039, 6, 2**63)
    document = read_msg({**message({"0037": "x", "1000": ENGLISH}, sent=late), "__properties_version1.0": numbers})
    assert document.declared.published is None


def test_messages_in_messages_end() -> None:
    innermost = message({"0037": "4", "1000": ENGLISH}, inner=True)
    for subject in ("3", "2"):
        innermost = message({"0037": subject}, attachments=[attachment("", innermost)], inner=True)
    content = compound(message({"0037": "1"}, attachments=[attachment("", innermost)]))
    opened = members(content, "application/vnd.ms-outlook", "a.msg")
    assert [member.path for member in opened.members] == ["a.msg/2.eml", "a.msg/2.eml/3.eml"]


def whole_message() -> bytes:
    return compound(message({"0037": "x", "1000": ENGLISH}, attachments=[attachment("a.txt", bytes(9_000))]))


def test_streams_that_are_larger_than_the_file_are_refused() -> None:
    overlapping = [attachment(f"{number}.txt", bytes(5_000)) for number in range(9)]
    content = compound(message({"0037": "x"}, attachments=overlapping), shared=True)
    with pytest.raises(SourceError, match="its streams are larger than the file"):
        read(content, media_type="application/vnd.ms-outlook")


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("place", "form", "value", "message"),
    [
        (0x1E, "<H", 60_000, "its sectors have no size they may have"),
        (0x2C, "<I", 0x00FFFFFF, "it claims a table of 8,589,934,080 bytes in a file of 12,288"),
        (0x40, "<I", 0x00FFFFFF, "it claims a table of 8,589,934,080 bytes in a file of 12,288"),
        (0x48, "<I", 0x00FFFFFF, "it claims a table of 8,589,934,080 bytes in a file of 12,288"),
    ],
)
def test_a_message_that_claims_tables_larger_than_itself_is_refused(
    place: int, form: str, value: int, message: str
) -> None:
    changed = bytearray(whole_message())
    struct.pack_into(form, changed, place, value)
    with pytest.raises(SourceError, match=f"a damaged one: {message}$"):
        read(bytes(changed), media_type="application/vnd.ms-outlook")


def test_a_message_with_more_attachments_than_any_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezri_archive.readers.mail.outlook._MOST_ATTACHMENTS", 2)
    with pytest.raises(SourceError, match="has 3 attachments; expected at most 2"):
        read_msg(message({"0037": "x"}, attachments=[attachment("a", b"x")] * 3))


@pytest.mark.parametrize(
    "content", [b"", b"no compound file", whole_message()[:700], whole_message()[:512] + bytes(3_000)]
)
def test_what_is_no_outlook_message_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"^letter\.msg: is no Outlook message, or a damaged one: ") as refused:
        read(content, media_type="application/vnd.ms-outlook")
    assert refused.value.code == "damaged-mail"


@given(changed_bytes(whole_message()))
def test_an_outlook_message_with_changed_bytes_is_read_or_refused_in_words(content: bytes) -> None:
    for outcome in outcomes(content, "application/vnd.ms-outlook"):
        assert is_one_line(outcome)


def test_the_command_that_installs_the_reader_of_outlook_messages_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "olefile", None)
    with pytest.raises(SourceError, match=r"to read it: pip install 'ezri-archive\[mail\]'$") as refused:
        read(whole_message(), media_type="application/vnd.ms-outlook")
    assert refused.value.code == "missing-reader"


def test_what_is_attached_is_named_with_its_place_among_the_sources_or_as_not_read() -> None:
    letter = written()
    letter.set_content("The ferry leaves at nine.")
    letter.add_attachment("One line.", filename="notes.txt")
    letter.add_attachment("Another.", filename="../notes.txt")
    letter.add_attachment(b"PNG", "image", "png", filename="quay.png")

    assert read(letter.as_bytes()).notices == (
        Notice("info", "attachment", "“notes.txt” is attached: letter.eml/notes.txt", "letter.eml/notes.txt"),
        Notice("info", "attachment", "“notes-2.txt” is attached: letter.eml/notes-2.txt", "letter.eml/notes-2.txt"),
        Notice(
            "warning",
            "attachment-not-read",
            "the attachment “quay.png” is not read; save it as text, a page or PDF among the sources",
            "letter.eml/quay.png",
        ),
    )
