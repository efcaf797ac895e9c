"""Set phrases: the lines that are one, and running text that looks like one and is none."""

import pytest
from hypothesis import given

from ezri_archive.phrases import (
    BYLINES,
    CHROME,
    GENRES,
    LETTER_OPENINGS,
    RELATED,
    SUBJECTS,
    TEASER,
    VERSION_PHRASES,
    named_language,
    says,
    version_phrase,
)
from strategies import sentences


@pytest.mark.parametrize(
    "line",
    [
        "close button", "Switch to Light Reader Light?", "Switch to light version?", "Share",
        "SHARE ON FACEBOOK", "Home",
        "It looks like you’re having trouble with our pictures. Switch to the light version instead.",
        "Is this page slow to open? Switch to the light version of The Quay Post instead.", "8 min read",
        "Comments (0)",
        "Reading time: 5 minutes", "Subscribe to our newsletter", "Follow us on Twitter",
        "Enter your email address",
        "We use cookies to count visits and to remember your settings.",
        "Did you like this story? Support The Quay Post",
        "© 2019 The Quay Post. All rights reserved by nobody in particular.", "All rights reserved.",
        "Support us",
        "דלג לתוכן", "דף הבית", "זמן קריאה: 5 דקות", "7 דקות קריאה", "כל הזכויות שמורות © למכון", "תגובות (3)",
        "הירשמו לניוזלטר", "עקבו אחרינו בטוויטר",
        "پرش به محتوا", "صفحه اصلي", "جست‌وجو", "جستجو", "اشتراك‌گذاری",
        "زمان مطالعه: ۵ دقیقه", "دیدگاه‌ها (۰)", "نظر خود را بنویسید", "عضویت در خبرنامه",
        "تمامی حقوق این سایت محفوظ است",
        "ما را در تلگرام دنبال کنید", "جميع الحقوق محفوظة", "الصفحة الرئيسية",
    ],
)  # fmt: skip
def test_lines_of_a_page_are_chrome(line: str) -> None:
    assert says(line, CHROME)


@pytest.mark.parametrize(
    "line",
    [
        "Home is where the heart is.", "Share prices fell.", "Next morning the harbour was closed.",
        "Search parties left.",
        "Support for the treaty fell.", "Switch to decimal currency was slow.",
        "Reading time tables was his hobby.",
        "Subscribers to the letter paid nothing for many years.", "Comments by the minister were brief.",
        "The deal kept for the crown all rights reserved by the old treaty.",
        "Did you like the town? I asked him.",
        "Copyright law is older than the port.", "We use cookies of rice flour.",
        "Follow us through the bazaar, she said.",
        "Eight min read", "Share on the left bank rose.", "Print was his trade.", "",
        "חיפוש אחר הספינה נמשך שלושה ימים.", "תפריט המסעדה לא השתנה.", "זמן קריאה הוא עניין של הרגל.",
        "כניסה לנמל אסורה.", "שיתוף הפעולה בין הנמלים נמשך.", "הירשמו ללימודים ארבעים סטודנטים.",
        "ورود کشتی‌ها آزاد شد.", "عضویت ایران در سازمان تصویب شد.", "نظر خود را دربارهٔ این طرح اعلام کرد.",
        "تمامی حقوق کارگران پرداخت شد.", "چاپ کتاب به پایان رسید.", "زمان مطالعه را بیشتر کنید.",
        "اشتراک‌گذاری دانش آسان نیست.",
        "شارك الوزير في الاجتماع.", "البحث مستمر عن السفينة.",
    ],
)  # fmt: skip
def test_running_text_is_no_chrome(line: str) -> None:
    assert not says(line, CHROME)


