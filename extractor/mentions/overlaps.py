"""Where the grammar and the trained tagger speak of the same words: one answer.

The grammar decides; the tagger is heard where it is sure. It drops what it holds for no name, moves the bounds of names, and adds names
whose head or title no lexicon has. Each change has its threshold in `Policy`; models/CARD.md tells what they are worth.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from extractor.document import Mention, Mentions, OrganizationMention, PersonMention, PositionMention, Span, Text, Token
from extractor.lexicon import Phrases, load
from extractor.mentions import people, possible_names
from extractor.mentions.tagger import Tags, tag

BODY = ("ORG", "BLOCK")
NEVER = 2.0
_OFFICE = re.compile(r"(?i)\bđơn vị\b|\b(?:khối|cụm) (?:trưởng|phó)\b|\b(?:trưởng|phó) (?:khối|cụm)\b")
_TITLES_OF = load("positions")["titles"]
TITLES = Phrases({phrase: kind for kind in ("jobs", "plain", "shared", "alone") for phrase in _TITLES_OF[kind]})
BLOCK_TITLES = Phrases(_TITLES_OF["block"])
_CAN_BE: dict[str, Callable[[Sequence[Token], int, int], bool]] = {
    "ORG": possible_names.body,
    "BLOCK": possible_names.block,
    "PER": possible_names.person,
    "POS": possible_names.title,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How sure the tagger must be (0 to 1) to be heard, by what it then does; above 1 it is never heard.

    `drop_*`: leave out what it holds for no such name. `end_*`: let a name that opens where the grammar's does end elsewhere; `move_body`:
    let it open elsewhere too. `add_*`: add what the grammar has not, heads that it
    knows only with `add_known`.
    """

    drop_body: float = NEVER
    drop_person: float = NEVER
    end_body: float = NEVER
    move_body: float = NEVER
    end_person: float = NEVER
    add_body: float = NEVER
    add_person: float = NEVER
    add_title: float = NEVER
    add_known: bool = False


# What changes the grammar's answer takes more than what adds to it. Round figures, the same for every kind of document.
BOTH = Policy(
    drop_body=0.98, drop_person=0.95, end_body=0.97, move_body=0.97, end_person=0.9, add_body=0.95, add_person=0.95, add_title=0.95
)
ALONE = Policy(add_body=0.0, add_person=0.0, add_title=0.0, add_known=True)


class Tagged(NamedTuple):
    """A range of tokens that the tagger names as one kind, and how sure it is of exactly this range."""

    first: int
    end: int
    kind: str
    sure: float


def find(text: Text) -> tuple[tuple[OrganizationMention, ...], tuple[PositionMention, ...], tuple[PersonMention, ...]]:
    """Organisations, positions and people of the text by the grammar and the tagger together, each in reading order."""
    organizations, positions, persons = people.find(text)
    both = merge(text, Mentions(organizations=organizations, positions=positions, people=persons), tag(text), BOTH)
    return both.organizations, both.positions, both.people


def merge(text: Text, mentions: Mentions, tags: Tags, policy: Policy = BOTH) -> Mentions:
    """The grammar's mentions, corrected and completed by the tagger as far as `policy` lets it; other kinds stay as they are."""
    return _Merge(text, mentions, tags, policy).run()


def trained(text: Text, mentions: Mentions, tags: Tags) -> Mentions:
    """The tagger's mentions alone in place of the grammar's: every possible name that it tags, however sure (for the comparison)."""
    return merge(text, replace(mentions, organizations=(), people=(), positions=()), tags, ALONE)


def sure(tags: Tags, first: int, end: int, *kinds: str) -> float:
    """How sure it is that exactly these tokens are one name of these kinds: the least of its opening, its inner tokens and its end."""
    opening = tags.weigh(first, first + 1, [f"B-{k}" for k in kinds])
    inner = tags.weigh(first + 1, end + 1, [f"I-{k}" for k in kinds])
    after = 1.0 - inner.pop() if end < len(tags.labels) else 1.0
    return min(*opening, *inner, after)


