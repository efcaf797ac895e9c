"""Glyphs as they stand on a line, from left to right → the order in which they are read.

The way back from Unicode Standard Annex 9 (the bidirectional algorithm): its classes and rules W2-W7, N0-N2 and L2,
applied to what it displayed. Where two texts look alike on the line ("OPEC 2015" inside Persian), a Latin word comes
before the number beside it.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
"""Brackets and their mirror images (BidiMirroring.txt)."""

_PAIRS = frozenset("()[]{}<>«»‹›")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = frozenset({"L", "R", "AL"})
_DEEPEST = 63
"""How many brackets can be open at once (UAX 9, BD16)."""

_TRAILING = frozenset("-‐/,،;؛:.!?؟")
_COMMAS = frozenset(",،;؛")
_NUMBERS = frozenset({"EN", "AN"})


def is_right_to_left(text: str) -> bool:
    """Say whether a text has a letter that is written from right to left."""
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def bidi_class(text: str) -> str:
    """Give the class of a glyph's text: that of its first character that is no combining mark."""
    classes = [unicodedata.bidirectional(char) for char in text]
    return next((found for found in classes if found not in {"NSM", "BN", ""}), "ON")


def reading_order(texts: Sequence[str], *, right_to_left: bool) -> tuple[list[int], list[int]]:
    """Give the indexes of glyphs in the order of reading, and the embedding level of each glyph as it stands.

    `texts` are the glyphs' texts from left to right, without white space at the ends; `right_to_left` says how the
    paragraph runs.
    """
    classes = [bidi_class(text) for text in texts]
    if not right_to_left and not {"R", "AL", "AN"} & set(classes):
        return list(range(len(classes))), [0] * len(classes)
    _numbers(classes, right_to_left=right_to_left)
    _numbers_beside_latin(classes, texts, latin=not right_to_left)
    if right_to_left:
        _marks_after_latin(classes, texts)
    _brackets(classes, texts, right_to_left=right_to_left)
    _neutrals(classes, right_to_left=right_to_left)
    levels = [_level(found, right_to_left=right_to_left) for found in classes]
    return _reordered(levels), levels


# --- numbers (W2-W7) ----------------------------------------------------------------------------------------


def _numbers(classes: list[str], *, right_to_left: bool) -> None:
    """Settle what is a number, and the separators and signs that belong to one."""
    letter = "AL" if right_to_left and classes.count("AL") > classes.count("R") else ""
    for place in range(len(classes) - 1, -1, -1) if right_to_left else range(len(classes)):
        if classes[place] in _STRONG:
            letter = classes[place] if classes[place] != "L" or not right_to_left else letter
        elif classes[place] == "EN" and letter == "AL":
            classes[place] = "AN"
    for place in range(1, len(classes) - 1):
        left, found, right = classes[place - 1 : place + 2]
        joins = left == right and ((left == "EN" and found in {"ES", "CS"}) or (left == "AN" and found == "CS"))
        if joins:
            classes[place] = left
    _signs(classes)


def _signs(classes: list[str]) -> None:
    """Take signs such as % and € into the European number they touch (W5)."""
    for places in (range(1, len(classes)), range(len(classes) - 2, -1, -1)):
        step = 1 if places.step < 0 else -1
        for place in places:
            if classes[place] == "ET" and classes[place + step] == "EN":
                classes[place] = "EN"


def _numbers_beside_latin(classes: list[str], texts: Sequence[str], *, latin: bool) -> None:
    """Give numbers that continue a Latin stretch to it (W7): after it, or right before its first word."""
    for place, found in enumerate(classes):
        if found in _STRONG:
            latin = found == "L"
        elif found in _NUMBERS and latin:
            classes[place] = "L"
        elif texts[place] in _COMMAS and place and texts[place - 1] == " ":
            latin = False
    for place in range(len(classes) - 2, -1, -1):
        after = classes[place + 1 : place + 3]
        if classes[place] in _NUMBERS and (after[0] == "L" or (texts[place + 1] == " " and after[1:] == ["L"])):
            classes[place] = "L"


def _marks_after_latin(classes: list[str], texts: Sequence[str]) -> None:
    """Give a mark to the Latin word it touches, with a space or bracket beyond: that stretch ran over the line's end.

    A comma with its space on the left of it was read after the word on its right.
    """
    for place in range(1, len(classes) - 1):
        if (
            classes[place - 1] == "L"
            and texts[place] in _TRAILING
            and (texts[place + 1] == " " or texts[place + 1] in _PAIRS)
        ):
            classes[place] = "L"
        elif texts[place] in _COMMAS and texts[place - 1] == " " and classes[place + 1] == "L":
            classes[place] = "R"


# --- brackets and neutrals (N0-N2) --------------------------------------------------------------------------


def _brackets(classes: list[str], texts: Sequence[str], *, right_to_left: bool) -> None:
    """Give both brackets of a pair one direction, whichever way round the producer wrote them."""
    base = "R" if right_to_left else "L"
    for first, last in _bracket_pairs(texts, classes):
        inside = {_direction(found) for found in classes[first + 1 : last]}
        if base in inside:
            classes[first] = classes[last] = base
        elif inside & {"L", "R"}:
            other = "L" if right_to_left else "R"
            before = classes[first - 1 :: -1] if first else []
            if not right_to_left:
                before = classes[last + 1 :]
            letter = next((_direction(found) for found in before if _direction(found)), base)
            classes[first] = classes[last] = other if letter == other else base


def _direction(found: str) -> str:
    return "L" if found == "L" else "R" if found in _RIGHT_TO_LEFT or found in _NUMBERS else ""


def _bracket_pairs(texts: Sequence[str], classes: Sequence[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    for place, text in enumerate(texts):
        if text not in _PAIRS or classes[place] == "L":
            continue
        if len(waiting) >= _DEEPEST:
            return []
        if waiting and texts[waiting[-1]] == text.translate(MIRRORED):
            pairs.append((waiting.pop(), place))
        else:
            waiting.append(place)
    return sorted(pairs)


def _neutrals(classes: list[str], *, right_to_left: bool) -> None:
    """Give neutral characters the direction of both their neighbours, or else that of the paragraph."""
    base = "R" if right_to_left else "L"
    left = base
    place = 0
    while place < len(classes):
        if direction := _direction(classes[place]):
            left, place = direction, place + 1
            continue
        end = place
        while end < len(classes) and not _direction(classes[end]):
            end += 1
        right = _direction(classes[end]) if end < len(classes) else base
        classes[place:end] = [left if left == right else base] * (end - place)
        place = end


# --- levels (I1, I2, L2) ------------------------------------------------------------------------------------


def _level(found: str, *, right_to_left: bool) -> int:
    if right_to_left:
        return 1 if found in _RIGHT_TO_LEFT else 2
    return 1 if found in _RIGHT_TO_LEFT else 0 if found == "L" else 2


def _reordered(levels: Sequence[int]) -> list[int]:
    """Reverse the stretches at and above each level, from the highest to the lowest odd one (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        for above, group in groupby(range(len(order)), key=lambda place: levels[order[place]] >= level):
            places = list(group)
            if above:
                order[places[0] : places[-1] + 1] = order[places[0] : places[-1] + 1][::-1]
    return order
