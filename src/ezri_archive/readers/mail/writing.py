"""`Letter` → the bytes of a mail: for a message that was embedded in another, and is no file of its own."""

from email.message import EmailMessage
from email.policy import SMTP

from ezri_archive.readers.mail.letters import Attachment, Letter, Part
from ezri_archive.readers.names import clean_name

_LETTER = "message/rfc822"


def as_mime(letter: Letter) -> bytes:
    """Write a letter as a mail (RFC 5322, MIME), the same bytes for the same letter."""
    message = EmailMessage(policy=SMTP)
    for name, value in (("Subject", letter.subject), ("From", letter.sender), ("Date", letter.date)):
        if value:
            message[name] = value
    message.make_mixed()
    for body in letter.bodies:
        forms = EmailMessage(policy=SMTP)
        forms.make_alternative()
        for subtype, parts in (("plain", body.plain), ("html", body.html)):
            for text in parts:
                forms.attach(_text(text, subtype))
        message.attach(forms)
    for attachment in letter.attachments:
        _attach(message, attachment)
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, multipart in enumerate(multiparts):
        multipart.set_boundary(f"=_{number}_=")  # in no line of base64, which all parts are written in
    return message.as_bytes()


def _text(part: Part, subtype: str) -> EmailMessage:
    text = EmailMessage(policy=SMTP)
    text.set_content(
        part.content, "text", subtype, cte="base64", params={"charset": part.charset} if part.charset else {}
    )
    return text


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subtype = attachment.media_type.partition("/")
    if kind in {"", "multipart", "message"} or not subtype.isascii() or not subtype:
        kind, subtype = "application", "octet-stream"
    name = clean_name(attachment.name)
    name = f"{name}.eml" if attachment.media_type == _LETTER and not name.lower().endswith(".eml") else name
    message.add_attachment(attachment.content, kind, subtype, cte="base64", filename=name)
