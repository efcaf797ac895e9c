"""Searching for words however they are spelt: what is found, where it is marked, and what only looks like it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

import search_archive
from ezri_archive.text import fold, key_words
from ezri_archive.web.searching import hits
from ezri_archive.web.searching.questions import QuestionError, question
from ezri_archive.web.searching.spellings import spellings

FOUND: list[tuple[str, str, str, str]] = [
    # points and cantillation
    ("שלום", "he", "שָׁלוֹם לַמַּלָּחִים, כתב הספן.", "שָׁלוֹם"),
    ("שָׁלוֹם", "he", "אמרו שלום ונפרדו בקצה המזח.", "שלום"),
    ("קדם", "he", "רוח קֳדָ֑ם נשבה מן הים.", "קֳדָ֑ם"),
    ("למלחים", "he", "שָׁלוֹם לַמַּלָּחִים, כתב הספן.", "לַמַּלָּחִים"),
    ("کتاب", "fa", "این کِتابِ کهنه از انبار آمد.", "کِتابِ"),
    ("سلام", "fa", "ســـلام، گفت و رفت.", "ســـلام"),
    # final letters, presentation forms, digraphs
    ("מלכ", "he", "המפתח היה בידי מלך זקן.", "מלך"),
    ("שלום", "he", "המילה שׁלום נכתבה על השער.", "שׁלום"),
    ("יידיש", "he", "השיר נכתב בײדיש ותורגם.", "בײדיש"),
    ("سلام", "fa", "ﺳﻼم بر همه، نوشته بود.", "ﺳﻼم"),
    ("ﻧﻤﮏ", "fa", "بار کشتی نمک و خرما بود.", "نمک"),
    # kaf, yeh, hamza
    ("كتابی", "fa", "کتابی روی میز ماند.", "کتابی"),
    ("دریای", "fa", "بادهاي درياي جنوب سرد است.", "درياي"),
    ("کشتی", "fa", "هر كشتى دو بادبان دارد.", "كشتى"),
    ("خانه", "fa", "خانۀ ناخدا کنار اسکله است.", "خانۀ"),
    ("مسیول", "fa", "مسئول انبار دیر رسید.", "مسئول"),
    ("آب", "fa", "اب شور به درد نمی‌خورد.", "اب"),
    # non-joiner, joined, spaced
    ("می‌رود", "fa", "قایق آرام می‌رود و برمی‌گردد.", "می‌رود"),
    ("میرود", "fa", "قایق آرام می‌رود و برمی‌گردد.", "می‌رود"),
    ("می رود", "fa", "قایق آرام می‌رود و برمی‌گردد.", "می‌رود"),
    ("می‌رود", "fa", "او هر روز میرود به بندر.", "میرود"),
    ("می‌رود", "fa", "آب می رود و شن می‌ماند.", "می رود"),
    ("میرود", "fa", "آب می رود و شن می‌ماند.", "می رود"),
    ("نمی خورد", "fa", "اب شور به درد نمی‌خورد.", "نمی‌خورد"),
    ("کتاب‌ها", "fa", "کتابها را در صندوق گذاشتند.", "کتابها"),
    ("کتابها", "fa", "کتاب‌ها خیس شده بود.", "کتاب‌ها"),
    ("کتاب ها", "fa", "کتاب‌ها خیس شده بود.", "کتاب‌ها"),
    ("کتاب‌ها", "fa", "فهرست کتاب ها گم شد.", "کتاب ها"),
    ("کتاب", "fa", "کتاب‌هایشان را فروختند.", "کتاب‌هایشان"),
    ("بزرگ", "fa", "بزرگ‌ترین لنگر را انداختند.", "بزرگ‌ترین"),
    ("خانه", "fa", "خانه‌ای سفید دیدیم.", "خانه‌ای"),
    ("علاقه مند", "fa", "شاگردان علاقه‌مند پرسیدند.", "علاقه‌مند"),
    ("علاقه‌مند", "fa", "هیچ کس علاقه مند نبود.", "علاقه مند"),
    ('"می رود و"', "fa", "قایق آرام می‌رود و برمی‌گردد.", "می‌رود و"),
    # Hebrew proclitics and their stacks
    ("איראן", "he", "הסחורה יוצרה באיראן.", "באיראן"),
    ("איראן", "he", "טורקיה ואיראן חתמו על הסכם.", "ואיראן"),
    ("איראן", "he", "הודיעו שבאיראן נסגר הנמל.", "שבאיראן"),
    ("איראן", "he", "וכשמאיראן באה ידיעה, שתקו.", "וכשמאיראן"),
    ("נמל", "he", "וְהַנָּמָל היה ריק.", "וְהַנָּמָל"),
    ("מגדלור", "he", "מהמגדלור נראה האי.", "מהמגדלור"),
    ("גמל", "he", "כשהגמלים עייפו, ירד הרוכב מן הגמל.", "הגמל"),
    ('"דרך המלח"', "he", "הם הלכו בדרך המלח צפונה.", "בדרך המלח"),
    ("ים", "he", "הלכנו לים בערב.", "לים"),
    ("1911", "he", "היומן נכתב ב1911 בערך.", "ב1911"),
    # gershayim, geresh, maqaf, hyphen
    ('ק"ג', "he", "כל גוש שקל 60 ק״ג לערך.", "ק״ג"),
    ("קג", "he", 'בשק היו עוד 3 ק"ג קמח.', 'ק"ג'),
    ("ק״ג", "he", "רשם 12 ק''ג בפנקס.", "ק''ג"),
    ("גורג", "he", "ג'ורג' בא מן האי.", "ג'ורג"),
    ("הארץ", "he", 'כך נכתב ב"הארץ" אתמול.', 'ב"הארץ'),
    ("תל אביב", "he", "מכתב מתל־אביב הגיע.", "מתל"),
    ("תל־מרו", "he", "הנמל של תל מרו נסגר.", "תל מרו"),
    ("דו־קיום", "he", "ספר על דוקיום בעיר.", "דוקיום"),
    ("120", "he", "שני גושים, כ־120 בערך, נעלמו.", "120"),
    ("e-mail", "en", "Send an email to the harbour.", "email"),
    ("e-mail", "en", "His e-mail came too late.", "e-mail"),
    # digits, Latin letters, phrases, beginnings
    ("1403", "fa", "در سال ۱۴۰۳ بسته شد.", "۱۴۰۳"),
    ("۱۳۵۷", "fa", "نقشهٔ ١٣٥٧ را آوردند.", "١٣٥٧"),
    ("۱۹۳۱", "en", "The harbour was closed in 1931.", "1931"),
    ("cafe", "en", "A café on the quay.", "café"),
    ("naïve", "en", "It was a naive map.", "naive"),
    ("Isfahan", "en", "The road to Iṣfahān was dry.", "Iṣfahān"),
    ("final", "en", "The ﬁnal ship left.", "ﬁnal"),
    ("strasse", "en", "He lived in the Hafenstraße and then in Salzstraße; a Straße is a street.", "Straße"),
    ("ORLAN", "en", "We read Orlan's diary.", "Orlan"),
    ('"salt road"', "en", "The Salt Road is long.", "Salt Road"),
    ("“salt road”", "en", "The Salt Road is long.", "Salt Road"),
    ("carav*", "en", "Two caravans met.", "caravans"),
    ("מגד*", "he", "מהמגדלור נראה האי.", "מהמגדלור"),
    ("بادب*", "fa", "هر كشتى دو بادبان دارد.", "بادبان"),
    ("ship -final", "en", "A ship without a flag.", "ship"),
    ("lantern OR diary", "en", "We read Orlan's diary.", "diary"),
]  # fmt: skip
"""A query, a passage that it must find, and the characters of it that are marked."""

NOT_FOUND: list[tuple[str, str, str]] = [
    ("ים", "he", "שתינו מים קרים."),
    ("ים", "he", "שים את החבל כאן."),
    ("דרך", "he", "המדריך איחר."),
    ("שלום", "he", "שלומי כתב ליעל."),
    ("כתב", "he", "הכתבה התפרסמה."),
    ("מלח", "he", "המלחמה נגמרה."),
    ("איראן", "he", "האיראני סיפר סיפור."),
    ('"דרך המלח"', "he", "המלח ניצח את הדרך."),
    ("נמל", "he", "נמלה הלכה על הקיר."),
    ("تن", "fa", "او تنها ماند."),
    ("زبان", "fa", "میزبان مهربان بود."),
    ("خانه", "fa", "میخانه بسته بود."),
    ("ساز", "fa", "سازمان بنادر نامه نوشت."),
    ("نمک", "fa", "غذا نمکین شد."),
    ("رود", "fa", "درود بر شما."),
    ("کار", "fa", "کاروان دور شد."),
    ("1403", "fa", "شمارهٔ ۱۴۰۳۱ گم شد."),
    ("120", "en", "It weighed 1200 tons."),
    ("salt", "en", "The salty basalt rocks."),
    ("ship", "en", "Ships and shipping."),
    ("carav", "en", "Two caravans met."),
    ("carav*", "en", "A scarab and a caramel."),
    ('"road salt"', "en", "The Salt Road is long."),
    ("road -salt", "en", "The Salt Road is long."),
    ("cafe", "en", "The cafeteria is closed."),
]  # fmt: skip
"""A query, and a passage that only looks like what it asks for."""

NOT_EXACT: list[tuple[str, str, str]] = [
    ("איראן", "he", "הסחורה יוצרה באיראן."),
    ("ים", "he", "הלכנו לים בערב."),
    ("1911", "he", "היומן נכתב ב1911 בערך."),
    ("کتاب", "fa", "کتاب‌هایشان را فروختند."),
    ("بزرگ", "fa", "بزرگ‌ترین لنگر را انداختند."),
]
"""A query, and a passage that it finds, but not as an exact form."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = [(language, passage) for _, language, passage, _ in FOUND]
    told += [(language, passage) for _, language, passage in (*NOT_FOUND, *NOT_EXACT)]
    return search_archive.write(tmp_path_factory.mktemp("search") / "told.db", told)


