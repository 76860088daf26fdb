"""The shape of a Vietnamese person's name: a family name, then one to four capitalised syllables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import ne

from extractor.document import Token
from extractor.lexicon import Phrases, dictionary, load
from extractor.syllables import fold

_PEOPLE = load("people")
COMMON = frozenset(fold(s) for s in _PEOPLE["common"])
SURNAMES = COMMON | frozenset(fold(s) for s in _PEOPLE["surnames"])
HISTORICAL = Phrases(_PEOPLE["historical"])
# Words that open a title and stand in no name: a name typed straight into a title ends there.
OFFICES = Phrases(load("positions")["titles"]["cut"])
PLACES = Phrases([*load("places")["provinces"], *load("places")["regions"], *load("places")["joined"]])
# Without those of a body's own word and what only says where ("đề nghị của Văn phòng Sở | tại Tờ trình").
_WORDS = dictionary() - {"sở tại"}
_VOWEL = re.compile(r"[aăâeêioôơuưyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ]", re.IGNORECASE)
MOST = 5
# So many name syllables in a row are no name, however many more follow.
LONGEST_RUN = 20


def line_starts(text: str, tokens: Sequence[Token]) -> list[bool]:
    """For each token whether a line or a block starts with it; one entry more than there are tokens, the last True."""
    blocks = [token.block for token in tokens]
    out = [True, *map(ne, blocks, blocks[1:]), True] if tokens else [True]
    begins = [token.start for token in tokens]
    at = text.find("\n")
    while at >= 0:
        out[bisect_left(begins, at)] = True
        at = text.find("\n", at + 1)
    return out


def is_name_syllable(token: Token) -> bool:
    """Whether the token can stand in a name: capitalised, and no abbreviation ("H'Nhiên", "NGUYỄN", "A", but not "UBND", "TP")."""
    return _is_name_syllable(token.text)


@lru_cache(maxsize=16384)
def _is_name_syllable(word: str) -> bool:
    if not word[0].isalpha() or not word[0].isupper():
        return False
    return (
        len(word) == 1
        or not word.isupper()
        or (len(word) <= 7 and _VOWEL.search(word) is not None and not (word.isascii() and len(word) < 3))
    )


def word_end(tokens: Sequence[Token], at: int) -> int:
    """The end of the longest dictionary word that starts at `at` and goes on in lower case ("Kế hoạch" but not "Kế Hoạch")."""
    end, last = at + 1, min(at + 4, len(tokens))
    while end < last and tokens[end].text[0].islower():
        end += 1
    words = [token.lower for token in tokens[at:end]]
    while len(words) > 1 and " ".join(words) not in _WORDS:
        words.pop()
    return at + len(words)


def _nun(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the "nữ" of a nun's dharma name stands at `end` ("Thích nữ Diệu Nghĩa")."""
    return end == at + 1 and tokens[end].lower == "nữ" and tokens[at].lower == "thích"


def _between_names(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the "văn" or "thị" of a name stands in small letters at `end` ("Nguyễn văn Hùng")."""
    between = end == at + 1 and tokens[end].text in ("văn", "thị") and tokens[at].lower in COMMON and end + 1 < len(tokens)
    return between and _is_name_syllable(tokens[end + 1].text) and not tokens[end + 1].text.isupper()


def _opens_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word in lower case at `at` goes with the next one, and not with the name before it ("Tân Bình | long trọng")."""
    return tokens[at].text.islower() and word_end(tokens, at) > at + 1


def in_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token and the next make a dictionary word whatever their case ("TƯ PHÁP")."""
    return at + 1 < len(tokens) and f"{tokens[at].lower} {tokens[at + 1].lower}" in _WORDS


def run_end(tokens: Sequence[Token], at: int, starts: Sequence[bool]) -> int:
    """The end of the run of name syllables that starts at `at`; a line end closes it, and so does a word that goes on in lower case.

    Of a run without end the first `LONGEST_RUN` are told.
    """
    end = at
    last = min(at + LONGEST_RUN, len(tokens))
    while (
        end < last
        and (_is_name_syllable(tokens[end].text) or _nun(tokens, at, end) or _between_names(tokens, at, end))
        and (end == at or not starts[end])
    ):
        end += 1
    while end - at > 1 and end < len(tokens) and not starts[end] and word_end(tokens, end - 1) > end and not _opens_word(tokens, end):
        end -= 1
    return next((k for k in range(at + 2, end) if OFFICES.match(tokens, k)), end)


def person_end(tokens: Sequence[Token], at: int, starts: Sequence[bool], *, announced: bool = False) -> int | None:
    """The end of a person's name that starts at token `at`, or None.

    `announced` is for places where a person must come (after an honorific or a title): there any run of capitalised syllables will do,
    even one ("đồng chí Pọm"). Elsewhere it takes a common family name, and two syllables must not be a place.
    """
    end = run_end(tokens, at, starts)
    length = end - at
    if length == 0 or (not announced and HISTORICAL.match(tokens, at)):
        return None
    if announced:
        return min(end, at + MOST)
    if tokens[at].lower not in COMMON or not 2 <= length <= MOST:
        return None
    return None if length == 2 and PLACES.match(tokens, at) else end


def doan_end(tokens: Sequence[Token], at: int, starts: Sequence[bool]) -> int | None:
    """The end of the name of a person of the family Đoàn at token `at` ("UBND tỉnh | Đoàn Quang Huy"), None where a Youth Union stands
    ("Đoàn Nghệ An", "Đoàn xã"): the word opens both."""
    if at + 1 >= len(tokens) or tokens[at].lower != "đoàn" or PLACES.match(tokens, at + 1) is not None:
        return None
    end = person_end(tokens, at, starts)
    return end if end is not None and end - at > 2 else None


def behind_province_end(tokens: Sequence[Token], at: int, starts: Sequence[bool]) -> int | None:
    """The end of a person's name right behind a bare "tỉnh" ("Phó Chủ tịch Hội Luật gia tỉnh | Lê Toàn"): provinces are all known, so that
    what begins with a common family name is none."""
    if not at or tokens[at - 1].text != "tỉnh" or starts[at] or PLACES.match(tokens, at) is not None:
        return None
    return person_end(tokens, at, starts)
