"""Heads of a block who sign as such: the office on a line of its own, a name on one of the next."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from extractor.document import BlockKind, Mentions, OrganizationMention, PersonMention, PositionMention, Text

_SIGNS_AS = re.compile(r"(?:T/?M\. ?)?(?:CHỦ TRÌ)?\s*")
# What may stand behind the office on its line: "TRƯỞNG KHỐI | THI ĐUA".
_REST = re.compile(r"(?: THI ĐUA)?\)?[ *]*\n")
# What may stand before a name in a signature: a rank or a degree ("Thượng tá", "BS.CKII.").
_RANK = re.compile(r"(?:[^\W\d_][\w.]*\s?){0,4}")
_AS_UNIT = re.compile(r"(?i)[\s(*]*đơn vị ")
# How far a letterhead goes.
LETTERHEAD = 600
# Within how many lines the name of a signature follows the office.
SIGNATURE = 4


def signers(text: Text, mentions: Mentions) -> Iterator[tuple[PositionMention, PersonMention]]:
    """Each office of a block that is signed under, with who signs."""
    ends = {p.end: p for p in mentions.people}
    for title in mentions.positions:
        signer = _signer(text, title, ends, _cell(text, title)) if title.kind == "block" and _is_signed(text, title) else None
        if signer is not None:
            yield title, signer


def issuers(text: Text, mentions: Mentions) -> Iterator[tuple[PositionMention, OrganizationMention]]:
    """Each body that issues a paper as head of its block: "SỞ X" over "ĐƠN VỊ KHỐI TRƯỞNG KHỐI THI ĐUA …" at the top."""
    ends = {o.end: o for o in mentions.organizations if not o.block}
    for title in mentions.positions:
        if title.start > LETTERHEAD:
            return
        line = text.text.rfind("\n", 0, title.start) + 1
        if title.kind == "block" and _AS_UNIT.fullmatch(text.text, line, title.start):
            issuer = ends.get(len(text.text[:line].rstrip(" *\n")))
            if issuer is not None and text.value(issuer.span).isupper():
                yield title, issuer


def _is_signed(text: Text, title: PositionMention) -> bool:
    """Whether an office stands alone on its line, in capitals, as over a signature."""
    words = text.text
    line = words.rfind("\n", 0, title.start) + 1
    alone = _REST.match(words, title.end) is not None
    return alone and text.value(title.span).isupper() and _SIGNS_AS.fullmatch(words[line : title.start].rstrip("(")) is not None


def _cell(text: Text, title: PositionMention) -> int:
    """Where the cell of a ruled table ends in which an office stands alone: beside it stand the other columns; else the text's end."""
    block = text.blocks[max(0, bisect_right(text.blocks, title.start, key=lambda b: b.start) - 1)]
    return block.end if block.kind is BlockKind.CELL and block.ruled else len(text.text)


def _signer(text: Text, title: PositionMention, ends: dict[int, PersonMention], stop: int) -> PersonMention | None:
    """Whose name ends one of the lines below an office, up to `stop`, with nothing but a rank before it."""
    at = text.text.find("\n", title.end) + 1
    for _ in range(SIGNATURE):
        if at > stop:
            return None
        end = text.text.find("\n", at)
        end = end if end >= 0 else len(text.text)
        signer = ends.get(end)
        if signer is not None and signer.start >= at and _RANK.fullmatch(text.text, at, signer.start):
            return signer
        at = end + 1
    return None
