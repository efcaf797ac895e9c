"""Encodings found or refused, visual Hebrew turned; no character lost, none replaced."""

import codecs
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.errors import SourceError
from ezri_archive.readers.encodings import decode, register_codecs
from ezri_archive.readers.encodings.visual_order import LONGEST_VISUAL, hebrew_order, logical_line, logical_text

HEBREW = "בשנה שעברה נפתחה ליד הנמל ספרייה קטנה, ואנשים רבים באים אליה אחרי העבודה."
PERSIAN = "پارسال نزديک بندر کتابخانه کوچکي باز شد و مردم پس از کار به آنجا مي‌روند."
ARABIC = "في العام الماضي فتحت مكتبة صغيرة قرب الميناء، ويأتي إليها الناس بعد العمل."
ENGLISH = "Last year a “small” library opened near the harbour’s café – and people come after work…"
NIQQUD = "בְּרֵאשִׁית הָיָה הַנָּמָל קָטָן וְרֵיק"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (HEBREW, "utf-8", "utf-8"),
        (HEBREW, "utf-8-sig", "utf-8-sig"),
        (PERSIAN, "utf-16", "utf-16"),
        (PERSIAN, "utf-32", "utf-32"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (HEBREW, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (HEBREW, "cp1255", "windows-1255"),
        (NIQQUD, "cp1255", "windows-1255"),
        (HEBREW, "cp862", "cp862"),
        (PERSIAN, "cp1256", "windows-1256"),
        (ARABIC, "cp1256", "windows-1256"),
        (ENGLISH, "cp1252", "windows-1252"),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_found_without_being_declared(text: str, encoding: str, found: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, found)
    assert decoded.confidence >= 0.6


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "found"),
    [
        (HEBREW, "iso8859-8", "iso-8859-8-i", "iso-8859-8-i"),
        (HEBREW, "iso8859-8", "ISO-8859-8-E", "iso-8859-8-i"),
        (HEBREW, "iso8859-8", "iso-8859-8", "iso-8859-8-i"),
        (HEBREW, "cp1255", '"windows-1255"', "windows-1255"),
        (PERSIAN, "cp1256", "x-cp1256", "windows-1256"),
        ("שלום", "cp862", "dos-862", "cp862"),
        (ENGLISH, "cp1252", "iso-8859-1", "windows-1252"),
        ("Ёлка, тёплый вечер и чай", "koi8-r", "koi8-r", "koi8-r"),
        ("نص عربي قديم في الميناء", "iso8859-6", "ISO-8859-6", "iso8859-6"),
    ],
)
def test_a_declared_encoding_that_the_bytes_bear_out_is_believed(
    text: str, encoding: str, declared: str, found: str
) -> None:
    decoded = decode(text.encode(encoding), declared=declared)
    assert (decoded.text, decoded.encoding, decoded.notices) == (text, found, ())


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "found"),
    [
        (HEBREW, "cp1255", "utf-8", "windows-1255"),
        (HEBREW, "cp1255", "iso-8859-1", "windows-1255"),
        (PERSIAN, "cp1256", "windows-1252", "windows-1256"),
        (PERSIAN, "cp1256", "windows-1255", "windows-1256"),
        (HEBREW, "utf-8", "windows-1255", "utf-8"),
        (HEBREW, "cp1255", "koi8-r", "windows-1255"),
        (HEBREW, "cp1255", "euc-jp", "windows-1255"),
        (HEBREW, "cp1255", "base64", "windows-1255"),
        (HEBREW, "cp1255", "no such thing", "windows-1255"),
        (HEBREW, "cp1255", "nul\0", "windows-1255"),
    ],
)
def test_a_wrong_declaration_is_overruled_and_reported(text: str, encoding: str, declared: str, found: str) -> None:
    decoded = decode(text.encode(encoding), declared=declared)
    assert (decoded.text, decoded.encoding) == (text, found)
    assert [notice.code for notice in decoded.notices] == ["encoding-contradicted"]
    assert f"{decoded.confidence:.0%}" in decoded.notices[0].message


def test_every_guess_says_how_sure_it_is() -> None:
    decoded = decode(HEBREW.encode("cp1255"))
    assert [(notice.level, notice.code) for notice in decoded.notices] == [("info", "encoding-guessed")]
    assert decoded.notices[0].message == f"names no encoding; read as windows-1255 ({decoded.confidence:.0%} sure)"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xff\xfe\x00\xd8", "undecodable"),  # half a character in UTF-16
        (codecs.BOM_UTF8 + b"abc\xff", "undecodable"),
        (b"a\x00b\x00\x01\x02\x03", "nul"),
        (b"%PDF-1.4\x00\xc0\xd9", "nul"),
        (bytes(range(1, 32)) * 20 + b"\xff\xd9", "binary"),
        ("Ёлка, тёплый вечер и чай".encode("koi8-r"), "undecodable"),
        (bytes(range(128, 256)) * 4, "undecodable"),
    ],
)
def test_what_is_no_known_text_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(SourceError) as refused:
        decode(content, where="a.txt")
    assert refused.value.code == code
    assert str(refused.value).startswith("a.txt")


