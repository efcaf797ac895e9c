"""`Document` → `Portion`s: the language and the role of every block, each with the rule that decided it, and metadata.

```
blocks ─ views (what the rules look at) ─ languages ─ roles (passes, the surest first) ─ portions ─ metadata
```
"""

from dataclasses import replace
from itertools import groupby

from ezri_archive.identifiers import portion_id
from ezri_archive.portions.metadata import metadata
from ezri_archive.portions.mixed import split_mixed_blocks
from ezri_archive.portions.roles import roles
from ezri_archive.portions.views import View, views
from ezri_archive.records import Block, Decision, Document, Portion, Sidecar

__all__ = ["metadata", "split"]

_KINDS = {"title": "heading", "heading": "heading", "caption": "caption"}


def split(document: Document, sidecar: Sidecar) -> tuple[Portion, ...]:
    """Split a document into portions, every block in one of them, in order."""
    whole = split_mixed_blocks(document)
    seen = views(whole.blocks, document.declared.language, sidecar)
    decided = roles(seen, whole.declared, sidecar)
    pairs = zip(seen, decided, strict=True)
    runs = [
        list(run)
        for _, run in groupby(
            pairs,
            key=lambda pair: (
                pair[1].value,
                pair[0].language.value,
                _alone(pair[1]),
                _rights(pair[0].block, sidecar),
            ),
        )
    ]
    return tuple(_portion(document.id, number, run, sidecar) for number, run in enumerate(runs, 1))


def _alone(role: Decision) -> str:
    """Keep apart what must not run together: a repeated block stands by itself."""
    return role.rule if role.rule == "repeats-the-block-before" else ""


def _rights(block: Block, sidecar: Sidecar) -> str:
    """Say what a person declares may be done with a block, "" where that is what holds for its document."""
    found = (one.rights for one in sidecar.blocks if one.rights and one.first <= block.line <= one.last)
    return next(found, "")


def _portion(document_id: str, number: int, run: list[tuple[View, Decision]], sidecar: Sidecar) -> Portion:
    """Make a portion of blocks alike; its rules are those of its surest block of text."""
    role = max((role for _, role in run), key=lambda decision: decision.confidence)
    language = max((view for view, _ in run), key=lambda view: view.language.confidence * len(view.bare)).language
    confidence = round(min(role.confidence, language.confidence), 2)
    return Portion(
        id=portion_id(document_id, number),
        number=number,
        role=Decision(role.value, role.rule, confidence),
        language=Decision(language.value, language.rule, confidence),
        blocks=tuple(_with_kind(view.block, role.value) for view, _ in run),
        rights=_rights(run[0][0].block, sidecar),
    )


def _with_kind(block: Block, role: str) -> Block:
    """Give a block that its role shows to be a heading or a caption that kind: each is one segment."""
    kind = _KINDS.get(role, block.kind)
    return replace(block, kind=kind, level=max(block.level, 1) if kind == "heading" else block.level)
