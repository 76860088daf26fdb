"""Headings over parts of a list that say who confers all that stands under them: "I. TRÌNH THỦ TƯỚNG CHÍNH PHỦ"."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.document import Block, BlockKind, Span, Text
from extractor.relations.award_groups import may_confer
from extractor.relations.award_marks import depth, level
from extractor.relations.award_readings import Conferral
from extractor.relations.award_tables import TableReader

_SHORT = 90
# Headings that number the parts of a list by who confers; a list's items have small letters, figures in brackets or dashes.
_HEADED = re.compile(r"[*\s]*(?:(?:PHẦN|MỤC) (?:[IVX]{1,4}|\d)|[IVX]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/-] ?[^\W\d]")
_SECTION_GIVER = re.compile(
    r"(?i)[*\s]*(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/-]\s*"
    r"(?:(?:đề nghị|trình|kính trình|các .{0,30})?\s*(?:thuộc )?thẩm quyền|trình|đề nghị|(?=[^:]* (?:xét )?tặng[*\s:.]*$))"
)
# "PHẦN 1. TRUNG ƯƠNG HỘI", "II. CHỦ TỊCH UBND TỈNH": bodies that confer and are no recipients of the list.
_OFFICE_ALONE = re.compile(
    r"(?:(?:PHẦN|MỤC)\s+)?(?:[IVX]{1,4}|\d|[A-C])[.:)]\s*"
    r"(?:TRUNG ƯƠNG|CHỦ TỊCH|THỦ TƯỚNG|CHÍNH PHỦ|BỘ TRƯỞNG|ỦY BAN NHÂN DÂN|UBND|TỔNG LIÊN ĐOÀN|TỔNG GIÁM ĐỐC|GIÁM ĐỐC)(?: [^\W\d]+){0,9}"
)


class Sections:
    """Knows under which heading the walk over a document is."""

    def __init__(self, text: Text, tables: TableReader) -> None:
        self.text = text
        self.tables = tables
        self._giver: Span | None = None
        self._depth = 0

    def note(self, block: Block, words: str) -> bool:
        """Take note of a line in these words: a heading says who confers what stands under it, until the next of its level.

        Whether it is one that names a giver.
        """
        if not _HEADED.match(words) and block.kind is not BlockKind.TITLE:
            return False
        deep = depth(level(self.text, block)) or 0
        giver = self._section_giver(block, words)
        if giver is not None or deep <= self._depth:
            self._giver, self._depth = giver, deep
        return giver is not None

    def under(self, award: Conferral) -> Conferral:
        """The award as one of the body that the heading over it names, where nothing nearer says whose."""
        giver = self._giver
        if giver is None or award.grantor is not None or not may_confer(self.text, giver, award.named):
            return award
        return replace(award, grantor=giver)

    def _section_giver(self, block: Block, words: str) -> Span | None:
        """Who confers all that stands under a heading: "I. TRÌNH THỦ TƯỚNG CHÍNH PHỦ", "4. Thuộc thẩm quyền của Giám đốc Sở: …"."""
        opening = _SECTION_GIVER.match(words) or (_OFFICE_ALONE.fullmatch(words.strip(" *")) if words.isupper() else None)
        if opening is None:
            return None
        colon = words.find(":")
        end = block.start + (colon if colon > 0 else len(words)) + 1
        signs = self.tables.signs(Span(block.start, min(end, block.end)))
        bodies = [s for s in signs if s.sign in "OTN"]
        competent = "thẩm quyền" in opening.group().lower()
        heading = len(words) < _SHORT and (words.isupper() or competent) and not any(s.sign == "A" for s in signs)
        return bodies[0].span if len(bodies) == 1 and (heading or (competent and colon > 0)) else None