def test_the_mark_dos_put_at_the_end_is_no_text() -> None:
    assert decode(HEBREW.encode("cp862") + b"\x1a").text == HEBREW


def test_a_long_text_is_judged_by_its_beginning_and_decoded_whole() -> None:
    text = (HEBREW + "\n") * 4000
    assert decode(text.encode("cp1255")).text == text


VISUAL = [
    "םולש",
    ".המחלמה ינפל ןיכה ימ ןעוט אל שיא",
]
LOGICAL = ["שלום", "איש לא טוען מי הכין לפני המלחמה."]


@pytest.mark.parametrize(
    "line",
    [
        "שלום (עולם) ו«כן» [1].",
        "מחיר: 50% (12.5) בלבד",
        "שלום ABC (XYZ) עולם",
        "טל. 03-1234567, בבית",
        'הוא אמר: "שלום (כן)".',
        "",
    ],
)
def test_turning_twice_gives_the_line_back(line: str) -> None:
    assert logical_line(logical_line(line)) == line


def test_brackets_face_their_words_after_turning() -> None:
    assert logical_line(".(םולש) רמא אוה") == "הוא אמר (שלום)."
    assert logical_line("(2018) English stays.") == "(2018) English stays."


@pytest.mark.parametrize(
    ("encoding", "name"), [("iso8859-8", "iso-8859-8"), ("cp862", "cp862"), ("cp1255", "windows-1255")]
)
def test_visual_hebrew_is_turned_and_reported(encoding: str, name: str) -> None:
    content = "\n".join(map(logical_line, [HEBREW, *LOGICAL])).encode(encoding)
    decoded = decode(content, declared=encoding)
    assert decoded.text.split("\n") == [HEBREW, *LOGICAL]
    assert (decoded.encoding, decoded.visual) == (name, True)
    assert [notice.code for notice in decoded.notices] == ["visual-hebrew"]


def test_markup_in_visual_order_is_left_to_its_reader() -> None:
    text = f"<p>{logical_line(HEBREW)}</p>"
    decoded = decode(text.encode("iso8859-8"), declared="iso-8859-8", markup=True)
    assert (decoded.text, decoded.visual) == (text, True)


def test_hebrew_whose_order_cannot_be_told_is_read_as_it_stands_and_reported() -> None:
    decoded = decode("בקר טוב".encode("iso8859-8"), declared="iso-8859-8")
    assert (decoded.text, [notice.code for notice in decoded.notices]) == ("בקר טוב", ["order-unknown"])
    assert decode("בקר טוב".encode("iso8859-8"), declared="iso-8859-8-i").notices == ()


def test_a_visual_text_too_long_to_turn_is_refused() -> None:
    with pytest.raises(SourceError, match="characters in visual order; expected at most"):
        decode((VISUAL[0] + " ").encode("iso8859-8") * (LONGEST_VISUAL // 5 + 1), declared="visual")


def test_order_is_weighed_by_final_letters_and_little_words() -> None:
    assert hebrew_order("\n".join(VISUAL)).is_visual
    assert not hebrew_order("\n".join(LOGICAL)).is_visual
    assert hebrew_order(HEBREW).confidence > hebrew_order("שלום").confidence > hebrew_order("טוב").confidence == 0.5
    assert not hebrew_order('מנכ"ל צה"ל').is_known


def test_mail_in_the_hebrew_charsets_is_read_once_the_codecs_are_registered() -> None:
    register_codecs()
    register_codecs()
    raw = b"Subject: =?iso-8859-8-i?Q?=F9=EC=E5=ED?=\r\nContent-Type: text/plain; charset=iso-8859-8-e\r\n\r\n"
    raw += b"\xf9\xec\xe5\xed"
    message = message_from_bytes(raw, policy=policy.default)
    assert (message["subject"], message.get_content().strip()) == ("שלום", "שלום")
    with pytest.raises(LookupError):
        codecs.lookup("iso-8859-88-i")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_any_text_in_utf_8_comes_back_as_it_is(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@given(st.binary(min_size=1, max_size=300))
def test_bytes_are_decoded_without_loss_or_refused(content: bytes) -> None:
    try:
        decoded = decode(content)
    except SourceError:
        return
    assert 0 < decoded.confidence <= 1
    if not decoded.visual:
        codec = {"iso-8859-8-i": "iso8859-8"}.get(decoded.encoding, decoded.encoding)
        assert decoded.text.rstrip("\x1a") == content.decode(codec).rstrip("\x1a")


@given(st.lists(st.sampled_from([HEBREW, *LOGICAL, "ABC 12", ""]), min_size=1))
def test_turning_a_text_keeps_its_lines(lines: list[str]) -> None:
    assert logical_text("\n".join(map(logical_line, lines))).split("\n") == lines
