"""A saved web page → `Document`: its main text as blocks, and all the rest of it as blocks of boilerplate.

`parsing` makes the tree, `declared` and `linked_data` read what the page says of itself, `walking` and `lines` find the
passages, `names`, `prose`, `totals` and `main_text` tell main text from the page around it, `front` finds title, byline
and date. A page has no text of its own to count offsets in: they count in its blocks' texts joined by line breaks.
"""

from collections.abc import Sequence
from dataclasses import replace

from ezri_archive.dates import FoundDate, find_dates
from ezri_archive.errors import SourceError
from ezri_archive.languages import LANGUAGES, UNDETERMINED, identify
from ezri_archive.readers.declared import FrontMatter, declared_metadata
from ezri_archive.readers.html.declared import Head, parse_published, read_head
from ezri_archive.readers.html.front import Declared, front_roles, reads_as_title
from ezri_archive.readers.html.main_text import find_main_text
from ezri_archive.readers.html.parsing import parse_page
from ezri_archive.readers.html.prose import is_version_note
from ezri_archive.readers.html.records import Page, Passage
from ezri_archive.readers.html.walking import walk
from ezri_archive.records import Block, Date, Document, Mark, Metadata, Notice, Source, SourceFacts
from ezri_archive.text import OffsetMap, canonical_url, script_of

BOILERPLATE = "boilerplate"

_SAMPLE = 4000
_SURE = 0.9
_FEWEST_WORDS = 8


def read_html(source: Source, document_id: str) -> Document:
    """Read a saved page; raises SourceError for what is no text, has none, or is too large or deep to be a page."""
    parsed = parse_page(source)
    head = read_head(parsed.root, parsed.text, visual=parsed.decoded.visual)
    page = walk(parsed.root, base=head.base, visual=parsed.decoded.visual, where=source.path)
    if not page.passages:
        message = "has no text; expected at least one word"
        raise SourceError(message, where=source.path, code="empty")
    roles = _roles(page, head)
    blocks, wrong = _blocks(page, roles)
    metadata, doubts = _metadata(head, blocks, source)
    facts = SourceFacts(
        source.path,
        source.sha256,
        source.media_type,
        parsed.decoded.encoding,
        len(source.content),
        source.sidecar.digest,
        parsed.decoded.confidence,
    )
    notices = (*parsed.notices, *doubts, *wrong, *_no_main_text(blocks), *_alternates(head, blocks))
    return Document(id=document_id, source=facts, blocks=blocks, declared=metadata, notices=notices)


# --- roles -----------------------------------------------------------------------------------------------------


def _roles(page: Page, head: Head) -> list[str]:
    """Give every passage its role: boilerplate unless it is main text or belongs to its front."""
    declared = _declared(head)
    is_title = reads_as_title(page, declared)
    main = find_main_text(page, is_title=is_title, alternates=declared.alternates)
    roles = dict.fromkeys(range(len(page.passages)), BOILERPLATE)
    roles |= {number: _own_role(page.passages[number], declared.alternates) for number in main.passages}
    front = front_roles(page, main, is_title, declared)
    roles |= {n: role or _own_role(page.passages[n], declared.alternates) for n, role in front.items()}
    return [roles[number] for number in range(len(page.passages))]


def _declared(head: Head) -> Declared:
    addresses = frozenset(address for _, address in head.alternates)
    return Declared(head.titles, head.values["author"], head.values["publisher"], addresses)


def _own_role(passage: Passage, alternates: frozenset[str]) -> str:
    if passage.kind == "caption":
        return "caption"
    return "version note" if is_version_note(passage, alternates) else ""


# --- blocks ----------------------------------------------------------------------------------------------------


def _blocks(page: Page, roles: Sequence[str]) -> tuple[tuple[Block, ...], tuple[Notice, ...]]:
    """Make the blocks; a declared language that the text of a block contradicts is left out and reported."""
    blocks: list[Block] = []
    wrong: dict[str, list[int]] = {}
    start = 0
    for passage, role in zip(page.passages, roles, strict=True):
        language = passage.language if _bears_out(passage.text, passage.language) else ""
        if passage.language and not language:
            wrong.setdefault(passage.language, []).append(passage.line)
        blocks.append(_block(passage, role, language, start))
        start += len(passage.text) + 1
    return tuple(blocks), tuple(_wrong_language(code, _place(lines)) for code, lines in wrong.items())


