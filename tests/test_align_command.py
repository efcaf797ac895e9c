"""`ezri align` and `ezri evaluate`: two files in, beads out; beads against gold, scores out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aligned_rows import read_tmx, read_xces, variants
from ezri_archive.alignment.evaluation import read_beads
from ezri_archive.cli import main
from ezri_archive.pipeline import edition_of, load_file
from ezri_archive.pipeline.pairing import read_sides
from ezri_archive.tei import write_edition

ENGLISH = (
    "Noa Tamir wrote to the harbour office in 1931.",
    "The salt came from Anzali.",
    "Nobody asked who carried it. Nobody wrote it down.",
    "There were 120 camels and 14 ships.",
)
HEBREW = (
    "נועה תמיר כתבה אל משרד הנמל בשנת 1931.",
    "המלח בא מאנזלי.",
    "איש לא שאל מי נשא אותו.",
    "איש לא רשם זאת.",
    "היו שם 120 גמלים ו־14 ספינות.",
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two texts, a segment a line; the third English line is two Hebrew ones."""
    files = tmp_path / "a.en.txt", tmp_path / "a.he.txt"
    for file, lines in zip(files, (ENGLISH, HEBREW), strict=True):
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return files


# --- align --------------------------------------------------------------------------------------------------


def test_lines_are_aligned_into_a_table(pair: tuple[Path, Path]) -> None:
    result = run("align", *pair, "--lines")
    table = [line.split("\t") for line in result.stdout_bytes.decode().splitlines()]

    assert (result.exit_code, result.stderr) == (0, "")
    assert table[0] == ["source_ids", "target_ids", "en", "he"]
    assert table[1] == ["a-en.en.1", "a-he.he.1", ENGLISH[0], HEBREW[0]]
    assert table[3] == ["a-en.en.3", "a-he.he.3 a-he.he.4", ENGLISH[2], f"{HEBREW[2]} {HEBREW[3]}"]
    assert len(table) == 5


def test_every_format_says_the_same(pair: tuple[Path, Path], tmp_path: Path) -> None:
    wanted = [([0], [0]), ([1], [1]), ([2], [2, 3]), ([3], [4])]
    (tmp_path / "a.beads").write_bytes(run("align", *pair, "--lines", "--format", "beads").stdout_bytes)
    memory = read_tmx(run("align", *pair, "--lines", "--format", "tmx").stdout_bytes)
    objects = [
        json.loads(line) for line in run("align", *pair, "--lines", "--format", "jsonl").stdout_bytes.splitlines()
    ]
    run("align", *pair, "--lines", "--format", "xces", "--out", tmp_path / "xces")
    links = run("align", *pair, "--lines", "--format", "xces").stdout_bytes

    texts = [([ENGLISH[i] for i in source], [HEBREW[i] for i in target]) for source, target in wanted]
    assert [(list(source), list(target)) for source, target in read_beads(tmp_path / "a.beads")] == wanted
    assert [variants(unit) for unit in memory] == [{"en": " ".join(en), "he": " ".join(he)} for en, he in texts]
    assert [(row["source_texts"], row["target_texts"]) for row in objects] == texts
    assert read_xces(tmp_path / "xces", "en-he.xml") == texts
    assert links == (tmp_path / "xces" / "en-he.xml").read_bytes()


def test_a_bead_is_explained_when_asked(pair: tuple[Path, Path]) -> None:
    plain = json.loads(run("align", *pair, "--lines", "--format", "jsonl").stdout_bytes.splitlines()[3])
    explained = json.loads(
        run("align", *pair, "--lines", "--format", "jsonl", "--explain").stdout_bytes.splitlines()[3]
    )
    table = run("align", *pair, "--lines", "--explain").stdout_bytes.decode().splitlines()

    assert plain["evidence"] == []
    assert any(reason.startswith("number") and "120" in reason for reason in explained["evidence"])
    assert table[0].split("\t")[4:] == ["score", "score_band", "evidence"]
    assert table[4].split("\t")[6] == " · ".join(explained["evidence"])


