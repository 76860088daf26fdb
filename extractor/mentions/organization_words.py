"""The words that organisation names are made of, as phrases to match: models/lexicons/organizations.toml and what goes with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Token
from extractor.lexicon import Phrases, load
from extractor.syllables import fold_phrase

_TABLE = load("organizations")
_HEADS_OF = _TABLE["heads"]


def _heads() -> Phrases:
    """Every head phrase with the set of its classes: a word such as "Đảng ủy" stands alone and opens a longer name too."""
    classes: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for name in ("full", "level", "organ", "open", "block", "block_short", "brands"):
        for phrase in _HEADS_OF[name]:
            key = fold_phrase(phrase)
            spelled.setdefault(key, phrase)
            classes.setdefault(key, set()).add(name)
            if " " not in phrase and phrase.isupper() and name != "brands":
                classes[key].add("abbreviation")
    return Phrases({spelled[key]: frozenset(names) for key, names in classes.items()})


HEADS = _heads()
NEVER = Phrases(_HEADS_OF["never"])
GENERIC_BEFORE = frozenset(fold_phrase(p) for p in _HEADS_OF["generic_before"])
GENERIC_AFTER = Phrases(_HEADS_OF["generic_after"])
COUNTED_AFTER = Phrases(_HEADS_OF["counted_after"])
LEVELS = Phrases(_TABLE["levels"]["words"])
SURE_LEVELS = frozenset(
    fold_phrase(w) for w in ("tỉnh", "thành phố", "TP", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "khu vực")
)
NATIONAL = Phrases(_TABLE["levels"]["national"])
CLOSING = Phrases(_TABLE["levels"]["closing"])
WORDS = Phrases(_TABLE["name"]["words"])
FIELDS = Phrases(_TABLE["name"]["fields"])
DEPARTMENTS = Phrases(_HEADS_OF["departments"])
DOCUMENTS = Phrases([w for words in load("references")["kinds"].values() for w in words if " " in w])
MEETINGS = Phrases(_TABLE["name"]["meetings"])
BLOCK_WORDS = Phrases(_TABLE["name"]["block_words"])
BLOCK_CLOSING = Phrases(_TABLE["name"]["block_closing"])
REGIONAL = Phrases(_TABLE["name"]["regional"])
PLURAL = Phrases(_TABLE["name"]["plural"])
TITLES = Phrases(
    [*load("positions")["titles"]["plain"], *load("positions")["titles"]["shared"], *load("positions")["titles"]["alone"], "Phó", "Trưởng"]
)
# What an office of the block begins with, behind the dash after the body that holds it ("Thanh tra Sở X - đơn vị Cụm trưởng").
BLOCK_OFFICE = Phrases(["đơn vị Khối", "đơn vị Cụm", "đơn vị trưởng", "đơn vị phó", *load("positions")["titles"]["block"]])
ACTS = Phrases(_TABLE["stop"]["acts"])
VERBS = Phrases(_TABLE["ambiguous"]["verbs"])
NOUNS = Phrases(_TABLE["ambiguous"]["nouns"])
UNIONS = frozenset(fold_phrase(w).split()[0] for w in _HEADS_OF["unions"])
RANKS = Phrases([h for h in load("people")["honorifics"] if " " in h and h[0].isupper()])
LOWER = frozenset(fold_phrase(p) for p in _HEADS_OF["lower"])
MOST_UNLISTED = 6
# Divisions of a body: their fields are of any words, and the body is named right behind them.
DIVISIONS = frozenset({"ban", "phòng", "vụ", "cục"})
NUMERAL = re.compile(r"\d+|[IVX]+")
COUNTED = frozenset({"%", "đơn", "cơ", "cá", "tập", "triệu", "tỷ", "người", "đồng", "doanh", "trường", "hội", "ngành", "sở"})
# Behind a number: people, of whom a body's organ has so many ("Ban Thường vụ Thành Đoàn | 15 đồng chí").
PEOPLE = Phrases(_TABLE["ambiguous"]["people"])
# How the name of an emulation council ends, and the bodies in small letters whose council it may be.
COUNCILS = frozenset(fold_phrase(w) for w in ("thưởng", "TĐKT", "TĐ-KT", "KT"))
COUNCIL_OWNERS = Phrases(_HEADS_OF["council_owners"])
# Last syllables of the words before which a body may fight something in small letters ("thanh tra phòng, chống tham nhũng").
WATCHING = frozenset(fold_phrase(w) for w in ("tra", "sát", "đạo", "huy"))
DEGREES = frozenset(fold_phrase(h) for h in load("people")["honorifics"] if h.isupper() or h in ("ThS", "TS"))
COUNTRIES = Phrases(load("places")["countries"])
LEGAL = Phrases(_HEADS_OF["legal"])
# What a meeting does next, also with a capital ("cho Sở Y tế và Đề nghị tặng …"): no part of a name.
PROPOSES = Phrases(
    [
        "đề nghị",
        "đề xuất",
        "kiến nghị",
        "suy tôn",
        "biểu dương",
        "ký kết",
        "phát động",
        "tổng kết",
        "sơ kết",
        "chủ trì",
        "đồng chủ trì",
        "chủ tọa",
        "có mặt",
        "vắng mặt",
    ]
)
# What opens a further office behind a body's name, also with a capital ("Chi cục Kiểm lâm – Phụ trách Cụm 2", "UBND xã Kiêm …").
CHARGED = Phrases(["kiêm", "kiêm nhiệm", "phụ trách", "theo dõi"])
# What is said behind a dash after a body: what somebody from it is at the meeting ("Phòng Hành chính - thành viên"), what it did well.
SAID_BEHIND = Phrases([*load("leaders")["of_the_meeting"]["words"], "đại biểu", "khách mời", "thường trực", *_TABLE["stop"]["merits"]])
# How the legal form of a company ends, behind which its trade may stand in lower case ("Công ty TNHH | tư vấn Xây dựng X").
LEGAL_LAST = frozenset({"tnhh", "cp", "phần", "mtv", "viên", "hạn", "htx", "nhân"})
# Kinds of schools, in which a row of members may be told ("các trường Đại học, Cao đẳng và Trung cấp").
SCHOOLS = Phrases(_TABLE["name"]["schools"])
# Committees of the Party, whose organs are named with them ("Ban Tổ chức (BTC) | Tỉnh ủy").
OWNING = Phrases(["Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Đảng ủy"])
# The legal form behind the name ("Công ty Xăng dầu Khu vực II TNHH MTV").
LEGAL_SUFFIX = Phrases(["TNHH", "TNHH MTV", "TNHH một thành viên", "TNHH hai thành viên", "CTCP"])
MOST_PURPOSE = 14
PURPOSEFUL = frozenset(fold_phrase(p) for p in _HEADS_OF["purposeful"])
OWNERS = Phrases(_HEADS_OF["owners"])
# First syllables of committees named by their level, and of bodies that are told apart by where they sit.
SEATS = frozenset(fold_phrase(w) for w in ("Tỉnh", "Thành", "Huyện", "Quận", "Thị", "Xã", "Phường"))
# Places of worship and houses for guests.
VENUES = Phrases(["Chùa", "Thánh thất", "Tịnh xá", "Thiền viện", "Khách sạn", "Khu nghỉ dưỡng", "Nhà khách"])
# Before one of them: it is only where people meet.
_WHERE = frozenset({"tại", "ở", "trường", "đến", "về", "từ", "họp", "sảnh", "tầng"})
SEATED = frozenset(fold_phrase(w) for w in ("Học", "Trường", "Văn", "Chi", "Phân", "Cơ", "Viện", "Ban", "Trung", "VKSND", "TAND", "Tòa"))
# First words of bodies that carry names like those of persons: companies, schools, hospitals.
TRADING = frozenset(fold_phrase(w) for w in _HEADS_OF["trading"])
BRANCHES = frozenset(fold_phrase(p) for p in _HEADS_OF["branches"])
STOP = frozenset(fold_phrase(w) for w in _TABLE["stop"]["words"])
# First two words of bodies whose name may be only a number, above all of the army ("Lữ đoàn 414", "Đoàn Kinh tế - Quốc phòng 337").
NUMBERED = frozenset(fold_phrase(w) for w in _HEADS_OF["numbered"])
# Before a block that is any of several ("các cụm, khối thi đua"), and up to how many are counted ("04 Cụm thi đua").
ANY_OF = frozenset({"các", "những", "mỗi", "từng"})
# How many of a level a block's name counts.
NUMBERS = frozenset({"hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"})
MOST_BLOCKS = 100
MOST_DIGITS = 2
# How far, in tokens, the places of a row may stand from its colon; what before its level tells of several.
LONGEST_ROW = 40
SEVERAL = frozenset({"các", ",", "và"})
# What a number measures that stands behind a body's.
MEASURES = frozenset({"tháng", "ngày", "năm", "quý", "tuần", "giờ", "lần", "%"})


def is_of_several(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words before a block's head at `at` tell of blocks in general ("các Khối thi đua ngành Y tế", "04 Cụm thi đua")."""
    before = tokens[at - 1] if at else None
    if before is not None and before.text in (",", "và") and at > 2 and tokens[at - 2].lower in ("khối", "cụm"):
        # "các Cụm, | Khối thi đua ngành Y tế", "12 cụm, | khối thi đua"
        return tokens[at - 3].lower in ANY_OF or tokens[at - 3].text.isdecimal() or tokens[at].text.islower()
    return before is not None and (before.lower in ANY_OF or (before.text.isdecimal() and 1 < int(before.text) < MOST_BLOCKS))


