"""Runs of `*` and `_` → the pairs among them that open and close emphasis, in time linear in their number.

The rules are those of CommonMark 0.31, section 6.2 and its appendix "A parsing strategy", with one leniency: a run
of `*` after a closing mark closes although a letter follows, since converters write `**שם:**דבר`.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_RUN = 3
"""Longer runs are no emphasis but a line somebody drew."""

_CLOSING = frozenset(".,:;!?…)]}»”’،؛؟۔׃")


@dataclass(slots=True)
class Run:
    """Some `*` or `_` in a row, piece number `piece` of a text; `left` of them are not yet used."""

    piece: int
    mark: str
    length: int
    left: int
    opens: bool
    closes: bool


def run_between(piece: int, run: str, before: str, after: str) -> Run:
    """Make a run from what stands before and after it: one character, or nothing at the ends of the text."""
    left = _flanks(before, after)
    right = _flanks(after, before)
    if run[0] == "_":
        opens = left and (not right or _is_punctuation(before))
        closes = right and (not left or _is_punctuation(after))
    else:
        opens = left
        closes = right or before in _CLOSING
    return Run(piece, run[0], len(run), len(run), opens=opens, closes=closes)


def _flanks(outside: str, inside: str) -> bool:
    """Say whether a run hugs what is inside of it."""
    if not inside or inside.isspace():
        return False
    return not _is_punctuation(inside) or not outside or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def pairs(runs: Sequence[Run]) -> Iterator[tuple[int, int, str]]:
    """Find what is emphasised: from which piece, to which piece, `emphasis` or `strong`; the inner before the outer.

    Marks on either side that found their counterpart are no longer `left`.
    """
    openers: list[Run] = []
    searched: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        while run.closes and run.left:
            opener = _opener(openers, run, searched)
            if opener is None:
                break
            yield opener.piece, run.piece, _use(opener, run)
            if not opener.left:
                openers.pop()
            searched = {key: min(floor, len(openers)) for key, floor in searched.items()}
        if run.opens and run.left:
            openers.append(run)


def _opener(openers: list[Run], closer: Run, searched: dict[tuple[str, bool, int], int]) -> Run | None:
    """Find the nearest opener of a closer and forget the runs between; none is looked for twice in the same place."""
    key = (closer.mark, closer.opens, closer.length % 3)
    for index in range(len(openers) - 1, searched.get(key, 0) - 1, -1):
        if _match(openers[index], closer):
            del openers[index + 1 :]
            return openers[index]
    searched[key] = len(openers)
    return None


def _match(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark:
        return False
    ambiguous = opener.closes or closer.opens
    thirds = (opener.length % 3, closer.length % 3)
    return not ambiguous or sum(thirds) % 3 != 0 or thirds == (0, 0)


def _use(opener: Run, closer: Run) -> str:
    width = 2 if min(opener.left, closer.left) > 1 else 1
    opener.left -= width
    closer.left -= width
    return "strong" if width > 1 else "emphasis"
