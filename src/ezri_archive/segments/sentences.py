"""A text → where its sentences begin and end.

A sentence ends at `. ! ? … ؟ ۔` (and what closes after it: quotation marks, brackets) before white space, unless one of
the rules of `_GOES_ON` says that it goes on. Colons and semicolons end nothing. A blank line always ends a sentence.
"""

import re
from dataclasses import dataclass

from ezri_archive.languages import direction
from ezri_archive.segments.habits import Habits, habits_of
from ezri_archive.segments.protected import protected_spans
from ezri_archive.segments.quotations import closes_inside

_CLOSING = r"""["'”’»“״›)\]}]"""
_BORDER = re.compile(
    rf"""
    (?<![.!?؟…۔׃])(?P<mark>[.!?؟…۔׃]+(?:\s[.!?؟…]+(?=\s|$))*)(?P<closing>{_CLOSING}*)(?=\s|$)  # the ordinary end
    | (?P<blank>\n[^\S\n]*\n)                                                                # a blank line
    | (?<=[a-z][a-z]) (?P<tight>[.!?…]+["”’)]*) (?=[A-Z][a-z])                     # the space after it forgotten
    | (?<=[א-תآ-ی]{{3}}) (?P<tight_caseless>[.!?؟]) (?=[א-תآ-ی]{{3}})
    """,
    re.VERBOSE,
)
_NOT_IN_WORD = frozenset(" \t\n\r\u00a0()[]{}«»“”„—–")
_LOOK_BACK = 60
"""So many characters before a mark tell whether it follows a label, a name or a noun counted with letters."""
_NEXT = re.compile(r"""\s*["'“”„‟«»‘’(\[{¿¡*_-]*\s*(\S*)""")
_ANY_WORD = re.compile(r"\w{2}")
_NUMBER = re.compile(r"\d{1,3}")
_LABEL = re.compile(
    r"""^[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5}|[א-ת]{1,2}['׳]?|[ا-ی]|الف)[.)]+$   # at the beginning
    |   [:;]\s*\d{1,2}\.$                                                          # `are: 1.`
    """,
    re.VERBOSE,
)
_MARKS_AROUND = "\"'“”„‟«»‘’([{)]}*_"


@dataclass(frozen=True, slots=True)
class _Border:
    """A place where a sentence may end: from `start` to `mark` runs the sentence, its closing marks end at `end`.

    `before` are the last characters of the sentence with the mark, `word` the word before the mark in lower case,
    `following` the word after the white space without opening marks; `full_stop` and `ellipsis` say what the mark is.
    """

    text: str
    start: int
    mark: int
    end: int
    closing: str
    habits: Habits
    before: str
    word: str
    following: str
    full_stop: bool
    ellipsis: bool


def _border(text: str, start: int, found: re.Match[str], habits: Habits) -> _Border:
    mark, end, closing = found.start(), found.end(), found["closing"]
    signs = text[mark : end - len(closing)]
    following = _NEXT.match(text, end)
    return _Border(
        text=text,
        start=start,
        mark=mark,
        end=end,
        closing=closing,
        habits=habits,
        before=text[max(start, mark - _LOOK_BACK) : end - len(closing)].strip(),
        word=_word_before(text, start, mark).strip(_MARKS_AROUND).lower(),
        following=following.group(1) if following else "",
        full_stop=signs == ".",
        ellipsis="…" in signs or ".." in signs,
    )


def sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Find the sentences of a text: (start, end) of each, in order, without the white space around them.

    Together they hold every visible character. `language` is a BCP 47 tag: English, Hebrew and Persian have their own
    habits, any other language those of its script. A text without any word, of stray letters, is one sentence.
    """
    if not _ANY_WORD.search(text):
        return _joined(text, [_trimmed(text, 0, len(text))])
    habits = habits_of(language, direction(language))
    protected = protected_spans(text)
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _BORDER.finditer(text):
        if any(first <= found.start() < last for first, last in protected):
            continue
        if _ends(text, start, found, habits):
            spans.append((start, found.end()))
            start = found.end()
    spans.append((start, len(text)))
    return _joined(text, [_trimmed(text, *span) for span in spans])


def _ends(text: str, start: int, found: re.Match[str], habits: Habits) -> bool:
    if found["blank"]:
        return True
    if not any(map(str.isalnum, text[start : found.start()])):
        return False
    if found["tight"] or found["tight_caseless"]:
        return _tight_ends(text, found)
    border = _border(text, start, found, habits)
    return not any(goes_on(border) for goes_on in _GOES_ON)


def _tight_ends(text: str, found: re.Match[str]) -> bool:
    """Say whether a sentence ends though no space follows: not inside a name such as `News.Com`."""
    word = _word_before(text, 0, found.start())
    return word[:1].islower() or not word.isascii() or ".." in found.group()


def _word_before(text: str, start: int, end: int) -> str:
    """Give the characters before `end` as far back as the last that is no part of a word."""
    first = end
    while first > max(start, end - _LOOK_BACK) and text[first - 1] not in _NOT_IN_WORD:
        first -= 1
    return text[first:end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Give a piece without letters or digits to the sentence before it, or to the next when it is the first."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= end:
            continue
        bare = not any(map(str.isalnum, text[start:end]))
        if joined and (bare or not any(map(str.isalnum, text[slice(*joined[-1])]))):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


# --- when a sentence goes on after a mark ----------------------------------------------------------------------------


def _after_label(border: _Border) -> bool:
    """Know `1.` or `ב.` that numbers what follows."""
    return border.full_stop and _LABEL.search(border.before) is not None


def _after_abbreviation(border: _Border) -> bool:
    if not border.full_stop or border.closing.strip(")]}"):
        return False
    habits, word, following = border.habits, border.word, border.following
    if word in habits.never_final:
        return True
    if word in habits.before_number:
        return _NUMBER.match(following) is not None
    if word in habits.may_be_final:
        return not _opens(following, habits)
    return False


def _after_initial(border: _Border) -> bool:
    """Know a single letter, or letters with full stops between them: `J. R. Smith`, `א.ב. יהושע`, `ه. ش.`."""
    word = border.word
    parts = word.split(".")
    if not border.full_stop or not all(len(part) == 1 and part.isalpha() for part in parts):
        return False
    if border.habits.cased:
        return not _opens(border.following, border.habits)
    return not word.isascii() and not _counted_with_letters(border)


def _counted_with_letters(border: _Border) -> bool:
    words = border.before.split()
    return len(words) > 1 and words[-2].lstrip("ובהלמש") in border.habits.lettered


def _before_small_letter(border: _Border) -> bool:
    """Know a small letter after an ellipsis, a closed quotation or a name that has the mark in it (`Yahoo! and`)."""
    if not border.habits.cased or not border.following[:1].islower():
        return False
    words = border.before[:-1].split()
    named = not border.full_stop and len(words) > 1 and words[-1].istitle()
    return border.ellipsis or bool(border.closing) or named


def _inside_ellipsis(border: _Border) -> bool:
    """Know, without capitals, an ellipsis before a word that joins or after one that is no final verb."""
    if border.habits.cased or not border.ellipsis:
        return False
    following = border.following.strip(".,;:!?؟،؛")
    joins = following in border.habits.joining or (
        border.habits.joined_and and following.startswith(border.habits.joined_and)
    )
    last = border.habits.last_word
    return joins or (last is not None and not last.search(border.word.rstrip(".…")))


def _inside_quotation(border: _Border) -> bool:
    return closes_inside(border.text, border.start, border.mark, border.end, border.habits)


def _opens(following: str, habits: Habits) -> bool:
    word = re.split(r"[^\w]", following, maxsplit=1)[0]
    return not following or (word[:1].isupper() and word.lower() in habits.openers)


_GOES_ON = (
    _after_label,
    _after_abbreviation,
    _after_initial,
    _before_small_letter,
    _inside_ellipsis,
    _inside_quotation,
)