def does(tokens: Sequence[Token], j: int) -> bool:
    """Whether what a body does stands at `j`, before something with a capital ("Hội Nhà báo | tổ chức Giải …"), no legal form before it."""
    verb = VERBS.match(tokens, j) if tokens[j].text.islower() and tokens[j - 1].lower not in LEGAL_LAST else None
    if verb is None or verb[0] >= len(tokens) or tokens[verb[0]].block != tokens[j].block:
        return False
    return tokens[verb[0]].capitalised


def is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number tells how many there are of what a head in lower case at `at` opens ("7 | chi nhánh loại I")."""
    return at > 0 and not tokens[at].capitalised and tokens[at - 1].text.isdecimal() and int(tokens[at - 1].text) > 1


def is_venue(tokens: Sequence[Token], at: int) -> bool:
    """Whether a place of worship or a hotel is only where people meet ("tại hội trường chùa X"); elsewhere it is a body."""
    if not at or VENUES.match(tokens, at) is None:
        return False
    return tokens[at - 1].lower in _WHERE or [t.lower for t in tokens[max(0, at - 2) : at]] == ["điểm", ":"]


def is_of_any_level(tokens: Sequence[Token], end: int) -> bool:
    """Whether further levels without a place go on from a name that a level ends ("UBND huyện | , thị xã, thành phố")."""
    if end + 1 >= len(tokens) or tokens[end].text != "," or tokens[end + 1].block != tokens[end - 1].block:
        return False
    two = tokens[end - 1].lower in ("phố", "xã", "trấn") and tokens[end - 2].lower in ("thành", "thị")
    own, other = LEVELS.match(tokens, end - 1 - two), LEVELS.match(tokens, end + 1)
    if own is None or own[0] != end or other is None or tokens[end + 1].capitalised:
        return False
    return other[0] >= len(tokens) or not tokens[other[0]].capitalised


def is_listed_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether a row of places behind a plural level and a colon goes on at `at` ("các huyện: Văn Chấn, | Trạm Tấu và | Mù Cang Chải")."""
    k = at - 1
    if k < 0 or not (tokens[k].text in ",:" or tokens[k].lower == "và"):
        return False
    while k > 1 and at - k < LONGEST_ROW and (tokens[k].capitalised or tokens[k].text == "," or tokens[k].lower == "và"):
        k -= 1
    level = LEVELS.match(tokens, k - 1) if k > 1 and tokens[k].text == ":" else None
    return level is not None and tokens[k - 1].text.islower() and tokens[k - 2].lower in SEVERAL


