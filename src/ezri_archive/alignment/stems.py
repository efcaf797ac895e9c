"""Word → the forms it may have in a dictionary, and the stem it shares with other words of the collection.

Light stemming by tables: clitic prefixes of Hebrew, endings of English, Hebrew and Persian. In any other language
a word loses a short ending where what remains is a word of the collection too.
"""

from collections.abc import Callable, Container, Iterator

from ezri_archive.alignment.tokens import unfinal

_ENGLISH_ENDINGS = ("'s", "ies", "es", "s", "ing", "ed", "ly", "er", "d")
_HEBREW_PREFIXES = frozenset("והבלמשכ")
_HEBREW_ENDINGS = ("ים", "ות", "יה", "נו", "ית", "ה", "ת", "י", "ו", "ם", "ן", "ך")
_PERSIAN_PREFIXES = ("نمی", "می", "ن", "ب")
_PERSIAN_ENDINGS = (
    "های", "هایی", "ها", "ترین", "تر", "شان", "مان", "تان", "اند", "ایم",
    "ند", "ای", "ان", "ات", "یم", "ید", "ی", "م", "ت", "ش", "ه",
)  # fmt: skip
_LONGEST_CLITIC_CHAIN = 3
_SHORTEST_STEM = 4


def forms(word: str, language: str) -> dict[str, float]:
    """Guess the dictionary forms of a lower-case word, each with how likely it is (the word itself 1)."""
    guesses: dict[str, float] = {word: 1.0}
    for form, weight in _FORMS.get(language, _no_forms)(word):
        if len(form) > 1 and guesses.get(form, 0.0) < weight:
            guesses[form] = weight
    return guesses if language != "he" else _without_finals(guesses)


def stem(word: str, language: str, known: Container[str]) -> str:
    """Take off an affix where what remains is itself a word of the collection; otherwise keep the word."""
    return unfinal(_STEMS.get(language, _any_stem)(word, known))


def without_clitics(word: str) -> Iterator[tuple[str, float]]:
    """Give a Hebrew word without its first one, two, three clitic letters, each with how likely it is."""
    weight = 1.0
    for _ in range(_LONGEST_CLITIC_CHAIN):
        if len(word) < 4 or word[0] not in _HEBREW_PREFIXES:  # noqa: PLR2004 - three letters must remain
            return
        word, weight = word[1:], weight * 0.75
        yield word, weight


def _without_finals(guesses: dict[str, float]) -> dict[str, float]:
    plain: dict[str, float] = {}
    for form, weight in guesses.items():
        plain[unfinal(form)] = max(weight, plain.get(unfinal(form), 0.0))
    return plain


def _no_forms(_word: str) -> Iterator[tuple[str, float]]:
    return iter(())


def _english_forms(word: str) -> Iterator[tuple[str, float]]:
    for ending in _ENGLISH_ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) < 3:  # noqa: PLR2004 - three letters must remain
            continue
        yield base, 0.8
        if ending == "ies":
            yield base + "y", 0.8
        if ending in {"ing", "ed", "er", "d"}:
            yield base + "e", 0.7
            yield (base[:-1] if base[-1] == base[-2] else base), 0.6


def _hebrew_forms(word: str) -> Iterator[tuple[str, float]]:
    for bare, weight in ((word, 1.0), *without_clitics(word)):
        yield bare, weight
        for ending in _HEBREW_ENDINGS:
            base = bare.removesuffix(ending)
            if base != bare and len(base) >= 3:  # noqa: PLR2004 - three letters must remain
                yield base, weight * 0.6
                yield base + "ה", weight * 0.5


def _persian_forms(word: str) -> Iterator[tuple[str, float]]:
    for prefix in _PERSIAN_PREFIXES:
        base = word.removeprefix(prefix)
        if base != word and len(base) >= 3:  # noqa: PLR2004 - three letters must remain
            yield base, 0.5
    for ending in _PERSIAN_ENDINGS:
        base = word.removesuffix(ending)
        if base != word:
            yield base, 0.7
    yield word + "ن", 0.4  # the infinitive of a past stem


def _english_stem(word: str, known: Container[str]) -> str:
    for ending in _ENGLISH_ENDINGS[:-2]:
        base = word.removesuffix(ending)
        if base == word or len(base) < 3:  # noqa: PLR2004 - three letters must remain
            continue
        for candidate in (base, base + "e", base + "y"):
            if candidate in known:
                return candidate
    return word


def _hebrew_stem(word: str, known: Container[str]) -> str:
    for _ in range(2):
        if len(word) < 4 or word[0] not in _HEBREW_PREFIXES or word[1:] not in known:  # noqa: PLR2004 - as above
            break
        word = word[1:]
    for ending in _HEBREW_ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) < 3:  # noqa: PLR2004 - three letters must remain
            continue
        for candidate in (base, base + "ה") if ending.endswith(("ת", "ם")) else (base,):
            if candidate in known:
                return candidate
    return word


def _persian_stem(word: str, known: Container[str]) -> str:
    for ending in _PERSIAN_ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and base in known:  # noqa: PLR2004 - three letters must remain
            return base
    return word


def _any_stem(word: str, known: Container[str]) -> str:
    """Take off one or two letters (Boote, Boot; grandes, grand), but leave the most of the word."""
    for length in (1, 2):
        if len(word) - length >= _SHORTEST_STEM and word[:-length] in known:
            return word[:-length]
    return word


_FORMS: dict[str, Callable[[str], Iterator[tuple[str, float]]]] = {
    "en": _english_forms,
    "he": _hebrew_forms,
    "fa": _persian_forms,
}
_STEMS: dict[str, Callable[[str, Container[str]], str]] = {
    "en": _english_stem,
    "he": _hebrew_stem,
    "fa": _persian_stem,
}
