"""Tags, roles, class and id names → what part of a page an element is.

Class names are split into words (`entry-header`, `entryHeader` and `entry_header` are one); single words tell most,
some only beside another. A name tells nothing on `html`, `body`, `main` and `article`, where themes put the names of
everything they have.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

DROPPED = frozenset({
    "script", "style", "template", "noscript", "title", "meta", "link", "base", "svg", "canvas", "audio", "video",
    "object",
    "embed", "iframe", "applet", "map", "datalist", "frameset", "noframes", "rp", "rt",
})  # fmt: skip
"""Elements whose text is no text of the page as it is seen."""

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input",
    "ins", "kbd", "label", "mark", "meter", "nobr", "output", "picture", "progress", "q", "rb", "ruby", "s", "samp",
    "small",
    "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "blink", "math", "mi", "mn",
    "mo",
    "mrow", "msup", "msub", "semantics", "o:p", "slot", "track", "param", "option", "optgroup",
})  # fmt: skip

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

MARKS = {
    "em": "emphasis", "i": "emphasis", "cite": "emphasis", "dfn": "emphasis", "strong": "strong", "b": "strong",
    "sup": "superscript",
}  # fmt: skip

_CHROME_TAGS = frozenset(
    {"nav", "aside", "footer", "form", "button", "select", "textarea", "menu", "dialog", "fieldset"}
)
_CHROME_ROLES = frozenset({
    "navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar",
    "tablist",
    "form", "button", "tooltip", "status", "listbox",
})  # fmt: skip

_CHROME_WORDS = re.compile(
    r"nav|navi|navigation|navbar|navlinks|navmenu|subnav|topnav|sitenav|mainnav|menus?|submenu|megamenu|breadcrumbs?|crumbs"
    r"|pagination|pager|paging|pagenavi?|cookies?\w*|consent|gdpr|share|shares|sharing|sharer|sharebar|sharedaddy|sharethis"
    r"|sharelinks|addthis|addtoany|socials?|socialmedia|socialshare|socialicons|comments?|commentlist|commentform|disqus"
    r"|respond|newsletters?|subscribe|subscription|signup|signin|login|logon|promos?|promotions?|advert\w*|ads|ad|adsense"
    r"|adslot|adunit|adbox|adsbygoogle|dfp|sponsor\w*|popups?|modal|lightbox|overlay|offcanvas|drawer|sidebars?|sidebox|related"
    r"|relatedposts|recommend\w*|trending|popular|mostread|mostviewed|latest|recent|footer|colophon|copyright|toolbar|toolbox"
    r"|tools|topbar|toplinks|search|searchform|searchbox|outbrain\w*|taboola\w*|tags|taglist|taglinks|tagcloud|hashtags"
    r"|ratings?|likes|cta|follow|followus|feedback|donat\w+|paywall|readmore|seemore|loadmore|carousel|slider|swiper|ticker"
    r"|marquee|toc|skip|skiplinks?|totop|backtotop|scrolltop|noprint|accessibility|navbox|printfooter|catlinks|widgets"
    r"|dropdown|portlet|interlanguage"
    r"|facebook|whatsapp|telegram|instagram|twitter"
)
_CHROME_PHRASES = re.compile(
    r"^(?:hidden|offscreen|hide)$|(?:^|-)(?:read-more|see-more|more-(?:news|stories|articles|posts|from|on|in)|(?:read|see)-also|also-(?:read|like)"
    r"|author-(?:bio|box|info|card|about|profile|description)|about-(?:the-)?author|(?:next|prev|previous)-(?:post|article|page|story)"
    r"|up-next|top-stories|most-read|no-print|print-(?:none|hidden|only)|sr-only|screen-reader(?:-text)?|visually-hidden"
    r"|d-none|is-hidden|comment-(?:list|body|form|respond|area)|tag-(?:links|list|cloud)|cat(?:egory)?-(?:links|list)"
    r"|jump-link|top-bar|bottom-bar|side-bar|bread-crumbs?|table-of-contents|skip-(?:to|link)|support-us|contact-us|reading-time|read-time"
    r"|lang(?:uage)?s?-(?:switch\w*|select\w*|menu|list|nav|bar|picker)|tag-list)(?:-|$)"
)
_NOT_SAID = frozenset({"has", "no", "with", "without", "not", "js", "supports", "hentry", "elementor"})
"""First words of names that say what an element has, or hasn't, and not what it is."""
_ATTRIBUTIVE = re.compile(
    r"(?:tag|category|author|format|status|type|section)-(?!links|list|cloud|bio|box|info|card|about|profile)"
)
_OWN_HEADER = re.compile(r"(?:article|entry|post|story|content|node|single|title|section|block|card|news|item)s?-")
_HEADER_WORDS = frozenset({"header", "masthead", "banner", "topheader", "siteheader"})
_WIDGET = re.compile(r"widget|widget-area|widget_\w+")
_HASHED = "ad"
"""Alone, this is as often one of the two-letter names that build tools give to classes."""
_EMBEDDED = frozenset({"tweet", "embed", "embedded", "media"})
_NEVER_JUDGED = frozenset({"html", "body", "main", "article"})
_BODY = re.compile(
    r"article-?body|(?:entry|post|article|story|news)-?(?:content|text)|story-?body|post-?body|field-name-body|mw-parser-output"
)
_AUTHOR = re.compile(r"(?:^|-)(?:byline|author|authors|writer|writers|reporter|contributor|contributors)(?:-|$)")
_DATE = re.compile(r"(?:^|-)(?:date|dates|dateline|datetime|published|pubdate|timestamp|time|posted|updated)(?:-|$)")
_META = re.compile(r"(?:^|-)(?:meta|submitted|byline)(?:-|$)")
_TITLE = re.compile(r"(?:^|-)(?:headline|(?:article|entry|post|story|page|node|news|main)-(?:title|headline))(?:-|$)")
_CAPTION = re.compile(r"(?:^|-)(?:caption|caption-text|captions|figcaption|photo-credit|image-credit)(?:-|$)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")
_TOKEN_LIMIT = 60
_LONGEST_NAMES = 2000
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?:^|-)(?:sr-only|screen-reader-text|visually-hidden|editsection)(?:-|$)")


