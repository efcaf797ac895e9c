"""What is said and found of versions → works and versions, held and elsewhere; strands that stand side by side."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.pipeline import edition_of, links_in
from ezri_archive.pipeline.traits import traits_of
from ezri_archive.records import Edition, Notice, Sidecar, Source, Statement
from ezri_archive.works import (
    DocumentFacts,
    Found,
    Profile,
    Works,
    facts_of,
    find_parallels,
    find_unstated,
    find_works,
    profile_of,
)
from ezri_archive.works.likeness import best_paths
from ezri_archive.works.naming import named_versions
from ezri_archive.works.profiles import TRAITS

ENGLISH = """\
---
title: The Salt Boats
url: https://galim.example/en/salt-boats/
---

# The Salt Boats

The boats leave before dawn, with salt and bread.

**The article was originally published in:**

<https://shore.example/salt-boats>

**For Hebrew version:**

<https://GALIM.example:443/he/salt%2dboats/?utm_source=letter>

**Translated and edited by SAHEL:**

<https://sahel.example/fa/1399/02/14/boats/>
"""
HEBREW = """\
---
title: סירות המלח
url: https://galim.example/he/salt-boats/
---

# סירות המלח

הסירות יוצאות לפני עלות השחר, ובהן מלח ולחם.
"""


def edition(text: str, name: str, *, sidecar: Sidecar | None = None) -> Edition:
    source = Source(f"{name}.md", "0" * 64, "text/markdown", text.encode(), sidecar or Sidecar())
    return edition_of(source, name)


def facts(*editions: Edition) -> list[DocumentFacts]:
    return [facts_of(found, links_in(found)) for found in editions]


def versions(works: Works) -> list[tuple[str, str, str, str, str]]:
    return [
        (version.document_id, version.relation, version.derived_end, version.language, version.of_document_id)
        for version in works.versions
    ]


def test_notes_name_the_versions_of_a_document() -> None:
    assert versions(find_works(facts(edition(ENGLISH, "boats")))) == [
        ("boats", "same_text_as", "document", "en", ""),
        ("boats", "translation_of", "", "he", ""),
        ("boats", "edited_translation_of", "other", "fa", ""),
    ]


def test_the_evidence_is_the_note_as_written() -> None:
    found = find_works(facts(edition(ENGLISH, "boats"))).versions

    assert [(version.evidence, version.of_url) for version in found] == [
        ("The article was originally published in", "https://shore.example/salt-boats"),
        ("For Hebrew version", "https://GALIM.example:443/he/salt%2dboats/?utm_source=letter"),
        ("Translated and edited by SAHEL", "https://sahel.example/fa/1399/02/14/boats/"),
    ]


def test_a_version_is_held_when_its_address_is_another_documents_own() -> None:
    works = find_works(facts(edition(ENGLISH, "boats"), edition(HEBREW, "sirot")))

    assert [(work.id, work.title, work.document_ids) for work in works.works] == [
        ("boats", "The Salt Boats", ("boats", "sirot"))
    ]
    assert [version.of_document_id for version in works.versions] == ["", "sirot", ""]


def test_documents_that_say_nothing_of_each_other_are_works_of_their_own() -> None:
    works = find_works(facts(edition(HEBREW, "sirot"), edition("# Other\n\nA text of its own.", "other")))

    assert [work.document_ids for work in works.works] == [("other",), ("sirot",)]
    assert works.work_of() == {"other": "other", "sirot": "sirot"}


def test_a_sidecar_names_the_source_it_is_a_version_of() -> None:
    sidecar = Sidecar(version_of="boats.md", relation="excerpt_of")

    works = find_works(facts(edition("# Boats\n\nBefore dawn.", "part", sidecar=sidecar), edition(ENGLISH, "boats")))

    assert ("part", "excerpt_of", "document", "", "boats") in versions(works)
    assert works.work_of()["part"] == "boats"


def test_a_version_of_no_source_is_reported() -> None:
    works = find_works(facts(edition("# Boats\n\nBefore dawn.", "part", sidecar=Sidecar(version_of="gone.md"))))

    assert works.versions == ()
    assert [(path, notice.level, notice.code) for path, notice in works.notices] == [
        ("part.md", "error", "no-such-source")
    ]


def test_chains_of_versions_are_one_work_whatever_their_order() -> None:
    chain = [DocumentFacts(name, f"{name}.md", "", "en", f"https://x.example/{name}", ()) for name in "cab"]
    linked = [
        DocumentFacts(
            found.id, found.path, "", "en", found.url, facts(edition(note(following), found.id))[0].statements
        )
        for found, following in zip(chain, ["a", "b", "none"], strict=True)
    ]

    assert [work.document_ids for work in find_works(linked).works] == [("a", "b", "c")]
    assert find_works(linked).works == find_works(linked[::-1]).works


def note(following: str) -> str:
    return f"# Title\n\nSome words here.\n\n**For Hebrew version:**\n\n<https://x.example/{following}>\n"


def test_bodies_of_a_works_documents_stand_side_by_side() -> None:
    found = find_parallels([edition(HEBREW, "sirot"), edition(ENGLISH, "boats")], ("en", "he", "fa"))

    assert [(side.source.document_id, side.target.document_id, side.source.zone, side.certain) for side in found] == [
        ("boats", "sirot", "body", True)
    ]
    assert [segment.text for segment in found[0].source.segments] == [
        "The Salt Boats",
        "The boats leave before dawn, with salt and bread.",
    ]


def test_a_language_outside_the_archives_is_in_no_strand() -> None:
    assert find_parallels([edition(HEBREW, "sirot"), edition(ENGLISH, "boats")], ("en", "fa")) == ()


def test_masthead_lines_in_three_languages_are_paired_without_an_aligner() -> None:
    text = "מכון גלים  \nمؤسسهٔ موج  \nThe Galim Institute\n\n# The Tide Table\n\n*Issue No. 4*\n\n# Waves\n\nA line.\n"

    found = find_parallels([edition(text, "tide")], ("en", "he", "fa"))

    assert [(side.source.language, side.target.language, side.given) for side in found] == [
        ("en", "he", (("tide.en.1", "tide.he.1"),)),
        ("en", "fa", (("tide.en.1", "tide.fa.1"),)),
        ("he", "fa", (("tide.he.1", "tide.fa.1"),)),
    ]


# --- names of files, addresses, alternates ------------------------------------------------------------------


def document(path: str, language: str, *, url: str = "", statements: tuple[Statement, ...] = ()) -> DocumentFacts:
    return DocumentFacts(path.replace("/", "-"), path, "", language, url, statements)


NAMED = {
    "a code at the end": (["x.he.md:he", "x.fa.md:fa"], [("x.he.md", "x.fa.md")]),
    "other formats": (["x.fa.docx:fa", "x.en.txt:en"], [("x.en.txt", "x.fa.docx")]),
    "underscore": (["x_he.docx:he", "x_en.docx:en"], [("x_en.docx", "x_he.docx")]),
    "hyphen and an older code": (["x-iw.txt:he", "x-eng.txt:en"], [("x-eng.txt", "x-iw.txt")]),
    "folders": (["he/x.md:he", "en/x.md:en"], [("en/x.md", "he/x.md")]),
    "folders inside": (["a/he/b/x.md:he", "a/fa/b/x.txt:fa"], [("a/he/b/x.md", "a/fa/b/x.txt")]),
    "three": (
        ["x.fa.md:fa", "x.he.md:he", "x.en.md:en"],
        [("x.en.md", "x.he.md"), ("x.en.md", "x.fa.md"), ("x.he.md", "x.fa.md")],
    ),
    "not the language it is in": (["x.he.md:en", "x.fa.md:fa"], []),
    "another name": (["x.he.md:he", "y.fa.md:fa"], []),
    "another folder": (["a/x.he.md:he", "b/x.fa.md:fa"], []),
    "without a code": (["x.md:en", "x.fa.md:fa"], []),
    "one language twice": (["x.he.md:he", "x.he.txt:he", "x.fa.md:fa"], []),
}


@pytest.mark.parametrize("case", NAMED)
def test_files_named_alike_but_for_their_language_are_versions(case: str) -> None:
    paths, expected = NAMED[case]
    documents = [document(*entry.split(":")) for entry in paths]

    assert [(first.path, second.path) for first, second in named_versions(documents)] == expected


def test_versions_by_name_are_one_work_with_their_evidence() -> None:
    works = find_works([document("x.he.md", "he"), document("x.fa.md", "fa")])

    assert [work.document_ids for work in works.works] == [("x.fa.md", "x.he.md")]
    assert [
        (one.document_id, one.of_document_id, one.relation, one.derived_end, one.evidence, one.confidence)
        for one in works.versions
    ] == [("x.fa.md", "x.he.md", "translation_of", "", "file names: x.fa.md, x.he.md", 0.8)]


def naming(path: str, language: str, url: str) -> DocumentFacts:
    said = Statement(path, "same_text_as", "document", url, "", language, "originally published in", 0.9)
    return document(path, language, statements=(said,))


ADDRESSES = {
    "one address, spelt in two ways": (["https://x.example/a", "https://X.example:443/a"], True),
    "the address of a site": (["https://x.example/", "https://x.example"], False),
    "two addresses": (["https://x.example/a", "https://x.example/b"], False),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_documents_that_name_one_address_as_their_original_are_versions(case: str) -> None:
    (first, second), together = ADDRESSES[case]
    works = find_works([naming("a", "en", first), naming("b", "he", second)])

    assert (len(works.works) == 1) == together
    assert [one.evidence for one in works.versions if one.of_document_id] == (
        ["both name https://x.example/a"] if together else []
    )


def test_an_address_that_many_name_is_no_version() -> None:
    works = find_works([naming(f"d{number}", "en", "https://x.example/all") for number in range(7)])

    assert len(works.works) == 7


def test_the_alternates_of_a_page_are_versions() -> None:
    notices = [
        Notice("info", "alternate-version", f"declares a version in {said}")
        for said in (
            "he: https://galim.example/he/salt-boats/",
            "en: https://a.example/",
            "fa-IR: https://a.example/fa",
        )
    ]
    page = replace(edition(ENGLISH.partition("**The article")[0], "boats"), notices=tuple(notices))

    works = find_works(facts(page, edition(HEBREW, "sirot")))

    assert versions(works) == [
        ("boats", "translation_of", "", "he", "sirot"),
        ("boats", "translation_of", "", "fa", ""),
    ]
    assert [one.evidence for one in works.versions] == ["hreflang: he", "hreflang: fa"]


def test_what_is_said_is_not_said_again_by_names_or_content() -> None:
    documents = facts(edition(ENGLISH, "boats.en"), edition(HEBREW, "boats.he"))
    found = Found("boats.en", "boats.he", 0.99, firm=True, evidence="found")

    assert len([one for one in find_works(documents, [found]).versions if one.of_document_id]) == 1


# --- found by content ---------------------------------------------------------------------------------------

GOLD = Path(__file__).parent / "gold"


def column(pair: str, side: int) -> str:
    rows = (GOLD / f"{pair}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return "\n\n".join(text for row in rows if (text := row.split("\t")[side]))


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    """Profile versions that say nothing of each other, and texts that are versions of none."""
    texts = {
        "road-en": column("salt-road.en-he", 0),
        "road-he": column("salt-road.en-he", 1),
        "road-fa": column("salt-road.en-fa", 1),
        "papers-en": column("call-for-papers.en-he", 0),
        "papers-fa": column("call-for-papers.en-fa", 1),
    }
    found = {name: profile_of(edition(text, name), traits_of) for name, text in texts.items()}
    return {name: profile for name, profile in found.items() if profile}


def found_among(profiles: Sequence[Profile]) -> dict[tuple[str, str], Found]:
    return {(one.first, one.second): one for one in find_unstated(len(profiles), profiles.__getitem__)}


def test_versions_nobody_speaks_of_are_found_by_content(profiles: dict[str, Profile]) -> None:
    found = found_among(list(profiles.values()))

    assert {pair for pair, one in found.items() if one.firm} == {
        ("road-en", "road-he"),
        ("road-en", "road-fa"),
        ("road-he", "road-fa"),
        ("papers-en", "papers-fa"),
    }
    assert found["road-en", "road-he"].evidence.startswith("found: names ")
    assert "; numbers " in found["road-en", "road-he"].evidence
    assert 0.9 <= found["road-en", "road-he"].confidence <= 0.99


def test_what_is_found_does_not_depend_on_the_order_of_the_texts(profiles: dict[str, Profile]) -> None:
    texts = list(profiles.values())

    assert found_among(texts) == found_among(texts[::-1])


def test_texts_without_a_version_have_none(profiles: dict[str, Profile]) -> None:
    alone = [profiles[name] for name in ("road-he", "papers-fa")]

    assert not [one for one in found_among(alone).values() if one.firm]


def test_versions_are_found_among_two_texts(profiles: dict[str, Profile]) -> None:
    assert list(found_among([profiles["papers-fa"], profiles["papers-en"]])) == [("papers-en", "papers-fa")]


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_texts_have_no_versions(profiles: dict[str, Profile], count: int) -> None:
    assert found_among(list(profiles.values())[:count]) == {}


def test_half_of_a_text_in_another_order_is_no_firm_version(profiles: dict[str, Profile]) -> None:
    lines = column("salt-road.en-he", 1).split("\n\n")
    shuffled = "\n\n".join(lines[place * 17 % len(lines)] for place in range(len(lines) // 2))
    profile = profile_of(edition(shuffled, "shuffled-he"), traits_of)
    assert profile is not None

    assert not [one for one in found_among([profiles["road-en"], profile]).values() if one.firm]


def test_a_text_of_three_sentences_has_no_profile() -> None:
    assert profile_of(edition("One line. Another line. A third.", "short"), traits_of) is None
    assert profile_of(edition("Yes.\n\nNo.\n\nYes.\n\nNo.\n\nYes.", "poor"), traits_of) is None


def test_a_found_version_is_one_work_and_a_likely_one_a_suggestion() -> None:
    documents = [document("a", "en"), document("b", "he"), document("c", "fa")]
    found = [
        Found("a", "b", 0.97, firm=True, evidence="found: x"),
        Found("a", "c", 0.7, firm=False, evidence="found: y"),
    ]

    works = find_works(documents, found)

    assert [work.document_ids for work in works.works] == [("a", "b"), ("c",)]
    assert [(one.document_id, one.of_document_id, one.confidence, one.suggested) for one in works.versions] == [
        ("b", "a", 0.97, False),
        ("c", "a", 0.7, True),
    ]


@given(
    st.lists(st.lists(st.integers(0, 2 * TRAITS - 1), max_size=9), max_size=9),
    st.text(st.characters(exclude_categories=("C", "Z")), max_size=9),
)
def test_a_profile_is_read_as_it_was_written(rows: list[list[int]], word: str) -> None:
    traits = array("I", [trait for row in rows for trait in row])
    profile = Profile("d", "he", array("I", map(len, rows)), traits, f"7\tname\t{word}\n".encode())

    again = Profile.from_bytes("d", "he", profile.to_bytes())

    assert again == profile
    assert again.words() == {7: ("name", word)}


TRAITS_OF = {
    "1,450 tonnes": ("en", ["number:1450"]),
    "۱۴۵۰ تن": ("fa", ["number:1450"]),
    "7": ("en", []),
    "https://www.x.example/a": ("he", ["address:x.example/a"]),
    "CLPA": ("he", ["word:clpa"]),
    "Kamrani": ("en", ["?word:kamrani", "?name:KMRN"]),
    "קאמראני": ("he", ["?name:KMRN"]),
    "کامرانی": ("fa", ["?name:KMRN"]),
}


@pytest.mark.parametrize("text", TRAITS_OF)
def test_what_survives_translation_is_told_alike_in_every_language(text: str) -> None:
    language, expected = TRAITS_OF[text]

    told = [name for name, _ in traits_of(text, language)]

    assert [name for name in told if not name.startswith("meaning:")][: len(expected)] == expected
    assert bool(expected) or not told


def test_words_of_one_meaning_are_one_trait() -> None:
    salt = [
        {name for name, _ in traits_of(word, code)} for word, code in (("sea", "en"), ("הים", "he"), ("دریا", "fa"))
    ]

    assert set.intersection(*salt)


def best_path(alike: list[list[float]]) -> float:
    """Sum the best path cell by cell, as its definition says."""
    best = [[0.0] * (len(alike[0]) + 1) for _ in range(len(alike) + 1)]
    for row, cells in enumerate(alike, 1):
        for column, cell in enumerate(cells, 1):
            best[row][column] = max(best[row - 1][column], best[row][column - 1], best[row - 1][column - 1] + cell)
    return best[-1][-1]


_TABLES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0], max_size=shape[0],
    )
)  # fmt: skip


@given(st.lists(_TABLES, min_size=1, max_size=4))
def test_the_best_paths_of_several_tables_are_those_of_each(tables: list[list[list[float]]]) -> None:
    assert best_paths([np.array(table) for table in tables]) == [best_path(table) for table in tables]
