"""Letter statistics: langdetect or lingua, asked about a few languages only, always with the same answer.

langdetect (Nakatani 2010) draws n-grams at random; with an own factory and a fixed seed a text gets one answer. Its
module-level `detect` loads 55 languages and is never used. lingua (Stahl 2017, github.com/pemistahl/lingua-py) is an
extra: it knows n-grams of up to five letters, and takes a hundred megabytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from ezri_archive.errors import ArchiveError

IDENTIFIERS = ("langdetect", "lingua")
"""The programs that can be asked, the one that is asked by default first."""

_asked = ContextVar("identifier", default=IDENTIFIERS[0])


@contextmanager
def identifying_with(identifier: str) -> Iterator[None]:
    """Ask one of `IDENTIFIERS` in what follows, where spelling and words leave a language open.

    Raises ArchiveError as `check_identifier` does.
    """
    check_identifier(identifier)
    token = _asked.set(identifier)
    try:
        yield
    finally:
        _asked.reset(token)


def check_identifier(identifier: str) -> None:
    """Raise ArchiveError when there is no such program to identify languages, or it is not installed."""
    if identifier not in IDENTIFIERS:
        message = f"“{identifier}” cannot identify languages; expected {' or '.join(IDENTIFIERS)}"
        raise ArchiveError(message)
    if find_spec(identifier) is None:
        message = f"{identifier} is not installed; try: pip install 'ezri-archive[langid]'"
        raise ArchiveError(message)


def asked() -> str:
    """Name the program that is asked."""
    return _asked.get()


def probabilities(text: str, codes: tuple[str, ...], *, identifier: str = IDENTIFIERS[0]) -> dict[str, float]:
    """Give the probability of each of the languages `codes` (ISO 639-1); empty when the text has no letters."""
    return _by_lingua(text, codes) if identifier == "lingua" else _by_langdetect(text, codes)


def _by_langdetect(text: str, codes: tuple[str, ...]) -> dict[str, float]:
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415 - it loads as long as the rest

    detector = _langdetect(codes).create()
    detector.append(text)
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}


@cache
def _langdetect(codes: tuple[str, ...]) -> Any:
    from langdetect.detector_factory import DetectorFactory  # noqa: PLC0415 - as above

    factory = DetectorFactory()
    factory.set_seed(0)
    folder = files("langdetect") / "profiles"
    factory.load_json_profile([(folder / code).read_text(encoding="utf-8") for code in codes])
    return factory


def _by_lingua(text: str, codes: tuple[str, ...]) -> dict[str, float]:
    found = _lingua(codes).compute_language_confidence_values(text)
    probable = {one.language.iso_code_639_1.name.lower(): one.value for one in found}
    return probable if any(probable.values()) else {}


@cache
def _lingua(codes: tuple[str, ...]) -> Any:
    lingua = import_module("lingua")
    languages = [getattr(lingua.IsoCode639_1, code.upper()) for code in codes]
    return lingua.LanguageDetectorBuilder.from_iso_codes_639_1(*languages).build()
