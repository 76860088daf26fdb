"""The short names of bodies that a text defines for itself, in brackets or by their first letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import OrganizationMention, Span, Text
from extractor.mentions.organization_words import HEADS, NUMERAL
from extractor.openings import Opened
from extractor.spelling import is_syllable
from extractor.syllables import fold, initials

# "(SRP)", "(viết tắt là SRP)", "(Song Tra Refining - SRP)", "(sau đây gọi tắt là Khối)".
DEFINITION = re.compile(r"[^\S\n]*\((?:[^()\n]{0,60}?[\s,:-])?(?P<short>[A-ZĐ][A-ZĐa-z]{0,5}[A-ZĐ][A-ZĐ&]{0,6})\)")
# "Vinasun là doanh nghiệp dẫn đầu", "Vissan được bầu làm Khối phó": a word of its own that is no Vietnamese one.
_TRADES = Opened(
    r"(?m:(?:^|(?<=[,.;:–-] )|(?<=\())(?P<brand>[A-Z][a-z][A-Za-z]*) "
    r"(?:là (?:một |1 )?(?:doanh nghiệp|công ty|ngân hàng|tập đoàn|đơn vị)\b"
    r"|được (?:bầu|suy tôn|giao)(?: chọn)? (?:làm|là|giữ)(?: \w+){0,2} (?i:khối|cụm|đơn vị)\b))",
    "A-Z",
)
NOT_BODIES = frozenset({"BCH", "BTV", "UBND", "HĐND", "CP", "KT", "TM", "CB", "CT"})
SHORTEST_FORM = 4


def definitions(text: Text, organizations: Sequence[OrganizationMention]) -> dict[str, Span]:
    """Abbreviations that the text defines in brackets behind a name ("Công ty CP Lọc hóa dầu Sông Trà (SRP)") → that name's place."""
    out: dict[str, Span] = {}
    for mention in organizations:
        match = DEFINITION.match(text.text, mention.end)
        if match is not None and match["short"] not in NOT_BODIES and NUMERAL.fullmatch(match["short"]) is None:
            out.setdefault(match["short"], mention.span)
    return out


def brands(text: Text) -> frozenset[str]:
    """Words that the text itself says to be businesses, or to lead a block, and that no Vietnamese word is spelt like."""
    found = (match["brand"] for match in _TRADES.finditer(text.text))
    return frozenset(brand for brand in found if len(brand) >= SHORTEST_FORM and not is_syllable(brand))


def short_forms(text: Text, organizations: Sequence[OrganizationMention]) -> dict[str, Span]:
    """Words in capitals that are the first letters of a body that the text names in full ("Đại học Quốc gia Hà Nội", "ĐHQGHN")."""
    shouted = {
        word for word in {t.text for t in text.tokens if t.capitalised} if len(word) >= SHORTEST_FORM and word.isupper() and word.isalpha()
    }
    unknown = {word for word in shouted if word not in NOT_BODIES and fold(word) not in HEADS.openers and not NUMERAL.fullmatch(word)}
    if not unknown:
        return {}
    return {short: o.span for o in reversed(organizations) for short in initials(text.value(o.span)) & unknown}
