"""The arguments of an address of the search page → what is asked for; and back, for the links of the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from ezri_archive.web.searching.questions import Question, QuestionError, question
from ezri_archive.web.speaking.words import Message

VIEWS = ("kwic", "list")
"""The views of the hits: aligned on the hit (key word in context), or whole passages."""

SORTS = ("document", "year", "left", "right")
"""The orders of the hits; left and right are of the context, as it stands on the page."""

COUNTERPARTS = ("", "yes", "no", "has", "lacks")
"""What may be asked of a passage in another language: anything, that there is one, that there is none, that there is
one which holds some words, or which does not."""

_YEAR = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came, for the form: every field is the argument of its name, "" where there is none."""

    q: str = ""
    exact: str = ""
    lang: tuple[str, ...] = ()
    role: str = ""
    series: str = ""
    since: str = ""
    until: str = ""
    document: str = ""
    work: str = ""
    counterpart: str = ""
    other: str = ""
    words: str = ""
    view: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def from_arguments(cls, arguments: Any) -> Self:
        """Read the arguments of a request; those of other names are nobody's business here."""
        spoken = tuple(dict.fromkeys(code for code in arguments.getlist("lang") if code))
        names = (field.name for field in fields(cls) if field.name != "lang")
        return cls(lang=spoken, **{name: (arguments.get(name) or "").strip() for name in names})

    def query(self, **changes: str | tuple[str, ...]) -> str:
        """Write the arguments, some of them changed, as the query of an address: `?q=salt&lang=he`."""
        changed = replace(self, **changes)  # type: ignore[arg-type] # every field takes what it is given by name
        return "?" + urlencode({name: value for name, value in changed.given.items() if value}, doseq=True)

    @property
    def given(self) -> Mapping[str, str | tuple[str, ...]]:
        """Give all arguments by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the words is asked for."""
        return any((self.lang, self.role, self.series, self.since, self.until, self.document, self.work)) or bool(
            self.counterpart or self.words
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, understood: a question, the passages it is asked of, and what stands beside them."""

    question: Question
    languages: tuple[str, ...] = ()
    role: str = ""
    series: str = ""
    first_year: int | None = None
    last_year: int | None = None
    document: str = ""
    work: str = ""
    counterpart: str = ""
    other: str = ""
    beside: Question | None = None
    sort: str = SORTS[0]


def wanted(asked: Asked) -> Wanted:
    """Understand what is asked for. Raises QuestionError, saying what is wrong with it."""
    _check(asked.view, ("", *VIEWS), "view")
    exact = bool(asked.exact)
    return Wanted(
        question=question(asked.q, exact=exact),
        languages=asked.lang,
        role=asked.role,
        series=asked.series,
        first_year=_year(asked.since),
        last_year=_year(asked.until),
        document=asked.document,
        work=asked.work,
        counterpart=_counterpart(asked),
        other=asked.other,
        beside=question(asked.words, exact=exact) if asked.words else None,
        sort=_check(asked.sort, ("", *SORTS), "sort") or SORTS[0],
    )


def _check(value: str, known: Sequence[str], name: str) -> str:
    if value not in known:
        listed = ", ".join(one for one in known if one)
        raise QuestionError(Message("{name}: one of these is wanted: {values}", name=name, values=listed))
    return value


def _counterpart(asked: Asked) -> str:
    chosen = _check(asked.counterpart, COUNTERPARTS, "counterpart")
    if asked.words:
        if chosen in {"yes", "no"}:
            raise QuestionError(Message("Words of the other language go with “holds” or “does not hold”."))
        return chosen or "has"
    if chosen in {"has", "lacks"}:
        raise QuestionError(Message("Which words does the passage in the other language hold, or not hold?"))
    return chosen


def _year(typed: str) -> int | None:
    if not typed:
        return None
    if not _YEAR.fullmatch(typed):
        raise QuestionError(Message("A year is wanted in four digits."))
    return int(typed)
