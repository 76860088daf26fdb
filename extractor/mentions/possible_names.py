"""What can be a name at all, whoever says that it is one: the last check on names that the trained tagger adds or moves."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Token
from extractor.lexicon import Phrases, dictionary, load
from extractor.mentions.names import word_end
from extractor.mentions.organization_words import FIELDS as WORK
from extractor.mentions.organization_words import (
    GENERIC_AFTER,
    HEADS,
    MEASURES,
    NUMBERS,
    SURE_LEVELS,
    VERBS,
    does,
    is_counted,
    is_listed_place,
    is_of_any_level,
    is_of_several,
    is_venue,
    names_a_place,
)
from extractor.syllables import fold

_ORGANIZATIONS, _PLACES, _PEOPLE = load("organizations"), load("places"), load("people")
_HEADS = _ORGANIZATIONS["heads"]
WHOLE = Phrases([*_HEADS["full"], *_HEADS["brands"]])
OPENING = Phrases([w for kind in ("open", "organ", "level", "block", "block_short") for w in _HEADS[kind]])
OF_THE_STATE = Phrases([w for w in _HEADS["never"] if w.endswith("nhà nước")])  # any of them: "Tổng công ty nhà nước"
LOOSE = Phrases([w for kind in ("open", "organ", "block_short") for w in _HEADS[kind]])
STATE = Phrases([*_HEADS["full"], *_HEADS["level"], *_HEADS["block"]])
LEVELS = Phrases(_ORGANIZATIONS["levels"]["words"])
ACTS = Phrases(_ORGANIZATIONS["stop"]["acts"])
FIELDS = Phrases(_ORGANIZATIONS["name"]["words"])
LONG_FIELDS = Phrases([w for w in _ORGANIZATIONS["name"]["fields"] if len(w.split()) > 3])
PLACES = Phrases([*_PLACES["provinces"], *_PLACES["regions"], *_PLACES["joined"]])
HISTORICAL = Phrases(_PEOPLE["historical"])
STAFF = frozenset(_PEOPLE["staff"])
HONORIFICS = Phrases([*_PEOPLE["honorifics"], *_PEOPLE["callings"]])
# Words of the list of acts that join the parts of a name as well ("Khối các chi hội trực thuộc Hội …").
_JOINING = frozenset({"các", "một", "hai", "ba", "công tác", "phía", "thứ", "tại", "thuộc", "trực thuộc"})
_JOINTS = frozenset({"và", ",", ";"})
_WORDS = dictionary()
COMMON = frozenset(fold(s) for s in _PEOPLE["common"])
# Years of the calendar of twelve animals ("Giáp Thìn").
STEMS = frozenset(fold(s) for s in ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"))
BRANCHES = frozenset(fold(s) for s in ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"))
MOST_SYLLABLES = 5
LONGEST_TITLE = 8
LONGEST_DOUBTFUL = 8
# How far from its end a field of work can begin ("Cảnh sát quản lý hành chính về trật tự xã hội").
FIELD_REACH = 10


def body(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range can be a body's name: it opens with a head or an abbreviation, is no bare head ("Bệnh viện") and no place, and holds
    neither a verb in lower case nor half of a pair of brackets.
    """
    inside = tokens[first:end]
    if is_of_any_level(tokens, end) or is_counted(tokens, first):
        return False
    if OF_THE_STATE.match(tokens, first) is not None or GENERIC_AFTER.match(tokens, end) is not None:
        return False
    if is_venue(tokens, first) or inside[0].text in STAFF:
        return False
    if inside[-1].text.isupper() and len(inside) > 1 and LEVELS.match(tokens, end - 1) is not None:
        return False
    if not any(t.text[0].isupper() for t in inside) or sum(t.text == "(" for t in inside) != sum(t.text == ")" for t in inside):
        return False
    whole, opening, place = WHOLE.match(tokens, first), OPENING.match(tokens, first), PLACES.match(tokens, first)
    if opening is not None and opening[0] >= end:
        return known(tokens, first, end)
    if _is_word(tokens, first, max(found[0] for found in (opening, whole, (first, None)) if found is not None)):
        return False
    if (
        opening is None
        and whole is None
        and not (inside[0].text.isupper() and len(inside[0].text) > 1 and LEVELS.match(tokens, first) is None)
    ):
        return False
    return (place is None or place[0] < end) and not any(_acts(tokens, k, end) for k in range(first + 1, end))


