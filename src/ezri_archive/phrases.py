"""Set phrases of documents in English, Hebrew and Persian: what a line says when it is not text but about it.

Phrases stand here as they are written; they are compared in the search fold, so spelling variants need no entry. A
line must match whole. `*` stands for any words or none, `WORD` for one word (also with a prefix, `לWORD`), `FEW` for
one to five, `NUMBER` for digits, `LANGUAGE` for the name of a language, `TEXT` for a word such as "article".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ezri_archive.text import find_urls, fold

LANGUAGE_NAMES = {
    "english": "en", "hebrew": "he", "persian": "fa", "farsi": "fa", "arabic": "ar", "french": "fr",
    "german": "de",
    "אנגלית": "en", "עברית": "he", "פרסית": "fa", "ערבית": "ar", "צרפתית": "fr", "גרמנית": "de",
    "انگلیسی": "en", "عبری": "he", "فارسی": "fa", "عربی": "ar", "فرانسوی": "fr", "آلمانی": "de",
}  # fmt: skip
"""Languages as lines name them, and their codes."""

_TEXTS = (
    "article", "essay", "text", "piece", "paper", "report", "interview", "story", "column", "analysis",
    "review", "post", "page", "commentary", "study", "letter", "המאמר", "הטקסט", "הכתבה", "המסה",
    "הראיון", "הרשימה", "הטור", "מאמר", "כתבה", "רשימה", "مقاله", "نوشته", "گزارش", "متن", "یادداشت",
    "گفتگو", "مصاحبه", "مطلب", "جستار",
)  # fmt: skip
"""What a document calls itself, or another version of itself."""

CHROME = (
    # English
    "close button", "skip to content", "skip to main content", "switch to FEW light",
    "switch to light version", "switch to FEW version", "switch to FEW mode",
    "it looks like you're having trouble *", "is this page slow *", "NUMBER min read", "NUMBER mins read",
    "NUMBER minute read", "NUMBER minutes read", "reading time NUMBER *", "share", "share this",
    "share this TEXT", "share on WORD", "share on social media", "tweet", "email", "print", "copy link",
    "facebook", "twitter", "telegram", "whatsapp", "instagram", "youtube", "linkedin", "read more",
    "menu", "home", "search", "log in", "login", "sign in", "sign up", "register", "subscribe",
    "subscribe now", "subscribe to FEW", "newsletter", "enter your email *", "follow us",
    "follow us on FEW", "about us", "contact us", "privacy policy", "terms of use", "cookie policy",
    "we use cookies to *", "we use cookies on *", "we use cookies and *", "accept", "accept all",
    "reject", "reject all", "advertisement", "sponsored", "comments", "comments NUMBER",
    "leave a comment", "all rights reserved", "all rights reserved FEW", "FEW all rights reserved",
    "NUMBER * all rights reserved *", "copyright NUMBER *", "back to top", "donate", "donate now",
    "support us", "support us FEW", "support our journalism", "support our work", "support this site",
    "did you like this TEXT *", "load more", "previous", "next", "previous article", "next article",
    "most read", "trending", "listen to this article", "download pdf", "save", "bookmark",
    # Hebrew
    "דלג לתוכן", "דילוג לתוכן", "דף הבית", "עמוד הבית", "תפריט", "חיפוש", "התחברות", "כניסה", "הרשמה",
    "הירשמו", "הירשמו לניוזלטר", "הירשמו לעדכונים", "הרשמה לניוזלטר", "שתפו", "שיתוף", "שתף", "הדפסה",
    "העתקת קישור", "קראו עוד", "קרא עוד", "המשך קריאה", "זמן קריאה NUMBER *", "NUMBER דקות קריאה",
    "פרסומת", "תגובות", "תגובות NUMBER", "NUMBER תגובות", "הוסף תגובה", "כל הזכויות שמורות",
    "כל הזכויות שמורות FEW", "FEW כל הזכויות שמורות", "NUMBER * כל הזכויות שמורות *", "מדיניות פרטיות",
    "תנאי שימוש", "צור קשר", "אודות", "עקבו אחרינו", "עקבו אחרינו בWORD", "חזרה למעלה",
    "אתר זה משתמש בעוגיות *", "פייסבוק", "טוויטר", "טלגרם",
    # Persian
    "پرش به محتوا", "صفحه اصلی", "صفحهٔ اصلی", "منو", "جستجو", "جست‌وجو", "ورود", "ثبت نام", "عضویت",
    "عضویت در خبرنامه", "عضویت در سایت", "خبرنامه", "اشتراک‌گذاری", "اشتراک‌گذاری در WORD", "همرسانی",
    "چاپ", "ایمیل", "کپی لینک", "رونوشت پیوند", "ادامه مطلب", "ادامهٔ مطلب", "زمان مطالعه NUMBER *",
    "NUMBER دقیقه مطالعه", "تبلیغات", "دیدگاه‌ها", "دیدگاه‌ها NUMBER", "نظرات", "نظر خود را بنویسید",
    "نظر خود را وارد کنید", "نظر خود را ثبت کنید", "نظر خود را با ما در میان بگذارید", "ارسال نظر",
    "درباره ما", "دربارهٔ ما", "تماس با ما", "تمامی حقوق FEW محفوظ است", "تمامی حقوق محفوظ است",
    "همهٔ حقوق FEW محفوظ است", "همهٔ حقوق محفوظ است", "بازگشت به بالا", "ما را دنبال کنید",
    "ما را در WORD دنبال کنید", "تلگرام", "توییتر", "فیس‌بوک", "فیسبوک", "اینستاگرام", "یوتیوب",
    "واتس‌اپ", "چندرسانه‌ای", "پربازدیدها",
    # Arabic
    "الصفحة الرئيسية", "القائمة", "البحث", "شارك", "مشاركة", "اقرأ المزيد", "جميع الحقوق محفوظة",
    "جميع الحقوق محفوظة FEW", "FEW جميع الحقوق محفوظة",
)  # fmt: skip
"""Lines of a web page's surroundings."""