@pytest.mark.parametrize(
    ("phrases", "line"),
    [
        (TEASER, "2 min read"), (TEASER, "זמן קריאה: 3 דקות"), (TEASER, "زمان مطالعه: ۱ دقیقه"),
        (GENRES, "Special Features"), (GENRES, "Op-Ed"), (GENRES, "פרשנות"), (GENRES, "گفت‌وگو"),
        (GENRES, "گزارش"),
        (RELATED, "More on the old bazaar:"), (RELATED, "קראו גם:"), (RELATED, "بیشتر بخوانید"),
        (RELATED, "Related articles"),
        (LETTER_OPENINGS, "Attached please find the 30th issue of the letter."),
        (LETTER_OPENINGS, "Dear Dr. Cohen,"),
        (LETTER_OPENINGS, "We are pleased to send you the 12th issue."),
        (LETTER_OPENINGS, "Here is the 3rd issue."),
        (LETTER_OPENINGS, "להלן הגיליון ה-30 של האיגרת"), (LETTER_OPENINGS, "אנו שמחים לשלוח אליכם את הגיליון"),
        (LETTER_OPENINGS, 'רצ"ב הגיליון'), (LETTER_OPENINGS, "ידידות וידידים יקרים,"),
        (LETTER_OPENINGS, "לכבוד מר כהן"),
        (LETTER_OPENINGS, "دوستان گرامی،"), (LETTER_OPENINGS, "با سلام و احترام"),
        (LETTER_OPENINGS, "احتراماً به آگاهی می‌رساند"),
        (LETTER_OPENINGS, "با خوشحالی از شما دعوت می‌کنیم"), (LETTER_OPENINGS, "شماره ۱۲ نشریه «بندر»"),
        (SUBJECTS, "Subject: the 12th issue"), (SUBJECTS, "הנדון: הזמנה"), (SUBJECTS, "موضوع: دعوت"),
        (BYLINES, "By Noa Bar-Sela"), (BYLINES, 'מאת ד"ר נועה בר-סלע'), (BYLINES, "نوشتهٔ مینا رستم‌خانی"),
        (BYLINES, "Author: Noa Bar-Sela"),
    ],
)  # fmt: skip
def test_phrases_are_found_however_they_are_spelt(phrases: tuple[str, ...], line: str) -> None:
    assert says(line, phrases)


@pytest.mark.parametrize(
    ("phrases", "line"),
    [
        (TEASER, "He took 2 minutes to read it."), (TEASER, "זמן קריאה ארוך"), (TEASER, "زمان مطالعه کم است"),
        (GENRES, "News from the harbour"), (GENRES, "חדשות הנמל"), (GENRES, "گزارش بندر"), (GENRES, "opinions"),
        (RELATED, "Related problems arose."), (RELATED, "More than a hundred ships came."),
        (RELATED, "כתבות רבות נכתבו"),
        (RELATED, "بیشتر مردم رفتند"),
        (LETTER_OPENINGS, "Enclosed gardens are common in Isfahan."),
        (LETTER_OPENINGS, "Dear bread caused the riots of 1911."),
        (LETTER_OPENINGS, "We are pleased with the harvest, said the farmer."),
        (LETTER_OPENINGS, "Attached to the quay lay a ship."),
        (LETTER_OPENINGS, "לכבוד החג נפתח השוק בנמל הישן לכל הבאים"),
        (LETTER_OPENINGS, "אנו שמחים בחלקנו, אמר הדייג."),
        (LETTER_OPENINGS, "با خوشحالی به خانه بازگشت."), (LETTER_OPENINGS, "پیوست قرارداد امضا شد."),
        (LETTER_OPENINGS, "شمارهٔ ۱۲ خیابان بسته شد."),
        (SUBJECTS, "Subjects of the crown"), (SUBJECTS, "Reports"), (SUBJECTS, "נושאים"), (SUBJECTS, "موضوعات"),
        (BYLINES, "Bystanders watched."), (BYLINES, "Authority of the port"), (BYLINES, "כתב עת חדש"),
        (BYLINES, "نوشته‌های او"),
    ],
)  # fmt: skip
def test_look_alikes_are_no_phrases(phrases: tuple[str, ...], line: str) -> None:
    assert not says(line, phrases)


EDITED, SAME, TRANSLATION = "edited_translation_of", "same_text_as", "translation_of"


