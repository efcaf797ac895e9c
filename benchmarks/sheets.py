"""What is laid out for samples and benchmarks: blocks, each in a language, below a running head."""

from dataclasses import dataclass

from ezri_archive.records import Block
from ezri_archive.text import script_of

COUNTRIES = {"en": "US", "he": "IL", "fa": "IR"}
HEADERS = {"en": "The Harbour Review, no. 12", "he": "סקירת הנמל, גיליון 12", "fa": "گزارش بندر، شمارهٔ ۱۲"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is laid out: blocks, each in a language, below a running head; `note` hangs on the second paragraph."""

    title: str
    author: str
    language: str
    blocks: tuple[Block, ...]
    note: str = ""
    keywords: str = ""


def language_of(text: str, language: str) -> str:
    """Tell the three languages of the samples apart by script."""
    return {"Hebr": "he", "Arab": "fa", "Latn": "en"}.get(script_of(text), language)


def direction(language: str) -> str:
    """Say how a language of the samples is written: `ltr` or `rtl`."""
    return "ltr" if language == "en" else "rtl"