TEASER = (
    "NUMBER min read", "NUMBER mins read", "NUMBER minute read", "NUMBER minutes read",
    "reading time NUMBER *", "זמן קריאה NUMBER *", "NUMBER דקות קריאה", "زمان مطالعه NUMBER *",
    "NUMBER دقیقه مطالعه",
)  # fmt: skip
"""Lines that stand under the title of an article, ours or the next one's."""

GENRES = (
    "special features", "special feature", "features", "feature", "opinion", "op ed", "analysis", "news",
    "interview", "report", "reports", "commentary", "essay", "editorial", "review", "book review",
    "special report", "investigation", "blog", "profile", "column", "דעות", "דעה", "ניתוח", "פרשנות",
    "ראיון", "כתבה", "חדשות", "תחקיר", "מאמר", "מאמרים", "ביקורת", "טור", "گزارش", "یادداشت", "تحلیل",
    "گفت‌وگو", "گفتگو", "مصاحبه", "مقاله", "خبر", "سرمقاله", "دیدگاه", "نقد", "پرونده", "تقرير", "تحليل",
    "مقال", "رأي",
)  # fmt: skip
"""What a page calls the kind of article it holds."""

RELATED = (
    "more on *", "more from *", "related", "related TEXT", "related articles", "related stories",
    "related posts", "related news", "related topics", "related reading", "read also", "read also *",
    "also read *", "see also", "see also *", "further reading", "you may also like *", "קראו גם",
    "קראו גם *", "עוד בנושא", "עוד בנושא *", "כתבות נוספות", "כתבות קשורות", "ראו גם", "ראו גם *",
    "بیشتر بخوانید", "بیشتر بخوانید *", "مطالب مرتبط", "مطالب مرتبط *", "همچنین بخوانید",
    "همچنین بخوانید *", "در همین زمینه", "اقرأ أيضا", "اقرأ أيضا *",
)  # fmt: skip
"""What introduces a list of other articles."""

