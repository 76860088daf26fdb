"""Which words are spelt like Vietnamese syllables: how legacy fonts, broken fonts and bad scans are told from sound text.

The rimes are those of Vietnamese orthography (Hoàng Phê, Từ điển tiếng Việt): a syllable that ends in c, ch, p or t has the acute or the
dot below and no other tone. Loan words and abbreviations fail; what counts is the share over many words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_STOPPED = re.compile(r"[cpt]h?$")
_PLAIN_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc "
    "oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơc ơi ơm ơn ơng ơp ơt u ua uân uâng uât uây uc uê uêch uênh uêu "
    "ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươ ươc ươi ươm ươn "
    "ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
)
_RIMES = frozenset(_PLAIN_RIMES.split())
_AFTER_Q = frozenset("u" + rime for rime in _RIMES if rime[0] in "aăâeêiơy") | {"uôc", "uôn", "uy"}
_ONSET = re.compile(r"(?:ngh|ng|nh|ch|th|tr|kh|ph|gh|gi|[bcdđghklmnprstvx])?")
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case and either tone placement, is spelt like a Vietnamese syllable.

    >>> is_syllable("Nghiêng"), is_syllable("hoà"), is_syllable("hòa"), is_syllable("ViÖt"), is_syllable("cat")
    (True, True, True, False, False)
    """
    if not 0 < len(word) <= 14:
        return False
    split = unicodedata.normalize("NFD", word.lower())
    base = split.translate(_TONES)
    tones = len(split) - len(base)
    if tones > 1:
        return False
    plain = unicodedata.normalize("NFC", base)
    if _STOPPED.search(plain) and not ("\u0301" in split or "\u0323" in split):
        return False
    if plain.startswith("q"):
        return plain[1:] in _AFTER_Q
    onset = _ONSET.match(plain)
    rest = plain[onset.end() :] if onset else plain
    return rest in _RIMES or (plain.startswith("gi") and plain[1:] in _RIMES)


def share_of_syllables(words: list[str]) -> float:
    """The share of `words` that are spelt like Vietnamese syllables; 1.0 for no words.

    >>> share_of_syllables(["Hội", "nghị", "xyz", "w"])
    0.5
    """
    return sum(map(is_syllable, words)) / len(words) if words else 1.0
