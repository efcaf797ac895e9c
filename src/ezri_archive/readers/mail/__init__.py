"""Mail (EML, MSG) → `Document`: bytes to a `Letter`, a letter to its texts, a text without what it only repeats."""

from ezri_archive.readers.mail.reading import open_letter, read_mail

__all__ = ["open_letter", "read_mail"]
