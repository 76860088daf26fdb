"""What each person did at the meeting: chaired, attended, spoke, concluded, kept the minutes, signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import cast

from extractor.document import BlockKind, PersonMention, Sentence, Span, Text
from extractor.record import Part
from extractor.relations.chunks import Chunked
from extractor.relations.rules import rules

# A comma between two names, perhaps with a form of address.
_LISTED = re.compile(r"\s*,\s*(?:[\w/.]{1,8}\s+){0,2}")
# The offices of one person, and the form of address of the next.
_OFFICED = re.compile(
    r"\s*[,–(-][^.;:]{3,120}[,;]\s*(?:(?:ông|bà|đồng chí|đ/c|anh|chị|thầy|cô)\s|[A-ZĐ][\w.]{0,7}[ST]\.?\s)(?:[\w/.]{1,9}\s){0,2}"
)
# With so many words before the first person a sentence does not open with them.
FIRST_WORDS = 4
# "Các đồng chí: A, Trưởng ban X; B, Giám đốc Sở Y chủ trì": what is said behind the last is said of all.
_SEVERAL = re.compile(r"(?i)\b(?:các|hai|ba|bốn|\d+) (?:đồng chí|đ/c|đc|ông|bà|ông, bà|vị):? ?$")
# Full stops that end no sentence: within an abbreviation ("T.Ư"), behind a degree ("PGS-TS. Nguyễn Văn A").
_INNER_STOP = re.compile(r"\.(?=\w)|(?<=[A-ZĐ]S)\.|(?<=hS)\.|(?<=CKI)\.")
Played = tuple[PersonMention, Part, Span]


def parts(text: Text, chunked: Chunked) -> Iterator[Played]:
    """Each person with each part that the words around the name give, and the words."""
    for i in chunked.naming("P"):
        sentence = text.sentences[i]
        persons = [c.person for c in chunked[i] if c.sign == "P"]
        if persons:
            yield from _before(text, sentence, persons)
            yield from _behind(text, sentence.start, sentence.end, persons)


def _before(text: Text, sentence: Sentence, persons: Sequence[PersonMention]) -> Iterator[Played]:
    """Parts said before the first person of a sentence: they cover all who follow, save what only the next one does."""
    start = sentence.start
    labelled = text.blocks[sentence.block].kind is BlockKind.ITEM
    words = _unstopped(text.text[start : persons[0].start])
    for rule in rules("parts", "before"):
        found = rule.search(words)
        if found is None:
            continue
        part = cast(Part, rule.value)
        covered = persons if part in ("attend", "chair") or labelled else persons[:1]
        for person in covered:
            yield person, part, Span(start + found.start(), start + found.end())


def _behind(text: Text, start: int, end: int, persons: Sequence[PersonMention]) -> Iterator[Played]:
    """Parts said behind a person, before the next one; "A và B chủ trì" covers both."""
    opened = text.text[start : persons[0].start].count(" ") < FIRST_WORDS
    for i, person in enumerate(persons):
        stop = persons[i + 1].start if i + 1 < len(persons) else end
        words = _unstopped(text.text[person.end : stop])
        for rule in rules("parts", "behind"):
            found = rule.search(words)
            if found is None:
                continue
            place = Span(person.end + found.start(), person.end + found.end())
            yield person, cast(Part, rule.value), place
            if rule.value != "chair" or not i:
                continue
            if "đồng chủ trì" in found[0].lower():
                yield from ((earlier, "chair", place) for earlier in _together(text, persons[: i + 1]))
            elif " và " in (between := text.text[persons[i - 1].end : person.start]) or (opened and _only_offices(between)):
                yield from ((earlier, "chair", place) for earlier in _joined(text, persons[:i], opened=opened))
            else:
                yield from ((earlier, "chair", place) for earlier in _several(text, persons[:i]))


def _only_offices(between: str) -> bool:
    """Whether between two persons only the offices of the first are told, and nothing that he does."""
    return _OFFICED.fullmatch(between) is not None and not any(rule.search(between) for rule in rules("parts", "behind"))


def _unstopped(words: str) -> str:
    """The words, as long as before, without the full stops of abbreviations."""
    return _INNER_STOP.sub(",", words) if "." in words else words


def _joined(text: Text, persons: Sequence[PersonMention], *, opened: bool) -> Iterator[PersonMention]:
    """The last person and those right before, parted by a comma only: "A, B và C"; where the sentence opens with them, also by their
    offices: "Ông A - Chủ tịch X, ông B - Phó Chủ tịch X và bà C"."""
    yield persons[-1]
    for i in range(len(persons) - 2, -1, -1):
        between = text.text[persons[i].end : persons[i + 1].start]
        if not _LISTED.fullmatch(between) and not (opened and _only_offices(between)):
            return
        yield persons[i]


def _together(text: Text, persons: Sequence[PersonMention]) -> Iterator[PersonMention]:
    """Those before the last of `persons` of whom nothing else is told up to the next: with "đồng chủ trì" it is said of them too."""
    for one, other in pairwise(reversed(persons)):
        if any(rule.pattern.search(text.text[other.end : one.start]) for rule in rules("parts", "behind")):
            return
        yield other


def _several(text: Text, persons: Sequence[PersonMention]) -> Sequence[PersonMention]:
    """The people from the last word for several of them on ("các đồng chí: A, …; B, …"), between whom nothing else is told."""
    for i in range(len(persons) - 1, -1, -1):
        start = persons[i].start
        if _SEVERAL.search(text.text, max(0, start - 20), start):
            return persons[i:]
        if i and any(rule.pattern.search(text.text, persons[i - 1].end, start) for rule in rules("parts", "behind")):
            break
    return ()