def _is_counting(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number at `at` is of a time or a part of a longer number ("Cụm thi đua số 3, | 6 tháng đầu năm", "| 1.286 tập thể"), or
    opens an item ("Trường Mầm non Hoa Mai 1, | 2. Trường …")."""
    behind = tokens[at + 1]
    further = tokens[at + 2] if at + 2 < len(tokens) else None
    joined = behind.start == tokens[at].end and further is not None and further.start == behind.end and further.text.isdecimal()
    listed = tokens[at - 1].text == "," and tokens[at].text.isdecimal() and behind.text == "."
    item = listed and further is not None and further.block == tokens[at].block
    return behind.lower in MEASURES or item or (behind.text in ",/-" and joined)


def numbered_end(tokens: Sequence[Token], starts: Sequence[bool], joint: int) -> int | None:
    """Past the number behind the comma or "và" at `joint` that goes on with the number right before it ("IV, | VI", "số 1 và | số 2")."""
    at = joint + 1 + (joint + 1 < len(tokens) and tokens[joint + 1].lower == "số")
    if at >= len(tokens) or any(starts[joint : at + 1]):
        return None
    before, number = tokens[joint - 1].text, tokens[at].text
    alike = NUMERAL.fullmatch(before) and NUMERAL.fullmatch(number) and before.isdecimal() == number.isdecimal()
    if not alike or len(number) > MOST_DIGITS + 2 * number.isalpha():
        return None
    follows = at + 1 < len(tokens) and not starts[at + 1]
    return None if follows and _is_counting(tokens, at) else at + 1


_NAMED_AFTER_PEOPLE = frozenset(fold_phrase(w) for w in ("phường", "xã", "trấn", "đường"))


def names_a_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether a ward, a commune or a street stands right before the name at `at` ("phường | Nguyễn Thị Minh Khai", "đường | Lê Lợi"): one
    of those that are named after people, no city or quarter, whose heads are told without a title ("thành phố", "khu phố").
    """
    if not at or tokens[at - 1].end + 1 != tokens[at].start:
        return False
    if at > 1 and tokens[at - 1].text.isdecimal() and tokens[at - 2].text == "số":
        return True  # "số 13 | Bùi Thị Xuân"
    before = tokens[at - 1].lower
    return before in _NAMED_AFTER_PEOPLE or (before == "phố" and (at < 2 or tokens[at - 2].lower not in ("thành", "khu")))
