"""A line → its stretches in one language each.

Where the script changes the language changes, except for foreign words inside a sentence. Where it does not, a new
language is looked for only after the end of a sentence, a bracket, a quotation mark or a separator, and believed only
when the piece is long and plain enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ezri_archive.languages.identification import identify
from ezri_archive.languages.scripts import COMMON, script_of_character
from ezri_archive.languages.table import UNDETERMINED, language

_WORD = re.compile(r"[^\W\d_]+(?:[^\w\s][^\W\d_]+)*")
_SEPARATOR = re.compile(r"""[|/•·\n()\[\]{}]|\s[–—-]+\s|[.!?؟۔:;؛]["'”’»“]*\s""")
_STRONG = re.compile(r"[|/•·\n]|\s[–—-]+\s")
_PIECE_BORDER = re.compile(
    r"""
    (?<![.!?؟۔…])[.!?؟۔…]+["'”’»“]*\s+(?:[|/•·–—-]+\s+)?    # the end of a sentence, and a separator after it
    | [()\[\]{}|•\n]\s* | (?<=\s)[–—/-]+\s+      # a bracket, a separator
    | [:;؛]\s+ | (?<=\s)(?=["“„«]) | (?<=["”»])\s+  # a colon, the border of a quotation
    """,
    re.VERBOSE,
)
_SIGN = re.compile(r"""[.!?؟۔…()\[\]{}|•\n–—/:;؛"“„«”»-]""")
_INLINE_WORDS = 6
"""A foreign phrase of up to so many words stands inside a sentence; a longer one is a stretch of its own."""
_EDGE_WORDS = 3
_BELIEVED_WORDS = 3
_BELIEVED_CONFIDENCE = 0.9
_OPENED_NEXT = re.compile(r"""\s["“„«(\s]+\Z""")
_EDGE = " \t\n\r|/•·–—-()[]{}"
_HALF_A_LETTER = "half"
"""A sign such as `²`, which stands in words and has no script."""
_MAIN_LANGUAGE = {"Hebr": "he", "Arab": "fa", "Latn": "en", "Syrc": "arc"}


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one script in a row; they are not counted where a line has no other."""

    start: int
    end: int
    script: str
    words: int = 0


def language_spans(text: str, *, context: str = "") -> tuple[tuple[int, int, str], ...]:
    """Split a line into stretches of one language: (start, end, code), in order, apart.

    Separators and brackets between stretches belong to none; a text without letters has none. `context` is the
    language of what stands around the line.
    """
    runs = _only_run(text) or _without_inline(_script_runs(text), text)
    spans: list[tuple[int, int, str]] = []
    for number, run in enumerate(runs):
        first = spans[-1][1] if spans else 0
        last = runs[number + 1].start if number + 1 < len(runs) else len(text)
        start = _opening(text, first, run.start)
        end = _closing(text, run.end, last)
        near = context if language(context).script == run.script else _MAIN_LANGUAGE.get(run.script, UNDETERMINED)
        spans.extend(_same_script(text, start, end, near))
    return tuple(_merged(spans))


def _only_run(text: str) -> list[_Run]:
    """Give the one run of a text in one script, as most are; nothing when words must be looked at."""
    scripts = set(map(_script_in_word, set(text))) - {COMMON}
    if len(scripts) != 1 or _HALF_A_LETTER in scripts:
        return []
    first = next(place for place, character in enumerate(text) if character.isalpha())
    last = next(place for place in range(len(text) - 1, -1, -1) if text[place].isalpha())
    return [_Run(first, last + 1, scripts.pop())]


@lru_cache(maxsize=4096)
def _script_in_word(character: str) -> str:
    half = character.isalnum() and not character.isalpha() and not character.isdecimal()
    return _HALF_A_LETTER if half else script_of_character(character)


def _script_runs(text: str) -> list[_Run]:
    runs: list[_Run] = []
    for found in _WORD.finditer(text):
        script = next((script for script in map(script_of_character, found.group()) if script != COMMON), COMMON)
        if script == COMMON:
            continue
        if runs and runs[-1].script == script:
            runs[-1] = _Run(runs[-1].start, found.end(), script, runs[-1].words + 1)
        else:
            runs.append(_Run(found.start(), found.end(), script, 1))
    return runs


def _without_inline(runs: list[_Run], text: str) -> list[_Run]:
    """Give foreign words inside a sentence to the sentence, the shortest first."""
    while found := _shortest_inline(runs, text):
        first, last, script = found
        words = sum(run.words for run in runs[first : last + 1])
        runs = [*runs[:first], _Run(runs[first].start, runs[last].end, script, words), *runs[last + 1 :]]
    return runs


def _shortest_inline(runs: list[_Run], text: str) -> tuple[int, int, str] | None:
    """Find the shortest run that stands inside a sentence: the first and last run of the sentence, and its script."""
    places = sorted(range(len(runs)), key=lambda place: runs[place].words)
    for place in places:
        if _is_inside(runs, place, text):
            return place - 1, place + 1, runs[place - 1].script
    for place in places:
        near = _sentence_beside(runs, place, text)
        if near is not None:
            return min(near, place), max(near, place), runs[near].script
    return None


def _sentence_beside(runs: list[_Run], place: int, text: str) -> int | None:
    """Find the run that is one sentence with a foreign phrase at its end or head; at the edge of a line it is long."""
    words = runs[place].words
    beside = [near for near in (place - 1, place + 1) if 0 <= near < len(runs)]
    least = words + 1 if len(beside) > 1 else _EDGE_WORDS + 1
    border = _SEPARATOR if place + 1 < len(runs) else _STRONG
    open_to = [near for near in beside if not border.search(_joint(runs, place, near, text))]
    return next((near for near in open_to if words <= _EDGE_WORDS and runs[near].words >= least), None)


def _is_inside(runs: list[_Run], place: int, text: str) -> bool:
    """Say whether a phrase has the same sentence on both sides, with a bracket or separator at both ends or at none."""
    if not 0 < place < len(runs) - 1:
        return False
    before, run, after = runs[place - 1 : place + 2]
    joints = [_joint(runs, place, near, text) for near in (place - 1, place + 1)]
    even = len({bool(_SEPARATOR.search(joint)) for joint in joints}) == 1
    small = run.words <= _INLINE_WORDS and run.words < before.words + after.words
    return before.script == after.script and small and even and not all(_STRONG.search(joint) for joint in joints)


def _joint(runs: list[_Run], place: int, near: int, text: str) -> str:
    first, last = min(place, near), max(place, near)
    return text[runs[first].end : runs[last].start]


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
    return end + len(_OPENED_NEXT.sub("", tail).rstrip(_EDGE))


def _same_script(text: str, start: int, end: int, near: str) -> list[tuple[int, int, str]]:
    """Split a stretch of one script into languages; `near` is the likeliest language of that script here."""
    whole = _believed(text[start:end], near, least=0.0) or near
    pieces = _pieces(text, start, end)
    if len(pieces) == 1:
        return [(start, end, whole)]
    found = [_believed(text[first:last], near) for first, last in pieces]
    if not {code for code in found if code} - {whole}:
        return [(start, end, whole)]
    return [(first, last, code or whole) for (first, last), code in zip(pieces, _filled(found), strict=True)]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    borders = [(found.start() + len(found.group().rstrip(_EDGE)), found.end()) for found in _borders(text, start, end)]
    firsts = [start, *(after for _, after in borders)]
    lasts = [*(before for before, _ in borders), end]
    pieces = [(first, first + len(text[first:last].rstrip())) for first, last in zip(firsts, lasts, strict=True)]
    return [(first, last) for first, last in pieces if first < last]


def _borders(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Find the borders of pieces as `finditer` would; only at signs, for searching everywhere takes four times as long.

    A border begins at a sign or right after it.
    """
    past = start
    for sign in _SIGN.finditer(text, max(start - 1, 0), end):
        for place in (sign.start(), sign.end()):
            if past <= place and (found := _PIECE_BORDER.match(text, place, end)):
                yield found
                past = max(found.end(), place + 1)


def _believed(piece: str, near: str, *, least: float = _BELIEVED_CONFIDENCE) -> str:
    """Name the language of a piece if it is plain enough and in the script of `near`; "" otherwise."""
    if least and not any(islice(_WORD.finditer(piece), _BELIEVED_WORDS - 1, None)):
        return ""
    found = identify(piece, context=near)
    same_script = language(found.code).script == language(near).script
    return found.code if same_script and found.confidence >= least else ""


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
