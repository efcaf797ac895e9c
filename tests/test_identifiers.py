"""Stable identifiers: of documents from their path, apart, and valid in XML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ezri_archive.identifiers import document_id, document_ids, link_id, portion_id, segment_id
from strategies import file_names

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
NAME = etree.RelaxNG(
    etree.fromstring(
        f'<element name="name" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="{XSD}">'
        '<data type="NCName"/></element>'
    )
)


def is_xml_name(name: str) -> bool:
    element = etree.Element("name")
    element.text = name
    return bool(NAME.validate(element))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("observer-30.txt", "observer-30"),
        ("letters/salt-road.he.md", "letters-salt-road-he"),
        ("Salt_Road  2.TEXT", "salt-road-2"),
        ("notes.pdf", "notes"),
        ("notes.xyz", "notes-xyz"),
        ("noextension", "noextension"),
        ("1397-06-21.txt", "d-1397-06-21"),
        ("۱۲.txt", "d-۱۲"),
        ("گزارش ۱.txt", "گزارش-۱"),
        ("می‌خواهم.txt", "می-خواهم"),
        ("שָׁלוֹם.md", "שלום"),
        ("cafe\u0301.txt", "café"),
        ("țară.txt", "tară"),
        ("İzmir.txt", "izmir"),
        ("ﬁsh².txt", "fish2"),
        ("🎉.txt", "document"),
        ("-.txt", "document"),
        ("x" * 90 + ".txt", "x" * 67 + "-" + "43fc631bdc3b"),
    ],
)
def test_a_document_is_named_after_its_path(path: str, expected: str) -> None:
    assert document_id(path) == expected


def test_paths_that_would_share_a_name_keep_their_suffix() -> None:
    assert document_ids(["b.txt", "a.txt", "a.md"]) == {"a.md": "a-md", "a.txt": "a-txt", "b.txt": "b"}


def test_paths_that_share_even_that_are_told_apart_by_their_own_hash_whatever_lies_beside_them() -> None:
    names = document_ids(["x/b.txt", "x-b.txt"])
    assert names == {"x-b.txt": "x-b-txt-854f309ac447", "x/b.txt": "x-b-txt-0e1708837431"}
    assert document_ids(["x/b.txt", "x-b.txt", "X-b.txt", "c.md"]).items() >= names.items()


@given(st.lists(file_names(), unique=True, max_size=8))
def test_names_are_xml_names_and_distinct_for_distinct_paths(paths: list[str]) -> None:
    names = document_ids(paths)
    assert set(names) == set(paths)
    assert len(set(names.values())) == len(paths)
    assert all(is_xml_name(name) and "." not in name and len(name) <= 80 for name in names.values())


@given(st.lists(file_names(), unique=True, min_size=1, max_size=8), st.data())
def test_an_unrelated_source_changes_no_name(paths: list[str], data: st.DataObject) -> None:
    added = data.draw(st.sampled_from(paths))
    before = document_ids(path for path in paths if path != added)
    clashing = {document_id(added), *(name for path, name in document_ids(paths).items() if path == added)}
    for path, name in document_ids(paths).items():
        assert path == added or name == before[path] or clashing & {document_id(path), before[path]}


@given(st.lists(file_names(), unique=True, max_size=8), st.data())
def test_names_do_not_depend_on_the_order_of_paths(paths: list[str], data: st.DataObject) -> None:
    assert document_ids(data.draw(st.permutations(paths))) == document_ids(paths)


def test_what_lies_in_a_document_is_named_by_its_place() -> None:
    assert portion_id("observer-30", 4) == "observer-30.p4"
    assert segment_id("observer-30", "en", 12) == "observer-30.en.12"
    assert link_id("observer-30", 3) == "observer-30.link3"
    assert is_xml_name(segment_id(document_id("گزارش.txt"), "fa", 1))
