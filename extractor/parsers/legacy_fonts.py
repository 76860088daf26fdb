"""Text that was typed in fonts of before Unicode (TCVN3, VNI, VPS, VISCII) turned to Unicode, by the font's name or by statistics.

Such a font draws Vietnamese letters in the places of other characters ("ViÖt Nam" in .VnTime), so the file's own text is unreadable without
it. A font's name is a claim, not a proof: much Unicode text is set in a style that still names .VnTime, so every paragraph is judged by
its letters too, and text that is Unicode already is never changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractor.parsers.legacy_tables import LETTERS, TABLES
from extractor.spelling import is_syllable

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[\s,_-]*(?:bold|italic|oblique|regular|normal|condensed|mt)+$", re.I)
_CHARSET = re.compile(r"\s+(?:Tur|CE|Cyr|Greek|Baltic|\(Vietnamese\)|\(Hebrew\)|\(Arabic\))$")
_NAMES = (
    ("vni", re.compile(r"^\.?vni(?![a-z])", re.I)),
    ("vps", re.compile(r"^\.?vps(?![a-z]{4,}\b(?<!times)(?<!helv))", re.I)),
    ("viscii", re.compile(r"^(?:VI[ -](?=[A-Z])|VISCII)")),
    ("tcvn3", re.compile(r"^(?:\.vn|\.?vn(?=[A-Z])|tcvn|abc[ -])", re.I)),
)
_UNICODE_FONTS = re.compile(r"^VNU|^Vn(?:Unicode|Uni)", re.I)
CODE_PAGES = ("cp1252", "cp1254", "cp1250", "cp1257", "cp1251", "cp1253", "cp1258")
"""What programs take an 8-bit font for: first Windows-1252, else the code page of the font's script."""
PUNCTUATION = "–—‘’“”…•"
"""What Windows sets above 0x7F and most fonts of before Unicode draw alike."""
FULL = frozenset({"viscii", "vps"})
"""Encodings that have letters in those places too."""
_LOOKALIKES = str.maketrans("\u2212\u2010\u2011\u2219\u03bc\u02c9\u2126", "\xad\xad\xad\xb7\xb5\xaf\xd9")
"""Signs that PDF producers put for Latin-1 signs of nearly the same shape."""
_WORD = re.compile(r"[^\s\d.,;:!?()\[\]\"/…“”]+")
UNICODE_ONLY = frozenset(c for c in LETTERS if c > "\xff" and c.islower())
"""Letters that only Unicode text holds. Capitals are no sign: TCVN3 has none with marks, so they were typed in other fonts."""
FEWEST = 5
"""So many words must speak for an encoding before statistics alone may change a text."""


class Run(NamedTuple):
    """A stretch of text in one font; `font` is "" where the format names none."""

    text: str
    font: str = ""


@cache
def font_encoding(font: str) -> tuple[str | None, bool]:
    """The encoding that a font's name claims, and whether the font draws small letters as capitals (`.VnTimeH`).

    >>> font_encoding(".VnTimeH"), font_encoding("ABCDEF+VnTimeHBold"), font_encoding("VNI-Times"), font_encoding("Arial")
    (('tcvn3', True), ('tcvn3', True), ('vni', False), (None, False))
    """
    name = _CHARSET.sub("", _SUBSET.sub("", font.strip()))
    name = _STYLE.sub("", name).strip(" -,")
    if not name or _UNICODE_FONTS.match(name):
        return None, False
    for encoding, pattern in _NAMES:
        if pattern.match(name):
            return encoding, encoding == "tcvn3" and name.endswith("H")
    return None, False


def decode(text: str, encoding: str) -> str:
    """`text` as Unicode, each character or pair of the encoding replaced; what the encoding does not have stays.

    >>> decode("ViÖt Nam", "tcvn3"), decode("Vieät Nam", "vni")
    ('Việt Nam', 'Việt Nam')
    """
    table = TABLES[encoding]
    plain = _as_latin(text, "" if encoding in FULL else PUNCTUATION)
    if encoding == "vni":
        return _vni_pattern().sub(lambda found: table[found.group()], plain)
    return "".join([table.get(c, c) for c in plain])


@cache
def _vni_pattern() -> re.Pattern[str]:
    keys = sorted(TABLES["vni"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, keys)))


def _as_latin(text: str, kept: str) -> str:
    """The codes behind `text` as Latin-1 characters: other code pages, the private area of symbol fonts and look-alikes undone; the signs
    `kept` stay."""
    if text.isascii():
        return text
    text = "".join(chr(ord(c) & 0xFF) if "\uf000" <= c <= "\uf0ff" else c for c in text.translate(_LOOKALIKES))
    if all(c <= "\xff" for c in text):
        return text
    odd = "".join({c for c in text if c > "\xff"})
    for page in CODE_PAGES:
        try:
            odd.encode(page)
        except UnicodeEncodeError:
            continue
        return "".join(_code(c, page, kept) for c in text)
    return "".join(_code(c, "cp1252", kept) for c in text)


