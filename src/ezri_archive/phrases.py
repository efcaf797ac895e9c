"""Set phrases of documents in English, Hebrew and Persian: what a line says when it is not text but says something about it.

Phrases stand here as they are written; they are compared in the search fold, so spelling variants need no entry.
`NUMBER` stands for digits, `LANGUAGE` for the name of a language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ezri_archive.text import fold

LANGUAGE_NAMES = {
    "english": "en", "hebrew": "he", "persian": "fa", "farsi": "fa", "arabic": "ar", "french": "fr", "german": "de",
    "אנגלית": "en", "עברית": "he", "פרסית": "fa", "ערבית": "ar", "צרפתית": "fr", "גרמנית": "de",
    "انگلیسی": "en", "عبری": "he", "فارسی": "fa", "عربی": "ar", "فرانسوی": "fr", "آلمانی": "de",
}  # fmt: skip

CHROME = (
    # English
    "close button", "switch to *", "skip to content", "skip to main content", "it looks like you're having trouble *",
    "is this page slow *", "NUMBER min read", "NUMBER minutes read", "NUMBER minute read", "reading time *", "share",
    "share this", "share this article", "share on *", "tweet", "email", "print", "copy link", "facebook", "twitter", "telegram",
    "whatsapp", "instagram", "youtube", "linkedin", "read more", "menu", "home", "search", "log in", "login",
    "sign in", "sign up", "register", "subscribe", "subscribe *", "newsletter", "enter your email *", "follow us", "follow us *",
    "about us", "contact us", "privacy policy", "terms of use", "cookie policy", "we use cookies *", "accept", "accept all",
    "reject", "reject all", "advertisement", "sponsored", "comments", "comments NUMBER", "leave a comment",
    "all rights reserved", "* all rights reserved *", "back to top", "donate", "donate now", "support *", "did you like *",
    "load more", "previous", "next", "previous article", "next article", "most read", "trending", "listen to this article",
    "download pdf", "save", "bookmark",
    # Hebrew
    "דלג לתוכן", "דילוג לתוכן", "דף הבית", "עמוד הבית", "תפריט", "חיפוש", "התחברות", "כניסה", "הרשמה", "הירשמו *", "הרשמה לניוזלטר",
    "שתפו", "שיתוף", "שתף", "הדפסה", "העתקת קישור", "קראו עוד", "קרא עוד", "המשך קריאה", "זמן קריאה *", "NUMBER דקות קריאה",
    "פרסומת", "תגובות", "NUMBER תגובות", "הוסף תגובה", "כל הזכויות שמורות", "* כל הזכויות שמורות *", "מדיניות פרטיות", "תנאי שימוש",
    "צור קשר", "אודות", "עקבו אחרינו", "חזרה למעלה", "אתר זה משתמש בעוגיות *", "פייסבוק", "טוויטר", "טלגרם",
    # Persian
    "پرش به محتوا", "صفحه اصلی", "صفحهٔ اصلی", "منو", "جستجو", "جست‌وجو", "ورود", "ثبت نام", "عضویت *", "عضویت در خبرنامه", "خبرنامه",
    "اشتراک‌گذاری", "اشتراک‌گذاری *", "همرسانی", "چاپ", "ایمیل", "کپی لینک", "رونوشت پیوند", "ادامه مطلب", "ادامهٔ مطلب",
    "زمان مطالعه *", "NUMBER دقیقه مطالعه", "تبلیغات", "دیدگاه‌ها", "دیدگاه‌ها NUMBER", "نظرات", "نظر خود را *", "ارسال نظر",
    "درباره ما", "دربارهٔ ما", "تماس با ما", "تمامی حقوق *", "همهٔ حقوق *", "بازگشت به بالا", "ما را دنبال کنید *", "تلگرام", "توییتر",
    "فیس‌بوک", "فیسبوک", "اینستاگرام", "یوتیوب", "واتس‌اپ", "چندرسانه‌ای", "پربازدیدها",
    # Arabic
    "الصفحة الرئيسية", "القائمة", "البحث", "شارك", "مشاركة", "اقرأ المزيد", "جميع الحقوق محفوظة *",
)  # fmt: skip
"""Lines of a web page's surroundings; `*` stands for any words, a line must match whole."""

