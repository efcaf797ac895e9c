"""What word processors' formats share: paragraphs gathered from runs with their languages → drafts of blocks."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ezri_archive.readers.drafts import Draft, Run, draft_of_runs
from ezri_archive.text import script_of

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=[-_]|$)")
_NO_LANGUAGE = frozenset({"zxx", "mul", "und", "none"})
_SCRIPTS = {
    "he": "Hebr", "yi": "Hebr", "iw": "Hebr",
    "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "ckb": "Arab", "ug": "Arab", "sd": "Arab", "prs": "Arab",
}  # fmt: skip
_KINDS = {
    "title": ("heading", 1, ""),
    "subtitle": ("heading", 2, ""),
    **dict.fromkeys(("quote", "intense quote", "quotations", "block text", "block quotation"), ("quotation", 0, "")),
    **dict.fromkeys(("caption", "illustration", "figure", "drawing"), ("caption", 0, "")),
}
_CONTENTS = ("toc ", "contents ")
_HEADING = re.compile(r"heading ([1-9])\b")
CELLS = " | "
"""What stands between the cells of a table row."""


@dataclass(slots=True)
class Gathered:
    """A paragraph as it is read: its runs, the language of each, and what hangs on it and comes after it."""

    runs: list[Run] = field(default_factory=list)
    languages: list[tuple[str, str]] = field(default_factory=list)
    after: list[Draft] = field(default_factory=list)

    def add(self, text: str, marks: Iterable[tuple[str, str]] = (), language: str = "") -> None:
        """Add a run of text with its marks and the language it is said to be in."""
        if text:
            self.runs.append(Run(text, tuple(dict.fromkeys(marks))))
            self.languages.append((language, text))

    @property
    def language(self) -> str:
        """The language that all runs in the paragraph's script agree on; "" when they do not, or it is of another."""
        script = script_of("".join(text for _, text in self.languages))
        inside = [(_code(language), text) for language, text in self.languages if any(map(str.isalpha, text))]
        named = {code for code, text in inside if script_of(text) == script}
        code = named.pop() if len(named) == 1 else ""
        return code if code and _fits(code, script) else ""

    def draft(self, kind: str, *, level: int = 0, role: str = "") -> Draft:
        """Make the draft of a block."""
        return draft_of_runs(self.runs, Draft(kind, "", level=level, language=self.language, role=role))


def _code(language: str) -> str:
    found = _LANGUAGE.match(language.lower())
    code = found.group() if found else ""
    return "" if code in _NO_LANGUAGE else {"iw": "he"}.get(code, code)


def _fits(code: str, script: str) -> bool:
    """Say whether a language is written in a script: word processors call new text what the keyboard was."""
    return script == _SCRIPTS.get(code, script) and (code in _SCRIPTS or script not in {"Hebr", "Arab"})


def kind_of(names: Sequence[str]) -> tuple[str, int, str]:
    """Read kind, heading level and role from the names of a paragraph's style and of those it is based on."""
    known = (_known(name.lower()) for name in names)
    return next((found for found in known if found), ("paragraph", 0, ""))


def _known(name: str) -> tuple[str, int, str] | None:
    if found := _HEADING.match(name):
        return "heading", int(found[1]), ""
    if name.startswith(_CONTENTS):
        return "paragraph", 0, "boilerplate"
    if name.startswith("list ") and name != "list paragraph":
        return "list_item", 0, ""
    return _KINDS.get(name)


def table_row(cells: Sequence[Sequence[Draft]]) -> list[Draft]:
    """Make one block of a row; where a cell has several blocks the table is for layout, and each stays its own."""
    if any(len(cell) > 1 for cell in cells):
        return [draft for cell in cells for draft in cell]
    filled = [cell[0] for cell in cells if cell]
    if len(filled) <= 1:
        return [replace(draft, kind="table_row" if draft.kind == "paragraph" else draft.kind) for draft in filled]
    runs: list[Run] = []
    for draft in filled:
        runs += [Run(CELLS)] if runs else []
        runs += _runs_of(draft)
    languages = {draft.language for draft in filled}
    return [draft_of_runs(runs, Draft("table_row", "", language=languages.pop() if len(languages) == 1 else ""))]


def _runs_of(draft: Draft) -> list[Run]:
    """Cut a draft back into runs at the borders of its marks."""
    borders = sorted({0, len(draft.text), *(mark.start for mark in draft.marks), *(mark.end for mark in draft.marks)})
    return [
        Run(
            draft.text[start:end],
            tuple((mark.kind, mark.target) for mark in draft.marks if mark.start <= start and end <= mark.end),
        )
        for start, end in itertools.pairwise(borders)
    ]


def boilerplate(drafts: Iterable[Draft]) -> list[Draft]:
    """Mark what stands on every page, each text once."""
    unique = {draft.text: draft for draft in drafts if draft.text}
    return [replace(draft, role="boilerplate") for draft in unique.values()]
