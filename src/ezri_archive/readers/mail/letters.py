"""What every format of mail comes to: a `Letter` of headers, bodies and attachments."""

from dataclasses import dataclass

from ezri_archive.records import Notice


@dataclass(frozen=True, slots=True)
class Part:
    """A text as received, and the charset its header names; `flowed` and `delete_space` are those of RFC 3676."""

    content: bytes
    charset: str = ""
    flowed: bool = False
    delete_space: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """One text of a letter in the forms it has: plain, HTML, or both."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter, under the name its sender gave it; "" when it has none."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: `date` is as written, `day` in ISO 8601; `url` where the letter itself is archived.

    `body_notices` are about its text, `attachment_notices` about what came with it.
    """

    subject: str = ""
    sender: str = ""
    author: str = ""
    date: str = ""
    day: str = ""
    url: str = ""
    bodies: tuple[Body, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    body_notices: tuple[Notice, ...] = ()
    attachment_notices: tuple[Notice, ...] = ()
