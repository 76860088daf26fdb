"""What stands over a list of heads: the heading of an item, and the line that opens a list of several blocks with theirs."""

from __future__ import annotations

import re

from extractor.document import Block, Text
from extractor.relations.leader_terms import YEARS, Terms
from extractor.relations.rules import first

_NUMBERED = re.compile(r"(?:\d+|[IVX]+|[a-z])[.)]")
# How many lines a list of blocks with their heads may have, how long a line of it is and the line that opens it.
LONGEST_LIST, LONGEST_ITEM, LONGEST_LEAD = 60, 160, 1200
# How many lines over an item its heading is looked for, how long that may be, and how much of the words before the item counts.
NEAR, LONGEST_HEADING, BEFORE = 15, 260, 200


def heading_over(text: Text, i: int) -> tuple[str, Block | None]:
    """The heading over a list item or a labelled line, with the words of its own block before it; and the heading's block."""
    sentence = text.sentences[i]
    block = text.blocks[sentence.block]
    same = text.text[max(block.start, sentence.start - BEFORE) : sentence.start]
    headings: list[Block] = []
    for j in range(sentence.block - 1, max(-1, sentence.block - NEAR), -1):
        above = text.blocks[j]
        line = text.text[above.start : above.end]
        alike = _number(line) == _number(text.text[block.start : block.end])
        numbered = _NUMBERED.match(line) is not None
        if above.kind in ("item", "cell") and (not line.endswith(":") or (numbered and alike)) and (":" in line or not numbered or alike):
            continue
        if len(line) >= LONGEST_HEADING:
            break
        headings.append(above)
        opens_list = line.endswith(":") and (numbered or (len(headings) == 1 and _under_number(text, j)))
        if not opens_list:
            break
        block = above  # a line that opens a list of its own stands under a heading too
    words = [text.text[h.start : h.end] for h in reversed(headings)]
    dated = next((h for h in headings if YEARS.search(text.text, h.start, h.end)), None)
    return " ".join([*words, same]), dated or (headings[0] if headings else None)


def _under_number(text: Text, i: int) -> bool:
    """Whether a short numbered line stands right over block `i`: "4. Bầu Khối trưởng năm 2024" over "Hội nghị biểu quyết, kết quả:"."""
    over = text.blocks[i - 1] if i else None
    return over is not None and over.end - over.start < LONGEST_ITEM and _NUMBERED.match(text.text, over.start, over.end) is not None


def over_list(text: Text, heading: Block, i: int) -> bool:
    """Whether a line stands over a list, or over lines as short as those of a list, and not over a paragraph that tells something."""
    block = text.blocks[text.sentences[i].block]
    if block.kind == "cell" and not block.ruled:
        return False  # a signature beside the addressees
    listed = block.kind in ("item", "cell") or block.end - block.start <= LONGEST_ITEM
    return text.text[heading.end - 1] == ":" or (listed and text.text[heading.end - 1] != ".")


def announced_over(text: Text, i: int, terms: Terms) -> Block | None:
    """The line that opens a list of several blocks with their heads ("… phân công lãnh đạo các Cụm thi đua năm 2023, cụ thể:")."""
    for j in range(text.sentences[i].block - 1, max(-1, text.sentences[i].block - LONGEST_LIST), -1):
        above = text.blocks[j]
        if above.end - above.start > LONGEST_LEAD:
            return None
        line = text.text[above.start : above.end]
        if line.endswith(":") and terms.of_list(above) is not None and first("leaders", "elected", line):
            return above
        if len(line) > LONGEST_ITEM:
            return None
    return None


def _number(line: str) -> str:
    """How a line is numbered, with figures and letters made alike: "1. …" and "12. …" are "1."."""
    number = _NUMBERED.match(line)
    return "" if number is None else ("1" if line[0].isdecimal() else "I" if line[0].isupper() else "a") + number[0][-1]
