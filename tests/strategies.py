"""Hypothesis strategies → texts as the archive holds them: words, sentences and Markdown in three scripts."""

from hypothesis import strategies as st

ENGLISH = ("harbour", "salt", "The", "caravan", "letter", "1962", "No.", "Anzali,", "café", "(see", "it's")
HEBREW = ("נמל", "מלח", "השיירה", 'ד"ר', "איגרת", "1962", "ע״י", "שָׁלוֹם", "בן-גוריון", "צה״ל,")
PERSIAN = ("بندر", "نمک", "می‌رود", "نامه", "۱۳۴۱", "خلیج", "كتاب", "گفت‌وگو", "راه،", "ۀ")
LANGUAGES = {"en": ENGLISH, "he": HEBREW, "fa": PERSIAN}

MARKUP = (
    "*", "**", "***", "_", "__", "[", "]", "](", ")", "<", ">", "\\", "&amp;", "&#1513;", "<sup>", "</sup>", "<b>",
    "</b>", "<br>", "<https://almog.example/a_b>", "[label](https://almog.example)", "https://almog.example/x?a=1&b=2",
    "!", "`", "# ", "- ", "1. ", "> ", "| a | b |", "---", "===", "\n", "\n\n", "\r\n", "  \n", "\\\n", "\t", "\u00a0",
    "\u0651", "e\u0301", "\u1112\u1161\u11ab", "\u200f", "\u200c", "\x07", "\ufeff", "\u2028",
    "<mail@almog.example>",
)  # fmt: skip
"""Everything a reader of Markdown takes for more than words, and what is hard about Unicode."""


def words(language: str) -> st.SearchStrategy[str]:
    """Make one word of a language, as documents write it."""
    return st.sampled_from(LANGUAGES[language])


def sentences(language: str, *, shortest: int = 1, longest: int = 12) -> st.SearchStrategy[str]:
    """Make words of one language with single spaces, ending in a full stop."""
    return st.lists(words(language), min_size=shortest, max_size=longest).map(lambda line: " ".join(line) + ".")


def trilingual_sentences() -> st.SearchStrategy[str]:
    """Make a sentence of any of the three languages, now and then with a word of another in it."""
    mixed = st.lists(st.sampled_from((*ENGLISH, *HEBREW, *PERSIAN)), min_size=1, max_size=12).map(" ".join)
    return st.one_of(*map(sentences, LANGUAGES), mixed)


def paragraphs() -> st.SearchStrategy[str]:
    """Make some sentences in a row."""
    return st.lists(trilingual_sentences(), min_size=1, max_size=4).map(" ".join)


def texts() -> st.SearchStrategy[str]:
    """Make plain text: paragraphs with blank lines between them."""
    return st.lists(paragraphs(), min_size=1, max_size=6).map("\n\n".join)


def markdown() -> st.SearchStrategy[str]:
    """Make words and markup in any order: most of it is no well-formed Markdown."""
    pieces = st.sampled_from((*ENGLISH, *HEBREW, *PERSIAN, *MARKUP, " ", " "))
    return st.lists(pieces, max_size=30).map("".join)


def file_names() -> st.SearchStrategy[str]:
    """Make relative paths of sources, alike enough to clash now and then."""
    folders = st.lists(st.sampled_from(("a", "letters", "נמל")), max_size=2)
    stems = st.one_of(
        st.sampled_from(("a", "A", "a-txt", "گزارش ۱", "שָׁלוֹם", "שלום", "12", "café", "salt_road.he", "🎉")),
        st.text(st.characters(codec="utf-8", exclude_characters="/", exclude_categories=["C"]), min_size=1),
    )
    suffixes = st.sampled_from((".txt", ".md", ".MD", "", ".pdf"))
    return st.builds(lambda parts, stem, suffix: "/".join((*parts, stem + suffix)), folders, stems, suffixes)
