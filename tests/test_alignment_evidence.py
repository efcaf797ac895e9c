"""Each kind of evidence by itself: tokens, stems, names, numbers, lexicons, what is learned."""

from pathlib import Path

import numpy as np
import pytest

from ezri_archive.alignment import Bitext, Entry, Line
from ezri_archive.alignment.bands import band
from ezri_archive.alignment.cldr import cldr_entries
from ezri_archive.alignment.cognates import cognates
from ezri_archive.alignment.collection import Collection, collect
from ezri_archive.alignment.dictionaries import read_dictionary
from ezri_archive.alignment.dictionary import dictionaries, make_lexicons, make_phrases
from ezri_archive.alignment.estimation import estimate_transitions
from ezri_archive.alignment.lengths import first_length_model
from ezri_archive.alignment.lexicon import read_rows, seed_entries
from ezri_archive.alignment.links import Evidence
from ezri_archive.alignment.names import names
from ezri_archive.alignment.numbers import written_alike
from ezri_archive.alignment.skeletons import similarities, skeleton, soft, sound
from ezri_archive.alignment.stems import forms, stems
from ezri_archive.alignment.tokens import letters, tokens, tokens_in
from ezri_archive.errors import AlignmentError


def _collection(source: list[str], target: list[str], languages: str = "en-he") -> Collection:
    first, second = languages.split("-")
    return collect([Bitext("one", first, second, tuple(map(Line, source)), tuple(map(Line, target)))])


def _pairs(collection: Collection, evidence: Evidence) -> set[tuple[str, str]]:
    links = evidence.links
    return {
        (collection.source.types[one], collection.target.types[other])
        for one, other in zip(links.source.tolist(), links.target.tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The year ۱۳۹۷, 1,250 boats.", ["The", "year", "1397", "1,250", "boats"]),
        ('צה"ל וח׳אן', ['צה"ל', "וח'אן"]),
        ("שָׁלוֹם־עולם", ["שלום", "עולם"]),
        ("می‌رود كتاب", ["می", "رود", "کتاب"]),
        ("at <https://www.example.org/Boats/12>.", ["at", "@example.org/boats/12", "example", "boats", "12"]),
        ("", []),
    ],
)
def test_a_line_is_cut_into_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_an_address_is_no_longer_than_ten_letters() -> None:
    assert letters("see https://example.org/a/very/long/path") == 13
    assert letters("   ") == 1


@pytest.mark.parametrize(
    ("word", "language", "form"),
    [
        ("boats", "en", "boat"),
        ("stories", "en", "story"),
        ("making", "en", "make"),
        ("stopped", "en", "stop"),
        ("ובספינות", "he", "ספינ"),
        ("הספינה", "he", "ספינה"),
        ("כתבים", "he", "כתבימ"),
        ("کشتی‌ها".replace("\u200c", ""), "fa", "کشتی"),
        ("نمیرود", "fa", "رود"),
        ("Boote", "de", "Boote"),
    ],
)
def test_a_word_has_its_dictionary_form_among_its_forms(word: str, language: str, form: str) -> None:
    assert form in forms(word, language)


@pytest.mark.parametrize(
    ("word", "language", "known", "expected"),
    [
        ("boats", "en", {"boat"}, "boat"),
        ("boats", "en", set(), "boats"),
        ("making", "en", {"make"}, "make"),
        ("והספינה", "he", {"הספינה", "ספינה"}, "ספינה"),
        ("והספינה", "he", set(), "והספינה"),
        ("שמים", "he", set(), "שמימ"),
        ("کشتیها", "fa", {"کشتی"}, "کشتی"),
        ("کشتیها", "fa", set(), "کشتیها"),
        ("Boote", "de", {"Boot"}, "Boot"),
        ("grandes", "fr", {"grand"}, "grand"),
        ("Mute", "de", {"Mut"}, "Mute"),
    ],
)
def test_a_word_is_stemmed_only_to_a_word_of_the_collection(
    word: str, language: str, known: set[str], expected: str
) -> None:
    assert stems([word, "ab"], language, known) == [expected, "ab"]


@pytest.mark.parametrize(
    ("latin", "hebrew", "persian", "key"),
    [
        ("hassan", "חסן", "حسن", "KSN"),
        ("tehran", "טהרן", "تهران", "TRN"),
        ("mansour", "מנסור", "منصور", "MNSR"),
    ],
)
def test_a_name_has_one_skeleton_in_three_scripts(latin: str, hebrew: str, persian: str, key: str) -> None:
    assert skeleton(latin, "Latn") == key.removeprefix("K")
    assert key.removeprefix("K") in {skeleton(hebrew, "Hebr").removeprefix("K"), skeleton(persian, "Arab")}


