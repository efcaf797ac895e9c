"""What people decide: found in what comes back, kept beside the sources, applied without touching anything else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligned_rows import rows
from ezri_archive.corrections import (
    Compared,
    Conflict,
    Signature,
    append_corrections,
    apply_corrections,
    compare,
    load_corrections,
)
from ezri_archive.errors import SourceError
from ezri_archive.records import AlignedRow, Alignment, Correction, ReturnedRow, ReturnedSide, Segment

SIGNATURE = Signature("Dana", "2026-03-20", "letter.tmx")


def segment(name: str, text: str = "") -> Segment:
    _, language, number = name.rsplit(".", 2)
    return Segment(name, int(number), language, text or f"Text of {name}.", 0, 1)


def alignment(number: int, source: str, target: str, work: str = "w") -> Alignment:
    sides = [tuple(segment(name) for name in names.split()) for names in (source, target)]
    return Alignment(
        f"a~b.en-he.text.{number}", work, "a", "b", "en", "he", sides[0], sides[1], 0.8, "medium", "ezri",
        evidence=("length",),
    )  # fmt: skip


def decision(source: str, target: str, status: str = "corrected") -> Correction:
    ids = tuple(source.split()), tuple(target.split())
    texts = [tuple(f"Text of {name}." for name in side) for side in ids]
    return Correction("en-he", *ids, texts[0], texts[1], status, "Dana", "2026-03-20")


HELD = (
    alignment(1, "a.en.1", "b.he.1"),
    alignment(2, "a.en.2", "b.he.2 b.he.3"),
    alignment(3, "a.en.3", ""),
    alignment(4, "a.en.4 a.en.5", "b.he.4"),
    alignment(5, "a.en.6", "b.he.5"),
)


def shown(alignments: Sequence[Alignment]) -> list[tuple[str, str, str, str]]:
    return [
        (
            one.id.rpartition(".")[2],
            " ".join(part.id for part in one.source),
            " ".join(part.id for part in one.target),
            one.status,
        )
        for one in alignments
    ]


# --- applying -------------------------------------------------------------------------------------------------


def test_a_corrected_alignment_takes_the_place_of_those_it_touches() -> None:
    applied = apply_corrections(HELD, [decision("a.en.2 a.en.3", "b.he.2 b.he.3")])

    assert shown(applied.alignments) == [
        ("1", "a.en.1", "b.he.1", "automatic"),
        ("2", "a.en.2 a.en.3", "b.he.2 b.he.3", "corrected"),
        ("4", "a.en.4 a.en.5", "b.he.4", "automatic"),
        ("5", "a.en.6", "b.he.5", "automatic"),
    ]
    made = applied.alignments[1]
    assert (made.score, made.score_band, made.method, made.evidence) == (1.0, "high", "person", ())
    assert (made.decided_by, made.decided_on) == ("Dana", "2026-03-20")


def test_what_is_left_over_stays_together_and_says_what_it_is() -> None:
    applied = apply_corrections(HELD, [decision("a.en.3", "b.he.3"), decision("a.en.4", "b.he.4")])

    assert shown(applied.alignments)[1:5] == [
        ("2", "a.en.2", "b.he.2", "automatic"),
        ("3", "a.en.3", "b.he.3", "corrected"),
        ("4", "a.en.4", "b.he.4", "corrected"),
        ("4-2", "a.en.5", "", "automatic"),
    ]
    left = applied.alignments[1]
    assert (left.method, left.score, left.score_band) == ("remainder", 0.5, "low")


def test_a_confirmed_alignment_keeps_all_but_its_status() -> None:
    applied = apply_corrections(HELD, [decision("a.en.1", "b.he.1", "confirmed")])

    assert applied.alignments[0] == replace(HELD[0], status="confirmed", decided_by="Dana", decided_on="2026-03-20")
    assert applied.alignments[1:] == HELD[1:]


def test_a_rejected_alignment_falls_apart() -> None:
    applied = apply_corrections(HELD, [decision("a.en.1", "b.he.1", "rejected")])

    assert shown(applied.alignments)[:3] == [
        ("1", "a.en.1", "", "rejected"),
        ("1-2", "", "b.he.1", "rejected"),
        ("2", "a.en.2", "b.he.2 b.he.3", "automatic"),
    ]


def test_a_rejection_of_what_is_no_alignment_takes_its_segments_out() -> None:
    applied = apply_corrections(HELD, [decision("a.en.4", "b.he.4", "rejected")])

    assert shown(applied.alignments)[3:6] == [
        ("4", "a.en.4", "", "rejected"),
        ("4-2", "a.en.5", "", "automatic"),
        ("4-3", "", "b.he.4", "rejected"),
    ]


def test_the_latest_decision_overrules() -> None:
    first, then = decision("a.en.1 a.en.2", "b.he.1"), decision("a.en.1", "b.he.1 b.he.2")

    assert apply_corrections(HELD, [first, then]) == apply_corrections(HELD, [then])


def test_a_segment_that_moved_is_found_by_its_text() -> None:
    moved = replace(decision("a.en.1", "b.he.9"), target_texts=("Text of b.he.5.",))

    applied = apply_corrections(HELD, [moved])

    assert ("5", "a.en.1", "b.he.5", "corrected") in shown(applied.alignments)
    assert applied.lost == ()


def test_a_decision_that_fits_no_longer_is_told_and_changes_nothing() -> None:
    gone = replace(decision("a.en.1", "b.he.1"), target_texts=("Another text.",))

    assert apply_corrections(HELD, [gone]).alignments == HELD
    assert apply_corrections(HELD, [gone]).lost == ((gone, "b.he.1 no longer reads as it did when this was decided"),)


def test_a_text_that_stands_twice_is_not_guessed() -> None:
    twice = (*HELD, replace(alignment(6, "", "b.he.6"), target=(segment("b.he.6", "Text of b.he.5."),)))
    moved = replace(decision("a.en.1", "b.he.9"), target_texts=("Text of b.he.5.",))

    assert apply_corrections(twice, [moved]).alignments == twice


def test_a_decision_across_works_is_told() -> None:
    apart = (HELD[0], alignment(2, "a.en.2", "b.he.2", work="v"))

    applied = apply_corrections(apart, [decision("a.en.1", "b.he.2")])

    assert applied.alignments == apart
    assert [reason for _, reason in applied.lost] == ["its segments no longer stand in one work"]


def beside_c(number: int, source: str, target: str) -> Alignment:
    named = f"a~c.en-he.text.{number}"
    return replace(alignment(number, source, target), id=named, target_document="c")


TWO_TRANSLATIONS = (
    *HELD,
    beside_c(1, "a.en.1", "c.he.1"),
    beside_c(2, "a.en.2", "c.he.2"),
    beside_c(3, "a.en.3", ""),
)


def test_a_decision_beside_one_translation_leaves_those_beside_another() -> None:
    decisions = [
        decision("a.en.1", "c.he.1", "confirmed"),
        decision("a.en.1", "b.he.1", "confirmed"),
        decision("a.en.2 a.en.3", "b.he.2 b.he.3"),
    ]

    applied = apply_corrections(TWO_TRANSLATIONS, decisions)

    assert applied.lost == ()
    assert shown(applied.alignments) == [
        ("1", "a.en.1", "b.he.1", "confirmed"),
        ("2", "a.en.2 a.en.3", "b.he.2 b.he.3", "corrected"),
        ("4", "a.en.4 a.en.5", "b.he.4", "automatic"),
        ("5", "a.en.6", "b.he.5", "automatic"),
        ("1", "a.en.1", "c.he.1", "confirmed"),
        ("2", "a.en.2", "c.he.2", "automatic"),
        ("3", "a.en.3", "", "automatic"),
    ]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (
            decision("a.en.2", ""),
            "its segments stand beside several documents, and it does not say beside which",
        ),
        (replace(decision("a.en.1", "b.he.1"), pair="en-fa", target_ids=(), target_texts=()),
         "its segments stand in no alignment of en-fa"),
    ],
)  # fmt: skip
def test_a_decision_of_no_two_documents_is_told(made: Correction, reason: str) -> None:
    applied = apply_corrections(TWO_TRANSLATIONS, [made])

    assert applied.lost == ((made, reason),)
    assert applied.alignments == TWO_TRANSLATIONS


def test_a_decision_names_the_documents_it_lies_in() -> None:
    other = replace(alignment(1, "c.en.1", "b.he.7"), id="c~b.en-he.text.1", source_document="c")

    applied = apply_corrections((*HELD, other), [decision("c.en.1", "b.he.1")])

    (made,) = [one for one in applied.alignments if one.status == "corrected"]
    assert (made.source_document, made.target_document) == ("c", "b")


DECISIONS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([f"a.en.{n}" for n in range(1, 7)]), unique=True, max_size=3).map(sorted),
        st.lists(st.sampled_from([f"b.he.{n}" for n in range(1, 6)]), unique=True, max_size=3).map(sorted),
        st.sampled_from(["confirmed", "corrected", "rejected"]),
    )
    .filter(lambda made: bool(made[0] or made[1]))
    .map(lambda made: decision(" ".join(made[0]), " ".join(made[1]), made[2])),
    max_size=4,
)


@given(DECISIONS)
def test_whatever_is_decided_every_segment_stays_once_and_names_differ(decisions: list[Correction]) -> None:
    applied = apply_corrections(HELD, decisions).alignments

    assert _segments(applied) == _segments(HELD)
    assert len({one.id for one in applied}) == len(applied)
    assert all(one.source or one.target for one in applied)


@given(DECISIONS)
def test_what_nobody_decided_is_as_it_was(decisions: list[Correction]) -> None:
    named = {name for one in decisions for name in (*one.source_ids, *one.target_ids)}
    untouched = [one for one in HELD if not named & {part.id for part in (*one.source, *one.target)}]

    assert [one for one in apply_corrections(HELD, decisions).alignments if one in untouched] == untouched


def _segments(alignments: Sequence[Alignment]) -> Counter[str]:
    return Counter(part.id for one in alignments for part in (*one.source, *one.target))


# --- comparing ------------------------------------------------------------------------------------------------


def returned(source: str, target: str, status: str = "", *, ids: tuple[str, str] = ("", "")) -> ReturnedRow:
    sides = ReturnedSide("en", tuple(ids[0].split()), source), ReturnedSide("he", tuple(ids[1].split()), target)
    return ReturnedRow(*sides, status, "line 7")


def compared(*back: ReturnedRow, held: Sequence[AlignedRow] | None = None) -> Compared:
    return compare(back, rows("1-1", "1-1", "1-1") if held is None else held, SIGNATURE)


SALT, WHO, CLOSED = (
    "Salt came by the northern road.",
    "Nobody asked who carried it & why.",
    "The harbour <closed> in 1931.",
)
MELACH, ISH, NAMAL = "המלח בא בדרך הצפון.", "איש לא שאל מי נשא אותו, ע״י מי ולמה.", "הנמל נסגר ב־1931."


def test_words_moved_between_neighbours_are_found_without_identifiers() -> None:
    found = compared(returned(f"{SALT} {WHO}", MELACH), returned(CLOSED, f"{ISH}  {NAMAL}"))

    assert found.conflicts == ()
    assert [(one.source_ids, one.target_ids, one.status) for one in found.corrections] == [
        (("letter-7.en.1", "letter-7.en.2"), ("letter-7.he.1",), "corrected"),
        (("letter-7.en.3",), ("letter-7.he.2", "letter-7.he.3"), "corrected"),
    ]
    first = found.corrections[0]
    assert (first.by, first.on, first.origin, first.pair) == ("Dana", "2026-03-20", "letter.tmx", "en-he")
    assert first.source_texts == (SALT, WHO)


def test_words_that_stand_twice_are_found_by_what_they_stood_beside() -> None:
    again = rows("1-1", "1-1", "1-1", "1-1")

    found = compared(returned(SALT, MELACH, ids=("letter-7.en.1", "letter-7.he.4")), held=again)

    assert [(one.source_ids, one.target_ids) for one in found.corrections] == [(("letter-7.en.1",), ("letter-7.he.4",))]
    assert compared(returned(SALT, MELACH), held=again).conflicts == (
        Conflict("line 7", f"“{SALT}” stands in 2 places"),
    )


def test_a_confirmation_is_a_decision_and_an_unchanged_row_is_none() -> None:
    found = compared(returned(SALT, MELACH, "confirmed"), returned(WHO, ISH, "automatic"))

    assert [(one.source_ids, one.status) for one in found.corrections] == [(("letter-7.en.1",), "confirmed")]
    assert found.unchanged == 1


def test_sides_in_the_other_order_are_the_same_alignment() -> None:
    row = returned(SALT, MELACH)

    assert compared(ReturnedRow(row.target, row.source, "", "")).unchanged == 1


@pytest.mark.parametrize(
    ("back", "message"),
    [
        (returned("Salt was carried.", MELACH), "“Salt was carried.” is not a run of segments of the archive"),
        (returned("x" * 70, MELACH), f"“{'x' * 59}…” is not a run of segments of the archive"),
        (returned("", MELACH, ids=("letter-7.en.99", "")), "no segment letter-7.en.99 in the archive"),
        (
            ReturnedRow(ReturnedSide("", (), SALT), ReturnedSide("", (), WHO), "", "line 7"),
            "both sides are in en; expected en beside he",
        ),
    ],
)
def test_what_is_not_in_the_archive_is_a_conflict(back: ReturnedRow, message: str) -> None:
    found = compared(back)

    assert found.conflicts == (Conflict("line 7", message),)
    assert found.corrections == ()


def test_a_segment_can_stand_in_one_row_only() -> None:
    found = compared(returned(SALT, MELACH), returned(SALT, ISH))

    assert found.conflicts == (Conflict("line 7", "letter-7.en.1 stands in another row already (line 7)"),)


def two_translations() -> list[AlignedRow]:
    """Give one English text beside two Hebrew ones, in which its last segment has no counterpart."""
    second = [replace(row, source_ids=(), source_texts=()) for row in rows("0-1", "0-1", documents=("a", "c"))]
    first = rows("1-1", "1-1", "1-0", documents=("a", "b"))
    beside = [
        replace(row, source_ids=other.source_ids, source_texts=other.source_texts)
        for row, other in zip(second, first, strict=False)
    ]
    return [*first, *beside, replace(first[2], target_document="c", status="rejected")]


def back(row: AlignedRow) -> ReturnedRow:
    sides = [
        ReturnedSide(code, ids, " ".join(texts))
        for code, ids, texts in (
            ("en", row.source_ids, row.source_texts),
            ("he", row.target_ids, row.target_texts),
        )
    ]
    return ReturnedRow(sides[0], sides[1], row.status, "line 7")


@pytest.mark.parametrize("step", [1, -1])
def test_a_text_beside_two_translations_comes_back_as_it_was(step: int) -> None:
    held = two_translations()

    found = compare(map(back, held[::step]), held[::step], SIGNATURE)

    assert (found.corrections, found.conflicts, found.unchanged) == ((), (), 6)


def test_what_is_taken_out_beside_one_of_two_translations_is_a_conflict() -> None:
    alone = ReturnedRow(ReturnedSide("en", ("a.en.1",), ""), ReturnedSide("he", (), ""), "", "line 7")

    found = compare([alone], two_translations(), SIGNATURE)

    assert found.conflicts == (Conflict("line 7", "a.en.1 is alone, beside which of b, c is not said"),)


def test_a_row_of_no_segments_is_a_conflict() -> None:
    assert compared(returned("", "")).conflicts == (Conflict("line 7", "names no segment"),)


def test_a_unit_that_comes_back_whole_has_not_changed() -> None:
    names = frozenset({"letter-7.en.1", "letter-7.en.2", "letter-7.he.1"})
    sides = ReturnedSide("en", ("letter-7.en.1", "letter-7.en.2"), ""), ReturnedSide("he", ("letter-7.he.1",), "")
    row = ReturnedRow(*sides, "", "", names)

    assert compare([row], rows("1-1", "1-1"), SIGNATURE, units=frozenset({names})).unchanged == 1
    assert len(compare([row], rows("1-1", "1-1"), SIGNATURE).corrections) == 1


# --- keeping --------------------------------------------------------------------------------------------------


def test_decisions_are_kept_one_a_line_and_read_back(tmp_path: Path) -> None:
    first, then = decision("a.en.1", "b.he.1", "confirmed"), decision("a.en.2", "")

    append_corrections(tmp_path, [first])
    (tmp_path / "decisions.jsonl").write_text((tmp_path / "decisions.jsonl").read_text().rstrip("\n"))
    append_corrections(tmp_path, [then])
    append_corrections(tmp_path, [])

    assert load_corrections(tmp_path) == (first, then)
    assert len((tmp_path / "decisions.jsonl").read_text().splitlines()) == 2


def test_a_separator_that_json_does_not_escape_breaks_no_line(tmp_path: Path) -> None:
    made = replace(decision("a.en.1", "b.he.1"), by="Dana\u2028Orlan\u0085", origin="a\u2029.tmx")

    append_corrections(tmp_path, [made])

    assert load_corrections(tmp_path) == (made,)


def test_without_a_file_nothing_is_decided(tmp_path: Path) -> None:
    assert load_corrections(tmp_path) == ()


LINE = (
    '{"pair": "en-he", "source_ids": ["a.en.1"], "target_ids": [], "source_texts": ["A"], "target_texts": [],'
    ' "status": "confirmed", "by": "Dana", "on": "2026-03-20"}'
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "decisions.jsonl, line 2: is no JSON"),
        ("[]", r"line 2: \[\]; expected an object with pair, source_ids"),
        (LINE.replace('"by"', '"who"'), "line 2: key “who” is not allowed; expected pair"),
        (LINE.replace(', "on": "2026-03-20"', ""), "line 2: key “on” is missing"),
        (LINE.replace("confirmed", "fine"), "status “fine” is not allowed; expected confirmed, corrected, rejected"),
        (LINE.replace('["A"]', '["A", "B"]'), "1 identifiers and 2 texts; expected a text for each"),
        (LINE.replace('["A"]', '"A"'), "source_texts = 'A'; expected a list of texts"),
        (LINE.replace('"Dana"', "7"), "by = 7; expected a text"),
        (LINE.replace('"a.en.1"', "").replace('"A"', ""), "names no segment"),
    ],
)
def test_a_wrong_decision_is_refused_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "decisions.jsonl").write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=message):
        load_corrections(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decisions.jsonl").write_bytes(b"\xff\xfe")

    with pytest.raises(SourceError, match=r"decisions\.jsonl: cannot be read as UTF-8 text"):
        load_corrections(tmp_path)
