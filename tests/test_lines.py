"""Lines of a text: what is one block and what is two."""

import pytest
from hypothesis import given

from ezri_archive.readers.text.lines import Stretch, stretches
from strategies import markdown, texts

Blocks = list[tuple[str, str]]


def blocks(text: str, *, markdown: bool = True, begins: int = 0) -> Blocks:
    return [(found.kind, text[found.start : found.end]) for found in stretches(text, begins, markdown=markdown)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n## Two ##\n### C# ###   \n#no\n####### no", [
            ("heading", "One"), ("heading", "Two"), ("heading", "C#"), ("paragraph", "#no\n####### no"),
        ]),
        ("# \n## ##", [("heading", ""), ("heading", "")]),
        ("Title\n=====\ntext\n\nTitle\n---", [("heading", "Title"), ("paragraph", "text"), ("heading", "Title")]),
        ("two\nlines\n---\nmore", [("paragraph", "two\nlines"), ("paragraph", "more")]),
        ("Best,\n--\nNoa", [("paragraph", "Best,\n--\nNoa")]),
        ("one\n***\ntwo\n\n* * *\n\n_____\n=====", [("paragraph", "one"), ("paragraph", "two")]),
        ("- one\n* two\n  more\n• three\n– four", [
            ("list_item", "one"), ("list_item", "two\n  more"), ("list_item", "three"), ("list_item", "four"),
        ]),
        ("1. one\n2. two\n\n۱. یک\n۲. دو\n\nא. אחת\nב. שתיים", [
            ("list_item", "1. one"), ("list_item", "2. two"), ("list_item", "۱. یک"), ("list_item", "۲. دو"),
            ("list_item", "א. אחת"), ("list_item", "ב. שתיים"),
        ]),
        ("text\n\n1. The Rent\n\ntext", [("paragraph", "text"), ("paragraph", "1. The Rent"), ("paragraph", "text")]),
        ("it was on page\n12. The next", [("paragraph", "it was on page\n12. The next")]),
        ("text:\n1. one\n2. two", [("paragraph", "text:"), ("list_item", "1. one"), ("list_item", "2. two")]),
        ("text\n- item", [("paragraph", "text"), ("list_item", "item")]),
        ("> one\n> two\n>\n> three\nfour", [
            ("quotation", "one\n> two"), ("quotation", ""), ("quotation", "three"), ("paragraph", "four"),
        ]),
        ("> one  \n> two", [("quotation", "one  "), ("quotation", "two")]),
        ("| Port | Salt |\n|------|:----:|\n| Anzali | 12 |", [
            ("table_row", " Port | Salt "), ("table_row", " Anzali | 12 "),
        ]),
        ("```\ncode\n```", [("paragraph", "code")]),
        ("one\ntwo", [("paragraph", "one\ntwo")]),
        ("one  \ntwo\\\nthree\\", [("paragraph", "one  "), ("paragraph", "two"), ("paragraph", "three\\")]),
        ("one\n\n \t\ntwo", [("paragraph", "one"), ("paragraph", "two")]),
        ("one\r\ntwo\r\n\r\nthree\rfour\r\rfive", [
            ("paragraph", "one\r\ntwo"), ("paragraph", "three\rfour"), ("paragraph", "five"),
        ]),
        ("מרכז אלמוג\nمرکز آلموگ\nThe Almog Center", [
            ("paragraph", "מרכז אלמוג"), ("paragraph", "مرکز آلموگ"), ("paragraph", "The Almog Center"),
        ]),
        ("The salt was sold in\n1962.", [("paragraph", "The salt was sold in\n1962.")]),
        ("", []),
        ("\n \n", []),
    ],
)  # fmt: skip
def test_lines_of_markdown_become_blocks(text: str, expected: Blocks) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "see <https://almog.example/\nlong> there",
        "see <https://almog.example/\r\n  long> there",
        "[label](https://almog.example/\nlong)",
        "[a label\nof two lines](https://almog.example)",
        "- item <mailto:a@almog\n  .example>",
    ],
)
@pytest.mark.parametrize("markdown", [True, False])
def test_a_link_broken_over_two_lines_stays_in_one_block(text: str, markdown: bool) -> None:  # noqa: FBT001 - a case
    assert len(blocks(text, markdown=markdown)) == 1


def test_a_broken_link_goes_on_over_what_looks_like_a_marker_or_another_script() -> None:
    text = "[מרכז\n- Almog](https://almog.example)"
    assert blocks(text) == [("paragraph", text)]


def test_lines_of_a_copied_page_stay_apart() -> None:
    page = "Skip to content\nThe Quay Post\n\nA caption that is rather long and tells of the old bazaar\nShare\nEmail"
    assert [text for _, text in blocks(page, markdown=False)] == page.replace("\n\n", "\n").split("\n")


WRAPPED = """\
The merchants of Rasht called the route the Salt Road, although
most of it was water. It began in the salt domes of the desert,
crossed the mountains by mule, and ended in the sheds of the
delta, where the sturgeon was cured.

It was closed in 1928 and opened again; nobody remembers when it
was.

With kind regards,
Shirin Kamrani
Almog Center
"""


def test_text_wrapped_at_a_column_is_joined_and_signature_lines_stay_apart() -> None:
    found = [text for _, text in blocks(WRAPPED, markdown=False)]
    assert found == [*WRAPPED.split("\n\n")[:2], "With kind regards,", "Shirin Kamrani", "Almog Center"]


def test_a_change_of_script_parts_wrapped_lines_too() -> None:
    text = WRAPPED.replace("Shirin Kamrani\n", "x" * 64 + "\nשירין קאמראני\n")
    assert ("paragraph", "שירין קאמראני") in blocks(text, markdown=False)


def test_headings_have_their_level_and_blocks_their_line() -> None:
    text = "---\nkey: x\n---\n\n# One\n\n### Three\n\nSet\n===\n\nSet too\n-------\r\n\r\nlast"
    found = list(stretches(text, text.index("\n# One"), markdown=True))
    assert [(stretch.line, stretch.level) for stretch in found] == [(5, 1), (7, 3), (9, 1), (12, 2), (15, 0)]
    assert found[0] == Stretch("heading", text.index("One"), text.index("One") + 3, 5, 1)


@given(markdown())
def test_blocks_follow_one_another_on_the_lines_they_say(source: str) -> None:
    position, line = 0, 0
    for stretch in stretches(source, 0, markdown=True):
        assert position <= stretch.start <= stretch.end <= len(source)
        head = source[: stretch.start].replace("\r\n", "\n").replace("\r", "\n")
        assert stretch.line == head.count("\n") + 1
        assert stretch.line > line or stretch.kind == "table_row"
        position, line = stretch.end, stretch.line


@given(texts())
def test_paragraphs_with_blank_lines_between_them_are_its_blocks(text: str) -> None:
    assert [found for _, found in blocks(text, markdown=False)] == text.split("\n\n")


def test_columns_between_tabs_are_blocks_of_their_own() -> None:
    text = "The ferry leaves.\tהמעבורת יוצאת.\tکشتی می‌رود.\nNo columns\there?\n\tA line that begins with a tab"

    assert [(found.kind, text[found.start : found.end]) for found in stretches(text, 0, markdown=False)] == [
        ("table_row", "The ferry leaves."),
        ("table_row", "המעבורת יוצאת."),
        ("table_row", "کشتی می‌رود."),
        ("table_row", "No columns"),
        ("table_row", "here?"),
        ("paragraph", "\tA line that begins with a tab"),
    ]
