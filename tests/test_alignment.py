"""The aligner as a whole: what must hold of any texts, and what it must find in small ones."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.alignment import EVIDENCE, Alignments, Bead, Bitext, Entry, Line, align
from ezri_archive.alignment.collection import collect
from ezri_archive.alignment.competition import overused
from ezri_archive.alignment.estimation import explanations
from ezri_archive.alignment.evaluation import evaluate, load_gold, pairs_of
from ezri_archive.alignment.lexical import Spans, oppose
from ezri_archive.alignment.numbers import written_alike
from ezri_archive.errors import AlignmentError

ENGLISH = (
    "The harbour master counted 14 boats in the spring of 1911.",
    "Darius Levin wrote every letter by hand.",
    "His daughter kept the letters in a wooden box.",
    "In 1934 the old harbour was closed, and the boats went to Eilat.",
)
HEBREW = (
    "מנהל הנמל ספר 14 סירות באביב 1911.",
    "דריוש לוין כתב כל מכתב ביד.",
    "בתו שמרה את המכתבים בתיבת עץ.",
    "בשנת 1934 נסגר הנמל הישן,",
    "והסירות עברו לאילת.",
)


def _bitext(source: tuple[str, ...], target: tuple[str, ...], languages: str = "en-he", name: str = "one") -> Bitext:
    first, second = languages.split("-")
    return Bitext(name, first, second, tuple(map(Line, source)), tuple(map(Line, target)))


def _pairs(beads: tuple[Bead, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in beads]


def _is_partition(beads: tuple[Bead, ...], bitext: Bitext) -> bool:
    source = [line for bead in beads for line in bead.source]
    target = [line for bead in beads for line in bead.target]
    return source == list(range(len(bitext.source))) and target == list(range(len(bitext.target)))


def test_a_short_text_is_aligned_with_nothing_to_learn_from() -> None:
    beads = align([_bitext(ENGLISH, HEBREW)]).beads[0]
    assert _pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3, 4))]
    assert "number: 1934 = 1934" in beads[-1].evidence
    assert all(0 <= bead.score <= 1 and bead.band in {"high", "medium", "low"} for bead in beads)


def test_a_line_that_is_only_an_address_joins_the_sentence_that_announces_it() -> None:
    source = (
        "The review is published by the Harbour Centre.",
        "Follow us at <https://example.org/harbour> and be our friend at <https://example.com/pages/123>",
        "and visit our site: <http://harbour.example/>",
    )
    target = (
        "כתב העת מתפרסם על ידי מרכז הנמל.",
        "עקבו אחרינו: <https://example.org/harbour>",
        "להיות חברים:",
        "<https://example.com/pages/123>",
        "ובקרו באתר:",
        "<http://harbour.example/>",
    )
    beads = align([_bitext(source, target)]).beads[0]
    assert _pairs(beads) == [((0,), (0,)), ((1,), (1, 2, 3)), ((2,), (4, 5))]


_WORDS = st.sampled_from(
    [
        "boat",
        "salt",
        "1911",
        "Darius",
        "letter",
        "box",
        "סירה",
        "מלח",
        "מכתב",
        "נמל",
        "قایق",
        "نامه",
        ":",
        "https://e.org/a",
    ]
)
_TEXTS = st.lists(st.lists(_WORDS, max_size=6).map(" ".join), max_size=8).map(tuple)
_BITEXTS = st.lists(
    st.builds(_bitext, _TEXTS, _TEXTS, st.sampled_from(["en-he", "he-en", "he-fa", "de-fr", "fr-fr"])), max_size=6
)


@settings(max_examples=15)
@given(_BITEXTS)
def test_beads_partition_both_sides_in_order(bitexts: list[Bitext]) -> None:
    for bitext, beads in zip(bitexts, align(bitexts).beads, strict=True):
        assert _is_partition(beads, bitext)
        assert all(len(bead.source) + len(bead.target) <= 4 for bead in beads)


@settings(max_examples=15)
@given(_BITEXTS)
def test_neither_the_order_of_texts_nor_the_side_changes_anything(bitexts: list[Bitext]) -> None:
    found = align(bitexts)
    assert align(bitexts[::-1]).beads[::-1] == found.beads
    turned = [Bitext(one.id, one.target_language, one.source_language, one.target, one.source) for one in bitexts]
    for one, other in zip(found.beads, align(turned).beads, strict=True):
        assert [(bead.source, bead.target, bead.score) for bead in one] == [
            (bead.target, bead.source, bead.score) for bead in other
        ]


def test_turned_evidence_names_the_words_in_the_order_asked_for() -> None:
    (beads,) = align([_bitext(HEBREW, ENGLISH, "he-en")]).beads
    assert any(reason.endswith("= Darius") for reason in beads[1].evidence)


def test_evidence_can_be_left_out() -> None:
    assert all(not bead.evidence for bead in align([_bitext(ENGLISH, HEBREW)], explain=False).beads[0])


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ((), (), []),
        (("a",), (), [((0,), ())]),
        ((), ("א", "ב"), [((), (0,)), ((), (1,))]),
        (("A boat.",), ("סירה.",), [((0,), (0,))]),
    ],
)
def test_empty_and_single_sides(
    source: tuple[str, ...], target: tuple[str, ...], expected: list[tuple[tuple[int, ...], tuple[int, ...]]]
) -> None:
    assert _pairs(align([_bitext(source, target)]).beads[0]) == expected


def test_nothing_gives_nothing() -> None:
    assert align([]) == Alignments((), ())


def test_ten_thousand_lines_against_one() -> None:
    bitext = _bitext(tuple(f"Boat number {number} left." for number in range(10_000)), ("סירה 77 הפליגה.",))
    beads = align([bitext], explain=False).beads[0]
    assert _is_partition(beads, bitext)


def _long(lines: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make a long text of invented records; every 40th is missing in one language, every 55th in the other."""
    english = [f"Boat {n * 7919 % 9973} brought {n * 31 % 89} sacks of salt." for n in range(lines)]
    hebrew = [f"סירה {n * 7919 % 9973} הביאה {n * 31 % 89} שקי מלח." for n in range(lines)]
    return (
        tuple(line for n, line in enumerate(english) if n % 40),
        tuple(line for n, line in enumerate(hebrew) if n % 55 or not n % 40),
    )


