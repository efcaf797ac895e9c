"""Segmented portions → links: where each leads, what it is for, what the document says of it.

`labels` finds the words that introduce a link, `role`, `language` and `published` read what the URL and those
words tell. The words *canonical*, *display* and *host* are `text.urls`.
"""

from dataclasses import replace

from ezri_archive.identifiers import link_id
from ezri_archive.links.labels import Mention, label_of, mentions, words_of
from ezri_archive.links.language import target_language
from ezri_archive.links.published import url_date
from ezri_archive.links.role import RELATED_LIST, VERSION_NOTE, link_role
from ezri_archive.records import Date, Link, Segment, SegmentedPortion
from ezri_archive.text import canonical_url, display_url, host

__all__ = ["link_role", "links_of", "target_language", "url_date"]


def links_of(portion: SegmentedPortion, *, document_id: str, first_number: int, context: str = "") -> tuple[Link, ...]:
    """Describe the links of a portion, numbered from `first_number`: one for each canonical URL.

    Where a URL is named twice, the first mention counts. The label is the text of the link, or, where that is
    the URL itself or says only "here", the words before it in its segment; where the URL stands alone, the
    words before that. In a version note with one link the whole note is its label. `context` is what stands
    before the portion, for one that begins with a bare URL. A dated item of a related list that lost its
    address in copying is a link without one.
    """
    first: dict[str, Mention] = {}
    for mention in mentions(portion):
        first.setdefault(canonical_url(mention.mark.target), mention)
    found = [_link(mention, portion, context) for mention in first.values()]
    if portion.role.value == RELATED_LIST:
        found += _without_address(portion)
        found.sort(key=lambda link: [segment.id for segment in portion.segments].index(link.segment_id))
    return tuple(replace(link, id=link_id(document_id, number)) for number, link in enumerate(found, first_number))


def _without_address(portion: SegmentedPortion) -> list[Link]:
    """Read the items of a related list that are a title and a date only."""
    links: list[Link] = []
    for segment in portion.segments:
        published = None if any(mark.kind == "link" for mark in segment.marks) else url_date("", segment.text)
        if published:
            label = segment.text[: segment.text.rindex(published.written)].rstrip(" ,،–—-|(")
            links.append(_dated(portion, segment, label, published))
    return links


def _dated(portion: SegmentedPortion, segment: Segment, label: str, published: Date) -> Link:
    nowhere = {"url": "", "canonical_url": "", "display_url": "", "host": ""}
    return Link(
        id="",
        portion_id=portion.id,
        segment_id=segment.id,
        **nowhere,
        label=label,
        role=link_role("", portion_role=portion.role.value),
        language=segment.language,
        published=published,
    )


def _link(mention: Mention, portion: SegmentedPortion, context: str) -> Link:
    url, portion_role = mention.mark.target, portion.role.value
    label = label_of(mention, portion, context, whole_note=portion_role == VERSION_NOTE)
    words = words_of(mention.segment)
    said = words if mention.is_only_link else ""
    # In running text a date before a link is that of what is told, not of the page it leads to.
    dated = f"{label}\n{words}" if portion_role in {VERSION_NOTE, RELATED_LIST} else ""
    return Link(
        id="",
        portion_id=portion.id,
        segment_id=mention.segment.id,
        url=url,
        canonical_url=canonical_url(url),
        display_url=display_url(url),
        host=host(url),
        label=label,
        role=link_role(url, context=f"{label} {said}", portion_role=portion_role),
        language=target_language(url, label, said),
        published=url_date(url, dated),
    )
