"""What documents say of their versions → works and versions, held and elsewhere; strands that stand side by side."""

from ezri_archive.pipeline import edition_of, links_in
from ezri_archive.records import Edition, Sidecar, Source
from ezri_archive.works import DocumentFacts, Works, facts_of, find_parallels, find_works

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