LETTER_OPENINGS = (
    # English
    "attached please find *", "please find attached *", "please find enclosed *",
    "enclosed please find *", "enclosed is *", "enclosed are *", "enclosed you will find *", "dear WORD",
    "dear WORD WORD", "dear friends *", "dear colleagues *", "dear readers *", "dear reader *",
    "dear members *", "dear subscribers *", "dear sir or madam *", "dear all *", "we are pleased to *",
    "we are happy to *", "we are delighted to *", "we are glad to *", "we are proud to *",
    "it is our pleasure to *", "here is the NUMBER issue *", "to our readers", "to our readers FEW",
    # Hebrew
    "להלן הגיליון *", "להלן גיליון *", "מצורף *", "מצורפת *", "רצ״ב *", "לכבוד WORD", "לכבוד WORD WORD",
    "לכבוד WORD WORD WORD", "שלום רב", "שלום רב *", "קוראים יקרים *", "קוראות וקוראים יקרים *",
    "חברים יקרים *", "ידידים יקרים *", "ידידות וידידים יקרים *", "אנו שמחים לWORD *",
    "אנו מתכבדים לWORD *", "אנו גאים לWORD *", "הננו לWORD *", "הננו שמחים לWORD *",
    "הננו מתכבדים לWORD *", "בפניכם הגיליון *", "בפניכם גיליון *", "לפניכם הגיליון *", "לפניכם גיליון *",
    # Persian
    "به پیوست *", "در پیوست این نامه *", "با سلام", "با سلام و *", "با سلام خدمت *", "با درود",
    "با درود و *", "با درود به *", "دوستان گرامی *", "خوانندگان گرامی *", "همکاران گرامی *",
    "خوانندهٔ گرامی *", "احتراما *", "با خوشحالی از شما *", "با خوشحالی به آگاهی *",
    "با خوشحالی به اطلاع *", "با خوشحالی شمارهٔ *", "با خرسندی از شما *", "با خرسندی به آگاهی *",
    "با خرسندی به اطلاع *", "با خرسندی شمارهٔ *", "مفتخریم *", "خوشحالیم که *", "شمارهٔ NUMBER نشریهٔ *",
    "شمارهٔ NUMBER فصلنامهٔ *", "شمارهٔ NUMBER ماهنامهٔ *", "شمارهٔ NUMBER خبرنامهٔ *",
)  # fmt: skip
"""How a cover letter or invitation begins."""

SUBJECTS = (
    "subject *", "re *", "הנדון *", "נושא *", "موضوع *",
)  # fmt: skip
"""How the subject line of a letter begins; it has a colon after its first word."""

BYLINES = (
    "by *", "written by *", "author WORD WORD", "author WORD WORD WORD", "author dr *", "author prof *",
    "מאת *", "כתב וצילם *", "כתבה וצילמה *", "כתב ותרגם *", "כתבה ותרגמה *", "نوشته *", "نوشتهٔ *",
    "نویسنده *", "به قلم *", "بقلم *",
)  # fmt: skip
"""How a line that names the author begins."""


@dataclass(frozen=True, slots=True)
class VersionPhrase:
    """How a document says that it exists in another version.

    `relation` and `derived_end` are as in `records.Version`.
    """

    text: str
    relation: str
    derived_end: str


_EDITED = (
    "translated and edited", "translated and edited by *", "translated and adapted by *",
    "translated and abridged by *", "edited translation", "edited translation by *", "תורגם ונערך",
    "תורגם ונערך על ידי *", "תורגם ונערך ע״י *", "תורגם ונערך בידי *", "תורגם ונערך בWORD",
    "תרגום ועריכה FEW", "ترجمه و ویرایش FEW", "ترجمه و تنظیم FEW", "ترجمه و تلخیص FEW",
)  # fmt: skip
"""The other text was made from the document, with changes."""

_PUBLISHED = (
    "originally published *", "originally appeared *", "first published in FEW", "first published by FEW",
    "first published on FEW", "first appeared in FEW", "the TEXT was originally published *",
    "this TEXT was originally published *", "this TEXT originally appeared *",
    "the TEXT originally appeared *", "this TEXT was first published *", "the TEXT was first published *",
    "this TEXT first appeared *", "a version of this TEXT *", "פורסם במקור *", "TEXT פורסם במקור *",
    "TEXT פורסמה במקור *", "TEXT זה פורסם במקור *", "TEXT זו פורסמה במקור *", "פורסם לראשונה בWORD FEW",
    "TEXT פורסם לראשונה *", "TEXT פורסמה לראשונה *", "TEXT זה פורסם לראשונה *",
    "TEXT זו פורסמה לראשונה *", "نخستین بار در FEW منتشر شد", "این TEXT نخستین بار * منتشر *",
    "این TEXT نخست در * منتشر *", "این TEXT پیش‌تر در * منتشر *", "اصل TEXT *", "اصل این TEXT *",
)  # fmt: skip
"""The document stood elsewhere before."""

_TRANSLATED = (
    "LANGUAGE original", "the LANGUAGE original", "read the LANGUAGE original *",
    "the LANGUAGE original of this TEXT *", "translated from LANGUAGE *",
    "translated from the LANGUAGE *", "המקור בLANGUAGE", "המקור בLANGUAGE FEW",
    "לקריאת המקור בLANGUAGE *", "תורגם מLANGUAGE *", "ترجمه از LANGUAGE FEW",
)  # fmt: skip
"""The document was made from the other text."""

