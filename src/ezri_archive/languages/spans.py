"""A line → its stretches in one language each.

Where the script changes the language changes, except for foreign words inside a sentence. Where it does not, a new
language is looked for only after the end of a sentence, a bracket, a quotation mark or a separator, and believed only
when the piece is long and plain enough.
"""

import re
from dataclasses import dataclass

from ezri_archive.languages.identification import Identification, identify
from ezri_archive.languages.scripts import COMMON, script_of_character
from ezri_archive.languages.table import language

_WORD = re.compile(r"[^\W\d_]+(?:[^\w\s][^\W\d_]+)*")
_SEPARATOR = re.compile(r"""[|/•·\n()\[\]{}]|\s[–—-]+\s|[.!?؟۔:;؛]["'”’»“]*\s""")
_STRONG = re.compile(r"[|/•·\n]|\s[–—-]+\s")
_PIECE_BORDER = re.compile(
    r"""[.!?؟۔…]+["'”’»“]*\s+ | \s*[()\[\]{}|•\n]\s* | \s+[–—/-]+\s+ | [:;؛]\s+ | \s+(?=["“„«]) | (?<=["”»])\s+""",
    re.VERBOSE,
)
_INLINE_WORDS = 6
"""A foreign phrase of up to so many words stands inside a sentence; a longer one is a stretch of its own."""
_EDGE_WORDS = 3
_BELIEVED_WORDS = 3
_BELIEVED_CONFIDENCE = 0.9
_EDGE = " \t\n\r|/•·–—-()[]{}"
_MAIN_LANGUAGE = {"Hebr": "he", "Arab": "fa", "Latn": "en", "Syrc": "arc"}


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one script in a row."""

    start: int
    end: int
    script: str
    words: int


def language_spans(text: str, *, context: str = "") -> tuple[tuple[int, int, str], ...]:
    """Split a line into stretches of one language: (start, end, code), in order, apart.

    Separators and brackets between stretches belong to none; a text without letters has none. `context` is the
    language of what stands around the line.
    """
    runs = _without_inline(_script_runs(text), text)
    spans: list[tuple[int, int, str]] = []
    for number, run in enumerate(runs):
        first = spans[-1][1] if spans else 0
        last = runs[number + 1].start if number + 1 < len(runs) else len(text)
        start = _opening(text, first, run.start)
        end = _closing(text, run.end, last)
        near = context if language(context).script == run.script else _MAIN_LANGUAGE.get(run.script, context)
        spans.extend(_same_script(text, start, end, near))
    return tuple(_merged(spans))


def _script_runs(text: str) -> list[_Run]:
    runs: list[_Run] = []
    for found in _WORD.finditer(text):
        script = script_of_character(found.group()[0])
        if script == COMMON:
            continue
        if runs and runs[-1].script == script:
            runs[-1] = _Run(runs[-1].start, found.end(), script, runs[-1].words + 1)
        else:
            runs.append(_Run(found.start(), found.end(), script, 1))
    return runs


def _without_inline(runs: list[_Run], text: str) -> list[_Run]:
    """Give foreign words inside a sentence to the sentence."""
    kept: list[_Run] = []
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        if kept and (kept[-1].script == run.script or _inline(kept[-1], run, following, text)):
            before = kept[-1]
            kept[-1] = _Run(before.start, run.end, before.script, before.words + run.words)
        else:
            kept.append(run)
    return _without_inline_head(kept, text)


def _inline(before: _Run, run: _Run, following: _Run | None, text: str) -> bool:
    if following is None:
        joint = text[before.end : run.start]
        return run.words <= _EDGE_WORDS < before.words and not _STRONG.search(joint)
    if following.script != before.script or run.words > _INLINE_WORDS:
        return False
    joints = (text[before.end : run.start], text[run.end : following.start])
    return not all(_STRONG.search(joint) for joint in joints)


def _without_inline_head(runs: list[_Run], text: str) -> list[_Run]:
    """Give foreign words that open a sentence to it."""
    if len(runs) < 2:
        return runs
    head, following, *rest = runs
    if head.words > _EDGE_WORDS or following.words <= _EDGE_WORDS or _SEPARATOR.search(text[head.end : following.start]):
        return runs
    return [_Run(head.start, following.end, following.script, head.words + following.words), *rest]


def _opening(text: str, first: int, start: int) -> int:
    """Move a start back over quotation marks and digits that open the run."""
    while start > first and text[start - 1] not in _EDGE:
        start -= 1
    return start


def _closing(text: str, end: int, last: int) -> int:
    """Move an end on over the marks and digits that close the run."""
    tail = text[end:last]
    strong = _STRONG.search(tail)
    tail = tail[: strong.start()] if strong else tail
    return end + len(tail.rstrip(_EDGE + "\"“„«"))


def _same_script(text: str, start: int, end: int, near: str) -> list[tuple[int, int, str]]:
    whole = identify(text[start:end], context=near)
    pieces = _pieces(text, start, end)
    if len(pieces) < 2:
        return [(start, end, whole.code)]
    found = [_believed(text[first:last], near, whole) for first, last in pieces]
    if len({code for code in found if code}) < 2:
        return [(start, end, whole.code)]
    return [(first, last, code or whole.code) for (first, last), code in zip(pieces, _filled(found), strict=True)]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    first = start
    for border in _PIECE_BORDER.finditer(text, start, end):
        last = border.start() + len(border.group().rstrip().rstrip(_EDGE))
        if text[first:last].strip():
            pieces.append((first, last))
        first = border.end()
    if text[first:end].strip():
        pieces.append((first, end))
    return pieces


def _believed(piece: str, near: str, whole: Identification) -> str:
    """Name the language of a piece that is long and plain enough; "" otherwise."""
    if len(_WORD.findall(piece)) < _BELIEVED_WORDS:
        return ""
    found = identify(piece, context=near)
    return found.code if found.confidence >= _BELIEVED_CONFIDENCE or found.code == whole.code else ""


def _filled(codes: list[str]) -> list[str]:
    """Give a piece without a language that of the piece before it, at the beginning that of the next."""
    filled = list(codes)
    for place in range(1, len(filled)):
        filled[place] = filled[place] or filled[place - 1]
    for place in range(len(filled) - 2, -1, -1):
        filled[place] = filled[place] or filled[place + 1]
    return filled


def _merged(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, code in spans:
        if merged and merged[-1][2] == code:
            merged[-1] = (merged[-1][0], end, code)
        else:
            merged.append((start, end, code))
    return merged
