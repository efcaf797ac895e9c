"""Texts → languages: the table, what identifies a language, and how a mixed line is split."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive import languages
from ezri_archive.languages import Identification, arabic_script, hebrew_script, identify, language_spans, latin_script
from ezri_archive.languages.evidence import Scale
from ezri_archive.languages.letter_statistics import probabilities

# --- the table -------------------------------------------------------------------------------------------------------


def test_a_language_outside_the_table_is_named_by_its_code_and_runs_left_to_right() -> None:
    assert languages.language("xx") == languages.Language("xx", "xx", "xx", "Zyyy", "ltr")
    assert (languages.direction("fa"), languages.direction("yi"), languages.direction("xx")) == ("rtl", "rtl", "ltr")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("he", "en", "en-he"), ("fa", "en", "en-fa"), ("fa", "he", "he-fa"), ("ar", "fa", "fa-ar"), ("yi", "de", "de-yi")],
)
def test_a_pair_is_named_in_the_order_of_the_archive(first: str, second: str, expected: str) -> None:
    assert languages.pair(first, second) == expected


# --- identification --------------------------------------------------------------------------------------------------

TEXTS = [
    # the three languages of the archive, as titles, headings and sentences
    ("en", "The harbour was closed for three days after the storm."),
    ("en", "Issue No. 12"),
    ("en", "(October, 2019)"),
    ("en", "Harbour Center"),
    ("he", "הנמל נסגר לשלושה ימים אחרי הסערה."),
    ("he", "מכון הנמל לחקר הים"),
    ("he", "הַנָּמָל נִסְגַּר אַחֲרֵי הַסְּעָרָה"),
    ("he", "בראשית ברא אלהים את השמים ואת הארץ"),
    ("he", "ג׳ורג׳ הגיע לצ׳ילה"),
    ("fa", "بندر پس از توفان سه روز بسته بود."),
    ("fa", "مرکز پژوهش‌های دریایی"),
    ("fa", "اخبار ایران"),
    # Persian typed on an Arabic keyboard, without the zero-width non-joiner
    ("fa", "بندر پس از توفان سه روز بسته بود و كشتي ها نمي توانستند به ساحل نزديك شوند."),
    ("fa", "كشتي گيران همراه نيز آمدند و كار را به پايان بردند."),
    ("fa", "مركز نيما براي مطالعات خليج پارس"),
    # neighbours in the Arabic script
    ("ar", "أغلق الميناء ثلاثة أيام بعد العاصفة الكبيرة."),
    ("ar", "الخليج العربي"),
    ("ur", "طوفان کے بعد بندرگاہ تین دن تک بند رہی۔"),
    ("ps", "د توپان وروسته بندر درې ورځې تړلی و او هیڅ بېړۍ نه شوه راتلای."),
    ("ckb", "دوای تۆفانەکە بەندەرەکە بۆ ماوەی سێ ڕۆژ داخرا."),
    # titles that differ from Persian ones by the order of their words or by the way they are written together
    ("ur", "ساحلی زبان"),
    ("fa", "زبان ساحلی"),
    ("fa", "ایالات متحده"),
    ("ps", "متحده کوریا"),
    ("ckb", "سوارکردن"),
    ("fa", "سوار کردن"),
    ("ps", "سيندی"),
    ("sd", "طوفان کان پوءِ بندرگاهه ٽي ڏينهن بند رهيو ۽ ڪو به ٻيڙو نه آيو."),
    ("ug", "بوراندىن كېيىن پورت ئۈچ كۈن تاقالدى."),
    ("azb", "توفاندان سونرا لیمان اوچ گون باغلی ایدی و گمی‌لر گلمیردیلر."),
    # neighbours in the Hebrew script, with and without points
    ("yi", "נאָכן שטורעם איז דער האַפֿן געווען פֿאַרמאַכט דרײַ טעג."),
    ("yi", "נאכן שטורעם איז דער פארט געווען פארמאכט דריי טעג און קיינער איז נישט געקומען."),
    ("arc", "באדין מלכא אמר להון די לא יהך אנש לימא עד תלתה יומין"),
    ("arc", "ܒܬܪ ܟܢ ܐܬܐ ܡܠܟܐ"),
    # neighbours in the Latin script
    ("fr", "Le port est resté fermé pendant trois jours après la tempête."),
    ("de", "Der Hafen war nach dem Sturm drei Tage lang geschlossen."),
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_a_text_is_in_its_language(code: str, text: str) -> None:
    assert identify(text).code == code


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("", "", Identification("und", "no-letters", 0.0)),
        ("12 – 14", "he", Identification("he", "no-letters", 0.0)),
        ("https://example.org/port", "fa", Identification("fa", "no-letters", 0.0)),
        ("س", "", Identification("fa", "lone-letter", 0.2)),
        ("س س", "ar", Identification("ar", "lone-letter", 0.2)),
        ("ס", "fa", Identification("he", "lone-letter", 0.2)),
        ("Добрый вечер", "", Identification("und", "unknown-script", 0.5)),
        ("ܡܠܟܐ", "", Identification("arc", "syriac-script", 0.95)),
    ],
)
def test_what_says_little_is_named_by_script_or_context_with_little_confidence(
    text: str, context: str, expected: Identification
) -> None:
    assert identify(text, context=context) == expected


def test_the_context_decides_a_close_case_and_not_a_clear_one() -> None:
    assert identify("تصویر", context="ur").code == "ur"
    assert identify("تصویر", context="fa").code == "fa"
    assert identify("تصویر", context="fa").rule == "context"
    assert identify("بندر پس از توفان بسته بود و کسی نیامد.", context="ar").code == "fa"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("گچ پژ", "persian-letters"),
        ("از این به آن", "persian-words"),
        ("للمدرسين بالمدارس", "arabic-shapes"),
        ("נמל", "hebrew-script"),
        ("Wagenstrassen", "langdetect"),
    ],
)
def test_the_rule_names_what_weighed_most(text: str, rule: str) -> None:
    assert identify(text).rule == rule


def test_latin_names_do_not_outweigh_the_sentence_they_stand_in() -> None:
    assert identify("Northport 1 – 0 Rivertown: گل Smithson باعث شکست یاران Harrison شد").code == "fa"


def test_letter_statistics_answer_alike_each_time_and_not_at_all_without_letters() -> None:
    codes = ("fa", "ar", "ur")
    answers = [probabilities("بندر بزرگ", codes) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2] != {}
    assert probabilities("12 !", codes) == {}


SCRIPTS = {"Hebr": hebrew_script.SPELLINGS, "Arab": arabic_script.SPELLINGS, "Latn": latin_script.SPELLINGS}
_MIXED_LETTERS = "ابپتيیكکهۀةآژگلمنورشدز אבוןתשײַ aeinrstghouélß'’\u200c\u064e \n.،־-"


@given(st.text(alphabet=_MIXED_LETTERS, max_size=60), st.sampled_from(sorted(SCRIPTS)))
def test_a_text_weighs_as_much_in_its_words_as_in_one_piece(text: str, script: str) -> None:
    scores = {score.code: score.parts for score in Scale(SCRIPTS[script]).weigh(text)}
    lowered = text.lower()

    for spelling in SCRIPTS[script]:
        whole = sum(one.weight * len(one.pattern.findall(lowered)) for one in spelling.shapes)
        letters = sum(spelling.letters.get(one, spelling.plain * one.isalpha()) for one in lowered)
        assert scores[spelling.code]["shapes"] == pytest.approx(whole)
        assert scores[spelling.code]["letters"] == pytest.approx(letters)


def test_langdetect_is_loaded_only_when_it_is_asked() -> None:
    script = (
        "import sys, ezri_archive.languages as here; here.identify('The boats'); print('langdetect' in sys.modules)"
    )

    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
    )


# --- mixed lines -----------------------------------------------------------------------------------------------------

LINES = [
    ("", []),
    ("12 | 34 ½ m²", [("m²", "en")]),
    ("הנמל סגור – The port is closed", [("הנמל סגור", "he"), ("The port is closed", "en")]),
    ("Page settings / تنظیمات برگه", [("Page settings", "en"), ("تنظیمات برگه", "fa")]),
    ("מכון הנמל | مركز نيما براي مطالعات | The Port Institute",
     [("מכון הנמל", "he"), ("مركز نيما براي مطالعات", "fa"), ("The Port Institute", "en")]),
    ('הוא אמר "שלום" (he said hello)', [('הוא אמר "שלום"', "he"), ("he said hello", "en")]),
    # foreign words inside a sentence, at its head and at its end
    ("הגיליון ה-30 של Harbour Review ובו מאמר אחד", [("הגיליון ה-30 של Harbour Review ובו מאמר אחד", "he")]),
    ("Harbour Review هر ماه با یک مقاله منتشر می‌شود", [("Harbour Review هر ماه با یک مقاله منتشر می‌شود", "fa")]),
    ("כולם קוראים כאן בכל חודש את Harbour Review.", [("כולם קוראים כאן בכל חודש את Harbour Review.", "he")]),
    ("We say שלום to all who come", [("We say שלום to all who come", "en")]),
    # a longer passage between two others is a stretch of its own
    ("הים סוער | the sea is rough today and very cold | והרוח קרה",
     [("הים סוער", "he"), ("the sea is rough today and very cold", "en"), ("והרוח קרה", "he")]),
    # one script, two languages
    ("بندر پس از توفان سه روز بسته بود. / أغلق الميناء ثلاثة أيام بعد العاصفة الكبيرة.",
     [("بندر پس از توفان سه روز بسته بود.", "fa"), ("أغلق الميناء ثلاثة أيام بعد العاصفة الكبيرة.", "ar")]),
    ("Привет мир", [("Привет мир", "und")]),
    ("הנמל נסגר אחרי הסערה הגדולה. (נאכן שטורעם איז דער פארט געווען פארמאכט)",
     [("הנמל נסגר אחרי הסערה הגדולה.", "he"), ("נאכן שטורעם איז דער פארט געווען פארמאכט", "yi")]),
    ("بندر بسته بود. آری. کشتی‌ها نیامدند.", [("بندر بسته بود. آری. کشتی‌ها نیامدند.", "fa")]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_mixed_line_is_split_where_the_language_changes(line: str, expected: list[tuple[str, str]]) -> None:
    assert [(line[start:end], code) for start, end, code in language_spans(line)] == expected


def test_a_piece_too_short_to_tell_goes_with_its_neighbour() -> None:
    line = "نعم. أغلق الميناء ثلاثة أيام بعد العاصفة الكبيرة. بندر پس از توفان سه روز بسته بود."

    assert [code for *_, code in language_spans(line)] == ["ar", "fa"]


_PIECES = st.sampled_from(
    [
        "The port",
        "הנמל סגור",
        "بندر بسته است",
        "الميناء مغلق",
        "مير",
        "/",
        " – ",
        "|",
        "(",
        ")",
        '"',
        "12",
        ". ",
        "Б",
        "\n",
    ]
)


@given(
    st.lists(_PIECES, max_size=12).map(" ".join) | st.text(max_size=50), st.sampled_from(["", "he", "fa", "en", "ar"])
)
def test_spans_are_in_order_apart_and_hold_every_letter(text: str, context: str) -> None:
    spans = language_spans(text, context=context)
    edges = [edge for start, end, _ in spans for edge in (start, end)]
    inside = {place for start, end, _ in spans for place in range(start, end)}

    assert edges == sorted(edges)
    assert all(text[start:end].strip() for start, end, _ in spans)
    assert all(place in inside for place, character in enumerate(text) if character.isalpha())


@given(st.text(max_size=80))
def test_identification_is_sure_between_nothing_and_all(text: str) -> None:
    found = identify(text)

    assert 0 <= found.confidence <= 1
    assert found == identify(text)
    assert found.rule


HOSTILE = [
    "a" * 20_000,
    "א" * 20_000,
    "می" * 10_000,
    "ال" * 10_000,
    "." * 20_000 + "a",
    "a" + " " * 20_000 + "b",
    "a@" * 10_000,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:4]))
def test_a_long_stretch_without_words_takes_no_longer_than_its_length(text: str) -> None:
    assert language_spans(text)