def _code(character: str, page: str, kept: str) -> str:
    """The code of a character as a Latin-1 character; what is none and what is kept stays."""
    if character <= "\xff" or character in kept:
        return character
    try:
        return character.encode(page).decode("latin-1")
    except UnicodeEncodeError:
        return character


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many words of a text can only be Unicode, and how many only the legacy encoding."""

    unicode: int = 0
    legacy: int = 0

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.unicode + other.unicode, self.legacy + other.legacy)

    @property
    def is_legacy(self) -> bool | None:
        """What the text is; None where nothing speaks for either."""
        if self.unicode == self.legacy:
            return None
        return self.legacy > self.unicode


def weigh(text: str, encoding: str) -> Evidence:
    """The evidence of the words of `text` for Unicode and for `encoding`.

    A word speaks where it is a syllable in one reading only; its letters speak where both or neither are.
    """
    known = legacy = 0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        other = decode(word, encoding)
        if other == word:
            known += any(c in UNICODE_ONLY for c in word)
            continue
        as_is, decoded = _is_sound(word), _is_sound(other)
        if as_is != decoded:
            known, legacy = known + as_is, legacy + decoded
        elif any(c in UNICODE_ONLY for c in word):
            known += 1
        elif decoded is False and any(c > "\x7f" and c not in LETTERS for c in word):
            legacy += any(c in LETTERS for c in other)
    return Evidence(known, legacy)


class FontReader:
    """Decides for one document which of its fonts hold legacy text, then turns runs to Unicode.

    Made from all runs of the document: a paragraph without evidence of its own follows what the rest of its font shows.
    """

    def __init__(self, paragraphs: Iterable[Sequence[Run]]) -> None:
        self._evidence: dict[str, Evidence] = {}
        for runs in paragraphs:
            for encoding, text, _ in _joined(runs):
                if encoding is not None:
                    self._evidence[encoding] = self._evidence.get(encoding, Evidence()) + weigh(text, encoding)

    @property
    def is_idle(self) -> bool:
        """Whether no font of the document claims a legacy encoding."""
        return not self._evidence

    def read(self, runs: Sequence[Run]) -> str:
        """The runs of one paragraph as Unicode text."""
        return "".join(self._read(*piece) for piece in _joined(runs))

    def _read(self, encoding: str | None, text: str, capitals: Sequence[tuple[int, int]]) -> str:
        if encoding is None:
            return text
        own = weigh(text, encoding).is_legacy
        if own is None:
            own = self._evidence.get(encoding, Evidence()).is_legacy
        if own is False:
            return text
        if not capitals:
            return decode(text, encoding)
        pieces, done = [], 0
        for start, end in capitals:
            pieces += [decode(text[done:start], encoding), decode(text[start:end], encoding).upper()]
            done = end
        return "".join([*pieces, decode(text[done:], encoding)])


def _joined(runs: Sequence[Run]) -> list[tuple[str | None, str, list[tuple[int, int]]]]:
    """Neighbouring runs of one encoding as one text, with the stretches set in fonts of capitals: programs cut runs inside of letters."""
    result: list[tuple[str | None, str, list[tuple[int, int]]]] = []
    for text, font in runs:
        encoding, capital = font_encoding(font)
        if not result or result[-1][0] != encoding:
            result.append((encoding, "", []))
        before = result[-1][1]
        if capital:
            result[-1][2].append((len(before), len(before) + len(text)))
        result[-1] = (encoding, before + text, result[-1][2])
    return result


def guess(texts: Iterable[str], encodings: Sequence[str] = tuple(TABLES)) -> str | None:
    """The legacy encoding in which texts without fonts are, or None: nearly all words that it changes must become syllables that they were
    not before.

    >>> guess(["Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"])
    'tcvn3'
    >>> guess(["Cộng hoà xã hội chủ nghĩa Việt Nam, café à la carte"])
    """
    words = Counter(word for text in texts if not text.isascii() for word in _WORD.findall(text) if not word.isascii())
    best, most = None, 0
    for encoding in encodings:
        gained = lost = changed = 0
        for word, count in words.items():
            other = decode(word, encoding)
            if other == word:
                continue
            changed += count
            as_is, decoded = _is_sound(word), _is_sound(other)
            gained += count * (decoded and not as_is)
            lost += count * (as_is and not decoded)
        if gained >= FEWEST and gained >= 0.4 * changed and gained > 4 * lost and gained - lost > most:
            best, most = encoding, gained - lost
    return best


def restored(texts: Sequence[str]) -> list[str]:
    """The blocks of a document without fonts: those in a legacy encoding turned to Unicode, the others as they are."""
    result = list(texts)
    for _ in TABLES:  # a mixed document may hold more than one
        doubtful = [text for text in result if not text.isascii() and UNICODE_ONLY.isdisjoint(text)]
        encoding = guess(doubtful) if doubtful else None
        if encoding is None:
            break
        whole = len(doubtful) == sum(not text.isascii() for text in result)
        changed = [decode(text, encoding) if whole else _restored(text, encoding) for text in result]
        if changed == result:
            break
        result = changed
    return result


def _restored(text: str, encoding: str) -> str:
    if text.isascii():
        return text
    evidence = weigh(text, encoding)
    if evidence.legacy and any(c in UNICODE_ONLY for c in text):
        return _WORD.sub(lambda found: _by_word(found.group(), encoding), text)
    return decode(text, encoding) if evidence.legacy > evidence.unicode else text


def _by_word(word: str, encoding: str) -> str:
    """One word of a block that mixes both: it changes only where that makes a syllable of it."""
    other = decode(word, encoding)
    return other if _is_sound(other) and not _is_sound(word) else word


def _is_sound(word: str) -> bool:
    """Whether a word is a syllable whose capitals stand where writers put them: "tÕi" is none."""
    bare = word.strip("-–'’")
    return is_syllable(bare) and (bare.islower() or bare.isupper() or bare[1:].islower())
