"""A mail (EML, MSG) → `Document`: its subject, sender and date, and its text; what is attached are other sources."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ezri_archive.errors import SourceError
from ezri_archive.readers.drafts import Draft, document_of
from ezri_archive.readers.encodings import Decoded, decode
from ezri_archive.readers.mail.attachments import attached_notices
from ezri_archive.readers.mail.letters import Body, Letter, Part
from ezri_archive.readers.mail.mime import read_mime
from ezri_archive.readers.mail.outlook import read_outlook
from ezri_archive.readers.mail.replies import OWN, QUOTATION, SIGNATURE, Line, passages, sort_lines, unflowed
from ezri_archive.readers.text import MAXIMUM_LINE
from ezri_archive.readers.text.inline import read_inline
from ezri_archive.readers.text.lines import stretches
from ezri_archive.records import Block, Document, Notice, Source

LARGEST_TEXT = 10_000_000
"""The longest text of a mail that is read, in characters."""

MOST_LINES = 50_000
"""The most lines with a word in them that the text of a mail may have."""

_STUB_WORDS = 60
_STUB_TIMES = 3
"""A plain text of fewer words, with three times as many beside it in HTML, only says that there is HTML."""

_BLANK = re.compile(r"(?:\r\n|[\r\n]){3,}")
_LINE = re.compile(r"[^\r\n]+")
_UNSEEN = re.compile(r"<(/?)(?:script|style|head)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SAMPLE = 1_000_000


def read_mail(source: Source, document_id: str) -> Document:
    """Read a mail; what is attached are sources of their own (`containers`), named in notices.

    Offsets count in the document's own text, the texts of its blocks joined by line breaks; a block's `line` is its
    number. Raises SourceError for what is no mail, has no word, or whose only text cannot be read.
    """
    letter = open_letter(source.content, source.media_type, source.path)
    reading = _Reading(source, document_id, letter.subject, list(letter.body_notices))
    texts = [draft for body in letter.bodies for draft in reading.body(body)]
    if reading.problems and not texts:
        raise reading.problems[0]
    reading.notices += [_as_notice(problem) for problem in reading.problems]
    reading.notices += attached_notices(letter, source.path)
    values = {"title": letter.subject, "author": letter.author, "date": letter.day, "url": letter.url}
    declared = {key: value for key, value in values.items() if value}
    drafts = [*_header_drafts(letter), *texts]
    document = document_of(source, document_id, drafts, declared=declared, notices=reading.notices)
    return replace(document, source=replace(document.source, encoding=reading.encoding))


def open_letter(content: bytes, media_type: str, path: str) -> Letter:
    """Take a mail apart by its media type; raises SourceError, naming `path`, for what is no mail."""
    if media_type == "application/vnd.ms-outlook":
        return read_outlook(content, path)
    return read_mime(content, path)


def _as_notice(problem: SourceError) -> Notice:
    return Notice("error", problem.code, f"one form of its text: {problem.message}", problem.place)


def _header_drafts(letter: Letter) -> Iterator[Draft]:
    if letter.subject:
        yield Draft("heading", letter.subject, level=1, role="title")
    if letter.sender:
        yield Draft("paragraph", letter.sender, role="byline")
    if letter.date:
        yield Draft("paragraph", letter.date, role="date")


# --- bodies -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """A mail being read: what a person should know of it, and which forms of its text could not be read."""

    source: Source
    document_id: str
    subject: str
    notices: list[Notice]
    problems: list[SourceError] = field(default_factory=list)
    encoding: str = ""

    def body(self, body: Body) -> list[Draft]:
        """Read a text in the better of its forms: plain, unless that only says that there is another."""
        forms: list[tuple[Callable[[Part], list[Draft]], tuple[Part, ...]]]
        forms = [(self._plain, body.plain), (self._html, body.html)]
        if body.html and _is_stub(body):
            forms.reverse()
        for read, parts in forms:
            drafts = [draft for part in parts for draft in self._attempted(read, part)]
            if drafts:
                return drafts
        return []

    def _attempted(self, read: Callable[[Part], list[Draft]], part: Part) -> list[Draft]:
        try:
            return read(part)
        except SourceError as problem:
            if problem.code != "empty":
                self.problems.append(problem)
            return []

    def _plain(self, part: Part) -> list[Draft]:
        decoded = self._decoded(part, markup=False)
        _refuse_too_large(decoded.text, self.source.path)
        text = _BLANK.sub("\n\n", decoded.text)
        text = unflowed(text, delete_space=part.delete_space) if part.flowed else text
        _refuse_too_large(text, self.source.path)
        return list(plain_drafts(text, subject=self.subject))

    def _html(self, part: Part) -> list[Draft]:
        try:
            from ezri_archive.readers.html import read_html  # noqa: PLC0415 - most mail is read without it
        except ImportError as error:
            message = "has its text in HTML, and the reader of HTML is not installed"
            raise SourceError(message, where=self.source.path, code="missing-reader") from error
        decoded = self._decoded(part, markup=True)
        page = replace(self.source, media_type="text/html", content=_page(part, decoded))
        document = read_html(page, self.document_id)
        self.notices += document.notices
        return html_drafts(document.blocks, subject=self.subject)

    def _decoded(self, part: Part, *, markup: bool) -> Decoded:
        decoded = decode(part.content, declared=part.charset, markup=markup, where=self.source.path)
        self.encoding = self.encoding or decoded.encoding
        self.notices += decoded.notices
        return decoded


def _page(part: Part, decoded: Decoded) -> bytes:
    """Make a page that says its charset, which only the header of the mail knew; a mark outranks a meta element."""
    if decoded.visual:  # the reader of HTML turns it, when it has found the lines
        return f'<meta charset="{decoded.encoding}">'.encode() + part.content
    return codecs.BOM_UTF8 + decoded.text.encode()


def _is_stub(body: Body) -> bool:
    """Say whether a plain text only stands for the HTML beside it; one that cannot be decoded does not."""
    try:
        words = sum(len(_looked_at(part).split()) for part in body.plain)
        return words < _STUB_WORDS and _html_words(body.html) > _STUB_TIMES * words
    except SourceError:
        return False


def _looked_at(part: Part) -> str:
    try:
        return decode(part.content, declared=part.charset, markup=True).text
    except SourceError as error:
        if error.code != "empty":
            raise
        return ""


def _html_words(parts: Iterable[Part]) -> int:
    """Count the words of pages roughly: what stands in no tag, script, style or head."""
    count = 0
    for part in parts:
        pieces = _UNSEEN.split(f"<{_looked_at(part)[:_SAMPLE]}")
        for slash, text in zip(["/", *pieces[1::2]], pieces[::2], strict=True):
            count += len(_TAG.sub(" ", f"<{text}").split()) if slash else 0
    return count


def _refuse_too_large(text: str, path: str) -> None:
    if len(text) > LARGEST_TEXT:
        message = f"has a text of {len(text):,} characters; expected at most {LARGEST_TEXT:,}"
        raise SourceError(message, where=path, code="too-large")
    longest = lines = 0
    for found in _LINE.finditer(text):
        longest, lines = max(longest, found.end() - found.start()), lines + 1
    if lines > MOST_LINES:
        message = f"has a text of {lines:,} lines; expected at most {MOST_LINES:,}"
        raise SourceError(message, where=path, code="too-large")
    if longest > MAXIMUM_LINE:
        message = f"has a line of {longest:,} characters; expected at most {MAXIMUM_LINE:,}"
        raise SourceError(message, where=path, code="line-too-long")


# --- text → drafts ----------------------------------------------------------------------------------------------

_ROLES = {SIGNATURE: "boilerplate"}


def plain_drafts(text: str, *, subject: str) -> Iterator[Draft]:
    """Make drafts of a plain text, by the rules for lines and marks of every plain text."""
    for passage in passages(text, subject=subject):
        for stretch in stretches(passage.text, 0, markdown=False):
            inline = read_inline(passage.text, stretch.start, stretch.end)
            kind = "quotation" if passage.kind == QUOTATION else stretch.kind
            level = 0 if kind == "quotation" else stretch.level
            yield Draft(kind, inline.text, inline.marks, level, role=_ROLES.get(passage.kind, ""))


def html_drafts(blocks: Sequence[Block], *, subject: str) -> list[Draft]:
    """Make drafts of the blocks of a page, with quotations and signatures told as in plain text."""
    lines = [Line(block.text, QUOTATION if block.kind == "quotation" else OWN) for block in blocks]
    sorted_lines = sort_lines(lines, subject=subject)
    return [_html_draft(block, line.kind) for block, line in zip(blocks, sorted_lines, strict=True)]


def _html_draft(block: Block, kind: str) -> Draft:
    draft = Draft(block.kind, block.text, block.marks, block.level, block.language, block.role, block.page)
    if kind == QUOTATION:
        return replace(draft, kind="quotation", level=0, role="")
    return replace(draft, role=_ROLES.get(kind, block.role))
