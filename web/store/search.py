"""Search over texts and records: phrases, in any letter case, with diacritics or without.

A query is phrases parted by commas; a document is found that holds all of them. A word typed with diacritics stands for exactly itself. A
phrase typed wholly without stands for every way of marking it ("hoi nong dan" finds "Hội Nông dân"); where only some of its words have
diacritics, it is first looked for just as typed, and if nothing is found so, its bare words stand for every way of marking them.

The index holds a document's terms without their places: words and pairs of neighbours, bare and with their diacritics. It names
the documents that can hold a phrase; the folded texts (`SearchText`) then say which do. SQLite keeps the terms in a table of FTS5,
PostgreSQL in an array under GIN; each has one small class here. How a list is found depends on how many can hold it (`Spread`): what costs
nothing for a rare word, to gather all that have it, would cost most of the time for one that stands everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, column, func, insert, select, table, text, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from web.description.folding import TONES, bare, words_of
from web.description.terms import terms_of
from web.description.whole import Description
from web.store.bulk import among
from web.store.models import Document, SearchText

TABLE = "search_terms"
REBUILT_AT_ONCE = 200
RARE = 1000
"""Up to so many documents that can hold what is looked for, all their texts are read."""
EVERYWHERE = 5
"""Where one document in so many can hold it, texts are read in the order of the list without asking the index which can."""
MOST_WORDS = 30
"""A longer query asks for its first words."""
_FAMILIES = {"a": "[aăâ]", "d": "[dđ]", "e": "[eê]", "o": "[oôơ]", "u": "[uư]"}


def belongs_to_search(name: str) -> bool:
    """Whether a table is the index, or one of those in which FTS5 keeps it; they are not among the models."""
    return name == TABLE or name.startswith(f"{TABLE}_")


class Spread(Enum):
    """How many documents can hold what is looked for, as far as the way of finding them depends on it."""

    RARE = auto()
    """Few: all of them are gathered, then put in order."""
    COMMON = auto()
    """Many: the list is gone through in its order until the page is full, and the index says which can hold it."""
    EVERYWHERE = auto()
    """So many that gathering them takes longer than reading the texts of the first ones."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for: phrases of folded words."""

    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, typed: str) -> Query:
        phrases = (tuple(words_of(part)[:MOST_WORDS]) for part in re.split(r"[,;]", typed))
        return cls(tuple(phrase for phrase in phrases if phrase)[:MOST_WORDS])

    @property
    def half_marked(self) -> bool:
        """Whether some phrase has words with diacritics and words without: then it may be asked for loosely too."""
        return any(_is_mixed(phrase) for phrase in self.phrases)

    @property
    def terms(self) -> list[str]:
        """What a document's terms must hold."""
        return sorted({term for phrase in self.phrases for term in _terms_of_phrase(phrase)})

    def spread(self, session: Session) -> Spread:
        """How many documents can hold it; of one without a word, none can."""
        if not self.phrases:
            return Spread.RARE
        index = INDEXES[session.get_bind().dialect.name]
        index.favour(session)
        many = max(RARE, (session.scalar(select(func.max(SearchText.__table__.c.document_id))) or 0) // EVERYWHERE)
        some = index.holding(self.terms).limit(many + 1).subquery()
        number = session.scalar(select(func.count()).select_from(some)) or 0
        return Spread.RARE if number <= RARE else Spread.COMMON if number <= many else Spread.EVERYWHERE

    def condition(self, dialect: str, loose: bool = False, spread: Spread = Spread.RARE) -> ColumnElement[bool]:
        """The documents that hold every phrase; none where the query has no word. Whatever the `spread`, the same ones are found."""
        if spread is Spread.EVERYWHERE:
            return _reads([_held(phrase, loose) for phrase in self.phrases])
        found, wanted = self.candidates(dialect, spread), self.held(loose)
        return found & _reads(wanted) if wanted else found

    def candidates(self, dialect: str, spread: Spread = Spread.RARE) -> ColumnElement[bool]:
        """The documents that hold every term, so that they can hold the phrases."""
        if not self.phrases:
            return Document.id.in_([])
        holding = INDEXES[dialect].holding(self.terms)
        if spread is Spread.RARE:
            return Document.id.in_(holding)
        once = holding.cte("holding")  # asked once for all counts of a statement
        return Document.id.in_(select(*once.c)).is_(True)  # a question about each document, not where to begin

    def held(self, loose: bool = False) -> list[ColumnElement[bool]]:
        """What a folded text must hold beside the terms: the phrases that are more than one term."""
        return [_held(phrase, loose) for phrase in self.phrases if len(phrase) > 2 or len(phrase) == 2 and _is_mixed(phrase)]


def put(session: Session, described: Mapping[int, Description]) -> None:
    """Let documents, by their numbers, be found by what their descriptions say."""
    index, connection = INDEXES[session.get_bind().dialect.name], session.connection()
    kept = select(SearchText.document_id, SearchText.marked).where(among(session, SearchText.document_id, described))
    known = dict(session.execute(kept).all())
    changed = {number: about for number, about in described.items() if known.get(number) != about.marked}
    rows = [
        {"document_id": number, "marked": about.marked, "bare": about.bare, "likeness": about.minima} for number, about in changed.items()
    ]
    for row in rows:
        if row["document_id"] in known:
            index.remove(connection, row["document_id"], terms_of(known[row["document_id"]]))
            connection.execute(update(SearchText).where(SearchText.document_id == row["document_id"]), row)
    if new := [row for row in rows if row["document_id"] not in known]:
        connection.execute(insert(SearchText), new)
    if changed:
        index.add(connection, [(number, about.terms) for number, about in changed.items()])


def minima_of(session: Session, numbers: Sequence[int]) -> dict[int, bytes | None]:
    """By what the documents of these numbers were compared with others; those that never were are left out."""
    query = select(SearchText.document_id, SearchText.likeness).where(among(session, SearchText.document_id, numbers))
    return dict(session.execute(query).all())


def rebuild(connection: Connection, terms: Callable[[str], list[str]] = terms_of) -> None:
    """Make the index anew from the folded texts that are kept; `terms` gives those of a text."""
    index, texts = INDEXES[connection.dialect.name], SearchText.__table__.c
    index.drop(connection)
    index.create(connection)
    rows = select(texts.document_id, texts.marked).order_by(texts.document_id).limit(REBUILT_AT_ONCE)
    last = 0
    while some := connection.execute(rows.where(texts.document_id > last)).all():
        index.add(connection, [(number, " ".join(terms(marked))) for number, marked in some])
        last = some[-1][0]


class Index(Protocol):
    """Where the terms are kept."""

    def create(self, connection: Connection) -> None: ...
    def drop(self, connection: Connection) -> None: ...
    def add(self, connection: Connection, documents: Sequence[tuple[int, str]]) -> None:
        """Add documents, each with its terms parted by blanks."""

    def remove(self, connection: Connection, document_id: int, terms: list[str]) -> None: ...
    def favour(self, session: Session) -> None:
        """Let the queries of this transaction be answered from the index where the database would rather read all rows."""

    def holding(self, terms: list[str]) -> Any:
        """A query for the numbers of the documents that hold all of `terms`."""


class Fts5Index:
    """A table of FTS5 that keeps neither texts nor places, only which document holds which term."""

    _table = table(TABLE, column("rowid"))

    def create(self, connection: Connection) -> None:
        options = "content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_='\""
        connection.execute(text(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, {options})"))

    def drop(self, connection: Connection) -> None:
        connection.execute(text(f"DROP TABLE {TABLE}"))

    def add(self, connection: Connection, documents: Sequence[tuple[int, str]]) -> None:
        statement = text(f"INSERT INTO {TABLE} (rowid, terms) VALUES (:number, :terms)")
        connection.execute(statement, [{"number": number, "terms": terms} for number, terms in documents])

    def remove(self, connection: Connection, document_id: int, terms: list[str]) -> None:
        statement = text(f"INSERT INTO {TABLE} ({TABLE}, rowid, terms) VALUES ('delete', :number, :terms)")
        connection.execute(statement, {"number": document_id, "terms": " ".join(terms)})

    def favour(self, session: Session) -> None:
        """SQLite has no other way to answer MATCH."""

    def holding(self, terms: list[str]) -> Any:
        matching = " AND ".join(f'"{term}"' for term in terms)  # a term holds letters, digits, marks, = and _ only
        return select(self._table.c.rowid).where(text(f"{TABLE} MATCH :matching").bindparams(matching=matching))


class GinIndex:
    """A row of terms a document, under an inverted index. Its order is that of bytes: a language's own takes the server longer."""

    _table = table(TABLE, column("document_id"), column("terms", ARRAY(Text)))

    def create(self, connection: Connection) -> None:
        connection.execute(text(f'CREATE TABLE {TABLE} (document_id INTEGER PRIMARY KEY, terms TEXT[] COLLATE "C" NOT NULL)'))
        connection.execute(text(f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (terms)"))

    def drop(self, connection: Connection) -> None:
        connection.execute(text(f"DROP TABLE {TABLE}"))

    def add(self, connection: Connection, documents: Sequence[tuple[int, str]]) -> None:
        statement = text(f"INSERT INTO {TABLE} (document_id, terms) VALUES (:number, string_to_array(:terms, ' '))")
        connection.execute(statement, [{"number": number, "terms": terms} for number, terms in documents])

    def remove(self, connection: Connection, document_id: int, terms: list[str]) -> None:
        connection.execute(text(f"DELETE FROM {TABLE} WHERE document_id = :number"), {"number": document_id})

    def favour(self, session: Session) -> None:
        """PostgreSQL takes a row of terms for as short as the pointer that stands for it, and would read a hundred thousand of them."""
        session.execute(text("SET LOCAL enable_seqscan = off"))

    def holding(self, terms: list[str]) -> Any:
        return select(self._table.c.document_id).where(self._table.c.terms.contains(terms))


INDEXES: Mapping[str, Index] = {"sqlite": Fts5Index(), "postgresql": GinIndex()}


def _terms_of_phrase(phrase: tuple[str, ...]) -> set[str]:
    """The terms of every text that holds the phrase, also where it is asked for loosely; of those that follow from others, the others."""
    bares = _bare(phrase)
    marked = [word != plain for word, plain in zip(phrase, bares, strict=True)]
    if len(phrase) == 1:
        return {f"={phrase[0]}" if marked[0] else bares[0]}
    both = [one and other for one, other in pairwise(marked)]
    terms = {f"={a}_{b}" if both[i] else f"{bares[i]}_{bares[i + 1]}" for i, (a, b) in enumerate(pairwise(phrase))}
    told = [before or after for before, after in pairwise([False, *both, False])]
    return terms | {f"={word}" for word, has, by_pair in zip(phrase, marked, told, strict=True) if has and not by_pair}


def _bare(phrase: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(bare, phrase))


def _is_mixed(phrase: tuple[str, ...]) -> bool:
    marked = [word != bare(word) for word in phrase]
    return any(marked) and not all(marked)


def _reads(wanted: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether a document's folded text holds all that is wanted. A query inside the condition, not an EXISTS: of that PostgreSQL takes
    every phrase for so rare that it reads all texts before the first document of a list."""
    inner = select(true()).where(
        SearchText.document_id == Document.id, *wanted
    )  # SQLite tries what follows a failed condition only elsewhere
    return inner.correlate(Document).scalar_subquery()


def _held(phrase: tuple[str, ...], loose: bool) -> ColumnElement[bool]:
    """Whether the folded text holds the phrase as a run of words."""
    in_bare = SearchText.bare.contains(f" {' '.join(_bare(phrase))} ", autoescape=True)
    if phrase == _bare(phrase):
        return in_bare
    if loose and _is_mixed(phrase):  # a pattern is tried only on the texts that the words alone leave
        return in_bare & SearchText.marked.regexp_match(f" {' '.join(map(_any_marking, phrase))} ")
    return SearchText.marked.contains(f" {' '.join(phrase)} ", autoescape=True)


def _any_marking(word: str) -> str:
    """A pattern for a bare word however it may be marked; a word with diacritics stands for itself."""
    if word != bare(word):
        return re.escape(word)
    return "".join(_FAMILIES.get(letter, re.escape(letter)) for letter in word) + f"[{TONES}]*"
