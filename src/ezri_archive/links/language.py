"""A URL and the words around it → the language of the page it leads to."""

import re
from functools import cache
from urllib.parse import unquote

from ezri_archive.languages import LANGUAGES, UNDETERMINED
from ezri_archive.phrases import LANGUAGE_NAMES
from ezri_archive.text import canonical_url, fold, script_of

_OTHER_TAGS = {
    "iw": "he",
    "heb": "he",
    "per": "fa",
    "fas": "fa",
    "pes": "fa",
    "eng": "en",
    "ara": "ar",
    "parsi": "fa",
}
_REGION = re.compile(r"[-_][a-z]{2}")
_LANGUAGE_PARAMETER = re.compile(r"[?&](?:lang|language|locale|hl)=([\w-]+)", re.IGNORECASE)
_STEPS_THAT_MAY_TELL = 3
_PERSIAN_ONLY = re.compile("[پچژگکی]")
_NOT_PERSIAN = re.compile("[كيىةٹڈڑںےېۍڼټډړښ]")
_SPEAKS_OF_TEXT = (
    "version", "edition", "original", "translation", "text", "article", "page", "site", "website",
)  # fmt: skip
_SPEAKS_OF_TEXT_IN_HEBREW = ("גרסה", "גרסא", "גירסה", "נוסח", "מקור", "תרגום", "מאמר", "כתבה", "טקסט", "אתר")
_SPEAKS_OF_TEXT_IN_PERSIAN = ("نسخه", "متن", "ترجمه", "اصل", "برگردان", "مقاله", "صفحه", "سایت", "زبان")


def target_language(url: str, label: str = "", context: str = "") -> str:
    """Tell the language of the page a link leads to, by its code; "" when neither URL nor words tell.

    In order: a subdomain (`fa.example.org`), a step of the path (`/he/`, `/en-us/`) or a parameter
    (`?lang=fa`); the label, then the words around it, when they name one language and speak of a text in it
    ("For Hebrew version", לגרסה העברית, نسخهٔ فارسی); the letters of the path, Hebrew or Persian.
    """
    canonical = canonical_url(url)
    return _of_place(canonical) or _said(label) or _said(context) or _of_letters(canonical)


def is_language_tag(step: str) -> bool:
    """Say whether a step of a path or a label of a host names a language: `he`, `en-us`, `farsi`."""
    return bool(_of_tag(step))


def _of_place(canonical: str) -> str:
    found = re.match(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)([^?#]*)", canonical)
    if not found:
        return ""
    labels = found[1].removeprefix("www.").split(".")
    steps = [step for step in found[2].split("/") if step][:_STEPS_THAT_MAY_TELL]
    parameter = _LANGUAGE_PARAMETER.search(canonical)
    subdomain = labels[:1] if len(labels) > 2 else []  # noqa: PLR2004 - a site's name and its top-level domain
    places = [*subdomain, *steps, *([parameter[1]] if parameter else [])]
    return next((code for code in map(_of_tag, places) if code), "")


def _of_tag(word: str) -> str:
    tag = word.lower()
    tag = tag[:2] if _REGION.fullmatch(tag[2:]) else tag
    return _tags().get(tag, "")


@cache
def _tags() -> dict[str, str]:
    named = {name: code for name, code in LANGUAGE_NAMES.items() if name.isascii()}
    return {code: code for code in LANGUAGES if code != UNDETERMINED} | _OTHER_TAGS | named


def _said(words: str) -> str:
    """Give the one language that words name as that of a text; "" when they name several."""
    folded = fold(words)
    names = _names()
    if folded in names:
        return names[folded]
    told = {names[name] for found in _text_in_language().finditer(folded) for name in found.groups() if name}
    return told.pop() if len(told) == 1 else ""


@cache
def _names() -> dict[str, str]:
    return {fold(name): code for name, code in LANGUAGE_NAMES.items()}


@cache
def _text_in_language() -> re.Pattern[str]:
    name = f"({'|'.join(sorted(_names(), key=len, reverse=True))})"
    english = "|".join(_SPEAKS_OF_TEXT)
    hebrew = "|".join(map(fold, _SPEAKS_OF_TEXT_IN_HEBREW))
    persian = "|".join(map(fold, _SPEAKS_OF_TEXT_IN_PERSIAN))
    return re.compile(
        rf"(?<!\w)(?:in|into) {name}(?! gulf)(?!\w)|(?<!\w){name} (?:language )?(?:{english})(?!\w)"
        rf"|(?<!\w)ו?[בל]{name}(?!\w)|(?:{hebrew}) ה?{name}(?!\w)"
        rf"|(?<!\w)(?:به|در) {name}(?!\w)|(?<!\w)(?:{persian})ی? {name}(?!\w)"
    )


def _of_letters(canonical: str) -> str:
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/]*|[?#].*$", "", canonical)
    told = [step for step in unquote(path).split("/") if script_of(step) != "Zyyy"]
    last = told[-1] if told else ""
    if script_of(last) == "Hebr":
        return "he"
    is_persian = script_of(last) == "Arab" and _PERSIAN_ONLY.search(last) and not _NOT_PERSIAN.search(last)
    return "fa" if is_persian else ""