def test_likeness_is_one_for_equal_sounds_and_small_for_different_ones() -> None:
    found = similarities([("trn", "trn"), ("rwhany", "rwxany"), ("trmp", "knsl"), ("", "trn"), ("yrn", "aryn")])
    assert found[0] == 1.0
    assert found[1] > 0.9
    assert found[2] < 0.2
    assert found[3] == 0.0
    assert similarities([]).shape == (0,)


def test_soft_letters_are_read_softly() -> None:
    assert (soft("george"), soft("cyprus"), soft("cinema")) == ("jeorje", "cyprus", "sinema")
    assert sound("schach", "Latn") == "$ac"
    assert sound("café", "Latn") == "kafe"


def test_names_are_linked_across_scripts_and_common_words_are_not() -> None:
    lines = ["Then Darius Mansour spoke to Trump .", "The old boats of Darius left ."]
    collection = _collection(lines, ["אז דבר דריוש מנסור עם טראמפ", "הספינות של דריוש הפליגו"])
    found = _pairs(collection, names(collection))
    assert ("mansour", "מנסור") in found
    assert ("trump", "טראמפ") in found
    assert not any(one == "boats" for one, _ in found)


def test_names_in_an_unknown_script_give_no_links() -> None:
    collection = _collection(["Then Darius spoke"], ["Дарий говорил"], "en-ru")
    assert not _pairs(collection, names(collection))


def test_numbers_words_and_addresses_are_linked_when_written_alike() -> None:
    collection = _collection(
        ["In 1,250 boats of Acme see https://example.org/x"], ["ב-1250 ספינות Acme https://example.org/x/"]
    )
    number, word, address = written_alike(collection)
    assert _pairs(collection, number) == {("1,250", "1250")}
    assert ("acme", "acme") in _pairs(collection, word)
    assert _pairs(collection, address) == {("@example.org/x", "@example.org/x")}
    assert number.coverage.target[collection.target.types.index("1250")] == 0.7


def test_short_words_of_one_script_are_no_evidence() -> None:
    collection = _collection(["die Nation an Bord"], ["la nation an bord"], "de-fr")
    assert _pairs(collection, written_alike(collection)[1]) == {("nation", "nation"), ("bord", "bord")}


@pytest.mark.parametrize(
    ("source", "target", "languages", "expected"),
    [
        ("das Parlament", "le parlement", "de-fr", {("parlament", "parlement")}),
        ("der Kredit", "l'écrit et le crédit", "de-fr", {("kredit", "crédit")}),
        ("das Komitee", "le comité", "xx-yy", {("komitee", "comité")}),
        ("die Regierung", "le gouvernement", "de-fr", set()),
        ("die Nation", "la nation", "de-fr", set()),
        ("Then Hassan Rouhani left", "M. Rohani et Hasan", "en-fr", set()),
        ("the parliament", "הפרלמנט", "en-he", set()),
        ("дума и комитет", "дума і комітет", "ru-uk", set()),
    ],
)
def test_cognates_begin_and_sound_alike(
    source: str, target: str, languages: str, expected: set[tuple[str, str]]
) -> None:
    collection = _collection([source], [target], languages)
    assert _pairs(collection, cognates(collection)) == expected


def test_an_article_before_an_apostrophe_is_no_part_of_the_word() -> None:
    expected = ["homme", "il", "a", "vu", "aujourd'hui", "chez", "M", "O"]
    assert tokens_in("l'homme qu'il a vu aujourd'hui chez M. O", "fr") == expected
    assert tokens_in("Levin's boats", "en") == ["Levin's", "boats"]
    assert tokens_in("https://e.org/l'a", "fr")[0].startswith("@e.org/l")


def test_a_place_not_understood_is_no_proof_that_gaps_are_common() -> None:
    match, source_gap, target_gap = (1, 1), (1, 0), (0, 1)
    before, after = [match] * 20, [match] * 20
    facing = _columns([*before, source_gap, source_gap, target_gap, target_gap, *after])
    assert np.allclose(estimate_transitions(facing), estimate_transitions(_columns([match] * 42)))
    one_more = _columns([*before, target_gap, source_gap, target_gap, *after])
    plain = _columns([*before, match, target_gap, *after])
    assert np.allclose(estimate_transitions(one_more), estimate_transitions(plain))


