"""Words that a pattern cannot match without: looking for them takes a tenth of the time that trying the pattern takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SHORTEST = 2
MOST = 40
# Flags and zero-width marks; an escape; a class; how a group opens; how often; a bar; the end of a group; any other character.
_PIECE = re.compile(
    r"(?P<nothing>\(\?[a-z]+\)|\\[bBAZ]|[\^$])|\\(?P<escape>.)|\[(?P<set>\^?\]?(?:\\.|[^\]\\])*)\]"
    r"|(?P<open>\((?:\?(?:P<\w+>|[a-z]*(?:-[a-z]+)?:|(?P<look><?[=!])))?)|(?P<often>[?*+]|\{\d*,?\d*\})\??|(?P<bar>\|)|(?P<close>\))|(?P<plain>.)",
    re.DOTALL,
)
_BACK = "(?P="  # what refers back to a group, which is not read here
Words = tuple[str, ...]


class Step(NamedTuple):
    """A piece of an alternative, the alternatives of the group that it opens, and how often it may come."""

    piece: re.Match[str]
    inner: Group
    often: str | None

    @property
    def is_optional(self) -> bool:
        return self.often is not None and (self.often[0] in "?*" or self.often.startswith(("{0", "{,")))

    @property
    def takes_nothing(self) -> bool:
        return bool(self.piece["nothing"] or self.piece["look"])


Group = Sequence[Sequence[Step]]
"""The alternatives of a group, each with its steps."""


def needed(pattern: str) -> tuple[Words, ...]:
    """Sets of words in lower case: whatever `pattern` matches holds, in lower case, at least one word of each set.

    An empty answer says that nothing is known. The pattern must be valid; back references and verbose patterns are not read.

    >>> needed(r"(?i)\\b(?:bầu|suy tôn)\\b.*\\blàm (?:Khối|Cụm) trưởng")
    (('làm ',), (' trưởng',), ('bầu', 'suy tôn'), ('cụm', 'khối'))
    """
    if _BACK in pattern:
        return ()
    return tuple(sorted(_needed(_group(_PIECE.finditer(pattern))), key=len))


def _group(pieces: Iterator[re.Match[str]]) -> Group:
    """The group that ends with the next bracket that closes none before it, or with the pattern."""
    every: list[list[Step]] = [[]]
    for piece in pieces:
        if piece["close"]:
            break
        if piece["bar"]:
            every.append([])
        elif piece["often"]:
            every[-1][-1] = every[-1][-1]._replace(often=piece["often"])
        else:
            every[-1].append(Step(piece, _group(pieces) if piece["open"] else (), None))
    return every


def openings(pattern: str) -> str:
    """What a match of `pattern` in lower case can begin with, as the inside of a class of characters; nothing where that may be anything,
    and where the engine finds it by itself, since each alternative of the first group begins with a letter.

    >>> openings(r"\\b(?:(?:buổi )?lễ|\\d+ hội|[tT]ọa đàm)")
    '\\\\dblt'
    """
    return "" if _begins_plainly(list(_PIECE.finditer(pattern))) else initials(pattern)


def initials(pattern: str) -> str:
    """What a match of `pattern` can begin with, or what that is in lower case, as the inside of a class of characters; nothing where that
    may be anything.

    >>> initials("(?i)(?:buổi )?lễ|Hội")
    'bhl'
    """
    if _BACK in pattern:
        return ""
    found = _first(_group(_PIECE.finditer(pattern)))
    return "" if found & {_EMPTY, _ANY} else "".join(sorted(found))


_EMPTY, _ANY = "", "."


def _begins_plainly(pieces: Sequence[re.Match[str]]) -> bool:
    at = next(i for i, piece in enumerate(pieces) if not piece["nothing"] and (piece["look"] or not piece["open"]))
    depth = inner = sum(bool(piece["open"]) for piece in pieces[:at])
    begins = True
    for piece in pieces[at:]:
        if begins and not piece["plain"]:
            return False
        depth += bool(piece["open"]) - bool(piece["close"])
        begins = bool(piece["bar"]) and depth <= inner
    return True


def _first(group: Group) -> set[str]:
    """What the alternatives of a group can begin with; what may be missing lets the next step be the first."""
    every: set[str] = set()
    for alternative in group:
        found = {_EMPTY}
        for step in alternative:
            if _EMPTY in found and not step.takes_nothing:
                first = _first(step.inner) if step.piece["open"] else _first_of_piece(step.piece)
                found = found - {_EMPTY} | first | ({_EMPTY} if step.is_optional else set())
        every |= found
    return every


def _first_of_piece(piece: re.Match[str]) -> set[str]:
    """What one character can be, as insides of a class."""
    letter, of_class, escape = _letter(piece), piece["set"], piece["escape"]
    if letter is not None:
        return {re.escape(letter)}
    if of_class and of_class[0] != "^" and not set(of_class) & set("-\\"):
        return set(map(re.escape, of_class))
    return {f"\\{escape}"} if escape and escape in "dw" else {_ANY}


def hold(sets: Sequence[Words], low: str) -> bool:
    """Whether `low`, in lower case, holds a word of each set."""
    for words in sets:
        for word in words:
            if word in low:
                break
        else:
            return False
    return True


def _needed(group: Group) -> list[Words]:
    """What the alternatives of a group need."""
    every = [_needed_by_one(alternative) for alternative in group]
    if len(every) == 1:
        return every[0]
    if not all(every):
        return []
    best = [max(sets, key=lambda words: (min(map(len, words)), -len(words))) for sets in every]
    union = _least({word for words in best for word in words})
    return [union] if len(union) <= MOST else []


def _least(words: set[str]) -> Words:
    """The words without those that hold another of them, which finds them too."""
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


def _needed_by_one(alternative: Sequence[Step]) -> list[Words]:
    """What one alternative needs: its runs of plain characters, and what the groups need that it cannot go without."""
    sets: list[Words] = []
    run = ""
    for step in alternative:
        if step.takes_nothing:
            continue
        letter = _letter(step.piece)
        if letter is not None and not step.is_optional:
            run += letter
        if letter is None or step.often is not None:
            sets += [(run,)] if len(run) >= SHORTEST else []
            run = ""
        if step.piece["open"] and not step.is_optional:
            sets += _needed(step.inner)
    return sets + ([(run,)] if len(run) >= SHORTEST else [])


def _letter(piece: re.Match[str]) -> str | None:
    """The one character that a piece stands for whatever its case, in lower case; None where it may be several."""
    if piece["plain"] and piece["plain"] != ".":
        return piece["plain"].lower()
    if piece["escape"]:
        return None if piece["escape"].isalnum() else str(piece["escape"])
    letters = {c.lower() for c in piece["set"]} if piece["set"] and "\\" not in piece["set"] and len(piece["set"]) == 2 else set()
    return letters.pop() if len(letters) == 1 else None