def _place(lines: Sequence[int]) -> str:
    others = f" and {len(lines) - 1:,} more" if len(lines) > 1 else ""
    return f"line {lines[0]}{others}"


def _block(passage: Passage, role: str, language: str, start: int) -> Block:
    is_title = role == "title"
    return Block(
        kind="heading" if is_title else passage.kind,
        text=passage.text,
        start=start,
        end=start + len(passage.text),
        line=passage.line,
        offsets=OffsetMap(((0, start),)),
        marks=passage.marks,
        level=passage.level or 1 if is_title else passage.level,
        language=language,
        role=role,
    )


def _bears_out(text: str, code: str) -> bool:
    """Say whether a text can be in the language it is said to be in: its script, and for longer texts its letters."""
    if not code:
        return False
    if code in LANGUAGES and script_of(text) not in {LANGUAGES[code].script, "Zyyy"}:
        return False
    if len(text.split()) < _FEWEST_WORDS:
        return True
    found = identify(text[:_SAMPLE])
    return found.code in {code, UNDETERMINED} or found.confidence < _SURE


def _wrong_language(code: str, place: str) -> Notice:
    return Notice(
        "warning", "language-contradicted", f"declares the language {code}, but its text is in another", place
    )


# --- metadata and notices --------------------------------------------------------------------------------------


def _metadata(head: Head, blocks: Sequence[Block], source: Source) -> tuple[Metadata, tuple[Notice, ...]]:
    """Complete what the head declares by title, byline and date on the page; the sidecar has the last word."""
    values = {**head.values, "title": _title(head, blocks)}
    notices: tuple[Notice, ...] = ()
    sample = " ".join(block.text for block in blocks if block.role != BOILERPLATE)[:_SAMPLE]
    if values["language"] and not _bears_out(sample, values["language"]):
        notices = (_wrong_language(values["language"], "the whole page"),)
        values["language"] = ""
    said = FrontMatter({key: value for key, value in values.items() if value})
    metadata, unread = declared_metadata(said, source.sidecar, source.path)
    published = metadata.published or head.published or _date_on_page(blocks)
    return replace(metadata, published=published), (*notices, *unread)


def _title(head: Head, blocks: Sequence[Block]) -> str:
    """Give the title as it stands on the page; as the head has it, without the site's name, where it does not."""
    on_page = next((block.text for block in blocks if block.role == "title"), "")
    declared = next(iter(head.titles), "")
    site = head.values["publisher"]
    before, border, _ = declared.rpartition(site) if site and declared.endswith(site) else (declared, "", "")
    return on_page or (before.rstrip(" |-–—:·•") if border else declared)


def _date_on_page(blocks: Sequence[Block]) -> Date | None:
    """Read the date in the page's own date lines: alone, or among other words."""
    for block in blocks:
        if block.role in {"date", "byline"}:
            found = parse_published(block.text) or next((_date(found) for found in find_dates(block.text)), None)
            if found:
                return found
    return None


def _date(found: FoundDate) -> Date:
    return Date(found.iso, found.precision, found.calendar, found.written)


def _no_main_text(blocks: Sequence[Block]) -> tuple[Notice, ...]:
    if any(block.role != BOILERPLATE for block in blocks):
        return ()
    return (Notice("warning", "no-main-text", "no main text found; all of the page is boilerplate"),)


def _alternates(head: Head, blocks: Sequence[Block]) -> tuple[Notice, ...]:
    """Report the versions in other languages that the page declares where no reader sees it."""
    seen = {canonical_url(mark.target) for mark in _version_links(blocks)}
    return tuple(
        Notice("info", "alternate-version", f"declares a version in {code}: {address}")
        for code, address in head.alternates
        if canonical_url(address) not in seen
    )


def _version_links(blocks: Sequence[Block]) -> list[Mark]:
    notes = (block for block in blocks if block.role == "version note")
    return [mark for block in notes for mark in block.marks if mark.kind == "link"]
