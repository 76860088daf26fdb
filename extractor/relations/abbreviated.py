"""Names of one body of which one abbreviates some words of the other by their first letters: "Công đoàn CSTN", "Cụm TCTD số 2"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractor.document import Span
from extractor.syllables import TOKEN, fold

# How many letters such an abbreviation has, how many of a name's words are looked at, how many names with the same letters.
FEWEST, MOST = 2, 6
LONGEST_NAME = 24
MOST_ALIKE = 8
# Words of a block's name that come and go, and those that an abbreviation leaves out.
LOOSE = frozenset({"các", "tại", "thi", "đua", "thuộc", "của", "và", "số"})
_SMALL = frozenset({"và", "các", "của"})


def spelled_out(forms: Mapping[str, Iterable[str]], blocks: Iterable[str]) -> dict[str, str]:
    """Keys of names that abbreviate words of another → that other's key; `forms` are the names of each key as they stand in the text.

    Left out is an abbreviation that may stand for words of two names.

    >>> spelled_out({"vụ tccb": ["Vụ TCCB"], "vụ tổ chức cán bộ": ["Vụ Tổ chức cán bộ"]}, [])
    {'vụ tccb': 'vụ tổ chức cán bộ'}
    """
    short = {key: places for key, names in forms.items() if (places := _letters(key, names))}
    if not short:
        return {}
    wanted = {letters for places in short.values() for letters, _, _ in places}
    spelled: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for key in forms:
        for told, first, end in _runs(key.split()[:LONGEST_NAME]):
            if told in wanted and len(spelled[told]) < MOST_ALIKE:
                spelled[told].append((key, first, end))
    kinds = set(blocks)
    out = {}
    for key, places in short.items():
        pairs = [(Span(at, last), *place) for letters, at, last in places for place in spelled[letters]]
        full = {other for place, other, first, end in pairs if _same(key, place, other, Span(first, end), loose=key in kinds)}
        if len(full) == 1:
            out[key] = full.pop()
    return out


def _letters(key: str, names: Iterable[str]) -> list[tuple[str, int, int]]:
    """The abbreviations in a name, each with the words of its key that it takes, rows too ("KT - TH"); none in a name in capitals."""
    found = {
        fold(token)
        for name in names
        if not name.isupper()
        for token in TOKEN.findall(name)[1:]
        if len(token) <= MOST and token.isupper() and token.isalpha()
    }
    if not found:
        return []
    words = key.split()
    places = {i for i, word in enumerate(words) if word in found}
    rows = [(i, k) for i in sorted(places) for k in range(i + 1, i + 4) if all(at in places for at in range(i, k))]
    told = [("".join(words[i:k]), i, k) for i, k in rows]
    return [row for row in told if FEWEST <= len(row[0]) <= MOST]


def _runs(words: list[str]) -> Iterable[tuple[str, int, int]]:
    """The first letters of each row of a name's words, with and without those of small words: letters, first word, end."""
    for first in range(1, len(words)):
        letters = ""
        brief = ""
        for end in range(first + 1, min(first + MOST + 3, len(words)) + 1):
            word = words[end - 1]
            letters += word[0]
            brief += "" if word in _SMALL else word[0]
            for told in {letters, brief}:
                if FEWEST <= len(told) <= MOST:
                    yield told, first, end


def _same(short: str, place: Span, full: str, spelled: Span, *, loose: bool) -> bool:
    """Whether two names are alike but for the abbreviation; of blocks' names the words that come and go are left out."""
    if short == full:
        return False
    words, whole = short.split(), full.split()
    sides = ((words[: place.start], whole[: spelled.start]), (words[place.end :], whole[spelled.end :]))
    return all([w for w in a if not (loose and w in LOOSE)] == [w for w in b if not (loose and w in LOOSE)] for a, b in sides)
