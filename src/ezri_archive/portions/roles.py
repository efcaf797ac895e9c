"""Views → the role of every block: passes over the document, the surest first; a later pass never overrules an earlier.

Each decision carries the name of its rule. What no pass claims is the article.
"""

import itertools
import re
from collections.abc import Callable, Sequence

from ezri_archive.phrases import LETTER_OPENINGS, RELATED, SUBJECTS, TEASER, says
from ezri_archive.portions.front import front_matter_roles
from ezri_archive.portions.views import View
from ezri_archive.records import Decision, Metadata, Sidecar

Roles = list[Decision | None]
Pass = Callable[[Sequence[View], Roles], None]

_NUMBERED = re.compile(r"(?:[0-9۰-۹٠-٩]{1,2}|[IVX]{1,4}|[א-ת])[.)]\s+\S")
_ENDS_IN_DATE = re.compile(r"[,،–—(|-]\s*[^,،–—(|]*[0-9۰-۹٠-٩]{4}\)?$|[,،]\s*[^,،]+[,،]\s*[0-9۰-۹٠-٩]{4}$")
_STRAY = 2
_HEADING_WORDS = 12
_PAGE_TAIL = 15
_CLOSING_WORDS = 6


def roles(views: Sequence[View], declared: Metadata, sidecar: Sidecar) -> list[Decision]:
    """Decide the role of every block."""
    decided: Roles = [_by_sidecar(view, sidecar) for view in views]
    _noise(views, decided)
    _repeats(views, decided)
    _version_notes(views, decided)
    _related_lists(views, decided)
    front_matter_roles(views, decided, declared)
    _letters(views, decided)
    _chrome(views, decided)
    _tail(views, decided)
    _captions(views, decided)
    _headings(views, decided)
    return [role or Decision("article", "running-text", 0.8) for role in decided]


def _by_sidecar(view: View, sidecar: Sidecar) -> Decision | None:
    for override in sidecar.blocks:
        if override.role and override.first <= view.block.line <= override.last:
            return Decision(override.role, "sidecar")
    return Decision(view.block.role, "declared-by-the-format", 0.9) if view.block.role else None


def _undecided(views: Sequence[View], decided: Roles) -> list[View]:
    return [view for view in views if decided[view.index] is None]


# --- what is no text ----------------------------------------------------------------------------------------


def _noise(views: Sequence[View], decided: Roles) -> None:
    """Claim stray letters and lines of marks only: in the record, in no reading text."""
    for view in _undecided(views, decided):
        characters = list(itertools.islice(filter(str.isalnum, view.text), _STRAY))
        if not characters:
            decided[view.index] = Decision("noise", "marks-without-letters", 0.95)
        elif len(characters) < _STRAY and not characters[0].isdigit():
            decided[view.index] = Decision("noise", "stray-letter", 0.95)


def _repeats(views: Sequence[View], decided: Roles) -> None:
    """Claim a block that repeats the one before word for word: pages give a picture's words twice."""
    for before, view in itertools.pairwise(views):
        if view.text != before.text or decided[view.index] or decided[before.index]:
            continue
        decided[view.index] = Decision("noise", "repeats-the-block-before", 0.95)
        decided[before.index] = Decision("caption", "stands-twice-in-a-row", 0.85)


def _chrome(views: Sequence[View], decided: Roles) -> None:
    """Claim the lines of a web page's surroundings wherever they stand."""
    for view in _undecided(views, decided):
        if view.is_chrome:
            decided[view.index] = Decision("boilerplate", "phrase-of-a-page", 0.9)


def _tail(views: Sequence[View], decided: Roles) -> None:
    """Claim what follows the article on its page: the next article's title, date and reading time, and all after that.

    The tail begins after a related list, or after the page's own words near the end; it holds no paragraph of text.
    """
    starts = [view.index for view in views if _closes(decided[view.index])]
    for start in starts:
        rest = views[start + 1 :]
        if len(rest) > _PAGE_TAIL or any(_is_paragraph(view, decided) for view in rest):
            continue
        for view in _undecided(rest, decided):
            decided[view.index] = Decision("boilerplate", "after-the-article", 0.8)
        for view in rest:
            role = decided[view.index]
            if role and (role.value in {"caption", "date", "byline"} or role.rule == "repeats-the-block-before"):
                decided[view.index] = Decision("boilerplate", "teaser-of-another-article", 0.8)
        return


