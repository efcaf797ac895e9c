"""What is attached to a `Letter` → a name for each, which is its path among the sources, and a notice for each."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from ezri_archive.readers.mail.letters import Attachment, Letter
from ezri_archive.readers.names import Taken, clean_name, shown
from ezri_archive.records import MEDIA_TYPES, Notice

_SUFFIXES = {
    "message/rfc822": ".eml", "application/vnd.ms-outlook": ".msg", "text/plain": ".txt", "text/html": ".html",
    "application/pdf": ".pdf", "application/zip": ".zip", "application/x-zip-compressed": ".zip",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "text/calendar": ".ics",
    "application/vnd.oasis.opendocument.text": ".odt", "application/msword": ".doc", "application/xml": ".xml",
    "text/xml": ".xml", "application/tei+xml": ".xml", "image/png": ".png", "image/jpeg": ".jpg",
}  # fmt: skip
"""How the name of a file of a type ends, where its sender gave it none."""


def attached_names(letter: Letter) -> tuple[str, ...]:
    """Name what is attached, apart: `report.pdf`, and `report-2.pdf` where two have one name."""
    taken = Taken()
    return tuple(taken.free(_attached_name(one, number)) for number, one in enumerate(letter.attachments, 1))


def attached_notices(letter: Letter, path: str) -> Iterator[Notice]:
    """Say of what is attached to the mail at `path` where it is read, or that it has no reader."""
    for name in attached_names(letter):
        place = f"{path}/{name}"
        if PurePosixPath(name).suffix.lower() in MEDIA_TYPES:
            yield Notice("info", "attachment", f"“{shown(name)}” is attached: {place}", place)
        else:
            message = f"the attachment “{shown(name)}” is not read; save it as text, a page or PDF among the sources"
            yield Notice("warning", "attachment-not-read", message, place)


def _attached_name(attachment: Attachment, number: int) -> str:
    """Name an attachment: without folders, by its type where its name has no suffix, by number where it has none."""
    name = PurePosixPath(clean_name(attachment.name)).name.lstrip(". ") or f"attachment-{number}"
    suffix = _SUFFIXES.get(attachment.media_type, "")
    is_letter = attachment.media_type == "message/rfc822" and not name.lower().endswith(".eml")
    return f"{name}{suffix}" if is_letter or not PurePosixPath(name).suffix else name
