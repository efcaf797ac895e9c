"""Bytes → text: the encodings of Unicode, and those of Hebrew, Persian and Arabic before it."""

from ezri_archive.readers.encodings.decoding import Decoded, decode, register_codecs

__all__ = ["Decoded", "decode", "register_codecs"]
