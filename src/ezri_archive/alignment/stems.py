"""Words → the forms each may have in a dictionary, and the stem it shares with other words of the collection.

Light stemming by tables: clitic prefixes of Hebrew, endings of English, Hebrew and Persian. In any other language
a word loses a short ending where what remains is a word of the collection too. Words are worked on by the thousand,
ending by ending: that is several times quicker than word by word.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import chain

from ezri_archive.alignment.tokens import unfinal

_ENGLISH_ENDINGS = ("'s", "ies", "es", "s", "ing", "ed", "ly", "er", "d")
_BEFORE_E = frozenset({"ing", "ed", "er", "d"})
"""Before these an e is left out (making) or a letter doubled (stopped)."""
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
_SHORTEST_STEM = 4

_Endings = Mapping[str, tuple[str, ...]]


def _by_last_letter(endings: Sequence[str]) -> _Endings:
    """Arrange endings by their last letter, so that few of them need be tried on a word."""
    return {
        last: tuple(one for one in endings if one[-1] == last)
        for last in dict.fromkeys(ending[-1] for ending in endings)
    }


_ENGLISH, _HEBREW, _PERSIAN = map(_by_last_letter, (_ENGLISH_ENDINGS, _HEBREW_ENDINGS, _PERSIAN_ENDINGS))


def forms(word: str, language: str) -> dict[str, float]:
    """Guess the dictionary forms of a lower-case word, each with how likely it is (the word itself 1)."""
    guesses: dict[str, float] = {}
    for _, form, weight in known_forms([word], language, None):
        guesses[form] = max(weight, guesses.get(form, 0.0))
    return guesses


def known_forms(words: Sequence[str], language: str, known: Container[str] | None) -> list[tuple[int, str, float]]:
    """List the dictionary forms of lower-case words, as far as they are known (None: all): place of the word, form.

    With each stands how likely it is: the word itself 1. The same form may be listed more than once.
    """
    plain = [(place, unfinal(word), 1.0) for place, word in enumerate(words)]
    among = _EVERYTHING if known is None else known
    return [guess for guess in plain if guess[1] in among] + _FORMS.get(language, _no_forms)(plain, among)


def stems(words: Sequence[str], language: str, known: Container[str]) -> list[str]:
    """Take an affix off words where what remains is itself a word of the collection; otherwise keep the word."""
    return [unfinal(word) for word in _STEMS.get(language, _any_stems)(words, known)]


def without_clitics(word: str) -> list[tuple[str, float]]:
    """Give a Hebrew word without its first one, two, three clitic letters, each with how likely it is."""
    found = []
    weight = 1.0
    for _ in range(_LONGEST_CLITIC_CHAIN):
        if len(word) < 4 or word[0] not in _HEBREW_PREFIXES:  # noqa: PLR2004 - three letters must remain
            break
        word, weight = word[1:], weight * 0.75
        found.append((word, weight))
    return found


# --- forms --------------------------------------------------------------------------------------------------

_Guesses = list[tuple[int, str, float]]
"""Places of words, forms, and how likely each is."""


class _Everything:
    """What holds any word."""

    def __contains__(self, _word: object) -> bool:
        """Hold it."""
        return True


_EVERYTHING = _Everything()


def _with_endings(guesses: _Guesses, endings: _Endings, *, least: int = 3) -> Iterator[tuple[str, int, _Guesses]]:
    """Give every ending, its length, and the words that have it, with at least so many letters before it."""
    groups: dict[str, _Guesses] = defaultdict(list)
    for guess in guesses:
        groups[guess[1][-1:]].append(guess)
    for ending in chain.from_iterable(endings.values()):
        shortest = least + len(ending)
        group = [guess for guess in groups.get(ending[-1], ()) if len(guess[1]) >= shortest]
        yield ending, len(ending), group if len(ending) == 1 else [one for one in group if one[1].endswith(ending)]


def _no_forms(_words: _Guesses, _known: Container[str]) -> _Guesses:
    return []


def _english_forms(words: _Guesses, known: Container[str]) -> _Guesses:
    found: _Guesses = []
    for ending, size, group in _with_endings(words, _ENGLISH):
        found += [(place, base, 0.8) for place, word, _ in group if (base := word[:-size]) in known]
        if ending == "ies":
            found += [(place, base, 0.8) for place, word, _ in group if (base := word[:-size] + "y") in known]
        if ending in _BEFORE_E:
            found += [(place, base, 0.7) for place, word, _ in group if (base := word[:-size] + "e") in known]
            doubled = [(place, word[: -size - 1]) for place, word, _ in group if word[-size - 1] == word[-size - 2]]
            found += [(place, base, 0.6) for place, base in doubled if base in known]
    return found


def _hebrew_forms(words: _Guesses, known: Container[str]) -> _Guesses:
    bare = [
        (place, rest, weight)
        for place, word, _ in words
        if word[:1] in _HEBREW_PREFIXES
        for rest, weight in without_clitics(word)
    ]
    found = [guess for guess in bare if guess[1] in known]
    for _, size, group in _with_endings(words + bare, _HEBREW):
        found += [(place, base, weight * 0.6) for place, word, weight in group if (base := word[:-size]) in known]
        found += [(place, base, weight * 0.5) for place, word, weight in group if (base := word[:-size] + "ה") in known]
    return found


def _persian_forms(words: _Guesses, known: Container[str]) -> _Guesses:
    infinitives = ((place, word + "ن", 0.4) for place, word, _ in words)  # the infinitive of a past stem
    found: _Guesses = [guess for guess in infinitives if guess[1] in known]
    for prefix in _PERSIAN_PREFIXES:
        size = len(prefix)
        found += [
            (place, word[size:], 0.5)
            for place, word, _ in words
            if word.startswith(prefix) and len(word) - size >= 3 and word[size:] in known  # noqa: PLR2004 - three letters must remain
        ]
    for _, size, group in _with_endings(words, _PERSIAN, least=2):
        found += [(place, base, 0.7) for place, word, _ in group if (base := word[:-size]) in known]
    return found


# --- stems --------------------------------------------------------------------------------------------------


def _shortened(
    words: Sequence[str], endings: _Endings, bases: Callable[[str], tuple[str, ...]], known: Container[str]
) -> list[str]:
    """Take off the first ending without which a word is known; `bases` says what may stand in place of each."""
    found: dict[int, str] = {}
    for ending, size, group in _with_endings([(place, word, 1.0) for place, word in enumerate(words)], endings):
        for added in bases(ending):
            for place, word, _ in group:
                if word[:-size] + added in known:
                    found.setdefault(place, word[:-size] + added)
    return [found.get(place, word) for place, word in enumerate(words)]


def _english_stems(words: Sequence[str], known: Container[str]) -> list[str]:
    return _shortened(words, _ENGLISH, lambda ending: () if ending in _ENGLISH_NOT_IN_STEMS else ("", "e", "y"), known)


def _hebrew_stems(words: Sequence[str], known: Container[str]) -> list[str]:
    for _ in range(2):
        words = [
            word[1:]
            if word[:1] in _HEBREW_PREFIXES and len(word) >= 4 and word[1:] in known  # noqa: PLR2004 - as above
            else word
            for word in words
        ]
    plain = [unfinal(word) for word in words]
    return _shortened(plain, _HEBREW, lambda ending: ("", "ה") if ending[-1] in "תמ" else ("",), known)


def _persian_stems(words: Sequence[str], known: Container[str]) -> list[str]:
    return _shortened(words, _PERSIAN, lambda _: ("",), known)


def _any_stems(words: Sequence[str], known: Container[str]) -> list[str]:
    """Take off one or two letters (Boote, Boot; grandes, grand), but leave the most of the word."""
    return [
        word[:-1]
        if len(word) > _SHORTEST_STEM and word[:-1] in known
        else word[:-2]
        if len(word) > _SHORTEST_STEM + 1 and word[:-2] in known
        else word
        for word in words
    ]


_FORMS: dict[str, Callable[[_Guesses, Container[str]], _Guesses]] = {
    "en": _english_forms,
    "he": _hebrew_forms,
    "fa": _persian_forms,
}
_STEMS: dict[str, Callable[[Sequence[str], Container[str]], list[str]]] = {
    "en": _english_stems,
    "he": _hebrew_stems,
    "fa": _persian_stems,
}
