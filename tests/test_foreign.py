"""Words in another script inside a passage: marked with their language and direction, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ezri_archive.web.speaking import foreign


def marked(passage: str, lang: str) -> list[tuple[str, str, str]]:
    shown = html.fragment_fromstring(f"<p>{foreign.marked(passage, lang)}</p>")
    return [(one.get("lang", ""), one.get("dir", ""), one.text or "") for one in shown.iter("span")]


@pytest.mark.parametrize(
    ("passage", "lang", "expected"),
    [
        ("הוא קרא ב־The Harbour Review בכל חודש.", "he", [("en", "ltr", "The Harbour Review")]),
        ("(نگاه کنید به Jer 4:23)؛", "fa", [("en", "ltr", "Jer 4:23")]),
        ("The word שלום, and the word سلام.", "en", [("he", "rtl", "שלום"), ("fa", "rtl", "سلام")]),
        ("They say کتاب‌های کهنه there.", "en", [("fa", "rtl", "کتاب‌های کهنه")]),
        ("המילה سلام אינה עברית.", "he", [("fa", "rtl", "سلام")]),
        ("חברת AT&T נוסדה ב־Boston.", "he", [("en", "ltr", "AT&T"), ("en", "ltr", "Boston")]),
        ("נקודה A וקו B.", "he", []),
        ("בלי מילים זרות, 1921.", "he", []),
        ("There is nothing foreign here.", "en", []),
        ("שלום hello", "und", []),
        ("قال المعلم إن هذه السفن in der Nacht", "ar", [("en", "ltr", "in der Nacht")]),
        ("הוא כתב: وقال الرجل إن السفينة وصلت إلى الميناء أمس.", "he",
         [("ar", "rtl", "وقال الرجل إن السفينة وصلت إلى الميناء أمس")]),
    ],
)  # fmt: skip
def test_words_of_another_script_say_their_language(
    passage: str, lang: str, expected: list[tuple[str, str, str]]
) -> None:
    assert marked(passage, lang) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["en", "he", "fa", "und"]))
def test_marking_changes_no_character(passage: str, lang: str) -> None:
    shown = html.fragment_fromstring(f"<p>{foreign.marked(passage, lang)}</p>")
    assert shown.text_content() == passage


def test_what_looks_like_html_is_shown_and_not_obeyed() -> None:
    assert foreign.marked('<b onclick="x">שלום', "he") == (
        '&lt;<span lang="en" dir="ltr">b onclick</span>=&#34;x&#34;&gt;שלום'
    )
