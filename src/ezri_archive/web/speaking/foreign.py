"""A passage in one script → HTML in which the words of another say their language and run in their own direction."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from ezri_archive import languages

_LETTERS = {
    "Latn": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Hebr": "א-תװ-ײ\u0591-\u05bd\u05bf-\u05c7\ufb1d-\ufb4f",
    "Arab": "\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff"
    "\ufe70-\ufefc",
}
_USUAL = {"Latn": "en", "Hebr": "he", "Arab": "fa"}
_TELLING_WORDS = 4
"""So many words tell their language; fewer are in the usual one of their script."""


def _run(letters: str) -> re.Pattern[str]:
    word = f"[{letters}][{letters}\u200c\u200d'’׳״\"&.-]*(?<=[{letters}])"
    # A number that follows runs as the words before it do, as it would without us: Jer 4:23.
    return re.compile(f"{word}(?:[ ,/–-]+{word})*(?:[ ]?[0-9۰-۹]+(?:[:.,/–-][0-9۰-۹]+)*)?")


_RUNS = {script: _run(letters) for script, letters in _LETTERS.items()}


def letters(lang: str) -> str:
    """Give the letters that are of another script than the language `lang`, as they stand in a regular expression.

    Nothing where its script is none of ours.
    """
    own = languages.language(lang).script
    return "".join(_LETTERS[script] for script in _LETTERS if script != own) if own in _LETTERS else ""


def marked(passage: str, lang: str) -> Markup:
    """Escape a passage in the language `lang` and mark its words in another script, single letters apart."""
    own = languages.language(lang).script
    if own not in _LETTERS:
        return escape(passage)
    return Markup().join(_pieces(passage, sorted(_found(passage, own))))


def _found(passage: str, own: str) -> Iterator[tuple[int, int, str]]:
    for script, pattern in _RUNS.items():
        if script == own:
            continue
        for run in pattern.finditer(passage):
            if sum(map(str.isalpha, run.group())) > 1:
                yield run.start(), run.end(), script


def _pieces(passage: str, runs: list[tuple[int, int, str]]) -> Iterator[Markup]:
    place = 0
    for start, end, script in runs:
        words = passage[start:end]
        lang = _language(words, script)
        yield Markup("{}").format(passage[place:start])
        yield Markup('<span lang="{}" dir="{}">{}</span>').format(lang, languages.direction(lang), words)
        place = end
    yield Markup("{}").format(passage[place:])


def _language(words: str, script: str) -> str:
    usual = _USUAL[script]
    return languages.identify(words, context=usual).code if len(words.split()) >= _TELLING_WORDS else usual