def test_a_long_text_is_walked_through_window_by_window() -> None:
    source, target = _long(900)
    bitext = _bitext(source, target)
    beads = align([bitext]).beads[0]
    assert _is_partition(beads, bitext)
    right = sum(
        source[bead.source[0]].split()[1] == target[bead.target[0]].split()[1]
        for bead in beads
        if len(bead.source) == len(bead.target) == 1
    )
    assert right > 0.97 * 850


def test_a_stranger_of_a_text_does_not_stop_the_walk() -> None:
    source = tuple(f"Wholly other words {chr(97 + n % 26) * 5} here." for n in range(700))
    bitext = _bitext(source, tuple(f"דברים אחרים לגמרי {n % 9}" for n in range(650)))
    assert _is_partition(align([bitext], explain=False).beads[0], bitext)


def test_a_collection_teaches_its_words_and_gives_them_as_terms() -> None:
    names = [
        ("zolk", "דרמפ"),
        ("frint", "לשגכ"),
        ("brem", "קטרס"),
        ("plosh", "נפצמ"),
        ("grund", "עבטי"),
        ("snarf", "חזוק"),
    ]
    bitexts = []
    for text in range(12):
        words = [names[(text * 5 + place * place + place) % 6] for place in range(24)]
        english = tuple(f"{one} {names[(n + text) % 6][0]}" for n, (one, _) in enumerate(words))
        hebrew = tuple(f"{names[(n + text) % 6][1]} {other}" for n, (_, other) in enumerate(words))
        bitexts.append(_bitext(english, hebrew, name=str(text)))
    learned = align(bitexts)
    assert ("zolk", "דרמפ") in {(term.source, term.target) for term in learned.terms}
    assert not align(bitexts, learn=False).terms


def test_a_dictionary_of_ones_own_decides() -> None:
    bitext = _bitext(("zolk frint", "brem plosh", "grund snarf"), ("קטרס נפצמ", "עבטי חזוק"))
    words = {"brem": "קטרס", "plosh": "נפצמ", "grund": "עבטי", "snarf": "חזוק"}
    beads = align([bitext], dictionary=[Entry("en", one, "he", other) for one, other in words.items()]).beads[0]
    assert _pairs(beads) == [((0,), ()), ((1,), (0,)), ((2,), (1,))]


def test_any_pair_of_languages_runs() -> None:
    german = ("Kapitän Brandt kam 1911 nach Hamburg.", "Er schrieb an Madame Duval.", "Niemand antwortete.")
    french = ("Le capitaine Brandt arriva à Hambourg en 1911.", "Il écrivit à Madame Duval.", "Personne ne répondit.")
    beads = align([_bitext(german, french, "de-fr")]).beads[0]
    assert _pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


def test_a_pair_without_any_lexicon_is_aligned_as_its_annotator_did() -> None:
    ((bitext, gold),) = load_gold(Path(__file__).parent / "data" / "alignment", "de-fr")
    (beads,) = align([bitext], evidence=EVIDENCE - {"seed", "cldr"}).beads
    found = {(bead.source, bead.target) for bead in beads}
    assert evaluate([(pairs_of(beads), gold)]).strict.f1 >= 0.9
    assert ((27, 28), (27, 28)) in found, "the border between the two sentences lies elsewhere in French"
    assert "cognate: Projekt = projet" in {reason for bead in beads for reason in bead.evidence}


def test_the_codes_of_unknown_languages_do_not_matter() -> None:
    german = ("Kapitän Brandt kam 1911 nach Hamburg.", "Er schrieb an Madame Duval.", "Niemand antwortete.")
    french = ("Le capitaine Brandt arriva à Hambourg en 1911.", "Il écrivit à Madame Duval.", "Personne ne répondit.")
    (beads,) = align([_bitext(german, french, "xx-yy")]).beads
    assert _pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
    assert "word: Brandt = Brandt" in beads[0].evidence
    assert "cognate: Kapitän = capitaine" in beads[0].evidence


