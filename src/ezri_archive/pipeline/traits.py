"""A text → its traits: what survives translation, by which versions nobody speaks of are found.

Numbers by their digits, addresses, words in Latin letters, names by their consonants, meanings of the seed lexicon and
of the CLDR. They are the aligner's own tables, so what makes two texts versions is what will align them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from ezri_archive.alignment.lexicon import read_rows
from ezri_archive.alignment.skeletons import SCRIPTS, skeleton
from ezri_archive.alignment.stems import forms, without_clitics
from ezri_archive.alignment.tokens import ADDRESS_MARK, tokens, unfinal
from ezri_archive.languages import language as language_of

_TABLES = ("seed.tsv", "cldr.tsv")
_MOST_MEANINGS = 4
_FEWEST_CONSONANTS = 4
_FEWEST_DIGITS = 2


def traits_of(text: str, language: str) -> list[tuple[str, str]]:
    """Give the distinct traits of a text in order, each with the first word that has it: `("number:1450", "1,450")`.

    One with a question mark before it need not have a counterpart: not all capitals are names.
    """
    found: dict[str, str] = {}
    for word in tokens(text):
        for trait in _traits(word, language):
            found.setdefault(trait, word)
    return list(found.items())


@lru_cache(maxsize=200_000)
def _traits(word: str, language: str) -> tuple[str, ...]:
    if word.startswith(ADDRESS_MARK):
        return (f"address:{word[1:]}",)
    if word[0].isdigit():
        digits = word.replace(",", "").replace(".", "").lstrip("0")
        return (f"number:{digits}",) if len(digits) >= _FEWEST_DIGITS else ()
    script = language_of(language).script
    if word[0].isascii() and script != "Latn":
        return (f"word:{word.lower()}",)
    return tuple(dict.fromkeys(_of_word(word, language, script)))


def _of_word(word: str, language: str, script: str) -> Iterator[str]:
    plain = word.lower()
    capital = plain != word
    if capital and word.isascii():
        yield f"?word:{plain}"  # a text in another script may keep it in Latin letters, and mostly does not
    yield from (f"meaning:{number}" for number in _meanings(plain, language))
    if script in SCRIPTS and (capital if script == "Latn" else not _is_known(plain, language)):
        for spelling in _spellings(plain, script):
            consonants = skeleton(spelling, script)
            if len(consonants) >= _FEWEST_CONSONANTS:
                yield f"?name:{consonants}"


def _meanings(word: str, language: str) -> tuple[int, ...]:
    """Look up the meanings of a word, or else of the likeliest of its dictionary forms that have any."""
    table = _lexicon().get(language, {})
    if _is_known(word, language):
        return table[unfinal(word)][:_MOST_MEANINGS]
    guesses = [(weight, form) for form, weight in forms(word, language).items() if unfinal(form) in table]
    likeliest = max((weight for weight, _ in guesses), default=0.0)
    found = {number for weight, form in guesses if weight == likeliest for number in table[unfinal(form)]}
    return tuple(sorted(found)[:_MOST_MEANINGS])


def _is_known(word: str, language: str) -> bool:
    return unfinal(word) in _lexicon().get(language, {})


def _spellings(word: str, script: str) -> list[str]:
    """Give the spellings in which a word may hide a name: without Hebrew clitics, without the Persian ezafe yeh."""
    if script == "Hebr":
        return [unfinal(word), *(unfinal(bare) for bare, _ in without_clitics(word))]
    return [word, word[:-1]] if word.endswith("ی") else [word]


@cache
def _lexicon() -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    """Give the meanings of the tables by number: language → word → meanings; only single words are looked up."""
    meanings: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = [row for name in _TABLES for row in read_rows(_lines(name), where=name)]
    for number, row in enumerate(rows):
        for language, words in row.items():
            for word in words:
                if len(parts := tokens(word)) == 1:
                    meanings[language][unfinal(parts[0].lower())].append(number)
    return {code: {word: tuple(numbers) for word, numbers in words.items()} for code, words in meanings.items()}


def _lines(name: str) -> list[str]:
    return (files("ezri_archive.alignment") / "data" / name).read_text(encoding="utf-8").splitlines()
