"""Links: label, role, language and date of what a document points to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.links import link_role, links_of, target_language, url_date
from ezri_archive.records import Date, Decision, Link, Mark, Segment, SegmentedBlock, SegmentedPortion
from ezri_archive.text import canonical_url

_MARKDOWN = re.compile(r"<(?P<bare>[^>]+)>|\[(?P<anchor>[^\]]*)\]\((?P<url>[^)]*)\)")


def _segment(number: int, markdown: str) -> Segment:
    text, marks, position = "", [], 0
    for link in _MARKDOWN.finditer(markdown):
        text += markdown[position : link.start()]
        anchor = link["bare"] or link["anchor"]
        marks.append(Mark(len(text), len(text) + len(anchor), "link", link["bare"] or link["url"]))
        text += anchor
        position = link.end()
    text += markdown[position:]
    emphasis = Mark(0, len(text), "emphasis")
    return Segment(f"letter.en.{number}", number, "en", text, 0, len(text), (emphasis, *marks))


def _links(*segments: str, role: str = "letter", context: str = "", first: int = 1) -> tuple[Link, ...]:
    blocks = tuple(SegmentedBlock("paragraph", (_segment(number, text),)) for number, text in enumerate(segments, 1))
    portion = SegmentedPortion("letter.p2", 2, Decision(role, "test"), Decision("en", "test"), blocks)
    return links_of(portion, document_id="letter", first_number=first, context=context)


def test_a_cover_letter_names_each_of_its_links_once() -> None:
    links = _links(
        "Our news is on Twitter at: <https://twitter.com/saltroad> , our readers meet on Facebook: "
        "<https://www.facebook.com/pages/The-Salt-Road-Centre-for-Gulf-Letters/123>",
        "[Gulf-Letters/123](https://www.facebook.com/pages/The-Salt-Road-Centre-for-Gulf-Letters/123)",
        "The study days can be seen on our YouTube channel:",
        "<https://www.youtube.com/channel/UCabc>",
        "and all the letters on our site: <http://saltroad.haven.example/>",
    )
    assert [(link.id, link.segment_id, link.role, link.label) for link in links] == [
        ("letter.link1", "letter.en.1", "social", "Our news is on Twitter"),
        ("letter.link2", "letter.en.1", "social", "our readers meet on Facebook"),
        ("letter.link3", "letter.en.4", "social", "The study days can be seen on our YouTube channel"),
        ("letter.link4", "letter.en.5", "home", "and all the letters on our site"),
    ]
    assert {link.portion_id for link in links} == {"letter.p2"}
    assert {link.published for link in links} == {None}


def test_a_hebrew_letter_is_read_the_same_way() -> None:
    links = _links(
        "מי שרוצה לדעת מה חדש אצלנו יקרא בטוויטר בכתובת: <https://twitter.com/saltroad> ,",
        "ואת כל האיגרות באתר הבית: <http://centres.haven.example/gulf/>",
    )
    assert [(link.role, link.label) for link in links] == [
        ("social", "מי שרוצה לדעת מה חדש אצלנו יקרא בטוויטר"),
        ("home", "ואת כל האיגרות באתר הבית"),
    ]


def test_version_notes_say_language_and_date_of_the_versions() -> None:
    persian = "https://kayhan.example/fa/1397/06/21/%DA%86%D8%B1%D8%A7-%D9%87%e2%80%8e%D8%A7%DB%8C"
    links = _links(
        "The article was originally published in:",
        "<https://institute.example/articles/salt-road/>",
        "For Hebrew version:",
        "<https://institute.example/p/5>",
        "Translated and edited by SAFINEH LONDON:",
        f"<{persian}>",
        role="version note",
        first=7,
    )
    assert [(link.id, link.role, link.language, link.label) for link in links] == [
        ("letter.link7", "version", "", "The article was originally published in"),
        ("letter.link8", "version", "he", "For Hebrew version"),
        ("letter.link9", "version", "fa", "Translated and edited by SAFINEH LONDON"),
    ]
    [last] = links[2:]
    assert last.url == persian
    assert last.canonical_url == persian.replace("%e2%80%8e", "%E2%80%8E")
    assert last.display_url == "https://kayhan.example/fa/1397/06/21/چرا-ه[U+200E]ای"
    assert last.host == "kayhan.example"
    assert last.published == Date("2018-09-12", "day", "persian", "1397/06/21")


def test_one_canonical_url_is_one_link_and_the_first_mention_counts() -> None:
    links = _links(
        "First at <http://Example.org/a?utm_source=x>",
        "again [a good page](http://example.org/a)",
        "<http://example.org/b>",
    )
    assert [(link.url, link.canonical_url, link.label) for link in links] == [
        ("http://Example.org/a?utm_source=x", "http://example.org/a", "First"),
        ("http://example.org/b", "http://example.org/b", "again a good page"),
    ]


@pytest.mark.parametrize(
    ("segments", "label"),
    [
        (["See [the full report](http://example.org/a) on it."], "the full report"),
        (["For the report click [here](http://example.org/a)."], "For the report click"),
        (['לדו"ח המלא [לחצו כאן](http://example.org/a)'], 'לדו"ח המלא'),
        (["متن کامل را [اینجا](http://example.org/a) بخوانید"], "متن کامل را"),
        (["متن کامل در نشانی: <http://example.org/a>"], "متن کامل"),
        (["It was published in: <http://example.org/a>"], "It was published in"),
        (["Details – (<http://example.org/a>)"], "Details"),
        (["[example.org/a](http://example.org/a): our new page"], "our new page"),
        (["Write to [editor@example.org](mailto:editor@example.org)"], "Write to"),
        (["[example.org](http://www.example.org) — the site"], "the site"),
        (["[Haven](http://example.org/wiki/Haven)"], "Haven"),
        (["[ ](http://example.org/a) at the market"], "at the market"),
        (["A heading", "<http://example.org/x> <http://example.org/y>"], "A heading"),
        (["A heading", "http://bare.example/ <http://example.org/x>"], "A heading"),
        (["A heading", "see also", "<http://example.org/a>"], "see also"),
        (["<http://example.org/a>"], ""),
    ],
)
def test_the_label_is_the_words_that_introduce_the_link(segments: list[str], label: str) -> None:
    assert _links(*segments)[0].label == label


def test_what_stands_before_the_portion_labels_a_bare_url_at_its_head() -> None:
    [link] = _links("<http://example.org/a>", role="version note", context="An article\n\nFor Persian version:\n")
    assert (link.label, link.language) == ("For Persian version", "fa")


def test_a_version_note_with_one_link_is_its_label_and_one_with_several_is_not() -> None:
    [single] = _links("For the Persian version see [Safineh](http://example.org/a).", role="version note")
    assert (single.label, single.language) == ("For the Persian version see Safineh.", "fa")
    several = _links("Also in [Hebrew](http://example.org/h) and [Persian](http://example.org/p)", role="version note")
    assert [(link.label, link.language) for link in several] == [("Hebrew", "he"), ("Persian", "fa")]


def test_related_items_are_dated_by_what_stands_after_them() -> None:
    links = _links(
        "[The Sands of the South](https://journal.example/en/sands), August 2, 2018",
        "A Title Without Address, July 26, 2018",
        "[Salt, July 5, 2018](https://journal.example/en/salt)",
        role="related list",
    )
    assert [(link.role, link.label, link.published) for link in links] == [
        ("related", "The Sands of the South", Date("2018-08-02", "day", "gregorian", "August 2, 2018")),
        ("related", "A Title Without Address", Date("2018-07-26", "day", "gregorian", "July 26, 2018")),
        ("related", "Salt, July 5, 2018", Date("2018-07-05", "day", "gregorian", "July 5, 2018")),
    ]


def test_a_date_told_in_running_text_is_not_that_of_the_page() -> None:
    [link] = _links("He spoke on August 2, 2018 <http://example.org/a>", role="article")
    assert (link.label, link.published) == ("He spoke on August 2, 2018", None)


def test_links_without_target_and_other_marks_are_passed_over() -> None:
    assert _links("[nowhere]( )", "plain words", "") == ()


@pytest.mark.parametrize(
    ("url", "context", "portion_role", "role"),
    [
        ("mailto:editor@example.org", "", "version note", "mail"),
        ("https://example.org/he/a", "", "version note", "version"),
        ("https://twitter.com/a/status/1", "", "related list", "related"),
        ("https://twitter.com/saltroad", "", "letter", "social"),
        ("https://X.com/saltroad", "", "", "social"),
        ("https://m.facebook.com/saltroad", "", "", "social"),
        ("https://t.me/saltroad", "", "", "social"),
        ("https://www.aparat.com/saltroad", "", "", "social"),
        ("https://il.linkedin.com/in/a", "", "", "social"),
        ("https://notx.com/a", "", "", "reference"),
        ("http://gulf.haven.example", "", "", "home"),
        ("http://gulf.haven.example/#top", "", "", "home"),
        ("http://haven.example/en/", "", "", "home"),
        ("http://haven.example/index.php", "", "", "home"),
        ("http://haven.example/fa-ir/home", "", "", "home"),
        ("http://haven.example/centres/gulf", "and visit our site", "", "home"),
        ("http://haven.example/centres/gulf", "ואת כל האיגרות באתר הבית", "", "home"),
        ("http://haven.example/centres/gulf", "از وب‌سایت ما دیدن کنید", "", "home"),
        ("http://haven.example/centres/gulf", "as they told us", "", "reference"),
        ("http://haven.example/a/b/c", "visit our site", "", "reference"),
        ("http://haven.example/?p=5", "visit our site", "", "reference"),
        ("/about", "visit our site", "", "reference"),
        ("tel:+97255", "", "", "reference"),
    ],
)
def test_the_role_of_a_link(url: str, context: str, portion_role: str, role: str) -> None:
    assert link_role(url, context=context, portion_role=portion_role) == role


@pytest.mark.parametrize(
    ("url", "label", "context", "language"),
    [
        ("https://example.org/he/a", "For Persian version", "", "he"),
        ("https://example.org/EN-us/a", "", "", "en"),
        ("https://example.org/iw/a", "", "", "he"),
        ("https://fa.example.org/a", "", "", "fa"),
        ("https://www.farsi.example.org/a", "", "", "fa"),
        ("https://example.org/a?x=1&lang=ar", "", "", "ar"),
        ("https://he.example/", "", "", ""),
        ("https://example.org/a/b/c/fa", "", "", ""),
        ("https://example.org/hero/fad", "", "", ""),
        ("https://example.org/a", "For Hebrew version", "", "he"),
        ("https://example.org/a", "The article in Persian", "", "fa"),
        ("https://example.org/a", "Translated into Arabic by N. N.", "", "ar"),
        ("https://example.org/a", "לגרסה העברית", "", "he"),
        ("https://example.org/a", "לקריאה בעברית", "", "he"),
        ("https://example.org/a", "תרגום לפרסית", "", "fa"),
        ("https://example.org/a", "المقال", "نسخهٔ فارسی", "fa"),
        ("https://example.org/a", "برای نسخه‌ی عبری", "", "he"),
        ("https://example.org/a", "ترجمه به زبان فارسي", "", "fa"),
        ("https://example.org/a", "עברית", "", "he"),
        ("https://example.org/a", "(Persian)", "", "fa"),
        ("https://example.org/a", "The Persian Gulf Observer", "", ""),
        ("https://example.org/a", "trade in Persian Gulf ports", "", ""),
        ("https://example.org/a", "translated from the Hebrew", "", ""),
        ("https://example.org/a", "in Hebrew and in Persian", "", ""),
        ("https://example.org/a", "", "in Hebrew", "he"),
        ("https://example.org/p/5/מאמר-על-המפרץ", "", "", "he"),
        ("https://example.org/%DA%86%D8%B1%D8%A7-%D9%86%D9%87", "", "", "fa"),
        ("https://example.org/wiki/ایران/", "", "", "fa"),
        ("https://example.org/لماذا-الخليج-العربي", "", "", ""),
        ("https://example.org/لماذا", "", "", ""),
        ("https://example.org/فارسی/index", "", "", ""),
        ("https://example.org/", "", "", ""),
        ("mailto:he@example.org", "", "", ""),
    ],
)
def test_the_language_of_the_page_a_link_leads_to(url: str, label: str, context: str, language: str) -> None:
    assert target_language(url, label, context) == language


@pytest.mark.parametrize(
    ("url", "label", "date"),
    [
        ("https://example.org/2018/08/14/salt", "", Date("2018-08-14", "day", "gregorian", "2018/08/14")),
        ("https://example.org/2018/8/4", "", Date("2018-08-04", "day", "gregorian", "2018/8/4")),
        ("https://example.org/news/2018-08-14-salt", "", Date("2018-08-14", "day", "gregorian", "2018-08-14")),
        ("https://example.org/2018/08/salt", "", Date("2018-08", "month", "gregorian", "2018/08")),
        ("https://example.org/2018-08/", "", Date("2018-08", "month", "gregorian", "2018-08")),
        ("https://example.org/2018/08/14-salt/", "", Date("2018-08", "month", "gregorian", "2018/08")),
        ("https://example.org/fa/1397/06/21/x", "", Date("2018-09-12", "day", "persian", "1397/06/21")),
        ("https://example.org/fa/۱۳۹۷/۰۶/۲۱/x", "", Date("2018-09-12", "day", "persian", "۱۳۹۷/۰۶/۲۱")),
        ("https://example.org/1397/06/", "", Date("2018-08", "month", "persian", "1397/06")),
        ("https://example.org/5779/01/03/", "", Date("2018", "year", "hebrew", "5779")),
        ("https://example.org/1234/56/78/2018/08/14/", "", Date("2018-08-14", "day", "gregorian", "2018/08/14")),
        ("https://example.org/a", "Salt?, August 2, 2018", Date("2018-08-02", "day", "gregorian", "August 2, 2018")),
        ("https://example.org/a", "מלח (ספטמבר 2018)", Date("2018-09", "month", "gregorian", "ספטמבר 2018")),
        ("https://example.org/a", "نمک، ۲۱ شهریور ۱۳۹۷.", Date("2018-09-12", "day", "persian", "۲۱ شهریور ۱۳۹۷")),
        ("https://example.org/a", "ג' בתשרי תשע\"ט", Date("2018-09-12", "day", "hebrew", "ג' בתשרי תשע\"ט")),
        ("https://example.org/2018/08/14/", "July 5, 2018", Date("2018-08-14", "day", "gregorian", "2018/08/14")),
    ],
)
def test_the_date_of_the_page_a_link_leads_to(url: str, label: str, date: Date) -> None:
    assert url_date(url, label) == date


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://example.org/", ""),
        ("https://example.org/1397/13/01/", ""),
        ("https://example.org/2018/02/30/", ""),
        ("https://example.org/a?d=/2018/08/14/", ""),
        ("https://2018/08/14/", ""),
        ("https://example.org/12018/08/14/", ""),
        ("https://example.org/a", "The speech of August 2, 2018 and after"),
        ("https://example.org/a", "Issue 30"),
    ],
)
def test_where_nothing_tells_the_date_there_is_none(url: str, label: str) -> None:
    assert url_date(url, label) is None


@given(
    st.lists(st.text("abאs :/.<>[]()#?=&%-\u200e", max_size=30), max_size=4),
    st.sampled_from(["letter", "version note", "related list"]),
)
def test_any_portion_gives_one_link_for_each_canonical_url(texts: list[str], role: str) -> None:
    links = _links(*texts, role=role)
    assert len({link.canonical_url for link in links}) == len(links)
    assert [link.id for link in links] == [f"letter.link{number}" for number in range(1, len(links) + 1)]
    assert all(canonical_url(link.url) == link.canonical_url for link in links)


def test_a_dated_item_of_a_related_list_is_a_link_that_lost_its_address() -> None:
    texts = ("Read also:", "The Last Ferry, March 12, 2019", "No date here", "مد و جزر، ۲ خرداد ۱۴۰۰")
    segments = tuple(
        Segment(f"a.en.{number}", number, "en", text, 0, len(text)) for number, text in enumerate(texts, 1)
    )
    blocks = tuple(SegmentedBlock("paragraph", (segment,)) for segment in segments)
    portion = SegmentedPortion("a.p1", 1, Decision("related list", "rule"), Decision("en", "rule"), blocks)

    found = links_of(portion, document_id="a", first_number=3)

    assert [(link.id, link.segment_id, link.url, link.role, link.label) for link in found] == [
        ("a.link3", "a.en.2", "", "related", "The Last Ferry"),
        ("a.link4", "a.en.4", "", "related", "مد و جزر"),
    ]
    assert [link.published.iso for link in found if link.published] == ["2019-03-12", "2021-05-23"]
