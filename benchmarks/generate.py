"""Generate a folder of sources of any size: documents of about 10 kB in three languages, made of our own sentences.

Sentences are those of the project's samples (`tests/gold`, parallel in English, Hebrew and Persian); every document
adds invented names and numbers of its own. Of a hundred documents some seventy stand alone; the others are versions of
one another, and say so by the names of their files, by a note with a link, by a sidecar, or not at all. One in fifty is
damaged. The same seed gives the same bytes.
Usage: `python benchmarks/generate.py FOLDER --count 2000 [--seed 1] [--kilobytes 10]`.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "he", "fa")
_ROOT = Path(__file__).parent.parent
_SYLLABLES = tuple(
    zip(
        "ba do ga lo mi na po ri sa to va zi sha ko mar tan ras lim gan del kam nur".split(),  # noqa: SIM905 - a table
        "בא דו גא לו מי נא פו רי סא טו וא זי שא קו מר טן רס לים גן דל קם נור".split(),  # noqa: SIM905 - a table
        "با دو گا لو می نا پو ری سا تو وا زی شا کو مر تن رس لیم گن دل کم نور".split(),  # noqa: SIM905 - a table
        strict=True,
    )
)
_NOTES = {"en": "For English version:", "he": "For Hebrew version:", "fa": "For Persian version:"}
_DAMAGED = (b"", b" \n\t\n", b"A line\x00with NUL", "na\u00efve caf\u00e9".encode("latin-1"))


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are versions of one another: their languages, and how they say so."""

    name: str
    languages: tuple[str, ...]
    said: str


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kilobytes", type=float, default=10)
    options = parser.parse_args()
    groups = generate(options.folder, options.count, seed=options.seed, kilobytes=options.kilobytes)
    versions = sum(len(group.languages) > 1 for group in groups)
    print(f"{options.count} sources in {options.folder}, {versions} works of several versions")


def generate(folder: Path, count: int, *, seed: int = 1, kilobytes: float = 10) -> list[Group]:
    """Write `count` sources; gives the groups that are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - no secret, only repeatable
    sentences = parallel_sentences()
    groups: list[Group] = []
    written = 0
    while written < count:
        group = _group(f"{written:06}", chance, count - written)
        written += _write(folder, group, chance, sentences, kilobytes)
        groups.append(group)
    return groups


def parallel_sentences() -> list[dict[str, str]]:
    """Read our sentences that are there in all three languages."""
    hebrew, persian = (_table(_ROOT / "tests" / "gold" / f"salt-road.en-{code}.tsv") for code in ("he", "fa"))
    both = [english for english in hebrew if english in persian]
    return [{"en": english, "he": hebrew[english], "fa": persian[english]} for english in both]


def _table(file: Path) -> dict[str, str]:
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return {row[0]: row[1] for row in rows if len(row) == 2 and all(row)}


def _group(name: str, chance: random.Random, room: int) -> Group:
    dice = chance.random()
    if dice < 0.02:
        return Group(name, ("damaged",), "")
    if dice < 0.84 or room < 2:
        return Group(name, (chance.choice(LANGUAGES),), "")
    languages = tuple(chance.sample(LANGUAGES, chance.choice((2, 2, 3)) if room > 2 else 2))
    return Group(name, languages, chance.choice(("names", "link", "sidecar", "")))


def _write(folder: Path, group: Group, chance: random.Random, sentences: list[dict[str, str]], kilobytes: float) -> int:
    place = folder / f"{int(group.name) // 500:03}"
    place.mkdir(exist_ok=True)
    if group.languages == ("damaged",):
        (place / f"damaged-{group.name}.txt").write_bytes(chance.choice(_DAMAGED))
        return 1
    texts = _texts(group, chance, sentences, kilobytes)
    paths = [place / f"{_file_name(group, number)}.md" for number, _ in enumerate(group.languages)]
    for path, code in zip(paths, group.languages, strict=True):
        path.write_text(texts[code], encoding="utf-8")
    if group.said == "sidecar":
        for path in paths[1:]:
            said = f'version_of = "{paths[0].relative_to(folder).as_posix()}"\n'
            path.with_name(f"{path.name}.toml").write_text(said, encoding="utf-8")
    return len(paths)


def _file_name(group: Group, number: int) -> str:
    if group.said == "names":
        return f"paper-{group.name}.{group.languages[number]}"
    return f"paper-{group.name}-{'abc'[number]}"


def _texts(group: Group, chance: random.Random, sentences: list[dict[str, str]], kilobytes: float) -> dict[str, str]:
    """Write the versions: the same sentences, names and numbers in every language."""
    names = [_name(chance) for _ in range(12)]
    title = _named(names[0])
    paragraphs: list[dict[str, str]] = []
    while _bytes(paragraphs, group.languages) < 1000 * kilobytes:
        rows = [_sentence(chance, sentences, names) for _ in range(chance.randint(2, 6))]
        paragraphs.append({code: " ".join(row[code] for row in rows) for code in LANGUAGES})
    return {
        code: "\n\n".join([*_front(group, code, title[code]), *(p[code] for p in paragraphs), *_notes(group, code)])
        + "\n"
        for code in group.languages
    }


def _bytes(paragraphs: list[dict[str, str]], languages: tuple[str, ...]) -> int:
    return max(sum(len(paragraph[code].encode()) for paragraph in paragraphs) for code in languages)


def _sentence(chance: random.Random, sentences: list[dict[str, str]], names: list[tuple[str, ...]]) -> dict[str, str]:
    row = chance.choice(sentences)
    if chance.random() < 0.4:
        return row
    named, number = _named(chance.choice(names)), chance.randint(10, 99_999)
    return {code: f"{named[code]} ({number:,}): {text}" for code, text in row.items()}


def _name(chance: random.Random) -> tuple[str, ...]:
    syllables = chance.choices(_SYLLABLES, k=chance.randint(3, 4))
    return tuple("".join(syllable[side] for syllable in syllables) for side in range(3))


def _named(name: tuple[str, ...]) -> dict[str, str]:
    return {"en": name[0].capitalize(), "he": name[1], "fa": name[2]}


def _front(group: Group, code: str, title: str) -> Iterator[str]:
    address = f"url: https://papers.example/{code}/{group.name}/\n" if group.said == "link" else ""
    yield f"---\ntitle: {title} {group.name}\n{address}---"
    yield f"# {title} {group.name}"


def _notes(group: Group, code: str) -> Iterator[str]:
    if group.said == "link":
        for other in group.languages:
            if other != code:
                yield f"**{_NOTES[other]}**"
                yield f"<https://papers.example/{other}/{group.name}/>"


if __name__ == "__main__":
    main()