async def found(served: Any, query: str, *, exact: str = "") -> dict[str, list[str]]:
    """Search; give what is marked in every passage that is found."""
    asked = {"q": query, "view": "list", "exact": exact}
    response = await served.client.get("/-/ezri/search", params=asked)
    assert response.status_code == 200, response.text
    lines = html.fromstring(response.text).cssselect(".ezri-line > .ezri-passage")
    return {str(line.text_content()): [str(mark.text_content()) for mark in line.cssselect("mark")] for line in lines}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("query", "language", "passage", "marked"), FOUND)
async def test_a_word_is_found_however_it_is_spelt_and_marked_as_it_stands(
    served: Any, query: str, language: str, passage: str, marked: str
) -> None:
    shown = await found(served, query)
    assert passage in shown, f"{language}: {sorted(shown)}"
    assert marked in shown[passage]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("query", "language", "passage"), NOT_FOUND)
async def test_what_only_looks_like_it_is_not_found(served: Any, query: str, language: str, passage: str) -> None:
    assert passage not in await found(served, query), language


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("query", "language", "passage"), NOT_EXACT)
async def test_an_exact_form_has_nothing_written_together_with_it(
    served: Any, query: str, language: str, passage: str
) -> None:
    assert passage in await found(served, query), language
    assert passage not in await found(served, query, exact="1")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("query", "passage"), [("میرود", "قایق آرام می‌رود و برمی‌گردد."), ("שלום", "המילה שׁלום נכתבה על השער.")]
)
async def test_an_exact_form_may_still_be_spelt_otherwise(served: Any, query: str, passage: str) -> None:
    assert passage in await found(served, query, exact="1")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"salt road', "A quotation mark opens a phrase here, and none closes it."),
        ("salt «road", "A quotation mark opens a phrase here, and none closes it."),
        ("OR salt", "OR must stand between two words."),
        ("salt OR", "OR must stand between two words."),
        ("salt OR OR sea", "OR must stand between two words."),
        ("salt OR -sea", "OR must stand between two words."),
        ("-salt", "Search for a word, too, and not only without one."),
        ("... !", "There is no letter or digit to search for."),
        ("sa*lt", "A star stands for any ending: it can only end a word."),
        ("*salt", "A star stands for any ending: it can only end a word."),
        ("s*", "At least 2 letters must stand before a star."),
        ("salt " * 30, "Search for fewer words: at most 24."),
        ("s" * 501, "Search for fewer words: at most 500 characters."),
    ],
)
def test_a_question_that_cannot_be_understood_says_why(query: str, said: str) -> None:
    with pytest.raises(QuestionError) as refused:
        question(query)
    assert str(refused.value.message) == said


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("salt", '("salt")'),
        ("salt road", '("salt") AND ("road")'),
        ('"salt road"', '("salt road")'),
        ("salt-road", '("salt road" OR "saltroad")'),
        ("salt OR sea road", '("salt" OR "sea") AND ("road")'),
        ("salt -sea -road*", '(("salt")) NOT ("sea" OR "road"*)'),
        ("or", '("or")'),
        ('salt "," road', '("salt") AND ("road")'),
        ("salt − sea", '("salt") AND ("sea")'),
        ("راه نمک", '("راه" OR "راهنمک") AND ("نمک" OR "راهنمک")'),
    ],
)
def test_a_question_becomes_an_expression_of_the_index(query: str, expression: str) -> None:
    assert question(query, exact=True).expression == expression


