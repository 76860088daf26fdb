"""Who won the vote on an office that is told before: "Đại hội bầu trực tiếp chức danh Chủ tịch. Đồng chí A trúng cử với 100% phiếu"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import OrganizationMention, PersonMention, PositionMention, Text
from extractor.relations.chunks import Chunked, Chunks
from extractor.relations.leader_reading import may_hold

_VOTED_ON = re.compile(r"(?i)\bbầu(?: cử)?(?: trực tiếp| bổ sung| chọn)*(?: ra| lấy)?(?: các)?(?: chức danh| chức vụ| chức)? $")
# Behind whoever won, with the offices told of them ("A, Phó Giám đốc Sở X, đã trúng cử"), and before them ("trúng cử là ông A").
_WINS = re.compile(r"(?i)[^.;:]{0,160}?\b(?<!không )(?<!chưa )(?:trúng cử|đắc cử|được bầu)\b(?! (?:vào|tham gia))")
_WON_BY = re.compile(
    r"(?i)(?<!không )\b(?:trúng cử|đắc cử)(?: (?:chức danh này|gồm|có|là))*\s?:?\s(?:(?:các )?(?:đồng chí|đ/c|ông|bà|anh|chị) )?$"
)
_NEEDED = ("trúng cử", "đắc cử", "được bầu")
# How many sentences behind the vote the winner may be told.
CARRIED = 3


def winners(text: Text, chunked: Chunked) -> Iterator[tuple[int, PositionMention, PersonMention | OrganizationMention]]:
    """The sentence that tells of the winner, the office voted on, and who won it; an office told behind the win is the winner's own."""
    office: tuple[int, PositionMention] | None = None
    for i, sentence in enumerate(text.sentences):
        low = text.text[sentence.start : sentence.end].lower()
        if office is not None and i - office[0] > CARRIED:
            office = None
        if "bầu" not in low and (office is None or not any(words in low for words in _NEEDED)):
            continue
        chunks = chunked[i]
        for k, chunk in enumerate(chunks):
            if chunk.sign == "T" and _VOTED_ON.search(text.text, max(sentence.start, chunk.start - 60), chunk.start):
                office = i, chunk.position
            elif chunk.sign in "PO" and office is not None and chunk.start > office[1].end and _wins(text, chunks, k, sentence.end):
                holder = chunk.mention
                if isinstance(holder, PersonMention | OrganizationMention) and may_hold(office[1], holder):
                    yield i, office[1], holder


def _wins(text: Text, chunks: Chunks, at: int, end: int) -> bool:
    chunk = chunks[at]
    if _WON_BY.search(text.text, max(chunks[0].start, chunk.start - 60), chunk.start):
        return True
    stop = next((c.start for c in chunks[at + 1 :] if c.sign == chunk.sign), end)
    won = _WINS.match(text.text, chunk.end, stop)
    if won is None:
        return False
    behind = "".join(c.sign for c in chunks[at + 1 :] if c.start >= won.end())[:4]
    return "T" not in behind and not behind.startswith("b")
