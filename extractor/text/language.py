"""Whether a text is Vietnamese, told by its letters: quick, and sure enough for a warning."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

W_NOT_VIETNAMESE = "W201 Văn bản không có vẻ là tiếng Việt, kết quả có thể sai (the text does not look Vietnamese; results may be wrong)"
W_NO_MARKS = (
    "W202 Văn bản tiếng Việt không dấu hoặc sai bảng mã, kết quả có thể sai (Vietnamese without its marks, or in a legacy encoding)"
)
SAMPLE = 20_000
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
_FAR_LETTERS = re.compile(r"(?=[^\W\d_])[\u0370-\u1dff\u2000-\U0010ffff]")
"""Letters of writings other than the Latin one."""
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
    letters = sum(map(str.isalpha, sample))
    if letters >= FEWEST_WORDS and len(_FAR_LETTERS.findall(sample)) * 2 > letters:
        return W_NOT_VIETNAMESE
    if len(_LEGACY.findall(sample)) > 0.03 * max(letters, 100):
        return W_NO_MARKS
    # Running text repeats its syllables: each is judged once and counts as often as it stands there.
    words = Counter(word.lower() for word in _WORD.findall(sample))
    total = words.total()
    if total < FEWEST_WORDS:
        return None
    plain = {word: _MARKS.sub("", unicodedata.normalize("NFD", word)) for word in words}
    marked = sum(n for word, n in words.items() if plain[word] != word or "đ" in word)
    possible = sum(n for word, n in words.items() if _SYLLABLE.fullmatch(plain[word]) and not _FOREIGN.search(plain[word]))
    if marked >= MARKED_SHARE * total and possible >= 0.6 * total:
        return None
    if possible >= 0.8 * total and sum(n for word, n in words.items() if plain[word] in COMMON_BARE) >= 0.1 * total:
        return W_NO_MARKS
    return W_NOT_VIETNAMESE
