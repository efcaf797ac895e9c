"""A link in a segment → the words that introduce it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ezri_archive.records import Mark, Segment, SegmentedPortion
from ezri_archive.text import canonical_url, find_urls, fold

_SAYS_NOTHING = frozenset(
    fold(words)
    for words in (
        "here", "click here", "link", "this link", "read more", "more", "read here", "source",
        "כאן", "לחצו כאן", "לחץ כאן", "קישור", "בקישור", "קראו עוד", "להמשך קריאה", "מקור",
        "اینجا", "این جا", "اینجا کلیک کنید", "لینک", "پیوند", "ادامه مطلب", "منبع",
    )
)  # fmt: skip
_LEADING = " \t\n\u00a0,;:.،؛–—-)>]»”*_"
_TRAILING = " \t\n\u00a0:,;،؛–—-(<[«“*_"
_POINTING = re.compile(r"\s(?:at|here|בכתובת|בקישור|כאן|(?:در|به) (?:نشانی|آدرس)|(?:در )?اینجا)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A link where it stands: its mark, its segment, that segment's place in the portion, its neighbours."""

    mark: Mark
    segment: Segment
    index: int
    after: int
    before: int
    is_only_link: bool

    @property
    def anchor(self) -> str:
        """The text of the link."""
        return self.segment.text[self.mark.start : self.mark.end].strip()


def mentions(portion: SegmentedPortion) -> Iterator[Mention]:
    """List the links of a portion in order, those without a target left out."""
    for index, segment in enumerate(portion.segments):
        marks = sorted(_links(segment), key=lambda mark: (mark.start, mark.end))
        ends = [0, *(mark.end for mark in marks)]
        starts = [*(mark.start for mark in marks[1:]), len(segment.text)]
        for mark, after, before in zip(marks, ends, starts, strict=False):
            yield Mention(mark, segment, index, after, before, is_only_link=len(marks) == 1)


def label_of(mention: Mention, portion: SegmentedPortion, context: str, *, whole_note: bool) -> str:
    """Find the words that introduce a link; "" when nothing does.

    In order: the whole segment where `whole_note` says so and it has no other link; the text of the link; the
    words between the link before and this one; those of the nearest segment before, or of the last line of
    `context`, when the segment holds nothing but URLs; the words after.
    """
    if whole_note and mention.is_only_link and words_of(mention.segment):
        return words_of(mention.segment)
    if not says_nothing(mention.anchor, mention.mark.target):
        return mention.anchor
    text = mention.segment.text
    before = _words(text[mention.after : mention.mark.start])
    if before or words_of(mention.segment):
        return before or _words(text[mention.mark.end : mention.before])
    return _words_above(portion.segments[: mention.index], context)


def words_of(segment: Segment) -> str:
    """Give the words of a segment without the URLs that stand in it as themselves."""
    bare = [(mark.start, mark.end) for mark in _links(segment) if _is_bare(mark, segment)]
    text = segment.text
    for start, end in sorted(bare, reverse=True):
        text = text[:start] + text[end:]
    return _words(text)


def says_nothing(anchor: str, url: str) -> bool:
    """Say whether the text of a link is its URL, a part of it with a slash, or a word like "here"."""
    return not anchor or fold(anchor) in _SAYS_NOTHING or _is_url(anchor, url)


def _links(segment: Segment) -> list[Mark]:
    return [mark for mark in segment.marks if mark.kind == "link" and mark.target.strip()]


def _is_bare(mark: Mark, segment: Segment) -> bool:
    return _is_url(segment.text[mark.start : mark.end].strip(), mark.target)


def _is_url(anchor: str, url: str) -> bool:
    """Say whether a text is a URL, the given one without scheme, or a tail of it with a slash."""
    joined = "".join(anchor.split())
    if re.match(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)", joined, re.IGNORECASE):
        return True
    short, full = canonical_url(joined).rstrip("/"), canonical_url(url).rstrip("/")
    tail = full.removesuffix(short)
    return bool(short) and tail != full and ("/" in short or tail.endswith(("://", "://www.", "mailto:")))


def _words_above(segments: tuple[Segment, ...], context: str) -> str:
    above = (words_of(segment) for segment in reversed(segments))
    lines = (_trimmed(line) for line in reversed(context.splitlines()))
    return next((words for words in (*above, *lines) if words), "")


def _words(text: str) -> str:
    rest = text
    for start, end, _ in reversed(find_urls(text)):
        rest = rest[:start] + rest[end:]
    return _trimmed(" ".join(rest.split()))


def _trimmed(words: str) -> str:
    trimmed = words.lstrip(_LEADING).rstrip(_TRAILING)
    return _POINTING.sub("", trimmed).rstrip(_TRAILING)