def is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element is not seen on the page: hidden by attribute or style, or a dialog that is not open."""
    if tag in {"html", "body"}:
        return False
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    return "style" in attributes and bool(_HIDDEN_STYLE.search(attributes["style"]))


def is_unspoken(attributes: Mapping[str, str]) -> bool:
    """Say whether words inside a line are seen by no reader: icons, edit links, notes for screen readers."""
    if attributes.get("aria-hidden") == "true":
        return True
    return any(_INVISIBLE.search(_joined(token)) for token in tokens(attributes))


def tokens(attributes: Mapping[str, str]) -> tuple[str, ...]:
    """List the class and id names of an element."""
    names = f"{attributes.get('class', '')[:_LONGEST_NAMES]} {attributes.get('id', '')[:_LONGEST_NAMES]}"
    return tuple(name for name in names.split() if len(name) <= _TOKEN_LIMIT)


def part(tag: str, attributes: Mapping[str, str]) -> str:
    """Name the part of a page an element is by itself: `chrome`, `named chrome`, `header`, `body`, `main` or ""."""
    role, itemprop = attributes.get("role", ""), attributes.get("itemprop", "")
    if "articleBody" in itemprop:
        return "body"
    if tag in {"main", "article"} or role in {"main", "article"}:
        return "main" if role != "complementary" else "chrome"
    if tag == "footer" and any(_META.search(_joined(token)) for token in tokens(attributes)):
        return ""
    if tag in _CHROME_TAGS or role in _CHROME_ROLES:
        return "chrome"
    if tag == "header" or role == "banner":
        return "header"
    return "" if tag in _NEVER_JUDGED else _part_by_name(tag, attributes)


def _part_by_name(tag: str, attributes: Mapping[str, str]) -> str:
    names = tokens(attributes)
    parts = {name_part(name) for name in ((*names, tag) if "-" in tag else names)}
    if attributes.get("aria-hidden") == "true":
        parts.add("named chrome")
    return next((found for found in ("named chrome", "header", "body") if found in parts), "")


@lru_cache(maxsize=8192)
def name_part(token: str) -> str:
    """Name the part of a page that one class or id name tells: `named chrome`, `header`, `body` or ""."""
    joined = _joined(token)
    words = joined.split("-")
    if _CHROME_PHRASES.search(joined) or _WIDGET.fullmatch(token.lower()):
        return "named chrome"
    if words[0] in _NOT_SAID or {"has", "no", "with", "without"} & set(words[:-1]) or _ATTRIBUTIVE.match(joined):
        return ""
    if joined != _HASHED and any(map(_CHROME_WORDS.fullmatch, words)) and not _EMBEDDED & set(words):
        return "named chrome"
    if _HEADER_WORDS & set(words):
        return "" if _OWN_HEADER.match(joined) else "header"
    return "body" if _BODY.fullmatch(joined) else ""


def hints(tag: str, attributes: Mapping[str, str]) -> frozenset[str]:
    """Say what the markup calls the words of an element: title, author, date, caption."""
    if not attributes or tag in _NEVER_JUDGED or tag == "section":
        return frozenset({"date"} if tag == "time" else ())
    itemprop = attributes.get("itemprop", "")
    found = set().union(*(_token_hints(token) for token in tokens(attributes)))
    found |= {"title"} if "headline" in itemprop else set()
    found |= {"author"} if itemprop == "author" or "author" in attributes.get("rel", "").split() else set()
    found |= {"date"} if tag == "time" or itemprop in {"datePublished", "dateCreated", "dateModified"} else set()
    found |= {"version"} if "hreflang" in attributes else set()
    return frozenset(found)


@lru_cache(maxsize=8192)
def _token_hints(token: str) -> frozenset[str]:
    joined = _joined(token)
    pairs = (("author", _AUTHOR), ("date", _DATE), ("title", _TITLE), ("caption", _CAPTION))
    return frozenset(hint for hint, pattern in pairs if pattern.search(joined))


@lru_cache(maxsize=8192)
def _joined(token: str) -> str:
    return "-".join(_WORD.findall(token)).lower()
