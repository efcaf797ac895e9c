"""A `Page` → which passages are main text: the container that holds most of the prose, without what is chrome in it.

Evidence, the surest first: tags and roles; class names; the page's own `articleBody`, `main` and `article`; where the
prose is; cards and lists of links; set phrases. A name is not believed of an element that holds nearly all the prose.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ezri_archive.phrases import RELATED, says
from ezri_archive.readers.html.prose import SHORT, is_page_phrase, is_prose, is_version_note
from ezri_archive.readers.html.records import Page, Passage, Region
from ezri_archive.readers.html.totals import MANY_LINKS, Total, totals

_CARD_WORDS, _FEWEST_CARDS, _CARD_LINK_SHARE = 70, 3, 0.25
_LINK_SHARE, _FEWEST_ITEMS, _FEWEST_LINKS = 0.7, 2, 3
_MENU_SHARE = 0.8
_MENUS = frozenset({"div", "td", "section", "center", "table"})
_FOREIGN_SHARE, _SIGNIFICANT = 0.3, 0.03
_HALF, _SEMANTIC, _BIG, _NEARLY_ALL, _HEADER = 0.5, 0.3, 0.75, 0.9, 0.3
_NO_CONTAINER = frozenset({"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "pre"})
_SELDOM_CARDS = frozenset({"p", "li", "tr", "td", "dt", "dd", "blockquote", "h2", "h3", "h4"})


@dataclass(frozen=True, slots=True)
class MainText:
    """The numbers of the passages that are main text; of the region that holds them; and which regions are chrome."""

    passages: tuple[int, ...]
    container: int
    chrome: tuple[bool, ...]


def find_main_text(page: Page, *, is_title: Sequence[bool], alternates: frozenset[str]) -> MainText:
    """Tell main text from the rest of the page.

    `is_title` says for each passage whether it reads as the title the page declares, `alternates` are the addresses of
    its other versions.
    """
    whole = totals(page, is_title)
    own = _chrome(page, whole)
    _mark_cards(page, whole, own)
    _mark_menus(page, whole, own)
    counted = totals(page, is_title, _inherited(page, own))
    container = _container(page, counted, own)
    chrome = _inherited(page, own)
    inside = _within(page, container, chrome, alternates)
    after = _after(page, _scope(page, container, is_title), container, chrome, alternates)
    return MainText((*inside, *after), container, tuple(chrome))


def _inherited(page: Page, own: Sequence[bool]) -> list[bool]:
    """Say of each region whether it or one around it is chrome."""
    chrome = list(own)
    for region in page.regions[1:]:
        chrome[region.number] = chrome[region.number] or chrome[region.parent]
    return chrome


# --- chrome by itself ------------------------------------------------------------------------------------------


def _chrome(page: Page, whole: Sequence[Total]) -> list[bool]:
    """Say of each region whether its tag, role or names make it chrome; names not, when that leaves no text."""
    in_main = [False] * len(page.regions)
    for region in page.regions[1:]:
        in_main[region.number] = in_main[region.parent] or region.part in {"main", "body"}
    own = [_is_chrome(region, whole, in_article=in_main[region.number]) for region in page.regions]
    chrome = _inherited(page, own)
    if any(is_prose(found) and not chrome[found.region] for found in page.passages):
        return own
    return [
        found and region.part == "chrome" and region.tag != "form"
        for found, region in zip(own, page.regions, strict=True)
    ]


def _is_chrome(region: Region, whole: Sequence[Total], *, in_article: bool) -> bool:
    own = whole[region.number]
    share = own.weight / whole[0].weight if whole[0].weight else 0.0
    if region.part == "chrome":
        return share <= (_HALF if region.tag in {"form", "fieldset"} else _NEARLY_ALL)
    if region.part == "named chrome":
        return share <= _NEARLY_ALL
    is_sites_own = not in_article and not (own.titles if whole[0].titles else own.plain_h1)
    return region.part == "header" and share <= _HEADER and is_sites_own


def _mark_cards(page: Page, whole: Sequence[Total], own: list[bool]) -> None:
    """Call chrome what is laid out as cards: likes side by side, each short, with a picture or title that is a link."""
    groups: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for region in page.regions[1:]:
        if _is_card(region, whole[region.number]):
            groups[region.parent, region.signature].append(region.number)
    for numbers in groups.values():
        for number in numbers if len(numbers) >= _FEWEST_CARDS else ():
            own[number] = True


def _is_card(region: Region, own: Total) -> bool:
    if len(own.links) >= MANY_LINKS or own.words > _CARD_WORDS:
        return False
    if region.tag in _SELDOM_CARDS and not (own.headings or (own.passages > 1 and own.pictures)):
        return False
    is_linked = own.link_share >= _CARD_LINK_SHARE or own.linked_headings > 0 or own.linked_pictures * own.headings > 0
    return is_linked and (own.pictures > 0 or own.headings > 0 or own.passages > 1)


def _mark_menus(page: Page, whole: Sequence[Total], own: list[bool]) -> None:
    """Call chrome what is nothing but links: three or more in an element, its parts divided by marks at most."""
    for region in page.regions[1:]:
        total = whole[region.number]
        if (
            region.tag in _MENUS
            and len(total.links) >= _FEWEST_LINKS
            and total.link_share >= _MENU_SHARE
            and not total.titles
        ):
            own[region.number] = True


# --- the container ---------------------------------------------------------------------------------------------


def _container(page: Page, counted: Sequence[Total], own: list[bool]) -> int:
    """Find the smallest element that holds the main text: by what the page says, then by where the prose is."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for region in page.regions[1:]:
        children[region.parent].append(region.number)
    number = _said(page, counted)
    while (following := _main_child(page, children[number], counted, number, own)) >= 0:
        number = following
    return number