def test_equal_texts_are_aligned_alike() -> None:
    one, other = (_bitext(ENGLISH, HEBREW, name=name) for name in ("one", "other"))
    assert len(set(align([one, other]).beads)) == 1


def test_unknown_evidence_is_refused() -> None:
    with pytest.raises(AlignmentError, match="unknown evidence: tea leaves"):
        align([], evidence=EVIDENCE | {"tea leaves"})


def test_importing_the_package_does_not_load_numpy() -> None:
    command = "import sys, ezri_archive.alignment; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0


def test_a_quoted_title_is_offered_as_a_term() -> None:
    source = ('The letter is titled "Where is the old harbour?" by Darius Levin.', 'He says "salt" twice.')
    target = ('כותרת המכתב מאת דריוש לוין היא "איפה הנמל הישן?"', 'הוא אומר "מלח" פעמיים.')
    for languages, one, other in (("en-he", source, target), ("he-en", target, source)):
        found = align([_bitext(one, other, languages)]).terms
        assert [(term.pair, term.source, term.target, term.count) for term in found if " " in term.source] == [
            ("en-he", "Where is the old harbour?", "איפה הנמל הישן?", 1)
        ]


LETTERS = {
    "en-he": (
        (
            "Dear Ruth,",
            "We arrived in Haifa on the third of June.",
            "The sea was rough and half of the passengers were ill.",
            "Father is well again and sends his greetings.",
            "With love, Hannah",
        ),
        ("רות היקרה,", "הגענו לחיפה בשלישי ביוני.", "אבא שוב בריא ושולח דרישת שלום.", "באהבה, חנה"),
    ),
    "en-fa": (
        (
            "My dear friend,",
            "Your book reached me safely in Tehran last month.",
            "I read it in two nights without sleeping.",
            "The children are well and go to school every day.",
            "I hope to see you in the spring.",
        ),
        (
            "دوست عزیزم،",
            "کتاب تو ماه گذشته به سلامت در تهران به دستم رسید.",
            "بچه‌ها خوب‌اند و هر روز به مدرسه می‌روند.",
            "امیدوارم تو را در بهار ببینم.",
        ),
    ),
    "de-fr": (
        (
            "Lieber Paul,",
            "dein Brief aus Genf kam am 4. März an.",
            "Bei uns liegt noch immer hoher Schnee.",
            "Onkel Henri hat das Haus in Lausanne verkauft.",
            "Es grüßt dich Anna",
        ),
        (
            "Cher Paul,",
            "ta lettre de Genève est arrivée le 4 mars.",
            "L'oncle Henri a vendu la maison de Lausanne.",
            "Je te salue, Anna",
        ),
    ),
}


@pytest.mark.parametrize("languages", LETTERS)
def test_a_line_of_a_letter_that_was_not_translated_stands_alone(languages: str) -> None:
    (beads,) = align([_bitext(*LETTERS[languages], languages)]).beads
    assert _pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,)), ((4,), (3,))]


def test_what_a_bead_says_twice_is_explained_once_where_its_partner_stands_once() -> None:
    collection = collect([_bitext(("In 1911 boats", "1911 again", "1950"), ("סירות 1911", "1911 ועוד"))])
    (numbers, *_) = written_alike(collection)
    explanation, _ = explanations(collection, [numbers.links], numbers.coverage, None)
    source, target = (
        Spans(side, np.array([0]), np.array([lines]), np.array([0]))
        for side, lines in ((collection.source, 3), (collection.target, 2))
    )
    lost = overused(oppose(source, target, explanation), [(1, 1), (2, 1), (2, 2)])
    assert (1, 1) not in lost
    ((pairs,), (squares,)) = lost[2, 1], lost[2, 2]
    assert pairs.shape == (2, 2)
    assert (pairs[0] > 1).all()
    assert not pairs[1].any()
    assert not squares.any()


def _with_strangers(lines: tuple[str, ...], strangers: int) -> tuple[str, ...]:
    middle = len(lines) // 2
    inserted = tuple(f"הערה על {'אבגדהוזחט'[n % 9] * 4} ועל {'יכלמנסעפ'[n % 8] * 5}." for n in range(strangers))
    return lines[:middle] + inserted + lines[middle:]


@pytest.mark.parametrize("strangers", [400, 1700])
def test_texts_meet_again_after_a_long_insertion(strangers: int) -> None:
    source, target = _long(500)
    target = _with_strangers(target, strangers)
    (beads,) = align([_bitext(source, target)], explain=False).beads
    assert _is_partition(beads, _bitext(source, target))
    right = sum(
        source[bead.source[0]].split()[1] == target[bead.target[0]].split()[1]
        for bead in beads
        if len(bead.source) == len(bead.target) == 1
    )
    assert right > 0.97 * 475
