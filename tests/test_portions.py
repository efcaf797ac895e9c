"""Blocks → portions: which language and role every block gets, by which rule; and what the document says of itself."""

from pathlib import Path

import pytest

from ezri_archive.errors import SourceError
from ezri_archive.pipeline import edition_of
from ezri_archive.records import BlockOverride, Edition, Sidecar, Source

NEWSLETTER = """\
מכון גלים לחקר הים\x20\x20
مؤسسهٔ موج برای پژوهش دریا\x20\x20
The Galim Institute for the Study of the Sea

# *The Tide Table*

*Letters from the Shore*

**Who Counts the Waves?**

*Issue No. 4*

*(May, 2020)*

ת

Dear readers, attached is the fourth issue of our bulletin about the sea and its people.

Visit our site: <https://galim.example/>

קוראים יקרים, מצורף הגיליון הרביעי של העלון שלנו על הים ועל אנשיו.

בקרו באתר שלנו:

<https://galim.example/>

# Who Counts the Waves?

By Dana Even-Yam

The harbour master of Tel Shahaf counts the waves every morning, and has done so for thirty years.

## The Counting House

He writes the number in a book that nobody reads.

**For Hebrew version:**

<https://galim.example/he/who-counts/>
"""

PAGE = """\
Skip to content
Menu
Analysis

The Last Ferry to Shahaf

12 March 2019
Dana Even-Yam
4 min read
The ferry at the quay on its last day
The ferry at the quay on its last day
Share

The last ferry to the island of Shahaf left on a Tuesday, with eleven passengers and a piano on board.

What the Pilot Saw

The pilot said that he had never seen so many people on the quay, and that most of them were silent.

Read also:

Who Counts the Waves?, May 3, 2020

The Keeper of the Lamp, June 7, 2018

Subscribe
The Man Who Sold the Fog
1 min read
"""


def edition(text: str, *, path: str = "text.txt", sidecar: Sidecar | None = None) -> Edition:
    media_type = "text/markdown" if path.endswith(".md") else "text/plain"
    return edition_of(Source(path, "0" * 64, media_type, text.encode(), sidecar or Sidecar()), "text")


def roles(text: str, **options: str) -> list[tuple[str, str, str]]:
    """Give role, language and first words of every block."""
    return [
        (portion.role.value, portion.language.value, (block.segments[0].text if block.segments else block.text)[:20])
        for portion in edition(text, **options).portions
        for block in portion.blocks
    ]


def test_a_newsletter_is_split_into_masthead_letters_article_and_notes() -> None:
    assert roles(NEWSLETTER, path="tide.md") == [
        ("masthead", "he", "מכון גלים לחקר הים"),
        ("masthead", "fa", "مؤسسهٔ موج برای پژوه"),
        ("masthead", "en", "The Galim Institute "),
        ("masthead", "en", "The Tide Table"),
        ("masthead", "en", "Letters from the Sho"),
        ("title", "en", "Who Counts the Waves"),
        ("masthead", "en", "Issue No. 4"),
        ("date", "en", "(May, 2020)"),
        ("noise", "he", "ת"),
        ("letter", "en", "Dear readers, attach"),
        ("letter", "en", "Visit our site: http"),
        ("letter", "he", "קוראים יקרים, מצורף "),
        ("letter", "he", "בקרו באתר שלנו:"),
        ("letter", "he", "https://galim.exampl"),
        ("title", "en", "Who Counts the Waves"),
        ("byline", "en", "By Dana Even-Yam"),
        ("article", "en", "The harbour master o"),
        ("heading", "en", "The Counting House"),
        ("article", "en", "He writes the number"),
        ("version note", "en", "For Hebrew version:"),
        ("version note", "en", "https://galim.exampl"),
    ]


