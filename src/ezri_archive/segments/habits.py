"""How each language writes: abbreviations with a full stop, words that open a sentence, verbs that report speech."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """What a splitter must know of a language; words are lower case and without their last full stop.

    `never_final` stand before something (Dr.), `before_number` only before a number (No.), `may_be_final` end a
    sentence when an opening word follows (U.S.); `openers` are words that, with a capital, open a sentence. `reporting`
    are verbs that follow a quotation, `lettered` nouns counted with letters, `joining` words that go on after an
    ellipsis, `joined_and` the letter that means "and" before a word. In a language without capitals (`cased` false)
    only words can tell; `last_word` is what the last word of a sentence looks like where the verb stands last.
    """

    cased: bool
    never_final: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    may_be_final: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    lettered: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    joined_and: str = ""
    last_word: re.Pattern[str] | None = None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = Habits(
    cased=True,
    never_final=_words("""
        adm approx ave brig c ca capt cf cmdr col cpl det dr drs e.g eds esp fr gen gov hon i.e incl insp lt
        maj messrs mlle mme mr mrs ms msgr mt p.s pres prof pvt r.i.p rep resp rev sen sgt st sts supt v viz
        vs
    """),
    before_number=_words("""
        art ch chap eq ext fig figs no nos nr op p par para pp r ref sec tel vol vols jan feb mar apr jun
        jul aug sep sept oct nov dec
    """),
    may_be_final=_words("""
        a.d a.m al assn b.a b.c b.c.e bros c.e co corp d.c dept ed eds esq est etc inc jr l.p ltd m.a m.d
        p.m ph.d sr u.k u.n u.s u.s.a univ
    """),
    openers=_words("""
        a after all also although an and another as at because before both but by can despite do during each
        even finally first for from further he her here his how however i if in instead is it its last later
        many meanwhile more most my no nor not now of on once one only or other our over please she since so
        some such thank thanks that the their then there these they this those though through thus to two
        under unlike until we what when where whether which while who why with yet you your
    """),
)

_HEBREW = Habits(
    cased=False,
    never_final=_words("גב פרופ אינג ד״ר"),
    before_number=_words("עמ מס טל"),
    reporting=_words("""
        אמר אמרה אמרו שאל שאלה שאלו השיב השיבה השיבו ענה ענתה ענו קרא קראה קראו צעק צעקה צעקו תהה תהתה תהו
        הוסיף הוסיפה לחש לחשה כתב כתבה הקשה הקשתה פנה פנתה התעניין התעניינה טען טענה הכריז הכריזה
    """),
    lettered=_words("כיתה סעיף פרק שלב נספח קבוצה חלק טור ליגה דרג ויטמין סוג שיעור תמונה מערכה אות אפשרות תרחיש"),
    joining=_words("או אבל אך אלא כי"),
    joined_and="ו",
)

_PERSIAN = Habits(
    cased=False,
    never_final=_words("ه.ش ه.ق ق.م ر.ک"),
    before_number=_words("صص تلفن"),
    reporting=_words("""
        گفت گفتند پرسید پرسیدند افزود نوشت فریاد داد پاسخ جواب سؤال سوال اظهار تأکید تاکید
    """),
    joining=_words("و یا اما ولی که"),
    last_word=re.compile(
        r"(?:ن?می\u200c?\S{2,}|\S*(?:است|هست|نیست|بود|باشد|شد|شود|کرد|کند|دارد|داشت|گفت|رفت|آمد|داد|زد|گرفت|خواست)"
        r"|\S{2,}(?:یم|ید|ند|ام))$"
    ),
)

_OTHER_CASED = Habits(cased=True, never_final=_ENGLISH.never_final, before_number=_ENGLISH.before_number)
_OTHER_CASELESS = Habits(cased=False)

_HABITS = {"en": _ENGLISH, "he": _HEBREW, "fa": _PERSIAN}


def habits_of(code: str, direction: str) -> Habits:
    """Give the habits of a language; one without its own list shares those of its writing (`rtl` has no capitals)."""
    return _HABITS.get(code) or (_OTHER_CASELESS if direction == "rtl" else _OTHER_CASED)
