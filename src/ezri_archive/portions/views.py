"""Blocks → `View`s: what the rules of language and role look at, computed once."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ezri_archive.dates import is_date_line
from ezri_archive.languages import ARCHIVE_LANGUAGES, UNDETERMINED, identify, language
from ezri_archive.phrases import CHROME as CHROME_PHRASES
from ezri_archive.phrases import GENRES, says, version_phrase
from ezri_archive.records import Block, Decision, Sidecar
from ezri_archive.text import letters, script_of

_SENTENCE_END = re.compile(r"[.!?؟…۔:][\"'”’»)\]]*$")
_LONG = 12
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class View:
    """A block, its language, and what is said of it at a glance; `bare` is its text without links."""

    index: int
    block: Block
    bare: str
    words: int
    language: Decision
    is_date: bool
    is_chrome: bool
    is_genre: bool
    says_version: bool

    @property
    def text(self) -> str:
        """The block's words."""
        return self.block.text

    @property
    def is_link(self) -> bool:
        """Nothing but a link, or a link and punctuation."""
        return not self.bare

    @property
    def is_sentence(self) -> bool:
        """Long enough, or with an end, to be running text."""
        return self.words > _LONG or bool(_SENTENCE_END.search(self.text))

    @property
    def is_short(self) -> bool:
        """Short and without an end: a title, a name, a label."""
        return not self.is_sentence

    @property
    def is_strong(self) -> bool:
        """Set in bold or as a heading from end to end."""
        whole = any(mark.kind == "strong" and mark.end - mark.start >= len(self.text) for mark in self.block.marks)
        return whole or self.block.kind == "heading"


def bare_text(block: Block) -> str:
    """Give a block's words without links that only repeat their address; "" when nothing with a letter is left."""
    text = block.text
    for mark in sorted(block.marks, key=lambda mark: -mark.start):
        if mark.kind == "link" and _is_address(text[mark.start : mark.end], mark.target):
            text = text[: mark.start] + text[mark.end :]
    return text.strip() if any(char.isalnum() for char in text) else ""


def _is_address(label: str, url: str) -> bool:
    """Say whether a link's words are its address or the tail of it, as converters leave them."""
    return label == url or url.removesuffix("/").endswith(label.removesuffix("/")) or "://" in label


def main_languages(blocks: Sequence[Block]) -> dict[str, str]:
    """Name the language most letters of each script are in, by script (ISO 15924)."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for block in blocks:
        text = bare_text(block)
        size = sum(letters(text).values())
        code = identify(text).code if size >= _FEWEST_LETTERS else UNDETERMINED
        if code != UNDETERMINED:
            counts[script_of(text)][code] += size**2
    return {script: found.most_common(1)[0][0] for script, found in counts.items()}


def views(blocks: Sequence[Block], declared: str, sidecar: Sidecar) -> list[View]:
    """Look at every block; `declared` is the language the document says it is in, "" when it says none."""
    contexts = main_languages(blocks)
    if declared:
        contexts[language(declared).script] = declared
    seen: list[View] = []
    for index, block in enumerate(blocks):
        bare = bare_text(block)
        decision = _language(block, bare, contexts, seen, sidecar)
        seen.append(
            View(
                index=index,
                block=block,
                bare=bare,
                words=len(block.text.split()),
                language=decision,
                is_date=is_date_line(block.text),
                is_chrome=says(block.text, CHROME_PHRASES),
                is_genre=says(block.text, GENRES),
                says_version=version_phrase(block.text) is not None,
            )
        )
    return seen


def _language(
    block: Block, bare: str, contexts: Mapping[str, str], before: Sequence[View], sidecar: Sidecar
) -> Decision:
    if overruled := _overruled(block, sidecar):
        return Decision(overruled, "sidecar")
    if block.language:
        return Decision(block.language, "declared-by-the-format")
    size = sum(letters(bare).values())
    if not size:
        nearby = before[-1].language.value if before else next(iter(contexts.values()), UNDETERMINED)
        return Decision(nearby, "as-the-block-before", 0.5)
    if size < _FEWEST_LETTERS:
        return Decision(_language_of_script(script_of(bare)), "script-of-the-letter", 0.5)
    found = identify(bare, context=contexts.get(script_of(bare), ""))
    return Decision(found.code, found.rule, found.confidence)


def _language_of_script(script: str) -> str:
    """Name the archive's language of a script: all that a stray letter can tell."""
    return next((code for code in ARCHIVE_LANGUAGES if language(code).script == script), UNDETERMINED)


def _overruled(block: Block, sidecar: Sidecar) -> str:
    """Find the language a sidecar gives a block: for its lines first, for the whole source otherwise."""
    for override in sidecar.blocks:
        if override.language and override.first <= block.line <= override.last:
            return override.language
    return ""
