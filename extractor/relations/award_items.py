"""Items of lists below a heading that names an award: "1. Sở Y tế;", "+ 03 chi hội: A; B; C", "- Các đ/c A, B"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Block, Span, Text
from extractor.relations.award_recipients import Recipient, RollReader, letters
from extractor.relations.award_signs import Sign, begins_with_noun, begins_with_place
from extractor.relations.award_tables import TableReader, section_kind
from extractor.relations.rules import compiled

# The most signs before the colon of an item.
_DESCRIPTION = 24
# "Các đ/c A, B, C, Chi bộ X": one item for several people.
_CALLED_TOGETHER = re.compile(r"G[h:]*P")
# "+ 03 chi hội: A; B; C", "- 02 cá nhân gồm: A, B": whom an item counts it names behind a colon.
_COUNTED = re.compile(r"[.\-]?Q[w#G]{0,4}g?:h*[OPX]")


# "ThS. Nguyễn Văn A", "Điều dưỡng B", "Sở C"
_NAMED = re.compile(r"(?:h\.?){0,4}[OP]|XP")
# Headings inside a list that part it by blocks or fields ("Khối các cơ quan Đảng:").
_PART = re.compile(r"(?i)(?:dẫn đầu )?(?:các )?(?:khối|cụm|ngành|lĩnh vực|cấp)\b")
_LONGEST_BARE = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: whom it names or counts, its signs; it `opens` where it only heads the lines below it."""

    recipients: tuple[Recipient, ...]
    signs: tuple[Sign, ...]
    opens: bool = False


class ItemReader:
    """Reads the items of lists."""

    def __init__(self, text: Text, tables: TableReader) -> None:
        self.text = text
        self.tables = tables

    def read(self, block: Block, kind: str | None, *, owed: bool = False) -> Item | None:
        """What a line says as an item of the list above it, whose recipients are of a `kind` if told; None where it is none.

        Where more names are `owed` than were read, a short line of plain words is one too ("Thư viện").
        """
        mark = compiled("awards", "ENUMERATOR").match(self.text.text, block.start, block.end)
        start = mark.end() if mark else block.start
        signs = self.tables.signs(Span(start, block.end))
        s = letters(signs)
        if not s:
            return None
        if _CALLED_TOGETHER.match(s):
            roll = RollReader(self.text, signs).read(0)
            return Item(tuple(r for r in roll.recipients if r.kind == "individual" and r.name), signs)
        if s[0] in "tc" and "Q" in s[:4]:
            roll = RollReader(self.text, signs).read(s.index("Q"))
            return Item(roll.recipients, signs)
        colon = s.find(":")
        label = section_kind(self.text.text[start : signs[colon].end]) if 0 < colon < 4 else None
        heading = colon == len(signs) - 1 and not set(s) & set("tAPV")
        if heading and _PART.match(self.text.text, start, block.end):
            return Item((), signs, opens=True)
        if colon == len(signs) - 1 and begins_with_noun(self.text.text[start : block.end]):
            return Item((), signs, opens=True)  # "2. Đảng viên:" above the items that name them
        if label or self._describes(start, signs, colon) or _COUNTED.match(s):
            roll = RollReader(self.text, signs).read(colon + 1, announced=True)
            return Item(roll.recipients, signs)
        if not mark and not _NAMED.match(s) and not self._lives(signs[0]) and not (owed and self._bare(block, s)):
            return None
        recipients = self._recipients(
            Span(start, block.end), signs, kind, numbered=bool(mark) and self.text.text[start - 2 : start - 1] in ".)"
        )
        return Item(recipients, signs)

    def _bare(self, block: Block, s: str) -> bool:
        """Whether a line may be the name of a body that no lexicon knows: short, from a capital, with no verb and no end of a sentence."""
        words = self.text.text[block.start : block.end].strip(" *_;,.")
        return len(words.split()) <= _LONGEST_BARE and words[:1].isupper() and not set(s) & set("rtdncsA:YV#")

    def _lives(self, sign: Sign) -> bool:
        """Whether a line opens with a place or those who live there ("Xã Tân Trào", "Cán bộ và Nhân dân huyện A")."""
        return sign.sign in ("p", "X") and begins_with_place(self.text.text[sign.start : sign.end])

    def _describes(self, start: int, signs: Sequence[Sign], colon: int) -> bool:
        """Whether an item names its recipients behind a colon and says before it only what they are ("Chi bộ tiêu biểu: A; B; C")."""
        if not 0 < colon < min(_DESCRIPTION, len(signs) - 1) or set(letters(signs[:colon])) & set("PTtrAV"):
            return False
        return begins_with_noun(self.text.text[start : signs[colon].start]) and letters(signs[colon + 1 :]).lstrip("h")[:1] in (
            "O",
            "P",
            "X",
            "p",
        )

    def _recipients(self, span: Span, signs: Sequence[Sign], kind: str | None, *, numbered: bool) -> tuple[Recipient, ...]:
        one = self.tables.recipient(span, kind)
        if one is None:
            return ()
        end = one.name.end if one.name else one.place.end
        behind = self.text.text[end : span.end].strip()
        if one.name is None or (behind and behind[0] not in ",;.:(-–" and not behind.startswith("và ")):
            return (one,) if one.name is None and not behind.strip(" .;") else ()
        head = letters([s for s in signs if s.start < span.end and (":" not in behind or s.start < end + behind.index(":") + 1)])
        if set(head.partition(",s")[0]) & set("trd"):  # ", có công bố quốc tế" only says for what
            return ()
        roll = RollReader(self.text, signs).read(0)
        several = [r for r in roll.recipients if r.name]
        joined = any(s.sign == "v" and s.start < several[-1].place.start for s in signs) if several else False
        if not numbered and len(several) > 1 and (joined or len(several) > 2 or ";" in behind.rstrip(";. ")):
            return tuple(several)
        return (one,)