TEASER = ("NUMBER min read", "NUMBER minute read", "NUMBER minutes read", "זמן קריאה *", "NUMBER דקות קריאה", "زمان مطالعه *", "NUMBER دقیقه مطالعه")
"""Lines that stand under the title of an article, ours or the next one's."""

GENRES = (
    "special features", "special feature", "features", "feature", "opinion", "op ed", "analysis", "news", "interview", "report", "reports",
    "commentary", "essay", "editorial", "review", "book review", "special report", "investigation", "blog", "profile", "column",
    "דעות", "דעה", "ניתוח", "פרשנות", "ראיון", "כתבה", "חדשות", "תחקיר", "מאמר", "מאמרים", "ביקורת", "טור",
    "گزارش", "یادداشت", "تحلیل", "گفت‌وگو", "گفتگو", "مصاحبه", "مقاله", "خبر", "سرمقاله", "دیدگاه", "نقد", "پرونده",
    "تقرير", "تحليل", "مقال", "رأي",
)  # fmt: skip
"""What a page calls the kind of article it holds."""

RELATED = (
    "more on *", "related", "related *", "read also *", "read also", "see also", "see also *", "further reading", "also read *",
    "more from *", "you may also like *", "קראו גם", "קראו גם *", "עוד בנושא", "עוד בנושא *", "כתבות נוספות", "כתבות קשורות", "ראו גם", "ראו גם *",
    "بیشتر بخوانید", "بیشتر بخوانید *", "مطالب مرتبط", "مطالب مرتبط *", "همچنین بخوانید", "همچنین بخوانید *", "در همین زمینه", "اقرأ أيضا", "اقرأ أيضا *",
)  # fmt: skip
"""What introduces a list of other articles."""

LETTER_OPENINGS = (
    "attached please find *", "please find attached *", "enclosed please find *", "enclosed *", "dear *", "we are pleased *",
    "we are happy *", "we are delighted *", "we are glad *", "we are proud *", "it is our pleasure *", "here is the NUMBER *", "to our readers *",
    "להלן הגיליון *", "להלן גיליון *", "מצורף *", "מצורפת *", "רצב *", "לכבוד *", "שלום רב *", "שלום רב", "קוראים יקרים *", "קוראות וקוראים יקרים *",
    "חברים יקרים *", "ידידים יקרים *", "ידידות וידידים יקרים *", "אנו שמחים *", "אנו מתכבדים *", "אנו גאים *", "הננו *", "בפניכם *", "לפניכם *",
    "به پیوست *", "پیوست *", "با سلام *", "با درود *", "دوستان گرامی *", "خوانندگان گرامی *", "همکاران گرامی *", "خوانندهٔ گرامی *",
    "احتراما *", "با خوشحالی *", "با خرسندی *", "مفتخریم *", "خوشحالیم *", "شمارهٔ NUMBER *",
)  # fmt: skip
"""How a cover letter or invitation begins."""

SUBJECTS = ("subject *", "re *", "הנדון *", "נושא *", "موضوع *")
"""How the subject line of a letter begins; it has a colon after its first word."""

BYLINES = ("by *", "written by *", "author *", "מאת *", "כתב *", "כתבה *", "نوشته *", "نوشتهٔ *", "نویسنده *", "به قلم *", "بقلم *")
"""How a line that names the author begins."""

_ANY, _NUMBER, _LANGUAGE = "xanyx", "xnumberx", "xlanguagex"


@dataclass(frozen=True, slots=True)
class VersionPhrase:
    """How a document says that it exists in another version.

    `relation` and `derived_end` are as in `records.Version`.
    """

    text: str
    relation: str
    derived_end: str


