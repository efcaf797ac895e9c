"""The head of a document → roles: masthead, title, date, byline, and the page around them.

Two manners are known: a newsletter (names, series, issue line, date, then letters or the article) and a page or paper
(the surroundings of the page, title, date, author, then text).
"""

import re
from collections.abc import Sequence

from ezri_archive.phrases import BYLINES, SUBJECTS, TEASER, says
from ezri_archive.portions.views import View
from ezri_archive.records import Decision, Metadata
from ezri_archive.text import fold

ISSUE = re.compile(
    r"(?:issue|number|no|vol(?:ume)?|volume|גיליון|גליון|חוברת|מספר|شماره|شمارۀ|شمارهٔ|العدد)\b[\s.:#]*"
    r"(?:no\.?|number|מס['׳]?|מספר)?[\s.:#]*([0-9۰-۹٠-٩]{1,5})(?![0-9۰-۹٠-٩])",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\d,،;:!?؟]+")
_PARTICLES = frozenset({"al", "and", "bin", "de", "den", "der", "ibn", "la", "of", "van", "von"})
_FRONT = 30
_ISSUE_WORDS = 8
_TITLE_WORDS = 30
_NAME_WORDS = 5


def front_matter_roles(views: Sequence[View], decided: list[Decision | None], declared: Metadata) -> None:
    """Claim the head of the document, in place."""
    issue = next((view.index for view in views[:_FRONT] if _is_issue_line(view)), None)
    if issue is not None:
        _newsletter(views, decided, issue)
    else:
        _page(views, decided, declared)
    _subjects(views, decided)
    _dates_and_bylines(views, decided)


def _is_issue_line(view: View) -> bool:
    return view.words <= _ISSUE_WORDS and bool(ISSUE.search(view.text))


def _claim(decided: list[Decision | None], index: int, role: str, rule: str, confidence: float) -> None:
    if decided[index] is None:
        decided[index] = Decision(role, rule, confidence)


# --- newsletters --------------------------------------------------------------------------------------------


def _newsletter(views: Sequence[View], decided: list[Decision | None], issue: int) -> None:
    """Claim names, series and tagline before the issue line, the title among them, and the date after it."""
    later = {fold(view.text) for view in views[issue + 1 :] if view.block.kind == "heading"}
    title = next((view.index for view in views[:issue] if fold(view.text) in later), None)
    if title is None:
        title = _last_strong_after_a_heading(views[:issue])
    for view in views[:issue]:
        if view.index == title:
            _claim(decided, view.index, "title", "title-before-the-issue-line", 0.95)
        else:
            _claim(decided, view.index, "masthead", "before-the-issue-line", 0.95)
    _claim(decided, issue, "masthead", "issue-line", 0.95)
    if title is not None:
        _same_title_again(views[issue + 1 :], decided, fold(views[title].text))
    _letters_before_the_article(views[issue + 1 :], decided)


def _last_strong_after_a_heading(views: Sequence[View]) -> int | None:
    strong = [view.index for view in views if view.is_strong]
    return strong[-1] if len(strong) > 1 else None


def _same_title_again(views: Sequence[View], decided: list[Decision | None], title: str) -> None:
    for view in views:
        if fold(view.text) == title:
            _claim(decided, view.index, "title", "repeats-the-title", 0.95)


def _letters_before_the_article(views: Sequence[View], decided: list[Decision | None]) -> None:
    """Claim what stands between the issue line and the article's heading, when it speaks in more than one language."""
    heading = next((place for place, view in enumerate(views) if view.block.kind == "heading"), 0)
    between = [view for view in views[:heading] if decided[view.index] is None and not view.is_date]
    if len({view.language.value for view in between}) > 1:
        for view in between:
            _claim(decided, view.index, "letter", "between-issue-line-and-article", 0.85)


# --- pages and papers ---------------------------------------------------------------------------------------


def _page(views: Sequence[View], decided: list[Decision | None], declared: Metadata) -> None:
    title = _title(views, decided, declared)
    if title is None:
        return
    index, rule, confidence = title
    _claim(decided, index, "title", rule, confidence)
    page = any(view.is_chrome for view in views[:index]) or _teaser_follows(views, index)
    for view in views[:index]:
        if view.is_genre and view.index >= index - 2:
            _claim(decided, view.index, "masthead", "genre-before-the-title", 0.85)
        elif page:
            _claim(decided, view.index, "boilerplate", "page-before-the-title", 0.8)
        elif view.is_short or view.words <= _TITLE_WORDS // 2:
            _claim(decided, view.index, "masthead", "before-the-title", 0.7)
    _titles_in_other_languages(views, decided, views[index])
    if page:
        _page_after_the_title(views, decided, index)


