"""Which encoding a text file is in, judged by its bytes."""

from __future__ import annotations

import codecs
import re
import unicodedata

from extractor.errors import UndecodableText
from extractor.parsers.legacy_fonts import decode as to_unicode
from extractor.parsers.legacy_fonts import guess
from extractor.spelling import WORD, share_of_syllables

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BROKEN_SHARE = 0.02
"""More than this share of unreadable characters among those beyond ASCII, and a text is not UTF-8 at all."""
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
W_BROKEN_CHARACTERS = "W101 Một số ký tự hỏng, được thay bằng \ufffd (some characters are broken and were replaced)"


def utf16_without_mark(data: bytes) -> str | None:
    """The UTF-16 byte order that the zero bytes of `data` betray, or None.

    Vietnamese in UTF-16 has a zero high byte for every blank, digit and unmarked letter, well over a third of the text.
    """
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    third = len(head) // 6
    if odd > third and even * 10 < odd:
        return "utf-16-le"
    if even > third and odd * 10 < even:
        return "utf-16-be"
    return None


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and the warnings that its reading gave.

    Tries byte order marks, UTF-16 without a mark, UTF-8 (lone surrogates are passed on), UTF-8 with few broken bytes, then windows-1258
    and the legacy encodings. Raises UndecodableText where none fits.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if encoding16 := utf16_without_mark(data):
        return _lenient(data, encoding16)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
    text = data.decode("utf-8", "replace")
    if "\0" in text:
        raise UndecodableText(place)
    beyond = len(_BEYOND_ASCII.findall(text))
    if text.count("\ufffd") <= max(3, beyond * BROKEN_SHARE) and beyond > text.count("\ufffd") * 2:
        return text, (W_BROKEN_CHARACTERS,)
    return _windows(data, place), ()


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), (W_BROKEN_CHARACTERS,)


def _windows(data: bytes, place: str) -> str:
    """`data` as windows-1258, provided that what comes out looks Vietnamese (most of its marked letters are of that alphabet and make
    syllables); else as the characters that the programs of legacy fonts show, provided that these are such a text.
    """
    try:
        text = data.decode("cp1258")
        beyond = len(_BEYOND_ASCII.findall(text))
        if len(_VIETNAMESE.findall(text)) * 2 >= beyond and not _CONTROL.search(text) and _is_sound(text):
            return text
    except UnicodeDecodeError:
        pass
    shown = data.decode("latin-1")
    encoding = guess(shown[:200_000].split("\n"))
    if encoding is None or (encoding in ("tcvn3", "vni") and _CONTROL.search(shown)):
        raise UndecodableText(place)
    return to_unicode(shown, encoding)


def _is_sound(text: str) -> bool:
    words = [word for word in WORD.findall(unicodedata.normalize("NFC", text[:20_000])) if not word.isascii()]
    return share_of_syllables(words) >= 0.5