VERSION_PHRASES = (
    VersionPhrase("translated and edited *", "edited_translation_of", "other"),
    VersionPhrase("translated and adapted *", "edited_translation_of", "other"),
    VersionPhrase("edited translation *", "edited_translation_of", "other"),
    VersionPhrase("translated and abridged *", "edited_translation_of", "other"),
    VersionPhrase("* originally published *", "same_text_as", "document"),
    VersionPhrase("* originally appeared *", "same_text_as", "document"),
    VersionPhrase("* first published *", "same_text_as", "document"),
    VersionPhrase("* LANGUAGE original *", "translation_of", "document"),
    VersionPhrase("translated from *", "translation_of", "document"),
    VersionPhrase("for LANGUAGE version *", "translation_of", ""),
    VersionPhrase("for the LANGUAGE version *", "translation_of", ""),
    VersionPhrase("LANGUAGE version *", "translation_of", ""),
    VersionPhrase("the LANGUAGE version *", "translation_of", ""),
    VersionPhrase("read this * in LANGUAGE *", "translation_of", ""),
    VersionPhrase("read in LANGUAGE *", "translation_of", ""),
    VersionPhrase("תורגם ונערך *", "edited_translation_of", "other"),
    VersionPhrase("תרגום ועריכה *", "edited_translation_of", "other"),
    VersionPhrase("* פורסם במקור *", "same_text_as", "document"),
    VersionPhrase("* פורסם לראשונה *", "same_text_as", "document"),
    VersionPhrase("* המקור בLANGUAGE *", "translation_of", "document"),
    VersionPhrase("לגרסה הLANGUAGE *", "translation_of", ""),
    VersionPhrase("לגרסה בLANGUAGE *", "translation_of", ""),
    VersionPhrase("לקריאה בLANGUAGE *", "translation_of", ""),
    VersionPhrase("ترجمه و ویرایش *", "edited_translation_of", "other"),
    VersionPhrase("ترجمه و تنظیم *", "edited_translation_of", "other"),
    VersionPhrase("ترجمه و تلخیص *", "edited_translation_of", "other"),
    VersionPhrase("* نخستین بار * منتشر *", "same_text_as", "document"),
    VersionPhrase("* نخست در * منتشر *", "same_text_as", "document"),
    VersionPhrase("اصل مقاله *", "same_text_as", "document"),
    VersionPhrase("متن LANGUAGE *", "translation_of", ""),
    VersionPhrase("نسخهٔ LANGUAGE *", "translation_of", ""),
    VersionPhrase("برای نسخهٔ LANGUAGE *", "translation_of", ""),
)
"""From the most telling to the least; the first that matches a line decides."""

_LONGEST_NOTE = 25


def says(text: str, phrases: Iterable[str]) -> bool:
    """Say whether a line is one of the phrases."""
    return bool(_pattern(tuple(phrases)).fullmatch(fold(text)))


def version_phrase(text: str) -> VersionPhrase | None:
    """Find what a line says of another version of its document; None for running text."""
    folded = fold(text)
    if len(folded.split()) > _LONGEST_NOTE:
        return None
    return next((phrase for phrase in VERSION_PHRASES if _pattern((phrase.text,)).fullmatch(folded)), None)


def named_language(text: str) -> str:
    """Give the code of the first language a line names; "" when it names none."""
    found = _language_word().search(fold(text))
    return _folded_names()[found[1]] if found else ""


@cache
def _folded_names() -> dict[str, str]:
    return {fold(name): code for name, code in LANGUAGE_NAMES.items()}


@cache
def _language_word() -> re.Pattern[str]:
    names = "|".join(sorted(_folded_names(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)[הבל]?({names})(?!\w)")


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_regular(phrase) for phrase in phrases))


def _regular(phrase: str) -> str:
    """Turn a phrase into a pattern over folded text: any words, digits, a language's name."""
    marked = phrase.replace("*", f" {_ANY} ").replace("NUMBER", _NUMBER).replace("LANGUAGE", _LANGUAGE)
    names = "(?:" + "|".join(_folded_names()) + ")"
    pattern = " ".join(fold(marked).split()).replace(_NUMBER, r"\d+(?:st|nd|rd|th)?").replace(_LANGUAGE, names)
    pattern = pattern.replace(f"{_ANY} ", "(?:.* )?").replace(f" {_ANY}", "(?: .*)?")
    return f"(?:{pattern})"
