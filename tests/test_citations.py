"""Citations: four forms, three scripts, and values that would break each form."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.web.reading.citations import Cited, bibtex, csl_json, plain, ris

HEBREW = Cited(
    identifier="road-he",
    title="דרך המלח",
    author="נועה תמיר",
    series="כתב העת לימים פנימיים",
    issue="7",
    publisher="המכון לחקר ימים פנימיים",
    published="2019-02-20",
    url="https://salt.example/he/road",
    language="he",
    archive="Salt Road Archive",
)
PERSIAN = Cited(
    identifier="road-fa",
    title="راه نمک؟",
    author="پروین سامانی",
    published="2019-02-24",
    written="1397/12/05",
    url="https://namak.example/fa/road",
    language="fa",
)
BARE = Cited(identifier="harbour")


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (
            HEBREW,
            (
                "נועה תמיר. “דרך המלח”. כתב העת לימים פנימיים 7. המכון לחקר ימים פנימיים, 2019-02-20."
                " https://salt.example/he/road. Salt Road Archive, road-he."
            ),
        ),
        (
            PERSIAN,
            "پروین سامانی. “راه نمک؟” 1397/12/05 (2019-02-24). https://namak.example/fa/road. road-fa.",
        ),
        (BARE, "“harbour”. harbour."),
        (Cited("a", title="One\n\tline", published="2019"), "“One line”. 2019. a."),
    ],
)
def test_a_plain_citation_is_one_line(cited: Cited, expected: str) -> None:
    assert plain(cited) == expected


def test_a_bibtex_entry_keeps_names_whole_and_in_their_script() -> None:
    assert bibtex(HEBREW) == (
        "@article{road-he,\n"
        "  author = {{נועה תמיר}},\n"
        "  title = {{דרך המלח}},\n"
        "  journal = {כתב העת לימים פנימיים},\n"
        "  number = {7},\n"
        "  publisher = {המכון לחקר ימים פנימיים},\n"
        "  year = {2019},\n"
        "  month = {2},\n"
        "  date = {2019-02-20},\n"
        "  url = {https://salt.example/he/road},\n"
        "  langid = {hebrew},\n"
        "  note = {Salt Road Archive, road-he},\n"
        "}\n"
    )
    assert bibtex(BARE) == "@misc{harbour,\n  title = {{harbour}},\n}\n"
    assert "author = {{پروین سامانی}}" in bibtex(PERSIAN)
    assert "note = {1397/12/05}" in bibtex(PERSIAN)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Salt & Water", r"Salt \& Water"),
        ("100% of $5 #1 a_b", r"100\% of \$5 \#1 a\_b"),
        ("}, note = {x", r"\}, note = \{x"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("~ ^", r"\textasciitilde{} \textasciicircum{}"),
        ("two\nlines", "two lines"),
        ("ברווז\x00ים", "ברווזים"),
    ],
)
def test_what_tex_would_obey_is_escaped(title: str, expected: str) -> None:
    assert f"  title = {{{{{expected}}}}},\n" in bibtex(Cited("a", title=title))


def test_an_address_cannot_close_its_bibtex_field_and_a_key_cannot_end() -> None:
    entry = bibtex(Cited("a,b} c", url="https://a.example/}{\\ x?y=1&z=100%25"))
    assert entry.startswith("@misc{a-b--c,\n")
    assert "  url = {https://a.example/%7D%7B%5C%20x?y=1&z=100%25},\n" in entry


def test_csl_json_is_what_citation_programs_read() -> None:
    (item,) = json.loads(csl_json(PERSIAN))
    assert item == {
        "id": "road-fa",
        "type": "webpage",
        "title": "راه نمک؟",
        "author": [{"literal": "پروین سامانی"}],
        "issued": {"date-parts": [[2019, 2, 24]]},
        "URL": "https://namak.example/fa/road",
        "language": "fa",
        "note": "1397/12/05",
    }
    assert json.loads(csl_json(BARE)) == [{"id": "harbour", "type": "document", "title": "harbour"}]
    (item,) = json.loads(csl_json(HEBREW))
    assert (item["type"], item["container-title"]) == ("article-journal", "כתב העת לימים פנימיים")
    assert (item["archive"], item["archive_location"]) == ("Salt Road Archive", "road-he")


@pytest.mark.parametrize(
    ("published", "lines"),
    [
        ("2019-02-20", ["PY  - 2019", "DA  - 2019/02/20/"]),
        ("2019-02", ["PY  - 2019", "DA  - 2019/02//"]),
        ("2019", ["PY  - 2019", "DA  - 2019///"]),
        ("", []),
    ],
)
def test_ris_writes_a_date_as_far_as_it_is_known(published: str, lines: list[str]) -> None:
    written = ris(Cited("a", published=published)).split("\r\n")
    assert [line for line in written if line[:2] in {"PY", "DA"}] == lines


def test_ris_writes_names_as_they_are() -> None:
    assert ris(HEBREW).split("\r\n")[:6] == [
        "TY  - JOUR",
        "ID  - road-he",
        "AU  - נועה תמיר",
        "TI  - דרך המלח",
        "T2  - כתב העת לימים פנימיים",
        "IS  - 7",
    ]
    assert ris(HEBREW).endswith("DB  - Salt Road Archive\r\nER  - \r\n")


anything = st.text(max_size=30)


@given(st.builds(Cited, identifier=anything, title=anything, author=anything, series=anything, url=anything))
def test_no_value_leaves_its_field(cited: Cited) -> None:
    entry = re.sub(r"\\textbackslash\{\}|\\textasci\w+\{\}|\\[{}$&#%_]", "", bibtex(cited))
    depth = 0
    for character in entry:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert len(entry.splitlines()) == len(re.findall(r"(?m)^  \w+ = \{.*\},$|^@\w+\{.*,$|^\}$", entry))
    records = ris(cited).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in records[:-1])
    assert len(json.loads(csl_json(cited))) == 1
    assert "\n" not in plain(cited)