_IN_ANOTHER_LANGUAGE = (
    "for LANGUAGE version", "for the LANGUAGE version", "for LANGUAGE version of TEXT *",
    "for the LANGUAGE version of this TEXT *", "for LANGUAGE version click *",
    "for the LANGUAGE version click *", "for the LANGUAGE version see *", "LANGUAGE version",
    "the LANGUAGE version", "LANGUAGE version of this TEXT *", "read this TEXT in LANGUAGE *",
    "read in LANGUAGE", "read it in LANGUAGE", "לגרסה הLANGUAGE", "לגרסה בLANGUAGE",
    "לגרסה הLANGUAGE של TEXT *", "לגרסה בLANGUAGE לחצו *", "לגרסה הLANGUAGE לחצו *", "לקריאה בLANGUAGE",
    "לקריאת TEXT בLANGUAGE", "متن LANGUAGE", "متن LANGUAGE TEXT", "متن LANGUAGE این TEXT",
    "نسخهٔ LANGUAGE", "نسخهٔ LANGUAGE TEXT", "نسخهٔ LANGUAGE این TEXT", "برای نسخهٔ LANGUAGE *",
    "برای خواندن نسخهٔ LANGUAGE *",
)  # fmt: skip
"""Nobody says which was made from which."""

VERSION_PHRASES = (
    *(VersionPhrase(text, "edited_translation_of", "other") for text in _EDITED),
    *(VersionPhrase(text, "same_text_as", "document") for text in _PUBLISHED),
    *(VersionPhrase(text, "translation_of", "document") for text in _TRANSLATED),
    *(VersionPhrase(text, "translation_of", "") for text in _IN_ANOTHER_LANGUAGE),
)
"""From the most telling to the least; the first that matches a line decides."""

_LONGEST_NOTE = 25
_NUMBER = r"\d+(?:st|nd|rd|th)?"
_FEW = r"\w+(?: \w+){0,4}"


def says(text: str, phrases: Iterable[str]) -> bool:
    """Say whether a line is one of the phrases."""
    return bool(_pattern(tuple(phrases)).fullmatch(fold(text)))


def version_phrase(text: str) -> VersionPhrase | None:
    """Find what a line, addresses in it aside, says of another version of its document; None for running text."""
    folded = fold(_without_urls(text))
    if len(folded.split()) > _LONGEST_NOTE:
        return None
    return next((phrase for phrase in VERSION_PHRASES if _pattern((phrase.text,)).fullmatch(folded)), None)


def named_language(text: str) -> str:
    """Give the code of the first language a line names; "" when it names none."""
    found = _language_word().search(fold(text))
    return _folded_names()[found[1]] if found else ""


def _without_urls(text: str) -> str:
    words, position = [], 0
    for start, end, _ in find_urls(text):
        words.append(text[position:start])
        position = end
    return " ".join([*words, text[position:]])


@cache
def _folded_names() -> dict[str, str]:
    return {fold(name): code for name, code in LANGUAGE_NAMES.items()}


@cache
def _language_word() -> re.Pattern[str]:
    names = "|".join(sorted(_folded_names(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)[הבל]?({names})(?!\w)")


@cache
def _placeholders() -> dict[str, str]:
    """Give the pattern of every placeholder, by what it becomes in the search fold."""
    patterns = {
        "NUMBER": _NUMBER,
        "LANGUAGE": f"(?:{'|'.join(_folded_names())})",
        "TEXT": f"(?:{'|'.join(map(fold, _TEXTS))})",
        "WORD": r"\w+",
        "FEW": _FEW,
    }
    return {fold(_sentinel(name)): pattern for name, pattern in patterns.items()}


def _sentinel(name: str) -> str:
    return f"x{name}x"


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_regular(phrase) for phrase in phrases))


def _regular(phrase: str) -> str:
    """Turn a phrase into a pattern over folded text."""
    marked = re.sub("NUMBER|LANGUAGE|TEXT|WORD|FEW", lambda found: _sentinel(found.group()), phrase)
    pattern = fold(marked.replace("*", f" {_sentinel('ANY')} "))
    for sentinel, meaning in _placeholders().items():
        pattern = pattern.replace(sentinel, meaning)
    anything = fold(_sentinel("ANY"))
    return f"(?:{pattern})".replace(f"{anything} ", "(?:.* )?").replace(f" {anything}", "(?: .*)?")