@pytest.mark.parametrize(
    ("line", "relation", "derived_end"),
    [
        ("Translated and edited by KETAB-E ROOZ:", EDITED, "other"),
        ("תורגם ונערך ע״י כתב רוז", EDITED, "other"),
        ("ترجمه و ویرایش: کتاب روز https://ketab.example/fa/1399/12/23/a-b-c-d-e-f-g", EDITED, "other"),
        ("The article was originally published in:", SAME, "document"),
        ("This essay first appeared in The Quay Post on 3 May 2019.", SAME, "document"),
        ("First published in The Quay Post: https://quaypost.example/a/b/c/d/e/f", SAME, "document"),
        ("המאמר פורסם במקור באתר מכון מרסא", SAME, "document"),
        ("כתבה זו פורסמה לראשונה ב-2019", SAME, "document"),
        ("این مقاله نخستین بار در نشریهٔ بندر منتشر شد.", SAME, "document"),
        ("Translated from the Hebrew by Noa Bar-Sela", TRANSLATION, "document"),
        ("המקור בעברית:", TRANSLATION, "document"),
        ("For Hebrew version:", TRANSLATION, ""),
        ("For the Persian version, click here", TRANSLATION, ""),
        ("Persian version: https://ketab.example/fa", TRANSLATION, ""),
        ("Read this article in Hebrew", TRANSLATION, ""),
        ("לגרסה הפרסית:", TRANSLATION, ""),
        ("לקריאה באנגלית", TRANSLATION, ""),
        ("متن عبری مقاله", TRANSLATION, ""),
        ("نسخهٔ انگلیسی این مقاله:", TRANSLATION, ""),
        ("برای نسخهٔ عبری اینجا کلیک کنید", TRANSLATION, ""),
    ],
)
def test_a_note_says_which_version_there_is(line: str, relation: str, derived_end: str) -> None:
    found = version_phrase(line)
    assert found is not None
    assert (found.relation, found.derived_end) == (relation, derived_end)


@pytest.mark.parametrize(
    "line",
    [
        "She first published a novel in 1994.",
        "First published in 1890, the novel made its author a famous man in Rasht.",
        "The Hebrew version of events differs.", "For the Hebrew version he wrote a new preface.",
        "Hebrew versions abound.",
        "Translated and edited volumes fill the shelf.",
        "Translated from verse into prose, the line loses its salt.",
        "Read in English, the poem loses its rhyme.", "He was an English original, said the mayor.",
        "The article was originally published in " + "a very long line of words " * 5,
        "הספר פורסם לראשונה ב-1994 בעיר רשת.", "לגרסה העברית של האירועים יש חסידים רבים.", "המקור עצמו אבד.",
        "این کتاب نخستین بار در سال ۱۳۵۰ چاپ و منتشر شد.", "متن فارسی قرارداد را امضا کرد.",
        "ترجمه و ویرایش این کتاب دو سال طول کشید.", "نسخهٔ خطی گم شد.", "",
        "https://almog.example/originally-published",
    ],
)  # fmt: skip
def test_running_text_says_nothing_of_versions(line: str) -> None:
    assert version_phrase(line) is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("For Hebrew version:", "he"), ("לגרסה הפרסית", "fa"), ("באנגלית", "en"), ("نسخهٔ عبري", "he"),
        ("Farsi", "fa"),
        ("From Arabic into French", "ar"), ("The Germans", ""), ("فارسی‌زبانان", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_first_language_a_line_names_is_known(line: str, code: str) -> None:
    assert named_language(line) == code


@given(sentences("en", shortest=2))
def test_sentences_of_common_words_are_no_chrome(line: str) -> None:
    assert not says(line, CHROME)
    assert version_phrase(line) is None


def test_every_version_phrase_has_a_relation_and_matches_itself_filled_in() -> None:
    filled = {"NUMBER": "12", "LANGUAGE": "עברית", "TEXT": "מאמר", "WORD": "נמל", "FEW": "מכון מרסא", "*": ""}
    for phrase in VERSION_PHRASES:
        line = phrase.text
        for placeholder, words in filled.items():
            line = line.replace(placeholder, words)
        assert version_phrase(line) is not None, line