def test_a_newsletter_describes_itself() -> None:
    found = edition(NEWSLETTER, path="tide.md").metadata

    assert (found.title, found.series, found.issue) == ("Who Counts the Waves?", "The Tide Table", "4")
    assert (found.author, found.publisher) == ("Dana Even-Yam", "The Galim Institute for the Study of the Sea")
    assert found.published is not None
    assert (found.published.iso, found.published.precision) == ("2020-05", "month")


def test_a_page_is_freed_of_what_surrounds_its_article() -> None:
    assert roles(PAGE) == [
        ("boilerplate", "en", "Skip to content"),
        ("boilerplate", "en", "Menu"),
        ("masthead", "en", "Analysis"),
        ("title", "en", "The Last Ferry to Sh"),
        ("date", "en", "12 March 2019"),
        ("byline", "en", "Dana Even-Yam"),
        ("boilerplate", "en", "4 min read"),
        ("caption", "en", "The ferry at the qua"),
        ("noise", "en", "The ferry at the qua"),
        ("boilerplate", "en", "Share"),
        ("article", "en", "The last ferry to th"),
        ("heading", "en", "What the Pilot Saw"),
        ("article", "en", "The pilot said that "),
        ("related list", "en", "Read also:"),
        ("related list", "en", "Who Counts the Waves"),
        ("related list", "en", "The Keeper of the La"),
        ("boilerplate", "en", "Subscribe"),
        ("boilerplate", "en", "The Man Who Sold the"),
        ("boilerplate", "en", "1 min read"),
    ]


def test_a_page_describes_itself() -> None:
    found = edition(PAGE).metadata

    assert (found.title, found.author, found.genre) == ("The Last Ferry to Shahaf", "Dana Even-Yam", "Analysis")
    assert found.published is not None
    assert found.published.iso == "2019-03-12"


def test_a_repeated_line_keeps_its_words_but_has_one_segment() -> None:
    portions = {
        portion.role.value: portion for portion in edition(PAGE).portions if portion.role.value in {"caption", "noise"}
    }
    caption, repeated = portions["caption"].blocks[0], portions["noise"].blocks[0]

    assert len(caption.segments) == 1
    assert repeated.segments == ()
    assert repeated.repeats == caption.segments[0].id
    assert PAGE[repeated.start : repeated.end] == repeated.text == caption.segments[0].text


def test_every_decision_names_its_rule() -> None:
    rules = {(portion.role.value, portion.role.rule) for portion in edition(NEWSLETTER, path="tide.md").portions}

    assert rules == {
        ("masthead", "before-the-issue-line"),
        ("masthead", "issue-line"),
        ("title", "title-before-the-issue-line"),
        ("title", "repeats-the-title"),
        ("date", "nothing-but-a-date"),
        ("noise", "stray-letter"),
        ("letter", "between-issue-line-and-article"),
        ("byline", "says-who-wrote"),
        ("article", "running-text"),
        ("heading", "marked-as-heading"),
        ("version note", "says-it-has-another-version"),
    }


def test_a_sidecar_overrides_role_and_language_of_lines() -> None:
    sidecar = Sidecar(blocks=(BlockOverride(1, 1, role="noise"), BlockOverride(3, 3, language="de")))

    portions = edition("A line to drop.\n\nA line called German.\n\nA line left alone.", sidecar=sidecar).portions

    assert [(portion.role.value, portion.language.value) for portion in portions] == [
        ("noise", "en"),
        ("article", "de"),
        ("article", "en"),
    ]
    assert (portions[0].role.rule, portions[1].language.rule) == ("sidecar", "sidecar")


def test_a_sidecar_describes_its_source() -> None:
    sidecar = Sidecar(title="Another Title", author="A. Person", date="2001-02-03", rights="closed", language="en")

    found = edition(PAGE, sidecar=sidecar).metadata

    assert (found.title, found.author, found.rights) == ("Another Title", "A. Person", "closed")
    assert found.published is not None
    assert found.published.iso == "2001-02-03"


