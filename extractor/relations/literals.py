"""Words that a pattern cannot match without: looking for them takes a tenth of the time that trying the pattern takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST = 2
MOST = 40
# Flags and zero-width marks; an escape; a class; how a group opens; how often; a bar; the end of a group; any other character.
_PIECE = re.compile(
    r"(?P<nothing>\(\?[a-z]+\)|\\[bBAZ]|[\^$])|\\(?P<escape>.)|\[(?P<set>\^?\]?(?:\\.|[^\]\\])*)\]"
    r"|(?P<open>\((?:\?(?:P<\w+>|[a-z]+:|:|(?P<look><?[=!])))?)|(?P<often>[?*+]|\{\d*,?\d*\})\??|(?P<bar>\|)|(?P<close>\))|(?P<plain>.)",
    re.DOTALL,
)
Words = tuple[str, ...]


def needed(pattern: str) -> tuple[Words, ...]:
    """Sets of words in lower case: whatever `pattern` matches holds, in lower case, at least one word of each set.

    An empty answer says that nothing is known. The pattern must be valid; back references and verbose patterns are not read.

    >>> needed(r"(?i)\\b(?:bầu|suy tôn)\\b.*\\blàm (?:Khối|Cụm) trưởng")
    (('làm ',), (' trưởng',), ('bầu', 'suy tôn'), ('khối', 'cụm'))
    """
    if "(?P=" in pattern:
        return ()
    pieces = list(_PIECE.finditer(pattern))
    found, _ = _branches(pieces, 0)
    return tuple(sorted(found, key=len))


def openings(pattern: str) -> str:
    """What a match of `pattern` can begin with, as the inside of a class of characters; nothing where that may be anything, and where the
    engine finds it by itself, since each alternative of the first group begins with a letter.

    >>> openings(r"\\b(?:(?:buổi )?lễ|\\d+ hội|[tT]ọa đàm)")
    '\\\\dTblt'
    """
    pieces = list(_PIECE.finditer(pattern))
    found, _ = _first_of_branches(pieces, 0)
    return "" if found & {_EMPTY, _ANY} or _begins_plainly(pieces) else "".join(sorted(found))


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


def _first_of_branches(pieces: Sequence[re.Match[str]], at: int) -> tuple[set[str], int]:
    """What the alternatives from piece `at` to the end of their group can begin with, and the index of the piece that ends them."""
    every: set[str] = set()
    while True:
        found, at = _first_of_sequence(pieces, at)
        every |= found
        if at >= len(pieces) or not pieces[at]["bar"]:
            return every, at
        at += 1


def _first_of_sequence(pieces: Sequence[re.Match[str]], at: int) -> tuple[set[str], int]:
    """As `_first_of_branches`, for one alternative; what may be missing lets the next piece be the first."""
    found = {_EMPTY}
    while at < len(pieces) and not pieces[at]["bar"] and not pieces[at]["close"]:
        piece = pieces[at]
        at += 1
        first = _first_of_piece(piece)
        if piece["open"]:
            first, at = _first_of_branches(pieces, at)
            at += 1
        often = pieces[at]["often"] if at < len(pieces) else None
        at += often is not None
        if _EMPTY in found and not piece["nothing"] and not piece["look"]:
            found = found - {_EMPTY} | first | ({_EMPTY} if _is_optional(often) else set())
    return found, at


def _first_of_piece(piece: re.Match[str]) -> set[str]:
    """What one character can be, as insides of a class."""
    letter, of_class, escape = _letter(piece), piece["set"], piece["escape"]
    if letter is not None:
        return {re.escape(letter)}
    if of_class and of_class[0] != "^" and not set(of_class) & set("-\\"):
        return set(map(re.escape, of_class))
    return {f"\\{escape}"} if escape and escape in "dw" else {_ANY}


def _is_optional(often: str | None) -> bool:
    return often is not None and (often[0] in "?*" or often.startswith(("{0", "{,")))


def hold(sets: Sequence[Words], low: str) -> bool:
    """Whether `low`, in lower case, holds a word of each set."""
    for words in sets:
        for word in words:
            if word in low:
                break
        else:
            return False
    return True


def _branches(pieces: Sequence[re.Match[str]], at: int) -> tuple[list[Words], int]:
    """What the alternatives from piece `at` to the end of their group need, and the index of the piece that ends them."""
    every: list[list[Words]] = []
    while True:
        sets, at = _sequence(pieces, at)
        every.append(sets)
        if at >= len(pieces) or not pieces[at]["bar"]:
            break
        at += 1
    if len(every) == 1:
        return every[0], at
    if not all(every):
        return [], at
    best = [max(sets, key=lambda words: (min(map(len, words)), -len(words))) for sets in every]
    union = _least({word for words in best for word in words})
    return ([union] if len(union) <= MOST else []), at


def _least(words: set[str]) -> Words:
    """The words without those that hold another of them, which finds them too."""
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


def _sequence(pieces: Sequence[re.Match[str]], at: int) -> tuple[list[Words], int]:
    """What one alternative needs: its runs of plain characters, and what the groups need that it cannot go without."""
    sets: list[Words] = []
    run = ""
    while at < len(pieces) and not pieces[at]["bar"] and not pieces[at]["close"]:
        piece = pieces[at]
        at += 1
        if piece["nothing"]:
            continue
        inner: list[Words] = []
        letter = _letter(piece)
        if piece["open"]:
            inner, at = _branches(pieces, at)
            at += 1
        often = pieces[at]["often"] if at < len(pieces) else None
        at += often is not None
        if piece["look"]:
            continue
        optional = _is_optional(often)
        if letter is not None and not optional:
            run += letter
        if letter is None or often is not None:
            sets += [(run,)] if len(run) >= SHORTEST else []
            run = ""
        sets += [] if optional else inner
    return sets + ([(run,)] if len(run) >= SHORTEST else []), at


def _letter(piece: re.Match[str]) -> str | None:
    """The one character that a piece stands for whatever its case, in lower case; None where it may be several."""
    if piece["plain"] and piece["plain"] != ".":
        return piece["plain"].lower()
    if piece["escape"]:
        return None if piece["escape"].isalnum() else str(piece["escape"])
    letters = {c.lower() for c in piece["set"]} if piece["set"] and "\\" not in piece["set"] and len(piece["set"]) == 2 else set()
    return letters.pop() if len(letters) == 1 else None
