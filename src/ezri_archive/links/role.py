"""A URL and the words around it → what the link is for."""

import re

from ezri_archive.links.language import is_language_tag
from ezri_archive.text import canonical_url, fold, host

VERSION_NOTE = "version note"
RELATED_LIST = "related list"

_SOCIAL_HOSTS = frozenset({
    "twitter.com", "x.com", "t.co", "facebook.com", "fb.com", "fb.me", "fb.watch", "youtube.com",
    "youtu.be", "instagram.com", "instagr.am", "t.me", "telegram.me", "telegram.org",
    "linkedin.com", "lnkd.in", "aparat.com", "tiktok.com", "threads.net", "threads.com",
    "bsky.app", "pinterest.com", "soundcloud.com", "clubhouse.com", "whatsapp.com", "wa.me",
    "vk.com", "reddit.com", "tumblr.com", "flickr.com", "vimeo.com", "eitaa.com", "rubika.ir",
    "ble.ir", "splus.ir", "virasty.com", "mastodon.social",
})  # fmt: skip
_OWN_SITE = re.compile(
    "|".join(
        fold(words)
        for words in (
            "our site", "our website", "our web site", "our homepage", "our home page",
            "home page", "homepage", "official site", "official website", "visit us", "אתר הבית",
            "באתרנו", "לאתרנו", "האתר שלנו", "אתר המרכז", "אתר האינטרנט", "וובסייט", "سایت ما",
            "وبسایت", "وب سایت", "تارنما", "پایگاه اینترنتی",
        )
    )
)  # fmt: skip
_FRONT_PAGE = re.compile(r"(?:index|default|home|main)(?:\.\w+)?", re.IGNORECASE)
_NEAR_ROOT = 2


def link_role(url: str, *, context: str = "", portion_role: str = "") -> str:
    """Say what a link is for: mail, version, related, social, home or reference.

    A `version note` or a `related list` (`portion_role`) decides for its links; a social network is known by
    its host. Home is the front page of a site (its root, `/en/`, `/index.html`), or a page at most two steps
    below it that the words around (`context`) call a site or home page.
    """
    if canonical_url(url).startswith("mailto:"):
        return "mail"
    if portion_role in {VERSION_NOTE, RELATED_LIST}:
        return "version" if portion_role == VERSION_NOTE else "related"
    if _is_social(host(url)):
        return "social"
    return "home" if _is_home(canonical_url(url), fold(context)) else "reference"


def _is_social(name: str) -> bool:
    return any(name == known or name.endswith(f".{known}") for known in _SOCIAL_HOSTS)


def _is_home(canonical: str, words: str) -> bool:
    found = re.fullmatch(r"https?://[^/]+/([^?#]*)(\?[^#]*)?(?:#.*)?", canonical)
    if not found or found[2]:
        return False
    steps = [step for step in found[1].split("/") if step]
    if all(is_language_tag(step) or _FRONT_PAGE.fullmatch(step) for step in steps):
        return True
    return len(steps) <= _NEAR_ROOT and bool(_OWN_SITE.search(words))