def _columns(sizes: list[tuple[int, int]]) -> np.ndarray:
    ends = np.cumsum(np.array(sizes), axis=0)
    starts = ends - np.array(sizes)
    zero = np.zeros(len(sizes), dtype=np.int64)
    return np.stack([zero, starts[:, 0], ends[:, 0], starts[:, 1], ends[:, 1], zero], axis=1)


def test_a_dictionary_is_found_through_forms_and_phrases_in_either_order() -> None:
    collection = _collection(["The boats of the prime minister"], ["ספינת ראש הממשלה"])
    entries = [
        Entry("en", "boat", "he", "ספינת"),
        Entry("he", "ראש ממשלה", "en", "prime minister"),
        Entry("en", "boat", "fa", "کشتی"),
        Entry("en", "a phrase of four words", "he", "ספינת"),
        Entry("en", "...", "he", "ספינת"),
    ]
    (evidence,) = dictionaries(collection, make_lexicons({"dictionary": make_phrases(entries, "en", "he")}))
    found = _pairs(collection, evidence)
    assert ("boats", "ספינת") in found
    assert ("prime", "ראש") in found
    assert ("minister", "הממשלה") in found
    assert not any(one == "of" for one, _ in found)


def test_the_seed_lexicon_is_large_sorted_and_without_repetition() -> None:
    entries = seed_entries("en", "he")
    assert len({entry.source for entry in entries}) >= 3000
    assert len({entry.source for entry in seed_entries("en", "fa")}) >= 3000
    assert len(seed_entries("he", "fa")) >= 3000
    assert Entry("en", "computer", "he", "מחשב") in entries
    assert seed_entries("de", "fr") == ()


def test_the_seed_lexicon_is_one_meaning_a_row_in_three_languages() -> None:
    table = (Path(__file__).parent.parent / "src/ezri_archive/alignment/data/seed.tsv").read_text(encoding="utf-8")
    header, *rows = table.splitlines()
    assert header == "en\the\tfa"
    assert len(rows) == len({row.split("\t")[0] for row in rows})
    for row in rows:
        cells = row.split("\t")
        assert len(cells) == 3
        assert all(word == word.strip() and word for cell in cells for word in cell.split("|")), row


def test_cldr_names_countries_months_and_days() -> None:
    entries = cldr_entries("en", "fa")
    assert Entry("en", "Iran", "fa", "ایران") in entries
    assert {"January", "Monday", "Persian"} <= {entry.source for entry in entries}
    assert Entry("de", "Iran", "fr", "Iran") in cldr_entries("de", "fr")


def test_a_table_with_a_missing_column_is_refused() -> None:
    assert read_rows([], where="empty.tsv") == []
    with pytest.raises(AlignmentError, match=r"odd\.tsv, row 2: 1 columns, not 2"):
        read_rows(["en\the", "boat"], where="odd.tsv")


TMX = """<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en-GB"><seg>boat</seg></tuv><tuv xml:lang="he"><seg>סי<it>ר</it>ה</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>net</seg></tuv></tu></body></tmx>"""


def test_a_dictionary_is_read_from_a_table_and_from_a_translation_memory(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("# comment\n\nboat|ship\tסירה\tmore\n", encoding="utf-8")
    (tmp_path / "words.tmx").write_text(TMX, encoding="utf-8")
    assert read_dictionary(tmp_path / "words.tsv", "en", "he") == [
        Entry("en", "boat", "he", "סירה"),
        Entry("en", "ship", "he", "סירה"),
    ]
    assert read_dictionary(tmp_path / "words.tmx", "en", "he") == [Entry("en", "boat", "he", "סירה")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("one.tsv", b"boat", "line 1: no tab"),
        ("one.tsv", b"\xff\xfe", "not UTF-8"),
        ("one.tmx", b"<tmx>", "not well-formed"),
        ("one.tmx", b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "may not define entities"),
    ],
)
def test_a_dictionary_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AlignmentError, match=message):
        read_dictionary(tmp_path / name, "en", "he")


def test_the_length_ratio_of_each_text_comes_from_its_mean_line() -> None:
    collection = _collection(["abcd", "abcd"], ["אבגדהוזח"])
    assert np.allclose(first_length_model(collection).ratio, [2.0])


@pytest.mark.parametrize(("score", "expected"), [(1.0, "high"), (0.985, "high"), (0.97, "medium"), (0.3, "low")])
def test_bands(score: float, expected: str) -> None:
    assert band(score) == expected
