"""Scripts, offsets and the search fold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.text import OffsetMap, fold, letters, script_of, show_bidi_controls, xml_illegal

LETTERS_AND_MARKS = st.text(
    st.sampled_from("אבגךםשׁבּ־׳״\"'’ اآأإكکيیىئةۀهٔءؤًّـ\u200c\u200e\u200f\u00ad۱٢3aÉßıİfiﬁﷲﻼﹰﹱ가_-.  \nːʿ½²")
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
)


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("שָׁלוֹם", "שלום"),
        ("בְּרֵאשִׁ֖ית", "בראשית"),  # cantillation
        ("שׁלום", "שלום"),
        ("\ufb2aלום", "שלום"),  # shin with its dot as one character
        ("ﭏ", "אל"),
        ('ארה"ב', "ארה״ב"),
        ('ארה"ב', "ארהב"),
        ("ארה''ב", "ארה״ב"),
        ("ארה”ב", "ארהב"),
        ('צה"ל', "צהל"),
        ("ג'ורג'", "ג׳ורג׳"),
        ("ג'ורג'", "גורג"),
        ("ח’אמנאי", "ח'אמנאי"),
        ("תל־אביב", "תל אביב"),
        ("תל-אביב", "תל אביב"),
        ("תל–אביב", "תל אביב"),
        ("מלך", "מלכ"),
        ("שלוםם", "שלוממ"),
        ("ייִדיש", "יידיש"),
        ("ײַדיש", "יידיש"),
        ("כتاب".replace("כ", "ك"), "کتاب"),
        ("خليج", "خلیج"),
        ("علي", "علی"),
        ("موسى", "موسی"),
        ("کتاب‌ها", "کتابها"),
        ("می‌خواهم", "میخواهم"),
        ("خامنه\u200eای", "خامنه‌ای"),  # a directional mark typed for the non-joiner
        ("خامنه\u200fای", "خامنهای"),
        ("مســـئول", "مسئول"),
        ("مسؤول", "مسوول"),
        ("مسئول", "مسیول"),
        ("رأی", "رای"),
        ("آمریکا", "امریکا"),
        ("إيران", "ایران"),
        ("خانهٔ", "خانه"),
        ("خانۀ", "خانه"),
        ("مدرسة", "مدرسه"),
        ("شیء", "شی"),
        ("مُحَمَّد", "محمد"),
        ("رحمٰن", "رحمن"),
        ("ﷲ", "الله"),
        ("ﻼ", "لا"),
        ("ﻛﺘﺎﺏ", "کتاب"),
        ("مﹼحمد", "محمد"),  # an isolated form of shadda, which NFKC would give a space
        ("۱۳۹۷", "1397"),
        ("١٣٩٧", "1397"),
        ("۱۳۹۷/۰۶/۲۱", "1397 06 21"),
        ("café", "cafe"),
        ("cafe\u0301", "CAFÉ"),
        ("ʿAbbās", "Abbas"),
        ("Qurʾān", "quran"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("ﬁlm", "film"),
        ("co\u00adoperate", "cooperate"),
        ("Iran's", "iran s"),
        ("snake_case", "snake case"),
        ("  The\u00a0Gulf,\nagain! ", "the gulf again"),
        ("(\u202bאיראן\u202c)", "איראן"),
    ],
)
def test_what_reads_the_same_folds_to_one_key(spelling: str, other: str) -> None:
    assert fold(spelling) == fold(other) != ""


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("דבר", "רבר"), ("החל", "ההל"), ("סוס", "מומ"), ("ותר", "זתר"), ("טלה", "תלה"), ("כבר", "בבר"),
        ("بار", "پار"), ("کار", "گار"), ("جای", "چای"), ("راز", "راژ"), ("سیر", "صیر"), ("حال", "هال"), ("تاب", "طاب"),
        ("rn", "m"), ("l", "1"), ("O", "0"), ("а", "a"), ("о", "o"), ("שלום עולם", "שלומעולם"), ("کتاب ها", "کتابها"),
    ],
)  # fmt: skip
def test_what_only_looks_the_same_keeps_its_own_key(spelling: str, other: str) -> None:
    assert fold(spelling) != fold(other)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        (" - ", ""),
        ("״", ""),
        ("The 30th issue", "the 30th issue"),
        ('ע"י מרכז עזרי', "עי מרכז עזרי"),
        ('"האם" ח\'אמנאי', "האמ חאמנאי"),
        ("«ایرانِ امروز»", "ایران امروز"),
        ("https://example.org/fa/1397", "https example org fa 1397"),
    ],
)
def test_the_key_of_a_text(text: str, key: str) -> None:
    assert fold(text) == key


@given(LETTERS_AND_MARKS)
def test_folding_a_key_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS_AND_MARKS)
def test_a_key_is_words_with_single_spaces_between(text: str) -> None:
    key = fold(text)
    assert key == " ".join(key.split())
    assert all(word.isalnum() for word in key.split())


@given(LETTERS_AND_MARKS)
def test_the_key_does_not_depend_on_how_the_text_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_every_character_of_the_basic_plane_folds_stably() -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    texts = [frame.format(character) for character in characters for frame in ("{}", "א{}ا")]
    assert [text for text in texts if fold(fold(text)) != fold(text)] == []


@pytest.mark.parametrize(
    ("text", "counts", "script"),
    [
        ("Ezri", {"Hebr": 0, "Arab": 0, "Latn": 4}, "Latn"),
        ("מרכז עזרי", {"Hebr": 8, "Arab": 0, "Latn": 0}, "Hebr"),
        ("מַרְכָּז", {"Hebr": 4, "Arab": 0, "Latn": 0}, "Hebr"),
        ("مرکز ABC", {"Hebr": 0, "Arab": 4, "Latn": 3}, "Arab"),
        ("30, ۳۰ – ٣٠", {"Hebr": 0, "Arab": 0, "Latn": 0}, "Zyyy"),
        ("Привет", {"Hebr": 0, "Arab": 0, "Latn": 0}, "Zyyy"),
        ("", {"Hebr": 0, "Arab": 0, "Latn": 0}, "Zyyy"),
    ],
)
def test_letters_are_counted_by_script(text: str, counts: dict[str, int], script: str) -> None:
    assert letters(text) == counts
    assert script_of(text) == script


def test_directional_marks_are_shown_as_code_points() -> None:
    assert show_bidi_controls("خامنه\u200eای \u202eabc\u202c می‌رود") == "خامنه[U+200E]ای [U+202E]abc[U+202C] می‌رود"


@pytest.mark.parametrize(
    ("text", "illegal"),
    [("tab\tline\nend\r", ""), ("a\x00b", "\x00"), ("\x0b\x00", "\x0b"), ("\ufffe", "\ufffe"), ("\U0001f600", "")],
)
def test_the_first_character_that_xml_cannot_carry_is_found(text: str, illegal: str) -> None:
    assert xml_illegal(text) == illegal


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5)), min_size=1, max_size=8))
def test_an_offset_map_leads_every_kept_character_back(runs: list[tuple[int, int]]) -> None:
    pairs: list[tuple[int, int]] = []
    places: list[int] = []
    source = 0
    for kept, dropped in runs:
        pairs.append((len(places), source))
        places += range(source, source + kept)
        source += kept + dropped
    offsets = OffsetMap(tuple(pairs))
    assert [offsets.source(index) for index in range(len(places))] == places
