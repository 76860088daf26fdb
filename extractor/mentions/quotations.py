"""Reads quotations with whatever marks a document uses: “ ”, " ", « », ‘ ’, the wrong ’’ and a missing close."""

from __future__ import annotations

import re

from extractor.document import Span

_DOUBLE = '“”„‟"″'
_OPENING = re.compile(r"''|‘‘|``|[“”„‟\"″«‘'](?=\S| \w)")
_CLOSING = {
    "double": re.compile(r"(?P<nested>(?<=[ (])[“‘](?=\w))|(?P<close>[”\"»″]|’’|''|“(?!\w)|‘‘)"),
    "angle": re.compile(r"(?P<nested>«)|(?P<close>»)"),
    "single": re.compile(r"(?P<nested>(?<=[ (])‘(?=\w))|(?P<close>[’'](?!\w))"),
}
_LONGEST = 420
_BREAK = re.compile(r"[.;](?=\s|$)|\n")
_LONGEST_UNCLOSED = 130
_UNCLOSED = re.compile(r"[;](?=[^;“”]{0,60}(?i:phong trào|cuộc vận động|đợt thi đua|chương trình|đề án|chủ đề)[^;“”]{0,30}$)")


def quotation(text: str, at: int, high: int) -> tuple[Span, int] | None:
    """The words quoted from offset `at` on (blanks before the mark are skipped) and the offset behind the closing mark.

    None where no quotation begins there. One that is never closed ends with its clause, if that is short.

    >>> quotation("“Quyết thắng” năm 2010", 0, 22)
    (Span(start=1, end=12), 13)
    """
    while at < high and text[at] == " ":
        at += 1
    opening = _OPENING.match(text, at, high)
    if not opening:
        return None
    mark = opening.group()
    if mark in "”″" and at and text[at - 1].isalnum() and text[at + 1 : at + 2] in (" ", ";"):
        return None  # the close of a quotation that began before
    style = "angle" if mark == "«" else "single" if mark in "‘'" else "double"
    start = opening.end()
    end = _close(text, start, min(high, start + _LONGEST), style)
    if end:
        return trimmed(text, start, end[0]), end[1]
    stop = _BREAK.search(text, start, high)
    last = stop.start() if stop else high
    if style == "single" or last - start > _LONGEST_UNCLOSED or last == start:
        return None
    return trimmed(text, start, last), last


def _close(text: str, start: int, high: int, style: str) -> tuple[int, int] | None:
    """Where the closing mark stands, past quotations inside; an inner one left open does not hide it."""
    depth, last = 0, None
    for mark in _CLOSING[style].finditer(text, start, high):
        if text.find("\n", start, mark.start()) >= 0:
            break
        if mark["nested"]:
            if not depth and (broken := _UNCLOSED.search(text, start, mark.start())):
                return broken.start(), broken.start()  # “A; phong trào “B”: the first was never closed
            depth += 1
        elif depth:
            depth -= 1
            last = mark.span()
        else:
            return mark.span()
    return last


def trimmed(text: str, start: int, end: int) -> Span:
    """The range without blanks, punctuation and quotation marks at its ends; closing marks of inner quotations stay."""
    while end > start and (text[end - 1] in " ,;.:…\n" or text[end - 1] in "’'" and text.count("‘", start, end) == 0):
        end -= 1
    while start < end and text[start] in " ,;.:\n":
        start += 1
    return Span(start, end)