def _said(page: Page, counted: Sequence[Total]) -> int:
    """Find the container the markup names: the article's body, else the article with the title, else the main part."""
    whole = counted[0].weight
    bodies = [r.number for r in page.regions if r.part == "body" and counted[r.number].weight >= _SEMANTIC * whole > 0]
    if bodies:
        return max(bodies, key=lambda number: (counted[number].weight, number))
    named = [
        r.number for r in page.regions if r.part == "main" and counted[r.number].weight >= _SIGNIFICANT * whole > 0
    ]
    if titled := [number for number in named if counted[number].titles]:
        return max(titled)
    big = [number for number in named if counted[number].weight >= _SEMANTIC * whole]
    return max(big, key=lambda number: (counted[number].weight >= _BIG * whole, number), default=0)


def _main_child(page: Page, children: Sequence[int], counted: Sequence[Total], number: int, own: list[bool]) -> int:
    """Find the child that the main text is in; -1 when it is in several, or in no element of its own.

    A smaller child beside it that is full of links is called chrome.
    """
    best = max(children, key=lambda child: counted[child].weight, default=-1)
    whole = counted[number].weight
    if best < 0 or not whole or counted[best].weight < _HALF * whole:
        return -1
    foreign = [child for child in children if child != best and _is_foreign(counted[child], whole)]
    for child in foreign:
        own[child] = True
    left = whole - sum(counted[child].weight for child in foreign)
    is_alone = counted[best].weight >= _BIG * left
    return best if is_alone and page.regions[best].tag not in _NO_CONTAINER else -1


def _is_foreign(other: Total, whole: float) -> bool:
    """Say whether a child that is no small part of a region is full of links, or of titles that are links."""
    is_linked = other.link_share > _FOREIGN_SHARE or other.linked_headings > max(1, other.headings / 2)
    return other.weight > _SIGNIFICANT * whole and is_linked and not other.titles


# --- inside the container --------------------------------------------------------------------------------------


def _within(page: Page, container: int, chrome: Sequence[bool], alternates: frozenset[str]) -> tuple[int, ...]:
    """List the passages in the container that are main text."""
    last = page.regions[container].last
    inside = [
        n for n, found in enumerate(page.passages) if container <= found.region <= last and not chrome[found.region]
    ]
    linked = _link_lists(page, inside)
    kept, in_related = [], False
    for number in inside:
        passage = page.passages[number]
        in_related = _goes_on_related(passage, in_related=in_related)
        if is_version_note(passage, alternates) or not (in_related or number in linked or is_page_phrase(passage)):
            kept.append(number)
    return tuple(kept)


def _goes_on_related(passage: Passage, *, in_related: bool) -> bool:
    """Say whether a passage is one of the texts that a page offers after "related" or "read also"."""
    if _is_offer(passage):
        return True
    return in_related and passage.link_share > _HALF


def _is_offer(passage: Passage) -> bool:
    looks_so = passage.kind == "heading" or passage.linked > 0 or passage.text.endswith(":")
    return passage.is_short(SHORT) and looks_so and says(passage.text, RELATED)


def _link_lists(page: Page, inside: Sequence[int]) -> set[int]:
    """List the passages that come one after the other and are nothing but links, unless a colon introduces them.

    Two items of a list are enough, three paragraphs, or two at the end of the text; or one line of three links.
    """
    runs: list[list[int]] = []
    introduced, open_run = False, False
    for number in inside:
        passage = page.passages[number]
        is_item = _is_link(passage)
        if is_item and not introduced:
            runs += [] if open_run else [[]]
            runs[-1].append(number)
        introduced = passage.text.endswith(":") or (introduced and is_item)
        open_run = is_item
    return {number for run in runs if _is_list(page, run, is_last=run[-1] == inside[-1]) for number in run}


def _is_link(passage: Passage) -> bool:
    share = _LINK_SHARE if passage.kind == "list_item" or len(passage.links) >= _FEWEST_LINKS else _NEARLY_ALL
    return passage.kind != "heading" and passage.is_short(SHORT * 2) and passage.link_share > share


def _is_list(page: Page, run: Sequence[int], *, is_last: bool) -> bool:
    first = page.passages[run[0]]
    fewest = _FEWEST_ITEMS if is_last or first.kind == "list_item" else _FEWEST_LINKS
    return len(run) >= fewest or len(first.links) >= _FEWEST_LINKS


def _after(page: Page, scope: int, container: int, chrome: Sequence[bool], alternates: frozenset[str]) -> list[int]:
    """List what follows the container, in the element it shares with the title, and goes on with its text: notes.

    Links and chrome end it, but for a link to another version of the page.
    """
    last = page.regions[container].last
    kept: list[int] = []
    waiting: list[int] = []
    for number, passage in enumerate(page.passages):
        if passage.region <= last or not page.holds(scope, number):
            continue
        if is_version_note(passage, alternates) and not chrome[passage.region]:
            kept.append(number)
        elif chrome[passage.region] or passage.link_share > _HALF or is_page_phrase(passage) or _is_offer(passage):
            waiting = [-1]  # nothing after it is text
        elif is_prose(passage) and -1 not in waiting:
            kept += [*waiting, number]
            waiting = []
        else:
            waiting.append(number)
    return kept


def _scope(page: Page, container: int, is_title: Sequence[bool]) -> int:
    """Name the article around the text, else the element it shares with its title, else the container itself."""
    before = [
        found.region for found, said in zip(page.passages, is_title, strict=True) if said and found.region <= container
    ]
    article = container
    while article > 0 and page.regions[article].tag != "article":
        article = page.regions[article].parent
    if article > 0:
        return article
    shared = page.around(before[-1], container) if before else container
    return container if page.regions[shared].tag in {"html", "body"} else shared