@pytest.mark.parametrize(
    ("typed", "attached", "unfinished", "some", "none"),
    [
        ("ספר", True, False, [("ספר",), ("בספר",), ("ושבספר",), ("לכשהספר",)], [("ספרים",), ("בבספר",)]),
        ("אב", True, False, [("אב",), ("ואב",), ("האב",)], [("כאב",), ("מאב",), ("שאב",)]),
        ("א", True, False, [("א",)], [("הא",)]),
        ("کتاب", True, False, [("کتابها",), ("کتابهایشان",), ("الکتاب",)], [("کتابی",), ("میکتاب",)]),
        ("کتابها", True, False, [("کتاب", "ها"), ("کتابهای",)], [("کتابهاها",)]),
        ("دریا", True, False, [("دریای",), ("دریاها",)], [("دریاام",)]),
        ("نامه", True, False, [("نامهام",), ("نامهی",), ("نامهها",)], []),
        ("کتاب", True, True, [("کتاب",)], [("کتابها",)]),
        ("نمک دریا", False, False, [("نمک", "دریا"), ("نمکدریا",)], []),
        ("...", True, False, [], [("",), ()]),
    ],
)
def test_spellings(
    typed: str,
    attached: bool,  # noqa: FBT001 - a column of the table
    unfinished: bool,  # noqa: FBT001 - a column of the table
    some: Sequence[tuple[str, ...]],
    none: Sequence[tuple[str, ...]],
) -> None:
    given_back = spellings(typed, attached=attached, unfinished=unfinished)
    assert set(some) <= set(given_back)
    assert not set(none) & set(given_back)
    assert len(set(given_back)) == len(given_back)


