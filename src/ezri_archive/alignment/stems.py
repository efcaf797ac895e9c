"""Word → the forms it may have in a dictionary, and the stem it shares with other words of the collection.

Light stemming by tables: clitic prefixes of Hebrew, endings of English, Hebrew and Persian. In any other language
a word loses a short ending where what remains is a word of the collection too.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from ezri_archive.alignment.tokens import unfinal

_ENGLISH_ENDINGS = ("'s", "ies", "es", "s", "ing", "ed", "ly", "er", "d")
_ENGLISH_NOT_IN_STEMS = frozenset({"er", "d"})
_HEBREW_PREFIXES = frozenset("והבלמשכ")
_HEBREW_ENDINGS = ("ימ", "ות", "יה", "נו", "ית", "ה", "ת", "י", "ו", "מ", "נ", "כ")
"""As `unfinal` writes them."""
_PERSIAN_PREFIXES = ("نمی", "می", "ن", "ب")
_PERSIAN_ENDINGS = (
    "های", "هایی", "ها", "ترین", "تر", "شان", "مان", "تان", "اند", "ایم",
    "ند", "ای", "ان", "ات", "یم", "ید", "ی", "م", "ت", "ش", "ه",
)  # fmt: skip
_LONGEST_CLITIC_CHAIN = 3

_Endings = Mapping[str, tuple[str, ...]]


def _by_last_letter(endings: Sequence[str]) -> _Endings:
    """Arrange endings by their last letter, so that few of them need be tried on a word."""
    return {last: tuple(one for one in endings if one[-1] == last) for last in {ending[-1] for ending in endings}}


_ENGLISH, _HEBREW, _PERSIAN = map(_by_last_letter, (_ENGLISH_ENDINGS, _HEBREW_ENDINGS, _PERSIAN_ENDINGS))
_SHORTEST_STEM = 4


def forms(word: str, language: str) -> dict[str, float]:
    """Guess the dictionary forms of a lower-case word, each with how likely it is (the word itself 1)."""
    plain = unfinal(word)
    guesses: dict[str, float] = {plain: 1.0}
    for form, weight in _FORMS.get(language, _no_forms)(plain):
        if len(form) > 1 and guesses.get(form, 0.0) < weight:
            guesses[form] = weight
    return guesses


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


def _endings(word: str, endings: _Endings, *, least: int = 3) -> Iterator[tuple[str, str]]:
    """Find the endings a word has, and what remains without each: at least so many letters."""
    for ending in endings.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            yield ending, word[: -len(ending)]


def _no_forms(_word: str) -> Iterator[tuple[str, float]]:
    return iter(())


def _english_forms(word: str) -> Iterator[tuple[str, float]]:
    for ending, base in _endings(word, _ENGLISH):
        yield base, 0.8
        if ending == "ies":
            yield base + "y", 0.8
        if ending in {"ing", "ed", "er", "d"}:
            yield base + "e", 0.7
            yield (base[:-1] if base[-1] == base[-2] else base), 0.6


def _hebrew_forms(word: str) -> Iterator[tuple[str, float]]:
    for bare, weight in ((word, 1.0), *without_clitics(word)):
        yield bare, weight
        for _, base in _endings(bare, _HEBREW):
            yield base, weight * 0.6
            yield base + "ה", weight * 0.5


def _persian_forms(word: str) -> Iterator[tuple[str, float]]:
    for prefix in _PERSIAN_PREFIXES:
        base = word.removeprefix(prefix)
        if base != word and len(base) >= 3:  # noqa: PLR2004 - three letters must remain
            yield base, 0.5
    for _, base in _endings(word, _PERSIAN, least=1):
        yield base, 0.7
    yield word + "ن", 0.4  # the infinitive of a past stem


def _english_stem(word: str, known: Container[str]) -> str:
    for ending, base in _endings(word, _ENGLISH):
        if ending not in _ENGLISH_NOT_IN_STEMS:
            for candidate in (base, base + "e", base + "y"):
                if candidate in known:
                    return candidate
    return word


def _hebrew_stem(word: str, known: Container[str]) -> str:
    for _ in range(2):
        if len(word) < 4 or word[0] not in _HEBREW_PREFIXES or word[1:] not in known:  # noqa: PLR2004 - as above
            break
        word = word[1:]
    for ending, base in _endings(unfinal(word), _HEBREW):
        for candidate in (base, base + "ה") if ending[-1] in "תמ" else (base,):
            if candidate in known:
                return candidate
    return word


def _persian_stem(word: str, known: Container[str]) -> str:
    return next((base for _, base in _endings(word, _PERSIAN) if base in known), word)


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