def _teaser_follows(views: Sequence[View], index: int) -> bool:
    return any(says(view.text, TEASER) for view in views[index + 1 : index + 5])


def _title(views: Sequence[View], decided: list[Decision | None], declared: Metadata) -> tuple[int, str, float] | None:
    """Find the title: as declared, as the highest heading, as the line before date or author, or as the first line."""
    front = [view for view in views[:_FRONT] if decided[view.index] is None]
    same = (view.index for view in front if declared.title and fold(view.text) == fold(declared.title))
    if (index := next(same, None)) is not None:
        return index, "declared-title", 1.0
    headings = [view for view in front if view.block.kind == "heading"]
    if headings:
        highest = min(view.block.level for view in headings)
        return next(view.index for view in headings if view.block.level == highest), "first-heading", 0.95
    if subject := next((view for view in front if _is_subject(view)), None):
        return subject.index, "subject-line", 0.9
    return _line_before_date_or_author(front) or _first_line(front)


def _line_before_date_or_author(front: Sequence[View]) -> tuple[int, str, float] | None:
    mark = next((place for place, view in enumerate(front) if view.is_date or _is_byline(view)), None)
    if mark is None:
        return None
    candidates = [view for view in front[:mark] if _can_be_title(view)]
    return (candidates[-1].index, "line-before-the-date", 0.85) if candidates else None


def _first_line(front: Sequence[View]) -> tuple[int, str, float] | None:
    candidates = [view for view in front[:3] if _can_be_title(view)]
    if not candidates or len(front) == 1:
        return None
    return candidates[0].index, "short-first-line", 0.7


def _can_be_title(view: View) -> bool:
    plain = not (view.is_chrome or view.is_genre or view.is_date or view.is_link)
    return plain and 1 < view.words <= _TITLE_WORDS and not view.text.endswith((".", "۔", ":", ","))


def _titles_in_other_languages(views: Sequence[View], decided: list[Decision | None], title: View) -> None:
    """Claim the heading of the title's level that opens each further language."""
    titled = {title.language.value}
    for view in views[title.index + 1 :]:
        language = view.language.value
        same_rank = view.block.kind == "heading" == title.block.kind and view.block.level == title.block.level
        if same_rank and language not in titled:
            _claim(decided, view.index, "title", "heading-opens-a-language", 0.9)
            titled.add(language)


def _page_after_the_title(views: Sequence[View], decided: list[Decision | None], index: int) -> None:
    """Claim the page's own short lines between the title and the text."""
    for view in views[index + 1 : index + _FRONT]:
        if view.is_sentence and view.words > _ISSUE_WORDS and not view.is_chrome:
            return
        if view.is_chrome:
            _claim(decided, view.index, "boilerplate", "phrase-of-a-page", 0.9)


# --- subjects, dates, authors -------------------------------------------------------------------------------


def _subjects(views: Sequence[View], decided: list[Decision | None]) -> None:
    for view in views:
        if _is_subject(view):
            _claim(decided, view.index, "title", "subject-line", 0.9)


def _is_subject(view: View) -> bool:
    first, colon, _ = view.text.partition(":")
    return bool(colon) and len(first.split()) == 1 and says(view.text, SUBJECTS)


def _dates_and_bylines(views: Sequence[View], decided: list[Decision | None]) -> None:
    """Claim lines that are a date, lines that say who wrote, and a bare name beside the date under a title."""
    for view in views:
        if view.is_date:
            _claim(decided, view.index, "date", "nothing-but-a-date", 0.9)
        elif _is_byline(view):
            _claim(decided, view.index, "byline", "says-who-wrote", 0.9)
    for view in views[:_FRONT]:
        if decided[view.index] is None and _is_name_under_title(view, views, decided):
            _claim(decided, view.index, "byline", "name-beside-date-or-title", 0.8)


def _is_byline(view: View) -> bool:
    return view.is_short and 1 < view.words <= _NAME_WORDS + 4 and says(view.text, BYLINES)


def _is_name_under_title(view: View, views: Sequence[View], decided: list[Decision | None]) -> bool:
    before = decided[view.index - 1] if view.index else None
    after = views[view.index + 1] if view.index + 1 < len(views) else None
    if before is None or before.value not in {"date", "title"} or after is None:
        return False
    named = view.is_short and 1 < view.words <= _NAME_WORDS and bool(_NAME.fullmatch(view.text))
    capitals = all(word[0].isupper() or word in _PARTICLES or not word[0].isascii() for word in view.text.split())
    beside_date = before.value == "date" or after.is_date or says(after.text, TEASER)
    return named and capitals and (beside_date or after.is_sentence)