def test_a_sidecar_whose_date_is_none_is_refused() -> None:
    with pytest.raises(SourceError, match=r'text\.txt\.toml: date = "soon" is no date'):
        edition(PAGE, sidecar=Sidecar(date="soon"))


def test_words_of_another_language_stay_in_their_sentence() -> None:
    portions = edition("הכתב שאל את the harbour master לשלומו והלך הביתה.").portions

    assert [(portion.language.value, len(portion.segments)) for portion in portions] == [("he", 1)]
    assert [(mark.kind, mark.target) for mark in portions[0].segments[0].marks] == [("foreign", "en")]


def test_whole_sentences_in_another_language_are_a_portion_of_their_own() -> None:
    text = "The ferry leaves at nine every morning. המעבורת יוצאת בתשע בכל בוקר. کشتی هر روز صبح ساعت نه حرکت می‌کند."

    portions = edition(text).portions

    assert [(portion.language.value, portion.segments[0].text) for portion in portions] == [
        ("en", "The ferry leaves at nine every morning."),
        ("he", "המעבורת יוצאת בתשע בכל בוקר."),
        ("fa", "کشتی هر روز صبح ساعت نه حرکت می‌کند."),
    ]
    assert [text[portion.segments[0].start : portion.segments[0].end] for portion in portions] == [
        portion.segments[0].text for portion in portions
    ]


def test_a_short_line_is_in_the_language_of_the_lines_around_it() -> None:
    text = "להתראות בערב ההרצאות,\nקאמראני\nרכזת האירועים של המרכז"

    assert {portion.language.value for portion in edition(text).portions} == {"he"}


def test_a_parallel_document_has_a_title_in_each_language() -> None:
    text = "# Call for Papers\n\nWe invite papers about the sea.\n\n# קול קורא\n\nאנו מזמינים מאמרים על הים.\n"

    titles = [portion for portion in edition(text, path="call.md").portions if portion.role.value == "title"]

    assert [(portion.language.value, portion.segments[0].text) for portion in titles] == [
        ("en", "Call for Papers"),
        ("he", "קול קורא"),
    ]


def test_the_subject_line_of_a_letter_is_its_title() -> None:
    found = edition("הנדון: ביטול הערב\n\nידידים יקרים,\n\nהערב בוטל בשל הסערה, וניפגש בשבוע הבא.")

    assert found.metadata.title == "ביטול הערב"
    assert [portion.role.value for portion in found.portions] == ["title", "letter"]


def test_arabic_is_not_called_persian() -> None:
    text = "وصلت السفينة إلى المرفأ صباح اليوم وعلى متنها ثلاثة آلاف طن من الأرز والشاي."

    assert [portion.language.value for portion in edition(text).portions] == ["ar"]


SAMPLES = {
    "akhbar-al-marfa.txt": ("ar", "سلمى الرماني", "2021-05-05"),
    "call-for-papers.md": ("en", "", None),
    "clipped-bazaar.txt": ("en", "Mina Rostamkhani", "2019-04-22"),
    "harbour-review-12.md": ("en", "Noa Bar-Sela", "2021-03"),
    "harbour-review-13.md": ("en", "Ramin Golshahri", "2021-06"),
    "khabar-bandar.txt": ("fa", "سپیده موج‌آبادی", "2021-09-12"),
    "lecture-evening.txt": ("fa", "", None),
    "legacy-kaf-yeh.txt": ("fa", "هوشنگ درياكناري", None),
    "salt-road.fa.md": ("fa", "نوآ بارسلا", "2021-03-13"),
    "salt-road.he.md": ("he", "נועה בר-סלע", "2021-02-21"),
}


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items())
def test_the_samples_are_described(samples: Path, name: str, expected: tuple[str, str, str | None]) -> None:
    found = edition((samples / name).read_text("utf-8"), path=name).metadata

    assert (found.language, found.author, found.published.iso if found.published else None) == expected
