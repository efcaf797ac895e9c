"""Portions → segments: where sentences end, and what a segment carries along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.records import Block, Decision, Mark, Portion, Segment, SegmentedPortion
from ezri_archive.segments import segment, sentences
from ezri_archive.segments.foreign import foreign_marks
from ezri_archive.text import OffsetMap

# --- sentences: what ends one ----------------------------------------------------------------------------------------

TWO_OR_MORE = [
    ("en", "The boats left. Nobody waved!", ["The boats left.", "Nobody waved!"]),
    ("en", "Who came? We did.", ["Who came?", "We did."]),
    ("en", "He said, “It is late.” Then he left.", ["He said, “It is late.”", "Then he left."]),
    (
        "en",
        "They closed the port (for a week.) Then it rained.",
        ["They closed the port (for a week.)", "Then it rained."],
    ),
    ("en", "no capitals here. none at all.", ["no capitals here.", "none at all."]),
    ("en", "He waited for news... Nothing came.", ["He waited for news...", "Nothing came."]),
    ("en", "It was their loss...Of course they hid it.", ["It was their loss...", "Of course they hid it."]),
    ("en", "The space was lost.This happens.", ["The space was lost.", "This happens."]),
    ("en", "She lives in the U.S. The house is small.", ["She lives in the U.S.", "The house is small."]),
    ("en", "Did you say yes or no? No. Never mind.", ["Did you say yes or no?", "No.", "Never mind."]),
    ("en", "It rose by 3.5 percent in 1997. Prices fell.", ["It rose by 3.5 percent in 1997.", "Prices fell."]),
    ("en", "Read www.example.org/a.b! Then write.", ["Read www.example.org/a.b!", "Then write."]),
    ("en", "One line\n\nAnother line", ["One line", "Another line"]),
    ("en", "The talks failed . . . They will meet again.", ["The talks failed . . .", "They will meet again."]),
    ("he", 'ארה"ב הודיעה על כך. צה"ל הגיב ע"י דובר.', ['ארה"ב הודיעה על כך.', 'צה"ל הגיב ע"י דובר.']),
    ("he", 'הוא שאל: "מי בא?" איש לא ענה.', ['הוא שאל: "מי בא?"', "איש לא ענה."]),
    ("he", "למדתי בכיתה א. אחר כך עברנו עיר.", ["למדתי בכיתה א.", "אחר כך עברנו עיר."]),
    ("he", "בדקו את רמת הוויטמין C. התוצאה תקינה.", ["בדקו את רמת הוויטמין C.", "התוצאה תקינה."]),
    ("he", "חיכינו שעה... איש לא בא.", ["חיכינו שעה...", "איש לא בא."]),
    ("he", "ירד גשם.הרחוב היה ריק.", ["ירד גשם.", "הרחוב היה ריק."]),
    ("he", "המסמך (ראו נספח.) אושר אתמול.", ["המסמך (ראו נספח.)", "אושר אתמול."]),
    ("fa", "باران آمد. کوچه خالی شد؟ نه!", ["باران آمد.", "کوچه خالی شد؟", "نه!"]),
    ("fa", "او گفت: «می‌رویم.» سپس در را بست.", ["او گفت: «می‌رویم.»", "سپس در را بست."]),
    ("fa", "نرخ ۳٫۵ درصد بود. در سال ۱۳۹۷ بیشتر شد.", ["نرخ ۳٫۵ درصد بود.", "در سال ۱۳۹۷ بیشتر شد."]),
    ("fa", "دیگر چیزی نگفت… همه رفتند.", ["دیگر چیزی نگفت…", "همه رفتند."]),
    ("ur", "وہ آیا۔ ہم گئے۔", ["وہ آیا۔", "ہم گئے۔"]),
    ("de", "Er kam. Wir gingen.", ["Er kam.", "Wir gingen."]),
]

ONE = [
    ("en", "Dr. J. R. Smith met Prof. Lee at No. 5, i.e. at home."),
    ("en", "Goods of the U.S. Navy went to Acme Inc. of Ohio."),
    ("en", "See p. 12 and Fig. 3 of the report of Sept. 11."),
    ("en", "It is casting a .heavy shadow on the talks"),
    ("en", "Because of the damage [that we had]...we stay home."),
    ("en", "They asked the gentlemen...[the cabinet] for leave."),
    ("en", "He paused ... and went on."),
    ("en", 'The issue, titled "Is There a Way Out?" by a fellow of the centre.'),
    ("en", "“Why?” she asked."),
    ("en", "We searched with Yahoo! and others."),
    ("en", "1. Past Experience"),
    ("en", "There are two: 1. the wind and 2, the rain"),
    ("en", "See https://example.org/port.New?c=d or write to a.port.Master@example.org, thanks"),
    ("en", "We came for three things: bread, salt; and news"),
    ("he", 'מצורף מאמר שכותרתו "האם הנמל נסגר?" מאת דנה כהן, חוקרת במכון.'),
    ("he", '"מי בא?" שאלה דנה.'),
    ("he", "ד\"ר כהן ופרופ' לוי (עמ' 5) נפגשו ע\"י השער"),
    ("he", "הספר של א. ב. רימון יצא לאור"),
    ("he", "ראו עמ. 12 במחקר"),
    ("he", 'הספר "מי שם?!" – כך נקרא – אזל'),
    ("he", "הוא (מה?) בא."),
    ("he", "קנינו לחם, מלח ... ובעיקר סוכר."),
    ("fa", "۲. عدم توازن"),
    ("fa", "این کتاب در سال ۱۳۲۰ ه.ش. به همت ا. ب. راد منتشر شد."),
    ("fa", "مقاله‌ای با عنوان «آیا راهی هست؟» به قلم سارا منتشر شد."),
    ("fa", "«کی آمد؟» پرسید سارا."),
    ("fa", "نان و نمک و… خریدیم."),
    ("fa", "کبک و دراج و بلبل… همه را دیدیم."),
    ("fa", "س"),
    ("he", "ס . ס"),
]


@pytest.mark.parametrize(("language", "text", "expected"), TWO_OR_MORE)
def test_a_sentence_ends_at_its_mark(language: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, language)] == expected


@pytest.mark.parametrize(("language", "text"), ONE)
def test_a_mark_inside_a_sentence_does_not_end_it(language: str, text: str) -> None:
    assert sentences(text, language) == ((0, len(text)),)


def test_text_without_visible_characters_has_no_sentences() -> None:
    assert sentences(" \n\t\n ", "en") == ()


def test_marks_without_words_go_with_the_sentence_beside_them() -> None:
    text = "*** The port is shut. — . —"

    assert [text[start:end] for start, end in sentences(text, "en")] == ["*** The port is shut. — . —"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["Dr. Abc ", '"Ab? ', "«آیا؟» ", "https://a.example/b ", "a@", "..", "א"])
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = (piece * 5_000).strip()

    assert sentences(text, "he")[-1][1] == len(text)
    assert all(mark.end <= len(text) for mark in foreign_marks(text, "he"))


_WORDS = st.sampled_from([
    *("port", "Dr.", "U.S.", "e.g.", "1.", "(", ")", '"', "“", "”", "«", "»", "...", "…", "?", "!", ".", ":", "A", "-"),
    *("נמל", 'צה"ל', "א.", "שאל", "ו", "بندر", "می‌رود", "ه.ش.", "؟", "https://a.example/b.c", "\n", "\n\n", "\u200f"),
])  # fmt: skip
_TEXTS = st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=60)


@given(_TEXTS, st.sampled_from(["en", "he", "fa", "ar", "fr", "und"]))
def test_sentences_and_the_white_space_between_them_give_the_text_back(text: str, language: str) -> None:
    spans = sentences(text, language)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    between = [text[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)]

    assert edges == sorted(edges)
    assert not "".join(between).strip()
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


# --- segments --------------------------------------------------------------------------------------------------------


def _block(text: str, *marks: Mark, kind: str = "paragraph", start: int = 0) -> Block:
    return Block(kind, text, start, start + len(text), 1, OffsetMap(((0, start),)), marks)


def _portion(*blocks: Block, language: str = "en", number: int = 1, rule: str = "test") -> Portion:
    return Portion(f"doc.p{number}", number, Decision("article", rule), Decision(language, "test"), blocks)


def _only(portions: tuple[SegmentedPortion, ...]) -> list[Segment]:
    return [found for portion in portions for found in portion.segments]


def test_segments_are_numbered_within_their_language_over_the_whole_document() -> None:
    portions = (
        _portion(_block("One. Two.")),
        _portion(_block("אחת."), language="he", number=2),
        _portion(_block("Three."), number=3),
    )

    found = [(one.id, one.number, one.language) for one in _only(segment("doc", portions))]

    assert found == [("doc.en.1", 1, "en"), ("doc.en.2", 2, "en"), ("doc.he.1", 1, "he"), ("doc.en.3", 3, "en")]


@pytest.mark.parametrize("kind", ["heading", "caption", "title", "line"])
def test_a_heading_is_one_segment_whatever_its_marks(kind: str) -> None:
    assert len(_only(segment("doc", (_portion(_block("War? Peace. Both!", kind=kind)),)))) == 1


@pytest.mark.parametrize("kind", ["paragraph", "list_item", "quotation", "table_row"])
def test_running_text_is_split(kind: str) -> None:
    assert len(_only(segment("doc", (_portion(_block("War? Peace. Both!", kind=kind)),)))) == 3


def test_offsets_lead_into_the_source_where_it_differs_from_the_text() -> None:
    source = "A *bold* word.  Next one."
    text = "A bold word.  Next one."
    block = Block("paragraph", text, 0, len(source), 1, OffsetMap(((0, 0), (2, 3), (6, 8))))

    first, second = _only(segment("doc", (_portion(block),)))

    assert source[first.start : first.end] == "A *bold* word."
    assert source[second.start : second.end] == second.text == "Next one."


def test_a_block_of_white_space_has_no_segments() -> None:
    for kind in ("paragraph", "heading"):
        (portion,) = segment("doc", (_portion(_block("  \n", kind=kind)),))
        assert portion.segments == ()


def test_a_repeated_block_points_to_the_segment_before_and_has_none() -> None:
    portions = (
        _portion(_block("A crowd at the gate. It waits.")),
        _portion(_block("A crowd at the gate. It waits.", start=40), number=2, rule="repeats-the-block-before"),
    )

    repeated = segment("doc", portions)[1].blocks[0]

    assert (repeated.segments, repeated.repeats) == ((), "doc.en.2")
    assert (repeated.text, repeated.start, repeated.end) == ("A crowd at the gate. It waits.", 40, 70)


def test_marks_are_cut_at_the_end_of_a_sentence_and_counted_from_its_beginning() -> None:
    text = "We saw it. They did."
    marks = (Mark(3, 15, "emphasis"), Mark(11, 15, "link", "https://example.org"), Mark(5, 5, "strong"))

    first, second = _only(segment("doc", (_portion(_block(text, *marks)),)))

    assert first.marks == (Mark(3, 10, "emphasis"),)
    assert second.marks == (Mark(0, 4, "emphasis"), Mark(0, 4, "link", "https://example.org"))


@given(_TEXTS.filter(str.strip), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_every_mark_lies_within_its_segment_and_segments_hold_the_block(text: str, ends: list[tuple[int, int]]) -> None:
    marks = tuple(Mark(min(pair), min(max(pair), len(text)), "strong") for pair in ends if min(pair) < len(text))

    found = _only(segment("doc", (_portion(_block(text, *marks, start=7), language="he"),)))

    assert "".join("".join(one.text for one in found).split()) == "".join(text.split())
    assert all(0 <= mark.start < mark.end <= len(one.text) for one in found for mark in one.marks)
    assert all(one.text == text[one.start - 7 : one.end - 7] for one in found)
    assert not any(
        _cross(mark, other)
        for one in found
        for mark in one.marks
        for other in one.marks
        if "foreign" in (mark.kind, other.kind)
    )


def _cross(mark: Mark, other: Mark) -> bool:
    return mark.start < other.start < mark.end < other.end


# --- foreign words ---------------------------------------------------------------------------------------------------

FOREIGN = [
    ("he", "הגיליון ה-30 של Harbour Review: New Series ובו מאמר", [("Harbour Review: New Series", "en")]),
    ("he", 'ראו https://example.org/Port או NATO, ויטמין C, ד"ר', [("NATO", "en")]),
    ("en", "The word שלום means peace (سلام in Persian).", [("שלום", "he"), ("سلام", "fa")]),
    ("fa", "کتاب «Die Brücke und das Meer sind alt» چاپ شد", [("Die Brücke und das Meer sind alt", "de")]),
    ("fa", 'واژهٔ צה"ל عبری است', [('צה"ל', "he")]),
    ("en", "Nothing foreign here, write to me@example.org.", []),
    ("und", "שלום hello", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), FOREIGN)
def test_words_of_another_script_are_foreign(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[mark.start : mark.end], mark.target) for mark in foreign_marks(text, language)] == expected


def test_a_foreign_mark_does_not_cross_the_marks_there_are() -> None:
    text = "של Harbour Review Weekly בלבד"

    assert foreign_marks(text, "he", (Mark(0, 10, "strong"),)) == (
        Mark(3, 10, "foreign", "en"),
        Mark(11, 24, "foreign", "en"),
    )
    assert foreign_marks(text, "he", (Mark(18, 29, "strong"),)) == (
        Mark(3, 17, "foreign", "en"),
        Mark(18, 24, "foreign", "en"),
    )


def test_a_part_of_an_address_is_not_foreign() -> None:
    link = Mark(4, 16, "link", "https://example.org/Port-Studies/12")

    assert foreign_marks("ראו Port-Studies כאן", "he", (link,)) == ()
    assert foreign_marks("ראו Port Studies כאן", "he", (link,)) == (Mark(4, 16, "foreign", "en"),)


def test_words_that_are_marked_foreign_already_are_left_as_they_are() -> None:
    declared = Mark(3, 13, "foreign", "fr")
    (found,) = _only(segment("doc", (_portion(_block("את Bon Voyage אמרו.", declared), language="he"),)))

    assert found.marks == (declared,)
