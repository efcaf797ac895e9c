"""Segmented portions → links: where each leads, what it is for, what the document says of it.

`labels` finds the words that introduce a link, `role`, `language` and `published` read what the URL and those
words tell. The words *canonical*, *display* and *host* are `text.urls`.
"""

from ezri_archive.identifiers import link_id
from ezri_archive.links.labels import Mention, label_of, mentions, words_of
from ezri_archive.links.language import target_language
from ezri_archive.links.published import url_date
from ezri_archive.links.role import RELATED_LIST, VERSION_NOTE, link_role
from ezri_archive.records import Link, SegmentedPortion
from ezri_archive.text import canonical_url, display_url, host

__all__ = ["link_role", "links_of", "target_language", "url_date"]


def links_of(portion: SegmentedPortion, *, document_id: str, first_number: int, context: str = "") -> tuple[Link, ...]:
    """Describe the links of a portion, numbered from `first_number`: one for each canonical URL.

    Where a URL is named twice, the first mention counts. The label is the text of the link, or, where that is
    the URL itself or says only "here", the words before it in its segment; where the URL stands alone, the
    words before that. In a version note with one link the whole note is its label. `context` is what stands
    before the portion, for one that begins with a bare URL.
    """
    first: dict[str, Mention] = {}
    for mention in mentions(portion):
        first.setdefault(canonical_url(mention.mark.target), mention)
    return tuple(
        _link(mention, portion, link_id(document_id, number), context)
        for number, mention in enumerate(first.values(), first_number)
    )


def _link(mention: Mention, portion: SegmentedPortion, identifier: str, context: str) -> Link:
    url, portion_role = mention.mark.target, portion.role.value
    label = label_of(mention, portion, context, whole_note=portion_role == VERSION_NOTE)
    words = words_of(mention.segment)
    said = words if mention.is_only_link else ""
    # In running text a date before a link is that of what is told, not of the page it leads to.
    dated = f"{label}\n{words}" if portion_role in {VERSION_NOTE, RELATED_LIST} else ""
    return Link(
        id=identifier,
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
