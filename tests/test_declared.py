"""Front matter and sidecars: what a source declares of itself."""

import pytest

from ezri_archive.errors import SidecarError
from ezri_archive.readers.declared import FrontMatter, declared_metadata, front_matter
from ezri_archive.records import Date, Metadata, Notice, Sidecar


def test_front_matter_is_read_by_the_names_clippers_use_and_as_it_is_written() -> None:
    text = (
        "---\ntitle: 'מי עוד סוחר: בדרך המלח?'\nauthors: [Noa Bar-Sela, Mina Rostamkhani]\nDate: 1399/12/23\n"
        "source: https://almog.example\nissue: 012\nlang: no\nlayout: post\nTags: [a]\n---\n\nText"
    )
    assert front_matter(text) == FrontMatter(
        {
            "title": "מי עוד סוחר: בדרך המלח?",
            "author": "Noa Bar-Sela, Mina Rostamkhani",
            "date": "1399/12/23",
            "url": "https://almog.example",
            "issue": "012",
            "language": "no",
        },
        ("layout", "tags"),
        text.index("\nText"),
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("---\r\ntitle: Salt\r\n---\r\ntext", {"title": "Salt"}),
        ("---  \ntitle: Salt\n...\ntext", {"title": "Salt"}),
        ("---\ntitle: Salt\n---", {"title": "Salt"}),
        ("---\nauthor:\n  - name: Noa\n    mail: n@almog.example\n  - Mina\n---\n", {"author": "Noa, Mina"}),
        ("---\ntitle: >\n  one\n  two\nby: Noa\nauthor: Mina\n---\n", {"title": "one two", "author": "Noa"}),
        ("---\ntitle:\nauthor: ~\npublisher: null\ngenre: [[a], {b: c}]\n---\n", {}),
        ("---\nlayout: post\n---\n", {}),
    ],
)
def test_front_matter_of_any_shape_is_no_text(text: str, values: dict[str, str]) -> None:
    found = front_matter(text)
    assert (found.values, text[found.ends :]) == (values, "text" if text.endswith("text") else "")


@pytest.mark.parametrize(
    "text",
    [
        "title: Salt\n---\n",
        "\n---\ntitle: Salt\n---\n",
        "--- \ntitle: Salt\n",
        "---\nA line between two rules.\n---\n",
        "---\n- a\n- list\n---\n",
        "---\ntitle: [broken\n---\n",
        "---\n---\n",
        "---\ntitle: \x07\n---\n",
        f"---\n{'[' * 5000}\n---\n",
        f"---\ntitle: {'x' * 100_000}\n---\n",
        "----\ntitle: Salt\n----\n",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert front_matter(text) == FrontMatter()


def declared(values: dict[str, str], sidecar: Sidecar | None = None) -> tuple[Metadata, tuple[Notice, ...]]:
    return declared_metadata(FrontMatter(values), sidecar or Sidecar(), "a.md")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1399/12/23", Date("2021-03-13", "day", "persian", "1399/12/23")),
        ("2021-02-21", Date("2021-02-21", "day", "gregorian", "2021-02-21")),
        ("2021-02-21T10:00:00Z", Date("2021-02-21", "day", "gregorian", "2021-02-21")),
        ("2021-02-21 10:00:00 +02:00", Date("2021-02-21", "day", "gregorian", "2021-02-21")),
        ("2018-09", Date("2018-09", "month", "gregorian", "2018-09")),
        ("2018", Date("2018", "year", "gregorian", "2018")),
    ],
)
def test_dates_are_read_in_their_calendar_and_without_the_time_of_day(written: str, expected: Date) -> None:
    assert declared({"date": written}) == (Metadata(published=expected), ())
    assert declared({}, Sidecar(date=written)) == (Metadata(published=expected), ())


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"date": "2021-02-30"}, "bad-date",
         "date “2021-02-30” is no date; expected a year, month or day such as 2018-09"),
        ({"date": "soon"}, "bad-date", "date “soon” is no date; expected a year, month or day such as 2018-09"),
        ({"language": "Klingon tongue"}, "bad-language",
         "language “Klingon tongue” is not known; expected a code such as en, he, fa"),
        ({"relation": "copy"}, "bad-relation",
         "relation “copy” is not known; expected same_text_as, translation_of, edited_translation_of, excerpt_of"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_left_out_with_a_warning(values: dict[str, str], code: str, message: str) -> None:
    notice = Notice("warning", code, f"front matter: {message}", "line 1")
    assert declared(values) == (Metadata(), (notice,))


def test_keys_that_are_not_read_are_named() -> None:
    notice = Notice("info", "unread-key", "front matter: nothing is read from layout, tags", "line 1")
    assert declared_metadata(FrontMatter({}, ("layout", "tags"), 0), Sidecar(), "a.md") == (Metadata(), (notice,))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("fa-IR", "fa"),
        ("he_IL", "he"),
        ("EN", "en"),
        ("ckb", "ckb"),
        ("Hebrew", "he"),
        ("עברית", "he"),
        ("فارسی", "fa"),
    ],
)
def test_a_language_is_known_by_its_code_or_name(written: str, code: str) -> None:
    assert declared({"language": written}) == (Metadata(language=code), ())


def test_the_sidecar_has_the_last_word() -> None:
    front = {"title": "Front", "author": "Noa", "date": "soon", "relation": "excerpt_of"}
    sidecar = Sidecar(title="Side", date="2018", relation="translation_of")
    metadata, notices = declared(front, sidecar)
    assert metadata == Metadata(
        title="Side", author="Noa", relation="translation_of", published=Date("2018", "year", "gregorian", "2018")
    )
    assert [notice.code for notice in notices] == ["bad-date"]


def test_a_sidecar_date_that_is_none_is_refused() -> None:
    with pytest.raises(SidecarError, match=r'^a\.md\.toml: date = "soon" is no date; expected a year, month or day'):
        declared({}, Sidecar(date="soon"))
