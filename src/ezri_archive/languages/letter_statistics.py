"""Letter statistics: langdetect, asked about a few languages only, always with the same answer.

langdetect (Nakatani 2010) draws n-grams at random; with an own factory and a fixed seed a text gets one answer. Its
module-level `detect` loads 55 languages and is never used.
"""

from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _factory(codes: tuple[str, ...]) -> Any:
    from langdetect.detector_factory import DetectorFactory  # noqa: PLC0415 - loading it takes as long as the rest

    factory = DetectorFactory()
    factory.set_seed(0)
    folder = files("langdetect") / "profiles"
    factory.load_json_profile([(folder / code).read_text(encoding="utf-8") for code in codes])
    return factory


def probabilities(text: str, codes: tuple[str, ...]) -> dict[str, float]:
    """Give the probability of each of the languages `codes` (langdetect's); empty when the text has no letters."""
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415 - as above

    detector = _factory(codes).create()
    detector.append(text)
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}