def doubtful(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a body that the grammar read may be none: its head opens other things as well ("Trung tâm", "Trường"). An abbreviation or a
    head of the State's own ("Quân khu") names a body whatever stands around it, and so does a long name.
    """
    if end - first > LONGEST_DOUBTFUL or (end - first == 1 and tokens[first].text.isupper()):
        return False
    if first + 2 < end and (tokens[first + 1].text.isdecimal() or tokens[first + 1].lower in NUMBERS) and LEVELS.match(tokens, first + 2):
        return False  # "cụm | bảy tỉnh | biên giới phía Bắc"
    if tokens[first].capitalised and tokens[first].lower in ("khối", "cụm") and first + 1 < end and tokens[first + 1].lower == "các":
        return False  # "Khối các chi cục"
    if _is_plain(tokens, first, end):
        return False
    return LOOSE.match(tokens, first) is not None and STATE.match(tokens, first) is None


def _is_plain(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a name's own words leave no doubt, though the tagger never met them: a department by the letters of its field ("Sở KH-CN"),
    one by a field of many words ("Trung tâm Phục vụ hành chính công"), a school or company named for a day ("Trường Mầm non 8/3").
    """
    if not tokens[first].capitalised or (first and tokens[first - 1].text.isdecimal()):
        return False  # "8 Sở GD&ĐT"
    if (
        first + 1 < end
        and tokens[first + 1].text.isupper()
        and not tokens[first].text.isupper()
        and WORK.match(tokens, first + 1) is not None
    ):
        return True
    opening = OPENING.match(tokens, first)
    field = LONG_FIELDS.match(tokens, opening[0]) if opening is not None and tokens[opening[0]].capitalised else None
    if field is not None and field[0] == end:
        return True
    return end - first > 3 and tokens[end - 1].text.isdecimal() and tokens[end - 2].text in "/-" and tokens[end - 3].text.isdecimal()


def block(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range can be a block's name: a body's, and none of several of which no number is told ("các Khối thi đua ngành Y tế")."""
    if tokens[end - 1].text.isdecimal() and end < len(tokens) and tokens[end].lower in MEASURES:
        return False  # "Kết quả thi đua Cụm | 6 tháng đầu năm"
    return body(tokens, first, end) and (not is_of_several(tokens, first) or any(t.text.isdecimal() for t in tokens[first:end]))


def known(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range is a head that stands for a body by itself: the grammar knows it, and has its reasons where it passes it over."""
    whole = WHOLE.match(tokens, first)
    return whole is not None and whole[0] >= end


def parts(tokens: Sequence[Token], grammar: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether other bounds would leave out the organ that opens a name ("Ban đại diện | Hội Người cao tuổi huyện"), or take in what a body
    does behind the level that closes its name ("Trung tâm X tỉnh | tư vấn")."""
    (first, end), (start, last) = grammar, other
    head = HEADS.match(tokens, first)
    organ = head is not None and head[0] == start and start - first > 2
    if organ or start != first or last <= end:
        return organ
    verb = VERBS.match(tokens, end) if tokens[end - 1].lower in SURE_LEVELS else None
    return (verb is not None and verb[0] <= last) or does(tokens, end)


def _is_word(tokens: Sequence[Token], first: int, head: int) -> bool:
    """Whether what looks like a head is the first syllable of another word ("Đoàn kết")."""
    if head != first + 1 or head >= len(tokens) or not tokens[head].text[0].islower():
        return False
    return f"{tokens[first].lower} {tokens[head].lower}" in _WORDS and FIELDS.match(tokens, head) is None


def _acts(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a verb stands at `at` that is no field of work and no second syllable of a word."""
    if not tokens[at].text[0].islower() or f"{tokens[at - 1].lower} {tokens[at].lower}" in _WORDS:
        return False
    found = ACTS.match(tokens, at)
    if found is None or found[0] > end or found[1] in _JOINING:
        return False
    field = FIELDS.match(tokens, at)
    return field is None or field[0] < found[0]


def person(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range can be a person's name: two to five capitalised syllables that are no place, no year and no name of history; one of
    two syllables opens with a common family name.
    """
    if not 2 <= end - first <= MOST_SYLLABLES or not all(t.text[0].isupper() for t in tokens[first:end]):
        return False
    if names_a_place(tokens, first) or (tokens[first].lower not in COMMON and is_listed_place(tokens, first)):
        return False
    if end - first == 2 and (tokens[first].lower not in COMMON or (tokens[first].lower in STEMS and tokens[first + 1].lower in BRANCHES)):
        return False
    if end < len(tokens) and _opens_label(tokens, end - 1):
        return False
    place = PLACES.match(tokens, first)
    return (place is None or place[0] < end) and HISTORICAL.match(tokens, first) is None


def _opens_label(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token opens a word of a form, a colon behind it ("Đồng chí: A   | Chức vụ: Giám đốc")."""
    end = word_end(tokens, at)
    return at + 1 < end < len(tokens) and tokens[end].text == ":"


def may_end(tokens: Sequence[Token], end: int, grammar: int) -> bool:
    """Whether a name that the grammar ends at `grammar` may end at `end`: not before a capital or a comma that the grammar holds for part
    of it, and not farther on a lower-case word that no field, level or place closes with, nor over a joint to another body.
    """
    if end < grammar:
        if any(f is not None and f[0] == grammar for f in (WORK.match(tokens, k) for k in range(max(0, end - FIELD_REACH), end))):
            return False
        level = LEVELS.match(tokens, end)
        halved = not tokens[end - 1].capitalised and f"{tokens[end - 1].lower} {tokens[end].lower}" in _WORDS
        if halved or (level is not None and level[0] == grammar):
            return False  # "Hội Bảo trợ người tàn tật và trẻ mồ côi | tỉnh"
        if any(tokens[k].lower == "chống" for k in range(end, min(end + FIELD_REACH, grammar))):
            return False  # "Chi cục Thủy lợi | và Phòng, chống thiên tai"
        return not tokens[end].text[0].isupper() and tokens[end].text != ","
    if any(tokens[k - 1].lower in _JOINTS and OPENING.match(tokens, k) is not None for k in range(max(grammar, 1), end)):
        return False
    if any(tokens[k - 1].text == "," and LEVELS.match(tokens, k) is not None for k in range(max(grammar, 1), end)):
        return False  # where it sits: "Tổ tự quản số 4, | ấp Mỹ An"
    if any(tokens[k].text.isdecimal() and tokens[k - 1].text.isdecimal() for k in range(max(grammar, 1), end)):
        return False  # the figures of a row: "UBND xã Xy | 340 198"
    closing = tokens[end - 1].text[0]
    return closing.isupper() or closing.isdecimal() or any(_closes(tokens, k, end) for k in range(max(grammar, end - 4), end))


def _closes(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a field or a level of the lexicon runs from `at` to `end`."""
    return any(found is not None and found[0] == end for found in (FIELDS.match(tokens, at), LEVELS.match(tokens, at)))


def title(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a range can be a title of office: a few words that open with no honorific and close no head ("Đoàn Chủ tịch")."""
    head = OPENING.match(tokens, first - 1) if first else None
    if HISTORICAL.match(tokens, first) is not None or (end < len(tokens) and HISTORICAL.match(tokens, end) is not None):
        return False
    return end - first <= LONGEST_TITLE and HONORIFICS.match(tokens, first) is None and (head is None or head[0] < end)