LONGEST_NAME = 8
"""So many tokens are looked at for a person's name."""
# Where a person is due, the tagger's doubt does not count, nor where it takes the family name Đoàn for the Youth Union.
_DUE = ("person.honorific", "person.named-doan", "person.behind-province")

# Whom an officer follows, behind a body's name.
_SUCCEEDS = re.compile(r" thay (?:cho )?(?:đồng chí|đ/c|ông|bà)\b")
# Words of rank that end an office and begin the name of a committee too.
_RANKS = ("thường vụ", "thường trực")


class _Merge:
    """One text's merging; lives only inside `merge`. `taken` says of each token which kinds of mention hold it."""

    def __init__(self, text: Text, mentions: Mentions, tags: Tags, policy: Policy) -> None:
        self.text, self.mentions, self.tokens, self.tags, self.policy = text, mentions, text.tokens, tags, policy
        self.starts = [t.start for t in text.tokens]
        self.taken: list[str] = [""] * len(text.tokens)

    def run(self) -> Mentions:
        mentions = self.mentions
        bodies, moved = self._bodies(mentions.organizations)
        persons = self._persons(mentions.people)
        self._take("O", bodies)
        self._take("P", persons)
        fresh = [self._new_body(t) for t in self.bodies if self._adds_body(t) and self._free(t, "OP")]
        self._take("O", fresh)
        new = {s.start: s for s in (*moved.values(), *(b.span for b in fresh))}
        titles = [self._follow(t, moved, new) for t in mentions.positions]
        self._take("T", titles)
        added = [self._new_person(t) for t in self.persons if t.sure >= self.policy.add_person and self._free(t, "OPT")]
        self._take("P", added)
        bodies = sorted([*bodies, *fresh], key=lambda b: b.start)
        titles += list(self._new_titles({b.start: b for b in bodies}))
        return replace(
            mentions,
            organizations=tuple(bodies),
            people=tuple(sorted([*persons, *added], key=lambda p: p.start)),
            positions=tuple(sorted(titles, key=lambda t: (t.start, t.end))),
        )

    # -- what the tagger says ------------------------------------------------------------------

    @cached_property
    def bodies(self) -> list[Tagged]:
        """Possible bodies, in reading order; they never overlap."""
        return sorted(self._tagged(self.mentions.organizations, *BODY), key=lambda t: t.first)

    @cached_property
    def offices(self) -> frozenset[int]:
        """Where the grammar's titles begin."""
        return frozenset(t.start for t in self.mentions.positions)

    @cached_property
    def due(self) -> frozenset[int]:
        """Where the persons begin that the grammar is sure of."""
        return frozenset(p.start for p in self.mentions.people if p.rule in _DUE)

    @cached_property
    def persons(self) -> list[Tagged]:
        return list(self._tagged(self.mentions.people, "PER"))

    def _tagged(self, mentions: Sequence[Mention], *kinds: str) -> Iterator[Tagged]:
        """What the tagger names, as far as it is possible; where the grammar has the very same, nothing is left to ask."""
        agreed = {self._range(m) for m in mentions}
        for kind in kinds:
            for first, end in self.tags.spans(kind):
                if (first, end) in agreed:
                    yield Tagged(first, end, kind, 1.0)
                elif _CAN_BE[kind](self.tokens, first, end):
                    yield Tagged(first, end, kind, round(sure(self.tags, first, end, kind), 4))

    def _bounds(self, mention: Mention, seen: list[Tagged], end_at: float, move_at: float) -> Span | None:
        """The other bounds that the tagger is sure of, for a name that it sees where the mention stands."""
        first, end = self._range(mention)
        at = max(0, bisect_right(seen, first, key=lambda t: t.first) - 1)
        for i in range(at, len(seen)):
            found = seen[i]
            if found.first >= end:
                return None
            other = found.end > first and (found.first, found.end) != (first, end)
            other = other and (found.end == end or found.kind == "PER" or possible_names.may_end(self.tokens, found.end, end))
            other = other and not possible_names.parts(self.tokens, (first, end), (found.first, found.end))
            if other and found.sure >= (end_at if found.first == first else move_at):
                return self._span(found.first, found.end)
        return None

    def _refuted(self, mention: Mention, threshold: float, *kinds: str) -> bool:
        """Whether the tagger holds no token of the mention for part of a name of these kinds."""
        if threshold > 1:
            return False
        labels = [f"{at}-{kind}" for kind in kinds for at in "BI"]
        return max(self.tags.weigh(*self._range(mention), labels), default=1.0) <= 1 - threshold

    # -- the grammar's mentions ------------------------------------------------------------------

    def _bodies(self, mentions: Sequence[OrganizationMention]) -> tuple[list[OrganizationMention], dict[Span, Span]]:
        """The grammar's bodies that stay, some with other bounds, and which place took the place of which.

        Two bodies of the grammar never become one. A body behind a title stays although the tagger doubts it: there one is due.
        """
        moved: dict[Span, Span] = {}
        kept = []
        for i, mention in enumerate(mentions):
            other = self._bounds(mention, self.bodies, self.policy.end_body, self.policy.move_body)
            if other is not None and (
                mention.head
                or _takes_office(self.text, mention, other)
                or _says_twice(self.text, mention, other)
                or (mention.block and mention.span.covers(other))
                or self._takes_more(mention, other)
                or self._takes_rank(mention, other)
            ):
                other = None  # the marks of a row bound its items; a block's name runs on in words of every kind, which the grammar knows
            if other is not None and not any(n is not mention and n.span.overlaps(other) for n in mentions[max(0, i - 1) : i + 2]):
                moved[mention.span] = other
                kept.append(replace(mention, start=other.start, end=other.end, rule="organization.trained-bounds"))
            elif not self._is_none(mention):
                kept.append(mention)
        return _apart(kept), moved

    def _takes_more(self, mention: OrganizationMention, other: Span) -> bool:
        """Whether what the tagger adds is a person's name behind a bare level ("UBND tỉnh | Đoàn Quang Huy", or its first word), or,
        in capitals, what the body does ("TRUNG ƯƠNG HỘI | KHEN THƯỞNG")."""
        at = bisect_left(self.starts, mention.end)
        if other.end <= mention.end:
            return False
        if self.tokens[at].text in ("KHEN", "TẶNG"):
            return True
        return self.tokens[at].start in self.due

    def _takes_rank(self, mention: OrganizationMention, other: Span) -> bool:
        """Whether the tagger adds the rank of the office before ("Ủy viên Thường vụ | Thành ủy")."""
        rank = self.text.text[other.start : mention.start].strip().lower()
        return rank in _RANKS and any(t.start < other.start < t.end for t in self.mentions.positions if t.organization == mention.span)

    def _is_none(self, mention: OrganizationMention) -> bool:
        certain = mention.head or mention.rule == "organization.title" or not possible_names.doubtful(self.tokens, *self._range(mention))
        return not certain and self._refuted(mention, self.policy.drop_body, *BODY)

    def _persons(self, mentions: Sequence[PersonMention]) -> list[PersonMention]:
        kept = []
        for mention in mentions:
            other = self._bounds(mention, self.persons, self.policy.end_person, NEVER)
            if other is not None:
                kept.append(replace(mention, start=other.start, end=other.end, rule="person.trained-bounds"))
            elif mention.rule in _DUE or not self._refuted(mention, self.policy.drop_person, "PER"):
                kept.append(mention)
        return kept

    def _follow(self, title: PositionMention, moved: dict[Span, Span], fresh: dict[int, Span]) -> PositionMention:
        """The title with its body where that now stands; one that had none takes a new one right behind it."""
        if title.organization is not None:
            own = moved.get(title.organization, title.organization)
            longer = fresh.get(own.start, own)  # "Chủ tịch | Công đoàn | trường", where the tagger has the whole name
            return replace(title, organization=longer if longer.end > own.end else own)
        behind = bisect_left(self.starts, title.end)
        if title.kind in ("alone", "block") or behind >= len(self.tokens) or self.starts[behind] not in fresh:
            return title
        return replace(title, organization=fresh[self.starts[behind]], anaphor=None)

    # -- the tagger's own ------------------------------------------------------------------

    def _adds_body(self, found: Tagged) -> bool:
        known = possible_names.known(self.tokens, found.first, found.end)
        if self.starts[found.first] in self.offices:
            return False  # "Chi hội trưởng thôn A": an office, although its first words open a body
        if _SUCCEEDS.search(self.text.text, self.starts[found.first], self.tokens[found.end - 1].end):
            return False  # "Chủ tịch Liên hiệp hội thay đồng chí …"
        return found.sure >= self.policy.add_body and (self.policy.add_known or not known)

    def _new_body(self, found: Tagged) -> OrganizationMention:
        span = self._span(found.first, found.end)
        return OrganizationMention(span.start, span.end, "organization.trained", found.sure, block=found.kind == "BLOCK")

    def _new_person(self, found: Tagged) -> PersonMention:
        span = self._span(found.first, found.end)
        honorific = ""
        for k in range(max(0, found.first - 4), found.first):
            calling = possible_names.HONORIFICS.match(self.tokens, k)
            if calling is not None and calling[0] == found.first:
                honorific = self.text.text[self.tokens[k].start : self.tokens[found.first - 1].end]
                break
        return PersonMention(span.start, span.end, "person.trained", found.sure, honorific=honorific)

    def _new_titles(self, bodies: dict[int, OrganizationMention]) -> Iterator[PositionMention]:
        """Titles with the body right behind them; one whose last word opens that body has it too ("Trưởng | Ban Dân vận")."""
        for found in self._tagged(self.mentions.positions, "POS"):
            if found.sure < self.policy.add_title or not self._free(found, "TP"):
                continue
            body = bodies.get(self.starts[found.end]) if found.end < len(self.tokens) else None
            whole = TITLES.match(self.tokens, found.first)
            shares = body is not None and whole is not None and found.end < whole[0] <= found.end + 2
            span = self._span(found.first, whole[0] if shares and whole is not None else found.end)
            kind = "block" if BLOCK_TITLES.match(self.tokens, found.first) else "shared" if shares else str(whole[1]) if whole else "plain"
            held_in = body.span if body is not None else None
            yield PositionMention(span.start, span.end, "position.trained", found.sure, organization=held_in, kind=kind)

    # -- tokens and characters ------------------------------------------------------------------

    def _range(self, place: Mention | Span) -> tuple[int, int]:
        return bisect_left(self.starts, place.start), bisect_left(self.starts, place.end)

    def _span(self, first: int, end: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[end - 1].end)

    def _take(self, kind: str, mentions: Sequence[Mention]) -> None:
        for mention in mentions:
            for i in range(*self._range(mention)):
                self.taken[i] += kind

    def _free(self, found: Tagged, kinds: str) -> bool:
        return not any(kind in self.taken[i] for i in range(found.first, found.end) for kind in kinds)


def _takes_office(text: Text, mention: OrganizationMention, other: Span) -> bool:
    """Whether other bounds would take in the office that the body holds in the block ("Thanh tra Sở X | - đơn vị Cụm Trưởng")."""
    return other.end > mention.end and _OFFICE.search(text.text, mention.end, other.end) is not None


def _says_twice(text: Text, mention: OrganizationMention, other: Span) -> bool:
    """Whether other bounds would only take in the head again that closes a title ("Trưởng | Ban | Ban Dân tộc tỉnh")."""
    before = text.text[other.start : mention.start]
    return bool(before) and text.text[mention.start : mention.start + len(before)].lower() == before.lower()


def _apart(mentions: Sequence[OrganizationMention]) -> list[OrganizationMention]:
    """Mentions in reading order, those left out that begin inside the one before."""
    out: list[OrganizationMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not out or mention.start >= out[-1].end:
            out.append(mention)
    return out