_LETTERS = st.text(st.sampled_from("abéßﬁ½ﷺ אבךםשׁ״'\"־- ָּ كیيۀء\u200cـ۱٢3.*«»“\n\u202e"), max_size=40)


@given(st.one_of(_LETTERS, st.text(max_size=40)))
def test_the_words_of_a_key_stand_in_the_text_in_its_order(text: str) -> None:
    words = key_words(text)
    assert [word.key for word in words] == fold(text).split()
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


@given(_LETTERS, _LETTERS)
def test_what_the_pieces_of_a_passage_say_is_the_passage(passage: str, query: str) -> None:
    try:
        finder = hits.Finder(question(query))
    except QuestionError:
        return
    spans = finder.in_text(passage)
    assert "".join(piece for piece, _ in hits.pieces(passage, spans)) == passage
    assert len(spans) == len(finder.in_key(fold(passage).split()))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("«שָׁלוֹם», אמר.", [("שלומ", "שָׁלוֹם"), ("אמר", "אמר")]),
        ("כ־120 ק״ג", [("כ", "כ"), ("120", "120"), ("קג", "ק״ג")]),
        ("(کتاب‌ها)", [("کتابها", "کتاب‌ها")]),
        ("½ cup", [("1", "½"), ("2", "½"), ("cup", "cup")]),
        ("e-mail,", [("e", "e"), ("mail", "mail")]),
        ("a\u0301b", [("ab", "a\u0301b")]),
        ("", []),
    ],
)
def test_a_word_of_a_key_leads_to_its_own_characters(text: str, places: list[tuple[str, str]]) -> None:
    assert [(word.key, text[word.start : word.end]) for word in key_words(text)] == places


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Salt is here.", hits.Parts("", "Salt", " is here.")),
        (
            "A long way to the sea and its salt and a long way home.",
            hits.Parts("… sea and its ", "salt", " and a long …"),
        ),
    ],
)
def test_the_words_around_a_hit_are_whole_words(text: str, parts: hits.Parts) -> None:
    (span,) = hits.Finder(question("salt")).in_text(text)
    assert hits.parts(text, span, reach=15) == parts


def test_words_of_one_character_are_marked_once() -> None:
    spans = hits.Finder(question("1 OR 2")).in_text("½ cup")
    assert spans == [(0, 1), (0, 1)]
    assert list(hits.pieces("½ cup", spans)) == [("½", True), (" cup", False)]


def test_or_is_no_word() -> None:
    assert len(question(" OR ".join(["salt"] * 24)).clauses[0]) == 24
