"""What a reader types into the search box → what is searched for: words, phrases, beginnings, exclusions, choices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ezri_archive import text
from ezri_archive.web.searching.spellings import Spelling, is_one_word, spellings, together
from ezri_archive.web.speaking.words import Message

LONGEST = 500
"""The most characters of a question."""

MOST_WORDS = 24
"""The most words of a question."""

_SHORTEST_BEGINNING = 2

# A quotation mark inside a word is a gershayim (ק"ג): only one that stands at the edge of a word quotes.
_TOKEN = re.compile(
    r"""(?P<minus>(?<!\S)[-−](?=\S))?
    (?: (?:(?<!\S)|(?<=(?<!\S)[-−])) (?:"(?P<straight>[^"]*)"|[“„](?P<curly>[^“”„]*)[”“]|«(?P<angular>[^«»]*)»)
        (?=[\s,.;:!?)،؛؟]|$)
      | (?P<word>\S+) )""",
    re.VERBOSE,
)
_OPENING = ('"', "“", "„", "«")


class QuestionError(Exception):
    """A question nobody can answer; `message` says why, for the reader."""

    def __init__(self, message: Message) -> None:
        """Take what is said to the reader."""
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Term:
    """Ways to write one thing that is searched for; the last word of an `unfinished` one is a beginning."""

    spellings: tuple[Spelling, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for: of each clause at least one term, and of `excluded` none."""

    clauses: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    @property
    def expression(self) -> str:
        """Write it as SQLite's full-text index understands it (https://www.sqlite.org/fts5.html, section 3)."""
        wanted = " AND ".join(f"({_any_of(clause)})" for clause in self.clauses)
        return f"({wanted}) NOT ({_any_of(self.excluded)})" if self.excluded else wanted


@dataclass(frozen=True, slots=True)
class _Token:
    typed: str
    excluded: bool
    phrase: bool
    unfinished: bool

    @property
    def is_choice(self) -> bool:
        return self.typed == "OR" and not self.phrase and not self.excluded


def question(typed: str, *, exact: bool = False) -> Question:
    """Understand what was typed: all the words, in any order.

    `"a phrase"` in quotation marks, `salt*` for a beginning, `-salt` for what may not be there, `salt OR sea` for one
    or the other. Each is found however it is spelt, and, unless `exact`, with what is written together with it (see
    `spellings`). Raises QuestionError for what cannot be understood, and where nothing is searched for.
    """
    if len(typed) > LONGEST:
        raise QuestionError(Message("Search for fewer words: at most {count} characters.", count=LONGEST))
    tokens = [token for token in _tokens(typed) if token.is_choice or text.fold(token.typed)]
    if sum(len(text.fold(token.typed).split()) for token in tokens if not token.is_choice) > MOST_WORDS:
        raise QuestionError(Message("Search for fewer words: at most {count}.", count=MOST_WORDS))
    excluded = [token for token in tokens if token.excluded]
    clauses = _clauses([token for token in tokens if not token.excluded])
    if not clauses:
        raise QuestionError(_nothing(excluded))
    return Question(tuple(_terms(clauses, exact=exact)), tuple(_term(token, exact=exact) for token in excluded))


def _nothing(excluded: Sequence[_Token]) -> Message:
    if excluded:
        return Message("Search for a word, too, and not only without one.")
    return Message("There is no letter or digit to search for.")


def _tokens(typed: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(typed):
        quoted = next((found[name] for name in ("straight", "curly", "angular") if found[name] is not None), None)
        if quoted is None and found["word"].startswith(_OPENING):
            raise QuestionError(Message("A quotation mark opens a phrase here, and none closes it."))
        yield _token(found["word"] if quoted is None else quoted, found["minus"] is not None, quoted is not None)


def _token(words: str, excluded: bool, phrase: bool) -> _Token:  # noqa: FBT001 - two facts of one match
    bare = words.rstrip()
    stem = bare.rstrip("*")
    if "*" in stem:
        raise QuestionError(Message("A star stands for any ending: it can only end a word."))
    unfinished = stem != bare
    key = text.fold(stem).rpartition(" ")[2]
    if unfinished and len(key) < _SHORTEST_BEGINNING:
        raise QuestionError(Message("At least {count} letters must stand before a star.", count=_SHORTEST_BEGINNING))
    return _Token(stem, excluded, phrase, unfinished)


def _clauses(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Put what OR joins together; a Persian word that was typed in two is one."""
    clauses: list[list[_Token]] = []
    choosing = True
    for token in tokens:
        if token.is_choice:
            _check_choice(choosing=choosing)
            choosing = True
        elif choosing and clauses:
            clauses[-1].append(token)
            choosing = False
        else:
            clauses.append([token])
            choosing = False
    if choosing and tokens:
        _check_choice(choosing=True)
    return _joined(clauses)


def _check_choice(*, choosing: bool) -> None:
    if choosing:
        raise QuestionError(Message("OR must stand between two words."))


def _joined(clauses: list[list[_Token]]) -> list[list[_Token]]:
    joined: list[list[_Token]] = []
    for clause in clauses:
        before = _lone_word(joined[-1]) if joined else ""
        after = _lone_word(clause, may_be_unfinished=True)
        if before and after and is_one_word(before, after):
            (first,), (second,) = joined.pop(), clause
            joined.append([_Token(f"{first.typed} {second.typed}", False, True, second.unfinished)])  # noqa: FBT003
        else:
            joined.append(clause)
    return joined


def _lone_word(clause: Sequence[_Token], *, may_be_unfinished: bool = False) -> str:
    """Give the key of a clause that is one plain word; "" for any other."""
    if len(clause) > 1 or clause[0].phrase or (clause[0].unfinished and not may_be_unfinished):
        return ""
    key = text.fold(clause[0].typed)
    return "" if " " in key else key


def _terms(clauses: Sequence[Sequence[_Token]], *, exact: bool) -> Iterator[tuple[Term, ...]]:
    """Make the terms of every clause; a word is also found written together with the one beside it."""
    beside: list[list[Term]] = [[] for _ in clauses]
    for number, (first, second) in enumerate(pairwise(clauses)):
        joined = together(_lone_word(first), _lone_word(second))
        if joined:
            beside[number].append(Term(((joined,),)))
            beside[number + 1].append(Term(((joined,),)))
    accompanied = len(clauses) > 1
    for clause, joined_terms in zip(clauses, beside, strict=True):
        yield (*(_term(token, exact=exact, accompanied=accompanied) for token in clause), *joined_terms)


def _term(token: _Token, *, exact: bool, accompanied: bool = False) -> Term:
    found = spellings(token.typed, attached=not exact, unfinished=token.unfinished, accompanied=accompanied)
    return Term(found, token.unfinished)


def _any_of(terms: Sequence[Term]) -> str:
    return " OR ".join(_quoted(spelling, term) for term in terms for spelling in term.spellings)


def _quoted(spelling: Spelling, term: Term) -> str:
    # A key has letters, digits and spaces alone: nothing in it can end the quotation.
    return f'"{" ".join(spelling)}"' + ("*" if term.unfinished else "")
