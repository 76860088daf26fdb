"""Codes of the 8-bit Vietnamese encodings, as the characters that programs show when they take a text for Windows-1252 or Latin-1.

TCVN3 (ABC) is TCVN 5712:1993 VN3, the encoding of the `.Vn…` fonts; VNI is the VNI-Windows layout, a letter and a mark after it; VISCII is
RFC 1456; VPS is the table of the Vietnamese Professionals Society. A character that stands for itself is left out.
"""

from __future__ import annotations

import unicodedata

_TCVN3 = (
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \xadư ®đ "
    "µà ¸á ¶ả ·ã ¹ạ »ằ ¾ắ ¼ẳ ½ẵ Æặ Çầ Êấ Èẩ Éẫ Ëậ Ìè Ðé Îẻ Ïẽ Ñẹ Òề Õế Óể Ôễ Öệ ×ì Ýí Øỉ Üĩ Þị "
    "ßò ãó áỏ âõ äọ åồ èố æổ çỗ éộ êờ íớ ëở ìỡ îợ ïù óú ñủ òũ ôụ õừ øứ öử ÷ữ ùự úỳ ýý ûỷ üỹ þỵ"
)
_VISCII = (
    "02Ẳ 05Ẵ 06Ẫ 14Ỷ 19Ỹ 1eỴ 80Ạ 81Ắ 82Ằ 83Ặ 84Ấ 85Ầ 86Ẩ 87Ậ 88Ẽ 89Ẹ 8aẾ 8bỀ 8cỂ 8dỄ 8eỆ 8fỐ 90Ồ 91Ổ 92Ỗ 93Ộ 94Ợ 95Ớ 96Ờ 97Ở "
    "98Ị 99Ỏ 9aỌ 9bỈ 9cỦ 9dŨ 9eỤ 9fỲ a0Õ a1ắ a2ằ a3ặ a4ấ a5ầ a6ẩ a7ậ a8ẽ a9ẹ aaế abề acể adễ aeệ afố b0ồ b1ổ b2ỗ b3Ỡ b4Ơ b5ộ "
    "b6ờ b7ở b8ị b9Ự baỨ bbỪ bcỬ bdơ beớ bfƯ c4Ả c5Ă c6ẳ c7ẵ cbẺ ceĨ cfỳ d0Đ d1ứ d5ạ d6ỷ d7ừ d8ử dbỹ dcỵ deỡ dfư e4ả e5ă e6ữ "
    "e7ẫ ebẻ eeĩ efỉ f0đ f1ự f6ỏ f7ọ f8ụ fbũ fcủ feợ ffỮ"
)
_VPS = (
    "02Ạ 03Ậ 04Ặ 05Ẹ 06Ệ 10Ị 11Ọ 12Ộ 13Ợ 14Ụ 15Ự 19Ỵ 1cẪ 1dỮ 80À 81Ả 82Ã 83Ấ 84Ầ 85Ẩ 86ọ 87ỗ 88Ă 89ế 8aề 8bể 8cệ 8dẮ 8eẰ 8fẲ "
    "90Ế 93Ề 94Ể 95Ễ 96Ố 97Ồ 98Ổ 99Ỗ 9aý 9bỷ 9cỵ 9dỚ 9eỜ 9fỞ a1ắ a2ằ a3ẳ a4ẵ a5ặ a6Ỡ a7ớ a8Ù a9ờ aaở abỡ acŨ adỨ aeợ afỪ b0ổ "
    "b1Ử b2Ỳ b3Ỹ b4Í b5Ì b6ộ b7Ỉ b8Ĩ b9Ó baử bbữ bcÒ bdỎ beÕ bfự c0ầ c3ấ c4ẩ c5ẫ c6ậ c7đ c8ẻ cbẹ ccỉ cdễ ceị cfỹ d0Ư d1Ủ d2ồ "
    "d3ố d5ỏ d6ơ d7È d8ừ d9ứ dbũ dcư deẺ e4ả e5ạ e6ă ebẽ efĩ f0Ẵ f1Đ f7Ơ f8ụ fbủ fdỶ feẼ ffỳ"
)


def _paired(entries: str) -> dict[str, str]:
    """`¡Ă ¢Â` as a table from the first character of each entry to the second."""
    return {entry[0]: entry[1] for entry in entries.split(" ")}


def _by_code(entries: str) -> dict[str, str]:
    """`02Ẳ 05Ẵ` as a table from code to letter."""
    return {chr(int(entry[:2], 16)): entry[2] for entry in entries.split(" ")}


TCVN3 = _paired(_TCVN3)
VISCII = _by_code(_VISCII)
VPS = _by_code(_VPS)

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _CIRCUMFLEX, _BREVE = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0302", "\u0306"
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "õ": _TILDE, "û": _HOOK, "ï": _DOT}
_VNI_CIRCUMFLEX = {
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "ã": _CIRCUMFLEX + _TILDE,
    "å": _CIRCUMFLEX + _HOOK,
    "ä": _CIRCUMFLEX + _DOT,
}
_VNI_BREVE = {
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ü": _BREVE + _TILDE,
    "ú": _BREVE + _HOOK,
    "ë": _BREVE + _DOT,
}
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "ò": "ị", "æ": "ỉ", "ó": "ĩ", "î": "ỵ"}


def _vni() -> dict[str, str]:
    """All that VNI writes otherwise than Unicode: single letters, and vowels with the mark that follows them, in either case."""
    marks = {vowel: dict(_VNI_TONES) for vowel in "aeouyiöô"}
    for vowel in "aeo":
        marks[vowel] |= _VNI_CIRCUMFLEX
    marks["a"] |= _VNI_BREVE
    table = {}
    for letter, meant in _VNI_ALONE.items():
        table[letter], table[letter.upper()] = meant, meant.upper()
    for vowel, own in marks.items():
        base = _VNI_ALONE.get(vowel, vowel)
        for mark, combining in own.items():
            small = unicodedata.normalize("NFC", base + combining)
            table[vowel + mark] = table[vowel + mark.upper()] = small
            table[vowel.upper() + mark] = table[vowel.upper() + mark.upper()] = small.upper()
    return table


VNI = _vni()
TABLES = {"tcvn3": TCVN3, "vni": VNI, "viscii": VISCII, "vps": VPS}

LETTERS = frozenset(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", _GRAVE, _ACUTE, _TILDE, _HOOK, _DOT)
) | {"đ", "Đ"}
"""Every letter of Vietnamese that is written with a vowel, and đ."""