def _closes(role: Decision | None) -> bool:
    return role is not None and role.value in {"related list", "boilerplate"}


def _is_paragraph(view: View, decided: Roles) -> bool:
    return view.is_sentence and view.words > _HEADING_WORDS and decided[view.index] is None


# --- what speaks of other texts -----------------------------------------------------------------------------


def _version_notes(views: Sequence[View], decided: Roles) -> None:
    """Claim notes of other versions, and the address that follows each."""
    for view in _undecided(views, decided):
        before = decided[view.index - 1] if view.index else None
        if view.says_version:
            decided[view.index] = Decision("version note", "says-it-has-another-version", 0.95)
        elif view.is_link and before and before.value == "version note":
            decided[view.index] = Decision("version note", "address-after-a-version-note", 0.95)


def _related_lists(views: Sequence[View], decided: Roles) -> None:
    """Claim lists of other articles: the line that introduces them, and the items that end in a date or are links."""
    for view in _undecided(views, decided):
        if not (says(view.text, RELATED) and (view.text.endswith(":") or view.is_short)):
            continue
        items = _items(views[view.index + 1 :], decided)
        if items:
            decided[view.index] = Decision("related list", "introduces-related-articles", 0.9)
        for item in items:
            decided[item.index] = Decision("related list", "title-and-date", 0.9)


def _items(views: Sequence[View], decided: Roles) -> list[View]:
    items: list[View] = []
    for view in views:
        if decided[view.index] or view.is_date or not (_ENDS_IN_DATE.search(view.text) or view.is_link):
            break
        items.append(view)
    return items


# --- letters ------------------------------------------------------------------------------------------------


def _letters(views: Sequence[View], decided: Roles) -> None:
    """Claim cover letters: from an opening phrase on, to the next heading or anything already claimed.

    A change of language inside is the letter's counterpart in the other language.
    """
    opened = ""
    for view in views:
        if decided[view.index] is not None:
            opened = opened if _is_noise(decided[view.index]) or _is_subject(decided[view.index]) else ""
            continue
        if view.block.kind == "heading":
            opened = ""
        elif says(view.text, LETTER_OPENINGS):
            decided[view.index] = Decision("letter", "opens-like-a-letter", 0.9)
            opened = view.language.value
        elif opened:
            rule = "letter-continues" if view.language.value == opened else "letter-beside-a-letter"
            decided[view.index] = Decision("letter", rule, 0.85)


def _is_noise(role: Decision | None) -> bool:
    return role is not None and role.value == "noise"


def _is_subject(role: Decision | None) -> bool:
    return role is not None and role.rule == "subject-line"


# --- inside the article -------------------------------------------------------------------------------------


def _captions(views: Sequence[View], decided: Roles) -> None:
    for view in _undecided(views, decided):
        if view.block.kind == "caption":
            decided[view.index] = Decision("caption", "declared-by-the-format")


def _headings(views: Sequence[View], decided: Roles) -> None:
    """Claim headings: those marked as such, numbered lines, and short lines between paragraphs."""
    for view in _undecided(views, decided):
        following = views[view.index + 1] if view.index + 1 < len(views) else None
        if view.block.kind == "heading":
            decided[view.index] = Decision("heading", "marked-as-heading", 0.95)
        elif following is None or decided[following.index] or view.block.kind != "paragraph":
            continue
        elif _opens_a_section(view, following):
            rule = "numbered-line" if _NUMBERED.match(view.text) else "short-line-before-a-paragraph"
            decided[view.index] = Decision("heading", rule, 0.8)


def _opens_a_section(view: View, following: View) -> bool:
    numbered = bool(_NUMBERED.match(view.text))
    short = view.words <= _HEADING_WORDS and (numbered or view.is_short) and not view.is_link and not view.is_date
    return short and following.is_sentence and not _NUMBERED.match(following.text) and view.text[-1] not in ",،;؛:"


__all__ = ["SUBJECTS", "TEASER", "roles"]
