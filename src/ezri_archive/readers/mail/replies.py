"""The plain text of a mail → its passages: what its writer wrote, what is quoted, the signature.

Quotations are told by `>` (RFC 3676, section 4.5), by the line a mailer puts before an answer ("On … wrote:"), and by
the header of the older letter that Outlook copies into the text. A line that forwards a letter quotes nothing: what
follows is what is sent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

OWN, QUOTATION, SIGNATURE = "own", "quotation", "signature"

_BREAK = "\n"
_LINE_BREAK = re.compile(r"\r\n|[\r\n]")
_QUOTED = re.compile(r">(?:[ \t]?>)*[ \t]?")
_STEERING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069*\ufeff]")
_ANSWER_WORDS = (
    "original message", "original appointment", "הודעה מקורית", "ההודעה המקורית",
    "پیام اصلی", "پیغام اصلی", "نامهٔ اصلی",
)  # fmt: skip
_FORWARD_WORDS = (
    "forwarded message", "begin forwarded message", "forwarded by", "הודעה שהועברה", "הודעה מועברת",
    "תחילת ההודעה שהועברה",
    "پیام هدایت شده", "پیام بازارسال شده", "پیام فوروارد شده", "شروع پیام فوروارد شده",
)  # fmt: skip
_MAY_ANSWER = re.compile(r"[\W_]*(?:original|begin|forwarded|from|ה|מאת|תחילת|پ|نام|شروع|از|فرستنده)", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"(?:on\b.{4,300}\bwrote|(?:ב-?|בתאריך\b|ביום\b|מאת\b).{4,300}?(?:כתבה?|כתב/ה|כתב\(ה\)|>)|.{4,200}\bכתב(?:/?ה|\(ה\))?"
    r"|(?:در|به)\b.{4,300}\bنوشت(?:ه است|ه‌است|ند)?|.{4,200}\bنوشت)\s?[:׃]",
    re.IGNORECASE,
)
_FORWARDING = re.compile(r"\s*(?:fwd?|fw|העברה|הועבר|בהעברה|بازفرست|ارجاع|فوروارد|هدایت)\s*:", re.IGNORECASE)
_LONGEST_ATTRIBUTION = 320
_ATTRIBUTION_LINES = 3
_HEADER_LINES = 6
_FROM = re.compile(r"(?:from|מאת|از|فرستنده)\s?:\s?\S", re.IGNORECASE)
_HEADER_FIELDS = (
    re.compile(
        r"(?:sent|date|נשלח|תאריך|فرستاده شد(?:ه)?|ارسال[ \u200c]?شده?|تاریخ(?: ارسال)?|زمان ارسال)\s?:", re.IGNORECASE
    ),
    re.compile(r"(?:to|אל|נמען|به|گیرنده)\s?:", re.IGNORECASE),
    re.compile(r"(?:subject|נושא|הנדון|موضوع|عنوان)\s?:", re.IGNORECASE),
)
_FEWEST_FIELDS = 2
_LONGEST_SIGNATURE = 12
_BLANK_AND_ONE = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together: `kind` is own, quotation or signature, `depth` how often they are quoted."""

    kind: str
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail without the `>` before it; `goes_on` says that it is the rest of the line before."""

    text: str
    kind: str = OWN
    depth: int = 0
    goes_on: bool = False


def passages(text: str, *, subject: str = "") -> Iterator[Passage]:
    """Cut the plain text of a mail into passages, in order; the `>` before quoted lines are left out.

    A `subject` that begins with "Fwd:" says that what Outlook copied below is forwarded and not quoted.
    """
    lines = sort_lines([_quoted(line) for line in _LINE_BREAK.split(text)], subject=subject)
    for (kind, depth), together in groupby(lines, key=lambda line: (line.kind, line.depth)):
        kept = [line for line in together if not (kind == SIGNATURE and _is_delimiter(line.text))]
        text = "".join(f"{' ' if line.goes_on else _BREAK}{line.text}" for line in kept)
        yield Passage(kind, text.removeprefix(_BREAK), depth)


def sort_lines(lines: list[Line], *, subject: str = "") -> list[Line]:
    """Tell what belongs to quotations and signatures among lines (or blocks) of which some are known to be quoted."""
    forwards = bool(_FORWARDING.match(subject))
    return _signed(_attributed(_answered(lines, forwards=forwards)))


def unflowed(text: str, *, delete_space: bool) -> str:
    """Join the soft lines of format=flowed (RFC 3676): a line that ends in a space goes on in the next."""
    flowing: list[str] = []
    lines: list[str] = []
    depth = 0
    for line in _LINE_BREAK.split(text):
        marks = re.match(">*", line)
        level = marks.end() if marks else 0
        content = line[level:]
        content = content[1:] if content.startswith(" ") and not content.startswith(" >") else content
        if flowing and (level != depth or content == "-- "):
            lines.append(_marked(depth, flowing))
            flowing = []
        depth = level
        is_soft = content.endswith(" ") and content != "-- "
        flowing.append(content[:-1] if is_soft and delete_space else content)
        if not is_soft:
            lines.append(_marked(depth, flowing))
            flowing = []
    return "\n".join([*lines, _marked(depth, flowing)] if flowing else lines)


def _marked(depth: int, flowing: Sequence[str]) -> str:
    return f"{'>' * depth}{' ' if depth else ''}{''.join(flowing)}"


# --- quotations -------------------------------------------------------------------------------------------------


def _quoted(line: str) -> Line:
    """Read the `>` at the head of a line."""
    found = _QUOTED.match(line)
    return Line(line[found.end() :], QUOTATION, found.group().count(">")) if found else Line(line)


def _bare(text: str) -> str:
    """Give the head of a line without the marks mailers put around names and dates, ZWNJ as a space."""
    return _STEERING.sub("", text[: _LONGEST_ATTRIBUTION + 20]).strip().replace("\u200c", " ")


def _is_separator(text: str, wordings: Iterable[str]) -> bool:
    """Say whether a line is one of some wordings between dashes, or before a colon."""
    bare = _bare(text).lower()
    inner = bare.strip("-_–—: ")
    return inner != bare and any(inner.startswith(words) for words in wordings)


def _is_attribution(text: str) -> bool:
    bare = _bare(text)
    return len(bare) <= _LONGEST_ATTRIBUTION and bool(_ATTRIBUTION.fullmatch(bare))


def _begins_header(lines: Sequence[Line], index: int) -> bool:
    """Say whether lines begin with the header of a letter as Outlook copies it: From, and two of Sent, To, Subject."""
    if not _FROM.match(_bare(lines[index].text)):
        return False
    following = [_bare(line.text) for line in lines[index + 1 : index + _HEADER_LINES]]
    found = sum(any(field.match(text) for text in following) for field in _HEADER_FIELDS)
    return found >= _FEWEST_FIELDS


def _answered(lines: list[Line], *, forwards: bool) -> list[Line]:
    """Make a quotation of all that follows where a whole letter is copied into its answer."""
    for index, line in enumerate(lines):
        if line.kind != OWN or not _MAY_ANSWER.match(line.text):
            continue
        has_header = _begins_header(lines, index)
        if _is_separator(line.text, _FORWARD_WORDS) or (forwards and has_header):
            return lines
        if _is_separator(line.text, _ANSWER_WORDS) or has_header:
            return [*lines[:index], *map(_in_quotation, lines[index:])]
    return lines


def _in_quotation(line: Line) -> Line:
    return replace(line, kind=QUOTATION, depth=line.depth + 1)


def _attributed(lines: list[Line]) -> list[Line]:
    """Add to a quotation the lines before it that say who wrote it."""
    found = list(lines)
    for index, line in enumerate(lines):
        if line.kind == QUOTATION and index and lines[index - 1].kind != QUOTATION:
            place = _attribution_before(lines, index)
            for before in place:
                goes_on = before > place.start and bool(lines[before].text.strip())
                found[before] = replace(lines[before], kind=QUOTATION, goes_on=goes_on)
    return found


def _attribution_before(lines: Sequence[Line], index: int) -> range:
    """Find the lines of an attribution that ends before line `index`, a blank line aside; it may be wrapped."""
    last = index - 1 if lines[index - 1].text.strip() or index < _BLANK_AND_ONE else index - 2
    for first in range(last, max(last - _ATTRIBUTION_LINES, -1), -1):
        if lines[first].kind != OWN or not lines[first].text.strip():
            break
        if _is_attribution(" ".join(line.text for line in lines[first : last + 1])):
            return range(first, index)
    return range(0)


# --- signatures -------------------------------------------------------------------------------------------------


def _signed(lines: list[Line]) -> list[Line]:
    """Mark signatures: a line "-- " and what follows up to a quotation; after a line "--" only few lines may follow."""
    found: list[Line] = []
    signature = False
    for index, line in enumerate(lines):
        if line.kind != OWN:
            signature = False
        elif _is_delimiter(line.text) and (line.text == "-- " or _few_follow(lines, index)):
            signature = True
        found.append(replace(line, kind=SIGNATURE) if signature else line)
    return found


def _is_delimiter(text: str) -> bool:
    return text[:3].rstrip() == "--" and text.strip() == "--"


def _few_follow(lines: Sequence[Line], index: int) -> bool:
    following = takewhile(lambda line: line.kind == OWN, lines[index + 1 : index + 2 + 2 * _LONGEST_SIGNATURE])
    return sum(bool(line.text.strip()) for line in following) <= _LONGEST_SIGNATURE
