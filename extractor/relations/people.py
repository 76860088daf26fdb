"""People and the positions they hold, from the order of names, titles and bodies in a sentence and from tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.document import Mentions, OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.record import Part, Person, Position
from extractor.relations.chunks import Chunk, chunk
from extractor.relations.entries import evidence, union
from extractor.syllables import fold_phrase

# A run of titles: "T O , T O", a body after a comma being the outer body of the one before it.
_TITLES = r"TO?(?:,O)?(?:[,vk]{1,2}TO?(?:,O)?)*"
_BEFORE = re.compile(rf"(?P<titles>{_TITLES})[:g,]?(?P<people>h*P(?:[,;v]{{1,2}}h*P(?![,\-(]T))*)")
_AFTER = re.compile(rf"(?P<people>P)[,\-(](?P<titles>{_TITLES})")
_ALONE = re.compile(rf"(?P<titles>{_TITLES})")


@dataclass(slots=True)
class Holder:
    """A person as met so far: every place of the name, every held title with its body."""

    name: str
    spans: list[Span] = field(default_factory=list)
    titles: dict[tuple[str, str], tuple[Span, Span | None]] = field(default_factory=dict)
    parts: dict[Part, Span] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)


def holders(text: Text, mentions: Mentions) -> list[Holder]:
    """The people of the text with their titles, in order of first mention."""
    book = _Book(text, mentions)
    for sentence in text.sentences:
        for person, title, body in _pairs(chunk(text, mentions, sentence)):
            book.hold(person, title, body)
    return book.people


def _pairs(chunks: Sequence[Chunk]) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Each person with each title that covers them, in one sentence."""
    signs = "".join(c.sign for c in chunks)
    taken: set[int] = set()
    for match in _BEFORE.finditer(signs):
        people = [i for i in range(*match.span("people")) if signs[i] == "P"]
        if len(people) == 1 and match.end() < len(signs) and signs[match.end() - len(match.group("people")) - 1 : match.end()].startswith(","):
            continue
        before = signs[match.start() - 1] if match.start() else ""
        if before in {",", "-", "("} and match.start() > 1 and signs[match.start() - 2] == "P" and signs[match.start("people") - 1] in ",:;":
            continue
        taken.update(range(*match.span()))
        for i in people:
            for title, body in _titles(chunks, *match.span("titles")):
                yield chunks[i].person, title, body
    for match in _AFTER.finditer(signs):
        span = range(*match.span("titles"))
        if any(i in taken for i in span):
            continue
        for title, body in _titles(chunks, *match.span("titles")):
            yield chunks[match.start("people")].person, title, body


def _titles(chunks: Sequence[Chunk], first: int, end: int) -> list[tuple[PositionMention, Span | None]]:
    """The titles of a run with their bodies; a title that names none shares the next one's ("Phó Chủ tịch, kiêm Tổng Thư ký Hội X")."""
    found: list[tuple[PositionMention, Span | None]] = []
    body: Span | None = None
    for i in range(end - 1, first - 1, -1):
        if chunks[i].sign == "T":
            title = chunks[i].position
            body = title.organization or body
            found.append((title, body))
    return found[::-1]


class _Book:
    """Gathers people by name; a bare last syllable ("đồng chí Pọm") leads to the one person who has it."""

    def __init__(self, text: Text, mentions: Mentions) -> None:
        self.text = text
        self._by_key: dict[str, Holder] = {}
        for mention in mentions.people:
            self._meet(mention)
        self.people = [h for h in self._by_key.values() if h.spans]

    def _meet(self, mention: PersonMention) -> None:
        name = self.text.value(mention.span)
        folded = fold_phrase(name)
        if " " not in folded:
            return
        holder = self._by_key.setdefault(folded, Holder(name))
        if holder.name.isupper() and not name.isupper():
            holder.name = name
        holder.spans.append(mention.span)
        holder.rules.add(mention.rule)

    def find(self, mention: PersonMention) -> Holder | None:
        folded = fold_phrase(self.text.value(mention.span))
        if folded in self._by_key:
            return self._by_key[folded]
        same = [h for k, h in self._by_key.items() if k.endswith(" " + folded)]
        return same[0] if len(same) == 1 else None

    def hold(self, mention: PersonMention, title: PositionMention, body: Span | None) -> None:
        holder = self.find(mention)
        if holder is None:
            return
        words = fold_phrase(self.text.value(title.span)), fold_phrase(self.text.value(body)) if body else ""
        holder.titles.setdefault(words, (title.span, body))


def people(text: Text, mentions: Mentions) -> list[Person]:
    """The people of the record."""
    return [_entry(text, holder) for holder in holders(text, mentions)]


def _entry(text: Text, holder: Holder) -> Person:
    positions = []
    for title, body in holder.titles.values():
        fields = {"title": [title], "organization": [body] if body else []}
        positions.append(
            Position(
                title=text.value(title),
                organization=text.value(body) if body else None,
                spans=union(fields),
                evidence=evidence(fields),
                confidence=0.9,
                rules=["position.order"],
            )
        )
    same = [s for s in holder.spans if text.value(s) == holder.name]
    fields = {"name": same}
    return Person(
        name=holder.name, positions=positions, parts=list(holder.parts), spans=union(fields), evidence=evidence(fields), confidence=0.9, rules=sorted(holder.rules)
    )