def test_evidence_can_be_switched_off_and_a_dictionary_given(pair: tuple[Path, Path], tmp_path: Path) -> None:
    dictionary = tmp_path / "words.tsv"
    dictionary.write_text("camels\tגמלים\n", encoding="utf-8")
    without = [option for kind in ("numbers", "names", "cldr", "seed", "learned") for option in ("--without", kind)]
    options = ("--lines", "--format", "jsonl", "--explain", *without)
    bare = run("align", *pair, *options).stdout_bytes
    helped = run("align", *pair, *options, "--dictionary", dictionary).stdout_bytes

    assert all(json.loads(line)["evidence"] == [] for line in bare.splitlines())
    assert json.loads(helped.splitlines()[-1])["evidence"] == ["dictionary: camels = גמלים"]


def test_any_format_of_the_archive_is_read_and_only_its_language_aligned(samples: Path) -> None:
    result = run("align", samples / "salt-road.he.md", samples / "salt-road.fa.md", "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout_bytes.splitlines()]

    assert result.exit_code == 0
    assert {(row["source_document"], row["target_document"]) for row in rows} == {("salt-road-he", "salt-road-fa")}
    assert [row["id"] for row in rows][:2] == [
        "salt-road-he~salt-road-fa.he-fa.1",
        "salt-road-he~salt-road-fa.he-fa.2",
    ]


def test_one_document_can_be_aligned_with_itself(samples: Path) -> None:
    letter = samples / "harbour-review-12.md"
    result = run("align", letter, letter, "--pair", "en-he", "--format", "jsonl")

    assert {row["id"].rpartition(".")[0] for row in map(json.loads, result.stdout_bytes.splitlines())} == {
        "harbour-review-12.en-he"
    }
    assert f"note: {letter}: " in result.stderr
    assert "segments in other languages are left out" in result.stderr


def test_boilerplate_and_noise_are_not_aligned(samples: Path) -> None:
    letter = samples / "harbour-review-12.md"
    unread = {
        segment.text
        for portion in edition_of(load_file(letter), "harbour-review-12").portions
        if portion.role.value in {"boilerplate", "noise"}
        for segment in portion.segments
    }
    sides = read_sides((letter, letter), languages=("en", "he"))

    assert unread
    assert not unread & {segment.text for side in sides for segment in side.segments}


def test_our_tei_is_read_like_the_source_it_was_made_from(samples: Path, tmp_path: Path) -> None:
    files = []
    for name in ("salt-road.he", "salt-road.fa"):
        edition = edition_of(load_file(samples / f"{name}.md"), name.replace(".", "-"))
        files.append(tmp_path / f"{edition.id}.xml")
        files[-1].write_bytes(write_edition(edition))

    from_tei = run("align", *files).stdout_bytes
    assert from_tei == run("align", samples / "salt-road.he.md", samples / "salt-road.fa.md").stdout_bytes
    assert b"salt-road-he.he.1" in from_tei


def test_a_language_nobody_can_identify_is_taken_at_the_users_word(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Sól przyszła z północy.\n\nNikt nie pytał.\n", encoding="utf-8")

    first, second = read_sides((tmp_path / "a.txt", tmp_path / "b.txt"), languages=("pl", "cs"))

    assert [segment.text for segment in first.segments] == ["Sól przyszła z północy.", "Nikt nie pytał."]
    assert (first.language, second.language, first.left_out) == ("pl", "cs", 0)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for language, text in (("en", "Salt came."), ("he", "המלח בא.")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.txt").write_text(text, encoding="utf-8")

    sides = read_sides((tmp_path / "en" / "a.txt", tmp_path / "he" / "a.txt"), lines=True)

    assert [side.document_id for side in sides] == ["en-a", "he-a"]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfOne.\r\n\r\nThree.")
    (tmp_path / "b.txt").write_bytes(b"")
    first, second = read_sides((tmp_path / "a.txt", tmp_path / "b.txt"), languages=("en", "he"), lines=True)

    assert [(segment.number, segment.text, segment.start) for segment in first.segments] == [
        (1, "One.", 0), (2, "", 5), (3, "Three.", 6),
    ]  # fmt: skip
    assert second.segments == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.txt", "a.he.txt"), "none.txt: cannot be opened: No such file or directory"),
        (("none.xml", "a.he.txt"), "none.xml: cannot be opened: No such file or directory"),
        (("none.txt", "a.he.txt", "--lines"), "none.txt: cannot be opened: No such file or directory"),
        (("bad.txt", "a.he.txt", "--lines"), "bad.txt: is not UTF-8: byte 0xFF at 3"),
        (("digits.txt", "a.he.txt", "--lines"), "digits.txt: its language cannot be told"),
        (("digits.txt", "a.he.txt"), "digits.txt: holds nothing to align in “und”, but 1 segments in “und”"),
        (("a.en.txt", "a.he.txt", "--pair", "fa-he"), "a.en.txt: holds nothing to align in “fa”, but"),
        (("other.xml", "a.he.txt"), "other.xml: "),
    ],
)
def test_what_cannot_be_aligned_is_said_in_one_line(
    pair: tuple[Path, Path], arguments: tuple[str, ...], said: str
) -> None:
    folder = pair[0].parent
    (folder / "bad.txt").write_bytes(b"abc\xff")
    (folder / "digits.txt").write_text("1931\n")
    (folder / "other.xml").write_text("<p/>")

    result = run("align", *(folder / name if name.endswith((".txt", ".xml")) else name for name in arguments))

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr


@pytest.mark.parametrize(
    "options",
    [["--explain", "--format", "tmx"], ["--pair", "he"], ["--without", "luck"], ["--dictionary", "none.tsv"]],
)
def test_a_wrong_option_is_a_usage_error(pair: tuple[Path, Path], options: list[str]) -> None:
    assert run("align", *pair, *options).exit_code == 2


# --- evaluate -----------------------------------------------------------------------------------------------


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Write gold: the two texts above as `a`, and turned round as `b`, where one line is said to have no partner."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name, lines in (("a.en", ENGLISH), ("a.he", HEBREW), ("b.he", HEBREW), ("b.en", ENGLISH)):
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "a.en-he.gold").write_text("[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n[3]:[4]\n")
    (folder / "b.he-en.gold").write_text("[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[]\n[4]:[3]\n")
    return folder


