"""A text → its words and what stands between them, for tools that count in words."""

from collections.abc import Iterator

from ezri_archive.text import key_words


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into words (true) and what stands between (false); joined again they are the text.

    A word keeps its points, joiners and abbreviation marks: `צה"ל` and `کتاب‌ها` are one word each.
    """
    place = 0
    for word in key_words(text):
        if word.start < place:
            continue  # several words of the key came out of one
        if word.start > place:
            yield text[place : word.start], False
        yield text[word.start : word.end], True
        place = word.end
    if place < len(text):
        yield text[place:], False
