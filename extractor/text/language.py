"""Whether a text is Vietnamese, told by its letters: quick, and sure enough for a warning."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

W_NOT_VIETNAMESE = "W201 Văn bản không có vẻ là tiếng Việt, kết quả có thể sai (the text does not look Vietnamese; results may be wrong)"
W_NO_MARKS = (
    "W202 Văn bản tiếng Việt không dấu hoặc sai bảng mã, kết quả có thể sai (Vietnamese without its marks, or in a legacy encoding)"
)
SAMPLE = 1_500
"""So many characters of a text tell its language."""
FEWEST_WORDS = 8
"""A text with fewer words is not judged: a heading of Latin letters may be anything."""
MARKED_SHARE = 0.35
"""The least share of words with a Vietnamese mark. Running Vietnamese has about 0.8, lists of names and figures 0.6, French 0.2."""
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile("[\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|th|tr|kh|ph|gh|gi|qu|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?",
)
_LEGACY = re.compile("[®¸¶·¹¨©«¬µ]")
"""Signs that stand for marked letters in the TCVN3 fonts (.VnTime and its kin)."""
_FAR_SIGNS = re.compile(r"[\u0370-\u1dff\u2000-\U0010ffff]")
"""Signs beyond the Latin writing; the letters among them are those of other writings."""
_FOREIGN = re.compile(r"[fjwz]|[^a-zđ]")
COMMON_BARE = frozenset(
    [
        "hoi",
        "thi",
        "dua",
        "khen",
        "thuong",
        "cua",
        "va",
        "cac",
        "nam",
        "cong",
        "tac",
        "dong",
        "chi",
        "ban",
        "tinh",
        "khoi",
        "duoc",
        "trong",
        "cho",
        "voi",
    ]
)


def language_warning(text: str) -> str | None:
    """A warning for a text that does not look like Vietnamese (W201) or has lost its marks (W202); None for one that does.

    >>> language_warning("The committee met on Monday to review the results of the year and to plan the next one.")[:4]
    'W201'
    >>> language_warning("Hội nghị tổng kết công tác thi đua, khen thưởng năm 2023 của Khối")
    """
    sample = unicodedata.normalize("NFC", text[:SAMPLE])
    far = sum(map(str.isalpha, _FAR_SIGNS.findall(sample)))
    legacy = len(_LEGACY.findall(sample))
    if far or legacy:
        letters = sum(map(str.isalpha, sample))
        if letters >= FEWEST_WORDS and far * 2 > letters:
            return W_NOT_VIETNAMESE
        if legacy > 0.03 * max(letters, 100):
            return W_NO_MARKS
    words = Counter(map(str.lower, _WORD.findall(sample)))
    total = words.total()
    if total < FEWEST_WORDS:
        return None
    judged = [(_looks(word), n) for word, n in words.items()]
    marked = sum([n for looks, n in judged if looks.marked])
    possible = sum([n for looks, n in judged if looks.possible])
    if marked >= MARKED_SHARE * total and possible >= 0.6 * total:
        return None
    if possible >= 0.8 * total and sum(n for looks, n in judged if looks.common) >= 0.1 * total:
        return W_NO_MARKS
    return W_NOT_VIETNAMESE


class _Looks(NamedTuple):
    """How a word looks: with a Vietnamese mark, like a syllable that Vietnamese can have, like one of its commonest without marks."""

    marked: bool
    possible: bool
    common: bool


@lru_cache(maxsize=16384)
def _looks(word: str) -> _Looks:
    """Judged once for each word, since texts repeat their syllables."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", word))
    possible = _SYLLABLE.fullmatch(plain) is not None and _FOREIGN.search(plain) is None
    return _Looks(plain != word or "đ" in word, possible, plain in COMMON_BARE)