def test_evaluation_is_a_table_of_every_pair_and_all(gold: Path) -> None:
    result = run("evaluate", gold)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "pair   texts  strict P  strict R  strict F1   lax P   lax R  lax F1  merged P  merged R  merged F1  bad_link",
        "en-he      1    1.0000    1.0000     1.0000  1.0000  1.0000  1.0000    1.0000    1.0000     1.0000    0.0000",
        "he-en      1    0.7500    0.7500     0.7500  1.0000  1.0000  1.0000    0.7500    0.7500     0.7500    0.2000",
        "all        2    0.8750    0.8750     0.8750  1.0000  1.0000  1.0000    0.8750    0.8750     0.8750    0.1000",
    ]


def test_predictions_are_written_a_bead_a_line(gold: Path, tmp_path: Path) -> None:
    result = run("evaluate", gold, "--pair", "en-he", "--predictions", tmp_path / "out" / "deep")

    assert len(result.stdout.splitlines()) == 2
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["a.en-he.pred"]
    assert (tmp_path / "out" / "deep" / "a.en-he.pred").read_text() == "[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n[3]:[4]\n"


def test_evaluation_takes_evidence_away_for_an_ablation(gold: Path, tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("camels\tגמלים\n", encoding="utf-8")
    result = run("evaluate", gold, "--without", "seed", "--without", "learned", "--dictionary", tmp_path / "words.tsv")

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["pair", "en-he", "he-en", "all"]


def test_a_folder_without_gold_is_an_error_in_one_line(tmp_path: Path, gold: Path) -> None:
    (tmp_path / "empty").mkdir()
    nothing = run("evaluate", tmp_path / "empty")
    other = run("evaluate", gold, "--pair", "en-fa")

    assert (nothing.exit_code, other.exit_code) == (1, 1)
    assert "no gold here; expected files DOC.en-he.gold" in nothing.stderr
    assert "no gold for en-fa" in other.stderr
    assert run("evaluate", tmp_path / "nowhere").exit_code == 2
